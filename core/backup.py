"""Backup and restore of an office: one file that holds its settings, rules and store.

A backup is a zip of the office's folder with a consistent copy of the store in it (SQLite's own backup, while others
work; for PostgreSQL every table as JSON lines). It is written beside the target and renamed, so a full disk leaves
the old file.
"""

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.errors import BadInput, GongkaiError, StoreError
from gongkai.core.i18n import T
from gongkai.core.tables.atomic import protect

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.engine import Store

MARK = "gongkai-backup.json"
STORE = "store.sqlite"
FOLDERS = ("rules", "regions", "plugins", "attachments", "templates")
LARGEST = 64 << 30
RATIO = 100  # a store packs to a fifth or a tenth; what unpacks to a hundred times its size is a bomb


def backup(office: "Office", path: Path) -> dict[str, Any]:
    """Write the office into one file and give what it says of itself.

    Raises:
        BadInput: the target is a folder or lies inside the office.
        StoreError: it cannot be written.
    """
    from gongkai import __version__
    from gongkai.core.office import FILE

    path = Path(path)
    require(office, "administer", office.scope, whole=True)
    protect(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise BadInput(
            T(f"{path} 不是普通文件。", f"{path} is no ordinary file."),
            T("给出一个文件名。", "Give the name of a file."),
        )
    if path.is_dir():
        raise BadInput(
            T(f"{path} 是文件夹。", f"{path} is a folder."),
            T("给出文件名，如 备份.zip。", "Give a file name such as backup.zip."),
        )
    head = office.store.sql("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
    about = {
        "gongkai": __version__, "made": office.now, "office": office.title, "division": office.settings.division,
        "store": office.store.kind, "seq": head[0][0] if head else 0, "hash": head[0][1] if head else "",
    }  # fmt: skip
    try:
        with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".gongkai-") as work:
            target = Path(work) / "backup.zip"
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
                out.writestr(MARK, json.dumps(about, ensure_ascii=False, indent=1))
                out.write(office.folder / FILE, FILE)
                for folder in FOLDERS:
                    for file in sorted((office.folder / folder).rglob("*")):
                        if file.is_file() and "__pycache__" not in file.parts:
                            out.write(file, str(file.relative_to(office.folder)))
                if office.store.kind == "sqlite":
                    copy = Path(work) / STORE
                    _copy_sqlite(office, copy)
                    out.write(copy, STORE)
                else:
                    _dump(office, out)
            with target.open("rb") as made:
                os.fsync(made.fileno())
            target.replace(path)
    except OSError as error:
        raise StoreError(
            T(
                f"备份写不进 {path}：{error.strerror}。",
                f"The backup cannot be written to {path}: {error.strerror}.",
            ),
            T(
                "检查磁盘空间和权限；原有文件未动。",
                "Check space and permissions; an older file there is untouched.",
            ),
        ) from error
    return about


def restore(path: Path, folder: Path) -> dict[str, Any]:
    """Bring an office back from a backup into a new folder, on a SQLite store, and give what the backup says.

    A backup made from PostgreSQL comes back as SQLite too; ``store`` in ``gongkai.toml`` says so. One that an older
    version made comes back as well: a copy of a SQLite store as it was, to be upgraded with ``gongkai migrate``; one
    from PostgreSQL brought up to this version.

    Raises:
        BadInput: not a backup, damaged, or the folder already holds an office.
    """
    from gongkai.core.office import FILE

    path, folder = Path(path), Path(folder)
    if (folder / FILE).exists():
        raise BadInput(
            T(f"{folder} 里已有单位工作区。", f"There is already an office in {folder}."),
            T("恢复到一个新文件夹。", "Restore into a new folder."),
        )
    try:
        with zipfile.ZipFile(path) as held:
            about: dict[str, Any] = json.loads(held.read(MARK))
            if not isinstance(about, dict) or not {"store", "seq", "hash"} <= set(about) or FILE not in held.namelist():
                raise zipfile.BadZipFile(MARK)
            size = sum(info.file_size for info in held.infolist())
            if size > LARGEST or size > RATIO * max(path.stat().st_size, 1 << 20):
                raise zipfile.BadZipFile("too large for what it holds")
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder.resolve().parent, prefix=".gongkai-") as work:
                _unpack(held, Path(work) / "office", about)
                _sound(Path(work) / "office", about)
                if folder.exists():
                    folder.rmdir()
                (Path(work) / "office").replace(folder)
    except (zipfile.BadZipFile, KeyError, ValueError, StopIteration, sqlite3.DatabaseError) as error:
        raise BadInput(
            T(
                f"{path} 不是完好的 gongkai 备份（{error}）。",
                f"{path} is not a sound gongkai backup ({error}).",
            ),
            T("换一份备份文件。", "Take another backup."),
        ) from error
    except OSError as error:
        raise BadInput(
            T(f"恢复不到 {folder}：{error.strerror}。", f"Cannot restore into {folder}: {error.strerror}."),
            T(
                "给出一个不存在或空的文件夹，并检查空间和权限。",
                "Name a new or empty folder; check space and permissions.",
            ),
        ) from error
    return about


