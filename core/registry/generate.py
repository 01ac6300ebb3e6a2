"""Units from templates: what an office of that kind has, made for a whole subtree at once."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import chain, compress
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import Level, format_code, span
from gongkai.core.ledger.generated import Batch
from gongkai.core.pinyin import initials_many
from gongkai.core.registry.models import POSTS, UNITS
from gongkai.core.registry.select import units_sql
from gongkai.core.rules import PostKind, UnitTemplate
from gongkai.core.search import named_tokens
from gongkai.core.store.record import columns, derived_uid, derived_uids

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

BATCH = 5_000  # rows in one sheet of the ledger
BULK = 20_000  # with more rows than this the ledger keeps them in sheets
PLACES = 20_000  # divisions that are read at a time

Place = tuple[int, str, int | None, str]
"""A division's scope, its name, the scope of the one above it, and its code as it is written."""


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
    coming = Templates(office, within).batches()
    first: list[Batch] = []
    made = 0
    while made < BULK and (part := next(coming, None)):
        first.append(part)
        made += len(part[1])
    if made < BULK:
        full = dict.fromkeys(columns(UNITS.model))
        for data, _ in first:
            change.insert_rows(
                UNITS, [full | dict(zip(data, row, strict=True)) for row in zip(*data.values(), strict=True)]
            )
        return made
    made = 0

    def told() -> Iterator[Batch]:
        nonlocal made
        for part in chain(first, coming):
            made += len(part[1])
            note(made)
            yield part

    return change.insert_generated(UNITS, told())


class Templates:
    """The templates of an office's profile, and what of them is missing in a subtree."""

    def __init__(self, office: "Office", within: int) -> None:
        self.office, self.store = office, office.store
        self.low, self.high = span(within)
        self.by_level: dict[int, list[UnitTemplate]] = defaultdict(list)
        templates = office.profile.items("template", UnitTemplate).values()
        for template in templates:
            for key in template.levels:
                self.by_level[Level.from_key(key)].append(template)
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

    def batches(self) -> Iterator[Batch]:
        """What is missing, template by template for some thousand places at a time; the units of what is above come first."""
        # where few are there the table's indexes may be away meanwhile, so those are read at once
        few = self._there(self.low, self.high) if self._few() else None
        last = self.low - 1
        while divisions := self.store.sql(
            "SELECT code, name, level, kind, parent FROM division WHERE code > ? AND code <= ? ORDER BY code LIMIT ?",
            (last, self.high, PLACES),
        ):
            last = divisions[-1][0]
            self.above.update((code, parent) for code, _, level, _, parent in divisions if level <= Level.COUNTY)
            levels: dict[int, list[Place]] = defaultdict(list)
            for code, name, level, kind, parent in divisions:
                if kind not in ("pseudo", "virtual"):
                    levels[level].append(
                        (code, name, parent, str(code)[:-3] if code and not code % 1000 else format_code(code))
                    )
            there, living = few or self._there(divisions[0][0], last)
            for level, places in sorted(levels.items()):
                yield from self._of(Level(level), places, there, living)

    def _of(
        self, level: Level, places: list[Place], there: set[str], living: dict[tuple[int, str], str]
    ) -> Iterator[Batch]:
        templates = self.by_level.get(level, [])
        fitting = {template.key: _fitting(template, places) for template in templates}
        own = {key: self._own(key, found, living) for key, found in fitting.items()}
        beside = {
            key: dict(zip((place[0] for place in fitting[key]), own[key], strict=True))
            for key in {template.parent for template in templates} & own.keys()
        }
        for template in templates:
            missing, uids = fitting[template.key], own[template.key]
            if not there.isdisjoint(uids):
                left = [uid not in there for uid in uids]
                missing, uids = list(compress(missing, left)), list(compress(uids, left))
            if template.key in self.guides:
                self.guiding.update(((place[0], template.key), uid) for place, uid in zip(missing, uids, strict=True))
            near = beside.get(template.parent, {})
            for start in range(0, len(missing), BATCH):
                codes, names, parents, _ = map(list, zip(*missing[start : start + BATCH], strict=True))
                data = _columns(template, level, codes, names, uids[start : start + BATCH])
                if template.parent:
                    data["parent"] = [living.get((code, template.parent)) or near.get(code) for code in codes]
                if template.guides:
                    data["guided_by"] = [self._guide(template, parent) for parent in parents]
                yield data, named_tokens(data["name"], names, data["initials"])

    def _own(self, template: str, places: list[Place], living: dict[tuple[int, str], str]) -> list[str]:
        """The unit of a template in each place, the one that is there or the one that is to be made."""
        if self.fresh:
            made = [unit_uid(place[0], template, self.fresh.get(place[0], "")) for place in places]
        else:
            made = derived_uids([("unit", place[3], template) for place in places])
        if not living:
            return made
        return [living.get((place[0], template)) or uid for place, uid in zip(places, made, strict=True)]

    def _guide(self, template: UnitTemplate, above: int | None) -> str | None:
        """The unit of a guiding template in the nearest division above that has one."""
        while above is not None:
            for key in template.guides:
                if (above, key) in self.guiding:
                    return self.guiding[above, key]
            if above not in self.above:
                found = self.store.sql("SELECT parent FROM division WHERE code = ?", (above,))
                self.above[above] = found[0][0] if found else None
            above = self.above[above]
        return None

    def _few(self) -> bool:
        found = self.store.sql("SELECT 1 FROM unit WHERE scope BETWEEN ? AND ? LIMIT ?", (self.low, self.high, PLACES))
        return len(found) < PLACES

    def _there(self, first: int, last: int) -> tuple[set[str], dict[tuple[int, str], str]]:
        """Identities that are taken between two codes, and the living units by place and template."""
        there, living = set(self.moved), {}
        today = self.office.today.isoformat()
        for uid, scope, template, ended in self.store.sql(
            "SELECT uid, scope, template, valid_to FROM unit WHERE scope BETWEEN ? AND ?", (first, last)
        ):
            there.add(uid)
            if template and not (ended and ended <= today):
                living[scope, template] = uid
        return there, living


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


def _fitting(template: UnitTemplate, places: list[Place]) -> list[Place]:
    """The places whose names end as the template wants."""
    ends, others = template.place_ends, template.place_not_ends
    if ends:
        places = [place for place in places if place[1].endswith(ends)]
    return [place for place in places if not place[1].endswith(others)] if others else places


def _columns(
    template: UnitTemplate, level: Level, codes: list[int], places: list[str], uids: list[str]
) -> dict[str, list[Any]]:
    """What a template settles of its units; columns that stay empty are left out."""
    before, mark, after = template.title.partition("{place}")
    if "{place}" in after or not mark:
        names = [template.title.replace("{place}", place) for place in places]
    else:
        names = [f"{before}{place}{after}" for place in places]
    settled = {
        "stage": "",
        "version": 1,
        "kind": template.kind,
        "level": level.key,
        "line": template.line,
        "leadership": template.leadership,
        "tags": UNITS.model._meta.fields["tags"].db_value(template.tags),
        "template": template.key,
    }
    own: dict[str, list[Any]] = {
        "uid": uids,
        "unit": uids,
        "scope": codes,
        "division": codes,
        "name": names,
        "initials": initials_many(names),
    }
    return own | {name: [value] * len(codes) for name, value in settled.items() if value or name == "stage"}
