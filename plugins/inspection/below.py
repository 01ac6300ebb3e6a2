"""What a unit takes from the units below it: the mean of their scores, and whether any of them is vetoed.

Below a unit are those that name it as their parent (departments of a government, accounts of an organ); below a
government also the governments of the places directly under its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.codes import ancestors
from gongkai.core.measures import Figure
from gongkai.core.registry.models import Unit
from gongkai.plugins.inspection.arithmetic import Score, Verdict
from gongkai.plugins.inspection.arithmetic.operators import FROM_BELOW, NOTHING
from gongkai.plugins.inspection.rules import Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office

GOVERNMENTS = ("government", "township_government")
Outcome = tuple[Decimal | None, bool]
"""What counts of a score above: the published points, and whether it is vetoed."""


def takes_from_below(rubric: Rubric) -> bool:
    """Whether an item of a rubric follows from the scores of the units below."""
    return any(one.operator in FROM_BELOW for one in rubric.indicator)


def outcome(score: Score) -> Outcome:
    """What counts of a score above."""
    return score.published, score.verdict is Verdict.VETOED


def children_of(office: "Office", low: int, high: int) -> dict[str, list[str]]:
    """The units below each unit of a subtree; one statement."""
    query = office.select(Unit, Unit.uid, Unit.parent, Unit.kind, Unit.scope).where(Unit.scope.between(low, high))
    rows = list(office.fetch(query.order_by(Unit.scope, Unit.id).tuples()))
    seats = {scope: uid for uid, _, kind, scope in rows if kind in GOVERNMENTS}
    found: dict[str, list[str]] = defaultdict(list)
    for uid, parent, kind, scope in rows:
        if parent:
            found[parent].append(uid)
        elif kind in GOVERNMENTS:
            over = next((seats[up] for up in reversed(ancestors(scope)) if up != scope and up in seats), None)
            if over:
                found[over].append(uid)
    return dict(found)


def figures_below(outcomes: Iterable[Outcome], out_of: Decimal) -> dict[str, Figure]:
    """By operator what the scores of the units below give: their mean as a share of a full score, vetoes among them.

    Units that were not assessed are left out, never counted as zero.
    """
    known = [(points, vetoed) for points, vetoed in outcomes if points is not None]
    if not known:
        return {"children": NOTHING, "child_veto": NOTHING}
    return {
        "children": Figure(sum((points for points, _ in known), Decimal(0)), out_of * len(known)),
        "child_veto": Figure(Decimal(sum(vetoed for _, vetoed in known)), Decimal(len(known))),
    }


def from_below(
    uids: Iterable[str],
    children: Mapping[str, list[str]],
    score: Callable[[str, Mapping[str, Figure]], Score],
    out_of: Decimal,
) -> dict[str, Score]:
    """Every unit's score, those below before those above.

    Args:
        score: works out one unit, given what its operators take from below.
    """
    wanted = dict.fromkeys(uids)
    found: dict[str, Score] = {}
    for start in wanted:
        waiting, open_ones = [start], {start}
        while waiting:
            uid = waiting[-1]
            below = [child for child in children.get(uid, ()) if child in wanted]
            todo = [child for child in below if child not in found and child not in open_ones]
            if todo:
                waiting += todo
                open_ones.update(todo)
                continue
            waiting.pop()
            if uid not in found:
                known = (outcome(found[child]) for child in below if child in found)
                found[uid] = score(uid, figures_below(known, out_of))
    return found
