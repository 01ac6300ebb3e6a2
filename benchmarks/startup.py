"""The command line from a wheel, as whole processes."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, process, turns
from gongkai.core.setup import init_office

ROOT = Path(__file__).parents[1]


def run(work: Path) -> Iterator[Result]:
    """`gongkai division list` of one county against an interpreter that imports click and peewee."""
    bin_ = install(work)
    init_office(work / "pc", "511923000000", region=("pingchang",), account="bench").close()
    here = {"cwd": work}
    base = [str(bin_ / "python"), "-c", "import click, peewee"]
    for words in (["division", "list"], ["unit", "list"], ["entry", "list"], ["--help"]):
        ours = [str(bin_ / "gongkai"), "-C", str(work / "pc"), *words]
        process(ours, **here), process(base, **here)
        a, b = turns(lambda ours=ours: process(ours, **here), lambda: process(base, **here), 15)  # type: ignore[misc]
        goal = 2.5 if words[0] == "division" else 4.0
        yield Result(f"gongkai {' '.join(words)} / import click, peewee", a, b, a / b, goal)


def install(work: Path) -> Path:
    """A fresh environment with the wheel in it; gives its folder of commands."""
    copy = work / "source"
    shutil.copytree(ROOT, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", ".venv", "build", "*.egg-info"))
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(work / "dist"), str(copy)],
        check=True, capture_output=True,
    )  # fmt: skip
    venv.create(work / "env", with_pip=True)
    bin_ = work / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    wheel = next((work / "dist").glob("*.whl"))
    subprocess.run([str(bin_ / "python"), "-m", "pip", "install", "-q", str(wheel)], check=True, capture_output=True)
    subprocess.run(
        [str(bin_ / "python"), "-m", "compileall", "-q", str(work / "env")], check=False, capture_output=True
    )
    return bin_
