"""Files that appear whole or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from gongkai.core.errors import BadInput, GongkaiError, StoreError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line


def write_failed(error: OSError, path: Path) -> GongkaiError:
    """Why a file could not be written, in words: BadInput for a bad place, StoreError for a bad disk."""
    name = clean_line(str(path))
    if isinstance(error, (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)):
        return BadInput(
            T("不能写入 {name}。", "{name} cannot be written.").format(name=name),
            T("请检查文件夹是否存在、有无写入权限，以及文件是否正被打开。",
              "Check that the folder exists, that you may write there, and that no program holds the file."),
        )  # fmt: skip
    return StoreError(
        T("写入 {name} 失败：{why}。", "Writing {name} failed: {why}.").format(
            name=name, why=clean_line(error.strerror or type(error).__name__)),
        T("原有文件未被改动；请检查磁盘空间后重试。", "The old file is untouched; check the disk space."),
    )  # fmt: skip


def protect(path: Path) -> None:
    """Refuse to write over what an office lives on.

    Raises:
        BadInput: the target is an office's settings, a database or its log, or one of an office's own folders.
    """
    try:
        path = path.resolve()
        holds = path.is_file() and path.open("rb").read(16).startswith(b"SQLite format 3")
        office = (path.parent / "gongkai.toml").is_file()
    except (OSError, ValueError):
        return  # what cannot be looked at cannot be written either; that is told when it is tried
    own = office and path.name in ("rules", "regions", "plugins", "attachments", ".gongkai")
    if holds or own or path.name == "gongkai.toml" or path.name.endswith((".sqlite-wal", ".sqlite-shm")):
        raise BadInput(
            T("{name} 是工作区自己的文件，不能覆盖。", "{name} belongs to an office and cannot be written over.").format(
                name=clean_line(str(path))),
            T("换一个文件名。", "Choose another file name."),
        )  # fmt: skip


@contextmanager
def replacing(path: Path, own: bool = False) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of ``path`` when the block ends well.

    It is written to a new file in the same folder, brought to the disk, then renamed over the old one;
    whatever goes wrong before leaves the old file as it was. Devices and pipes are written directly. A link
    is followed. Raises BadInput or StoreError for what the system refuses, and for an office's own files unless
    ``own`` says that the office itself writes one of them.
    """
    if not own:
        protect(path)
    try:
        path = path.resolve()
        old = path.stat() if path.exists() else None
        if old is not None and not stat.S_ISREG(old.st_mode):
            with path.open("wb") as stream:
                yield stream
            return
        with _beside(path, old.st_mode if old else None) as stream:
            yield stream
    except OSError as error:
        raise write_failed(error, path) from error
    except ValueError as error:
        if "\0" not in str(path):
            raise
        raise write_failed(FileNotFoundError(), path) from error


@contextmanager
def _beside(path: Path, mode: int | None) -> Iterator[BinaryIO]:
    import secrets  # only for a free name; costs 4 ms

    draft = path.with_name(f".{path.name[:80]}.{secrets.token_hex(6)}")
    # Not tempfile: its files are private (0600), and a report in a shared folder must be readable by others.
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            draft.chmod(stat.S_IMODE(mode))
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk as well, where folders can be opened for that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
