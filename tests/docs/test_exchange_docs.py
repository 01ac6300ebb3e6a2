"""docs/exchange.md: its commands are one story, run from the shell as they stand."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.office import Office
from tests.exchange import LISTING, TODAY, TOWN, entries
from tests.registry import make_office

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exchange.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def test_the_commands_of_the_page_are_a_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    monkeypatch.chdir(tmp_path)
    for name, code, title in (("county", "511923", "平昌县"), ("town", "511923101", "响滩镇")):
        make_office(tmp_path / name, "sqlite:///office.sqlite", LISTING, code).close()
        file = tmp_path / name / "gongkai.toml"
        file.write_text(file.read_text("utf-8").replace("试验", title), "utf-8")
    town = Office.open(tmp_path / "town")
    with town.change("目录") as change:
        change.create("entry", unit=TOWN, title="预算")
    said = ""
    for line in COMMANDS:
        program, *words = shlex.split(line)
        assert program == "gongkai", line
        result = CliRunner().invoke(cli, words, catch_exceptions=False)
        assert result.exit_code == 0, (line, result.stdout, result.stderr)
        said += result.stdout + result.stderr
    county = Office.open(tmp_path / "county")
    assert entries(county) == entries(town) and "什么都没有写入" in said and "回执" in said
    [standing] = [row.record for row in town.register("bundle").page() if row.record.direction == "out"]
    assert standing.state == "accepted"
    for office in (town, county):
        office.close()
