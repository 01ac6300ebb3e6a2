"""Figures about cases for scores, each one statement over a whole subtree."""

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Measure
from gongkai.plugins.tasks.cases.rules import bad_ratings, rules_of

if TYPE_CHECKING:
    from gongkai.core.office import Office


def on_time(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Of the cases answered, or whose limit is over, those answered in time in their first round."""
    today = office.today.isoformat()
    rows = office.rows(
        "SELECT unit, SUM(CASE WHEN first_replied_on IS NOT NULL AND (first_due IS NULL OR first_replied_on <= first_due)"
        " THEN 1 ELSE 0 END), COUNT(*) FROM {hotline_case} WHERE scope BETWEEN ? AND ?"
        " AND (first_replied_on IS NOT NULL OR (merged_into IS NULL AND due < ?)) GROUP BY unit",
        (low, high, today),
    )
    return {unit: Figure(Decimal(int(done)), Decimal(int(all_))) for unit, done, all_ in rows}


def satisfied(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Of the ratings, given or by default, those that are not bad."""
    bad = bad_ratings(office)
    good = f"rating NOT IN ({', '.join('?' for _ in bad)})" if bad else "1 = 1"
    rows = office.rows(
        f"SELECT unit, SUM(CASE WHEN {good} THEN 1 ELSE 0 END), COUNT(*) FROM (SELECT unit,"
        " COALESCE(rating, CASE WHEN rate_by < ? THEN ? END) AS rating FROM {hotline_case}"
        " WHERE scope BETWEEN ? AND ?) c WHERE rating IS NOT NULL GROUP BY unit",
        (*bad, office.today.isoformat(), rules_of(office).rate_default or None, low, high),
    )
    return {unit: Figure(Decimal(int(done)), Decimal(int(all_))) for unit, done, all_ in rows}


MEASURES = (
    Measure("case.on_time", T("诉求按时反馈率", "Share of cases answered in time"), "share", on_time, "case", ("late",)),
    Measure("case.satisfied", T("诉求满意率", "Share of callers who are satisfied"), "share", satisfied, "case", ("dissatisfied",)),
)  # fmt: skip
