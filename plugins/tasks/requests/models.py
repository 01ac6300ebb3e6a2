"""Tables of requests: who asks, what for and what became of it; who was consulted; notices; review and litigation.

Who asks stands in a register of its own, because reading it needs a right of its own (``identify``).
"""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Decimal, Flag, Integer, LongText, Nodes, Ref, Text
from gongkai.core.store.record import Record

# Columns of the annual report's table three.
APPLICANT_KINDS = (
    ("person", T("自然人", "Natural person")),
    ("business", T("商业企业", "Business")),
    ("research", T("科研机构", "Research institution")),
    ("welfare", T("社会公益组织", "Public welfare organisation")),
    ("legal", T("法律服务机构", "Legal service")),
    ("other_org", T("其他组织", "Other organisation")),
)
# Rows 3 to 23 of table three.
OUTCOMES = (
    ("open", T("予以公开", "Disclosed")),
    ("part", T("部分公开", "Disclosed in part")),
    ("deny1", T("不予公开：国家秘密", "Refused: state secret")),
    ("deny2", T("不予公开：其他法律行政法规禁止", "Refused: forbidden by another law or regulation")),
    ("deny3", T("不予公开：危及“三安全一稳定”", "Refused: endangers security or stability")),
    ("deny4", T("不予公开：保护第三方合法权益", "Refused: lawful interests of a third party")),
    ("deny5", T("不予公开：三类内部事务信息", "Refused: internal affairs")),
    ("deny6", T("不予公开：四类过程性信息", "Refused: information on a process")),
    ("deny7", T("不予公开：行政执法案卷", "Refused: file of an enforcement case")),
    ("deny8", T("不予公开：行政查询事项", "Refused: has a procedure of inquiry of its own")),
    ("cannot1", T("无法提供：本机关不掌握", "Cannot be given: not held by this organ")),
    ("cannot2", T("无法提供：没有现成信息需另行制作", "Cannot be given: would have to be made")),
    ("cannot3", T("无法提供：补正后仍不明确", "Cannot be given: still unclear after correction")),
    ("noproc1", T("不予处理：信访举报投诉", "Not processed: petition, report or complaint")),
    ("noproc2", T("不予处理：重复申请", "Not processed: repeated")),
    ("noproc3", T("不予处理：要求提供公开出版物", "Not processed: a publication on sale")),
    ("noproc4", T("不予处理：无正当理由大量反复申请", "Not processed: excessive without good reason")),
    ("noproc5", T("不予处理：要求确认或重新出具已获取信息", "Not processed: to confirm or reissue what was obtained")),
    ("other1", T("其他处理：逾期不补正", "Other: not corrected in time")),
    ("other2", T("其他处理：逾期未缴费", "Other: fee not paid in time")),
    ("other3", T("其他处理：其他", "Other")),
)
MANNERS = (
    ("in-person", T("当面提交", "In person")),
    ("oral", T("口头申请，代填申请表", "Oral, the form filled in by staff")),
    ("registered", T("挂号信、快递等需签收的邮寄", "Registered post, signed for")),
    ("letter", T("平信", "Plain letter")),
    ("fax", T("传真", "Fax")),
    ("web", T("网上平台", "Web form")),
    ("email", T("电子邮件", "E-mail")),
)
SUPPLY = (
    ("paper", T("纸质", "On paper")),
    ("electronic", T("电子文本", "Electronic")),
    ("read", T("查阅", "To read")),
    ("copy", T("抄录", "To copy out")),
    ("other", T("其他", "Other")),
)
DELIVERY = (
    ("post", T("邮寄", "By post")),
    ("email", T("电子邮件", "By e-mail")),
    ("fax", T("传真", "By fax")),
    ("pickup", T("自行领取", "Collected")),
    ("web", T("网上获取", "On the platform")),
)
HANDED = (("hand", T("当面送交", "By hand")), *DELIVERY)
"""How a notice reached the applicant."""
ID_KINDS = (
    ("idcard", T("居民身份证", "Identity card")),
    ("passport", T("护照", "Passport")),
    ("uscc", T("统一社会信用代码", "Unified social credit code")),
    ("other", T("其他证件", "Other document")),
)
FEE_MODES = (("item", T("按件", "By item")), ("page", T("按量", "By page")))
CONSULT_KINDS = (
    ("third_party", T("第三方", "Third party")),
    ("joint", T("共同制作机关", "Joint maker")),
    ("assist", T("协办单位", "Assisting unit")),
)
ANSWERS = (
    ("agree", T("同意公开", "Agrees")),
    ("part", T("同意部分公开", "Agrees in part")),
    ("refuse", T("不同意公开", "Refuses")),
)
REMEDY_KINDS = (
    ("review", T("行政复议", "Administrative review")),
    ("suit", T("未经复议直接起诉", "Suit without review")),
    ("suit_after_review", T("复议后起诉", "Suit after review")),
)
RESULTS = (
    ("upheld", T("结果维持", "Upheld")),
    ("corrected", T("结果纠正", "Corrected")),
    ("other", T("其他结果", "Other result")),
)


