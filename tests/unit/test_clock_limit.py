"""Limits: the grammar, the dates it gives, and what is due now."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.clock import Cadence, Calendar, Limit, LimitKind, Period
from gongkai.core.errors import BadInput

CALENDAR = Calendar()
DAYS = st.dates(date(2010, 1, 1), date(2026, 12, 31))


def d(text: str) -> date:
    return date.fromisoformat(text)


def due_now(limit: str, today: str, last: str | Period | None = None, since: str | None = None) -> str | None:
    published = d(last) if isinstance(last, str) else last
    due = Limit.parse(limit).current_due(d(today), published, CALENDAR, since=d(since) if since else None)
    return due.isoformat() if due else None


# ---- the grammar

TERMS = st.builds("{}{}".format, st.integers(1, 9999), st.sampled_from(["wd", "d"]))
FIXED_DAYS = st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda day: f"{day:%m-%d}")


def fixed(cadence: str, n: int) -> st.SearchStrategy[str]:
    return st.lists(FIXED_DAYS, min_size=n, max_size=n).map(lambda days: f"{cadence}@{','.join(days)}")


BASES = st.one_of(
    TERMS,
    st.integers(0, 9999).map("{}mo".format),
    st.sampled_from([cadence.value for cadence in Cadence]),
    st.builds("{}+{}".format, st.sampled_from([cadence.value for cadence in Cadence]), TERMS),
    fixed("year", 1),
    fixed("half-year", 2),
    fixed("quarter", 4),
    st.sampled_from(["at-once", "stages"]),
    st.builds("at-once+{}".format, TERMS),
)
TEXTS = st.one_of(
    BASES,
    st.just("standing"),
    TERMS.map("show{}".format),
    st.builds("{} show{}".format, BASES, st.one_of(TERMS, st.just("-always"))),
)


@given(TEXTS)
def test_the_text_of_a_limit_leads_back_to_it(text: str) -> None:
    limit = Limit.parse(text)
    assert str(limit) == text
    assert Limit.parse(str(limit)) == limit
    assert limit.label().zh
    assert limit.label().en


@given(TEXTS)
def test_capitals_and_blanks_do_not_matter(text: str) -> None:
    spaced = text.replace("+", " + ").replace("@", " @ ").replace(",", ", ")
    assert str(Limit.parse(f"  {spaced.upper()}\n")) == text


@given(st.text(max_size=20))
def test_any_other_text_is_an_error_never_a_crash(text: str) -> None:
    try:
        limit = Limit.parse(text)
    except BadInput as wrong:
        assert wrong.hint
    else:
        assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("20 workdays", "20wd"),
        ("20 working days", "20wd"),
        ("3 days", "3d"),
        ("2 months", "2mo"),
        ("20wdx", "20wd"),
        ("quater", "quarter"),
        ("quarterly", "quarter"),
        ("Monthly", "month"),
        ("half_year", "half-year"),
        ("yearly@01-31", "year@01-31"),
        ("quarter+15", "quarter"),
        ("long-term", "standing"),
        ("realtime", "at-once"),
        ("20个工作日内", "20wd"),
        ("每半年", "half-year"),
    ],
)
def test_a_wrong_text_is_answered_with_the_nearest_right_one(wrong: str, near: str) -> None:
    with pytest.raises(BadInput) as caught:
        Limit.parse(wrong)
    assert caught.value.hint is not None
    assert f"是否应为“{near}”" in caught.value.hint.zh
    assert f"Did you mean '{near}'?" in caught.value.hint.en


UNCLEAR = """
20|wd|1 0wd|-3d|99999wd|month@15|year@02-29|year@13-01|half-year@06-30|year@|quarter+0d|quarter+1mo
at-once+|show|show0d|standing show7wd|month week|show7wd show7wd
"""


@pytest.mark.parametrize("wrong", ["", *UNCLEAR.strip().replace("\n", "|").split("|")])
def test_texts_that_would_have_to_be_guessed_are_errors(wrong: str) -> None:
    with pytest.raises(BadInput) as caught:
        Limit.parse(wrong)
    assert caught.value.hint is not None
    assert "20wd" in caught.value.hint.en


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("20wd", "20个工作日内", "within 20 working days"),
        ("1d", "1日内", "within 1 day"),
        ("0d", "当日", "the same day"),
        ("quarter", "每季度", "every quarter"),
        ("quarter+15d", "每季度，期满后15日内", "every quarter, within 15 days after it ends"),
        ("year@01-31", "每年1月31日前", "every year by 31 January"),
        (
            "half-year@06-30,12-31",
            "每半年，6月30日、12月31日前",
            "every half-year, by 30 June and 31 December",
        ),
        ("standing", "长期公开", "standing"),
        ("at-once+10d", "及时公开，最迟10日", "at once, at the latest within 10 days"),
        ("stages", "分阶段公开", "in stages"),
        ("show7wd", "公示7个工作日", "on display for 7 working days"),
        (
            "10wd show7wd",
            "10个工作日内，公示7个工作日",
            "within 10 working days, on display for 7 working days",
        ),
        ("20wd show-always", "20个工作日内，长期公开", "within 20 working days, kept public"),
    ],
)
def test_limits_in_words(text: str, zh: str, en: str) -> None:
    label = Limit.parse(text).label()
    assert (label.zh, label.en) == (zh, en)


# ---- from an event


@pytest.mark.parametrize(
    ("limit", "event", "due"),
    [
        ("20wd", "2026-02-10", "2026-03-16"),
        ("10wd", "2026-09-24", "2026-10-15"),
        ("3d", "2026-09-30", "2026-10-03"),
        ("1mo", "2026-01-31", "2026-02-28"),
        ("0d", "2026-10-03", "2026-10-03"),
        ("at-once+10d", "2026-04-01", "2026-04-11"),
        ("quarter", "2026-08-25", "2026-09-30"),
        ("at-once", "2026-04-01", None),
        ("standing", "2026-04-01", None),
        ("stages", "2026-04-01", None),
        ("show7wd", "2026-04-01", None),
    ],
)
def test_due_dates_from_an_event(limit: str, event: str, due: str | None) -> None:
    found = Limit.parse(limit).due_from(d(event), CALENDAR)
    assert found == (d(due) if due else None)


# covers: ZZ-36
def test_three_natural_days_stay_on_the_holiday_unless_rolled() -> None:
    limit = Limit.parse("3d")
    assert limit.due_from(d("2026-09-30"), CALENDAR) == d("2026-10-03")
    assert limit.due_from(d("2026-09-30"), CALENDAR, roll_forward=True) == d("2026-10-08")


# covers: ZZ-37
def test_seven_natural_days() -> None:
    assert Limit.parse("7d").due_from(d("2026-09-01"), CALENDAR) == d("2026-09-08")


def test_an_event_limit_gives_a_deadline_that_explains_itself() -> None:
    deadline = Limit.parse("20wd").deadline_from(d("2026-02-10"), CALENDAR, rule="art-26")
    assert deadline is not None
    assert deadline.due == d("2026-03-16")
    assert deadline.rule == "art-26"
    assert sum(note.counted for note in deadline.explain()) == 20
    assert Limit.parse("quarter").deadline_from(d("2026-02-10"), CALENDAR) is None


@given(st.sampled_from(["20wd", "3d", "1mo", "at-once+5wd"]), DAYS, st.booleans())
def test_the_date_and_the_deadline_agree(text: str, day: date, roll: bool) -> None:
    limit = Limit.parse(text)
    deadline = limit.deadline_from(day, CALENDAR, roll_forward=roll)
    assert deadline is not None
    assert deadline.due == limit.due_from(day, CALENDAR, roll_forward=roll)


def test_how_long_a_notice_stays_up() -> None:
    limit = Limit.parse("10wd show7wd")
    assert limit.shown_until(d("2026-09-24"), CALENDAR) == d("2026-10-12")
    assert Limit.parse("10wd").shown_until(d("2026-09-24"), CALENDAR) is None


def test_what_a_limit_is() -> None:
    assert Limit.parse("quarter").is_periodic
    assert not Limit.parse("quarter").is_event
    assert Limit.parse("20wd").is_event
    assert Limit.parse("at-once").is_event
    assert not Limit.parse("standing").is_event
    assert Limit.parse("stages").kind is LimitKind.STAGES


# ---- by period


@pytest.mark.parametrize(
    ("limit", "period", "due"),
    [
        ("quarter", "2026Q3", "2026-09-30"),
        ("quarter+15d", "2026Q3", "2026-10-15"),
        ("month+5wd", "2026-09", "2026-10-13"),
        ("week", "2026W35", "2026-08-30"),
        ("year@01-31", "2025", "2026-01-31"),
        ("year@12-31", "2025", "2025-12-31"),
        ("half-year@06-30,12-31", "2026H1", "2026-06-30"),
        ("half-year@06-30,12-31", "2026H2", "2026-12-31"),
        ("half-year@06-20,12-20", "2026H2", "2026-12-20"),
        ("half-year@07-15,01-15", "2026H1", "2026-07-15"),
        ("half-year@07-15,01-15", "2026H2", "2027-01-15"),
        ("quarter@04-10,07-10,10-10,01-10", "2026Q4", "2027-01-10"),
    ],
)
def test_the_due_date_of_a_period(limit: str, period: str, due: str) -> None:
    assert Limit.parse(limit).due_for(Period.parse(period), CALENDAR) == d(due)


def test_period_questions_to_a_limit_without_periods_are_errors() -> None:
    with pytest.raises(BadInput, match="不是周期性"):
        Limit.parse("20wd").period_of(d("2026-08-25"))
    with pytest.raises(BadInput, match="2026Q3") as caught:
        Limit.parse("month").due_for(Period.parse("2026Q3"), CALENDAR)
    assert caught.value.hint is not None
    assert "2026-07" in caught.value.hint.en


def test_next_period() -> None:
    limit = Limit.parse("quarter")
    assert limit.next_period(limit.period_of(d("2026-11-22"))).key == "2027Q1"


# covers: PC-48
def test_monthly() -> None:
    assert due_now("month", "2026-11-22") == "2026-10-31"
    assert due_now("month", "2026-11-22", "2026-10-02") == "2026-11-30"
    assert due_now("month", "2026-11-22", "2026-08-31") == "2026-09-30"


# covers: PC-47
def test_every_ten_days() -> None:
    assert due_now("ten-days", "2026-11-22") == "2026-11-20"
    assert due_now("ten-days", "2026-11-22", "2026-11-11") == "2026-11-30"
    assert due_now("ten-days", "2026-11-22", "2026-11-10") == "2026-11-20"


# covers: PC-49
def test_quarterly() -> None:
    assert due_now("quarter", "2026-11-22", "2026-07-01") == "2026-12-31"
    assert due_now("quarter", "2026-11-22", "2026-06-30") == "2026-09-30"


# covers: PC-50, PC-76
def test_half_yearly() -> None:
    assert due_now("half-year", "2026-11-22") == "2026-06-30"
    assert due_now("half-year", "2026-11-22", "2026-03-05") == "2026-12-31"
    assert due_now("half-year", "2026-11-22", "2026-07-05") == "2027-06-30"


# covers: QZ-09
def test_half_yearly_report_by_fixed_days() -> None:
    assert due_now("half-year@06-30,12-31", "2026-11-22") == "2026-06-30"
    assert due_now("half-year@06-30,12-31", "2026-11-22", "2026-06-28") == "2026-12-31"
    assert due_now("half-year@06-30,12-31", "2027-01-05", "2026-06-28") == "2026-12-31"


def test_annual_report_by_the_end_of_january() -> None:
    assert due_now("year@01-31", "2026-11-22") == "2026-01-31"
    assert due_now("year@01-31", "2026-11-22", "2026-01-20") == "2027-01-31"
    # Ten days late, it is still the report on 2025: the one on 2026 stays due.
    assert due_now("year@01-31", "2026-11-22", "2026-02-10") == "2027-01-31"
    assert due_now("year@01-31", "2026-11-22", "2025-01-25") == "2026-01-31"


def test_a_report_on_an_ended_period_counts_for_that_period() -> None:
    assert due_now("quarter+15d", "2026-07-20", "2026-07-10") == "2026-10-15"
    assert due_now("quarter+15d", "2026-07-25", "2026-07-20") == "2026-10-15"
    assert due_now("quarter+15d", "2026-07-20", "2026-06-30") == "2026-10-15"
    assert due_now("quarter+15d", "2026-07-20", "2026-05-10") == "2026-07-15"
    assert due_now("half-year@07-15,01-15", "2026-11-22", "2026-07-10") == "2027-01-15"


def test_the_period_that_a_record_names_is_taken_at_its_word() -> None:
    assert due_now("quarter+15d", "2026-07-20", Period.parse("2026Q2")) == "2026-10-15"
    assert due_now("quarter", "2026-11-22", Period.parse("2026Q1")) == "2026-06-30"
    with pytest.raises(BadInput):
        due_now("quarter", "2026-11-22", Period.parse("2026-05"))


def test_a_duty_asks_for_nothing_that_ended_before_it_began() -> None:
    assert due_now("quarter", "2026-11-22", since="2026-11-01") == "2026-12-31"
    assert due_now("quarter", "2026-11-22", since="2026-09-30") == "2026-09-30"
    assert due_now("quarter", "2026-11-22", "2024-01-01", since="2026-05-05") == "2026-06-30"


def test_standing_and_event_limits() -> None:
    assert due_now("standing", "2026-11-22", "2019-05-15") is None
    assert due_now("standing", "2026-11-22") == "2026-11-22"
    assert due_now("standing", "2026-11-22", since="2026-03-01") == "2026-03-01"
    for limit in ("20wd", "at-once", "stages", "show7wd"):
        assert due_now(limit, "2026-11-22") is None


PLAIN = ["week", "ten-days", "month", "quarter", "half-year", "year"]
AFTER = ["quarter+15d", "month+5wd", "year@01-31", "year@06-30"]
PERIODIC = st.sampled_from([*PLAIN, *AFTER, "half-year@06-30,12-31", "half-year@07-15,01-15"])


@given(PERIODIC, DAYS)
def test_due_dates_follow_each_other_as_the_periods_do(text: str, day: date) -> None:
    limit = Limit.parse(text)
    period = limit.period_of(day)
    assert limit.due_for(period, CALENDAR) < limit.due_for(limit.next_period(period), CALENDAR)


@given(PERIODIC, DAYS)
def test_publishing_on_the_due_date_satisfies_it(text: str, day: date) -> None:
    limit = Limit.parse(text)
    due = limit.due_for(limit.period_of(day), CALENDAR)
    following = limit.current_due(due, due, CALENDAR)
    assert following is not None
    assert following > due


@given(PERIODIC, DAYS, st.integers(0, 900))
def test_a_later_publication_never_brings_an_earlier_due_date(text: str, day: date, later: int) -> None:
    limit = Limit.parse(text)
    first = limit.current_due(day, day, CALENDAR)
    second = limit.current_due(day, day + timedelta(days=later), CALENDAR)
    assert first is not None
    assert second is not None
    assert first <= second
