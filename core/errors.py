"""The one error type. Whatever a person can meet is a ``GongkaiError`` with words, a hint and an exit code.

Front ends turn it into one line (CLI) or a notice (TUI); nothing else is ever shown to a user.
"""

from enum import IntEnum

from gongkai.core.i18n import T


class ExitCode(IntEnum):
    """Exit codes of the command line (stable, documented in docs/cli.md)."""

    DONE = 0
    CHECK_FAILED = 1
    USAGE = 2
    BAD_INPUT = 3
    NOT_ALLOWED = 4
    CONFLICT = 5
    STORE = 6


class GongkaiError(Exception):
    """Something a person must know: what happened, and what to do about it.

    Attributes:
        at: where many rows were given, the place (from 0) of the one that is refused; None where it is no single one.
    """

    exit_code = ExitCode.CHECK_FAILED
    at: int | None = None

    def __init__(self, message: T, hint: T | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else str(self.message)

    @property
    def whole(self) -> T:
        """Message and hint as one text in both languages."""
        hint = self.hint
        return T(f"{self.message.zh}{hint.zh}", f"{self.message.en} {hint.en}") if hint else self.message


class CheckFailed(GongkaiError):
    """A check found something wrong (exit 1)."""


class UsageError(GongkaiError):
    """The words of the call do not fit (exit 2)."""

    exit_code = ExitCode.USAGE


class BadInput(GongkaiError):
    """A file, a value or a name that cannot be used (exit 3)."""

    exit_code = ExitCode.BAD_INPUT


class NotAllowed(GongkaiError):
    """The acting account has no grant for this (exit 4)."""

    exit_code = ExitCode.NOT_ALLOWED


class Conflict(GongkaiError):
    """Somebody else changed the same record first (exit 5)."""

    exit_code = ExitCode.CONFLICT


class StoreError(GongkaiError):
    """The store cannot be opened, read or written (exit 6)."""

    exit_code = ExitCode.STORE
