"""The nine kinds of step for divisions. ``declare`` says what will be there, ``connect`` ties it together."""

from collections.abc import Callable

from gongkai.core.codes import Level, format_code, natural_level, parse_code
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Item, Name, Part, share_of, text_of
from gongkai.core.registry.sketch import Edge, Node, Place, Sketch
from gongkai.core.registry.terms import VALID

Step = Callable[[Sketch, int, Item, list[Node]], None]


def code_of(sketch: Sketch, item: int, name: Name) -> int | None:
    """A new code, or None (and a fault) when it cannot be read."""
    try:
        return parse_code(text_of(name))
    except GongkaiError as error:
        sketch.fault(item, error.message)
        return None


def _set_code(sketch: Sketch, item: int, node: Node, name: Name) -> None:
    code = code_of(sketch, item, name)
    if code is not None and sketch.say(node, "code", code, item):
        node.wanted = code


def _set_name(sketch: Sketch, item: int, node: Node, step: Item) -> None:
    if step.name and sketch.say(node, "name", step.name, item):
        node.name = step.name
        sketch.say(node, "units", step.rename_units, item)


def _end(sketch: Sketch, item: int, node: Node, heir: Node | None) -> None:
    for key in ("name", "code", "parent"):
        if key in node.said:
            sketch.fault(item, T(f"与第 {node.said[key][0]} 项矛盾：{node.label}。",
                                 f"contradicts item {node.said[key][0]}: {node.label}."))  # fmt: skip
    if sketch.say(node, "fate", "end", item):
        node.ceased, node.heir = True, heir


def need(sketch: Sketch, item: int, subjects: list[Node], least: int = 1, most: int = 1) -> bool:
    """Whether a step names as many divisions as it needs."""
    if least <= len(subjects) <= most:
        return True
    words = T(f"of 要写 {least} 个", f"of must name {least}") if least == most else T(
        f"of 至少写 {least} 个", f"of must name at least {least}")  # fmt: skip
    sketch.fault(item, words + T("。", "."))
    return False


# declare


def make(
    sketch: Sketch, item: int, name: str, code: Name, level: str = "", parent: "Node | int | None" = None
) -> Node | None:
    """A new division."""
    if not name or code == "":
        sketch.fault(item, T("新设区划要写 name 和 code。", "a new division needs name and code."))
        return None
    scope = code_of(sketch, item, code)
    if scope is None:
        return None
    number = natural_level(scope).value
    if level:
        try:
            number = Level.from_key(level).value
        except GongkaiError as error:
            sketch.fault(item, error.message)
    node = Node(None, name, number, parent, wanted=scope, loose=parent is None, items=[item])
    node.said = {"code": (item, scope), "name": (item, name)}
    sketch.made.append(node)
    return node


