"""Figures about cases for scores, beside those that are data."""

from typing import TYPE_CHECKING

from peewee import fn

from gongkai.core.i18n import T
from gongkai.core.measures import Measure, Sums
from gongkai.plugins.tasks.cases.models import Case
from gongkai.plugins.tasks.cases.rules import bad_ratings, rules_of

if TYPE_CHECKING:
    from gongkai.core.office import Office


def _on_time(office: "Office") -> Sums:
    """Of the cases answered, or whose limit is over, those answered in time in their first round."""
    answered = Case.first_replied_on.is_null(False)
    over = answered | (Case.merged_into.is_null() & (Case.due < office.today))
    return Sums(answered & (Case.first_due.is_null() | (Case.first_replied_on <= Case.first_due)), over)


def _satisfied(office: "Office") -> Sums:
    """Of the ratings, given or by default, those that are not bad."""
    bad, default = bad_ratings(office), rules_of(office).rate_default
    rated = Case.rating.is_null(False)
    if not default:
        return Sums(fn.COALESCE(Case.rating, "").not_in(bad), rated)
    return Sums(fn.COALESCE(Case.rating, default).not_in(bad), rated | (Case.rate_by < office.today))


on_time = Measure(
    "case.on_time", T("诉求按时反馈率", "Share of cases answered in time"), "share", register="case", filters=("late",),
    sums=_on_time,
)  # fmt: skip
satisfied = Measure(
    "case.satisfied", T("诉求满意率", "Share of callers who are satisfied"), "share", register="case",
    filters=("dissatisfied",), sums=_satisfied,
)  # fmt: skip
MEASURES = (on_time, satisfied)
