"""The terminal UI on both stores: pages, counts in threads, a write, its history."""

import asyncio
import time
from pathlib import Path

import pytest

from gongkai.core.errors import GongkaiError
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.testing.journey import travel
from tests.tui.conftest import TODAY, TOWN


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


async def test_leaving_does_not_wait_for_what_is_read_in_a_thread(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    office = init_office(tmp_path / "office", TOWN, account="admin", store=store_url)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000000) SELECT count(*) FROM n"
    )
    ended: list[Exception] = []

    def read(own: Office, tick: object) -> None:
        try:
            own.store.sql(endless)
        except Exception as error:
            ended.append(error)
            raise

    async with travel(office) as at:
        at.screen.work_on("endless", read, lambda found: None)
        await at.until("the thread to read", lambda: at.screen.background_work._stoppers)
        await asyncio.sleep(0.2)
        at.app.exit()
    await asyncio.to_thread(lambda: [time.sleep(0.01) for _ in range(1000) if not ended])
    assert len(ended) == 1 and isinstance(ended[0], GongkaiError)
    office.close()
