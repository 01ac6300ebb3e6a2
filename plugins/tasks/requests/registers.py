"""The registers of requests on application."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.tasks.requests import flow, questions
from gongkai.plugins.tasks.requests.models import Applicant, Consult, Notice, Remedy, Request

if TYPE_CHECKING:
    from gongkai.core.office import Office


def _doubt(office: "Office", record: Any) -> T | None:
    from gongkai.plugins.tasks.requests.telling import doubt

    return doubt(office, record)


def _late_remedy(office: "Office", record: Any) -> T | None:
    from gongkai.plugins.tasks.requests.remedies import doubt

    return doubt(office, record)


def _stage(*stages: str) -> Any:
    return lambda office: Request.stage.in_(stages)


APPLICANTS = Resource(
    Applicant,
    key="applicant",
    part_of="request",
    name=T("申请人", "Applicant"),
    columns=("unit", "name", "kind", "id_kind", "phone", "email"),
    title="name",
    natural=("name", "id_no"),
    verb="identify",
    help=T("申请人的身份和联系方式；只有有“查看申请人身份”权限的账号看得到。",
           "Identity and contact of applicants, seen only with the right to see who they are."),
    empty=T("还没有申请人，或你无权查看。", "No applicants yet, or you may not see them."),
)  # fmt: skip
REQUESTS = Resource(
    Request,
    key="request",
    name=T("依申请公开", "Request"),
    columns=("unit", "number", "title", "applicant_kind", "received_on", "due", "timeliness", "stage", "outcome"),
    title="title",
    natural=("unit", "number"),
    filters=(
        Filter("for_me", T("待我办理", "Waiting for me"), questions.for_me, "",
               T("待我审签的，和退回给我修改的。", "For me to sign, or sent back to me.")),
        Filter("overdue", T("逾期未答复", "Overdue"), questions.overdue, "late",
               T("答复期限已过，还没有答复。", "The time for the reply is over.")),
        Filter("soon", T("即将到期", "Due soon"), questions.soon, "soon",
               T("几个工作日内到期，天数由规则的 warn_days 定。", "Due within the working days that warn_days sets.")),
        Filter("open", T("在办", "Open"), questions.is_open),
        Filter("unconfirmed", T("待确认收到", "Receipt to confirm"), questions.unconfirmed, "soon",
               T("平信、传真、网上和邮件申请，当天应与申请人确认。", "Letter, fax, web, mail: to be confirmed the same day.")),
        Filter("registered", T("待受理", "Registered"), _stage("registered")),
        Filter("correcting", T("待补正", "To be corrected"), _stage("correcting")),
        Filter("uncorrected", T("逾期未补正", "Not corrected in time"), questions.uncorrected, "late"),
        Filter("paying", T("待缴费", "Fee awaited"), _stage("paying")),
        Filter("unpaid", T("逾期未缴费", "Not paid in time"), questions.unpaid, "late"),
        Filter("consulting", T("征求意见中", "Consulting"), questions.consulting),
        Filter("silent", T("征求意见到期未回", "Silent"), questions.silent, "soon",
               T("第三方逾期不答复的由本机关决定；共同制作机关视为同意。", "Third party: the organ decides; joint maker: consent.")),
        Filter("review", T("待审签", "To be signed"), _stage("review")),
        Filter("ready", T("待答复", "Signed"), _stage("ready")),
        Filter("closed", T("已办结", "Closed"), _stage("closed"), "done"),
        Filter("late", T("未按时", "Not on time"), questions.late, "late",
               T("逾期未答复和逾期答复的，影响按时答复率。", "Overdue or answered late: what lowers the on-time rate.")),
        Filter("extended", T("已延期", "Extended"), lambda office: Request.extended_on.is_null(False)),
        Filter("repeated", T("疑似重复", "Looks repeated"), questions.repeated, "",
               T("同一申请人以前申请过同一内容；是否重复由人判断。", "The same applicant asked for it before; a person decides.")),
        Filter("excessive", T("本月申请较多", "Many this month"), questions.excessive, "",
               T("申请人本月申请超过规则所定的件数；是否合理由人判断。", "More than the rules call usual; a person decides.")),
        Filter("contested", T("复议诉讼中", "Contested"), questions.contested),
        Filter("parts", T("分办件", "Parts"), lambda office: Request.part_of.is_null(False)),
    ),
    computed=(Computed("timeliness", T("时效", "Timeliness"), questions.timeliness_of, 10),),
    workflow="request",
    tone=questions.tone,
    prepare=flow.prepare,
    after=flow.after,
    follow=flow.follow,
    warn=_doubt,
    help=T("依申请公开：登记、补正、征求意见、延期、收费、答复，逐日计算期限。",
           "Requests on application, from receipt to reply, with a clock that explains itself."),
    empty=T("还没有申请。用 gongkai request receive 登记。", "No requests yet. Take one with gongkai request receive."),
)  # fmt: skip
CONSULTS = Resource(
    Consult,
    key="consult",
    part_of="request",
    name=T("征求意见", "Consultation"),
    columns=("unit", "request", "kind", "party", "sent_on", "received_on", "due", "answered_on", "answer"),
    title="party",
    natural=("request", "party"),
    filters=(
        Filter("waiting", T("待回复", "Awaited"), lambda office: Consult.answered_on.is_null()),
        Filter("silent", T("到期未回", "Silent"),
               lambda office: Consult.answered_on.is_null() & (Consult.due <= office.today.isoformat()), "late"),
    ),
    tone=questions.consult_tone,
    prepare=flow.prepare_consult,
    vet=flow.vet_part,
    follow=flow.follow_consult,
    help=T("就一件申请征求第三方、共同制作机关意见，或请别的单位协办。", "Third parties, joint makers and assisting units of a request."),
    empty=T("还没有征求意见。", "Nobody has been consulted."),
)  # fmt: skip
NOTICES = Resource(
    Notice,
    key="request_notice",
    part_of="request",
    name=T("申请文书", "Notice of a request"),
    columns=("unit", "request", "form", "doc_no", "made_on", "delivered_on", "manner"),
    title="doc_no",
    natural=("request", "form", "made_on"),
    filters=(
        Filter("outgoing", T("需送达", "To be delivered"), questions.outgoing),
        Filter("undelivered", T("未登记送达", "Delivery not entered"), questions.undelivered),
        Filter("untold", T("隔日仍未登记送达", "Made earlier, delivery not entered"), questions.untold, "late"),
    ),
    prepare=flow.prepare_notice,
    vet=flow.vet_part,
    help=T("为申请制作的告知书、征求意见书、答复书，及其送达日期。", "Notices, letters and replies, and their delivery."),
    empty=T("还没有文书。用 gongkai request notice 制作。", "No notices yet. Make one with gongkai request notice."),
)  # fmt: skip
REMEDIES = Resource(
    Remedy,
    key="remedy",
    part_of="request",
    name=T("复议诉讼", "Review or suit"),
    columns=("unit", "request", "kind", "organ", "filed_on", "due", "result", "closed_on"),
    title="case_no",
    natural=("request", "kind", "filed_on"),
    filters=(
        Filter("open", T("尚未审结", "Not closed"), lambda office: Remedy.closed_on.is_null()),
        Filter("corrected", T("结果纠正", "Corrected"), lambda office: Remedy.result == "corrected", "late"),
        Filter("redo", T("待重新答复", "To be answered again"),
               lambda office: Remedy.redo_by.is_null(False) & Remedy.redone_on.is_null(), "soon"),
    ),
    tone=questions.remedy_tone,
    prepare=flow.prepare_remedy,
    vet=flow.vet_part,
    warn=_late_remedy,
    help=T("就一件申请的行政复议和行政诉讼，及其期限和结果。", "Review and litigation about requests, with their clocks and results."),
    empty=T("还没有复议诉讼。", "No reviews or suits."),
)  # fmt: skip
REGISTERS = (REQUESTS, APPLICANTS, CONSULTS, NOTICES, REMEDIES)
