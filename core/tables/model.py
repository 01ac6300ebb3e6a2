"""What a sheet is once it has been read, and how large it may be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

Cell = str | int | float | bool | date | None
"""One cell: text (cleaned, never blank), a number, a date or datetime, yes/no, or None when empty."""

Row = tuple[int, list[Cell]]
"""The line in the file (from 1; for json the position of the object) and one cell per column."""

Merge = tuple[int, int, int, int]
"""A merged area: first line, first column, last line, last column (lines from 1, columns from 0)."""

HeaderRows = int | tuple[int, int] | None
"""How many rows deep a heading is (1-3), or its first and last line, or None to find both."""

MAX_CELL = 32_767  # characters; what a cell holds in the xlsx format, and far more than a field of a register
MAX_LINES, MAX_COLUMNS = 1_048_576, 16_384  # of the xlsx format


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be before it is refused, so that a bad file cannot exhaust the machine."""

    bytes: int = 64 << 20
    """Size of the file."""
    expanded: int = 500_000_000
    """Bytes in all parts of a zipped workbook together."""
    ratio: int = 200
    """Expanded size against file size; real workbooks stay below 60."""
    cells: int = 10_000_000
    """Area of one sheet from its first to its last filled cell."""
    chars: int = 400_000_000
    """Characters in one sheet once every cell has its own text."""

    def larger(self) -> "Limits":
        """For files that the user said to trust: eight times of each size (the ratio stays)."""
        return Limits(self.bytes * 8, self.expanded * 8, self.ratio, self.cells * 8, self.chars * 8)


@dataclass(slots=True)
class Sheet:
    """One sheet as columns and rows."""

    columns: list[str]
    rows: list[Row]
    file: str = ""
    """Name of the file, cleaned for messages."""
    name: str = ""
    """Name of the sheet in a workbook, else empty."""
    header_line: int = 0
    """The last line of the heading; 0 for json and jsonl."""
    format: str = ""
    encoding: str = ""
    """Encoding of a text file, else empty."""
    warnings: list[T] = field(default_factory=list)
    """What was seen but not taken (formulas without a value, error values, other sheets …)."""

    def records(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Each row as (line, column name → cell)."""
        for line, values in self.rows:
            yield line, dict(zip(self.columns, values, strict=True))


@dataclass(slots=True)
class Grid:
    """One sheet as it lies in the file: nothing is taken for a heading yet."""

    rows: list[Row]
    """Rows with a value, each with its line; cells from column A on, trailing blanks left out."""
    merges: list[Merge]
    file: str = ""
    name: str = ""
    """Name of the sheet in a workbook, else empty."""
    format: str = ""
    warnings: list[T] = field(default_factory=list)


def column_letters(index: int) -> str:
    """Letters of a column as spreadsheets show them: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def too_long(file: str, line: int, column: int) -> BadInput:
    """The error for a cell with more than ``MAX_CELL`` characters."""
    return BadInput(
        T("{file} 第 {line} 行 {column} 列的内容超过 {most} 字。",
          "{file}, line {line}, column {column}: the cell has more than {most} characters.").format(
            file=file, line=line, column=column_letters(column), most=MAX_CELL),
        T("请把长文放进附件，表中只留标题或链接。", "Put long texts into an attachment, a title here."),
    )  # fmt: skip
