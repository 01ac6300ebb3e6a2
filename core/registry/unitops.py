"""The nine kinds of step for units. ``declare`` says what will be there, ``connect`` ties it together."""

from collections.abc import Callable, Sequence
from typing import Any

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Item, Part, share_of, text_of
from gongkai.core.registry.models import UNITS
from gongkai.core.registry.sketch import Edge, Node, Sketch, UnitNode
from gongkai.core.resource import parse_value
from gongkai.core.store.record import derived_uid

Step = Callable[[Sketch, int, Item, list[UnitNode]], None]
PLAIN = ("name", "kind", "level", "line", "leadership", "uscc")


def _value(sketch: Sketch, item: int, name: str, raw: Any) -> Any:
    """A value as the register keeps it, or None and a fault."""
    try:
        return UNITS.model._meta.fields[name].db_value(parse_value(sketch.office, UNITS.fields[name], raw))
    except GongkaiError as error:
        sketch.fault(item, error.message + (error.hint or T("", "")))
        return None


def _set(sketch: Sketch, item: int, unit: UnitNode, name: str, raw: Any) -> None:
    if raw in (None, ""):
        return
    value = _value(sketch, item, name, raw)
    if value is not None and sketch.say(unit, name, value, item):
        unit.after[name] = value


def _fields(sketch: Sketch, item: int, unit: UnitNode, step: Item | Part, names: Sequence[str] = PLAIN) -> None:
    for name in names:
        _set(sketch, item, unit, name, getattr(step, name, ""))


def _end(sketch: Sketch, item: int, unit: UnitNode, heir: UnitNode | None) -> None:
    if unit.before and unit.before["valid_to"] and unit.before["valid_to"] <= sketch.day:
        sketch.fault(item, T(f"{unit.label}已于 {unit.before['valid_to']} 撤销。",
                             f"{unit.label} ended on {unit.before['valid_to']} already."))  # fmt: skip
    for key in (*PLAIN, "place", "parent"):
        if key in unit.said:
            sketch.fault(item, T(f"与第 {unit.said[key][0]} 项矛盾：{unit.label}。",
                                 f"contradicts item {unit.said[key][0]}: {unit.label}."))  # fmt: skip
    if sketch.say(unit, "fate", "end", item):
        unit.ended, unit.heir = True, heir


def need(sketch: Sketch, item: int, units: list[UnitNode], least: int = 1, most: int = 1) -> bool:
    """Whether a step names as many units as it needs."""
    if least <= len(units) <= most:
        return True
    sketch.fault(item, T(f"of 要写 {least} 个单位。", f"of must name {least} unit(s)."))
    return False


def make(sketch: Sketch, item: int, part: int, step: Item | Part, like: UnitNode | None = None) -> UnitNode | None:
    """A new unit; what is not said is taken from the unit that it comes from."""
    if not step.name:
        sketch.fault(item, T("新单位要写 name。", "a new unit needs a name."))
        return None
    unit = UnitNode(
        derived_uid("act-unit", sketch.day, str(item), str(part), step.name, text_of(step.at)), None, items=[item]
    )
    for name in PLAIN[1:5]:
        if like is not None and like.now(name):
            unit.after[name] = like.now(name)
    _fields(sketch, item, unit, step)
    unit.after["valid_from"] = sketch.day
    sketch.made_units.append(unit)
    return unit


# declare


