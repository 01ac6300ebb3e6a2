"""Units and divisions by what a person types, as items of a list: short reads of one page each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongkai.core.codes import Level, format_code
from gongkai.core.i18n import T, same
from gongkai.core.register import Query
from gongkai.core.registry.find import Place, children, find_divisions, find_units
from gongkai.core.registry.models import Division, Unit
from gongkai.core.registry.terms import VALID, UnitTerm
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
        found = office.fetch(office.select(Unit).order_by(Unit.scope, Unit.id).limit(limit))
    return [Item(unit.uid, str(unit.name), office.place_name(unit.scope)) for unit in found]


def place_items(office: "Office", text: str, limit: int = FOUND) -> list[Item]:
    """Divisions to choose from; those right below the office when nothing is typed."""
    found: Sequence[Place | Division]
    if text.strip():
        found = find_divisions(office, text, limit=limit)
    else:
        found = children(office, office.scope, limit=limit)
    return [Item(format_code(int(d.code)), str(d.name), told(d)) for d in found]


def former_items(office: "Office", text: str, limit: int = 20) -> list[Item]:
    """Units that bore a name once and go on under another one, with keys ``("u", uid)``."""
    if not text.strip() or text.isascii():
        return []
    found: dict[tuple[str, str], Item] = {}
    was = T("原名", "was")
    terms = office.select(UnitTerm).where(UnitTerm.name.contains(text), UnitTerm.state == VALID)
    for term in office.fetch(terms.order_by(UnitTerm.id.desc()).limit(limit)):
        name = office.unit_name(term.unit)
        if text not in name:
            note = same(f"{was} {term.name}")
            found.setdefault(("u", term.unit), Item(("u", term.unit), name, note))
    return list(found.values())


def told(division: Place | Division) -> T:
    """A division's level and code, and the old name by which it was found."""
    text = level_name(division) + same(f" {format_code(int(division.code))}")
    was = division.was if isinstance(division, Place) else ""
    return text + T(f" 原名 {was}", f" was {was}") if was else text


def level_name(division: Place | Division) -> T:
    """A division's level in words."""
    try:
        return Level(int(division.level)).label
    except ValueError:
        return T(str(division.level), str(division.level))
