"""A report's figures: from the registers in a few statements for a unit or a whole subtree, and from what was entered.

A figure that was entered for a unit takes the place of the computed one. In a roll-up, figures that a place gave for itself
and all below stand for every unit there, so nothing is counted twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.codes import span
from gongkai.plugins.tasks.annual.forms import NOT_APPLICABLE, Cell, Cells, Content, Form, form_of
from gongkai.plugins.tasks.annual.models import OWN, WITHIN, AnnualFigure
from gongkai.plugins.tasks.annual.sources import counted, decided, held

if TYPE_CHECKING:
    from gongkai.core.office import Office

RANGES = 300  # of places in one statement


@dataclass(frozen=True)
class Reach:
    """Whose figures: one unit's own, those of the units standing at a place itself, or of all below it, too."""

    scope: int
    unit: str = ""
    below: bool = False

    def places(self) -> tuple[int, int]:
        """First and last place."""
        return span(self.scope) if self.below else (self.scope, self.scope)


def figures(office: "Office", year: int, reach: Reach, typed: bool = True) -> Cells:
    """The cells of the report of a year; a cell that nothing is known of is None.

    Args:
        typed: whether figures that were entered take the place of the counted ones.

    Raises:
        NotAllowed: the acting account does not see all of it.
        BadInput: there is no form for the year.
    """
    require(office, "view", reach.scope, reach.unit, whole=reach.below)
    form = form_of(office, year)
    entered = entered_in(office, year, reach) if typed else {}
    given = _given(office, form, year, reach, entered)
    cells: Cells = {}
    for cell in form.cells():
        cells[cell] = _together([own[cell] for own in given if cell in own])
    return cells


def known(office: "Office", year: int, reach: Reach) -> Cells | None:
    """The same for a year before; None when nothing at all is known of it."""
    from gongkai.core.errors import BadInput

    try:
        cells = figures(office, year, reach)
    except BadInput:
        return None
    return cells if any(cells.values()) else None


def _together(values: Iterable[Content]) -> Content:
    """One cell of several units: the sum of the numbers; without any, N.A. before empty before a text."""
    held = list(values)
    numbers = [value for value in held if isinstance(value, Decimal)]
    if numbers:
        return sum(numbers, Decimal(0))
    if NOT_APPLICABLE in held:
        return NOT_APPLICABLE
    return next((value for value in held if isinstance(value, str)), None) if len(held) == 1 else None


Entered = dict[tuple[str, str], Cells]
"""Entered cells by unit and reach."""


def entered_in(office: "Office", year: int, reach: Reach) -> Entered:
    """Entered cells of the units within reach."""
    where, values = ("unit = ?", [reach.unit]) if reach.unit else ("scope BETWEEN ? AND ?", [*reach.places()])
    found: Entered = {}
    for unit, part, line, col, value, mark, kind in office.stream(
        f"SELECT unit, part, line, col, value, mark, reach FROM {{annual_figure}} WHERE year = ? AND {where} ORDER BY id",
        [year, *values],
    ):
        content = _number(value) if value is not None else mark or None
        found.setdefault((unit, kind), {})[Cell(part, line, col)] = content
    return found


def _number(stored: int) -> Decimal:
    """A stored value; whole ones without decimals."""
    number = Decimal(stored).scaleb(-AnnualFigure.value.places)
    return Decimal(int(number)) if number == number.to_integral_value() else number


def _given(office: "Office", form: Form, year: int, reach: Reach, entered: Entered) -> list[Cells]:
    """The cells that are to be added up: of places that spoke for all below, of units with entries, of all others."""
    if not reach.below:
        entered = {key: cells for key, cells in entered.items() if key[1] == OWN}
    whole, ranges = _ranges(office, reach, [unit for unit, kind in entered if kind == WITHIN])
    made = [entered[unit, WITHIN] for unit in whole]
    special = {unit: cells for (unit, kind), cells in entered.items() if kind == OWN}
    if special and not reach.unit:
        places = {unit: office.unit_scope(unit) for unit in special}
        special = {u: c for u, c in special.items() if any(low <= places[u] <= high for low, high in ranges)}
    rest, single = _computed(office, form, year, reach, ranges, frozenset(special))
    for unit, cells in special.items():
        made.append(_summed(form, {**single.get(unit, _nought(form)), **cells}, cells))
    if not special or not reach.unit:
        made.append(_summed(form, rest, {}))
    return made


