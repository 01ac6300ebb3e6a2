"""Due dates of open requests counted again, as when a year's holiday notice was loaded."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require_row
from gongkai.core.recount import Moved
from gongkai.core.store.record import columns
from gongkai.plugins.tasks.requests.clock import clock_of
from gongkai.plugins.tasks.requests.facts import events_of
from gongkai.plugins.tasks.requests.models import Request

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def recount_requests(office: "Office", change: "Change | None") -> list[Moved]:
    """Open requests whose due date by the office's calendar is another; two queries. ``change`` writes them.

    Raises:
        NotAllowed: the acting account may not edit one of the requests.
    """
    found = list(_moved(office))
    if change is not None:
        before, change.office = change.office, office  # so that rows are prepared by the new calendar
        try:
            _write(office, change, found)
        finally:
            change.office = before
    return [moved for _, moved in found]


def _moved(office: "Office") -> Iterator[tuple[dict[str, Any], Moved]]:
    consulted: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for uid, *asked in office.rows(
        "SELECT c.request, c.kind, c.party, c.sent_on, c.received_on, c.answered_on FROM {consult} c"
        " JOIN {request} r ON r.uid = c.request WHERE r.closed_on IS NULL ORDER BY c.sent_on, c.id"
    ):
        consulted[uid].append(tuple(asked))
    names = columns(Request)
    for values in office.rows(
        f"SELECT {', '.join(names)} FROM {{request}} WHERE closed_on IS NULL AND law IS NOT NULL ORDER BY id"
    ):
        row = dict(zip(names, values, strict=True))
        due = clock_of(events_of(office, row, consulted[row["uid"]]), office.calendar).due
        text = due.isoformat() if due else None
        if text != row["due"]:
            yield row, Moved("request", row["uid"], row["unit"], row["title"], row["due"], text)


def _write(office: "Office", change: "Change", found: list[tuple[dict[str, Any], Moved]]) -> None:
    resource, consults = office.resource("request"), office.resource("consult")
    for row, _ in found:
        require_row(office, resource, resource.verb, row)
        change.put_row(resource, change.current(resource, row["uid"]), {}, "update")
    for (uid,) in office.rows(
        "SELECT c.uid FROM {consult} c JOIN {request} r ON r.uid = c.request"
        " WHERE r.closed_on IS NULL AND c.received_on IS NOT NULL ORDER BY c.id"
    ):
        change.put_row(consults, change.current(consults, uid), {}, "update")  # its own date follows the calendar, too
