"""Records that changed after a round was computed: renewed while it runs, flagged once it is public."""

from typing import TYPE_CHECKING, Any

from gongkai.core.ledger.history import touched
from gongkai.core.measures import measures_of
from gongkai.plugins.inspection.rounds.finding import rubric_in
from gongkai.plugins.inspection.rubrics import plan_of

if TYPE_CHECKING:
    from gongkai.core.office import Office


def changed(office: "Office", round: Any) -> dict[str, list[tuple[str, str, int]]]:
    """Members of whom a measured record, or a mark, was changed after the round was computed: unit to (register, uid, link)."""
    rubric, known = rubric_in(round), measures_of(office)
    classes = ("", *(one.id for one in rubric.unit_class))
    measures = {entry.measure for one in classes for entry in plan_of(office, rubric, one).entries}
    registers = sorted({known[key].register for key in measures if key in known and known[key].register} | {"mark"})
    found = touched(office, registers, round.run_seq or 0)
    if not found:
        return {}
    members = {unit for (unit,) in office.rows("SELECT unit FROM {round_member} WHERE round = ?", (round.uid,))}
    return {unit: ones for unit, ones in sorted(found.items()) if unit in members}


def reorganised(office: "Office", round: Any) -> bool:
    """Whether units or divisions were reorganised after the round was computed: then places hold other units."""
    return bool(office.rows("SELECT 1 FROM {reorg_act} WHERE seq > ? LIMIT 1", (round.run_seq or 0,)))
