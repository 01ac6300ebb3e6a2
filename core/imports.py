"""Sheets into registers: plan first, then apply.

The plan says row by row what would be new, what would change (old → new), what is the same and what is wrong;
nothing is written. Applying it is one transaction: all or nothing.

A sheet is worked through by columns: each different cell of a column is read once, all units are looked up together, and
the records that rows may mean are read by some hundreds.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput, Conflict, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.core.registry.find import units_named
from gongkai.core.registry.labels import unit_labels
from gongkai.core.resource import parse_value, show_value
from gongkai.core.store.bulk import without_collector
from gongkai.core.store.fields import Meta
from gongkai.core.store.record import Record, columns, from_row
from gongkai.core.tables.remarks import heading_forms
from gongkai.core.text import nearest

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

CHUNK = 500
UID = re.compile(r"[0-9a-z][0-9a-z.-]{0,79}")
PASSED_OVER = ("version", "unit_name", "stage", "scope", "id")


@dataclass(frozen=True)
class Fault:
    """A row that cannot be taken: its number in the sheet, the column, and what is wrong."""

    row: int
    column: str
    what: T
    sheet: str = ""

    def __str__(self) -> str:
        where = T(f" {self.column}", f", {self.column}") if self.column else T("", "")
        sheet = T(f"“{self.sheet}”", f"“{self.sheet}”, ") if self.sheet else T("", "")
        return str(
            T(
                f"{sheet.zh}第 {self.row} 行{where.zh}：{self.what.zh}",
                f"{sheet.en}row {self.row}{where.en}: {self.what.en}",
            )
        )


@dataclass(frozen=True)
class Edit:
    """A row that changes a record: field to (old, new) as a person reads them."""

    row: int
    record: Record
    values: dict[str, Any]
    shown: dict[str, tuple[str, str]]


@dataclass
class Plan:
    """What an import would do.

    Attributes:
        passed_over: headings of columns that only the system fills.
        names: the fields that the sheet has columns for.
    """

    register: str
    new: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    changed: list[Edit] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def summary(self) -> T:
        """The plan in one line."""
        return T(
            f"新增 {len(self.new)}，修改 {len(self.changed)}，不变 {self.same}，有误 {len(self.faults)}。",
            f"{len(self.new)} new, {len(self.changed)} changed, {self.same} the same, {len(self.faults)} wrong.",
        )


def plan(register: Register, columns: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]]) -> Plan:
    """Compare a sheet with the register.

    Args:
        columns: the sheet's headings: field names, or labels in either language.
        rows: row number in the sheet, and its cells.

    Raises:
        BadInput: a heading is not known, or needed ones are missing.
    """
    resource = register.resource
    names, passed = _headings(register, columns)
    made = Plan(resource.key, passed_over=passed, names=[name for name in names if name])
    read = _read(register, names, rows, made)
    known = _Known(register, made.names, read)
    seen: dict[tuple[Any, ...], int] = {}
    for number, values in read:
        uid = values.pop("uid", None)
        key = ("uid", uid) if uid else known.key(values)
        if any(part is not None for part in key):
            if key in seen:
                made.faults.append(
                    Fault(
                        number,
                        "",
                        T(f"与第 {seen[key]} 行是同一条。", f"the same record as row {seen[key]}."),
                    )
                )
                continue
            seen[key] = number
        row = known.by_uid.get(uid) if uid else known.row(key)
        if row is None and not uid and known.several(key):
            what = T(
                f"这样的记录有 {known.several(key)} 条，无法确定是哪一条；请带上编号（uid）或{known.apart.zh}列。",
                f"{known.several(key)} records are so called; keep the id (uid) or {known.apart.en} in the sheet.",
            )
            made.faults.append(Fault(number, "", what))
        elif row is None and uid and not resource.natural:
            made.faults.append(Fault(number, "uid", T(f"没有编号 {uid}。", f"there is no record {uid}.")))
        elif row is None:
            _plan_new(register, number, uid, values, made)
        elif edit := edit_of(register, number, row, values):
            made.changed.append(edit)
        else:
            made.same += 1
    return made


def apply(register: Register, made: Plan, reason: str = "") -> int:
    """Do what the plan says, in one transaction; gives the number of records written.

    Raises:
        BadInput: the plan holds faulty rows.
    """
    if made.faults:
        raise BadInput(
            T(
                f"有 {len(made.faults)} 行有误，什么都没有写入。",
                f"{len(made.faults)} rows are wrong; nothing was written.",
            ),
            T(f"先改正：{made.faults[0]}", f"Mend them first: {made.faults[0]}"),
        )
    words = reason or str(T("导入表格", "import"))
    with register.office.change(words) as change:
        # looked up again inside the transaction: another import may have brought the same rows meanwhile
        there = _Known(register, made.names, made.new)
        for number, values in made.new:
            if values.get("uid") in there.by_uid or there.holds(there.key(values)):
                raise just_added(number)
        write(change, register, made)
        return change.count


def just_added(number: int) -> Conflict:
    """The refusal of a row that somebody else brought between the plan and the writing of it."""
    return Conflict(
        T(
            f"第 {number} 行刚被别人加入，什么都没有写入。",
            f"Row {number} has just been added by somebody else; nothing was written.",
        ),
        T("重新导入，再看一次计划。", "Import again and look at the new plan."),
    )


def row_words(number: int) -> T:
    """Where a row stands, as the beginning of a sentence."""
    return T("第 {row} 行：", "row {row}: ").format(row=number)


def write(change: "Change", register: Register, made: Plan, where: Callable[[int], T] = row_words) -> None:
    """The good rows of a plan, in a change that is open; what the door refuses is said with the place of its row."""
    with without_collector():
        with _saying(where, [number for number, _ in made.new]):
            change.insert_many(register.resource, [values for _, values in made.new])
        with _saying(where, [edit.row for edit in made.changed]):
            change.update_many(register.resource, ((edit.record, edit.values) for edit in made.changed))


@contextmanager
def _saying(where: Callable[[int], T], numbers: Sequence[int]) -> Iterator[None]:
    """Put the place in the sheet before a refusal of one of many rows."""
    try:
        yield
    except GongkaiError as error:
        if error.at is not None:
            error.message = where(numbers[error.at]) + error.message
        raise


def _headings(register: Register, columns: Sequence[str]) -> tuple[list[str | None], list[str]]:
    resource = register.resource
    computed = {c.key for c in resource.computed} | {w for c in resource.computed for w in (c.label.zh, c.label.en)}
    by_label = {"uid": "uid", "编号": "uid"}  # zh-data
    for field_name, meta in resource.fields.items():
        for label in (meta.label.zh, meta.label.en.lower()):
            by_label[label] = field_name
    by_label |= {name: name for name in resource.fields}  # a field's own name stands above another's label
    by_label = {**resource.aliases, **by_label}
    names: list[str | None] = []
    passed = []
    for column in columns:
        word = column.strip()
        forms = heading_forms(word, measures=True)
        name = next((found for form in forms if (found := by_label.get(form) or by_label.get(form.lower()))), None)
        passing = (*PASSED_OVER, *computed, "阶段", "Stage")  # zh-data
        if name is None and not set(passing).isdisjoint(forms):
            passed.append(word)
        elif name is None:
            near = nearest(word, [k for k in by_label if k])
            raise BadInput(
                T(f"表头“{word}”对不上任何字段。", f"The heading “{word}” is no field."),
                T(f"最接近的是“{near[0]}”。", f"The nearest is “{near[0]}”.") if near
                else T(f"可用的有：{'、'.join(str(m.label.zh) for m in resource.fields.values())}。",
                       f"Known ones: {', '.join(m.label.en for m in resource.fields.values())}."),
            )  # fmt: skip
        elif name is not None and name != "uid" and resource.fields[name].system:
            passed.append(word)
            name = None
        if name is not None and name in names:
            raise BadInput(
                T(f"表头“{word}”重复。", f"The heading “{word}” stands twice."),
                T("删去其中一列。", "Delete one column."),
            )
        names.append(name)
    if not any(names):
        raise BadInput(
            T("表里没有可用的列。", "The sheet has no usable column."),
            T("先导出一份，按它的表头填写。", "Export a sheet first and keep its headings."),
        )
    return names, passed


def _read(
    register: Register, names: Sequence[str | None], rows: Iterable[tuple[int, Sequence[Any]]], made: Plan
) -> list[tuple[int, dict[str, Any]]]:
    """Cells as values, column by column; rows with a cell that does not fit become faults, blank rows nothing."""
    lines = list(rows)
    read: list[dict[str, Any]] = [{} for _ in lines]
    wrong: dict[int, list[Fault]] = {}
    for at, name in enumerate(names):
        if name is None:
            continue
        cells = [row[at] if at < len(row) else None for _, row in lines]
        if name == "uid":
            for values, cell in zip(read, cells, strict=True):
                values["uid"] = str(cell).strip() if cell not in (None, "") else None
            continue
        meta = register.resource.fields[name]
        for number, value in enumerate(parsed(register.office, meta, cells)):
            if isinstance(value, GongkaiError):
                what = value.message + (value.hint or T("", ""))
                wrong.setdefault(number, []).append(Fault(lines[number][0], str(meta.label), what))
            else:
                read[number][name] = value
    made.faults += [fault for number in sorted(wrong) for fault in wrong[number]]
    return [
        (line[0], values)
        for number, (line, values) in enumerate(zip(lines, read, strict=True))
        if number not in wrong and any(value not in (None, "", ()) for value in values.values())
    ]


def parsed(office: "Office", meta: Meta, cells: Sequence[Any]) -> list[Any]:
    """A column as the values that a field keeps, each different cell read once; an error stands where one does not fit."""
    memory: dict[Any, Any] = {}
    if meta.kind == "unit":
        memory |= units_named(office, {cell for cell in cells if isinstance(cell, str)})
    found: list[Any] = []
    for cell in cells:
        key = cell if type(cell) is str or cell is None else (type(cell), str(cell))
        if key not in memory:
            try:
                memory[key] = parse_value(office, meta, cell)
            except GongkaiError as error:
                memory[key] = error
        found.append(memory[key])
    return found


def _stored(register: Register, values: Mapping[str, Any], name: str) -> Any:
    return register.model._meta.fields[name].db_value(values.get(name)) if name in values else None


class _Known:
    """Stored rows that the rows of a sheet may mean, by uid and by the fields that find a row again without one.

    A field of ``Resource.apart`` counts among these where the sheet has a column for it. A row whose own words find none
    is still the only stored one of its natural key, if the sheet has no other row of that key.
    """

    def __init__(self, register: Register, names: Sequence[str], read: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        resource = register.resource
        self.register, self.natural = register, tuple(resource.natural)
        self.names = (*self.natural, *(name for name in resource.apart if name in names))
        labels = [resource.fields[name].label for name in resource.apart]
        self.apart = T("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))  # zh-data
        uids = [values["uid"] for _, values in read if values.get("uid")]
        self.by_uid: dict[str, dict[str, Any]] = {row["uid"]: row for row in stored(register, "uid", uids)}
        self._exact: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        self._short: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        self._said: Counter[tuple[Any, ...]] = Counter()
        if self.natural:
            keys = [self.key(values) for _, values in read if not values.get("uid")]
            self._said.update(key[: len(self.natural)] for key in keys)
            for row in stored(register, self.natural[0], sorted({key[0] for key in keys} - {None}, key=str)):
                self._exact.setdefault(tuple(_kept(row[name]) for name in self.names), []).append(row)
                self._short.setdefault(tuple(_kept(row[name]) for name in self.natural), []).append(row)
            for found in (self._exact, self._short):
                found.update({key: _newest(rows) for key, rows in found.items() if len(rows) > 1})

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """What a row is found by."""
        return tuple(_kept(_stored(self.register, values, name)) for name in self.names)

    def row(self, key: tuple[Any, ...]) -> dict[str, Any] | None:
        """The stored row that is meant; None when there is none, or when several may be."""
        exact = self._exact.get(key, ())
        if exact:
            return exact[0] if len(exact) == 1 else None
        short = key[: len(self.natural)]
        found = self._short.get(short, ())
        return found[0] if len(found) == 1 and self._said[short] == 1 else None

    def holds(self, key: tuple[Any, ...]) -> bool:
        """Whether a stored row says just this."""
        return key in self._exact

    def several(self, key: tuple[Any, ...]) -> int:
        """How many stored rows a key fits, where it fits more than one."""
        found = len(self._exact.get(key, ()))
        return found if found > 1 else 0


def _newest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the rows that a newer version among them takes the place of (its column ``replaces``)."""
    replaced = {row.get("replaces") for row in rows}
    return [row for row in rows if row["uid"] not in replaced]