def _ranges(office: "Office", reach: Reach, speaking: Iterable[str]) -> tuple[list[str], list[tuple[int, int]]]:
    """The units whose figures stand for their whole place (the topmost ones), and the ranges of places left over."""
    low, high = reach.places()
    places = sorted((office.unit_scope(unit), unit) for unit in speaking)
    whole: list[str] = []
    left: list[tuple[int, int]] = []
    for place, unit in places:
        first, last = span(place)
        if first < low:
            continue  # inside one that was taken
        whole.append(unit)
        if first > low:
            left.append((low, first - 1))
        low = last + 1
    if low <= high:
        left.append((low, high))
    return whole, left


def _computed(
    office: "Office", form: Form, year: int, reach: Reach, ranges: list[tuple[int, int]], special: frozenset[str]
) -> tuple[Cells, Mapping[str, Cells]]:
    """Counted cells: of all units without entries together, and of each that has some."""
    total: Cells = _nought(form)
    single: dict[str, Cells] = {}
    lists: dict[str, list[str]] = {}
    cells = decided(form)
    for start in range(0, len(ranges), RANGES):
        part = ranges[start : start + RANGES]
        values: list[Any]
        if reach.unit:
            where, values = "unit = ?", [reach.unit]
        else:
            where = "(" + " OR ".join("scope BETWEEN ? AND ?" for _ in part) + ")"
            values = [edge for one in part for edge in one]
        for unit, cell, number in counted(office, form, year, where, values, bool(special)):
            into = total
            if unit in special:
                into = single.setdefault(unit, _nought(form))
            into[cell] = Decimal(number) + (value if isinstance(value := into.get(cell), Decimal) else 0)
        lists |= held(office, year, where, values) if cells else ()
    for row, cell in cells.items():
        _nothing(cell, total, [has for unit, has in lists.items() if unit not in special], row)
        for unit in special & lists.keys():
            _nothing(cell, single.setdefault(unit, _nought(form)), [lists[unit]], row)
    return total, single


def _nothing(cell: Cell, into: Cells, lists: list[list[str]], row: str) -> None:
    """A cell is 0 where lists of powers are public and none of them has anything to decide."""
    if into[cell] is None and lists and not any(row in has for has in lists):
        into[cell] = Decimal(0)


def _nought(form: Form) -> Cells:
    """What is counted and was not found is 0; what cannot be counted is empty."""
    return {cell: Decimal(0) if cell.table in ("3", "4") else None for cell in form.cells()}


def _summed(form: Form, cells: Mapping[Cell, Content], entered: Mapping[Cell, Any]) -> Cells:
    """The cells with their totals; one that was entered stays as it is."""
    made = dict(cells)
    for identity in form.identity:
        if len(identity.left) != 1 or identity.advisory or identity.at_most:
            continue
        for table in form.table:
            for block in table.block if table.id == identity.table else ():
                rows, columns = [row.key for row in block.rows], [column.key for column in block.columns]
                for place in columns if identity.along == "columns" else rows:
                    pairs = [(key, place) if identity.along == "columns" else (place, key) for key in identity.right]
                    result = (identity.left[0], place) if identity.along == "columns" else (place, identity.left[0])
                    whole = Cell(table.id, *result)
                    if whole not in entered:
                        parts = [made.get(Cell(table.id, *pair)) for pair in pairs]
                        made[whole] = sum((one for one in parts if isinstance(one, Decimal)), Decimal(0))
    return made


def unit_reach(office: "Office", unit: Any) -> Reach:
    """One unit's own figures."""
    return Reach(office.unit_scope(unit.uid), unit.uid)


def as_row(cell: Cell, content: Content) -> dict[str, Any]:
    """A cell as the fields of the register of figures."""
    number = content if isinstance(content, Decimal) else None
    return {
        "part": cell.table,
        "line": cell.row,
        "col": cell.column,
        "value": number,
        "mark": content if number is None else None,
    }
