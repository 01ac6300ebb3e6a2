"""Due dates of entries as pure functions: what holds for every limit and every day."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.clock import Calendar, Limit, Timeliness, timeliness
from gongkai.core.profile import Clock
from gongkai.plugins.catalog.cards import percent
from gongkai.plugins.catalog.questions import last_soon
from gongkai.plugins.catalog.timing import changed_due, covered, first_due, last_over, next_due
from gongkai.plugins.catalog.wanted import basis_words

CALENDAR = Calendar()
PERIODIC = (
    "week", "ten-days", "month", "month+10d", "quarter", "quarter+15d", "quarter+5wd", "quarter+100d", "half-year",
    "half-year+31d", "half-year@05-31,11-30", "half-year@07-15,01-15", "year", "year@01-31", "year@10-31",
)  # fmt: skip
limits = st.sampled_from([Limit.parse(text) for text in PERIODIC])
days = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@given(limits, days, st.integers(-40, 400))
def test_after_a_publication_nothing_earlier_than_it_is_due(limit: Limit, published: date, ahead: int) -> None:
    due = published + timedelta(days=ahead)
    following = next_due(limit, published, due, CALENDAR)
    assert following is not None and following >= published


@given(limits, days)
def test_a_late_publication_releases_from_no_more_than_what_is_over(limit: Limit, published: date) -> None:
    over = last_over(limit, published, CALENDAR)
    due = limit.due_for(over, CALENDAR)
    assert due < published <= limit.due_for(over.next(), CALENDAR)
    assert covered(limit, published, due, CALENDAR) == over
    assert next_due(limit, published, due, CALENDAR) == limit.due_for(over.next(), CALENDAR)


@pytest.mark.parametrize(
    ("limit", "published", "due", "following"),
    [
        ("quarter", "2026-09-20", "2026-09-30", "2026-12-31"),
        ("quarter", "2026-10-08", "2026-09-30", "2026-12-31"),  # late: does not release from the fourth quarter
        ("quarter+15d", "2026-10-10", "2026-10-15", "2027-01-15"),
        ("quarter+15d", "2026-10-20", "2026-10-15", "2027-01-15"),
        ("half-year@05-31,11-30", "2026-06-10", "2026-05-31", "2026-11-30"),
        ("year@01-31", "2026-01-20", "2026-01-31", "2027-01-31"),
        ("year@01-31", "2026-03-02", "2026-01-31", "2027-01-31"),
        ("month", "2026-11-05", "2026-09-30", "2026-11-30"),  # two months were missed: the newest is owed next
    ],
)
def test_known_dates(limit: str, published: str, due: str, following: str) -> None:
    found = next_due(Limit.parse(limit), date.fromisoformat(published), date.fromisoformat(due), CALENDAR)
    assert found == date.fromisoformat(following)


@pytest.mark.parametrize("text", ["20wd", "20wd show7wd", "at-once show-always", "standing", "stages"])
def test_what_does_not_come_round_is_due_once(text: str) -> None:
    limit = Limit.parse(text)
    assert first_due(limit, date(2026, 11, 20), CALENDAR) == date(2026, 12, 18)
    assert next_due(limit, date(2026, 11, 20), date(2026, 12, 18), CALENDAR) is None


@pytest.mark.parametrize("text", ["at-once", "at-once+20wd", "7d", "20d", "10wd show7wd"])
def test_what_runs_from_an_event_has_no_date_before_it(text: str) -> None:
    assert first_due(Limit.parse(text), date(2026, 11, 20), CALENDAR) is None


def test_what_changes_today_is_due_by_its_own_term() -> None:
    today = date(2026, 11, 20)
    assert changed_due(Limit.parse("3wd"), today, CALENDAR) == date(2026, 11, 25)
    assert changed_due(Limit.parse("at-once+10d"), today, CALENDAR) == date(2026, 11, 30)
    assert changed_due(Limit.parse("standing"), today, CALENDAR) == date(2026, 12, 18)
    assert changed_due(None, today, CALENDAR) == date(2026, 12, 18)


def test_a_new_unit_owes_nothing_for_the_time_before() -> None:
    quarter, today = Limit.parse("quarter"), date(2026, 11, 20)
    assert first_due(quarter, today, CALENDAR) == date(2026, 9, 30)
    assert first_due(quarter, today, CALENDAR, since=date(2026, 10, 8)) == date(2026, 12, 31)


@given(days, st.integers(-30, 30), st.integers(0, 10))
def test_the_filter_soon_and_the_clock_agree(today: date, ahead: int, warn: int) -> None:
    profile = SimpleProfile(warn)
    office: Any = SimpleNamespace(calendar=CALENDAR, today=today, profile=profile)
    due = today + timedelta(days=ahead)
    said = timeliness(due, today, None, warn, CALENDAR) in (Timeliness.DUE_SOON, Timeliness.DUE_TODAY)
    assert (today <= due <= last_soon(office)) == said


class SimpleProfile:
    """A profile that only says how many days of warning there are."""

    def __init__(self, days: int) -> None:
        self.days = days

    def table(self, name: str, struct: type[Clock]) -> Clock:
        return struct(warn_days=self.days)


def test_a_share_is_full_only_when_nothing_is_missing() -> None:
    assert percent(2, 3) == "66.6"
    assert percent(9999, 10000) == "99.9"
    assert percent(5, 5) == "100.0"
    assert percent(0, 0) == ""


def test_the_basis_in_words() -> None:
    source: Any = SimpleNamespace(title=SimpleNamespace(zh="条例"))
    assert basis_words("reg:20(7)", {"reg": source}) == "《条例》第20条第7项"
    assert basis_words("reg:49", {"reg": source}) == "《条例》第49条"
    assert basis_words("reg", {"reg": source}) == "《条例》"
    assert basis_words("reg:附件", {"reg": source}) == "《条例》附件"
    assert basis_words("other:3", {"reg": source}) == "other:3"
