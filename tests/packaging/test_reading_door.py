"""Plugins and front ends read through the office: no store, no driver, no way round the account's rights."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UPKEEP = {  # they make, look after or move the store itself
    "cli/commands/migrate.py",
    "cli/commands/doctor.py",
}
SYSTEM = {
    "plugins/catalog/demo.py",
    "plugins/tasks/demo.py",
    "plugins/inspection/demo.py",
    "cli/commands/demo.py",
    "cli/commands/migrate.py",
    "cli/commands/init.py",
}
DRIVERS = {"sqlite3", "psycopg", "psycopg2", "apsw"}


def sources() -> list[Path]:
    return [path for folder in ("plugins", "cli", "tui") for path in sorted((ROOT / folder).rglob("*.py"))]


def ways_round(path: Path, name: str) -> list[str]:
    """What a module does to read behind the office's back."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr == "store" and name not in UPKEEP:
            found.append(f"{name}:{node.lineno} .store")
        if isinstance(node, ast.Attribute) and node.attr == "as_system" and name not in SYSTEM:
            found.append(f"{name}:{node.lineno} .as_system")
        if isinstance(node, ast.Import | ast.ImportFrom) and name not in UPKEEP:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            found += [f"{name}:{node.lineno} {one}" for one in names if one.split(".")[0] in DRIVERS]
            if isinstance(node, ast.ImportFrom) and node.module == "gongkai.core.store.engine":
                found.append(f"{name}:{node.lineno} {node.module}")
    return found


def test_nothing_outside_core_goes_round_the_reading_door() -> None:
    found = [way for path in sources() for way in ways_round(path, path.relative_to(ROOT).as_posix())]
    assert [way for way in found if not way.startswith("plugins/") or "migrations" not in way] == []


@pytest.mark.parametrize(
    "text",
    ["office.store.sql('SELECT 1')", "office.as_system().rows('')", "import sqlite3", "from psycopg import connect",
     "from gongkai.core.store.engine import open_store"],
)  # fmt: skip
def test_the_check_sees_each_way_round(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plugin.py"
    path.write_text(text, "utf-8")
    assert len(ways_round(path, "plugins/x/plugin.py")) == 1
