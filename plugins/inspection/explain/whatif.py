"""What each repair would bring: one blank entry published, one overdue task done, one fault put right; best first.

A repair moves numerators of measures (``[[repair]]`` of the rules, or one of a measure by itself); the score is worked
out again with them, so caps, gates, vetoes and rescaling count. Nothing is guessed of what nobody has marked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T, same
from gongkai.core.measures import Figure, measures_of
from gongkai.plugins.inspection.arithmetic import EXACT, Entry, Evaluator, Leaf
from gongkai.plugins.inspection.explain.inputs import Inputs, inputs_of
from gongkai.plugins.inspection.rubrics import evaluator_of
from gongkai.plugins.inspection.rules import Repair

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.plugins.inspection.engine import UnitScore

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Gain:
    """What a repair brings: ``times`` it can be done, points (unrounded) for one and for all of them.

    Attributes:
        repair: id of the repair; the entry's key where the rules name none.
        register, filters: where the records to be repaired stand; empty for marks.
    """

    repair: str
    name: T
    times: int
    one: Decimal
    all: Decimal
    register: str = ""
    filters: tuple[str, ...] = ()


def what_if(office: "Office", score: "UnitScore") -> list[Gain]:
    """Every repair that would raise a unit's score, that with the most points for one repair first."""
    evaluator = evaluator_of(office, score.rubric, score.unit_class)
    inputs = inputs_of(score)
    known = measures_of(office)
    repairs = office.profile.items("repair", Repair)
    found = []
    told: set[str] = set()
    for repair in repairs.values():
        moves = {key: step for key, step in repair.moves.items() if key in inputs.measures.values()}
        gain = _gain(evaluator, inputs, moves)
        told |= set(moves)
        if gain:
            lead = known.get(next(iter(moves)))
            register = repair.register or (lead.register if lead else "")
            filters = repair.filters or (lead.filters if lead else ())
            found.append(Gain(repair.id, repair.name, *gain, register, filters))
    for leaf in evaluator.plan.leaves:
        for entry in leaf.entries:
            measure = known.get(entry.measure)
            if entry.measure and entry.measure not in told and measure is not None:
                told.add(entry.measure)
                step = _step(leaf, entry)
                gain = _gain(evaluator, inputs, {entry.measure: step})
                name = measure.name + (T("：增加一件", ": one more") if step > 0 else T("：减少一件", ": one less"))
                if gain:
                    found.append(Gain(entry.key, name, *gain, measure.register, measure.filters))
            elif entry.hand:
                found += _by_hand(evaluator, inputs, leaf, entry)
    return sorted(found, key=lambda gain: (-gain.one, -gain.all, gain.repair))


def _step(leaf: Leaf, entry: Entry) -> int:
    """Which way an entry's numerator goes for the better: up for shares, down for faults."""
    bounds = leaf.terms.bounds
    for place, fault in enumerate(leaf.node.indicator.fault):
        if entry.key.endswith(f".{fault.id}"):
            bounds = leaf.terms.faults[place].bounds
    operator = leaf.terms.operator
    if operator == "steps":
        first = leaf.terms.steps[0][0] if leaf.terms.steps else (None,) * 4
        return -1 if first[2] is not None or first[3] is not None else 1
    if operator in ("ratio", "add", "mix", "children"):
        return 1
    return 1 if bounds and bounds[3] is not None else -1


def _gain(evaluator: Evaluator, inputs: Inputs, moves: dict[str, int]) -> tuple[int, Decimal, Decimal] | None:
    """Times, gain of one, gain of all; None where nothing is to be repaired or nothing is gained."""
    places = {
        key: moves[measure] for key, measure in inputs.measures.items() if measure in moves and key in inputs.figures
    }
    times = [_times(evaluator, key, inputs.figures[key], step) for key, step in places.items()]
    most = min(times, default=0)
    if most < 1:
        return None
    now = inputs.score(evaluator).unrounded

    def after(count: int) -> Decimal:
        figures = dict(inputs.figures)
        for key, step in places.items():
            figures[key] = Figure(figures[key].numerator + step * count, figures[key].denominator)
        new = Inputs(figures, inputs.marks, inputs.states).score(evaluator).unrounded
        return (new or ZERO) - (now or ZERO)

    one, whole = after(1), after(most)
    return (most, one, whole) if whole > 0 else None


def _times(evaluator: Evaluator, key: str, figure: Figure, step: int) -> int:
    """How often a repair can be done: down to nothing, or up to the whole (of a count: up to its target)."""
    if not figure.denominator:
        return 0
    if step < 0:
        return int(figure.numerator // -step)
    leaf = next(leaf for leaf in evaluator.plan.leaves if any(entry.key == key for entry in leaf.entries))
    terms = leaf.terms
    room = figure.denominator - figure.numerator
    if not terms.share and terms.operator == "ratio":
        room = terms.target - figure.numerator
    elif not terms.share and terms.operator == "add":
        most = terms.points if terms.cap is None else terms.cap
        room = EXACT.divide(most, terms.per) - figure.numerator if terms.per else ZERO
    return max(int((room / step).to_integral_value(ROUND_CEILING)), 0)


def _by_hand(evaluator: Evaluator, inputs: Inputs, leaf: Leaf, entry: Entry) -> Iterable[Gain]:
    """A mark that could be higher, an occurrence that could be put right."""
    given = inputs.marks.get(entry.key)
    if given is None:
        return
    now = inputs.score(evaluator).unrounded or ZERO

    def after(value: Decimal) -> Decimal:
        marks = {**inputs.marks, entry.key: value}
        return (Inputs(inputs.figures, marks, inputs.states).score(evaluator).unrounded or ZERO) - now

    up = entry.most is not None
    goal = entry.most if entry.most is not None else ZERO
    steps = int(abs(goal - given).to_integral_value(ROUND_CEILING))
    if steps < 1:
        return
    one, whole = after(min(given + ONE, goal) if up else max(given - ONE, goal)), after(goal)
    if whole > 0:
        what = T("：多得一分", ": one point more") if up else T("：改正一处", ": one put right")
        name = leaf.node.indicator.name
        if entry.name != name:
            name = name + same(" · ") + entry.name
        yield Gain(entry.key, name + what, steps, one, whole)
