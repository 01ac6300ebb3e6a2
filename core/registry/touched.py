"""What an act touches, counted and listed for a person who has to decide."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import NATION, ancestors, contains, format_code, span
from gongkai.core.i18n import T
from gongkai.core.registry.acts import BOOKS
from gongkai.core.registry.models import UNITS
from gongkai.core.registry.settle import Settled
from gongkai.core.registry.sketch import Node, Sketch, UnitNode
from gongkai.core.registry.steps import Steps
from gongkai.core.resource import show_value

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

LISTED = 20  # places in rule files that are named
NAMED = 5  # records of each register that are named


@dataclass(frozen=True)
class PlaceChange:
    """A division by name: before and after (0 and empty where there is none), and how many go along below it."""

    item: int
    what: T
    code: int
    name: str
    new_code: int
    new_name: str
    parent: str
    below: int


@dataclass(frozen=True)
class UnitChange:
    """A unit by name: what changes, as (label, before, after); who carries on when it ends."""

    item: int
    uid: str
    name: str
    what: T
    changes: tuple[tuple[T, str, str], ...]
    heir: str = ""


@dataclass(frozen=True)
class Count:
    """Records of one register that belong to what is touched; ``open`` of them are not finished.

    Attributes:
        some: id and title of the first ones, those that are not finished before the others.
    """

    register: str
    name: T
    number: int
    open: int
    some: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class GrantChange:
    """What becomes of one grant."""

    uid: str
    account: str
    role: str
    place: str
    what: T


@dataclass
class Touched:
    """The lists of a preview."""

    places: list[PlaceChange] = field(default_factory=list)
    units: list[UnitChange] = field(default_factory=list)
    carried_places: int = 0
    carried_units: int = 0
    counts: list[Count] = field(default_factory=list)
    grants: list[GrantChange] = field(default_factory=list)
    matters: list[tuple[str, T, int]] = field(default_factory=list)


def touched(sketch: Sketch, settled: Settled, steps: Steps, grants: list[dict[str, Any]]) -> Touched:
    """Count and list; notes about rule files go to the sketch."""
    found = Touched()
    store = sketch.office.store
    found.places = [_place(sketch, settled, node) for node in sketch.all_places() if node.items and not node.adopted]
    found.units = [_unit(sketch, unit, steps) for unit in sketch.all_units() if _changes(unit, steps)]
    for low, high, _ in steps.rules:
        found.carried_places += store.sql("SELECT count(*) FROM division WHERE code BETWEEN ? AND ?", (low, high))[0][0]
        found.carried_units += store.sql("SELECT count(*) FROM unit WHERE scope BETWEEN ? AND ?", (low, high))[0][0]
    found.counts = _counts(sketch, settled, steps)
    found.grants = _grants(sketch, settled, grants)
    found.matters = _matters(sketch)
    _rule_files(sketch, settled)
    return found


def _place(sketch: Sketch, settled: Settled, node: Node) -> PlaceChange:
    words = {
        "made": T("新设", "made"), "ended": T("撤销", "ends"), "moved": T("改隶", "moves"), "recoded": T("变更代码", "recoded"),
        "renamed": T("更名", "renamed"), "same": T("不变", "stays"),
    }  # fmt: skip
    if node.before is None:
        what = "made"
    elif node.ceased:
        what = "ended"
    elif "parent" in node.said:
        what = "moved"
    elif node.code != node.before.code:
        what = "recoded"
    else:
        what = "renamed" if node.name != node.before.name else "same"
    above = node.heir.label if isinstance(node.heir, Node) else ""
    if not node.ceased:
        parent = settled.parent(node)
        known = next((n for n in sketch.all_places() if not n.ceased and n.code == parent), None)
        above = known.name if known else sketch.office.place_name(settled.unmoved(parent or NATION))
    below = 0
    if node.before:
        low, high = span(node.before.code)
        below = (
            sketch.office.store.sql("SELECT count(*) FROM division WHERE code BETWEEN ? AND ?", (low, high))[0][0] - 1
        )
    return PlaceChange(
        (node.items or [0])[0], words[what], node.before.code if node.before else 0, node.before.name if node.before else "",
        0 if node.ceased else node.code, "" if node.ceased else node.name, above, below,
    )  # fmt: skip


def _changes(unit: UnitNode, steps: Steps) -> bool:
    return unit.before is None or any(step.uid == unit.uid for step in steps.units) or bool(unit.items)


def _unit(sketch: Sketch, unit: UnitNode, steps: Steps) -> UnitChange:
    office, fields = sketch.office, UNITS.model._meta.fields
    step = next((step for step in steps.units if step.uid == unit.uid), None)
    made = {other.uid: other.label for other in sketch.made_units}
    codes = {node.code: node.name for node in sketch.made}
    changes = []
    for name, value in (step.after or {}).items() if step else ():
        meta = UNITS.fields.get(name)
        if meta is None:
            continue
        old = (step.before or {}).get(name) if step else None
        shown = [
            made.get(v) or codes.get(v) or show_value(office, meta, fields[name].python_value(v))
            if v is not None
            else ""
            for v in (old, value)
        ]
        changes.append((meta.label, shown[0], shown[1]))
    if unit.before is None:
        what = T("新设", "made")
    elif unit.ended:
        what = T("撤销", "ends")
    else:
        what = T("恢复", "restored") if unit.back else T("变更", "changes") if changes else T("涉及", "named")
    return UnitChange(
        (unit.items or [0])[0], unit.uid, unit.label, what, tuple(changes), unit.heir.label if unit.heir else ""
    )  # fmt: skip


def _counts(sketch: Sketch, settled: Settled, steps: Steps) -> list[Count]:
    """Every register by its place and its units; a unit that another record points at counts as touching it."""
    office, found = sketch.office, []
    ranges = [(low, high) for low, high, _ in (*steps.rules, *settled.left)]
    units = [unit.uid for unit in sketch.units.values()]
    for resource in office.resources.values():
        if resource.key in BOOKS or resource.sheeted:
            continue
        tests = ["scope BETWEEN ? AND ?"] * len(ranges)
        values: list[Any] = [value for pair in ranges for value in pair]
        names = [
            name for name, meta in resource.fields.items()
            if meta.kind == "unit" or (meta.kind == "ref" and meta.ref == "unit")
        ]  # fmt: skip
        names += ["uid"] if resource.key == "unit" else []
        for name in names if units else ():
            tests.append(f"{name} IN ({', '.join('?' for _ in units)})")
            values += units
        if not tests:
            continue
        rows = office.store.sql(
            f"SELECT stage, count(*) FROM {resource.table} WHERE {' OR '.join(tests)} GROUP BY stage", tuple(values)
        )
        number = sum(count for _, count in rows)
        flow = office.workflow(resource) if resource.workflow else None
        left = sum(count for stage, count in rows if flow and not flow.stage_of(stage).final)
        if number:
            done = [stage for stage, _ in rows if not flow or flow.stage_of(stage).final]
            some = _some(office, resource, " OR ".join(tests), values, done)
            found.append(Count(resource.key, resource.name, number, left, some))
    return found


def _some(office: "Office", resource: "Resource", where: str, values: list[Any], done: list[str]) -> tuple[Any, ...]:
    """The first records by id and title; those in one of the stages ``done`` last."""
    marks = ", ".join("?" for _ in done) or "NULL"
    meta, field = resource.fields[resource.title], resource.model._meta.fields[resource.title]
    rows = office.store.sql(
        f"SELECT uid, {field.column_name} FROM {resource.table} WHERE {where}"
        f" ORDER BY CASE WHEN stage IN ({marks}) THEN 1 ELSE 0 END, scope, id LIMIT ?",
        (*values, *done, NAMED),
    )
    return tuple((uid, show_value(office, meta, field.python_value(title))) for uid, title in rows)


def _grants(sketch: Sketch, settled: Settled, grants: list[dict[str, Any]]) -> list[GrantChange]:
    """Grants on what goes somewhere, then grants from above that lose or gain something."""
    office = sketch.office
    words = {
        "": T("待确认", "to be confirmed"), "follow": T("随区划转移", "follows"), "end": T("自生效日起终止", "ends"),
    }[sketch.content.act.grants]  # fmt: skip
    found = [
        GrantChange(g["uid"], g["account"], g["role"], office.place_name(int(g["division"])), words) for g in grants
    ]
    for node in sketch.places.values():
        heir = settled.heir_node(node) if node.ceased else node
        if node.before is None or heir is None or heir.code == node.before.code or node.adopted:
            continue
        above = sorted({*ancestors(node.before.code), *ancestors(heir.code)})
        marks = ", ".join("?" for _ in above)
        for uid, account, role, scope in office.store.sql(
            "SELECT g.uid, a.name, COALESCE(g.role, g.verbs), g.division FROM access_grant g"
            f" JOIN account a ON a.uid = g.account WHERE g.division IN ({marks})"
            " AND (g.valid_to IS NULL OR g.valid_to >= ?) ORDER BY g.division, a.name", (*above, sketch.day),
        ):  # fmt: skip
            had, has = contains(scope, node.before.code), contains(scope, heir.code)
            if had and not has:
                what = T(f"不再含{node.label}", f"no longer reaches {node.label}")
            elif has and not had:
                what = T(f"新增{node.label}", f"now reaches {node.label}")
            else:
                continue
            found.append(GrantChange(uid, account, role, office.place_name(scope), what))
    return found


def _matters(sketch: Sketch) -> list[tuple[str, T, int]]:
    """Records of the unit that hands over whose title names the matter: the receiver needs its own."""
    found = []
    for edge in sketch.edges:
        if not isinstance(edge.source, UnitNode):
            continue
        for matter in edge.matters:
            pattern = "%" + matter.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
            for resource in sketch.office.resources.values():
                title = resource.fields.get(resource.title)
                if not resource.placed or resource.sheeted or title is None or title.kind not in ("text", "long"):
                    continue
                number = sketch.office.store.sql(
                    f"SELECT count(*) FROM {resource.table} WHERE unit = ? AND {resource.title} LIKE ? ESCAPE '!'",
                    (edge.source.uid, pattern),
                )[0][0]
                if number:
                    found.append((matter, resource.name, number))
    return found


def _rule_files(sketch: Sketch, settled: Settled) -> None:
    """Rule files name divisions by code; nobody but a person may change them."""
    layers = [layer for layer in sketch.office.profile.layers if layer.text]
    told = 0
    for node in sketch.places.values():
        if node.before is None or (not node.ceased and node.code == node.before.code):
            continue
        code = format_code(node.before.code)
        short = code.rstrip("0")
        wanted = {f'"{code}"', *(f'"{short.ljust(size, "0")}"' for size in (4, 6, 9) if len(short) <= size)}
        for layer in layers:
            for number, line in enumerate(layer.text.splitlines(), 1):
                if told < LISTED and any(word in line for word in wanted):
                    told += 1
                    sketch.notes.append(T(f"规则文件 {layer.path}:{number} 用到{node.label}的代码，请人工核对。",
                                          f"{layer.path}:{number} names the code of {node.label}; look at it."))  # fmt: skip
