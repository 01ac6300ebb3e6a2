"""Figures of units from the catalogue, beside those that are data (``measures.toml``).

Coverage and blank count entries that are a duty now; an entry that is marked as not applicable, or still waits for its
event, does not count.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.measures import Measure, Sums
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.publications.models import Publication
from gongkai.plugins.catalog.questions import live

if TYPE_CHECKING:
    from gongkai.core.office import Office

YEAR = timedelta(days=365)


def _expected(office: "Office") -> Any:
    """Live entries of which something is expected: published already, or due some day."""
    return live(office) & (Entry.published_on.is_null(False) | Entry.due.is_null(False))


def _entries(part: Any) -> Any:
    return lambda office: Sums(part(office), _expected(office))


def _timely(office: "Office") -> Sums:
    """Publications of the last 365 days that met their due date, of all that had one."""
    since = (Publication.published_on > (office.today - YEAR)) & (Publication.published_on <= office.today)
    return Sums(Publication.on_time == 1, since & Publication.on_time.is_null(False))


coverage = Measure(
    "entry.coverage", T("目录公开率", "Coverage of the catalogue"), "share", register="entry",
    sums=_entries(lambda office: Entry.published_on.is_null(False)),
)  # fmt: skip
blank = Measure(
    "entry.blank", T("未公开条目数", "Entries never published"), "count", register="entry", filters=("blank",),
    sums=_entries(lambda office: Entry.published_on.is_null()),
)  # fmt: skip
overdue = Measure(
    "entry.overdue", T("逾期条目数", "Overdue entries"), "count", register="entry", filters=("overdue",),
    sums=_entries(lambda office: Entry.due < office.today),
)  # fmt: skip
stale = Measure(
    "entry.stale", T("公开后逾期未更新条目数", "Entries published and not brought up to date"), "count",
    register="entry", filters=("overdue",),
    sums=_entries(lambda office: Entry.published_on.is_null(False) & (Entry.due < office.today)),
)  # fmt: skip
timely = Measure(
    "entry.timely", T("按时公开率（近一年）", "Published on time (last year)"), "share", register="publication",
    sums=_timely, window="year",
)  # fmt: skip
MEASURES = (coverage, timely, blank, overdue, stale)
