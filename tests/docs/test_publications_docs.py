"""docs/publications.md: its chain is the default workflow, its marks are those that there are, its example runs from the shell."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.main import cli
from gongkai.core.office import Office
from gongkai.core.workflow import Action
from gongkai.plugins.catalog.publications.numbers import TOKENS, IndexNumber, check_form
from tests.catalogues import FRIDAY, staffed

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "publications.md").read_text("utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    staffed(tmp_path / "town", "sqlite:///office.sqlite")
    return tmp_path / "town"


def test_the_chain_is_told_whole(folder: Path) -> None:
    office = Office.open(folder, "admin")
    flow = office.workflow(office.resource("publication"))
    office.close()
    told: dict[str, tuple[set[str], list[str], str]] = {}
    for names, way, right in re.findall(r"^\| (`[^|]+) \| ([^|]+) \| ([^|]+) \|", PAGE, re.MULTILINE):
        start, _, end = way.partition(" → ")
        for place, name in enumerate(re.findall(r"`([\w-]+)`", names)):
            ends = end.split(", ") if end else [""]
            told[name] = ({*start.split(", ")}, [ends[place] if len(ends) > 1 else ends[0]], right)
    for action in flow.action:
        start, [end], right = told[action.key]
        assert (start, right.split(",")[0]) == ({*action.source}, action.verb), action.key
        assert end in (action.target, "the same") or not action.target, action.key


def test_every_key_of_an_action_and_every_mark_is_told() -> None:
    encoded = {"source": "from", "target": "to"}
    keys = [encoded.get(name, name) for name in Action.__struct_fields__ if name != "key"]
    assert [key for key in keys if f"`{key}`" not in PAGE] == []
    assert [token for token in TOKENS if f"`{{{token}" not in PAGE] == []
    forms = [form for form in re.findall(r"`([^`]*\{serial:\d\})`", PAGE) if "/" in form or "-" in form]
    assert len(forms) > 5 and [check_form(IndexNumber(form=form)) for form in forms] == [None] * len(forms)


def test_the_county_s_own_chain_runs_from_the_shell(folder: Path) -> None:
    [example] = EXAMPLE
    (folder / "rules").mkdir()
    (folder / "rules" / "own.toml").write_text(example, "utf-8")

    def call(actor: str, *words: str) -> Result:
        return CliRunner().invoke(cli, ["-C", str(folder), "--as", actor, *words], catch_exceptions=False)

    def said(actor: str, *words: str) -> Any:
        result = call(actor, *words)
        assert result.exit_code == 0, (words, result.stderr)
        return result.stdout.strip()

    said("admin", "config", "check")
    said("admin", "catalog", "generate")
    rows = json.loads(said("admin", "entry", "list", "--where", "obligation=farm-policy", "--format", "json"))
    entry = next(row["uid"] for row in rows if row["unit"].startswith("响滩镇") or "响滩镇" in str(row))
    said("admin", "entry", "edit", entry, "topic=财政信息/惠农")
    uid = said("wen", "publication", "draft", entry, "content=每亩120元", "abstract=" + "概" * 101)
    refused = call("wen", "publication", "submit", uid)
    assert refused.exit_code == 3 and "最多 100 字" in refused.stderr
    said("wen", "publication", "edit", uid, "abstract=概要")
    steps = [  # who, the step, its exit code
        ("kan", "submit", 4), ("wen", "submit", 0), ("wen", "review", 4), ("jian", "proofread", 3), ("guo", "review", 0),
        ("mei", "sign", 3), ("guo", "proofread", 4), ("mei", "proofread", 4), ("jian", "proofread", 0), ("guo", "sign", 4),
        ("mei", "sign", 0), ("wen", "publish", 4), ("mei", "publish", 0),
    ]  # fmt: skip
    for actor, step, code in steps:
        result = call(actor, "publication", step, uid)
        assert result.exit_code == code, (actor, step, result.stderr)
        if step == "review" and not code:
            queue = json.loads(said("jian", "publication", "list", "--for-me", "--format", "json"))
            assert [row["uid"] for row in queue] == [uid]
            assert "其他待我办理" in said("jian", "today")
    [public] = json.loads(said("kan", "publication", "list", "--published", "--format", "json"))
    assert (public["index_no"], public["signed_by"]) == ("XT-CZ-2026-0001", "mei")
