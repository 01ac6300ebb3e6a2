"""Named questions on cases: what is late, what waits for whom, who has not been called back, who is dissatisfied."""

from typing import TYPE_CHECKING, Any

from peewee import fn

from gongkai.core.access import reach
from gongkai.core.clock import Timeliness, timeliness
from gongkai.core.i18n import T
from gongkai.plugins.tasks.cases.matching import since
from gongkai.plugins.tasks.cases.models import Case
from gongkai.plugins.tasks.cases.rules import bad_ratings, rules_of
from gongkai.plugins.tasks.timing import soon_before, warn_days

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.record import Record


def is_open(office: "Office") -> Any:
    """Not answered yet, and not merged into another."""
    return Case.replied_on.is_null() & Case.merged_into.is_null()


def overdue(office: "Office") -> Any:
    """Open, and its limit is over."""
    return is_open(office) & (Case.due < office.today.isoformat())


def soon(office: "Office") -> Any:
    """Open, and due within the days of warning."""
    return is_open(office) & (Case.due >= office.today.isoformat()) & (Case.due < soon_before(office))


def urgent(office: "Office") -> Any:
    """Open and urgent."""
    return is_open(office) & (Case.urgent == 1)


def late(office: "Office") -> Any:
    """Overdue now, or answered late in the first round: what lowers the on-time rate."""
    return overdue(office) | (Case.first_replied_on > Case.first_due)


def to_assign(office: "Office") -> Any:
    """Taken or objected to, where the account may assign."""
    return Case.stage.in_(("registered", "objected")) & reach(office, Case, "assign")


def to_call_back(office: "Office") -> Any:
    """Answered, not called back yet, and the time to rate is not over; cases merged into others too."""
    told = Case.stage.in_(("replied", "merged")) & Case.replied_on.is_null(False) & Case.callback_on.is_null()
    return told & (Case.rate_by >= office.today.isoformat())


def to_file(office: "Office") -> Any:
    """Answered, and either called back or past the time to rate."""
    over = Case.callback_on.is_null(False) | (Case.rate_by < office.today.isoformat())
    return (Case.stage == "replied") & over & ~_badly(office)


def _badly(office: "Office") -> Any:
    return fn.COALESCE(Case.rating, "").in_(bad_ratings(office))


def dissatisfied(office: "Office") -> Any:
    """Rated badly in a round that is not done again yet; the case into which such a one was merged as well."""
    led = office.select(Case, Case.merged_into).where(_badly(office) & Case.merged_into.is_null(False))
    return Case.stage.in_(("replied", "merged")) & (_badly(office) | Case.uid.in_(led))


def alike(office: "Office") -> Any:
    """Open and looks like an earlier one."""
    return is_open(office) & Case.looks_like.is_null(False) & (Case.taken_on >= since(office).isoformat())


def redone(office: "Office") -> Any:
    """In its second round or a later one."""
    return Case.round > 1


def state(office: "Office", record: "Record") -> Timeliness:
    """How the limit of a case stands."""
    row: Any = record
    return timeliness(row.due, office.today, row.replied_on, warn_days(office), office.calendar)


def timeliness_of(office: "Office", record: "Record") -> T | None:
    """Timeliness in words; nothing for what was merged and waits for the other case."""
    row: Any = record
    if row.merged_into and not row.replied_on:
        return None
    return state(office, record).label


def tone(office: "Office", record: "Record") -> str:
    """What calls for attention stands out."""
    row: Any = record
    if row.replied_on:
        if row.rating in bad_ratings(office):
            return "late"
        return "done" if row.stage in ("filed", "routed") else ""
    found = state(office, record)
    if found is Timeliness.OVERDUE:
        return "late"
    return "soon" if row.urgent or found in (Timeliness.DUE_SOON, Timeliness.DUE_TODAY) else ""


def rated(office: "Office", record: "Record") -> T | None:
    """The rating, or the one that counts because none was given in time."""
    from gongkai.plugins.tasks.cases.rules import ratings

    row: Any = record
    levels = ratings(office)
    if row.rating:
        return levels[row.rating].name if row.rating in levels else T(row.rating, row.rating)
    default = levels.get(rules_of(office).rate_default)
    if row.replied_on and row.rate_by and row.rate_by < office.today and default is not None:
        return T(f"{default.name.zh}（默认）", f"{default.name.en} (default)")
    return None


def doubt(office: "Office", record: Any) -> T | None:
    """What a person should look at when a case was saved: urgent by its words, or like another one."""
    found = []
    if record.stage == "registered" and record.urgent:
        found.append(T("按急件登记", "entered as urgent"))
    if record.stage == "registered" and record.looks_like:
        first = office.rows("SELECT number, title FROM {hotline_case} WHERE uid = ?", (record.looks_like,))
        if first:
            number, title = first[0]
            found.append(
                T(f"与工单 {number}“{title}”疑似重复，可用 merge 并案", f"it looks like case {number} “{title}”; merge would join them")
            )  # fmt: skip
    if not found:
        return None
    return T("；".join(d.zh for d in found) + "。", "; ".join(d.en for d in found).capitalize() + ".")  # zh-data
