"""From stored rows to the clock: which regulation, which day counts as receipt, who was consulted."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.tasks.requests.clock import Events, RequestClock, Stop, clock_of, day
from gongkai.plugins.tasks.requests.models import CONSULT_KINDS
from gongkai.plugins.tasks.requests.rules import RequestLaw, fee_on, law_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

CONSULTED = (
    "SELECT kind, party, sent_on, received_on, answered_on FROM {consult} WHERE request = ? ORDER BY sent_on, id"
)
_KINDS = dict(CONSULT_KINDS)


def received(law: RequestLaw, row: Mapping[str, Any]) -> str | None:
    """The day that counts as receipt (ISO); None while it must still be confirmed with the applicant."""
    found: str | None = row["confirmed_on"] if row["manner"] in law.confirm else row["sent_on"]
    return found


def answer_by(office: "Office", law: RequestLaw, kind: str, got: str | None) -> date | None:
    """The day by which somebody consulted is to answer; None without a limit, or before they got the letter."""
    if kind == "assist" or not law.consult or not got:
        return None
    return office.calendar.add_working_days(date.fromisoformat(got), law.consult)


def stops_of(office: "Office", law: RequestLaw, consulted: Sequence[Sequence[Any]]) -> tuple[Stop, ...]:
    """Consultations (rows of ``CONSULTED``) that make the clock stand still under a regulation."""
    return tuple(
        Stop(
            _KINDS[kind] + T(f"：{party}", f": {party}"),
            date.fromisoformat(sent),
            answer_by(office, law, kind, got),
            day(answered),
            day(got),
        )
        for kind, party, sent, got, answered in consulted
        if kind in law.stops
    )


def events_of(office: "Office", row: Mapping[str, Any], consulted: Sequence[Sequence[Any]]) -> Events:
    """What happened to a request (its stored row) and to those consulted about it."""
    law = law_of(office, row["law"])
    fee = fee_on(office, row["fee_on"]) if row["fee_on"] else None
    return Events(
        reply=law.reply,
        extend=law.extend,
        received_on=day(row["received_on"]),
        correction_on=day(row["correction_on"]),
        corrected_on=day(row["corrected_on"]),
        fee_on=day(row["fee_on"]),
        paid_on=day(row["fee_paid_on"]),
        restart=fee is None or fee.restart,
        extended_on=day(row["extended_on"]),
        extended_days=row["extended_days"] or 0,
        extended_reason=row["extended_reason"] or "",
        extended_by=row["extended_by"] or "",
        delay_to=day(row["delay_to"]),
        stops=stops_of(office, law, consulted),
        rule=law.rule,
    )


def clock_for(office: "Office", record: Any) -> tuple[Events, RequestClock]:
    """Events and clock of a request that the acting account may see."""
    from gongkai.core.store.record import row_of

    row = row_of(record)
    events = events_of(office, row, office.rows(CONSULTED, (record.uid,)))
    return events, clock_of(events, office.calendar)


def not_after(office: "Office", row: Mapping[str, Any], names: Mapping[str, T]) -> None:
    """Refuse days that have not come yet.

    Raises:
        BadInput: one of these fields lies after today.
    """
    today = office.today.isoformat()
    for name, label in names.items():
        if row.get(name) and row[name] > today:
            raise BadInput(
                T(f"{label.zh} {row[name]} 还没有到。", f"{label.en} {row[name]} is yet to come."),
                T("填实际的日期。", "Give the day on which it happened."),
            )


def in_order(row: Mapping[str, Any], labels: Mapping[str, T], *names: str) -> None:
    """Refuse two days of which the second lies before the first.

    Raises:
        BadInput: names both.
    """
    known = [(name, row[name]) for name in names if row.get(name)]
    for (first, start), (second, end) in pairwise(known):
        if end < start:
            one, two = labels[first], labels[second]
            raise BadInput(
                T(f"{two.zh} {end} 早于{one.zh} {start}。", f"{two.en} {end} comes before {one.en} {start}."),
                T("改正其中一个日期。", "Mend one of the dates."),
            )
