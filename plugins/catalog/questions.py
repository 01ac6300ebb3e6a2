"""Questions on the catalogue: filters, looks and words of a row. Conditions here, statements in ``measures``."""

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gongkai.core.access import reach
from gongkai.core.clock import Timeliness, timeliness
from gongkai.core.clock.state import told_provisional
from gongkai.core.i18n import T
from gongkai.core.profile import Clock, Profile
from gongkai.plugins.catalog.models import Entry, Milestone
from gongkai.plugins.catalog.publications.models import Publication
from gongkai.plugins.catalog.publications.questions import SETTLED
from gongkai.plugins.catalog.timing import finals
from gongkai.plugins.catalog.versions import PUBLISHED

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.record import Record


def way(office: "Office") -> list[str]:
    """Stages of a publication that is on its way; a region may have more of them."""
    flow = office.workflow(office.resource("publication"))
    return [stage.key for stage in flow.stage if not stage.final and stage.key not in (PUBLISHED, *SETTLED)]


@lru_cache(maxsize=8)
def warn_days(profile: Profile) -> int:
    """Working days of warning before a due date."""
    return profile.table("clock", Clock).warn_days


def last_soon(office: "Office") -> date:
    """The last due date that counts as soon: rest days after the last working day of warning are within it."""
    return office.calendar.add_working_days(office.today, warn_days(office.profile) + 1) - timedelta(days=1)


def live(office: "Office") -> Any:
    """Entries that are a duty now."""
    return Entry.stage.not_in(finals(office))


def blank(office: "Office") -> Any:
    """Expected, and never published."""
    return Entry.published_on.is_null() & Entry.due.is_null(False) & live(office)


def waiting(office: "Office") -> Any:
    """Runs from an event that has not happened: nothing is expected yet."""
    return Entry.published_on.is_null() & Entry.due.is_null() & live(office)


def dated(office: "Office") -> Any:
    """A duty now, with a date by which something must be published."""
    return Entry.due.is_null(False) & live(office)


def overdue(office: "Office") -> Any:
    """Due before today."""
    return (Entry.due < office.today) & live(office)


def soon(office: "Office") -> Any:
    """Due today or within the days of warning."""
    return (Entry.due >= office.today) & (Entry.due <= last_soon(office)) & live(office)


def stageless(office: "Office") -> Any:
    """To be disclosed by stage, but no milestone says when."""
    staged = office.select(Milestone, Milestone.entry)
    return (Entry.cadence == "staged") & live(office) & Entry.uid.not_in(staged)


def under_way(*stages: str) -> Any:
    """A filter's condition: something is being drafted, reviewed, signed or waits to be published for it."""

    def where(office: "Office") -> Any:
        open_ = office.select(Publication, Publication.entry).where(
            Publication.stage.in_(stages or way(office)), Publication.entry.is_null(False)
        )
        return Entry.uid.in_(open_)

    return where


def mine(office: "Office") -> Any:
    """Of the places and units where the acting account drafts."""
    return reach(office, Entry, "edit") & live(office)


def marked(office: "Office") -> Any:
    """Bears a mark of priority."""
    return Entry.marks.is_null(False) & live(office)


def standing(office: "Office") -> Any:
    """Kept public for good."""
    return (Entry.term == "standing") | Entry.term.endswith("show-always")


def major(office: "Office") -> Any:
    """Items that the principal must approve."""
    return Entry.importance == "important"


def tone(office: "Office", record: "Record") -> str:
    """How a row looks: late before soon before blank before done."""
    entry: Any = record
    if entry.stage in finals(office):
        return "muted"
    match timeliness(entry.due, office.today, None, warn_days(office.profile), office.calendar):
        case Timeliness.OVERDUE:
            return "late"
        case Timeliness.DUE_TODAY | Timeliness.DUE_SOON:
            return "soon"
    if entry.published_on is None:
        return "muted" if entry.due is None else "blank"
    return "done"


def timeliness_words(office: "Office", record: "Record") -> T | None:
    """How the due date stands, in words, with the days left or late."""
    entry: Any = record
    if entry.stage in finals(office):
        return None
    if entry.due is None:
        return T("已公开", "public") if entry.published_on else T("待事项发生", "waits for its event")
    days = (entry.due - office.today).days
    if days < 0:
        return T("逾期{n}天", "{n} days late").format(n=-days)
    if days == 0:
        return T("今日到期", "due today")
    words = T("还有{n}天", "{n} days left").format(n=days)
    counted = "wd" in (entry.term or "") or entry.changed_on is not None or not entry.term
    return told_provisional(words, entry.due, office.today, office.calendar) if counted else words
