"""Places that change for many records at once: one UPDATE for each register and one line in the ledger.

When a division gets another code, everything below it gets another scope. A line for each of those records would
cost more than the change itself, so the ledger holds one *set line* for each register (``uid`` empty):

- ``shift``: every place in ``[low, high]`` was moved by ``delta``, for several ranges at once. Whoever shifts sees
  to it that nothing else stood where the records go, so that the step can be followed backwards exactly.
- ``follow``: the records of one unit went with the unit from one place to another.

A row's digest was taken when its own last line was written. ``Trail`` carries a row back to that moment through the
set lines that came later, so ``verify`` still finds every row that was changed behind the ledger.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.resource import Resource

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.store.engine import Store

SHIFT, FOLLOW = "shift", "follow"
NOWHERE = -1  # what stands in a range that was emptied came there behind the ledger

Rule = tuple[int, int, int]
"""low, high (inclusive), and what is added to every place between them."""


def inverse(rules: Iterable[Sequence[int]]) -> list[Rule]:
    """The rules that take everything back."""
    return [(low + delta, high + delta, -delta) for low, high, delta in rules]


def moved(rules: Iterable[Sequence[int]], place: int) -> int:
    """Where a place lies after the rules."""
    return next((place + delta for low, high, delta in rules if low <= place <= high), place)


def place_columns(resource: Resource) -> list[str]:
    """The columns of a register that hold a place: its scope, and its fields of that kind."""
    if resource.sheeted:
        return ["scope"]  # what it says of the past stays as it was
    return ["scope", *(name for name, meta in resource.fields.items() if meta.kind == "place")]


def shift(change: "Change", rules: Sequence[Rule]) -> dict[str, int]:
    """Move every record of every register whose place lies in a range; gives how many of each register."""
    done: dict[str, int] = {}
    for resource in change.office.resources.values():
        columns = place_columns(resource)
        count = shift_table(change.store, resource.table, columns, rules)
        for name in columns[1:]:
            if resource.placed or name != "division":  # no copy of the scope: it may point somewhere else
                count += shift_table(change.store, resource.table, [name], rules)
        if count:
            done[resource.key] = count
            if not resource.sheeted:
                said = {"rules": [list(rule) for rule in rules], "columns": columns}
                change.set_line(resource.key, SHIFT, said, {"rows": count})
    return done


def shift_table(store: "Store", table: str, columns: Sequence[str], rules: Sequence[Rule]) -> int:
    """The statements for one table: rows are found by the first column, which leads an index.

    A range that ends where another one starts (two places that swap codes) is moved by way of negative numbers, so
    that no row is moved twice.
    """
    if not rules:
        return 0
    chained = any(
        low + delta <= other_high and other_low <= high + delta for low, high, delta in rules for other_low, other_high, _ in rules
    )  # fmt: skip
    lead, *others = columns
    sign = "-" if chained else ""
    count = 0
    for low, high, delta in rules:
        parts = [f"{lead} = {sign}({lead} + ?)"]
        values: list[int] = [delta]
        for name in others:
            parts.append(f"{name} = CASE WHEN {name} BETWEEN ? AND ? THEN {sign}({name} + ?) ELSE {name} END")
            values += [low, high, delta]
        count += store.run(f"UPDATE {table} SET {', '.join(parts)} WHERE {lead} BETWEEN ? AND ?", (*values, low, high))
    if chained:
        parts = [
            f"{lead} = -{lead}",
            *(f"{name} = CASE WHEN {name} < 0 THEN -{name} ELSE {name} END" for name in others),
        ]
        store.run(f"UPDATE {table} SET {', '.join(parts)} WHERE {lead} < 0")
    return count


def follow(change: "Change", unit: str, old: int, new: int) -> int:
    """Take the records of one unit along to its new place; gives how many."""
    total = 0
    for resource in change.office.resources.values():
        if not resource.placed and resource.key != "grant":  # a grant on a unit goes with it too
            continue
        count = change.store.run(
            f"UPDATE {resource.table} SET scope = ? WHERE unit = ? AND scope = ?", (new, unit, old)
        )
        total += count
        if count and not resource.sheeted:
            change.set_line(resource.key, FOLLOW, {"unit": unit, "scope": old}, {"scope": new, "rows": count})
    return total


class Trail:
    """The set lines of one register, oldest first, and the way of a row through them."""

    def __init__(self, office: "Office", register: str) -> None:
        decode = msgspec.json.decode
        self.lines = [
            (line, action, decode(before), decode(after))
            for line, action, before, after in office.store.sql(
                "SELECT id, action, before, after FROM ledger_line WHERE register = ? AND uid = '' ORDER BY id",
                (register,),
            )
        ]
        self.last = self.lines[-1][0] if self.lines else 0

    def then(self, line: int, row: Mapping[str, Any], until: int | None = None) -> dict[str, Any]:
        """The row as it was when its line was written; what stands where nothing may stand is ``NOWHERE``.

        Args:
            until: the row is not of now, but of the moment before this line.
        """
        found = dict(row)
        for number, action, before, after in reversed(self.lines):
            if number <= line:
                break
            if until is not None and number >= until:
                continue
            if action == FOLLOW:
                if found["unit"] == before["unit"] and found["scope"] == after["scope"]:
                    found["scope"] = before["scope"]
                continue
            for name in before["columns"]:
                if found.get(name) is not None:
                    found[name] = _back(before["rules"], found[name])
        return found

    def since(self, line: int, values: Mapping[str, Any], unit: str = "") -> dict[str, Any]:
        """Places that were written with a line, carried to where they lie now."""
        found = dict(values)
        for number, action, before, after in self.lines:
            if number <= line:
                continue
            if action == FOLLOW:
                if unit == before["unit"] and found.get("scope") == before["scope"]:
                    found["scope"] = after["scope"]
                continue
            for name in before["columns"]:
                if found.get(name) is not None:
                    found[name] = moved(before["rules"], found[name])
        return found

    def carried(self, line: int, place: int) -> int | None:
        """Where what stood at a place when a line was written is now; None when it was gone before others came there."""
        for number, _, before, _ in self.lines:
            if number > line:
                there = moved(before["rules"], place)
                if there == place and any(low + delta <= place <= high + delta for low, high, delta in before["rules"]):
                    return None
                place = there
        return place


def _back(rules: Iterable[Sequence[int]], place: int) -> int:
    emptied = False
    for low, high, delta in rules:
        if low + delta <= place <= high + delta:
            return place - delta
        emptied = emptied or low <= place <= high
    return NOWHERE if emptied else place
