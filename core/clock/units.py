"""Units of time and the plain date arithmetic that needs no calendar."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

FIRST_YEAR = 1900
"""Earliest year the clock counts in."""
LAST_YEAR = 2200
"""Latest year the clock counts in."""
MAX_AMOUNT = 9999
"""Longest term, in its own unit; anything above is a slip of the keyboard."""


class Unit(StrEnum):
    """What a term is counted in: ``wd`` working days, ``d`` natural days, ``mo`` months."""

    WORKING_DAY = "wd"
    DAY = "d"
    MONTH = "mo"


_AMOUNT = {
    Unit.WORKING_DAY: ("个工作日", "working day"),  # zh-data
    Unit.DAY: ("日", "day"),  # zh-data
    Unit.MONTH: ("个月", "month"),  # zh-data
}


def amount_label(amount: int, unit: Unit) -> T:
    """An amount of time in words: 20个工作日 / 20 working days."""
    zh, en = _AMOUNT[unit]
    return T(f"{amount}{zh}", f"{amount} {en}{'' if amount == 1 else 's'}")


def as_day(value: date) -> date:
    """The day itself, without a time of day.

    Raises BadInput outside the years 1900 to 2200, which only a mistyped year can reach.
    """
    day = value.date() if isinstance(value, datetime) else value
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise out_of_range(day.isoformat())
    return day


def out_of_range(what: str) -> BadInput:
    """The error for a day that the clock does not count."""
    return BadInput(
        T(
            "从“{what}”算起，超出可计算的年份（{first}—{last}）。",
            "Counting from {what} leaves the years {first} to {last}.",
        ).format(what=what, first=FIRST_YEAR, last=LAST_YEAR),
        T("请检查年份或期限长短是否输错。", "Check the year, or the length of the term, for a slip."),
    )


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month when it has no such day.

    So 31 January plus one month is 28 February (29 in a leap year).
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