def declare_create(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """A division that was not there."""
    made = make(sketch, item, step.name, step.code, step.level)
    if made is not None and step.kind:
        made.kind = step.kind


def declare_rename(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """Another name, the same code."""
    if need(sketch, item, subjects):
        if not step.name:
            sketch.fault(item, T("缺少新名称 name。", "the new name is missing."))
        _set_name(sketch, item, subjects[0], step)
        if step.code != "":
            _set_code(sketch, item, subjects[0], step.code)
            subjects[0].loose = True


def declare_recode(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """Another code, perhaps another name; what lies below goes along."""
    if need(sketch, item, subjects):
        node = subjects[0]
        if step.code == "":
            sketch.fault(item, T("缺少新代码 code。", "the new code is missing."))
            return
        _set_code(sketch, item, node, step.code)
        _set_name(sketch, item, node, step)
        node.loose = not (step.to or step.parent)


def declare_move(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """Another parent; the code follows, by itself or as the act says."""
    if not need(sketch, item, subjects, 1, 1000):
        return
    if step.code != "":
        if len(subjects) == 1:
            _set_code(sketch, item, subjects[0], step.code)
        else:
            sketch.fault(item, T("几个区划的新代码写在 codes 里。", "new codes of several divisions go into codes."))
    if len(subjects) == 1:
        _set_name(sketch, item, subjects[0], step)
    for old, new in step.codes.items():
        code = code_of(sketch, item, old)
        for node in subjects:
            if node.before and node.before.code == code:
                _set_code(sketch, item, node, new)


def declare_merge(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """Several become one: one of them, another that is there, or a new one that goes on from the first."""
    if not subjects:
        need(sketch, item, subjects, 1, 1000)
        return
    survivor = _survivor(sketch, item, step, subjects)
    if survivor is None:
        return
    _set_name(sketch, item, survivor, step)
    if step.code != "":
        _set_code(sketch, item, survivor, step.code)
        survivor.loose = True
    share, others = share_of(step.share), [node for node in subjects if node is not survivor]
    if not others:
        sketch.fault(item, T("合并要有另一个区划并入。", "a merge needs another division that is taken in."))
    for node in others:
        _end(sketch, item, node, survivor)
        sketch.edges.append(Edge(item, step.op, node, survivor, share, step.basis))
    if survivor in subjects and (step.name or step.code != ""):
        sketch.edges.append(Edge(item, step.op, survivor, survivor))


def _survivor(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> Node | None:
    text = text_of(step.to)
    if not text:
        if step.name:
            return subjects[0]
        sketch.fault(
            item, T("合并要写 to（并入谁）或 name（新名称）。", "a merge needs to (into which) or name (the new one).")
        )
        return None
    if text.isdigit():
        code = code_of(sketch, item, text)
        place = sketch.place(code) if code is not None else None
        if code is not None and place is None:
            if step.name:
                _set_code(sketch, item, subjects[0], text)
                subjects[0].loose = True
                return subjects[0]
            sketch.fault(item, T(f"没有区划 {format_code(code)}；新设要写 name。",
                                 f"there is no division {format_code(code)}; a new one needs a name."))  # fmt: skip
        return sketch.node(place, item) if place else None
    return sketch.place_target(item, step.to)


def declare_split(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """One becomes several; one part goes on from it: the one that keeps its code, else the main or first one."""
    if not need(sketch, item, subjects):
        return
    node, parts = subjects[0], list(step.part)
    if len(parts) < 2:
        sketch.fault(item, T("分设至少写两个 [[item.part]]。", "a split needs at least two [[item.part]]."))
        return
    own = node.before.code if node.before else -1
    codes = [code_of(sketch, item, part.code) if part.code != "" else None for part in parts]
    at = next((n for n, code in enumerate(codes) if code == own), None)
    kept = at is not None
    if at is None:
        at = next((n for n, part in enumerate(parts) if part.main), 0)
    main = next((n for n, part in enumerate(parts) if part.main), at)
    for number, part in enumerate(parts):
        made = node if number == at else make(sketch, item, part.name, part.code)
        if made is None:
            continue
        if number == at:
            if part.name and part.name != node.name:
                _set_name(sketch, item, node, Item(op=step.op, name=part.name, rename_units=step.rename_units))
            if not kept and part.code != "":
                _set_code(sketch, item, node, part.code)
                node.loose = True
        else:
            made.level = node.level
        sketch.edges.append(Edge(item, step.op, node, made, share_of(part.share), part.basis, number == main))
    _shares(sketch, item, parts)


def _shares(sketch: Sketch, item: int, parts: list[Part]) -> None:
    shares = [share for part in parts if (share := share_of(part.share)) is not None]
    if shares and (len(shares) < len(parts) or sum(shares) != 1):
        sketch.fault(
            item, T(f"各部分比例之和为 {sum(shares)}，应为 1。", f"the shares add up to {sum(shares)}, not 1.")
        )


def declare_transfer(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """A part of a division's area goes to another one that keeps its code: lineage with a share, nothing else."""
    need(sketch, item, subjects, 1, 1000)


def declare_abolish(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """It ends; with ``to``, that division takes over what was below it."""
    if need(sketch, item, subjects, 1, 1000):
        for node in subjects:
            _end(sketch, item, node, None)


def declare_restore(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """A division that had ended is there again."""
    from gongkai.core.registry.past import division_states

    for name in step.subjects:
        code = code_of(sketch, item, name)
        if code is None:
            continue
        if sketch.place(code):
            sketch.fault(item, T(f"{format_code(code)} 现在就有。", f"{format_code(code)} is there already."))
            continue
        was = [state for state in division_states(sketch.office, code) if state.state == VALID]
        if not was:
            sketch.fault(item, T(f"没有 {format_code(code)} 的过去。", f"nothing is known of {format_code(code)}."))
            continue
        last = was[-1]
        node = make(sketch, item, step.name or last.name, format_code(code))
        if node:
            node.level, node.kind = last.level, last.kind
            node.said["restored"] = (item, last)


# connect


def connect_create(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """Its parent: the one that is named, else the one that its code stands under."""
    node = next((node for node in sketch.made if node.items == [item]), None)
    above = step.parent or step.to
    if node and above != "":
        node.parent, node.loose = sketch.place_target(item, above), False


def connect_move(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """The new parent."""
    above = step.to or step.parent
    if above == "":
        if step.op == "move":
            sketch.fault(item, T("缺少 to（移到哪里）。", "to is missing (where it goes)."))
        return
    parent = sketch.place_target(item, above)
    for node in subjects:
        if parent is not None and sketch.say(node, "parent", parent, item):
            node.parent, node.loose = parent, False


def connect_merge(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """What stood below those that end goes to the one that stays."""
    for node in subjects:
        if node.ceased and isinstance(node.heir, Node):
            _adopt(sketch, item, step, node, node.heir)


def _adopt(sketch: Sketch, item: int, step: Item, node: Node, heir: Node) -> None:
    if node.before is None:
        return
    for child in sketch.children(node.before.code):
        known = sketch.places.get(child.code)
        if known is not None and ("parent" in known.said or known.ceased):
            continue
        made = sketch.node(child, 0)
        made.items = made.items or [item]
        made.parent, made.adopted = heir, True
    _given_codes(sketch, item, step)


def _given_codes(sketch: Sketch, item: int, step: Item) -> None:
    for old, new in step.codes.items():
        code = code_of(sketch, item, old)
        known = sketch.places.get(code) if code is not None else None
        if known is None:
            sketch.fault(item, T(f"codes 中的 {old} 没有随之移动。", f"{old} in codes is not moved by this item."))
        elif "code" not in known.said:
            _set_code(sketch, item, known, new)


def connect_split(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """The children, each to its part."""
    if not subjects or subjects[0].before is None or len(step.part) < 2:
        return
    node, own = subjects[0], subjects[0].before.code
    edges = [edge for edge in sketch.edges if edge.item == item]
    listed: set[int] = set()
    for part, edge in zip(step.part, edges, strict=False):
        target = edge.target
        for name in part.children:
            child = sketch.subject(item, name, "division")
            if not isinstance(child, Node) or child.before is None:
                continue
            if child.before.parent != own:
                sketch.fault(
                    item, T(f"{child.label}不在{node.label}之下。", f"{child.label} is not below {node.label}.")
                )
            elif isinstance(target, Node) and sketch.say(child, "parent", target, item):
                child.parent = target
                listed.add(child.before.code)
    if node.wanted is not None:
        for child_place in sketch.children(own):
            if child_place.code not in listed and not _decided(sketch, child_place):
                sketch.open(item, T(f"下级区划 {child_place.name} 没有写归属（part.children）。",
                                    f"the division {child_place.name} below it is in no part (part.children)."),
                            f"part:{format_code(child_place.code)}")  # fmt: skip
    _given_codes(sketch, item, step)


def _decided(sketch: Sketch, place: Place) -> bool:
    known = sketch.places.get(place.code)
    return known is not None and ("parent" in known.said or known.ceased)


def connect_transfer(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """The receiver, and the edge."""
    target = sketch.place_target(item, step.to) if step.to != "" else None
    if target is None:
        if step.to == "":
            sketch.fault(item, T("缺少 to（划给谁）。", "to is missing (who receives it)."))
        return
    for node in subjects:
        if node is target:
            sketch.fault(item, T("不能划给自己。", "it cannot go to itself."))
        sketch.edges.append(
            Edge(item, step.op, node, target, share_of(step.share), step.basis, False, step.matters)
        )  # fmt: skip


def connect_abolish(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """Who takes over; without anybody, nothing may be left below."""
    heir = sketch.place_target(item, step.to) if step.to != "" else None
    for node in subjects:
        if heir is not None and heir is not node:
            node.heir = heir
            sketch.edges.append(Edge(item, step.op, node, heir, share_of(step.share), step.basis))
            _adopt(sketch, item, step, node, heir)
        else:
            sketch.edges.append(Edge(item, step.op, node, None))
            for child in sketch.children(node.before.code) if node.before else []:
                if not _decided(sketch, child):
                    sketch.open(item, T(f"下级区划 {child.name} 失去上级：另写一项移走，或写 to。",
                                        f"the division {child.name} loses its parent: move it, or name to."),
                                f"child:{format_code(child.code)}")  # fmt: skip


def connect_restore(sketch: Sketch, item: int, step: Item, subjects: list[Node]) -> None:
    """Its parent: the one that is named, else the old one if it is there, else by its code."""
    above = step.parent or step.to
    for node in sketch.made:
        if item not in node.items or "restored" not in node.said:
            continue
        last = node.said["restored"][1]
        if above != "":
            node.parent, node.loose = sketch.place_target(item, above), False
        elif last.parent is not None and sketch.place(last.parent):
            node.parent, node.loose = last.parent, True


DECLARE: dict[str, Step] = {
    "create": declare_create, "rename": declare_rename, "recode": declare_recode, "move": declare_move,
    "merge": declare_merge, "split": declare_split, "transfer": declare_transfer, "abolish": declare_abolish,
    "restore": declare_restore,
}  # fmt: skip
CONNECT: dict[str, Step] = {
    "create": connect_create, "recode": connect_move, "move": connect_move, "merge": connect_merge,
    "split": connect_split, "transfer": connect_transfer, "abolish": connect_abolish, "restore": connect_restore,
}  # fmt: skip
