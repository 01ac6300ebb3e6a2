"""Named questions on requests: what waits for whom, what is late, what looks repeated or excessive."""

from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import fn

from gongkai.core import waiting
from gongkai.core.clock import Timeliness, timeliness
from gongkai.core.clock.state import told_provisional
from gongkai.core.i18n import T
from gongkai.plugins.tasks.requests.models import Consult, Notice, Remedy, Request
from gongkai.plugins.tasks.requests.rules import Excess, RequestLaw, internal_forms
from gongkai.plugins.tasks.timing import soon_before, warn_days

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.record import Record

WAITS = {
    "correcting": T("等补正", "correction awaited"),
    "paying": T("等缴费", "payment awaited"),
}


def is_open(office: "Office") -> Any:
    """Not answered yet."""
    return Request.closed_on.is_null()


def overdue(office: "Office") -> Any:
    """Open, and the time for the reply is over."""
    return is_open(office) & (Request.due < office.today.isoformat())


def soon(office: "Office") -> Any:
    """Open, and due within the days of warning."""
    return is_open(office) & (Request.due >= office.today.isoformat()) & (Request.due < soon_before(office))


def late(office: "Office") -> Any:
    """Overdue, or answered after the due date."""
    return overdue(office) | (Request.closed_on.is_null(False) & (Request.closed_on > Request.due))


def unconfirmed(office: "Office") -> Any:
    """Came in a manner in which receipt is confirmed the same day, and was not."""
    manners = {m for law in office.profile.items("request_law", RequestLaw).values() for m in law.confirm}
    return (Request.stage == "registered") & Request.received_on.is_null() & Request.manner.in_(sorted(manners))


def outgoing(office: "Office") -> Any:
    """A notice that is for somebody, not a sheet of the file."""
    return Notice.form.not_in(internal_forms(office))


def undelivered(office: "Office") -> Any:
    """Outgoing, and nobody has entered when it arrived."""
    return Notice.delivered_on.is_null() & outgoing(office)


def untold(office: "Office") -> Any:
    """Undelivered, and made on an earlier day."""
    return undelivered(office) & (Notice.made_on < office.today.isoformat())


def for_me(office: "Office") -> Any:
    """What the acting account can take a step on now, or was sent back to it."""
    return waiting.waiting(office, office.resource("request"), "drafted_by")


def uncorrected(office: "Office") -> Any:
    """The time for the correction is over."""
    return (Request.stage == "correcting") & (Request.correction_due < office.today.isoformat())


def unpaid(office: "Office") -> Any:
    """The time for the fee is over."""
    return (Request.stage == "paying") & (Request.fee_due < office.today.isoformat())


def consulting(office: "Office") -> Any:
    """Somebody is being consulted: no answer yet, and their time is not over."""
    asked = office.select(Consult, Consult.request).where(
        Consult.answered_on.is_null()
        & (Consult.kind != "assist")
        & (Consult.due.is_null() | (Consult.due > office.today.isoformat()))
    )
    return is_open(office) & Request.uid.in_(asked)


def silent(office: "Office") -> Any:
    """A third party or joint maker has not answered in its time: the organ decides, or it counts as consent."""
    asked = office.select(Consult, Consult.request).where(
        Consult.answered_on.is_null() & (Consult.due <= office.today.isoformat())
    )
    return is_open(office) & Request.uid.in_(asked)


def repeated(office: "Office") -> Any:
    """Looks like an earlier request of the same applicant."""
    return Request.repeats.is_null(False)


def excessive(office: "Office") -> Any:
    """Of applicants with more requests this month than the rules call usual."""
    rules = office.profile.items("request_excess", Excess).values()
    most = min((rule.in_month for rule in rules), default=0)
    if not most:
        return Request.uid.is_null()
    many = (
        office.select(Request, Request.applicant)
        .where(Request.sent_on >= office.today.replace(day=1).isoformat())
        .group_by(Request.applicant)
        .having(fn.COUNT(Request.id) > most)
    )
    return Request.applicant.in_(many)


def contested(office: "Office") -> Any:
    """There is a review or a suit about it that is not closed."""
    return Request.uid.in_(office.select(Remedy, Remedy.request).where(Remedy.closed_on.is_null()))


def state(office: "Office", record: "Record") -> Timeliness:
    """How the due date of a request stands."""
    row: Any = record
    return timeliness(row.due, office.today, row.closed_on, warn_days(office), office.calendar)


def timeliness_of(office: "Office", record: "Record") -> T | None:
    """Timeliness in words; what it waits for while the clock has no end."""
    row: Any = record
    if row.due is None and row.closed_on is None:
        if row.received_on is None:
            return T("等确认", "to be confirmed")
        return WAITS.get(row.stage, T("征求意见中", "consulting"))
    words = state(office, record).label
    return words if row.closed_on else told_provisional(words, row.due, office.today, office.calendar)


def tone(office: "Office", record: "Record") -> str:
    """What calls for attention stands out."""
    row: Any = record
    today = office.today
    if row.closed_on:
        return "late" if row.due and row.closed_on > row.due else "done"
    for end in (
        row.correction_due if row.stage == "correcting" else None,
        row.fee_due if row.stage == "paying" else None,
    ):
        if end is not None and end < today:
            return "late"
    if row.due is None:
        return "soon" if row.received_on is None else "muted"
    found = state(office, record)
    if found is Timeliness.OVERDUE:
        return "late"
    return "soon" if found in (Timeliness.DUE_SOON, Timeliness.DUE_TODAY) else ""


def consult_tone(office: "Office", record: "Record") -> str:
    """Answered, silent, or still in its time."""
    row: Any = record
    if row.answered_on:
        return "done"
    return "late" if row.due and row.due <= office.today else ""


def remedy_tone(office: "Office", record: "Record") -> str:
    """Closed, late, or to be answered again."""
    row: Any = record
    today: date = office.today
    if row.redo_by and not row.redone_on:
        return "late" if row.redo_by < today else "soon"
    if row.closed_on:
        return "late" if row.result == "corrected" else "done"
    return "late" if row.due and row.due < today else ""
