"""Bringing a whole store to another place: from a SQLite file to PostgreSQL, back, or to another schema.

The tables are made as the source has them, filled table by table from one snapshot, and compared: the number of rows
and a digest over all of them, then the ledger against every row. What does not agree is not kept.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import require
from gongkai.core.errors import BadInput, StoreError
from gongkai.core.i18n import T
from gongkai.core.store.bulk import indexes_anew, without_collector
from gongkai.core.store.engine import Store, open_store
from gongkai.core.store.migrate import applied, ensure_registers, migrate_core, remake

if TYPE_CHECKING:
    from gongkai.core.office import Office

SIZE = 5000
HISTORY = "migration_"
DERIVED = ("fts_", "sqlite_")
Given = tuple[str, Mapping[str, str], Iterable[Sequence[Any]]]
"""A table to be filled: its name, its columns with the type that they have where they come from, and its rows."""
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Copied:
    """What was copied: the place as a person may see it, tables, rows, and the ledger's last link."""

    shown: str
    tables: int
    rows: int
    seq: int


@dataclass
class Tally:
    """Rows counted, and the sum of their digests, which no order of reading changes."""

    rows: int = 0
    total: int = 0

    def count(self, batch: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The rows again, each of them counted."""
        for row in batch:
            self.rows += 1
            self.total += int.from_bytes(hashlib.blake2b(_encode(list(row)), digest_size=16).digest(), "big")
            yield row


def copy_store(office: "Office", target: str, switch: bool = False) -> Copied:
    """Copy the office's store to a place where nothing is yet, verified; a failure leaves nothing there.

    Args:
        target: ``postgresql://…?schema=…`` with an empty schema or none, or a SQLite file that is not there (a relative
            path starts at the office's folder).
        switch: let ``gongkai.toml`` name the new store afterwards. Writers wait until that is done, so that no change is
            left behind; without it others go on writing, and the copy is what was there when it began.

    Raises:
        NotAllowed: the account does not administer the whole office.
        BadInput: there is something at the target.
        StoreError: it cannot be reached or written, or the copy does not agree with the original or with the ledger.
    """
    from gongkai.core.exchange.identity import keep_stream
    from gongkai.core.office import FILE, store_url
    from gongkai.core.settingsfile import edit

    require(office, "administer", office.scope, whole=True)
    url, source = store_url(office.folder, target), office.store
    _ = office.resources  # what new plugins bring is made before anything is compared
    with _held(source, switch), without_collector():
        with _fresh(url) as store:
            made = _fill(office, source, store)
            if switch:
                keep_stream(office.as_system(), store)
        if switch:  # the new store is there as a whole, and nobody has written into the old one meanwhile
            edit(office.folder / FILE, {"office": {"store": target}})
    return Copied(url if "://" not in url else store.shown, *made)


@contextmanager
def _held(store: Store, alone: bool) -> Iterator[None]:
    """One state of the store to read from; ``alone`` keeps other writers waiting meanwhile."""
    if alone:
        with store.write():
            yield
    elif store.kind == "sqlite":
        with store.guard(), store.db.atomic("DEFERRED"):
            yield
    else:
        with store.guard(), store.db.atomic(isolation_level="repeatable read"):
            yield


@contextmanager
def _fresh(url: str) -> Iterator[Store]:
    """A new store that is there as a whole when the block ends well, and else not at all."""
    if "://" in url:
        store = open_store(url, create=True)
        try:
            if store.tables():
                raise _taken(store.shown)
            with store.guard(), store.db.atomic():
                yield store
        finally:
            store.close()
        return
    path = Path(url)
    if path.exists():
        raise _taken(str(path))
    draft = path.with_name(f".{path.name[:80]}.{secrets.token_hex(6)}")
    try:
        store = open_store(str(draft), create=True)
        try:
            yield store
            store.run("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            store.close()
        if path.exists():
            raise _taken(str(path))
        draft.rename(path)
    except OSError as error:
        raise StoreError(
            T(f"写不进 {path}：{error.strerror}。", f"{path} cannot be written: {error.strerror}."),
            T("检查路径、磁盘空间和权限。", "Check the path, the space and the permissions."),
        ) from error
    finally:
        for end in ("", "-wal", "-shm"):
            with suppress(OSError):
                draft.with_name(draft.name + end).unlink(missing_ok=True)


def _taken(shown: str) -> BadInput:
    return BadInput(
        T(f"{shown} 已有内容，不覆盖。", f"There is something at {shown} already; nothing is written over it."),
        T("换一个不存在的文件，或一个空的 schema。", "Name a file that is not there, or an empty schema."),
    )


def _fill(office: "Office", source: Store, store: Store) -> tuple[int, int, int]:
    """Fill the new store and hold it against the old one; gives tables, rows, and the ledger's last link."""
    from gongkai.core.ledger.verify import verify

    names = sorted(name for name in source.tables() if not name.startswith(DERIVED))
    histories = {name: applied(source, name) for name in names if name.startswith(HISTORY)}
    head = _head(source)
    other = office.as_system().stored_in(store)
    tables = [(name, _columns(source, name)) for name in names]
    told: dict[str, Tally] = {name: Tally() for name in names}

    def given() -> Iterator[Given]:
        for name, columns in tables:
            yield name, columns, told[name].count(_rows(source, name, columns))

    filled = refill(other, histories, given(), head)
    for name, columns in tables:
        if name not in filled:
            continue
        back = Tally()
        for _ in back.count(_rows(store, name, columns)):
            pass
        if back != told[name]:
            raise StoreError(
                T(f"表 {name} 抄写后与原来不一致（{told[name].rows} 行，抄得 {back.rows} 行），未保留。",
                  f"The copy of table {name} differs from it ({told[name].rows} rows, {back.rows} copied); not kept."),
                T("先用 gongkai verify 核对原存储。", "Check the original with gongkai verify first."),
            )  # fmt: skip
    if faults := verify(other).faults:
        raise StoreError(
            T(f"原存储与台账有 {len(faults)} 处不符，如 {faults[0]}，未抄写。",
              f"{len(faults)} faults against the ledger, such as {faults[0]}; nothing was copied."),
            T("用 gongkai verify 逐条查看，处理后再试。", "See them with gongkai verify, mend them, try again."),
        )  # fmt: skip
    return len(filled), sum(told[name].rows for name in filled), head[0]


def refill(
    office: "Office",
    histories: dict[str, list[str]],
    tables: Iterable[Given],
    head: tuple[int, str],
) -> list[str]:
    """Fill an empty store with the rows of another, in tables made as they were there, and bring it up to this version.

    Args:
        office: the system, on the empty store.
        histories: names of migrations by history table, see ``remake``.
        tables: see ``Given``.
        head: number and hash of the last link that must be there at the end.

    Returns:
        Names of the tables that were filled; those of migrations follow from ``histories``.

    Raises:
        BadInput: the ledger does not end with ``head``.
        StoreError: a newer gongkai made some tables, or a row does not fit.
    """
    from gongkai.core.search import rebuild

    store, filled = office.store, []
    remake(office, histories)
    there = set(store.tables())
    with store.write():
        for name, columns, rows in tables:
            if name in histories and name in there:
                continue
            if name not in there:  # a plugin that is not here now: its data is kept all the same
                store.run(f"CREATE TABLE {name} ({', '.join(_typed(store, *column) for column in columns.items())})")
            with indexes_anew(store, name):
                store.load(name, list(columns), rows)
            filled.append(name)
    if _head(store) != head:
        raise BadInput(
            T("台账的最后一笔不符，未保留。", "The ledger ends with another link; nothing was kept."),
            T("换一份备份，或核对原存储。", "Take another backup, or check the original."),
        )
    migrate_core(store)
    ensure_registers(office, upgrade=True)
    with store.write():
        for resource in office.resources.values():
            if resource.searched:
                rebuild(office, resource)
    return filled


def _head(store: Store) -> tuple[int, str]:
    rows = store.sql("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
    return (rows[0][0], rows[0][1]) if rows else (0, "")


def _columns(store: Store, table: str) -> dict[str, str]:
    with store.guard():
        return {column.name: column.data_type.upper() for column in store.db.get_columns(table)}


def _rows(store: Store, table: str, columns: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Every row, a few thousand at a time where the table has ids."""
    # only peewee's own history of migrations has times that are no text
    wanted = ", ".join(f"CAST({name} AS TEXT)" if "TIME" in kind else name for name, kind in columns.items())
    if "id" not in columns:
        yield from store.stream(f"SELECT {wanted} FROM {table}")
        return
    at, last = list(columns).index("id"), -(1 << 63)
    while rows := store.sql(f"SELECT {wanted} FROM {table} WHERE id > ? ORDER BY id LIMIT {SIZE}", (last,)):
        yield from rows
        last = rows[-1][at]


def _typed(store: Store, column: str, kind: str) -> str:
    """A column of a table that no plugin here declares; without a known type SQLite keeps each value as it is."""
    if column == "id":
        return "id INTEGER PRIMARY KEY" if store.kind == "sqlite" else "id BIGSERIAL PRIMARY KEY"
    if store.kind == "sqlite":
        return column
    return f"{column} {'BIGINT' if 'INT' in kind else 'BYTEA' if kind in ('BLOB', 'BYTEA') else 'TEXT'}"
