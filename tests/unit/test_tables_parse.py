"""Dates, numbers and marks as people write them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.tables import parse_bool, parse_date, parse_decimal, parse_int, parse_paste
from gongkai.testing.hostile import live_controls

NOVEMBER = date(2026, 11, 22)
DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-22", "2026/11/22", "2026.11.22", "20261122", "2026年11月22日", "２０２６－１１－２２",
        "２０２６年１１月２２日", " 2026-11-22 ", "2026-11-22 10:30", "2026-11-22T10:30:05",
        "2026/11/22 9:05:00", "2026 年 11 月 22 日", "2026年11月22号",
        "二〇二六年十一月二十二日", "二○二六年十一月廿二日",
        "二零二六年十一月二十二日", "二Ｏ二六年十一月二十二日", "二o二六年十一月二十二日", "2O26年11月22日",
        "二◯二六年11月22日", 20261122, 20261122.0, 46348, 46348.0, 46348.5, NOVEMBER,
        datetime(2026, 11, 22, 23, 59),
    ],
)  # fmt: skip
def test_dates(value: object) -> None:
    assert parse_date(value) == NOVEMBER


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二○一○年十一月五日", date(2010, 11, 5)),
        ("2026-1-5", date(2026, 1, 5)),
        ("2026.1.5", date(2026, 1, 5)),
        ("二〇二六年元月一日", date(2026, 1, 1)),
        ("二〇二六年十月十日", date(2026, 10, 10)),
        ("二〇二六年十二月三十一日", date(2026, 12, 31)),
        ("二〇二六年十二月卅一日", date(2026, 12, 31)),
        ("二〇〇〇年二月二十九日", date(2000, 2, 29)),
    ],
)
def test_other_dates(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "value",
    [
        None, "", "  ", True, False, "2026", 2026, 2026.0, "2026年", "2026年11月", "2026-11", "2026-13-01",
        "2026-02-30", "2026/11-22", "2026-11-2²", "26-11-22", "11/22/2026", "46348", "2026-11-22 上午",
        "2026年11月22日印发", "二〇二六年十三月一日", "二〇二六年二月三十日", "二〇二六年〇月一日",
        "二〇二六年十十月一日", "20261332", 20261332, float("nan"),
        float("inf"), -1, 0, 1.5, 10**40, "9" * 5000, "长期", [], b"2026-11-22", 12345678901,
        "OO26-11-22",
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_date_is_none(value: object) -> None:
    assert parse_date(value) is None


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens < 2 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones else "")


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_every_date_reads_back_from_each_way_of_writing_it(day: date) -> None:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    for text in (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{_chinese(day.month)}月{_chinese(day.day)}日",
    ):
        assert parse_date(text) == day


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.text("二〇0Oo年十一月日元-./ ", max_size=14)))
def test_no_value_breaks_the_readers(value: object) -> None:
    assert parse_date(value) is None or isinstance(parse_date(value), date)
    assert parse_bool(value) in (True, False, None)
    assert parse_int(value) is None or isinstance(parse_int(value), int)
    assert parse_decimal(value) is None or parse_decimal(value).is_finite()  # type: ignore[union-attr]


@pytest.mark.parametrize("value", ["是", "√", "■", "✓", "☑", "Yes", "TRUE", "y", "1", " １ ", "ｙｅｓ", 1, 1.0, True])
def test_yes(value: object) -> None:
    assert parse_bool(value) is True


@pytest.mark.parametrize("value", ["否", "×", "□", "☐", "No", "False", "N", "0", 0, 0.0, False])
def test_no(value: object) -> None:
    assert parse_bool(value) is False


@pytest.mark.parametrize("value", [None, "", "不详", "是否", "x", 2, -1, 0.5, float("nan"), "10", [], "是" * 100])
def test_neither_yes_nor_no(value: object) -> None:
    assert parse_bool(value) is None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", "12"), ("１２", "12"), ("1,234,567", "1234567"), ("１，２３４．５", "1234.5"), ("-5", "-5"),
        ("－5", "-5"), ("−5", "-5"), ("+86", "86"), ("0.10", "0.10"), (" 7 ", "7"), (12, "12"), (0.1, "0.1"),
        (1e15, "1000000000000000"), (Decimal("1.50"), "1.50"),
    ],
)  # fmt: skip
def test_numbers(value: object, number: str) -> None:
    assert parse_decimal(value) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        None, "", "-", "1,23", "1,2345", "1 234", "12元", "5%", "1.23E+11", "1e5", "五", "½", "10²", "nan",
        "Infinity",
        float("nan"), float("-inf"), Decimal("NaN"), True, "9" * 100, "1.", ".5", "①", [], "0x10", "1_000",
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_number_is_none(value: object) -> None:
    assert parse_decimal(value) is None
    assert parse_int(value) is None


def test_whole_numbers() -> None:
    assert parse_int("1,234") == 1234 and parse_int(12.0) == 12 and parse_int("12.0") == 12
    assert parse_int("12.5") is None and parse_int(0.1) is None
    assert parse_int("9" * 50) == int("9" * 50)
    assert parse_int(Decimal("1E+1000000")) is None


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("名称\t数量\r\n平昌县\t3\r\n", [["名称", "数量"], ["平昌县", "3"]]),
        ("甲\t乙\n丙", [["甲", "乙"], ["丙", ""]]),
        ('"第一行\n第二行"\t乙\n丙\t丁', [["第一行\n第二行", "乙"], ["丙", "丁"]]),
        ('"他说""好"""\t乙', [['他说"好"', "乙"]]),
        ('"含\t制表"\t乙', [["含\t制表", "乙"]]),
        ('"重要"\t"未闭合\t乙', [['"重要"', '"未闭合', "乙"]]),
        ('公"开"\t""', [['公"开"', '""']]),
        ("甲\t\t\n\n乙", [["甲", "", ""], ["", "", ""], ["乙", "", ""]]),
        ("甲\x1b[2J\t\u202e乙\x00", [["甲␛[2J", "乙"]]),
        ("\n", [[""]]),
    ],
)
def test_paste(text: str, rows: list[list[str]]) -> None:
    assert parse_paste(text) == rows


def _copied(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('\n\t"') else cell


@given(st.lists(st.lists(st.text(st.sampled_from('公开"\n\t=a '), max_size=6), min_size=2, max_size=2), min_size=1))
def test_what_a_spreadsheet_copies_comes_back(rows: list[list[str]]) -> None:
    text = "\r\n".join("\t".join(_copied(cell) for cell in row) for row in rows) + "\r\n"
    assert parse_paste(text) == rows


@given(st.text(st.sampled_from('公\t\n"\x1b\u202e\r a'), max_size=40))
def test_any_clipboard_makes_a_clean_rectangle(text: str) -> None:
    rows = parse_paste(text)
    assert len({len(row) for row in rows}) <= 1
    assert all(live_controls(cell) == "" for row in rows for cell in row)
