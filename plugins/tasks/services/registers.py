"""The registers of services."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from peewee import fn

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.store.record import row_of
from gongkai.plugins.tasks.services import flow
from gongkai.plugins.tasks.services.models import ServiceFigure, ServiceItem

if TYPE_CHECKING:
    from gongkai.core.office import Office


def _contradicts(office: "Office") -> Any:
    """The same as ``flow.figure_doubts`` for sums and parts, as one condition; stated shares are told with the record."""
    model: Any = ServiceFigure
    tests = [getattr(model, part) > getattr(model, whole) for part, whole in flow.PARTS]
    return reduce(or_, [model.instant + model.promised != model.total, *tests])


def _joined(found: list[T]) -> T | None:
    if not found:
        return None
    return T("；".join(d.zh for d in found) + "。", "; ".join(d.en for d in found).capitalize() + ".")  # zh-data


def item_doubt(office: "Office", record: Any) -> T | None:
    """Everything doubtful about an item."""
    return _joined(list(flow.item_doubts(office, row_of(record))))


def figure_doubt(office: "Office", record: Any) -> T | None:
    """Everything in a month's figures that does not agree."""
    return _joined(list(flow.figure_doubts(row_of(record))))


def _lacks(*names: str) -> Any:
    return reduce(or_, [fn.COALESCE(getattr(ServiceItem, name), 0) == 0 for name in names])


ITEMS = Resource(
    ServiceItem,
    key="service",
    travels="up",
    name=T("服务事项", "Service item"),
    columns=("unit", "name", "desk", "kind", "statutory", "promised", "actual", "reduction", "joint"),
    title="name",
    natural=("unit", "name"),
    filters=(
        Filter("instant", T("即办件", "At once"), lambda office: ServiceItem.kind == "instant"),
        Filter("promised", T("承诺件", "Promised"), lambda office: ServiceItem.kind == "promised"),
        Filter("joint", T("并联审批", "Joint approvals"), lambda office: ServiceItem.joint == 1),
        Filter("joint_lacking", T("并联审批不齐", "Joint approvals that lack something"),
               lambda office: (ServiceItem.joint == 1) & (_lacks(*flow.JOINT) | ServiceItem.joint_units.is_null()), "late",
               T("缺一窗受理、一次申报、一次缴费或联办单位。", "One window, one filing, one payment or the units are missing.")),
        Filter("village_lacking", T("便民服务不齐", "Village services that lack something"),
               lambda office: _lacks(*flow.VILLAGE) & ServiceItem.desk.contains("村"), "late",  # zh-data
               T("村级窗口应公开承诺、上门服务、无偿代理。", "Village windows post their promise, come home and act for free.")),
        Filter("open", T("没有承诺时限", "Nothing promised"),
               lambda office: (ServiceItem.kind == "promised") & ServiceItem.promised.is_null(), "blank"),
    ),
    computed=(Computed("reduction", T("承诺/实际比法定缩短", "Shorter: promised / in fact"), flow.reduction, 14),),
    prepare=flow.prepare_item,
    warn=item_doubt,
    help=T("窗口办理的事项：法定、承诺、实际三种时间，并联审批和便民服务。",
           "What windows handle: the law's, the promised and the real time, joint approvals, services at home."),
    empty=T("还没有服务事项。", "No service items yet."),
)  # fmt: skip
FIGURES = Resource(
    ServiceFigure,
    key="service_figure",
    travels="up",
    part_of="service",
    name=T("窗口办件数", "Figures of a window"),
    columns=("unit", "desk", "month", "total", "instant", "promised", "on_spot", "closed", "on_time", "doubt"),
    title="month",
    natural=("unit", "desk", "month"),
    filters=(
        Filter("contradicts", T("数字矛盾", "Contradict each other"), _contradicts, "late",
               T("分项之和不等于总数，或部分多于整体；照录不改。", "Parts that do not add up; kept as stated.")),
        Filter("late", T("未全部按时", "Not all in time"), lambda office: ServiceFigure.on_time < ServiceFigure.closed, "soon"),
    ),
    computed=(Computed("doubt", T("矛盾之处", "What contradicts"), figure_doubt, 30),),
    tone=lambda office, record: "late" if any(True for _ in flow.figure_doubts(row_of(record))) else "",
    prepare=flow.prepare_figure,
    warn=figure_doubt,
    help=T("各窗口每月办件数，按所报照录；互相矛盾的标出相差多少，不擅自改正。",
           "What windows did month by month, as stated; what contradicts is told with the difference and never mended."),
    empty=T("还没有窗口办件数。", "No figures yet."),
)  # fmt: skip
REGISTERS = (ITEMS, FIGURES)
