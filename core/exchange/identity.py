"""Who this deployment is: its row among the deployments, and the stream that its store may send.

A store that is copied, or brought back from a backup, is noticed by where it lies: it gets an identity of its own and
the next epoch before anything is sent, so that two copies never go on with one stream.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.exchange.models import ACTIVE, DEPLOYMENTS, SELF
from gongkai.core.i18n import T
from gongkai.core.store.engine import Store, sqlite_path
from gongkai.core.store.record import columns, new_uid

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

Row = dict[str, Any]


def where_it_lies(store: Store) -> str:
    """What tells a store from its copies: device and number of the file, or the server's own name and the schema's."""
    if store.kind == "sqlite":
        held = Path(sqlite_path(store.url)).stat()
        return f"{held.st_dev}:{held.st_ino}"
    rows = store.sql(
        "SELECT c.system_identifier, n.oid FROM pg_control_system() c, pg_namespace n WHERE n.nspname = current_schema()"
    )
    return f"{rows[0][0]}:{rows[0][1]}"


def ensure_self(change: "Change") -> Row:
    """This deployment's own row, made when there is none, with a new stream when the store is a copy."""
    bound = where_it_lies(change.store)
    rows = change.store.sql("SELECT uid FROM deployment WHERE relation = ?", (SELF,))
    if not rows:
        office = change.office
        return add(
            change, DEPLOYMENTS, new_uid(), name=office.title, relation=SELF, division=office.scope, state=ACTIVE,
            store_id=new_uid(), epoch=1, bound=bound,
        )  # fmt: skip
    old = change.current(DEPLOYMENTS, rows[0][0])
    if old["bound"] == bound:
        return old
    return put(change, DEPLOYMENTS, old, store_id=new_uid(), epoch=old["epoch"] + 1, bound=bound)


def keep_stream(office: "Office", store: Store) -> None:
    """Let a store that takes the place of the office's go on with its stream: it is no copy beside it, but the same moved."""
    found = office.store.sql("SELECT bound FROM deployment WHERE relation = ?", (SELF,))
    if not found or found[0][0] != where_it_lies(office.store):
        return  # exchanges with nobody, or was a copy already
    other = office.stored_in(store)
    with other.change(str(T("存储已迁移", "the store was moved"))) as change:
        own = store.sql("SELECT uid FROM deployment WHERE relation = ?", (SELF,))[0][0]
        put(change, DEPLOYMENTS, change.current(DEPLOYMENTS, own), bound=where_it_lies(store))


def add(change: "Change", resource: "Resource", uid: str, **values: Any) -> Row:
    """A new row of a register that only exchange writes."""
    row = dict.fromkeys(columns(resource.model)) | {"uid": uid, "stage": "", "version": 1} | values
    if resource.prepare:
        resource.prepare(change.office, row)
    change.insert_rows(resource, [row])
    return row


def put(change: "Change", resource: "Resource", old: Row, **values: Any) -> Row:
    """Set columns of such a row; gives it as it is now."""
    change.put_row(resource, old, values, "update")
    return change.current(resource, old["uid"])


def rows(office: "Office", where: str, *params: Any) -> list[Row]:
    """Deployments that a condition finds, as stored rows in the order of their names."""
    names = columns(DEPLOYMENTS.model)
    found = office.store.sql(f"SELECT {', '.join(names)} FROM deployment WHERE {where} ORDER BY name, uid", params)
    return [dict(zip(names, values, strict=True)) for values in found]
