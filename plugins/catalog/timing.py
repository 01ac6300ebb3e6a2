"""Due dates of entries: the first one, the next one after a publication, and the catch-up.

A periodic entry is due by its period. What runs from an event (at once, within 7 days of …) waits for it: it has no due
date, and nothing is missing, until somebody says that it happened. All others (standing, the general 20 working days, in
stages) are due within 20 working days, for the information is taken to be there (REG-26). Once published, neither has a
due date until the information changes.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Limit, LimitKind, Unit
from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.ledger.history import edits
from gongkai.core.profile import Profile
from gongkai.core.store.record import columns
from gongkai.core.workflow import Workflow
from gongkai.plugins.catalog.models import Entry

if TYPE_CHECKING:
    from gongkai.core.clock import Calendar, Period
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

DAYS = 20
"""Working days within which information is public after it was made or changed (Regulations, article 26)."""
EXPECTED = "(published_on IS NOT NULL OR due IS NOT NULL)"
"""Whether something is expected of an entry: it was published, or it is due some day; the others wait for their event."""
BY_RULE = "generate"
"""What the ledger calls a change of an entry that followed from the rules alone: nobody worked on it."""


@lru_cache(maxsize=1024)
def limit_of(text: str | None) -> Limit | None:
    """The limit that a text means, in its short form or in the words of a document; None when it is empty.

    Raises:
        BadInput: it is no limit; names the nearest right form.
    """
    if not text:
        return None
    try:
        return Limit.parse(text)
    except BadInput:
        said = Limit.from_phrase(text)
        if said is None:
            raise
        return said


def finals(office: "Office") -> tuple[str, ...]:
    """Stages of entries that are no longer a duty (retired, not applicable), as the office's workflow has them."""
    return _finals(office.profile, office.resource("entry").workflow)


@lru_cache(maxsize=4)
def _finals(profile: Profile, workflow: str) -> tuple[str, ...]:
    return tuple(stage.key for stage in profile.items("workflow", Workflow)[workflow].stage if stage.final)


def awaits(limit: Limit | None) -> bool:
    """Whether a limit runs from an event that need not have happened: at once, or so many days after it.

    The general 20 working days do not, nor what is kept public for good: that information is there from the first day.
    ``at-once+20wd`` is how an event with 20 working days is written.
    """
    if limit is None or not limit.is_event or limit.show_always:
        return False
    return limit.kind is LimitKind.AT_ONCE or limit.term != (DAYS, Unit.WORKING_DAY)


def first_due(limit: Limit | None, today: date, calendar: "Calendar", since: date | None = None) -> date | None:
    """The due date of an entry that was never published and of which nothing more is known.

    Periodic: the due date of the period that ended last, or of the first one that ends after the duty began
    (``since``). What waits for an event: None. All others: 20 working days from ``today``, for nobody has said yet when
    the information was made.
    """
    if awaits(limit):
        return None
    if limit is not None and limit.is_periodic:
        due = limit.current_due(today, None, calendar, since=since)
        assert due is not None  # a periodic limit always has one
        return due
    return calendar.add_working_days(today, DAYS)


def changed_due(limit: Limit | None, today: date, calendar: "Calendar") -> date:
    """The due date of information that is made or changes today: by its own term, else 20 working days."""
    if limit is not None and limit.is_event:
        due = limit.due_from(today, calendar)
        if due is not None:
            return due
    return calendar.add_working_days(today, DAYS)


def covered(limit: Limit, published: date, due: date | None, calendar: "Calendar") -> "Period":
    """The period that a publication counts for.

    A late one counts for what was late: a report of the third quarter that comes out in October does not release
    the unit from the fourth. Otherwise see ``Limit.covered_by``.
    """
    if due is None or published <= due:
        return limit.covered_by(published, calendar)
    return last_over(limit, published, calendar)


def last_over(limit: Limit, day: date, calendar: "Calendar") -> "Period":
    """The last period whose due date lies before a day."""
    period = limit.period_of(day)
    while limit.due_for(period, calendar) >= day:
        period = period.previous()
    return period


def next_due(limit: Limit | None, published: date, due: date | None, calendar: "Calendar") -> date | None:
    """The due date that stands open after a publication that answered ``due``; None when nothing more is due."""
    if limit is None or not limit.is_periodic:
        return None
    return limit.current_due(published, covered(limit, published, due, calendar), calendar)


def cadence_of(limit: Limit | None) -> str:
    """Regular, by stage, or as it comes (QZ-68); standing information is kept up regularly."""
    if limit is None:
        return "occasional"
    if limit.kind is LimitKind.STAGES:
        return "staged"
    return "regular" if limit.is_periodic or limit.kind is LimitKind.STANDING else "occasional"


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """What follows from an entry's other fields; called by the door before each write, so it may run twice."""
    limit, row["term"], row["cadence"] = _follows(row.get("term"))
    if not row.get("obligation"):
        row["local"] = 1
    if not row.get("due") and row["stage"] not in finals(office):
        row["due"] = _iso(_open_due(office, row, limit))


@lru_cache(maxsize=1024)
def _follows(term: str | None) -> tuple[Limit | None, str | None, str]:
    limit = limit_of(term)
    return limit, str(limit) if limit else None, cadence_of(limit)


_first_due = lru_cache(maxsize=1024)(first_due)  # a calendar never changes


