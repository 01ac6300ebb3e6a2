"""Tables of cases: what a caller asked for and what became of it, and the rounds in which it was handled."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Flag, Integer, LongText, Nodes, Place, Ref, Text, UnitRef
from gongkai.core.store.record import Record

MANNERS = (
    ("phone", T("电话交办", "By telephone")),
    ("writing", T("书面转办", "In writing")),
)
OUTCOMES = (
    ("replied", T("已反馈", "Replied")),
    ("reassigned", T("改派", "Reassigned")),
    ("merged", T("并案", "Merged")),
    ("routed", T("告知法定渠道", "Told the statutory route")),
)
URGENT, ORDINARY = 1, 2
"""Values of ``priority``: urgent cases stand first."""


class Case(Record):
    """One call, letter or visit. ``unit`` handles it; ``centre`` took it.

    Attributes:
        spot, matter: place and matter without what differs from wording to wording; what duplicates share.
        limit_key: key of the limit that holds; ``counted_from`` is its day zero and ``due`` its last day.
        first_due, first_replied_on: those of the first round, which later rounds do not change.
        rate_by: until when the caller may rate; without a rating the rules' own counts after that day.
    """

    number = Text(T("工单号", "Number"), system=True, width=11, search=True)
    title = Text(T("诉求", "Matter"), required=True, search=True, width=26)
    content = LongText(T("详细内容", "Details"), search=True)
    channel = Choice(
        T("来源渠道", "Channel"), "case_channel", default="12345", required=True, width=10,
        help=T("热线、来信、来访、信箱、意见箱、报纸、点题公开等。", "Hotline, letter, visit, mailbox, box, newspaper, topics."),
    )  # fmt: skip
    kind = Choice(
        T("诉求类别", "Kind"), "case_kind", width=8, help=T("不填时按渠道确定。", "By the channel when nothing is said.")
    )  # fmt: skip
    caller = Text(T("来电（来访）人", "Caller"), width=10, search=True, private=True)
    phone = Text(T("联系电话", "Telephone"), width=13, search=True, private=True)
    address = Text(T("事发地点", "Where"), width=16, search=True)
    division = Place(
        T("所在区划", "Division"),
        width=12,
        help=T("事发地所在的区划，用于按地区分析。", "Where it happened, for analysis."),
    )
    urgent = Flag(
        T("紧急", "Urgent"), width=5,
        help=T("供水、燃气、防洪等突发事项；不填时按诉求中的字词判断。", "Water, gas, floods; judged by the words when nothing is said."),
    )  # fmt: skip
    entry = Ref(
        T("公开事项", "Entry followed up"), "entry", width=16,
        help=T("通过热线跟踪督查的目录条目。", "The catalogue entry that is followed up through the hotline."),
    )  # fmt: skip
    taken_on = Date(T("受理日期", "Taken on"), width=10, help=T("不填为当天。", "Today when nothing is said."))
    taken_by = Text(T("接话接访人", "Taken by"), system=True, width=10)
    centre = UnitRef(T("受理单位", "Taken at"), system=True, width=14)
    priority = Integer(T("次序", "Order"), system=True, width=4)
    spot = Text(T("地点要素", "Place in short"), system=True, width=10)
    matter = Text(T("事项要素", "Matter in short"), system=True, width=10)
    looks_like = Ref(T("疑似重复", "Looks like"), "case", system=True, width=12)
    merged_into = Ref(T("并入工单", "Merged into"), "case", system=True, width=12, index=True)
    manner = Choice(T("交办方式", "Assigned"), MANNERS, system=True, width=8)
    joint = Nodes(T("协办单位", "Joint units"), system=True, width=16)
    round = Integer(T("办理轮次", "Round"), system=True, width=5)
    assigned_on = Date(T("交办日期", "Assigned on"), system=True, width=10)
    assigned_by = Text(T("交办人", "Assigned by"), system=True, width=10)
    limit_key = Text(T("时限规则", "Limit"), system=True, width=10)
    counted_from = Date(T("起算日期", "Counted from"), system=True, width=10)
    due = Date(T("办理期限", "Due"), system=True, width=10)
    objection = LongText(T("派单异议", "Objection"), system=True)
    person = Text(T("承办人", "Handled by"), system=True, width=10)
    investigated_on = Date(T("调查日期", "Investigated on"), system=True, width=10)
    findings = LongText(T("调查情况", "Findings"), system=True)
    acted_on = Date(T("落实日期", "Acted on"), system=True, width=10)
    measures = LongText(T("落实措施", "Measures"), system=True)
    route = Choice(T("法定渠道", "Statutory route"), "case_route", system=True, width=10)
    result = LongText(T("办理结果", "Result"), system=True, search=True)
    link = Text(T("公开链接", "Link"), system=True, width=18, help=T("答复公开在哪里。", "Where the answer is public."))
    replied_on = Date(T("反馈日期", "Replied on"), system=True, width=10)
    first_due = Date(T("首轮期限", "First due"), system=True, width=10)
    first_replied_on = Date(T("首轮反馈", "First reply"), system=True, width=10)
    rate_by = Date(T("评价截止", "Rate by"), system=True, width=10)
    callback_on = Date(T("回访日期", "Called back on"), system=True, width=10)
    called_by = Text(T("回访人", "Called back by"), system=True, width=10)
    rating = Choice(T("满意度", "Rating"), "case_rating", system=True, width=8)
    rating_note = LongText(T("评价意见", "What the caller said"), system=True)
    filed_on = Date(T("备案日期", "Filed on"), system=True, width=10)
    filed_by = Text(T("备案人", "Filed by"), system=True, width=10)

    class Meta:
        table_name = "hotline_case"
        indexes = (
            (("priority", "scope", "id"), False),
            (("replied_on", "due"), False),
            (("spot", "taken_on"), False),
            (("phone", "taken_on"), False),
            (("unit", "number"), False),
            (("centre", "number"), True),
        )


class Round(Record):
    """One round of handling: from an assignment to the reply, or to a reassignment."""

    ticket = Ref(T("工单", "Case"), "case", required=True, width=16, index=True)
    number = Integer(T("轮次", "Round"), width=5)
    assigned_on = Date(T("交办日期", "Assigned on"), width=10)
    manner = Choice(T("交办方式", "Assigned"), MANNERS, width=8)
    limit_key = Text(T("时限规则", "Limit"), width=10)
    counted_from = Date(T("起算日期", "Counted from"), width=10)
    due = Date(T("办理期限", "Due"), width=10)
    ended_on = Date(T("结束日期", "Ended on"), width=10)
    outcome = Choice(T("结果", "Outcome"), OUTCOMES, width=10)
    result = LongText(T("办理结果", "Result"))
    rating = Choice(T("满意度", "Rating"), "case_rating", width=8)

    class Meta:
        table_name = "case_round"
        indexes = ((("scope", "id"), False),)
