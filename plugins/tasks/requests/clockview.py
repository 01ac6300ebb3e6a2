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
from gongkai.plugins.tasks.requests.facts import clock_for
from gongkai.plugins.tasks.requests.timeline import explain, timeline

if TYPE_CHECKING:
    from gongkai.core.office import Office

WEEK = (T("一", "Mo"), T("二", "Tu"), T("三", "We"), T("四", "Th"), T("五", "Fr"), T("六", "Sa"), T("日", "Su"))
REST, STOPPED, START, DUE = T("休", "off"), T("停", "stop"), T("起", "day0"), T("止", "end")
CELL = 6
LONGEST = 53  # weeks that are drawn


def lines(office: "Office", record: Any) -> Iterator[str]:
    """The whole view."""
    notes, said = explain(office, record)
    _, clock = clock_for(office, record)
    yield str(said)
    if clock.due is not None and record.closed_on is None:
        left = office.calendar.working_days_between(office.today, clock.due)
        ahead = T("还有 {n} 个工作日", "{n} working days left")
        behind = T("已逾期 {n} 个工作日", "{n} working days late")
        yield str((ahead if office.today <= clock.due else behind).format(n=abs(left)))
    yield ""
    yield str(T("经过", "What happened"))
    for moment in timeline(office, record):
        due = f"  → {moment.due.isoformat()}" if moment.due is not None else ""
        detail = clean_line(str(moment.detail))
        stood = f"  [{moment.clock}]" if str(moment.clock) else ""
        yield f"  {moment.day.isoformat()}  {moment.what}{'  ' + detail if detail else ''}{stood}{due}"
    if clock.deadline is not None:
        yield ""
        yield from _weeks(clock.deadline, notes)


def _weeks(deadline: Deadline, notes: list[DayNote]) -> Iterator[str]:
    """A line for each week, then why days did not count."""
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
