"""Undo: one's own last change of a record, when nothing was built on it. Itself a change like any other."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import SYSTEM, require_row
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T
from gongkai.core.ledger.chain import FOLLOWS, LINE_BITS
from gongkai.core.ledger.history import Entry, history
from gongkai.core.store.record import columns

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

REORGANISED = "reorg:"  # begins the action of lines that an act wrote; its uid follows


def undo(office: "Office", resource: "Resource", uid: str) -> Any:
    """Take back the last change of a record and give the record as it is now (None when undone into nothing).

    Raises:
        NotAllowed: the last change was somebody else's.
        BadInput: there is nothing to undo.
    """
    last = _own_last(office, resource, uid)
    with office.change(str(T(f"撤销第 {last.seq} 笔", f"undo of {last.seq}"))) as change:
        if history(office, resource.key, uid, limit=1)[0].line != last.line:
            raise BadInput(
                T(
                    "刚有人又修改了这条记录，不能撤销。",
                    "Somebody has changed the record again; it cannot be undone.",
                ),
                T("刷新后再看。", "Reload and look."),
            )
        _invert(office, change, resource, last)
    return office.store.first(resource.model.select().where(resource.model.uid == uid))


def undo_together(office: "Office", resource: "Resource", uids: Iterable[str], seq: int) -> int:
    """Take back what one change (``seq``) did to several records, in one transaction; gives how many.

    Raises:
        NotAllowed, BadInput: see ``undo``; one of the records was changed again. Then none is taken back.
    """
    count = 0
    with office.change(str(T(f"撤销第 {seq} 笔", f"undo of {seq}"))) as change:
        for uid in uids:
            last = _own_last(office, resource, uid)
            if last.seq != seq:
                raise BadInput(
                    T(f"{resource.name.zh} {uid} 之后又有修改，不能一并撤销。",
                      f"{resource.name.en} {uid} was changed again since; they cannot be taken back together."),
                    T("逐条撤销，或直接编辑。", "Take them back one by one, or edit them."),
                )  # fmt: skip
            _invert(office, change, resource, last)
            count += 1
    return count


def _own_last(office: "Office", resource: "Resource", uid: str) -> Entry:
    """The last change of a record, if the acting account may take it back."""
    lines = history(office, resource.key, uid, limit=1)
    if not lines:
        raise BadInput(
            T(f"{resource.name.zh} {uid} 没有历史。", f"{resource.name.en} {uid} has no history."),
            T("检查编号。", "Check the id."),
        )
    last = lines[0]
    if last.action.startswith(REORGANISED):
        raise BadInput(
            T("上一步是机构改革或区划调整所做。", "The last change was made by a reorganisation act."),
            T(f"用 gongkai act undo {last.action.removeprefix(REORGANISED)} 整体撤销。",
              f"Take the whole act back with gongkai act undo {last.action.removeprefix(REORGANISED)}."),
        )  # fmt: skip
    if last.action.startswith("undo:"):
        raise BadInput(
            T("上一步已经是撤销。", "The last change was itself an undo."),
            T("直接编辑记录。", "Edit the record instead."),
        )
    if FOLLOWS in last.after:
        raise BadInput(
            T("上一步是办理另一条记录时连带产生的。", "The last change followed from an action on another record."),
            T(
                f"撤销那条记录（{last.after[FOLLOWS]}）的办理。",
                f"Take back the action on that record ({last.after[FOLLOWS]}).",
            ),
        )
    if office.actor not in (last.actor, SYSTEM):
        raise NotAllowed(
            T(f"上一次修改是 {last.actor} 做的，只有本人可以撤销。", f"The last change was {last.actor}'s; only they may undo it."),
            T("请本人撤销，或直接编辑。", "Ask them, or edit the record."),
        )  # fmt: skip
    return last


def _invert(office: "Office", change: Any, resource: "Resource", last: Entry) -> None:
    from gongkai.core.ledger.shifts import Trail  # only here: places may have moved since

    trail = Trail(office, resource.key)
    if last.action == "delete":
        row = {f.column_name: None for f in resource.model._meta.sorted_fields if f.name != "id"} | last.before
        row = trail.since(last.line, row, row.get("unit") or "")
        if resource.placed:
            row["scope"] = office.unit_scope(row["unit"])
        change._ours(resource, row)
        require_row(office, resource, resource.verb, row)
        change.bring_back(resource, row)
        return
    row = change.current(resource, last.uid)
    change._ours(resource, row)
    require_row(office, resource, _verb(office, resource, last), row)
    why = resource.locked(row) if resource.locked else None
    if why is not None:
        raise BadInput(
            T(f"{resource.name.zh}不能直接撤销。", f"This cannot be undone by hand ({resource.name.en})."), why
        )
    if last.action == "create":
        _nothing_built(office, resource, last)
        change.remove_row(resource, row)
        return
    if last.action.startswith("act:"):
        _invert_followers(office, change, last)
    back = {name: value for name, value in last.before.items() if not name.startswith("_")}
    change.put_row(resource, row, trail.since(last.line, back, last.uid), f"undo:{last.seq}")


def _invert_followers(office: "Office", change: Any, last: Entry) -> None:
    """Take back what an action brought about beside it (a publication's posting, its entry's next due date)."""
    end = (last.seq + 1) << LINE_BITS
    for line, key, uid, action, before, after in office.store.sql(
        "SELECT id, register, uid, action, before, after FROM ledger_line WHERE id > ? AND id < ? ORDER BY id DESC",
        (last.line, end),
    ):
        if msgspec.json.decode(after or "{}").get(FOLLOWS) != last.uid:
            continue
        other = office.resource(key)
        newest = office.store.sql("SELECT max(id) FROM ledger_line WHERE register = ? AND uid = ?", (key, uid))[0][0]
        if newest != line:
            raise BadInput(
                T(f"随之产生的{other.name.zh}（{uid}）之后又有改动，不能撤销。",
                  f"{other.name.en} {uid}, which followed from it, was changed since; it cannot be taken back."),
                T("先处理那条记录。", "Deal with that record first."),
            )  # fmt: skip
        was = {name: value for name, value in msgspec.json.decode(before or "{}").items() if not name.startswith("_")}
        if action == "create":
            change.remove_row(other, change.current(other, uid))
        elif action == "delete":
            change.insert_rows(other, [dict.fromkeys(columns(other.model)) | was])
        else:
            change.put_row(other, change.current(other, uid), was, f"undo:{last.seq}")


def _verb(office: "Office", resource: "Resource", last: Entry) -> str:
    """Whoever may take a step may take it back."""
    if last.action.startswith("act:") and resource.workflow:
        return office.workflow(resource).action_of(last.action.removeprefix("act:")).verb
    return resource.verb


def _pointing(office: "Office", resource: "Resource") -> "Iterator[tuple[Resource, str]]":
    """Registers and fields that refer to records of this one."""
    for other in office.resources.values():
        for name, meta in other.fields.items():
            of_unit = meta.kind == "unit" and resource.key == "unit" and (other.key, name) != ("unit", "unit")
            if of_unit or (meta.kind == "ref" and meta.ref == resource.key):
                yield other, name


def _nothing_built(office: "Office", resource: "Resource", last: Entry) -> None:
    """A new record may be taken back only while no other record points at it."""
    for other, name in _pointing(office, resource):
        rows = office.store.sql(
            f"SELECT uid FROM {other.table} WHERE {name} = ? AND uid <> ? LIMIT 1", (last.uid, last.uid)
        )
        if rows:
            raise BadInput(
                T(f"已有{other.name.zh}（{rows[0][0]}）用到它，不能撤销新增。",
                  f"{other.name.en} {rows[0][0]} already refers to it, so it cannot be taken back."),
                T("先处理那条记录。", "Deal with that record first."),
            )  # fmt: skip
