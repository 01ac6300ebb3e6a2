"""A rubric for one class of units as a tree with the points of every indicator worked out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import nearest
from gongkai.plugins.inspection.arithmetic.exact import EXACT, HUNDRED, number
from gongkai.plugins.inspection.arithmetic.operators import (
    BY_HAND,
    FROM_BELOW,
    WITHOUT_POINTS,
    Terms,
    terms_of,
)
from gongkai.plugins.inspection.rules import Indicator, Rubric, UnitClass

WEIGHTS = ("points", "percent", "fit")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that an item reads: its measure, or what a person gives.

    Attributes:
        key: the indicator's id, or ``indicator.fault`` and ``indicator.part``.
        hand: a person gives it; ``measure`` is empty then.
        most: the largest mark (100 for a source of a mix); None for a count of occurrences.
    """

    key: str
    indicator: Indicator
    name: T
    measure: str
    hand: bool
    most: Decimal | None

    @property
    def below(self) -> bool:
        """Whether it is read from the scores of the units below."""
        return self.indicator.operator in FROM_BELOW


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator in its place: ``points`` after weights and class, ``chain`` from the first level down to itself."""

    indicator: Indicator
    points: Decimal
    chain: tuple[str, ...]
    leaf: bool
    bonus: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """An item: its place, numbers, and what it reads.

    The terms speak of the points as the rubric states them, and so do marks; ``node.points`` is what these points are
    worth after weights. ``stated`` is None where both are the same.
    """

    node: Node
    terms: Terms
    entries: tuple[Entry, ...]
    spread: bool  # its points go to the others of its parent when it does not count
    stated: Decimal | None = None


@dataclass(frozen=True)
class Plan:
    """A rubric for one class, ready to score.

    Attributes:
        nodes: by id, parents before their children, in the rubric's order.
        left_out: ids of indicators that the class does without.
        out_of: what a full score is.
    """

    rubric: Rubric
    unit_class: UnitClass | None
    nodes: dict[str, Node]
    leaves: tuple[Leaf, ...]
    left_out: frozenset[str]
    out_of: Decimal

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that is read, in order: the positions of ``Evaluator.row``."""
        return tuple(entry for leaf in self.leaves for entry in leaf.entries)

    def under(self, node: str) -> Iterator[Leaf]:
        """The items at or below an indicator."""
        return (leaf for leaf in self.leaves if node in leaf.node.chain)


def class_of(rubric: Rubric, unit_class: str) -> UnitClass | None:
    """A class of the rubric; None for "".

    Raises:
        BadInput: there is none of that id; names the nearest.
    """
    if not unit_class:
        return None
    for one in rubric.unit_class:
        if one.id == unit_class:
            return one
    known = [one.id for one in rubric.unit_class]
    near = nearest(unit_class, known) or known
    raise BadInput(
        T(f"{rubric.name.zh}没有类别 {unit_class}。", f"{rubric.name.en} has no class {unit_class}."),
        T(f"可用的有：{'、'.join(near)}。", f"Known ones: {', '.join(near)}."),
    )


def plan(rubric: Rubric, unit_class: str = "", is_share: Callable[[str], bool] = lambda measure: True) -> Plan:
    """Work out a rubric for a class.

    Args:
        is_share: whether a measure gives a share rather than a count.

    Raises:
        BadInput: what it says cannot be computed (``rubrics.checking`` tells all faults at once, with lines).
    """
    own = class_of(rubric, unit_class)
    by_id = {one.id: one for one in rubric.indicator}
    children: dict[str, list[Indicator]] = {}
    for one in rubric.indicator:
        if one.parent and one.parent not in by_id:
            raise BadInput(
                T(
                    f"指标 {one.id} 的上级指标 {one.parent} 不存在。",
                    f"Indicator {one.id}: there is no indicator {one.parent} to be its parent.",
                ),
                T("检查 parent。", "Check its parent."),
            )
        children.setdefault(one.parent, []).append(one)
    total = Fraction(number(rubric.total, rubric.id, "total"))
    nodes: dict[str, Node] = {}
    _place(rubric, own, children, "", total, (), False, nodes)
    if len(nodes) < len(by_id):
        lost = next(key for key in by_id if key not in nodes)
        raise BadInput(
            T(f"指标 {lost} 的上级指标绕成了圈。", f"The parents of indicator {lost} go round in a circle."),
            T("检查 parent，或删去重复的编号。", "Check its parent, or an id that stands twice."),
        )
    left_out = _left_out(own, nodes)
    leaves = tuple(_leaf(rubric, own, node, is_share) for node in nodes.values() if node.leaf)
    out_of = number(rubric.out_of or rubric.total, rubric.id, "out_of")
    return Plan(rubric, own, nodes, leaves, left_out, out_of)


