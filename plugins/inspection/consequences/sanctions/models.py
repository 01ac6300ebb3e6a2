"""Tables of the accountability ladder: facts, measures, what they rest on, honours."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Decimal, Flag, Integer, LongText, Ref, Text
from gongkai.core.store.record import Record


class Incident(Record):
    """A fact that somebody may have to answer for: reported, looked into, and found to be so or not.

    Attributes:
        unit: whose fact it would be; ``person``, ``duty``: who of it, and what that person had to do.
        grave: grave results came of it.
        register, record: the record in which it shows, when there is one.
        due: by when it is looked into.
    """

    title = Text(T("线索", "Fact"), required=True, search=True, width=28)
    kind = Choice(T("情形", "Kind"), "incident_kind", required=True, width=12)
    source = Choice(T("来源", "Source"), "incident_source", default="report", required=True, width=8)
    content = LongText(T("情况", "What is said"), search=True)
    case_no = Text(T("案号或编号", "Case number"), search=True, width=14)
    happened_on = Date(T("发生日期", "Happened on"), width=10, help=T("不填为当天。", "Today when nothing is said."))
    grave = Flag(T("造成严重后果", "Grave results"), width=6)
    register = Text(T("登记册", "Register"), width=8)
    record = Text(T("相关记录", "Record"), width=16)
    person = Text(T("责任人", "Who"), width=10)
    duty = Text(T("应尽职责", "Duty"), width=16)
    reported_by = Text(T("登记人", "Entered by"), system=True, width=10)
    reported_on = Date(T("登记日期", "Entered on"), system=True, width=10)
    due = Date(T("核查期限", "Looked into by"), system=True, width=10)
    outcome = LongText(T("核查结论", "What was found"), system=True)
    settled_on = Date(T("认定日期", "Settled on"), system=True, width=10)
    settled_by = Text(T("认定人", "Settled by"), system=True, width=10)

    class Meta:
        table_name = "incident"
        indexes = ((("scope", "id"), False), (("kind", "settled_on"), False))


class Sanction(Record):
    """A measure of the accountability ladder against a unit: proposed, decided by a person, open to appeal.

    Attributes:
        step: the rule that proposed it; empty when a person did.
        day: the day on which its grounds were complete, which does not depend on when one looked.
        period: the year, or the time, that it counts for.
        cause: what a person found to be the cause, where the rule asks for that.
        change_by: by when things must have changed; ``changed_on``: the day on which somebody saw that they had.
        appeal_by: the last day for an appeal; ``answer_due``: by when it is answered.
    """

    title = Text(T("措施", "Measure"), required=True, search=True, width=24)
    kind = Choice(T("种类", "Kind"), "sanction_kind", required=True, width=12)
    step = Text(T("规则步骤", "Step"), system=True, width=12)
    rule = Text(T("规则", "Rule"), system=True, width=8)
    period = Text(T("所属时期", "Period"), width=8, help=T("不填为当年。", "This year when nothing is said."))
    day = Date(T("依据成立", "Grounds complete"), width=10, help=T("不填为当天。", "Today when nothing is said."))
    why = LongText(T("理由", "Grounds"), required=True, search=True)
    person = Text(T("责任人", "Who"), width=10)
    amount = Decimal(T("金额（元）", "Amount (yuan)"), 2, width=10)
    proposed_by = Text(T("提出人", "Proposed by"), system=True, width=10)
    cause = LongText(T("认定的原因", "Cause as found"), system=True)
    doc_no = Text(T("文号", "Document number"), system=True, width=14)
    opinion = LongText(T("决定意见", "What was decided"), system=True)
    decided_on = Date(T("决定日期", "Decided on"), system=True, width=10)
    decided_by = Text(T("决定人", "Decided by"), system=True, width=10)
    change_by = Date(T("限期改变", "Change by"), system=True, width=10)
    change_note = LongText(T("改变情况", "What changed"), system=True)
    changed_on = Date(T("确认改变", "Changed on"), system=True, width=10)
    changed_by = Text(T("确认人", "Seen by"), system=True, width=10)
    appeal_by = Date(T("申诉截止", "Appeal by"), system=True, width=10)
    appeal = LongText(T("申诉理由", "Appeal"), system=True)
    appealed_on = Date(T("申诉日期", "Appealed on"), system=True, width=10)
    appealed_by = Text(T("申诉人", "Appealed by"), system=True, width=10)
    answer_due = Date(T("答复期限", "Answer due"), system=True, width=10)
    answer = LongText(T("复核意见", "Answer"), system=True)
    answered_on = Date(T("复核日期", "Answered on"), system=True, width=10)
    answered_by = Text(T("复核人", "Answered by"), system=True, width=10)

    class Meta:
        table_name = "sanction"
        indexes = ((("scope", "id"), False), (("stage", "kind"), False), (("step", "unit"), False))


class Ground(Record):
    """A record that a measure rests on: a notice, a lawsuit, an order not carried out, a figure below its line."""

    sanction = Ref(T("措施", "Measure"), "sanction", required=True, width=18, index=True)
    register = Text(T("登记册", "Register"), required=True, width=10)
    record = Text(T("记录编号", "Record"), required=True, width=16, index=True)
    title = Text(T("依据", "Ground"), width=28)
    day = Date(T("日期", "Day"), width=10)
    figure = Text(T("数据", "Figure"), width=12)

    class Meta:
        table_name = "sanction_ground"
        indexes = ((("scope", "id"), False),)


class Honour(Record):
    """A commendation of a unit, or of a person in it."""

    title = Text(T("荣誉名称", "Honour"), required=True, search=True, width=24)
    person = Text(
        T("受表彰个人", "Person"), search=True, width=10, help=T("不填为表彰单位。", "The unit itself when left out.")
    )
    year = Integer(T("年度", "Year"), width=6, help=T("不填为当年。", "This year when nothing is said."))
    reason = LongText(T("主要事迹", "Why"))
    proposed_by = Text(T("推荐人", "Named by"), system=True, width=10)
    doc_no = Text(T("表彰文号", "Document number"), system=True, width=14)
    granted_on = Date(T("表彰日期", "Granted on"), system=True, width=10)
    granted_by = Text(T("批准人", "Granted by"), system=True, width=10)

    class Meta:
        table_name = "honour"
        indexes = ((("scope", "id"), False),)