class Applicant(Record):
    """Who asks: name, proof of identity and contact. Only who may ``identify`` reads it."""

    reading = "identify"

    name = Text(
        T("姓名或名称", "Name"), required=True, search=True, width=16, rule="REG-29",
    )  # fmt: skip
    kind = Choice(T("申请人类别", "Kind"), APPLICANT_KINDS, required=True, default="person", width=10)
    id_kind = Choice(T("证件种类", "Document"), ID_KINDS, width=12)
    id_no = Text(
        T("证件号码", "Number of the document"), width=20, rule="REG-29",
        help=T("2019年5月15日起必须提供身份证明。", "Proof of identity is needed from 15 May 2019 on."),
    )  # fmt: skip
    agent = Text(T("法定代表人或代理人", "Representative"), width=12)
    phone = Text(T("联系电话", "Telephone"), width=14)
    email = Text(T("电子邮箱", "E-mail"), width=18)
    address = Text(T("通信地址", "Address"), width=24)

    class Meta:
        table_name = "applicant"


class Request(Record):
    """One request of one applicant for one matter, answered by one unit.

    Attributes:
        sent_on: the day it was handed in, signed for, or came in.
        received_on: the day that counts as receipt, which depends on the manner and the law; empty until confirmed.
        counted_from: day zero of the clock that runs: receipt, arrival of the correction, or payment.
        due: the last day for the reply; empty while the end of a stop is not known.
        outcome: a row of table three; empty while the request is open.
        part_of: the request that this one was split from.
    """

    number = Text(T("登记号", "Number"), system=True, width=14, search=True)
    title = Text(T("所需信息名称", "Information wanted"), required=True, search=True, width=28, rule="REG-29")
    content = LongText(
        T("内容描述", "Description"), search=True,
        help=T("便于查询的特征：时间、地点、事项。", "What helps to find it: time, place, matter."),
    )  # fmt: skip
    doc_no = Text(
        T("文号", "Document number"),
        search=True,
        width=18,
        help=T("如 〔2010〕44号。", "Organ, year in brackets, serial."),
    )
    applicant = Ref(T("申请人", "Applicant"), "applicant", required=True, width=16, index=True)
    applicant_kind = Choice(T("申请人类别", "Kind of applicant"), APPLICANT_KINDS, system=True, width=10)
    manner = Choice(T("申请方式", "Manner"), MANNERS, required=True, width=10, rule="REG-31")
    sent_on = Date(
        T("提交或到达日期", "Handed in or arrived on"), required=True, width=10,
        help=T("当面提交、签收、寄达或收到传真、网上申请的日期。",
               "The day it was handed in or signed for, or the letter, fax, form or mail came in."),
    )  # fmt: skip
    confirmed_on = Date(
        T("确认日期", "Confirmed on"), width=10, rule="REG-31",
        help=T("平信、传真、网上和邮件申请：与申请人确认收到的日期。",
               "Letter, fax, web, mail: the day the receipt was confirmed with the applicant."),
    )  # fmt: skip
    supply = Choice(T("提供形式", "Form wanted"), SUPPLY, default="paper", width=8, rule="REG-29")
    delivery = Choice(T("获取途径", "Delivery"), DELIVERY, default="post", width=8)
    help_needed = Flag(
        T("需要协助", "Help needed"), width=6, rule="REG-42",
        help=T("申请人有阅读困难或视听障碍。", "The applicant has difficulty in reading, seeing or hearing."),
    )  # fmt: skip
    law = Text(T("适用规定", "Law"), system=True, width=10)
    received_on = Date(T("收到日期", "Received on"), system=True, width=10, rule="REG-31")
    counted_from = Date(T("起算日期", "Counted from"), system=True, width=10)
    due = Date(T("答复期限", "Due"), system=True, width=10, rule="REG-33")
    accepted_on = Date(T("受理日期", "Accepted on"), system=True, width=10)
    correction_on = Date(T("补正告知日期", "Correction asked on"), system=True, width=10, rule="REG-30")
    correction_matters = LongText(T("需补正的内容", "What to correct"), system=True, rule="REG-30")
    correction_due = Date(T("补正期限", "Correct by"), system=True, width=10, rule="REG-30")
    corrected_on = Date(T("补正到达日期", "Corrected on"), system=True, width=10, rule="REG-30")
    extended_on = Date(T("延期日期", "Extended on"), system=True, width=10, rule="REG-33")
    extended_days = Integer(
        T("延长工作日", "Working days added"), system=True, width=6, rule="REG-33",
        help=T("不填为规定的最多天数。", "The most that the law allows when nothing is said."),
    )  # fmt: skip
    extended_reason = LongText(T("延期理由", "Reason for the extension"), system=True, rule="REG-33")
    extended_by = Text(T("延期批准人", "Extension approved by"), system=True, width=10)
    delay_to = Date(
        T("延迟答复日期", "Delayed reply"), system=True, width=10, rule="REG-35",
        help=T("理由合理但数量过多的，告知申请人的答复日期。", "The day told to the applicant when it is too much at once."),
    )  # fmt: skip
    delay_reason = LongText(T("延迟答复理由", "Reason for the delay"), system=True, rule="REG-35")
    fee_mode = Choice(T("收费方式", "Fee by"), FEE_MODES, system=True, width=6, rule="FEE-1")
    fee_pages = Integer(T("页数", "Pages"), system=True, width=6, rule="FEE-3")
    fee_amount = Decimal(T("应缴（元）", "Fee (yuan)"), 2, system=True, width=8, rule="FEE-1")
    fee_on = Date(T("收费通知日期", "Fee notice on"), system=True, width=10, rule="FEE-4")
    fee_received_on = Date(
        T("通知收到日期", "Notice received on"), system=True, width=10, rule="FEE-4",
        help=T("申请人收到收费通知的日期。", "The day the applicant got the notice of the fee."),
    )  # fmt: skip
    fee_due = Date(T("缴费期限", "Pay by"), system=True, width=10, rule="FEE-4")
    fee_paid_on = Date(T("缴费日期", "Paid on"), system=True, width=10, rule="FEE-4")
    outcome = Choice(T("办理结果", "Outcome"), OUTCOMES, system=True, width=16, rule="REG-36")
    explanation = LongText(
        T("理由", "Grounds"), system=True, rule="REG-36",
        help=T("不予公开、无法提供、不予处理的，逐项说明。", "Why it is refused, cannot be given or is not processed."),
    )  # fmt: skip
    basis = Text(T("依据条款", "Article"), system=True, width=18, rule="REG-36")
    where_to_look = LongText(
        T("获取方式和途径", "Where to look"), system=True, rule="REG-36",
        help=T("已公开的信息在哪里查；应走的渠道。", "Where it is public already; which other channel to use."),
    )  # fmt: skip
    organ = Text(T("负责公开的机关", "Responsible organ"), system=True, width=18, rule="REG-36")
    organ_contact = Text(T("该机关联系方式", "Its contact"), system=True, width=18, rule="REG-36")
    reply = LongText(T("答复内容", "Reply"), system=True)
    reply_no = Text(
        T("答复文号", "Number of the reply"), system=True, width=18, rule="QZ-73",
        help=T("写作 机关代字〔年份〕序号。", "Organ, year in brackets, serial."),
    )  # fmt: skip
    closed_on = Date(
        T("答复日期", "Replied on"), system=True, width=10, help=T("不填为当天。", "Today when nothing is said.")
    )  # fmt: skip
    part_of = Ref(T("分自", "Part of"), "request", system=True, width=16, index=True)
    split_to = Nodes(
        T("分办单位", "Split to"), system=True, width=18, help=T("另外承办一部分的单位，用逗号隔开。", "Units that take a part.")
    )  # fmt: skip
    repeats = Ref(T("疑似重复", "Looks like"), "request", system=True, width=16, rule="REG-36")
    drafted_by = Text(T("承办人", "Drafted by"), system=True, width=10)
    signed_by = Text(T("审签人", "Signed by"), system=True, width=10)
    signed_on = Date(T("审签日期", "Signed on"), system=True, width=10)
    replied_by = Text(T("答复人", "Replied by"), system=True, width=10)
    note = LongText(T("备注", "Remarks"))

    class Meta:
        table_name = "request"


