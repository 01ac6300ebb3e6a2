"""``gongkai plugin new``: what it writes passes its tests, and the suite of every plugin, as written."""

import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.plugins.project import environment, projects
from gongkai.core.plugins.scaffolding import KINDS, scaffold


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_passes_its_tests_as_written(kind: str, tmp_path: Path) -> None:
    scaffold("my_county", kind, tmp_path)
    project = tmp_path / "my_county"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--gongkai-conformance"],
        cwd=project, capture_output=True, text=True, env=environment(projects(project), tmp_path / "installed"), timeout=400,
    )  # fmt: skip
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout + done.stderr
    assert "{{" not in "".join(
        path.read_text("utf-8") for path in project.rglob("*") if path.suffix in (".py", ".md", ".toml")
    )


def test_names_that_cannot_be_modules_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    for name in ("My-County", "x", "class", "unit", "gongkai", "../out", "县"):
        with pytest.raises(BadInput):
            scaffold(name, "region", tmp_path)
    with pytest.raises(BadInput, match="region、register、full"):
        scaffold("my_county", "other", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    scaffold("my_county", "region", tmp_path)
    with pytest.raises(BadInput, match="已存在"):
        scaffold("my_county", "region", tmp_path)
