"""The kept results of a round as scores that can be ranked (``explain.kept`` gives them item by item)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.plugins.inspection.rounds.finding import rubric_in, want_computed
from gongkai.plugins.inspection.rules import Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office


@dataclass(frozen=True, slots=True)
class RoundScore:
    """One unit's result in a round; ``kind`` is its class where the rubric has classes."""

    uid: str
    name: str
    scope: int
    level: str
    kind: str
    published: Decimal | None
    expected: int
    assessed: int
    verdict: str
    by_self: Decimal | None
    corrected: bool
    rubric: Rubric


def results(office: "Office", round: Any, within: int | None = None) -> list[RoundScore]:
    """The results of a round that the acting account may see, in order of place.

    Raises:
        BadInput: the round was never computed.
    """
    want_computed(round)
    low, high = span(round.within if within is None else within)
    rubric = rubric_in(round)
    return [
        RoundScore(
            uid, name or uid, scope, level, unit_class or kind, _points(score), expected, assessed, verdict or "",
            _points(by_self), bool(corrected), rubric,
        )
        for uid, name, scope, level, kind, unit_class, score, expected, assessed, verdict, by_self, corrected in office.rows(
            "SELECT r.unit, u.name, r.scope, r.level, r.kind, r.unit_class, r.score, r.expected, r.assessed, r.verdict,"
            " r.self_score, r.corrected FROM {round_result} r LEFT JOIN {unit} u ON u.uid = r.unit"
            " WHERE r.round = ? AND r.scope BETWEEN ? AND ? ORDER BY r.scope, r.unit",
            (round.uid, low, high),
        )
    ]  # fmt: skip


def _points(value: Any) -> Decimal | None:
    return None if value is None else Decimal(int(value)).scaleb(-2)
