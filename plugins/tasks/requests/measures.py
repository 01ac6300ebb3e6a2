"""Figures about units' requests, each one statement over a whole subtree."""

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Measure

if TYPE_CHECKING:
    from gongkai.core.office import Office

_ON_TIME = """
    SELECT unit, SUM(CASE WHEN closed_on <= due THEN 1 ELSE 0 END), COUNT(*) FROM {request}
    WHERE scope BETWEEN ? AND ? AND due IS NOT NULL AND (closed_on IS NOT NULL OR due < ?)
    GROUP BY unit
"""
_OVERDUE = """
    SELECT unit, SUM(CASE WHEN closed_on IS NULL AND due < ? THEN 1 ELSE 0 END), COUNT(*)
    FROM {request} WHERE scope BETWEEN ? AND ? GROUP BY unit
"""
_COUNT = """
    SELECT unit, COUNT(*), COUNT(*) FROM {request}
    WHERE scope BETWEEN ? AND ? AND COALESCE(received_on, sent_on) >= ? GROUP BY unit
"""
_CONFIRMED = """
    SELECT unit, SUM(CASE WHEN confirmed_on = sent_on THEN 1 ELSE 0 END), COUNT(*) FROM {request}
    WHERE scope BETWEEN ? AND ? AND law <> 'reg2007' AND manner IN ('letter', 'fax', 'web', 'email')
    GROUP BY unit
"""
_CORRECTED = """
    SELECT unit, SUM(CASE WHEN result = 'corrected' THEN 1 ELSE 0 END), COUNT(*) FROM {remedy}
    WHERE scope BETWEEN ? AND ? AND result IS NOT NULL GROUP BY unit
"""


def _figures(office: "Office", statement: str, params: tuple[object, ...]) -> dict[str, Figure]:
    return {unit: Figure(Decimal(int(part)), Decimal(int(all_))) for unit, part, all_ in office.rows(statement, params)}


def on_time(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Of the requests that are answered or overdue, those answered by the due date.

    What was closed while the clock stood (not corrected, not paid, withdrawn before) has no due date and is left out.
    """
    return _figures(office, _ON_TIME, (low, high, office.today.isoformat()))


def overdue(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Open requests past their due date; a unit without requests is not in the answer."""
    return _figures(office, _OVERDUE, (office.today.isoformat(), low, high))


def count(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Requests received this calendar year."""
    return _figures(office, _COUNT, (low, high, f"{office.today.year}-01-01"))


def confirmed(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Of the requests whose receipt is to be confirmed with the applicant, those confirmed on the day they came in."""
    return _figures(office, _CONFIRMED, (low, high))


def corrected(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Of the reviews and suits that are closed, those that ended in a correction."""
    return _figures(office, _CORRECTED, (low, high))


MEASURES = (
    Measure(
        "request.on_time", T("依申请按时答复率", "Share of requests answered on time"), "share", on_time, "request", ("late",)
    ),
    Measure("request.overdue", T("逾期未答复的申请", "Requests overdue"), "count", overdue, "request", ("overdue",)),
    Measure("request.count", T("今年收到的申请", "Requests received this year"), "count", count, "request"),
    Measure("request.confirmed", T("申请当日确认率", "Share confirmed the same day"), "share", confirmed, "request", ("unconfirmed",)),
    Measure("remedy.corrected", T("复议诉讼纠正率", "Share corrected in review or court"), "share", corrected, "remedy", ("corrected",)),
)  # fmt: skip
