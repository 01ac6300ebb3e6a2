"""New rows as columns: what is said of many rows, checked, completed and indexed field by field.

Whatever comes again and again (a unit, a choice, a limit) is worked out once. One row is a column of one.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.registry.find import units_seen
from gongkai.core.store.record import fresh_uids
from gongkai.core.text import all_clean, is_clean

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.resource import Resource

Columns = dict[str, list[Any]]
"""Every column of a table (without ``id``) to the stored values of some rows."""
_UNSAID = object()
_PLAIN = (str, tuple, type(None))  # values that are equal only to what means the same


def fresh(change: "Change", resource: "Resource", rows: Sequence[Mapping[str, Any]]) -> Columns:
    """The stored form of new rows, with what follows from their fields; each may carry its ``uid``.

    Raises:
        BadInput: a value does not fit, or a required one is missing; ``at`` says in which row.
    """
    data = _blank(change, resource, len(rows))
    for name in dict.fromkeys(chain.from_iterable(rows)):
        if name != "uid":
            said = [row.get(name, _UNSAID) for row in rows]
            data[name] = _stored(change, resource, name, said, data)
    made = fresh_uids()
    data["uid"] = [row.get("uid") or next(made) for row in rows]
    data["version"] = [1] * len(rows)
    initial = change.office.workflow(resource).initial if resource.workflow else ""
    data["stage"] = [stage or initial for stage in data["stage"]]
    if resource.prepare and resource.prepared_by:
        _alike(change, data, resource.prepare, resource.prepared_by)
    elif resource.prepare:
        data = each(change, data, resource.prepare, change.office)
    if resource.placed:
        scopes: dict[str | None, int] = {}
        for at, unit in enumerate(data["unit"]):
            if unit not in scopes:
                scopes[unit] = of_row(at, change.scope_of, resource, unit)
        data["scope"] = [scopes[unit] for unit in data["unit"]]
    for name, meta in resource.fields.items():
        if meta.required is True and not all(data[name]):
            lacking = next((at for at, value in enumerate(data[name]) if value in (None, "")), None)
            if lacking is not None:
                of_row(lacking, require_fields, resource, {name: None})
    return data


def each(change: "Change", data: Columns, hook: Callable[..., None], *args: Any) -> Columns:
    """Have a hook of the register see, and complete, the rows one by one: it gets ``args`` and the row."""
    rows = rows_of(data)
    change.office.hooked += 1
    try:
        for at, row in enumerate(rows):
            try:
                hook(*args, row)
            except GongkaiError as error:
                error.at = at
                raise
    finally:
        change.office.hooked -= 1
    return columns_of(rows)


class _Declared(dict[str, Any]):
    """The columns of a row that a hook said it needs; another one is an error and never silently empty."""

    def get(self, name: str, default: Any = None) -> Any:
        return self[name]


def _alike(change: "Change", data: Columns, prepare: Callable[..., None], names: Sequence[str]) -> None:
    """Complete rows by ``prepare``, which needs and fills the columns ``names`` alone; those that say the same once."""
    said = list(zip(*(data[name] for name in names), strict=True))
    known: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    change.office.hooked += 1
    try:
        for at, values in enumerate(said):
            if values not in known:
                row = _Declared(zip(names, values, strict=True))
                of_row(at, prepare, change.office, row)
                known[values] = tuple(row[name] for name in names)
    finally:
        change.office.hooked -= 1
    data.update(zip(names, map(list, zip(*(known[values] for values in said), strict=True)), strict=True))


def rows_of(data: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Columns as rows."""
    return [dict(zip(data, values, strict=True)) for values in zip(*data.values(), strict=True)]


def columns_of(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Rows that have the same columns, as columns."""
    return dict(zip(rows[0], map(list, zip(*(row.values() for row in rows), strict=True)), strict=True))


def require_fields(resource: "Resource", row: Mapping[str, Any]) -> None:
    """Refuse a row without one of the fields that every record has, among those that it says."""
    for name, meta in resource.fields.items():
        if meta.required is True and name in row and row[name] in (None, ""):
            raise BadInput(
                T(f"{resource.name.zh}缺少{meta.label.zh}。", f"{resource.name.en} lacks {meta.label.en}."),
                T(f"填写 {name}。", f"Fill in {name}."),
            )


def _blank(change: "Change", resource: "Resource", count: int) -> Columns:
    """New rows before anything is said of them: every column, defaults filled."""
    data: Columns = {f.column_name: [None] * count for f in resource.model._meta.sorted_fields if f.name != "id"}
    for name, f in resource.model._meta.fields.items():
        if f.default is not None and name != "id":
            data[name] = (
                [f.db_value(f.default()) for _ in range(count)]
                if callable(f.default)
                else [f.db_value(f.default)] * count
            )
    return data


def _stored(change: "Change", resource: "Resource", name: str, said: Sequence[Any], blank: Columns) -> list[Any]:
    """A column as it is kept, each different value read once; where a row says nothing, what it was before."""
    first = next(at for at, value in enumerate(said) if value is not _UNSAID)
    meta = of_row(first, change.field_to_write, resource, name)
    before, memory, text = blank[name], dict[Any, Any](), meta.kind in ("text", "long")
    if text and all(type(value) is str and value for value in said) and all_clean(said):
        return list(said)  # nearly every column of an import
    if meta.kind == "unit":
        memory |= {uid: uid for uid in units_seen(change.office, {value for value in said if type(value) is str})}
    found: list[Any] = []
    for at, value in enumerate(said):
        if text and type(value) is str and value and is_clean(value):
            found.append(value)
        elif value is _UNSAID:
            found.append(before[at])
        elif type(value) not in _PLAIN:
            found.append(of_row(at, change.stored, resource, name, meta, value))
        else:
            if value not in memory:
                memory[value] = of_row(at, change.stored, resource, name, meta, value)
            found.append(memory[value])
    return found


def of_row(at: int, work: Callable[..., Any], *args: Any) -> Any:
    """Do something for a row; what is refused says for which."""
    try:
        return work(*args)
    except GongkaiError as error:
        error.at = at
        raise
