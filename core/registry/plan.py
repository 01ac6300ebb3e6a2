"""``plan_act``: an act worked out in full, with everything that it touches, and nothing written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import allowed_throughout, require
from gongkai.core.codes import Level, kind_of, upper
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.ledger.shifts import moved
from gongkai.core.registry import placeops, unitops
from gongkai.core.registry.actfile import Content, Item, content_of, text_of
from gongkai.core.registry.effects import (
    check_units,
    grants_in,
    left_children,
    left_units,
    open_work,
    renamed_units,
    unconfirmed_grants,
)
from gongkai.core.registry.past import moves
from gongkai.core.registry.settle import Settled, common
from gongkai.core.registry.sketch import Edge, Fault, Node, Sketch, UnitNode
from gongkai.core.registry.steps import DivisionRow, RowStep, Steps

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.registry.touched import Touched
    from gongkai.core.resource import Resource

FIRST = ("create", "restore", "split")  # what these make may be named by any other item


@dataclass
class Preview:
    """An act worked out.

    Attributes:
        steps: what would be changed.
        edges: the lineage that it leaves.
        faults: what forbids it; ``waiting``: what must be settled first; ``notes``: what is good to know.
        early: whether its effective date is still to come.
        touched: counts and lists for a person; empty when they were not asked for.
    """

    content: Content
    steps: Steps
    edges: list[Edge]
    faults: list[Fault]
    waiting: list[Fault]
    notes: list[T]
    places: list[int]
    early: bool
    grants: list[dict[str, Any]]
    touched: "Touched | None" = None
    codes: dict[int, int] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether it can be applied today."""
        return not (self.faults or self.waiting or self.early)

    @property
    def digest(self) -> str:
        """A mark of the whole plan: two plans with the same mark do the same."""
        import hashlib

        edges = [(e.op, _key(e.source), _key(e.target), str(e.share), e.main, e.matters) for e in self.edges]
        open_ends = [str(fault.what.zh) for fault in (*self.faults, *self.waiting)]
        return hashlib.sha256(msgspec.json.encode([self.steps.digest(), edges, open_ends])).hexdigest()


def _key(subject: Node | UnitNode | None) -> str:
    if subject is None:
        return ""
    return (
        subject.uid
        if isinstance(subject, UnitNode)
        else f"{subject.before.code if subject.before else ''}>{subject.code}"
    )


def plan_act(office: "Office", act: Any, counts: bool = True) -> Preview:
    """Work out what an act would do.

    Args:
        act: a ``Content``, or a record of the register of acts.
        counts: whether to count and list what is touched, for a person to read.

    Raises:
        NotAllowed: the acting account may not administer everything that the act touches.
    """
    content = act if isinstance(act, Content) else content_of(act)
    sketch = Sketch(office, content)
    if not content.item:
        sketch.fault(0, T("没有任何内容（[[item]]）。", "it has no [[item]]."))
    _read(sketch)
    steps, settled = Steps(), None
    grants: list[dict[str, Any]] = []
    if not sketch.faults:
        renamed_units(sketch)
        settled = Settled(sketch)
    if settled is not None and not sketch.faults:
        left_units(sketch, settled)
        left_children(sketch)
        open_work(sketch)
        check_units(sketch)
        _check_time(sketch, settled)
        grants = grants_in(sketch, settled)
        unconfirmed_grants(sketch, grants)
        _own_division(sketch, settled)
        steps = _steps(sketch, settled, grants)
        _check_names(sketch, steps)
    places = _places(sketch, settled)
    may(office, places)
    preview = Preview(
        content, steps, sketch.edges, sketch.faults, sketch.waiting, sketch.notes, places,
        content.act.effective > office.today, grants,
    )  # fmt: skip
    if settled is not None:
        preview.codes = {n.before.code: n.code for n in sketch.places.values() if n.before and not n.ceased}
    if counts and settled is not None and not sketch.faults:
        from gongkai.core.registry.touched import touched

        preview.touched = touched(sketch, settled, steps, grants)
    return preview


def may(office: "Office", places: list[int]) -> None:
    """Whether the acting account may do this: it administers the whole office, or every place that is touched.

    Raises:
        NotAllowed: it does not.
    """
    if allowed_throughout(office, "administer", office.scope):
        return
    for place in places:
        require(office, "administer", place, whole=True)


