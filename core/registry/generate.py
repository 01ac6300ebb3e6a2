"""Units from templates: what an office of that kind has, made for a whole subtree at once."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import Level, format_code, span
from gongkai.core.pinyin import initials_many
from gongkai.core.registry.models import POSTS, UNITS
from gongkai.core.registry.select import units_sql
from gongkai.core.rules import PostKind, UnitTemplate
from gongkai.core.search import named_tokens
from gongkai.core.store.record import columns, derived_uid

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

BATCH = 5_000  # rows in one sheet of the ledger
BULK = 20_000  # with more rows than this the ledger keeps them in sheets
PLACES = 20_000  # divisions that are read at a time

Made = tuple[dict[str, Any], str]
"""A unit's row, and the name of its division."""


def generate_units(
    office: "Office", change: "Change", within: int, note: Callable[[int], None] = lambda made: None
) -> int:
    """Make the units that templates name and that are not there yet; gives how many.

    A unit's uid follows from its division and template, so running it again, or running it in the superior's
    store, makes the same units. Development zones, pseudo cities and virtual villages get none. A unit that came to
    its division by an act, or had its name changed, is there already; under a code that an act gave to something new,
    the day of the act is part of the identity, because the old identity is somebody else's.

    Few units get a line each in the ledger, like any record; many are kept in sheets (``ledger.generated``). Rows are
    made and written batch by batch: a nation needs no more memory than a town.

    Args:
        note: called with the number of units so far, while many are made.
    """
    coming = Templates(office, within).rows()
    first = list(islice(coming, BULK))
    if len(first) < BULK:
        _mark(first)
        full = dict.fromkeys(columns(UNITS.model))
        change.insert_rows(UNITS, [full | row for row, _ in first])
        return len(first)
    made = 0

    def batches() -> Iterator[tuple[list[dict[str, Any]], list[str]]]:
        nonlocal made
        waiting = iter(first)
        while part := (list(islice(waiting, BATCH)) or list(islice(coming, BATCH))):
            made += len(part)
            note(made)
            yield [row for row, _ in part], _mark(part)

    change.insert_generated(UNITS, batches())
    return made


def _mark(part: list[Made]) -> list[str]:
    """Fill in the initials, and give what the search index holds of each."""
    marks = initials_many([row["name"] for row, _ in part])
    short = initials_many([row["name"].removeprefix(place) for row, place in part])
    for (row, _), mark in zip(part, marks, strict=True):
        row["initials"] = mark
    return [named_tokens(row["name"], *both) for (row, _), *both in zip(part, marks, short, strict=True)]


