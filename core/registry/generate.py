"""Units from templates: what an office of that kind has, made for a whole subtree at once."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import Level, format_code, span
from gongkai.core.pinyin import initials_many
from gongkai.core.registry.models import UNITS
from gongkai.core.rules import UnitTemplate
from gongkai.core.store.record import derived_uid

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def generate_units(office: "Office", change: "Change", within: int) -> int:
    """Make the units that templates name and that are not there yet; gives how many.

    A unit's uid follows from its division and template, so running it again, or running it in the superior's
    store, makes the same units. Development zones, pseudo cities and virtual villages get none.
    """
    templates = list(office.profile.items("template", UnitTemplate).values())
    by_level: dict[str, list[UnitTemplate]] = defaultdict(list)
    for template in templates:
        for key in template.levels:
            by_level[key].append(template)
    low, high = span(within)
    divisions = office.store.sql(
        "SELECT code, name, level, kind FROM division WHERE code BETWEEN ? AND ? ORDER BY code", (low, high)
    )
    there = {row[0] for row in office.store.sql("SELECT uid FROM unit WHERE scope BETWEEN ? AND ?", (low, high))}
    rows: list[dict[str, Any]] = []
    names = [field.column_name for field in UNITS.model._meta.sorted_fields if field.name != "id"]
    for code, name, number, kind in divisions:
        if kind in ("pseudo", "virtual"):
            continue
        level = Level(number)
        for template in by_level.get(level.key, ()):
            if not _fits(template, name):
                continue
            uid = derived_uid("unit", format_code(code), template.key)
            if uid in there:
                continue
            there.add(uid)
            rows.append(_row(names, template, uid, code, name, level))
    for row, mark in zip(rows, initials_many([row["name"] for row in rows]), strict=True):
        row["initials"] = mark
    change.insert_rows(UNITS, rows)
    return len(rows)


def _fits(template: UnitTemplate, division: str) -> bool:
    """Whether the division's name ends as the template wants."""
    if template.place_ends and not division.endswith(template.place_ends):
        return False
    return not (template.place_not_ends and division.endswith(template.place_not_ends))


def _row(names: list[str], template: UnitTemplate, uid: str, code: int, place: str, level: Level) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(names)
    parent = template.parent
    row |= {
        "uid": uid,
        "unit": uid,
        "scope": code,
        "stage": "",
        "version": 1,
        "name": template.title.replace("{place}", place),
        "kind": template.kind,
        "level": level.key,
        "division": code,
        "line": template.line or None,
        "leadership": template.leadership,
        "parent": derived_uid("unit", format_code(code), parent) if parent else None,
        "tags": UNITS.model._meta.fields["tags"].db_value(template.tags) if template.tags else None,
        "template": template.key,
    }
    return row
