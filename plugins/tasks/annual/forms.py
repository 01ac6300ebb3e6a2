"""The forms of the annual report as the rules give them: tables, blocks, rows, columns, and the sums that must hold."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.rules import Struct

if TYPE_CHECKING:
    from gongkai.core.office import Office

LAST = "@last"
NOT_APPLICABLE = "N.A."

Content = Decimal | str | None
"""What a cell holds: a number (0 is one), None when it is empty, ``N.A.``, or another text. The four are never mixed up."""


class Cell(NamedTuple):
    """A cell by the keys of its table, row and column; ``last`` means the same cell of last year's report."""

    table: str
    row: str
    column: str
    last: bool = False


Cells = dict[Cell, Content]


def cell_named(text: str) -> Cell:
    """The cell that a rule names as ``table.row.column``.

    Raises:
        BadInput: it is written otherwise.
    """
    parts = text.split(".")
    if len(parts) != 3:
        raise BadInput(
            T(f"规则中的单元格“{text}”写得不对。", f"A rule names the cell “{text}”."),
            T("写成 表.行.列，如 3.new.all。", "Write table.row.column, such as 3.new.all."),
        )
    return Cell(parts[0], parts[1], parts[2])


class Column(Struct, frozen=True):
    """A column of a block; ``group`` is the heading above several of them, ``places`` the decimals that it may have."""

    key: str
    name: T
    group: T | None = None
    places: int = 0


class Row(Struct, frozen=True):
    """A row of a block, with the headings beside it that span several rows, outermost first."""

    key: str
    name: T
    under: tuple[T, ...] = ()


class Block(Struct, frozen=True, kw_only=True):
    """A piece of a table with columns of its own; ``head`` stands above all of them; ``across``: its rows stand side by side."""

    id: str
    head: T | None = None
    name: T | None = None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    across: bool = False


class Table(Struct, frozen=True, kw_only=True):
    """A table of the report: ``2``, ``3`` or ``4``, as the official form numbers its sections."""

    id: str
    name: T
    note: T | None = None
    block: tuple[Block, ...]


class Identity(Struct, frozen=True, kw_only=True):
    """A sum that must hold in each column (or row) of a table; see the head of ``annual.toml`` for the keys.

    With ``at_most`` the left side may be less than the right, and not more.
    """

    id: str
    table: str
    along: Literal["columns", "rows"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    name: T
    advisory: bool = False
    at_most: bool = False


class Form(Struct, frozen=True, kw_only=True):
    """The form of the years ``since`` to ``until``."""

    id: str
    name: T
    since: int
    until: int = 9999
    table: tuple[Table, ...] = ()
    identity: tuple[Identity, ...] = ()
    rule: str = ""

    def cells(self) -> Iterator[Cell]:
        """Every cell, in the order of the form."""
        for table in self.table:
            for block in table.block:
                for row in block.rows:
                    for column in block.columns:
                        yield Cell(table.id, row.key, column.key)

    def block_of(self, cell: Cell) -> Block | None:
        """The block that a cell stands in; None when the form has no such cell."""
        for table in self.table:
            if table.id == cell.table:
                for block in table.block:
                    if any(row.key == cell.row for row in block.rows):
                        return block if any(column.key == cell.column for column in block.columns) else None
        return None

    def words(self, cell: Cell) -> tuple[T, T]:
        """The labels of a cell's row and column; its keys where the form has no such cell."""
        block = self.block_of(cell)
        if block is None:
            return T(cell.row, cell.row), T(cell.column, cell.column)
        row = next(row for row in block.rows if row.key == cell.row)
        column = next(column for column in block.columns if column.key == cell.column)
        above = column.group
        said = column.name if above is None else T(f"{above.zh}·{column.name.zh}", f"{above.en}: {column.name.en}")
        label = row.name
        if block.across and row.under:
            label = T(f"{row.under[-1].zh}·{label.zh}", f"{row.under[-1].en}: {label.en}")
        return label, said

    def places(self, cell: Cell) -> int:
        """How many decimals a cell may have."""
        block = self.block_of(cell)
        return next((c.places for c in block.columns if c.key == cell.column), 0) if block else 0


class Quality(Struct, frozen=True, kw_only=True):
    """Between which ratios to last year's figure a figure is usual; figures that stay below ``above``
    are not compared, nor other ``columns`` than those named."""

    id: str
    most: Decimal
    least: Decimal
    above: int = 0
    columns: tuple[str, ...] = ()
    rule: str = ""


class Equation(NamedTuple):
    """One identity in one column or row: the cells with their signs add up to nothing."""

    identity: Identity
    place: str
    terms: tuple[tuple[Cell, int], ...]

    @property
    def result(self) -> Cell:
        """The cell that the others are to add up to: the one that stands alone, else the first on the left."""
        return self.terms[0][0]


def equations(form: Form) -> list[Equation]:
    """Every identity of a form, once for each column or row that has all of its cells."""
    found: list[Equation] = []
    known = set(form.cells())
    for identity in form.identity:
        blocks = [block for table in form.table if table.id == identity.table for block in table.block]
        for block in blocks:
            rows, columns = (row.key for row in block.rows), (column.key for column in block.columns)
            for place in columns if identity.along == "columns" else rows:
                terms = [_term(identity, key, place, 1) for key in identity.left]
                terms += [_term(identity, key, place, -1) for key in identity.right]
                if all(cell._replace(last=False) in known for cell, _ in terms):
                    found.append(Equation(identity, place, tuple(terms)))
    return found


def _term(identity: Identity, key: str, place: str, sign: int) -> tuple[Cell, int]:
    if key.startswith("-"):
        key, sign = key[1:], -sign
    last = key.endswith(LAST)
    key = key.removesuffix(LAST)
    row, column = (key, place) if identity.along == "columns" else (place, key)
    return Cell(identity.table, row, column, last), sign


def form_of(office: "Office", year: int) -> Form:
    """The form of a year's report.

    Raises:
        BadInput: the rules have none for that year.
    """
    return form_among(office.profile.items("annual_form", Form), year)


def form_among(forms: Mapping[str, Form], year: int) -> Form:
    """The same among forms that are at hand.

    Raises:
        BadInput: none of them is for that year.
    """
    for form in forms.values():
        if form.since <= year <= form.until:
            return form
    raise BadInput(
        T(f"没有 {year} 年度报告的格式。", f"There is no form for the report of {year}."),
        T("检查年份，或在规则中补上 [[annual_form]]。", "Check the year, or add an [[annual_form]] to the rules."),
    )
