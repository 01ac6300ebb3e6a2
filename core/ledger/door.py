"""The one door for writes.

    with office.change("reason") as change:
        entry = change.create("entry", unit=uid, title="…")
        change.update(entry, due=date(2026, 3, 1))
        change.act(entry, "submit")

Everything inside is one transaction and one link of the chain. The door checks the grant, the version, the workflow
and the field rules, writes the row, and appends what changed. Commands, screens, plugins, imports and received
bundles come through here; nothing else writes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM, require_row
from gongkai.core.errors import BadInput, Conflict, GongkaiError, NotAllowed
from gongkai.core.i18n import T
from gongkai.core.ledger.chain import LINE_BITS
from gongkai.core.ledger.generated import Batch, sheet_of
from gongkai.core.ledger.link import CHUNK, FULL, Link
from gongkai.core.ledger.newrows import columns_of, each, fresh, of_row, require_fields, rows_of
from gongkai.core.ledger.received import ours_of
from gongkai.core.resource import Resource, parse_value, show_value
from gongkai.core.search import words_of, write_index
from gongkai.core.store.bulk import indexes_anew, without_collector
from gongkai.core.store.fields import Meta
from gongkai.core.store.record import Record, canonicals, digest, filled, from_row

if TYPE_CHECKING:
    from gongkai.core.office import Office


class Change(Link):
    """One transaction being made. Use ``office.change(...)``, never this class alone."""

    # single records

    def create(self, register: str | Resource, /, uid: str | None = None, **values: Any) -> Any:
        """Add a record and give it back.

        Raises:
            BadInput: a value does not fit, or a required one is missing.
            NotAllowed: no grant for the register's verb where the record lies.
        """
        resource = self._resource(register)
        row = rows_of(fresh(self, resource, [{**values, "uid": uid}]))[0]
        self._unlocked(resource, row)
        self._ours(resource, row)
        require_row(self.office, resource, resource.verb, row)
        self._vet(resource, None, row)
        row_id = self._insert(resource, row)
        self._line(resource, row["uid"], "create", None, _filled(row), digest(row))
        if resource.follow:
            self._hook(resource.follow, self, None, row, "create")
        return from_row(resource.model, row, row_id)

    def update(self, record: Record, /, **values: Any) -> Any:
        """Change fields of a record as it was read (its version is compared) and give it back as it is now.

        Raises:
            Conflict: somebody changed it meanwhile; names both values of each field in question.
        """
        resource = self.office.resource_of(record)
        old = self._current(resource, record.uid)
        new = self._values(resource, values)
        self._same_version(resource, record, old, new)
        self._unlocked(resource, old)
        self._ours(resource, old)
        require_row(self.office, resource, resource.verb, old)
        self._may_edit(resource, old)
        return self._apply(resource, old, new, "update")

    def act(self, record: Record, action: str, /, reason: str = "", **values: Any) -> Any:
        """Take a workflow action, with the fields that go with it.

        Raises:
            BadInput, NotAllowed, Conflict: see ``Workflow.check`` and ``update``.
        """
        office, resource = self.office, self.office.resource_of(record)
        flow = office.workflow(resource)
        step = flow.action_of(action)
        old = self._current(resource, record.uid)
        new = self._values(resource, values, step.asks)
        self._same_version(resource, record, old, new)
        self._ours(resource, old)
        require_row(office, resource, step.verb, old)
        unasked = [name for name in values if name not in step.asks]
        if unasked:
            require_row(office, resource, resource.verb, old)
        if unasked and not flow.may_edit(old["stage"]):
            label = resource.meta(unasked[0]).label
            raise BadInput(
                T(f"“{step.name.zh}”时不能改{label.zh}。", f"“{step.name.en}” cannot change {label.en}."),
                T("先退回再编辑。", "Send it back first, then edit."),
            )
        flow.check(step, {**old, **new}, self.actor, resource.labels)
        said = " ".join((reason or "").split())
        if step.reason and not said:
            raise BadInput(
                T(f"“{step.name.zh}”必须说明理由。", f"“{step.name.en}” needs a reason."),
                T("用 --reason 写明。", "Give it with --reason."),
            )
        for name, what in step.stamps.items():
            if name in step.asks and new.get(name) is not None:
                continue  # a stamp on a field that is asked for is what it gets when nothing is said
            new[name] = {
                "actor": self.actor,
                "today": office.today.isoformat(),
                "now": office.now,
                "": None,
            }.get(what, what)
        if step.target:
            new["stage"] = step.target
        done = self._apply(resource, old, new, f"act:{step.key}", said)
        if resource.after:
            self._acting = old["uid"]
            try:
                self._hook(resource.after, self, step, self._current(resource, old["uid"]))
            finally:
                self._acting = ""
            done = from_row(resource.model, self._current(resource, old["uid"]), self._ids[resource.key, old["uid"]])
        return done

    def delete(self, record: Record, /) -> None:
        """Take a record away; its content stays in the ledger and can be brought back by undo."""
        resource = self.office.resource_of(record)
        old = self._current(resource, record.uid)
        self._same_version(resource, record, old, {})
        self._unlocked(resource, old)
        self._ours(resource, old)
        require_row(self.office, resource, resource.verb, old)
        self._may_edit(resource, old)
        self.remove_row(resource, old)

    # many records at once

    def insert_many(self, register: str | Resource, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add many records by executemany, with the same checks as ``create``; gives how many.

        Each mapping may carry ``uid``; without one a fresh identity is made. A refusal says the place of its row (``at``).
        """
        resource, given = self._resource(register), list(rows)
        if not given:
            return 0
        data = fresh(self, resource, given)
        if resource.locked:
            each(self, data, self._unlocked, resource)
        if not self._alone(resource):
            first: dict[int, int] = {}
            for at, scope in enumerate(data["scope"]):
                first.setdefault(scope, at)
            for scope, at in first.items():
                of_row(at, self._ours, resource, {"scope": scope})
        reached = [data[name] for name in ("scope", "unit", "parent") if name in data]
        for at in {where: at for at, where in enumerate(zip(*reached, strict=True))}.values():
            require_row(self.office, resource, resource.verb, {name: column[at] for name, column in data.items()})
        if resource.vet:
            data = each(self, data, resource.vet, self.office, None)
        self._insert_columns(resource, data)
        return len(given)

    def insert_rows(self, resource: Resource, rows: Sequence[dict[str, Any]]) -> None:
        """Write prepared rows (stored values, every column) and their lines. For core and generators only.

        Rows that a deployment below writes are left to it.
        """
        if not self._alone(resource):
            mine = {scope: self._writes(resource, scope) for scope in {row["scope"] for row in rows}}
            rows = [row for row in rows if mine[row["scope"]]]
        if rows:
            self._insert_columns(resource, columns_of(rows))

    def insert_generated(self, resource: Resource, batches: Iterable[Batch]) -> int:
        """Write rows that follow from a rule, batch by batch, each batch as one sheet of the ledger; gives how many.

        For core and generators only. Nothing is held but the batch in hand. Where the table was all but empty before, its
        indexes are made anew.

        Args:
            batches: prepared rows as columns (name to stored values; ``uid`` among them, ``sheet`` left out), and what
                the search index holds of each.
        """
        few = self._few(resource)
        with indexes_anew(self.store, resource.table) if few else nullcontext(), without_collector():
            ours = batches if self._alone(resource) else map(partial(ours_of, self, resource), batches)
            return sum(self._insert_batch(resource, data, words) for data, words in ours if words)

    def _insert_batch(self, resource: Resource, data: Mapping[str, Sequence[Any]], words: Sequence[str]) -> int:
        key, count = self.seq << LINE_BITS | self._sheet_count, len(words)
        data = {**data, "sheet": [key] * count}
        ids = self._put(resource, data)
        self.sheets(resource.key, [(key, *sheet_of(data["uid"], canonicals(data)))])
        if resource.searched:
            write_index(self.store, resource, list(zip(ids, words, strict=True)), fresh=True)
        return count

    def _insert_columns(self, resource: Resource, data: Mapping[str, Sequence[Any]]) -> None:
        """Write rows with a line for each of them."""
        count = len(data["uid"])
        with indexes_anew(self.store, resource.table) if count >= FULL and self._few(resource) else nullcontext():
            ids = self._put(resource, data)
        for start in range(0, count, FULL):
            part = {name: column[start : start + FULL] for name, column in data.items()}
            self._created(resource, part)
            if resource.searched:
                self._index_new(resource, part, ids[start : start + FULL], count)

    def _put(self, resource: Resource, data: Mapping[str, Sequence[Any]]) -> Sequence[int]:
        """The rows themselves, by one statement; gives their numbers."""
        ids = self.store.fresh_ids(resource.table, len(data["uid"]))
        self.store.many(
            f"INSERT INTO {resource.table} ({', '.join(data)}, id) VALUES ({', '.join('?' for _ in data)}, ?)",
            zip(*data.values(), ids, strict=True),
        )
        return ids

    def _created(self, resource: Resource, data: Mapping[str, Sequence[Any]]) -> None:
        """The lines of new rows; what they say is written column by column."""
        if self._acting:
            for row in rows_of(data):
                self._line(resource, row["uid"], "create", None, _filled(row), digest(row))
                self.begun.append((resource.key, row["uid"]))
            return
        if resource.settle:
            self._written.setdefault(resource.key, {}).update(dict.fromkeys(data["uid"], "create"))
        sha = hashlib.sha256
        self._add_lines([
            (resource.key, uid, "create", None, after.decode(), sha(whole).hexdigest())
            for uid, after, whole in zip(data["uid"], filled(data), canonicals(data), strict=True)
        ])  # fmt: skip

    def _index_new(
        self, resource: Resource, data: Mapping[str, Sequence[Any]], ids: Sequence[int], count: int
    ) -> None:  # fmt: skip
        """The search index of rows that have just been added; of few (``count`` in all) it waits for the end."""
        found = list(zip(ids, words_of(self.office, resource, data), strict=True))
        if count < CHUNK or self._dropped.get(resource.key):  # what was deleted may have left its number to a new row
            self._index.setdefault(resource.key, {}).update(found)
        else:
            write_index(self.store, resource, found, fresh=True)

    def _few(self, resource: Resource) -> bool:
        """Whether the table is all but empty, so that its indexes are made anew faster than they grow."""
        statement = f"SELECT count(*) FROM (SELECT 1 FROM {resource.table} LIMIT {FULL}) AS first_ones"
        return int(self.store.sql(statement)[0][0]) < FULL

    def update_many(self, register: str | Resource, changes: Iterable[tuple[Record, Mapping[str, Any]]]) -> int:
        """``update`` for many records; gives how many really changed.

        Rows are read and written by hundreds, unless each must be looked at beside those written before it.
        """
        resource = self._resource(register)
        before, size, first = self.count, 1 if resource.follow or resource.vet else CHUNK, 0
        waiting: dict[str, tuple[Record, Mapping[str, Any]]] = {}
        for at, (record, values) in enumerate(changes):
            if record.uid in waiting or len(waiting) >= size:
                self._update_part(resource, waiting, first)
                waiting, first = {}, at
            waiting[record.uid] = record, values
        self._update_part(resource, waiting, first)
        return self.count - before

    def _update_part(
        self, resource: Resource, part: Mapping[str, tuple[Record, Mapping[str, Any]]], first: int
    ) -> None:  # fmt: skip
        """Update records, each of them once: their rows by one statement, and one for each set of columns.

        A refusal says the place of its row, counted from ``first``.
        """
        written: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        done: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = []
        current = self._currents(resource, list(part), first)
        for at, (record, values) in enumerate(part.values(), first):
            old = current[record.uid]
            try:
                new = self._values(resource, values)
                self._same_version(resource, record, old, new)
                self._unlocked(resource, old)
                self._ours(resource, old)
                require_row(self.office, resource, resource.verb, old)
                self._may_edit(resource, old)
                after, changed = self._outcome(resource, old, new, "update")
            except GongkaiError as error:
                error.at = at
                raise
            if not changed:
                continue
            key = (*changed, "version")
            written.setdefault(key, []).append((*(after[n] for n in key), old["uid"], old["version"]))
            done.append((old, after, changed))
        for names, rows in written.items():
            marks = ", ".join(f"{n} = ?" for n in names)
            self.store.many(f"UPDATE {resource.table} SET {marks} WHERE uid = ? AND version = ?", rows)
        if resource.searched:
            named = (*resource.searched, "unit", "scope", resource.title)
            self._queue_index(resource, [after for _, after, changed in done if not set(changed).isdisjoint(named)])
        for old, after, changed in done:
            said = {name: after[name] for name in changed}
            self._line(resource, old["uid"], "update", {name: old[name] for name in changed}, said, digest(after))
            if resource.follow:
                self._hook(resource.follow, self, old, after, "update")

    # the raw steps, also used by undo and by received bundles

    def remove_row(self, resource: Resource, old: dict[str, Any]) -> None:
        """Delete a row that was read in this transaction."""
        self._vet(resource, old, None)
        row_id = self._ids.get((resource.key, old["uid"]))
        self.store.run(f"DELETE FROM {resource.table} WHERE uid = ?", (old["uid"],))
        self._line(resource, old["uid"], "delete", _filled(old), None, "")
        if resource.searched and row_id is not None:
            self._dropped.setdefault(resource.key, []).append(row_id)
            self._index.get(resource.key, {}).pop(row_id, None)
        if resource.follow:
            self._hook(resource.follow, self, old, None, "delete")

    def bring_back(self, resource: Resource, row: dict[str, Any]) -> None:
        """Write a row that was deleted, as it was."""
        self._vet(resource, None, row)
        self.insert_rows(resource, [row])

    def put_row(self, resource: Resource, old: dict[str, Any], new: dict[str, Any], action: str) -> None:
        """Set columns of a row that was read in this transaction; one that a deployment below writes is left to it."""
        if self._writes(resource, old["scope"]):
            self._apply(resource, old, new, action, reload=False)

    def current(self, resource: Resource, uid: str) -> dict[str, Any]:
        """The stored row now, read inside the transaction."""
        return self._current(resource, uid)

    def at_end(self, key: str, finish: "Callable[[Change], None]") -> None:
        """Have something done once, before the link is sealed."""
        self._endings.setdefault(key, finish)

    def seal(self) -> None:
        """Have done what was to wait for the end, then write the link. Called once, before the commit."""
        for finish in self._endings.values():
            finish(self)
        for key, written in self._written.items():
            settle = self.office.resource(key).settle
            if settle:
                settle(self, written)
        super().seal()

    # inside

    def _hook(self, hook: "Callable[..., None]", *args: Any) -> None:
        """Call a register's hook, which may read what the door sees; see ``Office.inside``."""
        self.office.hooked += 1
        try:
            hook(*args)
        finally:
            self.office.hooked -= 1

    def _unlocked(self, resource: Resource, row: Mapping[str, Any]) -> None:
        why = resource.locked(row) if resource.locked else None
        if why is not None:
            raise BadInput(
                T(f"{resource.name.zh}不能直接修改。", f"This cannot be edited by hand ({resource.name.en})."), why
            )

    def _ours(self, resource: Resource, row: Mapping[str, Any]) -> None:
        """Refuse to write what a deployment below, or the superior, writes; see ``gongkai.core.exchange``."""
        if resource.travels and self.actor != SYSTEM:
            from gongkai.core.exchange.travelling import refuse_other_writer

            refuse_other_writer(self.office, resource, row["scope"])

    def _writes(self, resource: Resource, scope: int) -> bool:
        """Whether this deployment writes the register's records at a place, for what is done to many by rule."""
        if self._alone(resource):
            return True
        from gongkai.core.exchange.travelling import other_writer

        return other_writer(self.office, resource, scope) is None

    def _alone(self, resource: Resource) -> bool:
        if not resource.travels or self.actor == SYSTEM:
            return True
        from gongkai.core.exchange.travelling import writes_alone

        return writes_alone(self.office)

    def _vet(self, resource: Resource, old: Mapping[str, Any] | None, new: dict[str, Any] | None) -> None:
        if resource.vet:
            resource.vet(self.office, old, new)

    def _resource(self, register: str | Resource) -> Resource:
        return register if isinstance(register, Resource) else self.office.resource(register)

    def _values(self, resource: Resource, values: Mapping[str, Any], asked: Sequence[str] = ()) -> dict[str, Any]:
        """Given values as stored values, each checked by its field; system fields only where an action asks."""
        stored = {}
        for name, value in values.items():
            meta = self.field_to_write(resource, name, asked)
            stored[name] = self.stored(resource, name, meta, value)
        return stored

    def field_to_write(self, resource: Resource, name: str, asked: Sequence[str] = ()) -> Meta:
        """A field's metadata, if a person may write it, or an action asks for it."""
        meta = resource.meta(name)
        if meta.system and self.actor != SYSTEM and name != "uid" and name not in asked:
            raise BadInput(
                T(f"{meta.label.zh}由系统填写，不能修改。", f"{meta.label.en} is filled by the system."),
                T("去掉这一项。", "Leave it out."),
            )
        return meta

    def stored(self, resource: Resource, name: str, meta: Meta, value: Any) -> Any:
        """A value as the store keeps it; in bulk the same units and choices come again and again, so they are kept."""
        if value is None:
            return None
        kept = isinstance(value, str | tuple) and meta.kind in ("unit", "choice", "many", "text", "long")
        key = (meta.kind, meta.choices if isinstance(meta.choices, str) else name, value) if kept else None
        if key in self._parsed:
            return self._parsed[key]
        stored = resource.model._meta.fields[name].db_value(parse_value(self.office, meta, value))
        if kept and (meta.kind != "unit" or stored == value) and len(self._parsed) < FULL:
            self._parsed[key] = stored  # a unit's name may mean another one later in this change, its id not
        return stored

    def scope_of(self, resource: Resource, unit: str | None) -> int:
        """The place of a record of a unit."""
        if not unit:
            raise BadInput(
                T(f"{resource.name.zh}必须属于一个单位。", f"{resource.name.en} must belong to a unit."),
                T("用 --unit 指明。", "Name it with --unit."),
            )
        return self.office.unit_scope(unit)

    def _may_edit(self, resource: Resource, old: Mapping[str, Any]) -> None:
        if not resource.workflow or self.actor == SYSTEM:
            return
        flow = self.office.workflow(resource)
        if not flow.may_edit(old["stage"]):
            stage = flow.stage_of(old["stage"])
            raise BadInput(
                T(f"“{stage.name.zh}”阶段的记录不能直接修改。", f"A record in stage “{stage.name.en}” cannot be edited."),
                flow._offer(old),
            )  # fmt: skip

    def _current(self, resource: Resource, uid: str) -> dict[str, Any]:
        return self._currents(resource, [uid])[uid]

    def _currents(self, resource: Resource, uids: Sequence[str], first: int = 0) -> dict[str, dict[str, Any]]:
        """The stored rows now, by uid; a refusal says the place of the one that is gone, counted from ``first``."""
        if not uids:
            return {}
        names = [f.column_name for f in resource.model._meta.sorted_fields if f.name != "id"]
        marks = ", ".join("?" for _ in uids)
        rows = self.store.sql(f"SELECT {', '.join(names)}, id FROM {resource.table} WHERE uid IN ({marks})", uids)
        found = {}
        for row in rows:
            data = dict(zip(names, row, strict=False))
            found[data["uid"]] = data
            self._ids[resource.key, data["uid"]] = row[-1]
        for at, uid in enumerate(uids, first):
            if uid not in found:
                gone = Conflict(
                    T(f"{resource.name.zh} {uid} 已不存在。", f"{resource.name.en} {uid} is no longer there."),
                    T("刷新后再看；需要时可从历史恢复。", "Reload; history can bring it back."),
                )
                gone.at = at
                raise gone
        return found

    def _same_version(self, resource: Resource, record: Record, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        if old["version"] == record.version:
            return
        fields = resource.model._meta.fields
        mine = dict(new)
        lines_zh, lines_en = [], []
        for name, meta in resource.fields.items():
            theirs = old.get(name)
            base = fields[name].db_value(record.__data__.get(name))
            if theirs != base or (name in mine and mine[name] != theirs):
                here = fields[name].python_value(mine.get(name, base))
                there = fields[name].python_value(theirs)
                shown = show_value(self.office, meta, there), show_value(self.office, meta, here)
                if shown[0] != shown[1]:
                    lines_zh.append(f"{meta.label.zh}：现为“{shown[0]}”，你的是“{shown[1]}”")  # zh-data
                    lines_en.append(f"{meta.label.en}: now “{shown[0]}”, yours “{shown[1]}”")
        who = self.office.last_actor(resource, record.uid)
        raise Conflict(
            T(f"{who} 已先修改了这条记录。{'；'.join(lines_zh)}。", f"{who} changed this record first. {'; '.join(lines_en)}."),
            T("两个值都在上面；刷新后再改。", "Both values stand above; reload and edit again."),
        )  # fmt: skip

    def _outcome(
        self, resource: Resource, old: dict[str, Any], new: Mapping[str, Any], action: str
    ) -> tuple[dict[str, Any], list[str]]:
        """What a row becomes, with what follows from it, and the columns that change; refused where it may not."""
        after = {**old, **new}
        if resource.prepare:
            self._hook(resource.prepare, self.office, after)
            emptied = self._anew(resource, old, after) if action == "update" else ()
            if emptied:
                after |= dict.fromkeys(emptied)
                self._hook(resource.prepare, self.office, after)
        if resource.placed and after["unit"] != old["unit"]:
            after["scope"] = self.scope_of(resource, after["unit"])
        if any(after.get(name) != old.get(name) for name in ("scope", "unit", "parent")):
            require_row(self.office, resource, resource.verb, after)  # nobody moves a record, or a grant, out of reach
        if not action.startswith("reorg:"):  # an act is asked as a whole; see gongkai.core.registry.plan
            self._vet(resource, old, after)
        changed = [name for name, value in after.items() if value != old[name] and name != "version"]
        if changed or action.startswith("act:"):
            require_fields(resource, after)
            after["version"] = old["version"] + 1
        return after, changed

    def _anew(self, resource: Resource, old: dict[str, Any], after: dict[str, Any]) -> list[str]:
        """Columns that must be worked out again, for what they follow from is edited and they are not."""
        return [
            name for name, sources in resource.anew.items()
            if after[name] == old[name] and any(after[source] != old[source] for source in sources)
        ]  # fmt: skip

    def _apply(
        self, resource: Resource, old: dict[str, Any], new: dict[str, Any], action: str, reason: str = "",
        reload: bool = True,
    ) -> Any:  # fmt: skip
        after, changed = self._outcome(resource, old, new, action)
        if not changed and not action.startswith("act:"):
            return from_row(resource.model, old, self._ids[resource.key, old["uid"]]) if reload else None
        names = [*changed, "version"]
        done = self.store.run(
            f"UPDATE {resource.table} SET {', '.join(f'{n} = ?' for n in names)} WHERE uid = ? AND version = ?",
            (*(after[n] for n in names), old["uid"], old["version"]),
        )
        if done != 1:
            raise Conflict(
                T("记录刚被别人修改。", "Somebody has just changed this record."),
                T("刷新后再改。", "Reload and edit again."),
            )
        said = {name: after[name] for name in changed}
        if reason:
            said["_reason"] = reason
        self._line(resource, old["uid"], action, {name: old[name] for name in changed}, said, digest(after))
        if resource.searched and any(n in changed for n in (*resource.searched, "unit", "scope", resource.title)):
            self._queue_index(resource, [after])
        if resource.follow:
            self._hook(resource.follow, self, old, after, action)
        return from_row(resource.model, after, self._ids[resource.key, old["uid"]]) if reload else None

    def _insert(self, resource: Resource, row: dict[str, Any]) -> int:
        names = list(row)
        marks = ", ".join("?" for _ in names)
        made = self.store.sql(
            f"INSERT INTO {resource.table} ({', '.join(names)}) VALUES ({marks}) RETURNING id",
            tuple(row.values()),
        )
        self._ids[resource.key, row["uid"]] = made[0][0]
        if resource.searched:
            self._queue_index(resource, [row])
        return int(made[0][0])


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


@contextmanager
def change(office: "Office", reason: str = "", rule: str = "") -> Iterator[Change]:
    """Open the door: one write transaction that commits when the block ends well and leaves nothing when not."""
    if not office.actor:
        raise NotAllowed(
            T("没有指定账号，不能修改。", "No account is named, so nothing can be changed."),
            T("用 --as 账号，或在 gongkai.toml 中设 account。", "Use --as, or set account in gongkai.toml."),
        )
    with office.store.write():
        office.forget()  # grants and names are read afresh inside the transaction
        opened = Change(office, " ".join(reason.split()), rule)
        yield opened
        opened.seal()
    office.forget()
