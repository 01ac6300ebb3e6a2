"""docs/powers.md: its example of required fields works, and every code of a finding that there is stands in its table."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.main import cli
from gongkai.plugins.catalog.powers.models import Power
from tests.catalogues import FRIDAY, staffed

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "powers.md").read_text("utf-8")


def test_the_national_schema_is_asked_for_by_a_few_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    folder = tmp_path / "town"
    staffed(folder, "sqlite:///office.sqlite")
    [example] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (folder / "rules").mkdir()
    (folder / "rules" / "own.toml").write_text(example, "utf-8")

    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, ["-C", str(folder), "--as", "wen", *words], catch_exceptions=False)

    def lacking(name: str) -> str:
        found = json.loads(call("power", "check", "--format", "json").stdout)
        return " ".join(row["what"] for row in found if row["rule"] == "POW-1" and name in row["what"])

    names = set(re.findall(r'"([a-z_|]+)"', " ".join(re.findall(r"fields = \[(.*?)\]", example, re.DOTALL))))
    known = set(Power._meta.fields)
    assert len(names) > 30 and not {part for name in names for part in name.split("|")} - known
    for kind, name in (("licence", "小餐饮许可"), ("penalty", "占道处罚")):
        done = call(
            "power",
            "add",
            "unit=响滩镇人民政府",
            f"name={name}",
            f"kind={kind}",
            "basis=法",
            "statutory=15wd",
            "promised=11wd",
        )
        assert done.exit_code == 0, done.stderr
    assert "实施编码" in lacking("小餐饮许可") and "到现场次数" in lacking("小餐饮许可")
    assert "处罚幅度" in lacking("占道处罚") and "实施编码" not in lacking("占道处罚")
    assert "power-shorter" in call("power", "check", "--format", "csv").stdout


def test_every_kind_of_finding_is_told() -> None:
    source = (ROOT / "plugins" / "catalog" / "powers" / "checks.py").read_text("utf-8")
    codes = set(re.findall(r'"((?:power|duty)-[a-z-]+)"', source)) - {"power-steps"}  # the rule behind several
    assert len(codes) > 12
    for code in codes:
        assert f"`{code}`" in PAGE or f"`-{code.removeprefix('power-steps-')}`" in PAGE, code
