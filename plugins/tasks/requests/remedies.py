"""Review and litigation: when one may still apply, when a decision is due."""

from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Limit
from gongkai.core.i18n import T
from gongkai.plugins.tasks.requests.rules import RemedyTerm

if TYPE_CHECKING:
    from gongkai.core.office import Office


def term_of(office: "Office", kind: str) -> RemedyTerm | None:
    """The limits of a kind of remedy; None where the rules have none."""
    return office.profile.items("request_remedy", RemedyTerm).get(kind)


def decided_by(office: "Office", row: dict[str, Any]) -> str | None:
    """The day by which a remedy is to be decided, counted from its acceptance (ISO); None before it."""
    term = term_of(office, row["kind"])
    if term is None or not row["accepted_on"]:
        return None
    end = _after(office, term.decide, date.fromisoformat(row["accepted_on"]))
    if end is not None and row["extended"] and term.extend:
        end = _after(office, term.extend, end)
    return end.isoformat() if end else None


def apply_by(office: "Office", kind: str, known_on: date) -> date | None:
    """The last day on which somebody who knew of the reply on a day may apply."""
    term = term_of(office, kind)
    return _after(office, term.apply, known_on) if term else None


def _after(office: "Office", limit: str, start: date) -> date | None:
    return Limit.parse(limit).due_from(start, office.calendar)


def doubt(office: "Office", record: Any) -> T | None:
    """A remedy that was filed after the time for it."""
    closed = office.rows("SELECT closed_on FROM {request} WHERE uid = ?", (record.request,))
    if not closed or not closed[0][0] or record.kind == "suit_after_review":
        return None
    last = apply_by(office, record.kind, date.fromisoformat(closed[0][0]))
    if last is None or record.filed_on <= last:
        return None
    return T(
        f"提出日期晚于法定期限 {last}（自答复日起算）。",
        f"Filed after {last}, when the time (from the reply) was over.",
    )
