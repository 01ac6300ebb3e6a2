"""The virtual grid on a screen: what it reads, shows and posts, key by key."""

import re
from typing import Any

import pytest
from textual.pilot import Pilot

from gongkai.core.i18n import T, use
from gongkai.core.text import cells
from gongkai.testing.hostile import HOSTILE, UNENCODABLE, live_controls
from gongkai.tui.widgets.grid import Grid
from gongkai.tui.widgets.source import GridColumn, GridRow
from tests.tui.fake import BROKEN, CountingSource, Host, lines, until

SMALL, LARGE = (80, 24), (160, 50)
PAGE = SMALL[1] - 1


async def ready(pilot: Pilot[None], grid: Grid) -> None:
    await until(pilot, "the first page", lambda: grid.held or (grid.source and grid.source.calls))
    assert pilot.app.focused is grid


def uids(grid: Grid) -> list[str]:
    return [row.uid for row in grid.visible_rows]


def at(grid: Grid) -> str | None:
    return grid.cursor_row.uid if grid.cursor_row else None


# -- what it costs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("count", [1_000, 1_000_000])
async def test_opening_reads_one_screenful_whatever_the_size(count: int, size: tuple[int, int]) -> None:
    source = CountingSource(range(count))
    grid = Grid(source)
    async with Host(grid).run_test(size=size) as pilot:
        await ready(pilot, grid)
        assert source.calls == [("forward", None, size[1] - 1)]
        assert len(source.served) == grid.held == size[1] - 1


async def test_a_grid_that_is_not_shown_reads_nothing() -> None:
    source = CountingSource(range(100))
    grid = Grid(source)
    grid.display = False
    async with Host(grid).run_test(size=SMALL) as pilot:
        await until(pilot, "the mount", lambda: grid.is_attached)
        grid.reload()
        assert source.calls == []
        grid.display = True
        await until(pilot, "the first page", lambda: grid.held)
        assert len(source.calls) == 1


async def test_a_cursor_step_paints_two_lines_and_asks_nothing() -> None:
    painted: list[int] = []

    class Counting(Grid):
        def render_line(self, y: int) -> Any:
            painted.append(y)
            return super().render_line(y)

    source = CountingSource(range(1_000))
    grid = Counting(source)
    async with Host(grid).run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await until(pilot, "a full picture", lambda: set(painted) == set(range(SMALL[1])))
        for line in range(2, 6):  # the first steps may share a picture with the opening
            painted.clear()
            await pilot.press("down")
            await until(pilot, "the new cursor line", lambda line=line: line in painted)
        assert set(painted) == {4, 5}
        assert len(source.calls) == 1


async def test_the_hook_hears_of_the_cursor_before_the_key_handler_ends() -> None:
    heard: list[str | None] = []
    grid = Grid(CountingSource(range(50)))
    grid.moved_hook = lambda row: heard.append(row.uid if row else None)
    async with Host(grid).run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        grid.action_cursor_down()
        assert heard == ["u0", "u1"]


# -- moving about ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, 200])
async def test_pages_down_and_up_show_every_row_once(count: int) -> None:
    source = CountingSource(range(count))
    grid = Grid(source)
    everything = [f"u{key}" for key in range(count)]
    async with Host(grid).run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        walked = uids(grid)
        while at(grid) != everything[-1]:
            first = uids(grid)[0]
            await pilot.press("pagedown")
            walked += uids(grid) if uids(grid)[0] != first else []
        assert walked == everything
        await pilot.press("end")
        walked = uids(grid)
        assert walked == everything[-PAGE:]
        while at(grid) != everything[0]:
            first = grid.visible_rows[0].key
            await pilot.press("pageup")
            walked = [row.uid for row in grid.visible_rows if row.key < first] + walked
        assert walked == everything
        assert grid.held <= 2 * PAGE


