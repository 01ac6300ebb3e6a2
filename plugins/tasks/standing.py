"""How it stands with items of plans that a rule sets: tasks, and those that are overdue."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.core.office import Office


def standing(office: "Office", sets: Sequence[str], register: Callable[[str, int, int], None]) -> None:
    """Count for each item of a plan among a rule's ``sets``."""
    for mark in sets:
        section, _, key = mark.partition(":")
        if section != "item":
            continue
        plan, _, item = key.partition(".")
        all_, late = office.rows(
            "SELECT COUNT(*), SUM(CASE WHEN outcome IS NULL AND done_on IS NULL AND due < ? THEN 1 ELSE 0 END)"
            " FROM {task} WHERE plan = ? AND item = ? AND (outcome IS NULL OR outcome <> 'cancelled')",
            (office.today.isoformat(), plan, item),
        )[0]
        register(mark, int(all_), int(late or 0))
