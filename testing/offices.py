"""Small real offices for tests: a town with its villages and an account for each role, made once and copied."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.core.office import Office

TOWN = "511923101000"
"""A town of 平昌县 with its villages."""


def make_town(folder: Path, store: str = "", plugins: "Sequence[Path]" = ()) -> "Office":
    """An office of a town, with an administrator ``admin`` and an account for each role, called by its key.

    Args:
        store: URL of its store; a SQLite file in the folder unless said.
        plugins: files or folders of plugins that it has of its own.
    """
    from gongkai.core.rules import Role
    from gongkai.core.setup import init_office

    office = init_office(folder, TOWN, account="admin", store=store)
    (folder / "plugins").mkdir(exist_ok=True)
    for plugin in plugins:
        target = folder / "plugins" / plugin.name
        if plugin.is_dir():
            shutil.copytree(plugin, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(plugin, target)
    roles = [key for key in office.profile.items("role", Role) if key != "administrator"]
    with office.as_system().change("accounts") as change:
        for role in roles:
            change.create("account", name=role, display=role, division=TOWN)
            change.create("grant", account=role, role=role, division=TOWN)
    return office


class Towns:
    """Makes offices by copying one that was made before; for SQLite alone."""

    def __init__(self) -> None:
        self._first: Path | None = None

    def make(self, folder: Path) -> Path:
        """A folder with an office of its own."""
        if self._first is None:
            self._first = Path(tempfile.mkdtemp(prefix="gongkai-town-")) / "town"
            office = make_town(self._first)
            office.close()
        shutil.copytree(self._first, folder)
        return folder

    def close(self) -> None:
        """Take the first one away."""
        if self._first is not None:
            with suppress(OSError):
                shutil.rmtree(self._first.parent)
