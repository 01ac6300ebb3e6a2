"""The scores of a round as it kept them: worked out again from the stored inputs, whatever the records say by now."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import Evaluator, Kind
from gongkai.plugins.inspection.arithmetic.operators import Input
from gongkai.plugins.inspection.engine import Given, ItemScore, Read, UnitScore
from gongkai.plugins.inspection.rounds.finding import rubric_in
from gongkai.plugins.inspection.rounds.inputs import read_inputs
from gongkai.plugins.inspection.rounds.rules import COUNTING
from gongkai.plugins.inspection.rubrics import evaluator_of
from gongkai.plugins.inspection.rules import Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office

Marks = dict[tuple[str, str], Given]


def held_scores(office: "Office", round: Any, within: int | None = None) -> list[UnitScore]:
    """Every unit's score of a round with its items, in order of place; two queries, however many units.

    Raises:
        BadInput: the round was never computed.
    """
    if round.run_on is None:
        raise BadInput(
            T(f"轮次 {round.code} 还没有计算。", f"Round {round.code} is not computed yet."),
            T(f"用 gongkai round run {round.code} 计算。", f"Compute it with gongkai round run {round.code}."),
        )
    low, high = span(round.within if within is None else within)
    rubric = rubric_in(round)
    marks = _marks(office, round, low, high)
    evaluators: dict[str, Evaluator] = {}
    found = []
    for uid, name, scope, level, kind, unit_class, inputs in office.rows(
        "SELECT r.unit, u.name, r.scope, r.level, r.kind, r.unit_class, r.inputs FROM {round_result} r"
        " LEFT JOIN {unit} u ON u.uid = r.unit WHERE r.round = ? AND r.scope BETWEEN ? AND ? ORDER BY r.scope, r.unit",
        (round.uid, low, high),
    ):
        name_of_class = unit_class or ""
        evaluator = evaluators.get(name_of_class)
        if evaluator is None:
            evaluator = evaluators[name_of_class] = evaluator_of(office, rubric, name_of_class)
        row = read_inputs(inputs)[: len(evaluator.keys)]
        unit = (uid, name or uid, scope, level, kind)
        found.append(_score(rubric, unit, name_of_class, evaluator, row, marks))
    return found


def _score(
    rubric: Rubric,
    unit: tuple[str, str, int, str, str],
    unit_class: str,
    evaluator: Evaluator,
    row: Sequence[Input],
    marks: Marks,
) -> UnitScore:
    result = evaluator.row(row)
    reads: dict[str, list[Read]] = {}
    for entry, value in zip(evaluator.plan.entries, row, strict=True):
        reads.setdefault(entry.indicator.id, []).append(
            Read(
                entry,
                value if isinstance(value, Figure) else None,
                marks.get((unit[0], entry.key), Given(value, "", "", "")) if isinstance(value, Decimal) else None,
                value if isinstance(value, Kind) else None,
            )
        )
    items = []
    for leaf, judged, part in zip(evaluator.plan.leaves, result.results, result.contributions, strict=True):
        own = tuple(reads[leaf.node.indicator.id])
        first = next((read for read in own if read.figure or read.given), own[0])
        items.append(
            ItemScore(
                leaf.node.indicator, judged.kind, judged.points, judged.earned, part, first.figure, first.given, own
            )
        )
    expected = sum(judged.kind is not Kind.NOT_APPLICABLE for judged in result.results)
    assessed = sum(judged.kind.counts for judged in result.results)
    return UnitScore(
        *unit,
        rubric,
        tuple(items),
        result.base,
        result.unrounded,
        result.published,
        expected,
        assessed,
        result,
        unit_class,
    )


def _marks(office: "Office", round: Any, low: int, high: int) -> Marks:
    """Who gave each mark that counts, and why: the latest phase's."""
    found: dict[tuple[str, str], tuple[int, Given]] = {}
    for unit, indicator, points, reason, by, on, phase in office.rows(
        "SELECT unit, indicator, points, reason, marked_by, marked_on, phase FROM {mark}"
        " WHERE round = ? AND rubric = ? AND scope BETWEEN ? AND ?",
        (round.code, round.rubric, low, high),
    ):
        if phase not in COUNTING:
            continue
        rank = COUNTING.index(phase)
        known = found.get((unit, indicator))
        if known is None or rank < known[0]:
            given = Given(Decimal(int(points)).scaleb(-2), reason or "", by or "", on or "")
            found[unit, indicator] = (rank, given)
    return {key: given for key, (_, given) in found.items()}
