"""What the registers know of a year: requests by outcome, remedies by result, documents by date, licences by window cases;
one statement each."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.plugins.tasks.annual.forms import Cell, Form
from gongkai.plugins.tasks.annual.rules import Documents

if TYPE_CHECKING:
    from gongkai.core.office import Office

UNSAID = "?"  # closed, and no outcome stands there
_REQUESTS = """
    SELECT {unit}, applicant_kind, CASE WHEN received_on < ? THEN 1 ELSE 0 END,
           CASE WHEN closed_on <= ? THEN COALESCE(outcome, '?') ELSE '' END, COUNT(*)
    FROM {{request}}
    WHERE {where} AND received_on <= ? AND (closed_on IS NULL OR closed_on >= ?)
    GROUP BY {group}2, 3, 4
"""
_REMEDIES = """
    SELECT {unit}, kind, CASE WHEN closed_on <= ? THEN COALESCE(result, 'other') ELSE 'pending' END, COUNT(*)
    FROM {{remedy}}
    WHERE {where} AND filed_on <= ? AND (closed_on IS NULL OR closed_on >= ?)
    GROUP BY {group}2, 3
"""
_DOCUMENTS = """
    SELECT {unit}, SUM(CASE WHEN {since} BETWEEN ? AND ? AND COALESCE(p.revision, 1) = 1 THEN 1 ELSE 0 END),
           SUM(CASE WHEN p.ended_on BETWEEN ? AND ? AND p.stage IN ('expired', 'withdrawn') THEN 1 ELSE 0 END),
           SUM(CASE WHEN {since} <= ? AND (p.ended_on IS NULL OR p.ended_on > ?) THEN 1 ELSE 0 END)
    FROM {{publication}} p JOIN {{entry}} e ON e.uid = p.entry
    WHERE {where} AND e.obligation IN ({marks}) AND p.published_on IS NOT NULL
    {group}
"""

# From when a document counts: the day it was made, whenever it went up; a revision takes the place of the one before.
_SINCE = "CASE WHEN COALESCE(p.revision, 1) = 1 THEN COALESCE(p.made_on, p.published_on) ELSE p.published_on END"

# A case at a window is a decision when its matter is a power of the unit of that kind.
_DECISIONS = """
    SELECT {unit}, COUNT(*)
    FROM {{window_case}} w JOIN (SELECT DISTINCT unit, name FROM {{power}} WHERE kind = ?) p ON p.unit = w.unit AND p.name = w.title
    WHERE {where} AND w.stage = 'closed' AND w.done_on BETWEEN ? AND ?
    {group}
