"""docs/tutorials, and pages with a worked example: typed word for word in a shell, each page does what it says.

A block of ``sh`` is run as it stands, in one shell for the whole page; every command must end well, unless the block says
``exit=N``, which is then what its last command ends with. Each line of a block of ``text`` stands in what the block before it
printed.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "tutorials"
PAGES = sorted(FOLDER.glob("*.md"))
WORKED = [FOLDER.parent / "accountability.md"]
BLOCK = re.compile(r"^```(sh|text)(?: exit=(\d+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass
class Step:
    """A block of commands and what the page says that it prints."""

    commands: str
    code: int
    said: list[str]


def steps(page: str) -> list[Step]:
    """The blocks of a page, each with what is said to be seen."""
    found: list[Step] = []
    for kind, code, text in BLOCK.findall(page):
        if kind == "sh":
            found.append(Step(text, int(code or 0), []))
        else:
            found[-1].said += [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return found


def played(page: str, folder: Path) -> list[tuple[Step, str]]:
    """What the shell printed for each step; fails with the command that did not end as it should."""
    made = steps(page)
    script = 'fault() { echo "@@fault $1: $2"; }\n'
    for number, step in enumerate(made):
        trap = "" if step.code else "trap 'fault $? \"$BASH_COMMAND\"' ERR"
        script += f'{trap}\n{step.commands}\necho "@@end {number} $?"\ntrap - ERR\n'
    bin_ = str(Path(sys.executable).parent)
    env = {
        **os.environ,
        "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
        "GONGKAI_TODAY": "2026-11-25",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
        encoding="utf-8",
    )  # fmt: skip
    parts = re.split(r"^@@end (\d+) (\d+)\n", done.stdout, flags=re.MULTILINE)
    assert len(parts) == 3 * len(made) + 1, done.stdout
    seen = []
    for number, step in enumerate(made):
        printed, code = parts[3 * number], int(parts[3 * number + 2])
        assert "@@fault" not in printed and code == step.code, printed
        seen.append((step, " ".join(printed.split())))
    return seen


@pytest.mark.parametrize("page", [*PAGES, *WORKED], ids=lambda page: page.name)
def test_what_is_typed_does_what_the_page_says(page: Path, tmp_path: Path) -> None:
    seen = played(page.read_text("utf-8"), tmp_path)
    assert len(seen) > 3 and any(step.said for step, _ in seen)
    for step, printed in seen:
        assert [line for line in step.said if line not in printed] == [], printed


def test_every_tutorial_has_both_languages() -> None:
    names = {page.name for page in PAGES}
    assert names and {name.removesuffix(".zh.md").removesuffix(".md") for name in names} == {
        name.removesuffix(".zh.md") for name in names if name.endswith(".zh.md")
    }
    for page in PAGES:
        other = (
            page.name.replace(".zh.md", ".md") if page.name.endswith(".zh.md") else page.name.replace(".md", ".zh.md")
        )
        assert [step.code for step in steps(page.read_text("utf-8"))] == [
            step.code for step in steps((FOLDER / other).read_text("utf-8"))
        ]


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="@@fault"):
        played("```sh\nfalse_command\necho on\n```\n", tmp_path)
    (pair,) = played("```sh exit=3\n(exit 3)\n```\n\n```text\nnothing\n```\n", tmp_path)
    assert pair[0].said == ["nothing"] and pair[1] == ""