def _read(sketch: Sketch) -> None:
    """The items: first what they say will be there, then how it hangs together."""
    known: list[tuple[int, Item, Any, bool]] = []
    for number, item in enumerate(sketch.content.item, 1):
        unit, subjects = _subjects(sketch, number, item)
        if not sketch.faulty(number):
            known.append((number, item, subjects, unit))
    for number, item, subjects, unit in sorted(known, key=lambda step: step[1].op not in FIRST):
        _run((unitops if unit else placeops).DECLARE[item.op], sketch, number, item, subjects)
    for number, item, subjects, unit in known:
        step = (unitops if unit else placeops).CONNECT.get(item.op)
        if step is not None and not sketch.faulty(number):
            _run(step, sketch, number, item, subjects)


def _run(step: Any, sketch: Sketch, number: int, item: Item, subjects: Any) -> None:
    try:
        step(sketch, number, item, subjects)
    except GongkaiError as error:
        sketch.fault(number, error.message)


def _subjects(sketch: Sketch, number: int, item: Item) -> tuple[bool, list[Any]]:
    """Whether a step is about units, and what it names."""
    if item.op == "create":
        return item.what == "unit" or (item.what != "division" and item.at != ""), []
    if item.op == "restore" and item.what != "unit" and all(text_of(name).isdigit() for name in item.subjects):
        return False, []
    if not item.subjects:
        sketch.fault(number, T("缺少 of（对谁）。", "of is missing (what it is about)."))
        return False, []
    what = "unit" if item.op == "restore" else item.what
    found = [sketch.subject(number, name, what, ended=item.op == "restore") for name in item.subjects]
    named = [subject for subject in found if subject is not None]
    unit = any(isinstance(subject, UnitNode) for subject in named)
    if unit and any(isinstance(subject, Node) for subject in named):
        sketch.fault(number, T("of 里单位和区划不能混写。", "of mixes units and divisions."))
        return unit, []
    if len(set(map(id, named))) < len(named):
        sketch.fault(number, T("of 里有重复。", "of names something twice."))
    return unit, named


def _row(place: Any) -> DivisionRow:
    return (place.code, place.name, place.level, place.parent, place.kind)


def _steps(sketch: Sketch, settled: Settled, grants: list[dict[str, Any]]) -> Steps:
    steps = Steps(rules=list(settled.rules))
    for node in sketch.places.values():
        if node.before is None:
            continue
        if node.ceased:
            steps.removed.append(_row(node.before))
            continue
        after = _after(settled, node)
        carried = moved(settled.rules, node.before.parent) if node.before.parent is not None else None
        if after != (moved(settled.rules, node.before.code), *_row(node.before)[1:3], carried, node.before.kind):
            steps.changed.append((_row(node.before), after))
    steps.made = [_after(settled, node) for node in sketch.made]
    for unit in sketch.all_units():
        step, late = _unit_step(sketch, settled, unit)
        if step is not None:
            (steps.last if late else steps.first).append(step)
    _others(sketch, settled, steps, grants)
    return steps


def _after(settled: Settled, node: Node) -> DivisionRow:
    if node.level == Level.PREFECTURE or (node.kind and node.code % 1000):
        kind = node.kind  # whether it has counties is not told by its code; what an office adds, it names itself
    else:
        kind = kind_of(node.code, node.level, node.name)
    return (node.code, node.name, node.level, settled.parent(node), kind)


def _unit_step(sketch: Sketch, settled: Settled, unit: UnitNode) -> tuple[RowStep | None, bool]:
    after, late = dict(unit.after), False
    if isinstance(unit.place, Node):
        late = unit.place.before is None
        after["division"] = unit.place.code if unit.place.before is None else unit.place.before.code
    elif unit.place is not None:
        after["division"] = unit.place
    if unit.parent is not None:
        after["parent"] = (unit.parent if isinstance(unit.parent, str) else unit.parent.uid) or None
    if unit.ended:
        after["valid_to"] = sketch.day
    if unit.before is None:
        after.setdefault("level", sketch.level_of(unit).key)
        if after.get("division") is None:
            return None, late
        return RowStep("unit", unit.uid, None, after), late
    changed = {name: value for name, value in after.items() if value != unit.before[name]}
    if not changed:
        return None, late
    return RowStep("unit", unit.uid, {name: unit.before[name] for name in changed}, changed), late


