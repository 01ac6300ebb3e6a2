"""Finds the catalogues in a sheet: headings of any depth and place, their columns, the rows below, the domain.

A sheet may hold titles and notes before, between and after its rows, and the heading again on each page. Nothing
that may be a row is passed over in silence: what was taken for a title or a note is told.
"""

# zh-data: module (words to recognise, not to show)

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables import Cell, Grid
from gongkai.core.tables.heading import fill_merged, heading_levels
from gongkai.core.tables.model import column_letters
from gongkai.core.text import clean_line, truncate
from gongkai.plugins.catalog.sheets.cells import normal
from gongkai.plugins.catalog.sheets.rules import SheetColumn
from gongkai.plugins.catalog.sheets.vocabulary import Vocabulary

DEEPEST = 3
_DOMAIN = re.compile(
    r"(?:^|.*(?:省|市|县|区|州|旗|镇|乡|街道|\d[.、）)]|[一二三四五六七八九十][、）)]|附件\s*\d*[:：]?))?(.{2,20}?)领域"
)
_PLAIN_NAME = re.compile(r"(?i)(?:sheet|表|工作表)\s*\d*")
_NUMBERED = re.compile(r"^\s*[（(]?[\d一二三四五六七八九十廿]+[)）、.．\s]*")
_GENERIC = re.compile(r"领域|基层|政务公开|信息公开|标准|目录|事项|清单|试点|汇总|公开|主动")
_PLACE_END = re.compile(r"(?:省|市|县|区|镇|乡|街道|办事处|村|社区|局|委|办|中心|政府|单位)$")
_NOTE = re.compile(r"^\s*[*※]?\s*(?:备注|注|说明|填表说明|填报说明)\s*\d*\s*[:：、.．]")
_TOTAL = re.compile(r"\s*[合总小共]\s*计")
_SIGNED = re.compile(r"(?:填报|填表|审核|审批|制表|联系|报送|签字|盖章|日期|电话)[^:：]{0,6}[:：]")


@dataclass(frozen=True)
class Column:
    """A column of a catalogue: where it stands, how it is headed, what it holds, for which channel it is."""

    at: int
    shown: str
    rule: SheetColumn
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dropped:
    """A column that was not taken although it holds something: its heading, the cells that are filled, one of them."""

    shown: str
    cells: int
    line: int
    sample: str


@dataclass
class Table:
    """One heading and the rows below it.

    Attributes:
        order: places of the topic columns, the upper first.
        domain: what a title or the sheet's name says; empty when neither does.
        strange: headings that mean nothing here, by place.
        notes: what was passed over, by line.
    """

    sheet: str
    columns: list[Column]
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    domain: str = ""
    strange: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, str]] = field(default_factory=list)

    def of(self, name: str) -> tuple[Column, ...]:
        """The columns that hold a field."""
        return self._by_field.get(name, ())

    def dropped(self) -> list[Dropped]:
        """The columns with content that mean nothing here, or have no heading at all."""
        known = {column.at for column in self.columns}
        found = []
        for at in sorted(set(range(max((len(row) for _, row in self.rows), default=0))) - known):
            held = [(line, row[at]) for line, row in self.rows if at < len(row) and row[at] is not None]
            if held:
                line, cell = held[0]
                shown = clean_line(self.strange.get(at, "")) or column_letters(at)
                found.append(Dropped(shown, len(held), line, truncate(clean_line(str(cell)), 20)))
        return found

    @cached_property
    def _by_field(self) -> dict[str, tuple[Column, ...]]:
        found: dict[str, tuple[Column, ...]] = {}
        for column in self.columns:
            found[column.rule.field] = (*found.get(column.rule.field, ()), column)
        return found

    @cached_property
    def alike(self) -> tuple[int, ...]:
        """Places of the columns that hold neither names nor texts, so that many rows say the same in them."""
        own = ("topic", "elements", "basis", "note", "key", "serial", "ignored")
        return tuple(column.at for column in self.columns if column.rule.field not in own)

    @cached_property
    def order(self) -> list[Column]:
        """The topic columns from the domain to the lowest level; the item's own name last."""
        return sorted(self.of("topic"), key=lambda column: (column.rule.key == "title", column.rule.key))


def tables_of(grid: Grid, words: Vocabulary, header_rows: int | None = None, several: bool = False) -> list[Table]:
    """The catalogues of a sheet; empty when it holds none.

    Args:
        several: whether the workbook has more sheets, so that their names may be the domains.

    Raises:
        BadInput: a heading names one thing twice.
    """
    rows = grid.rows
    starts = _headings(grid, words, header_rows)
    if not starts:
        return []
    found: list[Table] = []
    titles = [_text(row) for _, row in rows[: starts[0][0]]]
    current: Table | None = None
    known: dict[tuple[tuple[Cell, ...], ...], Table] = {}
    fill_from = rows[starts[0][0] + starts[0][1] - 1][0]
    keys = [tuple(tuple(row) for _, row in rows[start : start + depth]) for start, depth in starts]
    made = [_table(grid, start, rows[start + depth - 1][0], words) for start, depth in starts]
    fill_merged(grid, fill_from)
    ends = [*(start for start, _ in starts[1:]), len(rows)]
    for (start, depth), end, key, table in zip(starts, ends, keys, made, strict=True):
        domain = _domain_in(titles, words)
        if current is None or key not in known or domain not in ("", current.domain):
            table.domain = domain or (current.domain if current else "")
            current = known[key] = table
            found.append(table)
        else:
            current = known[key]  # the heading again, on the next page
        titles = _take(current, rows[start + depth : end])
    for table in found:
        table.domain = table.domain or _named_domain(grid.name, words, several)
    return found


