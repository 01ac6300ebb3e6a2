"""What a sheet of a catalogue may call things, read from TOML: headings, channels, units."""

from gongkai.core.profile import Section
from gongkai.core.rules import Struct

UNREAD = "公开时限："  # zh-data: before the words of a limit that nobody could read, in an entry's note


class SheetColumn(Struct, frozen=True):
    """A column of sheets: its headings and what it holds.

    Attributes:
        field: ``key``, ``serial``, ``topic``, ``elements``, ``basis``, ``term``, ``unit``, ``subject``, ``channels``,
            ``audience``, ``manner``, ``level``, ``note``, ``withheld`` (why something is not public), ``kept`` (goes
            into the note under its heading) or ``ignored``.
        mark: what a tick in it means; empty for a column of words. Several levels are divided by blanks.
    """

    key: str
    field: str
    names: tuple[str, ...]
    mark: str = ""


class ChannelWord(Struct, frozen=True):
    """Words of sheets for one or several channels of the office."""

    key: str
    names: tuple[str, ...]
    channels: tuple[str, ...]


class SubjectWord(Struct, frozen=True):
    """Words for who discloses: units of some kinds and levels, or (``lines``) what the departments of a line are called."""

    key: str
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    lines: dict[str, str] = {}


class UnitAlias(Struct, frozen=True):
    """What a unit is called in sheets (``key``), beside its name; ``unit`` is its name or id."""

    key: str
    unit: str


SECTIONS = (
    Section("sheet_column", SheetColumn, plugin="catalog"),
    Section("channel_word", ChannelWord, plugin="catalog"),
    Section("subject_word", SubjectWord, plugin="catalog"),
    Section("unit_alias", UnitAlias, plugin="catalog"),
)
