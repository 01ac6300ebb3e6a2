"""Reads dates, numbers and yes/no marks as people write them into cells; what is unclear is None."""

# zh-data: module (words to recognise, not to show)

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

# Only full-width forms are folded; Unicode's own folding would read ① as 1 and 10² as 102.
_FULL_WIDTH = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_NUMERIC = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_CHINESE = re.compile(
    r"([0-9零一二三四五六七八九]{4})年([0-9元正一二三四五六七八九十]{1,3})月([0-9一二三四五六七八九十廿卅]{1,3})[日号]"
)
_DIGITS = {char: digit for digit, char in enumerate("零一二三四五六七八九")}
# Zeros as they are typed in years: ideographic, circle, large circle, letters O and o (full width is folded).
_ZEROS = str.maketrans(dict.fromkeys("〇○◯Oo", "零"))
_BLANKS = re.compile(r"\s+")

# Excel counts days from 1899-12-30 (from March 1900 on). Only serials of 1954-2119 are taken for dates: below
# lie years and plain counts (2026 is a year, not July 1905), above lies nothing.
_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000

_TRUE = frozenset({"是", "√", "✓", "✔", "■", "☑", "yes", "y", "true", "1"})
_FALSE = frozenset({"否", "×", "✗", "✘", "□", "☐", "no", "n", "false", "0"})

_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_MAX_DIGITS = 60  # no figure of an office is longer; keeps int() and Decimal away from hostile lengths


def _folded(value: str) -> str:
    return value.translate(_FULL_WIDTH).strip()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _chinese_number(text: str) -> int | None:
    """A day or month: 5, 十, 十一, 二十, 二十一, 廿三, 三十, 卅一, 元 (1)."""
    if text.isdecimal() and text.isascii():
        return int(text)
    text = {"元": "一", "正": "一"}.get(text, text).replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or any(char not in _DIGITS for char in tens + ones):
        return None
    return (_DIGITS[tens] if tens else 1 if ten else 0) * 10 + (_DIGITS[ones] if ones else 0)


def parse_date(value: object) -> date | None:
    """A date from what a cell holds, or None.

    Takes dates and datetimes (the day of it), ``2026-11-22``, ``2026/11/22``, ``2026.11.22`` (a time of day
    may follow), ``20261122`` as text or number, ``2026年11月22日``, ``二○一○年十一月五日`` with any of the
    zeros in use, and Excel serial numbers as numbers (not as text). A year or a month alone is not a date.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if _FIRST_SERIAL <= value < _LAST_SERIAL:
            return _EPOCH + timedelta(days=int(value))
        if not (isinstance(value, int) or value.is_integer()) or not 10_000_000 <= value <= 99_999_999:
            return None
        value = str(int(value))
    if not isinstance(value, str) or len(value) > 40:
        return None
    text = _folded(value)
    if match := _NUMERIC.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    # The letter O is a zero only where Chinese numerals stand beside it.
    text = _BLANKS.sub("", text)
    if not text.isascii() and (match := _CHINESE.fullmatch(text.translate(_ZEROS))):
        month, day = _chinese_number(match[2]), _chinese_number(match[3])
        year = "".join(str(_DIGITS.get(char, char)) for char in match[1])
        return _day(int(year), month, day) if month and day else None
    return None


def parse_bool(value: object) -> bool | None:
    """Yes or no from what a cell holds, or None: 是/否, √/×, ■/□, ☑/☐, yes/no, true/false, y/n, 1/0."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return bool(value) if value in (0, 1) else None
    if not isinstance(value, str) or len(value) > 10:
        return None
    text = _folded(value).lower()
    return True if text in _TRUE else False if text in _FALSE else None


def parse_decimal(value: object) -> Decimal | None:
    """An exact number from what a cell holds, or None.

    Text may have full-width digits and thousands separators in groups of three (``１，２３４.５``). Numbers
    in scientific notation as text are refused: they are what is left of a long code that a sheet has
    shortened. A float is taken as it is shown (0.1 is 0.1).
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        number = Decimal(value)
        return number if number.is_finite() else None
    if isinstance(value, float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    if not isinstance(value, str) or len(value) > _MAX_DIGITS:
        return None
    text = _folded(value).replace("−", "-")
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def parse_int(value: object) -> int | None:
    """A whole number from what a cell holds, or None; as ``parse_decimal``, and ``12.0`` is 12."""
    number = parse_decimal(value)
    if number is None or number.adjusted() > _MAX_DIGITS or number != number.to_integral_value():
        return None
    return int(number)
