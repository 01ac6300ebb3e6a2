"""docs/annual-report.md: its example gives what stands there, and its rules are taken."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.office import FILE
from tests.registry import make_office

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "annual-report.md").read_text("utf-8")


def test_the_example_names_the_wrong_cell_and_mended_it_holds(tmp_path: Path) -> None:
    [table] = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    [said] = re.findall(r"```console\n\$ gongkai (.*?)\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "table.txt").write_text(table, "utf-8")
    done = CliRunner().invoke(cli, said[0].split())
    assert done.exit_code == 1 and done.stdout.strip() == said[1].strip()
    (tmp_path / "table.txt").write_text(
        table.replace("本机关不掌握相关政府信息 6 ", "本机关不掌握相关政府信息 9 "), "utf-8"
    )
    assert CliRunner().invoke(cli, said[0].split()).exit_code == 0


def test_the_example_rules_move_the_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-01-27")
    office = make_office(tmp_path / "o", "sqlite:///office.sqlite", (("511923101000", "响滩镇"),), "511923101000")
    office.close()
    [rules] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "o" / "rules").mkdir()
    (tmp_path / "o" / "rules" / "own.toml").write_text(rules, "utf-8")
    assert (tmp_path / "o" / FILE).is_file()
    done = CliRunner().invoke(cli, ["-C", str(tmp_path / "o"), "request", "report", "due", "--format", "csv"])
    assert "2026-01-28,2026-01-26" in done.stdout, done.output


def test_every_table_of_the_profile_is_named() -> None:
    source = (ROOT / "plugins" / "tasks" / "annual.toml").read_text("utf-8")
    for identity in set(re.findall(r"annual_form.identity\]\]\nid = \"(\d)\"", source)):
        assert f"| {identity} |" in PAGE


def test_every_mark_of_a_template_is_told() -> None:
    from gongkai.plugins.tasks.annual.paper import FIGURES, TABLES
    from gongkai.plugins.tasks.annual.telling import WORDS

    assert {mark for mark in (*FIGURES, *TABLES.values(), *WORDS) if f"`{{{{{mark}}}}}`" not in PAGE} == set()
