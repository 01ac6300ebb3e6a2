"""What happened to a record: its lines in the ledger, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import allowed, scope_sql
from gongkai.core.i18n import T
from gongkai.core.ledger.chain import FROM, LINE_BITS
from gongkai.core.ledger.generated import has_sheets
from gongkai.core.resource import Resource, show_value
from gongkai.core.text import veiled

if TYPE_CHECKING:
    from gongkai.core.office import Office

WORDS = {"create": T("新增", "created"), "update": T("修改", "edited"), "delete": T("删除", "deleted"),
         "received": T("随数据包收到", "received in a bundle"),
         "generate": T("按规则更新", "brought into line with the rules")}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One change of one record. ``before`` and ``after`` hold stored values of the changed columns."""

    line: int
    seq: int
    at: str
    actor: str
    reason: str
    rule: str
    register: str
    uid: str
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    login: str = ""

    def word(self, office: "Office") -> T:
        """What was done, in words."""
        if self.action.startswith("act:"):
            resource = office.resource(self.register)
            if resource.workflow:
                key = self.action.removeprefix("act:")
                for step in office.workflow(resource).action:
                    if step.key == key:
                        return step.name
        if self.action.startswith("undo:"):
            return T("撤销", "undone")
        if self.action.startswith("reorg:"):
            return T("机构改革", "reorganised")
        return WORDS.get(self.action, T(self.action, self.action))

    @property
    def said(self) -> str:
        """The words given with the action, or the reason of the whole change."""
        told = self.after.get(FROM)
        return str((told[-1][3] if told else "") or self.after.get("_reason") or self.reason)


def history(office: "Office", register: str, uid: str, limit: int = 200) -> list[Entry]:
    """The newest ``limit`` changes of one record."""
    rows = office.store.sql(
        "SELECT id, register, uid, action, before, after FROM ledger_line"
        " WHERE register = ? AND uid = ? ORDER BY id DESC LIMIT ?",
        (register, uid, limit),
    )
    if len(rows) < limit and has_sheets(office.resource(register)) and not (rows and rows[-1][4] is None):
        made = office.store.sql(
            f"SELECT sheet, '{register}', uid, 'create', NULL, NULL FROM {office.resource(register).table}"
            " WHERE uid = ? AND sheet IS NOT NULL", (uid,)
        )  # fmt: skip
        rows = [*rows, *made]
    return _entries(office, rows)


def recent(office: "Office", limit: int = 50) -> list[tuple[int, str, str, str, int]]:
    """The newest changes of the whole office: (seq, at, actor, reason, lines)."""
    rows = office.store.sql(
        "SELECT seq, at, actor, reason, lines, login FROM ledger ORDER BY seq DESC LIMIT ?", (limit,)
    )
    return [(int(r[0]), r[1], acted(r[2], r[5]), r[3], int(r[4])) for r in rows]


def acted(actor: str, login: str) -> str:
    """Who acted, and who was at the keyboard where that was somebody else."""
    return str(T(f"{actor}（{login} 代办）", f"{actor} (by {login})")) if login else actor


def lines_of(office: "Office", seq: int, limit: int = 200) -> list[Entry]:
    """The first ``limit`` lines of one change, of records that the acting account may see."""
    rows = office.store.sql(
        "SELECT id, register, uid, action, before, after FROM ledger_line WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
        (seq << LINE_BITS, (seq + 1) << LINE_BITS, limit),
    )
    found = _entries(office, rows)
    seen: set[tuple[str, str]] = set()
    for register in {entry.register for entry in found}:
        if register not in office.resources:
            continue  # of a plugin that is not there
        model, uids = office.resource(register).model, [e.uid for e in found if e.register == register]
        for start in range(0, len(uids), 500):
            query = office.select(model, model.uid).where(model.uid.in_(uids[start : start + 500])).tuples()
            seen |= {(register, uid) for (uid,) in office.store.fetch(query)}
    return [
        entry
        for entry in found
        if (entry.register, entry.uid) in seen
        or (
            entry.action == "delete"
            and entry.register in office.resources
            and _may_read(office, office.resource(entry.register), entry.before)
        )
    ]


def _may_read(office: "Office", resource: Resource, row: dict[str, Any]) -> bool:
    """Whether the acting account might read a row that is there no more."""
    return allowed(office, resource.model.reading, int(row.get("scope") or 0), row.get("unit") or "")


def _entries(office: "Office", rows: list[tuple[Any, ...]]) -> list[Entry]:
    seqs = sorted({row[0] >> LINE_BITS for row in rows})
    links = {}
    for start in range(0, len(seqs), 500):
        part = seqs[start : start + 500]
        marks = ", ".join("?" for _ in part)
        for seq, at, actor, reason, rule, login in office.store.sql(
            f"SELECT seq, at, actor, reason, rule, login FROM ledger WHERE seq IN ({marks})", part
        ):
            links[seq] = (at, actor, reason, rule), login or ""
    decode = msgspec.json.decode
    found = [
        Entry(
            line_id, line_id >> LINE_BITS, *said, register, uid, action,
            decode(before) if before else {}, decode(after) if after else {}, login,
        )
        for line_id, register, uid, action, before, after in rows
        for said, login in [links.get(line_id >> LINE_BITS, (("", "?", "", ""), ""))]
    ]  # fmt: skip
    _veil(office, found)
    return found


