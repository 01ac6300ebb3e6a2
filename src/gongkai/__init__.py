"""gongkai: the admin framework for government-disclosure work (政务公开) in the terminal.

The names below are what a plugin imports first; they load lazily so that ``import gongkai`` stays cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["T", "__version__", "hookimpl"]

if TYPE_CHECKING:
    from gongkai.core.hookspecs import hookimpl as hookimpl
    from gongkai.core.i18n import T as T

_LAZY = {"hookimpl": "gongkai.core.hookspecs", "T": "gongkai.core.i18n"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
