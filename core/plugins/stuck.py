"""Plugins whose import never ended: remembered, so that only one command waits for them.

They are tried again when their source has changed, or by ``gongkai plugin doctor`` and ``gongkai plugin check``.
"""

from contextlib import suppress
from pathlib import Path

import msgspec

from gongkai.core.plugins.finding import Found, source_of

FILE = Path(".gongkai") / "stuck.json"


def _mark(plugin: Found) -> str:
    path = source_of(plugin)
    changed = path.stat().st_mtime_ns if path and path.is_file() else 0
    return f"{plugin.target}:{plugin.version}:{changed}"


def _read(folder: Path) -> dict[str, tuple[str, str]]:
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=dict[str, tuple[str, str]])
    except (OSError, msgspec.MsgspecError):
        return {}


def why_stuck(folder: Path | None, plugin: Found) -> str:
    """What was said when the plugin, as it is now, did not come to an end; empty when that never happened."""
    if folder is None or not plugin.foreign:
        return ""
    mark, why = _read(folder).get(plugin.name, ("", ""))
    return why if mark and mark == _mark(plugin) else ""


def remember(folder: Path | None, plugin: Found, why: str) -> None:
    """Keep it; a read-only folder costs time, not function."""
    if folder is None:
        return
    with suppress(OSError):
        (folder / FILE).parent.mkdir(exist_ok=True)
        (folder / FILE).write_bytes(msgspec.json.encode(_read(folder) | {plugin.name: (_mark(plugin), why)}))


def forget(folder: Path | None) -> None:
    """Try them all again."""
    if folder is not None:
        with suppress(OSError):
            (folder / FILE).unlink(missing_ok=True)
