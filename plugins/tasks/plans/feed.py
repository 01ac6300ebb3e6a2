"""Due dates as calendar events: tasks and their milestones, and whatever a sister folder adds to ``SOURCES``."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.core.ical import Event

if TYPE_CHECKING:
    from gongkai.core.office import Office

_OPEN = "t.outcome IS NULL AND t.done_on IS NULL"


def task_events(office: "Office", low: int, high: int, mine: str) -> Iterator[Event]:
    """Open tasks on the days on which they are due."""
    own = " AND (t.accepted_by = ? OR t.person = ?)" if mine else ""
    for uid, unit, title, requirement, due, version in office.stream(
        "SELECT t.uid, u.name, t.title, t.requirement, t.due, t.version FROM {task} t LEFT JOIN {unit} u ON u.uid = t.unit"
        f" WHERE t.scope BETWEEN ? AND ? AND {_OPEN}{own} ORDER BY t.due, t.id",
        (low, high, *((mine, office.person[0]) if mine else ())),
    ):
        yield Event(f"task-{uid}", date.fromisoformat(due), title or "", requirement or "", unit or "", version=version)


def milestone_events(office: "Office", low: int, high: int, mine: str) -> Iterator[Event]:
    """Milestones of open tasks that are not reached."""
    own = " AND (t.accepted_by = ? OR t.person = ?)" if mine else ""
    for uid, unit, step, title, due, version in office.stream(
        "SELECT c.uid, u.name, c.title, t.title, c.due, c.version FROM {checkpoint} c JOIN {task} t ON t.uid = c.task"
        " LEFT JOIN {unit} u ON u.uid = c.unit"
        f" WHERE c.scope BETWEEN ? AND ? AND c.done_on IS NULL AND {_OPEN}{own} ORDER BY c.due, c.id",
        (low, high, *((mine, office.person[0]) if mine else ())),
    ):
        yield Event(f"milestone-{uid}", date.fromisoformat(due), f"{step} · {title}", "", unit or "", version=version)


Source = Callable[["Office", int, int, str], Iterator[Event]]
SOURCES: list[Source] = [task_events, milestone_events]
"""Called with the office, a range of places, and the acting account when only its own are meant."""


def events(office: "Office", within: int | None = None, mine: bool = False) -> Iterator[Event]:
    """Everything that is due in a subtree, as far as the account may see it."""
    low, high = span(office.scope if within is None else within)
    for source in SOURCES:
        yield from source(office, low, high, office.actor if mine else "")


def name(office: "Office") -> str:
    """What the calendar is called."""
    return str(T("{place} 到期事项", "{place}: due").format(place=office.title))
