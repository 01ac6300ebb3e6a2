"""One opened store: a SQLite file or a PostgreSQL schema, behind the same few calls.

Models carry no database of their own. A query runs only through a ``Store``, so two offices can be open in one
process, and a plugin that forgets to ask the office gets an error instead of somebody else's rows.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

import peewee

from gongkai.core.errors import BadInput, GongkaiError, StoreError
from gongkai.core.i18n import T

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",  # nothing that was acknowledged may be lost
    "busy_timeout": 30_000,
    "foreign_keys": 1,
    "cache_size": -65_536,
    "mmap_size": 1 << 30,
}
_MARK = re.compile(r"'[^']*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|\?", re.DOTALL)
SCHEMA_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
# Any number does, as long as every gongkai uses the same: writers of one schema queue on it.
WRITE_LOCK = 0x676B


class Store:
    """A database with its dialect hidden. ``kind`` is ``sqlite`` or ``postgresql``."""

    def __init__(self, url: str, db: peewee.Database, kind: str, schema: str = "") -> None:
        self.url = url
        self.db: Any = db  # peewee's stub leaves half of it untyped
        self.kind = kind
        self.schema = schema

    def __repr__(self) -> str:
        return f"<Store {self.shown}>"

    @property
    def shown(self) -> str:
        """The URL as a person may see it: without the password."""
        parts = urlsplit(self.url)
        if parts.password:
            netloc = parts.netloc.replace(f":{parts.password}@", ":***@")
            return urlunsplit(parts._replace(netloc=netloc))
        return self.url

    # reading

    def fetch(self, query: Any) -> list[Any]:
        """Every row of a peewee query, as its model's instances (or tuples, dicts if the query says so)."""
        with self.guard():
            return list(query.bind(self.db))

    def first(self, query: Any) -> Any:
        """The first row, or None."""
        rows = self.fetch(query.limit(1))
        return rows[0] if rows else None

    def value(self, query: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self.fetch(query.limit(1).tuples())
        return rows[0][0] if rows else None

    def sql(self, statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement written with ``?`` marks (turned into the driver's own)."""
        with self.guard():
            cursor = self.db.execute_sql(self.marks(statement), params)
            return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def stream(self, statement: str, params: Sequence[Any] = (), size: int = 5000) -> Iterator[tuple[Any, ...]]:
        """The same as ``sql`` without holding all rows at once."""
        with self.guard():
            cursor = self.db.execute_sql(self.marks(statement), params)
            while rows := cursor.fetchmany(size):
                yield from rows

    # writing: only the ledger, the migrations and the derived search index come here

    def run(self, statement: str, params: Sequence[Any] = ()) -> int:
        """Run one statement and give the number of rows it touched."""
        with self.guard():
            return int(self.db.execute_sql(self.marks(statement), params).rowcount)

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """executemany: ten times as fast as peewee's insert_many for bulk."""
        with self.guard():
            cursor = self.db.cursor()
            cursor.executemany(self.marks(statement), rows)

    def load(self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Many rows with their ids into a table that had none (COPY on a server); new rows then get ids after them."""
        wanted = ", ".join(names)
        if self.kind == "sqlite":
            self.many(f"INSERT INTO {table} ({wanted}) VALUES ({', '.join('?' for _ in names)})", rows)
            return
        module: Any = peewee
        errors = module.__exception_wrapper__  # COPY is the driver's own, and so are its errors
        with self.guard(), errors, self.db.cursor().copy(f"COPY {table} ({wanted}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if "id" in names and (counter := self.sql("SELECT pg_get_serial_sequence(?, 'id')", (table,))[0][0]):
            self.sql(f"SELECT setval(?, (SELECT max(id) FROM {table}))", (counter,))

    def fresh_ids(self, table: str, number: int) -> Sequence[int]:
        """Row ids that nobody has, for rows that are written in this transaction."""
        if self.kind == "sqlite":
            first = int(self.sql(f"SELECT COALESCE(max(id), 0) FROM {table}")[0][0]) + 1
            return range(first, first + number)
        return [
            int(row[0])
            for row in self.sql(
                "SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)", (table, number)
            )
        ]

    @contextmanager
    def write(self) -> Iterator[None]:
        """One write transaction; writers of a store queue here, so none ever sees "database is locked"."""
        with self.guard():
            if self.kind == "sqlite":
                with self.db.atomic("IMMEDIATE"), self.guard():
                    yield
            else:
                with self.db.atomic():
                    self.db.execute_sql("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", (WRITE_LOCK,))
                    yield

    def marks(self, statement: str) -> str:
        """The statement with the driver's parameter marks."""
        return statement if self.kind == "sqlite" else _percent(statement)

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Turn what the driver says into words a person can act on."""
        try:
            yield
        except GongkaiError:
            raise
        except (peewee.PeeweeException, sqlite3.Error) as error:
            # SQLite rolls back by itself when the disk is full; peewee's own rollback then hides the real cause
            cause: BaseException | None = error
            hidden = any(words in str(error) for words in ("cannot rollback", "no such savepoint"))
            while cause is not None and hidden:
                cause = cause.__context__
                if isinstance(cause, GongkaiError):
                    raise cause from error
            raise explain(error, self.shown) from error

    def tables(self) -> list[str]:
        """Names of the tables that exist."""
        with self.guard():
            return list(self.db.get_tables())

    def damage(self) -> list[T]:
        """What is broken inside the database file, such as an index that lacks rows; a server looks after its own.

        Raises:
            StoreError: so much is broken that not even that can be told.
        """
        if self.kind != "sqlite":
            return []
        said = [str(row[0]) for row in self.sql("PRAGMA integrity_check(5)")]
        return (
            []
            if said == ["ok"]
            else [T(f"数据库文件已损坏（{text}）。", f"the database file is damaged ({text}).") for text in said]
        )

    def stopper(self) -> Callable[[], None]:
        """What ends the statement that this thread is running; for another thread to call, which must not wait for it."""
        connection = self.db.connection()

        def stop() -> None:
            with suppress(Exception):  # it may be closed by now, and then there is nothing to end
                (connection.interrupt if self.kind == "sqlite" else connection.cancel)()

        return stop

    def close(self) -> None:
        """Close this thread's connection; another call opens it again."""
        if not self.db.is_closed():
            self.db.close()


@lru_cache(maxsize=512)
def _percent(statement: str) -> str:
    """``?`` marks as ``%s``; one within a quoted text stays what it is."""
    return _MARK.sub(lambda found: "%s" if found[0] == "?" else found[0], statement.replace("%", "%%"))


def explain(error: Exception, where: str) -> GongkaiError:
    """The driver's error as words with a hint; a doubled value is the input's fault, not the store's."""
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    lower = text.lower()
    if "unique" in lower:
        what = text.rpartition(":")[2].strip() if "failed" in lower else text
        return BadInput(
            T(f"已有相同的值（{what}），不能重复。", f"That value is already there ({what})."),
            T("换一个，或编辑已有的那条。", "Choose another, or edit the one that exists."),
        )
    hints = [
        ("not a database", T("文件不是数据库或已损坏。", "The file is not a database, or is damaged."),
         T("用 gongkai restore 从备份恢复。", "Restore a backup with gongkai restore.")),
        ("malformed", T("数据库文件已损坏。", "The database file is damaged."),
         T("用 gongkai restore 从备份恢复。", "Restore a backup with gongkai restore.")),
        ("full", T("磁盘已满，本次修改未保存。", "The disk is full; this change was not saved."),
         T("腾出空间后重试。", "Free some space and try again.")),
        ("locked", T("数据库正被占用。", "The database is busy."),
         T("稍候再试；若持续出现，检查是否有程序长时间占用。", "Try again soon; look for a program that holds it.")),
        ("readonly", T("数据库为只读。", "The database is read-only."),
         T("检查文件和文件夹的写权限。", "Check that the file and its folder can be written.")),
        ("unable to open", T("打不开数据库文件。", "The database file cannot be opened."),
         T("检查路径和权限。", "Check the path and its permissions.")),
        ("connection", T("连不上数据库服务器。", "The database server cannot be reached."),
         T("检查服务器是否运行、地址和密码是否正确。", "Check that it runs, and the address and password.")),
        ("no such table", T("数据库里缺少一张表。", "A table is missing in the database."),
         T("运行 gongkai doctor 查看并修复。", "Run gongkai doctor to look and mend.")),
        ("does not exist", T("数据库里缺少一张表或一列。", "A table or column is missing in the database."),
         T("运行 gongkai doctor 查看并修复。", "Run gongkai doctor to look and mend.")),
    ]  # fmt: skip
    for mark, message, hint in hints:
        if mark in lower:
            return StoreError(message + T(f"（{where}：{text}）", f" ({where}: {text})"), hint)
    return StoreError(
        T(f"数据库出错（{where}）：{text}", f"The database failed ({where}): {text}"),
        T("运行 gongkai doctor 检查。", "Run gongkai doctor to check it."),
    )


def open_store(url: str, *, create: bool = False) -> Store:
    """Open a path, ``sqlite:///path``, or ``postgresql://user:password@host/db?schema=name``.

    Args:
        create: make the file or the schema when it is not there; without it a missing one is an error.

    Raises:
        BadInput: the URL cannot be read.
        StoreError: the store is missing or cannot be opened.
    """
    scheme = url.partition("://")[0] if "://" in url else "sqlite"
    if scheme == "sqlite":
        return _open_sqlite(url, create)
    if scheme in ("postgresql", "postgres"):
        return _open_postgresql(url, create)
    raise BadInput(
        T(f"不认识的存储地址：{url}", f"Unknown store address: {url}"),
        T("写成 sqlite:///路径 或 postgresql://用户@主机/库?schema=名。",
          "Write sqlite:///path or postgresql://user@host/database?schema=name."),
    )  # fmt: skip


def sqlite_path(url: str) -> Path:
    """The file of a SQLite store: ``sqlite:///relative``, ``sqlite:////absolute``, or the bare path."""
    return Path(unquote(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else url)


def _open_sqlite(url: str, create: bool) -> Store:
    path = sqlite_path(url)
    if not path.exists() and not create:
        raise StoreError(
            T(f"找不到数据库文件 {path}。", f"There is no database file {path}."),
            T("用 gongkai init 新建，或用 -C 指到单位的文件夹。",
              "Make one with gongkai init, or point -C at the office's folder."),
        )  # fmt: skip
    store = Store(f"sqlite:///{path}", peewee.SqliteDatabase(str(path), pragmas=PRAGMAS), "sqlite")
    store.sql("SELECT count(*) FROM sqlite_master")  # fails here, in words, when it is no database
    return store


def _open_postgresql(url: str, create: bool) -> Store:
    _lend_driver()
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    schema = options.pop("schema", "gongkai")
    if not SCHEMA_NAME.match(schema):
        raise BadInput(
            T(f"schema 名不合规：{schema}", f"Not a usable schema name: {schema}"),
            T("只用小写字母、数字和下划线。", "Use lower-case letters, digits and underscores."),
        )
    arguments: dict[str, Any] = {**options, "options": f"-c search_path={schema}"}
    if parts.hostname:
        arguments["host"] = parts.hostname
    if parts.port:
        arguments["port"] = parts.port
    if parts.username:
        arguments["user"] = unquote(parts.username)
    if parts.password:
        arguments["password"] = unquote(parts.password)
    db = peewee.PostgresqlDatabase(parts.path.lstrip("/") or "postgres", prefer_psycopg3=True, **arguments)
    store = Store(url, db, "postgresql", schema)
    there = store.sql("SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", (schema,))
    if not there and not create:
        raise StoreError(
            T(f"数据库里没有 schema {schema}。", f"The database has no schema {schema}."),
            T("用 gongkai init --store 新建。", "Make it with gongkai init --store."),
        )
    if not there:
        store.run(f"CREATE SCHEMA {schema}")
    return store


def _lend_driver() -> None:
    """Give peewee the psycopg that ``gongkai.core.store`` hid from it."""
    try:
        import psycopg
        from psycopg.pq import TransactionStatus
        from psycopg.types.json import Json, Jsonb
    except ImportError:
        raise StoreError(
            T("没有安装 PostgreSQL 驱动。", "The PostgreSQL driver is not installed."),
            T('运行 pip install "gongkai[postgresql]"。', 'Run pip install "gongkai[postgresql]".'),
        ) from None
    module: Any = peewee
    if module.psycopg is None:
        module.psycopg, module.TransactionStatus = psycopg, TransactionStatus
        module.Json_pg3, module.Jsonb_pg3 = Json, Jsonb
