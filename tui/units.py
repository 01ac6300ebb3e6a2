"""Units and divisions by what a person types, as items of a list: short reads of one page each."""

from typing import TYPE_CHECKING

from gongkai.core.codes import Level, format_code, parse_code
from gongkai.core.i18n import T, same
from gongkai.core.register import Query
from gongkai.core.registry.find import children, find_divisions, find_units
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
    if text.strip():
        found = find_divisions(office, text, limit=limit)
    else:
        found = children(office, office.scope or None, limit=limit)
    return [
        Item(format_code(int(d.code)), str(d.name), level_name(d) + same(f" {format_code(int(d.code))}")) for d in found
    ]


def former_items(office: "Office", text: str, limit: int = 20) -> list[Item]:
    """What bore a name once and goes on under another one: keys ``("d", code)`` and ``("u", uid)``."""
    if not text.strip() or text.isascii():
        return []
    from gongkai.core.registry.acts import successors
    from gongkai.core.registry.past import former_divisions

    found: dict[tuple[str, str], Item] = {}
    was = T("原名", "was")
    for state in former_divisions(office, text, limit):
        code = format_code(state.code)
        heirs = [heir for heir, _, _ in successors(office, code)] or [code]
        for heir in heirs:
            rows = (
                office.rows("SELECT name FROM {division} WHERE code = ?", (parse_code(heir),)) if heir.isdigit() else []
            )
            if rows and text not in str(rows[0][0]):
                note = same(f"{was} {state.name}")
                found.setdefault(("d", heir), Item(("d", heir), str(rows[0][0]), note))
    terms = office.select(UnitTerm).where(UnitTerm.name.contains(text), UnitTerm.state == VALID)
    for term in office.fetch(terms.order_by(UnitTerm.id.desc()).limit(limit)):
        name = office.unit_name(term.unit)
        if text not in name:
            note = same(f"{was} {term.name}")
            found.setdefault(("u", term.unit), Item(("u", term.unit), name, note))
    return list(found.values())


def level_name(division: Division) -> T:
    """A division's level in words."""
    try:
        return Level(int(division.level)).label
    except ValueError:
        return T(str(division.level), str(division.level))
