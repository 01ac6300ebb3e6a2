"""docs/cases.md and docs/decisions.md: their actions are those that there are, their rules run from the shell."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.main import cli
from gongkai.core.office import Office
from gongkai.plugins.tasks.decisions.rules import StepRule
from tests.catalogues import FRIDAY, staffed

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {name: (DOCS / f"{name}.md").read_text("utf-8") for name in ("cases", "decisions")}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    folder = tmp_path / "town"
    staffed(folder, "sqlite:///office.sqlite")
    (folder / "rules").mkdir()
    for name, page in PAGES.items():
        [example] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
        (folder / "rules" / f"{name}.toml").write_text(example, "utf-8")
    return folder


def call(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), *words], catch_exceptions=False)


def said(folder: Path, *words: str) -> Any:
    result = call(folder, *words)
    assert result.exit_code == 0, (words, result.stderr)
    return result.stdout.strip()


@pytest.mark.parametrize(("page", "register"), [("cases", "case"), ("decisions", "decision")])
def test_the_actions_are_told_whole(folder: Path, page: str, register: str) -> None:
    office = Office.open(folder, "admin")
    flow = office.workflow(office.resource(register))
    office.close()
    told = {
        name: (set(start.split(", ")), end, right)
        for name, start, end, right in re.findall(
            r"^\| `([\w-]+)` \| ([\w, ]+?)(?: → (\w+))? \| (\w+) \|", PAGES[page], re.MULTILINE
        )
    }
    assert told == {action.key: ({*action.source}, action.target, action.verb) for action in flow.action}


def test_every_key_of_a_step_is_told() -> None:
    own = {"key", "name", "note", "rule"}
    told = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?) \|", PAGES["decisions"], re.MULTILINE))))
    assert {name for name in StepRule.__struct_fields__ if name not in own} <= told


def test_an_office_s_own_channel_limit_and_emergency_hold(folder: Path) -> None:
    said(folder, "config", "check")
    uid = said(folder, "case", "new", "物业乱收费", "-c", "wechat", "kind=投诉", "-p", "13800000000")
    said(folder, "case", "assign", uid)
    [case] = json.loads(said(folder, "case", "list", "--format", "json"))
    assert (case["due"], case["manner"], case["limit_key"]) == ("2026-11-24", "writing", "wechat-complaint")
    said(folder, "case", "investigate", uid)
    said(folder, "case", "act", uid, "--findings", "属实")
    refused = call(folder, "case", "feedback", uid, "--result", "已退费")
    assert refused.exit_code == 3 and "公开链接" in refused.stderr
    said(folder, "case", "feedback", uid, "--result", "已退费", "--link", "https://example.gov.cn/2")
    said(folder, "case", "callback", uid, "--rating", "不满意")
    said(folder, "case", "redo", uid, "--reason", "未退足")
    again = json.loads(said(folder, "case", "list", "--format", "json"))[0]
    assert (again["round"], again["due"]) == (2, "2026-12-11")  # fifteen working days, as the page's rule says
    urgent = said(folder, "case", "new", "老人困在电梯里")
    assert [row["uid"] for row in json.loads(said(folder, "case", "list", "--urgent", "--format", "json"))] == [urgent]


def test_an_office_s_own_chain_holds(folder: Path) -> None:
    uid = said(folder, "decision", "add", "title=水价", "types=fares", "responsible=周敏", "--unit", "响滩镇人民政府")
    said(folder, "decision", "begin", uid)
    steps = {row["step"]: row["uid"] for row in json.loads(said(folder, "decision_step", "list", "--format", "json"))}
    assert list(steps) == ["opinions", "hearing", "costs", "legality", "collective"]
    early = call(folder, "decision_step", "finish", steps["costs"], "--conclusion", "合理", "--link", "x")
    assert early.exit_code == 3 and "公开征求意见" in early.stderr
    short = ("--starts-on", "2026-11-01", "--ends-on", "2026-11-10", "--received", "0", "--link", "x")
    refused = call(folder, "decision_step", "finish", steps["opinions"], *short)
    assert refused.exit_code == 3 and "不少于30日" in refused.stderr
    decided = call(folder, "decision", "decide", uid, "--view", "pass")
    assert decided.exit_code == 3 and "集体讨论" in decided.stderr
