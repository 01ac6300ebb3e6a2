"""Acts: drafted, applied in one transaction, taken back by another act.

The door lets one writer in at a time. An act is worked out again inside its transaction: when the office has changed
since somebody looked at the preview, so that the act would do something else, nothing is written.
"""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.codes import format_code, parse_code
from gongkai.core.errors import BadInput, Conflict, GongkaiError, StoreError
from gongkai.core.i18n import T
from gongkai.core.ledger.shifts import moved
from gongkai.core.registry.actfile import Content, content_of, items_text
from gongkai.core.registry.acts import ACTS, APPLIED, DRAFT, LINEAGE, Act
from gongkai.core.registry.plan import Preview, may, plan_act, scope_of
from gongkai.core.registry.runsteps import run
from gongkai.core.registry.sketch import Edge, Node, UnitNode
from gongkai.core.registry.steps import Steps, write_steps
from gongkai.core.registry.terms import ABSENT, TRACKED, VALID, absent_until, end_division, end_units, keep_shift
from gongkai.core.store.record import derived_uid, new_uid
from gongkai.core.tables.atomic import replacing

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

FILE = "gongkai.toml"


def draft_act(office: "Office", content: Content, uid: str = "") -> Any:
    """Keep an act as a draft, or (with ``uid``) put new content into one; gives its record.

    Raises:
        BadInput: the draft was applied already.
        NotAllowed: the acting account may not administer what it touches.
    """
    with office.change(str(T("草拟机构改革", "act drafted"))) as change:
        preview = plan_act(office, content, counts=False)
        row = _act_row(content) | {"division": scope_of(office, preview, applied=False)}
        if uid:
            old = change.current(ACTS, uid)
            why = ACTS.locked(old) if ACTS.locked else None
            if why is not None:
                raise BadInput(T(f"“{old['title']}”不再是草拟。", f"“{old['title']}” is no draft any more."), why)
            change.put_row(ACTS, old, row, "update")
        else:
            uid = _insert(change, row)
    return record(office, uid)


def record(office: "Office", uid: str) -> Any:
    """The act's record."""
    return office.store.first(Act.select().where(Act.uid == uid))


def apply_act(office: "Office", act: Any, seen: Preview | str | None = None) -> Any:
    """Apply an act in one transaction and give its record.

    Args:
        act: a ``Content``, or the record of a draft.
        seen: the preview that was looked at (or its ``digest``); the act must still do the same.

    Raises:
        BadInput: it has faults or leaves something open, its day has not come, or it is no draft.
        Conflict: it would do something else than the preview said.
        NotAllowed: the acting account may not administer everything that the act touches.
    """
    content = act if isinstance(act, Content) else content_of(act)
    title = f"{content.act.title} {content.act.basis}".strip()
    old_scope = office.scope
    with office.change(title) as change:
        stored = None if isinstance(act, Content) else _draft(change, act)
        preview = plan_act(office, content, counts=False)
        known = seen.digest if isinstance(seen, Preview) else seen
        if known and known != preview.digest:
            raise Conflict(
                T("预览之后情况有变，未实施。", "Something has changed since the preview; nothing was applied."),
                T("重新预览后再实施。", "Look at the preview again, then apply."),
            )
        refuse(preview)
        writable(office, preview.steps)
        uid = stored["uid"] if stored else new_uid()
        write_past(change, preview.steps, content.act.effective, uid)
        run(change, preview.steps, uid, content.act.basis or content.act.title)
        scope = scope_of(office, preview)
        _lineage(change, preview, uid, scope)
        done = {"stage": APPLIED, "done": write_steps(preview.steps), "seq": change.seq, "division": scope}
        if stored:
            change.put_row(ACTS, change.current(ACTS, uid), done, f"reorg:{uid}")
        else:
            _insert(change, _act_row(content) | done, uid)
    resettle(office, moved(preview.steps.rules, old_scope))
    return record(office, uid)


def _draft(change: "Change", act: Any) -> dict[str, Any]:
    row = change.current(ACTS, act.uid)
    if row["stage"] != DRAFT or row["version"] != act.version:
        raise Conflict(
            T(f"“{row['title']}”已被别人修改或实施。", f"Somebody has changed or applied “{row['title']}”."),
            T("重新查看后再办理。", "Look at it again."),
        )
    return row


def refuse(preview: Preview) -> None:
    """Raise what forbids an act, or what it leaves open.

    Raises:
        BadInput: something does; every item is named.
    """
    bad = preview.faults or preview.waiting
    if bad:
        zh = "；".join(f"第 {f.item} 项：{f.what.zh}" if f.item else f.what.zh for f in bad[:8])  # zh-data
        en = "; ".join(f"item {f.item}: {f.what.en}" if f.item else f.what.en for f in bad[:8])
        if preview.faults:
            what = T(f"有 {len(bad)} 处错误，什么都没有写入。", f"{len(bad)} faults; nothing was written.")
        else:
            what = T(f"还有 {len(bad)} 处未落实，什么都没有写入。", f"{len(bad)} points are open; nothing was written.")
        raise BadInput(what, T(zh, en))
    if preview.early:
        day = preview.content.act.effective.isoformat()
        raise BadInput(
            T(f"{day} 才生效，现在不能实施。", f"It takes effect on {day} and cannot be applied before."),
            T(
                "先存为草拟，到期再实施（gongkai act draft）。",
                "Keep it as a draft and apply it then (gongkai act draft).",
            ),
        )


