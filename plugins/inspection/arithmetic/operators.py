"""The operators of items: from what was measured or marked to points.

A rubric names an operator and gives numbers; nothing here belongs to a region. What each reads: a figure (the value
of a share is numerator / denominator, of a count the numerator), or what a person gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic.exact import EXACT, HUNDRED, ZERO, number, wrong
from gongkai.plugins.inspection.arithmetic.kinds import Kind, Result
from gongkai.plugins.inspection.rules import Fault, Indicator, Step

OPERATORS: dict[str, T] = {
    "ratio": T("按比例得分", "ratio"),  # points x value / target
    "steps": T("分档得分", "steps"),  # the first step that holds
    "deduct": T("扣分", "deduction"),  # points - per x value, or - each fault's own
    "add": T("加分", "addition"),  # per x value, at most cap
    "occurrence": T("按次扣分", "per occurrence"),  # points - per x what a person counted
    "mark": T("人工评分", "mark"),
    "mix": T("多来源合成", "mix of sources"),  # parts by weight
    "children": T("下级平均分", "mean of those below"),  # points x mean score of the children / 100
    "veto": T("一票否决", "veto"),  # fixes the total
    "child_veto": T("下属否决", "veto below"),  # a veto of any child is one of the parent
    "limit": T("封顶", "limit"),  # the total goes no higher than ``fixed``
}
WITHOUT_POINTS = frozenset(("veto", "child_veto", "limit"))
BY_HAND = frozenset(("mark", "occurrence"))
FROM_BELOW = frozenset(("children", "child_veto"))  # the engine gives their figures from the scores of the children
Input = Figure | Decimal | Kind | None  # what an item reads: figure, mark, why there is none (None: not marked)
NOTHING = Figure(ZERO, ZERO)  # measured, and there was nothing
Bounds = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]  # least, above, most, below


@dataclass(frozen=True, slots=True)
class FaultTerms:
    """A fault's numbers: ``per`` each, at most ``cap``; once only when the value lies beyond one of its bounds."""

    per: Decimal
    cap: Decimal | None
    bounds: Bounds | None
    share: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """An indicator's numbers as exact decimals; ``cap`` is what it can lose (or gain) at most, None where unbounded."""

    operator: str
    points: Decimal
    target: Decimal
    per: Decimal
    cap: Decimal | None
    share: bool  # the measure is a share (numerator / denominator), otherwise a count (numerator)
    bounds: Bounds | None = None
    steps: tuple[tuple[Bounds, Decimal], ...] = ()
    faults: tuple[FaultTerms, ...] = ()
    weights: tuple[Decimal, ...] = ()
    overdraws: bool = False  # a loss may exceed the item's own points
    lacking: Decimal | None = None  # share of the points where there is nothing to measure


def terms_of(
    indicator: Indicator, share: bool = True, points: Decimal | None = None, shares: Sequence[bool] = ()
) -> Terms:
    """The numbers of an indicator.

    Args:
        share: whether its measure is a share; ``shares`` the same for its faults.
        points: what it gives at most, where the rubric's weights or a class say something else than it does itself.

    Raises:
        BadInput: unknown operator, or a number that cannot be read or makes no sense; names indicator and key.
    """
    name = indicator.operator
    if name not in OPERATORS:
        raise BadInput(
            T(f"指标 {indicator.id} 的算法 {name} 不存在。", f"Indicator {indicator.id}: there is no operator {name}."),
            T(f"可用：{'、'.join(OPERATORS)}。", f"There are: {', '.join(OPERATORS)}."),
        )
    if points is None:
        points = ZERO if name in WITHOUT_POINTS else number(indicator.points, indicator.id, "points")
    target = number(indicator.target, indicator.id, "target")
    if not target:
        raise wrong(indicator.id, "target", indicator.target)
    overdraws = indicator.cap_in != "item"
    cap = number(indicator.cap, indicator.id, "cap") if indicator.cap else None
    if not overdraws:
        cap = points if cap is None else min(cap, points)
    lacking = None
    if indicator.absent not in ("", "rescale", "spread"):
        lacking = min(number(indicator.absent, indicator.id, "absent"), Decimal(1))
    return Terms(
        name,
        points,
        target,
        number(indicator.per, indicator.id, "per"),
        cap,
        share,
        bounds=_bounds(indicator, indicator.id),
        steps=tuple(
            (_bounds(step, indicator.id) or (None,) * 4, min(number(step.points, indicator.id, "steps"), points))
            for step in indicator.steps
        ),
        faults=tuple(
            FaultTerms(
                number(fault.per, f"{indicator.id}.{fault.id}", "per"),
                number(fault.cap, f"{indicator.id}.{fault.id}", "cap") if fault.cap else None,
                _bounds(fault, f"{indicator.id}.{fault.id}"),
                shares[place] if shares else True,
            )
            for place, fault in enumerate(indicator.fault)
        ),
        weights=tuple(number(part.weight, f"{indicator.id}.{part.id}", "weight") for part in indicator.part),
        overdraws=overdraws,
        lacking=lacking,
    )


