"""What follows from the steps of a request: its number, law, receipt and due date, and what a step refuses."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.tasks import numbering
from gongkai.plugins.tasks.requests import facts, fees
from gongkai.plugins.tasks.requests.clock import clock_of, correction_end, day, pay_by, stands_still
from gongkai.plugins.tasks.requests.matching import repeated
from gongkai.plugins.tasks.requests.models import Request
from gongkai.plugins.tasks.requests.rules import OutcomeRule, fee_on, law_of, law_on

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

CLOSED = "closed"
LABELS = {name: field.meta.label for name, field in Request._meta.fields.items() if hasattr(field, "meta")}
PAST = {
    name: LABELS[name]
    for name in (
        "sent_on", "confirmed_on", "accepted_on", "correction_on", "corrected_on", "extended_on", "fee_on",
        "fee_received_on", "fee_paid_on", "closed_on",
    )
}  # fmt: skip


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Everything of a request that follows from its other fields; called by the door before each write.

    Raises:
        BadInput: a day that has not come, days in the wrong order, an extension that the law does not allow.
    """
    if not (row.get("unit") and row.get("applicant") and row.get("sent_on") and row.get("manner")):
        return  # the door names what is missing
    facts.not_after(office, row, PAST)
    facts.in_order(row, LABELS, "sent_on", "confirmed_on", "correction_on", "corrected_on")
    _identify(office, row)
    for name in ("doc_no", "reply_no"):
        row[name] = _doc_no(office, row[name])
    if row["stage"] == CLOSED:
        facts.in_order(row, LABELS, "received_on", "closed_on")
        return  # what is answered stays as it was counted
    law = law_on(office, row["sent_on"])
    row["law"] = law.id
    row["received_on"] = facts.received(law, row)
    if row["extended_on"] and not row["extended_days"]:
        row["extended_days"] = law.extend
    fee = fee_on(office, row["fee_on"]) if row["fee_on"] else None
    noticed = day(row["fee_received_on"])
    row["fee_due"] = pay_by(noticed, fee.pay_within, office.calendar).isoformat() if fee and noticed else None
    clock = clock_of(facts.events_of(office, row, office.inside.rows(facts.CONSULTED, (row["uid"],))), office.calendar)
    row["counted_from"] = clock.start.isoformat() if clock.start else None
    row["due"] = clock.due.isoformat() if clock.due else None
    if row["stage"] in ("registered", ""):
        row["repeats"] = repeated(office, row)


def _identify(office: "Office", row: dict[str, Any]) -> None:
    """The applicant's kind is copied for the annual report, and the request gets its number."""
    found = office.inside.rows("SELECT kind, unit FROM {applicant} WHERE uid = ?", (row["applicant"],))
    if not found:
        raise BadInput(
            T(f"没有申请人 {row['applicant']}。", f"There is no applicant {row['applicant']}."),
            T("先登记申请人，或用 gongkai request receive 一并登记。",
              "Enter the applicant first, or both at once with gongkai request receive."),
        )  # fmt: skip
    kind, unit = found[0]
    moved = unit != row["unit"]
    if moved and not row["number"]:
        raise BadInput(
            T("申请人登记在别的单位名下。", "The applicant is entered with another unit."),
            T("在受理单位名下登记申请人。", "Enter the applicant with the unit that takes the request."),
        )
    row["applicant_kind"] = kind
    if moved or not row["number"]:
        row["number"] = next_number(office, row["unit"], row["sent_on"][:4])


def next_number(office: "Office", unit: str, year: str) -> str:
    """The next number of a unit in a year: ``2026-00001``."""
    return numbering.next_number(office, "request", "unit", unit, year)


def _doc_no(office: "Office", text: str | None) -> str | None:
    from gongkai.plugins.catalog.publications.texts import read_doc_no

    return read_doc_no(text, office.today.year)


# ---- steps


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """What a step refuses, and what it brings about beside the request's own fields.

    Raises:
        BadInput: the step does not fit the request as it stands; says what to do instead.
    """
    step = _STEPS.get(action.key)
    if step is not None:
        step(change, row)


def _confirm(change: "Change", row: dict[str, Any]) -> None:
    law = law_of(change.office, row["law"])
    if row["manner"] not in law.confirm:
        raise BadInput(
            T("这种方式的申请以提交或签收之日为收到之日，不用确认。", "Here the day of handing in counts; nothing is to be confirmed."),
            T("直接受理。", "Accept it."),
        )  # fmt: skip


