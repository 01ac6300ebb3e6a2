"""Figures of services for scores: sums of parts over sums of wholes, each one statement over a subtree."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Measure

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


def _share(part: str, whole: str) -> Any:
    def run(office: "Office", low: int, high: int) -> dict[str, Figure]:
        rows = office.rows(
            f"SELECT unit, SUM({part}), SUM({whole}) FROM {{service_figure}} WHERE scope BETWEEN ? AND ? AND month >= ?"
            f" AND {part} IS NOT NULL AND {whole} IS NOT NULL GROUP BY unit",
            (low, high, year_ago(office)),
        )
        return {unit: Figure(Decimal(int(done)), Decimal(int(all_))) for unit, done, all_ in rows}

    run.__doc__ = f"Sum of {part} over sum of {whole}, in the last twelve months."
    return run


on_spot, on_time, satisfaction = _share("on_spot", "total"), _share("on_time", "closed"), _share("satisfied", "rated")
MEASURES = (
    Measure("service.on_spot", T("当场办结率", "Share done on the spot"), "share", on_spot, "service_figure"),
    Measure("service.on_time", T("按时办结率", "Share done on time"), "share", on_time, "service_figure", ("late",)),
    Measure(
        "service.satisfaction", T("办事满意率", "Share of those satisfied"), "share", satisfaction, "service_figure"
    ),
)


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
