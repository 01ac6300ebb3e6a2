"""What follows from an act for what it does not name: units named after a division or left in one that ends, units
below one that ends, open work, grants."""

from typing import Any

from gongkai.core.i18n import T
from gongkai.core.registry.settle import Settled
from gongkai.core.registry.sketch import Edge, Node, Sketch, UnitNode
from gongkai.core.workflow import Workflow

KEEP, END = ("keep", "保留"), ("end", "撤销")  # zh-data


def renamed_units(sketch: Sketch) -> None:
    """Units that lie in a renamed division and begin with its old name get the new one."""
    for node in list(sketch.places.values()):
        if node.before is None or node.ceased or node.name == node.before.name:
            continue
        if not node.said.get("units", (0, True))[1]:
            continue
        item = node.said["name"][0] if "name" in node.said else (node.items or [0])[0]
        old = node.before.name
        for row in sketch.active_at(node.before.code, node.before.code):
            known = sketch.units.get(row["uid"])
            if row["name"].startswith(old) and not (known and ("name" in known.said or known.ended)):
                unit = sketch.unit(row, item)
                unit.after["name"] = node.name + row["name"].removeprefix(old)


def left_units(sketch: Sketch, settled: Settled) -> None:
    """Units in a division that ends: a successor, on in what takes over, or an end of their own."""
    for low, high, node in settled.left:
        item = node.items[-1] if node.items else 0
        heir = settled.heir_node(node)
        fates = dict(sketch.content.item[item - 1].units) if item else {}
        for row in sketch.units_where("scope BETWEEN ? AND ?", (low, high)):
            known = sketch.units.get(row["uid"])
            unit = known or sketch.unit(row, item)
            if unit.place is None:  # also what ended long ago: nothing may be left behind
                unit.place = heir if heir is not None else settled.heir(node)
            ended = row["valid_to"] and row["valid_to"] <= sketch.day
            if ended or unit.ended or unit.back or "place" in unit.said:
                continue
            _fate(sketch, settled, item, node, unit, fates.get(row["uid"]) or fates.get(row["name"]) or "")


def _fate(sketch: Sketch, settled: Settled, item: int, node: Node, unit: UnitNode, word: str) -> None:
    if word in KEEP:
        return
    if word in END:
        unit.ended = True
        return
    heir = sketch.unit_target(item, word) if word else _match(sketch, settled, node, unit)
    if word and heir is None:
        return  # told already
    if heir is None:
        sketch.open(item, T(f"{node.label}撤销后，{unit.label}由谁承接没有写（units：承接单位、keep 或 end）。",
                            f"{node.label} ends: say in units who carries on for {unit.label} (a unit, keep, or end)."),
                    f"unit:{unit.uid}")  # fmt: skip
        return
    unit.ended, unit.heir = True, heir
    sketch.edges.append(Edge(item, sketch.content.item[item - 1].op, unit, heir))


def _match(sketch: Sketch, settled: Settled, node: Node, unit: UnitNode) -> UnitNode | None:
    """The unit of the same kind in what takes over: of the same template, else the only one of its kind and line."""
    heir = settled.heir_node(node)
    if heir is None or heir.before is None or unit.before is None:
        return None
    rows = sketch.active_at(heir.before.code, heir.before.code)
    like = [row for row in rows if unit.before["template"] and row["template"] == unit.before["template"]]
    if not like:
        key = (unit.before["kind"], unit.before["line"])
        like = [row for row in rows if (row["kind"], row["line"]) == key]
    if len(like) != 1:
        return None
    found = sketch.unit(like[0], 0)
    return None if found.ended else found


def left_children(sketch: Sketch) -> None:
    """Units below one that ends go below its successor."""
    for unit in list(sketch.all_units()):
        above = unit.parent
        while isinstance(above, UnitNode) and above.ended and above.heir is not None:
            above = above.heir
        if isinstance(above, UnitNode) and above.ended and not unit.ended:
            sketch.open((unit.items or [0])[-1], T(f"{unit.label}的上级{above.label}在本次撤销。",
                                                   f"{above.label}, the parent of {unit.label}, ends with this act."), "to")  # fmt: skip
        unit.parent = above
    for unit in [unit for unit in sketch.all_units() if unit.ended and unit.before]:
        item = (unit.items or [0])[-1]
        heir = unit.heir
        while heir is not None and heir.ended:
            heir = heir.heir
        for row in sketch.units_where(
            "parent = ? AND (valid_to IS NULL OR valid_to > ?)", (unit.uid, sketch.day)
        ):  # fmt: skip
            known = sketch.units.get(row["uid"])
            if known and (known.ended or known.parent is not None):
                continue
            if heir is None:
                sketch.open(item, T(f"{unit.label}撤销后，下属的{row['name']}没有上级：写承接单位，或另写一项。",
                                    f"{unit.label} ends and leaves {row['name']} without a parent: name who carries on."),
                            "to")  # fmt: skip
            elif heir.uid == row["uid"]:
                sketch.unit(row, item).parent = (unit.before or {})["parent"] or ""
            else:
                sketch.unit(row, item).parent = heir


