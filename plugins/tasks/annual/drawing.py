"""A report's tables as the official form lays them out: cells with their spans, for sheets, web tables and the terminal.

A form is an official paper: what is written to a file is in Chinese, whatever the language of the screen.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import NamedTuple

from gongkai.core.i18n import T
from gongkai.core.text import cells as width_of
from gongkai.core.text import pad, truncate
from gongkai.plugins.tasks.annual.forms import Block, Cell, Content, Form, Table

CONTENT = T("信息内容", "Content")


class Placed(NamedTuple):
    """A cell of a drawn table: where (from 0), how many rows and columns it covers, what it holds, whether it is a heading."""

    line: int
    column: int
    rows: int
    columns: int
    content: Content
    heading: bool


def placed(table: Table, cells: Mapping[Cell, Content]) -> list[Placed]:
    """The cells of a table in the official layout."""
    if len(table.block) > 1:
        return list(_pieces(table, cells))
    [block] = table.block
    return list(_across(table, block, cells) if block.across else _matrix(table, block, cells))


def _head(line: int, column: int, rows: int, columns: int, text: T | None) -> Placed:
    return Placed(line, column, rows, columns, text.zh if text is not None else None, True)


def _matrix(table: Table, block: Block, cells: Mapping[Cell, Content]) -> Iterator[Placed]:
    stub = 1 + max(len(row.under) for row in block.rows)
    note = T(f"（{table.note.zh}）", f"({table.note.en})") if table.note else None
    yield _head(0, 0, 3, stub, note)
    yield _head(0, stub, 1, len(block.columns), block.head)
    yield from _columns(block, 1, stub)
    for number, row in enumerate(block.rows):
        line = 3 + number
        above = block.rows[number - 1].under if number else ()
        for depth, label in enumerate(row.under):
            if label not in above[: depth + 1]:
                span = 1
                while number + span < len(block.rows) and label in block.rows[number + span].under:
                    span += 1
                yield _head(line, depth, span, 1, label)
        yield _head(line, len(row.under), 1, stub - len(row.under), row.name)
        for at, column in enumerate(block.columns):
            yield Placed(line, stub + at, 1, 1, cells.get(Cell(table.id, row.key, column.key)), False)


def _columns(block: Block, line: int, left: int) -> Iterator[Placed]:
    """Two lines of headings; a column without a group takes both."""
    for at, column in enumerate(block.columns):
        if column.group is None:
            yield _head(line, left + at, 2, 1, column.name)
            continue
        if not at or block.columns[at - 1].group != column.group:
            span = sum(1 for one in block.columns if one.group == column.group)
            yield _head(line, left + at, 1, span, column.group)
        yield _head(line + 1, left + at, 1, 1, column.name)


def _across(table: Table, block: Block, cells: Mapping[Cell, Content]) -> Iterator[Placed]:
    many = len(block.columns)
    for number, row in enumerate(block.rows):
        left = number * many
        if not row.under:
            yield _head(0, left, 2, many, row.name)
        else:
            if not number or block.rows[number - 1].under != row.under:
                span = sum(1 for one in block.rows if one.under == row.under)
                yield _head(0, left, 1, many * span, row.under[0])
            yield _head(1, left, 1, many, row.name)
        for at, column in enumerate(block.columns):
            yield _head(2, left + at, 1, 1, column.name)
            yield Placed(3, left + at, 1, 1, cells.get(Cell(table.id, row.key, column.key)), False)


def _pieces(table: Table, cells: Mapping[Cell, Content]) -> Iterator[Placed]:
    most = max(len(block.columns) for block in table.block)
    line = 0
    for block in table.block:
        yield _head(line, 0, 1, most + 1, block.name)
        yield _head(line + 1, 0, 1, 1, CONTENT)
        line += 2
        for number, row in enumerate([None, *block.rows]):
            at = line - 1 + number
            if row is not None:
                yield _head(at, 0, 1, 1, row.name)
            for place, column in enumerate(block.columns):
                last = place == len(block.columns) - 1
                span = most - len(block.columns) + 1 if last else 1
                if row is None:
                    yield _head(at, 1 + place, 1, span, column.name)
                else:
                    yield Placed(at, 1 + place, 1, span, cells.get(Cell(table.id, row.key, column.key)), False)
        line += len(block.rows)


def shown(content: Content) -> str:
    """A cell as text; an empty one is empty, nought is 0."""
    return f"{content:f}" if isinstance(content, Decimal) else content or ""


def flat(table: Table, cells: Mapping[Cell, Content]) -> list[list[Content]]:
    """The table as rows of a plain sheet: a spanning cell stands in its first place."""
    made = placed(table, cells)
    width = max(one.column + one.columns for one in made)
    rows: list[list[Content]] = [[None] * width for _ in range(max(one.line + one.rows for one in made))]
    for one in made:
        rows[one.line][one.column] = one.content
    return rows


def web(table: Table, cells: Mapping[Cell, Content]) -> list[str]:
    """The table as lines of HTML, which Markdown takes where cells span."""
    lines: dict[int, list[str]] = {}
    for one in sorted(placed(table, cells)):
        tag = "th" if one.heading else "td"
        spans = (f' rowspan="{one.rows}"' if one.rows > 1 else "") + (
            f' colspan="{one.columns}"' if one.columns > 1 else ""
        )
        lines.setdefault(one.line, []).append(f"<{tag}{spans}>{escape(shown(one.content))}</{tag}>")
    return ["<table>", *(f"<tr>{''.join(row)}</tr>" for row in lines.values()), "</table>"]


def lines(form: Form, cells: Mapping[Cell, Content], width: int = 78) -> list[str]:
    """All tables for a terminal of so many cells: short labels at the left, figures at the right."""
    made: list[str] = []
    for table in form.table:
        made += ["", f"{T('表', 'Table ')}{table.id}  {table.name}"]
        for block in table.block:
            heads = [str(column.name) for column in block.columns]
            rows = []
            for row in block.rows:
                values = [shown(cells.get(Cell(table.id, row.key, column.key))) for column in block.columns]
                rows.append((_indent(row.under, block.across) + str(row.name), values))
            made += _aligned(str(block.name or ""), heads, rows, width)
    return made[1:]


def _indent(under: Sequence[T], across: bool) -> str:
    if across:
        return f"{under[-1]}·" if under else ""
    if len(under) < 2:
        return "  " * len(under)
    return "  " + str(under[-1]).split("）")[0].split(")")[0] + str(T("）", ") "))


def _aligned(title: str, heads: Sequence[str], rows: Sequence[tuple[str, list[str]]], width: int) -> Iterator[str]:
    """Lines of one block; headings that are too wide are cut, figures never."""
    figures = [max(width_of(row[1][n]) for row in rows) for n in range(len(heads))]
    room = max(width - 24, len(heads) * 5)
    sizes = [
        max(size, min(width_of(head), max(room // len(heads) - 1, 4)))
        for size, head in zip(figures, heads, strict=True)
    ]
    stub = max(width - sum(sizes) - len(sizes), 12)
    yield pad(truncate(title, stub), stub) + "".join(
        " " + pad(truncate(head, size), size, "right") for head, size in zip(heads, sizes, strict=True)
    )
    for label, values in rows:
        yield pad(truncate(label, stub), stub) + "".join(
            " " + pad(value, size, "right") for value, size in zip(values, sizes, strict=True)
        )
