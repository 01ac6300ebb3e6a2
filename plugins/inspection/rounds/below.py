"""In a round: what a unit's score takes from those of the units below it, see ``gongkai.plugins.inspection.below``.

Which unit stands below which is read from the registry as it is when the round is computed; whoever takes no part in the
round gives nothing.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import Kind, Score, Verdict
from gongkai.plugins.inspection.below import Outcome, children_of, figures_below, from_below
from gongkai.plugins.inspection.rounds.desk import SOME, Desk, Member, Tables


def fill(desk: Desk, ones: Sequence[Member], tables: Tables, by_unit: list[Score]) -> None:
    """Put in what comes from below, and score those again who have somebody below; ``tables``, ``by_unit`` are changed."""
    at = {one[0]: number for number, one in enumerate(ones)}
    children = children_of(desk.office, desk.low, desk.high)

    def score(uid: str, below: Mapping[str, Figure]) -> Score:
        number = at[uid]
        if uid in children:
            evaluator = desk.evaluator(ones[number][4] or "")
            put(desk, ones[number], tables, number, below)
            by_unit[number] = evaluator.row([tables[key][number] for key in evaluator.keys])
        return by_unit[number]

    from_below(at, children, score, desk.base.plan.out_of)


def put(desk: Desk, one: Member, tables: Tables, number: int, below: Mapping[str, Figure]) -> None:
    """Put one unit's figures from below into its columns."""
    for entry in desk.evaluator(one[4] or "").plan.entries:
        if entry.below and tables[entry.key][number] is not Kind.NOT_APPLICABLE:
            tables[entry.key][number] = below[entry.indicator.operator]


def fill_kept(desk: Desk, ones: Sequence[Member], tables: Tables, children: Mapping[str, list[str]]) -> None:
    """Put in what comes from below by the results that the round keeps; only those below ``ones`` are read."""
    known = _outcomes(desk, [child for one in ones for child in children.get(one[0], ())])
    for number, one in enumerate(ones):
        below = [known[child] for child in children.get(one[0], ()) if child in known]
        put(desk, one, tables, number, figures_below(below, desk.base.plan.out_of))


def _outcomes(desk: Desk, units: Sequence[str]) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for first in range(0, len(units), SOME):
        part = units[first : first + SOME]
        for unit, score, verdict in desk.office.rows(
            "SELECT unit, score, verdict FROM {round_result} WHERE round = ?"
            f" AND unit IN ({', '.join('?' for _ in part)})",
            (desk.round.uid, *part),
        ):
            points = None if score is None else Decimal(int(score)).scaleb(-2)
            found[unit] = points, verdict == Verdict.VETOED.value
    return found
