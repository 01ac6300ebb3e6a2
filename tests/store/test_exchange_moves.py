"""An act moves a town to another county: what it has goes over to the new one, nothing is lost and nothing doubled."""

from pathlib import Path

import pytest

from gongkai.core.exchange.enrolment import accept, enrol, request, revoke
from gongkai.core.exchange.identity import rows
from gongkai.core.exchange.incoming import receive
from gongkai.core.exchange.outgoing import send
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act
from tests.exchange import TODAY, entries
from tests.registry import act, make_office, unit_uid

LISTING = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    ("511902", "巴州区"),
    ("511923", "平昌县"),
    ("511923101", "响滩镇"),
    ("511923102", "西兴镇"),
]
TOWN = unit_uid("511923101")


def carry(sender: Office, receiver: Office, to: str = "superior") -> None:
    file = sender.folder.parent / "b.gkb"
    send(sender, file, to=to)
    plan = receive(receiver, file.read_bytes())
    assert (plan.refused, plan.contests, plan.notes) == ([], [], [])


def join(below: Office, above: Office) -> None:
    folder = below.folder.parent
    request(below, folder / "a.req")
    enrol(above, folder / "a.req", folder / "a.crt")
    accept(below, folder / "a.crt")


def test_a_town_that_moves_to_another_county_is_there_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    city, old, new, town = (
        make_office(tmp_path / name, "sqlite:///office.sqlite", LISTING, code)
        for name, code in (("city", "511900"), ("old", "511923"), ("new", "511902"), ("town", "511923101"))
    )
    for below, above in ((old, city), (new, city), (town, old)):
        join(below, above)
    with town.change("目录") as change:
        for title in ("预算", "决算"):
            change.create("entry", unit=TOWN, title=title)
    with old.change("交办") as change:
        task = change.create("task", unit=TOWN, title="甲", due="2026-12-31")
    carry(old, town, "511923101000")
    carry(town, old)
    carry(old, city)
    before = set(entries(city))
    assert before == set(entries(town))

    item = Item(op="move", of="511923101000", to="511902000000", code="511902109000")
    apply_act(city, act("move", "2026-11-01", item, title="隶属调整"))
    carry(city, old, "511923000000")
    carry(city, new, "511902000000")
    carry(old, town, next(one["uid"] for one in rows(old, "relation = 'below'")))
    with town.change("之后") as change:
        change.create("entry", unit=TOWN, title="规划")
        change.update(town.register("task").get(task.uid), progress=60)
    join(town, new)
    assert sorted(one["state"] for one in rows(town, "relation = 'above'")) == ["active", "former"]
    revoke(old, rows(town, "relation = 'self'")[0]["uid"], "已划出")
    carry(town, new)
    carry(new, city)
    carry(old, city)
    carry(town, new)
    for office in (new, city):
        assert entries(office) == entries(town) and len(entries(office)) == 3
        assert office.store.sql("SELECT uid, progress FROM task") == [(task.uid, 60)]
    assert entries(old) and all(row[3] != old.scope for row in entries(old).values())  # what it knew, as the past
    for office in (city, old, new, town):
        assert not verify(office).faults
        office.close()
