"""Due dates as calendar events: tasks and their milestones, requests, cases."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.core.ical import Event

if TYPE_CHECKING:
    from gongkai.core.office import Office

_OPEN_TASK = "t.outcome IS NULL AND t.done_on IS NULL"


def task_events(office: "Office", low: int, high: int, mine: str) -> Iterator[Event]:
    """Open tasks on the days on which they are due."""
    own = " AND (t.accepted_by = ? OR t.person = ?)" if mine else ""
    for uid, unit, title, requirement, due, version in office.stream(
        "SELECT t.uid, u.name, t.title, t.requirement, t.due, t.version FROM {task} t LEFT JOIN {unit} u ON u.uid = t.unit"
        f" WHERE t.scope BETWEEN ? AND ? AND {_OPEN_TASK}{own} ORDER BY t.due, t.id",
        (low, high, *((mine, office.person[0]) if mine else ())),
    ):
        yield Event(f"task-{uid}", date.fromisoformat(due), title or "", requirement or "", unit or "", version=version)


def milestone_events(office: "Office", low: int, high: int, mine: str) -> Iterator[Event]:
    """Milestones of open tasks that are not reached."""
    own = " AND (t.accepted_by = ? OR t.person = ?)" if mine else ""
    for uid, unit, step, title, due, version in office.stream(
        "SELECT c.uid, u.name, c.title, t.title, c.due, c.version FROM {checkpoint} c JOIN {task} t ON t.uid = c.task"
        " LEFT JOIN {unit} u ON u.uid = c.unit"
        f" WHERE c.scope BETWEEN ? AND ? AND c.done_on IS NULL AND {_OPEN_TASK}{own} ORDER BY c.due, c.id",
        (low, high, *((mine, office.person[0]) if mine else ())),
    ):
        yield Event(f"milestone-{uid}", date.fromisoformat(due), f"{step} · {title}", "", unit or "", version=version)


def request_events(office: "Office", low: int, high: int, mine: str) -> Iterator[Event]:
    """Open requests on the days by which they must be answered; a unit's matter, so nobody's own."""
    yield from _open(office, "request", "r.closed_on IS NULL", low, high) if not mine else ()


def case_events(office: "Office", low: int, high: int, mine: str) -> Iterator[Event]:
    """Open cases on the days by which they must be answered; the person who looks into one has it as their own."""
    own = (" AND r.person = ?", (office.person[0],)) if mine else ("", ())
    yield from _open(office, "case", f"r.replied_on IS NULL AND r.merged_into IS NULL{own[0]}", low, high, own[1])


def _open(
    office: "Office", register: str, test: str, low: int, high: int, values: tuple[str, ...] = ()
) -> Iterator[Event]:
    table = office.resource(register).table
    for uid, unit, number, title, due, version in office.stream(
        f"SELECT r.uid, u.name, r.number, r.title, r.due, r.version FROM {{{table}}} r LEFT JOIN {{unit}} u ON u.uid = r.unit"
        f" WHERE r.scope BETWEEN ? AND ? AND r.due IS NOT NULL AND {test} ORDER BY r.due, r.id",
        (low, high, *values),
    ):
        text = f"{number} {title}" if number else title
        yield Event(f"{register}-{uid}", date.fromisoformat(due), text, "", unit or "", version=version)


Source = Callable[["Office", int, int, str], Iterator[Event]]
SOURCES: tuple[Source, ...] = (task_events, milestone_events, request_events, case_events)
"""Called with the office, a range of places, and the acting account when only its own are meant."""


def events(office: "Office", within: int | None = None, mine: bool = False) -> Iterator[Event]:
    """Everything that is due in a subtree, as far as the account may see it."""
    low, high = span(office.scope if within is None else within)
    for source in SOURCES:
        yield from source(office, low, high, office.actor if mine else "")


def name(office: "Office") -> str:
    """What the calendar is called."""
    return str(T("{place} 到期事项", "{place}: due").format(place=office.title))
