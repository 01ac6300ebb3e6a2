"""Tables of services: items with their three times, and what windows did month by month."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Decimal, Flag, Integer, Nodes, Text
from gongkai.core.store.record import Record
from gongkai.plugins.tasks.services.duration import show

KINDS = (
    ("instant", T("即办件", "Handled at once")),
    ("promised", T("承诺件", "Promised by a day")),
)
_TIME = T(
    "写成 15天、3个工作日、2小时、10分钟，或 15d、3wd、2h、10min。", "Write 15d, 3wd (working days), 2h or 10min."
)


class ServiceItem(Record):
    """A matter that a window handles: how long the law allows, how long is promised, how long it really takes."""

    code = Text(T("事项编码", "Code"), width=14, search=True)
    name = Text(T("事项名称", "Name"), required=True, search=True, width=24)
    desk = Text(T("窗口", "Window"), width=12, search=True)
    kind = Choice(T("办件类型", "Type"), KINDS, required=True, default="promised", width=8, rule="PC-93")
    basis = Text(T("设定依据", "Basis"), width=20, search=True)
    statutory = Text(T("法定时限", "By law"), width=10, rule="PC-92", help=_TIME, show=show)
    promised = Text(T("承诺时限", "Promised"), width=10, rule="PC-92", help=_TIME, show=show)
    actual = Text(T("实际用时", "In fact"), width=10, rule="PC-92", help=_TIME, show=show)
    joint = Flag(T("并联审批", "Joint approval"), width=6, rule="PC-30")
    joint_units = Nodes(T("联办单位", "Joint units"), width=18, rule="PC-30")
    one_window = Flag(T("一窗受理", "One window"), width=6, rule="PC-30")
    one_filing = Flag(T("一次申报", "One filing"), width=6, rule="PC-30")
    one_payment = Flag(T("一次缴费", "One payment"), width=6, rule="PC-30")
    posted = Flag(T("公开承诺", "Promise posted"), width=6, rule="PC-03")
    at_home = Flag(T("上门服务", "Done at home"), width=6, rule="PC-03")
    free_agency = Flag(T("无偿代理", "Free agency"), width=6, rule="PC-03")

    class Meta:
        table_name = "service_item"
        indexes = ((("scope", "id"), False), (("unit", "name"), False))


class ServiceFigure(Record):
    """What a window did in a month, as it was stated. Figures that contradict each other are told, never mended."""

    desk = Text(T("窗口", "Window"), width=12, search=True)
    month = Text(
        T("月份", "Month"), required=True, width=10,
        help=T("如 2026-11；几个月合计的写 2008-01..2008-05。", "Such as 2026-11, or 2008-01..2008-05 for several together."),
    )  # fmt: skip
    total = Integer(T("办件总数", "All"), required=True, width=8)
    instant = Integer(T("即办件", "At once"), width=8, rule="PC-93")
    promised = Integer(T("承诺件", "Promised"), width=8, rule="PC-93")
    on_spot = Integer(T("当场办结", "Done on the spot"), width=8)
    closed = Integer(T("办结", "Done"), width=8)
    on_time = Integer(T("按时办结", "Done on time"), width=8)
    rated = Integer(T("评价数", "Rated"), width=8)
    satisfied = Integer(T("满意数", "Satisfied"), width=8)
    closed_percent = Decimal(T("办结率%（所报）", "Done, % as stated"), 2, width=8)
    on_time_percent = Decimal(T("按时办结率%（所报）", "On time, % as stated"), 2, width=8)
    source = Text(T("来源", "Source"), width=16)

    class Meta:
        table_name = "service_figure"
        indexes = ((("scope", "id"), False), (("unit", "desk", "month"), False))
