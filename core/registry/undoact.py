"""``undo_act``: taking an applied act back by another one, while nothing was built on it.

What the act brought about is kept as never valid; what it ended goes on as if nothing had happened.
"""

from typing import TYPE_CHECKING, Any

from gongkai.core.codes import format_code, span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.ledger.shifts import moved
from gongkai.core.ledger.undo import REORGANISED
from gongkai.core.registry.acts import ACTS, APPLIED, BOOKS, LINEAGE, UNDO, UNDONE
from gongkai.core.registry.apply import insert, record, require_all, resettle, writable
from gongkai.core.registry.runsteps import run
from gongkai.core.registry.steps import Steps, read_steps
from gongkai.core.registry.terms import NEVER, end_division, end_units, forget_link
from gongkai.core.store.record import new_uid

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def undo_act(office: "Office", uid: str, reason: str = "") -> Any:
    """Take an applied act back and give the record of the act that did so.

    Raises:
        BadInput: it was not applied, or something was built on it since; says what.
        NotAllowed: the acting account may not administer everything that the act touched.
    """
    old_scope = office.scope
    with office.change(reason or str(T("撤销机构改革", "act taken back"))) as change:
        row = change.current(ACTS, uid)
        if row["stage"] != APPLIED or row["kind"] == UNDO:
            raise BadInput(
                T(
                    f"“{row['title']}”没有实施，不能撤销。",
                    f"“{row['title']}” is not in force and cannot be taken back.",
                ),
                T("草拟的可以直接删除。", "A draft can simply be deleted."),
            )
        steps = read_steps(row["done"])
        require_all(office, steps)
        built = built_on(change, row, steps)
        if built:
            raise BadInput(
                T(f"“{row['title']}”之后已有变动，不能撤销。", f"Something was built on “{row['title']}”; it cannot be taken back."),
                T("；".join(t.zh for t in built[:5]), "; ".join(t.en for t in built[:5])),  # zh-data
            )  # fmt: skip
        back = steps.back()
        writable(office, back)
        made, day = new_uid(), office.today.isoformat()
        _never(change, row, made, day)
        forget_link(change, row["seq"])
        _acts_out(change, steps, made)
        run(change, back, made, row["basis"] or row["title"])
        for (edge,) in change.store.sql("SELECT uid FROM lineage WHERE act = ?", (uid,)):
            change.remove_row(LINEAGE, change.current(LINEAGE, edge))
        row = change.current(ACTS, uid)
        change.put_row(ACTS, row, {"stage": UNDONE}, f"reorg:{made}")
        insert(change, ACTS, [{
            "uid": made, "stage": APPLIED, "kind": UNDO, "title": str(T(f"撤销：{row['title']}", f"Taken back: {row['title']}")),
            "basis": row["basis"], "effective": row["effective"], "note": reason or None, "undoes": uid,
            "division": row["division"], "seq": change.seq,
        }])  # fmt: skip
    resettle(office, moved(back.rules, old_scope))
    return record(office, made)


def _never(change: "Change", row: dict[str, Any], made: str, day: str) -> None:
    """What the act brought about never held: kept with the days between which it was believed."""
    effective, day = row["effective"], max(day, row["effective"])
    end_units(
        change, "u.uid IN (SELECT unit FROM unit_term WHERE seq = ?) AND (u.valid_to IS NULL OR u.valid_to > ?)",
        (row["seq"], effective), day, made, NEVER, effective,
    )  # fmt: skip
    for (became,) in change.store.sql(
        "SELECT became FROM division_term WHERE seq = ? AND state <> 'never' AND became IS NOT NULL", (row["seq"],)
    ):
        if change.store.sql("SELECT 1 FROM division WHERE code = ?", (became,)):
            end_division(change, became, None, day, made, NEVER, effective)


def _acts_out(change: "Change", steps: Steps, made: str) -> None:
    """Acts and lineage that lie in a division which is taken away go to the one above it."""
    gone = {row[0]: row[3] or 0 for row in steps.made}
    for code in gone:
        above = gone[code]
        while above in gone:
            above = gone[above]
        for resource in (ACTS, LINEAGE):
            for (uid,) in change.store.sql(
                f"SELECT uid FROM {resource.table} WHERE division BETWEEN ? AND ?", span(code)
            ):
                change.put_row(resource, change.current(resource, uid), {"division": above}, f"{REORGANISED}{made}")


def built_on(change: "Change", row: dict[str, Any], steps: Steps) -> list[T]:
    """What stands in the way of taking an act back."""
    return [
        *_later(change, row, steps),
        *_changed(change, steps),
        *_inhabited(change, steps),
        *_occupied(change, steps),
    ]


