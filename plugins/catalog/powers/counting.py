"""The dynamic count of powers: base number, added, received, adjusted, delegated, cancelled in a period, with shares.

Everything is reckoned from the register of changes: each unit's latest base number on or before the first day (else
nothing), and what was added to it and taken from it since. A base number holds the changes of its own day, unless that is
the first of the period. Shares are of the base number, in percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

from gongkai.core.codes import contains, span
from gongkai.core.i18n import T
from gongkai.core.resource import choices_of
from gongkai.plugins.catalog.powers.limits import SIZES
from gongkai.plugins.catalog.powers.questions import ENDED, PENDING

if TYPE_CHECKING:
    from gongkai.core.office import Office

By = Literal["kind", "unit", "place"]
IN, OUT = ("added", "received"), ("delegated", "cancelled")
TOUCHED = ("adjusted", "delegated", "cancelled")
COUNTED = ("added", "received", "adjusted", "delegated", "cancelled", "fee-cancelled", "fee-lowered")
HEADINGS: dict[str, T] = {
    "name": T("项目", "Of"),
    "base": T("期初", "Base"),
    "added": T("新增", "Added"),
    "received": T("承接", "Received"),
    "adjusted": T("调整", "Adjusted"),
    "delegated": T("下放", "Delegated"),
    "cancelled": T("取消", "Cancelled"),
    "end": T("期末", "End"),
    "net": T("增减%", "Net %"),
    "share": T("取消调整占比%", "Cut or adjusted %"),
    "fee-cancelled": T("取消收费", "Charges cancelled"),
    "fee-lowered": T("降低收费", "Charges lowered"),
}


@dataclass
class Tally:
    """The count of one line."""

    name: str
    base: int = 0
    changes: dict[str, int] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """How many there are on the last day."""
        return self.base + sum(self.of(c) for c in IN) - sum(self.of(c) for c in OUT)

    @property
    def touched(self) -> int:
        """How many were cancelled, delegated or adjusted."""
        return sum(self.of(change) for change in TOUCHED)

    def of(self, change: str) -> int:
        """Items of one sort of change."""
        return self.changes.get(change, 0)

    def add(self, base: int, change: str, items: int) -> None:
        """Count some more in."""
        self.base += base
        if change:
            self.changes[change] = self.of(change) + items

    def row(self, places: int) -> dict[str, Any]:
        """The line for an output; shares are text with so many decimals, empty without a base number."""
        plain: dict[str, Any] = {
            "name": self.name,
            "base": self.base,
            **{c: self.of(c) for c in COUNTED},
            "end": self.end,
        }
        plain |= {
            "net": percent(self.end - self.base, self.base, places),
            "share": percent(self.touched, self.base, places),
        }
        return {key: plain[key] for key in HEADINGS}


def percent(part: int, whole: int, places: int = 2) -> str:
    """A share in percent, rounded half up; empty when there is no whole."""
    if not whole:
        return ""
    return str((Decimal(part) * 100 / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def count(
    office: "Office", first: date, last: date, by: By = "kind", within: int | None = None
) -> list[Tally]:  # fmt: skip
    """The count of a period, one line for each kind, unit or division, the sum last.

    Args:
        first, last: the period, both days inclusive.
        by: ``place``: the division's own powers, then each division directly below it with all that lies within.
    """
    place = office.scope if within is None else within
    found = _read(office, first, last, place)
    names = _names(office, by, place, found)
    tallies: dict[Any, Tally] = {key: Tally(name) for key, name in names}
    total = Tally(str(T("合计", "Total")))
    for unit, scope, kind, base, change, items in found:
        key = {"kind": kind, "unit": unit}.get(by) if by != "place" else _below(names, place, scope)
        tallies[key].add(base, change, items)
        total.add(base, change, items)
    return [tally for tally in tallies.values() if tally.base or tally.changes] + [total]


def _read(office: "Office", first: date, last: date, place: int) -> list[tuple[str, int, str, int, str, int]]:
    """(unit, scope, kind, base number, change, items) of what counts: before the period as base, within it as change."""
    low, high = span(place)
    day = first.isoformat()
    before = "CASE WHEN c.change = 'base' OR c.changed_on < ? THEN 1 ELSE 0 END"
    found = office.rows(
        "WITH latest AS (SELECT unit, MAX(changed_on) AS day FROM {power_change} b WHERE b.change = 'base' AND"
        f" b.changed_on <= ? GROUP BY unit) SELECT c.unit, c.scope, COALESCE(c.kind, ''), {before}, c.change, SUM(c.items)"
        " FROM {power_change} c LEFT JOIN latest s ON s.unit = c.unit WHERE c.scope BETWEEN ? AND ? AND c.changed_on <= ?"
        " AND CASE WHEN c.change = 'base' THEN c.changed_on = s.day ELSE s.day IS NULL OR c.changed_on > s.day"
        " OR (c.changed_on = s.day AND c.changed_on = ?) END GROUP BY 1, 2, 3, 4, 5",
        (day, day, low, high, last.isoformat(), day),
    )
    counted: list[tuple[str, int, str, int, str, int]] = []
    for unit, scope, kind, earlier, change, items in found:
        if not earlier:
            counted.append((unit, scope, kind, 0, change, int(items)))
        elif change in IN or change == "base":
            counted.append((unit, scope, kind, int(items), "", 0))
        elif change in OUT:
            counted.append((unit, scope, kind, -int(items), "", 0))
    return counted


def _names(office: "Office", by: By, place: int, found: Sequence[tuple[Any, ...]]) -> list[tuple[Any, str]]:
    if by == "kind":
        kinds = dict(choices_of(office, office.resource("power_change").meta("kind")))
        known = [(key, str(words)) for key, words in kinds.items()]
        others = sorted({row[2] for row in found} - set(kinds))
        return known + [(key, key or str(T("未分类", "Not told by kind"))) for key in others]
    if by == "unit":
        order = {row[0]: row[1] for row in found}
        names = office.unit_names(order)
        return [(uid, names.get(uid, uid)) for uid in sorted(order, key=lambda uid: (order[uid], uid))]
    below = office.rows("SELECT code, name FROM {division} WHERE parent = ? ORDER BY code", (place,))
    own = T("{place}本级", "{place} itself").format(place=office.place_name(place))
    return [(place, str(own)), *below]


def _below(names: Sequence[tuple[Any, str]], place: int, scope: int) -> int:
    """The division directly below that holds a scope; the place itself for what is its own."""
    return next((code for code, _ in names[1:] if contains(code, scope)), place)


@dataclass(frozen=True)
class Times:
    """Time limits of the powers in force, in working minutes, and what was saved."""

    powers: int
    statutory: int
    promised: int
    actual: int
    shorter: str
    joint: int
    joint_units: int

    def words(self) -> T:
        """One sentence."""
        cut = T(
            f"{self.powers} 项有法定和承诺时限，总时限较法定缩短 {self.shorter}%。" if self.shorter else "",
            f"{self.powers} powers have both times; the promised total is {self.shorter}% shorter."
            if self.shorter
            else "",
        )
        if not self.joint:
            return cut
        return cut + T(
            f"并联审批 {self.joint} 项，涉及 {self.joint_units} 个单位。",
            f"{' ' if self.shorter else ''}Joint approval: {self.joint} items of {self.joint_units} units.",
        )


def times(office: "Office", within: int | None = None, places: int = 2) -> Times:
    """How much shorter the promised times are than the statutory ones, over all powers in force that state both."""
    low, high = span(office.scope if within is None else within)
    gone = ", ".join("?" for _ in ENDED)
    (number, statutory, promised, actual), *_ = office.rows(
        "SELECT COUNT(*), COALESCE(SUM(statutory_size), 0), COALESCE(SUM(promised_size), 0), COALESCE(SUM(actual_size), 0)"
        f" FROM {{power}} p WHERE scope BETWEEN ? AND ? AND stage NOT IN ({gone}) AND NOT {PENDING.format('p')}"
        " AND statutory_size IS NOT NULL AND promised_size IS NOT NULL",
        (low, high, *ENDED),
    )
    (joint, units), *_ = office.rows(
        "SELECT COUNT(DISTINCT p.uid), COUNT(DISTINCT COALESCE(s.handler, p.unit)) FROM {power} p LEFT JOIN {power_step} s"
        f" ON s.power = p.uid AND s.together <> '' WHERE p.joint = 1 AND p.scope BETWEEN ? AND ? AND p.stage NOT IN ({gone})"
        f" AND NOT {PENDING.format('p')}",
        (low, high, *ENDED),
    )
    shorter = percent(int(statutory) - int(promised), int(statutory), places)
    minutes = SIZES["min"]
    return Times(
        int(number), int(statutory) // minutes, int(promised) // minutes, int(actual) // minutes, shorter, int(joint), int(units)
    )  # fmt: skip


def count_now(office: "Office", low: int, high: int) -> dict[str, int]:
    """How many powers each unit of a range has by its changes until today."""
    found = office.rows(
        "WITH latest AS (SELECT unit, MAX(changed_on) AS day FROM {power_change} b WHERE b.change = 'base' GROUP BY unit)"
        " SELECT c.unit, SUM(CASE WHEN c.change IN ('base', 'added', 'received') THEN c.items WHEN c.change IN"
        " ('delegated', 'cancelled') THEN -c.items ELSE 0 END) FROM {power_change} c LEFT JOIN latest s ON s.unit = c.unit"
        " WHERE c.scope BETWEEN ? AND ? AND CASE WHEN c.change = 'base' THEN c.changed_on = s.day"
        " ELSE s.day IS NULL OR c.changed_on > s.day END GROUP BY c.unit",
        (low, high),
    )
    return {unit: int(number) for unit, number in found}