def _bounds(one: Indicator | Step | Fault, name: str) -> Bounds | None:
    """Thresholds of an item, a step or a fault; None when it has none."""
    found = tuple(
        number(text, name, key) if (text := getattr(one, key, "")) else None
        for key in ("least", "above", "most", "below")
    )
    if isinstance(one, Indicator):  # its least is the floor of a part, not a condition
        found = (None, *found[1:])
    return (found[0], found[1], found[2], found[3]) if any(value is not None for value in found) else None


def judge(terms: Terms, figure: Figure | None, mark: Decimal | None, selected: bool = True) -> Result:
    """One item's result, from one figure or one mark.

    Args:
        figure: the measure's figure; None or a denominator of 0 says that there was nothing to measure.
        mark: what a person gave; None when nobody has.
        selected: whether the indicator is meant for the unit at all.
    """
    if not selected:
        return Result(Kind.NOT_APPLICABLE, terms.points)
    if terms.operator in BY_HAND or (figure is None and mark is not None):
        return judge_inputs(terms, (mark,))
    return judge_inputs(terms, (figure or NOTHING,))


def judge_inputs(terms: Terms, inputs: Sequence[Input]) -> Result:
    """One item's result, from all that it reads: one input, or one for each fault or part."""
    if terms.faults:
        return _faults(terms, inputs)
    if terms.weights:
        return _mix(terms, inputs)
    one = inputs[0]
    if isinstance(one, Figure):
        if not one.denominator:
            return _lacking(terms)
        some, over = max(one.numerator, ZERO), one.denominator if terms.share else Decimal(1)
    elif isinstance(one, Kind):
        return Result(one, terms.points)
    elif one is None:
        return Result(Kind.NOT_ASSESSED, terms.points)
    else:
        some, over = max(one, ZERO), Decimal(1)
    return _operate(terms, some, over)


def _operate(terms: Terms, some: Decimal, over: Decimal) -> Result:
    """The item from its value ``some / over``, divided once only."""
    operator, points = terms.operator, terms.points
    if operator == "mark":
        return _graded(points, min(some, points))
    if operator in ("ratio", "children"):
        earned = EXACT.divide(EXACT.multiply(points, some), EXACT.multiply(over, terms.target))
        return _graded(points, min(earned, points))
    if operator == "add":
        earned = EXACT.divide(EXACT.multiply(terms.per, some), over)
        return _graded(points, min(earned, points if terms.cap is None else terms.cap))
    if operator == "steps":
        return _graded(points, next((gives for bounds, gives in terms.steps if _holds(bounds, some, over)), ZERO))
    if operator in WITHOUT_POINTS:
        hit = _holds(terms.bounds, some, over) if terms.bounds else some > 0
        if not hit:
            return Result(Kind.FULL, points)
        return Result(Kind.DEDUCTED if operator == "limit" else Kind.VETOED, points, hit=True)
    if terms.bounds:
        some, over = Decimal(_holds(terms.bounds, some, over)), Decimal(1)
    lost = EXACT.divide(EXACT.multiply(terms.per, some), over)
    return _less(terms, lost)