def open_work(sketch: Sketch) -> None:
    """Tasks, entries and the like of a unit that ends must have somebody who carries on."""
    for unit in sketch.all_units():
        if not unit.ended or unit.heir is not None or unit.before is None:
            continue
        item = (unit.items or [0])[-1]
        found = [
            T(f"{resource.name.zh} {number}", f"{resource.name.en} {number}")
            for resource, number in open_records(sketch, unit.uid)
        ]
        if found:
            sketch.open(item, T(f"{unit.label}还有未办结的{'、'.join(t.zh for t in found)}，要写承接单位。",
                                f"{unit.label} still has open work ({', '.join(t.en for t in found)}): name who carries on."),
                            "to")  # fmt: skip


def open_records(sketch: Sketch, uid: str) -> list[tuple[Any, int]]:
    """Registers and the number of a unit's records that are not finished."""
    office, found = sketch.office, []
    for resource in office.resources.values():
        if not (resource.placed and resource.workflow):
            continue
        flow = office.workflow(resource)
        rows = office.store.sql(f"SELECT stage, count(*) FROM {resource.table} WHERE unit = ? GROUP BY stage", (uid,))
        number = sum(count for stage, count in rows if not _final(flow, stage))
        if number:
            found.append((resource, number))
    return found


def _final(flow: Workflow, stage: str) -> bool:
    return flow.stage_of(stage).final


def grants_in(sketch: Sketch, settled: Settled) -> list[dict[str, Any]]:
    """Grants in force whose division goes somewhere else."""
    names = ("uid", "account", "role", "division", "valid_to")
    columns = "g.uid, a.name, COALESCE(g.role, g.verbs), g.division, g.valid_to"
    found: list[dict[str, Any]] = []
    for low, high in [(low, high) for low, high, _ in (*settled.rules, *settled.left)]:
        rows = sketch.office.store.sql(
            f"SELECT {columns} FROM access_grant g JOIN account a ON a.uid = g.account WHERE g.division BETWEEN ? AND ?"
            " AND (g.valid_to IS NULL OR g.valid_to >= ?) ORDER BY a.name, g.id",
            (low, high, sketch.day),
        )
        found += [dict(zip(names, row, strict=True)) for row in rows]
    return found


def unconfirmed_grants(sketch: Sketch, grants: list[dict[str, Any]]) -> None:
    """A grant follows a division only when the act says so."""
    if grants and not sketch.content.act.grants:
        who, number = list(dict.fromkeys(grant["account"] for grant in grants))[:5], len(grants)
        words = T('在 [act] 写 grants = "follow" 或 "end"。', 'write grants = "follow" or "end" in [act].')
        sketch.open(
            0,
            T(f"{number} 项授权（{'、'.join(who)}）要确认：", f"{number} grants ({', '.join(who)}) must be confirmed: ")
            + words,
            "grants",
        )


def check_units(sketch: Sketch) -> None:
    """Two units with one code or one name in one place, circles of parents, a start before the unit existed."""
    store = sketch.office.store
    for unit in sketch.all_units():
        item = (unit.items or [0])[-1]
        code = unit.after.get("uscc")
        others = [other for other in sketch.all_units() if other is not unit and code and other.now("uscc") == code]
        rows = store.sql("SELECT uid, name FROM unit WHERE uscc = ? AND uid <> ?", (code, unit.uid)) if code else []
        rows = [row for row in rows if not (known := sketch.units.get(row[0])) or known.now("uscc") == code]
        if others or rows:
            name = others[0].label if others else rows[0][1]
            sketch.fault(
                item,
                T(f"{unit.label}与{name}同用代码 {code}。", f"{unit.label} and {name} would share the code {code}."),
            )
        start = unit.before["valid_from"] if unit.before else None
        if start and start > sketch.day and unit.items:
            sketch.fault(
                item, T(f"{unit.label} {start} 才设立，晚于生效日期。", f"{unit.label} exists only since {start}.")
            )
        _circle(sketch, unit, item)
        if unit.before is None or "parent" in unit.said:
            _lower_parent(sketch, unit, item)


def _lower_parent(sketch: Sketch, unit: UnitNode, item: int) -> None:
    """A unit that is made, or put below another one by name, cannot stand below one of a lower level."""
    above = unit.parent
    if isinstance(above, str):
        above = sketch.units.get(above) or next(
            (UnitNode(row["uid"], row) for row in sketch.units_where("uid = ?", (above,))), None
        )
    if above is not None and sketch.level_of(above) > sketch.level_of(unit):
        sketch.fault(item, T(f"{above.label}的层级低于{unit.label}，不能作它的上级单位。",
                             f"{above.label} is of a lower level than {unit.label} and cannot stand above it."))  # fmt: skip


def _circle(sketch: Sketch, unit: UnitNode, item: int) -> None:
    if not isinstance(unit.parent, UnitNode):
        return
    seen = {unit.uid}
    above: UnitNode | str | None = unit.parent
    while above:
        uid = above if isinstance(above, str) else above.uid
        if uid in seen:
            sketch.fault(item, T(f"上级单位成环：{unit.label}。", f"the parents run in a circle: {unit.label}."))
            return
        seen.add(uid)
        node = sketch.units.get(uid) if isinstance(above, str) else above
        if node is not None and node.parent is not None:
            above = node.parent
        elif node is not None:
            above = (node.before or {}).get("parent")
        else:
            rows = sketch.office.store.sql("SELECT parent FROM unit WHERE uid = ?", (uid,))
            above = rows[0][0] if rows else None
