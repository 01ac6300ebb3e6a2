"""How long a plugin may take, and what it may print.

What runs too long is interrupted where it is: an exception is raised in its thread, which ends every loop of Python's.
Only code that waits inside the system or a C library is out of reach until it comes back.
"""

import ctypes
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

from gongkai.core.i18n import T
from gongkai.core.text import clean

SECONDS = 20.0
"""How long the import of a plugin, or one hook of it, may take."""


class TooLong(BaseException):
    """Raised in the thread of what takes too long; no ``except Exception`` of its own catches it."""


class TookTooLong(Exception):
    """What a plugin did that was stopped, in words."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            str(T(f"超过 {seconds:.0f} 秒未结束，已中止", f"stopped after {seconds:.0f} s without an end"))
        )


class _Watch:
    """One thread that looks after all that is being waited for; started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._until: dict[int, tuple[float, int]] = {}
        self._count = 0
        self._thread: threading.Thread | None = None

    def begin(self, seconds: float) -> int:
        with self._lock:
            self._count += 1
            self._until[self._count] = (time.monotonic() + seconds, threading.get_ident())
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="gongkai-patience", daemon=True)
                self._thread.start()
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
                self._lock.wait(min(left) - now if left else None)


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


class _Cleaned:
    """A way to stderr through which no control code goes."""

    encoding = "utf-8"

    def write(self, text: Any) -> int:
        said = str(text)
        sys.stderr.write(clean(said))
        return len(said)

    def flush(self) -> None:
        sys.stderr.flush()

    def isatty(self) -> bool:
        return False


@contextmanager
def hushed() -> Iterator[None]:
    """What is printed goes to stderr, for stdout is data, and without control codes, for a terminal obeys them."""
    with redirect_stdout(_Cleaned()):
        yield
