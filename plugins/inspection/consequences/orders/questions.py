"""Named questions on orders: what is late, what waits for whom, what came back."""

from typing import TYPE_CHECKING, Any

from gongkai.core.access import reach
from gongkai.core.clock import Timeliness, timeliness
from gongkai.core.i18n import T
from gongkai.core.profile import Clock
from gongkai.plugins.inspection.consequences.orders.models import AGAIN, Order

if TYPE_CHECKING:
    from gongkai.core.office import Office

OPEN = ("issued", "working")
"""Stages in which it is the unit's turn."""


def _warn_days(office: "Office") -> int:
    return office.profile.table("clock", Clock).warn_days


def soon_before(office: "Office") -> str:
    """The first day that is not due soon, as ISO text; agrees with ``state``."""
    return office.calendar.add_working_days(office.today, _warn_days(office) + 1).isoformat()


def is_open(office: "Office") -> Any:
    """Not handed in yet."""
    return Order.stage.in_(OPEN)


def overdue(office: "Office") -> Any:
    """Not handed in, and the day is over."""
    return is_open(office) & (Order.due < office.today.isoformat())


def soon(office: "Office") -> Any:
    """Not handed in, and due within the days of warning."""
    return is_open(office) & (Order.due >= office.today.isoformat()) & (Order.due < soon_before(office))


def late(office: "Office") -> Any:
    """Overdue, or handed in after the day."""
    return overdue(office) | ((Order.submitted_on > Order.due) & (Order.stage != "withdrawn"))


def to_check(office: "Office") -> Any:
    """Handed in by somebody else, where the account may verify."""
    mine = Order.submitted_by.is_null() | (Order.submitted_by != office.actor)
    return (Order.stage == "submitted") & mine & reach(office, Order, "verify")


def came_back(office: "Office") -> Any:
    """Ordered again, or found to be there again."""
    return Order.follows.is_null(False) | (Order.recheck == AGAIN)


def state(office: "Office", record: Any) -> Timeliness:
    """How an order stands against its day."""
    if record.stage == "withdrawn":
        return Timeliness.NONE
    return timeliness(record.due, office.today, record.submitted_on, _warn_days(office), office.calendar)


def timeliness_of(office: "Office", record: Any) -> T:
    """Timeliness in words."""
    return state(office, record).label


def tone(office: "Office", record: Any) -> str:
    """What calls for attention stands out."""
    if record.stage in ("closed", "withdrawn"):
        return "late" if record.recheck == AGAIN else "done" if record.stage == "closed" else "muted"
    found = state(office, record)
    if found is Timeliness.OVERDUE:
        return "late"
    return "soon" if record.stage == "submitted" or found in (Timeliness.DUE_SOON, Timeliness.DUE_TODAY) else ""
