"""Due dates of entries told day by day, and counted again when working days change."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import DayNote, Deadline, Limit, Period, Unit
from gongkai.core.i18n import T
from gongkai.core.recount import Moved
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.timing import DAYS, changed_due, day_of, finals, limit_of, marks

if TYPE_CHECKING:
    from gongkai.core.clock import Calendar
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def period_of_due(limit: Limit, due: date, calendar: "Calendar") -> Period:
    """The period that a due date answers: the one whose own due date lies nearest."""
    period = limit.period_of(due).next()
    near = [period]
    for _ in range(4):
        near.append(near[-1].previous())
    return min(near, key=lambda p: abs((limit.due_for(p, calendar) - due).days))


def recount_entries(office: "Office", change: "Change | None") -> Iterator[Moved]:
    """Entries whose date was counted in working days and is another by now; one query."""
    resource, out = office.resource("entry"), finals(office)
    known: dict[tuple[str | None, str | None, str], str] = {}
    for uid, unit, title, term, changed, was in office.rows(
        "SELECT uid, unit, title, term, changed_on, due FROM {entry} WHERE due IS NOT NULL"
        f" AND stage NOT IN ({marks(out)}) AND (changed_on IS NOT NULL OR term LIKE '%wd%') ORDER BY id",
        out,
    ):
        key = (term, changed, was)
        if key not in known:
            known[key] = _again(limit_of(term), day_of(changed), date.fromisoformat(was), office.calendar).isoformat()
        now = known[key]
        if now != was:
            if change is not None:
                change.put_row(resource, change.current(resource, uid), {"due": now}, "update")
            yield Moved("entry", uid, unit, title, was, now)


def _again(limit: Limit | None, changed: date | None, was: date, calendar: "Calendar") -> date:
    if limit is not None and limit.is_periodic:
        in_days = limit.term is not None and limit.term.unit is Unit.WORKING_DAY
        return limit.due_for(period_of_due(limit, was, calendar), calendar) if in_days else was
    return was if changed is None else changed_due(limit, changed, calendar)


def explain(office: "Office", uid: str) -> tuple[list[DayNote], T] | None:
    """The days of an entry's time limit and one sentence on it; None when there is no such entry."""
    entry: Any = office.first(office.select(Entry).where(Entry.uid == uid))
    if entry is None:
        return None
    where = T("{unit}：{title}，", "{unit}: {title}, ").format(unit=office.unit_name(entry.unit), title=entry.title)
    if entry.due is None:
        return [], where + T("现在没有应公开的期限。", "nothing is due now.")
    limit, due = limit_of(entry.term), T("，{due}前公开", ", due {due}").format(due=entry.due)
    if limit is not None and limit.is_periodic:
        period = period_of_due(limit, entry.due, office.calendar)
        days = _counted(office, period.end, limit, entry.due)
        return days, where + limit.label() + T("，", ", ") + period.label + due
    own = limit.term if limit is not None and limit.is_event and limit.term else None
    amount, unit = own or (DAYS, Unit.WORKING_DAY)
    start = entry.changed_on or (
        office.calendar.add_working_days(entry.due, -amount) if unit is Unit.WORKING_DAY else None
    )
    if start is None:
        return [], where + (limit.label() if limit else T("", "")) + due
    deadline = Deadline.compute(start, amount, unit, office.calendar)
    if deadline.due != entry.due:
        return [], where + T("期限由人填写", "the date was set by hand") + due
    return deadline.explain(), where + deadline.label()


def _counted(office: "Office", end: date, limit: Limit, due: date) -> list[DayNote]:
    if limit.term is None:
        return []
    deadline = Deadline.compute(end, *limit.term, office.calendar)
    return deadline.explain() if deadline.due == due else []
