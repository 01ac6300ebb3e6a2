"""docs/acts.md: its examples are one story, applied from the shell and taken back; its tables name every key."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.main import cli
from gongkai.core.office import Office
from gongkai.core.registry.actfile import Head, Item, Part
from gongkai.core.registry.acts import KINDS
from gongkai.core.setup import init_office
from tests.registry import present, sound

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "acts.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_every_kind_has_its_example() -> None:
    assert [re.findall(r'kind = "(\w+)"', text)[0] for text in EXAMPLES] == list(KINDS)
    assert re.findall(r"^### (\w+)", PAGE, re.MULTILINE) == list(KINDS)


def test_every_key_is_told() -> None:
    keys = {*Head.__struct_fields__, *Item.__struct_fields__, *Part.__struct_fields__} - {"op", "item", "part"}
    assert [key for key in sorted(keys) if f"`{key}`" not in PAGE] == []


def test_the_examples_are_previewed_applied_and_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    folder = tmp_path / "office"
    made = init_office(folder, "511923000000", region=["pingchang"], account="admin")
    before, path = present(made), tmp_path / "act.toml"
    made.close()

    def call(*words: str) -> Result:
        result = CliRunner().invoke(cli, ["-C", str(folder), *words], catch_exceptions=False)
        assert result.exit_code == 0, (words, result.stdout, result.stderr)
        return result

    uids = []
    for text in EXAMPLES:
        path.write_text(text, "utf-8")
        mark = re.findall(r"--seen (\w+)", call("act", "preview", str(path)).stderr)[0]
        uids.append(call("act", "apply", str(path), "--seen", mark).stdout.strip())
    office = Office.open(folder, "admin")
    assert office.register("act").count() == len(KINDS) and office.register("lineage").count() > len(KINDS)
    sound(office)
    for uid in reversed(uids):
        call("act", "undo", uid)
    assert present(office) == before
    sound(office)
    office.close()
