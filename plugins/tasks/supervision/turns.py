"""Whose turn it is, period by period."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from gongkai.core.clock import Period
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.supervision.rules import Turn

if TYPE_CHECKING:
    from gongkai.core.office import Office


class Slot(NamedTuple):
    """One period and the unit whose turn it is, with who heads it."""

    period: Period
    unit: str
    name: str
    head: str


def turn_of(office: "Office", key: str) -> Turn:
    """The turn by its id.

    Raises:
        BadInput: there is none.
    """
    known = office.profile.items("turn", Turn)
    if key not in known:
        names_zh, names_en = "、".join(known) or "无", ", ".join(known) or "none"  # zh-data
        raise BadInput(
            T(f"没有轮值 {clean_line(key)[:40]}。", f"There is no turn {clean_line(key)[:40]}."),
            T(f"本单位的轮值：{names_zh}。", f"Those of this office: {names_en}."),
        )
    return known[key]


def slots(office: "Office", turn: Turn, start: date, count: int) -> list[Slot]:
    """Who comes from the period of a day on; every unit once before anybody comes again."""
    units = selected(office, turn.to, office.scope)
    if not units:
        return []
    marks = ", ".join("?" for _ in units)
    today = office.today.isoformat()
    heads = dict(
        office.rows(
            f"SELECT unit, person FROM {{post}} WHERE unit IN ({marks}) AND kind = 'first-responsible' AND person IS NOT NULL"
            " AND (valid_from IS NULL OR valid_from <= ?) AND (valid_to IS NULL OR valid_to >= ?)",
            [*(uid for uid, _, _ in units), today, today],
        )
    )
    period, wanted, number = turn.cadence.period_of(date.fromisoformat(turn.since)), turn.cadence.period_of(start), 0
    while period.start < wanted.start:
        period, number = period.next(), number + 1
    if period.start > wanted.start:  # before the first turn there is none
        count -= sum(1 for _ in _between(wanted, period))
    found = []
    for _ in range(max(count, 0)):
        uid, name, _ = units[number % len(units)]
        found.append(Slot(period, uid, name, heads.get(uid, "")))
        period, number = period.next(), number + 1
    return found


def _between(first: Period, last: Period) -> list[Period]:
    found = []
    while first.start < last.start:
        found.append(first)
        first = first.next()
    return found
