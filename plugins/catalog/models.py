"""Tables of the catalogue: what each unit must disclose (entries) and what was really published (publications)."""

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.store.fields import Choice, Date, Flag, LongText, Many, Ref, Text
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
    or missed. Timeliness in words is computed from them and never stored.
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
        help=T("一级栏目/二级栏目。", "First and second level, divided by a slash."),
    )  # fmt: skip
    elements = LongText(
        T("公开要素", "Elements"), search=True,
        help=T("规定必须写明的要素。", "What the rules want to see in it."),
    )  # fmt: skip
    content = LongText(
        T("公开内容", "Content"), search=True, required="submit",
        help=T("拟公开或已公开的内容，逐项写明公开要素；送审前必填。",
               "What is or was published, element by element; needed before review."),
    )  # fmt: skip
    basis = LongText(T("公开依据", "Basis"), help=T("文件名称和条款。", "Documents and articles."))
    term = Text(
        T("公开时限", "Time limit"), width=12, rule="REG-26", show=limit_words,
        help=T("如 20wd（20个工作日内）、quarter（每季度）、half-year、year@01-31（1月31日前）、"
               "at-once（及时）、stages（分阶段）、standing（长期公开）。空白按20个工作日。",
               "Such as 20wd (20 working days), quarter, half-year, year@01-31, at-once, stages, standing. "
               "Empty means 20 working days."),
    )  # fmt: skip
    phase = Many(T("公开环节", "Phase"), PHASES, help=T("事前、事中、事后公开。", "Before, during or after."))
    matter = Choice(T("事项类型", "Kind of matter"), MATTERS, width=10)
    channels = Many(
        T("公开渠道", "Channels"), "channel", rule="REG-23",
        help=T("在哪里公开；公开时可改为实际渠道。", "Where it is published; may be set again when publishing."),
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
        help=T("当前这一次的应公开日期：周期性事项公开后自动顺延；其他事项信息形成或变更时填写，清空则重新推算。",
               "When it must be public this time: periodic items move on by themselves; for others fill it in when the "
               "information is made or changes. Empty it to have it computed again."),
    )  # fmt: skip
    published_on = Date(
        T("最近公开日期", "Last published"), system=True, width=10,
        help=T("公开时填写，不填为当天。", "Given when publishing; today if not given."),
    )  # fmt: skip
    link = Text(
        T("公开位置", "Where"), width=24, help=T("网址，或公示栏的位置。", "Web address, or the place of the board.")
    )
    answered = Date(
        T("对应期限", "Due date met"), system=True, width=10,
        help=T("最近一次公开所对应的应公开日期。", "The due date that the last publication answered."),
    )  # fmt: skip
    timely = Flag(T("按时公开", "On time"), system=True, width=8)
    drafted_by = Text(T("起草人", "Drafted by"), system=True, width=10)
    reviewed_by = Text(T("审核人", "Reviewed by"), system=True, width=10)
    signed_by = Text(T("签发人", "Signed by"), system=True, width=10)
    local = Flag(
        T("自行增加", "Local item"), system=True, width=8,
        help=T("本单位自行增加，不是按公开义务生成的。", "Added by the unit, not made from an obligation."),
    )  # fmt: skip

    class Meta:
        table_name = "entry"


class Publication(Record):
    """One act of publishing: a fact that stays when the entry moves on."""

    entry = Ref(T("目录条目", "Entry"), "entry", required=True, system=True, width=16, index=True)
    title = Text(T("公开事项", "Item"), system=True, width=28)
    published_on = Date(T("公开日期", "Published on"), system=True, width=10)
    channels = Many(T("公开渠道", "Channels"), "channel", width=18)
    link = Text(T("公开位置", "Where"), width=24)
    due = Date(
        T("应公开日期", "Due"), system=True, width=10, help=T("所对应的应公开日期。", "The due date it answered.")
    )
    on_time = Flag(T("按时", "On time"), system=True, width=6)
    signed_by = Text(T("签发人", "Signed by"), system=True, width=10)

    class Meta:
        table_name = "publication"
