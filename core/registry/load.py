"""Loading divisions: one transaction, executemany, indexes after the rows, a digest per parent in the ledger."""

import hashlib
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zlib import crc32

from gongkai.core.access import require
from gongkai.core.codes import NATION, Level, span
from gongkai.core.pinyin import initials, initials_many
from gongkai.core.registry.reload import after_load, before_load, is_reload, void_sheets
from gongkai.core.store.bulk import without_collector

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

# Villages are nine tenths of the rows and are reached by their code range, so the indexes leave them out.
INDEXES = {
    "division_parent_code": "(parent, code) WHERE level <= 4",
    "division_level_code": "(level, code) WHERE level <= 4",
    "division_initials_level_code": "(initials, level, code) WHERE level <= 4",
}
SPINE = -1  # key of the sheet that holds the rows above the subtree
BULK = 50_000  # above this many rows it is quicker to make the indexes anew


def load_divisions(
    office: "Office", change: "Change", columns: Any, within: int, edition: str, day: str = ""
) -> int:  # fmt: skip
    """Put the divisions of a subtree, with its ancestors, into the store in place of what was there.

    What acts have settled since the list's cut-off stays, and what the list changes is kept as past; see ``reload``.

    Args:
        columns: (scopes, names, levels, parents, kinds), sorted by scope, validated.
        within: the subtree; rows outside it are kept as they are, but for its ancestors.
        day: the list's cut-off (ISO date); when it is not known, every act is taken for newer than the list.

    Returns:
        The number of rows written.

    Raises:
        BadInput: a row of the list hangs on a division that an act has ended.
    """
    require(office, "administer", within, whole=True)
    with without_collector():
        return _load(office, change, columns, within, edition, day)


def _load(office: "Office", change: "Change", columns: Any, within: int, edition: str, day: str) -> int:
    from gongkai.core.registry.edition import sheet_digests

    store = office.store
    low, high = span(within)
    again = is_reload(store, low, high)
    if again:
        columns = before_load(change, columns, within, day)
    scopes, names, levels, parents, kinds = columns
    bulk = len(scopes) > BULK
    if bulk:
        for name in INDEXES:
            store.run(f"DROP INDEX IF EXISTS {name}")
    if within == NATION:
        store.run("DELETE FROM division")  # without a condition SQLite drops the pages unread
    else:
        store.run("DELETE FROM division WHERE code BETWEEN ? AND ?", (low, high))
        above = [(scope,) for scope in scopes if not low <= scope <= high]
        store.many("DELETE FROM division WHERE code = ?", above)
    marks = _initials(names, levels)
    store.many(
        "INSERT INTO division (code, name, level, parent, kind, initials, edition) VALUES (?, ?, ?, ?, ?, ?, ?)",
        zip(scopes, names, levels, parents, kinds, marks, [edition] * len(scopes), strict=True),
    )
    if bulk:
        for name, on in INDEXES.items():
            store.run(f"CREATE INDEX {name} ON division {on}")
    sheets = list(_below(sheet_digests(columns), low, high))
    if again:
        after_load(change, within, day)
        void_sheets(change, low, high, {sheet[0] for sheet in sheets})
    change.sheets("division", sheets)
    spine = [row for row in zip(*columns, strict=True) if row[3] is None or not low <= row[3] <= high]
    change.sheets("division", [(SPINE, *spine_digest(spine))])
    return len(scopes)


def spine_digest(rows: Iterable[Sequence[Any]]) -> tuple[int, str, bytes]:
    """Number, digest and marks of the rows that stand in no family here: the office's own division and those above."""
    lines = ["\t".join(map(str, row)).encode(errors="replace") for row in sorted(rows, key=itemgetter(0))]
    marks = b"".join(crc32(line).to_bytes(4, "little") for line in lines)
    return len(lines), hashlib.sha256(b"\n".join(lines)).hexdigest(), marks


def _below(sheets: Any, low: int, high: int) -> Any:
    """Digests of whole families only: an ancestor's row stands here without its other children."""
    return (sheet for sheet in sheets if low <= sheet[0] <= high)


def _initials(names: list[str], levels: list[int]) -> list[str]:
    """Initials of every name; with phrases (重庆 is cq) for the three upper levels, where it matters most."""
    marks = initials_many(names)
    county = Level.COUNTY.value
    upper = [i for i, level in enumerate(levels) if level <= county]
    for i in upper:
        marks[i] = initials(names[i], phrase_aware=True)
    return marks
