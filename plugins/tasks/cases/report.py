"""Analysis of cases: taken, answered, in time, satisfied, by kind, place, unit, channel, month; one statement each."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.i18n import T, same
from gongkai.core.resource import choices_of
from gongkai.plugins.tasks.cases.registers import CASES
from gongkai.plugins.tasks.cases.rules import bad_ratings, ratings, rules_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

BY: dict[str, tuple[str, T]] = {
    "kind": ("kind", T("诉求类别", "Kind")),
    "channel": ("channel", T("来源渠道", "Channel")),
    "place": ("division", T("所在区划", "Division")),
    "unit": ("unit", T("承办单位", "Unit")),
    "month": ("substr(taken_on, 1, 7)", T("月份", "Month")),
    "all": ("''", T("合计", "All")),
}
COLUMNS = (
    ("taken", T("受理", "Taken")),
    ("done", T("办结", "Done")),
    ("done_percent", T("办结率%", "Done %")),
    ("on_time_percent", T("反馈及时率%", "In time %")),
    ("overdue", T("逾期未办结", "Overdue")),
    ("urgent", T("急件", "Urgent")),
    ("merged", T("并案", "Merged")),
    ("again", T("重办", "Done again")),
    ("rated", T("评价", "Rated")),
    ("satisfied_percent", T("满意率%", "Satisfied %")),
    ("score", T("平均分", "Mean mark")),
)
CENT = Decimal("0.1")


def percent(part: int, whole: int) -> Decimal | None:
    """A share in per cent, to one decimal; None where there is nothing to share."""
    return (Decimal(part * 100) / whole).quantize(CENT, ROUND_HALF_UP) if whole else None


def report(
    office: "Office", by: str = "all", start: date | None = None, end: date | None = None, place: int | None = None
) -> list[dict[str, Any]]:
    """Figures of the cases taken in a period at the centres of a subtree, in groups.

    Each call counts, those merged into others too. What nobody rated in time counts by default. In time is the first
    round: later rounds do not change it.

    Args:
        by: a key of ``BY``.
        start, end: first and last day on which they were taken; all when left out.
        place: scope of a division; the office's own when left out.
    """
    group, _ = BY[by]
    today, default = office.today.isoformat(), rules_of(office).rate_default
    levels = ratings(office)
    low, high = span(place if place is not None else office.scope)
    bad = bad_ratings(office)
    counted = "COALESCE(rating, CASE WHEN rate_by < ? THEN ? END)"
    score = " ".join("WHEN ? THEN ?" for _ in levels) or "WHEN '' THEN 0"
    marks = [word for key, level in levels.items() for word in (key, level.score)]
    none_bad = f"counted NOT IN ({', '.join('?' for _ in bad)})" if bad else "1 = 1"
    rows = office.rows(
        "SELECT grp, COUNT(*), SUM(done), SUM(CASE WHEN done = 1 AND (due IS NULL OR first <= due) THEN 1 ELSE 0 END),"
        " SUM(late), SUM(urgent), SUM(merged), SUM(again), COUNT(counted),"
        f" SUM(CASE WHEN counted IS NOT NULL AND {none_bad} THEN 1 ELSE 0 END), SUM(CASE counted {score} ELSE 0 END)"
        f" FROM (SELECT {group} AS grp, CASE WHEN replied_on IS NOT NULL THEN 1 ELSE 0 END AS done, first_due AS due,"
        " first_replied_on AS first, COALESCE(urgent, 0) AS urgent,"
        " CASE WHEN replied_on IS NULL AND merged_into IS NULL AND due < ? THEN 1 ELSE 0 END AS late,"
        " CASE WHEN merged_into IS NOT NULL THEN 1 ELSE 0 END AS merged,"
        " CASE WHEN round > 1 THEN 1 ELSE 0 END AS again,"
        f" {counted} AS counted FROM {{hotline_case}} WHERE scope BETWEEN ? AND ? AND taken_on BETWEEN ? AND ?) c"
        " GROUP BY grp ORDER BY COUNT(*) DESC, grp",
        (*bad, *marks, today, today, default or None, low, high, start.isoformat() if start else "",
         end.isoformat() if end else "9999-12-31"),
    )  # fmt: skip
    names = _names(office, by, [row[0] for row in rows])
    return [_line(row, names) for row in rows]


def _line(row: tuple[Any, ...], names: Mapping[Any, T]) -> dict[str, Any]:
    key, taken, done, in_time, late, urgent, merged, again, rated, satisfied, score = row
    taken, done, rated = int(taken), int(done or 0), int(rated or 0)
    return {
        "key": key, "name": names.get(key, T("未填", "not said") if key in (None, "") else same(str(key))),
        "taken": taken, "done": done, "done_percent": percent(done, taken),
        "on_time_percent": percent(int(in_time or 0), done), "overdue": int(late or 0), "urgent": int(urgent or 0),
        "merged": int(merged or 0), "again": int(again or 0), "rated": rated,
        "satisfied_percent": percent(int(satisfied or 0), rated),
        "score": (Decimal(int(score or 0)) / rated).quantize(CENT, ROUND_HALF_UP) if rated else None,
    }  # fmt: skip


def _names(office: "Office", by: str, keys: list[Any]) -> dict[Any, T]:
    if by in ("kind", "channel"):
        return dict(choices_of(office, CASES.meta(by)))
    if by == "unit":
        return {uid: same(name) for uid, name in office.unit_names(keys).items()}
    if by == "place":
        return {key: same(office.place_name(int(key))) for key in keys if key is not None}
    return {"": T("合计", "All")} if by == "all" else {}
