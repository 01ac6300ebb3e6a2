"""A unit's page in the book: rank, subtotal of each first-level indicator, what cost points and why, what to mend first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T, same
from gongkai.plugins.inspection.arithmetic import EXACT, PLACES, ZERO, Kind, shown
from gongkai.plugins.inspection.engine import ItemScore, UnitScore
from gongkai.plugins.inspection.explain.whatif import Gain, what_if
from gongkai.plugins.inspection.explain.words import ADJUSTMENTS
from gongkai.plugins.inspection.ranking import Ranked
from gongkai.plugins.inspection.rules import Indicator, Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office

REPAIRS = 5
"""How many repairs a page names."""


@dataclass(frozen=True, slots=True)
class Part:
    """A first-level indicator of one unit: points of the items below that count, and what they add to the score."""

    indicator: Indicator
    points: Decimal
    earned: Decimal
    contribution: Decimal
    assessed: int
    expected: int

    @property
    def share(self) -> Decimal | None:
        """What was earned of what could be; None where nothing counts."""
        return EXACT.divide(self.earned, self.points) if self.points else None


@dataclass(frozen=True, slots=True)
class Loss:
    """What cost points: an item, or an adjustment of the whole."""

    name: T
    kind: T
    lost: Decimal
    grounds: T


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit with its rank; losses the largest first, repairs the best first."""

    ranked: Ranked
    parts: tuple[Part, ...]
    losses: tuple[Loss, ...]
    repairs: tuple[Gain, ...]


def pages(office: "Office", ranking: Iterable[Ranked]) -> Iterable[UnitPage]:
    """A page for each unit, in the order of the ranking; reads nothing of the store."""
    measures = {key: (measure.name, measure.unit == "share") for key, measure in office.plugins.load().measures.items()}
    tops: dict[str, dict[str, Indicator]] = {}
    for one in ranking:
        rubric = one.score.rubric
        top = tops.setdefault(rubric.id, first_level(rubric))
        losses = sorted(_losses(one.score, measures), key=lambda loss: -loss.lost)
        yield UnitPage(one, parts(one.score, top), tuple(losses), tuple(what_if(office, one.score)[:REPAIRS]))


def first_level(rubric: Rubric) -> dict[str, Indicator]:
    """The first-level indicator of every indicator, by id."""
    known = {indicator.id: indicator for indicator in rubric.indicator}
    found: dict[str, Indicator] = {}
    for indicator in rubric.indicator:
        above = indicator
        while above.parent:
            above = known[above.parent]
        found[indicator.id] = above
    return found


def parts(score: UnitScore, group: Mapping[str, Indicator]) -> tuple[Part, ...]:
    """Subtotals in the rubric's order; ``group`` says to which indicator an item is counted.

    Contributions of all parts, and adjustments of the whole, add up to the unrounded score.
    """
    adjusted: dict[str, Decimal] = {}
    for one in score.result.adjustments if score.result else ():
        if one.indicator in group:
            name = group[one.indicator].id
            adjusted[name] = adjusted.get(name, ZERO) + one.amount
    items: dict[str, tuple[Indicator, list[ItemScore]]] = {}
    for item in score.items:
        if item.indicator.id in group:
            above = group[item.indicator.id]
            items.setdefault(above.id, (above, []))[1].append(item)
    return tuple(
        Part(
            indicator,
            sum((item.points for item in below if item.kind.counts), ZERO),
            sum((item.earned for item in below if item.kind.counts), ZERO),
            sum((item.contribution for item in below if item.contribution is not None), adjusted.get(name, ZERO)),
            sum(item.kind.counts for item in below),
            sum(item.kind is not Kind.NOT_APPLICABLE for item in below),
        )
        for name, (indicator, below) in items.items()
    )


def _losses(score: UnitScore, measures: Mapping[str, tuple[T, bool]]) -> Iterable[Loss]:
    for item in score.items:
        if item.contribution is None or item.indicator.bonus:
            continue
        full = _full(score, item)
        if item.contribution < full:
            lost = EXACT.subtract(full, item.contribution).quantize(PLACES)
            yield Loss(item.indicator.name, item.kind.label, lost, _grounds(item, measures))
    names = {indicator.id: indicator.name for indicator in score.rubric.indicator}
    whole = T("总分", "Total")
    for one in score.result.adjustments if score.result else ():
        if one.amount < 0:
            yield Loss(
                names.get(one.indicator, whole), ADJUSTMENTS.get(one.kind, same(one.kind)), -one.amount, T("", "")
            )


def _full(score: UnitScore, item: ItemScore) -> Decimal:
    """What the item would add if it lost nothing."""
    if item.earned > 0 and item.contribution is not None:
        return EXACT.divide(EXACT.multiply(item.contribution, item.points), item.earned).quantize(PLACES)
    out_of = Decimal(score.rubric.out_of or score.rubric.total)
    return EXACT.divide(EXACT.multiply(item.points, out_of), score.base) if score.base else ZERO


def _grounds(item: ItemScore, measures: Mapping[str, tuple[T, bool]]) -> T:
    if item.given is not None:
        by = f"（{item.given.by}，{item.given.on}）", f" ({item.given.by}, {item.given.on})"
        return same(item.given.reason) + T(*by)
    name, share = measures.get(item.indicator.measure, (same(item.indicator.measure), True))
    if item.figure is None:
        return T("", "")
    some, over = shown(item.figure.numerator), shown(item.figure.denominator)
    if share:
        return name + same(f" {some} / {over}")
    return name + T(f" {some}（共 {over}）", f" {some} (of {over})")
