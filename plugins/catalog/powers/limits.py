"""How long handling takes: an amount with its unit, also hours and minutes, comparable with any other.

The clock (``gongkai.core.clock``) reckons dates in days; an item that was due in 15 days is done in 10 minutes today, so
here a limit is a length. Lengths are compared as working time: a working day is 8 hours, a natural day 5/7 of it, a month
30 natural days. ``size`` counts in sevenths of a working minute, which makes all of them whole numbers.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

SIZES = {"min": 7, "h": 7 * 60, "wd": 7 * 480, "d": 5 * 480, "mo": 30 * 5 * 480}
SAME_DAY = SIZES["wd"]
"""What is promised at once is kept by anything within the same working day."""
MOST = 9999
WORDS = {
    "min": T("{n}分钟", "{n} minutes"),
    "h": T("{n}小时", "{n} hours"),
    "wd": T("{n}个工作日", "{n} working days"),
    "d": T("{n}日", "{n} days"),
    "mo": T("{n}个月", "{n} months"),
}
_UNIT_WORDS = {  # zh-data
    "min": "min 分钟 分",
    "h": "h 个小时 小时",
    "wd": "wd 个工作日 工作日 工作天 个工作天",
    "d": "d 日 天 个自然日 自然日 个日历日",
    "mo": "mo 个月 月",
}  # fmt: skip
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
_AT_ONCE = {"0", "即办", "即时", "当场", "即时办结", "当场办结", "即办件", "立即", "at once", "at-once"}  # zh-data
_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}  # zh-data
_FORM = re.compile(
    r"(?:不超过|不多于|在|自?受理(?:申请)?之?日?起|)*(?P<n>[0-9]{1,5}|[零〇一二两三四五六七八九十百]{1,5})\s*"  # zh-data
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?:之内|以内|内)?(?:办结)?"
)


class Length(NamedTuple):
    """An amount of time in one unit; ``min`` minutes, ``h`` hours, ``wd`` working days, ``d`` days, ``mo`` months."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def size(self) -> int:
        """The length in sevenths of a working minute."""
        return self.amount * SIZES[self.unit]

    @property
    def label(self) -> T:
        """In words; nothing at all is at once."""
        if not self.amount:
            return T("当场办结", "at once")
        words = WORDS[self.unit].format(n=self.amount)
        return T(words.zh, words.en.removesuffix("s")) if self.amount == 1 else words


@lru_cache(maxsize=4096)
def read_length(text: str | None) -> Length | None:
    """A length as lists word it (15个工作日, 3天, 10分钟, 当场办结, 15wd); None for an empty text.

    Raises:
        BadInput: it cannot be read for certain.
    """
    plain = normalize("NFKC", text or "").strip().lower()
    if not plain:
        return None
    if plain in _AT_ONCE:
        return Length(0, "min")
    found = _FORM.fullmatch(plain)
    amount = _number(found["n"]) if found else None
    if found is None or amount is None or amount > MOST:
        raise BadInput(
            T(f"时限“{plain[:40]}”读不懂。", f"The time limit “{plain[:40]}” cannot be read."),
            T("写成 15个工作日、3天、2小时、10分钟 或 当场办结。", "Write 15wd, 3d, 2h, 10min or at once."),
        )
    return Length(amount, _UNITS[found["unit"]])


def _number(text: str) -> int | None:
    """Figures, or Chinese numerals below a thousand."""
    if text.isdigit():
        return int(text)
    total, waiting = 0, None
    for sign in text:
        if sign in _DIGITS:
            if waiting not in (None, 0):
                return None
            waiting = _DIGITS[sign]
        else:
            total += (1 if waiting is None else waiting) * (10 if sign == "十" else 100)  # zh-data
            waiting = None
    return total + (waiting or 0)


def size_of(text: str | None) -> int | None:
    """The size of a stored length; None when there is none."""
    length = read_length(text)
    return None if length is None else length.size


def show_length(text: str) -> T | str:
    """A stored length in words; what cannot be read stays as it is."""
    try:
        length = read_length(text)
    except BadInput:
        return text
    return length.label if length else ""


def days_of(size: int) -> str:
    """A size in working days with two decimals at most, for reports."""
    return f"{size / SIZES['wd']:.2f}".rstrip("0").rstrip(".")
