"""Bundles: what a town sends is what the county has; damaged, repeated, early, forged and foreign ones change nothing."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.errors import BadInput, Conflict, GongkaiError, NotAllowed
from gongkai.core.exchange import incoming
from gongkai.core.exchange.container import Change
from gongkai.core.exchange.enrolment import revoke
from gongkai.core.exchange.incoming import look, receive
from gongkai.core.exchange.keys import private_key
from gongkai.core.exchange.outgoing import resend, send
from gongkai.core.ledger.history import history
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from tests.exchange import LISTING, OTHER, TODAY, TOWN, bundle, edit, enrolled, entries, forged, the
from tests.registry import make_office


def test_what_the_town_has_the_county_has(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    county = make_office(tmp_path / "county", store_url, LISTING, "511923")
    enrolled(tmp_path, county)
    town = Office.open(tmp_path / "town")
    first = bundle(town)
    seen = look(county, first)
    assert len(seen.outcomes["entry"].new) == 3 and not entries(county)  # looking writes nothing
    assert not receive(county, first).refused
    assert entries(county) == entries(town) and len(entries(town)) == 3
    edit(town, "预算", title="部门预算")
    with town.change("不再公开") as change:
        change.delete(the(town, "救灾"))
        change.create("entry", unit=TOWN, title="规划")
    second = bundle(town)
    done = receive(county, second)
    outcome = done.outcomes["entry"]
    assert (len(outcome.new), len(outcome.changed), len(outcome.deleted), done.differs) == (1, 1, 1, [])
    assert entries(county) == entries(town)
    before = county.last_change
    assert receive(county, second).known and receive(county, first).known
    assert county.last_change == before  # a duplicate leaves no trace
    [told] = [line for line in history(county, "entry", the(county, "部门预算").uid) if line.action == "received"]
    assert told.after["_from"][1][1:] == ["admin", "update", "改正"] and told.said == "改正" and told.actor == "admin"
    assert county.register("entry").count() == 3 and not verify(county).faults and not verify(town).faults
    town.close()
    county.close()


def test_the_first_bundle_takes_away_what_only_the_county_had(pair: tuple[Office, Office]) -> None:
    town, county = pair
    with county.as_system().change("旧目录") as change:
        change.create("entry", unit=TOWN, title="旧条目")
        kept = change.create("entry", unit=OTHER, title="西兴镇的")
    receive(county, bundle(town))
    assert {uid: row for uid, row in entries(county).items() if uid != kept.uid} == entries(town)
    assert kept.uid in entries(county) and not verify(county).faults


def test_an_early_bundle_says_which_is_missing_and_a_complete_one_closes_any_gap(pair: tuple[Office, Office]) -> None:
    town, county = pair
    first = bundle(town)
    edit(town, "预算", title="甲")
    second = bundle(town)
    edit(town, "决算", title="乙")
    third = bundle(town)
    with pytest.raises(Conflict, match="缺第 1 号"):
        receive(county, second)
    receive(county, first)
    with pytest.raises(Conflict, match="缺第 2 号"):
        receive(county, third)
    resend(town, 2, town.folder.parent / "again.gkb")
    assert (town.folder.parent / "again.gkb").read_bytes() == second
    receive(county, second)
    receive(county, third)
    assert entries(county) == entries(town)
    edit(town, "甲", title="丙")
    bundle(town)
    receive(county, bundle(town, complete=True))  # number 4 is lost for good
    assert entries(county) == entries(town)


def test_a_byte_changed_anywhere_is_refused_and_nothing_is_written(pair: tuple[Office, Office]) -> None:
    town, county = pair
    sound, before = bundle(town), county.last_change

    @given(at=st.integers(0, len(sound) - 1), value=st.integers(0, 255), cut=st.booleans())
    def changed(at: int, value: int, cut: bool) -> None:
        wrong = sound[:at] if cut else sound[:at] + bytes([value]) + sound[at + 1 :]
        if wrong == sound:
            return
        with pytest.raises(GongkaiError):
            receive(county, wrong)

    changed()
    with pytest.raises(BadInput):
        receive(county, sound + b"\0")
    assert county.last_change == before and not entries(county)


def test_who_may_not_send_is_refused(
    pair: tuple[Office, Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, county = pair
    data = bundle(town)
    key = private_key(county.folder)  # another's key
    for wrong, kind in (
        (forged(town, data, key=key), BadInput),
        (forged(town, data, receiver="somebody"), BadInput),
        (forged(town, data, made="2999-01-01T00:00:00.000Z"), BadInput),
        (forged(town, data, made="soon"), BadInput),
        (forged(town, data, size=1 << 29), BadInput),
        (forged(town, data, counts={"entry": 2}), BadInput),
        (forged(town, data, complete=False), Conflict),
    ):
        with pytest.raises(kind):
            receive(county, wrong)
    monkeypatch.setenv("GONGKAI_TODAY", "2028-01-01")
    with pytest.raises(NotAllowed, match="2027-11-25"):
        receive(Office.open(county.folder), data)
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    revoke(county, "511923101000", "密钥外泄")
    with pytest.raises(NotAllowed, match="吊销"):
        receive(county, data)
    assert not entries(county)
    stranger = make_office(tmp_path / "stranger", "sqlite:///office.sqlite", LISTING, "511923")
    with pytest.raises(BadInput, match="不是发给"):
        receive(stranger, data)
    stranger.close()


@pytest.mark.parametrize(
    "change",
    [
        {"unit": OTHER},
        {"unit": "nobody"},
        {"unit": None},
        {"title": None},
        {"title": "预\x1b[31m算"},
        {"title": 5},
        {"stage": "invented"},
        {"version": 0},
        {"due": "someday"},
        {"invented": "x"},
        {"uid": "other"},
    ],
)
def test_a_record_that_cannot_be_taken_is_set_aside_and_the_rest_is_applied(
    pair: tuple[Office, Office], change: dict[str, Any]
) -> None:
    town, county = pair

    def spoil(one: Change) -> Change:
        return (
            Change(one.register, one.uid, one.row | change, one.said) if one.row and one.row["title"] == "决算" else one
        )

    done = receive(county, forged(town, bundle(town), rows=spoil))
    assert [one.uid for one, _ in done.refused] == [the(town, "决算").uid]
    assert sorted(row[0] for row in entries(county).values()) == ["救灾", "预算"]
    [aside] = [row.record for row in county.register("quarantine").page()]
    assert aside.register == "entry" and aside.why and not verify(county).faults


def test_a_record_of_another_office_is_not_taken_over(pair: tuple[Office, Office]) -> None:
    town, county = pair
    with county.change("西兴镇目录") as change:
        theirs = change.create("entry", unit=OTHER, title="西兴镇的")

    def steal(one: Change) -> Change:
        return (
            Change(one.register, theirs.uid, one.row | {"uid": theirs.uid}, ())
            if one.row and one.row["title"] == "决算"
            else one
        )

    assert len(receive(county, forged(town, bundle(town), rows=steal)).refused) == 1
    assert entries(county)[theirs.uid][0] == "西兴镇的"


def test_what_the_town_writes_the_county_does_not(pair: tuple[Office, Office]) -> None:
    town, county = pair
    receive(county, bundle(town))
    record = the(county, "预算")
    for write in (
        lambda change: change.update(record, title="县里改的"),
        lambda change: change.delete(record),
        lambda change: change.create("entry", unit=TOWN, title="县里加的"),
        lambda change: change.act(record, "draft"),
    ):
        with pytest.raises(NotAllowed, match="下级部署"), county.change("x") as change:
            write(change)
    revoke(county, "511923101000", "撤并")
    edit(county, "预算", title="县里改的")


def test_a_restored_store_starts_a_stream_of_its_own_and_the_old_one_is_closed(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    town, county = pair
    first = receive(county, bundle(town)).manifest
    town.close()
    copy = Office.open(shutil.copytree(town.folder, tmp_path / "elsewhere" / "town"))
    edit(copy, "预算", title="新库")
    edit(town, "预算", title="旧库")
    done = receive(county, bundle(copy))
    assert done.manifest.epoch == first.epoch + 1 and done.manifest.complete
    with pytest.raises(Conflict, match=f"第 {first.epoch} 代"):
        receive(county, bundle(town))
    assert entries(county) == entries(copy)
    copy.close()


def test_a_failure_in_the_middle_leaves_all_as_it_was(
    pair: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    town, county = pair
    data, before = bundle(town), county.last_change

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(incoming, "_enter", full)
        with pytest.raises(OSError, match="No space"):
            receive(county, data)
    assert county.last_change == before and not entries(county)
    receive(county, data)
    assert entries(county) == entries(town)


def test_a_bundle_that_cannot_be_written_does_not_use_up_its_number(pair: tuple[Office, Office]) -> None:
    town, county = pair
    with pytest.raises(GongkaiError):
        send(town, town.folder / "no" / "such" / "b.gkb")
    resend(town, 1, town.folder.parent / "b.gkb")
    receive(county, (town.folder.parent / "b.gkb").read_bytes())
    assert entries(county) == entries(town)
