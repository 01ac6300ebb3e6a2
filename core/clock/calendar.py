"""Which days are worked: weekends, public holidays and make-up working weekends (调休).

The published days of 2004 to 2026 come from ``chinesecalendar``; an administrator's table comes before them
and carries the years after. Where neither knows the year, weekends alone count and the answer is provisional.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date

from gongkai.core.clock.overrides import normal_table, noticed_years
from gongkai.core.clock.units import FIRST_YEAR, LAST_YEAR, as_day, out_of_range
from gongkai.core.i18n import T, same

WEEKDAYS = (
    T("周一", "Monday"),
    T("周二", "Tuesday"),
    T("周三", "Wednesday"),
    T("周四", "Thursday"),
    T("周五", "Friday"),
    T("周六", "Saturday"),
    T("周日", "Sunday"),
)

# Keys are the names that chinesecalendar gives.
HOLIDAYS = {
    "New Year's Day": T("元旦", "New Year's Day"),
    "Spring Festival": T("春节", "Spring Festival"),
    "Tomb-sweeping Day": T("清明节", "Tomb-sweeping Day"),
    "Labour Day": T("劳动节", "Labour Day"),
    "Dragon Boat Festival": T("端午节", "Dragon Boat Festival"),
    "Mid-autumn Festival": T("中秋节", "Mid-autumn Festival"),
    "National Day": T("国庆节", "National Day"),
    "Anti-Fascist 70th Day": T("抗战胜利70周年纪念日", "70th anniversary of the victory of 1945"),
}

_BY_CHINESE = {name.zh: name for name in HOLIDAYS.values()} | {
    "清明": HOLIDAYS["Tomb-sweeping Day"],  # zh-data
    "端午": HOLIDAYS["Dragon Boat Festival"],  # zh-data
    "中秋": HOLIDAYS["Mid-autumn Festival"],  # zh-data
    "国庆": HOLIDAYS["National Day"],  # zh-data
    "五一": HOLIDAYS["Labour Day"],  # zh-data
}

_WORKING_DAY = T("工作日", "working day")
_MAKE_UP = T("调休上班", "make-up working day")
_DAY_OFF = T("放假", "day off")
_AND = T("{what}（{note}）", "{what} ({note})")
_PROVISIONAL = T("{what}（暂定）", "{what} (provisional)")

_FIRST_SPAN = (2004, 2030)  # built in one go at the first question, about a millisecond
_MIN_ORDINAL = date(FIRST_YEAR, 1, 1).toordinal()
_MAX_ORDINAL = date(LAST_YEAR, 12, 31).toordinal()

_fromordinal = date.fromordinal


class Calendar:
    """Working days, with the reason for each day. Immutable to its user; the day table grows as it is asked.

    ``overrides`` maps a day to (is it worked, note) and wins over the published data. ``notices`` names years
    whose holiday notice is loaded; years are also recognised from the table (``overrides.noticed_years``).
    Raises BadInput for a table that contradicts itself.
    """

    __slots__ = ("_notices", "_overrides", "_package", "_table")

    def __init__(
        self, overrides: Mapping[date, tuple[bool, str]] | None = None, *, notices: Iterable[int] = ()
    ) -> None:
        self._overrides = normal_table(overrides or {})
        self._notices = frozenset(notices) | noticed_years(self._overrides)
        self._package: tuple[dict[date, str], dict[date, str], int, int] | None = None
        # First and last ordinal covered, and the ordinals of the working days between, rising. One tuple, so
        # that a second thread sees the old table or the new one, never a mixture.
        self._table: tuple[int, int, list[int]] = (0, -1, [])

    # ---- one day

    def is_working(self, day: date) -> bool:
        """Is this day worked? A make-up weekend is, a public holiday is not."""
        ordinal = day.toordinal()
        days = self._reach(ordinal)
        index = bisect_left(days, ordinal)
        return index < len(days) and days[index] == ordinal

    def why(self, day: date) -> T:
        """Why a day counts or not: 周六, 国庆节, 调休上班, 工作日 …, marked where it is provisional."""
        day = as_day(day)
        entry = self._overrides.get(day)
        if entry is not None:
            return _told(day, entry.is_working, entry.note)
        rest, work, _, _ = self._published()
        if day in work:
            return _AND.format(what=_MAKE_UP, note=_holiday(work[day]))
        if day in rest:
            return _holiday(rest[day])
        what = WEEKDAYS[day.weekday()] if day.weekday() > 4 else _WORKING_DAY
        return what if self.settled(day) else _PROVISIONAL.format(what=what)

    def known(self, year: int) -> bool:
        """Is the holiday notice of this year known, from the published data or from the loaded table?"""
        _, _, first, last = self._published()
        return first <= year <= last or year in self._notices

    def settled(self, day: date) -> bool:
        """Is the answer for this day final?

        It is not in an unknown year, unless the table speaks of that very day. Nor is it on 29 to 31 December
        before an unknown year that starts on a Sunday, Monday or Tuesday: four New Year notices since 2004
        moved these days, each before such a start.
        """
        day = as_day(day)
        if day in self._overrides:
            return True
        if not self.known(day.year):
            return False
        open_end = day.month == 12 and day.day >= 29 and date(day.year + 1, 1, 1).weekday() in (6, 0, 1)
        return not open_end or self.known(day.year + 1)

    # ---- counting

    def add_working_days(self, start: date, n: int) -> date:
        """The ``n``-th working day after ``start``; the start itself (the day of receipt) is not counted.

        ``n`` = 0 gives the start; a negative ``n`` counts backwards. Raises BadInput outside 1900 to 2200.
        """
        ordinal = start.toordinal()
        if n == 0:
            return _fromordinal(ordinal)
        while True:
            first, last, days = self._table
            if first <= ordinal <= last:
                index = bisect_right(days, ordinal) + n - 1 if n > 0 else bisect_left(days, ordinal) + n
                if 0 <= index < len(days):
                    return _fromordinal(days[index])
                # Two days for each missing working day and a year on top: one step always suffices.
                if n > 0:
                    reach = min(last + 366 + 2 * (index - len(days)), _MAX_ORDINAL)
                else:
                    reach = max(first - 366 + 2 * index, _MIN_ORDINAL)
                if first <= reach <= last:
                    raise out_of_range(_fromordinal(ordinal).isoformat())
                self._grow(reach)
            else:
                self._grow(ordinal)

    def add_to_many(self, starts: Iterable[date], n: int) -> list[date]:
        """``add_working_days`` for many starts, each day counted once however often it comes: as bulk deadlines are."""
        known: dict[date, date] = {}
        for start in set(starts := list(starts)):
            known[start] = self.add_working_days(start, n)
        return [known[start] for start in starts]

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lie after ``a``, up to and including ``b``; negative when ``b`` is earlier.

        So ``working_days_between(start, add_working_days(start, n)) == n`` for every ``n`` of 0 or more.
        """
        first, last = a.toordinal(), b.toordinal()
        self._reach(first)
        days = self._reach(last)  # the table only grows, so it still covers the first day
        return bisect_right(days, last) - bisect_right(days, first)

    def on_or_after(self, day: date) -> date:
        """The day itself when it is worked, else the next working day."""
        return self.add_working_days(_fromordinal(day.toordinal() - 1), 1)

    def provisional(self, start: date, end: date) -> bool:
        """Does a count over the days after ``start``, up to ``end``, rest on days that are not settled?"""
        first, last = as_day(start).toordinal() + 1, as_day(end).toordinal()
        if last < first:
            return False
        years = range(_fromordinal(first).year, _fromordinal(last).year + 1)
        if all(self.known(year) for year in (*years, years[-1] + 1)):
            return False  # the usual case, without looking at each day
        return not all(self.settled(_fromordinal(ordinal)) for ordinal in range(first, last + 1))

    # ---- the day table

    def _published(self) -> tuple[dict[date, str], dict[date, str], int, int]:
        if self._package is None:
            from chinese_calendar import constants  # 7 ms: loaded when the first day is asked

            years = [day.year for day in constants.holidays]
            self._package = (constants.holidays, constants.workdays, min(years), max(years))
        return self._package

    def _reach(self, ordinal: int) -> list[int]:
        first, last, days = self._table
        return days if first <= ordinal <= last else self._grow(ordinal)

    def _grow(self, ordinal: int) -> list[int]:
        """Build the table so that it covers ``ordinal`` besides all it covered before."""
        day = _fromordinal(ordinal)
        if not _MIN_ORDINAL <= ordinal <= _MAX_ORDINAL:
            raise out_of_range(day.isoformat())
        low, high, days = self._table
        first, last = (_fromordinal(low).year, _fromordinal(high).year) if days else _FIRST_SPAN
        low = date(min(first, day.year), 1, 1).toordinal()
        high = date(max(last, day.year), 12, 31).toordinal()
        rest, work, _, _ = self._published()
        worked = {d.toordinal() for d in work}
        off = {d.toordinal() for d in rest}
        for exception, entry in self._overrides.items():
            mine, other = (worked, off) if entry.is_working else (off, worked)
            mine.add(exception.toordinal())
            other.discard(exception.toordinal())
        # Ordinal 1 is a Monday, so (ordinal + 6) % 7 is the day of the week with Monday as 0.
        days = [o for o in range(low, high + 1) if ((o + 6) % 7 < 5 and o not in off) or o in worked]
        self._table = (low, high, days)
        return days


def _holiday(name: str) -> T:
    return HOLIDAYS.get(name) or same(name)


def _told(day: date, is_working: bool, note: str) -> T:
    """The reason of a day that the administrator's table speaks of, with the note in its own words."""
    note = note.strip()
    weekend = day.weekday() > 4
    if is_working:
        what = _MAKE_UP if weekend else _WORKING_DAY
    elif note in _BY_CHINESE:
        return _BY_CHINESE[note]
    else:
        what = WEEKDAYS[day.weekday()] if weekend and not note else _DAY_OFF
    if not note or note in (what.zh, what.en):
        return what
    return _AND.format(what=what, note=_BY_CHINESE.get(note) or same(note))
