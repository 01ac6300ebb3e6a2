"""Named questions on measures, facts and honours."""

from typing import TYPE_CHECKING, Any

from gongkai.core.access import reach
from gongkai.core.i18n import T
from gongkai.plugins.inspection.consequences.sanctions.flow import DECIDED
from gongkai.plugins.inspection.consequences.sanctions.models import Ground, Incident, Sanction

if TYPE_CHECKING:
    from gongkai.core.office import Office


def counting(office: "Office") -> Any:
    """Taken and not undone."""
    return Sanction.stage.in_(DECIDED)


def to_decide(office: "Office") -> Any:
    """Proposed, by a rule or by somebody else, where the account may approve."""
    theirs = Sanction.proposed_by.is_null() | (Sanction.proposed_by != office.actor)
    return (Sanction.stage == "proposed") & theirs & reach(office, Sanction, "approve")


def to_answer(office: "Office") -> Any:
    """Appealed against, where the account may approve and did not decide itself."""
    return (Sanction.stage == "appealed") & (Sanction.decided_by != office.actor) & reach(office, Sanction, "approve")


def answer_late(office: "Office") -> Any:
    """Appealed against, and the day for the answer is over."""
    return (Sanction.stage == "appealed") & (Sanction.answer_due < office.today.isoformat())


def limited(office: "Office") -> Any:
    """Taken, and the unit has still time to change."""
    running = Sanction.changed_on.is_null() & (Sanction.change_by >= office.today.isoformat())
    return Sanction.stage.in_(("inforce", "appealed")) & running


def unchanged(office: "Office") -> Any:
    """Taken, and nobody saw a change within the limit; a change that came later does not make up for it."""
    over = Sanction.change_by < office.today.isoformat()
    return counting(office) & over & (Sanction.changed_on.is_null() | (Sanction.changed_on > Sanction.change_by))


def shaken(office: "Office") -> Any:
    """Taken on a measure that was undone on appeal meanwhile."""
    undone = office.select(Sanction, Sanction.uid).where(Sanction.stage == "undone")
    resting = office.select(Ground, Ground.sanction).where((Ground.register == "sanction") & Ground.record.in_(undone))
    return counting(office) & Sanction.uid.in_(resting)


def tone(office: "Office", record: Any) -> str:
    """What waits for somebody stands out."""
    if record.stage in ("proposed", "appealed"):
        return "soon"
    if record.stage == "inforce":
        return "late"
    return "muted"


def next_day(office: "Office", record: Any) -> T | None:
    """What comes next of it, and when."""
    if record.stage == "appealed" and record.answer_due:
        return T(f"{record.answer_due} 前复核", f"answer by {record.answer_due}")
    if record.stage == "inforce" and record.change_by and record.changed_on is None:
        if record.change_by < office.today:
            return T(f"{record.change_by} 到期未改变", f"no change by {record.change_by}")
        return T(f"{record.change_by} 前改变", f"change by {record.change_by}")
    if (
        record.stage == "inforce"
        and record.appeal_by
        and record.appeal_by >= office.today
        and record.answered_on is None
    ):
        return T(f"{record.appeal_by} 前可申诉", f"appeal by {record.appeal_by}")
    return None


# ---- facts


def to_look(office: "Office") -> Any:
    """Not settled yet."""
    return Incident.stage == "reported"


def look_late(office: "Office") -> Any:
    """Not settled, and the day is over."""
    return to_look(office) & (Incident.due < office.today.isoformat())


def established(office: "Office") -> Any:
    """Found to be so."""
    return Incident.stage == "established"


def unpursued(office: "Office") -> Any:
    """Found to be so, and nothing was decided on it yet, neither a measure nor an order."""
    from gongkai.plugins.inspection.consequences.orders.models import Order

    decided = office.select(Sanction, Sanction.uid).where(Sanction.stage.in_((*DECIDED, "declined", "undone")))
    measures = office.select(Ground, Ground.record).where(
        (Ground.register == "incident") & Ground.sanction.in_(decided)
    )
    orders = office.select(Order, Order.record).where((Order.register == "incident") & (Order.stage != "withdrawn"))
    return established(office) & Incident.uid.not_in(measures) & Incident.uid.not_in(orders)
