"""The rows a grid holds, without a screen: every row is reached once, and little is ever held."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.errors import StoreError
from gongkai.tui.widgets.window import PageWindow
from tests.tui.fake import BROKEN, CountingSource

HEIGHTS = st.integers(1, 40)
COUNTS = st.integers(0, 300)


def opened(source: CountingSource, height: int) -> PageWindow:
    window = PageWindow(source)
    window.resize(height)
    return window


def keys(window: PageWindow) -> list[int]:
    return [row.key for row in window.view]


def check(window: PageWindow) -> None:
    """What holds after every step."""
    held = [row.key for row in window.rows]
    assert len(held) <= 2 * window.height
    assert all(a < b for a, b in pairwise(held))
    assert 0 <= window.top <= max(0, len(held) - 1)
    if held:
        assert window.top <= window.cursor < min(window.top + window.height, len(held))
        assert window.row is window.view[window.line]
    else:
        assert window.cursor == 0 and window.row is None


@given(COUNTS, HEIGHTS)
def test_page_down_walks_every_row_once(count: int, height: int) -> None:
    source = CountingSource(range(count))
    window = opened(source, height)
    pages = [keys(window)]
    while True:
        before = keys(window)
        window.page_down()
        check(window)
        if keys(window) == before:
            break
        pages.append(keys(window))
    assert [key for page in pages for key in page] == list(range(count))
    assert source.served == list(range(count))
    assert len(source.calls) <= len(pages) + 1
    assert all(limit == height for _, _, limit in source.calls)
    assert window.row is None if count == 0 else window.row.key == count - 1


@given(COUNTS, HEIGHTS)
def test_page_up_from_the_end_walks_every_row_once(count: int, height: int) -> None:
    source = CountingSource(range(count))
    window = opened(source, height)
    source.calls.clear()
    source.served.clear()
    window.end()
    walked = keys(window)
    assert walked == list(range(max(0, count - height), count))
    while True:
        before = keys(window)
        window.page_up()
        check(window)
        if keys(window) == before:
            break
        walked = [key for key in keys(window) if key < before[0]] + walked
    assert walked == list(range(count))
    assert window.line == 0
    if count > height:  # a table of one page is read once, when it is opened
        assert sorted(source.served) == list(range(count))
    assert {name for name, _, _ in source.calls} <= {"backward"}


@given(COUNTS, HEIGHTS)
def test_row_by_row_reads_each_page_once(count: int, height: int) -> None:
    source = CountingSource(range(count))
    window = opened(source, height)
    for expected in [*range(1, count), max(0, count - 1)]:
        window.down()
        check(window)
        if count:
            assert window.row is not None and window.row.key == expected
    assert source.served == list(range(count))
    assert len(source.calls) <= count // height + 1
    for expected in [*range(count - 2, -1, -1), 0]:
        window.up()
        check(window)
        if count:
            assert window.row is not None and window.row.key == expected


STEPS = st.lists(
    st.one_of(
        st.sampled_from(["down", "up", "page_down", "page_up", "home", "end", "reload", "restart"]),
        st.tuples(st.just("scroll"), st.integers(-60, 60).filter(bool)),
        st.tuples(st.just("resize"), HEIGHTS),
        st.tuples(st.just("point"), st.integers(0, 40)),
    ),
    max_size=40,
)


def do(window: PageWindow, step: str | tuple[str, int]) -> None:
    match step:
        case "reload":
            window.reload(keep_cursor=True)
        case "restart":
            window.reload(keep_cursor=False)
        case str():
            getattr(window, step)()
        case (name, value):
            getattr(window, name)(value)


@given(COUNTS, HEIGHTS, STEPS)
def test_any_walk_shows_rows_that_stand_together(count: int, height: int, steps: list[str | tuple[str, int]]) -> None:
    source = CountingSource(range(count))
    window = opened(source, height)
    for step in steps:
        row, calls = window.row, len(source.calls)
        do(window, step)
        check(window)
        shown = keys(window)
        assert shown == list(range(shown[0], shown[-1] + 1)) if shown else count == 0
        assert len(source.calls) - calls <= 3
        if step == "reload":
            assert window.row == row
        if step == "home":
            assert not shown or (shown[0] == 0 == window.line)
        if step == "end":
            assert not shown or window.row is window.rows[-1]
            assert shown == list(range(max(0, count - window.height), count))
        if isinstance(step, tuple) and step[0] == "resize":
            assert len(shown) == min(count, window.height)


@given(st.integers(1, 120), HEIGHTS, STEPS, st.data())
def test_rows_come_and_go_between_steps(
    count: int, height: int, steps: list[str | tuple[str, int]], data: st.DataObject
) -> None:
    source = CountingSource(list(range(0, 10 * count, 10)))
    window = opened(source, height)
    for step in steps:
        gone = data.draw(st.lists(st.integers(0, 10 * count), max_size=15))
        come = data.draw(st.lists(st.integers(0, 10 * count), max_size=15))
        source.keys = sorted((set(source.keys) - set(gone)) | set(come))
        row = window.row
        do(window, step)
        check(window)
        if step in ("reload", "restart"):
            shown = keys(window)
            start = source.keys.index(shown[0]) if shown else 0
            assert shown == source.keys[start : start + window.height]
            assert len(shown) == min(window.height, len(source.keys))
        if step == "reload" and row is not None and row.key in keys(window):
            assert window.row is not None and window.row.key == row.key


@given(st.integers(1, 120), HEIGHTS, STEPS, st.data())
def test_a_failing_source_changes_nothing(
    count: int, height: int, steps: list[str | tuple[str, int]], data: st.DataObject
) -> None:
    source = CountingSource(range(count))
    window = opened(source, height)
    for step in steps:
        source.error = BROKEN if data.draw(st.booleans()) else None
        shown, row = keys(window), window.row
        try:
            do(window, step)
        except StoreError:
            if not isinstance(step, tuple):
                assert keys(window) == shown
            assert window.row is row
        check(window)


def test_reload_finds_the_row_that_new_rows_pushed_off_the_page() -> None:
    source = CountingSource(list(range(1000, 1100)))
    window = opened(source, 10)
    for _ in range(4):
        window.down()
    assert window.row is not None and window.row.key == 1004
    source.keys = [*range(40), *source.keys]
    window.reload(keep_cursor=True)
    assert window.row.key == 1004
    assert len(window.view) == 10


def test_reload_stays_on_the_line_when_the_row_is_gone() -> None:
    source = CountingSource(list(range(100)))
    window = opened(source, 10)
    for _ in range(14):
        window.down()
    line = window.line
    source.keys = [key for key in source.keys if key != 14]
    window.reload(keep_cursor=True)
    assert window.row is not None
    assert (window.row.key, window.line) == (15, line)


def test_reload_of_a_page_whose_rows_are_all_gone_shows_the_rows_before() -> None:
    source = CountingSource(list(range(100)))
    window = opened(source, 10)
    window.end()
    source.keys = list(range(50))
    window.reload(keep_cursor=True)
    assert keys(window) == list(range(40, 50))
    source.keys = []
    window.reload(keep_cursor=True)
    assert (keys(window), window.row) == ([], None)
    source.keys = [3]
    window.reload(keep_cursor=True)
    assert keys(window) == [3]


def test_a_source_that_gives_too_much_is_cut() -> None:
    class Generous(CountingSource):
        def forward(self, after: int | None, limit: int) -> list:  # type: ignore[type-arg]
            return super().forward(after, limit * 3)

        def backward(self, before: int | None, limit: int) -> list:  # type: ignore[type-arg]
            return super().backward(before, limit * 3)

    window = opened(Generous(range(100)), 10)
    assert keys(window) == list(range(10))
    window.end()
    window.page_up()
    assert keys(window) == list(range(80, 90))
    check(window)


@pytest.mark.parametrize("count", [1_000, 1_000_000])
def test_deep_in_a_table_a_step_costs_one_page(count: int) -> None:
    source = CountingSource(range(count))
    window = opened(source, 20)
    assert source.calls == [("forward", None, 20)]
    source.calls.clear()
    window.end()
    window.page_up()
    assert source.calls == [("backward", None, 20), ("backward", count - 20, 20)]


def test_a_page_reads_only_what_is_not_held_yet() -> None:
    source = CountingSource(range(1_000))
    window = opened(source, 10)
    for _ in range(10):  # the eleventh row comes with its page
        window.down()
    source.calls.clear()
    window.page_down()
    assert source.calls == [("forward", 19, 1)]
    assert keys(window) == list(range(11, 21))


def test_a_window_that_let_go_of_the_rows_above_can_still_be_reloaded() -> None:
    source = CountingSource(range(1_000))
    window = opened(source, 40)
    for _ in range(20):
        window.down()
    window.resize(5)
    assert keys(window) == list(range(16, 21))
    window.resize(1)
    window.reload(keep_cursor=True)
    assert keys(window) == [20]


def test_rows_that_vanish_below_a_page_are_made_up_from_above() -> None:
    source = CountingSource(list(range(100)))
    window = opened(source, 10)
    window.page_down()
    window.page_down()
    source.keys = list(range(15))
    window.reload(keep_cursor=True)
    assert keys(window) == list(range(5, 15))
    assert window.row is not None and window.row.key == 14


def test_half_a_reload_is_not_seen() -> None:
    class SecondFails(CountingSource):
        def forward(self, after: int | None, limit: int) -> list:  # type: ignore[type-arg]
            self.error = BROKEN if self.calls else None
            return super().forward(after, limit)

    source = SecondFails(list(range(1000, 1100)))
    window = opened(source, 10)
    window.point(4)
    source.calls.clear()
    source.keys = [*range(40), *source.keys]
    with pytest.raises(StoreError):
        window.reload(keep_cursor=True)
    assert len(source.calls) == 2
    assert keys(window) == list(range(1000, 1010))
    assert window.row is not None and window.row.key == 1004


def test_the_end_is_full_after_a_larger_screen_could_not_be_filled() -> None:
    source = CountingSource(range(100))
    window = opened(source, 5)
    window.end()
    source.error = BROKEN
    with pytest.raises(StoreError):
        window.resize(20)
    assert keys(window) == list(range(95, 100))
    source.error = None
    window.end()
    assert keys(window) == list(range(80, 100))
