"""Tables of websites: the sites and accounts themselves, and what a person saw when looking at one."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Flag, Integer, LongText, Ref, Text
from gongkai.core.store.record import Record

REACHES = (
    ("own", T("本单位", "The unit alone")),
    ("place", T("本级各单位（门户）", "All units of the place (portal)")),
)


class Site(Record):
    """A website or an account of new media, and whose information it shows.

    Attributes:
        channel: the channel under which postings on it are recorded.
        reach: ``own``: what its unit publishes; ``place``: what all units of the same division publish, as a portal does.
        word: tells postings of several accounts on one channel apart: only those whose place holds it count.
    """

    name = Text(T("名称", "Name"), required=True, search=True, width=24)
    channel = Choice(
        T("公开渠道", "Channel"), "channel", required=True, default="site", width=12,
        help=T("公开位置登记在哪个渠道下。", "The channel under which postings on it are recorded."),
    )  # fmt: skip
    address = Text(T("网址或账号", "Address or account"), search=True, width=26)
    reach = Choice(
        T("收录范围", "Shows"), REACHES, required=True, default="own", width=14,
        help=T("门户网站收录本级各单位的信息。", "A portal shows what all units of its place publish."),
    )  # fmt: skip
    word = Text(
        T("识别字", "Told by"), width=12,
        help=T("同一渠道有几个账号时填写：公开位置里含这几个字的才算这个账号的。",
               "For several accounts on one channel: only postings whose place holds these words count."),
    )  # fmt: skip
    opened_on = Date(T("开通日期", "Opened on"), width=10)
    closed_on = Date(T("关停日期", "Closed on"), width=10)
    note = LongText(T("备注", "Note"))

    class Meta:
        table_name = "site"
        indexes = ((("scope", "id"), False),)


class SiteFigure(Record):
    """What a person saw on a site for one item, with proof; for what no record in the office can tell.

    Attributes:
        tried, failed: visits, and those on which the page did not open.
        fault: whether the item is hit, where it is judged and not counted.
        sha256: hash of the proof, a screenshot or a log, which is kept by it.
    """

    site = Ref(T("网站", "Site"), "site", required=True, width=20, index=True)
    item = Choice(T("检查项目", "Item"), "site_item", required=True, width=18)
    checked_on = Date(T("检查日期", "Checked on"), width=10, help=T("不填为当天。", "Today when nothing is said."))
    tried = Integer(T("访问次数", "Visits"), width=7)
    failed = Integer(T("打不开次数", "Failed"), width=8)
    fault = Flag(
        T("存在问题", "Fault found"),
        width=7,
        help=T("看过没有问题的填否。", "No, where it was looked at and all is well."),
    )
    words = LongText(T("所见", "What was seen"), search=True)
    place = Text(T("页面", "Page"), width=20, help=T("问题所在的网址或栏目。", "Address or column where it is."))
    checked_by = Text(T("检查人", "Checked by"), system=True, width=10)
    proof = Text(T("凭证", "Proof"), width=18, system=True)
    sha256 = Text(T("凭证校验值", "Hash of the proof"), system=True, width=16)

    class Meta:
        table_name = "site_figure"
        indexes = ((("scope", "id"), False),)
