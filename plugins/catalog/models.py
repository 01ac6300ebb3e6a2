"""Tables of the catalogue: what each unit must disclose, and the stages of what is disclosed in turn."""

import peewee

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.store.fields import Choice, Date, Flag, Integer, LongText, Many, Ref, Text
from gongkai.core.store.record import Record

MANNERS = (
    ("proactive", T("主动公开", "Proactive")),
    ("request", T("依申请公开", "On request")),
)
IMPORTANCE = (
    ("ordinary", T("一般", "Ordinary")),
    ("important", T("重要", "Major")),
)
PHASES = (
    ("before", T("事前", "Before")),
    ("during", T("事中", "During")),
    ("after", T("事后", "After")),
)
MATTERS = (
    ("statutory", T("法定事项", "Statutory duty")),
    ("target", T("政务目标", "Target")),
    ("process", T("政务进程", "Process")),
    ("result", T("政务结果", "Result")),
)


CADENCES = (
    ("regular", T("经常性", "Regular")),
    ("staged", T("阶段性", "By stage")),
    ("occasional", T("临时性", "As it comes")),
)
PRIORITIES = (
    ("interest", T("群众利益直接相关", "People's interests")),
    ("corruption", T("容易滋生腐败", "Prone to corruption")),
    ("hot", T("社会关注的热点", "Of public concern")),
)


def limit_words(text: str) -> T:
    """A time limit in words; one that cannot be read is shown as it stands."""
    from gongkai.core.clock import Limit

    try:
        return Limit.parse(text).label()
    except BadInput:
        return same(text)


class Entry(Record):
    """One duty to disclose on one unit's catalogue, and how it stands.

    ``due`` is the date that stands open now; ``answered`` and ``timely`` say which due date the last publication met
    or missed. Timeliness in words is computed from them and never stored. What was published is in ``publication``.
    """

    title = Text(
        T("公开事项", "Item"), required=True, search=True, width=28,
        help=T("公开事项的名称，取自公开义务；自行增加的事项自拟名称。",
               "Name of the item, taken from the obligation; a local item is named here."),
    )  # fmt: skip
    obligation = Text(
        T("义务编号", "Obligation"), system=True, width=18,
        help=T("生成本条目的公开义务；空为本单位自行增加。", "The obligation it was made from; empty for a local item."),
    )  # fmt: skip
    topic = Text(
        T("栏目", "Topic"), search=True, width=20,
        help=T("一级/二级/三级栏目，用斜线隔开。", "First, second and third level, divided by slashes."),
    )  # fmt: skip
    elements = LongText(
        T("公开要素", "Elements"), search=True,
        help=T("规定必须写明的要素。", "What the rules want to see in it."),
    )  # fmt: skip
    required = LongText(
        T("必备要素", "Required elements"),
        help=T("公开的文本里必须写到的要素，用顿号隔开；可以互换的说法用竖线隔开，如“监督电话|投诉电话”。",
               "What a published text must name, divided by commas; words that may stand for each other by “|”."),
    )  # fmt: skip
    basis = LongText(T("公开依据", "Basis"), help=T("文件名称和条款。", "Documents and articles."))
    subject = Text(
        T("公开主体", "Who discloses"), width=16, help=T("与责任单位不同时填写。", "When it is not the unit itself.")
    )
    term = Text(
        T("公开时限", "Time limit"), width=12, rule="REG-26", show=limit_words,
        help=T("如 20wd（20个工作日内）、quarter（每季度）、half-year、year@01-31（1月31日前）、"
               "at-once（及时）、stages（分阶段）、standing（长期公开）；也可照文件写法，如“信息形成之日起20个工作日内”。"
               "空白按20个工作日。",
               "Such as 20wd (20 working days), quarter, half-year, year@01-31, at-once, stages, standing, or the words "
               "of the document. Empty means 20 working days."),
    )  # fmt: skip
    cadence = Choice(
        T("公开周期", "Cadence"), CADENCES, system=True, width=10,
        help=T("由公开时限推出：经常性、阶段性、临时性。", "Follows from the time limit: regular, by stage, as it comes."),
    )  # fmt: skip
    phase = Many(T("公开环节", "Phase"), PHASES, help=T("事前、事中、事后公开。", "Before, during or after."))
    matter = Choice(T("事项类型", "Kind of matter"), MATTERS, width=10)
    marks = Many(
        T("重点标记", "Marks of priority"), PRIORITIES, width=14,
        help=T("群众利益直接相关、易生腐败、社会热点。", "People's interests, prone to corruption, of public concern."),
    )  # fmt: skip
    channels = Many(
        T("公开渠道", "Channels"), "channel", rule="REG-23",
        help=T("应在哪里公开；实际渠道写在公开信息里。", "Where it is to be published; where it really was stands on the publication."),
    )  # fmt: skip
    audience = Choice(T("公开对象", "Audience"), "audience", width=10)
    manner = Choice(T("公开方式", "Manner"), MANNERS, default="proactive", width=10)
    importance = Choice(
        T("重要程度", "Importance"), IMPORTANCE, default="ordinary", width=8,
        help=T("一般事项由分管负责人签发，重要事项由主要负责人审批。",
               "Ordinary items are signed by the deputy in charge, major ones by the principal."),
    )  # fmt: skip
    rule = Text(T("规则编号", "Rule"), width=10)
    due = Date(
        T("应公开日期", "Due"), width=10, rule="REG-26",
        help=T("当前这一次的应公开日期：周期性事项公开后自动顺延；其他事项在信息形成或变更时推算，清空则重新推算。",
               "When it must be public this time: periodic items move on by themselves; for others it follows from the day "
               "on which the information was made or changed. Empty it to have it computed again."),
    )  # fmt: skip
    changed_on = Date(
        T("信息形成日期", "Made or changed on"), system=True, width=10, rule="REG-26",
        help=T("信息形成或变更的日期；公开后清空。", "The day on which the information was made or changed; emptied by publishing."),
    )  # fmt: skip
    published_on = Date(
        T("最近公开日期", "Last published"), system=True, width=10,
        help=T("取自最近一次公开。", "From the last publication."),
    )  # fmt: skip
    link = Text(
        T("公开位置", "Where"), system=True, width=24, help=T("取自最近一次公开。", "From the last publication.")
    )
    answered = Date(
        T("对应期限", "Due date met"), system=True, width=10,
        help=T("最近一次公开所对应的应公开日期。", "The due date that the last publication answered."),
    )  # fmt: skip
    timely = Flag(T("按时公开", "On time"), system=True, width=8)
    local = Flag(
        T("自行增加", "Local item"), system=True, width=8,
        help=T("本单位自行增加，不是按公开义务生成的。", "Added by the unit, not made from an obligation."),
    )  # fmt: skip
    note = LongText(T("备注", "Note"), search=True)
    sheet = peewee.BigIntegerField(null=True)  # of entries that were made in bulk; see gongkai.core.ledger.generated

    class Meta:
        table_name = "entry"


class Milestone(Record):
    """One stage of an item that is disclosed stage by stage, with its own due date."""

    entry = Ref(T("目录条目", "Entry"), "entry", required=True, width=16, index=True)
    number = Integer(T("序号", "Number"), required=True, width=6)
    title = Text(T("阶段", "Milestone"), required=True, search=True, width=24)
    due = Date(T("应公开日期", "Due"), required=True, width=10)
    published_on = Date(T("公开日期", "Published on"), system=True, width=10)
    on_time = Flag(T("按时", "On time"), system=True, width=6)

    class Meta:
        table_name = "milestone"
