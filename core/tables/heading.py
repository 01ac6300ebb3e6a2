"""Finds the heading of a sheet and makes columns of it.

Sheets of offices begin with a title, a unit and a date; the heading follows, one to three rows deep with
merged cells. The heading is the first row that has text in most columns once merged cells are filled. A
second and third row belong to it when a merged cell of the heading reaches down into them, or when the names
above are not unique because a merged cell spans several columns. Anything else must be said by the caller.
"""

import re
from bisect import bisect_left
from collections import Counter
from datetime import date
from itertools import pairwise

from gongkai.core.errors import BadInput, UsageError
from gongkai.core.i18n import T, same
from gongkai.core.tables.model import Cell, Grid, HeaderRows, Merge, Row, Sheet, column_letters
from gongkai.core.text import clean_line

_DEEPEST = 3
_LOOK = 20  # rows in which a heading must begin
_SAMPLE = 200  # rows that tell which columns are in use
_CJK = "[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uff60]"
_GAP = re.compile(f"(?<={_CJK}) +(?={_CJK})")


def heading_text(value: Cell) -> str:
    """A heading cell as a name: one line, no blanks between Chinese characters (序 号 is 序号)."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return _GAP.sub("", clean_line(text))


class _Grid:
    """The rows of a sheet by line, with the values of merged cells repeated over their areas near the top."""

    def __init__(self, rows: list[Row], merges: list[Merge], upto: int) -> None:
        self.rows = rows
        self.by_line = dict(rows[: _LOOK + _DEEPEST])
        self.by_line |= dict(rows[: bisect_left(rows, upto + 1, key=lambda row: row[0])])
        last = max(self.by_line, default=0)
        self.merges = [merge for merge in merges if merge[0] <= last][:5_000]
        self.filled: dict[tuple[int, int], Cell] = {}
        self.area_of: dict[tuple[int, int], Merge] = {}
        for merge in self.merges:
            top, left, bottom, right = merge
            value = self.raw(top, left)
            if value is None or len(self.filled) > 500_000:
                continue
            for line in range(top, min(bottom, last) + 1):
                for column in range(left, right + 1):
                    self.filled[line, column] = value
                    self.area_of[line, column] = merge

    def raw(self, line: int, column: int) -> Cell:
        row = self.by_line.get(line)
        return row[column] if row is not None and column < len(row) else None

    def cell(self, line: int, column: int) -> Cell:
        value = self.raw(line, column)
        return self.filled.get((line, column)) if value is None else value

    def used(self) -> set[int]:
        """The columns with a value in the rows near the top."""
        return {i for _, row in self.rows[:_SAMPLE] for i, cell in enumerate(row) if cell is not None}


def build(
    rows: list[Row],
    file: str,
    name: str = "",
    merges: list[Merge] | None = None,
    header_rows: HeaderRows = None,
    fill_merged: bool = False,
) -> Sheet:
    """The sheet made of raw rows (blank ones left out already) and merged areas.

    Raises BadInput, naming file, sheet and row, when there is no heading, a heading stands twice, or a column
    has values but no heading; UsageError for a ``header_rows`` that cannot be.
    """
    where = same(file)
    if name:
        where = T("{file} 的工作表“{name}”", "{file}, sheet “{name}”").format(file=file, name=clean_line(name))
    if not rows:
        raise BadInput(
            T("{where} 是空的。", "{where} is empty.").format(where=where),
            T("请检查文件，或用另一个工作表。", "Check the file, or choose another sheet."),
        )
    grid = _Grid(rows, merges or [], header_rows[1] if isinstance(header_rows, tuple) else 0)
    first, last = _place(grid, header_rows, where)
    names = _names(grid, first, last, spread=not merges and isinstance(header_rows, (int, tuple)))
    body_from = bisect_left(rows, last + 1, key=lambda row: row[0])
    body = rows[body_from:]
    warnings = _body_merges(body, merges or [], last, fill_merged, where)
    in_use = {column: line for line, row in reversed(body) for column, cell in enumerate(row) if cell is not None}
    _check(names, in_use, first, last, where)
    columns = sorted(column for column, text in names.items() if text)
    if columns == list(range(len(columns))):
        width = len(columns)
        taken = [(line, row[:width] + [None] * (width - len(row))) for line, row in body]
    else:
        taken = [(line, [row[c] if c < len(row) else None for c in columns]) for line, row in body]
    sheet = Sheet([names[column] for column in columns], taken, file=file, name=name, header_line=last)
    sheet.warnings += warnings
    return sheet


def _place(grid: _Grid, header_rows: HeaderRows, where: T) -> tuple[int, int]:
    """First and last line of the heading."""
    if isinstance(header_rows, tuple):
        first, last = header_rows
        if not 1 <= first <= last < first + _DEEPEST:
            raise _bad_header_rows(header_rows)
        return first, last
    if header_rows is not None and not 1 <= header_rows <= _DEEPEST:
        raise _bad_header_rows(header_rows)
    used = sorted(grid.used())
    for line, _ in grid.rows[:_LOOK]:
        if _is_heading(grid, line, used):
            if header_rows is not None:
                return line, line + header_rows - 1
            return line, _depth(grid, line, used)
    raise BadInput(
        T("{where} 第 {line} 行起找不到表头。", "{where}: no heading found from row {line} on.").format(
            where=where, line=grid.rows[0][0]),
        T("表头是第一个多数列都有文字的行；也可指明表头所在的行。",
          "The heading is the first row with text in most columns; or say in which rows it stands."),
    )  # fmt: skip


def _bad_header_rows(value: object) -> UsageError:
    return UsageError(
        T("表头行数“{value}”无效。", "The heading rows “{value}” cannot be.").format(value=value),
        T("请给出 1 至 3 行，或首末两个行号。", "Give 1 to 3 rows, or the first and last line."),
    )


def _is_heading(grid: _Grid, line: int, used: list[int]) -> bool:
    """Text in most columns in use, from enough different cells: a title over all columns is one cell."""
    texts = areas = 0
    seen: set[Merge] = set()
    for column in used:
        value = grid.cell(line, column)
        if not isinstance(value, str):
            continue
        texts += 1
        area = grid.area_of.get((line, column))
        if area is None or area not in seen:
            areas += 1
            if area:
                seen.add(area)
    return texts * 2 > len(used) and areas >= min(2, len(used)) and areas * 4 >= len(used)


def _depth(grid: _Grid, first: int, used: list[int]) -> int:
    """Last line of a heading that begins at ``first``."""
    last = first
    deepest = first + _DEEPEST - 1
    while last < deepest:
        below = [m[2] for m in grid.merges if first <= m[0] <= last < m[2] <= deepest and m[1] in used]
        if below:
            last = max(below)
            continue
        names = _names(grid, first, last)
        twice = {name for name, count in Counter(n for n in names.values() if n).items() if count > 1}
        wide = [c for c in used if names.get(c) in twice and _is_wide(grid.area_of.get((last, c)))]
        if not wide or not all(isinstance(grid.raw(last + 1, column), str) for column in wide):
            break
        last += 1
    return last


def _is_wide(area: Merge | None) -> bool:
    return area is not None and area[3] > area[1]


def _names(grid: _Grid, first: int, last: int, spread: bool = False) -> dict[int, str]:
    """Column → name; the levels of a heading joined with “/”, equal levels (merged downwards) once."""
    return {column: "/".join(parts) for column, parts in _levels(grid, first, last, spread).items()}


def _levels(grid: _Grid, first: int, last: int, spread: bool = False) -> dict[int, list[str]]:
    """Column → its names from the upper row to the lower, equal ones (merged downwards) once.

    ``spread`` is for formats that lost the merged cells: a blank upper cell belongs to the group at its left
    when both columns have a name below.
    """
    width = max((len(row) for _, row in grid.rows[:_SAMPLE]), default=0)
    width = max([width, *(merge[3] + 1 for merge in grid.merges if merge[0] <= last)])
    levels = [[heading_text(grid.cell(line, c)) for c in range(width)] for line in range(first, last + 1)]
    if spread:
        for upper, lower in pairwise(levels):
            for column in range(1, width):
                if not upper[column] and lower[column] and lower[column - 1]:
                    upper[column] = upper[column - 1]
    names: dict[int, list[str]] = {}
    for column in range(width):
        parts: list[str] = []
        for level in levels:
            if level[column] and (not parts or parts[-1] != level[column]):
                parts.append(level[column])
        names[column] = parts
    return names


def heading_levels(grid: Grid, at: int, last: int) -> dict[int, list[str]]:
    """Column → its names, of a heading from row ``at`` (place in ``grid.rows``) to line ``last``, upper names first."""
    rows = grid.rows[at : at + _SAMPLE]
    first = rows[0][0]
    merges = [merge for merge in grid.merges if first <= merge[0] <= last]
    return _levels(_Grid(rows, merges, last), first, last, spread=not merges)


def fill_merged(grid: Grid, after: int) -> None:
    """Repeat what stands in cells merged over several rows in each of them, in the rows after a line.

    Raises BadInput for more merged cells than a sheet of people has.
    """
    start = bisect_left(grid.rows, after + 1, key=lambda row: row[0])
    _body_merges(grid.rows[start:], grid.merges, after, True, same(grid.file))


def _check(names: dict[int, str], in_use: dict[int, int], first: int, last: int, where: T) -> None:
    """Every column with values (``in_use``: column → first line) has a name, and every name is unique."""
    for column, line in sorted(in_use.items()):
        if not names.get(column):
            raise BadInput(
                T("{where} 第 {line} 行 {column} 列有内容，但第 {row} 行的表头没有该列。",
                  "{where}, row {line}, column {column}: there is a value, but the heading in row {row} has "
                  "no such column.").format(where=where, line=line, column=column_letters(column), row=last),
                T("请补上该列的名称，或删除多出的内容。", "Name the column, or remove what is too much."),
            )  # fmt: skip
    columns_of: dict[str, list[str]] = {}
    for column, text in names.items():
        if text:
            columns_of.setdefault(text, []).append(column_letters(column))
    twice = {text: columns for text, columns in columns_of.items() if len(columns) > 1}
    if twice:
        shown = [f"{text}（{'、'.join(columns[:5])}）" for text, columns in list(twice.items())[:5]]  # zh-data
        raise BadInput(
            T("{where} 第 {row} 行的表头有重复：{names}。",
              "{where}, row {row}: headings stand more than once: {names}.").format(
                where=where, row=first, names="、".join(shown)),  # zh-data
            T("请改成互不相同的名称；如表头不止一行，请指明行数。",
              "Make the names differ; if the heading has more rows, say how many."),
        )  # fmt: skip
    if not columns_of:
        raise BadInput(
            T("{where} 第 {row} 行没有表头。", "{where}: row {row} has no heading.").format(where=where, row=first),
            T("请在数据上方写上各列的名称。", "Write a name above each column."),
        )


def _body_merges(body: list[Row], merges: list[Merge], last: int, fill: bool, where: T) -> list[T]:
    """Merged areas below the heading: repeat their value downwards if ``fill``, else say that they are there.

    Areas of one row only are never repeated: they are notes and sub-titles, not values of each column.
    """
    tall = [merge for merge in merges if merge[0] > last and merge[2] > merge[0]]
    if not tall or not body:
        return []
    if not fill:
        lines = "、".join(str(merge[0]) for merge in tall[:5])  # zh-data
        return [
            T("{where} 的数据中有 {count} 处跨行合并单元格（第 {lines} 行等），只取了每处的第一行。",
              "{where}: {count} merged areas span several rows of data (row {lines} …); only their first "
              "row was given the value.").format(where=where, count=len(tall), lines=lines)
        ]  # fmt: skip
    by_line = dict(body)
    numbers = [line for line, _ in body]
    budget = 5_000_000
    for top, left, bottom, right in tall:
        source = by_line.get(top)
        if source is None or left >= len(source) or source[left] is None:
            continue
        value = source[left]
        for line in numbers[bisect_left(numbers, top) : bisect_left(numbers, bottom + 1)]:
            row = by_line[line]
            row.extend([None] * (right + 1 - len(row)))
            row[left : right + 1] = [value] * (right + 1 - left)
            budget -= right + 1 - left
        if budget < 0:
            raise BadInput(
                T("{where} 的合并单元格过多。", "{where} has too many merged cells.").format(where=where),
                T("请先取消合并，再导入。", "Undo the merges first."),
            )
    return []
