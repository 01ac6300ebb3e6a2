"""Working days: make-up weekends, overrides, provisional years."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.clock import Calendar
from gongkai.core.errors import BadInput

CALENDAR = Calendar()
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))
ANY_DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))

NOTICE_2027 = {
    date(2027, 1, 1): (False, "元旦"),
    **{date(2027, 2, 5) + timedelta(days=n): (False, "春节") for n in range(8)},
    date(2027, 2, 20): (True, "春节"),
    date(2027, 4, 5): (False, "清明节"),
    date(2027, 5, 1): (False, "劳动节"),
    date(2027, 5, 3): (False, "劳动节"),
    date(2027, 6, 9): (False, "端午节"),
    **{date(2027, 10, 1) + timedelta(days=n): (False, "国庆节") for n in range(7)},
}


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-02-10", 7, "2026-02-26"),
        ("2026-02-10", 15, "2026-03-09"),
        ("2026-02-10", 20, "2026-03-16"),
        ("2025-09-25", 20, "2025-10-29"),
        ("2025-12-30", 20, "2026-01-28"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-09-24", 20, "2026-10-29"),
        ("2026-09-24", 40, "2026-11-26"),
    ],
)
def test_terms_over_holidays_and_make_up_days(start: str, n: int, due: str) -> None:
    assert CALENDAR.add_working_days(d(start), n) == d(due)
    assert not CALENDAR.provisional(d(start), d(due))


def test_holidays_of_2026() -> None:
    off = [("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)]
    for first, length in off:
        for n in range(length):
            day = d(f"2026-{first}") + timedelta(days=n)
            assert not CALENDAR.is_working(day), day


MAKE_UP_DAYS = [
    "2025-01-26",
    "2025-02-08",
    "2025-04-27",
    "2025-09-28",
    "2025-10-11",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
]


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_make_up_days_are_worked(day: str) -> None:
    assert d(day).weekday() > 4
    assert CALENDAR.is_working(d(day))
    assert "调休上班" in CALENDAR.why(d(day)).zh
    assert "make-up working day" in CALENDAR.why(d(day)).en


def test_every_day_says_why() -> None:
    assert CALENDAR.why(d("2026-10-01")).zh == "国庆节"
    assert CALENDAR.why(d("2026-10-01")).en == "National Day"
    assert CALENDAR.why(d("2026-10-17")).zh == "周六"
    assert CALENDAR.why(d("2026-10-17")).en == "Saturday"
    assert CALENDAR.why(d("2026-10-19")).zh == "工作日"
    assert CALENDAR.why(d("2026-10-10")).zh == "调休上班（国庆节）"


def test_unknown_year_counts_weekends_only_and_says_so() -> None:
    due = CALENDAR.add_working_days(d("2026-12-10"), 20)
    assert due == d("2027-01-07")  # 1 January 2027 is a Friday and counts until the notice is loaded
    assert CALENDAR.provisional(d("2026-12-10"), due)
    assert not CALENDAR.known(2027)
    assert CALENDAR.known(2026)
    assert CALENDAR.why(d("2027-01-01")).zh == "工作日（暂定）"
    assert CALENDAR.why(d("2027-01-02")).en == "Saturday (provisional)"


def test_loaded_notice_settles_the_year_and_moves_the_date() -> None:
    loaded = Calendar(NOTICE_2027)
    due = loaded.add_working_days(d("2026-12-10"), 20)
    assert due == d("2027-01-08")
    assert loaded.known(2027)
    assert not loaded.provisional(d("2026-12-10"), due)
    assert loaded.why(d("2027-01-01")).zh == "元旦"
    assert loaded.why(d("2027-02-20")).zh == "调休上班（春节）"
    assert loaded.is_working(d("2027-02-20"))


def test_a_few_local_days_off_do_not_make_a_year_known() -> None:
    local = Calendar({d("2027-04-08"): (False, "三月三")})
    assert not local.known(2027)
    assert local.why(d("2027-04-08")).zh == "放假（三月三）"
    assert local.settled(d("2027-04-08"))
    assert not local.settled(d("2027-04-09"))
    assert Calendar({d("2027-04-08"): (False, "三月三")}, notices=[2027]).known(2027)


def test_override_wins_over_the_published_day() -> None:
    changed = Calendar({d("2026-10-10"): (False, ""), d("2026-10-08"): (False, "防汛"), d("2026-10-17"): (True, "")})
    assert not changed.is_working(d("2026-10-10"))
    assert changed.why(d("2026-10-10")).zh == "周六"
    assert changed.why(d("2026-10-08")).en == "day off (防汛)"
    assert changed.why(d("2026-10-17")).zh == "调休上班"
    assert changed.add_working_days(d("2026-09-30"), 1) == d("2026-10-09")


def test_december_days_that_the_next_notice_may_still_move() -> None:
    # 2029 starts on a Monday, as did 2007, whose notice moved 30 and 31 December 2006.
    loaded = Calendar(notices=[2028])
    assert loaded.known(2028)
    assert loaded.settled(d("2028-12-28"))
    assert not loaded.settled(d("2028-12-29"))
    assert Calendar(notices=[2028, 2029]).settled(d("2028-12-29"))
    assert CALENDAR.settled(d("2026-12-31"))  # 2027 starts on a Friday: never moved anything


def test_contradiction_between_date_and_datetime_names_the_day() -> None:
    with pytest.raises(BadInput, match="2027-01-01"):
        Calendar({date(2027, 1, 1): (False, ""), datetime(2027, 1, 1, 8, 0): (True, "")})


def test_days_with_a_time_of_day_are_taken_by_their_date() -> None:
    assert CALENDAR.add_working_days(datetime(2026, 2, 10, 17, 59), 20) == d("2026-03-16")
    assert CALENDAR.is_working(datetime(2026, 2, 14, 9, 0))


@pytest.mark.parametrize("call", [(date(2200, 12, 1), 50), (date(1900, 1, 5), -9), (date(1899, 12, 1), 1)])
def test_outside_the_countable_years_is_an_error_with_a_hint(call: tuple[date, int]) -> None:
    with pytest.raises(BadInput) as caught:
        CALENDAR.add_working_days(*call)
    assert caught.value.hint
    assert call[0].isoformat() in str(caught.value)


def test_counting_reaches_far_years_in_any_order() -> None:
    fresh = Calendar()
    assert fresh.add_working_days(d("2150-01-01"), 300) > d("2151-01-01")
    assert fresh.add_working_days(d("1950-06-01"), -300) < d("1950-01-01")
    assert fresh.add_working_days(d("2026-02-10"), 20) == d("2026-03-16")


def test_backwards_and_rolling() -> None:
    assert CALENDAR.add_working_days(d("2026-10-12"), -1) == d("2026-10-10")
    # 10, 9, 8 October, 30, 29, 28, 24 September
    assert CALENDAR.add_working_days(d("2026-10-11"), -7) == d("2026-09-24")
    assert CALENDAR.on_or_after(d("2026-10-03")) == d("2026-10-08")
    assert CALENDAR.on_or_after(d("2026-10-10")) == d("2026-10-10")


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_adding_in_two_steps_is_adding_at_once(start: date, a: int, b: int) -> None:
    twice = CALENDAR.add_working_days(CALENDAR.add_working_days(start, a), b)
    assert twice == CALENDAR.add_working_days(start, a + b)


@given(ANY_DAYS, ANY_DAYS, st.integers(0, 300), st.integers(0, 300))
def test_later_start_or_longer_term_is_never_earlier(x: date, y: date, a: int, b: int) -> None:
    low, high = sorted((x, y))
    short, long = sorted((a, b))
    assert CALENDAR.add_working_days(low, short) <= CALENDAR.add_working_days(high, short)
    assert CALENDAR.add_working_days(low, short) <= CALENDAR.add_working_days(low, long)


@given(ANY_DAYS, st.integers(-300, 300).filter(bool))
def test_never_lands_on_a_rest_day(start: date, n: int) -> None:
    landed = CALENDAR.add_working_days(start, n)
    assert CALENDAR.is_working(landed)
    assert (landed > start) == (n > 0)


@given(ANY_DAYS, st.integers(0, 300))
def test_counting_is_the_inverse_of_adding(start: date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)
    assert CALENDAR.working_days_between(start, end) == n
    assert CALENDAR.working_days_between(end, start) == -n


@given(DAYS, st.integers(1, 40))
def test_agrees_with_counting_day_by_day(start: date, n: int) -> None:
    from chinese_calendar import is_workday

    day, left = start, n
    while left and day.year < 2027:
        day += timedelta(days=1)
        if day.year < 2027:
            left -= is_workday(day)
    if day.year < 2027:
        assert CALENDAR.add_working_days(start, n) == day