def _others(sketch: Sketch, settled: Settled, steps: Steps, grants: list[dict[str, Any]]) -> None:
    """Records of other registers whose place ends, and grants that end."""
    last = (sketch.content.act.effective - timedelta(days=1)).isoformat()
    found: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any], bool]] = {}
    for resource in sketch.office.resources.values():
        if resource.key == "unit" or resource.sheeted:
            continue
        for name, meta in resource.fields.items():
            if meta.kind == "nodes":
                steps.last += _lists(sketch, settled, resource, name)
            if meta.kind != "place":
                continue
            for low, high, node in settled.left:
                heir, made = settled.heir(node), settled.heir_node(node)
                late = made is not None and made.before is None
                code = made.code if late and made is not None else heir
                for uid, value in sketch.office.store.sql(
                    f"SELECT uid, {name} FROM {resource.table} WHERE {name} BETWEEN ? AND ?", (low, high)
                ):
                    before, after, was_late = found.get((resource.key, uid), ({}, {}, False))
                    found[resource.key, uid] = ({**before, name: value}, {**after, name: code}, late or was_late)
    if sketch.content.act.grants == "end":
        for grant in grants:
            before, after, late = found.get(("grant", grant["uid"]), ({}, {}, False))
            found["grant", grant["uid"]] = (
                {**before, "valid_to": grant["valid_to"]},
                {**after, "valid_to": last},
                late,
            )
    for (register, uid), (before, after, late) in sorted(found.items()):
        (steps.last if late else steps.first).append(RowStep(register, uid, before, after))


def _lists(sketch: Sketch, settled: Settled, resource: "Resource", name: str) -> Iterator[RowStep]:
    """Lists of places (what grants leave out), written anew once the shift is done: each place by its new code, its heir
    where it ends, every part where it is split, so that nobody gains anything."""
    parts: dict[int, list[int]] = {}
    for edge in sketch.edges:
        if (
            edge.op == "split"
            and isinstance(edge.source, Node)
            and edge.source.before
            and isinstance(edge.target, Node)
        ):
            parts.setdefault(edge.source.before.code, []).append(edge.target.code)
    rows = sketch.office.store.sql(f"SELECT uid, {name} FROM {resource.table} WHERE {name} IS NOT NULL ORDER BY uid")
    for uid, text in rows:
        after: list[int | str] = []
        for node in msgspec.json.decode(text, type=list[int | str]):
            after += [node] if isinstance(node, str) else [_final(settled, node), *parts.get(node, ())]
        now = msgspec.json.encode(list(dict.fromkeys(after))).decode()
        if now != text:
            yield RowStep(resource.key, uid, {name: text}, {name: now})


def _final(settled: Settled, code: int) -> int:
    """The code under which a place, or what takes it over, is found afterwards."""
    known = settled.sketch.places.get(code)
    for low, high, node in settled.left if known is None or known.ceased else ():
        if low <= code <= high:
            made, heir = settled.heir_node(node), settled.heir(node)
            return made.code if made is not None else settled.moved(heir) if heir is not None else code
    return settled.moved(code)


def _own_division(sketch: Sketch, settled: Settled) -> None:
    for low, high, node in settled.left:
        if low <= sketch.office.scope <= high:
            sketch.fault((node.items or [0])[-1], T(
                f"{node.label}是本库单位的区划，不能在本库撤销；请由上级实施。",
                f"{node.label} is this office's own division; its superior applies this.",
            ))  # fmt: skip


