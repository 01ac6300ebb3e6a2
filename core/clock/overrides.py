"""The table of exceptions that an administrator loads: the yearly holiday notice, a local day of rest.

A row says of one day, or of a run of days, whether it is worked, with a note. Years that a notice covers are
recognised by the holidays that the law puts on fixed days.
"""

# zh-data: module (words to recognise, not to show)

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from gongkai.core.clock.units import as_day
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T


class Override(NamedTuple):
    """What holds on one day: is it worked, and why (a note in the administrator's own words)."""

    is_working: bool
    note: str = ""


WORK_WORDS = frozenset(
    {
        "班",
        "上班",
        "补班",
        "调休上班",
        "调休补班",
        "工作",
        "工作日",
        "补班日",
        "w",
        "work",
        "working",
        "workday",
    }
)
REST_WORDS = frozenset(
    {
        "休",
        "休息",
        "放假",
        "假",
        "假日",
        "假期",
        "节假日",
        "法定节假日",
        "休息日",
        "r",
        "rest",
        "off",
        "holiday",
    }
)
"""调休 alone is in neither list: people write it for the day off and for the weekend worked in its place."""
_HEADS = frozenset({"日期", "date", "day"})

# 放假办法 (2024 revision): these fixed days are off in every year, so the notice of a year lists them all.
_FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
# The law gives 13 days; a table with fewer than 11 (the number before 2025) cannot be a whole year's notice.
_LEAST_DAYS_OFF = 11


def parse_overrides(rows: Iterable[Sequence[object]]) -> dict[date, Override]:
    """The table from rows of (day, work or rest, note), as they come from a spreadsheet.

    The day is a date, ``2027-02-05``, ``2027/2/5``, ``2027年2月5日``, ``20270205``, or a run of days
    ``2027-02-05至2027-02-11`` (also ``~`` and ``..``). Work and rest take the words of ``WORK_WORDS`` and
    ``REST_WORDS``. A heading row and empty rows are passed over. Raises BadInput naming the row for anything
    that cannot be read, and naming both rows and the day when two contradict each other.
    """
    return parse_numbered(enumerate(rows, 1))


def parse_numbered(rows: Iterable[tuple[int, Sequence[object]]]) -> dict[date, Override]:
    """``parse_overrides`` of rows that carry their own numbers in the file, which its messages name."""
    table: dict[date, Override] = {}
    said_in: dict[date, int] = {}
    for place, (number, row) in enumerate(rows):
        cells = [_cell(value) for value in row]
        if not any(cells) or (place == 0 and cells[0].lower() in _HEADS):
            continue
        if len(cells) < 2:
            raise _bad_row(number, T("缺少“上班/放假”一栏", "the work/rest column is missing"))
        is_working = _work_or_rest(cells[1], number)
        note = cells[2] if len(cells) > 2 else ""
        for day in _days(cells[0], number):
            if day in table and table[day].is_working != is_working:
                raise _contradicts(day, said_in[day], number)
            add_override(table, day, is_working, note)
            said_in.setdefault(day, number)
    return table


def _contradicts(day: date, first: int, second: int) -> BadInput:
    return BadInput(
        T(
            f"第 {first} 行和第 {second} 行矛盾：{day.isoformat()} 在调休表中既为上班又为放假。",
            f"Rows {first} and {second}: {day.isoformat()} is both a working day and a day off.",
        ),
        T("请核对放假通知，只保留一行。", "Check the holiday notice and keep one of the rows."),
    )


def add_override(table: dict[date, Override], day: date, is_working: bool, note: str = "") -> None:
    """Add one day to a table. Raises BadInput when the table already says the opposite of that day."""
    day = as_day(day)
    known = table.get(day)
    if known is not None and known.is_working != is_working:
        raise BadInput(
            T(
                "{day} 在调休表中既为上班又为放假，前后矛盾。",
                "{day} is both a working day and a day off in the table.",
            ).format(day=day.isoformat()),
            T("请核对放假通知，只保留一行。", "Check the holiday notice and keep one of the rows."),
        )
    if known is None or not known.note:
        table[day] = Override(is_working, note)


def normal_table(overrides: Mapping[date, tuple[bool, str]]) -> dict[date, Override]:
    """A checked copy of a mapping; a date and a datetime of one day may not contradict each other."""
    table: dict[date, Override] = {}
    for day, (is_working, note) in overrides.items():
        add_override(table, day, bool(is_working), str(note))
    return table


def noticed_years(table: Mapping[date, Override]) -> frozenset[int]:
    """The years whose whole holiday notice is in the table.

    A year counts when the table gives as days off every holiday that the law fixes by date (1 January, 1 May,
    1 to 3 October) and at least 11 days altogether. A few local days off do not make a year known.
    """
    days_off: dict[int, set[tuple[int, int]]] = {}
    for day, entry in table.items():
        if not entry.is_working:
            days_off.setdefault(day.year, set()).add((day.month, day.day))
    return frozenset(
        year for year, off in days_off.items() if len(off) >= _LEAST_DAYS_OFF and off.issuperset(_FIXED_HOLIDAYS)
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    from unicodedata import normalize  # 1 ms, and only reading a table needs it

    return normalize("NFKC", str(value)).strip()


def _work_or_rest(word: str, row: int) -> bool:
    plain = word.lower().replace(" ", "")
    if plain in WORK_WORDS:
        return True
    if plain in REST_WORDS:
        return False
    raise _bad_row(row, T("“{word}”不是“上班”或“放假”", "'{word}' is neither 'work' nor 'rest'").format(word=word))


def _days(text: str, row: int) -> list[date]:
    for mark in ("至", "到", "~", "..", "—"):
        first, found, last = text.partition(mark)
        if found:
            start, end = _day(first, row), _day(last, row)
            if end < start or (end - start).days > 366:
                raise _bad_row(
                    row,
                    T(
                        "起止日期“{text}”不对",
                        "the run of days '{text}' ends before it starts or is too long",
                    ).format(text=text),
                )
            return [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return [_day(text, row)]


def _day(text: str, row: int) -> date:
    plain = text.strip().split(" ")[0].removesuffix("日").replace("年", "-").replace("月", "-")
    plain = plain.replace("/", "-").replace(".", "-")
    parts = [plain[:4], plain[4:6], plain[6:]] if len(plain) == 8 and plain.isdigit() else plain.split("-")
    if len(parts) == 3 and all(part.isdecimal() for part in parts):
        try:
            return as_day(date(*(int(part) for part in parts)))
        except ValueError:
            pass
    raise _bad_row(row, T("“{text}”不是日期", "'{text}' is not a date").format(text=text or T("（空）", "(empty)")))


def _bad_row(row: int, what: T) -> BadInput:
    return BadInput(
        T("调休表第{row}行：{what}。", "Row {row} of the calendar table: {what}.").format(row=row, what=what),
        T(
            "每行为：日期（2027-02-05 或 2027-02-05至2027-02-11）、上班或放假、说明。",
            "Each row is: day (2027-02-05 or 2027-02-05..2027-02-11), work or rest, note.",
        ),
    )
