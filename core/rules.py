"""What a rule is: an id, words, the document and clause it comes from, whom it binds and when.

Every rule in the product is one of these, read from TOML. A rule that only states a fact has words alone; a
rule that the product acts on names in ``sets`` where it acts (an obligation, a post, a limit, an indicator),
so that ``gongkai rule show`` can say what it does here and which layer set it.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from gongkai.core.i18n import T

X = TypeVar("X", bound="Struct")


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything read from TOML: a wrong or unknown key is an error, never ignored."""


class Source(Struct, frozen=True):
    """A document that rules come from."""

    id: str
    title: T
    number: str = ""  # 文号
    issuer: str = ""
    issued: str = ""  # ISO date, or a year where the day is not known
    in_force: str = ""
    until: str = ""


class Selector(Struct, frozen=True):
    """Which units: every list that is not empty must hold the unit's value; all empty means every unit.

    ``within`` holds division codes (subtrees); ``units`` holds unit keys or names.
    """

    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    leadership: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()
    not_lines: tuple[str, ...] = ()


class Rule(Struct, frozen=True):
    """A rule with its source: what the document demands, in our own words."""

    id: str
    text: T
    source: str
    clause: str = ""
    since: str = ""
    until: str = ""
    plugin: str = ""
    kind: str = ""
    sets: tuple[str, ...] = ()
    data: dict[str, Any] = {}


class Kind(Struct, frozen=True):
    """One value of a list that profiles may extend: a unit kind, a line, a channel, an audience."""

    key: str
    name: T
    note: T | None = None
    rule: str = ""


class PostKind(Struct, frozen=True):
    """A post that units have, and which units must fill it (``required``)."""

    key: str
    name: T
    required: Selector | None = None
    single: bool = True
    rule: str = ""


class UnitTemplate(Struct, frozen=True):
    """A unit that every division of the named levels has; ``{place}`` stands for the division's name.

    ``place_ends`` and ``place_not_ends`` tell divisions of one level apart by their names' endings (a subdistrict
    from a town, a residents' committee from a village).
    """

    key: str
    name: T
    title: str
    kind: str
    levels: tuple[str, ...]
    line: str = ""
    leadership: str = "local"
    tags: tuple[str, ...] = ()
    parent: str = ""
    place_ends: tuple[str, ...] = ()
    place_not_ends: tuple[str, ...] = ()
    rule: str = ""


class Role(Struct, frozen=True):
    """A named set of verbs that a grant gives on a code range."""

    key: str
    name: T
    verbs: tuple[str, ...]
    note: T | None = None


def chosen(items: Iterable[X], key: str) -> X | None:
    """The first item whose ``key`` or ``id`` is ``key``."""
    for item in items:
        if key in (getattr(item, "key", None), getattr(item, "id", None)):
            return item
    return None
