"""One unit's score from its figures and marks: items, rescaling, caps, bonuses, gates, limits, vetoes, one rounding.

The order is fixed: items; rescaling of what counts to the full score; parts that deductions have overdrawn stop at
zero; bonuses, each no more than its group allows and only behind an open gate; the whole stops at zero; limits; vetoes.
Whatever is not an item's contribution is an adjustment with its own line, so that all of them add up to the score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gongkai.core.i18n import T
from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic.exact import CUT, EXACT, apportion, decimal_of, fine, number, published
from gongkai.plugins.inspection.arithmetic.kinds import Kind, Result
from gongkai.plugins.inspection.arithmetic.operators import NOTHING, Input, judge_inputs
from gongkai.plugins.inspection.arithmetic.plan import Leaf, Plan
from gongkai.plugins.inspection.rules import Gate

REMEMBERED = 50_000  # distinct results of whole units kept; beyond that the memory starts anew


class Verdict(StrEnum):
    """What a score means: nothing where the rubric has neither veto nor pass line."""

    NONE = ""
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"
    VETOED = "vetoed"

    @property
    def label(self) -> T:
        """The verdict in words."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.NONE: T("", ""),
    Verdict.QUALIFIED: T("合格", "qualified"),
    Verdict.UNQUALIFIED: T("不合格", "unqualified"),
    Verdict.VETOED: T("一票否决，不合格", "vetoed, unqualified"),
}


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is added to the items' contributions for another reason, with the indicator that gives it.

    Attributes:
        kind: ``floor`` (a part stops at zero), ``gate`` (a bonus stays out), ``cap`` (a bonus group's most), ``limit``,
            ``veto``.
        indicator: id of the indicator; "" for the whole.
        units: the amount in units of the tenth place.
    """

    kind: str
    indicator: str
    units: int

    @property
    def amount(self) -> Decimal:
        """The amount as a decimal."""
        return decimal_of(self.units)


@dataclass(frozen=True, slots=True)
class Score:
    """One unit's score. Units with the same inputs share one.

    Attributes:
        results: one for each item, in the plan's order; ``parts``: what each adds, in units of the tenth place.
        adjustments: what else is added; ``parts`` and these add up exactly to ``units``.
        base: points of the items that count, bonuses apart.
        units: the unrounded score in units of the tenth place; None when nothing was assessed.
        hypothetical: the published score without vetoes and limits, where one applied.
        failed: ids of vetoes and of parts below their least, "" for the pass line.
    """

    results: tuple[Result, ...]
    parts: tuple[int | None, ...]
    adjustments: tuple[Adjustment, ...]
    base: Decimal
    units: int | None
    published: Decimal | None
    hypothetical: Decimal | None
    verdict: Verdict
    failed: tuple[str, ...]

    @property
    def unrounded(self) -> Decimal | None:
        """The exact sum."""
        return None if self.units is None else decimal_of(self.units)

    @property
    def contributions(self) -> tuple[Decimal | None, ...]:
        """What each item adds; None where it does not count."""
        return tuple(None if part is None else decimal_of(part) for part in self.parts)


class Evaluator:
    """Scores units by one plan; knows nothing of stores.

    It remembers the result of every distinct input and of every distinct unit, so that a national round costs a few
    look-ups for each unit.
    """

    def __init__(self, plan: Plan) -> None:
        """Prepare the tables of a plan."""
        self.plan = plan
        self.keys = tuple(entry.key for entry in plan.entries)
        self._leaves = plan.leaves
        self._nothing = tuple(None if entry.hand else NOTHING for entry in plan.entries)
        self._hand = tuple(entry.hand for entry in plan.entries)
        self._spans: list[tuple[int, int]] = []
        at = 0
        for leaf in plan.leaves:
            self._spans.append((at, at + len(leaf.entries)))
            at += len(leaf.entries)
        self._judged: list[dict[object, int]] = [{} for _ in plan.leaves]
        self._scored: dict[tuple[int, ...], Score] = {}
        self._results: list[Result] = []
        self._fine: list[tuple[bool, int, int]] = []  # of each result: whether it counts, points, earned
        names = sorted(leaf.node.indicator.id for leaf in plan.leaves)
        self._order = [names.index(leaf.node.indicator.id) for leaf in plan.leaves]
        self._out_of = fine(plan.out_of)
        self._spreads = any(leaf.spread for leaf in plan.leaves)
        self._rules = _Rules(plan)

    def score(
        self,
        figures: Mapping[str, Figure],
        marks: Mapping[str, Decimal],
        states: Mapping[str, Kind] | None = None,
    ) -> Score:
        """One unit's score.

        Args:
            figures, marks: by entry (``Plan.entries``); a measured entry without a figure has nothing to measure, one
                given by hand without a mark is not assessed.
            states: entries that have neither, and why: not meant for the unit, no data, an error.
        """
        states = states or {}
        return self.row(
            [
                states.get(key) or (marks.get(key) if hand else figures.get(key))
                for key, hand in zip(self.keys, self._hand, strict=True)
            ]
        )

    def row(self, inputs: Sequence[Input]) -> Score:
        """One unit's score from its inputs in the order of ``keys``; None stands for no figure or no mark."""
        return self.total(
            tuple(
                self.choose(place, inputs[start] if end - start == 1 else tuple(inputs[start:end]))
                for place, (start, end) in enumerate(self._spans)
            )
        )

    def choose(self, place: int, given: Input | tuple[Input, ...]) -> int:
        """The number by which an item's result is known from now on, for whoever keeps inputs by column.

        Args:
            place: the item, in the plan's order.
            given: its input; all of them where it has several entries.
        """
        known = self._judged[place]
        found = known.get(given)
        if found is None:
            found = known[given] = self._judge(place, given if isinstance(given, tuple) else (given,))
        return found

    def total(self, chosen: tuple[int, ...]) -> Score:
        """The score of a unit whose items have these results, one number from ``choose`` for each item."""
        score = self._scored.get(chosen)
        if score is None:
            if len(self._scored) >= REMEMBERED:
                self._scored.clear()
            score = self._scored[chosen] = self._add(chosen)
        return score

    def _judge(self, place: int, inputs: Sequence[Input]) -> int:
        leaf = self._leaves[place]
        start = self._spans[place][0]
        if leaf.node.indicator.id in self.plan.left_out:
            result = Result(Kind.NOT_APPLICABLE, leaf.node.points)
        else:
            filled = [self._nothing[start + at] if given is None else given for at, given in enumerate(inputs)]
            result = judge_inputs(leaf.terms, filled)
            if leaf.stated is not None:
                worth = EXACT.divide(EXACT.multiply(result.earned, leaf.node.points), leaf.stated)
                earned = leaf.node.points if result.kind is Kind.FULL else worth
                result = Result(result.kind, leaf.node.points, earned, result.hit)
        self._results.append(result)
        self._fine.append((result.kind.counts, fine(result.points), fine(result.earned)))
        return len(self._results) - 1

    # ---- adding up

    def _add(self, chosen: tuple[int, ...]) -> Score:
        results = [self._results[number] for number in chosen]
        counts = [self._fine[number][0] for number in chosen]
        points = [self._fine[number][1] for number in chosen]
        earned = [self._fine[number][2] for number in chosen]
        rules = self._rules
        if self._spreads:
            for place, (some, over) in enumerate(self._factors(counts, points)):
                if some != over:
                    points[place] = points[place] * some // over
                    earned[place] = earned[place] * some // over
        base = sum(points[place] for place in rules.plain if counts[place])
        values: list[int] = [0] * len(results)
        for place in rules.plain:
            if counts[place] and base:
                values[place] = earned[place] * self._out_of // base
        for place in rules.bonus:
            if counts[place]:
                values[place] = earned[place]
        adjusted: list[tuple[str, str, int]] = []
        if base:
            rules.adjust(values, earned, points, counts, adjusted)
        whole = sum(values) + sum(amount for _, _, amount in adjusted)
        if base and whole < 0:
            adjusted.append(("floor", "", -whole))
            whole = 0
        free, assessed = whole, bool(base)
        for place, most in rules.limits:
            if results[place].hit and assessed and whole > most:
                adjusted.append(("limit", self._leaves[place].node.indicator.id, most - whole))
                whole = most
        vetoes = [place for place, _ in rules.vetoes if results[place].hit]
        for place, fixed in rules.vetoes:
            if results[place].hit and (whole > fixed or not assessed):
                adjusted.append(("veto", self._leaves[place].node.indicator.id, fixed - whole))
                whole, assessed = fixed, True
        if not assessed:
            parts: list[int | None] = [None] * len(results)
            return Score(tuple(results), tuple(parts), (), decimal_of(0), None, None, None, Verdict.NONE, ())
        failed = [self._leaves[place].node.indicator.id for place in vetoes]
        failed += rules.failed(earned, points, counts)
        return self._finish(results, counts, values, adjusted, base, free, failed, bool(vetoes))

    def _finish(
        self,
        results: list[Result],
        counts: list[bool],
        values: list[int],
        adjusted: list[tuple[str, str, int]],
        base: int,
        free: int,
        failed: list[str],
        vetoed: bool,
    ) -> Score:
        last = len(self._order)
        cut, units = apportion(
            [*values, *(amount for _, _, amount in adjusted)], [*self._order, *range(last, last + len(adjusted))]
        )
        final = published(units)
        held = vetoed or any(kind == "limit" for kind, _, _ in adjusted)
        line = self._rules.pass_line
        if line is not None and final < line:
            failed.append("")
        if vetoed:
            verdict = Verdict.VETOED
        elif failed:
            verdict = Verdict.UNQUALIFIED
        else:
            verdict = Verdict.QUALIFIED if line is not None or self._rules.judges else Verdict.NONE
        return Score(
            tuple(results),
            tuple(part if counting else None for part, counting in zip(cut, counts, strict=False)),
            tuple(Adjustment(kind, name, part) for (kind, name, _), part in zip(adjusted, cut[last:], strict=True)),
            decimal_of(base // CUT),
            units,
            final,
            published(apportion([free], [0])[1]) if held and base else None,
            verdict,
            tuple(failed),
        )

    def _factors(self, counts: list[bool], points: list[int]) -> list[tuple[int, int]]:
        """By how much each item grows because others of its parent, or of a group above, do not count."""
        tree = self._rules.children
        alive: dict[str, bool] = {}
        for place, leaf in enumerate(self._leaves):
            for name in leaf.node.chain:
                alive[name] = alive.get(name, False) or counts[place]
        spread = {name for place, leaf in enumerate(self._leaves) if leaf.spread for name in leaf.node.chain}
        factors = {"": (1, 1)}
        for parent, names in tree.items():
            some, over = factors[parent]
            counting = sum(self._rules.static[name] for name in names if alive.get(name))
            given = sum(self._rules.static[name] for name in names if not alive.get(name) and name in spread)
            for name in names:
                factors[name] = (some * (counting + given), over * counting) if counting else (some, over)
        return [factors.get(leaf.node.indicator.id, (1, 1)) for leaf in self._leaves]


class _Rules:
    """What a plan says beyond its items, as positions and fine numbers."""

    def __init__(self, plan: Plan) -> None:
        leaves = plan.leaves
        self.plain = [place for place, leaf in enumerate(leaves) if not leaf.node.bonus]
        self.bonus = [place for place, leaf in enumerate(leaves) if leaf.node.bonus]
        self.vetoes = [
            (p, _fixed(leaf)) for p, leaf in enumerate(leaves) if leaf.terms.operator in ("veto", "child_veto")
        ]
        self.limits = [(p, _fixed(leaf)) for p, leaf in enumerate(leaves) if leaf.terms.operator == "limit"]
        rubric = plan.rubric
        self.pass_line = number(rubric.pass_line, rubric.id, "pass_line") if rubric.pass_line else None
        self.static = {name: fine(node.points) for name, node in plan.nodes.items()}
        self.children: dict[str, list[str]] = {"": []}
        self.places: dict[str, list[int]] = {}
        for place, leaf in enumerate(leaves):
            for name in leaf.node.chain:
                self.places.setdefault(name, []).append(place)
        for name, node in plan.nodes.items():
            if not node.bonus and node.points:
                self.children.setdefault(node.chain[-2] if len(node.chain) > 1 else "", []).append(name)
        # parts that a deduction may overdraw: the first-level indicators of such items
        self.floors = sorted({leaf.node.chain[0] for leaf in leaves if leaf.node.indicator.cap_in == "level1"})
        bonus = sorted(
            (node for node in plan.nodes.values() if node.bonus), key=lambda node: (len(node.chain), node.indicator.id)
        )
        self.groups = [node for node in reversed(bonus) if not node.leaf]  # inner ones first
        self.gates = [(node, node.indicator.gate) for node in bonus if node.indicator.gate is not None]
        self.chains = {name: node.chain for name, node in plan.nodes.items()}
        self.least = [
            (name, fine(number(node.indicator.least, name, "least")))
            for name, node in plan.nodes.items()
            if node.indicator.least
        ]
        self.judges = bool(self.vetoes or self.least)

    def adjust(
        self,
        values: list[int],
        earned: list[int],
        points: list[int],
        counts: list[bool],
        adjusted: list[tuple[str, str, int]],
    ) -> None:
        """Floors of overdrawn parts, most of bonus groups, gates."""
        for name in self.floors:
            sub = sum(values[place] for place in self.places[name])
            if sub < 0:
                adjusted.append(("floor", name, -sub))
        score = sum(values[place] for place in self.plain) + sum(amount for _, _, amount in adjusted)
        shut: set[str] = set()
        for node, gate in self.gates:  # outer ones first
            name = node.indicator.id
            if shut & set(node.chain) or self._opens(gate, score, earned, points, counts):
                continue
            shut.add(name)
            sub = sum(values[place] for place in self.places[name])
            if sub > 0:
                adjusted.append(("gate", name, -sub))
        for node in self.groups:
            name = node.indicator.id
            over = sum(values[place] for place in self.places[name]) - self.static[name]
            over += sum(amount for _, key, amount in adjusted if name in self.chains[key])
            if over > 0 and name not in shut:
                adjusted.append(("cap", name, -over))

    def _opens(self, gate: Gate, score: int, earned: list[int], points: list[int], counts: list[bool]) -> bool:
        value = self._part(gate.of, earned, points, counts) if gate.of else score
        if value is None:
            return False
        above = gate.above == "" or value > fine(number(gate.above, gate.of, "above"))
        return above and (gate.least == "" or value >= fine(number(gate.least, gate.of, "least")))

    def _part(self, name: str, earned: list[int], points: list[int], counts: list[bool]) -> int | None:
        """A part's subtotal out of the points that the rubric gives it; None where nothing of it was assessed."""
        places = [place for place in self.places.get(name, ()) if counts[place]]
        base = sum(points[place] for place in places)
        return sum(earned[place] for place in places) * self.static[name] // base if base else None

    def failed(self, earned: list[int], points: list[int], counts: list[bool]) -> list[str]:
        """Ids of parts below their least."""
        found = []
        for name, least in self.least:
            value = self._part(name, earned, points, counts)
            if value is not None and value < least:
                found.append(name)
        return found


def _fixed(leaf: Leaf) -> int:
    one = leaf.node.indicator
    return fine(number(one.fixed, one.id, "fixed")) if one.fixed else 0
