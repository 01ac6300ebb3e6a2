"""Periods that repeat: week, 旬, month, quarter, half-year, year. They tile time without gap or overlap."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from gongkai.core.clock.units import as_day, month_end
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same

MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_THIRDS = ("上旬", "中旬", "下旬")  # zh-data
_QUARTERS = "一二三四"  # zh-data


class Cadence(StrEnum):
    """How often something comes round. ``ten-days`` is the 旬: 1st-10th, 11th-20th, 21st to month's end."""

    WEEK = "week"
    TEN_DAYS = "ten-days"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

    @property
    def label(self) -> T:
        """In words: 每季度 / every quarter."""
        return _LABELS[self]

    @property
    def per_year(self) -> int:
        """How many of them a year has; 0 for the week, which does not fit into years."""
        return _PER_YEAR[self]

    def period_of(self, day: date) -> "Period":
        """The period that holds a day. Raises BadInput outside the years 1900 to 2200."""
        day = as_day(day)
        year, month = day.year, day.month
        months = _MONTHS_LONG.get(self)
        if months is not None:
            first = month - (month - 1) % months
            return Period(self, date(year, first, 1), month_end(year, first + months - 1))
        if self is Cadence.TEN_DAYS:
            third = min((day.day - 1) // 10, 2)
            end = month_end(year, month) if third == 2 else date(year, month, third * 10 + 10)
            return Period(self, date(year, month, third * 10 + 1), end)
        monday = day - timedelta(days=day.weekday())
        return Period(self, monday, monday + timedelta(days=6))

    def periods_in(self, year: int) -> list["Period"]:
        """The periods of a year in order (for weeks, those whose Thursday lies in it, as in ISO 8601)."""
        # 4 January always lies in the first ISO week of its year.
        period = self.period_of(date(year, 1, 4) if self is Cadence.WEEK else date(year, 1, 1))
        periods = []
        while period.year == year:
            periods.append(period)
            period = period.next()
        return periods


_LABELS = {
    Cadence.WEEK: T("每周", "every week"),
    Cadence.TEN_DAYS: T("每旬", "every ten days"),
    Cadence.MONTH: T("每月", "every month"),
    Cadence.QUARTER: T("每季度", "every quarter"),
    Cadence.HALF_YEAR: T("每半年", "every half-year"),
    Cadence.YEAR: T("每年", "every year"),
}
_MONTHS_LONG = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}
_PER_YEAR = {
    Cadence.WEEK: 0,
    Cadence.TEN_DAYS: 36,
    Cadence.MONTH: 12,
    Cadence.QUARTER: 4,
    Cadence.HALF_YEAR: 2,
    Cadence.YEAR: 1,
}


class Period(NamedTuple):
    """One period of a cadence, from ``start`` to ``end``, both included; see ``period_of`` and ``parse``."""

    cadence: Cadence
    start: date
    end: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    @property
    def year(self) -> int:
        """The year it belongs to; for a week the ISO year, which may differ around New Year."""
        return self.start.isocalendar().year if self.cadence is Cadence.WEEK else self.start.year

    @property
    def number(self) -> int:
        """Its number within the year, from 1."""
        month = self.start.month
        match self.cadence:
            case Cadence.YEAR:
                return 1
            case Cadence.HALF_YEAR:
                return (month + 5) // 6
            case Cadence.QUARTER:
                return (month + 2) // 3
            case Cadence.MONTH:
                return month
            case Cadence.TEN_DAYS:
                return (month - 1) * 3 + self._third + 1
            case Cadence.WEEK:
                return self.start.isocalendar().week

    @property
    def key(self) -> str:
        """A short name that sorts in time: 2026, 2026H1, 2026Q3, 2026-07, 2026-07T2 (中旬), 2026W29."""
        year = f"{self.year:04d}"
        match self.cadence:
            case Cadence.YEAR:
                return year
            case Cadence.HALF_YEAR:
                return f"{year}H{self.number}"
            case Cadence.QUARTER:
                return f"{year}Q{self.number}"
            case Cadence.MONTH:
                return f"{year}-{self.start.month:02d}"
            case Cadence.TEN_DAYS:
                return f"{year}-{self.start.month:02d}T{self._third + 1}"
            case Cadence.WEEK:
                return f"{year}W{self.number:02d}"

    @property
    def label(self) -> T:
        """In words: 2026年第三季度 / Q3 2026."""
        year, month = self.year, self.start.month
        match self.cadence:
            case Cadence.YEAR:
                return T(f"{year}年", f"{year}")
            case Cadence.HALF_YEAR:
                first = self.number == 1
                return T(
                    f"{year}年{'上' if first else '下'}半年",
                    f"{'first' if first else 'second'} half of {year}",
                )
            case Cadence.QUARTER:
                return T(f"{year}年第{_QUARTERS[self.number - 1]}季度", f"Q{self.number} {year}")
            case Cadence.MONTH:
                return T(f"{year}年{month}月", f"{MONTHS_EN[month - 1]} {year}")
            case Cadence.TEN_DAYS:
                days = f"{self.start.day}-{self.end.day}"
                return T(f"{year}年{month}月{_THIRDS[self._third]}", f"{days} {MONTHS_EN[month - 1]} {year}")
            case Cadence.WEEK:
                return T(f"{year}年第{self.number}周", f"week {self.number} of {year}")

    def next(self) -> "Period":
        """The period after this one."""
        return self.cadence.period_of(self.end + timedelta(days=1))

    def previous(self) -> "Period":
        """The period before this one."""
        return self.cadence.period_of(self.start - timedelta(days=1))

    @classmethod
    def parse(cls, key: str) -> "Period":
        """The period of a ``key``. Raises BadInput for anything that is not one."""
        import re  # not needed by the counting itself

        found = re.fullmatch(r"(\d{4})(?:H([12])|Q([1-4])|W(\d\d)|-(\d\d)(?:T([123]))?)?", key.strip().upper())
        if found:
            year, half, quarter, week, month, third = (int(part) if part else None for part in found.groups())
            try:
                period = _period_at(year or 0, half, quarter, week, month, third)
            except ValueError:  # month 13, week 53 of a year that has 52
                period = None
            if period is not None:
                return period
        raise BadInput(
            T("“{key}”不是周期。", "'{key}' is not a period.").format(key=same(key)),
            T(
                "写法：2026、2026H1、2026Q3、2026-07、2026-07T2（中旬）、2026W29。",
                "Write 2026, 2026H1, 2026Q3, 2026-07, 2026-07T2 (11th-20th) or 2026W29.",
            ),
        )

    @property
    def _third(self) -> int:
        return self.start.day // 10


def _period_at(
    year: int, half: int | None, quarter: int | None, week: int | None, month: int | None, third: int | None
) -> Period:
    if half:
        return Cadence.HALF_YEAR.period_of(date(year, half * 6, 1))
    if quarter:
        return Cadence.QUARTER.period_of(date(year, quarter * 3, 1))
    if week is not None:
        return Cadence.WEEK.period_of(date.fromisocalendar(year, week, 1))
    if month is not None:
        cadence = Cadence.TEN_DAYS if third else Cadence.MONTH
        return cadence.period_of(date(year, month, (third or 1) * 10 - 9))
    return Cadence.YEAR.period_of(date(year, 1, 1))
