"""Tables of rectification orders and of the evidence that they were carried out."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Integer, LongText, Ref, Text, UnitRef
from gongkai.core.store.record import Record

CLEAN, AGAIN = "clean", "again"
RECHECKS = ((CLEAN, T("已整改到位", "Put right")), (AGAIN, T("问题反弹", "There again")))
FILE = "file"
PROOF_KINDS = ((FILE, T("文件", "File")), ("link", T("链接", "Link")), ("number", T("文号", "Document number")))


class Order(Record):
    """One problem that a unit is told to put right. ``unit`` puts it right; ``issuer`` asked for it.

    Attributes:
        matter: what the problem is, so that it is not ordered twice while one is open.
        register, record: the record in question; ``finding``, ``item``: its kind of finding, and of
            which thing where a unit lacks several; ``round``, ``indicator``: its item of a score.
        due: by when, extensions included; ``first_due``: as it was asked at first.
        submitted_on: the day on which the unit said that it is done; sending it back takes that day away.
        recheck: what a later look found; ``follows``: the order whose problem came back.
    """

    title = Text(T("问题", "Problem"), required=True, search=True, width=28)
    kind = Choice(T("来源", "Comes from"), "order_kind", default="hand", required=True, width=8)
    no = Text(T("通知文号", "Number of the notice"), search=True, width=14)
    problem = LongText(T("问题说明", "What is wrong"), search=True)
    demand = LongText(T("整改要求", "What is asked for"), search=True)
    issuer = UnitRef(T("下达单位", "Issued by"), width=16)
    issued_on = Date(T("下达日期", "Issued on"), width=10, help=T("不填为当天。", "Today when nothing is said."))
    issued_by = Text(T("下达人", "Issued by whom"), system=True, width=10)
    due = Date(
        T("整改期限", "Due"),
        width=10,
        help=T("不填按来源的期限推算。", "By the term of its kind when nothing is said."),
    )
    first_due = Date(T("原定期限", "Due at first"), system=True, width=10)
    rule = Text(T("规则", "Rule"), width=8)
    register = Text(
        T("登记册", "Register"), width=8, help=T("相关记录在哪个登记册。", "Where the record in question stands.")
    )
    record = Text(T("相关记录", "Record"), width=16)
    finding = Text(
        T("问题类型", "Kind of finding"), width=10, help=T("由检查发现的，填问题类型。", "Of what a check found.")
    )
    item = Text(
        T("所缺项目", "What is lacking"),
        width=12,
        help=T("同类问题按它区分。", "What tells findings of one kind apart."),
    )
    round = Text(T("考核轮次", "Round"), width=8)
    indicator = Text(T("失分指标", "Item of the score"), width=12)
    matter = Text(T("问题标识", "Matter"), system=True, width=16, index=True)
    follows = Ref(T("原通知", "Follows"), "order", system=True, width=16)
    accepted_on = Date(T("签收日期", "Accepted on"), system=True, width=10)
    accepted_by = Text(T("签收人", "Accepted by"), system=True, width=10)
    person = Text(T("整改责任人", "Responsible"), system=True, width=10)
    plan = LongText(T("整改措施", "Plan"), system=True)
    plan_on = Date(T("报措施日期", "Plan given on"), system=True, width=10)
    result = LongText(T("整改结果", "Outcome"), system=True, search=True)
    submitted_on = Date(T("提请验收", "Submitted on"), system=True, width=10)
    submitted_by = Text(T("提请人", "Submitted by"), system=True, width=10)
    returned = Integer(T("退回次数", "Times sent back"), system=True, width=5)
    verdict = LongText(T("验收意见", "What was found"), system=True)
    closed_on = Date(T("销号日期", "Closed on"), system=True, width=10)
    closed_by = Text(T("验收人", "Closed by"), system=True, width=10)
    recheck = Choice(T("回头看", "Recheck"), RECHECKS, system=True, width=8)
    recheck_note = LongText(T("回头看情况", "What the recheck found"), system=True)
    rechecked_on = Date(T("回头看日期", "Rechecked on"), system=True, width=10)
    rechecked_by = Text(T("回头看人", "Rechecked by"), system=True, width=10)

    class Meta:
        table_name = "rectification_order"
        indexes = ((("scope", "id"), False), (("submitted_on", "due"), False))


class OrderProof(Record):
    """A piece of evidence: a file kept by its hash, a link, or a document number; and who checked it."""

    of = Ref(T("整改通知", "Order"), "order", required=True, width=18, index=True)
    kind = Choice(T("类型", "Kind"), PROOF_KINDS, default="link", required=True, width=6)
    name = Text(
        T("名称", "Name"), required=True, width=26, search=True,
        help=T("文件名、链接或文号。", "File name, link or number."),
    )  # fmt: skip
    page = Integer(T("页码", "Page"), width=5)
    quote = LongText(T("摘录", "Quote"), search=True)
    sha256 = Text(T("校验值", "Hash"), system=True, width=16)
    size = Integer(T("字节数", "Bytes"), system=True, width=10)
    added_by = Text(T("提交人", "Added by"), system=True, width=10)
    added_on = Date(T("提交日期", "Added on"), system=True, width=10)
    checked_by = Text(T("核验人", "Checked by"), system=True, width=10)
    checked_on = Date(T("核验日期", "Checked on"), system=True, width=10)

    class Meta:
        table_name = "order_proof"
        indexes = ((("scope", "id"), False),)
