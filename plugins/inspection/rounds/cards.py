"""Rounds among the cards of the day: what waits for the acting account's marks, reply or decision."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import fn

from gongkai.core.access import reach
from gongkai.core.i18n import T, counted
from gongkai.core.today import Card
from gongkai.plugins.inspection.models import Mark
from gongkai.plugins.inspection.rounds.finding import rubric_in
from gongkai.plugins.inspection.rounds.marking import seen_own_units
from gongkai.plugins.inspection.rounds.models import Draw, Member, Objection, Round
from gongkai.plugins.inspection.rubrics import plan_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

TITLES = {
    "self": T("考核轮次待自评", "Rounds: self-assessment to be given"),
    "first": T("考核轮次待评分", "Rounds: first marks to be given"),
    "reply": T("考核轮次待反馈", "Rounds: first marks to be replied to"),
}
"""Stages that wait for somebody: an inspector in the first mark, else the unit's own people."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A round in a stage that waits for the acting account: for how many units, until when."""

    code: str
    stage: str
    units: int
    due: date | None


def waits(office: "Office") -> list[Waits]:
    """The rounds that wait for the acting account, that which is due first before the others.

    A unit that has one mark of the stage, or one reply, is on its way and not counted.
    """
    own = seen_own_units(office)
    found = []
    for held in office.fetch(office.select(Round).where(Round.stage.in_(tuple(TITLES)))):
        if not any(entry.hand for entry in plan_of(office, rubric_in(held)).entries):
            continue  # all of it is computed
        ((units,),) = office.fetch(_open(office, held, own).tuples())
        if units:
            found.append(Waits(held.code, held.stage, units, held.due))
    return sorted(found, key=lambda one: (one.due is None, one.due, one.code))


def _open(office: "Office", held: Any, own: list[str]) -> Any:
    """The query that counts units of a round from which, or for which, the account has still to say something."""
    query = office.select(Member, fn.COUNT(1)).where(Member.round == held.uid)
    marked = office.select(Mark, Mark.unit).where((Mark.round == held.code) & (Mark.phase == held.stage))
    if held.stage == "self":
        return query.where(Member.unit.in_(own), Member.unit.not_in(marked))
    if held.stage == "reply":
        first = office.select(Mark, Mark.unit).where((Mark.round == held.code) & (Mark.phase == "first"))
        said = office.select(Objection, Objection.unit).where(Objection.round == held.uid)
        return query.where(Member.unit.in_(own), Member.unit.in_(first), Member.unit.not_in(said))
    query = query.where(reach(office, Member, "inspect"), Member.unit.not_in(own), Member.unit.not_in(marked))
    drawn = office.select(Draw, Draw.item).where((Draw.round == held.uid) & (Draw.what == "units"))
    if office.first(drawn) is not None:
        query = query.where(Member.unit.in_(drawn))
    return query


def add_cards(office: "Office", register: Callable[[Card], None]) -> None:
    """A card for each stage in which rounds wait for somebody, and one for what was objected to."""
    found = waits(office)
    for stage, title in TITLES.items():
        ones = [one for one in found if one.stage == stage]
        if ones:
            codes = "、".join(one.code for one in ones)  # zh-data
            due = ones[0].due
            until = T(f"，期限 {due}", f", due {due}") if due else T("", "")
            detail = T(f"{codes}：", f"{', '.join(one.code for one in ones)}: ")
            units = counted(sum(one.units for one in ones), T("{n} 个单位", "{n} unit"))
            register(Card(f"round.{stage}", "act", title, len(ones), screen="marking", detail=detail + units + until))
    raised = office.select(Objection, fn.COUNT(1)).where(
        (Objection.stage == "raised") & (Objection.raised_by != office.actor) & reach(office, Objection, "inspect")
    )
    ((count,),) = office.fetch(raised.tuples())
    if count:
        title = T("反馈和申诉待复核", "Replies and appeals to be decided")
        register(Card("round.raised", "act", title, count, register="round_objection", filters=("raised",)))
