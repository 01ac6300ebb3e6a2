"""How it stands with obligations that a rule sets: entries, and those that are blank or late (not those that wait)."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gongkai.plugins.catalog.timing import finals, marks

if TYPE_CHECKING:
    from gongkai.core.office import Office


def standing(office: "Office", sets: Sequence[str], register: Callable[[str, int, int], None]) -> None:
    """Count for each obligation, and each limit of one, among a rule's ``sets``."""
    named: dict[str, list[str]] = {}
    for mark in sets:
        section, _, key = mark.partition(":")
        if section in ("obligation", "limit"):
            named.setdefault(key, []).append(mark)
    if not named:
        return
    out = finals(office)
    rows = office.rows(
        "SELECT obligation, COUNT(*), SUM(CASE WHEN (published_on IS NULL AND due IS NOT NULL) OR due < ? THEN 1 ELSE 0 END) FROM {entry}"
        f" WHERE stage NOT IN ({marks(out)}) AND obligation IN ({marks(tuple(named))}) GROUP BY obligation",
        (office.today.isoformat(), *out, *named),
    )
    counts = {key: (int(all_), int(lacking)) for key, all_, lacking in rows}
    for key, of_it in named.items():
        for mark in of_it:
            register(mark, *counts.get(key, (0, 0)))
