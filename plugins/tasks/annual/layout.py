"""Finds a report's cells in tables as people keep them: sheets, documents, web pages, pasted text."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongkai.core.i18n import T
from gongkai.core.tables.model import Grid, column_letters
from gongkai.core.tables.parse import parse_decimal
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.annual.forms import NOT_APPLICABLE, Block, Cell, Cells, Content, Form, Table

_FULL_WIDTH = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
_NUMBERING = re.compile(  # of a label: 一、 （一） (1) 1. ①
    r"^(?:第?[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十0-9]+\)|[0-9]{1,2}[.、](?=[^0-9])|[①-⑳])"  # zh-data
)
_SIGNS = re.compile(r"[\W_]+")
_NONE = frozenset(("n.a.", "n.a", "na", "n/a", "不适用"))  # zh-data
_HEAD = "信息内容"  # zh-data
_PART = "第二十条"  # zh-data
_DEEP = 4  # rows that a heading may take


@dataclass
class Found:
    """The cells of a report as a file has them, where each stands, and the words outside the tables."""

    form: Form
    cells: Cells = field(default_factory=dict)
    places: dict[Cell, T] = field(default_factory=dict)
    text: str = ""
    year: int = 0


def content_of(raw: Any) -> Content:
    """What a cell holds: a number, None when it is empty, ``N.A.``, or its text."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    number = parse_decimal(raw)
    if number is not None:
        return number if number else Decimal(0)
    text = clean_line(str(raw))
    return NOT_APPLICABLE if text.translate(_FULL_WIDTH).strip().lower() in _NONE else text


def plain(text: Any) -> str:
    """A label without numbering, blanks and signs, for comparing."""
    said = re.sub(r"\s+", "", str(text or "").translate(_FULL_WIDTH))
    while (cut := _NUMBERING.sub("", said)) != said:
        said = cut
    return _SIGNS.sub("", said)


