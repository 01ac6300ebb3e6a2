"""Notices that never freeze the screen.

Textual starts a timer with the time that a notice has left. Where that ran out between two steps (a busy machine, a clock that is
set forward) it is negative, and the timer then counts for ever and lets nothing else run.
"""

from dataclasses import dataclass

from textual.notifications import Notification

LEAST = 0.05  # seconds


@dataclass
class Notice(Notification):
    """A notice whose time left is never none, for the timer; it has expired all the same."""

    @property
    def time_left(self) -> float:
        """Seconds, never fewer than the least that a timer bears."""
        return max(super().time_left, LEAST)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0
