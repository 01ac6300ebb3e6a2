"""Coverage by unit: how much of each unit's catalogue is public, late and blank. Rows for any output."""

from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.plugins.catalog import measures
from gongkai.plugins.catalog.cards import percent

if TYPE_CHECKING:
    from gongkai.core.office import Office

HEADINGS: dict[str, T] = {
    "uid": T("单位编号", "Unit id"),
    "unit": T("单位", "Unit"),
    "place": T("区划", "Division"),
    "total": T("应公开", "Entries"),
    "published": T("已公开", "Published"),
    "coverage": T("公开率%", "Coverage %"),
    "overdue": T("逾期", "Overdue"),
    "blank": T("未公开", "Never published"),
    "timely": T("近一年按时率%", "On time, last year %"),
}


def coverage(office: "Office", within: int | None = None) -> list[dict[str, Any]]:
    """One row per unit that has a catalogue and that the acting account may see, in order of place.

    Shares are percent with one decimal as text, empty where there was nothing to measure.
    """
    low, high = span(office.scope if within is None else within)
    covered = measures.coverage(office, low, high)
    late = measures.overdue(office, low, high)
    on_time = measures.timely(office, low, high)
    units = office.rows(
        "SELECT uid, name, scope FROM {unit} WHERE scope BETWEEN ? AND ? ORDER BY scope, id", (low, high)
    )
    rows = []
    for uid, name, scope in units:
        figure = covered.get(uid)
        if figure is None:
            continue
        total, published = int(figure.denominator), int(figure.numerator)
        met = on_time.get(uid)
        rows.append(
            {
                "uid": uid,
                "unit": name,
                "place": office.place_name(scope),
                "total": total,
                "published": published,
                "coverage": percent(published, total),
                "overdue": int(late[uid].numerator),
                "blank": total - published,
                "timely": percent(int(met.numerator), int(met.denominator)) if met else "",
            }
        )
    return rows
