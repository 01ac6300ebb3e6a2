"""Figures about units' tasks, beside those that are data (``measures.toml``)."""

from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.measures import Measure, Sums
from gongkai.plugins.tasks.models import Task
from gongkai.plugins.tasks.timing import CANCELLED, DONE

if TYPE_CHECKING:
    from gongkai.core.office import Office


def _on_time(office: "Office") -> Sums:
    """Of the tasks that are closed or whose due date has passed, those done by the due date.

    A task counts as done on the day it was submitted, unless it was returned since. Cancelled ones are left out.
    """
    over = (Task.outcome == DONE) | (Task.outcome.is_null() & (Task.due < office.today))
    return Sums(Task.done_on <= Task.due, over)


def _overdue(office: "Office") -> Sums:
    """Open tasks past their due date and not submitted; a unit with no tasks at all is not in the answer."""
    late = Task.outcome.is_null() & Task.done_on.is_null() & (Task.due < office.today)
    return Sums(late, Task.outcome.is_null() | (Task.outcome != CANCELLED))


MEASURES = (
    Measure(
        "task.on_time", T("任务按时完成率", "Share of tasks done on time"), "share", register="task", filters=("late",),
        sums=_on_time,
    ),
    Measure(
        "task.overdue", T("逾期任务数", "Tasks overdue"), "count", register="task", filters=("overdue",), sums=_overdue
    ),
)  # fmt: skip
