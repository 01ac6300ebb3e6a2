"""What the result of one item is, apart from its number."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gongkai.core.i18n import T


class Kind(StrEnum):
    """What an item's result is, apart from its number."""

    FULL = "full"
    PARTIAL = "partial"
    ZERO = "zero"
    DEDUCTED = "deducted"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSED = "not_assessed"
    NO_DATA = "no_data"
    ERROR = "error"
    VETOED = "vetoed"

    @property
    def label(self) -> T:
        """The kind in words."""
        return _LABELS[self]

    @property
    def counts(self) -> bool:
        """Whether the item takes part in the total."""
        return self in _COUNTS


_COUNTS = frozenset((Kind.FULL, Kind.PARTIAL, Kind.ZERO, Kind.DEDUCTED, Kind.VETOED))
_LABELS = {
    Kind.FULL: T("满分", "full"),
    Kind.PARTIAL: T("部分得分", "partial"),
    Kind.ZERO: T("零分", "zero"),
    Kind.DEDUCTED: T("扣分", "deducted"),
    Kind.NOT_APPLICABLE: T("不适用", "not applicable"),
    Kind.NOT_ASSESSED: T("未评", "not assessed"),
    Kind.NO_DATA: T("无数据", "no data"),
    Kind.ERROR: T("计算出错", "error"),
    Kind.VETOED: T("一票否决", "vetoed"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One item before rescaling.

    Attributes:
        earned: zero where the item does not count; below zero only where a deduction eats into other points.
        hit: a veto or a limit that applies.
    """

    kind: Kind
    points: Decimal
    earned: Decimal = Decimal(0)
    hit: bool = False
