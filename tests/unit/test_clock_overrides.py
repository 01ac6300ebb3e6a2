"""The administrator's table of exceptions, read from rows."""

from datetime import date, datetime

import pytest

from gongkai.core.clock import Calendar, Override, parse_overrides
from gongkai.core.errors import BadInput


def test_rows_as_a_spreadsheet_gives_them() -> None:
    table = parse_overrides(
        [
            ("日期", "安排", "说明"),
            ("2027-01-01", "放假", "元旦"),
            (date(2027, 2, 20), "上班", "春节"),
            (datetime(2027, 2, 21, 0, 0), "work"),
            ("２０２７年４月５日", " 休 ", None),
            ("2027/6/9", "Holiday", "端午节"),
            ("20271008", "补班", ""),
            (None, "", None),
            (),
        ]
    )
    assert table == {
        date(2027, 1, 1): Override(False, "元旦"),
        date(2027, 2, 20): Override(True, "春节"),
        date(2027, 2, 21): Override(True, ""),
        date(2027, 4, 5): Override(False, ""),
        date(2027, 6, 9): Override(False, "端午节"),
        date(2027, 10, 8): Override(True, ""),
    }
    assert Calendar(table).is_working(date(2027, 2, 20))


@pytest.mark.parametrize("run", ["2027-10-01至2027-10-07", "2027.10.1~2027.10.7", "2027-10-01..2027-10-07"])
def test_a_run_of_days_in_one_row(run: str) -> None:
    table = parse_overrides([(run, "放假", "国庆节")])
    assert sorted(table) == [date(2027, 10, n) for n in range(1, 8)]


def test_the_same_day_twice_with_the_same_answer_keeps_the_note() -> None:
    table = parse_overrides([("2027-01-01", "放假", ""), ("2027-01-01", "休", "元旦")])
    assert table == {date(2027, 1, 1): Override(False, "元旦")}


def test_contradictory_rows_name_the_day() -> None:
    with pytest.raises(BadInput) as caught:
        parse_overrides([("2027-10-01至2027-10-07", "放假", "国庆节"), ("2027-10-05", "上班", "")])
    assert "2027-10-05" in caught.value.message.zh
    assert "2027-10-05" in caught.value.message.en
    assert caught.value.hint


@pytest.mark.parametrize(
    "row",
    [
        ("2027-02-30", "放假"),
        ("十月一日", "放假"),
        ("", "放假"),
        ("2027-10-07至2027-10-01", "放假"),
        ("3027-10-01", "放假"),
        ("2027-10-01", "也许"),
        ("2027-10-01", "调休"),  # people mean the day off by it as often as the day worked for it
        ("2027-10-01", ""),
        ("2027-10-01",),
    ],
)
def test_unreadable_rows_are_errors_never_guesses(row: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as caught:
        parse_overrides([("2027-01-01", "放假", "元旦"), row])
    assert caught.value.hint


def test_the_error_names_the_row() -> None:
    with pytest.raises(BadInput, match="第2行"):
        parse_overrides([("2027-01-01", "放假", "元旦"), ("2027-10-01", "也许")])
