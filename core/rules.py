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
    """A rule with its source: what the document demands, in our own words.

    Attributes:
        sets: what of the profile stands for the rule, as ``section:key`` (``post_kind:officer``); a part of an item
            follows a dot (``item:plan.01``, ``indicator:rubric.blank``), ``limit:`` names an obligation's limit.
        data: figures and words that the document states.
        figures: what must hold between those figures, see ``gongkai.core.figures``.
    """

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
    figures: tuple[str, ...] = ()


class Kind(Struct, frozen=True):
    """One value of a list that profiles may extend: a unit kind, a line, a channel, an audience."""

    key: str
    name: T
    note: T | None = None
    rule: str = ""


class PostKind(Struct, frozen=True):
    """A post that units have, which units must fill it (``required``), and what must hold for whoever holds it.

    Attributes:
        single: at most one holder at a time; the door refuses an overlap.
        at_least: how many holders a unit needs where the post is required.
        same_as: the holder also holds this post of the same unit (the head of a leading group is the principal).
        not_same_as: the holder is another person than the holders of these posts of the same unit.
        needs: fields of the post's record that must be filled.
        min_months: the shortest term; one that is written shorter, or was ended earlier, is a finding.
        full_time: whether the holder must, or must not, be full-time; None where either will do.
        titles: one of these words must stand in the holder's title.
    """

    key: str
    name: T
    required: Selector | None = None
    single: bool = True
    at_least: int = 1
    same_as: str = ""
    not_same_as: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    min_months: int = 0
    full_time: bool | None = None
    titles: tuple[str, ...] = ()
    rule: str = ""


class Seat(Struct, frozen=True):
    """A seat in a body: who holds ``post`` in the unit that has the body, and fits all else that is said.

    ``units`` holds templates or names: the holder's own unit is one of them, or the title names it.
    """

    post: str
    name: T | None = None
    same_as: str = ""
    titles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    at_least: int = 1


class Body(Struct, frozen=True):
    """A leading group and the like: which units have one, who sits in it, and which unit its office sits in."""

    key: str
    name: T
    of: Selector | None = None
    seats: tuple[Seat, ...] = ()
    office: str = ""
    rule: str = ""


class FacilityKind(Struct, frozen=True):
    """What a unit must have that is no post: a board, a box, a room.

    ``each_below`` asks for one in every division below the unit's own village, and ``at_least`` where there are none.
    """

    key: str
    name: T
    of: Selector | None = None
    at_least: int = 1
    each_below: bool = False
    needs: tuple[str, ...] = ()
    rule: str = ""


class UnitFact(Struct, frozen=True):
    """Fields of a unit that must be filled, such as what a request window publishes of itself."""

    key: str
    name: T
    of: Selector | None = None
    needs: tuple[str, ...] = ()
    rule: str = ""


class Coverage(Struct, frozen=True):
    """How many units of a sort every division of some levels has; ``whole`` counts those in all its subtree."""

    key: str
    name: T
    levels: tuple[str, ...]
    of: Selector
    at_least: int = 1
    at_most: int | None = None
    whole: bool = False
    place_ends: tuple[str, ...] = ()
    place_not_ends: tuple[str, ...] = ()
    rule: str = ""


class UnitTemplate(Struct, frozen=True):
    """A unit that every division of the named levels has; ``{place}`` stands for the division's name.

    ``parent`` is the template of the unit above in the same division; ``guided_by`` those of which the nearest division
    above has the unit whose guidance it follows (the head organ of a vertical line).
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
    guided_by: str | tuple[str, ...] = ()
    place_ends: tuple[str, ...] = ()
    place_not_ends: tuple[str, ...] = ()
    rule: str = ""

    @property
    def guides(self) -> tuple[str, ...]:
        """``guided_by`` as several."""
        return (self.guided_by,) if isinstance(self.guided_by, str) else self.guided_by


class Role(Struct, frozen=True):
    """A named set of verbs that a grant gives on a code range."""

    key: str
    name: T
    verbs: tuple[str, ...]
    note: T | None = None


class MeasureRule(Struct, frozen=True):
    """``[[measure]]``: a figure of units as data; see ``gongkai.core.measures`` for windows and ways up.

    Attributes:
        register: key of the register whose rows are counted.
        whole, part: named filters of it, all of which hold; ``!name`` is its opposite. ``part`` counts only inside ``whole``.
        whole_is, part_is: field to values, one of which it holds; ``["*"]`` for filled, ``[""]`` for empty.
        add, of: number fields that are added up in place of counting rows: part and whole.
        day: date field by which ``window`` is judged.
    """

    id: str
    name: T
    register: str
    unit: str = "share"
    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    whole_is: dict[str, tuple[str, ...]] = {}
    part_is: dict[str, tuple[str, ...]] = {}
    add: str = ""
    of: str = ""
    window: str = ""
    day: str = ""
    up: str = ""
    weight: str = ""
    rule: str = ""


def chosen(items: Iterable[X], key: str) -> X | None:
    """The first item whose ``key`` or ``id`` is ``key``."""
    for item in items:
        if key in (getattr(item, "key", None), getattr(item, "id", None)):
            return item
    return None
