"""The plugin's contributions to gongkai."""

from collections.abc import Callable
from pathlib import Path

from gongkai.core.hookspecs import hookimpl
from gongkai.core.profile import Section
from gongkai.plugins.catalog.rules import Obligation

FOLDER = Path(__file__).parent


@hookimpl
def gongkai_sections(register: Callable[[Section], None]) -> None:
    """The parts of the profile that this plugin reads."""
    register(Section("obligation", Obligation, plugin="catalog"))


@hookimpl
def gongkai_rules(register: Callable[[Path], None]) -> None:
    """The plugin's default rules."""
    for path in sorted(FOLDER.glob("*.toml")):
        register(path)
