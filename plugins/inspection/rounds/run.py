"""Computing a round: a few statements for all units at once, plain arithmetic by column, rows written in bulk.

Ranks are never kept: they follow from the scores (see ``ranking``). A second run writes only the rows that differ, and a
renewal (``rounds.renewal``) reads only the units whose records changed since.
"""

from time import perf_counter
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.store.bulk import without_collector
from gongkai.plugins.inspection.rounds.below import fill
from gongkai.plugins.inspection.rounds.desk import Desk, Ran, members
from gongkai.plugins.inspection.rounds.finding import OVER
from gongkai.plugins.inspection.rounds.keeping import keep
from gongkai.plugins.inspection.rounds.models import PlaceResult, Result
from gongkai.plugins.inspection.rounds.places import place_rows
from gongkai.plugins.inspection.rounds.scoring import inputs, result_rows, scores

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def run(office: "Office", change: "Change", round: Any) -> Ran:
    """Compute every result of a round and keep it; running again writes only what differs.

    Raises:
        NotAllowed: the acting account may not inspect all of the round's place.
        BadInput: the round is not open, or its scores are public.
    """
    start = perf_counter()
    may_run(office, round)
    desk = Desk(office, round)
    ones = members(office, round)
    for unit_class in {one[4] or "" for one in ones}:
        desk.evaluator(unit_class)
    found = desk.scan()
    desk.read_marks()
    with without_collector():
        tables = inputs(desk, ones, found)
        by_unit = scores(desk, ones, tables)
        if desk.below:
            fill(desk, ones, tables, by_unit)
        results = result_rows(desk, ones, tables, by_unit)
        places = place_rows(desk, ones, tables, results)
    done = Ran(len(ones), len(places["uid"]), 0, found.read, found.statements)
    done.written = keep(change, "round_result", Result, results) + keep(change, "round_place", PlaceResult, places)
    note_run(office, change, round)
    done.seconds = perf_counter() - start
    return done


def may_run(office: "Office", round: Any) -> None:
    """Refuse to compute a round that has not begun or is public, or for somebody who may not inspect all of it."""
    require(office, "inspect", round.within, whole=True)
    if round.stage == "draft" or round.stage in OVER:
        raise BadInput(
            T(f"轮次 {round.code} 还没有开始。", f"Round {round.code} has not begun.") if round.stage == "draft"
            else T(f"轮次 {round.code} 已公布，不再计算。", f"Round {round.code} is published and not computed again."),
            T("用 gongkai round advance 进入下一阶段。", "Begin it with gongkai round advance.") if round.stage == "draft"
            else T("有异议的走申诉；或另开一轮。", "Appeal where something is wrong; or open another round."),
        )  # fmt: skip


def note_run(office: "Office", change: "Change", round: Any) -> None:
    """Say up to when records are in the results."""
    resource = office.resource("round")
    new = {"run_on": office.today.isoformat(), "run_seq": change.seq}
    change.put_row(resource, change.current(resource, round.uid), new, "run")
