"""What pasting or filling would do to the cells of a sheet: worked out first, shown, then taken over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.tui.sheet.cells import Cell, Memory, alike, lay, made, stored
from gongkai.tui.sheet.staged import Edit, Staged
from gongkai.tui.widgets.source import GridRow


@dataclass
class CellPlan:
    """Cells that would change, cells that cannot be typed into, and what does not fit on the sheet.

    Attributes:
        edits: with the row they belong to, counted from 1 at the first row of the range.
        refused: row, column and reason.
        rows_over, columns_over: how many rows and columns of what was pasted lie beyond the end of the list.
    """

    edits: list[tuple[int, Edit]] = field(default_factory=list)
    refused: list[tuple[int, str, T]] = field(default_factory=list)
    same: int = 0
    rows_over: int = 0
    columns_over: int = 0

    @property
    def wrong(self) -> int:
        """How many cells hold what cannot be taken."""
        return sum(1 for _, (_, _, cell) in self.edits if cell.error is not None)

    def summary(self) -> T:
        """The plan in one line."""
        n, refused = len(self.edits), len(self.refused)
        over = T("", "")
        if self.rows_over or self.columns_over:
            over = T(f"，超出列表 {self.rows_over} 行、{self.columns_over} 栏",
                     f", {self.rows_over} rows and {self.columns_over} columns beyond the list")  # fmt: skip
        return T(
            f"将填 {n} 格，其中 {self.wrong} 格填得不对；{self.same} 格不变，{refused} 格不能填{over.zh}。",
            f"{n} cells will be filled, {self.wrong} of them wrongly; {self.same} stay, {refused} cannot be filled{over.en}.",
        )


def plan(
    register: Register,
    staged: Staged,
    rows: Sequence[GridRow],
    columns: Sequence[str],
    cells: Iterable[tuple[int, int, Cell | str]],
) -> CellPlan:
    """What putting cells onto rows and columns would do.

    Args:
        rows, columns: of the sheet, from the upper left cell on.
        cells: (row, column, a cell or the text of one), counted from there.
    """
    found, memory, fixed = CellPlan(), Memory(), dict[tuple[str, str], T | None]()
    rows_over, columns_over = set(), set()
    for r, c, given in cells:
        if r >= len(rows):
            rows_over.add(r)
        elif c >= len(columns):
            columns_over.add(c)
        else:
            record, name = rows[r].record, columns[c]
            if (record.uid, name) not in fixed:
                fixed[record.uid, name] = register.fixed(name, record)
            why = fixed[record.uid, name]
            now = staged.cell(record.uid, name) or (stored(register, record, name) if why is None else None)
            if why is not None or now is None:
                found.refused.append((r + 1, name, why or T("", "")))
                continue
            cell = made(register, name, given, memory) if isinstance(given, str) else given
            if alike(cell, now):
                found.same += 1
            else:
                found.edits.append((r + 1, (record, name, cell)))
    found.rows_over, found.columns_over = len(rows_over), len(columns_over)
    return found


def pasted(cells: Sequence[Sequence[str]], rows: int, columns: int) -> list[tuple[int, int, Cell | str]]:
    """The cells of a rectangle on a marked range of so many rows and columns; see ``lay``."""
    return [*lay(cells, rows, columns)]


def filled_down(
    register: Register, staged: Staged, rows: Sequence[GridRow], columns: Sequence[str]
) -> list[tuple[int, int, Cell | str]]:
    """The first row's cells for each row below it."""
    found: list[tuple[int, int, Cell | str]] = []
    for c, name in enumerate(columns):
        if register.fixed(name) is None:
            record = rows[0].record
            cell = staged.cell(record.uid, name) or stored(register, record, name)
            found += [(r, c, cell) for r in range(1, len(rows))]
    return found