async def test_every_moving_key() -> None:
    source = CountingSource(range(1_000))
    grid = Grid(source)
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        steps = [
            ("up", "u0", "u0"),
            ("down", "u1", "u0"),
            ("down", "u2", "u0"),
            ("up", "u1", "u0"),
            ("pagedown", f"u{PAGE + 1}", f"u{PAGE}"),
            ("pageup", "u1", "u0"),
            ("end", "u999", f"u{1000 - PAGE}"),
            ("down", "u999", f"u{1000 - PAGE}"),
            ("up", "u998", f"u{1000 - PAGE}"),
            ("home", "u0", "u0"),
        ]
        for key, cursor, top in steps:
            await pilot.press(key)
            assert (key, at(grid), uids(grid)[0]) == (key, cursor, top)
        moved = [message.row.uid for message in app.of(Grid.Moved)]
        assert moved == [
            "u0", "u1", "u2", "u1", f"u{PAGE + 1}", "u1", "u999", "u998", "u0",
        ]  # fmt: skip
        assert all(message.control is grid for message in app.of(Grid.Moved))
        assert len(source.calls) == 4  # first page, next page, last page, first page again


async def test_enter_opens_the_row_under_the_cursor() -> None:
    grid = Grid(CountingSource(range(50)))
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await pilot.press("down", "enter")
        await until(pilot, "Opened", lambda: app.of(Grid.Opened))
        assert [message.uid for message in app.of(Grid.Opened)] == ["u1"]
        assert app.of(Grid.Opened)[0].control is grid


async def test_the_mouse_selects_opens_marks_and_scrolls() -> None:
    grid = Grid(CountingSource(range(1_000)))
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await pilot.click(grid, offset=(20, 5))
        assert at(grid) == "u4"
        await pilot.click(grid, offset=(20, 0))  # the header is no row
        assert at(grid) == "u4"
        await pilot.click(grid, offset=(20, 7), times=2)
        await until(pilot, "Opened", lambda: app.of(Grid.Opened))
        assert app.of(Grid.Opened)[0].uid == "u6"
        await pilot.click(grid, offset=(0, 3))
        assert (at(grid), grid.marked) == ("u2", {"u2"})
        await pilot._post_mouse_events([_wheel("Down")], grid, offset=(20, 5))
        await until(pilot, "the scrolled rows", lambda: uids(grid)[0] == "u3")
        assert at(grid) == "u3"  # pushed along, for it would have left the screen
        await pilot._post_mouse_events([_wheel("Up")], grid, offset=(20, 5))
        await until(pilot, "the rows scrolled back", lambda: uids(grid)[0] == "u0")
        assert at(grid) == "u3"


def _wheel(direction: str) -> Any:
    from textual import events

    return {"Down": events.MouseScrollDown, "Up": events.MouseScrollUp}[direction]


# -- columns --------------------------------------------------------------------------------------------

WIDE = tuple(GridColumn(f"c{n}", f"栏目{n}", 20, "right" if n % 2 else "left") for n in range(8))


def headings(grid: Grid) -> list[str]:
    return re.findall(r"栏目(\d)", lines(grid)[0])


async def test_columns_move_and_the_first_one_stays() -> None:
    source = CountingSource(range(5), columns=WIDE, cells=lambda key: tuple(f"{key}/{n}" for n in range(8)))
    grid = Grid(source)
    async with Host(grid).run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        seen = [headings(grid)]
        assert seen == [["0", "1", "2"]]
        assert lines(grid)[0].endswith("›") and "‹" not in lines(grid)[0]
        for _ in range(9):
            await pilot.press("right")
            seen.append(headings(grid))
        assert seen[1:6] == [
            ["0", "2", "3"],
            ["0", "3", "4"],
            ["0", "4", "5"],
            ["0", "5", "6"],
            ["0", "6", "7"],
        ]
        assert seen[6:] == [["0", "6", "7"]] * 4
        assert "‹" in lines(grid)[0] and "›" not in lines(grid)[0]
        assert re.split(r"\s{2,}", lines(grid)[1].strip()) == ["0/0", "0/6", "0/7"]
        await pilot.resize_terminal(200, 24)
        await until(pilot, "all columns", lambda: headings(grid) == list("01234567"))
        await pilot.press("left")
        assert headings(grid) == list("01234567")
        assert len(source.calls) == 1


