"""What a command line needs to know of plugins without importing them, kept in the office's folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from gongkai.core.plugins.loading import Plugins

CACHE = Path(".gongkai") / "plugins.json"


class Names(msgspec.Struct):
    """Registers and commands of the enabled plugins, and what it was remembered for."""

    fingerprint: str
    registers: dict[str, tuple[str, str, str]]  # key: plugin, zh, en
    commands: dict[str, tuple[str, str, str, str]]  # name: plugin, target, zh, en
    parts: list[str]  # registers whose records hang on another's


def names_of(plugins: "Plugins") -> Names:
    """The names, from the file when it is still true; else every plugin is loaded, and they are written down."""
    fingerprint = plugins.fingerprint()
    cache = plugins.folder / CACHE if plugins.folder else None
    if cache and cache.is_file():
        try:
            known = msgspec.json.decode(cache.read_bytes(), type=Names)
            if known.fingerprint == fingerprint:
                return known
        except (msgspec.MsgspecError, OSError):
            pass  # a damaged cache is made anew
    plugins.load()
    names = Names(
        fingerprint,
        {key: (r.plugin, r.name.zh, r.name.en) for key, r in plugins.resources.items()},
        {key: (plugin, target, help.zh, help.en) for key, (plugin, target, help) in plugins.commands.items()},
        [key for key, one in plugins.resources.items() if one.part_of],
    )
    if cache and not plugins.faults:
        try:
            cache.parent.mkdir(exist_ok=True)
            cache.write_bytes(msgspec.json.encode(names))
        except OSError:
            pass  # a read-only folder costs speed, not function
    return names