def _accept(change: "Change", row: dict[str, Any]) -> None:
    _require_received(row)
    missing = lacking(change.office.inside, row)
    if missing:
        raise BadInput(
            T(f"申请缺少：{'、'.join(m.zh for m in missing)}。", f"The request lacks: {', '.join(m.en for m in missing)}."),
            T("补齐后受理，或用 correct 告知补正。", "Fill them in, or ask for a correction with correct."),
        )  # fmt: skip


def _require_received(row: Mapping[str, Any]) -> None:
    if not row["received_on"]:
        raise BadInput(
            T("还没有与申请人确认收到。", "The receipt has not been confirmed with the applicant."),
            T("先用 confirm 确认。", "Confirm it first (confirm)."),
        )


def lacking(office: "Office", row: Mapping[str, Any]) -> list[T]:
    """What a request lacks of what the law of its day asks for."""
    law = law_of(office, row["law"])
    found = office.rows(
        "SELECT id_no, phone, email, address FROM {applicant} WHERE uid = ?", (row["applicant"],), verb="identify"
    )
    missing = []
    if found:
        id_no, *contacts = found[0]
        if law.identity and not id_no:
            missing.append(T("身份证明", "proof of identity"))
        if not any(contacts):
            missing.append(T("联系方式", "a contact"))
    if not (row["content"] or row["doc_no"]):
        missing.append(T("内容描述或文号", "a description or document number"))
    return missing


def _correct(change: "Change", row: dict[str, Any]) -> None:
    office, law = change.office, law_of(change.office, row["law"])
    _require_received(row)
    if row["corrected_on"]:
        raise BadInput(
            T("已经告知过一次补正；补正只能一次性告知。", "A correction was asked for already; the law knows one notice."),
            T("按现有内容办理；仍不明确的，以“补正后仍不明确”答复。", "Handle it as it is; if it is still unclear, reply so (cannot3)."),
        )  # fmt: skip
    facts.in_order(row, LABELS, "received_on", "correction_on", "correction_due")
    last = correction_end(date.fromisoformat(row["received_on"]), law.correct, office.calendar)
    if last is not None and row["correction_on"] > last.isoformat():
        raise BadInput(
            T(f"告知补正的期限是收到后{law.correct}个工作日（{last}），已过。",
              f"A correction is asked for within {law.correct} working days of receipt ({last}), which is over."),
            T("按现有内容办理。", "Handle it as it is."),
        )  # fmt: skip


def _abandon(change: "Change", row: dict[str, Any]) -> None:
    _over(row, "correction_due")


def _lapse(change: "Change", row: dict[str, Any]) -> None:
    if not row["fee_due"]:
        raise BadInput(
            T("还没有登记收费通知的送达日期，缴费期限无从计算。", "It is not known when the notice of the fee was received."),
            T("先用 served 登记。", "Enter it first (served)."),
        )  # fmt: skip
    _over(row, "fee_due")


def _over(row: Mapping[str, Any], name: str) -> None:
    if row["closed_on"] <= (row[name] or "9999"):
        label = LABELS[name]
        raise BadInput(
            T(f"{label.zh}到 {row[name]} 才届满。", f"“{label.en}” runs until {row[name]}."),
            T("届满后再办。", "Wait until it is over."),
        )


def _pay(change: "Change", row: dict[str, Any]) -> None:
    facts.in_order(row, LABELS, "fee_on", "fee_paid_on")
    if row["fee_due"] and row["fee_paid_on"] > row["fee_due"]:
        raise BadInput(
            T(f"缴费期限 {row['fee_due']} 已过。", f"The fee was to be paid by {row['fee_due']}."),
            T("按逾期未缴费办结（lapse）。", "Close it as not paid (lapse)."),
        )


def _delay(change: "Change", row: dict[str, Any]) -> None:
    if row["delay_to"] <= change.office.today.isoformat():
        raise BadInput(
            T(f"延迟答复日期 {row['delay_to']} 须在今天之后。", f"The delayed reply, {row['delay_to']}, must be yet to come."),
            T("填告知申请人的答复日期。", "Give the day that the applicant is told."),
        )  # fmt: skip


