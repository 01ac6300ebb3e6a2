"""The regions that ship with gongkai: the seven source systems and some others, each a folder of TOML."""

from collections.abc import Callable
from pathlib import Path

from gongkai.core.hookspecs import hookimpl

FOLDER = Path(__file__).parent


@hookimpl
def gongkai_regions(register: Callable[[Path], None]) -> None:
    """Every folder here with a region.toml."""
    for path in sorted(FOLDER.iterdir()):
        if (path / "region.toml").is_file():
            register(path)
