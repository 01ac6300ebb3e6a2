"""docs/requests.md: its example runs as it stands, ends as it says, and its tables name every step and register."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.main import cli
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.core.workflow import Workflow
from gongkai.plugins.tasks.requests.registers import REGISTERS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "requests.md").read_text("utf-8")


def test_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-03-02")
    folder = tmp_path / "office"
    init_office(folder, "511923000000", region=["pingchang"], account="admin").close()
    [block] = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    known: dict[str, str] = {}

    def call(line: str) -> Result:
        words = [
            re.sub(r"^(request=)?(ID|CONSULT)$", lambda m: (m[1] or "") + known[m[2]], w) for w in shlex.split(line)[1:]
        ]
        result = CliRunner().invoke(cli, ["-C", str(folder), *words], catch_exceptions=False)
        assert result.exit_code == 0, (line, result.stdout, result.stderr)
        return result

    for line in block.splitlines():
        result = call(line.replace("reply.docx", str(tmp_path / "reply.docx")))
        if " receive " in line:
            known["ID"] = result.stdout.strip()
        if " consult add " in line:
            known["CONSULT"] = result.stdout.strip()
    assert "2026-03-19" in result.stderr and (tmp_path / "reply.docx").is_file()
    office = Office.open(folder)
    flow = office.profile.items("workflow", Workflow)["request"]
    assert [action.key for action in flow.action if f"`{action.key}`" not in PAGE] == []
    assert [resource.key for resource in REGISTERS if f"`{resource.key}`" not in PAGE] == []
    office.close()
