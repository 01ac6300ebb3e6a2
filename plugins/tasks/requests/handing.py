"""A request goes to another unit, whole or in parts. Who asks goes along, and the clock runs on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.tasks.requests.flow import next_number
from gongkai.plugins.tasks.requests.models import Applicant, Request

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change

OWN = ("split_to", "repeats", "drafted_by", "reply_no", "note")
"""What a part does not take over from the whole."""


def take_along(change: "Change", row: Mapping[str, Any]) -> None:
    """After a request was moved: its applicant in the new unit's own register, and all that belongs to it."""
    office = change.office
    resource = office.resource("request")
    applicant = applicant_at(change, row["applicant"], row["unit"])
    change.put_row(resource, change.current(resource, row["uid"]), {"applicant": applicant}, "update")
    for key in ("consult", "request_notice", "remedy"):
        part = office.resource(key)
        rows = office.inside.rows(f"SELECT uid FROM {{{part.table}}} WHERE request = ? ORDER BY id", (row["uid"],))
        for (uid,) in rows:
            change.put_row(part, change.current(part, uid), {"unit": row["unit"]}, "update")


def applicant_at(change: "Change", uid: str, unit: str) -> str:
    """The applicant in a unit's own register, copied there when needed; the first unit keeps its own."""
    office = change.office
    resource = office.resource("applicant")
    old = change.current(resource, uid)
    made = derived_uid("applicant", uid, unit)
    if old["unit"] == unit:
        return uid
    if office.inside.rows("SELECT 1 FROM {applicant} WHERE uid = ?", (made,)):
        return made
    row = {name: old[name] for name in columns(Applicant)}
    change.insert_rows(
        resource, [{**row, "uid": made, "unit": unit, "scope": office.unit_scope(unit), "version": 1}]
    )  # fmt: skip
    return made


def split(change: "Change", whole: Mapping[str, Any]) -> None:
    """Parts of a request for the units named in ``split_to``, each with a clock of its own that began with the whole.

    The request itself stays with its unit as the leading part. Each part is answered and counted by its own unit.

    Raises:
        BadInput: a place instead of a unit, or the request's own unit.
        NotAllowed: no right to assign at one of the units.
    """
    for unit in Request.split_to.python_value(whole["split_to"]):
        if isinstance(unit, int):
            raise BadInput(
                T(f"{change.office.place_name(unit)}是区划，不是单位。", f"{change.office.place_name(unit)} is a place, not a unit."),
                T("写单位的名称或编号。", "Name the unit."),
            )  # fmt: skip
        _part(change, whole, unit)


def _part(change: "Change", whole: Mapping[str, Any], unit: str) -> None:
    office = change.office
    uid = derived_uid("request", whole["uid"], unit)
    if unit == whole["unit"]:
        name = office.unit_name(unit)
        raise BadInput(
            T(f"{name}就是承办单位。", f"{name} handles the request itself."),
            T("只写另外的单位。", "Name the other units only."),
        )
    if office.inside.rows("SELECT 1 FROM {request} WHERE uid = ?", (uid,)):
        return  # a split before this one
    scope = office.unit_scope(unit)
    require(office, "assign", scope, unit)
    resource = office.resource("request")
    made = {
        **whole, "uid": uid, "unit": unit, "scope": scope, "version": 1, "part_of": whole["uid"],
        "number": next_number(office, unit, whole["sent_on"][:4]),
        "applicant": applicant_at(change, whole["applicant"], unit), **dict.fromkeys(OWN),
    }  # fmt: skip
    change.insert_rows(resource, [made])