def stored(register: Register, name: str, values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The rows, as the store keeps them, in which a column has one of some values, as far as the account may see them."""
    names, wanted = columns(register.model), list(dict.fromkeys(values))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        statement = f"SELECT {', '.join(names)} FROM {{{register.resource.table}}} WHERE {name} IN ({marks})"
        for row in register.office.rows(statement, part):
            yield dict(zip(names, row, strict=True))


def _plan_new(register: Register, number: int, uid: str | None, values: dict[str, Any], made: Plan) -> None:
    resource = register.resource
    for name, meta in resource.fields.items():
        if meta.required is True and not meta.system and values.get(name) in (None, "", ()):
            made.faults.append(Fault(number, str(meta.label), T("必填。", "required.")))
            return
    if resource.placed and not values.get("unit"):
        made.faults.append(Fault(number, str(resource.fields["unit"].label), T("必填。", "required.")))
        return
    if uid and not UID.fullmatch(uid):
        made.faults.append(
            Fault(
                number,
                "uid",
                T("编号只能用小写字母、数字、点和连字符。", "an id has lower-case letters, digits, dots and hyphens."),
            )
        )
        return
    made.new.append((number, {**values, "uid": uid} if uid else values))


def _kept(value: Any) -> Any:
    """A stored value with every way of being empty made one; zero is not empty."""
    return None if value in ("", "[]", ()) else value


def edit_of(register: Register, number: int, row: Mapping[str, Any], values: Mapping[str, Any]) -> Edit | None:
    """What a row of a sheet changes in a stored row; None when nothing."""
    resource, fields = register.resource, register.model._meta.fields
    changed, shown = {}, {}
    for name, value in values.items():
        new, old = _kept(fields[name].db_value(value)), _kept(row[name])
        if new != old:
            meta = resource.fields[name]
            changed[name] = value
            was = fields[name].python_value(row[name])
            shown[name] = (show_value(register.office, meta, was), show_value(register.office, meta, value))
    return Edit(number, from_row(register.model, row), changed, shown) if changed else None


def sheet_of(register: Register, records: Iterable[Record]) -> tuple[list[str], Iterable[list[Any]]]:
    """Headings and rows for an export that can be imported again: labels on top, keys as words."""
    resource = register.resource
    names = [n for n in resource.fields if n != "unit" or resource.placed]
    headings = ["uid", *(str(resource.fields[n].label) for n in names)]

    def lines() -> Iterable[list[Any]]:
        batch: list[Record] = []
        for record in records:
            batch.append(record)
            if len(batch) == CHUNK:
                yield from _lines(register, names, batch)
                batch = []
        yield from _lines(register, names, batch)

    return headings, lines()


def _lines(register: Register, names: Sequence[str], batch: Sequence[Record]) -> Iterable[list[Any]]:
    office, fields = register.office, register.resource.fields
    units = {getattr(r, n) for r in batch for n in names if fields[n].kind == "unit" and getattr(r, n)}
    known = unit_labels(office, units) if units else {}
    for record in batch:
        line: list[Any] = [record.uid]
        for name in names:
            meta, value = fields[name], getattr(record, name)
            if meta.kind in ("integer", "date") or meta.show is not None:
                line.append(value)
            elif meta.kind == "place":
                line.append(None if value is None else _code(value))
            elif meta.kind == "unit":
                line.append(known.get(value, value))
            else:
                line.append(show_value(office, meta, value))
        yield line


def _code(scope: int) -> str:
    from gongkai.core.codes import format_code

    return format_code(scope)
