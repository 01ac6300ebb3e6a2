"""Units and divisions by what a person types, as items of a list: short reads of one page each."""

from typing import TYPE_CHECKING

from gongkai.core.codes import Level, format_code
from gongkai.core.i18n import T, same
from gongkai.core.register import Query
from gongkai.core.registry.find import children, find_divisions, find_units
from gongkai.core.registry.models import Division, Unit
from gongkai.tui.screens.pick import Item

if TYPE_CHECKING:
    from gongkai.core.office import Office

FOUND = 50


def units_found(office: "Office", text: str, limit: int = FOUND) -> list[Unit]:
    """Units whose id, name or initials fit, then those that full-text search finds (教育局 by ``jyj``)."""
    found: list[Unit] = list(find_units(office, text, limit))
    known = {unit.uid for unit in found}
    if len(found) < limit:
        for row in office.register("unit").page(Query(search=text), limit=limit):
            if row.uid not in known and len(found) < limit:
                found.append(row.record)
    return found


def unit_items(office: "Office", text: str, limit: int = FOUND) -> list[Item]:
    """Units to choose from; the first ones in order of place when nothing is typed."""
    if text.strip():
        found = units_found(office, text, limit)
    else:
        found = office.store.fetch(office.select(Unit).order_by(Unit.scope, Unit.id).limit(limit))
    return [Item(unit.uid, str(unit.name), office.place_name(unit.scope)) for unit in found]


def place_items(office: "Office", text: str, limit: int = FOUND) -> list[Item]:
    """Divisions to choose from; those right below the office when nothing is typed."""
    if text.strip():
        found = find_divisions(office, text, limit=limit)
    else:
        found = children(office, office.scope or None, limit=limit)
    return [
        Item(format_code(int(d.code)), str(d.name), level_name(d) + same(f" {format_code(int(d.code))}")) for d in found
    ]


def level_name(division: Division) -> T:
    """A division's level in words."""
    try:
        return Level(int(division.level)).label
    except ValueError:
        return T(str(division.level), str(division.level))
