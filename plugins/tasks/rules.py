"""Work plans: a year's items, read from ``[[plan]]`` tables."""

from gongkai.core.i18n import T
from gongkai.core.rules import Selector, Struct


class PlanItem(Struct):
    """One item of a plan; it becomes one task for every unit that ``to`` selects."""

    id: str
    no: str
    title: T
    aspect: T
    due: str  # ISO date
    to: Selector = Selector()
    requirement: T | None = None
    lead: str = ""  # key of the unit template that leads
    rule: str = ""


class Plan(Struct):
    """A year's work points (年度工作要点)."""

    id: str
    year: int
    title: T
    number: str = ""
    source: str = ""
    item: tuple[PlanItem, ...] = ()
