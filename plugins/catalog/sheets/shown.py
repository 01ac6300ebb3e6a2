"""An entry as the columns of a sheet show it. The export writes it, and the import leaves alone what still says the same."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.i18n import T
from gongkai.core.tables import Cell
from gongkai.plugins.catalog.models import MANNERS, limit_words
from gongkai.plugins.catalog.sheets.layout import Column

if TYPE_CHECKING:
    from gongkai.core.office import Office

TICK = "√"
Words = tuple[str, ...]
"""What a cell may say, in each language; the first of them is nothing else than empty where there is nothing."""

_limit = lru_cache(maxsize=4096)(limit_words)


def levels_of(row: Mapping[str, Any]) -> list[str]:
    """The topic's levels and the item's name as one row of cells."""
    return [*(row["topic"].split("/") if row["topic"] else ()), row["title"]]


class Shown:
    """What the cells of an office's entries say.

    Args:
        labels: uid to what a unit is called.
        unit_levels: uid to the unit's level.
    """

    def __init__(self, office: "Office", labels: Mapping[str, str], unit_levels: Mapping[str, str]) -> None:
        self.channels = dict(office.lists.choices.get("channel", ()))
        self.audiences = dict(office.lists.choices.get("audience", ()))
        self.manners = dict(MANNERS)
        self.labels, self.unit_levels = labels, unit_levels
        self._lists: dict[str, T] = {}
        self._known: dict[tuple[str, str, Any], Words] = {}

    def cell(self, row: Mapping[str, Any], field: str, mark: str = "") -> T:
        """What a column says of an entry, in both languages; topics are not among them."""
        match field:
            case "unit":
                name = self.labels.get(row["unit"], row["unit"])
                return T(name, name)
            case "term":
                return _limit(row["term"]) if row["term"] else T("", "")
            case "channels":
                return self._listed(row["channels"])
            case "audience":
                return self._choice(self.audiences, row["audience"], mark)
            case "manner":
                return self._choice(self.manners, row["manner"], mark)
            case "level":
                ticked = self.unit_levels.get(row["unit"], "") in mark.split()
                return T(TICK, TICK) if ticked else T("", "")
        text = row[field] or ""
        return T(text, text)

    def unchanged(self, row: Mapping[str, Any], columns: Sequence[Column], cells: Sequence[Cell]) -> set[str]:
        """The fields of which every column still says what the entry says."""
        told: dict[str, bool] = {}
        topics = []
        for column in columns:
            field = column.rule.field
            cell = cells[column.at] if column.at < len(cells) else None
            text = "" if cell is None else str(cell).strip()
            if field == "topic":
                topics.append((column.rule.key == "title", column.rule.key, text))
            elif field in FIELDS:
                told[field] = told.get(field, True) and text in self._meant(row, field, column.rule.mark)
        found = {field for field, same in told.items() if same}
        levels = [text for _, _, text in sorted(topics)]
        own = [level.strip() for level in levels_of(row)]
        if topics and levels == own + [""] * (len(levels) - len(own)):
            found.add("topic")
        return found

    def _meant(self, row: Mapping[str, Any], field: str, mark: str) -> Words:
        """What a cell of a column may say; the few values of what is no text are put into words once."""
        if field in TEXTS:
            return ((row[field] or "").strip(),)
        key = field, mark, row["unit" if field == "level" else field]
        words = self._known.get(key)
        if words is None:
            meant = self.cell(row, field, mark)
            words = self._known[key] = (meant.zh.strip(), meant.en.strip())
        return words

    def _choice(self, words: Mapping[str, T], value: str | None, mark: str) -> T:
        if mark:
            return T(TICK, TICK) if value == mark else T("", "")
        return words.get(value, T(value, value)) if value else T("", "")

    def _listed(self, value: str | None) -> T:
        if not value:
            return T("", "")
        if value not in self._lists:
            words = [self.channels.get(key, T(key, key)) for key in msgspec.json.decode(value)]
            self._lists[value] = T("、".join(w.zh for w in words), ", ".join(w.en for w in words))  # zh-data
        return self._lists[value]


TEXTS = ("elements", "basis", "subject", "note")
FIELDS = ("unit", "elements", "basis", "term", "subject", "channels", "audience", "manner", "level", "note")
"""Fields of an entry that a sheet has columns for, beside topic and title."""
