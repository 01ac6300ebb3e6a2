"""Figures of units from the catalogue: each one statement over a range of codes, never a loop over units.

Coverage and blank count entries that are a duty now; an entry that is marked as not applicable, or still waits for its
event, does not count.
"""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Measure
from gongkai.plugins.catalog.timing import EXPECTED, finals, marks

if TYPE_CHECKING:
    from gongkai.core.office import Office

YEAR = timedelta(days=365)


def _share(office: "Office", low: int, high: int, test: str, *values: str) -> dict[str, Figure]:
    """For each unit: how many of its live entries of which something is expected pass a test, of how many."""
    out = finals(office)
    rows = office.rows(
        f"SELECT unit, SUM(CASE WHEN {test} THEN 1 ELSE 0 END), COUNT(*) FROM {{entry}}"
        f" WHERE scope BETWEEN ? AND ? AND stage NOT IN ({marks(out)}) AND {EXPECTED} GROUP BY unit",
        (*values, low, high, *out),
    )
    return {unit: Figure(Decimal(int(some)), Decimal(int(total))) for unit, some, total in rows if unit}


def coverage(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Entries published at least once, of all entries."""
    return _share(office, low, high, "published_on IS NOT NULL")


def blank(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Entries never published, of all entries."""
    return _share(office, low, high, "published_on IS NULL")


def overdue(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Entries past their due date today, of all entries."""
    return _share(office, low, high, "due < ?", office.today.isoformat())


def timely(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """Publications of the last 365 days that met their due date, of all that had one."""
    rows = office.rows(
        "SELECT unit, SUM(on_time), COUNT(*) FROM {publication} WHERE scope BETWEEN ? AND ? AND published_on > ?"
        " AND published_on <= ? AND on_time IS NOT NULL GROUP BY unit",
        (low, high, (office.today - YEAR).isoformat(), office.today.isoformat()),
    )
    return {unit: Figure(Decimal(int(some)), Decimal(int(total))) for unit, some, total in rows if unit}


MEASURES = (
    Measure("entry.coverage", T("目录公开率", "Coverage of the catalogue"), "share", coverage, "entry"),
    Measure("entry.timely", T("按时公开率（近一年）", "Published on time (last year)"), "share", timely, "publication"),
    Measure("entry.blank", T("未公开条目数", "Entries never published"), "count", blank, "entry", ("blank",)),
    Measure("entry.overdue", T("逾期条目数", "Overdue entries"), "count", overdue, "entry", ("overdue",)),
)
