"""What happened to a request and how its clock ran: a view of one request, in lines of text.

On top how it stands, then what happened, then the clock week by week: every counted day with its number,
every day that did not count with the sign of its reason, and the reasons below.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Deadline
from gongkai.core.clock.explain import DayNote, NoteKind
from gongkai.core.i18n import T
from gongkai.core.text import cells, clean_line, pad
from gongkai.plugins.tasks.requests.clock import RequestClock
from gongkai.plugins.tasks.requests.facts import clock_for
from gongkai.plugins.tasks.requests.timeline import timeline

if TYPE_CHECKING:
    from gongkai.core.office import Office

WAITS = {
    "confirm": T("等待与申请人确认收到", "waits until the receipt is confirmed with the applicant"),
    "correction": T("等待补正，补正到达后重新起算", "waits for the correction, which starts the clock anew"),
    "payment": T("等待缴费，缴费后重新起算", "waits for the fee, which starts the clock anew"),
    "answer": T("征求意见中，时钟停走", "stands still while somebody is consulted"),
}
WEEK = (T("一", "Mo"), T("二", "Tu"), T("三", "We"), T("四", "Th"), T("五", "Fr"), T("六", "Sa"), T("日", "Su"))
REST, STOPPED, START, DUE = T("休", "off"), T("停", "stop"), T("起", "day0"), T("止", "end")
CELL = 6
LONGEST = 53  # weeks that are drawn


def lines(office: "Office", record: Any) -> Iterator[str]:
    """The whole view."""
    _, clock = clock_for(office, record)
    yield from _standing(office, record, clock)
    yield ""
    yield str(T("经过", "What happened"))
    for moment in timeline(office, record):
        due = f"  → {moment.due.isoformat()}" if moment.due is not None else ""
        detail = clean_line(str(moment.detail))
        yield f"  {moment.day.isoformat()}  {moment.what}{'  ' + detail if detail else ''}  [{moment.clock}]{due}"
    if clock.deadline is None:
        return
    yield ""
    yield from _weeks(clock.deadline)


def _standing(office: "Office", record: Any, clock: RequestClock) -> Iterator[str]:
    today, calendar = office.today, office.calendar
    if record.closed_on is not None:
        words = T("已于 {day} 答复", "answered on {day}").format(day=record.closed_on.isoformat())
        if clock.due is not None:
            late = record.closed_on > clock.due
            words += T("，逾期", ", late") if late else T("，未逾期", ", in time")
        yield str(words)
    elif clock.waits:
        yield str(WAITS[clock.waits])
    elif clock.due is not None:
        left = calendar.working_days_between(today, clock.due)
        words = (
            T("答复期限 {day}，还有 {n} 个工作日", "due {day}, {n} working days left")
            if left >= 0 and today <= clock.due
            else T("答复期限 {day}，已逾期 {n} 个工作日", "due {day}, {n} working days late")
        )
        yield str(words.format(day=clock.due.isoformat(), n=abs(left)))
    if clock.deadline is not None:
        told = T("{start} 起算，共 {total} 个工作日", "counted from {start}, {total} working days in all")
        yield str(told.format(start=clock.deadline.start.isoformat(), total=clock.deadline.total))


def _weeks(deadline: Deadline) -> Iterator[str]:
    """A line for each week, then why days did not count."""
    notes = deadline.explain()
    days = {note.day: note for note in notes if note.kind not in _REMARKS}
    first = deadline.start - timedelta(days=deadline.start.weekday())
    last = max(days)
    head = "".join(pad(str(name), CELL) for name in WEEK)
    yield str(T("时钟（数字是第几个工作日）", "The clock (numbers are working days)"))
    yield f"  {' ' * 11}{head}"
    for week in range(min(LONGEST, (last - first).days // 7 + 1)):
        monday = first + timedelta(days=7 * week)
        signs = (_sign(days.get(monday + timedelta(days=at)), deadline) for at in range(7))
        yield f"  {monday.isoformat()} {''.join(pad(sign, CELL) for sign in signs)}".rstrip()
    yield ""
    for day, end, note in _reasons(notes):
        span = day.isoformat() if day == end else f"{day.isoformat()}—{end.isoformat()}"
        yield f"  {pad(span, 21)}  {clean_line(str(note))}"


_REMARKS = (NoteKind.PAUSE, NoteKind.RESUME, NoteKind.EXTENSION, NoteKind.PROVISIONAL)


def _sign(note: DayNote | None, deadline: Deadline) -> str:
    if note is None:
        return ""
    if note.kind is NoteKind.START:
        return str(START)
    if note.kind is NoteKind.PAUSED:
        return str(STOPPED)
    if not note.counted:
        return str(REST)
    end = f" {DUE}" if note.day == deadline.due and cells(str(DUE)) <= CELL - 4 else ""
    return f"{note.number}{end}"


def _reasons(notes: list[DayNote]) -> Iterator[tuple[date, date, T]]:
    """Days that did not count, other than plain weekends, and remarks; neighbours of one reason together."""
    told = [
        note for note in notes
        if note.kind in (NoteKind.START, *_REMARKS, NoteKind.PAUSED)
        or (note.kind is NoteKind.SKIPPED and note.day.weekday() < 5)
        or (note.counted and note.day.weekday() > 4)
    ]  # fmt: skip
    for _, group in groupby(told, key=lambda note: (note.kind, str(note.note))):
        members = list(group)
        yield members[0].day, members[-1].day, members[0].note
