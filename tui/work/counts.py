"""What the board and the month show, counted for a whole subtree: one statement for each register."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import Case, fn

from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.tui.registersource import guarded

if TYPE_CHECKING:
    from gongkai.core.office import Office

LATE, OPEN = "overdue", "open"
ASPECTS = (LATE, "soon", OPEN, "late")
"""Filters that make the columns of a board, where the register has them; all records are the last column."""


def boards(office: "Office") -> list[str]:
    """Registers that have stages and can say what is late."""
    return [
        key for key, one in office.plugins.resources.items()
        if one.workflow and one.placed and not one.part_of and any(aspect.key == LATE for aspect in one.filters)
    ]  # fmt: skip


@dataclass(frozen=True)
class Board:
    """Stages of a register by how they stand.

    Attributes:
        columns: filter and its name; the last one, all, has no filter.
        stages: key, name and look of each stage that is there.
        counts: stage and filter to the number at the place itself and with everything below it.
    """

    columns: list[tuple[str, T]]
    stages: list[tuple[str, T, str]]
    counts: dict[tuple[str, str], tuple[int, int]]


def board(office: "Office", key: str, within: int) -> Board:
    """A register's board for a place."""
    register = office.register(key)
    resource, model = register.resource, register.model
    filters = [one for name in ASPECTS for one in resource.filters if one.key == name]
    low, high = span(within)
    own = model.scope == within
    conditions = [one.where(office) for one in filters]
    sums: list[Any] = [fn.SUM(_one(own)), fn.COUNT(model.id)]
    for condition in conditions:
        sums += [fn.SUM(_one(condition & own)), fn.SUM(_one(condition))]
    query = office.select(model, model.stage, *sums).where(model.scope.between(low, high)).group_by(model.stage)
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    rows = guarded(register, lambda: office.fetch(query.order_by().tuples()))
    names = ["", *(one.key for one in filters)]
    for stage, *numbers in rows:
        for place, name in enumerate(names):
            here, below = int(numbers[2 * place] or 0), int(numbers[2 * place + 1] or 0)
            counts[stage, name] = (here, below)
            total = counts.get(("", name), (0, 0))
            counts["", name] = (total[0] + here, total[1] + below)
    there = {stage for stage, *_ in rows}
    flow = office.workflow(resource).stage
    stages = [(one.key, one.name, one.tone) for one in flow if one.key in there]
    stages += [(key, T(key, key), "") for key in sorted(there - {one.key for one in flow})]
    columns = [(one.key, one.name) for one in filters] + [("", T("全部", "All"))]
    return Board(columns, [*stages, ("", T("合计", "Total"), "")], counts)


def _one(condition: Any) -> Any:
    return Case(None, [(condition, 1)], 0)


# ---- what is due on which day


def due_registers(office: "Office") -> list[str]:
    """Registers whose records are due on a day (``due``) and can be told open (``open``), those that hang on others too."""
    return [
        key for key, one in office.plugins.resources.items()
        if one.placed and one.by_hand and "due" in one.fields and any(f.key == OPEN for f in one.filters)
    ]  # fmt: skip


def _asked(register: Register, first: date, last: date, within: int) -> Any:
    model: Any = register.model
    query = register.select(Query(filters=(OPEN,), within=within))
    return query.where(model.due.between(first, last))


@dataclass(frozen=True, slots=True)
class Due:
    """How many records of a register are due on a day, and how many of them are late."""

    register: str
    count: int
    late: int


def due_days(office: "Office", first: date, last: date, within: int) -> dict[date, list[Due]]:
    """What is due on each day of a span, in the order of the registers; days with nothing are left out."""
    found: dict[date, list[Due]] = {}
    for key in due_registers(office):
        register = office.register(key)
        model: Any = register.model
        late = next((one for one in register.resource.filters if one.key == LATE), None)
        lates = fn.SUM(_one(late.where(office))) if late else fn.SUM(0)
        query = _asked(register, first, last, within).select(model.due, fn.COUNT(model.id), lates)
        query = query.group_by(model.due).order_by().tuples()
        for day, count, behind in guarded(register, lambda query=query: office.fetch(query)):  # type: ignore[misc]
            found.setdefault(day, []).append(Due(key, int(count), int(behind or 0)))
    return found


def due_on(office: "Office", day: date, within: int, most: int) -> list[tuple[str, list[Any]]]:
    """The records that are due on a day, register by register, at most so many of each."""
    found = []
    for key in due_registers(office):
        register = office.register(key)
        query = _asked(register, day, day, within).order_by(register.model.scope, register.model.id).limit(most)
        records = guarded(register, lambda query=query: office.fetch(query))  # type: ignore[misc]
        if records:
            found.append((key, records))
    return found
