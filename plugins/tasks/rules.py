"""Work plans: a year's items, read from ``[[plan]]`` tables."""

from gongkai.core.i18n import T
from gongkai.core.rules import Selector, Struct


class PlanItem(Struct, frozen=True):
    """One item of a plan: one task for every unit that ``to`` selects, and one for the unit that leads.

    Attributes:
        due: an ISO date, or a limit counted from the day of dispatch (``20wd``, ``1mo``).
        start: ISO date from which the work runs; the first day of the plan's year (for a limit: the day of
            dispatch) unless said.
        lead: key of the unit template that leads (牵头): of such units, the one at the office's own division.
    """

    id: str
    no: str
    title: T
    aspect: T
    due: str
    to: Selector = Selector()
    start: str = ""
    requirement: T | None = None
    lead: str = ""
    rule: str = ""


class Plan(Struct, frozen=True):
    """A year's work points (年度工作要点)."""

    id: str
    year: int
    title: T
    number: str = ""
    source: str = ""
    item: tuple[PlanItem, ...] = ()