async def test_columns_fill_the_width_and_numbers_stand_right() -> None:
    for size in (SMALL, LARGE):
        grid = Grid(CountingSource([7, 812_345]))
        async with Host(grid).run_test(size=size) as pilot:
            await ready(pilot, grid)
            painted = lines(grid)
            assert [line[-2] for line in painted[:3]] == ["分", "5", "5"]
            assert cells(painted[1].split("单位")[0]) == cells(painted[0].split("责任")[0])
            assert "…" in painted[2]  # this unit is wider than its nine cells


# -- marks ----------------------------------------------------------------------------------------------


async def test_marks_are_kept_over_pages() -> None:
    grid = Grid(CountingSource(range(100)))
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await pilot.press("space", "down", "down", "space")
        assert grid.marked == {"u0", "u2"}
        assert [line[0] for line in lines(grid)[1:5]] == ["*", " ", "*", " "]
        await pilot.press("space")
        assert grid.marked == {"u0"}
        await pilot.press("shift+down", "shift+down")
        assert (grid.marked, at(grid)) == ({"u0", "u2", "u3", "u4"}, "u4")
        await pilot.press("shift+up")
        assert at(grid) == "u3"
        await pilot.press("pagedown", "a")
        assert len(grid.marked) == 4 + PAGE
        await pilot.press("a")
        assert grid.marked == {"u0", "u2", "u3", "u4"}
        await until(pilot, "Marked", lambda: app.of(Grid.Marked)[-1].count == 4)
        assert [message.count for message in app.of(Grid.Marked)] == [1, 2, 1, 3, 4, 4 + PAGE, 4]
        grid.reload()
        assert len(grid.marked) == 4
        grid.clear_marks()
        assert grid.marked == frozenset()


async def test_another_source_starts_anew() -> None:
    grid = Grid(CountingSource(range(100)))
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await pilot.press("end", "space")
        filtered = CountingSource([98, 99])
        grid.set_source(filtered, keep_marks=True)
        assert (uids(grid), at(grid), grid.marked) == (["u98", "u99"], "u98", {"u99"})
        grid.set_source(CountingSource([]))
        assert (uids(grid), at(grid), grid.marked) == ([], None, frozenset())
        await until(pilot, "Moved to nothing", lambda: app.of(Grid.Moved)[-1].row is None)
        assert [m.row.uid if m.row else None for m in app.of(Grid.Moved)] == ["u0", "u99", "u98", None]


# -- sizes ----------------------------------------------------------------------------------------------


async def test_a_smaller_screen_reads_nothing_and_a_larger_one_only_what_is_missing() -> None:
    source = CountingSource(range(1_000))
    grid = Grid(source)
    async with Host(grid).run_test(size=LARGE) as pilot:
        await ready(pilot, grid)
        await pilot.press(*["down"] * 45)
        source.calls.clear()
        await pilot.resize_terminal(*SMALL)
        await until(pilot, "the small screen", lambda: len(grid.visible_rows) == PAGE)
        assert at(grid) == "u45" and "u45" in uids(grid)
        assert source.calls == []
        assert grid.held <= 2 * PAGE
        source.served.clear()
        await pilot.resize_terminal(*LARGE)
        await until(pilot, "the large screen", lambda: len(grid.visible_rows) == LARGE[1] - 1)
        assert at(grid) == "u45"
        assert len(source.served) <= LARGE[1] - 1 - PAGE
        first = int(uids(grid)[0][1:])
        assert uids(grid) == [f"u{key}" for key in range(first, first + LARGE[1] - 1)]
        assert len(lines(grid)) == LARGE[1]


