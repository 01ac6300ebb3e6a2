"""A round's kept results as scores that can be explained, compared and worked out again: from what the round froze."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import Kind
from gongkai.plugins.inspection.engine import Given, ItemScore, Read, UnitScore
from gongkai.plugins.inspection.rubrics import evaluator_of

if TYPE_CHECKING:
    from gongkai.core.office import Office


def kept_round(office: "Office", text: str) -> Any:
    """The computed round that a text names; None when it names none, or one that was never computed."""
    from gongkai.plugins.inspection.rounds.finding import find_round  # rounds stand on scores, not the other way

    found = find_round(office, text) if text else None
    return found if found is not None and found.run_on is not None else None


def kept_scores(office: "Office", round: Any, within: int | None = None, unit: str = "") -> Iterator[UnitScore]:
    """The scores of a round by its frozen rubric, figures and marks, in order of place; one statement."""
    from gongkai.plugins.inspection.rounds.finding import rubric_in
    from gongkai.plugins.inspection.rounds.inputs import read_inputs

    rubric = rubric_in(round)
    low, high = span(round.within if within is None else within)
    one = " AND r.unit = ?" if unit else ""
    rows = office.rows(
        "SELECT r.unit, u.name, r.scope, r.level, r.kind, r.unit_class, r.inputs FROM {round_result} r"
        f" LEFT JOIN {{unit}} u ON u.uid = r.unit WHERE r.round = ? AND r.scope BETWEEN ? AND ?{one} ORDER BY r.scope, r.unit",
        (round.uid, low, high, *([unit] if unit else [])),
    )
    evaluators = {name: evaluator_of(office, rubric, name) for name in {row[5] or "" for row in rows}}
    for uid, name, scope, level, kind, unit_class, inputs in rows:
        evaluator = evaluators[unit_class or ""]
        values = read_inputs(inputs)[: len(evaluator.keys)]
        score = evaluator.row(values)
        waiting = iter(values)
        items = []
        for leaf, result, part in zip(evaluator.plan.leaves, score.results, score.contributions, strict=True):
            reads = tuple(
                Read(
                    entry,
                    value if isinstance(value, Figure) else None,
                    Given(value, "", "", "") if isinstance(value, Decimal) else None,
                    value if isinstance(value, Kind) else None,
                )
                for entry, value in ((entry, next(waiting)) for entry in leaf.entries)
            )
            items.append(
                ItemScore(
                    leaf.node.indicator,
                    result.kind,
                    result.points,
                    result.earned,
                    part,
                    reads[0].figure,
                    reads[0].given,
                    reads,
                )
            )
        expected = sum(result.kind is not Kind.NOT_APPLICABLE for result in score.results)
        assessed = sum(result.kind.counts for result in score.results)
        yield UnitScore(
            uid, name or uid, scope, level, kind, rubric, tuple(items), score.base, score.unrounded, score.published, expected,
            assessed, score, unit_class or "",
        )  # fmt: skip


def kept_score(office: "Office", text: str, unit: str) -> UnitScore | None:
    """One unit's score in a round that was computed; None where the text names none, or the unit is no member."""
    round = kept_round(office, text)
    return next(kept_scores(office, round, unit=unit), None) if round is not None else None
