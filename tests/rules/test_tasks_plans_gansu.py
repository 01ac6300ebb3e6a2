"""Gansu's rules of plans and tasks by what they do."""

from gongkai.plugins.tasks.dispatch import plan_of
from tests.rules.world import World

REGION = ("gansu",)
PLACE = "620000"
LISTING = [(PLACE, "甘肃省"), ("620100", "兰州市"), ("620102", "城关区")]


def test_four_tasks_are_given_out(world: World) -> None:
    # covers: GS-15
    assert [item.aspect.zh for item in plan_of(world.office, "gansu-2007").item] == [
        "公开目录",
        "政务服务中心",
        "电子政务",
        "新闻发布",
    ]
    assert world.tasks("gansu-2007", "02")
    assert world.office.store.sql("SELECT COUNT(DISTINCT item) FROM task") == [(4,)]


def test_spokespersons_stand_within_two_years_in_every_department_and_prefecture(world: World) -> None:
    # covers: GS-25
    found = world.tasks("gansu-2007", "04")
    assert {due for _, _, due in found} == {"2008-12-31"} and {start for _, start, _ in found} == {"2007-01-19"}
    wanted = world.office.store.sql(
        "SELECT uid FROM unit WHERE level IN ('province', 'prefecture') AND kind IN ('government', 'department')"
    )
    given = world.office.store.sql("SELECT unit FROM task WHERE item = '04'")
    assert {row[0] for row in given} == {row[0] for row in wanted}
    lacking = {uid for (uid,) in wanted if world.told("GS-25", uid)}
    assert lacking == {row[0] for row in wanted}
    world.hold(wanted[0][0], "spokesperson")
    assert not world.told("GS-25", wanted[0][0])


def test_hot_topics_come_out_every_quarter(world: World) -> None:
    # covers: GS-26
    world.catalogue()
    assert set(world.bound("gs-hot-topics")) and all(
        due == "2026-03-31"
        for (due,) in world.office.store.sql("SELECT due FROM entry WHERE obligation = 'gs-hot-topics'")
    )
