"""Files that belong to records, kept once by the hash of their content in the office's folder ``attachments``."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.atomic import replacing, write_failed
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office

FOLDER = "attachments"
LARGEST = 200 * 2**20
PIECE = 2**20


def place_of(office: "Office", sha256: str) -> Path:
    """Where the content with a hash lies."""
    return office.folder / FOLDER / sha256[:2] / sha256


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """A plain file, opened once: what is looked at is what is copied. Links and devices are not followed.

    Raises:
        BadInput: it cannot be read, is no plain file, or is larger than 200 MB.
    """
    shown = clean_line(str(path))
    try:
        if path.is_symlink():
            raise BadInput(
                T(f"{shown} 是一个链接。", f"{shown} is a link."),
                T("写出真实文件的路径。", "Give the path of the file itself."),
            )
        # not to wait at a pipe; a link put there meanwhile is not followed
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if not path.is_file():
            raise FileNotFoundError
        with os.fdopen(os.open(path, flags), "rb") as source:
            told = os.fstat(source.fileno())
            if not stat.S_ISREG(told.st_mode):
                raise FileNotFoundError
            if told.st_size > LARGEST:
                raise _too_large(shown)
            yield source
    except FileNotFoundError as error:
        raise BadInput(
            T(f"没有文件 {shown}。", f"There is no file {shown}."), T("检查路径。", "Check the path.")
        ) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise BadInput(
            T(f"读不了 {shown}：{why}。", f"{shown} cannot be read: {why}."), T("检查权限。", "Check its permissions.")
        ) from error


def _too_large(shown: str) -> BadInput:
    return BadInput(
        T(f"{shown} 超过 {LARGEST >> 20} MB。", f"{shown} is larger than {LARGEST >> 20} MB."),
        T("压缩或拆分后再加。", "Compress or split it."),
    )


def read_hash(source: BinaryIO, copy: BinaryIO | None = None) -> tuple[str, int]:
    """SHA-256 and size of what is left of a stream, which is copied on the way when ``copy`` is given."""
    sha, size = hashlib.sha256(), 0
    while (piece := source.read(PIECE)) and size <= LARGEST:
        sha.update(piece)
        size += len(piece)
        if copy is not None:
            copy.write(piece)
    return sha.hexdigest(), size


def is_whole(path: Path, sha256: str) -> bool:
    """Whether a kept file is there with the content that its hash says."""
    try:
        with path.open("rb") as kept:
            return read_hash(kept)[0] == sha256
    except OSError:
        return False


def keep(office: "Office", path: Path) -> tuple[str, int]:
    """Copy a file's content into the office and give its hash and size; what is there already is not copied again.

    Raises:
        BadInput, StoreError: it cannot be read, is empty, grows while it is read, or the copy cannot be written.
    """
    shown = clean_line(str(path))
    with reading(path) as source:
        sha256, size = read_hash(source)
        if size > LARGEST:
            raise _too_large(shown)
        if not size:
            raise BadInput(T(f"{shown} 是空的。", f"{shown} is empty."), T("检查文件。", "Check the file."))
        target = place_of(office, sha256)
        if is_whole(target, sha256):
            return sha256, size
        source.seek(0)
        _copy(source, target, sha256, shown)
    return sha256, size


def keep_bytes(office: "Office", content: bytes | memoryview) -> str:
    """Keep content that came in a bundle, and give its hash; what is there already is not written again.

    Raises:
        StoreError: it cannot be written.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    target = place_of(office, sha256)
    if not is_whole(target, sha256):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_failed(error, target) from error
        with replacing(target, own=True) as copy:
            copy.write(content)
    return sha256


def _copy(source: BinaryIO, target: Path, sha256: str, shown: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target, own=True) as copy:
            if read_hash(source, copy)[0] != sha256:
                raise BadInput(
                    T(f"{shown} 在复制时变了。", f"{shown} changed while it was copied."),
                    T("等写完再加。", "Add it again when it is finished."),
                )
    except OSError as error:
        raise write_failed(error, target) from error


def damaged(office: "Office", kept: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of kept files, given as (name, hash), that are missing or whose content is not what the hash says."""
    return [(name, sha256) for name, sha256 in kept if not is_whole(place_of(office, sha256), sha256)]
