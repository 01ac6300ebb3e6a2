"""Questions on publications: filters, looks and words of a row."""

from typing import TYPE_CHECKING, Any

from gongkai.core import waiting
from gongkai.plugins.catalog.publications.models import Posting, Publication
from gongkai.plugins.catalog.publications.texts import Withholding

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.record import Record

# Stages in which the text is not public and nothing more happens to it.
HELD = ("deferred", "withheld")
SETTLED = (*HELD, "on-request")


def for_me(office: "Office") -> Any:
    """What the acting account can take a step on now, or was sent back to it."""
    return waiting.waiting(office, office.resource("publication"), "drafted_by")


def returned(office: "Office") -> Any:
    """Sent back to the acting account, which drafted it."""
    return waiting.returned(office, office.resource("publication"), "drafted_by")


def in_stage(*stages: str) -> Any:
    """A filter's condition: publications in one of these stages."""
    return lambda office: Publication.stage.in_(stages)


def mine(office: "Office") -> Any:
    """Submitted by the acting account."""
    return Publication.drafted_by == office.actor


def late(office: "Office") -> Any:
    """Published after its due date."""
    return Publication.on_time == 0


def reassess(office: "Office") -> Any:
    """Held back, and the day to judge it again has come."""
    return Publication.stage.in_(HELD) & (Publication.review_on <= office.today.isoformat())


def filed(office: "Office") -> Any:
    """Deferrals of units below, filed with the acting account's organ and not noted yet."""
    from gongkai.plugins.catalog.publications.filing import units_below

    return (
        (Publication.stage == "deferred") & Publication.noted_on.is_null() & Publication.unit.in_(units_below(office))
    )


def unnamed(office: "Office") -> Any:
    """Not public on a ground that the local rules do not name."""
    named = office.profile.table("withholding", Withholding).grounds
    kept = (Publication.attribute == "withheld") & Publication.ground.is_null(False)
    return kept & Publication.ground.not_in(named) if named else kept & (Publication.ground == "")


def lapsed(office: "Office") -> Any:
    """Still public although its last day is over."""
    return (Publication.stage == "published") & (Publication.expires_on < office.today.isoformat())


def hanging(office: "Office") -> Any:
    """Taken down or expired, but still posted somewhere."""
    posted = office.select(Posting, Posting.publication).where(Posting.removed_on.is_null())
    return Publication.stage.in_(("expired", "withdrawn", "superseded")) & Publication.uid.in_(posted)


def unchecked(office: "Office") -> Any:
    """Public without a secrecy review or a signature: entered afterwards."""
    return (Publication.stage == "published") & (Publication.reviewed_by.is_null() | Publication.signed_by.is_null())


def this_year(office: "Office") -> Any:
    """Published this year."""
    return Publication.published_on >= f"{office.today.year}-01-01"


def tone(office: "Office", record: "Record") -> str:
    """What calls for attention stands out."""
    row: Any = record
    today = office.today
    if row.stage in HELD:
        return "late" if row.review_on and row.review_on <= today else "muted"
    if row.stage == "published":
        if row.expires_on and row.expires_on < today:
            return "late"
        return "late" if row.on_time is False else "done"
    if row.stage in ("superseded", "expired", "withdrawn", "on-request"):
        return "muted"
    return "soon" if row.stage in waiting.stages(office, office.resource_of(record)) else ""
