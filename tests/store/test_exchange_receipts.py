"""What becomes of bundles: early ones wait, receipts go back, what was set aside is mended or rejected, secrets stay secret."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.exchange import inbox
from gongkai.core.exchange.aside import mend, reject, waiting
from gongkai.core.exchange.identity import add, rows
from gongkai.core.exchange.models import DEPLOYMENTS
from gongkai.core.exchange.outgoing import peer_of, resend, send
from gongkai.core.exchange.receipts import write_receipt
from gongkai.core.exchange.standing import standings
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from tests.exchange import TOWN, bundle, down, edit, entries, forged, the
from tests.registry import unit_uid

UNKNOWN = unit_uid("511923109")


def received(office: Office, data: bytes) -> Any:
    return inbox.receive(office, data).plan


def three(town: Office) -> list[bytes]:
    made = [bundle(town)]
    for title in ("甲", "乙"):
        edit(town, the(town, {"甲": "预算", "乙": "决算"}[title]).title, title=title)
        made.append(bundle(town))
    return made


def test_bundles_in_any_order_are_all_applied_and_what_waits_is_seen(pair: tuple[Office, Office]) -> None:
    town, county = pair
    first, second, third = three(town)
    assert received(county, third).missing == 1 and received(county, second).missing == 1
    assert received(county, third).missing == 1  # once more: kept once
    [standing] = standings(county)
    assert (standing.waiting, standing.received) == (2, 0)
    states = [row.record.state for row in county.register("bundle").page()]
    assert states.count("early") == 2 and not entries(county)
    came = inbox.receive(county, first)
    assert [plan.manifest.number for plan in came.after] == [2, 3]
    assert entries(county) == entries(town) and standings(county)[0].waiting == 0
    assert not list((county.folder / ".gongkai" / "inbox").iterdir()) and not verify(county).faults


def test_a_complete_bundle_overtakes_what_waits(pair: tuple[Office, Office]) -> None:
    town, county = pair
    _, second, third = three(town)
    received(county, second)
    received(county, third)
    assert county.register("deployment").count(Query(filters=("quiet",))) == 0
    assert county.on(date(2027, 1, 31)).register("deployment").count(Query(filters=("quiet",))) == 1
    received(county, bundle(town, complete=True))
    assert entries(county) == entries(town) and standings(county)[0].waiting == 0
    assert received(county, bundle(town)).manifest.number == 5


def test_the_sender_learns_what_was_received_and_what_was_not_taken(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    town, county = pair

    def spoil(one: Any) -> Any:
        row = one.row | {"unit": UNKNOWN} if one.row and one.row.get("title") == "决算" else one.row
        return type(one)(one.register, one.uid, row, one.said)

    sound = bundle(town)
    assert len(received(county, forged(town, sound, rows=spoil)).refused) == 1
    write_receipt(county, tmp_path / "r.gkr", peer_of(county, "511923101000"))
    taken = inbox.receive(town, (tmp_path / "r.gkr").read_bytes())
    assert taken.receipt and [(one.sent, one.received_there, one.accepted_there) for one in standings(town)] == [
        (1, 1, 0)
    ]
    [back] = [row.record for row in town.register("quarantine").page()]
    assert (back.kind, back.record, back.state) == ("returned", the(town, "决算").uid, "waiting")
    [row] = waiting(county)
    reject(county, row, "单位不存在")
    received(town, down(county))  # the receipt travels in the next bundle down
    [back] = [row.record for row in town.register("quarantine").page()]
    assert (back.state, back.why) == ("rejected", "单位不存在")
    edit(town, "预算", title="甲")
    received(county, bundle(town, complete=True))
    received(town, down(county))
    assert standings(town)[0].accepted_there == 2 and not verify(town).faults


def test_a_record_that_was_set_aside_is_mended(pair: tuple[Office, Office]) -> None:
    town, county = pair

    def spoil(one: Any) -> Any:
        row = one.row | {"unit": UNKNOWN} if one.row and one.row.get("title") == "决算" else one.row
        return type(one)(one.register, one.uid, row, one.said)

    received(county, forged(town, bundle(town), rows=spoil))
    [row] = waiting(county)
    with pytest.raises(BadInput, match="仍不能采用"):
        mend(county, row, {})
    mend(county, row, {"unit": TOWN})
    assert entries(county) == entries(town) and not waiting(county) and not verify(county).faults
    assert received(county, bundle(town, complete=True)).differs == []


def test_the_value_that_gave_way_is_written_after_all(pair: tuple[Office, Office]) -> None:
    town, county = pair
    with county.change("交办") as change:
        task = change.create("task", unit=TOWN, title="甲", due="2026-12-31")
    received(town, down(county))
    for office, person in ((town, "张三"), (county, "李四")):
        with office.change("改") as change:
            change.update(office.register("task").get(task.uid), person=person)
    received(county, bundle(town))
    received(town, down(county))
    [row] = waiting(town)
    mend(town, row, {})
    received(county, bundle(town))
    assert [office.register("task").get(task.uid).person for office in pair] == ["张三", "张三"]


def test_a_receipt_that_was_changed_or_is_anothers_is_refused(pair: tuple[Office, Office], tmp_path: Path) -> None:
    town, county = pair
    received(county, bundle(town))
    write_receipt(county, tmp_path / "r.gkr", peer_of(county, "511923101000"))
    sound = (tmp_path / "r.gkr").read_bytes()
    for at in range(0, len(sound), 7):
        with pytest.raises(GongkaiError):
            inbox.receive(town, sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
    with pytest.raises(GongkaiError):
        inbox.receive(county, sound)
    assert standings(town)[0].received_there == 0


def test_an_encrypted_bundle_is_read_by_its_receiver_alone(pair: tuple[Office, Office], tmp_path: Path) -> None:
    town, county = pair
    with town.change("秘密") as change:
        change.create("entry", unit=TOWN, title="不该别人看见的标题")
    plain = bundle(town)
    send(town, tmp_path / "b.gkb", encrypted=True)
    sealed = (tmp_path / "b.gkb").read_bytes()
    resend(town, 2, tmp_path / "again.gkb")
    assert (tmp_path / "again.gkb").read_bytes() == sealed and sealed.startswith(b"GKX1")
    received(county, plain)
    with pytest.raises(BadInput, match="不是发给"):
        inbox.opened(town, tmp_path / "b.gkb")
    for at in range(0, len(sealed), 11):
        (tmp_path / "wrong.gkb").write_bytes(sealed[:at] + bytes([sealed[at] ^ 4]) + sealed[at + 1 :])
        with pytest.raises(GongkaiError):
            received(county, inbox.opened(county, tmp_path / "wrong.gkb"))
    assert received(county, inbox.opened(county, tmp_path / "b.gkb")).manifest.number == 2


def test_a_watched_folder_is_emptied_in_order(pair: tuple[Office, Office], tmp_path: Path) -> None:
    town, county = pair
    first, second, third = three(town)
    post = tmp_path / "post"
    post.mkdir()
    for name, data in (("a", third), ("b", first), ("c", b"GKB1 and nothing more"), ("d", first)):
        (post / f"{name}.gkb").write_bytes(data)
    (post / "letter.txt").write_text("not ours")
    done = [(name, where) for name, where, _ in inbox.watch(county, post)]
    assert sorted(done) == [("a.gkb", "waiting"), ("b.gkb", "done"), ("c.gkb", "refused"), ("d.gkb", "done")]
    (post / "e.gkb").write_bytes(second)
    assert [where for _, where, _ in inbox.watch(county, post)] == ["done"]
    assert entries(county) == entries(town)
    assert "损坏" in (post / "refused" / "c.txt").read_text() and (post / "letter.txt").exists()


def test_a_key_that_the_superior_revokes_is_known_below(pair: tuple[Office, Office]) -> None:
    town, county = pair
    received(town, down(county))
    with county.change("x") as change:
        add(
            change,
            DEPLOYMENTS,
            "stolen",
            name="被盗的",
            relation="below",
            state="revoked",
            public_key="ab" * 32,
            division=county.scope,
        )
    received(town, down(county))
    assert rows(town, "public_key = ?", "ab" * 32)[0]["state"] == "revoked"
