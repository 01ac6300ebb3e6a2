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
    store, makes the same units. Development zones, pseudo cities and virtual villages get none. A unit that came to
    its division by an act, or had its name changed, is there already; under a code that an act gave to something new,
    the day of the act is part of the identity, because the old identity is somebody else's.
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
    there: set[str] = set()
    made: dict[tuple[int, str], str] = {}
    today = office.today.isoformat()
    for uid, scope, template_key, ended in office.store.sql(
        "SELECT uid, scope, template, valid_to FROM unit WHERE scope BETWEEN ? AND ?", (low, high)
    ):
        there.add(uid)
        if template_key and not (ended and ended <= today):
            made[scope, template_key] = uid
    fresh = _fresh_codes(office, low, high)
    rows: list[dict[str, Any]] = []
    names = [field.column_name for field in UNITS.model._meta.sorted_fields if field.name != "id"]
    for code, name, number, kind in divisions:
        if kind in ("pseudo", "virtual"):
            continue
        level = Level(number)
        for template in by_level.get(level.key, ()):
            if not _fits(template, name):
                continue
            uid = unit_uid(code, template.key, fresh.get(code, ""))
            if uid in there or (code, template.key) in made:
                continue
            there.add(uid)
            above = made.get((code, template.parent)) or unit_uid(code, template.parent, fresh.get(code, ""))
            rows.append(_row(names, template, uid, code, name, level, above))
    for row, mark in zip(rows, initials_many([row["name"] for row in rows]), strict=True):
        row["initials"] = mark
    change.insert_rows(UNITS, rows)
    return len(rows)


def unit_uid(code: int, template: str, since: str = "") -> str:
    """The identity of a unit made from a template; ``since`` is the day on which an act put something new under the code."""
    return derived_uid("unit", format_code(code), template, *((since,) if since else ()))


def _fresh_codes(office: "Office", low: int, high: int) -> dict[int, str]:
    """Codes under which an act put something new or something from elsewhere, and the last day on which it did."""
    found: dict[int, str] = {}
    for code, day in office.store.sql(
        "SELECT became, max(valid_to) FROM division_term WHERE became BETWEEN ? AND ? AND state = 'absent' AND act <> ''"
        " GROUP BY became", (low, high),
    ):  # fmt: skip
        found[code] = day
    for first, delta, last, day in office.store.sql(
        "SELECT low, delta, high, valid_to FROM place_shift WHERE state <> 'never' ORDER BY valid_to"
    ):
        for (code,) in office.store.sql(
            "SELECT code FROM division WHERE code BETWEEN ? AND ? AND code BETWEEN ? AND ?",
            (first + delta, last + delta, low, high),
        ):
            found[code] = max(day, found.get(code, ""))
    return found


def _fits(template: UnitTemplate, division: str) -> bool:
    """Whether the division's name ends as the template wants."""
    if template.place_ends and not division.endswith(template.place_ends):
        return False
    return not (template.place_not_ends and division.endswith(template.place_not_ends))


def _row(
    names: list[str], template: UnitTemplate, uid: str, code: int, place: str, level: Level, above: str
) -> dict[str, Any]:  # fmt: skip
    row: dict[str, Any] = dict.fromkeys(names)
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
        "parent": above if template.parent else None,
        "tags": UNITS.model._meta.fields["tags"].db_value(template.tags) if template.tags else None,
        "template": template.key,
    }
    return row
