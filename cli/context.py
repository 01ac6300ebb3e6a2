"""``Session``: what every command is handed (``click.pass_obj``): the office, the format, where output goes.

Commands of plugins rely on ``office``, ``format``, ``emit`` and ``note``; see docs/cli.md.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core import i18n
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.lists import Lists
    from gongkai.core.office import Office
    from gongkai.core.plugins import Found, Names, Plugins
    from gongkai.core.profile import Profile
    from gongkai.core.resource import Resource

FILE = "gongkai.toml"


def ask_password(account: str) -> str:
    """Ask at the terminal; processes that this one starts need not ask again."""
    import click

    given = str(click.prompt(str(T(f"{account} 的密码", f"Password of {account}")), hide_input=True, err=True))
    os.environ["GONGKAI_PASSWORD"] = given
    return given


class Session:
    """One call of the command line."""

    def __init__(self) -> None:
        self.directory = ""
        self.account: str | None = None
        self.spoken = False  # whether the person chose the language for this call
        self.output = ""
        self._format = ""

    # what was asked for

    def choose(self, format: str = "", output: str = "") -> None:
        """Take ``--format`` or ``--output``."""
        self._format = format or self._format
        self.output = output or self.output

    @property
    def format(self) -> str:
        """``table``, ``json``, ``jsonl``, ``csv``, ``tsv`` or ``xlsx``; the suffix of ``--output`` when not said.

        Raises:
            UsageError: the suffix is of no known format.
        """
        if self._format:
            return self._format
        if self.output:
            from gongkai.core.tables.writing import format_of

            return format_of(Path(self.output))
        return "table"

    @property
    def tables(self) -> bool:
        """Whether a person reads the output as a table on the screen."""
        return self.format == "table"

    @contextmanager
    def redirected(self) -> Iterator[None]:
        """Send what is printed meanwhile into the file of ``--output``: wholly, or the old file stays."""
        if not self.output:
            yield
            return
        from io import TextIOWrapper

        from gongkai.core.tables.atomic import replacing

        path, format = Path(self.output), self.format
        screen = sys.stdout
        with replacing(path) as stream:
            text = TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
            if format in ("csv", "tsv"):
                text.write("\ufeff")  # so that WPS and Excel read it as UTF-8
            sys.stdout = text
            try:
                yield
                text.flush()
            finally:
                sys.stdout = screen
                text.detach()
        self.note(T("已写入 {path}。", "Written to {path}.").format(path=path))

    # where and who

    @cached_property
    def folder(self) -> Path:
        """The office's folder: ``-C``, else the nearest one from here upwards that holds an office."""
        if self.directory:
            return Path(self.directory)
        here = Path.cwd()
        return next((folder for folder in (here, *here.parents) if (folder / FILE).is_file()), here)

    def turn_to(self, folder: Path) -> None:
        """Take another folder than the call named (a sample office that was just made)."""
        for name in ("folder", "plugins", "profile", "lists", "_openable", "office"):
            self.__dict__.pop(name, None)
        self.directory = str(folder)

    @property
    def has_office(self) -> bool:
        """Whether there is an office in the folder."""
        return (self.folder / FILE).is_file()

    @cached_property
    def office(self) -> "Office":
        """The office, opened when first asked for; see ``Office.open`` for what may be wrong."""
        from gongkai.core.office import Office

        language = i18n.language()
        opened = Office.open(self.folder, ask=ask_password if sys.stdin.isatty() else None)
        if self.account:
            from gongkai.core.access.acting import act_as

            opened = act_as(opened, self.account)
        if "plugins" in self.__dict__:
            opened.plugins = self.plugins  # found, and perhaps loaded, before the office was opened
        if self.spoken:
            i18n.use(language)  # the call's own choice stands above the office's
        return opened

    def close(self) -> None:
        """Close the office, if it was opened."""
        if "office" in self.__dict__:
            self.office.close()

    def settle_language(self) -> None:
        """Speak the office's language before it is opened, for help pages; a faulty file is told of later."""
        if self.spoken or "GONGKAI_LANG" in os.environ or not self.has_office:
            return
        from gongkai.core.errors import GongkaiError
        from gongkai.core.toml import read_toml

        try:
            spoken = read_toml(self.folder / FILE)[0].get("office", {}).get("language", "")
        except (GongkaiError, AttributeError):
            return
        if spoken:
            i18n.use(str(spoken))

    # plugins and rules, with or without an office

    @cached_property
    def plugins(self) -> "Plugins":
        """The office's plugins; where there is no office, those that are installed."""
        from gongkai.core.plugins import Plugins

        if not self.has_office:
            return Plugins(None)
        if "office" in self.__dict__:
            return self.office.plugins
        from gongkai.core.errors import GongkaiError
        from gongkai.core.toml import read_toml

        try:
            said = read_toml(self.folder / FILE)[0]
        except GongkaiError:
            said = {}  # the file is faulty: said when the office is opened
        return Plugins.of(self.folder, said)

    @property
    def names(self) -> "Names":
        """Registers and commands of the plugins, from what is remembered of them."""
        return self.plugins.names()

    def resource(self, key: str) -> "Resource | None":
        """A register's declaration, without opening a store when there is none; None when there is none of it."""
        from gongkai.core.office import core_resource

        own = core_resource(key)
        if own is not None:
            return own
        if self._openable:
            return self.office.resources.get(key)
        return self.plugins.load().resources.get(key)

    @cached_property
    def profile(self) -> "Profile":
        """The rules in force here; without an office, those of the levels and the plugins."""
        if self._openable:
            return self.office.profile
        return self.profile_with(())

    def profile_of(self, region: str) -> "Profile":
        """The rules in force here, or those with a region that is not adopted here."""
        if not region or (self.has_office and region in self.office.settings.region):
            return self.profile
        return self.profile_with((region,))

    def profile_with(self, regions: Sequence[str]) -> "Profile":
        """The rules of the levels, the plugins and these regions, without any office."""
        from gongkai.core.levels import level_layers, region_layers
        from gongkai.core.profile import CORE_SECTIONS, Layer, Profile

        plugins = self.plugins.load()
        layers = level_layers() + [Layer.load(f"plugin:{name}", path) for name, path in plugins.files]
        layers += region_layers(regions, self.folder if self.has_office else None, plugins.regions)
        whole = not any(plugin.disabled for plugin in plugins.found)
        return Profile(layers, [*CORE_SECTIONS, *plugins.sections], whole)

    @cached_property
    def lists(self) -> "Lists":
        """The lists that fields name, as they are here."""
        if self._openable:
            return self.office.lists
        from gongkai.core.lists import of_profile

        return of_profile(self.profile)

    @property
    def opened(self) -> "Office | None":
        """The office, when there is one that opens."""
        return self.office if self._openable else None

    @cached_property
    def _openable(self) -> bool:
        """Whether the office opens; help pages do without one."""
        from gongkai.core.errors import GongkaiError

        if not self.has_office:
            return False
        try:
            return bool(self.office)
        except GongkaiError:
            return False

    @property
    def faults(self) -> "list[Found]":
        """Plugins that failed during this call."""
        office = self.__dict__.get("office")
        plugins = (office or self).__dict__.get("plugins")
        return plugins.faults if plugins is not None else []

    # what is shown

    def note(self, text: T | str) -> None:
        """Narration: one line on stderr."""
        from gongkai.cli.output import narrate

        narrate(str(text))

    @property
    def width(self) -> int | None:
        """Cells of the terminal; None when the output goes elsewhere, so that nothing is cut."""
        from gongkai.cli.output import terminal_width

        return terminal_width()

    def emit(self, columns: Sequence[tuple[str, T]], rows: Iterable[Sequence[Any]], keep: Sequence[str] = ()) -> int:
        """Rows as data, in the chosen format; gives how many.

        Args:
            columns: a key for programs and words for people.
            keep: keys of the columns that a narrow terminal may not cut (ids, codes).
        """
        from gongkai.cli.output import emit

        return emit(rows, columns, self.format, keep=keep)

    def emit_one(self, data: Mapping[str, Any], columns: Mapping[str, T] | None = None) -> None:
        """One thing with its properties, in the chosen format."""
        from gongkai.cli.output import emit_one

        emit_one(data, self.format, columns or {})
