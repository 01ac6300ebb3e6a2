"""Quzhou's rules of plans and tasks by what they do."""

from datetime import date

import pytest

from gongkai.core.clock import Calendar
from gongkai.core.errors import BadInput
from gongkai.core.office import Office
from gongkai.plugins.tasks.dispatch import plan_of
from gongkai.plugins.tasks.today import findings
from tests.rules.world import World

REGION = ("quzhou",)
PLACE = "330800"
LISTING = [("330000", "浙江省"), (PLACE, "衢州市"), ("330802", "柯城区"), ("330825", "龙游县")]


def below(world: World, head: str) -> list[str]:
    return [row[0] for row in world.office.store.sql("SELECT uid FROM task WHERE parent = ? ORDER BY id", (head,))]


def test_each_answers_to_the_one_above(world: World) -> None:
    # covers: QZ-14
    assert world.tasks("quzhou-2010", "04")
    tasks = world.office.register("task")
    (head,) = [row[0] for row in world.office.store.sql("SELECT uid FROM task WHERE item = '04' AND lead = 1")]
    parts = below(world, head)
    assert len(parts) == 2 and all(tasks.get(uid).parent == head for uid in parts)
    lead = tasks.act(tasks.act(tasks.get(head), "accept"), "submit", report="全市已落实")
    boss = world.office.as_system().register("task")
    with pytest.raises(BadInput, match="还有 2 项下级任务没有办结"):
        boss.act(lead, "verify")
    done = boss.act(tasks.act(tasks.act(tasks.get(parts[0]), "accept"), "submit", report="已报送"), "verify")
    assert done.outcome == "done"
    with pytest.raises(BadInput, match="还有 1 项"):
        boss.act(lead, "verify")
    late = tasks.get(parts[1])
    with pytest.raises(BadInput, match="理由"):
        boss.act(lead, "verify-except", exceptions=world.office.unit_name(late.unit))
    closed = boss.act(lead, "verify-except", "机构调整，年底补报", exceptions=world.office.unit_name(late.unit))
    assert (closed.stage, closed.outcome, closed.exceptions) == ("closed", "done", (late.unit,))
    assert "机构调整" in str(boss.history(head)[0].after) and tasks.get(late.uid).outcome is None


def test_a_year_without_points_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # covers: QZ-34
    assert any("2026年还没有工作要点" in str(one) and "QZ-34" in str(one) for one in findings(world.office))
    monkeypatch.setenv("GONGKAI_TODAY", "2010-11-03")
    assert not any("还没有工作要点" in str(one) for one in findings(Office.open(world.office.folder)))


def test_six_aspects_and_23_items_reach_the_units(world: World) -> None:
    # covers: QZ-35
    world.tasks("quzhou-2010", "01")
    rows = world.office.store.sql("SELECT item, MIN(aspect), COUNT(DISTINCT unit), COUNT(*) FROM task GROUP BY item")
    assert len(rows) == 23 and len({aspect for _, aspect, _, _ in rows}) == 6
    assert all(units == tasks > 0 for _, _, units, tasks in rows)
    assert plan_of(world.office, "quzhou-2010").number == "衢政办发〔2010〕74号"


def test_two_months_before_the_end_what_is_left_is_planned_backwards(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # covers: QZ-36
    monkeypatch.setenv("GONGKAI_TODAY", "2010-11-03")
    world.office = Office.open(world.office.folder)
    world.tasks("quzhou-2010", "23")
    tasks = world.office.store.sql("SELECT uid, due FROM task WHERE item = '23'")
    for uid, due in tasks:
        rows = world.office.store.sql("SELECT title, due FROM checkpoint WHERE task = ? ORDER BY number", (uid,))
        days = [date.fromisoformat(day) for _, day in rows]
        assert len(days) == 4 and days == sorted(days) and date(2010, 11, 3) <= days[0] and days[-1].isoformat() < due
        assert all(Calendar().is_working(day) for day in days)
        assert days[-1] == Calendar().add_working_days(date.fromisoformat(due), -3)
    assert tasks and not world.office.store.sql(
        "SELECT 1 FROM checkpoint c JOIN task t ON t.uid = c.task WHERE t.item <> '23'"
    )


@pytest.mark.parametrize("word", ["电子政务|网", "制度|目录|职权", "人员|培训|队伍"])
def test_the_three_that_are_joined_are_items_of_the_plan(world: World, word: str) -> None:
    # covers: QZ-51
    world.tasks("quzhou-2010", "01")
    titles = [row[0] for row in world.office.store.sql("SELECT DISTINCT title || COALESCE(aspect, '') FROM task")]
    assert any(part in title for title in titles for part in word.split("|"))


def test_making_disclosure_known_is_given_to_every_government_and_department(world: World) -> None:
    # covers: QZ-66
    found = {template for template, _, _ in world.tasks("quzhou-2010", "21")}
    rows = world.office.store.sql(
        "SELECT DISTINCT template FROM unit WHERE level IN ('prefecture', 'county') AND kind IN ('government', 'department')"
    )
    assert {row[0] for row in rows} <= found
