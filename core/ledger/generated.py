"""Rows that were made in bulk by rule: the ledger keeps them in sheets of some thousand rows instead of a line each.

A row holds the number of its sheet (``sheet``), which is built like a line's: ``seq << 24 | n``. The sheet has the number
of rows, the digest over all of them as they were made (in order of uid), and four bytes of each. From then on such a row
is edited like any other, with a line for each change; the lines' old values lead back to what was made.
"""

import hashlib
import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zlib import crc32

import msgspec

from gongkai.core.ledger.shifts import Trail
from gongkai.core.store.record import canonical, columns

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

CHUNK = 500
END = 1 << 62  # after every line
Line = tuple[int, dict[str, Any] | None]
"""A line's number, and the old values that it holds; None where it brought the row into being."""
Batch = tuple[dict[str, list[Any]], list[str]]
"""Rows as columns (name to stored values), and what the search index holds of each row."""


def has_sheets(resource: "Resource") -> bool:
    """Whether rows of the register can be kept so."""
    return "sheet" in resource.model._meta.fields


def sheet_of(uids: Sequence[str], canonical_rows: Sequence[bytes]) -> tuple[int, str, bytes]:
    """Number, digest and marks of rows."""
    lines = [canonical_rows[n] for n in sorted(range(len(uids)), key=uids.__getitem__)]
    marks = array("I", map(crc32, lines))
    if sys.byteorder == "big":
        marks.byteswap()
    return len(lines), hashlib.sha256(b"\n".join(lines)).hexdigest(), marks.tobytes()


def generated_faults(office: "Office", resource: "Resource") -> Iterator[tuple[str, str]]:
    """What differs from the sheets: (uid, ``changed``), or (number of the sheet, ``gone``)."""
    store = office.store
    sheets = {
        key: (rows, digest, bytes(marks))
        for key, rows, digest, marks in store.sql(
            "SELECT key, rows, digest, marks FROM ledger_sheet WHERE register = ?", (resource.key,)
        )
    }
    edited = _edited(office, resource)
    names = columns(resource.model)
    trail, at = Trail(office, resource.key), (names.index("uid"), names.index("sheet"))
    known = {uid for rows in edited.values() for uid, _ in rows}
    stream = store.stream(f"SELECT {', '.join(names)} FROM {resource.table} WHERE sheet IS NOT NULL ORDER BY sheet")
    for key, group in groupby(stream, key=itemgetter(at[1])):
        made = edited.pop(key, [])
        for row in group:
            if row[at[0]] not in known:
                values = dict(zip(names, row, strict=True))
                made.append((row[at[0]], canonical(trail.then(key, values) if key < trail.last else values)))
        yield from _compared(key, made, sheets.pop(key, (0, "", b"")))
    for key, kept in sheets.items():
        yield from _compared(key, edited.get(key, []), kept)


def _compared(key: int, made: list[tuple[str, bytes]], kept: tuple[int, str, bytes]) -> Iterator[tuple[str, str]]:
    if sheet_of([uid for uid, _ in made], [line for _, line in made]) == kept:
        return
    marks = {kept[2][n : n + 4] for n in range(0, len(kept[2]), 4)}
    for uid, line in made:
        if crc32(line).to_bytes(4, "little") not in marks:
            yield uid, "changed"
    if len(made) < kept[0]:
        yield str(key), "gone"


def _edited(office: "Office", resource: "Resource") -> dict[int, list[tuple[str, bytes]]]:
    """What was made, of rows that have been edited or deleted since: their lines taken back, by sheet."""
    store, names, trail = office.store, columns(resource.model), Trail(office, resource.key)
    lines: dict[str, list[Line]] = {}
    for uid, number, before in store.stream(
        "SELECT l.uid, l.id, l.before FROM ledger_line l JOIN (SELECT f.uid FROM ledger_line f WHERE f.before IS NOT NULL"
        " AND f.id IN (SELECT min(id) FROM ledger_line WHERE register = ? AND uid <> '' GROUP BY uid)) e ON e.uid = l.uid"
        " WHERE l.register = ? ORDER BY l.id DESC",
        (resource.key, resource.key),
    ):
        lines.setdefault(uid, []).append((number, msgspec.json.decode(before) if before else None))
    now: dict[str, dict[str, Any]] = {}
    wanted = sorted(lines)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        for row in store.sql(f"SELECT {', '.join(names)} FROM {resource.table} WHERE uid IN ({marks})", part):
            now[row[names.index("uid")]] = dict(zip(names, row, strict=True))
    found: dict[int, list[tuple[str, bytes]]] = {}
    for uid, back in lines.items():
        values, later = now.get(uid), END
        for number, before in back:
            values = None if before is None else {**(trail.then(number, values, later) if values else {}), **before}
            later = number
        if values is not None and values.get("sheet") is not None:
            made = trail.then(values["sheet"], values, later)
            found.setdefault(values["sheet"], []).append((uid, canonical({**made, "version": 1})))
    return found
