"""Doing the steps of an act inside one open change: rows, the shift, sheets of divisions, search index."""

from typing import TYPE_CHECKING, Any

from gongkai.core.codes import END, NATION, span
from gongkai.core.ledger.shifts import SHIFT, moved, shift, shift_table
from gongkai.core.ledger.undo import REORGANISED
from gongkai.core.registry.edition import sheet_digests
from gongkai.core.registry.follow import reindex
from gongkai.core.registry.load import INSERT, SPINE, division_keys, spine_digest
from gongkai.core.registry.reload import NO_FAMILY
from gongkai.core.registry.steps import DivisionRow, RowStep, Steps

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change

CHUNK = 500
COUNTY = 10**9  # scopes in a county; what lies above has no villages of its own


def run(change: "Change", steps: Steps, act: str, edition: str) -> None:
    """Do everything; what ended must have been written to the past before.

    Args:
        act: uid of the act, named in every line.
        edition: where rows of new divisions come from.
    """
    office = change.office
    _records(change, steps.first, act)
    _divisions(change, steps, edition)
    if steps.rules:
        shift(change, steps.rules)
    office.forget()
    _records(change, steps.last, act)
    office.forget()
    if steps.rules or steps.removed or steps.changed or steps.made:
        _sheets(change, steps)
    _index(change, steps)


def _records(change: "Change", todo: list[RowStep], act: str) -> None:
    action = f"{REORGANISED}{act}"
    for step in todo:
        resource = change.office.resource(step.register)
        if step.before is None:
            row: dict[str, Any] = {f.column_name: None for f in resource.model._meta.sorted_fields if f.name != "id"}
            row |= {"uid": step.uid, "stage": "", "version": 1, **(step.after or {})}
            assert resource.prepare is not None
            resource.prepare(change.office, row)
            change.insert_rows(resource, [row])
        elif step.after is None:
            change.remove_row(resource, change.current(resource, step.uid))
        else:
            change.put_row(resource, change.current(resource, step.uid), dict(step.after), action)


def _divisions(change: "Change", steps: Steps, edition: str) -> None:
    store = change.store
    store.many("DELETE FROM division WHERE code = ?", [(row[0],) for row in steps.removed])
    if steps.rules:
        _parents(change, steps)
        count = shift_table(store, "division", ["code"], steps.rules)
        said = {"rules": [list(rule) for rule in steps.rules], "columns": ["code", "parent"]}
        change.set_line("division", SHIFT, said, {"rows": count})
    store.many(
        INSERT,
        [(*row, *_keys(row), edition) for row in steps.made],
    )
    store.many(
        "UPDATE division SET name = ?, level = ?, parent = ?, kind = ?, initials = ?, other_initials = ? WHERE code = ?",
        [(*after[1:], *_keys(after), after[0]) for _, after in steps.changed],
    )


def _parents(change: "Change", steps: Steps) -> None:
    """The parents of what goes along, and of whatever hangs on it from elsewhere."""
    store = change.store
    first, last = min(rule[0] for rule in steps.rules), max(rule[1] for rule in steps.rules)
    everywhere: tuple[tuple[str, tuple[int, ...]], ...] = (("code BETWEEN ? AND ?", (first, last)), ("level <= 4", ()))
    sign = "-" if len(steps.rules) > 1 else ""  # by way of negative numbers, so that none is moved twice
    for where, params in everywhere:
        for low, high, delta in steps.rules:
            store.run(
                f"UPDATE division SET parent = {sign}(parent + ?) WHERE {where} AND parent BETWEEN ? AND ?",
                (delta, *params, low, high),
            )
    for where, params in everywhere if sign else ():
        store.run(f"UPDATE division SET parent = -parent WHERE {where} AND parent BETWEEN ? AND -1", (*params, -END))


def _keys(row: DivisionRow) -> tuple[str, str]:
    (key,), (other,) = division_keys([row[1]], [row[2]])
    return key, other


def _families(steps: Steps) -> set[int]:
    """Parents whose children the act names, by the codes afterwards; families that only go along keep their sheet."""
    found = {row[3] for row in steps.made} | {after[3] for _, after in steps.changed}
    found |= {moved(steps.rules, row[3]) for row in steps.removed if row[3] is not None}
    found |= {moved(steps.rules, before[3]) for before, _ in steps.changed if before[3] is not None}
    return {parent for parent in found if parent is not None}


