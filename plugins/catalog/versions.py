"""A new version of a record that is public: it goes the same way while the old text stays, and then takes its place.

Publications and powers share this. ``replaces`` names the record that a version is to take the place of, ``series`` the first
version, ``revision`` counts them.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.store.record import columns, new_uid

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource
    from gongkai.core.store.record import Record

PUBLISHED, SUPERSEDED = "published", "superseded"


def numbered(row: dict[str, Any]) -> None:
    """A first version is its own series; called by a register's ``prepare``."""
    row["series"] = row["series"] or row["uid"]
    row["revision"] = row["revision"] or 1


def replaced(office: "Office", record: "Record") -> Any:
    """The version that is public until this one takes its place; None for a first one, or where it may not be seen."""
    row: Any = record
    if not row.replaces:
        return None
    model: Any = type(record)
    return office.first(office.select(model).where(model.uid == row.replaces))


def refuse_open(office: "Office", resource: "Resource", uid: str) -> None:
    """Refuse a step on a record while a new version of it is under way.

    Raises:
        BadInput: there is one; names it.
    """
    over = [stage.key for stage in office.workflow(resource).stage if stage.final or stage.key == PUBLISHED]
    found = office.inside.rows(
        f"SELECT uid FROM {{{resource.table}}} WHERE replaces = ? AND stage NOT IN ({', '.join('?' for _ in over)})",
        (uid, *over),
    )
    if found:
        raise BadInput(
            T(f"已有一份更新稿（{found[0][0]}）在办。", f"A new version ({found[0][0]}) is under way already."),
            T("先办完或删除那一份。", "Finish or delete that one first."),
        )


def begin(
    change: "Change", resource: "Resource", row: Mapping[str, Any], carried: Iterable[str], parts: Mapping[str, str]
) -> dict[str, Any]:
    """Write the draft of the next version of a row and give it; the row itself is left as it is.

    Args:
        carried: columns that the new version takes over; all others begin empty.
        parts: registers whose records belong to it, with the field that refers to it; they are copied.

    Raises:
        BadInput: a version is under way already.
    """
    refuse_open(change.office, resource, row["uid"])
    fresh: dict[str, Any] = dict.fromkeys(columns(resource.model)) | {name: row[name] for name in carried}
    fresh |= {
        "uid": new_uid(), "stage": change.office.workflow(resource).initial, "version": 1, "replaces": row["uid"],
        "series": row["series"], "revision": (row["revision"] or 1) + 1,
    }  # fmt: skip
    change.insert_rows(resource, [fresh])
    for key, field in parts.items():
        part = change.office.resource(key)
        names = columns(part.model)
        found = change.office.inside.rows(
            f"SELECT {', '.join(names)} FROM {{{part.table}}} WHERE {field} = ? ORDER BY id", (row["uid"],)
        )
        copies = [dict(zip(names, values, strict=True)) for values in found]
        change.insert_rows(part, [copy | {"uid": new_uid(), "version": 1, field: fresh["uid"]} for copy in copies])
    return fresh


def supersede(change: "Change", resource: "Resource", row: Mapping[str, Any], **ended: Any) -> str:
    """The version before ends when this one is public; gives its uid, empty when there was none that still is.

    Args:
        ended: further columns that the old row gets.
    """
    if not row["replaces"]:
        return ""
    old = change.current(resource, row["replaces"])
    if old["stage"] != PUBLISHED:
        return ""
    change.put_row(resource, old, {"stage": SUPERSEDED, **ended}, "update")
    return str(old["uid"])


def vet_part(office: "Office", register: str, field: str, *rows: Mapping[str, Any] | None) -> None:
    """Refuse to write a part (a step, a file) of a record that may not be changed now.

    Args:
        register: of the records that own the part; ``field`` refers to one of them.
        rows: the part before and after.

    Raises:
        BadInput: says in which stage its owner is.
    """
    if office.actor == SYSTEM:
        return
    resource = office.resource(register)
    flow = office.workflow(resource)
    for owner in {row[field] for row in rows if row}:
        for stage, title in office.rows(
            f"SELECT stage, {resource.title} FROM {{{resource.table}}} WHERE uid = ?", (owner,)
        ):
            if not flow.may_edit(stage):
                name = flow.stage_of(stage).name
                raise BadInput(
                    T(f"“{title}”在“{name.zh}”阶段，不能改它的内容。", f"“{title}” is in stage “{name.en}” and cannot be changed."),
                    T("先退回，或起草新的一版。", "Send it back first, or begin a new version."),
                )  # fmt: skip