async def test_a_larger_screen_at_the_end_is_filled_from_above() -> None:
    source = CountingSource(range(1_000))
    grid = Grid(source)
    async with Host(grid).run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await pilot.press("end")
        source.calls.clear()
        await pilot.resize_terminal(*LARGE)
        await until(pilot, "the large screen", lambda: len(grid.visible_rows) == LARGE[1] - 1)
        assert at(grid) == "u999" == uids(grid)[-1]
        assert source.calls == [("backward", 1000 - PAGE, LARGE[1] - 1 - PAGE)]


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (5, 1), (200, 3)])
async def test_absurd_sizes_are_survived(size: tuple[int, int]) -> None:
    grid = Grid(CountingSource(range(100)))
    async with Host(grid).run_test(size=size) as pilot:
        await ready(pilot, grid)
        await pilot.press("down", "pagedown", "right", "end", "pageup", "a", "home")
        assert at(grid) == "u0"
        assert len(lines(grid)) == size[1]


# -- what is shown --------------------------------------------------------------------------------------


async def test_the_sign_says_the_tone_without_colour() -> None:
    tones = ["", "late", "soon", "done", "blank", "muted", "unheard-of"]
    grid = Grid(CountingSource(range(7), tone=tones.__getitem__))
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        assert [line[1] for line in lines(grid)[1:8]] == [" ", "!", "~", "✓", "○", " ", " "]
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            await until(pilot, theme, lambda theme=theme: app.current_theme.name == theme)
            colours = {str(list(grid.render_line(y))[1].style.color) for y in range(2, 7)}
            assert len(colours) == 5


async def test_cursor_and_header_stand_out_with_and_without_colour() -> None:
    for colourless in (False, True):
        grid = Grid(CountingSource(range(5)))
        app = Host(grid)
        app.no_color = colourless
        async with app.run_test(size=SMALL) as pilot:
            await ready(pilot, grid)
            header, cursor, other = (next(iter(grid.render_line(y))).style for y in (0, 1, 2))
            assert header.bold
            assert cursor.bgcolor != other.bgcolor
            assert bool(cursor.reverse) is colourless


@pytest.mark.parametrize("count", [0, 1])
async def test_hardly_any_rows(count: int) -> None:
    grid = Grid(CountingSource(range(count)), empty=T("按 n 新建[/]。\n或按 i 导入。", "Press n [/] to add."))
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await pilot.press(
            "down", "up", "pagedown", "pageup", "end", "home", "left", "right", "space", "a", "shift+down",
            "shift+up", "enter",
        )  # fmt: skip
        await pilot._post_mouse_events([_wheel("Down"), _wheel("Up")], grid, offset=(5, 5))
        text = "\n".join(lines(grid))
        assert ("按 n 新建[/]。" in text) is (count == 0)
        assert at(grid) == ("u0" if count else None)
        assert len(app.of(Grid.Opened)) == count
        if count == 0:
            assert "或按 i 导入。" in text
            grid.empty = "x" * 500
            assert "".join(line.strip() for line in lines(grid)[2:]) == "x" * 500
            use("en")
            grid.empty = T("空", "Nothing")
            assert "Nothing" in lines(grid)[2] and "Item" in lines(grid)[0]


async def test_hostile_texts_are_shown_as_plain_text() -> None:
    texts = [*HOSTILE.values(), UNENCODABLE]
    columns = tuple(GridColumn(f"c{n}", text, 9, flexible=n == 0) for n, text in enumerate(texts))
    source = CountingSource(
        range(len(texts)), columns=columns, cells=lambda key: (texts[key], texts[key - 1], *texts)[: key + 1]
    )
    grid = Grid(source, empty="\x1b[2J[/]")
    async with Host(grid).run_test(size=LARGE) as pilot:
        await ready(pilot, grid)
        painted = lines(grid)
        for _ in texts:
            await pilot.press("right")
            painted += lines(grid)
        await pilot.press("end", "a", "pageup", "shift+down")
        painted += lines(grid)
        assert live_controls("".join(painted)) == ""
        assert not any("\n" in line or "\t" in line for line in painted)
        assert any("[[red]公" in line for line in painted)
        screen = "".join(segment.text for strip in pilot.app.screen._compositor.render_strips() for segment in strip)
        assert live_controls(screen) == ""
        source.keys = []
        grid.reload()
        assert "[2J[/]" in lines(grid)[2] and live_controls("".join(lines(grid))) == ""