def _veil(office: "Office", entries: Sequence[Entry]) -> None:
    """Private fields are veiled in what was, as they are in what is: who may not edit the record does not read them."""
    may: dict[tuple[str, str], bool] = {}
    for entry in entries:
        resource = office.resources.get(entry.register)
        private = resource.private if resource is not None else ()
        if resource is None or not {*entry.before, *entry.after} & set(private):
            continue
        key = entry.register, entry.uid
        if key not in may:
            where = office.store.sql(f"SELECT scope, unit FROM {resource.table} WHERE uid = ?", (entry.uid,))
            old = entry.before or entry.after
            scope, unit = where[0] if where else (old.get("scope"), old.get("unit"))
            may[key] = allowed(office, resource.verb, int(scope or 0), unit or "")
        for values in () if may[key] else (entry.before, entry.after):
            values.update({name: veiled(values[name]) for name in private if values.get(name)})


def changes_in_words(office: "Office", resource: Resource, entry: Entry) -> list[tuple[T, str, str]]:
    """A change as (label, value before, value after), for the fields a person knows."""
    found = []
    names = [*entry.after, *(name for name in entry.before if name not in entry.after)]
    for name in names:
        meta = resource.fields.get(name)
        if name == "stage" and resource.workflow:
            flow = office.workflow(resource)
            before, after = entry.before.get(name), entry.after.get(name)
            label = T("阶段", "Stage")
            found.append(
                (label, str(flow.stage_of(before).name) if before else "", str(flow.stage_of(after).name) if after else "")
            )  # fmt: skip
        elif meta is not None:
            field = resource.model._meta.fields[name]
            shown = [
                show_value(
                    office,
                    meta,
                    field.python_value(values.get(name)) if values.get(name) is not None else None,
                )
                for values in (entry.before, entry.after)
            ]
            if any(shown):
                found.append((meta.label, shown[0], shown[1]))
    return found


def edits(office: "Office", resource: Resource, uids: Sequence[str]) -> Iterator[tuple[str, str, set[str]]]:
    """Every change of records but their making, of those that the acting account may see: (uid, action, columns)."""
    seen, values = scope_sql(office, "r", resource.model.reading)
    for start in range(0, len(uids), 500):
        part = uids[start : start + 500]
        marks = ", ".join("?" for _ in part)
        for uid, action, after in office.store.sql(
            f"SELECT l.uid, l.action, l.after FROM ledger_line l JOIN {resource.table} r ON r.uid = l.uid"
            f" WHERE l.register = ? AND l.action <> 'create' AND l.uid IN ({marks}) AND {seen}",
            (resource.key, *part, *values),
        ):
            yield uid, action, set(msgspec.json.decode(after or "{}"))


def deleted(office: "Office", resource: Resource, text: str) -> str:
    """The id of a deleted record that begins with a text, when just one that the account might see fits; else empty."""
    rows = office.store.sql(
        "SELECT uid, before FROM ledger_line WHERE register = ? AND action = 'delete' AND uid >= ? AND uid < ?",
        (resource.key, text.lower(), text.lower() + "\x7f"),
    )
    seen = {
        uid for uid, before in rows
        for old in [msgspec.json.decode(before)]
        if _may_read(office, resource, old)
    }  # fmt: skip
    return str(seen.pop()) if len(seen) == 1 else ""


def touched(office: "Office", registers: Sequence[str], since: int) -> dict[str, list[tuple[str, str, int]]]:
    """What was changed after a link of the ledger in some registers: unit to (register, uid, link), oldest first.

    Units that a record belonged to before count as well. Only what the acting account may see of records that are there;
    a row made in bulk is told by its unit alone, with an empty uid.
    """
    found: dict[str, dict[tuple[str, str], int]] = {}
    for key in registers:
        resource = office.resource(key)
        lines: dict[str, int] = {}
        for line, uid, before in office.store.sql(
            "SELECT id, uid, before FROM ledger_line WHERE register = ? AND id >= ? ORDER BY id",
            (key, (since + 1) << LINE_BITS),
        ):
            lines[uid] = line >> LINE_BITS
            old = msgspec.json.decode(before) if before else {}
            if old.get("unit") and _may_read(office, resource, old):
                found.setdefault(old["unit"], {})[key, uid] = line >> LINE_BITS
        seen, values = scope_sql(office, "r", resource.model.reading)
        uids = list(lines)
        for start in range(0, len(uids), 500):
            part = uids[start : start + 500]
            marks = ", ".join("?" for _ in part)
            for uid, unit in office.store.sql(
                f"SELECT r.uid, r.unit FROM {resource.table} r WHERE r.uid IN ({marks}) AND {seen}", (*part, *values)
            ):
                if unit:
                    found.setdefault(unit, {})[key, uid] = lines[uid]
        if has_sheets(resource):
            for unit, sheet in office.store.sql(
                f"SELECT r.unit, max(r.sheet) FROM {resource.table} r WHERE r.sheet >= ? AND {seen} GROUP BY r.unit",
                ((since + 1) << LINE_BITS, *values),
            ):
                if unit:
                    found.setdefault(unit, {})[key, ""] = sheet >> LINE_BITS
    return {
        unit: [(register, uid, seq) for (register, uid), seq in sorted(ones.items(), key=lambda one: (one[1], one[0]))]
        for unit, ones in found.items()
    }