def _charge(change: "Change", row: dict[str, Any]) -> None:
    office = change.office
    resource = office.resource("request")
    due = _due_without_fee(office, row)
    if due is not None and row["fee_on"] > due.isoformat():
        raise BadInput(
            T(f"收费通知须在答复期限（{due}）内发出。", f"The notice of a fee goes out within the reply period (until {due})."),
            T("直接答复。", "Reply without a fee."),
        )  # fmt: skip
    change.put_row(
        resource, change.current(resource, row["uid"]), {"fee_amount": fees.amount(office, row) * 100}, "update"
    )


def _due_without_fee(office: "Office", row: Mapping[str, Any]) -> date | None:
    events = facts.events_of(office, row, office.inside.rows(facts.CONSULTED, (row["uid"],)))
    return clock_of(events._replace(fee_on=None), office.calendar).due


def _propose(change: "Change", row: dict[str, Any]) -> None:
    office = change.office
    rule = office.profile.items("request_outcome", OutcomeRule).get(row["outcome"])
    if rule is None:
        return
    if rule.by_step:
        raise BadInput(
            T("这一结果由“不再处理”的步骤得出，不能拟定。", "This outcome follows from a step and is not proposed."),
            T("用 abandon 或 lapse。", "Use abandon or lapse."),
        )
    resource = office.resource("request")
    if not row["basis"] and rule.article and row["law"] == "reg2019":
        basis = f"政府信息公开条例{rule.article}"  # zh-data
        change.put_row(resource, change.current(resource, row["uid"]), {"basis": basis}, "update")
        row = {**row, "basis": basis}
    missing = [LABELS[name] for name in rule.needs if not row[name]]
    if rule.either and not any(row[name] for name in rule.either):
        labels = [LABELS[name] for name in rule.either]
        missing.append(T("或".join(m.zh for m in labels), " or ".join(m.en for m in labels)))  # zh-data
    if missing:
        raise BadInput(
            T(f"这一结果须写明：{'、'.join(m.zh for m in missing)}。", f"This outcome must say: {', '.join(m.en for m in missing)}."),
            T("在拟定答复时一并填写。", "Give them with the proposal."),
        )  # fmt: skip
    if row["outcome"] in ("open", "part"):
        _others_agree(office, row)


def _others_agree(office: "Office", row: Mapping[str, Any]) -> None:
    """Nothing is given away while a third party may still answer, or against its reasoned refusal."""
    events = facts.events_of(office, row, office.inside.rows(facts.CONSULTED, (row["uid"],)))
    if stands_still(events, office.today):
        raise BadInput(
            T("正在征求意见，对方的期限还没有到。", "Somebody is being consulted and their time is not over."),
            T("等回复或到期后再拟定公开。", "Wait for the answer, or until their time is over."),
        )
    refused = office.inside.rows(
        "SELECT party FROM {consult} WHERE request = ? AND kind = 'third_party' AND answer = 'refuse'"
        " AND answer_reason IS NOT NULL AND COALESCE(override, 0) = 0",
        (row["uid"],),
    )
    if refused and row["outcome"] == "open":
        raise BadInput(
            T(f"第三方{refused[0][0]}说明理由不同意公开。", f"The third party {refused[0][0]} refuses with reasons."),
            T("不予公开或部分公开；公共利益需要公开的，在征求意见记录中写明并书面告知第三方。",
              "Refuse or give a part; if the public interest demands it, say so in the consultation and tell the third party."),
        )  # fmt: skip


def _split(change: "Change", row: dict[str, Any]) -> None:
    from gongkai.plugins.tasks.requests.handing import split

    split(change, row)


_STEPS = {
    "split": _split,
    "confirm": _confirm,
    "accept": _accept,
    "correct": _correct,
    "abandon": _abandon,
    "delay": _delay,
    "charge": _charge,
    "lapse": _lapse,
    "pay": _pay,
    "propose": _propose,
}


def follow(
    change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str
) -> None:  # fmt: skip
    """Who asks, and all that belongs to a request, go along to another unit.

    Raises:
        BadInput: it is handed over to the unit that has it.
    """
    if old is None or new is None:
        return
    if old["unit"] != new["unit"]:
        from gongkai.plugins.tasks.requests.handing import take_along

        take_along(change, new)
    elif action == "act:handover":
        raise BadInput(
            T("申请已在这个单位。", "The request is with this unit already."),
            T("用 --unit 写明移交给谁。", "Say with --unit to whom it goes."),
        )


# ---- who was consulted, and what came after


