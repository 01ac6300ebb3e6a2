"""How long a plugin may take, and what it may print.

What runs too long is interrupted where it is: an exception is raised in its thread, which ends every loop of Python's.
Only code that waits inside the system or a C library is out of reach until it comes back.
"""

import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.text import clean

if TYPE_CHECKING:
    from gongkai.core.resource import Resource

SECONDS = 20.0
"""How long the import of a plugin, or one hook of it, may take."""


class TooLong(BaseException):
    """Raised in the thread of what takes too long; no ``except Exception`` of its own catches it."""


class TookTooLong(Exception):
    """What a plugin did that was stopped, in words."""

    def __init__(self, seconds: float = 0) -> None:
        """``seconds``: how long it was waited for, where that is known."""
        after = T(f"超过 {seconds:.0f} 秒未结束，已中止", f"stopped after {seconds:.0f} s without an end")
        super().__init__(str(after if seconds else T("久不结束，已中止", "stopped, for it did not end")))


class _Watch:
    """One thread that looks after all that is being waited for; started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._until: dict[int, tuple[float, int]] = {}
        self._count = 0
        self._sleeps = False  # without an end, for nobody waits
        self._thread: threading.Thread | None = None

    def begin(self, seconds: float) -> int:
        with self._lock:
            self._count += 1
            self._until[self._count] = (time.monotonic() + seconds, threading.get_ident())
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="gongkai-patience", daemon=True)
                self._thread.start()
            if self._sleeps:  # otherwise it wakes in time by itself, for whoever comes later ends later
                self._lock.notify()
            return self._count

    def end(self, number: int) -> None:
        with self._lock:
            if self._until.pop(number, None) is None:
                _raise(threading.get_ident(), None)  # too late to be interrupted: take it back

    def _look(self) -> None:
        with self._lock:
            while True:
                now = time.monotonic()
                for number, (until, thread) in list(self._until.items()):
                    if until <= now:
                        del self._until[number]
                        _raise(thread, TooLong)
                left = [until for until, _ in self._until.values()]
                self._sleeps = not left
                self._lock.wait(max(0.0, min(left) - now) if left else None)
                self._sleeps = False


def _raise(thread: int, what: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(what) if what else None)


_watch = _Watch()


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer than this; no limit for ``seconds`` of 0.

    Raises:
        TookTooLong: it did.
    """
    if not seconds:
        yield
        return
    number = _watch.begin(seconds)
    try:
        try:
            yield
        finally:
            _watch.end(number)
    except TooLong:
        raise TookTooLong(seconds) from None


HOOKS = ("prepare", "after", "vet", "follow", "settle", "warn", "locked", "before", "owner", "tone")


def watched(resource: "Resource", plugin: str, seconds: float) -> None:
    """Put a limit on everything that a register calls of its plugin."""
    from gongkai.core.errors import CheckFailed

    def limited(function: Callable[..., Any], what: str) -> Callable[..., Any]:
        def call(*words: Any, **named: Any) -> Any:
            try:
                with patient(seconds):
                    return function(*words, **named)
            except TookTooLong as error:
                raise CheckFailed(
                    T(f"插件 {plugin} 的 {what} {error}。", f"{what} of plugin {plugin}: {error}."),
                    T("什么也没有写入。在 gongkai.toml 的 [plugins] disable 中停用它，或请作者改正。",
                      "Nothing was written. Turn it off under [plugins] disable in gongkai.toml, or ask its author."),
                ) from error  # fmt: skip

        return call

    for name in HOOKS:
        function = getattr(resource, name)
        if function is not None:
            setattr(resource, name, limited(function, f"{resource.key}.{name}"))
    resource.computed = [
        replace(column, value=limited(column.value, f"{resource.key}.{column.key}")) for column in resource.computed
    ]
    resource.filters = [
        replace(item, where=limited(item.where, f"{resource.key}.{item.key}")) for item in resource.filters
    ]


class _Told:
    """A way to stderr: line by line with the plugin's name, and no control code goes through."""

    encoding = "utf-8"

    def __init__(self, plugin: str) -> None:
        self._plugin = plugin
        self._begun = ""

    def write(self, text: Any) -> int:
        said = str(text)
        *lines, self._begun = (self._begun + said).split("\n")
        for line in lines:
            self._tell(line)
        return len(said)

    def _tell(self, line: str) -> None:
        if line.strip():
            sys.stderr.write(f"[{self._plugin}] {clean(line)}\n")

    def close(self) -> None:
        self._tell(self._begun)

    def flush(self) -> None:
        sys.stderr.flush()

    def isatty(self) -> bool:
        return False


@contextmanager
def hushed(plugin: str) -> Iterator[None]:
    """What is printed goes to stderr, for stdout is data, and without control codes, for a terminal obeys them."""
    told = _Told(plugin)
    try:
        with redirect_stdout(told):
            yield
    finally:
        told.close()
