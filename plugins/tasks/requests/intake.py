"""Taking a request: who asks and what for, entered by one change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.tasks.requests.models import Applicant

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def receive(office: "Office", values: Mapping[str, Any]) -> Any:
    """Enter a request with its applicant and give the request; an applicant who is known already is used again.

    Args:
        values: fields of the request and of the applicant in one mapping (``title``, ``manner``, ``sent_on``, ``name``,
            ``id_no``, ``phone`` …), and ``unit``, which takes the request.

    Raises:
        BadInput: a field that neither has, a value that does not fit, or no unit.
        NotAllowed: no right to enter requests, or to see applicants, at the unit.
    """
    person, request = office.resource("applicant"), office.resource("request")
    own = {name: values[name] for name in values if name in person.editable and name != "unit"}
    rest = {name: values[name] for name in values if name not in own and name != "unit"}
    for name in rest:
        request.meta(name)  # refuses a field that neither has, and names the nearest
    unit = str(values.get("unit") or "")
    if not unit:
        raise BadInput(T("没有指明受理单位。", "No unit takes it."), T("写 unit=单位。", "Say unit=UNIT."))
    uid = office.unit(unit).uid
    with office.change(str(T("登记申请", "request received")), "REG-31") as change:
        if not rest.get("applicant"):
            rest["applicant"] = _applicant(change, uid, own)
        made = change.create("request", unit=uid, **rest)
    return office.register("request").get(made.uid)


def _applicant(change: "Change", unit: str, values: Mapping[str, Any]) -> str:
    """The uid of the applicant: who proved the same identity to the unit before, else a new one."""
    office = change.office
    if values.get("id_no") and values.get("name"):
        known = office.first(
            office.select(Applicant).where(
                (Applicant.unit == unit) & (Applicant.id_no == values["id_no"]) & (Applicant.name == values["name"])
            )
        )
        if known is not None:
            change.update(known, **values)
            return str(known.uid)
    return str(change.create("applicant", unit=unit, **values).uid)
