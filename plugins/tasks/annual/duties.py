"""Who owes a report by when, and how far each is: duties by kind of unit, kept as records of the register of reports."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.core.access import require
from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.select import units_mark
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.tasks.annual.models import AnnualReport
from gongkai.plugins.tasks.annual.rules import AnnualDuty

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


class Owed(NamedTuple):
    """One unit's report: when it is due, what was done, and how it stands (``done``, ``late``, ``open``)."""

    unit: str
    scope: int
    uid: str
    submit: str
    due: str
    submitted_on: str
    published_on: str

    def state(self, today: str) -> str:
        """``done``, ``done-late``, ``late`` (its day is over and nothing is published) or ``open``."""
        if self.published_on:
            return "done" if self.published_on <= self.due else "done-late"
        return "late" if self.due < today else "open"


def day_after(year: int, text: str, key: str) -> str:
    """The day ``MM-DD`` of the year after a report's year, ISO.

    Raises:
        BadInput: there is no such day; names the rule.
    """
    try:
        return date.fromisoformat(f"{year + 1:04d}-{text}").isoformat()
    except ValueError as error:
        raise BadInput(
            T(f"[[annual_duty]] {key} 的日期“{text}”不对。", f"[[annual_duty]] {key}: “{text}” is no day."),
            T("写成 01-31。", "Write 01-31."),
        ) from error


def duties(office: "Office") -> dict[str, AnnualDuty]:
    """The duties that the rules name; a unit falls under the first whose selector means it."""
    return office.profile.items("annual_duty", AnnualDuty)


def due_of(office: "Office", unit: str, year: int) -> str | None:
    """The day by which a unit publishes its report (ISO); None when no rule asks it for one."""
    for duty in duties(office).values():
        text, values = units_mark(office, duty.to)
        if office.rows(f"SELECT 1 FROM {text} AS meant WHERE meant.uid = ?", [*values, unit]):
            return day_after(year, duty.publish, duty.id)
    return None


def owed(office: "Office", year: int, within: int) -> list[Owed]:
    """Every report that units of a subtree owe for a year, in the order of places; one statement for each duty."""
    low, high = span(within)
    found: dict[str, Owed] = {}
    for duty in duties(office).values():
        submit = day_after(year, duty.submit, duty.id) if duty.submit else ""
        due = day_after(year, duty.publish, duty.id)
        text, values = units_mark(office, duty.to)
        rows = office.rows(
            "SELECT u.uid, u.scope, r.uid, r.due, r.submitted_on, r.published_on FROM {unit} u"
            f" JOIN {text} AS meant ON meant.uid = u.uid"
            " LEFT JOIN {annual_report} r ON r.unit = u.uid AND r.year = ?"
            " WHERE u.scope BETWEEN ? AND ?",
            [*values, year, low, high],
        )
        for unit, scope, uid, own, submitted, published in rows:
            found.setdefault(unit, Owed(unit, scope, uid or "", submit, own or due, submitted or "", published or ""))
    return sorted(found.values(), key=lambda one: (one.scope, one.unit))


def opened(change: "Change", year: int, owing: Sequence[Owed]) -> int:
    """Make the records of reports that are owed and have none; gives how many."""
    office = change.office
    resource = office.resource("annual_report")
    rows = report_rows(office, year, [one for one in owing if not one.uid])
    for scope in {row["scope"] for row in rows}:
        require(office, resource.verb, scope)
    for start in range(0, len(rows), 5000):
        change.insert_rows(resource, rows[start : start + 5000])
    return len(rows)


def report_rows(office: "Office", year: int, owing: Sequence[Owed]) -> list[dict[str, Any]]:
    """The rows of reports that are owed, with nothing filled in but their names and days."""
    names = office.unit_names([one.unit for one in owing])
    empty = dict.fromkeys(columns(AnnualReport))
    return [
        {
            **empty, "uid": derived_uid("annual_report", one.unit, str(year)), "unit": one.unit, "scope": one.scope,
            "stage": "", "version": 1, "year": year, "due": one.due, "name": report_name(names.get(one.unit, ""), year),
        }
        for one in owing
    ]  # fmt: skip


def report_name(unit: str, year: int) -> str:
    """The title that a report has on paper."""
    return f"{unit}{year}年政府信息公开工作年度报告"  # zh-data
