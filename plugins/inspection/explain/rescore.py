"""A score under another edition of the rubric, beside the original: same figures and marks, other method."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.inspection.arithmetic import Score
from gongkai.plugins.inspection.engine import UnitScore, score_of, scores, standing
from gongkai.plugins.inspection.explain.diff import Side
from gongkai.plugins.inspection.explain.inputs import carried, inputs_of, with_marks
from gongkai.plugins.inspection.explain.kept import kept_round, kept_score, kept_scores
from gongkai.plugins.inspection.ranking import ranked
from gongkai.plugins.inspection.rubrics import evaluator_of, plan_of, rubric_for, rubric_of

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
    marks = round if kept_round(office, round) is None else ""
    other = {score.uid: score for score in scores(office, rubric_id, within, as_of, marks)}
    evaluators = {name: evaluator_of(office, edition, name) for name in {one.unit_class for one in other.values()}}
    pairs = []
    held = kept_round(office, round)
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
    kept = None if rubric_id or as_of else kept_score(office, round, unit.uid)
    if kept is not None and kept.result is not None:
        return Side(plan_of(office, kept.rubric, kept.unit_class), inputs_of(kept), kept.result)
    rubric = rubric_of(office, rubric_id) if rubric_id else rubric_for(office, unit.uid, as_of)
    score = score_of(office, unit, rubric, as_of, round) if rubric else None
    if rubric is None or score is None:
        raise BadInput(
            T(f"{unit.name}不在评分范围内。", f"{unit.name} is not scored."),
            T("用 gongkai rubric list 查看评分办法。", "See the rubrics with gongkai rubric list."),
        )
    evaluator = evaluator_of(office, rubric, score.unit_class)
    seen = inputs_of(score)
    own = rubric_for(office, unit.uid, as_of) if rubric_id else None
    if own is not None and own.id != rubric.id:  # what was marked under the unit's own rubric counts here too
        first = score_of(office, unit, own, as_of, round)
        seen = with_marks(seen, inputs_of(first).marks, evaluator.plan) if first else seen
    return Side(evaluator.plan, seen, seen.score(evaluator))
