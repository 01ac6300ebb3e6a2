"""How long a service takes: ``15d``, ``3wd``, ``2h``, ``10min``, or as people write it."""

import re
from typing import NamedTuple

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

_UNITS = {
    "min": ("分钟", "分"), "h": ("小时", "个小时", "时"), "d": ("天", "日", "个自然日", "自然日"), "wd": ("个工作日", "工作日"),
}  # fmt: skip  # zh-data
_WORDS = {word: key for key, words in _UNITS.items() for word in (key, *words)}
_FORM = re.compile(
    r"(\d{1,5})\s*(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?:内)?", re.IGNORECASE
)  # zh-data
_MINUTES = {"min": 1, "h": 60, "d": 24 * 60}


class Duration(NamedTuple):
    """An amount of ``min``, ``h``, ``d`` (natural days) or ``wd`` (working days)."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def label(self) -> T:
        """In words."""
        zh = {"min": "分钟", "h": "小时", "d": "天", "wd": "个工作日"}[self.unit]  # zh-data
        en = {"min": "minute", "h": "hour", "d": "day", "wd": "working day"}[self.unit]
        return T(f"{self.amount}{zh}", f"{self.amount} {en}{'' if self.amount == 1 else 's'}")

    def share_of(self, other: "Duration") -> float | None:
        """This as a share of another; None where working days would have to be turned into clock time."""
        if not other.amount:
            return None
        if self.unit == other.unit:
            return self.amount / other.amount
        if "wd" in (self.unit, other.unit):
            return None
        return self.amount * _MINUTES[self.unit] / (other.amount * _MINUTES[other.unit])

    def longer_than(self, other: "Duration") -> bool:
        """Whether it is surely longer. A working day is at least a day, and how much more the calendar says."""
        share = self.share_of(other)
        if share is not None:
            return share > 1
        if self.unit == "wd" and other.unit != "wd":
            return self.amount * _MINUTES["d"] > other.amount * _MINUTES[other.unit]
        return False


def read(text: str, label: T) -> Duration:
    """A duration as somebody wrote it.

    Raises:
        BadInput: it cannot be read; names the field.
    """
    found = _FORM.fullmatch("".join(text.split()))
    if found is None:
        shown = text.strip()[:20]
        raise BadInput(
            T(f"{label.zh}“{shown}”读不懂。", f"{label.en} “{shown}” cannot be read."),
            T("写成 15天、3个工作日、2小时、10分钟。", "Write 15d, 3wd, 2h or 10min."),
        )
    return Duration(int(found[1]), _WORDS[found[2].lower()])


def show(text: str) -> T | str:
    """A kept duration in words; what cannot be read stands as it is."""
    found = _FORM.fullmatch(text)
    return Duration(int(found[1]), _WORDS[found[2].lower()]).label if found else text
