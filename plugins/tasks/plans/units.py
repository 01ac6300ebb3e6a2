"""Names in a document matched to units of the office: whole names, names without the place, usual short forms.

A name that fits none, or several, is handed back with the nearest ones; nothing is chosen for the person.
"""

# zh-data: module (words to recognise, not to show)

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.core.codes import Level, span
from gongkai.core.registry.models import Unit
from gongkai.core.registry.select import condition
from gongkai.core.rules import Selector
from gongkai.core.text import nearest
from gongkai.plugins.tasks.rules import UnitPhrase

if TYPE_CHECKING:
    from gongkai.core.office import Office

OWN = "own"
_FRONT = re.compile(r"^(?:区县|县区|省|市|州|盟|县|区|旗|镇|乡)(?:级|直|本级)?(?=..)")
_BARE = re.compile(r"[\s()（）〔〕\[\]、,，.。·]|人民政府|办事处")
_LONG_FORMS = (("人民政府", "政府"), ("办公室", "办"), ("委员会", "委"))
_FILLING = re.compile(r"等(?:有关|相关)?(?:部门|单位)?$")


@dataclass
class Matched:
    """Whom a list of names means.

    Attributes:
        units: names of units, each the only one that fits.
        groups: selectors of collective names (各乡镇).
        short: (as written, unit) where only a short form fitted; a person should look.
        unknown: (as written, nearest units) where none or several fitted.
        open_end: lists that end in “and others” without naming them.
    """

    units: list[str] = field(default_factory=list)
    groups: list[Selector] = field(default_factory=list)
    short: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    open_end: list[str] = field(default_factory=list)


class Matcher:
    """The units of an office's own level and the one below, by every form of their names; read by one query."""

    def __init__(self, office: "Office") -> None:
        phrases = office.profile.items("unit_phrase", UnitPhrase).values()
        level = _level(office)
        self.level = level
        self.groups = {_bare(word): phrase.selector(level) for phrase in phrases for word in phrase.words}
        self.vague = {_bare(word) for phrase in phrases if phrase.vague for word in phrase.words}
        low, high = span(office.scope)
        query = office.select(Unit, Unit.name, Unit.scope).where(Unit.scope.between(low, high))
        for test in condition(office, Selector(levels=(level, _below(level)))):
            query = query.where(test)
        self.exact: dict[str, set[str]] = defaultdict(set)
        self.cores: dict[str, set[str]] = defaultdict(set)
        places: dict[int, str] = {}
        for name, scope in office.fetch(query.order_by(Unit.scope, Unit.id).tuples()):
            place = places.setdefault(scope, office.place_name(scope))
            self.exact[name].add(name)
            for core in _cores(name, place, scope == office.scope):
                self.cores[core].add(name)

    def match(self, names: list[str]) -> Matched:
        """Each name on its own; one that joins two with “and” is taken apart only where both parts fit."""
        found = Matched()
        for name in names:
            self._one(name, found)
        return found

    def _one(self, name: str, found: Matched) -> None:
        text = _FILLING.sub("", name).strip()
        if text != name and text:
            found.open_end.append(name)
        if not text or _bare(text) in self.vague:
            found.unknown.append((name, ()))
            return
        group = self.groups.get(_bare(text))
        if group is not None:
            found.groups.append(group)
            return
        fits, certain = self._fits(text)
        if len(fits) == 1:
            unit = next(iter(fits))
            found.units.append(unit)
            if not certain:
                found.short.append((name, unit))
            return
        for mark in ("以及", "和", "及", "与"):
            first, joined, second = text.partition(mark)
            if joined and all(len(self._fits(part)[0]) == 1 or _bare(part) in self.groups for part in (first, second)):
                self._one(first, found)
                self._one(second, found)
                return
        near = tuple(sorted(fits)[:3]) or tuple(nearest(text, [*self.exact, *self.cores], 2))
        found.unknown.append((name, near))

    def _fits(self, text: str) -> tuple[set[str], bool]:
        """The units that a name may mean, and whether it does so without a guess."""
        if text in self.exact:
            return self.exact[text], True
        core = _FRONT.sub("", text, count=1)
        for form in (text, core):
            if form in self.cores:
                return self.cores[form], True
        if len(core) < 3:
            return set(), False
        fits = {
            unit for full, units in self.cores.items()
            if full[0] == core[0] and full[-1] == core[-1] and len(full) > len(core) and _inside(core, full)
            for unit in units
        }  # fmt: skip
        return fits, False


def _cores(name: str, place: str, own: bool) -> set[str]:
    """The forms in which a unit's name is written where everybody knows the place."""
    rest = name
    if place and place in name:
        front, _, behind = name.partition(place)
        rest = behind if front in ("", "中共", "中国共产党", "国家税务总局") or not own else name
    found = {rest}
    if not own and place:
        found |= (
            {place, f"{place}政府", f"{place}人民政府"} if rest in ("人民政府", "人民政府办公室", "办事处") else set()
        )
        found = {form for form in found if form.startswith(place)} | {name}
    for long, short in _LONG_FORMS:
        found |= {form.replace(long, short) for form in found}
    return {form for form in found if len(form) > 1}


def _inside(short: str, full: str) -> bool:
    """Whether the characters of a short form stand in the full name in this order."""
    rest = iter(full)
    return all(char in rest for char in short)


def _bare(text: str) -> str:
    return _BARE.sub("", text)


def _level(office: "Office") -> str:
    rows = office.rows("SELECT level FROM {division} WHERE code = ?", (office.scope,))
    return Level(rows[0][0]).key if rows else ""


def _below(level: str) -> str:
    order = [one.key for one in Level]
    place = order.index(level) if level in order else len(order) - 1
    return order[min(place + 1, len(order) - 1)]
