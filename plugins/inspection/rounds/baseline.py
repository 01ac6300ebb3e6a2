"""Which units an earlier round says nothing about: those that are new since, and those that took over others' work."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.plugins.inspection.ranking import Change, improved
from gongkai.plugins.inspection.rounds.results import RoundScore, results

if TYPE_CHECKING:
    from gongkai.core.office import Office


def since(office: "Office", round: Any, before: Any, within: int | None = None) -> list[Change[RoundScore]]:
    """How every unit's score moved from one round to another; merged and new units have no baseline, with the reason."""
    day = (before.as_of or before.run_on).isoformat() if before.run_on else ""
    why: dict[str, T] = {}
    for target, source, on in office.rows(
        "SELECT target, source_name, day FROM {lineage} WHERE day > ? AND target <> source ORDER BY day, id", (day,)
    ):
        why.setdefault(
            target,
            T(f"{on} 承接{source}，无基数", f"no baseline: took over {source} on {on}"),
        )
    then = {one.uid: one.published for one in results(office, before)}
    for uid, begun in office.rows("SELECT uid, valid_from FROM {unit} WHERE valid_from > ?", (day,)):
        if uid not in then:
            why.setdefault(uid, T(f"{begun} 新设，无基数", f"no baseline: set up on {begun}"))
    return improved(results(office, round, within), then, why)
