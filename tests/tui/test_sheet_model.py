"""The cells of a sheet against a plain table of texts: typing, pasting, filling, clearing, taking back."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.office import Office
from gongkai.core.register import Register
from gongkai.core.tables import format_paste, parse_paste
from gongkai.tui.sheet.cells import lay, made, stored
from gongkai.tui.sheet.pasting import filled_down, pasted, plan
from gongkai.tui.sheet.staged import Staged
from gongkai.tui.widgets.source import GridRow

NAMES = ["title", "phone", "duty", "mandate"]
TALL = 6
WORDS = st.text("ab12王 ", max_size=4).map(str.strip)
TABLES = st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=4)
AT = st.tuples(st.integers(0, TALL - 1), st.integers(0, len(NAMES) - 1))
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), AT, AT, WORDS),
        st.tuples(st.just("paste"), AT, AT, TABLES),
        st.tuples(st.just("fill"), AT, AT, st.none()),
        st.tuples(st.just("undo"), AT, AT, st.none()),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def posts(town_folder: Path) -> Iterator[Register]:
    office = Office.open(town_folder, "admin")
    yield office.register("post")
    office.close()


@given(OPERATIONS)
def test_every_way_of_editing_does_what_a_table_of_texts_does(posts: Register, operations: list[Any]) -> None:
    names = NAMES
    rows = [GridRow(row.key, row.uid, row.cells, record=row.record) for row in posts.page(limit=TALL, names=names)]
    base = [[stored(posts, row.record, name).typed for name in names] for row in rows]
    table, past = deepcopy(base), []
    staged = Staged(posts)
    for kind, (r1, c1), (r2, c2), given_ in operations:
        (top, bottom), (left, right) = sorted((r1, r2)), sorted((c1 % len(names), c2 % len(names)))
        here, columns = rows[top : bottom + 1], names[left : right + 1]
        before = deepcopy(table)
        if kind == "undo":
            assert (staged.undo() is None) == (not past)
            table = past.pop() if past else table
        elif kind == "type":
            staged.put((row.record, names[left], made(posts, names[left], given_)) for row in here)
            for r in range(top, bottom + 1):
                table[r][left] = given_
        elif kind == "fill":
            found = plan(posts, staged, here, columns, filled_down(posts, staged, here, columns))
            staged.put(edit for _, edit in found.edits)
            for r in range(top + 1, bottom + 1):
                table[r][left : right + 1] = table[top][left : right + 1]
        else:
            laid = pasted(given_, len(here), len(columns))
            found = plan(posts, staged, rows[top:], names[left:], laid)
            staged.put(edit for _, edit in found.edits)
            over = {r for r, _, _ in laid if top + r >= len(rows)}
            assert found.rows_over == len(over)
            height, width = len(given_), max(map(len, given_))
            tiled = all(len(line) == width for line in given_) and not len(here) % height and not len(columns) % width
            for r in range(top, bottom + 1 if tiled else min(len(rows), top + height)):
                line = given_[(r - top) % height]
                for c in range(left, right + 1 if tiled else min(len(names), left + len(line))):
                    table[r][c] = line[(c - left) % width]
        if kind != "undo" and table != before:
            past.append(before)
        shown = [
            [(staged.cell(row.uid, name) or stored(posts, row.record, name)).typed for name in names] for row in rows
        ]
        assert shown == table
        differ = sum(a != b for one, other in zip(table, base, strict=True) for a, b in zip(one, other, strict=True))
        assert len(staged) == differ
    assert sum(len(values) for _, values in staged.changes()) == len(staged)


@given(TABLES, st.integers(1, 6), st.integers(1, 6))
def test_a_rectangle_is_laid_once_or_fills_the_range_exactly(cells: list[list[str]], rows: int, columns: int) -> None:
    laid = lay(cells, rows, columns)
    places = [(r, c) for r, c, _ in laid]
    assert len(set(places)) == len(places)
    whole = {(r, c): text for r, line in enumerate(cells) for c, text in enumerate(line)}
    assert {(r, c): text for r, c, text in laid if (r, c) in whole} == whole
    if set(places) != set(whole):
        assert set(places) == {(r, c) for r in range(rows) for c in range(columns)}


CELL = st.text(st.sampled_from('a"王\n\t 1'), max_size=6)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_copied_is_read_back_by_pasting(rows: list[list[str]]) -> None:
    assert parse_paste(format_paste(rows), ragged=True) == rows