def _unpack(held: zipfile.ZipFile, folder: Path, about: dict[str, Any]) -> None:
    from gongkai.core.office import FILE

    folder.mkdir()
    root = folder.resolve()
    for info in held.infolist():
        target = (folder / info.filename).resolve()
        if not target.is_relative_to(root) or info.is_dir():
            continue  # a path that climbs out of the folder is never followed
        if info.filename == MARK or info.filename.startswith("tables/"):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with held.open(info) as packed, target.open("wb") as out:
            shutil.copyfileobj(packed, out, 1 << 20)  # checks the sum of each part as it goes
    settings = (folder / FILE).read_text("utf-8")
    lines = [
        'store = "sqlite:///office.sqlite"' if line.split("=")[0].strip() == "store" else line
        for line in settings.splitlines()
    ]
    (folder / FILE).write_text("\n".join(lines) + "\n", "utf-8")
    if about["store"] == "sqlite":
        (folder / STORE).replace(folder / "office.sqlite")
    else:
        _rebuild(held, folder, about)


def _sound(folder: Path, about: dict[str, Any]) -> None:
    """Whether what was unpacked opens on its own store and ends with the link that the backup names."""
    from gongkai.core.office import FILE, read_settings, store_url
    from gongkai.core.profile import Layer
    from gongkai.core.store.engine import open_store
    from gongkai.core.store.migrate import CORE, CORE_HISTORY, applied, check_version, migration_names

    settings = read_settings(Layer.load("office", folder / FILE))
    if Path(store_url(folder, settings.store)) != folder.resolve() / "office.sqlite":
        raise zipfile.BadZipFile(f"{FILE}: store")  # the copy would write into the store that it was made from
    try:
        store = open_store(str(folder / "office.sqlite"))
        done = set(applied(store, CORE_HISTORY))
        if not done or done - set(migration_names(CORE)):
            check_version(store)  # raises: no store of ours, or a newer one; an older one can be upgraded
        if about["store"] == "sqlite":  # else ``_rebuild`` has looked, before it upgraded
            _ends(store, about)
        store.close()
    except GongkaiError as error:
        raise zipfile.BadZipFile(str(error.message)) from error


def _ends(store: "Store", about: dict[str, Any]) -> None:
    """The ledger must end with the link that the backup names."""
    head = store.sql("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
    if (head[0] if head else (0, "")) != (about["seq"], about["hash"]):
        raise zipfile.BadZipFile("ledger")


def _copy_sqlite(office: "Office", target: Path) -> None:
    """SQLite's own backup: consistent while others write."""
    with office.store.guard():
        source = office.store.db.connection()
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = delete")
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if said != "ok":  # a copy of a damaged store is no backup
                raise StoreError(
                    T(f"数据库已有损坏，未做备份：{said}", f"The store is damaged; no backup was made: {said}"),
                    T("用较早的备份恢复。", "Restore an earlier backup."),
                )
        finally:
            copy.close()


def _dump(office: "Office", out: zipfile.ZipFile) -> None:
    """Every table as JSON lines, all from one snapshot."""
    store = office.store
    with store.db.atomic(isolation_level="repeatable read"):
        for table in sorted(store.tables()):
            if table.startswith("fts_"):
                continue  # derived; made anew
            names = [column.name for column in store.db.get_columns(table)]
            with out.open(f"tables/{table}.jsonl", "w") as file:
                file.write((json.dumps(names) + "\n").encode())
                for row in store.stream(f"SELECT {', '.join(names)} FROM {table}"):
                    file.write((json.dumps(list(row), default=_plain, ensure_ascii=False) + "\n").encode())


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"hex": bytes(value).hex()}
    return str(value)


def _rebuild(held: zipfile.ZipFile, folder: Path, about: dict[str, Any]) -> None:
    """Fill a fresh SQLite store from the tables of a PostgreSQL one, made as they were there, and upgrade it."""
    from gongkai.core.office import Office
    from gongkai.core.store.engine import open_store
    from gongkai.core.store.moving import Given, refill

    open_store(str(folder / "office.sqlite"), create=True).close()
    office = Office.open(folder, checked=False).as_system()
    store = office.store
    tables = {Path(info.filename).stem: info for info in held.infolist() if info.filename.startswith("tables/")}
    histories = {}
    for table, info in tables.items():
        if table.startswith("migration_"):
            lines = _lines(held, info)
            at = next(lines).index("name")
            histories[table] = [row[at] for row in lines]

    def given() -> Iterator[Given]:
        for table, info in tables.items():
            lines = _lines(held, info)
            yield table, dict.fromkeys(next(lines), ""), lines

    refill(office, histories, given(), (about["seq"], about["hash"]))
    store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def _lines(held: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Any]:
    with held.open(info) as file:
        for line in file:
            row = json.loads(line)
            yield [bytes.fromhex(v["hex"]) if isinstance(v, dict) else v for v in row]
