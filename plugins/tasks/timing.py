"""How a task stands against its due date, for one record and as conditions of a query.

The day on which a unit submits its work is the day it was done (``done_on``): a unit does not become late
while it waits to be verified. A return takes that day back.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Deadline, Limit, Timeliness, Unit, timeliness
from gongkai.core.clock.explain import DayNote, NoteKind
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.profile import Clock

if TYPE_CHECKING:
    from gongkai.core.office import Office

CANCELLED, DONE = "cancelled", "done"


def warn_days(office: "Office") -> int:
    """Working days before the due date from which a task is due soon."""
    return office.profile.table("clock", Clock).warn_days


def state_of(office: "Office", task: Any) -> Timeliness:
    """How the task stands today; a cancelled one has no due date any more."""
    if task.outcome == CANCELLED:
        return Timeliness.NONE
    return timeliness(task.due, office.today, task.done_on, warn_days(office), office.calendar)


def soon_before(office: "Office") -> str:
    """The first day that is not due soon, as ISO text; agrees with ``state_of``."""
    return office.calendar.add_working_days(office.today, warn_days(office) + 1).isoformat()


def deadline_of(office: "Office", task: Any) -> Deadline | None:
    """The limit that gave the due date, counted again; None when the due date was set as a date.

    Raises:
        BadInput: the limit that the task carries cannot be read.
    """
    if not task.term or task.start is None:
        return None
    return Limit.parse(task.term).deadline_from(task.start, office.calendar)


def explain_due(office: "Office", task: Any) -> list[DayNote]:
    """Every day from the task's start to its due date, counted or skipped, with the reason.

    Where the due date is a date of its own, the working days that it leaves are counted.

    Raises:
        BadInput: the task has no start from which to count.
    """
    if task.start is None:
        raise BadInput(
            T(
                f"任务 {task.uid} 没有开始日期，无从计算。",
                f"Task {task.uid} has no start, so nothing can be counted.",
            ),
            T("由交办方补填开始日期。", "Let the assigner fill in the start."),
        )
    deadline = deadline_of(office, task)
    if deadline is not None and deadline.due == task.due:
        return deadline.explain()
    return days_between(office, task.start, task.due)


def days_between(office: "Office", start: date, due: date) -> list[DayNote]:
    """The working days that a fixed date leaves, and the rest days among them."""
    calendar = office.calendar
    left = calendar.working_days_between(start, due)
    counted = Deadline.compute(start, left, Unit.WORKING_DAY, calendar)
    notes = counted.explain()
    day = counted.due or start
    while day < due:  # rest days between the last working day and the due date
        day += timedelta(days=1)
        notes.append(DayNote(day, NoteKind.SKIPPED, calendar.why(day)))
    return notes
