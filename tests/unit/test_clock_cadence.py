"""Periods: keys, labels, and that they tile time."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.clock import Cadence, Period
from gongkai.core.errors import BadInput

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
CADENCES = st.sampled_from(list(Cadence))


@pytest.mark.parametrize(
    ("cadence", "key", "start", "end", "zh", "en"),
    [
        (Cadence.YEAR, "2026", "2026-01-01", "2026-12-31", "2026年", "2026"),
        (Cadence.HALF_YEAR, "2026H2", "2026-07-01", "2026-12-31", "2026年下半年", "second half of 2026"),
        (Cadence.QUARTER, "2026Q3", "2026-07-01", "2026-09-30", "2026年第三季度", "Q3 2026"),
        (Cadence.MONTH, "2026-08", "2026-08-01", "2026-08-31", "2026年8月", "August 2026"),
        (Cadence.TEN_DAYS, "2026-08T3", "2026-08-21", "2026-08-31", "2026年8月下旬", "21-31 August 2026"),
        (Cadence.WEEK, "2026W35", "2026-08-24", "2026-08-30", "2026年第35周", "week 35 of 2026"),
    ],
)
def test_the_period_of_a_day(cadence: Cadence, key: str, start: str, end: str, zh: str, en: str) -> None:
    period = cadence.period_of(date(2026, 8, 25))
    assert period.key == key
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert (period.label.zh, period.label.en) == (zh, en)
    assert Period.parse(key) == period


# covers: PC-47
def test_ten_days_are_the_first_the_second_and_the_rest_of_a_month() -> None:
    periods = Cadence.TEN_DAYS.periods_in(2026)
    assert len(periods) == 36
    assert [(p.start.day, p.end.day) for p in periods[3:6]] == [(1, 10), (11, 20), (21, 28)]
    assert [p.label.zh for p in periods[3:6]] == ["2026年2月上旬", "2026年2月中旬", "2026年2月下旬"]
    assert Cadence.TEN_DAYS.period_of(date(2024, 2, 29)).end == date(2024, 2, 29)


@pytest.mark.parametrize("year", [2000, 2024, 2026, 2100])
@pytest.mark.parametrize("cadence", [c for c in Cadence if c is not Cadence.WEEK])
def test_periods_tile_the_year(cadence: Cadence, year: int) -> None:
    periods = cadence.periods_in(year)
    assert len(periods) == cadence.per_year
    assert periods[0].start == date(year, 1, 1)
    assert periods[-1].end == date(year, 12, 31)
    assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(periods))
    assert [period.number for period in periods] == list(range(1, cadence.per_year + 1))
    keys = [period.key for period in periods]
    assert keys == sorted(set(keys))


def test_weeks_tile_from_one_year_into_the_next() -> None:
    weeks = Cadence.WEEK.periods_in(2026) + Cadence.WEEK.periods_in(2027)
    assert len(Cadence.WEEK.periods_in(2026)) == 53
    assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(weeks))
    assert Cadence.WEEK.period_of(date(2027, 1, 2)).key == "2026W53"


@given(CADENCES, DAYS)
def test_every_day_lies_in_its_period_and_in_no_neighbour(cadence: Cadence, day: date) -> None:
    period = cadence.period_of(day)
    assert day in period
    assert day not in period.next()
    assert day not in period.previous()
    assert period.next().previous() == period
    assert period.next().start == period.end + timedelta(days=1)
    assert cadence.period_of(period.start) == cadence.period_of(period.end) == period


@given(CADENCES, DAYS)
def test_keys_lead_back_to_the_period_and_sort_in_time(cadence: Cadence, day: date) -> None:
    period = cadence.period_of(day)
    assert Period.parse(period.key) == period
    assert Period.parse(f" {period.key.lower()} ") == period
    assert period.key < period.next().key
    assert period.label.zh
    assert period.label.en


WRONG_KEYS = ["", "26Q3", "2026Q5", "2026-13", "2026-00", "2026W54", "2026H3", "2026-07T4", "9999"]


@pytest.mark.parametrize("key", WRONG_KEYS)
def test_wrong_keys_are_errors_with_the_right_forms(key: str) -> None:
    with pytest.raises(BadInput) as caught:
        Period.parse(key)
    assert caught.value.hint
