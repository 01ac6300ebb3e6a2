"""The nightly run: what follows from the passing of time alone, caught up at any time with the same result.

A job finds what should be there by now and is not. Some jobs move dates on (an entry's due date goes to the next
period); the others must have seen the state of the day before. So the run goes from one such day to the next, and a
run that was missed for a week leaves what a run each night would have left. Everything is written through the door,
each job by a change of its own: a crash in the middle loses nothing, and the next run does the rest.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput, Conflict
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

LOCK = "nightly.lock"
FARTHEST = 366
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Done:
    """One line of what a run did: the job, the matter, the first and the last day concerned, how many."""

    job: str
    what: T
    count: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Job:
    """A part of the nightly run.

    Attributes:
        run: called with the office on the day to catch up to; does everything by a change of its own.
        turn: the next day at or before the office's on which the job moves dates that other jobs look at; None where
            it never does, or where nothing is left to move.
    """

    key: str
    name: T
    run: "Callable[[Office], Sequence[Done]]"
    turn: "Callable[[Office], date | None] | None" = None


def run(office: "Office", day: date | None = None, note: Callable[[str], None] = lambda text: None) -> list[Done]:
    """Catch up to a day (today when none is named) and tell what was done, job by job.

    Raises:
        BadInput: the day lies more than a year ahead.
        Conflict: another nightly run is under way in this folder.
        NotAllowed: the acting account may not administer the office.
    """
    from gongkai.core.access import require

    day = day or office.today
    if (day - office.today).days > FARTHEST:
        raise BadInput(
            T(f"{day} 在一年以后。", f"{day} is more than a year ahead."), T("检查日期。", "Check the date.")
        )
    require(office, "administer", office.scope, whole=True)
    with _alone(office):
        jobs: list[Job] = []
        office.plugins.call("gongkai_nightly", lambda plugin: jobs.append, office=office)
        done = _added(_rounds(office, jobs, day, note))
        return done + _roles(office)


def _rounds(office: "Office", jobs: Sequence[Job], day: date, note: Callable[[str], None]) -> Iterator[Done]:
    movers = [job for job in jobs if job.turn]
    others = [job for job in jobs if not job.turn]
    while (turn := _next_turn(office.on(day), movers)) is not None:
        for job in others:
            yield from _told(job, office.on(turn - ONE_DAY), note)
        for job in movers:
            yield from _told(job, office.on(turn), note)
    for job in others:
        yield from _told(job, office.on(day), note)


def _roles(office: "Office") -> list[Done]:
    """Database roles that are in use, where the rules' own roles or the registers changed since the last grant did."""
    if office.store.kind != "postgresql":
        return []
    from gongkai.core.access.dbroles import apply, in_use

    count = apply(office) if in_use(office) else 0
    return (
        [Done("roles", T("更新数据库角色的语句", "statements that brought the database roles up to date"), count)]
        if count
        else []
    )


def _next_turn(office: "Office", movers: Sequence[Job]) -> date | None:
    turns = [found for job in movers if job.turn and (found := job.turn(office)) is not None]
    return min(turns, default=None)


def _told(job: Job, office: "Office", note: Callable[[str], None]) -> Sequence[Done]:
    note(f"{job.name} {office.today}")
    return job.run(office)


def _added(found: Iterator[Done]) -> list[Done]:
    """The lines of several rounds as one for each matter."""
    sums: dict[tuple[str, T], Done] = {}
    for one in found:
        before = sums.get((one.job, one.what))
        if before is not None:
            days = [d for d in (before.first, before.last, one.first, one.last) if d is not None]
            one = Done(one.job, one.what, before.count + one.count, min(days, default=None), max(days, default=None))
        sums[one.job, one.what] = one
    return list(sums.values())


@contextmanager
def _alone(office: "Office") -> Iterator[None]:
    """Keep a second run out of this folder; the lock goes when the process ends, however it ends.

    Runs on different machines meet in the store, where each job's change waits for the other's and finds all done.
    """
    path = office.folder / LOCK
    with path.open("a+b") as held:
        try:
            _lock(held.fileno())
        except OSError as error:
            raise Conflict(
                T("另一个夜间任务正在运行。", "Another nightly run is under way."),
                T("等它结束；再次运行不会重复。", "Wait for it to end; running again doubles nothing."),
            ) from error
        yield
    with suppress(OSError):
        path.unlink()


def _lock(number: int) -> None:
    if os.name == "nt":  # pragma: no cover - the other systems' tests cannot reach it
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
