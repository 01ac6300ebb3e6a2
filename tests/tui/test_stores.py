"""The terminal UI on both stores: pages, counts in threads, a write, its history."""

from pathlib import Path

import pytest

from gongkai.core.register import Query
from gongkai.core.setup import init_office
from tests.tui.conftest import TODAY, TOWN
from tests.tui.journey import travel


async def test_a_journey_on_either_store(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    office = init_office(tmp_path / "office", TOWN, account="admin", store=store_url)
    units = office.register("unit")
    async with travel(office, (120, 40)) as at:
        assert "样例数据" not in at.lines[0]
        await at.sees("最近变更")
        await at.press("6")
        await at.sees(f"第 1 条，共 {units.count()} 条")
        await at.press("end", "pageup", "home", "slash")
        await at.type("wsy")
        await at.press("enter")
        row = units.page(Query(search="wsy"), limit=1)[0]
        assert at.screen.grid.cursor_row.uid == row.uid
        await at.press("e")
        await at.on("FormScreen")
        while at.screen.focused_row.field_name != "phone":
            await at.press("down")
        await at.type("0827-5")
        await at.press("ctrl+s", "h")
        await at.on("RecordHistoryScreen")
        await at.sees("联系电话", "0827-5")
        await at.press("z", "y", "escape", "2", "down", "right")
        await at.on("TreeScreen")
        await at.press("1")
        await at.on("TodayScreen")
    assert units.get(row.uid).phone is None
    office.close()
