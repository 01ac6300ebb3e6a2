"""Deadlines in bulk: due dates of half a million receipts, against a plain loop over days with a set of holidays."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import Result, timed, turns
from gongkai.core.clock import Calendar

NUMBER, FEW, DAYS = 500_000, 20_000, 20


def run(work: Path) -> Iterator[Result]:
    """How many a second, all at once and one by one, and how much faster than the loop."""
    from chinese_calendar import constants

    chosen = random.Random(2026)
    first = date(2020, 1, 1)
    starts = [first + timedelta(days=chosen.randrange(2200)) for _ in range(NUMBER)]
    off, worked = set(constants.holidays), set(constants.workdays)
    calendar = Calendar()
    calendar.add_working_days(first, DAYS)  # the table of days is built once

    def loop(start: date) -> date:
        left, day = DAYS, start
        while left:
            day += timedelta(days=1)
            left -= (day.weekday() < 5 and day not in off) or day in worked
        return day

    assert calendar.add_to_many(starts[:500], DAYS) == [loop(start) for start in starts[:500]]
    bulk, plain = turns(
        lambda: timed(lambda: calendar.add_to_many(starts, DAYS)),
        lambda: timed(lambda: [loop(start) for start in starts[:FEW]]) * NUMBER / FEW,
        3,
    )
    yield Result("deadlines a second, in bulk", NUMBER / bulk, 1, NUMBER / bulk, 500_000, at_most=False, unit="/s")
    yield Result("a loop over a set of holidays / deadlines in bulk", plain, bulk, plain / bulk, 20, at_most=False)
    single = timed(lambda: [calendar.add_working_days(start, DAYS) for start in starts])
    yield Result(
        "deadlines a second, one by one", NUMBER / single, 1, NUMBER / single, 500_000, at_most=False, unit="/s"
    )
