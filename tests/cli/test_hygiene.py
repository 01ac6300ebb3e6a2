"""What a command imports: nothing that it does not use."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Gongkai

NEVER = (
    "textual", "rich", "psycopg", "psycopg2", "pypinyin", "xlsxwriter", "python_calamine", "hypothesis", "chinese_calendar",
    "importlib.metadata",
)  # fmt: skip
PROBE = """
import json, sys
from gongkai.cli.main import cli
try:
    cli.main(json.loads(sys.argv[1]))
except SystemExit as end:
    code = end.code
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def loaded(folder: Path, *words: str) -> list[str]:
    """Modules after one call in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(["-C", str(folder), *words])], capture_output=True, text=True
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code in (0, None), done.stderr
    assert done.stdout
    found: list[str] = modules
    return found


@pytest.mark.parametrize(
    "words",
    [
        ("division", "list"),
        ("division", "list", "--format", "json"),
        ("division", "find", "xtz"),
        ("unit", "list"),
        ("unit", "show", "xtzrmzf"),
    ],
)
def test_core_commands_import_no_plugin_and_nothing_slow(town: Gongkai, words: tuple[str, ...]) -> None:
    town.good("unit", "list")  # the roles and lists of the rules are remembered
    modules = loaded(town.folder, *words)
    assert [m for m in modules if m.split(".")[0] in NEVER or m in NEVER] == []
    assert [m for m in modules if m.startswith(("gongkai.plugins", "gongkai.tui", "gongkai_office_plugin"))] == []


def test_divisions_need_neither_models_nor_rules_nor_pluggy(town: Gongkai) -> None:
    modules = loaded(town.folder, "division", "list")
    assert {"pluggy", "gongkai.core.resource", "gongkai.core.plugins", "gongkai.core.registry.models"} & set(
        modules
    ) == set()


def test_a_register_of_a_plugin_imports_no_terminal_ui(town: Gongkai) -> None:
    modules = loaded(town.folder, "entry", "list")
    assert "gongkai.plugins.catalog.plugin" in modules
    assert [m for m in modules if m.split(".")[0] in ("textual", "rich", "pypinyin", "xlsxwriter")] == []


def test_help_imports_no_store(town: Gongkai) -> None:
    town.good("--help")  # the names of the plugins are remembered from now on
    modules = loaded(town.folder, "--help")
    assert {"peewee", "gongkai.core.resource", "pluggy"} & set(modules) == set()


def test_what_is_remembered_is_made_anew_when_a_rule_file_changes(town: Gongkai) -> None:
    def choices() -> str:
        return town.good("unit", "add", "--help").out

    assert "边境检查站" not in choices()
    (town.folder / "rules").mkdir()
    (town.folder / "rules" / "own.toml").write_text(
        '[[line]]\nkey = "a-frontier"\nname = { zh = "边境检查站", en = "Frontier" }\n', "utf-8"
    )
    town.good("unit", "edit", "xtzrmzf", "line=边境检查站")
    assert town.good("unit", "show", "xtzrmzf", "--format", "json").json["line"] == "a-frontier"
    (town.folder / "rules" / "own.toml").unlink()
    assert town("unit", "edit", "xtzrmzf", "line=边境检查站").code == 3


def test_a_damaged_memory_is_made_anew(town: Gongkai) -> None:
    town.good("unit", "list")
    town.good("--help")
    kept = list((Path.home() / ".cache" / "gongkai").glob("lists-*.json"))
    assert kept
    for file in (*kept, town.folder / ".gongkai" / "plugins.json"):
        file.write_text("{broken", "utf-8")
    assert len(town.rows("unit", "list")) > 30
    assert "entry" in town.good("--help").out


def test_a_role_that_a_rule_file_takes_away_gives_nothing(town: Gongkai) -> None:
    assert town.rows("unit", "list")
    (town.folder / "rules").mkdir()
    (town.folder / "rules" / "own.toml").write_text('[remove]\nrole = ["administrator"]\n', "utf-8")
    assert town.rows("unit", "list") == []
