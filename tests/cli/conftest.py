"""A real small office (a town of 平昌县 with its villages), made once and copied for each test, and ways to call it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.office import Office
from gongkai.core.setup import init_office

TOWN = "511923101000"
GOVERNMENT = "响滩镇人民政府"


@dataclass(frozen=True)
class Said:
    """What one call answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout as json."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """stdout line by line."""
        return self.out.splitlines()


class Gongkai:
    """Calls ``gongkai -C FOLDER …`` in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: object, root: tuple[str, ...] = (), env: dict[str, str] | None = None) -> Said:
        """One call; ``root`` stands before the command."""
        given = ["-C", str(self.folder), *root, *map(str, words)]
        result = CliRunner().invoke(cli, given, env=env, catch_exceptions=False)
        assert "Traceback" not in result.stderr
        return Said(result.exit_code, result.stdout, result.stderr)

    def good(self, *words: object, root: tuple[str, ...] = (), env: dict[str, str] | None = None) -> Said:
        """One call that ends well."""
        said = self(*words, root=root, env=env)
        assert said.code == 0, said.err
        return said

    def rows(self, *words: object) -> list[dict[str, Any]]:
        """The records of a list."""
        found: list[dict[str, Any]] = self.good(*words, "--format", "json").json
        return found

    def office(self, actor: str | None = None) -> Office:
        """The office itself, to look behind the commands."""
        return Office.open(self.folder, actor)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office as it was made; never written to."""
    folder = tmp_path_factory.mktemp("cli") / "town"
    office = init_office(folder, TOWN, account="admin")
    with office.as_system().change("accounts") as change:
        for name, role in (("clerk", "clerk"), ("viewer", "viewer")):
            change.create("account", name=name, display=name, division=TOWN)
            change.create("grant", account=name, role=role, division=TOWN)
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    office.close()
    return folder


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Gongkai:
    """The test's own copy of the office."""
    folder = tmp_path / "town"
    shutil.copytree(made, folder)
    return Gongkai(folder)


def process(*words: object, **variables: str) -> Said:
    """``python -m gongkai …`` as a process of its own."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **variables}
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", *map(str, words)], capture_output=True, text=True, encoding="utf-8",
        env=environment,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English for the calls of this test."""
    monkeypatch.setenv("GONGKAI_LANG", "en")
    yield
