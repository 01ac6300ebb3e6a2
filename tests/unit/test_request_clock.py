"""The clock of a request: against a model that walks day by day, on dates worked out by hand, and across two laws."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.clock import Calendar, NoteKind
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.plugins.tasks.requests.clock import (
    Events,
    Stop,
    before,
    clock_of,
    correction_end,
    pauses_of,
    pay_by,
    stands_still,
)

CALENDAR = Calendar()
DAY = timedelta(days=1)
FAR = 600
days = st.integers(0, 60)


def walk(events: Events) -> tuple[date | None, bool]:
    """The due date and whether an extension came too late, by walking through the calendar one day after another."""
    assert events.received_on is not None
    day, count, total, running, late = events.received_on, 0, events.reply, True, False
    start, due = day, None
    live: set[int] = set()
    for _ in range(FAR):
        if day == events.correction_on and events.corrected_on != day:
            running, due = False, None
        if day in (events.corrected_on, events.paid_on):
            running, due, start, count, total = True, None, day, 0, events.reply
            live = {n for n, stop in enumerate(events.stops) if stop.sent_on <= day}
        if day == events.fee_on and events.paid_on != day:
            running, due = False, None
        for number, stop in enumerate(events.stops):
            if stop.sent_on == day and due is None:
                live.add(number)
        if day == events.extended_on and running:
            late = late or due is not None
            total += events.extended_days
        paused = any(
            n in live and s.sent_on <= day and (s.end is None or day < s.end) for n, s in enumerate(events.stops)
        )
        if running and due is None and day > start and CALENDAR.is_working(day) and not paused:
            count += 1
            due = day if count == total else None
        day += DAY
    return (due if running else None), late


@st.composite
def happenings(draw: st.DrawFn) -> Events:
    received = date(2025, 6, 1) + timedelta(days=draw(st.integers(0, 300)))
    run, fields = received, dict[str, Any]()
    if draw(st.booleans()):
        fields["correction_on"] = run + draw(st.integers(0, 9)) * DAY
        if draw(st.integers(0, 4)):
            fields["corrected_on"] = run = fields["correction_on"] + draw(days) * DAY
    waiting = "correction_on" in fields and "corrected_on" not in fields
    if not waiting and draw(st.integers(0, 3)) == 0:
        fields["fee_on"] = run + draw(st.integers(1, 20)) * DAY
        if draw(st.integers(0, 4)):
            fields["paid_on"] = run = fields["fee_on"] + draw(st.integers(1, 30)) * DAY
    if draw(st.booleans()):
        fields |= {
            "extended_on": run + draw(days) * DAY,
            "extended_days": draw(st.integers(1, 20)),
            "extended_by": "head",
        }
    stops = []
    for _ in range(draw(st.integers(0, 3))):
        sent = received + draw(days) * DAY
        answered = draw(st.none() | st.integers(0, 40))
        limit = draw(st.none() | st.integers(5, 30))
        stops.append(
            Stop(
                same("a"),
                sent,
                sent + limit * DAY if limit is not None else None,
                sent + answered * DAY if answered is not None else None,
            )
        )
    law = draw(st.sampled_from((15, 20)))
    return Events(reply=law, extend=20, received_on=received, stops=tuple(stops), **fields)


@given(happenings())
def test_the_clock_is_what_a_walk_through_the_days_gives(events: Events) -> None:
    due, late = walk(events)
    if late:
        with pytest.raises(BadInput):
            clock_of(events, CALENDAR)
        return
    clock = clock_of(events, CALENDAR)
    assert clock.due == due
    assert (clock.deadline is None) == (clock.waits in ("confirm", "correction", "payment"))
    if due is not None and clock.deadline is not None:
        assert sum(note.counted for note in clock.deadline.explain()) == clock.deadline.total


@given(happenings(), days)
def test_a_later_consultation_never_brings_the_end_forward(events: Events, distance: int) -> None:
    due, late = walk(events)
    if late or due is None or events.received_on is None:
        return
    sent = events.received_on + distance * DAY
    more = events._replace(stops=(*events.stops, Stop(same("b"), sent, sent + 20 * DAY)))
    if walk(more)[1]:
        return
    longer = clock_of(more, CALENDAR).due
    assert longer is None or longer >= due  # None: now one without an end falls within the time


@given(happenings())
def test_stops_neither_overlap_nor_touch(events: Events) -> None:
    assert events.received_on is not None
    pauses = pauses_of(events.stops, events.received_on)
    for one, other in pairwise(pauses):
        assert one.end is not None and one.end < other.start
    for day in (events.received_on + n * DAY for n in range(120)):
        assert any(pause.covers(day) for pause in pauses) == stands_still(events, day)


@given(happenings())
def test_what_was_known_in_the_end_is_everything(events: Events) -> None:
    assert before(events, date(2199, 1, 1)) == events


# ---- dates worked out by hand


@pytest.mark.parametrize(
    ("received", "reply", "due"),
    [
        ("2026-02-10", 20, "2026-03-16"),  # spring festival and two make-up days
        ("2025-09-25", 20, "2025-10-29"),
        ("2025-12-30", 20, "2026-01-28"),
        ("2019-05-14", 15, "2019-06-04"),  # the last day of the old law
        ("2019-05-15", 20, "2019-06-13"),  # the first of the new one
    ],
)
def test_plain_terms(received: str, reply: int, due: str) -> None:
    # covers: HYB-20
    clock = clock_of(Events(reply=reply, extend=reply, received_on=date.fromisoformat(received)), CALENDAR)
    assert clock.due == date.fromisoformat(due) and not clock.waits


def test_an_extension_of_twenty_days() -> None:
    events = Events(
        reply=20, extend=20, received_on=date(2026, 9, 24), extended_on=date(2026, 10, 20), extended_days=20, extended_by="head"
    )  # fmt: skip
    assert clock_of(events, CALENDAR).due == date(2026, 11, 26)
    for wrong in ({"extended_days": 21}, {"extended_on": date(2026, 10, 30)}, {"extended_by": " "}):
        with pytest.raises(BadInput):
            clock_of(events._replace(**wrong), CALENDAR)


def test_silence_lets_the_clock_run_on() -> None:
    received = date(2026, 3, 2)
    asked = Stop(same("firm"), date(2026, 3, 9), CALENDAR.add_working_days(date(2026, 3, 10), 15))
    assert asked.due == date(2026, 3, 31)
    events = Events(reply=20, extend=20, received_on=received, stops=(asked,))
    # four days are used when it stops; it runs again on 31 March, and 16 are left
    assert clock_of(events, CALENDAR).due == CALENDAR.add_working_days(date(2026, 3, 30), 16)
    answered = asked._replace(answered_on=date(2026, 3, 13))
    assert clock_of(events._replace(stops=(answered,)), CALENDAR).due == CALENDAR.add_working_days(
        date(2026, 3, 12), 16
    )
    without_limit = asked._replace(due=None)
    open_ended = clock_of(events._replace(stops=(without_limit,)), CALENDAR)
    assert (open_ended.due, open_ended.waits) == (None, "answer")
    assert open_ended.deadline is not None and open_ended.deadline.remaining == 16


def test_who_is_consulted_too_late_stops_nothing() -> None:
    events = Events(reply=20, extend=20, received_on=date(2026, 3, 2), stops=(Stop(same("late"), date(2026, 6, 1)),))
    assert clock_of(events, CALENDAR).due == date(2026, 3, 30)


def test_a_delayed_reply_that_was_told() -> None:
    events = Events(reply=20, extend=20, received_on=date(2026, 3, 2), delay_to=date(2026, 5, 20))
    assert clock_of(events, CALENDAR).due == date(2026, 5, 20)
    assert clock_of(events._replace(delay_to=date(2026, 3, 5)), CALENDAR).due == date(2026, 3, 30)


def test_times_beside_the_reply() -> None:
    assert correction_end(date(2026, 2, 10), 7, CALENDAR) == date(2026, 2, 26)
    assert correction_end(date(2018, 2, 10), 0, CALENDAR) is None
    assert pay_by(date(2026, 2, 10), 20, CALENDAR) == date(2026, 3, 16)


def test_who_stops_the_clock_is_said_in_the_language_of_the_screen() -> None:
    one, two = T("第三方：甲公司", "Third party: 甲公司"), T("共同制作机关：教育局", "Joint maker: 教育局")
    first = date(2026, 3, 9)
    events = Events(
        reply=20, extend=20, received_on=date(2026, 3, 2),
        stops=(Stop(one, first, first + 20 * DAY), Stop(two, first + DAY, first + 22 * DAY)),
    )  # fmt: skip
    deadline = clock_of(events, CALENDAR).deadline
    assert deadline is not None
    [told] = [note.note for note in deadline.explain() if note.kind is NoteKind.PAUSE]
    assert told == T(
        "中止计算：第三方：甲公司、共同制作机关：教育局（2026-03-31恢复）",
        "clock stops: Third party: 甲公司, Joint maker: 教育局 (resumes on 2026-03-31)",
    )
