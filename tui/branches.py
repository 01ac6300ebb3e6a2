"""The branches of the tree of divisions and units: as they are, or as they were on a day."""

from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import fn

from gongkai.core.codes import KINDS, Level
from gongkai.core.i18n import T
from gongkai.core.registry.find import below
from gongkai.core.registry.models import Unit
from gongkai.core.text import clean_line
from gongkai.tui.widgets.source import TreeRow

if TYPE_CHECKING:
    from gongkai.core.office import Office

OWN = T("本级单位", "units of this level")

NodeKey = tuple[str, ...]
"""``("d", scope)`` a division, ``("g", scope)`` its own units, ``("u", uid, id)`` a unit; figures as text."""


class Branches:
    """The children of a node: a division's own units (in a branch of their own where it has divisions), then
    the divisions right below it."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    def __call__(self, key: Any, after: Any | None = None, limit: int = 500) -> list[TreeRow]:
        """At most ``limit`` children after a key: one short query, and another where only units are there."""
        kind, scope = key[0], int(key[1])
        if kind == "g":
            return self._units(scope, after, limit)
        if after is not None and after[0] == "u":
            return self._units(scope, after, limit)
        start = int(after[1]) if after is not None and after[0] == "d" else -1
        office = self._office
        own = fn.EXISTS(office.select(Unit, Unit.id).where(Unit.scope == scope))  # asked for in the same query
        found = office.fetch(below(scope, start).limit(limit).select_extend(own.alias("own")))
        rows = [_division(int(d.code), str(d.name), int(d.level), str(d.kind)) for d in found]
        if after is not None:
            return rows
        if not rows:
            return self._units(scope, None, limit)
        return _with_own(scope, rows, found[0].own)[:limit]

    def _units(self, scope: int, after: Any | None, limit: int) -> list[TreeRow]:
        office = self._office
        query = office.select(Unit).where(Unit.scope == scope)
        if after is not None:
            query = query.where(Unit.id > int(after[2]))
        today = office.today
        return [
            TreeRow(
                ("u", unit.uid, str(unit.id)), clean_line(str(unit.name)), False,
                "muted" if unit.valid_to and unit.valid_to <= today else "",
            )
            for unit in office.fetch(query.order_by(Unit.id).limit(limit))
        ]  # fmt: skip


class PastBranches:
    """The same on a day: divisions and units under the codes and names of then."""

    def __init__(self, office: "Office", day: date) -> None:
        self._office = office
        self.day = day

    def __call__(self, key: Any, after: Any | None = None, limit: int = 500) -> list[TreeRow]:
        """At most ``limit`` children after a key."""
        from gongkai.core.registry.past import children_on  # only who looks back needs it

        kind, scope = key[0], int(key[1])
        if kind == "g":
            return [] if after is not None else self._units(scope, limit)
        start = int(after[1]) if after is not None and after[0] == "d" else -1
        rows = [
            _division(state.code, state.name, state.level, state.kind)
            for state in children_on(self._office, scope, self.day, start, limit)
        ]
        if after is not None:
            return rows
        if not rows:
            return self._units(scope, limit)
        return _with_own(scope, rows, bool(self._units(scope, 1)))[:limit]

    def _units(self, scope: int, limit: int) -> list[TreeRow]:
        from gongkai.core.registry.past import units_on

        states = units_on(self._office, scope, self.day, limit)
        return [TreeRow(("u", state.uid, "0"), clean_line(state.name)) for state in states]


def _division(scope: int, name: str, level: int, kind: str) -> TreeRow:
    note = f"[{KINDS[kind]}]" if kind in KINDS else ""
    if not note and level >= Level.BELOW:
        note = f"[{Level(level).label}]"
    return TreeRow(("d", str(scope)), clean_line(name), True, note=note)


def _with_own(scope: int, rows: list[TreeRow], own: bool) -> list[TreeRow]:
    return [*([TreeRow(("g", str(scope)), str(OWN), True)] if own else []), *rows]
