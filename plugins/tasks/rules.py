"""Work plans: a year's items, read from ``[[plan]]`` tables, and the words in which documents name units together."""

from gongkai.core.i18n import T
from gongkai.core.rules import Selector, Struct

NOTHING = T("", "")


class Step(Struct, frozen=True):
    """One milestone of a schedule that runs backwards: so many working days (or a limit's other units) before the due day."""

    key: str
    name: T
    before: str


class Backward(Struct, frozen=True):
    """A schedule that runs backwards from the due day (倒排计划); the last step first or last, as it is written."""

    key: str
    name: T
    step: tuple[Step, ...] = ()
    rule: str = ""


class UnitPhrase(Struct, frozen=True):
    """Words with which documents mean many units at once, such as 各乡镇.

    Attributes:
        levels: levels meant; ``own`` is the office's own.
        vague: the words name nobody in particular (有关部门), so a person must.
    """

    key: str
    words: tuple[str, ...]
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    vague: bool = False

    def selector(self, own: str) -> Selector:
        """Whom they mean in an office of a level."""
        return Selector(levels=tuple(own if level == "own" else level for level in self.levels), kinds=self.kinds)


class PlanItem(Struct, frozen=True):
    """One item of a plan: one task for every unit that ``to`` selects, and one for each unit that leads.

    Attributes:
        due: an ISO date, or a limit counted from the day of dispatch (``20wd``, ``1mo``); empty while nobody has said.
        to: a selector, or several; every unit that one of them selects.
        start: ISO date from which the work runs; the first day of the plan's year (for a limit: the day of
            dispatch) unless said.
        lead: whom the item is led by (牵头): keys of unit templates or names; of such units, those at the office's own
            division. The tasks of all others report to the task of the first.
        section, person: who acts inside the unit.
        evidence: whether no task of it may be submitted without evidence.
        backward: key of the schedule that gives its tasks their milestones.
    """

    id: str
    no: str
    title: T
    aspect: T = NOTHING
    due: str = ""
    to: Selector | tuple[Selector, ...] = Selector()
    start: str = ""
    requirement: T | None = None
    lead: str | tuple[str, ...] = ""
    section: str = ""
    person: str = ""
    evidence: bool = False
    backward: str = ""
    rule: str = ""

    @property
    def selectors(self) -> tuple[Selector, ...]:
        """``to`` as several."""
        return (self.to,) if isinstance(self.to, Selector) else self.to

    @property
    def leads(self) -> tuple[str, ...]:
        """``lead`` as several."""
        return ((self.lead,) if self.lead else ()) if isinstance(self.lead, str) else self.lead


class Plan(Struct, frozen=True):
    """A year's work points (年度工作要点)."""

    id: str
    year: int
    title: T
    number: str = ""
    source: str = ""
    item: tuple[PlanItem, ...] = ()