def _headings(grid: Grid, words: Vocabulary, header_rows: int | None) -> list[tuple[int, int]]:
    """Where headings begin (place in the rows) and how deep each is."""
    found: list[tuple[int, int]] = []
    free = 0
    for at, (_, row) in enumerate(grid.rows):
        if at >= free and _is_heading(row, words):
            depth = min(header_rows or _depth(grid, at, words), len(grid.rows) - at)
            found.append((at, depth))
            free = at + depth
    return found


def _is_heading(row: Sequence[Cell], words: Vocabulary) -> bool:
    count = len(row) - row.count(None)
    if words.mostly_strange(row, count - (count // 2 + 1)):
        return False
    filled = [cell for cell in row if cell is not None]
    known = words.columns_in(filled, count // 2 + 1)
    fields = {column.field for column in known}
    return len(fields) >= 2 and bool(fields & {"topic", "elements"})


def _depth(grid: Grid, start: int, words: Vocabulary) -> int:
    """Rows of a heading: the next one belongs to it when it holds headings, too, or cells of it reach down."""
    depth = 1
    while depth < DEEPEST and start + depth < len(grid.rows):
        line, row = grid.rows[start + depth]
        first = grid.rows[start][0]
        filled = [cell for cell in row if cell is not None]
        known = sum(1 for cell in filled if words.column(cell) or normal(str(cell)) in words.channels)
        reached = sum(1 for merge in grid.merges if first <= merge[0] < line <= merge[2] <= first + DEEPEST - 1)
        if not (known * 2 > len(filled) or (reached >= 3 and known)):
            break
        depth += 1
    return depth


def _table(grid: Grid, start: int, last: int, words: Vocabulary) -> Table:
    made = Table(grid.name, [])
    taken: dict[str, str] = {}
    for at, names in sorted(heading_levels(grid, start, last).items()):
        if not names:
            continue
        rule, channels = words.heading(names)
        shown = names[-1] if len(names) == 1 else "/".join(names)
        if rule is None:
            made.strange[at] = shown
            continue
        once = rule.field in ("key", "topic", "unit", "subject", "term") or rule.mark
        if once and not channels and rule.key in taken:
            raise BadInput(
                T(f"第 {last} 行的表头中，“{taken[rule.key]}”与“{shown}”是同一列。",
                  f"In the heading of row {last}, “{taken[rule.key]}” and “{shown}” are the same column."),
                T("删去或改名其中一列。", "Delete or rename one of them."),
            )  # fmt: skip
        taken[rule.key] = shown
        made.columns.append(Column(at, shown, rule, channels))
    return made


def _take(table: Table, rows: Sequence[tuple[int, list[Cell]]]) -> list[str]:
    """Rows to the table; what stands behind the last of them may be the title of the next part and is given back."""
    topics = {column.at for column in table.of("topic")}
    behind: list[str] = []
    for line, row in rows:
        values = set(row).difference((None,))
        if len(values) == 1:
            at = next(place for place, cell in enumerate(row) if cell is not None)
            many = sum(1 for cell in row if cell is not None) > 2
            text = _text(row)
            if many or at not in topics or _NOTE.match(text):
                table.notes.append((line, truncate(clean_line(text), 60)))
                behind.append(text)
                continue
        elif len(values) <= 4 and not any(row[at] for at in topics if at < len(row) and not _signed(row[at])):
            text = _text(row)
            if _NOTE.match(text) or _TOTAL.match(text) or _SIGNED.search(text):
                table.notes.append((line, truncate(clean_line(text), 60)))
                continue
        elif len(values) <= 4 and sum(1 for cell in values if _signed(cell)) * 2 > len(values):
            table.notes.append((line, truncate(clean_line(_text(row)), 60)))
            continue
        behind = []
        table.rows.append((line, row))
    return behind


def _signed(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_SIGNED.search(cell) or _NOTE.match(cell))


def _text(row: Sequence[Cell]) -> str:
    return " ".join(dict.fromkeys(str(cell) for cell in row if cell is not None))


def _domain_in(titles: Sequence[str], words: Vocabulary) -> str:
    for text in reversed(titles):
        if "领域" in text and not _NOTE.match(text):
            known = _known_domain(text.partition("领域")[0], words)
            found = _DOMAIN.match(clean_line(text))
            if known or found:
                return known or (found[1].strip("“”《》 ") if found else "")
    return ""


def _known_domain(text: str, words: Vocabulary) -> str:
    return next((name for name in words.domains if name in text), "")


def _named_domain(name: str, words: Vocabulary, several: bool) -> str:
    """The domain that a sheet's name says; empty when it is a plain name, or that of a place or unit."""
    if not name or _PLAIN_NAME.fullmatch(name):
        return ""
    left = _GENERIC.sub("", _NUMBERED.sub("", name)).strip(" -—_（）()")
    known = _known_domain(name, words)
    if known and (len(known) > 3 or left == known or "领域" in name):
        return known
    if len(left) < 2 or _PLACE_END.search(left) or not (several or "领域" in name):
        return ""
    return left
