"""Code that others wrote: whose it is, and what it is kept away from.

A plugin reads through the office, which narrows everything, and writes by ``office.change``. What would lead round
both (the store itself, acting as the system) is refused to modules of plugins that are not bundled. That names a
mistake on the spot; it is no wall against ill will, for Python has none.
"""

import sys

from gongkai.core.errors import NotAllowed
from gongkai.core.i18n import T

FOREIGN: dict[str, str] = {}
"""Top-level module names of plugins that others wrote, to the plugins' names."""


def plugin_of(module: str) -> str:
    """The plugin from outside that a module belongs to; empty when it is none's."""
    return FOREIGN.get(module.partition(".")[0], "")


def keep_out(what: T, instead: T) -> None:
    """Refuse when the caller of the caller is a plugin's module.

    Raises:
        NotAllowed: names the plugin, and what it should use.
    """
    if not FOREIGN:
        return
    name = plugin_of(str(sys._getframe(2).f_globals.get("__name__", "")))
    if name:
        raise NotAllowed(T(f"插件 {name} 不能使用{what.zh}。", f"Plugin {name} may not use {what.en}."), instead)
