"""What plugins by others cost a command and a screen that do not need them: twenty installed against none."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, process, turns
from benchmarks.terminal import OURS, first_paint
from gongkai.core.plugins.project import command, environment, projects
from gongkai.core.plugins.scaffolding import scaffold
from gongkai.core.setup import init_office

MANY = 20


def run(work: Path) -> Iterator[Result]:
    """``gongkai unit list``, and the first paint of the terminal UI, each in an office of its own."""
    found = []
    for number in range(MANY):
        scaffold(f"plugin_{number:02d}", "register", work / "projects")
        found += projects(work / "projects" / f"plugin_{number:02d}")
    many, none = environment(found, work / "installed"), dict(os.environ)
    for name in ("many", "none"):
        office = init_office(work / name, "511923000000", account="bench")
        title = office.title
        office.close()
    words = ("unit", "list", "--limit", "20")

    def listed(name: str, surroundings: dict[str, str]) -> float:
        return process(command("-C", str(work / name), *words), env=surroundings)

    def painted(name: str, surroundings: dict[str, str]) -> float:
        before = dict(os.environ)
        os.environ.update(surroundings)
        try:
            return first_paint([sys.executable, "-c", OURS, str(work / name)], title)
        finally:
            os.environ.clear()
            os.environ.update(before)

    listed("many", many), listed("none", none)  # what is remembered of plugins is remembered from now on
    a, b = turns(lambda: listed("many", many), lambda: listed("none", none), 15)
    yield Result(f"gongkai unit list with {MANY} plugins installed / with none", a, b, a / b, 1.15)
    yield Result("the same, seconds for each plugin / 5 ms", (a - b) / MANY, 0.005, max(a - b, 0) / MANY / 0.005, 1.0)
    painted("many", many), painted("none", none)
    a, b = turns(lambda: painted("many", many), lambda: painted("none", none), 7)
    yield Result(f"first paint with {MANY} plugins installed / with none", a, b, a / b, 1.2)