def _place(
    rubric: Rubric,
    own: UnitClass | None,
    children: dict[str, list[Indicator]],
    parent: str,
    points: Fraction,
    chain: tuple[str, ...],
    bonus: bool,
    nodes: dict[str, Node],
) -> None:
    """Give every child of ``parent`` its points, then theirs."""
    if len(chain) > 8:
        raise BadInput(
            T(f"指标 {chain[-1]} 的层级太深。", f"Indicator {chain[-1]} lies too deep."),
            T("指标最多八级。", "Indicators have eight levels at most."),
        )
    ones = children.get(parent, ())
    stated = {one.id: _stated(one, own, children) for one in ones}
    plain = [stated[one.id] for one in ones if not (one.bonus or bonus)]
    whole = sum(plain, Fraction(0))
    for one in ones:
        is_bonus = bonus or one.bonus
        value = stated[one.id]
        if rubric.weights == "percent" and not is_bonus:
            value = points * value / 100
        elif rubric.weights == "fit" and not is_bonus and whole:
            value = points * value / whole
        below = one.id in children
        nodes[one.id] = Node(one, _decimal(value), (*chain, one.id), not below, is_bonus)
        if below:
            _place(rubric, own, children, one.id, value, (*chain, one.id), is_bonus, nodes)


def _stated(one: Indicator, own: UnitClass | None, children: dict[str, list[Indicator]], depth: int = 0) -> Fraction:
    """What an indicator's points say, before they are taken as a weight."""
    text = own.points.get(one.id, one.points) if own else one.points
    if text:
        return Fraction(number(text, one.id, "points"))
    if one.operator in WITHOUT_POINTS:
        return Fraction(0)
    if one.id in children and depth < 8:
        return sum((_stated(child, own, children, depth + 1) for child in children[one.id]), Fraction(0))
    return Fraction(number(text, one.id, "points"))


def _left_out(own: UnitClass | None, nodes: dict[str, Node]) -> frozenset[str]:
    """What a class does without: what it drops with all below, and what is neither at, above nor below its ``only``."""
    if own is None:
        return frozenset()
    kept = {
        key
        for one in own.only
        for key in nodes
        if one in nodes[key].chain or (one in nodes and key in nodes[one].chain)
    }
    return frozenset(
        key
        for key, node in nodes.items()
        if any(part in own.drop for part in node.chain) or (own.only and key not in kept)
    )


def _decimal(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _leaf(rubric: Rubric, own: UnitClass | None, node: Node, is_share: Callable[[str], bool]) -> Leaf:
    one = node.indicator
    absent = one.absent or rubric.absent
    # what the rubric says for all holds for the item that says nothing itself
    told = one if one.absent or absent in ("rescale", "spread") else _with_absent(one, absent)
    stated = _decimal(_stated(one, own, {}))
    terms = terms_of(told, is_share(one.measure), stated, [is_share(fault.measure) for fault in one.fault])
    same = stated == node.points or not stated
    spread = absent == "spread" and not node.bonus
    return Leaf(node, terms, _entries(one, stated), spread, None if same else stated)


def _with_absent(one: Indicator, absent: str) -> Indicator:
    from msgspec.structs import replace

    return replace(one, absent=absent)


def _entries(one: Indicator, points: Decimal) -> tuple[Entry, ...]:
    if one.operator == "deduct" and one.fault:
        return tuple(
            Entry(f"{one.id}.{fault.id}", one, fault.name, fault.measure, not fault.measure, None)
            for fault in one.fault
        )
    if one.operator == "mix":
        return tuple(
            Entry(
                f"{one.id}.{part.id}", one, part.name, part.measure, not part.measure, None if part.measure else HUNDRED
            )
            for part in one.part
        )
    hand = one.operator in BY_HAND or (not one.measure and one.operator not in FROM_BELOW)
    most = points if one.operator == "mark" else None
    return (Entry(one.id, one, one.name, "" if hand else one.measure, hand, most),)
