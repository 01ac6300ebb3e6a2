"""How the end of a term is reckoned: pauses, extensions, months, and the move over rest days."""

from datetime import date, timedelta
from typing import NamedTuple

from gongkai.core.clock.calendar import Calendar
from gongkai.core.clock.units import Unit, add_months
from gongkai.core.i18n import T

ONE_DAY = timedelta(days=1)


class Pause(NamedTuple):
    """The clock stands still from ``start`` (not counted) until ``end``, the day of resume (counted again).

    ``end`` is None while the clock still stands; ``reason`` may be a text in both languages.
    """

    start: date
    end: date | None = None
    reason: str | T = ""

    def covers(self, day: date) -> bool:
        """Does the clock stand still on this day?"""
        return self.start <= day and (self.end is None or day < self.end)


class Extension(NamedTuple):
    """More time: ``amount`` in the unit of the term, why, who approved it and when it was granted."""

    amount: int
    reason: str
    approver: str
    granted_on: date


def open_pause(pauses: tuple[Pause, ...]) -> Pause | None:
    """The pause that has not ended, if there is one."""
    return next((pause for pause in pauses if pause.end is None), None)


def stopped_days(start: date, pauses: tuple[Pause, ...]) -> list[tuple[date, date]]:
    """The closed pauses after ``start`` as (first day, day of resume), united where they overlap or touch."""
    spans: list[tuple[date, date]] = []
    for pause in pauses:
        if pause.end is None:
            continue
        # The start is day zero and is never counted, so a pause that begins on it adds only the days after.
        first, end = max(pause.start, start + ONE_DAY), pause.end
        if end <= first:
            continue
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((first, end))
    return spans


def _days_in(first: date, end: date, unit: Unit, calendar: Calendar) -> int:
    """Days of a span that the unit would count: from ``first`` to the day before ``end``."""
    if unit is Unit.WORKING_DAY:
        return calendar.working_days_between(first - ONE_DAY, end - ONE_DAY)
    return (end - first).days


def _plain_end(start: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    if unit is Unit.WORKING_DAY:
        return calendar.add_working_days(start, amount)
    return start + timedelta(days=amount) if unit is Unit.DAY else add_months(start, amount)


def end_of_term(
    start: date, amount: int, unit: Unit, calendar: Calendar, pauses: tuple[Pause, ...], roll_forward: bool
) -> tuple[date, date]:
    """The last day of the term, before and after rolling; an open pause is left aside."""
    spans = stopped_days(start, pauses)
    plain = _plain_end(start, amount, unit, calendar)
    nominal, added = plain, 0
    for first, end in spans:
        if first <= nominal:
            added += _days_in(first, end, unit, calendar)
            if unit is Unit.WORKING_DAY:
                nominal = calendar.add_working_days(start, amount + added)
            else:
                nominal = plain + timedelta(days=added)
    due = nominal
    if roll_forward and unit is not Unit.WORKING_DAY:
        while not calendar.is_working(due) or any(first <= due < end for first, end in spans):
            due += ONE_DAY
    return nominal, due


def time_left(
    start: date,
    total: int,
    unit: Unit,
    calendar: Calendar,
    pauses: tuple[Pause, ...],
    stopped: Pause,
    nominal: date,
) -> int:
    """How much of the term is left when the clock stands still from ``stopped.start`` on."""
    least = min(total, 1)  # a pause on the day to which the end was rolled leaves that day
    if unit is Unit.MONTH:
        return max((nominal - stopped.start).days + 1, least)
    first = max(stopped.start, start + ONE_DAY)
    used = _days_in(start + ONE_DAY, first, unit, calendar)
    for begin, end in stopped_days(start, pauses):
        used -= _days_in(begin, min(end, first), unit, calendar) if begin < first else 0
    return max(total - used, least)