def _later(change: "Change", row: dict[str, Any], steps: Steps) -> list[T]:
    """Other acts, or a newer list, on the same units and divisions."""
    seq, store = row["seq"], change.store
    found: set[str] = set()
    ranges = [(low + delta, high + delta) for low, high, delta in steps.rules] + [
        (low, high) for low, high, _ in steps.rules
    ]
    ranges += [
        (code, code)
        for code in {after[0] for _, after in steps.changed} | {r[0] for r in (*steps.made, *steps.removed)}
    ]
    for low, high in ranges:
        found |= {
            act for (act,) in store.sql(
                "SELECT act FROM division_term WHERE (code BETWEEN ? AND ? OR became BETWEEN ? AND ?) AND seq > ?"
                " AND state <> 'never' UNION SELECT act FROM place_shift WHERE seq > ? AND state <> 'never'"
                " AND (low <= ? AND high >= ? OR low + delta <= ? AND high + delta >= ?)",
                (low, high, low, high, seq, seq, high, low, high, low),
            )
        }  # fmt: skip
    for step in steps.units:
        found |= {
            act for (act,) in store.sql(
                "SELECT act FROM unit_term WHERE uid > ? AND uid < ? AND seq > ? AND state <> 'never'",
                (f"{step.uid}.", f"{step.uid}/", seq),
            )
        }  # fmt: skip
    for low, high, delta in steps.rules:
        found |= {
            act for (act,) in store.sql(
                "SELECT DISTINCT act FROM unit_term WHERE scope BETWEEN ? AND ? AND seq > ? AND state <> 'never'",
                (low + delta, high + delta, seq),
            )
        }  # fmt: skip
    titles = []
    for act in sorted(act or "" for act in found):
        rows = store.sql("SELECT title FROM reorg_act WHERE uid = ?", (act,))
        titles.append(
            T(f"先撤销“{rows[0][0]}”", f"take back “{rows[0][0]}” first") if rows
            else T("之后载入了新的区划名录", "a newer list of divisions was loaded since")
        )  # fmt: skip
    return titles


def _changed(change: "Change", steps: Steps) -> list[T]:
    """Rows that are not any more what the act made of them."""
    found = []
    for row in (*steps.made, *(after for _, after in steps.changed)):
        rows = change.store.sql("SELECT code, name, level, parent, kind FROM division WHERE code = ?", (row[0],))
        if not rows or tuple(rows[0]) != tuple(row):
            found.append(T(f"区划 {row[1]} 之后又有改动", f"the division {row[1]} was changed since"))
    for step in (*steps.first, *steps.last):
        resource = change.office.resource(step.register)
        names = list(step.after or {})
        if not names or step.register in BOOKS:  # where an act lies may have changed with another one's undoing
            continue
        rows = change.store.sql(f"SELECT {', '.join(names)} FROM {resource.table} WHERE uid = ?", (step.uid,))
        places = {name for name in names if (meta := resource.fields.get(name)) and meta.kind == "place"}
        carried = steps.rules if step in steps.first else []  # what was placed before the shift went along with it
        values = [(step.after or {})[name] for name in names]
        expected = [
            moved(carried, v) if n in places and v is not None else v for n, v in zip(names, values, strict=True)
        ]
        if not rows or list(rows[0]) != expected:
            title = resource.name
            found.append(T(f"{title.zh} {step.uid} 之后又有改动", f"{title.en} {step.uid} was changed since"))
    return found


def _inhabited(change: "Change", steps: Steps) -> list[T]:
    """Records in divisions that the act made, beside those that it put there itself."""
    found = []
    ours = {step.uid for step in steps.last if step.after and "division" in step.after}
    children = {after[0] for _, after in steps.changed} | {row[0] for row in steps.made}
    brought = [(low + delta, high + delta) for low, high, delta in steps.rules]
    for row in steps.made:
        low, high = span(row[0])
        targets = [(a, b) for a, b in brought if low <= a and b <= high]
        for code, name in change.store.sql("SELECT code, name FROM division WHERE code BETWEEN ? AND ?", (low, high)):
            if code not in children and not any(a <= code <= b for a, b in targets):
                found.append(T(f"{row[1]}下已有区划{name}", f"{row[1]} has the division {name} by now"))
        for resource in change.office.resources.values():
            owner = "unit" if resource.placed else "uid"
            if resource.sheeted or resource.key in BOOKS:
                continue  # the past, and acts: no facts
            for uid, scope in change.store.sql(
                f"SELECT {owner}, scope FROM {resource.table} WHERE scope BETWEEN ? AND ?", (low, high)
            ):
                if uid not in ours and not any(a <= scope <= b for a, b in targets):
                    found.append(
                        T(
                            f"{row[1]}已有{resource.name.zh}（{uid}）",
                            f"{row[1]} has records by now ({resource.name.en} {uid})",
                        )
                    )
                    break
    return found


def _occupied(change: "Change", steps: Steps) -> list[T]:
    """Codes that the act gave up must still be free."""
    found = []
    sources = [(low + delta, high + delta) for low, high, delta in steps.rules]
    wanted = [(low, high) for low, high, _ in steps.rules]
    wanted += [(row[0], row[0]) for row in steps.removed]
    for low, high in wanted:
        for code, name in change.store.sql("SELECT code, name FROM division WHERE code BETWEEN ? AND ?", (low, high)):
            if not any(a <= code <= b for a, b in sources) and code not in {row[0] for row in steps.made}:
                found.append(T(f"代码 {format_code(code)} 已归{name}", f"the code {format_code(code)} went to {name}"))
    outside = "".join(" AND NOT scope BETWEEN ? AND ?" for _ in sources)
    marks = [value for pair in sources for value in pair]
    for low, high, _ in steps.rules:
        for resource in change.office.resources.values():
            rows = change.store.sql(
                f"SELECT uid FROM {resource.table} WHERE scope BETWEEN ? AND ?{outside} LIMIT 1",
                (low, high, *marks),
            )
            if rows and not resource.sheeted:
                found.append(T(f"代码 {format_code(low)} 处已有{resource.name.zh}",
                               f"records ({resource.name.en}) lie at {format_code(low)} by now"))  # fmt: skip
    return found
