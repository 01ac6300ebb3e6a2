"""Which score is meant: as a round kept it, by what the round froze, or as records stand today."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import Figure
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.arithmetic import Entry, Kind
from gongkai.plugins.inspection.arithmetic.operators import Input
from gongkai.plugins.inspection.engine import Given, Read, UnitScore, counting_marks, score_of, unit_score
from gongkai.plugins.inspection.rounds.finding import find_round, rubric_in, want_computed
from gongkai.plugins.inspection.rounds.inputs import read_inputs
from gongkai.plugins.inspection.rubrics import evaluator_of, rubric_for, rubric_of
from gongkai.plugins.inspection.rules import Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office


def round_meant(office: "Office", text: str, rubric_id: str = "") -> Any:
    """The round that a text names, whose results are kept; None when it names none (a year, a quarter, nothing).

    Raises:
        BadInput: it was never computed, or was scored by another rubric than the one named.
    """
    found = find_round(office, clean_line(text)) if text else None
    if found is None:
        return None
    want_computed(found)
    if rubric_id and rubric_of(office, rubric_id).hash != found.edition_hash:
        frozen = rubric_in(found)
        raise BadInput(
            T(f"轮次 {found.code} 按“{frozen.name.zh}”（{frozen.edition}）评分，不按 {rubric_id} 现在的内容。",
              f"Round {found.code} was scored by “{frozen.name.en}” ({frozen.edition}), not by {rubric_id} as it is now."),
            T("去掉 --rubric；按另一办法重算用 score rescore，比较用 score diff --against-rubric。",
              "Leave --rubric out; score rescore scores by another rubric, score diff --against-rubric compares."),
        )  # fmt: skip
    return found


def kept_scores(office: "Office", round: Any, within: int | None = None, unit: str = "") -> Iterator[UnitScore]:
    """The scores of a round by its frozen rubric and figures, each mark with who gave it, in order of place.

    Two statements, however many units.
    """
    rubric = rubric_in(round)
    low, high = span(round.within if within is None else within)
    one = " AND r.unit = ?" if unit else ""
    rows = office.rows(
        "SELECT r.unit, u.name, r.scope, r.level, r.kind, r.unit_class, r.inputs FROM {round_result} r"
        f" LEFT JOIN {{unit}} u ON u.uid = r.unit WHERE r.round = ? AND r.scope BETWEEN ? AND ?{one} ORDER BY r.scope, r.unit",
        (round.uid, low, high, *([unit] if unit else [])),
    )
    if unit and rows:
        low = high = rows[0][2]
    marks = counting_marks(office, round.rubric, round.code, low, high) if rows else {}
    evaluators = {name: evaluator_of(office, rubric, name) for name in {row[5] or "" for row in rows}}
    for uid, name, scope, level, kind, unit_class, inputs in rows:
        evaluator = evaluators[unit_class or ""]
        values = read_inputs(inputs)[: len(evaluator.keys)]
        reads = [
            _read(entry, value, marks.get(entry.key, {}).get(uid))
            for entry, value in zip(evaluator.plan.entries, values, strict=True)
        ]
        yield unit_score(rubric, (uid, name or uid, scope, level, kind), evaluator, evaluator.row(values), reads)


def _read(entry: Entry, value: Input, mark: Given | None) -> Read:
    """What an entry read when the round was computed. A mark that was changed since is told as it counted, unsigned."""
    if isinstance(value, Figure):
        return Read(entry, figure=value)
    if isinstance(value, Kind):
        return Read(entry, state=value)
    if value is None:
        return Read(entry)
    if mark is None or mark.points != value:
        return Read(entry, given=Given(value, str(T("计算之后有改动", "changed since the round was computed")), "", ""))
    return Read(entry, given=mark)


def kept_score(office: "Office", round: Any, unit: Any) -> UnitScore:
    """One unit's score in a round.

    Raises:
        BadInput: the unit takes no part in it.
    """
    found = next(kept_scores(office, round, unit=unit.uid), None)
    if found is None:
        raise BadInput(
            T(f"{unit.name}不参加轮次 {round.code}。", f"{unit.name} takes no part in round {round.code}."),
            T("去掉 --round 看日常得分；用 gongkai round_member list 查看参评单位。",
              "Leave --round out for the standing score; see gongkai round_member list for who takes part."),
        )  # fmt: skip
    return found


def score_meant(
    office: "Office", unit: Any, rubric_id: str = "", as_of: date | None = None, round: str = ""
) -> tuple[UnitScore, Any]:
    """One unit's score, and the round that kept it (None: as records stand).

    Args:
        rubric_id: the unit's own when left out; ``as_of``: judged by records as they stand, on that day.
        round: a round that was computed, or else whose marks count (a year, a quarter).

    Raises:
        BadInput: no rubric means the unit, or see ``round_meant``, ``kept_score``, ``engine.scores``.
    """
    held = round_meant(office, round, rubric_id)
    if held is not None and as_of is None:
        return kept_score(office, held, unit), held
    rubric: Rubric | None
    if held is not None:
        rubric = rubric_in(held)
    else:
        rubric = rubric_of(office, rubric_id) if rubric_id else rubric_for(office, unit.uid, as_of)
    score = score_of(office, unit, rubric, as_of, round) if rubric else None
    if score is None:
        raise not_scored(unit)
    return score, None


def not_scored(unit: Any) -> BadInput:
    """No rubric means the unit."""
    return BadInput(
        T(f"{unit.name}不在评分范围内。", f"{unit.name} is not scored."),
        T("用 gongkai rubric list 查看评分办法。", "See the rubrics with gongkai rubric list."),
    )
