"""Who discloses, as sheets word it, to units of the office: a name, a short name, an alias, or a kind of units."""

# zh-data: module (words to recognise, not to show)

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai.core.access import scope_sql
from gongkai.core.codes import Level
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.find import units_named
from gongkai.core.registry.labels import marked_uid, unit_labels
from gongkai.core.rules import Kind
from gongkai.core.text import nearest, truncate
from gongkai.plugins.catalog.sheets.cells import normal
from gongkai.plugins.catalog.sheets.rules import SubjectWord, UnitAlias

if TYPE_CHECKING:
    from gongkai.core.office import Office

MOST = 50_000  # units below the office whose short names are read
_PIECES = re.compile(r"[、，,;；|+＋\n\t 　/／]+")
_FINER = re.compile(r"(?:以及|或者|和|与|及|或)")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_LEAD = re.compile(r"^(?:牵头单位|责任单位|配合单位|公开主体|主管部门)[:：]")
_OWN = re.compile(r"^(?:本|各|相关|有关|辖区|所在地|当地|全|省|市|县|区|州|旗|镇|乡|街道)+(?:级)?")
_SELF = ("人民政府办公室", "人民政府", "街道办事处", "办事处", "村民委员会", "居民委员会", "村委会", "居委会", "政府")
_ORGAN = re.compile(
    r"(?:行政主管部门|行政管理部门|行政部门|主管部门|管理部门|行政机关|部门|机关|管理局|委员会|局|委|厅|办)$"
)

UnitRow = tuple[str, str, str, str, str, int]
"""uid, name, kind, level, line, scope."""


@dataclass(frozen=True)
class Unmatched:
    """Why a cell means no unit.

    Attributes:
        piece: the name in it that is no unit's; empty where a name alone would not mend it.
        near: the nearest names of units.
    """

    what: T
    piece: str = ""
    near: tuple[str, ...] = ()


Found = tuple[list[str], Unmatched | None]
"""Units (uids), or why there are none."""


