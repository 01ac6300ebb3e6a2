"""Words for the lines of a score that are no items, and each item's arithmetic in one line."""

from dataclasses import replace
from decimal import Decimal

from gongkai.core.i18n import T, same
from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import EXACT, Kind, Leaf, shown
from gongkai.plugins.inspection.arithmetic.operators import FaultTerms, Terms, loss_of
from gongkai.plugins.inspection.engine import ItemScore, Read

ADJUSTMENTS: dict[str, T] = {
    "floor": T("扣至零分为止", "stops at zero"),
    "gate": T("未达加分门槛，不计", "the gate stays shut"),
    "cap": T("加分封顶", "bonus at most"),
    "limit": T("封顶", "limit"),
    "veto": T("一票否决", "veto"),
}


def formula(leaf: Leaf, item: ItemScore) -> T:
    """How an item earned what it did: in the points that the rubric states, then by its weight."""
    if leaf.stated is None:
        return _stated(leaf, item)
    own = EXACT.divide(EXACT.multiply(item.earned, leaf.stated), item.points) if item.points else item.earned
    told = _stated(leaf, replace(item, earned=own, points=leaf.stated))
    weighed = f"{shown(own)} × {shown(item.points)} ÷ {shown(leaf.stated)} = {shown(item.earned)}"
    return told + T(f"，按权重 {weighed}", f", by its weight {weighed}")


def _stated(leaf: Leaf, item: ItemScore) -> T:
    terms, earned, points = leaf.terms, shown(item.earned), shown(item.points)
    if leaf.node.indicator.fault:
        lost = [_fault(fault, read) for fault, read in zip(terms.faults, item.inputs, strict=True)]
        return same(f"{points}{''.join(part for part in lost if part)} = {earned}")
    if item.figure is not None and not item.figure.denominator and terms.lacking is not None:
        return T(f"无任务，按 {shown(terms.lacking)} 计：", f"no task, {shown(terms.lacking)} of the points: ") + same(
            f"{points} × {shown(terms.lacking)} = {earned}"
        )
    if terms.weights:
        parts = " + ".join(_part(weight, read) for weight, read in zip(terms.weights, item.inputs, strict=True))
        return same(f"{points} × ({parts}) = {earned}")
    if item.figure is None and item.given is None and terms.lacking is not None:
        share = shown(terms.lacking)
        return T(f"无任务，按 {share} 计：", f"no task, {share} of the points: ") + same(
            f"{points} × {share} = {earned}"
        )
    if terms.operator in ("veto", "child_veto", "limit"):
        hit = item.kind in (Kind.VETOED, Kind.DEDUCTED)
        value = same(_value(terms, item) + " → ") if item.figure or item.given else T("", "")
        return value + (T("触发", "applies") if hit else T("未触发", "does not apply"))
    return _single(terms, item, earned, points)


def _single(terms: Terms, item: ItemScore, earned: str, points: str) -> T:
    value = _value(terms, item)
    if terms.operator == "mark" or not value:
        return same(f"{earned} / {points}")
    if terms.operator in ("ratio", "children"):
        target = "" if terms.target == 1 else f" ÷ {shown(terms.target)}"
        over = T(f"（最多 {points}）", f" (at most {points})") if item.kind is Kind.FULL else T("", "")
        return same(f"{points} × {value}{target} = {earned}") + over
    if terms.operator == "steps":
        return same(f"{value} → {earned}")
    most = shown(terms.points if terms.cap is None else terms.cap)
    if terms.operator == "add":
        return same(f"{shown(terms.per)} × {value} = {earned}") + T(f"（最多 {most}）", f" (at most {most})")
    limit = T("", "") if terms.cap is None else T(f"（最多扣 {most}）", f" (loses at most {most})")
    if terms.bounds:
        return same(f"{value} → {points} − {shown(terms.points - item.earned)} = {earned}") + limit
    return same(f"{points} − {shown(terms.per)} × {value} = {earned}") + limit


def _value(terms: Terms, item: ItemScore) -> str:
    if item.figure is not None:
        over = f" ÷ {shown(item.figure.denominator)}" if terms.share else ""
        return f"{shown(item.figure.numerator)}{over}"
    return shown(item.given.points) if item.given else ""


def _fault(fault: FaultTerms, read: Read) -> str:
    given: Figure | Decimal | None = read.figure or (read.given.points if read.given else None)
    lost = loss_of(fault, given) if given is not None else None
    return f" − {shown(lost)}" if lost else ""


def _part(weight: Decimal, read: Read) -> str:
    if read.figure is not None:
        value = f"{shown(read.figure.numerator)} ÷ {shown(read.figure.denominator)}"
    else:
        value = f"{shown(read.given.points)} ÷ 100" if read.given else "—"
    return f"{shown(weight)}% × {value}"