def _check_names(sketch: Sketch, steps: Steps) -> None:
    """Two units of one name in one division are one unit written twice."""
    ended = {unit.uid for unit in sketch.all_units() if unit.ended}
    taken: dict[tuple[str, int], str] = {}
    for unit in sketch.all_units():
        step = next((step for step in steps.units if step.uid == unit.uid), None)
        if unit.ended or step is None or step.after is None or not {"name", "division"} & set(step.after):
            continue
        place = int(step.after.get("division", unit.now("division")) or 0)
        name = str(unit.now("name"))
        item = (unit.items or [0])[-1]
        rows = [
            row["uid"] for row in sketch.active_at(place, place)
            if row["name"] == name and row["uid"] not in {unit.uid, *ended} and not _renamed(sketch, row["uid"])
        ]  # fmt: skip
        if rows or (name, place) in taken:
            sketch.fault(item, T(f"那里已有“{name}”。", f"there is a “{name}” already."))
        taken[name, place] = unit.uid


def _renamed(sketch: Sketch, uid: str) -> bool:
    known = sketch.units.get(uid)
    return known is not None and ("name" in known.after or known.place is not None)


def _check_time(sketch: Sketch, settled: Settled) -> None:
    """An act may not come before one that was applied to the same thing already."""
    store, day = sketch.office.store, sketch.day
    later = "SELECT act, valid_to FROM division_term WHERE {0} BETWEEN ? AND ? AND valid_to > ? AND state <> 'never' LIMIT 1"
    shifted = [(low, high, settled.item_of(low)) for low, high, _ in settled.rules]
    ranges = [*shifted]
    ranges += [(n.before.code, n.before.code, (n.items or [0])[-1]) for n in sketch.places.values() if n.before]
    ranges += [(node.code, node.code, node.items[-1]) for node in sketch.made]
    moves_since = moves(store, day)
    for low, high, item in ranges:
        for column in ("code", "became"):
            for act, ended in store.sql(later.format(column), (low, high, day)):
                sketch.fault(item, _too_early(sketch, act, ended))
        for move in moves_since:
            for first, last, delta in move.rules:
                if (low <= last and first <= high) or (low <= last + delta and first + delta <= high):
                    sketch.fault(item, _too_early(sketch, move.act, move.day))
    for low, high, item in shifted:
        for act, ended in store.sql(
            "SELECT act, valid_to FROM unit_term WHERE scope BETWEEN ? AND ? AND valid_to > ? AND state <> 'never' LIMIT 1",
            (low, high, day),
        ):
            sketch.fault(item, _too_early(sketch, act, ended))
    for unit in sketch.all_units():
        for act, ended in store.sql(
            "SELECT act, valid_to FROM unit_term WHERE uid > ? AND uid < ? AND valid_to > ? AND state <> 'never' LIMIT 1",
            (f"{unit.uid}.", f"{unit.uid}/", day),
        ):
            sketch.fault((unit.items or [0])[-1], _too_early(sketch, act, ended))


def _too_early(sketch: Sketch, act: str | None, ended: str) -> T:
    rows = sketch.office.store.sql("SELECT title FROM reorg_act WHERE uid = ?", (act or "",))
    name = T(f"“{rows[0][0]}”", f"“{rows[0][0]}”") if rows else T("名录更新", "a newer list")
    return T(
        f"生效日期早于已实施的{name.zh}（{ended}）。",
        f"it takes effect before {name.en} ({ended}), which was applied already.",
    )


def _places(sketch: Sketch, settled: Settled | None) -> list[int]:
    """Every place that is touched, before and after."""
    found = {node.before.code for node in sketch.places.values() if node.before}
    if settled is not None:
        found |= {node.code for node in sketch.all_places() if node.code >= 0}
    found |= {int(unit.before["division"] or 0) for unit in sketch.units.values() if unit.before}
    return sorted(found)


def scope_of(office: "Office", preview: Preview, applied: bool = True) -> int:
    """The smallest subtree that holds everything that an act touches: where the act itself lies.

    Args:
        applied: by the codes after the act; otherwise by those that are there now.
    """
    steps = preview.steps
    if applied:
        codes, own = [moved(steps.rules, code) for code in preview.places], moved(steps.rules, office.scope)
    else:
        codes = [code for code in preview.places if office.store.sql("SELECT 1 FROM division WHERE code = ?", (code,))]
        own = office.scope
    place = common(codes, own)
    fleeting = {row[0] for row in (*steps.made, *steps.removed)}  # an act must not lie in what may be gone again
    while place in fleeting:
        place = upper(place)
    return place
