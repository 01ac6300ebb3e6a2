"""How much lies below the nodes of the tree, and what is wrong there: one question for all nodes of a branch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peewee import SQL, fn

from gongkai.core.i18n import T, counted
from gongkai.core.register import Query, Register
from gongkai.core.registry.blocks import Blocks
from gongkai.tui.branches import NodeKey
from gongkai.tui.registersource import guarded
from gongkai.tui.widgets.source import SIGNS, Badge

if TYPE_CHECKING:
    from gongkai.core.office import Office

LATE = "overdue"
"""A plugin's register says by a filter of this name what is late; what hangs on another is late with it, counted once."""
ACTIVE = "(valid_to IS NULL OR valid_to > ?)"


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of a node: units below it, records that are late, what the registry lacks; None: not counted yet."""

    units: int | None = None
    late: int | None = None
    lacks: int | None = None

    def badges(self) -> list[Badge]:
        """The figures behind a label; nothing where there is nothing to say."""
        found: list[Badge] = [(f"{self.units:,}", "muted")] if self.units else []
        for number, tone in ((self.late, "late"), (self.lacks, "blank")):
            if number:
                found.append((f"{SIGNS[tone]} {number:,}", tone))
        return found

    def words(self) -> list[str]:
        """The same in words."""
        said = (
            (self.units, T("单位 {n}", "{n} unit"), ""),
            (self.late, T("逾期 {n}", "{n} overdue"), "{n} overdue"),
            (self.lacks, T("登记缺项 {n}", "{n} gap in the registry"), "{n} gaps in the registry"),
        )
        return [str(counted(number, words, many)) for number, words, many in said if number]


PASSES = ("units", "late", "lacks")
"""What is counted, the quickest first; each is shown as soon as it is known."""


def count(office: "Office", name: str, keys: Sequence[NodeKey]) -> dict[NodeKey, int]:
    """One pass over the nodes of one branch, whatever their number and size.

    Args:
        name: one of ``PASSES``.
    """
    below, alone, unit = PASS[name]
    found: dict[NodeKey, int] = {}
    scopes = [int(key[1]) for key in keys if key[0] == "d"]
    if scopes:
        sums = below(office, scopes)
        found |= {key: sums.get(int(key[1]), 0) for key in keys if key[0] == "d"}
    for key in keys:
        if key[0] == "g":
            found[key] = sum(alone(office, int(key[1])).values())
    uids = {key[1]: key for key in keys if key[0] == "u"}
    if uids and unit:
        scope = office.unit_scope(next(iter(uids)))
        own = alone(office, scope)
        found |= {key: own.get(uid, 0) for uid, key in uids.items()}
    return found


def _units_below(office: "Office", scopes: Sequence[int]) -> dict[int, int]:
    blocks = Blocks(scopes)
    blocks.add(office.rows(
        f"SELECT scope / {blocks.width}, count(*) FROM {{unit}} WHERE scope BETWEEN ? AND ? AND {ACTIVE}"
        f" GROUP BY scope / {blocks.width}", (blocks.low, blocks.high, office.today.isoformat()),
    ))  # fmt: skip
    return blocks.sums()


def _units_alone(office: "Office", scope: int) -> Mapping[str, int]:
    rows = office.rows(f"SELECT count(*) FROM {{unit}} WHERE scope = ? AND {ACTIVE}", (scope, office.today.isoformat()))
    return {"": int(rows[0][0])}


def _late_registers(office: "Office") -> list[Register]:
    return [
        office.register(key) for key, resource in office.plugins.resources.items()
        if resource.placed and not resource.part_of and any(one.key == LATE for one in resource.filters)
    ]  # fmt: skip


def _late_below(office: "Office", scopes: Sequence[int]) -> dict[int, int]:
    blocks = Blocks(scopes)
    for register in _late_registers(office):
        model = register.model
        block = model.scope / blocks.width
        query = register.select(Query(filters=(LATE,))).where(model.scope.between(blocks.low, blocks.high))
        query = query.select(block, fn.COUNT(model.id)).group_by(SQL("1")).order_by().tuples()
        blocks.add(guarded(register, lambda query=query: office.fetch(query)))  # type: ignore[misc]
    return blocks.sums()


def _late_alone(office: "Office", scope: int) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for register in _late_registers(office):
        model = register.model
        query = register.select(Query(filters=(LATE,))).where(model.scope == scope)
        query = query.select(model.unit, fn.COUNT(model.id)).group_by(model.unit).order_by().tuples()
        for uid, number in guarded(register, lambda query=query: office.fetch(query)):  # type: ignore[misc]
            found[uid] = found.get(uid, 0) + int(number)
    return found


def _lacks_below(office: "Office", scopes: Sequence[int]) -> dict[int, int]:
    from gongkai.core.registry.findings import finding_counts  # reads the rules of the registry

    return finding_counts(office, scopes)


def _lacks_alone(office: "Office", scope: int) -> Mapping[str, int]:
    from gongkai.core.registry.findings import marks

    return marks(office, scope, alone=True)


PASS: dict[str, tuple[Callable[..., dict[int, int]], Callable[..., Mapping[str, int]], bool]] = {
    "units": (_units_below, _units_alone, False),
    "late": (_late_below, _late_alone, True),
    "lacks": (_lacks_below, _lacks_alone, True),
}
"""How each pass counts in subtrees, for a division alone (by unit), and whether it says something of one unit."""


class NodeCounts:
    """What was counted so far, and what is still to be counted, the newest branch first."""

    def __init__(self) -> None:
        self.known: dict[NodeKey, Counts] = {}
        self._left: list[tuple[str, list[NodeKey]]] = []

    def want(self, keys: Sequence[NodeKey]) -> None:
        """Count for the nodes of a branch."""
        if keys:
            self._left += [(name, list(keys)) for name in reversed(PASSES)]

    def next(self) -> tuple[str, list[NodeKey]] | None:
        """What is to be counted now."""
        return self._left.pop() if self._left else None

    def put(self, name: str, found: Mapping[NodeKey, int]) -> dict[Any, list[Badge]]:
        """Keep what was counted; gives the badges that it changes."""
        for key, number in found.items():
            self.known[key] = replace(self.known.get(key, Counts()), **{name: number})
        return {key: self.known[key].badges() for key in found}

    def clear(self) -> None:
        """Forget everything."""
        self.known.clear()
        self._left.clear()


def of_unit(office: "Office", uid: str) -> Counts:
    """What is late and what is lacking of one unit."""
    scope = office.unit_scope(uid)
    return Counts(late=_late_alone(office, scope).get(uid, 0), lacks=_lacks_alone(office, scope).get(uid, 0))
