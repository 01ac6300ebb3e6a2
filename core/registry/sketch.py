"""The working model of an act: the divisions and units that it names, as they were and as they will be.

``of`` names what stood before the act; ``to``, ``parent`` and ``at`` name what will stand after it, by its new code or
name, or by the old one of something that goes on. So codes can be swapped, and the order of items does not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import Level, format_code, parse_code
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content, Name, text_of
from gongkai.core.registry.terms import TRACKED

if TYPE_CHECKING:
    from gongkai.core.office import Office

UNIT_COLUMNS = ("uid", *TRACKED, "scope", "template", "valid_from", "valid_to")
_UNITS = f"SELECT {', '.join(UNIT_COLUMNS)} FROM unit"
_PLACES = "SELECT code, name, level, parent, kind FROM division"


@dataclass(frozen=True)
class Fault:
    """What is wrong with an item, or what it leaves open. Item 0 is the act as a whole.

    ``way`` says what would settle it, for a screen that asks for it: ``grants``, ``to`` (who carries on), ``unit:UID``
    (what becomes of a unit), ``child:CODE`` (where a division below goes), ``part:CODE`` (to which part); else empty.
    """

    item: int
    what: T
    way: str = ""

    def __str__(self) -> str:
        return str(
            T(f"第 {self.item} 项：{self.what.zh}", f"item {self.item}: {self.what.en}") if self.item else self.what
        )


@dataclass(frozen=True)
class Place:
    """A division's row as it was before."""

    code: int
    name: str
    level: int
    parent: int | None
    kind: str


