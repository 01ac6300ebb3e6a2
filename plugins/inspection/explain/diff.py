"""Why two scores differ: indicator by indicator, what is performance and what is method; the parts add up exactly.

Between two scores stands a third: the first one's inputs under the second one's rubric. From the first to it only the
method changes, from it to the second only what was measured and marked.
"""

from dataclasses import dataclass
from decimal import Decimal

from gongkai.core.i18n import T, same
from gongkai.plugins.inspection.arithmetic import Evaluator, Plan, Score
from gongkai.plugins.inspection.explain.inputs import Inputs, carried
from gongkai.plugins.inspection.explain.words import ADJUSTMENTS

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two scores: its rubric's plan, its inputs, its result."""

    plan: Plan
    inputs: Inputs
    score: Score


@dataclass(frozen=True, slots=True)
class Change:
    """One line: an item (or an adjustment), what it adds on either side, and the change by method and by performance."""

    key: str
    name: T
    before: Decimal | None
    after: Decimal | None
    method: Decimal
    performance: Decimal

    @property
    def change(self) -> Decimal:
        """Both together."""
        return self.method + self.performance


@dataclass(frozen=True, slots=True)
class Difference:
    """All lines, and the two unrounded scores: their difference is the sum of the lines."""

    lines: tuple[Change, ...]
    before: Decimal | None
    after: Decimal | None

    @property
    def method(self) -> Decimal:
        """What the change of the rubric alone makes."""
        return sum((line.method for line in self.lines), ZERO)

    @property
    def performance(self) -> Decimal:
        """What was done better or worse."""
        return sum((line.performance for line in self.lines), ZERO)


def difference(first: Side, second: Side) -> Difference:
    """Compare two scores: of two units, two rounds, two editions, or any of these together."""
    if first.plan.rubric == second.plan.rubric and first.plan.unit_class == second.plan.unit_class:
        middle = first.score
    else:
        middle = carried(first.inputs, second.inputs, second.plan).score(Evaluator(second.plan))
    names: dict[str, T] = {}
    before, between, after = (
        _lines(plan, score, names)
        for plan, score in ((first.plan, first.score), (second.plan, middle), (second.plan, second.score))
    )
    lines = []
    for key in dict.fromkeys((*before, *after, *between)):
        one, two, three = (side.get(key) or ZERO for side in (before, between, after))
        lines.append(Change(key, names[key], before.get(key), after.get(key), two - one, three - two))
    return Difference(tuple(lines), first.score.unrounded, second.score.unrounded)


def _lines(plan: Plan, score: Score, names: dict[str, T]) -> dict[str, Decimal | None]:
    """What each item and each adjustment of a score adds, by a key that both sides share."""
    found: dict[str, Decimal | None] = {}
    for leaf, part in zip(plan.leaves, score.contributions, strict=True):
        one = leaf.node.indicator
        found[one.id] = part
        names.setdefault(one.id, one.name)
    for adjustment in score.adjustments:
        key = f"{adjustment.kind}:{adjustment.indicator}"
        about = plan.nodes[adjustment.indicator].indicator.name if adjustment.indicator else T("", "")
        names.setdefault(key, ADJUSTMENTS[adjustment.kind] + (same(" ") + about if about else T("", "")))
        found[key] = (found.get(key) or ZERO) + adjustment.amount
    return found
