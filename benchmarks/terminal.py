"""The terminal UI: first paint in a real pseudo-terminal, and what opening a large register reads."""

import asyncio
import fcntl
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Result, turns
from gongkai.core.demo import make_demo
from gongkai.core.office import Office
from gongkai.core.setup import init_office

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("ready-to-read")
Empty().run()
"""
OURS = (
    "import sys; from gongkai.core.office import Office; from gongkai.tui.app import run; run(Office.open(sys.argv[1]))"
)


def run(work: Path) -> Iterator[Result]:
    """First paint of the sample office against an empty Textual app; a register of 1,000 and of 1,000,000 rows."""
    office = make_demo(work / "demo")
    title = office.title
    office.close()
    ours = [sys.executable, "-c", OURS, str(work / "demo")]
    empty = [sys.executable, "-c", EMPTY]
    first_paint(ours, title), first_paint(empty, "ready-to-read")
    a, b = turns(lambda: first_paint(ours, title), lambda: first_paint(empty, "ready-to-read"), 7)
    yield Result("first paint of the sample office / empty Textual app", a, b, a / b, 1.5)

    small = asyncio.run(opening(work, 1_000))
    large = asyncio.run(opening(work, 1_000_000))
    yield Result(
        "queries to open 1,000,000 rows / 1,000 rows", large[0], small[0], large[0] / small[0], 1.0, unit="queries"
    )
    yield Result(
        "rows read to open 1,000,000 / 1,000", large[1], small[1], large[1] / max(small[1], 1), 1.0, unit="rows"
    )

    few = asyncio.run(tree(work / "town", "110101001000", 1_000))
    many = asyncio.run(tree(work / "nation", "000000000000", 1_000_000))
    yield Result(
        "queries to paint the tree of 665,000 divisions, 1,000,000 units / of a town",
        many.first, few.first, many.first / few.first, 1.0, unit="queries",
    )  # fmt: skip
    yield Result("queries to open a branch of the nation / one", many.branch, 1, many.branch, 1.0, unit="queries")
    yield Result("rows of a branch / 500", many.rows, 500, many.rows / 500, 1.0, unit="rows")
    yield Result(
        "seconds to paint the nation's tree / a town's", many.seconds, few.seconds, many.seconds / few.seconds, 1.5
    )


def first_paint(command: list[str], text: str) -> float:
    """Seconds from the start of the process until the text stands on its terminal."""
    lead, follow = pty.openpty()
    fcntl.ioctl(follow, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    start = time.perf_counter()
    environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "GONGKAI_LANG": "zh"}
    process = subprocess.Popen(command, stdin=follow, stdout=follow, stderr=follow, close_fds=True, env=environment)
    os.close(follow)
    seen, wanted = b"", text.encode()
    try:
        while wanted not in seen:
            if not select.select([lead], [], [], 30)[0]:
                raise TimeoutError(f"{command}: {seen[-500:]!r}")
            seen += os.read(lead, 65536)
        return time.perf_counter() - start
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(lead)


@dataclass
class TreeCost:
    """Queries until the tree is painted, queries and rows of one branch opened, seconds of the first paint."""

    first: int
    branch: int
    rows: int
    seconds: float


async def tree(folder: Path, division: str, units: int) -> TreeCost:
    """The tree screen in the UI thread alone: what is counted afterwards in threads is not waited for."""
    office = init_office(folder, division, account="admin")
    if division.startswith("0"):
        from benchmarks.divisions import load_all

        load_all(office.as_system())
    fill(office, units, spread=division.startswith("0"))
    from gongkai.tui.app import GongkaiApp
    from gongkai.tui.screens.tree import TreeScreen

    asked: list[int] = []
    fetch, sql = office.store.fetch, office.store.sql

    def counted(read: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def run(*what: Any) -> list[Any]:
            found = read(*what)
            if threading.current_thread() is threading.main_thread():
                asked.append(len(found))
            return found

        return run

    app = GongkaiApp(office)
    async with app.run_test(size=(120, 40)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        office.store.fetch, office.store.sql = counted(fetch), counted(sql)  # type: ignore[method-assign]
        TreeScreen._count = lambda self: None  # type: ignore[method-assign]  # what follows in a thread is not the paint
        start = time.perf_counter()
        await app.go("tree")
        await pilot.pause()
        seconds = time.perf_counter() - start
        first = len(asked)
        shown = app.screen.query_one("UnitTree")
        node = shown.root.children[len(shown.root.children) // 2]  # type: ignore[attr-defined]
        asked.clear()
        node.expand()
        await pilot.pause()
        branch = (len(asked), len(node.children))
    office.close()
    return TreeCost(first, *branch, seconds)


async def opening(work: Path, rows: int) -> tuple[int, int]:
    """Queries and rows that opening a register of so many units reads."""
    folder = work / f"office{rows}"
    office = init_office(folder, "110101001000", account="admin")
    fill(office, rows)
    from gongkai.tui.app import GongkaiApp

    counts = [0, 0]
    fetch, sql = office.store.fetch, office.store.sql

    def counted_fetch(query: object) -> list[object]:
        found = fetch(query)
        counts[0] += 1
        counts[1] += len(found)
        return found

    def counted_sql(statement: str, params: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        found = sql(statement, params)
        counts[0] += 1
        counts[1] += len(found)
        return found

    app = GongkaiApp(office)
    async with app.run_test(size=(120, 40)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        office.store.fetch, office.store.sql = counted_fetch, counted_sql  # type: ignore[method-assign]
        app.open_register("unit")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
    office.close()
    return counts[0], counts[1]


def fill(office: Office, rows: int, spread: bool = False) -> None:
    """Units enough to make a large register; straight into the table, for reading only.

    Args:
        spread: over all divisions, and not all in one town.
    """
    chance = random.Random(rows)
    names = "uid, unit, scope, stage, version, name, kind, level, division"
    places = [code for (code,) in office.store.sql("SELECT code FROM division WHERE level > 0 ORDER BY code")]
    places = places if spread else [110101001000000]
    data = (
        (f"u{n:015d}", f"u{n:015d}", place, "", 1, f"单位{chance.randrange(10**6)}", "department", "township", place)
        for n in range(rows)
        for place in (places[n % len(places)],)
    )
    with office.store.write():
        office.store.many(f"INSERT INTO unit ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", data)