def _less(terms: Terms, lost: Decimal) -> Result:
    if terms.cap is not None:
        lost = min(lost, terms.cap)
    if not lost:
        return Result(Kind.FULL, terms.points, terms.points)
    left = EXACT.subtract(terms.points, lost)
    return Result(Kind.DEDUCTED if left else Kind.ZERO, terms.points, left)


def loss_of(fault: FaultTerms, given: Input) -> Decimal | None:
    """What one fault costs; None where it has not been looked at, 0 where there was nothing to look at."""
    if given is None or (isinstance(given, Kind) and given is not Kind.NOT_APPLICABLE):
        return None
    if isinstance(given, Kind) or (isinstance(given, Figure) and not given.denominator):
        return ZERO
    some, over = (given.numerator, given.denominator) if isinstance(given, Figure) else (given, Decimal(1))
    if isinstance(given, Figure) and not fault.share:
        over = Decimal(1)
    some = max(some, ZERO)
    if fault.bounds:
        some, over = Decimal(_holds(fault.bounds, some, over)), Decimal(1)
    lost = EXACT.divide(EXACT.multiply(fault.per, some), over)
    return lost if fault.cap is None else min(lost, fault.cap)


def _faults(terms: Terms, inputs: Sequence[Input]) -> Result:
    """Full points less what each fault costs. One that nobody has looked at leaves the whole item open."""
    if all(given is Kind.NOT_APPLICABLE for given in inputs):
        return Result(Kind.NOT_APPLICABLE, terms.points)
    if all(isinstance(given, Figure) and not given.denominator for given in inputs):
        return _lacking(terms)
    lost = ZERO
    for fault, given in zip(terms.faults, inputs, strict=True):
        one = loss_of(fault, given)
        if one is None:
            return Result(given if isinstance(given, Kind) else Kind.NOT_ASSESSED, terms.points)
        lost = EXACT.add(lost, one)
    return _less(terms, lost)


def _mix(terms: Terms, inputs: Sequence[Input]) -> Result:
    """Shares of the points by source. A source without anything to measure leaves its weight to the others; one that
    is still to come leaves the item open, for half a mix is no score."""
    earned, weights = ZERO, ZERO
    for weight, given in zip(terms.weights, inputs, strict=True):
        if given is Kind.NOT_APPLICABLE or (isinstance(given, Figure) and not given.denominator):
            continue
        if given is None or isinstance(given, Kind):
            return Result(given or Kind.NOT_ASSESSED, terms.points)
        weights += weight
        some, over = (given.numerator, given.denominator) if isinstance(given, Figure) else (given, HUNDRED)
        own = EXACT.divide(EXACT.multiply(terms.points, max(some, ZERO)), over)
        earned = EXACT.add(earned, EXACT.multiply(weight, min(own, terms.points)))
    if not weights:
        given = inputs[0]
        return Result(given, terms.points) if isinstance(given, Kind) else _lacking(terms)
    return _graded(terms.points, min(EXACT.divide(earned, weights), terms.points))


def _lacking(terms: Terms) -> Result:
    """Nothing to measure: out of both sides, or the share of the points that the rubric gives for that."""
    if terms.lacking is None or terms.operator in WITHOUT_POINTS:
        return Result(Kind.NOT_APPLICABLE, terms.points)
    return _graded(terms.points, EXACT.multiply(terms.points, terms.lacking))


def _holds(bounds: Bounds, some: Decimal, over: Decimal) -> bool:
    """Whether ``some / over`` fits all bounds; multiplied out, so that a threshold is met exactly or not at all."""
    least, above, most, below = bounds
    return not (
        (least is not None and some < EXACT.multiply(least, over))
        or (above is not None and some <= EXACT.multiply(above, over))
        or (most is not None and some > EXACT.multiply(most, over))
        or (below is not None and some >= EXACT.multiply(below, over))
    )


def _graded(points: Decimal, earned: Decimal) -> Result:
    if earned == points:
        return Result(Kind.FULL, points, earned)
    return Result(Kind.PARTIAL if earned else Kind.ZERO, points, earned)
