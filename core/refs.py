"""Records that people know by a name of their own: an account is typed and shown by its name, and kept by its uid.

That holds for every register whose one natural field is also its title; records of other registers are known by id.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import nearest

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

CHUNK = 500
SOME = 200  # names looked through for the nearest one


def _known_by_name(office: "Office", register: str) -> "Resource | None":
    from gongkai.core.office import core_resource

    resource = core_resource(register) or office.resources.get(register)
    return resource if resource is not None and tuple(resource.natural) == (resource.title,) else None


def uid_meant(office: "Office", register: str, text: str) -> str:
    """The uid of the record that a name or a uid means; what is no name of a record is taken as a uid.

    Raises:
        BadInput: the register knows its records by name, and there is none of this name or uid.
    """
    resource = _known_by_name(office, register)
    if resource is None:
        return text
    table, title = resource.table, resource.title
    rows = office.store.sql(f"SELECT uid FROM {table} WHERE {title} = ?", (text,))
    rows = rows or office.store.sql(f"SELECT uid FROM {table} WHERE uid = ?", (text,))
    if rows:
        return str(rows[0][0])
    known = [row[0] for row in office.store.sql(f"SELECT {title} FROM {table} ORDER BY {title} LIMIT {SOME}")]
    near = nearest(text, known)
    raise BadInput(
        T(f"没有{resource.name.zh} {text[:40]}。", f"There is no {resource.name.en.lower()} {text[:40]}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T(f"用 gongkai {register} list 查看。", f"See gongkai {register} list."),
    )  # fmt: skip


def names_of(office: "Office", register: str, uids: Iterable[str]) -> dict[str, str]:
    """Names of several records in one query, remembered by the office; those that have none are left out."""
    resource, remembered = _known_by_name(office, register), office.ref_names
    wanted = list(dict.fromkeys(uids))
    missing = [uid for uid in wanted if (register, uid) not in remembered] if resource else []
    for start in range(0, len(missing), CHUNK):
        part = missing[start : start + CHUNK]
        assert resource is not None
        marks = ", ".join("?" for _ in part)
        statement = f"SELECT uid, {resource.title} FROM {resource.table} WHERE uid IN ({marks})"
        remembered.update(dict.fromkeys(((register, uid) for uid in part), ""))
        remembered.update(((register, uid), name) for uid, name in office.store.sql(statement, part))
    return {uid: name for uid in wanted if (name := remembered.get((register, uid)))}


def name_of(office: "Office", register: str, uid: str) -> str:
    """The record's name; its uid when it has none or is not there."""
    return names_of(office, register, [uid]).get(uid, uid)