class _Laid:
    """A grid with the labels of merged cells repeated in all that they cover."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows: dict[int, dict[int, Any]] = {
            line: {column: cell for column, cell in enumerate(row) if cell is not None} for line, row in grid.rows
        }
        for top, left, bottom, right in grid.merges:
            value = self.rows.get(top, {}).get(left)
            if isinstance(value, str) and (bottom - top) * (right - left) < 10_000:
                for line in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        self.rows.setdefault(line, {}).setdefault(column, value)
        self.lines = sorted(self.rows)
        self.ragged = grid.format == "text"
        self.lengths = {line: len(row) for line, row in grid.rows}

    def labels(self, line: int) -> dict[int, str]:
        """The texts of a row by column, for comparing."""
        return {column: plain(cell) for column, cell in self.rows[line].items() if isinstance(cell, str)}

    def place(self, line: int, column: int) -> T:
        """Where a cell stands, in words."""
        name = self.grid.name
        if self.grid.format in ("docx", "html"):
            return T(f"第{name}个表格第{line}行第{column + 1}格", f"table {name}, row {line}, cell {column + 1}")
        if self.ragged:
            return T(f"第{line}行第{column + 1}个值", f"line {line}, value {column + 1}")
        at = f"{column_letters(column)}{line}"
        return T(f"{name}!{at}", f"{name}!{at}") if name else T(at, at)


def find(grids: Sequence[Grid], forms: Iterable[Form]) -> Found | None:
    """The report in these tables, by the form that fits most of its cells; None when there is none of it."""
    laid = [_Laid(grid) for grid in grids]
    best: Found | None = None
    for form in forms:
        found = Found(form)
        for table in form.table:
            for one in laid:
                taker = _taker(table)
                for cell, value, place in taker(one, table):
                    if cell not in found.cells:
                        found.cells[cell], found.places[cell] = content_of(value), place
        if found.cells and (best is None or _fit(found) > _fit(best)):
            best = found
    return best


def _fit(found: Found) -> tuple[int, int]:
    """How well a form fits: cells found, less those that it has and the file lacks in a table that is there."""
    tables = {cell.table for cell in found.cells}
    return len(found.cells) * 2 - sum(1 for cell in found.form.cells() if cell.table in tables), found.form.since


Taken = Iterator[tuple[Cell, Any, T]]


def _taker(table: Table) -> Callable[[_Laid, Table], Taken]:
    if len(table.block) > 1:
        return _blocks
    return _across if table.block[0].across else _matrix


def _matrix(laid: _Laid, table: Table) -> Taken:
    """A table with columns for all of its rows: headings above, labels at the left."""
    [block] = table.block
    names = {plain(column.name.zh): column.key for column in block.columns}
    first = next((line for line in laid.lines if len(names.keys() & set(laid.labels(line).values())) >= 2), None)
    if first is None:
        return
    columns: dict[str, int] = {}
    for line in [one for one in laid.lines if first <= one < first + _DEEP]:
        for column, label in laid.labels(line).items():
            if (key := names.get(label)) and key not in columns:
                columns[key] = column
    order = [column.key for column in block.columns]
    ordered = len(columns) == len(order) and sorted(order, key=lambda key: columns[key]) == order
    left, right = min(columns.values(), default=0), max(columns.values(), default=0)
    seen: set[str] = set()
    for line in [one for one in laid.lines if one > first]:
        row = laid.rows[line]
        if len(names.keys() & set(laid.labels(line).values())) >= 2:
            continue  # the heading goes on, or comes again on a new page
        # Text that was copied lacks the cells that others span, so its figures stand behind the label, wherever that is.
        sound = ordered and (not laid.ragged or (right - left == len(order) - 1 and laid.lengths[line] == right + 1))
        labels = [
            (column, cell) for column, cell in row.items() if isinstance(cell, str) and (not sound or column < left)
        ]
        hit = next(
            (
                (column, key)
                for column, cell in sorted(labels, key=lambda one: -one[0])
                if (key := _row_named(block, cell, seen)) is not None
            ),
            None,
        )
        if hit is None:
            continue
        at, key = hit
        seen.add(key)
        for number, name in enumerate(order):
            where = columns[name] if sound else at + 1 + number
            yield Cell(table.id, key, name), row.get(where), laid.place(line, where)


def _row_named(block: Block, cell: Any, seen: set[str]) -> str | None:
    said = plain(cell)
    if not said:
        return None
    left = [(plain(row.name.zh), row.key) for row in block.rows if row.key not in seen]
    for name, key in left:
        if name == said:
            return key
    longer = [
        key
        for name, key in left
        if len(said) >= 4 and len(name) >= 4 and (name.startswith(said) or said.startswith(name))
    ]
    if len(longer) == 1:
        return longer[0]
    if len(said) < 5:
        return None
    from difflib import get_close_matches

    near = get_close_matches(said, [name for name, _ in left if len(name) >= 5], n=2, cutoff=0.8)
    return next((key for name, key in left if name == near[0]), None) if len(near) == 1 else None


def _across(laid: _Laid, table: Table) -> Taken:
    """A table in one line: the columns of each row stand beside those of the one before."""
    [block] = table.block
    names = [plain(column.name.zh) for column in block.columns]
    for line in laid.lines:
        labels = laid.labels(line)
        starts = sorted(column for column, label in labels.items() if label == names[0])
        if len(starts) != len(block.rows):
            continue
        wanted: list[tuple[Cell, int]] = []
        for row, start, end in zip(block.rows, starts, [*starts[1:], 1 << 20], strict=True):
            for name, column in zip(names, block.columns, strict=True):
                at = next((c for c in sorted(labels) if start <= c < end and labels[c] == name), None)
                if at is not None:
                    wanted.append((Cell(table.id, row.key, column.key), at))
        below = [one for one in laid.lines if one > line and any(at in laid.rows[one] for _, at in wanted)]
        data = next((one for one in below if not set(names) & set(laid.labels(one).values())), None)
        if data is not None:
            for cell, at in wanted:
                yield cell, laid.rows[data].get(at), laid.place(data, at)
        return


def _blocks(laid: _Laid, table: Table) -> Taken:
    """A table of several pieces, each with a heading of its own that begins with the same word."""
    heads = [(line, column) for line in laid.lines for column, label in laid.labels(line).items() if label == _HEAD]
    for line, column in dict(reversed(heads)).items():
        labels = laid.labels(line)
        ends = [one for one in laid.lines if one > line and _ends(laid.labels(one))]
        for below in [one for one in laid.lines if line < one < (ends[0] if ends else 1 << 30)]:
            said = laid.labels(below).get(column, "")
            for block in table.block:
                row = next((row for row in block.rows if said and _same(said, plain(row.name.zh))), None)
                if row is None:
                    continue
                for wanted in block.columns:
                    at = next(
                        (c for c, label in sorted(labels.items()) if _heading(label, plain(wanted.name.zh))), None
                    )
                    if at is not None:
                        yield Cell(table.id, row.key, wanted.key), laid.rows[below].get(at), laid.place(below, at)


def _ends(labels: Mapping[int, str]) -> bool:
    return any(label == _HEAD or label.startswith(_PART) for label in labels.values())


def _same(said: str, name: str) -> bool:
    return said == name or (len(said) > 3 and name.endswith(said)) or (said.endswith(name) and len(name) > 3)


def _heading(label: str, name: str) -> bool:
    return label == name or (len(label) >= 4 and (name.startswith(label) or label.startswith(name)))
