"""The national rules of 2010 on work items by what they do."""

from tests.rules.world import World

REGION = ("nation2010",)
PLACE = "330800"
LISTING = [("330000", "浙江省"), (PLACE, "衢州市"), ("330802", "柯城区")]


def test_three_work_items_are_given_out(world: World) -> None:
    # covers: HYA-11
    assert world.tasks("nation2010-tasks", "01")
    rows = world.office.store.sql("SELECT item, MIN(aspect), COUNT(*) FROM task GROUP BY item ORDER BY item")
    assert [(item, aspect) for item, aspect, _ in rows] == [
        ("01", "决策公开"),
        ("02", "权力公开透明运行"),
        ("03", "落实条例"),
    ]
    assert all(count > 0 for _, _, count in rows)
