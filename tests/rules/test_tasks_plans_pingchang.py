"""Pingchang's rules on promises and key projects by what they do."""

from tests.rules.world import World

REGION = ("pingchang",)
PLACE = "511923"
LISTING = [("510000", "四川省"), ("511900", "巴中市"), (PLACE, "平昌县")]
TABLE = "挂包领导、责任单位、资金来源、财政投入、前期经费、工程技术责任人、监督责任人、形象进度、考核奖惩"


def channels(world: World, obligation: str) -> set[str]:
    import json

    rows = world.office.store.sql("SELECT channels FROM entry WHERE obligation = ?", (obligation,))
    return {channel for (text,) in rows for channel in json.loads(text)}


def test_heads_of_approving_departments_promise_on_television(world: World) -> None:
    # covers: PC-80
    world.catalogue()
    bound = world.bound("pc-promise")
    approving = world.office.store.sql(
        "SELECT template FROM unit WHERE level = 'county' AND kind = 'department' AND tags LIKE '%\"approval\"%'"
    )
    assert set(bound) == {row[0] for row in approving} and "tv" in channels(world, "pc-promise")
    given = {template for template, _, _ in world.tasks("pingchang-2026", "09")}
    assert set(bound) <= given


def test_a_key_project_is_one_table_of_nine(world: World) -> None:
    # covers: PC-81
    world.catalogue()
    assert set(world.bound("pc-key-projects").values()) == {TABLE} and TABLE.count("、") + 1 == 9


def test_its_progress_is_on_television_every_month_with_a_leader_attached(world: World) -> None:
    # covers: PC-82
    world.catalogue()
    rows = world.office.store.sql("SELECT DISTINCT due, cadence FROM entry WHERE obligation = 'pc-key-projects'")
    assert rows == [("2026-05-31", "regular")] and "tv" in channels(world, "pc-key-projects")
    assert all(elements.startswith("挂包领导") for elements in world.bound("pc-key-projects").values())


def test_the_public_watches_progress_quality_safety_and_money(world: World) -> None:
    # covers: PC-83
    world.catalogue()
    bound = world.bound("pc-project-supervision")
    assert bound and all("监督小组成员" in text and "进度质量安全资金" in text for text in bound.values())
    terms = world.office.store.sql("SELECT DISTINCT term FROM entry WHERE obligation = 'pc-project-supervision'")
    assert terms == [("stages",)]
