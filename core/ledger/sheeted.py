"""Rows that the ledger keeps as one sheet for each link: written in bulk, never edited, such as the past of units.

The table holds the number of the link in ``seq``. A sheet has the number of rows, their digest, and four bytes of
each row, so that a row that was changed behind the ledger can be named.
"""

import hashlib
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zlib import crc32

import msgspec

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.store.engine import Store

LEFT_OUT = ("id", "scope", "stage", "version", "seq", "initials")  # local, copied or derived, or the key itself
EMPTY = (0, hashlib.sha256(b"").hexdigest(), b"")

_encode = msgspec.json.encode


def columns_of(model: Any) -> list[str]:
    """The columns that a sheet covers."""
    return [field.column_name for field in model._meta.sorted_fields if field.name not in LEFT_OUT]


def sheet_of(rows: Iterable[Sequence[Any]]) -> tuple[int, str, bytes]:
    """Number, digest and marks of rows, in the order in which they were written."""
    lines = list(map(_encode, rows))
    marks = array("I", map(crc32, lines))
    if sys.byteorder == "big":
        marks.byteswap()
    return len(lines), hashlib.sha256(b"\n".join(lines)).hexdigest(), marks.tobytes()


def write_sheet(change: "Change", model: Any, register: str, seq: int) -> None:
    """Record the rows that a link wrote, as they are now."""
    names, table = columns_of(model), model._meta.table_name
    rows = change.store.sql(f"SELECT {', '.join(names)} FROM {table} WHERE seq = ? ORDER BY id", (seq,))
    change.sheets(register, [(seq, *sheet_of(rows))])


def sheet_faults(store: "Store", model: Any, register: str) -> Iterator[tuple[str, bool]]:
    """What differs from the sheets: the first column of a row that was changed or added, or the number of a link of
    which rows are gone (then True)."""
    sheets = {
        key: (rows, digest, bytes(marks))
        for key, rows, digest, marks in store.stream(
            "SELECT key, rows, digest, marks FROM ledger_sheet WHERE id IN"
            " (SELECT max(id) FROM ledger_sheet WHERE register = ? GROUP BY key)",
            (register,),
        )
    }
    names, table = columns_of(model), model._meta.table_name
    rows = store.stream(f"SELECT seq, {', '.join(names)} FROM {table} ORDER BY seq, id")
    for seq, group in groupby(rows, key=itemgetter(0)):
        written = [row[1:] for row in group]
        kept = sheets.pop(seq, EMPTY)
        if sheet_of(written) == kept:
            continue
        known = {kept[2][i : i + 4] for i in range(0, len(kept[2]), 4)}
        for row in written:
            if crc32(_encode(row)).to_bytes(4, "little") not in known:
                yield str(row[0]), False
        if len(written) < kept[0]:
            yield str(seq), True
    for seq, kept in sheets.items():
        if kept[0]:
            yield str(seq), True
