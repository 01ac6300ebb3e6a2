"""Questions on the catalogue: filters, looks and words of a row. Conditions here, statements in ``measures``."""

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gongkai.core.access import reach
from gongkai.core.clock import Timeliness, timeliness
from gongkai.core.i18n import T
from gongkai.core.profile import Clock, Profile
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.timing import finals

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.record import Record


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
    """Never published."""
    return Entry.published_on.is_null() & live(office)


def overdue(office: "Office") -> Any:
    """Due before today."""
    return (Entry.due < office.today) & live(office)


def soon(office: "Office") -> Any:
    """Due today or within the days of warning."""
    return (Entry.due >= office.today) & (Entry.due <= last_soon(office)) & live(office)


def in_stage(stage: str) -> Any:
    """A filter's condition: entries in a stage."""
    return lambda office: Entry.stage == stage


def mine(office: "Office") -> Any:
    """Submitted by the acting account."""
    return Entry.drafted_by == office.actor


def returned(office: "Office") -> Any:
    """Sent back to the acting account, which drafted it."""
    flow = office.workflow(office.resource("entry"))
    return (Entry.stage == flow.initial) & (Entry.drafted_by == office.actor) & reach(office, Entry, "edit")


def for_me(office: "Office") -> Any:
    """What the acting account can take a step on now: to review, sign, approve or publish, or sent back to it.

    The steps, their verbs and their conditions are read from the workflow, so a region that changes it changes this.
    Steps back and the drafter's own steps (verb ``edit``) do not call for action, except on what was sent back.
    """
    flow = office.workflow(office.resource("entry"))
    fields = Entry._meta.fields
    found = returned(office)
    for step in flow.action:
        if step.back or step.verb in ("edit", "administer") or not step.source or not step.target:
            continue
        test = Entry.stage.in_(step.source) & reach(office, Entry, step.verb)
        for name, value in step.only.items():
            test &= fields[name] == value
        for name in step.differs:
            test &= fields[name].is_null() | (fields[name] != office.actor)
        found |= test
    return found


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
        return "blank"
    return "done" if entry.stage == "published" else ""


def timeliness_words(office: "Office", record: "Record") -> T | None:
    """How the due date stands, in words, with the days left or late."""
    entry: Any = record
    if entry.stage in finals(office):
        return None
    if entry.due is None:
        return T("已公开", "public") if entry.published_on else None
    days = (entry.due - office.today).days
    if days < 0:
        return T("逾期{n}天", "{n} days late").format(n=-days)
    return T("今日到期", "due today") if days == 0 else T("还有{n}天", "{n} days left").format(n=days)


def publication_tone(office: "Office", record: "Record") -> str:
    """Late publications stand out."""
    publication: Any = record
    return "late" if publication.on_time is False else ""
