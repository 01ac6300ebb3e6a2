"""Scores of a whole subtree: a few set-based queries, then plain arithmetic for each unit.

The number of queries follows from the rubric (one for the units, one for each selector and each register that is
measured, one for the marks), never from the number of units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.measures import Figure, measures_of, scan
from gongkai.core.registry.models import Unit
from gongkai.core.registry.select import condition
from gongkai.core.rules import Selector
from gongkai.plugins.inspection.arithmetic import Entry, Evaluator, Kind, Plan, Score
from gongkai.plugins.inspection.arithmetic.operators import Input
from gongkai.plugins.inspection.below import children_of, from_below, takes_from_below
from gongkai.plugins.inspection.models import POINTS_PLACES, turn_of
from gongkai.plugins.inspection.rounds.rules import COUNTING
from gongkai.plugins.inspection.rubrics import evaluator_of, in_force, rubric_of
from gongkai.plugins.inspection.rules import Indicator, Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office


@dataclass(frozen=True, slots=True)
class Given:
    """A mark that a person gave."""

    points: Decimal
    reason: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Read:
    """What one entry of an item read: a figure, a mark, or neither and why (None: nothing was there)."""

    entry: Entry
    figure: Figure | None = None
    given: Given | None = None
    state: Kind | None = None


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One indicator of one unit: what went in, what came out.

    Attributes:
        earned: points before rescaling; ``contribution``: what it adds to the total, None where it does not count.
        figure, given: what was measured, or the mark; None where there was none.
        inputs: the same for every entry of the item, which may have several faults or sources.
    """

    indicator: Indicator
    kind: Kind
    points: Decimal
    earned: Decimal
    contribution: Decimal | None
    figure: Figure | None = None
    given: Given | None = None
    inputs: tuple[Read, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's score by one rubric.

    Attributes:
        items: one for each indicator, in the rubric's order.
        unrounded: exact sum of the contributions; ``published``: the same rounded once to two places. Both None
            when nothing was assessed.
        base: points of the items that count.
        expected: how many items apply; ``assessed``: how many of them have a result.
    """

    uid: str
    name: str
    scope: int
    level: str
    kind: str
    rubric: Rubric
    items: tuple[ItemScore, ...]
    base: Decimal
    unrounded: Decimal | None
    published: Decimal | None
    expected: int
    assessed: int
    result: Score | None = None  # adjustments, verdict, what it would be without a veto
    unit_class: str = ""  # the class of the rubric that the unit belongs to


@dataclass(frozen=True)
class _Inputs:
    """What was read for one entry: whom it means (None: everybody), figures and marks by unit."""

    entry: Entry
    members: frozenset[str] | None
    figures: Mapping[str, Figure] | None  # None: the measure is not there
    marks: Mapping[str, Given]

    def of(self, uid: str) -> Input:
        """What the item reads of one unit."""
        if self.members is not None and uid not in self.members:
            return Kind.NOT_APPLICABLE
        if self.entry.hand:
            given = self.marks.get(uid)
            return given.points if given else None
        return Kind.NO_DATA if self.figures is None else self.figures.get(uid)

    def read(self, uid: str) -> Read:
        """The same for the trace: with who gave the mark."""
        given = self.of(uid)
        if isinstance(given, Kind):
            return Read(self.entry, state=given)
        return Read(
            self.entry, given if isinstance(given, Figure) else None, self.marks.get(uid) if self.entry.hand else None
        )


def scores(
    office: "Office", rubric: str | Rubric, within: int | None = None, as_of: date | None = None, round: str = ""
) -> list[UnitScore]:
    """The scores of every unit that a rubric (or its id) means and the acting account may see, in order of place.

    Args:
        within: scope of a subtree; the office's own by default.
        as_of: the day on which deadlines are judged, today by default. It moves the day, not the data: what was
            entered since then counts.
        round: the round of the hand marks; the year of ``as_of`` by default.

    Raises:
        BadInput: unknown rubric, a round that cannot be read, an indicator with numbers that make no sense.
        CheckFailed: a measure failed; names it.
    """
    area = office.scope if within is None else within
    low, high = span(area)
    found = rubric_of(office, rubric) if isinstance(rubric, str) else rubric
    return _scores(office, found, low, high, as_of, round)


def standing(
    office: "Office", within: int | None = None, as_of: date | None = None, round: str = ""
) -> list[UnitScore]:
    """Every unit's score by its own rubric (see ``rubric_for``), in order of place."""
    found: dict[str, UnitScore] = {}
    for rubric in in_force(office, as_of):
        for score in scores(office, rubric.id, within, as_of, round):
            found.setdefault(score.uid, score)
    return sorted(found.values(), key=lambda score: score.scope)


def score_of(
    office: "Office", unit: Any, rubric: Rubric, as_of: date | None = None, round: str = ""
) -> UnitScore | None:
    """One unit's score; None when the rubric does not mean it. Reads only records at the unit's own place, and those
    below it where the rubric takes something from there."""
    if takes_from_below(rubric):
        whole = _scores(office, rubric, *span(unit.scope), as_of, round)
        return next((score for score in whole if score.uid == unit.uid), None)
    found = _scores(office, rubric, unit.scope, unit.scope, as_of, round, unit.uid)
    return found[0] if found else None


def _scores(
    office: "Office", rubric: Rubric, low: int, high: int, as_of: date | None, round: str, only: str = ""
) -> list[UnitScore]:
    day = as_of or office.today
    office = office if day == office.today else office.on(day)
    units = _units(office, rubric.to, low, high, only)
    if not units:
        return []
    turn = turn_of(office, round, day)
    classes = _classes(office, rubric, low, high)
    read: dict[str, _Inputs] = {}
    found: dict[str, tuple[Evaluator, list[_Inputs]]] = {}
    for unit_class in dict.fromkeys(classes.get(unit[0], "") for unit in units):
        evaluator = evaluator_of(office, rubric, unit_class)
        found[unit_class] = evaluator, _inputs(office, evaluator.plan, read, low, high, turn)
    if takes_from_below(rubric):
        return _from_below(office, rubric, units, found, classes, (low, high))
    return [_score(rubric, unit, *found[classes.get(unit[0], "")]) for unit in units]


def _from_below(
    office: "Office",
    rubric: Rubric,
    units: list[tuple[str, str, int, str, str]],
    found: dict[str, tuple[Evaluator, list[_Inputs]]],
    classes: dict[str, str],
    area: tuple[int, int],
) -> list[UnitScore]:
    """The same where a unit's score takes in those of the units below it."""
    by_uid = {unit[0]: unit for unit in units}
    made: dict[str, UnitScore] = {}

    def score(uid: str, below: Mapping[str, Figure]) -> Score:
        evaluator, inputs = found[classes.get(uid, "")]
        own = [
            replace(one, figures={uid: below[one.entry.indicator.operator]}) if one.entry.below else one
            for one in inputs
        ]
        made[uid] = _score(rubric, by_uid[uid], evaluator, own)
        result = made[uid].result
        assert result is not None
        return result

    out_of = next(iter(found.values()))[0].plan.out_of
    from_below(by_uid, children_of(office, *area), score, out_of)
    return [made[unit[0]] for unit in units]


def _score(
    rubric: Rubric, unit: tuple[str, str, int, str, str], evaluator: Evaluator, inputs: list[_Inputs]
) -> UnitScore:
    uid = unit[0]
    result = evaluator.row([one.of(uid) for one in inputs])
    return unit_score(rubric, unit, evaluator, result, [one.read(uid) for one in inputs])


def unit_score(
    rubric: Rubric, unit: tuple[str, str, int, str, str], evaluator: Evaluator, result: Score, reads: Sequence[Read]
) -> UnitScore:
    """A unit's result with what every item read; ``reads`` stand in the order of the plan's entries."""
    waiting = iter(reads)
    items = []
    for leaf, judged, contribution in zip(evaluator.plan.leaves, result.results, result.contributions, strict=True):
        own = tuple(islice(waiting, len(leaf.entries)))
        items.append(
            ItemScore(
                leaf.node.indicator, judged.kind, judged.points, judged.earned, contribution, own[0].figure, own[0].given, own
            )
        )  # fmt: skip
    expected = sum(judged.kind is not Kind.NOT_APPLICABLE for judged in result.results)
    assessed = sum(judged.kind.counts for judged in result.results)
    unit_class = evaluator.plan.unit_class.id if evaluator.plan.unit_class else ""
    return UnitScore(
        *unit, rubric, tuple(items), result.base, result.unrounded, result.published, expected, assessed, result,
        unit_class,
    )  # fmt: skip


# ---- reading


def _units(
    office: "Office", selector: Selector, low: int, high: int, only: str
) -> list[tuple[str, str, int, str, str]]:
    query = office.select(Unit, Unit.uid, Unit.name, Unit.scope, Unit.level, Unit.kind)
    for test in condition(office, selector):
        query = query.where(test)
    query = query.where(Unit.scope.between(low, high))
    if only:
        query = query.where(Unit.uid == only)
    return [tuple(row) for row in office.fetch(query.order_by(Unit.scope, Unit.id).tuples())]


def _classes(office: "Office", rubric: Rubric, low: int, high: int) -> dict[str, str]:
    """The class of every unit that has one: the first that means it."""
    found: dict[str, str] = {}
    for unit_class in rubric.unit_class:
        for unit in _units(office, unit_class.to, low, high, ""):
            found.setdefault(unit[0], unit_class.id)
    return found


def _inputs(office: "Office", plan: Plan, read: dict[str, _Inputs], low: int, high: int, round: str) -> list[_Inputs]:
    """What was read for every entry of a plan; ``read`` keeps it for the other classes of the rubric."""
    marks = counting_marks(office, plan.rubric.id, round, low, high)
    known = measures_of(office)
    wanted = [known[e.measure] for e in plan.entries if e.key not in read and e.measure in known]
    found = scan(office, wanted, low, high)
    for entry in plan.entries:
        if entry.key not in read:
            read[entry.key] = _Inputs(
                entry,
                members_meant(office, entry.indicator.to, low, high),
                found.of(entry.measure) if found.has(entry.measure) else None,
                marks.get(entry.key, {}),
            )
    return [read[entry.key] for entry in plan.entries]


def members_meant(office: "Office", selector: Selector, low: int, high: int) -> frozenset[str] | None:
    """Uids of the units that an indicator means; None when it means all."""
    if selector == Selector():
        return None
    return frozenset(unit[0] for unit in _units(office, selector, low, high, ""))


def counting_marks(office: "Office", rubric: str, round: str, low: int, high: int) -> dict[str, dict[str, Given]]:
    """The mark that counts of every entry and unit: of several phases the last one's, never a self-assessment."""
    rows = office.rows(
        "SELECT indicator, unit, points, reason, marked_by, marked_on, phase FROM {mark}"
        " WHERE rubric = ? AND round = ? AND scope BETWEEN ? AND ?",
        (rubric, round, low, high),
    )
    found: dict[str, dict[str, Given]] = {}
    rank = {phase: number for number, phase in enumerate(reversed(COUNTING))}
    for indicator, unit, points, reason, by, on, _ in sorted(
        (row for row in rows if (row[6] or "") in rank), key=lambda row: rank[row[6] or ""]
    ):
        given = Given(Decimal(int(points)).scaleb(-POINTS_PLACES), reason or "", by or "", on or "")
        found.setdefault(indicator, {})[unit] = given
    return found