class Consult(Record):
    """Somebody who was asked about a request: a third party, a joint maker, an assisting unit."""

    request = Ref(T("申请", "Request"), "request", required=True, width=16, index=True)
    kind = Choice(T("征求对象", "Who"), CONSULT_KINDS, required=True, width=10, rule="REG-32")
    party = Text(T("名称", "Name"), required=True, width=20)
    contact = Text(T("联系方式", "Contact"), width=16)
    sent_on = Date(T("发出日期", "Sent on"), required=True, width=10)
    received_on = Date(
        T("收到日期", "Received on"), width=10,
        help=T("对方收到征求意见书的日期，从这一天起算。", "The day they got the letter, from which their time is counted."),
    )  # fmt: skip
    due = Date(T("回复期限", "Answer by"), system=True, width=10, rule="REG-32")
    answered_on = Date(T("回复日期", "Answered on"), width=10)
    answer = Choice(T("意见", "Answer"), ANSWERS, width=10)
    answer_reason = LongText(T("意见理由", "Reason given"))
    override = Flag(
        T("公共利益需要公开", "Disclosed for the public interest"), width=8, rule="REG-32",
        help=T("不同意但不公开会对公共利益造成重大影响。", "They refuse, but secrecy would gravely hurt the public interest."),
    )  # fmt: skip
    override_reason = LongText(T("公开的理由", "Why it is disclosed"))
    told_on = Date(T("书面告知日期", "Told in writing on"), width=10, rule="REG-32")

    class Meta:
        table_name = "consult"


