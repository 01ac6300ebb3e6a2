"""Screens of inspection by keyboard: the heat map from division to unit to score."""

from pathlib import Path

import pytest

from gongkai.core.office import Office
from gongkai.testing.journey import travel


@pytest.mark.parametrize(("size", "language", "own"), [((80, 24), "zh", "本级单位"), ((160, 50), "en", "Own units")])
async def test_the_heat_map_goes_down_to_a_units_score_and_up_again(
    office: Office, size: tuple[int, int], language: str, own: str
) -> None:
    async with travel(office, size, language) as at:
        at.app.open_screen("heat")
        await at.on("HeatScreen")
        await at.sees(own, "100" if language == "zh" else "Total")
        at_top = at.lines[5]
        await at.press("down", "right")
        assert ("应公开事项公开率" if language == "zh" else "Share of due items published") in at.lines[-2]
        await at.press("enter")
        await at.until("one village's units", lambda: own not in at.text)
        await at.press("enter")
        await at.on("TraceScreen")
        await at.press("escape", "u")
        await at.sees(own)
        assert at.lines[5] == at_top
        await at.press("u", "i")
        await at.told("没有下级指标" if language == "zh" else "has no parts")
        await at.press("enter")
        await at.until("the town's own units", lambda: own not in at.text)
        await at.sees("响滩镇人民政府")


async def test_a_place_without_scores_says_what_to_do(town: Path) -> None:
    (town / "rules").mkdir(exist_ok=True)
    office = Office.open(town)
    async with travel(office, (80, 24)) as at:
        at.app.open_screen("heat")
        await at.on("HeatScreen")
        at.screen._within = 110101000000000
        at.screen.action_reload()
        await at.sees("没有可评分的单位；按 w 换区划")