def declare_create(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """A unit that was not there."""
    unit = make(sketch, item, 0, step)
    if unit is not None and not step.kind:
        sketch.fault(item, T("新单位要写 kind（单位类别）。", "a new unit needs a kind."))
    if step.at == "":
        sketch.fault(item, T("新单位要写 at（所在区划）。", "a new unit needs at (its division)."))


def declare_change(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """Another name, code, kind, line or leadership."""
    if not need(sketch, item, units):
        return
    if step.op == "recode" and step.code != "" and not step.uscc:
        _set(sketch, item, units[0], "uscc", text_of(step.code))
    _fields(sketch, item, units[0], step)
    wanted = {"rename": ("name", "name"), "recode": ("uscc", "code")}.get(step.op)
    if wanted and wanted[0] not in units[0].said:
        sketch.fault(item, T(f"缺少 {wanted[1]}。", f"{wanted[1]} is missing."))


def declare_merge(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """Several become one: one of them, another one, or a new one that goes on from the first."""
    if not units:
        need(sketch, item, units, 1, 1000)
        return
    if step.to != "":
        survivor = sketch.unit_target(item, step.to)
    elif step.name:
        survivor = units[0]
    else:
        sketch.fault(
            item, T("合并要写 to（并入谁）或 name（新名称）。", "a merge needs to (into which) or name (the new one).")
        )
        return
    if survivor is None:
        return
    _fields(sketch, item, survivor, step)
    others = [unit for unit in units if unit is not survivor]
    if not others:
        sketch.fault(item, T("合并要有另一个单位并入。", "a merge needs another unit that is taken in."))
    for unit in others:
        _end(sketch, item, unit, survivor)
        sketch.edges.append(Edge(item, step.op, unit, survivor, share_of(step.share), step.basis, True, step.matters))
    if survivor in units and step.name:
        sketch.edges.append(Edge(item, step.op, survivor, survivor))


def declare_split(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """One becomes several; the part that names the unit itself goes on from it, else the main or first one."""
    if not need(sketch, item, units):
        return
    unit, parts = units[0], list(step.part)
    if len(parts) < 2:
        sketch.fault(item, T("分设至少写两个 [[item.part]]。", "a split needs at least two [[item.part]]."))
        return
    own = (unit.uid, unit.label)
    at = next((n for n, part in enumerate(parts) if part.unit in own or part.name == unit.label), None)
    if at is None:
        at = next((n for n, part in enumerate(parts) if part.main), 0)
    main = next((n for n, part in enumerate(parts) if part.main), at)
    shares = [share for part in parts if (share := share_of(part.share)) is not None]
    if shares and (len(shares) < len(parts) or sum(shares) != 1):
        sketch.fault(
            item, T(f"各部分比例之和为 {sum(shares)}，应为 1。", f"the shares add up to {sum(shares)}, not 1.")
        )
    for number, part in enumerate(parts):
        made = unit if number == at else make(sketch, item, number, part, unit)
        if made is None:
            continue
        if number == at and part.name != unit.label:
            _fields(sketch, item, unit, part)
        elif number != at and part.at == "" and unit.before:
            made.place = int(unit.before["division"] or 0)
        sketch.edges.append(Edge(item, step.op, unit, made, share_of(part.share), part.basis, number == main))


def declare_none(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """What changes is said when everything is declared."""
    need(sketch, item, units, 1, 1000)


def declare_abolish(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """It ends; with ``to``, that unit carries on."""
    if need(sketch, item, units, 1, 1000):
        for unit in units:
            _end(sketch, item, unit, None)


def declare_restore(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """A unit that had ended works again."""
    if not need(sketch, item, units):
        return
    unit = units[0]
    ended = unit.before["valid_to"] if unit.before else None
    if not ended or ended > sketch.day:
        sketch.fault(item, T(f"{unit.label}没有撤销，无需恢复。", f"{unit.label} has not ended."))
        return
    if sketch.say(unit, "fate", "back", item):
        unit.back = True
        unit.after["valid_to"] = None
        _fields(sketch, item, unit, step)


# connect


def _place(sketch: Sketch, item: int, unit: UnitNode, name: Any) -> None:
    node = sketch.place_target(item, name) if name != "" else None
    if node is not None and sketch.say(unit, "place", node, item):
        unit.place = node


def _parent(sketch: Sketch, item: int, unit: UnitNode, name: Any) -> None:
    above = sketch.unit_target(item, name) if name != "" else None
    if above is not None and sketch.say(unit, "parent", above, item):
        unit.parent = above


def connect_plain(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """Where new or changed units lie, and below whom."""
    for unit in [*units, *(made for made in sketch.made_units if made.items == [item])]:
        if unit.ended:
            continue
        _place(sketch, item, unit, step.at)
        _parent(sketch, item, unit, step.parent)


def connect_move(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """Another division, or another parent unit with its division."""
    where = step.to if step.to != "" else step.at
    if where == "" and step.parent == "":
        sketch.fault(item, T("缺少 to（移到哪里）。", "to is missing (where it goes)."))
        return
    target = sketch.target(item, where) if where != "" else None
    for unit in units:
        _fields(sketch, item, unit, step)
        if isinstance(target, Node) and sketch.say(unit, "place", target, item):
            unit.place = target
        elif isinstance(target, UnitNode) and sketch.say(unit, "parent", target, item):
            unit.parent = target
            if target.before and (not unit.before or target.before["division"] != unit.before["division"]):
                unit.place = int(target.before["division"])
        _parent(sketch, item, unit, step.parent)


def connect_split(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """Where the parts lie."""
    edges = [edge for edge in sketch.edges if edge.item == item]
    for part, edge in zip(step.part, edges, strict=False):
        if isinstance(edge.target, UnitNode):
            _place(sketch, item, edge.target, part.at)
            if edge.target.before is None and units and units[0].before and units[0].before["parent"]:
                edge.target.parent = units[0].before["parent"]


def connect_transfer(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """Functions, powers or a whole line go to another unit; facts stay where they arose."""
    target = sketch.unit_target(item, step.to) if step.to != "" else None
    if target is None:
        if step.to == "":
            sketch.fault(item, T("缺少 to（划给谁）。", "to is missing (who receives it)."))
        return
    for unit in units:
        if unit is target:
            sketch.fault(item, T("不能划给自己。", "it cannot go to itself."))
            continue
        if not step.matters and not step.line:
            sketch.fault(
                item, T("写明划转的 matters（事项）或 line（条线）。", "say what goes over: matters, or line.")
            )
        if step.line:
            _line(sketch, item, step.line, unit, target)
        sketch.edges.append(
            Edge(item, step.op, unit, target, share_of(step.share), step.basis, False, step.matters)
        )  # fmt: skip


def _line(sketch: Sketch, item: int, raw: str, unit: UnitNode, target: UnitNode) -> None:
    line = _value(sketch, item, "line", raw)
    if line is None:
        return
    if unit.now("line") != line:
        sketch.fault(item, T(f"{unit.label}不管这条线。", f"{unit.label} does not hold that line."))
    elif sketch.say(unit, "line", None, item) and sketch.say(target, "line", line, item):
        unit.after["line"], target.after["line"] = None, line


def connect_abolish(sketch: Sketch, item: int, step: Item, units: list[UnitNode]) -> None:
    """Who carries on."""
    heir = sketch.unit_target(item, step.to) if step.to != "" else None
    for unit in units:
        unit.heir = heir if heir is not unit else None
        sketch.edges.append(Edge(item, step.op, unit, unit.heir, share_of(step.share), step.basis))


DECLARE: dict[str, Step] = {
    "create": declare_create, "rename": declare_change, "recode": declare_change, "move": declare_none,
    "merge": declare_merge, "split": declare_split, "transfer": declare_none, "abolish": declare_abolish,
    "restore": declare_restore,
}  # fmt: skip
CONNECT: dict[str, Step] = {
    "create": connect_plain, "rename": connect_plain, "recode": connect_plain, "move": connect_move,
    "merge": connect_plain, "split": connect_split, "transfer": connect_transfer, "abolish": connect_abolish,
    "restore": connect_plain,
}  # fmt: skip
