"""A unit's card: its posts and how they change hands, its gaps and how they are mended, one key to its work."""

from datetime import date

import pytest

from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.findings import findings
from gongkai.core.registry.holders import holders
from gongkai.testing.journey import SIZES, travel

UNIT = "响滩镇人民政府"


def gaps(office: Office, uid: str, code: str = "") -> int:
    """How many findings the unit has."""
    return sum(one.unit == uid and one.code.startswith(code) for one in findings(office))


@pytest.mark.parametrize("size", SIZES)
async def test_a_post_is_handed_over_and_its_history_shows(office: Office, size: tuple[int, int]) -> None:
    unit = office.unit(UNIT)
    today = office.today
    old = next(post for post in holders(office, unit.uid, today) if post.kind == "first-responsible" and post.person)
    async with travel(office, size) as at:
        await at.press("ctrl+p")
        await at.type("xtzrmzf")
        await at.press("enter")
        await at.on("UnitScreen")
        await at.sees(UNIT, "概况", "岗位", "工作", "缺项", "沿革", "历史", "得分说明")
        await at.press("right")
        await at.sees(old.person)
        await at.press("p")
        await at.on("PickScreen")
        await at.type("dyzrr")
        await at.press("enter")
        await at.on("HandoverScreen")
        await at.sees(f"现任：{old.person}")
        await at.press("ctrl+s")
        await at.told("需要改正")
        await at.type(old.person)
        await at.press("ctrl+s")
        await at.told("已经在任")
        assert at.name == "HandoverScreen"
        await at.press("ctrl+u")
        await at.type("郑交接")
        await at.press("ctrl+s")
        await at.on("UnitScreen")
        await at.told("郑交接从 2026-11-22 起任职")
        await at.sees("郑交接", f"{today} — 今")
        await at.press("end")
        await at.sees("以往", old.person)
    (new,) = [post for post in holders(office, unit.uid, today) if post.kind == "first-responsible"]
    assert (new.person, new.valid_from) == ("郑交接", today)
    assert office.register("post").get(old.uid).valid_to == date(2026, 11, 21)


async def test_a_gap_is_told_with_its_remedy_and_mended(office: Office) -> None:
    gap = next(one for one in findings(office) if one.code == "post-missing")
    unit = office.unit(gap.unit)
    before = gaps(office, unit.uid, "post-missing")
    async with travel(office, (100, 30)) as at:
        await at.press("ctrl+p")
        await at.type(unit.name)
        await at.press("enter")
        await at.on("UnitScreen")
        await at.sees(f"登记缺项 {gaps(office, unit.uid)}")
        await at.press("right", "right", "right")
        await at.sees("○", "gongkai post handover", "按 m 补缺")
        await at.press("m")
        if at.name == "PickScreen":
            await at.type(gap.what.zh.removeprefix(unit.name))
            await at.press("enter")
        await at.on("HandoverScreen")
        await at.sees("现在空缺")
        await at.type("李补位")
        await at.press("ctrl+s")
        await at.on("UnitScreen")
        await at.sees("李补位")
    assert gaps(office, unit.uid, "post-missing") == before - 1


async def test_one_key_leads_to_entries_tasks_and_the_score(office: Office) -> None:
    unit = office.unit(UNIT)
    async with travel(office, (80, 24)) as at:
        await at.press("6", "slash")
        await at.type(UNIT)
        await at.press("enter", "enter")
        await at.on("UnitScreen")
        for key, register in (("c", "entry"), ("k", "task")):
            await at.press(key)
            await at.on("RegisterScreen")
            assert at.screen.register.resource.key == register
            assert at.screen.query_asked == Query(unit=unit.uid)
            await at.press("escape")
            await at.on("UnitScreen")
        await at.press("s")
        await at.sees("应评 6 项")
        await at.press("ctrl+l", "right", "right", "right")
        await at.sees("Facts", "Posts", "Work", "Gaps", "Past", "History")
        await at.press("ctrl+l")
