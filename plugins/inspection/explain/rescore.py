"""A score under another edition of the rubric, beside the original: same figures and marks, other method."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.plugins.inspection.arithmetic import Score
from gongkai.plugins.inspection.engine import UnitScore, score_of, scores, standing
from gongkai.plugins.inspection.explain.diff import Side
from gongkai.plugins.inspection.explain.inputs import carried, inputs_of, with_marks
from gongkai.plugins.inspection.explain.kept import kept_score, kept_scores, not_scored, round_meant, score_meant
from gongkai.plugins.inspection.ranking import ranked
from gongkai.plugins.inspection.rubrics import evaluator_of, rubric_for, rubric_of

if TYPE_CHECKING:
    from gongkai.core.office import Office


@dataclass(frozen=True, slots=True)
class Rescored:
    """A unit's score as it was, and under the other edition; ranks are within level and kind, None without a score."""

    before: UnitScore
    after: Score
    rank_before: int | None
    rank_after: int | None

    @property
    def change(self) -> Decimal | None:
        """Published score now less then."""
        if self.before.published is None or self.after.published is None:
            return None
        return self.after.published - self.before.published


def rescored(
    office: "Office", rubric_id: str, within: int | None = None, as_of: date | None = None, round: str = ""
) -> list[Rescored]:
    """Every unit that both its own rubric and the edition mean, in order of place.

    Raises:
        BadInput: unknown edition, or see ``engine.scores``.
    """
    edition = rubric_of(office, rubric_id)
    held = round_meant(office, round)
    other = {score.uid: score for score in scores(office, rubric_id, within, as_of, "" if held else round)}
    evaluators = {name: evaluator_of(office, edition, name) for name in {one.unit_class for one in other.values()}}
    pairs = []
    for before in standing(office, within, as_of, round) if held is None else kept_scores(office, held, within):
        own = other.get(before.uid)
        if own is not None:
            evaluator = evaluators[own.unit_class]
            seen = carried(inputs_of(before), inputs_of(own), evaluator.plan)
            pairs.append((before, seen.score(evaluator)))
    old = {place.score.uid: place.rank for place in ranked(before for before, _ in pairs)}
    renewed = [replace(before, published=after.published) for before, after in pairs]
    new = {place.score.uid: place.rank for place in ranked(renewed)}
    return [Rescored(before, after, old[before.uid], new[before.uid]) for before, after in pairs]


def side(office: "Office", unit: Any, rubric_id: str = "", as_of: date | None = None, round: str = "") -> Side:
    """One side of a comparison: a unit on a day, by the marks of a round, under a rubric (its own unless named).

    Raises:
        BadInput: no rubric means the unit.
    """
    held = round_meant(office, round) if as_of is None else None
    if held is not None:
        kept = kept_score(office, held, unit)
        rubric = rubric_of(office, rubric_id) if rubric_id else kept.rubric
        if rubric.hash == kept.rubric.hash:
            evaluator = evaluator_of(office, kept.rubric, kept.unit_class)
            seen = inputs_of(kept)
        else:  # another rubric has what the round kept, and its own reading for what is new in it
            own = score_of(office, unit, rubric)
            if own is None:
                raise not_scored(unit)
            evaluator = evaluator_of(office, rubric, own.unit_class)
            seen = carried(inputs_of(kept), inputs_of(own), evaluator.plan)
        return Side(evaluator.plan, seen, seen.score(evaluator))
    score, _ = score_meant(office, unit, rubric_id, as_of, round)
    evaluator = evaluator_of(office, score.rubric, score.unit_class)
    seen = inputs_of(score)
    standing_one = rubric_for(office, unit.uid, as_of) if rubric_id else None
    if standing_one is not None and standing_one.id != score.rubric.id:
        # what was marked under the unit's own rubric counts here too
        first = score_of(office, unit, standing_one, as_of, round)
        seen = with_marks(seen, inputs_of(first).marks, evaluator.plan) if first else seen
    return Side(evaluator.plan, seen, seen.score(evaluator))
