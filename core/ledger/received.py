"""Rows that a bundle brings, written as they were at the sender; each line says who changed it there, when and why."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.ledger.chain import FROM
from gongkai.core.ledger.newrows import columns_of
from gongkai.core.store.record import canonicals, columns, digest, filled

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.ledger.generated import Batch
    from gongkai.core.resource import Resource
    from gongkai.core.store.engine import Store

CHUNK = 500
_json = msgspec.json.encode
_FROM = _json(FROM)


def rows_now(store: "Store", resource: "Resource", uids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Stored rows by uid, with their number under ``id``; those that are not there are left out."""
    names, found = [*columns(resource.model), "id"], {}
    for start in range(0, len(uids), CHUNK):
        part = uids[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        for row in store.sql(f"SELECT {', '.join(names)} FROM {resource.table} WHERE uid IN ({marks})", part):
            found[str(row[names.index("uid")])] = dict(zip(names, row, strict=True))
    return found


def take_new(
    change: "Change", resource: "Resource", rows: Sequence[dict[str, Any]], said: Mapping[str, Any]
) -> dict[str, str]:  # fmt: skip
    """Add rows that have the same columns; gives the reason of each that a unique column refuses, by uid."""
    refused: dict[str, str] = {}
    for start in range(0, len(rows), CHUNK):
        _added(change, resource, rows[start : start + CHUNK], said, len(rows), refused)
    return refused


def _added(
    change: "Change", resource: "Resource", rows: Sequence[dict[str, Any]], said: Mapping[str, Any], count: int,
    refused: dict[str, str],
) -> None:  # fmt: skip
    data = columns_of(rows)
    try:
        with change.store.db.atomic():
            ids = change._put(resource, data)
    except BadInput as error:
        if len(rows) == 1:
            refused[rows[0]["uid"]] = str(error.message)
            return
        half = len(rows) // 2
        _added(change, resource, rows[:half], said, count, refused)
        _added(change, resource, rows[half:], said, count, refused)
        return
    sha = hashlib.sha256
    change._add_lines([
        (resource.key, uid, "create", None, _with(after, said.get(uid)).decode(), sha(whole).hexdigest())
        for uid, after, whole in zip(data["uid"], filled(data), canonicals(data), strict=True)
    ])  # fmt: skip
    if resource.searched:
        change._index_new(resource, data, ids, count)


def _with(row: bytes, told: Any) -> bytes:
    """A row's JSON with what was said of it behind."""
    return row if told is None else b"%b,%b:%b}" % (row[:-1], _FROM, _json(told))


def take_changed(
    change: "Change", resource: "Resource", pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]], said: Mapping[str, Any]
) -> dict[str, str]:  # fmt: skip
    """Set the columns of rows (as they are, as they become); gives the reason of each that is refused, by uid."""
    refused: dict[str, str] = {}
    names = [name for name in columns(resource.model) if name not in ("uid", "sheet")]
    statement = f"UPDATE {resource.table} SET {', '.join(f'{n} = ?' for n in names)} WHERE uid = ?"
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        try:
            with change.store.db.atomic(), change.store.guard():
                change.store.many(statement, [(*(new[n] for n in names), new["uid"]) for _, new in part])
        except BadInput:
            for _, new in part:
                try:
                    with change.store.db.atomic(), change.store.guard():
                        change.store.run(statement, (*(new[n] for n in names), new["uid"]))
                except BadInput as error:
                    refused[new["uid"]] = str(error.message)
        done = [(old, new) for old, new in part if new["uid"] not in refused]
        for old, new in done:
            moved = [name for name in names if old[name] != new[name] and name != "version"]
            after = {name: new[name] for name in moved} | _told(said, new["uid"])
            change._add_lines([(
                resource.key, new["uid"], "received", _json({name: old[name] for name in moved}).decode(),
                _json(after).decode(), digest(new),
            )])  # fmt: skip
        if resource.searched and done:
            change._queue_index(resource, [new for _, new in done])
    return refused


def take_away(change: "Change", resource: "Resource", rows: Sequence[dict[str, Any]], said: Mapping[str, Any]) -> None:
    """Delete rows that were read with ``rows_now``; what they held stays in the ledger."""
    change.store.many(f"DELETE FROM {resource.table} WHERE uid = ?", [(row["uid"],) for row in rows])
    for row in rows:
        old = {name: value for name, value in row.items() if value is not None and name != "id"}
        told = _told(said, row["uid"])
        change._add_lines([
            (resource.key, row["uid"], "delete", _json(old).decode(), _json(told).decode() if told else None, "")
        ])  # fmt: skip
        if resource.searched:
            change._dropped.setdefault(resource.key, []).append(row["id"])


def ours_of(change: "Change", resource: "Resource", batch: "Batch") -> "Batch":
    """A batch of generated rows without those that a deployment below writes; they come in its bundles."""
    data, words = batch
    written = {scope: change._writes(resource, scope) for scope in set(data["scope"])}
    if all(written.values()):
        return batch
    keep = [written[scope] for scope in data["scope"]]
    return {name: list(compress(column, keep)) for name, column in data.items()}, list(compress(words, keep))


def _told(said: Mapping[str, Any], uid: str) -> dict[str, Any]:
    return {FROM: said[uid]} if uid in said else {}
