"""Figures about units' requests, beside those that are data (``measures.toml``)."""

from typing import TYPE_CHECKING

from peewee import fn

from gongkai.core.i18n import T
from gongkai.core.measures import Measure, Sums
from gongkai.plugins.tasks.requests.models import Remedy, Request

if TYPE_CHECKING:
    from gongkai.core.office import Office

CONFIRMED_BY = ("letter", "fax", "web", "email")
"""Manners in which the receipt is confirmed with the applicant."""


def _on_time(office: "Office") -> Sums:
    """Of the requests that are answered or overdue, those answered by the due date.

    What was closed while the clock stood (not corrected, not paid, withdrawn before) has no due date and is left out.
    """
    over = Request.due.is_null(False) & (Request.closed_on.is_null(False) | (Request.due < office.today))
    return Sums(Request.closed_on <= Request.due, over)


def _overdue(office: "Office") -> Sums:
    """Open requests past their due date; a unit without requests is not in the answer."""
    return Sums(Request.closed_on.is_null() & (Request.due < office.today))


def _count(office: "Office") -> Sums:
    """Requests received this calendar year."""
    received = fn.COALESCE(Request.received_on, Request.sent_on)
    return Sums(None, received >= f"{office.today.year}-01-01")


def _confirmed(office: "Office") -> Sums:
    """Of the requests whose receipt is to be confirmed with the applicant, those confirmed on the day they came in."""
    return Sums(Request.confirmed_on == Request.sent_on, (Request.law != "reg2007") & Request.manner.in_(CONFIRMED_BY))


def _corrected(office: "Office") -> Sums:
    """Of the reviews and suits that are closed, those that ended in a correction."""
    return Sums(Remedy.result == "corrected", Remedy.result.is_null(False))


MEASURES = (
    Measure(
        "request.on_time", T("依申请按时答复率", "Share of requests answered on time"), "share", register="request",
        filters=("late",), sums=_on_time,
    ),
    Measure(
        "request.overdue", T("逾期未答复的申请", "Requests overdue"), "count", register="request", filters=("overdue",),
        sums=_overdue,
    ),
    Measure(
        "request.count", T("今年收到的申请", "Requests received this year"), "count", register="request", sums=_count,
        window="calendar-year",
    ),
    Measure(
        "request.confirmed", T("申请当日确认率", "Share confirmed the same day"), "share", register="request",
        filters=("unconfirmed",), sums=_confirmed,
    ),
    Measure(
        "remedy.corrected", T("复议诉讼纠正率", "Share corrected in review or court"), "share", register="remedy",
        filters=("corrected",), sums=_corrected,
    ),
)  # fmt: skip
