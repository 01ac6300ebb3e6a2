"""Are the rules whole? What a rule sets must be there, what names a rule must find it, its figures must be readable."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongkai.core.errors import BadInput
from gongkai.core.figures import difference
from gongkai.core.i18n import T
from gongkai.core.profile import Profile
from gongkai.core.rules import Rule, Source
from gongkai.core.text import nearest

PARTS = {"indicator": "rubric", "item": "plan"}
"""What of ``sets`` names a part of an item, and the section that the item stands in."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the rules.

    Attributes:
        where: ``file:line``.
        rule: the rule concerned, or the item (``obligation:powers``).
        doubt: nothing that hinders: figures that the document itself has wrong.
    """

    where: str
    rule: str
    what: T
    remedy: T
    doubt: bool = False


def target(profile: Profile, mark: str) -> tuple[Any, Any] | None:
    """What an entry of ``sets`` names: the item, and for a part of an item the part; else None.

    A section that the profile does not know gives None too, unless plugins are left out of it.
    """
    section, _, key = mark.partition(":")
    if section == "limit":
        section = "obligation"
    outer, inner = (key.partition(".")[::2]) if section in PARTS else (key, "")
    section = PARTS.get(section, section)
    known = profile.sections.get(section)
    if known is None:
        return None
    if not known.many:
        return (profile.table(section, known.struct), None) if profile.origin(section, None, key) else None
    item = profile.items(section, known.struct).get(outer)
    if item is None or not inner:
        return None if item is None else (item, None)
    parts = getattr(item, "indicator", ()) or getattr(item, "item", ())
    part = next((part for part in parts if part.id == inner), None)
    return None if part is None else (item, part)


def place_of(profile: Profile, mark: str) -> tuple[str, str]:
    """Layer and ``file:line`` that set last what an entry of ``sets`` names."""
    section, _, key = mark.partition(":")
    name = {"limit": "obligation"}.get(section, PARTS.get(section, section))
    known = profile.sections.get(name)
    if known is None:
        return "", ""
    if known.many:
        origin = profile.origin(
            name, key.partition(".")[0] if section in PARTS else key, "limit" if section == "limit" else ""
        )
    else:
        origin = profile.origin(name, None, key)
    return (origin.layer, f"{origin.file}:{origin.line}") if origin else ("", "")


def faults(profile: Profile) -> Iterator[Fault]:
    """Everything wrong with the rules in force, and figures that do not add up."""
    rules = profile.items("rule", Rule)
    sources = profile.items("source", Source)
    for key, rule in rules.items():
        for mark in rule.sets:
            yield from _unknown_mark(profile, rule, mark)
        if rule.source not in sources:
            yield Fault(
                _where(profile, "rule", key, "source"), key,
                T(f"没有文件 {rule.source}。", f"There is no document {rule.source}."), _near(rule.source, list(sources)),
            )  # fmt: skip
        for statement in rule.figures:
            where = _where(profile, "rule", key, "figures")
            try:
                said = difference(rule, statement)
            except BadInput as error:
                yield Fault(where, key, error.message, error.hint or T("", ""))
                continue
            if said is not None:
                remedy = T("对照文件原文；原文如此的照录。", "Compare the document; what it has itself stays as it is.")
                yield Fault(where, key, said, remedy, doubt=True)
    for name, section in profile.sections.items():
        if not section.many or name == "rule":
            continue
        for key, item in profile.items(name, section.struct).items():
            for part in (
                item,
                *getattr(item, "indicator", ()),
                *getattr(item, "item", ()),
                *getattr(item, "action", ()),
            ):
                named = getattr(part, "rule", "")
                if named and named not in rules:
                    yield Fault(
                        _where(profile, name, key, "rule"), f"{name}:{key}",
                        T(f"没有规则 {named}。", f"There is no rule {named}."), _near(named, list(rules)),
                    )  # fmt: skip


def _unknown_mark(profile: Profile, rule: Rule, mark: str) -> Iterator[Fault]:
    if target(profile, mark) is not None:
        return
    section, _, key = mark.partition(":")
    name = {"limit": "obligation"}.get(section, PARTS.get(section, section))
    known = profile.sections.get(name)
    if known is None and not profile.whole:
        return  # it belongs to a plugin that is switched off
    if known is None:
        remedy = _near(section, [*profile.sections, "limit", *PARTS])
    elif known.many:
        remedy = _near(key, list(profile.items(name, known.struct)))
    else:
        remedy = T(f"检查 [{name}] 的键。", f"Look at the keys of [{name}].")
    yield Fault(
        _where(profile, "rule", rule.id, "sets"), rule.id,
        T(f"规则 {rule.id} 设定的 {mark} 不存在。", f"Rule {rule.id} sets {mark}, which is not there."), remedy,
    )  # fmt: skip


def _where(profile: Profile, name: str, item: str, key: str) -> str:
    origin = profile.origin(name, item, key) or profile.origin(name, item)
    return f"{origin.file}:{origin.line}" if origin else ""


def _near(word: str, known: list[str]) -> T:
    near = nearest(word, known)
    return (
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near else T("检查拼写。", "Check the spelling.")
    )
