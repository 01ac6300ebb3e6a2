"""Timeliness: how a due date stands today. Computed each time it is asked, never stored."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.clock.calendar import Calendar

WARN_DAYS = 5
"""Days before the due date from which it is shown as due soon, when the profile says nothing else."""


class Timeliness(StrEnum):
    """How a due date stands: still open (four values), done (two), or without a due date."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    ON_TIME = "on_time"
    LATE = "late"
    NONE = "none"

    @property
    def label(self) -> T:
        """The value in words."""
        return _LABELS[self]

    @property
    def is_late(self) -> bool:
        """Past the due date, whether done by now or not."""
        return self in (Timeliness.OVERDUE, Timeliness.LATE)


_LABELS = {
    Timeliness.NOT_DUE: T("未到期", "not due yet"),
    Timeliness.DUE_SOON: T("即将到期", "due soon"),
    Timeliness.DUE_TODAY: T("今日到期", "due today"),
    Timeliness.OVERDUE: T("已逾期", "overdue"),
    Timeliness.ON_TIME: T("按时完成", "done on time"),
    Timeliness.LATE: T("逾期完成", "done late"),
    Timeliness.NONE: T("无期限", "no due date"),
}


def timeliness(
    due: date | None,
    today: date,
    done_on: date | None = None,
    warn_days: int = WARN_DAYS,
    calendar: "Calendar | None" = None,
) -> Timeliness:
    """How ``due`` stands on ``today``, or stood on the day it was done.

    Compared by date: the due date itself is still in time, the day after it is late. ``warn_days`` are
    working days when a calendar is given, natural days otherwise. No due date (none stated, or the clock is
    stopped by a pause) gives ``NONE``, done or not.
    """
    if due is None:
        return Timeliness.NONE
    if done_on is not None:
        return Timeliness.ON_TIME if done_on <= due else Timeliness.LATE
    if today > due:
        return Timeliness.OVERDUE
    if today == due:
        return Timeliness.DUE_TODAY
    left = calendar.working_days_between(today, due) if calendar is not None else (due - today).days
    return Timeliness.DUE_SOON if left <= warn_days else Timeliness.NOT_DUE


def told_provisional(words: T, due: date | None, today: date, calendar: "Calendar") -> T:
    """The words for a due date that was counted in working days, with a mark while holidays up to it are not known."""
    open_days = due is not None and due > today and calendar.provisional(today, due)
    return words + T("（暂定）", " (provisional)") if open_days else words
