"""Exact decimals: reading, showing, cutting at ten places so that the parts still add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.inspection.arithmetic.kinds import Result

EXACT = Context(prec=60)  # far more than any quotient here needs to come out right at ten places
PLACES = Decimal("1e-10")
PUBLISHED = Decimal("0.01")
ZERO, HUNDRED = Decimal(0), Decimal(100)
FINE = 10**40  # sums are made of whole numbers of this fineness: additions are exact in any order, and fast
CUT = 10**30  # what one unit of the tenth place is in them


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


def number(text: str, indicator: str, key: str) -> Decimal:
    """A plain number of zero or more, written as text.

    Raises:
        BadInput: it is not one; names the indicator and the key.
    """
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise wrong(indicator, key, text) from None
    if not value.is_finite() or value < 0 or len(text) > 20 or value.adjusted() > 9:
        raise wrong(indicator, key, text)
    return value


def wrong(indicator: str, key: str, text: str) -> BadInput:
    """The error for a number of an indicator that cannot be used."""
    return BadInput(
        T(f"指标 {indicator} 的 {key}“{text}”不可用。", f"Indicator {indicator}: {key} “{text}” cannot be used."),
        T(
            "写成不小于零的数字，如 15 或 0.5；target 须大于零。",
            "Write a number such as 15 or 0.5; target is above zero.",
        ),
    )


def fine(value: Decimal) -> int:
    """A decimal as a whole number of the fineness in which sums are made."""
    return int(EXACT.scaleb(value, 40))


def decimal_of(units: int) -> Decimal:
    """Units of the tenth place as a decimal."""
    return Decimal(units).scaleb(-10, EXACT)


def apportion(values: Sequence[int], order: Sequence[int]) -> tuple[list[int], int]:
    """Cut fine values at ten places so that they still add up to the rounded sum.

    What the cuts leave over goes, one unit of the last place each, to the values that lost most by them, those first in
    ``order`` among equals, so that it does not matter in which order they come.

    Returns:
        The values and their sum, in units of the tenth place.
    """
    whole = sum(values)
    units, rest = divmod(whole, CUT)
    units += 2 * rest > CUT or (2 * rest == CUT and units % 2)
    parts = [value // CUT for value in values]
    left = units - sum(parts)
    if left:
        lost = sorted(range(len(values)), key=lambda place: (-(values[place] % CUT), order[place]))
        for place in lost[:left]:
            parts[place] += 1
    return parts, units


def published(units: int) -> Decimal:
    """Units of the tenth place rounded to two places, halves up: the one rounding."""
    return decimal_of(units).quantize(PUBLISHED, ROUND_HALF_UP, EXACT)


def add_up(results: Sequence[Result]) -> Total:
    """Rescale the items of a flat list that count to 100, add them, round once."""
    counting = [result for result in results if result.kind.counts]
    base = sum((result.points for result in counting), ZERO)
    if not base:
        return Total((None,) * len(results), base, None, None)
    over = fine(base)
    values = [fine(result.earned) * 100 * FINE // over for result in counting]
    parts, units = apportion(values, range(len(values)))
    waiting = iter(parts)
    return Total(
        tuple(decimal_of(next(waiting)) if result.kind.counts else None for result in results),
        base,
        decimal_of(units),
        published(units),
    )


def shown(value: Decimal) -> str:
    """A decimal as a person writes it: no exponent, no zeros at the end, ten places at most."""
    text = format(value.quantize(PLACES, ROUND_HALF_EVEN, EXACT) if value.as_tuple().exponent else value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
