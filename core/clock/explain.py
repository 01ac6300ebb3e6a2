"""A deadline told day by day: which days count, which do not, and why."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from gongkai.core.clock.calendar import WEEKDAYS
from gongkai.core.clock.units import Unit, amount_label
from gongkai.core.i18n import T, same

if TYPE_CHECKING:
    from gongkai.core.clock.deadline import Deadline
    from gongkai.core.clock.terms import Extension, Pause


class NoteKind(StrEnum):
    """What a line of an explanation is.

    ``start``, ``counted``, ``skipped`` (a rest day), ``paused`` and ``rolled`` (the end moves over a rest
    day) are days; ``pause``, ``resume``, ``extension`` and ``provisional`` are remarks between them.
    """

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    PAUSED = "paused"
    ROLLED = "rolled"
    PAUSE = "pause"
    RESUME = "resume"
    EXTENSION = "extension"
    PROVISIONAL = "provisional"


class DayNote(NamedTuple):
    """One line: a day, whether it counts, its number in the count (0 when it does not), and the reason."""

    day: date
    kind: NoteKind
    note: T
    number: int = 0

    @property
    def counted(self) -> bool:
        """Is this a day that uses up the term?"""
        return self.kind is NoteKind.COUNTED


_START = T("{why}，起算之日，不计入", "{why}, the first day is not counted")
_NATURAL = T("{why}，计入", "{why}, counted")
_PAUSED = T("中止期间，不计入：{reason}", "clock stopped, not counted: {reason}")
_ROLLED = T("{why}，期限届满日顺延", "{why}, the end moves to the next working day")
_PAUSE = T("中止计算：{reason}（{end}恢复）", "clock stops: {reason} (resumes on {end})")
_PAUSE_OPEN = T("中止计算：{reason}（尚未恢复，余{left}）", "clock stops: {reason} (not resumed, {left} left)")
_RESUME = T("恢复计算，当日计入", "clock resumes, this day counts again")
_EXTENSION = T(
    "延长{amount}：{reason}（批准人：{approver}）", "extended by {amount}: {reason} (approved by {approver})"
)
_UNSETTLED = T(
    "部分日期的放假安排尚未公布，期限为暂定，载入放假通知后重新计算",
    "the holiday notice for some of these days is not loaded: the date is provisional and will be recomputed",
)


def explain(deadline: "Deadline") -> list[DayNote]:
    """Every day from the start to the due date, in order, with the remarks on the days they belong to.

    With an open pause the list ends where the clock stopped.
    """
    notes = [DayNote(deadline.start, NoteKind.START, _START.format(why=deadline.calendar.why(deadline.start)))]
    remarks = _remarks(deadline)
    notes += remarks.pop(deadline.start, [])
    for note in _days(deadline):
        notes += (remark for remark in remarks.pop(note.day, []))
        notes.append(note)
    # What lies after the last day told: an extension granted late, or while the clock stands still.
    for day in sorted(remarks):
        notes += remarks[day]
    if deadline.provisional and deadline.due is not None:
        notes.append(DayNote(deadline.due, NoteKind.PROVISIONAL, _UNSETTLED))
    return notes


def _days(deadline: "Deadline") -> Iterator[DayNote]:
    calendar, unit = deadline.calendar, deadline.unit
    stopped = deadline.open_pause
    last = deadline.due
    if last is None:
        last = stopped.start - timedelta(days=1) if stopped is not None else deadline.start
    number, day = 0, deadline.start
    while day < last:
        day += timedelta(days=1)
        pause = _pause_on(deadline, day)
        why = calendar.why(day)
        if pause is not None:
            yield DayNote(day, NoteKind.PAUSED, _PAUSED.format(reason=pause.reason or "—"))
        elif unit is Unit.WORKING_DAY and not calendar.is_working(day):
            yield DayNote(day, NoteKind.SKIPPED, why)
        elif day >= deadline.nominal_end and day != deadline.due:
            yield DayNote(day, NoteKind.ROLLED, _ROLLED.format(why=why))
        else:
            number += 1
            if unit is not Unit.WORKING_DAY:
                why = _NATURAL.format(why=WEEKDAYS[day.weekday()])
            yield DayNote(day, NoteKind.COUNTED, why, number)


def _pause_on(deadline: "Deadline", day: date) -> "Pause | None":
    for pause in deadline.pauses:
        if pause.covers(day):
            return pause
    return None


def _remarks(deadline: "Deadline") -> dict[date, list[DayNote]]:
    remarks: dict[date, list[DayNote]] = {}
    for extension in deadline.extensions:
        remarks.setdefault(extension.granted_on, []).append(_extension(extension, deadline.unit))
    for pause in deadline.pauses:
        reason = pause.reason if isinstance(pause.reason, T) else same(pause.reason or "—")
        if pause.end is None:
            left = amount_label(deadline.remaining or 0, deadline.remaining_unit)
            text = _PAUSE_OPEN.format(reason=reason, left=left)
        else:
            text = _PAUSE.format(reason=reason, end=pause.end.isoformat())
            if not any(other.covers(pause.end) for other in deadline.pauses):
                resume = DayNote(pause.end, NoteKind.RESUME, _RESUME)
                if resume not in remarks.setdefault(pause.end, []):
                    remarks[pause.end].append(resume)
        remarks.setdefault(pause.start, []).append(DayNote(pause.start, NoteKind.PAUSE, text))
    return remarks


def _extension(extension: "Extension", unit: Unit) -> DayNote:
    text = _EXTENSION.format(
        amount=amount_label(extension.amount, unit),
        reason=same(extension.reason or "—"),
        approver=same(extension.approver or "—"),
    )
    return DayNote(extension.granted_on, NoteKind.EXTENSION, text)
