"""Zaozhuang's rules of plans and tasks by what they do."""

from gongkai.core.rules import Selector
from gongkai.plugins.inspection.rules import Rubric
from gongkai.plugins.tasks.plans.handdown import Order, give_out, prepare
from gongkai.plugins.tasks.plans.progress import sums
from tests.rules.world import World

REGION = ("zaozhuang",)
PLACE = "370400"
LISTING = [("370000", "山东省"), (PLACE, "枣庄市"), ("370402", "市中区")]


def test_a_task_is_split_down_to_unit_section_and_person(world: World) -> None:
    # covers: ZZ-04
    office = world.office
    whole = world.add("task", unit=world.unit("city-housing"), title="规范窗口服务", due="2026-12-01")
    tasks = office.register("task")
    for order in (
        Order(
            "窗口公示",
            parent=tasks.get(whole),
            selector=Selector(levels=("county",), kinds=("department",), lines=("housing",)),
        ),
        Order("科室自查", parent=tasks.get(whole), sections=("审批科", "法规科")),
        Order("专人值守", parent=tasks.get(whole), sections=("审批科",), persons=("张三", "李四"), due="2026-11-01"),
    ):
        assert give_out(office, prepare(office, order), "分解") > 0
        assert prepare(office, order).batch.targets == ()
    rows = office.store.sql("SELECT section, person, due FROM task WHERE parent = ? ORDER BY id", (whole,))
    assert ("审批科", None, "2026-12-01") in rows and ("法规科", None, "2026-12-01") in rows
    assert ("审批科", "张三", "2026-11-01") in rows and ("审批科", "李四", "2026-11-01") in rows
    assert sums(office, uid=whole)[whole].parts == len(rows) == 5


def test_disclosure_is_assessed_with_the_hard_targets(world: World) -> None:
    # covers: ZZ-05
    rubric = world.office.profile.items("rubric", Rubric)["zaozhuang"]
    assert any(indicator.measure.startswith("task.") for indicator in rubric.indicator if indicator.id == "tasks")
    world.catalogue()
    assert world.bound("zz-targets")
