"""The mouse does what the keys do: places, keys, rows, cards."""

from gongkai.core.office import Office
from gongkai.testing.journey import Journey, travel


def spot(at: Journey, line: int, text: str) -> tuple[int, int]:
    """Where a text stands on a line of the screen, in cells."""
    from gongkai.core.text import cells

    shown = at.lines[line]
    assert text in shown, shown
    return cells(shown[: shown.index(text)]) + 1, line % len(at.lines)


async def click(at: Journey, line: int, text: str, times: int = 1) -> None:
    await at.pilot.click(offset=spot(at, line, text), times=times)
    await at.settle()


async def test_places_keys_rows_and_cards_can_be_clicked(office: Office) -> None:
    async with travel(office, (120, 40)) as at:
        await click(at, 1, "6 单位")
        await at.on("RegisterScreen")
        await click(at, 8, "居民委员会")
        assert at.screen.grid.cursor_row.cells[0] in at.lines[8]
        await click(at, 8, "居民委员会", times=2)
        await at.on("UnitScreen")
        await click(at, -1, "Esc 返回")
        await at.on("RegisterScreen")
        await click(at, -1, "/ 查找")
        assert at.screen.query_one("Prompt").asking
        await at.press("escape")
        await click(at, -1, "? 帮助")
        await at.on("HelpScreen")
        await at.press("escape")
        await click(at, 1, "1 今日")
        await at.on("TodayScreen")
        line = next(number for number, text in enumerate(at.lines) if "目录条目逾期" in text)
        await click(at, line, "目录条目逾期")
        await at.on("RegisterScreen")
        assert at.screen.query_asked.filters == ("overdue",)