"""
# For each unit whose list was public by then: which kinds it has, also such as are not public yet, and whether any is charged for.
_LISTS = "SELECT p.unit, {kinds} FROM {{power}} p WHERE {where} GROUP BY p.unit HAVING MIN(p.published_on) <= ?"
POWERS = {"licence": "p.kind = 'licence'", "penalty": "p.kind = 'penalty'", "coercion": "p.kind = 'coercion'",
          "charge": "p.charged = 1"}  # fmt: skip
"""Rows of table two by what a power must be for the row to have anything in it."""
FROM_CASES = Cell("2", "licence", "decisions")


def counted(
    office: "Office", form: Form, year: int, where: str, values: Sequence[Any], apart: bool
) -> Iterator[tuple[str, Cell, int]]:
    """Counted cells of the units that a condition means: unit, cell, number; the same cell may come several times.

    Args:
        where: a condition on ``unit`` and ``scope``, with its values.
        apart: whether each unit's numbers are needed; else the unit is empty.
    """
    first, last = f"{year}-01-01", f"{year}-12-31"
    unit, group = ("unit", "unit, ") if apart else ("''", "")
    known = set(form.cells())
    for owner, kind, before, outcome, number in office.rows(
        _REQUESTS.format(unit=unit, where=where, group=group), [first, last, *values, last, first]
    ):
        row = {"": "carry_out", **dict.fromkeys(("other1", "other2", "other3"), "other")}.get(outcome, outcome)
        for line in ("carry_in" if before else "new", outcome if Cell("3", outcome, kind) in known else row):
            cell = Cell("3", line, kind)
            if cell in known:
                yield owner, cell, number
    for owner, kind, result, number in office.rows(
        _REMEDIES.format(unit=unit, where=where, group=group), [last, *values, last, first]
    ):
        cell = Cell("4", kind, result)
        if cell in known:
            yield owner, cell, number
    if {"publication", "entry"} <= office.resources.keys():
        yield from _documents(office, form, year, where, values, apart)
    if "power" in office.resources:
        yield from _decisions(office, form, year, where, values, apart)


def _documents(
    office: "Office", form: Form, year: int, where: str, values: Sequence[Any], apart: bool
) -> Iterator[tuple[str, Cell, int]]:
    first, last = f"{year}-01-01", f"{year}-12-31"
    known = set(form.cells())
    for source in office.profile.items("annual_documents", Documents).values():
        statement = _DOCUMENTS.format(
            since=_SINCE,
            unit="p.unit" if apart else "''",
            where=_of("p", where),
            group="GROUP BY p.unit" if apart else "",
            marks=", ".join("?" for _ in source.obligations),
        )
        found = office.rows(statement, [first, last, first, last, last, last, *values, *source.obligations])
        for owner, *numbers in found:
            for column, number in zip(("made", "revoked", "in_force"), numbers, strict=True):
                cell = Cell("2", source.row, column)
                if cell in known and number is not None:
                    yield owner, cell, int(number)


def _decisions(
    office: "Office", form: Form, year: int, where: str, values: Sequence[Any], apart: bool
) -> Iterator[tuple[str, Cell, int]]:
    """Licences from the cases at windows."""
    if FROM_CASES not in decided(form).values():
        return
    statement = _DECISIONS.format(
        unit="w.unit" if apart else "''", where=_of("w", where), group="GROUP BY w.unit" if apart else ""
    )
    found = office.rows(statement, [FROM_CASES.row, *values, f"{year}-01-01", f"{year}-12-31"])
    for owner, number in found:
        if number:
            yield owner, FROM_CASES, number


def decided(form: Form) -> dict[str, Cell]:
    """The cells that powers fill, by the keys of ``POWERS``; none of an earlier form, which counts items."""
    cells = {cell.row: cell for cell in form.cells() if cell.table == "2" and cell.column in ("decisions", "amount")}
    return {row: cells[row] for row in POWERS} if POWERS.keys() <= cells.keys() else {}


def held(office: "Office", year: int, where: str, values: Sequence[Any]) -> Iterator[tuple[str, list[str]]]:
    """Units with public powers by the end of a year, and which keys of ``POWERS`` these have."""
    if "power" not in office.resources:
        return
    kinds = ", ".join(f"MAX(CASE WHEN {test} THEN 1 ELSE 0 END)" for test in POWERS.values())
    statement = _LISTS.format(kinds=kinds, where=_of("p", where))
    for unit, *has in office.rows(statement, [*values, f"{year}-12-31"]):
        yield unit, [row for row, one in zip(POWERS, has, strict=True) if one]


def _of(table: str, where: str) -> str:
    return where.replace("unit", f"{table}.unit").replace("scope", f"{table}.scope")


def fees(office: "Office", year: int, unit: str, low: int, high: int) -> Decimal:
    """What applicants paid in a year for the processing of information, in yuan."""
    where, values = ("unit = ?", [unit]) if unit else ("scope BETWEEN ? AND ?", [low, high])
    [(paid,)] = office.rows(
        f"SELECT SUM(fee_amount) FROM {{request}} WHERE {where} AND fee_paid_on BETWEEN ? AND ?",
        [*values, f"{year}-01-01", f"{year}-12-31"],
    )
    return Decimal(int(paid or 0)).scaleb(-2)


def unsaid(office: "Office", year: int, unit: str, low: int, high: int) -> tuple[int, int]:
    """Requests that a report of the year leaves out: closed without an outcome, and without a confirmed receipt."""
    where, values = ("unit = ?", [unit]) if unit else ("scope BETWEEN ? AND ?", [low, high])
    [(closed, unconfirmed)] = office.rows(
        "SELECT SUM(CASE WHEN closed_on BETWEEN ? AND ? AND outcome IS NULL THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN received_on IS NULL AND sent_on BETWEEN ? AND ? THEN 1 ELSE 0 END)"
        f" FROM {{request}} WHERE {where} AND (outcome IS NULL OR received_on IS NULL)",
        [f"{year}-01-01", f"{year}-12-31"] * 2 + values,
    )
    return int(closed or 0), int(unconfirmed or 0)
