"""What goes down and comes back: tasks that both sides write, contests, the calendar, files."""

from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import NotAllowed
from gongkai.core.exchange.incoming import look, receive
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.store.moving import copy_store
from gongkai.plugins.catalog.publications.files import attach
from tests.exchange import OTHER, TOWN, bundle, down, forged

TITLES = "SELECT title, progress, person, stage FROM task ORDER BY title"


def task(office: Office, title: str) -> Any:
    [row] = [row for row in office.register("task").page() if row.record.title == title]
    return row.record


def put(office: Office, title: str, /, **values: Any) -> None:
    with office.change("改") as change:
        change.update(task(office, title), **values)


@pytest.fixture
def dispatched(pair: tuple[Office, Office]) -> tuple[Office, Office]:
    """The county has given the town two tasks, and the town has them."""
    town, county = pair
    with county.change("交办") as change:
        for title in ("甲", "乙"):
            change.create("task", unit=TOWN, title=title, due="2026-12-31")
        change.create("task", unit=OTHER, title="西兴镇的", due="2026-12-31")
    assert not receive(town, down(county)).refused
    return town, county


def test_a_task_goes_down_and_its_progress_comes_up(dispatched: tuple[Office, Office]) -> None:
    town, county = dispatched
    assert [row[0] for row in town.store.sql(TITLES)] == ["乙", "甲"]  # and not the other town's
    put(town, "甲", progress=40)
    with town.change("自己的") as change:
        change.create("task", unit=TOWN, title="丙", due="2026-12-31")
    put(county, "甲", person="李四")  # another field, at the same time
    assert not receive(county, bundle(town)).contests
    assert receive(town, down(county)).contests == []
    assert ("甲", 40, "李四", "assigned") in town.store.sql(TITLES)
    mine = "SELECT title, progress, person, stage FROM task WHERE unit = ? ORDER BY title"
    assert (
        town.store.sql(mine, (TOWN,)) == county.store.sql(mine, (TOWN,)) and len(county.store.sql(mine, (TOWN,))) == 3
    )
    # what came from there is not sent back there
    assert look(county, bundle(town)).manifest.counts.get("task", 0) == 0
    assert down(county) and not verify(county).faults and not verify(town).faults


@pytest.mark.parametrize("first", ["up", "down"])
def test_where_both_changed_a_field_the_superiors_stands_and_both_know(
    dispatched: tuple[Office, Office], first: str
) -> None:
    town, county = dispatched
    put(town, "甲", person="镇里定的", progress=10)
    put(county, "甲", person="县里定的")
    up, over = (bundle(town), down(county)) if first == "up" else (None, down(county))
    if up is None:
        [contest] = receive(town, over).contests
        up = bundle(town)
        receive(county, up)
    else:
        [contest] = receive(county, up).contests
        receive(town, over)
    assert contest.fields["person"][1:] == ("县里定的", "镇里定的")
    for office in (town, county):
        assert (task(office, "甲").person, task(office, "甲").progress) == ("县里定的", 10)
    told = [row.record for row in town.register("quarantine").page()]
    assert [one.kind for one in told] == ["contested"] and "镇里定的" in told[0].why
    assert receive(county, bundle(town)).contests == [] and receive(town, down(county)).contests == []


def test_a_task_that_the_county_takes_back_is_gone_and_the_town_cannot_delete_it_for_the_county(
    dispatched: tuple[Office, Office],
) -> None:
    town, county = dispatched
    receive(county, bundle(town))
    with county.change("撤回") as change:
        change.delete(task(county, "甲"))
    with town.change("删") as change:
        change.delete(task(town, "乙"))
    up = bundle(town)
    receive(town, down(county))
    assert [one.uid for one in receive(county, up).contests] == [task(county, "乙").uid]
    assert town.store.sql("SELECT count(*) FROM task")[0][0] == 0
    receive(town, down(county, complete=True))
    assert [row[0] for row in town.store.sql(TITLES)] == ["乙"]  # the county never took it back


def test_the_county_hands_its_calendar_down_and_the_town_does_not_change_it(pair: tuple[Office, Office]) -> None:
    town, county = pair
    with town.change("自己的") as change:
        change.create("holiday", day="2027-01-01", kind="rest")
    receive(town, down(county))  # the county has loaded none: the town keeps its own
    assert town.store.sql("SELECT day FROM holiday") == [("2027-01-01",)]
    with county.change("放假安排") as change:
        change.create("holiday", day="2027-02-08", kind="rest")
    receive(town, down(county, complete=True))
    assert town.store.sql("SELECT day, scope FROM holiday") == [("2027-02-08", town.scope)]
    with pytest.raises(NotAllowed, match="上级"), town.change("改") as change:
        change.create("holiday", day="2027-05-01", kind="rest")
    assert not verify(town).faults


def test_the_file_of_a_publication_goes_with_it_once(pair: tuple[Office, Office], tmp_path: Path) -> None:
    town, county = pair
    (tmp_path / "表.txt").write_bytes(b"table" * 1000)
    with town.change("起草") as change:
        made = change.create("publication", unit=TOWN, title="预算公开")
    kept = attach(town, made, tmp_path / "表.txt")
    data = bundle(town)
    assert not receive(county, data).refused
    assert (county.folder / "attachments" / kept.sha256[:2] / kept.sha256).read_bytes() == b"table" * 1000
    with town.change("改") as change:
        change.update(town.register("publication").get(made.uid), abstract="一行\n两行")
    again = receive(county, bundle(town))
    assert again.manifest.files == () and not again.refused and not again.differs
    # a record whose file did not come is set aside
    (town.folder / "attachments" / kept.sha256[:2] / kept.sha256).write_bytes(b"damaged")
    (county.folder / "attachments" / kept.sha256[:2] / kept.sha256).unlink()
    assert [one.register for one, _ in receive(county, bundle(town, complete=True)).refused] == ["attachment"]


def test_a_changed_byte_of_a_file_is_seen(pair: tuple[Office, Office], tmp_path: Path) -> None:
    town, county = pair
    (tmp_path / "a.txt").write_bytes(b"table" * 10)
    with town.change("起草") as change:
        made = change.create("publication", unit=TOWN, title="预算公开")
    attach(town, made, tmp_path / "a.txt")
    data = bundle(town)
    for wrong in (data[:-1] + b"!", data[:-1], data + b"!", forged(town, data, files=())):
        with pytest.raises(Exception, match="损坏"):
            receive(county, wrong)
    assert not county.store.sql("SELECT 1 FROM publication")


def test_a_store_that_was_moved_goes_on_with_its_stream(pair: tuple[Office, Office]) -> None:
    town, county = pair
    first = receive(county, bundle(town)).manifest
    copy_store(town, "sqlite:///moved.sqlite", switch=True)
    assert (town.folder / "gongkai.toml").stat().st_mode & 0o044
    town.close()
    moved = Office.open(town.folder)
    with moved.change("新增") as change:
        change.create("entry", unit=TOWN, title="规划")
    second = receive(county, bundle(moved)).manifest
    assert (second.epoch, second.store_id, second.number) == (first.epoch, first.store_id, 2)
    assert not verify(moved).faults
    moved.close()