@dataclass(eq=False)
class Node:
    """A division that the act touches by name. ``code`` is the one it will have, known once codes are settled."""

    before: Place | None
    name: str
    level: int
    parent: "Node | int | None"
    kind: str = ""
    wanted: int | None = None
    code: int = -1
    ceased: bool = False
    heir: "Node | int | None" = None
    loose: bool = False  # its parent follows from its code unless the old one still fits
    adopted: bool = False  # moved along because what stood above it ended
    items: list[int] = field(default_factory=list)
    said: dict[str, tuple[int, Any]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What a person calls it."""
        return self.before.name if self.before else self.name


@dataclass(eq=False)
class UnitNode:
    """A unit that the act touches by name. ``after`` holds the stored values that change."""

    uid: str
    before: dict[str, Any] | None
    after: dict[str, Any] = field(default_factory=dict)
    place: "Node | int | None" = None
    parent: "UnitNode | str | None" = None
    ended: bool = False
    back: bool = False
    heir: "UnitNode | None" = None
    items: list[int] = field(default_factory=list)
    said: dict[str, tuple[int, Any]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What a person calls it."""
        return str(self.before["name"] if self.before else self.after["name"])

    def now(self, name: str) -> Any:
        """A value as it will be."""
        return self.after.get(name, (self.before or {}).get(name))


@dataclass(eq=False)
class Edge:
    """One edge of lineage."""

    item: int
    op: str
    source: Node | UnitNode
    target: Node | UnitNode | None
    share: Decimal | None = None
    basis: str = ""
    main: bool = True
    matters: tuple[str, ...] = ()


class Sketch:
    """An act being worked out. Nothing here writes."""

    def __init__(self, office: "Office", content: Content) -> None:
        self.office = office
        self.content = content
        self.day = content.act.effective.isoformat()
        self.places: dict[int, Node] = {}  # by the code before
        self.made: list[Node] = []
        self.units: dict[str, UnitNode] = {}
        self.made_units: list[UnitNode] = []
        self.edges: list[Edge] = []
        self.faults: list[Fault] = []
        self.waiting: list[Fault] = []
        self.notes: list[T] = []
        self.moved_codes: dict[str, Name] = {}  # codes given for divisions that are moved along
        self.unit_fates: dict[str, tuple[int, str]] = {}

    # what is there

    def place(self, code: int) -> Place | None:
        """A division as it is stored."""
        rows = self.office.store.sql(f"{_PLACES} WHERE code = ?", (code,))
        return Place(*rows[0]) if rows else None

    def children(self, code: int) -> list[Place]:
        """The divisions directly below one, as stored."""
        from gongkai.core.codes import span

        low, high = span(code)
        rows = self.office.store.sql(
            f"{_PLACES} WHERE parent = ? AND (level <= 4 OR code BETWEEN ? AND ?) ORDER BY code", (code, low, high)
        )
        return [Place(*row) for row in rows]

    def units_where(self, where: str, params: tuple[Any, ...]) -> list[dict[str, Any]]:
        """Units as stored."""
        rows = self.office.store.sql(f"{_UNITS} WHERE {where} ORDER BY scope, id", params)
        return [dict(zip(UNIT_COLUMNS, row, strict=True)) for row in rows]

    def active_at(self, low: int, high: int) -> list[dict[str, Any]]:
        """Units in a range that have not ended by the effective date."""
        return self.units_where(
            "scope BETWEEN ? AND ? AND (valid_to IS NULL OR valid_to > ?)", (low, high, self.day)
        )  # fmt: skip

    def level_of(self, unit: UnitNode) -> Level:
        """A unit's level: its own, or that of the division in which it is made."""
        key = unit.now("level")
        if key:
            return Level.from_key(str(key))
        if isinstance(unit.place, Node):
            return Level(unit.place.level)
        place = self.place(int(unit.place or 0))
        return Level(place.level) if place else Level.COUNTY

    # nodes

    def node(self, place: Place, item: int) -> Node:
        """The node of a division, made when first touched."""
        found = self.places.get(place.code)
        if found is None:
            found = Node(place, place.name, place.level, place.parent, place.kind)
            self.places[place.code] = found
        if item and item not in found.items:
            found.items.append(item)
        return found

    def unit(self, row: dict[str, Any], item: int) -> UnitNode:
        """The node of a unit, made when first touched."""
        found = self.units.get(row["uid"])
        if found is None:
            found = UnitNode(row["uid"], row)
            self.units[row["uid"]] = found
        if item and item not in found.items:
            found.items.append(item)
        return found

    def all_places(self) -> Iterator[Node]:
        """Every division of the act."""
        yield from self.places.values()
        yield from self.made

    def all_units(self) -> Iterator[UnitNode]:
        """Every unit of the act."""
        yield from self.units.values()
        yield from self.made_units

    def say(self, node: Node | UnitNode, key: str, value: Any, item: int) -> bool:
        """Note what an item says of a thing; two items that disagree are a fault. Gives whether it is new or the same."""
        before = node.said.get(key)
        if before is not None and before[1] != value:
            self.fault(
                item, T(f"与第 {before[0]} 项矛盾：{node.label}。", f"contradicts item {before[0]}: {node.label}.")
            )
            return False
        fate = node.said.get("fate")
        if key != "fate" and fate is not None and fate[1] == "end" and key != "children":
            self.fault(item, T(f"第 {fate[0]} 项已撤销{node.label}。", f"item {fate[0]} ends {node.label}."))
            return False
        node.said.setdefault(key, (item, value))
        return True

    def fault(self, item: int, what: T) -> None:
        """Something that forbids the act."""
        found = Fault(item, what)
        if found not in self.faults:
            self.faults.append(found)

    def faulty(self, item: int) -> bool:
        """Whether something is wrong with an item already: what follows from that is not told as well."""
        return any(fault.item == item for fault in self.faults)

    def open(self, item: int, what: T, way: str = "") -> None:
        """Something that must be settled before the act is applied; ``way`` says by what."""
        found = Fault(item, what, way)
        if found not in self.waiting:
            self.waiting.append(found)

    # names

    def subject(self, item: int, name: Name, what: str = "", ended: bool = False) -> Node | UnitNode | None:
        """What ``of`` means, as it was before the act; a fault when it means nothing or several things.

        Args:
            ended: units that have ended are meant.
        """
        text = text_of(name)
        code = _code(text)
        if code is not None and what != "unit":
            place = self.place(code)
            if place is None:
                self.fault(item, T(f"没有区划 {format_code(code)}。", f"there is no division {format_code(code)}."))
                return None
            return self.node(place, item)
        found = self._named(text, what, ended)
        if len(found) == 1:
            hit = found[0]
            return self.node(hit, item) if isinstance(hit, Place) else self.unit(hit, item)
        self._tell(item, text, found)
        return None

    def target(self, item: int, name: Name, what: str = "") -> Node | UnitNode | None:
        """What ``to``, ``parent`` or ``at`` means, as it will be after the act."""
        text = text_of(name)
        code = _code(text)
        if what != "unit":
            for node in self.all_places():
                if not node.ceased and (
                    (code is not None and node.wanted == code) or (code is None and node.name == text)
                ):
                    return node
        if what != "division" and code is None:
            for unit in self.all_units():
                if not unit.ended and text in (unit.uid, unit.now("name")):
                    return unit
        found = self.subject(item, name, what)
        if isinstance(found, Node) and found.ceased:
            self.fault(item, T(f"{found.label}已在本次撤销。", f"{found.label} ends with this act."))
            return None
        return found

    def place_target(self, item: int, name: Name) -> Node | None:
        """``target`` that must be a division."""
        found = self.target(item, name, "division")
        return found if isinstance(found, Node) else None

    def unit_target(self, item: int, name: Name) -> UnitNode | None:
        """``target`` that must be a unit."""
        found = self.target(item, name, "unit")
        if not isinstance(found, UnitNode):
            return None
        ended = found.before["valid_to"] if found.before and not found.back else None
        if ended and ended <= self.day:
            self.fault(item, T(f"{found.label}已于 {ended} 撤销。", f"{found.label} ended on {ended} already."))
            return None
        return found

    def _named(self, text: str, what: str, ended: bool) -> list[Any]:
        found: list[Any] = []
        if what != "division":
            found += self.units_where("uid = ?", (text.lower(),))
            rows = self.units_where("name = ?", (text,)) if not found else []
            active = [row for row in rows if (row["valid_to"] is not None and row["valid_to"] <= self.day) == ended]
            found += active or rows
        if what != "unit" and not ended:
            places = self.office.store.sql(f"{_PLACES} WHERE name = ? ORDER BY code LIMIT 6", (text,))
            found += [Place(*place) for place in places]
        return found

    def _tell(self, item: int, text: str, found: list[Any]) -> None:
        if found:
            named = [
                f"{hit.name} {format_code(hit.code)}" if isinstance(hit, Place) else f"{hit['name']} {hit['uid']}"
                for hit in found[:5]
            ]
            self.fault(item, T(f"“{text}”对应多个：{'；'.join(named)}；写代码或编号。",
                               f"“{text}” fits several: {'; '.join(named)}; give the code or the id."))  # fmt: skip
            return
        near = self._near(text)
        self.fault(item, T(f"找不到“{text}”{f'，最接近的是{near}' if near else ''}。",
                           f"there is no “{text}”{f'; the nearest is {near}' if near else ''}."))  # fmt: skip

    def _near(self, text: str) -> str:
        from gongkai.core.registry.find import find_divisions, find_units

        try:
            units = [unit.name for unit in find_units(self.office, text[:12], limit=1)]
            return str((units or [d.name for d in find_divisions(self.office, text[:12], limit=1)] or [""])[0])
        except GongkaiError:
            return ""


def _code(text: str) -> int | None:
    digits = text.replace(" ", "")
    if not digits.isdigit() or len(digits) == 18:
        return None
    try:
        return parse_code(digits)
    except GongkaiError:
        return None
