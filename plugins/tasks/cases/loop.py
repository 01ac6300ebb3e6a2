"""The seven steps of one case as they went, with the clock of each round."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.core.i18n import T, same
from gongkai.plugins.tasks.cases.models import OUTCOMES
from gongkai.plugins.tasks.cases.questions import rated
from gongkai.plugins.tasks.cases.rules import CaseLimit, channel_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

CALL, VISIT = T("接话", "Call taken"), T("接访", "Visit received")
INTAKES = {
    "call": CALL,
    "visit": VISIT,
    "letter": T("收信", "Letter opened"),
    "online": T("收件", "Message received"),
    "press": T("转来", "Passed on by the press"),
}


class Step(NamedTuple):
    """One line: which of the seven steps (0 for a round's clock and the like), when, who, what, by when."""

    no: int
    name: T
    day: date | None
    who: str
    what: T
    due: date | None = None


def steps(office: "Office", record: Any) -> list[Step]:
    """Taken (by call, visit or otherwise), entered, investigated, acted on, answered, filed; a round for each assignment.

    Steps that are yet to come stand there without a day.
    """
    channel = channel_of(office, record.channel)
    intake = INTAKES.get(channel.intake, CALL)
    limits = office.profile.items("case_limit", CaseLimit)
    found = [
        Step(2 if channel.intake == "visit" else 1, intake, record.taken_on, record.taken_by or "", channel.name),
        Step(3, T("登记", "Entered"), record.taken_on, record.taken_by or "", same(record.number or "")),
    ]
    rounds = office.rows(
        "SELECT number, unit, assigned_on, limit_key, due, ended_on, outcome, rating FROM {case_round} WHERE ticket = ?"
        " ORDER BY number",
        (record.uid,),
    )
    names = office.unit_names([row[1] for row in rounds])
    for number, unit, assigned, key, due, ended, outcome, _ in rounds:
        limit = limits[key].name if key in limits else T("没有时限", "no limit")
        said = dict(OUTCOMES)[outcome] if outcome else T("在办", "in hand")
        until = T(f"，{ended}", f", {ended}") if ended else T("", "")
        words = T(f"{limit.zh}：{said.zh}", f"{limit.en}: {said.en}") + until
        found.append(
            Step(0, T(f"第{number}轮交办", f"Round {number} assigned"), _day(assigned), names.get(unit, unit), words, _day(due))
        )  # fmt: skip
    rating = rated(office, record)
    found += [
        Step(4, T("调查", "Investigated"), record.investigated_on, record.person or "", same(record.findings or "")),
        Step(5, T("落实", "Acted on"), record.acted_on, record.person or "", same(record.measures or "")),
        Step(6, T("反馈", "Answered"), record.replied_on, record.person or "", same(record.result or ""), record.due),
        Step(0, T("回访", "Called back"), record.callback_on, record.called_by or "", rating or T("", "")),
        Step(7, T("备案", "Filed"), record.filed_on, record.filed_by or "", T("", "")),
    ]
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
