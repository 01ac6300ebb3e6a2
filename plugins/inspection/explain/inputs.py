"""What a score was made of, apart from the rubric: so that another edition, or a repair, can be worked out from it."""

from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import Evaluator, Kind, Plan, Score
from gongkai.plugins.inspection.engine import UnitScore


@dataclass(frozen=True)
class Inputs:
    """Figures, marks and reasons why there is neither, by entry; ``measures`` says what each figure is of."""

    figures: dict[str, Figure] = field(default_factory=dict)
    marks: dict[str, Decimal] = field(default_factory=dict)
    states: dict[str, Kind] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)

    def score(self, evaluator: Evaluator) -> Score:
        """The score that a rubric gives for them."""
        return evaluator.score(self.figures, self.marks, self.states)


def inputs_of(score: UnitScore) -> Inputs:
    """What a unit's score was made of."""
    found = Inputs()
    for item in score.items:
        for read in item.inputs:
            key = read.entry.key
            if not read.entry.hand:
                found.measures[key] = read.entry.measure
            if read.state is not None:
                found.states[key] = read.state
            elif read.figure is not None:
                found.figures[key] = read.figure
            elif read.given is not None:
                found.marks[key] = read.given.points
    return found


def carried(old: Inputs, own: Inputs, plan: Plan) -> Inputs:
    """What an edition has to go by: the old edition's figures and marks, and its own reading for what is new in it.

    A mark given under the old edition stands for an entry of the same key; a figure for one of the same measure.
    """
    figures, marks, states = dict(own.figures), dict(own.marks), dict(own.states)
    by_measure = {measure: key for key, measure in old.measures.items() if measure}
    for entry in plan.entries:
        key = entry.key
        if states.get(key) is Kind.NOT_APPLICABLE:
            continue
        if entry.hand:
            if key in old.marks:
                marks[key] = old.marks[key]
            continue
        source = key if old.measures.get(key) == entry.measure else by_measure.get(entry.measure, "")
        if source in old.figures:
            figures[key] = old.figures[source]
            states.pop(key, None)
    return Inputs(figures, marks, states, {entry.key: entry.measure for entry in plan.entries if not entry.hand})


def with_marks(own: Inputs, marks: dict[str, Decimal], plan: Plan) -> Inputs:
    """The same with marks that were given under another rubric, for entries of the same key that have none."""
    keys = {entry.key for entry in plan.entries if entry.hand} - set(own.marks) - set(own.states)
    more = {key: value for key, value in marks.items() if key in keys}
    return Inputs(own.figures, own.marks | more, own.states, own.measures)
