"""Rows that a bundle brings, written as they were at the sender; each line says who changed it there, when and why."""

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.ledger.chain import FROM
from gongkai.core.store.record import columns, digest

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.ledger.generated import Batch
    from gongkai.core.resource import Resource
    from gongkai.core.store.engine import Store

CHUNK = 500
_json = msgspec.json.encode


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
    """Add rows; gives the reason of each that a unique column refuses, by uid."""
    refused: dict[str, str] = {}
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        refused |= _added(change, resource, part)
        part = [row for row in part if row["uid"] not in refused]
        change._add_lines([
            (resource.key, row["uid"], "create", None,
             _json({n: v for n, v in row.items() if v is not None} | _told(said, row["uid"])).decode(), digest(row))
            for row in part
        ])  # fmt: skip
        if resource.searched and part:
            change._queue_index(resource, part)
    return refused


def _added(change: "Change", resource: "Resource", rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    try:
        with change.store.db.atomic():
            change._put(resource, {name: [row[name] for row in rows] for name in rows[0]})
    except BadInput as error:
        if len(rows) == 1:
            return {rows[0]["uid"]: str(error.message)}
        half = len(rows) // 2
        return _added(change, resource, rows[:half]) | _added(change, resource, rows[half:])
    return {}


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
