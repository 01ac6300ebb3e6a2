"""The words of sheets as look-up tables, made once from the profile."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeGuard

from gongkai.core.profile import Profile
from gongkai.core.tables import Cell
from gongkai.core.tables.remarks import heading_forms
from gongkai.plugins.catalog.models import MANNERS
from gongkai.plugins.catalog.rules import Domain
from gongkai.plugins.catalog.sheets.cells import normal
from gongkai.plugins.catalog.sheets.rules import ChannelWord, SheetColumn

if TYPE_CHECKING:
    from gongkai.core.office import Office

LONGEST = 24  # characters of a heading, its remark not counted
REMEMBERED = 20_000  # cells of which is known what they mean as headings
_SLASH = re.compile(r"/(?![^（）()]*[）)])")  # not those within brackets
_REMARK = re.compile(r"[（(【\[〔]")
_HEAD = re.compile(r"[^（(【\[〔:：\n]{0,24}[（(【\[〔:：\n]")  # what may be a heading although it is longer


@dataclass(frozen=True)
class Vocabulary:
    """Words in their normal form to what they mean.

    Attributes:
        columns: heading → what such a column holds.
        channels: word → keys of channels.
        audiences, manners: word → key.
        levels: word → keys of levels.
        domains: names of domains, the longest first.
    """

    columns: dict[str, SheetColumn]
    channels: dict[str, tuple[str, ...]]
    audiences: dict[str, str]
    manners: dict[str, str]
    levels: dict[str, tuple[str, ...]]
    domains: tuple[str, ...]
    _seen: dict[str, SheetColumn | None] = field(default_factory=dict)
    _strange: set[str] = field(default_factory=set)  # those of them that mean nothing

    def column(self, cell: Cell) -> SheetColumn | None:
        """What a cell means if it is a heading; None when it is none."""
        if not _may_be(cell):
            return None
        if cell not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
                self._strange.clear()
            self._seen[cell] = self._known(cell) or (self.heading([cell])[0] if "/" in cell else None)
            if self._seen[cell] is None:
                self._strange.add(cell)
        return self._seen[cell]

    def mostly_strange(self, cells: Sequence[Cell], most: int) -> bool:
        """Whether more than ``most`` different cells were seen before and mean nothing as headings."""
        return len(self._strange.intersection(cells)) > most

    def columns_in(self, cells: Sequence[Cell], least: int) -> list[SheetColumn]:
        """What the cells of a row mean as headings; empty when fewer than ``least`` of them mean something.

        Nearly every row is none. So the cells that were seen before are asked first, and as few as possible of the others.
        """
        left, most, strange = list[str](), len(cells) - least, self._strange  # so many may mean nothing
        for cell in reversed(cells):  # what is said again and again stands behind the names
            if cell in strange or not _may_be(cell):
                most -= 1
                if most < 0:
                    return []
            else:
                left.append(cell)
        found: list[SheetColumn] = []
        for cell in left:
            if most < 0:
                return []
            column = self.column(cell)
            if column is None:
                most -= 1
            else:
                found.append(column)
        return found if most >= 0 else []

    def heading(self, names: Sequence[str]) -> tuple[SheetColumn | None, tuple[str, ...]]:
        """What a column holds by its names from the upper to the lower; of a column for one channel also its keys.

        A heading that was made one row has its names between slashes. A remark belongs to the word before it.
        """
        parts = [part for name in names for part in ([name] if self._known(name) else _SLASH.split(name))]
        for at, part in enumerate(parts[:-1], 1):
            above = self._known(part)
            if above and above.field == "channels":
                return above, self._channel("".join(parts[at:]))
        joined = self.columns.get(normal("".join(parts)))
        said = joined or next(
            (column for part in reversed(parts) if (column := self._known(part)) or not _REMARK.match(part)), None
        )
        return said, ()

    def _known(self, text: str) -> SheetColumn | None:
        found = (self.columns.get(normal(form)) for form in heading_forms(text))
        return next((column for column in found if column), None)

    def _channel(self, text: str) -> tuple[str, ...]:
        found = (self.channels.get(normal(form)) for form in heading_forms(text))
        return next((keys for keys in found if keys), ())


def _may_be(cell: Cell) -> TypeGuard[str]:
    return type(cell) is str and (len(cell) <= LONGEST or _HEAD.match(cell) is not None)


def vocabulary(office: "Office") -> Vocabulary:
    """The words that an office's sheets may use."""
    return _made(office.profile)


@lru_cache(maxsize=4)
def _made(profile: Profile) -> Vocabulary:
    columns = {
        normal(name): column for column in profile.items("sheet_column", SheetColumn).values() for name in column.names
    }
    channels: dict[str, tuple[str, ...]] = {}
    for word in profile.items("channel_word", ChannelWord).values():
        channels |= {normal(name): word.channels for name in word.names}
    audiences: dict[str, str] = {}
    for key, words in profile.choices["audience"]:
        audiences |= {normal(name): key for name in (key, words.zh, words.en)}
    for key, words in profile.choices["channel"]:  # the office's own names stand above any other
        channels |= {normal(name): (key,) for name in (key, words.zh, words.en)}
    manners = {normal(name): key for key, words in MANNERS for name in (key, words.zh, words.en)}
    levels: dict[str, tuple[str, ...]] = {}
    for column in columns.values():
        if column.mark and column.field == "audience":
            audiences |= {normal(name): column.mark for name in column.names}
        elif column.mark and column.field == "manner":
            manners |= {normal(name): column.mark for name in column.names}
        elif column.mark and column.field == "level":
            levels |= {normal(name): tuple(column.mark.split()) for name in column.names}
    domains = {domain.name.zh for domain in profile.items("domain", Domain).values()}
    return Vocabulary(columns, channels, audiences, manners, levels, tuple(sorted(domains, key=len, reverse=True)))
