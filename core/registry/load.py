"""Loading divisions: what a list would change, then one transaction, and a digest per parent in the ledger."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zlib import crc32

from gongkai.core.access import require
from gongkai.core.codes import NATION, Level, span
from gongkai.core.ledger.shifts import place_columns
from gongkai.core.pinyin import both_initials, initials_many
from gongkai.core.registry.reload import NO_FAMILY, Differences, differences, has_list, hold, keep_past
from gongkai.core.store.bulk import little_cache, without_collector

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

# Villages are nine tenths of the rows and are reached by their code range, so the indexes leave them out.
INDEXES = {
    "division_parent_code": "(parent, code) WHERE level <= 4",
    "division_level_code": "(level, code) WHERE level <= 4",
    "division_initials_level_code": "(initials, level, code) WHERE level <= 4",
    "division_name": "(name) WHERE level <= 4",
    "division_other_initials": "(other_initials, level, code) WHERE other_initials <> ''",
}
SPINE = -1  # key of the sheet that holds the rows above the subtree
CHUNK = 500
BULK = 50_000  # above this many rows it is quicker to make the indexes anew

OF_ACTS = ("act", "lineage")
"""Registers that tell of acts; of a division that a list drops they tell at the one above it."""

INSERT = (
    "INSERT INTO division (code, name, level, parent, kind, initials, other_initials, edition)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass
class LoadPlan:
    """A list that is about to be loaded.

    Attributes:
        within: the subtree; rows outside it stay as they are, but for those above it.
        edition: what the list is called; ``day`` is its cut-off (ISO; empty when it is not known).
        complete: whether the list holds the whole subtree; see ``reload.differences``.
        found: what it changes; None in a store that holds no divisions yet.
    """

    columns: Any
    within: int
    edition: str
    day: str
    source: str
    complete: bool
    found: Differences | None

    @property
    def count(self) -> int:
        """How many rows would be written or deleted."""
        return len(self.columns[0]) if self.found is None else self.found.count


def plan_load(
    office: "Office", columns: Any, within: int, edition: str, day: str = "", source: str = "", complete: bool = True
) -> LoadPlan:
    """Work out what a list changes; nothing is written.

    Args:
        columns: (scopes, names, levels, parents, kinds), sorted by scope, validated.

    Raises:
        BadInput: a row would hang on a division that is gone; see ``reload.differences``.
    """
    found = differences(office.store, columns, within, day, complete) if has_list(office.store) else None
    if found and found.gone:
        hold(found, occupied(office, [row[0] for row in found.gone]))
    return LoadPlan(columns, within, edition, day, source, complete, found)


def occupied(office: "Office", codes: list[int]) -> set[int]:
    """Which of these divisions something of any register lies in or points to."""
    found: set[int] = set()
    for resource in office.resources.values():
        if resource.sheeted or resource.key in OF_ACTS:
            continue
        for column in place_columns(resource):
            for start in range(0, len(codes), CHUNK):
                part = codes[start : start + CHUNK]
                marks = ", ".join("?" for _ in part)
                statement = f"SELECT DISTINCT {column} FROM {resource.table} WHERE {column} IN ({marks})"
                found |= {row[0] for row in office.store.sql(statement, part)}
    return found


def load_divisions(
    office: "Office", change: "Change", columns: Any, within: int, edition: str, day: str = "", source: str = ""
) -> int:
    """Put the divisions of a subtree, with those above it, into the store in place of what was there.

    What acts have settled since the list's cut-off stays, and what the list changes is kept as past; see ``reload``.

    Returns:
        The number of rows written or deleted; 0 when the list says what is there already.
    """
    with without_collector():
        return write_load(office, change, plan_load(office, columns, within, edition, day, source))


def write_load(office: "Office", change: "Change", plan: LoadPlan) -> int:
    """Write what was worked out in the same transaction; gives the number of rows written or deleted.

    Raises:
        NotAllowed: the acting account may not administer the subtree.
    """
    require(office, "administer", plan.within, whole=True)
    with without_collector():
        if plan.found is None:
            _first(change, plan)
        else:
            _again(office, change, plan, plan.found)
    if plan.edition:
        change.store.run(
            "INSERT INTO division_edition (name, cut_off, source) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET cut_off = EXCLUDED.cut_off, source = EXCLUDED.source",
            (plan.edition, plan.day, plan.source),
        )
    return plan.count


def _first(change: "Change", plan: LoadPlan) -> None:
    """All rows at once into an empty table."""
    from gongkai.core.registry.edition import sheet_digests

    store, columns, (low, high) = change.store, plan.columns, span(plan.within)
    scopes, names, levels, parents, kinds = columns
    bulk = len(scopes) > BULK
    for name in INDEXES if bulk else ():
        store.run(f"DROP INDEX IF EXISTS {name}")
    store.run("DELETE FROM division")
    keys = division_keys(names, levels)
    store.many(INSERT, zip(scopes, names, levels, parents, kinds, *keys, [plan.edition] * len(scopes), strict=True))
    with little_cache(store):
        for name, on in INDEXES.items() if bulk else ():
            store.run(f"CREATE INDEX {name} ON division {on}")
    # whole families only: a row above stands here without its other children
    change.sheets("division", (sheet for sheet in sheet_digests(columns) if low <= sheet[0] <= high))
    spine = [row for row in zip(*columns, strict=True) if row[3] is None or not low <= row[3] <= high]
    change.sheets("division", [(SPINE, *spine_digest(spine))])


def _again(office: "Office", change: "Change", plan: LoadPlan, found: Differences) -> None:
    from gongkai.core.registry.runsteps import reindex_places

    store = change.store
    if found.count:
        keep_past(change, found, plan.day)
        _acts_up(change, {row[0]: row[3] for row in found.gone})
        store.many("DELETE FROM division WHERE code = ?", [(row[0],) for row in found.gone])
        after = [row for _, row in found.changed]
        for rows, statement in (
            (found.new, INSERT),
            (after, "UPDATE division SET name = ?, level = ?, parent = ?, kind = ?, initials = ?, other_initials = ?,"
                    " edition = ? WHERE code = ?"),
        ):  # fmt: skip
            names, levels = [row[1] for row in rows], [row[2] for row in rows]
            full = zip(rows, *division_keys(names, levels), strict=True)
            if rows is after:
                store.many(statement, [(*row[1:], *keys, plan.edition, row[0]) for row, *keys in full])
            else:
                store.many(statement, [(*row, *keys, plan.edition) for row, *keys in full])
        _seal(office, change, plan, found)
        reindex_places(change, [row[0] for _, row in found.renamed])
    _confirm(store, plan, found)


def _acts_up(change: "Change", gone: dict[int, int | None]) -> None:
    """Acts and lineage that lie in a division which goes are told of at the nearest one above that stays."""
    codes = list(gone)
    for resource in (change.office.resource(key) for key in OF_ACTS):
        for start in range(0, len(codes), CHUNK):
            part = codes[start : start + CHUNK]
            marks = ", ".join("?" for _ in part)
            for uid, code in change.store.sql(
                f"SELECT uid, division FROM {resource.table} WHERE division IN ({marks})", part
            ):
                above: int | None = code
                while above in gone:
                    above = gone[above]
                change.put_row(resource, change.current(resource, uid), {"division": above or NATION}, "update")


def _confirm(store: Any, plan: LoadPlan, found: Differences) -> None:
    """Rows of which the list says what is there already are of the newer edition now."""
    if not plan.complete:
        codes = [(plan.edition, code, plan.edition) for code in plan.columns[0] if code not in found.kept and code]
        store.many("UPDATE division SET edition = ? WHERE code = ? AND edition <> ?", codes)
        return
    low, high = span(plan.within)
    others = "SELECT edition, code FROM division WHERE code = ? AND edition <> ?"
    kept = [row for code in found.kept for row in store.sql(others, (code, plan.edition))]
    store.run(
        "UPDATE division SET edition = ? WHERE code BETWEEN ? AND ? AND edition <> ?",
        (plan.edition, low, high, plan.edition),
    )
    store.many("UPDATE division SET edition = ? WHERE code = ?", kept)


def _seal(office: "Office", change: "Change", plan: LoadPlan, found: Differences) -> None:
    """A new digest for every family that changed. Of a whole list the rows are at hand; others are read again."""
    from gongkai.core.registry.edition import Columns, columns_of, sheet_digests
    from gongkai.core.registry.runsteps import seal_families

    low, high = span(plan.within)
    families = {parent for parent in found.families() if parent is not None}
    whole = {parent for parent in families if plan.complete and low <= parent <= high}
    rows = [row for row in zip(*found.columns, strict=True) if row[3] in whole]
    if rows:
        columns: Columns = columns_of(rows)
        change.sheets("division", [sheet for sheet in sheet_digests(columns) if sheet[0] in whole])
    empty = sorted(whole - {row[3] for row in rows})
    change.sheets("division", [(parent, *NO_FAMILY) for parent in empty])
    seal_families(change, families - whole, office.scope)


def spine_digest(rows: Iterable[Sequence[Any]]) -> tuple[int, str, bytes]:
    """Number, digest and marks of the rows that stand in no family here: the office's own division and those above."""
    lines = ["\t".join(map(str, row)).encode(errors="replace") for row in sorted(rows, key=itemgetter(0))]
    marks = b"".join(crc32(line).to_bytes(4, "little") for line in lines)
    return len(lines), hashlib.sha256(b"\n".join(lines)).hexdigest(), marks


def division_keys(names: list[str], levels: list[int]) -> tuple[list[str], list[str]]:
    """Initials of every name, and the other way in which people type them; villages are read one character at a time."""
    keys = initials_many(names)
    others = [""] * len(names)
    upper = [row for row, level in enumerate(levels) if level <= Level.TOWNSHIP]
    for row, both in zip(upper, both_initials(names[row] for row in upper) if upper else (), strict=True):
        keys[row], others[row] = both
    return keys, others
