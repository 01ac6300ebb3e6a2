"""The command line, called in the process of the test."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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


def caller(folder: Path) -> Callable[..., Said]:
    """Calls ``gongkai -C FOLDER …``; a call that ends in a traceback fails the test."""
    from click.testing import CliRunner

    from gongkai.cli.main import cli

    def call(*words: object, **environment: str) -> Said:
        result = CliRunner().invoke(
            cli, ["-C", str(folder), *map(str, words)], env=environment or None, catch_exceptions=False
        )
        assert "Traceback" not in result.stderr, result.stderr
        return Said(result.exit_code, result.stdout, result.stderr)

    return call