# -- a source that changes or fails ---------------------------------------------------------------------


async def test_rows_that_vanish_between_pages_are_stepped_over() -> None:
    source = CountingSource(list(range(200)))
    grid = Grid(source)
    async with Host(grid).run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        source.keys = [key for key in source.keys if not PAGE - 1 <= key < PAGE + 10]  # the last one shown too
        await pilot.press("pagedown")
        assert uids(grid) == [f"u{key}" for key in range(PAGE + 10, 2 * PAGE + 10)]
        source.keys = source.keys[PAGE - 5 :]
        await pilot.press("pagedown", "home")
        assert uids(grid)[0] == f"u{source.keys[0]}"
        source.keys = []
        await pilot.press("end")
        assert (uids(grid), at(grid)) == ([], None)
        assert "没有记录" in "".join(lines(grid))


async def test_reload_keeps_the_cursor_on_its_row() -> None:
    source = CountingSource(list(range(100, 300)))
    grid = Grid(source)
    async with Host(grid).run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await pilot.press("pagedown", "down", "down")
        there = at(grid)
        source.keys = [*range(50), *source.keys]
        grid.reload()
        assert at(grid) == there
        grid.reload(keep_cursor=False)
        assert at(grid) == "u0"


async def test_a_source_that_cannot_be_opened_says_so_and_can_be_tried_again() -> None:
    source = CountingSource(range(50))
    source.error = BROKEN
    grid = Grid(source)
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, "Failed", lambda: app.of(Grid.Failed))
        assert app.of(Grid.Failed)[0].error is BROKEN
        text = "".join(lines(grid))
        assert "数据库读不出来[/]" in text and live_controls(text) == ""
        await pilot.press("down", "end", "pagedown", "enter", "space", "a", "left")
        assert at(grid) is None
        source.error = None
        grid.reload()
        assert (at(grid), len(grid.visible_rows)) == ("u0", PAGE)
        assert "数据库" not in "".join(lines(grid))


async def test_a_source_that_fails_on_the_way_leaves_the_page() -> None:
    source = CountingSource(range(500))
    grid = Grid(source)
    app = Host(grid)
    async with app.run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        await pilot.press("pagedown", "pagedown", "pagedown")
        before, cursor = uids(grid), at(grid)
        source.error = BROKEN
        await pilot.press("pagedown", "end", "home")
        grid.reload()
        await until(pilot, "every failure", lambda: len(app.of(Grid.Failed)) == 4)
        assert (uids(grid), at(grid)) == (before, cursor)
        source.error = None
        await pilot.press("pagedown")
        assert uids(grid)[0] == f"u{4 * PAGE}"


async def test_no_source_yet() -> None:
    grid = Grid(empty=T("请选择登记簿", "Choose a register"))
    async with Host(grid).run_test(size=SMALL) as pilot:
        await pilot.press("down", "end", "right", "a", "enter")
        assert "请选择登记簿" in lines(grid)[2]
        grid.reload()
        grid.set_source(CountingSource(range(3)))
        assert uids(grid) == ["u0", "u1", "u2"]


async def test_a_row_with_too_few_cells_is_shown_with_blanks() -> None:
    grid = Grid(CountingSource([1], cells=lambda key: ("只有一格",)))
    async with Host(grid).run_test(size=SMALL) as pilot:
        await ready(pilot, grid)
        assert lines(grid)[1].strip() == "只有一格"
        assert grid.cursor_row == GridRow(1, "u1", ("只有一格",))


def test_every_key_is_named_in_both_languages() -> None:
    assert all(text.zh and text.en and text.zh != text.en for _, text in Grid.KEYS)
