"""What a rule does here: each thing that it sets, whom that binds, and how many units and findings there are now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import Level, span
from gongkai.core.i18n import T, same
from gongkai.core.profile import Profile
from gongkai.core.registry.lacking import lacking
from gongkai.core.registry.models import LEADERSHIP
from gongkai.core.registry.select import units_meant
from gongkai.core.rulecheck import place_of, target
from gongkai.core.rules import Coverage, Rule, Selector, UnitTemplate

if TYPE_CHECKING:
    from gongkai.core.office import Office

CHECKED = ("post_kind", "body", "facility", "unit_fact", "coverage")
"""Sections whose items give findings of the registry."""


@dataclass(frozen=True)
class Effect:
    """One thing that a rule sets.

    Attributes:
        mark: the entry of ``sets``.
        name: what it is called.
        binds: whom it binds, in words; empty where it binds nobody by itself.
        units: how many units it means here and now; None without an office, or where it means none.
        places, covered: for a coverage, how many divisions there are and how many have what is asked.
        records: how many records a plugin has of it (entries of an obligation, tasks of an item); None where none keeps any.
        findings: how much is not as it should be: findings of the registry, or records that a plugin finds wanting;
            None where nothing is checked, or without an office.
        layer, where: the layer and ``file:line`` that set it last.
    """

    mark: str
    name: T
    binds: T
    units: int | None
    findings: int | None
    layer: str
    where: str
    places: int | None = None
    covered: int | None = None
    records: int | None = None


def effects(profile: Profile, rule: Rule, office: "Office | None" = None) -> list[Effect]:
    """What ``rule`` sets, in the order of its ``sets``; what is not there is left out (see ``core.rulecheck``).

    Args:
        office: counted there, with ``profile`` as its rules; none gives no counts.
    """
    here = office.under(profile) if office is not None else None
    found = _standing(here, rule.sets) if here is not None else {}
    return [effect for mark in rule.sets if (effect := _effect(profile, mark, here, found)) is not None]


def _effect(
    profile: Profile, mark: str, office: "Office | None", found: dict[str, tuple[int | None, int]]
) -> Effect | None:
    there = target(profile, mark)
    if there is None:
        return None
    item, part = there
    chosen = part if part is not None else item
    whom = selector_of(mark, item, part)
    words = binding(profile, whom) if whom is not None else T("", "")
    units = places = covered = None
    if isinstance(item, UnitTemplate):
        words = T(f"每个{_levels(item.levels).zh}区划一个", f"one in every division of {_levels(item.levels).en}")
    if isinstance(item, Coverage):
        words = T(
            f"每个{_levels(item.levels).zh}区划须有：{words.zh}",
            f"in every division of {_levels(item.levels).en}: {words.en}",
        )
    if office is not None and whom is not None:
        units = units_meant(office, whom)
        if isinstance(item, Coverage):
            places, covered = _covered(office, item)
    layer, where = place_of(profile, mark)
    records, findings = found.get(mark, (None, None))
    return Effect(mark, _name(chosen), words, units, findings, layer, where, places, covered, records)


def selector_of(mark: str, item: Any, part: Any = None) -> Selector | None:
    """Whom an item of the profile binds."""
    section, _, key = mark.partition(":")
    if section == "unit_kind":
        return Selector(kinds=(key,))
    if section == "line":
        return Selector(lines=(key,))
    if isinstance(item, UnitTemplate):
        return Selector(units=(item.key,))
    for holder in (part, item):
        for name in ("to", "of", "required"):
            found = getattr(holder, name, None)
            if isinstance(found, Selector):
                return found
    return None


def binding(profile: Profile, selector: Selector) -> T:
    """Whom a selector means, in words."""
    parts = [
        _levels(selector.levels), _choices(profile, "unit_kind", selector.kinds), _choices(profile, "line", selector.lines),
        _joined(dict(LEADERSHIP)[key] for key in selector.leadership if key in dict(LEADERSHIP)),
        _joined(map(same, selector.tags)), _joined(map(same, selector.within)), _named(profile, selector.units),
    ]  # fmt: skip
    for section, keys in (("unit_kind", selector.not_kinds), ("line", selector.not_lines)):
        if keys:
            less = _choices(profile, section, keys)
            parts.append(T(f"除{less.zh}外", f"but not {less.en}"))
    said = [part for part in parts if part.zh]
    if not said:
        return T("所有单位", "every unit")
    return T("；".join(part.zh for part in said), "; ".join(part.en for part in said))  # zh-data


def _levels(keys: Iterable[str]) -> T:
    return _joined(Level.from_key(key).label for key in keys)


def _choices(profile: Profile, section: str, keys: Iterable[str]) -> T:
    names = dict(profile.choices.get(section, ()))
    return _joined(names.get(key, same(key)) for key in keys)


def _named(profile: Profile, keys: Iterable[str]) -> T:
    templates = profile.items("template", UnitTemplate)
    return _joined(templates[key].name if key in templates else same(key) for key in keys)


def _joined(words: Iterable[T]) -> T:
    found = list(words)
    return T("、".join(w.zh for w in found), ", ".join(w.en for w in found))  # zh-data


def _name(item: Any) -> T:
    for name in ("name", "title"):
        found = getattr(item, name, None)
        if isinstance(found, T):
            return found
    return same(str(getattr(item, "key", getattr(item, "id", ""))))


def _covered(office: "Office", item: Coverage) -> tuple[int, int]:
    """How many divisions a coverage counts, and how many of them have at least one such unit."""
    from gongkai.core.registry.covering import tally

    return tally(office, item, span(office.scope))


def _standing(office: "Office", marks: Sequence[str]) -> dict[str, tuple[int | None, int]]:
    """Records and findings of each entry of ``sets`` that anything is known of."""
    found: dict[str, tuple[int | None, int]] = {
        mark: (None, 0) for mark in marks if mark.partition(":")[0] in CHECKED and target(office.profile, mark)
    }
    for lack in lacking(office, *span(office.scope)):
        if lack.item in found:
            number = office.store.sql(f"SELECT count(*) FROM ({lack.sql}) l", lack.params)[0][0]
            found[lack.item] = (None, found[lack.item][1] + int(number))

    def collect(plugin: str) -> Callable[[str, int, int], None]:
        def register(mark: str, records: int, findings: int) -> None:
            if mark in marks:
                found[mark] = (records, findings)

        return register

    office.plugins.call("gongkai_standing", collect, office=office, marks=tuple(marks))
    return found
