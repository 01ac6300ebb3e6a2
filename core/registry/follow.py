"""What follows when a unit is written by the door: its records go with it, the past stays right, no record is lost.

An edit by hand is a correction: what stood there before was never valid, and is kept as such. What really changed on
a day (a new name, another place) is an act; see ``gongkai.core.registry.apply``.
"""

from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.ledger.shifts import follow
from gongkai.core.ledger.undo import REORGANISED

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

CHUNK = 2000


def follow_unit(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    """The hook of the register of units.

    Raises:
        BadInput: records still belong to the unit that is deleted.
    """
    from gongkai.core.registry.terms import TRACKED, correct_unit, drop_unit

    by_act = action.startswith(REORGANISED)
    if new is None:
        if old is not None and not by_act:
            _nothing_left(change, old)
            drop_unit(change, old["uid"])
        return
    if old is None:
        return
    if not by_act and any(old[name] not in (None, "") and old[name] != new[name] for name in TRACKED):
        correct_unit(change, old, change.office.today.isoformat())
    if old["scope"] != new["scope"]:
        follow(change, new["uid"], old["scope"], new["scope"])
    if old["scope"] != new["scope"] or old["name"] != new["name"]:
        change.office.forget()
        if not by_act:  # an act does it once, when every name is settled
            for resource in change.office.resources.values():
                if resource.placed and resource.searched:
                    reindex(change, resource, "unit = ?", (new["uid"],))


def reindex(change: "Change", resource: "Resource", where: str, params: tuple[Any, ...]) -> None:
    """Have the search index of some rows written anew."""
    names = [f.column_name for f in resource.model._meta.sorted_fields]
    last = 0
    while rows := change.store.sql(
        f"SELECT {', '.join(names)} FROM {resource.table} WHERE ({where}) AND id > ? ORDER BY id LIMIT {CHUNK}",
        (*params, last),
    ):
        change.reindex(resource, [dict(zip(names, row, strict=True)) for row in rows])
        last = rows[-1][names.index("id")]


def _nothing_left(change: "Change", old: dict[str, Any]) -> None:
    for resource, name in pointing(change.office):
        where = f"{name} = ?" + (" AND state <> 'never'" if resource.key == "term" else "")
        rows = change.store.sql(f"SELECT uid FROM {resource.table} WHERE {where} LIMIT 1", (old["uid"],))
        if rows:
            raise BadInput(
                T(f"“{old['name']}”还有{resource.name.zh}（{rows[0][0]}），不能删除。",
                  f"“{old['name']}” still has records ({resource.name.en} {rows[0][0]}) and cannot be deleted."),
                T("撤销的单位用机构改革处理（gongkai act），记录留在原单位。",
                  "A unit that ended is abolished by an act (gongkai act); its records stay with it."),
            )  # fmt: skip


def pointing(office: "Office") -> list[tuple["Resource", str]]:
    """Every register and field that holds a unit, but for the unit's own row."""
    return [
        (resource, name)
        for resource in office.resources.values()
        for name, meta in resource.fields.items()
        if meta.kind == "unit" or (meta.kind == "ref" and meta.ref == "unit")
    ]