def _open_due(office: "Office", row: dict[str, Any], limit: Limit | None) -> date | None:
    """The due date that stands open, from what the row says; None when it was published and nothing more is due."""
    changed, published = day_of(row.get("changed_on")), day_of(row.get("published_on"))
    today, calendar = office.today, office.calendar
    if limit is None or not limit.is_periodic:
        if changed is not None:
            return changed_due(limit, changed, calendar)
        return None if published else _first_due(limit, today, calendar)
    return (next_due(limit, published, None, calendar) if published else None) or _first_due(limit, today, calendar)


def answered_due(office: "Office", entry: dict[str, Any], made: date | None) -> date | None:
    """The due date that a publication of an entry answers: the one that stands open.

    Where nobody entered the event that an entry waits for, the day on which the information was made stands for it.
    """
    due, limit = day_of(entry["due"]), limit_of(entry["term"])
    if due is None and made is not None and awaits(limit):
        return changed_due(limit, made, office.calendar)
    return due


def published(office: "Office", entry: dict[str, Any], day: date, due: date | None) -> dict[str, Any]:
    """What an entry becomes when something that answers a due date is published for it on a day."""
    following = next_due(limit_of(entry["term"]), day, due, office.calendar)
    return {
        "published_on": day.isoformat(), "answered": _iso(due), "timely": int(due is None or day <= due),
        "due": _iso(following), "changed_on": None,
    }  # fmt: skip


def day_of(text: str | None) -> date | None:
    """A stored day as a date."""
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def refresh_due(office: "Office", change: "Change | None" = None, within: int | None = None) -> int:
    """Bring due dates up to date and give how many moved; run it at any time, a missed night loses nothing.

    A periodic entry that was never published stands open for the last period whose due date has passed. Its date
    moves only to another date that has passed too, so waiting never makes an overdue entry look in time. Entries
    that were published need no catch-up: their next date follows from the publication. An entry that an earlier version
    gave a date although it waits for an event loses it, unless a person set it.

    Raises:
        NotAllowed: the acting account may not administer the place.
    """
    if change is None:
        with office.change(str(T("推算应公开日期", "due dates brought up to date")), "REG-26") as opened:
            return refresh_due(office, opened, within)
    from gongkai.core.access import require

    require(office, "administer", office.scope if within is None else within, whole=True)
    resource = office.resource("entry")
    moves = [*_moves(office, within), *_waiting(office, within)]
    for row, due in moves:
        change.put_row(resource, row, {"due": due}, BY_RULE)
    return len(moves)


def next_turn(office: "Office") -> date | None:
    """The next day, up to the office's, on which ``refresh_due`` moves something; None when nothing is left to move.

    That is the day after the due date that follows the oldest one still open, limit by limit.
    """
    low, high = span(office.scope)
    out, today, turns = finals(office), office.today, []
    for term, oldest in office.rows(
        "SELECT term, MIN(due) FROM {entry} WHERE scope BETWEEN ? AND ? AND published_on IS NULL AND due < ?"
        f" AND stage NOT IN ({marks(out)}) AND term IS NOT NULL GROUP BY term",
        (low, high, today.isoformat(), *out),
    ):
        limit = limit_of(term)
        if limit is None or not limit.is_periodic:
            continue
        period = limit.period_of(date.fromisoformat(oldest)).previous().previous()
        while (due := limit.due_for(period, office.calendar)).isoformat() <= oldest:
            period = period.next()
        if due < today:
            turns.append(due + timedelta(days=1))
    return min(turns, default=None)


def _moves(office: "Office", within: int | None) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Entries whose due date must move, with the new one; one query for each time limit in use."""
    low, high = span(office.scope if within is None else within)
    names, out, today = columns(Entry), finals(office), office.today.isoformat()
    where = f"scope BETWEEN ? AND ? AND published_on IS NULL AND due < ? AND stage NOT IN ({marks(out)})"
    for (term,) in office.rows(
        f"SELECT DISTINCT term FROM {{entry}} WHERE {where} AND term IS NOT NULL", (low, high, today, *out)
    ):
        limit = limit_of(term)
        if limit is None or not limit.is_periodic:
            continue
        latest = limit.due_for(last_over(limit, office.today, office.calendar), office.calendar)
        for row in office.rows(
            f"SELECT {', '.join(names)} FROM {{entry}} WHERE {where} AND term = ?",
            (low, high, latest.isoformat(), *out, term),
        ):
            yield dict(zip(names, row, strict=True)), latest.isoformat()


def _waiting(office: "Office", within: int | None) -> Iterator[tuple[dict[str, Any], None]]:
    """Entries with a due date, set by nobody, whose event has not happened."""
    low, high = span(office.scope if within is None else within)
    names, out = columns(Entry), finals(office)
    where = (
        "scope BETWEEN ? AND ? AND published_on IS NULL AND changed_on IS NULL AND due IS NOT NULL AND obligation IS NOT NULL"
        f" AND stage NOT IN ({marks(out)})"
    )
    for (term,) in office.rows(f"SELECT DISTINCT term FROM {{entry}} WHERE {where}", (low, high, *out)):
        if not awaits(limit_of(term)):
            continue
        rows = office.rows(
            f"SELECT {', '.join(names)} FROM {{entry}} WHERE {where} AND term = ?", (low, high, *out, term)
        )
        found = {row["uid"]: row for row in (dict(zip(names, values, strict=True)) for values in rows)}
        for uid, action, edited in edits(office, office.resource("entry"), list(found)):
            if action != BY_RULE and "due" in edited:
                found.pop(uid, None)
        for row in found.values():
            yield row, None


def marks(values: Sequence[Any]) -> str:
    """``?, ?, ?`` for a list of values in a statement; an empty text, which is no stage, for none."""
    return ", ".join("?" for _ in values) or "''"