def prepare_consult(office: "Office", row: dict[str, Any]) -> None:
    """The time of a third party or joint maker follows from the law of the request and the day they got the letter."""
    labels = office.resource("consult").labels
    facts.not_after(office, row, {name: labels[name] for name in ("sent_on", "received_on", "answered_on", "told_on")})
    facts.in_order(row, labels, "sent_on", "received_on", "answered_on")
    if row.get("answer") and not row.get("answered_on"):
        row["answered_on"] = office.today.isoformat()
    if row.get("override") and not row.get("override_reason"):
        raise BadInput(
            T("因公共利益公开的，须写明理由。", "Disclosure for the public interest needs its reason."),
            T("填写 override_reason，并书面告知第三方。", "Fill in override_reason, and tell the third party in writing."),
        )  # fmt: skip
    found = office.inside.rows("SELECT law, unit, stage FROM {request} WHERE uid = ?", (row.get("request"),))
    if not found:
        raise _no_request(row.get("request"))
    law, unit, stage = found[0]
    row["unit"] = row["unit"] or unit
    if stage in ("", "registered", "correcting", CLOSED):
        flow = office.workflow(office.resource("request"))
        name = flow.stage_of(stage).name
        raise BadInput(
            T(f"申请在“{name.zh}”阶段，不能征求意见。", f"Nobody is consulted in stage “{name.en}”."),
            T("受理后、答复前征求意见。", "Consult after it is accepted and before the reply."),
        )
    end = facts.answer_by(office, law_of(office, law), row["kind"], row["received_on"])
    row["due"] = end.isoformat() if end else None


def _no_request(uid: Any) -> BadInput:
    return BadInput(
        T(f"没有申请 {uid}。", f"There is no request {uid}."),
        T("用 gongkai request list 查看编号。", "See the ids with gongkai request list."),
    )


def vet_part(office: "Office", old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> None:
    """What belongs to a request stays with the unit that handles it.

    Raises:
        BadInput: it would belong to another unit.
    """
    row = new or old or {}
    found = office.rows("SELECT unit FROM {request} WHERE uid = ?", (row["request"],))
    if not found:
        raise _no_request(row["request"])
    if new is not None and new["unit"] != found[0][0]:
        raise BadInput(
            T("只有承办申请的单位才能登记。", "Only the unit that handles the request enters this."),
            T("由承办单位办理。", "Leave it to that unit."),
        )


def follow_consult(
    change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str
) -> None:  # fmt: skip
    """A consultation moves the clock of its request."""
    resource = change.office.resource("request")
    uid = (new or old or {})["request"]
    change.put_row(resource, change.current(resource, uid), {}, "update")


def prepare_notice(office: "Office", row: dict[str, Any]) -> None:
    """A notice bears its number in the form of the office, the day and who made it."""
    labels = office.resource("request_notice").labels
    row["made_on"] = row.get("made_on") or office.today.isoformat()
    facts.not_after(office, row, {name: labels[name] for name in ("made_on", "delivered_on")})
    facts.in_order(row, labels, "made_on", "delivered_on")
    row["doc_no"] = _doc_no(office, row["doc_no"])
    row["made_by"] = row["made_by"] or office.actor
    _same_unit(office, row)
    if row["delivered_on"] and not row["manner"]:
        [(row["manner"],)] = office.inside.rows("SELECT delivery FROM {request} WHERE uid = ?", (row["request"],))
    if row["manner"] and not row["delivered_on"]:
        raise BadInput(
            T("写了送达方式，没有写送达日期。", "The manner of delivery is given, and not the day."),
            T("填写 delivered_on。", "Fill in delivered_on."),
        )


def prepare_remedy(office: "Office", row: dict[str, Any]) -> None:
    """When a review or a suit is to be decided."""
    from gongkai.plugins.tasks.requests.remedies import decided_by

    labels = office.resource("remedy").labels
    facts.not_after(office, row, {name: labels[name] for name in ("filed_on", "accepted_on", "closed_on", "redone_on")})
    facts.in_order(row, labels, "filed_on", "accepted_on", "closed_on", "redone_on")
    if bool(row["result"]) != bool(row["closed_on"]):
        raise BadInput(
            T("结果和审结日期要一并填写。", "Result and day of closing go together."),
            T("补上另一项。", "Fill in the other."),
        )
    _same_unit(office, row)
    row["due"] = decided_by(office, row)


def _same_unit(office: "Office", row: dict[str, Any]) -> None:
    found = office.inside.rows("SELECT unit FROM {request} WHERE uid = ?", (row.get("request"),))
    if not found:
        raise _no_request(row.get("request"))
    row["unit"] = row["unit"] or found[0][0]
