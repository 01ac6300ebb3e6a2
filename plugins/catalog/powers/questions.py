"""Questions on powers: filters, looks and words of a row."""

from typing import TYPE_CHECKING, Any

from peewee import Case

from gongkai.core import waiting
from gongkai.core.i18n import T
from gongkai.plugins.catalog.powers.limits import SAME_DAY, show_length
from gongkai.plugins.catalog.powers.models import Power, PowerStep

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.record import Record

ENDED = ("delegated", "cancelled", "superseded")
PENDING = "({0}.replaces IS NOT NULL AND {0}.stage <> 'published')"
"""Whether a power (``{0}`` its table) is a version that is to take the place of a public one."""


def in_stage(*stages: str) -> Any:
    """A filter's condition: powers in one of these stages."""
    return lambda office: Power.stage.in_(stages)


def for_me(office: "Office") -> Any:
    """What the acting account can take a step on now, or was sent back to it."""
    return waiting.waiting(office, office.resource("power"), "drafted_by")


def returned(office: "Office") -> Any:
    """Sent back to the acting account, which submitted it."""
    return waiting.returned(office, office.resource("power"), "drafted_by")


def over(office: "Office") -> Any:
    """Promised times beyond the statutory ones, or real ones beyond what was promised."""
    kept = Case(None, [(Power.promised_size == 0, SAME_DAY)], Power.promised_size)
    return (Power.promised_size > Power.statutory_size) | (Power.actual_size > kept)


def stepless(office: "Office") -> Any:
    """Without steps of their own: the chart is the standard one of their kind."""
    return Power.uid.not_in(office.select(PowerStep, PowerStep.power)) & Power.stage.not_in(ENDED)


def changing(office: "Office") -> Any:
    """New versions of what is public, still under way."""
    return Power.replaces.is_null(False) & Power.stage.not_in(("published", *ENDED))


def joint(office: "Office") -> Any:
    """Approved by several units side by side."""
    return Power.joint == 1


def tone(office: "Office", record: "Record") -> str:
    """What calls for attention stands out."""
    row: Any = record
    if row.stage in ENDED:
        return "muted"
    if None not in (row.promised_size, row.statutory_size) and row.promised_size > row.statutory_size:
        return "late"
    return {"published": "done", "withheld": "muted", "draft": ""}.get(row.stage, "soon")


def times(office: "Office", record: "Record") -> T | None:
    """Statutory → promised → actual time in one cell."""
    row: Any = record
    parts = [show_length(text) for text in (row.statutory, row.promised, row.actual) if text]
    return T(" → ".join(getattr(p, "zh", str(p)) for p in parts), " → ".join(getattr(p, "en", str(p)) for p in parts))