class Owners:
    """Finds units for words; each different wording is worked out once.

    Args:
        unit: uid of the unit that all rows are of; then who discloses is kept as words.
        called: words of the file to the units that they mean (by anything that a cell may say), above all that is known.

    Raises:
        BadInput: ``called`` names no unit; says the nearest.
    """

    def __init__(self, office: "Office", unit: str = "", called: Mapping[str, str] | None = None) -> None:
        self.office, self.unit = office, unit
        self.units = self._read()
        self.by_uid = {row[0]: row for row in self.units}
        self.names: dict[str, list[UnitRow]] = {}
        for row in self.units:
            for name in self._called(row):
                self.names.setdefault(name, []).append(row)
        for alias in office.profile.items("unit_alias", UnitAlias).values():
            meant = [row for row in self.units if alias.unit in (row[0], row[1])]
            if meant:
                self.names[normal(alias.key)] = meant
        self._words(office)
        self._memory: dict[tuple[str, tuple[str, ...]], Found] = {}
        self.unused: dict[str, str] = {}
        for words, meant_by in (called or {}).items():
            uids, wrong = self._find(meant_by, ())
            if wrong:
                raise BadInput(
                    wrong.what,
                    T(f"改正 --unit-map “{words}=”后面的单位。", f"Mend the unit behind --unit-map “{words}=”."),
                )
            self.names[normal(words)] = [self.by_uid[uid] for uid in uids]
        self.unused |= {normal(words): words for words in called or ()}

    def of(self, text: str, levels: Sequence[str] = ()) -> Found:
        """The units that a cell means (uids), or what is wrong with it.

        Args:
            levels: levels that the row is marked with; they choose among the units that a word means, and mean the
                governments and committees of those levels where the cell is empty.
        """
        key = (text, tuple(levels))
        if key not in self._memory:
            self._memory[key] = self._find(text, levels)
        return self._memory[key]

    def level(self, uid: str) -> str:
        """The level of a unit."""
        row = self.by_uid.get(uid)
        return row[3] if row else ""

    def labels(self, uids: Iterable[str]) -> dict[str, str]:
        """What units are called in a sheet, so that they are found again."""
        return unit_labels(self.office, uids)

    def _read(self) -> list[UnitRow]:
        today = self.office.today.isoformat()
        where, values = scope_sql(self.office, "u")
        rows = self.office.rows(
            f"SELECT u.uid, u.name, u.kind, u.level, u.line, u.scope FROM {{unit}} u WHERE ({where})"
            " AND (u.valid_to IS NULL OR u.valid_to > ?) ORDER BY u.scope, u.id LIMIT ?",
            (*values, today, MOST),
        )
        return [(uid, name, kind, level, line or "", scope) for uid, name, kind, level, line, scope in rows]

    def _called(self, row: UnitRow) -> set[str]:
        """A unit's name, without its place, and for governments and committees the place's own name."""
        name, place = normal(row[1]), normal(self.office.place_name(row[5]))
        found = {name, name.removeprefix(place), row[0]}
        if row[2] in ("government", "township_government", "village_committee", "residents_committee"):
            for ending in _SELF:
                if name.endswith(ending) and len(name) > len(ending) + 1:
                    bare = name.removesuffix(ending)
                    found |= {bare, bare + "政府"} if "government" in row[2] else {bare}
                    break
        return {one for one in found if len(one) > 1}

    def _words(self, office: "Office") -> None:
        self.kinds: dict[str, SubjectWord] = {}
        self.lines: dict[str, str] = {}
        for line, kind in office.profile.items("line", Kind).items():
            self.lines[normal(kind.name.zh)] = line
        for word in office.profile.items("subject_word", SubjectWord).values():
            self.kinds |= {normal(name): word for name in word.names}
            self.lines |= {normal(name): line for name, line in word.lines.items()}

    def _find(self, text: str, levels: Sequence[str]) -> Found:
        text = text.strip()
        if not text:
            return self._by_level(levels)
        uid = marked_uid(text)
        if uid in self.by_uid:
            return [uid], None
        found: dict[str, None] = {}
        for piece in self._pieces(text, levels):
            units, wrong = self._one(piece, levels)
            if wrong:
                return [], wrong
            found.update(dict.fromkeys(units))
        if not found:
            short = truncate(text, 40)
            return [], Unmatched(T(f"没有读懂“{short}”。", f"“{short}” names no unit."), text)
        return list(found), None

    def _pieces(self, text: str, levels: Sequence[str]) -> list[str]:
        """The names in a cell; 和 and its like part only what is not a name as a whole."""
        if self._meant(text, levels):
            return [text]
        pieces: list[str] = []
        for part in _PIECES.split(_LEAD.sub("", text)):
            if not normal(part):
                continue
            finer = [one for one in _FINER.split(part) if one]
            if self._meant(part, levels) or len(finer) < 2 or not any(self._meant(one, levels) for one in finer):
                pieces.append(part)
            else:
                pieces += finer
        return pieces

    def _one(self, piece: str, levels: Sequence[str]) -> Found:
        meant = self._meant(piece, levels)
        if meant is None:
            return self._elsewhere(piece)
        named = {row[1] for row in meant}
        if len(meant) > 1 and len(named) == 1 and self._is_name(piece):
            shown = "；".join(f"{row[1]}〔{row[0]}〕" for row in meant[:3])
            what = T(f"“{piece}”对应多个单位：{shown}。", f"“{piece}” fits several units: {shown}.")
            return [], Unmatched(what, piece, tuple(f"{row[1]}〔{row[0]}〕" for row in meant[:3]))
        if not meant:
            what = T(f"本级没有与“{piece}”对应的单位。", f"There is no unit for “{piece}” at this level.")
            return [], Unmatched(what, piece)
        return [row[0] for row in meant], None

    def _is_name(self, piece: str) -> bool:
        return normal(piece) in self.names

    def _meant(self, piece: str, levels: Sequence[str]) -> list[UnitRow] | None:
        """The units of a piece; None when it is no known word."""
        for text in (piece, _BRACKETS.sub("", piece)):
            word = normal(text)
            for name in (word, _OWN.sub("", word)):
                if name in self.names:
                    self.unused.pop(name, None)
                    return self._nearest_to_office(self.names[name])
            for name in (word, _OWN.sub("", word)):
                if name in self.kinds:
                    return self._of_kind(self.kinds[name], levels)
                line = self.lines.get(_ORGAN.sub("", name)) or self.lines.get(name)
                if line:
                    return self._of_line(line, levels)
        return None

    def _nearest_to_office(self, rows: list[UnitRow]) -> list[UnitRow]:
        own = [row for row in rows if row[5] == self.office.scope]
        return own if len(own) == 1 else rows

    def _of_kind(self, word: SubjectWord, levels: Sequence[str]) -> list[UnitRow]:
        wanted = set(word.levels or levels or (self._own_level(),))
        return [row for row in self.units if row[2] in word.kinds and row[3] in wanted]

    def _of_line(self, line: str, levels: Sequence[str]) -> list[UnitRow]:
        own = self._own_level()
        rows = [row for row in self.units if row[4] == line and row[2] in ("department", "line_hq", "authorised_body")]
        wanted = [row for row in rows if row[3] in levels]
        return wanted or [row for row in rows if row[3] == own and row[5] == self.office.scope]

    def _by_level(self, levels: Sequence[str]) -> Found:
        kinds = ("government", "township_government", "village_committee", "residents_committee")
        if not levels:
            return [], Unmatched(
                T("没有写公开主体，也没有勾选公开层级。", "No one is named who discloses, and no level is marked.")
            )
        found = [row[0] for row in self.units if row[2] in kinds and row[3] in levels]
        if found:
            return found, None
        return [], Unmatched(T("所勾层级在本库没有单位。", "This office has no units of the levels that are marked."))

    def _elsewhere(self, piece: str) -> Found:
        """A unit beyond those that were read, by its whole name; else the nearest names."""
        found = units_named(self.office, [piece]) if len(self.units) == MOST else {}
        if found:
            return list(found.values()), None
        near = nearest(piece, [row[1] for row in self.units[:5_000]], 3)
        short = truncate(piece, 60)
        if near:
            what = T(f"找不到单位“{short}”。最接近的是：{'、'.join(near)}。",
                     f"There is no unit “{short}”. The nearest: {', '.join(near)}.")  # fmt: skip
        else:
            what = T(f"找不到单位“{short}”；写单位全称，或用 --unit 指明。",
                     f"There is no unit “{short}”; write its full name, or give --unit.")  # fmt: skip
        return [], Unmatched(what, piece, tuple(near))

    def _own_level(self) -> str:
        rows = [row[3] for row in self.units if row[5] == self.office.scope]
        return rows[0] if rows else Level.COUNTY.key
