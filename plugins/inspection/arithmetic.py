"""The arithmetic of a score: exact decimals, no store, no office.

Every item is a kind and points before rescaling. The items that were assessed are rescaled to 100, so what does not
apply and what nobody has marked yet leave both sides. Contributions are decimals of ten places that add up exactly
to the unrounded total; only that total is rounded, once, to two places, halves up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import Figure
from gongkai.plugins.inspection.rules import Indicator

EXACT = Context(prec=60)  # far more than any quotient here needs to come out right at ten places
PLACES = Decimal("1e-10")
PUBLISHED = Decimal("0.01")
ZERO, HUNDRED = Decimal(0), Decimal(100)
OPERATORS: dict[str, T] = {
    "ratio": T("按比例得分", "ratio"),
    "deduct": T("扣分", "deduction"),
    "mark": T("人工评分", "mark"),
}


class Kind(StrEnum):
    """What an item's result is, apart from its number."""

    FULL = "full"
    PARTIAL = "partial"
    ZERO = "zero"
    DEDUCTED = "deducted"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSED = "not_assessed"
    NO_DATA = "no_data"

    @property
    def label(self) -> T:
        """The kind in words."""
        return _LABELS[self]

    @property
    def counts(self) -> bool:
        """Whether the item takes part in the total."""
        return self not in (Kind.NOT_APPLICABLE, Kind.NOT_ASSESSED, Kind.NO_DATA)


_LABELS = {
    Kind.FULL: T("满分", "full"),
    Kind.PARTIAL: T("部分得分", "partial"),
    Kind.ZERO: T("零分", "zero"),
    Kind.DEDUCTED: T("扣分", "deducted"),
    Kind.NOT_APPLICABLE: T("不适用", "not applicable"),
    Kind.NOT_ASSESSED: T("未评", "not assessed"),
    Kind.NO_DATA: T("无数据", "no data"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """An indicator's numbers as exact decimals; ``cap`` is what it can lose at most."""

    operator: str
    points: Decimal
    target: Decimal
    per: Decimal
    cap: Decimal
    share: bool  # the measure is a share (numerator / denominator), otherwise a count (numerator)


@dataclass(frozen=True, slots=True)
class Result:
    """One item before rescaling. ``earned`` is zero where the item does not count."""

    kind: Kind
    points: Decimal
    earned: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Total:
    """A unit's total: each item's contribution (None where it does not count), their sum, the published score.

    Attributes:
        base: points of the items that count; contributions are what they earned x 100 / base.
        unrounded: exact sum of the contributions; None when nothing was assessed.
        published: ``unrounded`` rounded once to two places, halves up.
    """

    contributions: tuple[Decimal | None, ...]
    base: Decimal
    unrounded: Decimal | None
    published: Decimal | None


def terms_of(indicator: Indicator, share: bool = True) -> Terms:
    """The numbers of an indicator.

    Raises:
        BadInput: unknown operator, or a number that cannot be read or makes no sense; names indicator and key.
    """
    if indicator.operator not in OPERATORS:
        raise BadInput(
            T(
                f"指标 {indicator.id} 的算法 {indicator.operator} 不存在。",
                f"Indicator {indicator.id}: there is no operator {indicator.operator}.",
            ),
            T(f"可用：{'、'.join(OPERATORS)}。", f"There are: {', '.join(OPERATORS)}."),
        )
    points = number(indicator.points, indicator.id, "points")
    target = number(indicator.target, indicator.id, "target")
    if not target:
        raise _wrong(indicator.id, "target", indicator.target)
    cap = number(indicator.cap, indicator.id, "cap") if indicator.cap else points
    per = number(indicator.per, indicator.id, "per")
    return Terms(indicator.operator, points, target, per, min(cap, points), share)


def number(text: str, indicator: str, key: str) -> Decimal:
    """A plain number of zero or more, written as text.

    Raises:
        BadInput: it is not one; names the indicator and the key.
    """
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise _wrong(indicator, key, text) from None
    if not value.is_finite() or value < 0 or len(text) > 20:
        raise _wrong(indicator, key, text)
    return value


def _wrong(indicator: str, key: str, text: str) -> BadInput:
    return BadInput(
        T(f"指标 {indicator} 的 {key}“{text}”不可用。", f"Indicator {indicator}: {key} “{text}” cannot be used."),
        T(
            "写成不小于零的数字，如 15 或 0.5；target 须大于零。",
            "Write a number such as 15 or 0.5; target is above zero.",
        ),
    )


def judge(terms: Terms, figure: Figure | None, mark: Decimal | None, selected: bool = True) -> Result:
    """One item's result.

    Args:
        figure: the measure's figure; None or a denominator of 0 says that there was nothing to measure.
        mark: the points a person gave; None when nobody has.
        selected: whether the indicator is meant for the unit at all.
    """
    if not selected:
        return Result(Kind.NOT_APPLICABLE, terms.points)
    if terms.operator == "mark":
        if mark is None:
            return Result(Kind.NOT_ASSESSED, terms.points)
        return _graded(terms.points, min(max(mark, ZERO), terms.points))
    if figure is None or not figure.denominator:
        return Result(Kind.NOT_APPLICABLE, terms.points)
    value = max(figure.numerator, ZERO)
    over = figure.denominator if terms.share else Decimal(1)
    if terms.operator == "ratio":
        earned = EXACT.divide(EXACT.multiply(terms.points, value), EXACT.multiply(over, terms.target))
        return _graded(terms.points, min(earned, terms.points))
    lost = min(EXACT.divide(EXACT.multiply(terms.per, value), over), terms.cap)
    if not lost:
        return Result(Kind.FULL, terms.points, terms.points)
    left = EXACT.subtract(terms.points, lost)
    return Result(Kind.DEDUCTED if left else Kind.ZERO, terms.points, left)


def _graded(points: Decimal, earned: Decimal) -> Result:
    if earned == points:
        return Result(Kind.FULL, points, earned)
    return Result(Kind.PARTIAL if earned else Kind.ZERO, points, earned)


def add_up(results: Sequence[Result]) -> Total:
    """Rescale the items that count to 100, add them, round once.

    Thirds and the like are cut at ten places; what the cuts leave over goes, one unit of the last place each, to
    the items that lost most by them, so that the contributions add up exactly.
    """
    counting = [result for result in results if result.kind.counts]
    base = sum((result.points for result in counting), ZERO)
    if not base:
        return Total((None,) * len(results), base, None, None)
    exact = [EXACT.divide(EXACT.multiply(result.earned, HUNDRED), base) for result in counting]
    parts = [value.quantize(PLACES, ROUND_DOWN, EXACT) for value in exact]
    whole = ZERO
    for value in exact:
        whole = EXACT.add(whole, value)
    unrounded = whole.quantize(PLACES, ROUND_HALF_EVEN, EXACT)
    left = int((unrounded - sum(parts, ZERO)) / PLACES)
    by_loss = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_loss[:left]:
        parts[place] += PLACES
    waiting = iter(parts)
    return Total(
        tuple(next(waiting) if result.kind.counts else None for result in results),
        base,
        unrounded,
        unrounded.quantize(PUBLISHED, ROUND_HALF_UP, EXACT),
    )


def shown(value: Decimal) -> str:
    """A decimal as a person writes it: no exponent, no zeros at the end, ten places at most."""
    text = format(value.quantize(PLACES, ROUND_HALF_EVEN, EXACT) if value.as_tuple().exponent else value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
