"""The folders at the root are the packages of ``gongkai``: all of them listed, linked and shipped."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import gongkai
from tests.packaging.sources import ROOMS, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SETUP = PROJECT["tool"]["setuptools"]
PARTS = {package: ROOT / folder for package, folder in SETUP["package-dir"].items()}


def test_every_package_is_listed() -> None:
    found = set()
    for package, folder in PARTS.items():
        for init in folder.rglob("__init__.py"):
            if package != "gongkai" or init.parent == folder:  # newer Pythons may follow the links
                found.add(".".join((package, *init.parent.relative_to(folder).parts)))
    assert found == set(SETUP["packages"])


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_part_is_linked_for_type_checkers() -> None:
    rooms = {package.rpartition(".")[2]: folder for package, folder in PARTS.items() if package != "gongkai"}
    assert set(rooms) == set(ROOMS)
    for name, folder in rooms.items():
        link = ROOT / "src" / "gongkai" / name
        assert link.is_symlink() and link.resolve() == folder
        assert not Path(link.readlink()).is_absolute()


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_is_a_top_level_module(room: str, tmp_path: Path) -> None:
    code = f"import importlib.util as u; print(u.find_spec({room!r}))"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(ROOT) not in done.stdout


def test_one_version_everywhere() -> None:
    assert gongkai.__version__ == PROJECT["project"]["version"]
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_licence_is_whole() -> None:
    assert PROJECT["project"]["license"] == "Apache-2.0"
    for name in PROJECT["project"]["license-files"]:
        assert (ROOT / name).read_text("utf-8").strip()
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert re.search(r"Apache License\s+Version 2\.0, January 2004", licence)
    assert all(f"   {number}. " in licence for number in range(1, 10))
    assert "END OF TERMS AND CONDITIONS" in licence


def test_the_command_is_declared() -> None:
    assert PROJECT["project"]["scripts"] == {"gongkai": "gongkai.cli.main:main"}