def _heads(change: "Change", steps: Steps) -> set[int]:
    """Parents of what is shifted away from them, before and after."""
    found: set[int] = set()
    for low, high, delta in steps.rules:
        rows = change.store.sql(
            "SELECT DISTINCT parent FROM division WHERE code BETWEEN ? AND ? AND NOT parent BETWEEN ? AND ?",
            (low + delta, high + delta, low + delta, high + delta),
        )
        found |= {row[0] for row in rows if row[0] is not None}
    return found


def _sheets(change: "Change", steps: Steps) -> None:
    """A new sheet for every family that changed, and an empty one where there is none any more."""
    families = _families(steps) | _heads(change, steps) | {row[0] for row in steps.removed}
    seal_families(change, families, moved(steps.rules, change.office.scope))


def seal_families(change: "Change", families: set[int], own: int) -> None:
    """Write the sheets of these families as they are now, and of the rows that stand in none.

    Args:
        own: the office's own division; what is outside of it stands in no family here.
    """
    low, high = span(own)
    inside = sorted(parent for parent in families if low <= parent <= high)
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(inside), CHUNK):
        rows += _children(change, inside[start : start + CHUNK])
    rows.sort()
    seen: set[int] = set()
    if rows:
        columns: Any = tuple(map(list, zip(*rows, strict=True)))
        sheets = [sheet for sheet in sheet_digests(columns) if sheet[0] in inside]
        seen = {sheet[0] for sheet in sheets}
        change.sheets("division", sheets)
    change.sheets("division", [(parent, *NO_FAMILY) for parent in inside if parent not in seen])
    change.sheets("division", [(SPINE, *spine_digest(_spine(change, own)))])


def _spine(change: "Change", own: int) -> list[tuple[Any, ...]]:
    """The rows that stand in no family here: the office's own division and what is above it."""
    if own == NATION:
        where: str = "parent IS NULL AND level <= 4"
        params: tuple[int, ...] = ()
    else:
        where, params = "parent IS NULL OR parent < ? OR parent > ?", span(own)
    return change.store.sql(f"SELECT code, name, level, parent, kind FROM division WHERE {where}", params)


def _children(change: "Change", parents: list[int]) -> list[tuple[Any, ...]]:
    """The rows below several parents: villages by the range of codes, all others by the index on parents."""
    marks = ", ".join("?" for _ in parents)
    rows = change.store.sql(
        f"SELECT code, name, level, parent, kind FROM division WHERE level <= 4 AND parent IN ({marks})", tuple(parents)
    )
    for parent in parents:
        low, high = span(parent)
        if parent and high - low < COUNTY:
            rows += change.store.sql(
                "SELECT code, name, level, parent, kind FROM division WHERE code BETWEEN ? AND ? AND parent = ? AND level > 4",
                (low, high, parent),
            )
    return rows


def _index(change: "Change", steps: Steps) -> None:
    """Search tokens hold the names of units and places: those of what was renamed or went elsewhere are made anew."""
    units = [step.uid for step in steps.units if step.after is not None and step.before is not None]
    places = [after[0] for before, after in steps.changed if before[1] != after[1]]
    reindex_places(change, places)
    others: dict[str, list[str]] = {}
    for step in (*steps.first, *steps.last):
        if step.after is not None and step.before is not None:
            others.setdefault(step.register, []).append(step.uid)
    for resource in change.office.resources.values():
        if not resource.searched:
            continue
        _some(change, resource, "uid", others.get(resource.key, []))
        if resource.placed:
            _some(change, resource, "unit", units)


def reindex_places(change: "Change", places: list[int]) -> None:
    """Make the search tokens of everything in these divisions anew, because they are called something else now."""
    for resource in change.office.resources.values():
        if resource.searched:
            _some(change, resource, "scope", places)


def _some(change: "Change", resource: Any, column: str, values: list[Any]) -> None:
    for start in range(0, len(values), CHUNK):
        part = values[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        reindex(change, resource, f"{column} IN ({marks})", tuple(part))
