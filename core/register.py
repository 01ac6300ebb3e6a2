"""A register bound to an office: what every list, grid, form and command asks for.

Pages are read by key, never by offset: one page costs one query for the rows and at most one for the names of the
units in them, whatever the size of the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from peewee import Select, TextField, Tuple, Value, fn

from gongkai.core.access import SYSTEM, allowed, reach
from gongkai.core.codes import span
from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.ledger.history import Entry, history
from gongkai.core.ledger.undo import undo
from gongkai.core.refs import name_of, names_of
from gongkai.core.resource import Resource, choices_of, parse_value, plain_value, show_value
from gongkai.core.search import matching
from gongkai.core.store.fields import Meta
from gongkai.core.store.record import Record, row_of
from gongkai.core.text import veiled
from gongkai.core.workflow import Action

if TYPE_CHECKING:
    from gongkai.core.office import Office

CHUNK = 500


@dataclass(frozen=True)
class Query:
    """A question on a register.

    Attributes:
        filters: keys of named filters, all of which must hold.
        where: field to text; the value is read as the field reads it.
        search: characters or pinyin initials.
        within: a scope; its whole subtree is meant.
        unit: uid of the owner.
        on: a day; only records whose dates hold it, for registers that have dates.
        longest: only what waits for somebody's step, the longest waiting first.
    """

    filters: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    within: int | None = None
    unit: str = ""
    on: date | None = None
    longest: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a list: its key for paging, the record, what each column shows, and its look."""

    key: tuple[Any, ...]
    uid: str
    cells: tuple[str, ...]
    tone: str
    record: Any


