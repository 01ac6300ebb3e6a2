"""Roles and lists of the profile, remembered for the person who works with the office.

Whoever lists units needs the rights of the account (the roles' verbs) and the words of the lists that fields name,
nothing else of the profile; reading every rule of every layer for that takes longer than all the rest together. They
are kept with a mark of every file they came from, and made anew when any of them changes.

Rights follow from them, so they lie in the user's own cache folder and count only where nobody else can write them;
whoever may write the office's folder could otherwise make themselves an administrator without leaving a trace.
"""

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.profile import Profile

OWN = ("rules", "regions")
Pairs = tuple[tuple[str, T], ...]


class _Stored(msgspec.Struct):
    """What the file holds: its marks, verbs of each role, words of each list."""

    marks: list[str]
    files: list[str]
    verbs: dict[str, list[str]]
    words: dict[str, list[tuple[str, str, str]]]


class Lists:
    """What a list needs to know of the profile.

    Attributes:
        verbs: role to the verbs it gives.
        choices: name of a list that fields may name, to pairs of (key, words).
    """

    def __init__(self, verbs: dict[str, frozenset[str]], choices: dict[str, Pairs]) -> None:
        self.verbs = verbs
        self.choices = choices


def lists_of(office: "Office") -> Lists:
    """The office's roles and lists, from the file when it is still true."""
    path = _kept(office)
    known = _read(path)
    if known is not None and known.marks == _marks(office, known.files):
        return Lists(
            {role: frozenset(verbs) for role, verbs in known.verbs.items()},
            {name: tuple((key, T(zh, en)) for key, zh, en in rows) for name, rows in known.words.items()},
        )
    made = from_profile(office)
    if not office.plugins.faults:
        _write(office, path, made)
    return made


def from_profile(office: "Office") -> Lists:
    """The same, read from the office's profile itself."""
    return of_profile(office.profile)


def of_profile(profile: "Profile") -> Lists:
    """The roles and lists of any profile."""
    from gongkai.core.rules import Role

    verbs = {key: frozenset(role.verbs) for key, role in profile.items("role", Role).items()}
    return Lists(verbs, dict(profile.choices))


def _kept(office: "Office") -> Path:
    """The file in the user's cache folder, named from the place of the office."""
    from hashlib import sha256

    home = Path.home()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or home / ".cache"
    return Path(base) / "gongkai" / f"lists-{sha256(str(office.folder.resolve()).encode()).hexdigest()[:16]}.json"


def _mine(state: os.stat_result) -> bool:
    """Whether nobody but this user (and the machine's administrator) can write it."""
    if sys.platform == "win32":
        return True  # a user's own folder there is closed to others
    return state.st_uid == os.geteuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(path: Path) -> _Stored | None:
    try:
        if not _mine(path.parent.lstat()):
            return None
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(), type=_Stored) if _mine(os.fstat(file.fileno())) else None
    except (OSError, msgspec.MsgspecError):
        return None  # none yet, or damaged: it is made anew


def _write(office: "Office", path: Path, made: Lists) -> None:
    own = office.folder.resolve()
    paths = {layer.path.resolve() for layer in office.profile.layers}
    files = sorted(str(path) for path in paths if not path.is_relative_to(own))
    stored = _Stored(
        _marks(office, files),
        files,
        {role: sorted(verbs) for role, verbs in made.verbs.items()},
        {name: [(key, words.zh, words.en) for key, words in rows] for name, rows in made.choices.items()},
    )
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.encode(stored))
        beside.chmod(0o600)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)  # a read-only folder costs speed, not function


def _marks(office: "Office", files: Iterable[str]) -> list[str]:
    """What must be unchanged: the plugins, and every rule file by its time and size; new files are seen too."""
    marks = [office.plugins.fingerprint()]
    folders = {Path(file).parent for file in files}
    for folder in sorted(folders):
        marks += [_mark(path, str(path)) for path in sorted(folder.glob("*.toml"))]
    own = office.folder
    for path in (*sorted(own.glob("*.toml")), *(p for n in OWN for p in sorted((own / n).rglob("*.toml")))):
        marks.append(_mark(path, str(path.relative_to(own))))
    return marks


def _mark(path: Path, name: str) -> str:
    try:
        state = path.stat()
    except OSError:
        return f"{name}:gone"
    return f"{name}:{state.st_mtime_ns}:{state.st_size}"
