"""Figures of services for scores: sums of parts over sums of wholes, each one statement over a subtree."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.measures import Measure, Sums
from gongkai.plugins.tasks.services.models import ServiceFigure

if TYPE_CHECKING:
    from gongkai.core.office import Office

GROUPS = {
    "unit": ("unit", T("单位", "Unit")),
    "desk": ("desk", T("窗口", "Window")),
    "month": ("month", T("月份", "Month")),
}


def year_ago(office: "Office") -> str:
    """The first of the twelve months that count now."""
    today = office.today
    return f"{today.year - 1}-{today.month + 1:02d}" if today.month < 12 else f"{today.year}-01"


def _share(part: Any, whole: Any) -> Any:
    """Sum of a part over the sum of its whole, in the last twelve months, over rows that state both."""
    both = part.is_null(False) & whole.is_null(False)
    return lambda office: Sums(None, both & (ServiceFigure.month >= year_ago(office)), part, whole)


on_spot = Measure(
    "service.on_spot", T("当场办结率", "Share done on the spot"), "share", register="service_figure",
    sums=_share(ServiceFigure.on_spot, ServiceFigure.total), window="year",
)  # fmt: skip
on_time = Measure(
    "service.on_time", T("按时办结率", "Share done on time"), "share", register="service_figure", filters=("late",),
    sums=_share(ServiceFigure.on_time, ServiceFigure.closed), window="year",
)  # fmt: skip
satisfaction = Measure(
    "service.satisfaction", T("办事满意率", "Share of those satisfied"), "share", register="service_figure",
    sums=_share(ServiceFigure.satisfied, ServiceFigure.rated), window="year",
)  # fmt: skip
MEASURES = (on_spot, on_time, satisfaction)


def figures(office: "Office", by: str, low: int, high: int, months: tuple[str, str]) -> list[tuple[Any, ...]]:
    """Per group: all, done on the spot with its base, done, in time with its base, satisfied with its base.

    A share is taken only over rows that state both of its figures.
    """
    column, _ = GROUPS[by]
    pairs = (("on_spot", "total"), ("on_time", "closed"), ("satisfied", "rated"))
    sums = ", ".join(
        f"SUM(CASE WHEN {whole} IS NOT NULL THEN {part} END), SUM(CASE WHEN {part} IS NOT NULL THEN {whole} END)"
        for part, whole in pairs
    )
    return office.rows(
        f"SELECT {column}, SUM(total), SUM(closed), {sums} FROM {{service_figure}}"
        f" WHERE scope BETWEEN ? AND ? AND month BETWEEN ? AND ? GROUP BY {column} ORDER BY SUM(total) DESC, {column}",
        (low, high, *months),
    )


def joint(office: "Office", low: int, high: int) -> tuple[int, int]:
    """How many joint approvals there are, and how many units take part in them, the leading ones included."""
    from gongkai.plugins.tasks.services.models import ServiceItem

    rows = office.rows(
        "SELECT unit, joint_units FROM {service_item} WHERE joint = 1 AND scope BETWEEN ? AND ?", (low, high)
    )
    units = {unit for unit, _ in rows} | {one for _, many in rows for one in ServiceItem.joint_units.python_value(many)}
    return len(rows), len(units)