class Templates:
    """The templates of an office's profile, and what of them is missing in a subtree."""

    def __init__(self, office: "Office", within: int) -> None:
        self.office, self.store = office, office.store
        self.low, self.high = span(within)
        self.by_level: dict[str, list[UnitTemplate]] = defaultdict(list)
        templates = office.profile.items("template", UnitTemplate).values()
        for template in templates:
            for key in template.levels:
                self.by_level[key].append(template)
        self.fresh = _fresh_codes(office, self.low, self.high)
        self.guides = {key for template in templates for key in template.guides}
        self.guiding: dict[tuple[int, str], str] = {}
        if self.guides:
            marks = ", ".join("?" for _ in self.guides)
            self.guiding = {
                (scope, key): uid
                for scope, key, uid in self.store.sql(
                    f"SELECT scope, template, uid FROM unit WHERE template IN ({marks}) AND (valid_to IS NULL OR valid_to > ?)",
                    (*self.guides, office.today.isoformat()),
                )
            }
        self.above: dict[int, int | None] = {}
        # whatever was somewhere else once may hold an identity that a code would give again
        self.moved = {uid for (uid,) in self.store.sql("SELECT DISTINCT unit FROM unit_term")}

    def rows(self) -> Iterator[Made]:
        """What is missing, in order of place; a place's units come after those of what is above it."""
        last = self.low - 1
        while divisions := self.store.sql(
            "SELECT code, name, level, kind, parent FROM division WHERE code > ? AND code <= ? ORDER BY code LIMIT ?",
            (last, self.high, PLACES),
        ):
            there, made = self._there(divisions[0][0], divisions[-1][0])
            last = divisions[-1][0]
            for code, name, number, kind, parent in divisions:
                if number <= Level.COUNTY:
                    self.above[code] = parent
                if kind not in ("pseudo", "virtual"):
                    yield from self._of(code, name, Level(number), parent, there, made)

    def _of(
        self, code: int, name: str, level: Level, parent: int | None, there: set[str], made: dict[tuple[int, str], str]
    ) -> Iterator[Made]:
        since = self.fresh.get(code, "")
        fitting = [template for template in self.by_level.get(level.key, ()) if _fits(template, name)]
        own = {
            template.key: made.get((code, template.key)) or unit_uid(code, template.key, since) for template in fitting
        }
        for template in fitting:
            uid = own[template.key]
            if uid in there:
                continue
            there.add(uid)
            if template.key in self.guides:
                self.guiding[code, template.key] = uid
            above = made.get((code, template.parent)) or own.get(template.parent)
            yield _row(template, uid, code, name, level, above, self._guide(template, parent)), name

    def _guide(self, template: UnitTemplate, above: int | None) -> str | None:
        """The unit of a guiding template in the nearest division above that has one."""
        while template.guides and above is not None:
            for key in template.guides:
                if (above, key) in self.guiding:
                    return self.guiding[above, key]
            if above not in self.above:
                found = self.store.sql("SELECT parent FROM division WHERE code = ?", (above,))
                self.above[above] = found[0][0] if found else None
            above = self.above[above]
        return None

    def _there(self, first: int, last: int) -> tuple[set[str], dict[tuple[int, str], str]]:
        """Identities that are taken between two codes, and the living units by place and template."""
        there, made = set(self.moved), {}
        today = self.office.today.isoformat()
        for uid, scope, template, ended in self.store.sql(
            "SELECT uid, scope, template, valid_to FROM unit WHERE scope BETWEEN ? AND ?", (first, last)
        ):
            there.add(uid)
            if template and not (ended and ended <= today):
                made[scope, template] = uid
        return there, made


def generate_posts(office: "Office", change: "Change", within: int) -> int:
    """Make a vacant row for every post that the rules require of a unit and that it has no row of; gives how many.

    A post that several must hold gets as many rows as are missing.
    """
    low, high = span(within)
    full: dict[str, Any] = dict.fromkeys(columns(POSTS.model)) | {"stage": "", "version": 1}
    today, made = office.today.isoformat(), 0
    for kind in office.profile.items("post_kind", PostKind).values():
        if kind.required is None:
            continue
        units, values = units_sql(office, kind.required, low, high)
        last: tuple[int, str] = (-1, "")
        while missing := office.store.sql(
            f"SELECT u.scope, u.uid, COALESCE(h.n, 0) FROM {units} u LEFT JOIN (SELECT p.unit, count(*) AS n FROM post p"
            " WHERE p.kind = ? AND p.scope BETWEEN ? AND ? AND (p.valid_to IS NULL OR p.valid_to >= ?) GROUP BY p.unit) h"
            " ON h.unit = u.uid WHERE COALESCE(h.n, 0) < ? AND (u.scope, u.uid) > (?, ?) ORDER BY u.scope, u.uid LIMIT ?",
            [*values, kind.key, low, high, today, kind.at_least, *last, BATCH],
        ):
            last = missing[-1][:2]
            rows = [
                full | {"uid": derived_uid("post", unit, kind.key, today, str(n)), "unit": unit, "scope": scope, "kind": kind.key}
                for scope, unit, there in missing for n in range(there, kind.at_least)
            ]  # fmt: skip
            change.insert_rows(POSTS, rows)
            made += len(rows)
    return made


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
    template: UnitTemplate, uid: str, code: int, place: str, level: Level, above: str | None, guide: str | None
) -> dict[str, Any]:  # fmt: skip
    return {
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
        "parent": above,
        "guided_by": guide,
        "tags": UNITS.model._meta.fields["tags"].db_value(template.tags) if template.tags else None,
        "template": template.key,
        "initials": "",
    }
