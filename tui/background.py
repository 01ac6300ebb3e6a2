"""Work off the UI thread: a function of the office in, a message with its result out. Workers touch no widget."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from gongkai.core.errors import GongkaiError

if TYPE_CHECKING:
    from gongkai.core.office import Office


WRITE = "write"
"""The group of work that changes the store."""


@dataclass
class Finished(Message):
    """A piece of background work is done: its result, or what went wrong."""

    group: str
    serial: int
    result: Any = None
    error: Exception | None = None


@dataclass
class Progress(Message):
    """How far a long piece of work is; a newer one replaces it."""

    group: str
    serial: int
    done: int

    def can_replace(self, message: Message) -> bool:
        """A flood of progress collapses to the latest."""
        return isinstance(message, Progress) and message.group == self.group


class Background:
    """The background work of one screen, by group: a newer piece of work in a group makes the older one void."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._serials: dict[str, int] = {}
        self._done: dict[str, Callable[[Any], None]] = {}
        self._failed: dict[str, Callable[[Exception], None] | None] = {}
        self._workers: dict[str, Worker[None]] = {}
        self._stoppers: dict[int, Callable[[], None]] = {}

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._done)

    def running(self, group: str) -> bool:
        """Whether work of this group is under way."""
        return group in self._done

    def start(
        self,
        group: str,
        office: "Office",
        work: "Callable[[Office, Callable[[int], bool]], Any]",
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run ``work(office, tick)`` in a thread and give its result to ``done`` in the UI thread.

        Args:
            office: handed on as a copy with its own memory of names and grants (threads share none).
            work: calls ``tick(count)`` now and then; when that gives False it was cancelled and should end.
            failed: told of an error instead of the screen's own way of saying it.
        """
        serial = self._serials[group] = self._serials.get(group, 0) + 1
        self._done[group], self._failed[group] = done, failed
        screen = self._screen

        def run() -> None:
            worker = get_current_worker()
            own = office.as_(office.actor)

            def tick(count: int) -> bool:
                screen.post_message(Progress(group, serial, count))
                return not worker.is_cancelled

            try:
                if group != WRITE:
                    self._stoppers[id(own)] = own.stopper()
                message = Finished(group, serial, work(own, tick))
            except Exception as error:  # handed over to the UI thread, which names it
                message = Finished(group, serial, error=error)
            finally:
                self._stoppers.pop(id(own), None)
                own.close()  # this thread's connection
            screen.post_message(message)

        self._workers[group] = screen.run_worker(
            run, name=group, group=group, exclusive=True, thread=True, exit_on_error=False
        )

    def current(self, message: Finished | Progress) -> bool:
        """Whether the message belongs to the newest work of its group."""
        return self._serials.get(message.group) == message.serial and message.group in self._done

    def finish(self, message: Finished) -> None:
        """Hand the result over; errors without a taker are raised."""
        if not self.current(message):
            return
        done, failed = self._done.pop(message.group), self._failed.pop(message.group)
        self._workers.pop(message.group, None)
        if message.error is None:
            done(message.result)
        elif failed is not None:
            failed(message.error)
        else:
            raise message.error

    def stop_reading(self) -> None:
        """End every read that is under way, so that leaving need not wait for it; what is being written is finished."""
        for stop in list(self._stoppers.values()):
            stop()

    def cancel(self, group: str) -> None:
        """Let the work of a group come to nothing."""
        self._done.pop(group, None)
        self._failed.pop(group, None)
        worker = self._workers.pop(group, None)
        if worker is not None:
            worker.cancel()


def known(error: Exception) -> bool:
    """Whether an error is one for a person to read."""
    return isinstance(error, GongkaiError)
