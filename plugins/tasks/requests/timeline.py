"""The life of one request: each event with its day, and how its clock stood afterwards."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.core.clock import DayNote
from gongkai.core.i18n import T, same
from gongkai.core.resource import show_value
from gongkai.plugins.tasks.requests.clock import Events, before, clock_of, stands_still
from gongkai.plugins.tasks.requests.facts import clock_for
from gongkai.plugins.tasks.requests.models import ANSWERS, CONSULT_KINDS, HANDED, REMEDY_KINDS, RESULTS, Request
from gongkai.plugins.tasks.requests.rules import law_of

if TYPE_CHECKING:
    from gongkai.core.office import Office


class Moment(NamedTuple):
    """One event: its day, what happened, details, how the clock stood then, and the due date that followed (or None)."""

    day: date
    what: T
    detail: T
    clock: T
    due: date | None


NOTHING = T("", "")
_FIELDS = (
    ("sent_on", T("提交或到达", "Came in"), "manner"),
    ("confirmed_on", T("与申请人确认收到", "Receipt confirmed"), ""),
    ("accepted_on", T("受理", "Accepted"), ""),
    ("correction_on", T("告知补正", "Correction asked for"), "correction_matters"),
    ("corrected_on", T("补正到达，重新起算", "Correction arrived, the clock starts anew"), ""),
    ("extended_on", T("批准延期", "Extended"), "extended_reason"),
    ("fee_on", T("通知缴费", "Fee notice"), "fee_amount"),
    ("fee_received_on", T("收费通知送达", "Fee notice received"), ""),
    ("fee_paid_on", T("缴费，重新起算", "Fee paid, the clock starts anew"), ""),
    ("signed_on", T("审签", "Signed"), "signed_by"),
    ("closed_on", T("办结", "Closed"), "outcome"),
)
_WAITS = {
    "confirm": T("未起算：等确认收到", "not started: receipt to be confirmed"),
    "correction": T("停：等补正", "stopped: correction awaited"),
    "payment": T("停：等缴费", "stopped: payment awaited"),
    "answer": T("停：征求意见", "stopped: consulting"),
}


def timeline(office: "Office", record: Any) -> list[Moment]:
    """The events of a request that the acting account may see, in order."""
    events, _ = clock_for(office, record)
    return [
        Moment(day, what, detail, *_stood(office, events, day, record))
        for day, what, detail in sorted(_happened(office, record), key=lambda moment: moment[0])
    ]


def _stood(office: "Office", events: Events, day: date, record: Any) -> tuple[T, date | None]:
    if record.closed_on is not None and day >= record.closed_on:
        return (T("结束", "ended") if day == record.closed_on else NOTHING), record.due
    known = before(events, day)
    clock = clock_of(known, office.calendar)
    if clock.waits:
        return _WAITS[clock.waits], None
    still = stands_still(known, day)
    return (_WAITS["answer"] if still else T("走", "running")), clock.due


def _happened(office: "Office", record: Any) -> list[tuple[date, T, T]]:
    resource = office.resource("request")
    found: list[tuple[date, T, T]] = []
    for name, what, more in _FIELDS:
        day = getattr(record, name)
        if day is not None:
            detail = same(show_value(office, resource.meta(more), getattr(record, more))) if more else NOTHING
            found.append((day, what, detail))
    found += _consulted(office, record)
    found += _notices(office, record)
    found += _remedies(office, record)
    return found


def _consulted(office: "Office", record: Any) -> list[tuple[date, T, T]]:
    kinds, answers = dict(CONSULT_KINDS), dict(ANSWERS)
    found: list[tuple[date, T, T]] = []
    for kind, party, sent, received, due, answered, answer in office.rows(
        "SELECT kind, party, sent_on, received_on, due, answered_on, answer FROM {consult} WHERE request = ? ORDER BY sent_on, id",
        (record.uid,),
    ):
        who = T(f"{kinds[kind].zh}：{party}", f"{kinds[kind].en}: {party}")
        found.append((date.fromisoformat(sent), T("征求意见", "Consulted"), who))
        if received:
            found.append((date.fromisoformat(received), T("对方收到征求意见", "Letter received"), who))
        if answered:
            said = answers.get(answer, NOTHING)
            found.append(
                (
                    date.fromisoformat(answered),
                    T("收到意见", "Answer"),
                    T(f"{who.zh}，{said.zh}", f"{who.en}, {said.en}"),
                )
            )
        elif due and due <= office.today.isoformat():
            means = (
                T("逾期未提出，视为同意", "silent: counts as consent")
                if kind == "joint"
                else T("逾期未答复，由本机关决定", "silent: the organ decides")
            )
            found.append((date.fromisoformat(due), means, who))
    return found


def _notices(office: "Office", record: Any) -> list[tuple[date, T, T]]:
    names = dict(office.lists.choices.get("request_form", ()))
    found = []
    manners = dict(HANDED)
    for form, doc_no, made, delivered, manner in office.rows(
        "SELECT form, doc_no, made_on, delivered_on, manner FROM {request_notice} WHERE request = ? ORDER BY id",
        (record.uid,),
    ):
        name = names.get(form, same(form)) + same(f" {doc_no}" if doc_no else "")
        found.append((date.fromisoformat(made), T("制作文书", "Notice made"), name))
        if delivered:
            how = T("，{how}", ", {how}").format(how=manners[manner]) if manner in manners else T("", "")
            found.append((date.fromisoformat(delivered), T("文书送达", "Notice delivered"), name + how))
    return found


def _remedies(office: "Office", record: Any) -> list[tuple[date, T, T]]:
    kinds, results = dict(REMEDY_KINDS), dict(RESULTS)
    found: list[tuple[date, T, T]] = []
    for kind, organ, filed, closed, result, redone in office.rows(
        "SELECT kind, organ, filed_on, closed_on, result, redone_on FROM {remedy} WHERE request = ? ORDER BY id",
        (record.uid,),
    ):
        where = same(f" {organ}" if organ else "")
        found.append((date.fromisoformat(filed), kinds[kind], where))
        if closed:
            found.append((date.fromisoformat(closed), kinds[kind] + results[result], where))
        if redone:
            found.append((date.fromisoformat(redone), T("重新答复", "Replied again"), where))
    return found


def explain(office: "Office", record: Any) -> tuple[list[DayNote], T]:
    """Each day of the run that counts, with its reason, and one sentence on the whole."""
    events, clock = clock_for(office, record)
    law = law_of(office, record.law)
    head = T(f"{record.number} {record.title}：{law.name.zh}，", f"{record.number} {record.title}: {law.name.en}, ")
    if clock.deadline is None:
        return [], head + _WAITS[clock.waits]
    said = head + clock.deadline.label()
    if events.delay_to is not None and clock.due == events.delay_to:
        said += T(f"；已告知延迟至 {events.delay_to} 答复", f"; a delayed reply by {events.delay_to} was told")
    return clock.deadline.explain(), said


def explained(office: "Office", uid: str) -> list[tuple[list[DayNote], T]]:
    """``explain`` of the request with an id; nothing when it is none, or one that the account may not see."""
    found = office.first(office.select(Request).where(Request.uid == uid.strip().lower()))
    return [explain(office, found)] if found is not None else []
