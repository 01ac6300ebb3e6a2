"""Tables of publications: the documents themselves, where each hangs, and the files that belong to it."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Decimal, Flag, Integer, LongText, Many, Ref, Text
from gongkai.core.store.record import Record
from gongkai.plugins.catalog.models import IMPORTANCE

ATTRIBUTES = (
    ("proactive", T("主动公开", "Proactive")),
    ("request", T("依申请公开", "On request")),
    ("withheld", T("不予公开", "Not public")),
)
# Why something is not public: articles 14 to 16 of the Regulations, in the words of the annual report's table three.
GROUNDS = (
    ("secret", T("属于国家秘密", "State secret")),
    ("forbidden", T("其他法律行政法规禁止公开", "Forbidden by another law or regulation")),
    ("stability", T("危及“三安全一稳定”", "Endangers security or stability")),
    ("third-party", T("保护第三方合法权益", "Lawful interests of a third party")),
    ("internal", T("属于三类内部事务信息", "Internal affairs")),
    ("process", T("属于四类过程性信息", "Information on a process")),
    ("case-file", T("属于行政执法案卷", "File of an enforcement case")),
    ("inquiry", T("属于行政查询事项", "Has a procedure of inquiry of its own")),
)
# How the contract for works was given away.
TENDERS = (
    ("open", T("公开招标", "Open tender")),
    ("invited", T("邀请招标", "Invited tender")),
    ("negotiated", T("竞争性谈判或磋商", "Competitive negotiation")),
    ("enquiry", T("询价", "Price enquiry")),
    ("single", T("单一来源采购", "Single source")),
    ("direct", T("直接发包", "Given directly")),
)


class Publication(Record):
    """A piece of information on its way to the public, and the trace that stays when it is replaced or taken down.

    ``series`` is the identity of the first version; ``revision`` counts the versions; ``index_no`` is given once, when
    the first version is published, and stays the same for all of them.
    """

    title = Text(
        T("标题", "Title"), required=True, search=True, width=28,
        help=T("只写主标题。", "The main title only."),
    )  # fmt: skip
    entry = Ref(
        T("目录条目", "Entry"), "entry", system=True, width=16, index=True,
        help=T("它所履行的目录条目；目录之外的信息没有。", "The entry whose duty it fulfils; none outside the catalogue."),
    )  # fmt: skip
    milestone = Ref(
        T("公开阶段", "Milestone"), "milestone", width=14,
        help=T("分阶段公开的事项：这是哪一个阶段。", "For items disclosed in stages: which of them."),
    )  # fmt: skip
    index_no = Text(T("索引号", "Index number"), system=True, width=22, rule="META-1", index=True)
    doc_no = Text(
        T("文号", "Document number"), search=True, width=18,
        help=T("如 国办发〔2019〕54号；括号怎么写都行，年份写全。", "Organ, year in full in any brackets, serial."),
    )  # fmt: skip
    abstract = LongText(
        T("内容概述", "Abstract"), search=True, rule="META-3",
        help=T("300字以内；正文5000字以上的500字以内。", "Up to 300 characters; up to 500 for texts of more than 5,000."),
    )  # fmt: skip
    content = LongText(
        T("正文", "Text"), search=True,
        help=T("按公开要素逐项写明；正文在附件里的写明附件。", "Element by element; or say which attachment holds it."),
    )  # fmt: skip
    attribute = Choice(
        T("公开属性", "Attribute"), ATTRIBUTES, default="proactive", width=10, rule="POL-1",
        help=T("起草时确定。", "Fixed while drafting."),
    )  # fmt: skip
    ground = Choice(
        T("不予公开理由", "Ground"), GROUNDS, width=16, rule="REG-14",
        help=T("公开属性为不予公开时必填。", "Needed when it is not to be public."),
    )  # fmt: skip
    policy = Flag(
        T("政策文件", "Policy document"), width=8, rule="POL-1",
        help=T("不予公开的政策文件先送政务公开工作机构研究。", "One that is not to be public goes to the disclosure office first."),
    )  # fmt: skip
    importance = Choice(
        T("重要程度", "Importance"), IMPORTANCE, default="ordinary", width=8,
        help=T("一般信息由分管负责人签发，重要信息由主要负责人审批。", "The deputy in charge signs ordinary, the principal major ones."),
    )  # fmt: skip
    channels = Many(T("公开渠道", "Channels"), "channel", width=18, rule="REG-23")
    link = Text(
        T("公开位置", "Where"), width=24, help=T("网址，或公开栏的位置。", "Web address, or the place of the board.")
    )
    made_on = Date(
        T("生成日期", "Made on"), width=10, rule="REG-12",
        help=T("签发的日期；数据为形成的日期。有会签日期的取最后一个。",
               "Day of the signature, or when the data were ready; the last countersignature where there are some."),
    )  # fmt: skip
    amount = Decimal(
        T("投资额（元）", "Investment (yuan)"), width=14,
        help=T("政府投资工程的投资额，以元计。", "What government works cost, in yuan."),
    )  # fmt: skip
    tender = Choice(
        T("发包方式", "How it was tendered"), TENDERS, width=12,
        help=T("工程怎样发包；达到限额的须公开招标。", "How works were given away; from a certain sum on by open tender."),
    )  # fmt: skip
    countersigned = Text(
        T("会签日期", "Countersigned on"), width=22, rule="META-4",
        help=T("几个单位会签的，逐个写日期，用逗号隔开。", "The day of each countersignature, parted by commas."),
    )  # fmt: skip
    published_on = Date(
        T("公开日期", "Published on"), system=True, width=10, help=T("公开时填写，不填为当天。", "Given when publishing; else today.")
    )  # fmt: skip
    expires_on = Date(
        T("失效日期", "Expires on"), width=10,
        help=T("到期后应撤下；长期有效的不填。", "To be taken down then; empty when it has no end."),
    )  # fmt: skip
    ended_on = Date(T("终止公开日期", "Ended on"), system=True, width=10)
    due = Date(
        T("应公开日期", "Due"), system=True, width=10, help=T("所对应的应公开日期。", "The due date it answered.")
    )
    on_time = Flag(T("按时", "On time"), system=True, width=6)
    series = Text(T("首版", "First version"), system=True, width=16, index=True)
    revision = Integer(T("版次", "Version"), system=True, width=6)
    replaces = Ref(T("更新自", "Replaces"), "publication", system=True, width=16)
    drafted_by = Text(T("起草人", "Drafted by"), system=True, width=10)
    drafted_on = Date(T("送审日期", "Submitted on"), system=True, width=10)
    second_opinion = LongText(T("公开工作机构意见", "Opinion of the disclosure office"), system=True)
    second_by = Text(T("研究人", "Opinion by"), system=True, width=10)
    review_opinion = LongText(T("保密审查意见", "Opinion of the secrecy review"), system=True)
    reviewed_by = Text(T("保密审查人", "Reviewed by"), system=True, width=10)
    reviewed_on = Date(T("审查日期", "Reviewed on"), system=True, width=10)
    signed_by = Text(T("签发人", "Signed by"), system=True, width=10)
    signed_on = Date(T("签发日期", "Signed on"), system=True, width=10)
    defer_reason = LongText(T("暂不公开理由", "Why not yet"), system=True)
    deferred_by = Text(T("决定暂不公开的人", "Deferred by"), system=True, width=10)
    filed_with = Text(
        T("备案机关", "Filed with"), system=True, width=18, help=T("不填为上一级机关。", "The organ above when nothing is said.")
    )  # fmt: skip
    filed_on = Date(T("备案日期", "Filed on"), system=True, width=10)
    noted_by = Text(T("备案人", "Noted by"), system=True, width=10)
    noted_on = Date(T("备案登记日期", "Noted on"), system=True, width=10)
    noted_opinion = LongText(T("上级机关意见", "Opinion of the organ above"), system=True)
    review_on = Date(
        T("再次评估日期", "Reassess on"), system=True, width=10, rule="REG-18",
        help=T("到这一天重新评估能否公开。", "The day on which it is judged again whether it can be public."),
    )  # fmt: skip

    class Meta:
        table_name = "publication"


class Posting(Record):
    """One place where a publication hangs: the address, page or board, from when to when, and the proof of it."""

    publication = Ref(T("公开信息", "Publication"), "publication", required=True, width=16, index=True)
    channel = Choice(T("公开渠道", "Channel"), "channel", required=True, width=12)
    place = Text(
        T("位置", "Place"),
        width=28,
        help=T("网址、期号、公开栏的位置。", "Web address, issue, or where the board stands."),
    )
    posted_on = Date(T("公开日期", "Posted on"), required=True, width=10)
    removed_on = Date(T("撤下日期", "Removed on"), width=10)
    proof = Text(
        T("凭证", "Proof"), width=20, help=T("截图或照片的文件名。", "File name of a screenshot or photograph.")
    )
    proof_hash = Text(T("凭证校验值", "Hash of the proof"), system=True, width=16)

    class Meta:
        table_name = "posting"


class Attachment(Record):
    """A file that belongs to a publication, known by its content: the same bytes are kept once."""

    publication = Ref(T("公开信息", "Publication"), "publication", required=True, width=16, index=True)
    name = Text(T("文件名", "File name"), required=True, search=True, width=28)
    size = Integer(T("字节数", "Bytes"), system=True, width=10)
    sha256 = Text(T("校验值", "SHA-256"), system=True, width=20, index=True)

    class Meta:
        table_name = "attachment"
