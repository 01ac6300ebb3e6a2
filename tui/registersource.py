"""A register as the rows and columns of a grid: pages by key, columns placed for the width of the screen."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from gongkai.core import waiting
from gongkai.core.errors import CheckFailed, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register, Row
from gongkai.core.resource import choices_of
from gongkai.core.text import cells, clean_line
from gongkai.tui.widgets.columns import GAP
from gongkai.tui.widgets.source import Align, GridColumn, GridRow

R = TypeVar("R")

FRAME = 5  # gutter, margin, and the sign that there are more columns
LOOSE = 16  # least cells of a column that takes what is left
NARROW_FIRST, NARROW_TITLE = 16, 18
SPARE = 12  # cells left to the flexible columns before others grow
LONGEST, MOST_COMPUTED, MOST_UNIT = 24, 16, 28
SHORT = 12  # a column of at most this many cells comes before longer ones on a narrow screen


def guarded(register: Register, read: Callable[[], R]) -> R:
    """Read a register; an error of the plugin's own code (a filter, a computed column) is told as the plugin's.

    Raises:
        GongkaiError: what the register says, or that the plugin failed, with its name.
    """
    try:
        return read()
    except GongkaiError:
        raise
    except Exception as error:
        what = clean_line(f"{type(error).__name__}: {error}")[:200]
        raise CheckFailed(
            T("插件 {plugin} 的登记册“{name}”出错：{what}。", "The register “{name}” of plugin {plugin} failed: {what}.").format(
                plugin=register.resource.plugin, name=register.resource.name, what=what
            ),
            T("检查该插件，或在 gongkai.toml 中停用。", "Check the plugin, or disable it in gongkai.toml."),
        ) from error  # fmt: skip


class RegisterSource:
    """The rows of a question on a register, for a ``Grid``."""

    def __init__(self, register: Register, query: Query, width: int, names: Sequence[str] = ()) -> None:
        """Rows of ``query``; ``width`` is how many cells the grid has; ``names`` are other columns than the list's."""
        self.register = register
        self.query = query
        self.names = tuple(names) or _in_order(register, query)
        self.fixed = 1
        self._short: frozenset[int] = frozenset()
        self._order: list[int] = []
        self._columns: list[GridColumn] = []
        self.place(width)

    @property
    def columns(self) -> list[GridColumn]:
        """The columns in the order they are shown."""
        return self._columns

    def place(self, width: int) -> bool:
        """Order and size the columns for a width; says whether that changed their order.

        Where all columns fit they stand as the register has them. Where they do not, the owner and the title come
        first and become narrower, then the short columns (stage, dates, figures), then the long ones.
        """
        known = self.register.columns_of(self.names)
        title = self.register.resource.title
        alone = bool(self.query.unit)
        wanted: list[tuple[int, GridColumn]] = []
        for index, (key, label, size, side) in enumerate(known):
            if key == "unit" and alone:
                continue
            align: Align = "right" if side == "right" else "left"
            least = max(size or LOOSE, min(cells(str(label)), LOOSE))
            wanted.append((index, GridColumn(key, label, least, align, key == title or not size)))
        room = width - FRAME
        narrow = sum(column.width + GAP for _, column in wanted) - GAP > room
        if narrow:
            wanted = _narrow(wanted, title, by_length=not self.query.longest)
        else:
            wanted = self._roomy(wanted, room)
        kinds = self.register.resource.fields
        # where room is short, a unit of this very place need not say the place's name again
        short, self._short = (
            self._short,
            frozenset(i for i, c in wanted if narrow and c.key in kinds and kinds[c.key].kind == "unit"),
        )
        if not any(column.flexible for _, column in wanted) and wanted:
            index, column = wanted[0]
            wanted[0] = index, GridColumn(column.key, column.label, column.width, column.align, True)
        names = [column.key for _, column in wanted[:2]]
        self.fixed = 2 if len(names) == 2 and names[1] == title and len(wanted) > 2 else 1
        order, old = [index for index, _ in wanted], self._order
        self._columns = [column for _, column in wanted]
        self._order = order
        return order != old or short != self._short

    def _roomy(self, wanted: list[tuple[int, GridColumn]], room: int) -> list[tuple[int, GridColumn]]:
        """Where there is room to spare, stages and choices get what their longest words need."""
        spare = room - sum(column.width + GAP for _, column in wanted) + GAP - SPARE
        found = []
        for index, column in wanted:
            grown = min(self._longest(column.key) - column.width, spare) if not column.flexible else 0
            if grown > 0:
                spare -= grown
                column = _sized(column, column.width + grown, False)
            found.append((index, column))
        return found

    def _longest(self, key: str) -> int:
        """Cells of the longest word that a column shows, as far as that is known."""
        register, office = self.register, self.register.office
        meta = register.resource.fields.get(key)
        if key == "stage" and register.resource.workflow:
            words = [str(stage.name) for stage in office.workflow(register.resource).stage]
        elif meta is not None and meta.kind == "choice":
            words = [str(name) for _, name in choices_of(office, meta)]
        elif meta is None:
            return MOST_COMPUTED
        elif meta.kind == "unit":
            return MOST_UNIT
        else:
            return 0
        return min(LONGEST, max(map(cells, words), default=0))

    def forward(self, after: Any | None, limit: int) -> list[GridRow]:
        """Rows after a key."""
        page = guarded(
            self.register, lambda: self.register.page(self.query, after=after, limit=limit, names=self.names)
        )
        return [self._row(row) for row in page]

    def backward(self, before: Any | None, limit: int) -> list[GridRow]:
        """Rows before a key."""
        page = guarded(
            self.register,
            lambda: self.register.page(self.query, before=before, limit=limit, backward=True, names=self.names),
        )
        return [self._row(row) for row in page]

    def _row(self, row: Row) -> GridRow:
        here = self.register.office.title
        cells_ = tuple(
            (row.cells[index].removeprefix(here) or row.cells[index]) if index in self._short else row.cells[index]
            for index in self._order
        )
        return GridRow(row.key, row.uid, cells_, row.tone, row.record)


def _in_order(register: Register, query: Query) -> tuple[str, ...]:
    """The list's columns; in a queue, how long and for whom come right after what it is."""
    names = tuple(register.resource.columns)
    if not query.longest:
        return names
    ahead = [column.key for column in waiting.COLUMNS if column.key in names]
    lead = [name for name in names[:2] if name not in ahead]
    return (*lead, *ahead, *(name for name in names if name not in lead and name not in ahead))


def _narrow(wanted: list[tuple[int, GridColumn]], title: str, by_length: bool = True) -> list[tuple[int, GridColumn]]:
    lead: list[tuple[int, GridColumn]] = []
    rest: list[tuple[int, GridColumn]] = []
    for place, (index, column) in enumerate(wanted):
        if column.key == title:
            lead.append((index, _sized(column, min(column.width, NARROW_TITLE), True)))
        elif place == 0:
            lead.append((index, _sized(column, min(column.width, NARROW_FIRST), False)))
        else:
            rest.append((index, _sized(column, column.width, False)))
    if by_length:
        rest.sort(key=lambda item: item[1].width > SHORT)
    return lead + rest


def _sized(column: GridColumn, width: int, flexible: bool) -> GridColumn:
    return GridColumn(column.key, column.label, width, column.align, flexible)
