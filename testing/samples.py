"""Records of any register, made from what its fields say of themselves."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource
    from gongkai.core.store.fields import Meta


def values(office: "Office", resource: "Resource", unit: str, number: int = 1, text: str = "") -> dict[str, Any]:
    """Values for every field that must be filled; texts are ``text`` where one is given."""
    given: dict[str, Any] = {"unit": unit} if resource.placed else {}
    for name, meta in resource.fields.items():
        if meta.system or name == "unit":
            continue
        if meta.required or (text and meta.kind in ("text", "long")) or name in resource.natural:
            value = _value(office, meta, number, text)
            if value is not None:
                given[name] = value
    return given


def _value(office: "Office", meta: "Meta", number: int, text: str) -> Any:
    from gongkai.core.resource import choices_of

    if meta.kind in ("text", "long"):
        return text or f"{meta.label.zh}{number}"
    if meta.kind in ("choice", "many"):
        pairs = choices_of(office, meta)
        return pairs[0][0] if pairs else None
    if meta.kind == "date":
        return office.today.isoformat()
    if meta.kind in ("integer", "decimal"):
        return str(number)
    if meta.kind == "flag":
        return "yes"
    if meta.kind == "place":
        return office.settings.division
    if meta.kind == "unit":
        return office.rows("SELECT uid FROM {unit} ORDER BY id LIMIT 1")[0][0]
    if meta.kind == "ref":
        rows = office.register(meta.ref).page(limit=1)
        return rows[0].uid if rows else None
    return None


def fill(office: "Office", plugin: str, units: list[str], text: str = "") -> Iterator[tuple[str, str]]:
    """Add a record of each of a plugin's registers to each unit, where people may add them; gives (register, uid).

    A register that takes no made-up record is passed over: what its plugin's ``gongkai_demo`` adds stands for it.
    """
    for resource in office.resources.values():
        if resource.plugin != plugin or not resource.by_hand:
            continue
        for number, unit in enumerate(units, 1):
            try:
                with office.change(str(T("样例", "sample"))) as change:
                    made = change.create(resource, **values(office, resource, unit, number, text))
            except GongkaiError:
                continue
            yield resource.key, made.uid
