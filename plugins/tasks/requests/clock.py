"""The clock of one request: what happened to it, in order, gives the day from which it is counted and the day it ends.

Receipt starts it. A correction that arrives, and a fee that is paid, start it anew. While somebody is consulted it
stands still: from the day the letter goes out until the answer, or until their time is over, whichever comes first
(silence is no answer, and lets it run on). One extension lengthens it. Nothing here needs a nightly run: the end of
a silence is known on the day the letter was received.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from gongkai.core.clock import Calendar, Deadline, Extension, Pause, Unit
from gongkai.core.i18n import T

WD = Unit.WORKING_DAY


class Stop(NamedTuple):
    """A consultation: who, from when, and until when at the latest (``due`` None: no limit, or not received yet)."""

    who: T
    sent_on: date
    due: date | None = None
    answered_on: date | None = None
    received_on: date | None = None

    @property
    def end(self) -> date | None:
        """The day on which the clock runs again; None while that is not known."""
        ends = [day for day in (self.answered_on, self.due) if day is not None]
        return max(min(ends), self.sent_on) if ends else None


class Events(NamedTuple):
    """What happened to a request, as far as its clock is concerned. Days of amount are working days."""

    reply: int
    extend: int
    received_on: date | None = None
    correction_on: date | None = None
    corrected_on: date | None = None
    fee_on: date | None = None
    paid_on: date | None = None
    restart: bool = True
    extended_on: date | None = None
    extended_days: int = 0
    extended_reason: str = ""
    extended_by: str = ""
    delay_to: date | None = None
    stops: tuple[Stop, ...] = ()
    rule: str = ""


class RequestClock(NamedTuple):
    """Where the clock stands.

    Attributes:
        start: day zero of the run that counts; None while it waits for something.
        deadline: the run with its stops and its extension.
        due: the last day for the reply; None while it is not known.
        waits: ``confirm``, ``correction``, ``payment``, ``answer`` (of somebody consulted) or nothing.
    """

    start: date | None
    deadline: Deadline | None
    due: date | None
    waits: str = ""


def clock_of(events: Events, calendar: Calendar) -> RequestClock:
    """The clock that follows from what happened.

    Raises:
        BadInput: an extension after the time was over, or beyond what the law allows.
    """
    start = events.received_on
    if start is None:
        return RequestClock(None, None, None, "confirm")
    if events.correction_on is not None:
        if events.corrected_on is None:
            return RequestClock(None, None, None, "correction")
        start = events.corrected_on
    if events.fee_on is not None and events.restart:
        if events.paid_on is None:
            return RequestClock(None, None, None, "payment")
        start = events.paid_on
    deadline = _run(events, start, calendar)
    due = deadline.due
    if due is not None and events.delay_to is not None:
        due = max(due, events.delay_to)
    return RequestClock(start, deadline, due, "" if due is not None else "answer")


def _run(events: Events, start: date, calendar: Calendar) -> Deadline:
    """The run from a day zero; who is consulted when the time is over already no longer stops anything."""
    more = _extensions(events, start)
    pauses: list[Pause] = []
    for pause in pauses_of(events.stops, start):
        granted = [extension for extension in more if extension.granted_on <= pause.start]
        before_it = Deadline.compute(start, events.reply, WD, calendar, pauses=pauses, extensions=granted)
        if before_it.due is not None and pause.start > before_it.due:
            break
        pauses.append(pause)
    return Deadline.compute(
        start, events.reply, WD, calendar, pauses=pauses, extensions=more, rule=events.rule,
        max_extension=events.extend,
    )  # fmt: skip


def pauses_of(stops: Sequence[Stop], start: date) -> list[Pause]:
    """Consultations after a day as stops of the clock that neither overlap nor touch."""
    merged: list[Pause] = []
    names: dict[T, None] = {}
    for stop in sorted(stops, key=lambda stop: stop.sent_on):
        first, end = max(stop.sent_on, start), stop.end
        if end is not None and end <= first:
            continue
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and first > last.end):
            names = {stop.who: None}
            merged.append(Pause(first, end, stop.who))
        else:
            until = None if last.end is None or end is None else max(last.end, end)
            names[stop.who] = None
            who = T("、".join(name.zh for name in names), ", ".join(name.en for name in names))
            merged[-1] = Pause(last.start, until, who)
    return merged


def _extensions(events: Events, start: date) -> list[Extension]:
    """The extension, when it was granted for the run that counts; one of a run before is spent."""
    if events.extended_on is None or not events.extended_days or events.extended_on < start:
        return []
    return [Extension(events.extended_days, events.extended_reason, events.extended_by, events.extended_on)]


def stands_still(events: Events, day: date) -> bool:
    """Whether somebody is being consulted on a day, so that the clock stands still."""
    return any(stop.sent_on <= day and (stop.end is None or day < stop.end) for stop in events.stops)


def before(events: Events, day: date) -> Events:
    """What was known at the end of a day: later events have not happened, and open ends are open."""
    later: dict[str, Any] = {
        name: None
        for name in ("received_on", "correction_on", "corrected_on", "fee_on", "paid_on", "extended_on")
        if (found := getattr(events, name)) is not None and found > day
    }
    return events._replace(**later, stops=tuple(_known(stop, day) for stop in events.stops if stop.sent_on <= day))


def _known(stop: Stop, day: date) -> Stop:
    if stop.answered_on is not None and stop.answered_on > day:
        stop = stop._replace(answered_on=None)
    return stop._replace(due=None) if stop.received_on is not None and stop.received_on > day else stop


def correction_end(received_on: date, days: int, calendar: Calendar) -> date | None:
    """The last day on which a correction may be asked for; None when the law sets none."""
    return calendar.add_working_days(received_on, days) if days else None


def pay_by(notice_received_on: date, days: int, calendar: Calendar) -> date:
    """The last day for the fee: so many working days from the day after the notice was received."""
    return calendar.add_working_days(notice_received_on, days)


def day(text: str | None) -> date | None:
    """A stored day."""
    return date.fromisoformat(text) if text else None
