"""What an import brings with it, seen in a clean interpreter: start-up stays short, layers stay apart."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.sources import sources

FRONT_ENDS = ("textual", "rich", "click")
SLOW = ("textual", "rich", "psycopg", "pypinyin", "xlsxwriter", "chinese_calendar")

# Imports the given modules one by one and says which of them brought an unwanted one.
# {absent} are made impossible to import, as in an installation without them.
PROBE = """
import importlib, json, sys
modules, unwanted, absent = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(absent))
guilty = {}
for module in modules:
    before = {name for name in unwanted if sys.modules.get(name)}
    importlib.import_module(module)
    for name in unwanted:
        if sys.modules.get(name) and name not in before:
            guilty.setdefault(module, []).append(name)
print(json.dumps(guilty))
"""


def brought(
    modules: list[str], unwanted: tuple[str, ...], folder: Path, absent: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """Module → the unwanted modules that came with it."""
    words = json.dumps([modules, unwanted, absent])
    done = subprocess.run([sys.executable, "-P", "-c", PROBE, words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result: dict[str, list[str]] = json.loads(done.stdout)
    return result


def modules_of(room: str) -> list[str]:
    names = (source.name.removesuffix(".py").replace("/", ".") for source in sources(room))
    return [f"gongkai.{name.removesuffix('.__init__')}" for name in names]


# peewee itself imports each driver that is installed, so the drivers are made absent here: a module of ours
# that imports one at its top then fails, and all is seen to work without the extra "postgresql".
DRIVERS = ("psycopg", "psycopg2", "pymysql")


def test_core_brings_no_front_end_and_nothing_slow(tmp_path: Path) -> None:
    unwanted = tuple(dict.fromkeys(FRONT_ENDS + SLOW))
    assert brought(modules_of("core"), unwanted, tmp_path, absent=DRIVERS) == {}


def test_plugins_and_levels_bring_no_front_end_and_nothing_slow(tmp_path: Path) -> None:
    modules = [
        module
        for module in modules_of("plugins") + modules_of("levels")
        # a plugin's own commands and screens belong to the front ends, which import them when used
        if not module.endswith(("commands", "screens"))
    ]
    unwanted = tuple(dict.fromkeys(FRONT_ENDS + SLOW))
    assert brought(modules, unwanted, tmp_path, absent=DRIVERS) == {}


def test_the_command_line_starts_with_nothing_slow(tmp_path: Path) -> None:
    """Neither peewee: it costs 42 ms, and 200 ms where database drivers are installed."""
    assert brought(["gongkai.cli.main"], (*SLOW, "peewee"), tmp_path) == {}


def test_the_package_itself_is_cheap(tmp_path: Path) -> None:
    assert brought(["gongkai"], ("gongkai.core", "click", "peewee", *SLOW), tmp_path) == {}


@pytest.mark.parametrize("name", ["rich", "xlsxwriter"])
def test_an_unwanted_import_is_found(name: str, tmp_path: Path) -> None:
    assert brought(["json", name], SLOW, tmp_path) == {name: [name]}
