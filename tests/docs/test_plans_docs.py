"""docs/plans.md: the worked example runs from the document to the reminders, and prints what the page says."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.setup import init_office

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "plans.md").read_text("utf-8")
EXAMPLE = PAGE.split("## Worked example")[1]
LAST = "2026-03-23"


def test_the_worked_example_prints_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-02-10")
    monkeypatch.chdir(tmp_path)
    init_office(tmp_path / "town", "511923101000", region=("pingchang",), account="root").close()
    monkeypatch.setenv("GONGKAI_ACCOUNT", "root")
    [document] = re.findall(r"```text\n(.*?)```", EXAMPLE, re.DOTALL)
    (tmp_path / "points.txt").write_text(document, "utf-8")
    blocks = re.findall(r"```console\n(.*?)```", EXAMPLE, re.DOTALL)
    for number, block in enumerate(blocks, 1):
        if number == len(blocks):
            monkeypatch.setenv("GONGKAI_TODAY", LAST)
        for command, told in re.findall(r"^\$ gongkai (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            done = CliRunner().invoke(cli, command.split(), catch_exceptions=False)
            assert done.exit_code == 0, (command, done.output)
            said = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines())
            assert not told or said == told.rstrip(), command
    assert len(blocks) == 5
