"""A terminal UI that stands still because a plugin's code does not come to an end: found out, and interrupted.

The app beats now and then; a thread listens. When no beat has come for long and the app's thread is in a module of a
plugin that others wrote, an exception is raised there. Whoever contains the plugin's faults contains that one, too.
"""

import ctypes
import sys
import threading
import time
from typing import Any

from gongkai.core.foreign import FOREIGN, plugin_of
from gongkai.core.plugins.patience import TookTooLong


class Watch:
    """Listens for the app's beat."""

    def __init__(self, patience: float) -> None:
        """``patience``: seconds without a beat; 0 for no limit."""
        self.patience = patience
        self.thread = threading.get_ident()
        self._beat = time.monotonic()
        self._over = threading.Event()

    def start(self) -> None:
        """Begin, when there are plugins by others at all."""
        if self.patience and FOREIGN:
            threading.Thread(target=self._listen, name="gongkai-stuck", daemon=True).start()

    def beat(self) -> None:
        """The app lives."""
        self._beat = time.monotonic()

    def stop(self) -> None:
        """The app has ended."""
        self._over.set()

    def _listen(self) -> None:
        while not self._over.wait(min(1.0, self.patience / 4)):
            if time.monotonic() - self._beat > self.patience and _in_a_plugin(sys._current_frames().get(self.thread)):
                self._beat = time.monotonic()
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), ctypes.py_object(TookTooLong))


def _in_a_plugin(frame: Any) -> bool:
    while frame is not None:
        if plugin_of(str(frame.f_globals.get("__name__", ""))):
            return True
        frame = frame.f_back
    return False