class Notice(Record):
    """A notice that was made for a request: which form, under what number, when it was delivered."""

    request = Ref(T("申请", "Request"), "request", required=True, width=16, index=True)
    form = Choice(T("文书", "Form"), "request_form", required=True, width=18)
    doc_no = Text(T("文号", "Document number"), width=18, rule="QZ-73")
    made_on = Date(T("制作日期", "Made on"), required=True, width=10)
    delivered_on = Date(T("送达日期", "Delivered on"), width=10)
    manner = Choice(
        T("送达方式", "Manner of delivery"), HANDED, width=8,
        help=T("登记送达日期时不填，按申请人要的获取途径。", "Empty with a day of delivery: the way that the applicant asked for."),
    )  # fmt: skip
    made_by = Text(T("制作人", "Made by"), system=True, width=10)

    class Meta:
        table_name = "request_notice"


class Remedy(Record):
    """Review or litigation about a request."""

    request = Ref(T("申请", "Request"), "request", required=True, width=16, index=True)
    kind = Choice(T("类型", "Kind"), REMEDY_KINDS, required=True, width=12)
    organ = Text(T("复议机关或法院", "Review organ or court"), width=18)
    case_no = Text(T("案号", "Case number"), width=18)
    filed_on = Date(T("提出日期", "Filed on"), required=True, width=10)
    accepted_on = Date(T("受理日期", "Accepted on"), width=10)
    extended = Flag(T("已延期", "Extended"), width=6)
    due = Date(T("审结期限", "Due"), system=True, width=10)
    result = Choice(T("结果", "Result"), RESULTS, width=10)
    closed_on = Date(T("审结日期", "Closed on"), width=10)
    redo_by = Date(T("重新答复期限", "Reply again by"), width=10)
    redone_on = Date(T("重新答复日期", "Replied again on"), width=10)
    note = LongText(T("备注", "Remarks"))

    class Meta:
        table_name = "remedy"
