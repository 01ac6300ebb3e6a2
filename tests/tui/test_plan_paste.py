"""A policy document pasted into the terminal: understood, looked at, kept, and given out, by the keyboard alone."""

import pytest

from gongkai.core.office import Office
from gongkai.testing.hostile import HOSTILE
from gongkai.testing.journey import SIZES, travel

DOCUMENT = """响滩镇2026年政务公开工作要点

一、做好主动公开
（一）公开年度预算。责任单位：响滩镇人民政府；完成时限：2026年6月30日。
（二）更新公开栏。每季度更新一次公开栏。

二、办好依申请公开
（一）规范答复。责任单位：响滩镇人民政府；完成时限：2026年12月31日。
另行安排的事项不在此列
"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_pasted_understood_kept_and_given_out(office: Office, size: tuple[int, int], language: str) -> None:
    async with travel(office, size, language) as at:
        at.app.open_screen("plan-paste")
        await at.on("PlanPasteScreen")
        await at.paste(DOCUMENT)
        await at.press("ctrl+s")
        await at.on("PlanTreeScreen")
        await at.sees("公开年度预算", "规范答复", "2026-06-30")
        await at.press("ctrl+s")
        await at.on("PlanGiveScreen")
        await at.until("whom it means", lambda: "2026-12-31" in at.text)
        await at.press("ctrl+s")
        await at.told("项任务" if language == "zh" else "tasks given out")
        await at.on("TodayScreen")
    titles = {row[0] for row in office.rows("SELECT title FROM {task} WHERE plan = 'plan-2026'")}
    assert any("年度预算" in title for title in titles) and any("规范答复" in title for title in titles)
    assert (office.folder / "rules" / "plan-2026.toml").is_file()


async def test_what_cannot_be_a_plan_is_told_and_nothing_is_kept(office: Office) -> None:
    async with travel(office, (80, 24)) as at:
        at.app.open_screen("plan-paste")
        await at.press("ctrl+s")
        await at.told("没有可读的内容")
        for text in list(HOSTILE.values())[:12]:
            await at.paste(text)
        await at.press("ctrl+s")
        await at.settle()
        assert "\x1b" not in at.text
        await at.press("ctrl+s")
        await at.settle()
        assert not list((office.folder / "rules").glob("plan*.toml"))