def _act_row(content: Content) -> dict[str, Any]:
    head = content.act
    return {
        "title": head.title, "kind": head.kind, "basis": head.basis or None,
        "announced": head.announced.isoformat() if head.announced else None, "effective": head.effective.isoformat(),
        "note": head.note or None, "grants": head.grants or None, "items": items_text(content),
    }  # fmt: skip


def _insert(change: "Change", values: dict[str, Any], uid: str = "") -> str:
    uid = uid or new_uid()
    insert(change, ACTS, [{"uid": uid, **values}])
    return uid


def insert(change: "Change", resource: Any, rows: list[dict[str, Any]]) -> None:
    """Write rows that only acts write."""
    names = [f.column_name for f in resource.model._meta.sorted_fields if f.name != "id"]
    full = [{**dict.fromkeys(names), "stage": "", "version": 1, **row} for row in rows]
    for row in full:
        resource.prepare(change.office, row)
    change.insert_rows(resource, full)


STILL = "(u.valid_to IS NULL OR u.valid_to > ?)"


def write_past(change: "Change", steps: Steps, effective: date, act: str) -> None:
    """Keep everything that the steps end, as it is now."""
    day = effective.isoformat()
    for before, after in steps.changed:
        end_division(change, before[0], after[0], day, act)
    for row in steps.removed:
        end_division(change, row[0], None, day, act)
    for row in steps.made:
        absent_until(change, row[0], day, act)
    keep_shift(change, steps.rules, day, act)
    for step in steps.units:
        if step.before is None or step.after is None:
            continue
        if step.after.get("valid_to", day) is None:
            end_units(change, "u.uid = ?", (step.uid,), day, act, ABSENT)
        elif any(name in step.after for name in (*TRACKED, "valid_to")):
            end_units(change, f"u.uid = ? AND {STILL}", (step.uid, day), day, act, VALID)


def _lineage(change: "Change", preview: Preview, act: str, scope: int) -> None:
    day = preview.content.act.effective.isoformat()
    field = LINEAGE.model._meta.fields["share"]
    rows = []
    seen: set[tuple[str, str]] = set()
    for edge in preview.edges:
        source, target = key_of(edge.source, True), key_of(edge.target, False) if edge.target else ""
        if (source, target) in seen:
            continue
        seen.add((source, target))
        rows.append({
            "uid": derived_uid("lineage", act, source, target), "act": act, "kind": edge.op, "day": day, "source": source,
            "target": target or None, "source_name": edge.source.label, "target_name": _name(edge), "division": scope,
            "share": field.db_value(edge.share), "basis": edge.basis or None, "main": int(edge.main),
            "matters": "\n".join(edge.matters) or None,
        })  # fmt: skip
    insert(change, LINEAGE, rows)


def key_of(subject: Node | UnitNode, before: bool) -> str:
    """How lineage names a unit or a division."""
    if isinstance(subject, UnitNode):
        return subject.uid
    return format_code(subject.before.code if before and subject.before else subject.code)


def _name(edge: Edge) -> str | None:
    if edge.target is None:
        return None
    return edge.target.name if isinstance(edge.target, Node) else str(edge.target.now("name"))


def writable(office: "Office", steps: Steps) -> None:
    """An act that gives the office's own division another code must be able to write the office's file.

    Raises:
        StoreError: it cannot be written.
    """
    if moved(steps.rules, office.scope) != office.scope:
        _write_settings(office, (office.folder / FILE).read_text("utf-8"))


def resettle(office: "Office", scope: int) -> None:
    """Write the office's division into its own file when the file says another code.

    Raises:
        StoreError: the file cannot be written any more, although the act is applied; ``gongkai doctor --mend`` does it.
    """
    if scope == parse_code(office.settings.division):
        return
    code = format_code(scope)
    text = (office.folder / FILE).read_text("utf-8")
    text = re.sub(r'(?m)^(\s*division\s*=\s*)["\'][^"\']*["\']', rf'\g<1>"{code}"', text, count=1)
    try:
        _write_settings(office, text)
    except StoreError as error:
        raise StoreError(
            error.message + T(" 机构改革已经实施，只差这一步。", " The act is applied; only this is missing."),
            T("能写后运行 gongkai doctor --mend。", "When it can be written, run gongkai doctor --mend."),
        ) from error
    office.settings = msgspec.structs.replace(office.settings, division=code)
    office.__dict__.pop("scope", None)
    office.forget()


def _write_settings(office: "Office", text: str) -> None:
    """The office's file as a whole, or the old one stays."""
    try:
        with replacing(office.folder / FILE, own=True) as stream:
            stream.write(text.encode())
    except GongkaiError as error:
        why = T("本单位的区划代码要改：", "The office's own code changes: ")
        raise StoreError(error.message, why + (error.hint or T("", ""))) from error


def require_all(office: "Office", steps: Steps) -> None:
    """Whether the acting account may do these steps; see ``plan.may``."""
    places = {row[0] for row in (*steps.removed, *steps.made)} | {low for low, _, _ in steps.rules}
    places |= {row[0] for pair in steps.changed for row in pair}
    for step in steps.units:
        places |= {int(values["division"]) for values in (step.before, step.after) if values and values.get("division")}
    may(office, sorted(places))
