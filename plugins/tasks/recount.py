"""Due dates of tasks counted again, as when a year's holiday notice was loaded."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from gongkai.core.clock import Limit
from gongkai.core.recount import Moved

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def recount_tasks(office: "Office", change: "Change | None") -> Iterator[Moved]:
    """Open tasks whose limit in working days gives another date; one query, and each limit from each day counted once."""
    resource, known = office.resource("task"), dict[tuple[str, str], str | None]()
    for uid, unit, title, term, start, was in office.rows(
        "SELECT uid, unit, title, term, start, due FROM {task}"
        " WHERE outcome IS NULL AND done_on IS NULL AND start IS NOT NULL AND term LIKE '%wd%' ORDER BY id"
    ):
        if (term, start) not in known:
            due = Limit.parse(term).due_from(date.fromisoformat(start), office.calendar)
            known[term, start] = due.isoformat() if due else None
        now = known[term, start]
        if now is not None and now != was:
            if change is not None:
                change.put_row(resource, change.current(resource, uid), {"due": now}, "update")
            yield Moved("task", uid, unit, title, was, now)