class Register:
    """One register of one office, seen with the rights of the acting account."""

    def __init__(self, office: "Office", resource: Resource) -> None:
        self.office = office
        self.resource = resource
        self.model = resource.model

    # lists

    @property
    def columns(self) -> list[tuple[str, T, int, str]]:
        """The columns of a list: key, label, width in cells (0: takes what is left), alignment."""
        return self.columns_of(self.resource.columns)

    def columns_of(self, names: Sequence[str]) -> list[tuple[str, T, int, str]]:
        """The same for any fields and computed keys."""
        computed = {c.key: c for c in self.resource.computed}
        found = []
        for name in names:
            if name in computed:
                found.append((name, computed[name].label, computed[name].width, "left"))
            else:
                meta = self.resource.meta(name)
                align = "right" if meta.kind in ("integer", "decimal") else "left"
                found.append((name, meta.label, meta.width, align))
        return found

    def select(self, query: Query = Query()) -> Any:
        """The peewee query for a question, narrowed to what the account may see."""
        office, model = self.office, self.model
        select = office.select(model)
        for key in query.filters:
            select = select.where(self.resource.filter_of(key).where(office))
        for name, text in query.where.items():
            select = select.where(self._where(name, text))
        if query.search:
            condition = matching(office.store, self.resource, query.search)
            whole = self._private_is(query.search)
            if condition is not None:
                select = select.where(condition if whole is None else condition | whole)
            elif whole is not None:
                select = select.where(whole)
        if query.within is not None:
            low, high = span(query.within)
            select = select.where(model.scope.between(low, high))
        if query.unit:
            select = select.where(model.unit == query.unit)
        if query.on is not None:
            select = select.where(*self.resource.on_day(query.on))
        if query.longest:
            select = select.where(model.stage.in_(list(self._waiting)))
        return select

    def page(
        self, query: Query = Query(), after: Any = None, before: Any = None, limit: int = 100, backward: bool = False,
        names: Sequence[str] = (),
    ) -> list[Row]:  # fmt: skip
        """At most ``limit`` rows after (or, backward, before) a key, in ascending order.

        Args:
            after: key of the row before the page; None starts at the beginning.
            before: key of the row after the page, with ``backward``; None starts at the end.
            names: the columns to show; the list's own when empty.
        """
        order = self._order(query)
        select = self.select(query)
        key = before if backward else after
        if key is not None:
            left, right = Tuple(*order), Tuple(*[Value(v, converter=False) for v in key])
            select = select.where(left < right if backward else left > right)
        steps = [column.desc() if backward else column for column in order]
        records = self._veil(self.office.fetch(select.order_by(*steps).limit(limit)))
        return self.rows(records[::-1] if backward else records, names, query)

    def rows(self, records: Sequence[Record], names: Sequence[str] = (), query: Query = Query()) -> list[Row]:
        """Records as lines of a list; the names of units, and of records referred to, are read in one query each."""
        office, resource = self.office, self.resource
        names = names or resource.columns
        named = [n for n in names if n in resource.fields and resource.fields[n].kind == "unit"]
        for name in names:
            if name in resource.fields and resource.fields[name].kind == "ref":
                names_of(office, resource.fields[name].ref, {getattr(r, name) for r in records if getattr(r, name)})
        units = office.unit_names({getattr(r, n) for r in records for n in named if getattr(r, n)}) if named else {}
        return [
            Row(
                self._key(record, query),
                record.uid,
                tuple(self.cell(record, name, units) for name in names),
                resource.tone(office, record) if resource.tone else self._stage_tone(record),
                record,
            )
            for record in records
        ]

    def cell(self, record: Record, name: str, units: Mapping[str, str] | None = None) -> str:
        """What a column shows for a record."""
        for column in self.resource.computed:
            if column.key == name:
                value = column.value(self.office, record)
                return "" if value is None else str(value)
        if name == "stage":
            return str(self.stage_name(record.stage)) if self.resource.workflow else str(record.stage)
        return show_value(self.office, self.resource.meta(name), getattr(record, name), units)

    def count(self, query: Query = Query(), most: int | None = None) -> int:
        """How many rows there are; with ``most``, counting stops there (a grid needs no more)."""
        select = self.select(query)
        if most is not None:
            inner = select.select(self.model.id).limit(most).alias("some")
            return int(self.office.fetch(Select([inner], [fn.COUNT(inner.c.id)]).tuples())[0][0])
        return int(self.office.fetch(select.select(fn.COUNT(self.model.id)).tuples())[0][0])

    def position(self, query: Query, key: tuple[Any, ...], most: int) -> int:
        """How many rows stand up to a key, itself included; counting stops at ``most``."""
        order = self._order(query)
        left, right = Tuple(*order), Tuple(*[Value(v, converter=False) for v in key])
        inner = self.select(query).where(left <= right).select(self.model.id).limit(most).alias("some")
        return int(self.office.fetch(Select([inner], [fn.COUNT(inner.c.id)]).tuples())[0][0])

    def records(self, uids: Sequence[str]) -> list[Any]:
        """The records with these ids that the account may see, in order of place, in chunks of one query."""
        found: list[Any] = []
        for start in range(0, len(uids), CHUNK):
            select = self.office.select(self.model).where(self.model.uid.in_(uids[start : start + CHUNK]))
            found += self._veil(self.office.fetch(select))
        return sorted(found, key=lambda record: (record.scope, record.id))

    def _veil(self, records: list[Any]) -> list[Any]:
        """Private fields of records that the account may see and not edit, veiled where they are read."""
        private = self.resource.private
        for record in records if private else ():
            if allowed(self.office, self.resource.verb, record.scope, record.unit or ""):
                continue
            for name in private:
                value = record.__data__.get(name)
                record.__data__[name] = veiled(value) if value else value
        return records

    # one record

    def get(self, uid: str) -> Any:
        """The record, if the acting account may see it; the start of an id is enough when only one fits.

        Raises:
            BadInput: none, or several.
        """
        text = uid.strip().lower()
        select = self.office.select(self.model).where((self.model.uid >= text) & (self.model.uid < text + "\x7f"))
        found = self._veil(self.office.fetch(select.order_by(self.model.uid).limit(3)))
        exact = [record for record in found if record.uid == text]
        if exact or len(found) == 1:
            return (exact or found)[0]
        name = self.resource.name
        if not found and self.resource.key == "unit":
            return self.office.unit(uid)
        if not found:
            raise BadInput(
                T(f"没有{name.zh} {uid}，或你无权查看。", f"There is no {name.en} {uid}, or you may not see it."),
                T(f"用 gongkai {self.resource.key} list 查看编号。", f"See the ids with gongkai {self.resource.key} list."),
            )  # fmt: skip
        raise BadInput(
            T(f"编号 {uid} 对应多条{name.zh}。", f"Id {uid} fits several records of {name.en}."),
            T("把编号写全。", "Give more of the id."),
        )

    def plain(self, record: Record) -> dict[str, Any]:
        """A record for json and sheets: field name to plain value, ids and stage included."""
        resource = self.resource
        data: dict[str, Any] = {"uid": record.uid}
        for name, meta in resource.fields.items():
            if name != "unit" or resource.placed:
                value = getattr(record, name)
                data[name] = (
                    name_of(self.office, meta.ref, value) if meta.kind == "ref" and value else plain_value(meta, value)
                )
        if resource.placed:
            data["unit_name"] = self.office.unit_name(record.unit) if record.unit else ""
        for column in resource.computed:
            value = column.value(self.office, record)
            data[column.key] = None if value is None else str(value)
        if resource.workflow:
            data["stage"] = record.stage
        data["version"] = record.version
        return data

    def shown(self, record: Record) -> list[tuple[str, T, str]]:
        """A record for a person: (field, label, text), every field, empty ones too."""
        resource = self.resource
        lines = [
            (name, meta.label, self.cell(record, name))
            for name, meta in resource.fields.items()
            if name != "unit" or resource.placed
        ]
        lines += [(c.key, c.label, self.cell(record, c.key)) for c in resource.computed]
        if resource.workflow:
            lines.append(("stage", T("阶段", "Stage"), self.cell(record, "stage")))
        return lines

    def title(self, record: Record) -> str:
        """What names the record to a person."""
        return self.cell(record, self.resource.title) or record.uid

    def history(self, uid: str, limit: int = 200) -> list[Entry]:
        """The record's changes, newest first."""
        return history(self.office, self.resource.key, uid, limit)

    # forms and actions

    def form(self) -> list[tuple[str, Meta, Sequence[tuple[str, T]]]]:
        """The fields that a person fills: name, metadata, choices."""
        return [
            (name, self.resource.fields[name], choices_of(self.office, self.resource.fields[name]))
            for name in self.resource.editable
        ]

    def check(self, name: str, text: str) -> T | None:
        """What is wrong with a value typed into a field, or None; used while typing."""
        meta = self.resource.meta(name)
        try:
            value = parse_value(self.office, meta, text)
        except GongkaiError as error:
            return error.whole
        if meta.required is True and value in (None, "", ()):
            return T(f"{meta.label.zh}必填。", f"{meta.label.en} is required.")
        return None

    def fixed(self, name: str, record: Record | None = None) -> T | None:
        """Why a column cannot be typed into (of this record, where one is given); None when it can be."""
        resource, office = self.resource, self.office
        if name == "stage":
            return T("阶段由办理改变。", "The stage is changed by acting on it.")
        meta = resource.fields.get(name)
        if meta is None:
            return T("由系统计算。", "It is computed.")
        if meta.system or not resource.by_hand:
            return self._filled_by(name)
        if record is None:
            return None
        if resource.workflow and office.actor != SYSTEM and not office.workflow(resource).may_edit(record.stage):
            stage = self.stage_name(record.stage)
            return T(f"“{stage.zh}”阶段不能直接修改。", f"In stage “{stage.en}” it cannot be edited.")
        why = resource.locked(row_of(record)) if resource.locked else None
        if why is None and not allowed(office, resource.verb, record.scope, record.unit or ""):
            why = T("你没有修改这条记录的权限。", "You have no right to edit this record.")
        return why

    def _filled_by(self, name: str) -> T:
        flow = self.office.workflow(self.resource) if self.resource.workflow else None
        for step in flow.action if flow else ():
            if name in step.asks or step.stamps.get(name):
                return T(f"在“{step.name.zh}”时填写。", f"It is filled by “{step.name.en}”.")
        return T("由系统填写。", "It is filled by the system.")

    def text_of(self, record: Record, name: str) -> str:
        """A field's value as a person would type it."""
        meta = self.resource.meta(name)
        value = plain_value(meta, getattr(record, name))
        if meta.kind == "unit" and value:
            from gongkai.core.registry.labels import unit_labels

            return unit_labels(self.office, [value])[value]
        if meta.kind in ("choice", "many", "place", "flag", "ref"):
            return self.cell(record, name)
        if meta.kind == "nodes":
            return str(T("、", ", ")).join(value)
        return "" if value is None else str(value)

    def save(self, record: Record | None, values: Mapping[str, Any], reason: str = "") -> Any:
        """Add (record None) or edit by the door, and give the record as it is now."""
        with self.office.change(reason) as change:
            if record is None:
                return change.create(self.resource, **values)
            return change.update(record, **values)

    def act(self, record: Record, action: str, reason: str = "", **values: Any) -> Any:
        """Take a workflow action by the door."""
        step = self.office.workflow(self.resource).action_of(action)
        with self.office.change(reason or str(step.name), step.rule) as change:
            return change.act(record, action, reason, **values)

    def refusal(self, record: Record, step: Action) -> T | None:
        """Why the acting account cannot take an action on a record now; None when it can.

        What the action itself asks for counts as given.
        """
        if not allowed(self.office, step.verb, record.scope, record.unit or ""):
            return T("没有权限。", "no right to it.")
        row = row_of(record)
        given = {name: row.get(name) or "?" for name in step.asks}
        try:
            self.office.workflow(self.resource).check(step, {**row, **given}, self.office.actor, self.resource.labels)
        except GongkaiError as error:
            return error.message
        return None

    def actions(self, record: Record) -> list[Action]:
        """The workflow actions that the acting account may take on the record now."""
        if not self.resource.workflow:
            return []
        flow, office = self.office.workflow(self.resource), self.office
        row = row_of(record)
        return [
            step
            for step in flow.open_actions(row)
            if allowed(office, step.verb, record.scope, record.unit or "")
            and not any(row.get(name) == office.actor and office.actor for name in step.differs)
        ]

    def may(self, verb: str | None = None) -> bool:
        """Whether the account holds the verb (the register's own by default) anywhere."""
        wanted = verb or self.resource.verb
        return self.office.actor == SYSTEM or any(wanted in right.verbs for right in self.office.rights)

    def undo(self, uid: str) -> Any:
        """Take back one's own last change of a record; see ``gongkai.core.ledger.undo``."""
        return undo(self.office, self.resource, uid)

    def stage_name(self, key: str) -> T:
        """A stage in words."""
        return self.office.workflow(self.resource).stage_of(key).name

    # inside

    @property
    def _waiting(self) -> dict[str, tuple[str, ...]]:
        from gongkai.core.waiting import stages

        return stages(self.office, self.resource)

    @property
    def queues(self) -> bool:
        """Whether its workflow says since when a stage waits, so that it can be sorted by that."""
        return bool(self._waiting)

    def _order(self, query: Query) -> list[Any]:
        fields = self.model._meta.fields
        columns: list[Any] = []
        if query.longest:
            from gongkai.core.waiting import order

            return [order(self.office, self.resource), fields["id"]]
        for name in (*self.resource.order, "id"):
            column = fields[name]
            empty = "" if isinstance(column, TextField) else 0
            columns.append(fn.COALESCE(column, empty) if name not in ("scope", "id") and column.null else column)
        return columns

    def _key(self, record: Record, query: Query) -> tuple[Any, ...]:
        fields = self.model._meta.fields
        values: list[Any] = []
        if query.longest:
            from gongkai.core.waiting import NEVER, since

            day = since(self.office, self.resource, record)
            return (day.isoformat() if day else NEVER, record.__data__["id"])
        for name in (*self.resource.order, "id"):
            value = fields[name].db_value(getattr(record, name))
            values.append(("" if isinstance(fields[name], TextField) else 0) if value is None else value)
        return tuple(values)

    def _private_is(self, text: str) -> Any:
        """The condition on records with a private field of this text, among those that the account may edit."""
        names = self.resource.searched_whole
        if not names or not text.strip():
            return None
        found = reduce(or_, (self.model._meta.fields[name] == text.strip() for name in names))
        own = self.office.select(self.model, self.model.id).where(
            found, reach(self.office, self.model, self.resource.verb)
        )
        return self.model.id.in_(own)

    def _where(self, name: str, text: str) -> Any:
        test = self._said(name, text)
        if name in self.resource.private:  # who may not read it learns nothing by asking either
            test &= reach(self.office, self.model, self.resource.verb)
        return test

    def _said(self, name: str, text: str) -> Any:
        meta = self.resource.meta(name)
        column = self.model._meta.fields[name]
        if text == "":
            return column.is_null() | (column == "") if meta.kind != "integer" else column.is_null()
        if name == "stage":
            for stage in self.office.workflow(self.resource).stage if self.resource.workflow else ():
                if text in (stage.key, stage.name.zh, stage.name.en):
                    text = stage.key
            return column == text
        if name in ("uid", "version", "scope"):
            return column == text
        if meta.kind in ("text", "long"):
            return column.contains(text)
        if meta.kind in ("many", "nodes"):
            value = parse_value(self.office, meta, text)
            return column.contains(str(value[0]) if isinstance(value[0], int) else f'"{value[0]}"')
        return column == parse_value(self.office, meta, text)

    def _stage_tone(self, record: Record) -> str:
        if not self.resource.workflow:
            return ""
        return self.office.workflow(self.resource).stage_of(record.stage).tone
