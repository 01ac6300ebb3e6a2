"""Deadlines: pauses, extensions, months, rolling, and the explanation of every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.clock import Calendar, DayNote, Deadline, Extension, NoteKind, Pause, Unit
from gongkai.core.errors import BadInput

CALENDAR = Calendar()
WD, DAY, MONTH = Unit.WORKING_DAY, Unit.DAY, Unit.MONTH
DAYS = st.dates(date(2004, 1, 1), date(2026, 9, 30))


def d(text: str) -> date:
    return date.fromisoformat(text)


def counted(deadline: Deadline) -> list[DayNote]:
    return [note for note in deadline.explain() if note.counted]


def test_request_answered_within_twenty_working_days_and_as_many_more() -> None:
    reply = Deadline.compute(d("2026-09-24"), 20, WD, CALENDAR, rule="art-33")
    assert reply.due == d("2026-10-29")
    longer = Deadline.compute(
        d("2026-09-24"),
        20,
        WD,
        CALENDAR,
        rule="art-33",
        extensions=[Extension(20, "需要会商", "李主任", d("2026-10-29"))],
        max_extension=20,
    )
    assert longer.due == d("2026-11-26")
    assert longer.total == 40
    assert longer.label().zh == "自2026-09-24起20个工作日，延长20个工作日，2026-11-26到期"
    assert longer.label().en == "20 working days from 2026-09-24, extended by 20 working days, due 2026-11-26"


def test_explanation_of_a_short_term_over_a_holiday() -> None:
    notes = Deadline.compute(d("2026-04-30"), 5, WD, CALENDAR).explain()
    assert [(note.day.day, note.kind.value, note.number) for note in notes] == [
        (30, "start", 0),
        (1, "skipped", 0),
        (2, "skipped", 0),
        (3, "skipped", 0),
        (4, "skipped", 0),
        (5, "skipped", 0),
        (6, "counted", 1),
        (7, "counted", 2),
        (8, "counted", 3),
        (9, "counted", 4),
        (10, "skipped", 0),
        (11, "counted", 5),
    ]
    assert notes[1].note.zh == "劳动节"
    assert notes[9].note.en == "make-up working day (Labour Day)"
    assert notes[10].note.zh == "周日"


def test_pause_adds_its_working_days_and_the_day_of_resume_counts() -> None:
    # 9 to 13 September stand still: three working days (9, 10, 11) and a weekend.
    pause = Pause(d("2026-09-09"), d("2026-09-14"), "征求第三方意见")
    plain = Deadline.compute(d("2026-09-01"), 10, WD, CALENDAR)
    paused = Deadline.compute(d("2026-09-01"), 10, WD, CALENDAR, pauses=[pause])
    assert plain.due == d("2026-09-15")
    assert paused.due == d("2026-09-18") == CALENDAR.add_working_days(d("2026-09-15"), 3)
    kinds = {note.day: note.kind for note in paused.explain() if note.kind is not NoteKind.PAUSE}
    assert kinds[d("2026-09-08")] is NoteKind.COUNTED
    assert kinds[d("2026-09-09")] is NoteKind.PAUSED
    assert kinds[d("2026-09-13")] is NoteKind.PAUSED
    assert kinds[d("2026-09-14")] is NoteKind.COUNTED
    texts = [note.note.zh for note in paused.explain() if note.kind in (NoteKind.PAUSE, NoteKind.RESUME)]
    assert texts == ["中止计算：征求第三方意见（2026-09-14恢复）", "恢复计算，当日计入"]


def test_days_shared_by_two_pauses_are_added_once() -> None:
    one = [Pause(d("2026-09-07"), d("2026-09-16"), "甲")]
    two = [Pause(d("2026-09-09"), d("2026-09-16"), "乙"), Pause(d("2026-09-07"), d("2026-09-11"), "甲")]
    dues = {Deadline.compute(d("2026-09-01"), 10, WD, CALENDAR, pauses=pauses).due for pauses in (one, two)}
    assert dues == {d("2026-09-23")}  # the make-up Sunday of the 20th counts


def test_a_pause_of_no_days_changes_nothing() -> None:
    still = Pause(d("2026-09-09"), d("2026-09-09"), "当日恢复")
    assert Deadline.compute(d("2026-09-01"), 10, WD, CALENDAR, pauses=[still]).due == d("2026-09-15")


def test_while_the_clock_stands_still_there_is_no_due_date() -> None:
    stopped = Deadline.compute(d("2026-09-01"), 10, WD, CALENDAR, pauses=[Pause(d("2026-09-09"), None, "补正")])
    assert stopped.due is None
    assert stopped.remaining == 5
    assert stopped.label().zh == "自2026-09-01起10个工作日，现中止计算，余5个工作日"
    notes = stopped.explain()
    assert len(counted(stopped)) == 5
    assert notes[-1].note.en == "clock stops: 补正 (not resumed, 5 working days left)"
    resumed = Deadline.compute(
        d("2026-09-01"), 10, WD, CALENDAR, pauses=[Pause(d("2026-09-09"), d("2026-09-21"), "补正")]
    )
    # The day of resume counts, so five days are left from the day before it.
    assert resumed.due == CALENDAR.add_working_days(d("2026-09-20"), 5)


def test_extension_granted_while_the_clock_stands_still() -> None:
    both = Deadline.compute(
        d("2026-09-01"),
        10,
        WD,
        CALENDAR,
        pauses=[Pause(d("2026-09-09"), None, "补正")],
        extensions=[Extension(3, "", "王主任", d("2026-12-01"))],
    )
    assert both.remaining == 8
    assert both.explain()[-1].kind is NoteKind.EXTENSION


def test_december_request_is_provisional_until_the_notice_is_loaded() -> None:
    early = Deadline.compute(d("2026-12-10"), 20, WD, CALENDAR)
    assert early.due == d("2027-01-07")
    assert early.provisional
    assert early.label().zh.endswith("2027-01-07到期（暂定）")
    assert early.explain()[-1].kind is NoteKind.PROVISIONAL
    loaded = early.on(Calendar({d("2027-01-01"): (False, "元旦")}, notices=[2027]))
    assert loaded.due == d("2027-01-08")
    assert not loaded.provisional
    assert NoteKind.PROVISIONAL not in {note.kind for note in loaded.explain()}


# covers: ZZ-36
def test_telephone_assignment_answered_in_three_natural_days() -> None:
    answer = Deadline.compute(d("2026-09-30"), 3, DAY, CALENDAR)
    assert answer.due == d("2026-10-03")
    assert not answer.provisional
    assert [note.day for note in counted(answer)] == [d("2026-10-01"), d("2026-10-02"), d("2026-10-03")]
    assert answer.explain()[1].note.zh == "周四，计入"


# covers: ZZ-37
def test_written_assignment_answered_in_seven_natural_days() -> None:
    assert Deadline.compute(d("2026-09-01"), 7, DAY, CALENDAR).due == d("2026-09-08")
    rolled = Deadline.compute(d("2026-09-24"), 7, DAY, CALENDAR, roll_forward=True)
    assert rolled.nominal_end == d("2026-10-01")
    assert rolled.due == d("2026-10-08")
    assert len(counted(rolled)) == 7
    moved = [note for note in rolled.explain() if note.kind is NoteKind.ROLLED]
    assert [note.day.day for note in moved] == [1, 2, 3, 4, 5, 6, 7]
    assert moved[0].note.zh == "国庆节，期限届满日顺延"


def test_rolling_into_an_unknown_year_is_provisional() -> None:
    assert Deadline.compute(d("2026-12-26"), 7, DAY, CALENDAR, roll_forward=True).provisional
    assert not Deadline.compute(d("2026-12-26"), 7, DAY, CALENDAR).provisional


def test_months_end_on_the_same_day_or_the_last_of_the_month() -> None:
    assert Deadline.compute(d("2026-01-31"), 1, MONTH, CALENDAR).due == d("2026-02-28")
    assert Deadline.compute(d("2024-01-31"), 1, MONTH, CALENDAR).due == d("2024-02-29")
    assert Deadline.compute(d("2025-11-30"), 3, MONTH, CALENDAR).due == d("2026-02-28")
    assert Deadline.compute(d("2026-03-05"), 12, MONTH, CALENDAR).due == d("2027-03-05")
    paused = Deadline.compute(
        d("2026-03-05"), 2, MONTH, CALENDAR, pauses=[Pause(d("2026-04-01"), d("2026-04-11"), "鉴定")]
    )
    assert paused.due == d("2026-05-15")


def test_pause_on_the_day_to_which_the_end_was_rolled() -> None:
    # Seven days end on 1 October, rolled to the 8th; the clock stops on that last day.
    stop = Pause(d("2026-10-08"), d("2026-10-15"), "会商")
    deadline = Deadline.compute(d("2026-09-24"), 7, DAY, CALENDAR, pauses=[stop], roll_forward=True)
    assert deadline.due == d("2026-10-15")
    assert len(counted(deadline)) == 7
    still = Deadline.compute(
        d("2026-09-24"), 7, DAY, CALENDAR, pauses=[Pause(d("2026-10-08"), None, "会商")], roll_forward=True
    )
    assert still.remaining == 1


def test_nothing_to_count_is_due_on_the_day_itself() -> None:
    assert Deadline.compute(d("2026-10-03"), 0, DAY, CALENDAR).due == d("2026-10-03")


@pytest.mark.parametrize(
    ("pauses", "extensions", "word"),
    [
        ([Pause(d("2026-09-10"), d("2026-09-09"))], [], "早于中止日"),
        ([Pause(d("2026-08-31"), d("2026-09-09"))], [], "早于起算日"),
        ([Pause(d("2026-09-16"), d("2026-09-20"))], [], "到期日2026-09-15之后"),
        ([Pause(d("2026-09-08")), Pause(d("2026-09-10"), d("2026-09-11"))], [], "尚未恢复"),
        ([], [Extension(5, "", "李主任", d("2026-08-31"))], "早于起算日"),
        ([], [Extension(5, "", "李主任", d("2026-09-16"))], "到期日2026-09-15之后"),
        ([], [Extension(5, "", " ", d("2026-09-10"))], "没有批准人"),
        ([], [Extension(0, "", "李主任", d("2026-09-10"))], "大于零"),
        ([], [Extension(11, "", "李主任", d("2026-09-10"))], "超过上限10个工作日"),
        (
            [],
            [Extension(6, "", "甲", d("2026-09-10")), Extension(5, "", "甲", d("2026-09-11"))],
            "合计11个工作日",
        ),
    ],
)
def test_what_cannot_have_happened_is_an_error(pauses: list[Pause], extensions: list[Extension], word: str) -> None:
    with pytest.raises(BadInput) as caught:
        Deadline.compute(d("2026-09-01"), 10, WD, CALENDAR, pauses=pauses, extensions=extensions, max_extension=10)
    assert word in caught.value.message.zh
    assert caught.value.message.en
    assert caught.value.hint


def test_late_extension_when_it_is_allowed() -> None:
    late = Extension(5, "补办", "李主任", d("2026-09-17"))
    deadline = Deadline.compute(d("2026-09-01"), 10, WD, CALENDAR, extensions=[late], late_extension=True)
    assert deadline.due == d("2026-09-21")
    assert NoteKind.EXTENSION in {note.kind for note in deadline.explain()}


def test_an_extension_makes_room_for_a_later_pause() -> None:
    deadline = Deadline.compute(
        d("2026-09-01"),
        10,
        WD,
        CALENDAR,
        extensions=[Extension(5, "会商", "李主任", d("2026-09-15"))],
        pauses=[Pause(d("2026-09-17"), d("2026-09-21"), "鉴定")],
    )
    assert deadline.due == d("2026-09-24")
    assert len(counted(deadline)) == 15


@pytest.mark.parametrize("amount", [-1, 10000])
def test_absurd_terms_are_errors(amount: int) -> None:
    with pytest.raises(BadInput) as caught:
        Deadline.compute(d("2026-09-01"), amount, WD, CALENDAR)
    assert caught.value.hint


def test_a_due_date_before_the_start_cannot_be_built() -> None:
    with pytest.raises(BadInput, match="早于起算日"):
        Deadline(d("2026-09-02"), WD, 1, d("2026-09-01"), d("2026-09-01"))


def test_equal_by_value_whatever_the_calendar_object() -> None:
    assert Deadline.compute(d("2026-09-01"), 10, WD, CALENDAR) == Deadline.compute(d("2026-09-01"), 10, WD, Calendar())


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    """Terms with up to three pauses and two extensions, each at a moment when the clock still runs."""
    start = draw(DAYS)
    amount = draw(st.integers(1, 30))
    unit = draw(st.sampled_from([WD, DAY]))
    roll = draw(st.booleans())
    pauses: list[Pause] = []
    extensions: list[Extension] = []
    day = start
    for _ in range(draw(st.integers(0, 3))):
        current = Deadline.compute(
            start, amount, unit, CALENDAR, pauses=pauses, extensions=extensions, roll_forward=roll
        )
        assert current.due is not None
        day = draw(st.dates(day, current.due))
        if draw(st.booleans()):
            length = timedelta(days=draw(st.integers(0, 12)))
            pauses.append(Pause(day, day + length, "暂停"))
            day += length
        else:
            extensions.append(Extension(draw(st.integers(1, 10)), "", "李主任", day))
    return Deadline.compute(start, amount, unit, CALENDAR, pauses=pauses, extensions=extensions, roll_forward=roll)


@given(deadlines())
def test_the_explanation_adds_up_to_the_term(deadline: Deadline) -> None:
    assert deadline.due is not None
    days = counted(deadline)
    assert [note.number for note in days] == list(range(1, deadline.total + 1))
    assert days[-1].day == deadline.due
    remarks = (NoteKind.PAUSE, NoteKind.RESUME, NoteKind.EXTENSION, NoteKind.PROVISIONAL)
    told = [note.day for note in deadline.explain() if note.kind not in remarks]
    assert told == [deadline.start + timedelta(days=n) for n in range((deadline.due - deadline.start).days + 1)]
    assert not any(pause.covers(note.day) for note in days for pause in deadline.pauses)
    assert all(note.note.zh and note.note.en for note in deadline.explain())


@given(deadlines())
def test_working_terms_and_rolled_ends_never_land_on_a_rest_day(deadline: Deadline) -> None:
    assert deadline.due is not None
    if deadline.unit is WD or deadline.roll_forward:
        assert CALENDAR.is_working(deadline.due)


@given(deadlines(), st.data())
def test_an_open_pause_leaves_what_is_not_yet_used(deadline: Deadline, data: st.DataObject) -> None:
    assert deadline.due is not None
    if deadline.roll_forward and deadline.unit is DAY:
        return  # the day to which an end is rolled has a test of its own
    first = max(
        [
            deadline.start,
            *(p.end or p.start for p in deadline.pauses),
            *(e.granted_on for e in deadline.extensions),
        ]
    )
    if first > deadline.due:
        return
    stop = data.draw(st.dates(first, deadline.due))
    stopped = Deadline.compute(
        deadline.start,
        deadline.amount,
        deadline.unit,
        CALENDAR,
        pauses=[*deadline.pauses, Pause(stop)],
        extensions=deadline.extensions,
    )
    assert stopped.remaining is not None
    assert len(counted(stopped)) + stopped.remaining == deadline.total
