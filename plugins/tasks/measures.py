"""Figures about units' tasks, each one statement over a whole subtree."""

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Measure

if TYPE_CHECKING:
    from gongkai.core.office import Office

_ON_TIME = """
    SELECT unit, SUM(CASE WHEN done_on <= due THEN 1 ELSE 0 END), COUNT(*) FROM {task}
    WHERE scope BETWEEN ? AND ? AND (outcome = 'done' OR (outcome IS NULL AND due < ?))
    GROUP BY unit
"""
_OVERDUE = """
    SELECT unit, SUM(CASE WHEN outcome IS NULL AND done_on IS NULL AND due < ? THEN 1 ELSE 0 END), COUNT(*)
    FROM {task}
    WHERE scope BETWEEN ? AND ? AND (outcome IS NULL OR outcome <> 'cancelled')
    GROUP BY unit
"""


def on_time(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Of the tasks that are closed or whose due date has passed, those done by the due date.

    A task counts as done on the day it was submitted, unless it was returned since. Cancelled ones are left out.
    """
    rows = office.rows(_ON_TIME, (low, high, office.today.isoformat()))
    return {unit: Figure(Decimal(int(done)), Decimal(int(due))) for unit, done, due in rows}


def overdue(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Open tasks past their due date and not submitted; a unit with no tasks at all is not in the answer."""
    rows = office.rows(_OVERDUE, (office.today.isoformat(), low, high))
    return {unit: Figure(Decimal(int(late)), Decimal(int(all_))) for unit, late, all_ in rows}


MEASURES = (
    Measure(
        "task.on_time",
        T("任务按时完成率", "Share of tasks done on time"),
        "share",
        on_time,
        "task",
        ("late",),
    ),
    Measure("task.overdue", T("逾期任务数", "Tasks overdue"), "count", overdue, "task", ("overdue",)),
)
