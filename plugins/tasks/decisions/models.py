"""Tables of decisions and their steps, of responses to public concern and what was published in them."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Flag, Integer, LongText, Many, Ref, Text, UnitRef
from gongkai.core.store.record import Record

FORUMS = (
    ("executive", T("政府常务会议", "Executive meeting")),
    ("plenary", T("政府全体会议", "Plenary meeting")),
    ("unit", T("部门领导班子会议", "Meeting of the unit's leadership")),
)
VIEWS = (
    ("pass", T("通过", "Passes")),
    ("amend", T("修改后通过", "Passes when amended")),
    ("refuse", T("不通过", "Does not pass")),
)
PHASES = (
    ("before", T("事前预警", "Before: warning")),
    ("during", T("事中处置", "During: handling")),
    ("after", T("事后善后", "After: aftermath")),
)


class Decision(Record):
    """A major decision on its way: the steps follow from what kinds of matter it is."""

    title = Text(T("决策事项", "Decision"), required=True, search=True, width=28)
    content = LongText(T("内容摘要", "Summary"), search=True)
    types = Many(
        T("事项类型", "Types of matter"), "decision_type", required=True, width=16,
        help=T("可选几类，步骤合并。", "Several may be chosen; their steps are joined."),
    )  # fmt: skip
    responsible = Text(
        T("责任人", "Responsible"), width=12, help=T("对决策负责的人。", "Who answers for the decision.")
    )
    proposed_on = Date(T("启动日期", "Begun on"), width=10)
    decided_on = Date(T("决定日期", "Decided on"), system=True, width=10)
    decided_by = Text(T("登记人", "Entered by"), system=True, width=10)
    view = Choice(T("决定", "Decided"), VIEWS, system=True, width=10)
    doc_no = Text(T("决策文号", "Document number"), system=True, width=18, search=True)
    published_on = Date(T("公布日期", "Published on"), system=True, width=10)
    link = Text(T("公布链接", "Link"), system=True, width=18)
    note = LongText(T("备注", "Remarks"))

    class Meta:
        table_name = "decision"
        indexes = ((("scope", "id"), False),)


class DecisionStep(Record):
    """One step of a decision. Which facts it needs, and how long it takes, the rules say (``[[decision_step]]``)."""

    decision = Ref(T("决策", "Decision"), "decision", required=True, width=18, index=True)
    position = Integer(T("序号", "No."), system=True, width=5)
    step = Choice(T("步骤", "Step"), "decision_step", system=True, width=14)
    papers_on = Date(
        T("材料送达", "Papers sent on"),
        width=10,
        help=T("听证材料送达参加人的日期。", "When those who take part got the papers."),
    )
    starts_on = Date(T("开始日期", "Start"), width=10)
    ends_on = Date(T("结束日期", "End"), width=10)
    ways = Many(T("方式", "Ways"), "decision_way", width=14)
    people = Integer(T("参加人数", "People"), width=6)
    representatives = Integer(T("群众代表人数", "Representatives"), width=6)
    forum = Choice(T("会议", "Meeting"), FORUMS, width=12)
    evidence = Flag(T("举证", "Evidence"), width=5)
    cross_examined = Flag(T("质证", "Cross-examined"), width=5)
    received = Integer(T("收到意见", "Opinions received"), width=6)
    adopted = Integer(T("采纳意见", "Opinions adopted"), width=6)
    adoption = LongText(
        T("采纳情况", "How they were used"),
        help=T("采纳了哪些，不采纳的理由。", "Which were used, and why others were not."),
    )
    adoption_on = Date(T("采纳情况公布日期", "Use published on"), width=10)
    view = Choice(T("意见", "View"), VIEWS, width=10)
    conclusion = LongText(T("结论", "Conclusion"))
    link = Text(T("公开链接", "Link"), width=18)
    done_on = Date(T("完成日期", "Done on"), system=True, width=10)
    done_by = Text(T("登记人", "Entered by"), system=True, width=10)

    class Meta:
        table_name = "decision_step"
        indexes = ((("scope", "id"), False),)


class Response(Record):
    """A response to public concern, an emergency or an accident. The unit concerned answers first.

    Times are the office's own, to the minute: ``2026-06-01 08:30``.
    """

    title = Text(T("事件", "Event"), required=True, search=True, width=26)
    kind = Choice(T("类别", "Kind"), "response_kind", required=True, width=10)
    found_at = Text(
        T("发现时间", "Found at"), required=True, width=16, help=T("如 2026-06-01 08:30。", "Such as 2026-06-01 08:30.")
    )
    person = Text(
        T("回应责任人", "Who answers"),
        width=10,
        help=T("不填为本单位第一责任人。", "The unit's first responsible when nothing is said."),
    )
    superior = UnitRef(T("督促单位", "Urged by"), width=14)
    first_due = Text(T("首次回应期限", "First word by"), system=True, width=16)
    brief_due = Text(T("发布会期限", "Press conference by"), system=True, width=16)
    first_at = Text(T("首次回应", "First word"), system=True, width=16)
    brief_at = Text(T("发布会", "Press conference"), system=True, width=16)
    closed_on = Date(T("结束日期", "Closed on"), system=True, width=10)
    closed_by = Text(T("登记人", "Closed by"), system=True, width=10)

    class Meta:
        table_name = "response"
        indexes = ((("scope", "id"), False), (("first_at", "first_due"), False))


class ResponseIssue(Record):
    """Something published in a response: when, in which phase, what it told, where."""

    response = Ref(T("事件", "Event"), "response", required=True, width=18, index=True)
    at = Text(
        T("发布时间", "Published at"),
        required=True,
        width=16,
        help=T("如 2026-06-01 08:30。", "Such as 2026-06-01 08:30."),
    )
    phase = Choice(T("阶段", "Phase"), PHASES, default="during", width=10)
    items = Many(T("公开内容", "What it tells"), "response_item", width=18)
    conference = Flag(T("新闻发布会", "Press conference"), width=6)
    abroad = Flag(T("面向国外", "For abroad as well"), width=6)
    text = LongText(T("内容", "Text"))
    link = Text(T("链接", "Link"), width=18)

    class Meta:
        table_name = "response_issue"
        indexes = ((("scope", "id"), False),)
