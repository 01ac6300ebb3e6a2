"""Grants in force as rights, and the one predicate that follows from them.

A right says: these verbs, on a division (alone, with what is directly below, to a depth, or its whole subtree) or on
a unit (alone, or with the units under it), without some divisions and units, until a day. What it reaches is one SQL
condition on a row's ``scope`` and ``unit``, made here and nowhere else; lists, single records and the door all ask it.

Levels are counted along the stored parents, not by digits: the towns of a prefecture without counties lie directly
below it, and a summary row that stands in for a prefecture (``pseudo``) is no step of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access.verbs import ANYONE, SYSTEM, VERBS
from gongkai.core.codes import span
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

DEPTHS = {"self": 0, "children": 1, "subtree": None}
DEEPEST = 9

Sql = tuple[str, list[Any]]

# Villages are left out of the index on parents; they and what lies below them are found by their own range of codes.
PLACES = """\
WITH RECURSIVE upper(code, n) AS (
 SELECT CAST(? AS BIGINT), 0
 UNION SELECT d.code, p.n + CASE WHEN d.kind = 'pseudo' THEN 0 ELSE 1 END FROM division d JOIN upper p ON d.parent = p.code
 WHERE d.level <= 4 AND p.n + CASE WHEN d.kind = 'pseudo' THEN 0 ELSE 1 END <= ?),
lower(code, n) AS (
 SELECT d.code, p.n + 1 FROM upper p JOIN division d ON d.code > p.code AND d.code < p.code + 1000000 AND d.parent = p.code
 WHERE d.level > 4 AND p.n < ?
 UNION SELECT d.code, p.n + 1 FROM lower p JOIN division d ON d.code > p.code AND d.code < p.code + 1000 AND d.parent = p.code
 WHERE p.n < ?)
SELECT code FROM upper UNION SELECT code FROM lower"""
UNITS = """\
WITH RECURSIVE tree(uid) AS (SELECT CAST(? AS TEXT)
 UNION SELECT u.uid FROM unit u JOIN tree t ON u.parent = t.uid) SELECT uid FROM tree"""
UNITS_DEEP = """\
WITH RECURSIVE tree(uid, n) AS (SELECT CAST(? AS TEXT), 0
 UNION SELECT u.uid, t.n + 1 FROM unit u JOIN tree t ON u.parent = t.uid WHERE t.n < ?) SELECT uid FROM tree"""


@dataclass(frozen=True, slots=True)
class Right:
    """A grant, resolved.

    Attributes:
        grant: uid of the grant.
        role: its role; empty where the grant lists verbs itself.
        place, low, high: its division and the codes of the subtree; for a unit the place where that lies.
        unit: uid of its unit; empty for a right on a division.
        depth: how many steps below it still reaches; None for all.
        no_places, no_units: what is excluded, each with everything below it.
        valid_to: last day; empty for no end.
        why_not: ``""`` when in force, else ``early``, ``ended``, ``disabled``, ``role`` (unknown), ``damaged``.
    """

    grant: str
    role: str
    verbs: frozenset[str]
    place: int
    low: int
    high: int
    unit: str = ""
    depth: int | None = None
    no_places: tuple[int, ...] = ()
    no_units: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    why_not: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is a whole subtree of divisions without any exclusion: one range of codes."""
        return not self.unit and self.depth is None and not self.no_places and not self.no_units


COLUMNS = ("uid", "role", "verbs", "scope", "target", "reach", "depth", "excluded", "valid_from", "valid_to")


def right_of(office: "Office", row: Sequence[Any], disabled: bool = False) -> Right:
    """A stored grant (``COLUMNS``) as a right; whatever cannot be read is not in force."""
    uid, role, verbs, scope, target, reach, depth, excluded, start, end = row
    today = office.today.isoformat()
    roles = office.lists.verbs
    why = "disabled" if disabled else "early" if start and start > today else "ended" if end and end < today else ""
    try:
        low, high = span(scope)
        known = frozenset(msgspec.json.decode(verbs, type=list[str])) if verbs else roles.get(role)
        nodes = msgspec.json.decode(excluded, type=list[int | str]) if excluded else []
        places = tuple(node for node in nodes if isinstance(node, int))
        for text in (start, end):
            date.fromisoformat(text or today)
        for place in places:
            span(place)
        steps = int(depth) if reach == "depth" else DEPTHS[reach or "subtree"]
    except (BadInput, msgspec.MsgspecError, KeyError, ValueError, TypeError):
        return Right(uid, role or "", frozenset(), 0, 0, 0, why_not="damaged")
    if known is None:
        return Right(uid, role or "", frozenset(), scope, low, high, target or "", why_not=why or "role")
    units = tuple(node for node in nodes if isinstance(node, str))
    return Right(
        uid, role or "", known, scope, low, high, target or "", steps, places, units, start or "", end or "", why
    )


def held(office: "Office", account: str) -> list[Right]:
    """Every grant of an account, those that are not in force too."""
    rows = office.store.sql(
        f"SELECT {', '.join(f'g.{name}' for name in COLUMNS)}, a.disabled FROM access_grant g"
        " JOIN account a ON a.uid = g.account WHERE a.name = ? ORDER BY g.scope, g.id",
        (account,),
    )
    return [right_of(office, row[:-1], bool(row[-1])) for row in rows]


def rights_of(office: "Office", account: str) -> list[Right]:
    """The account's grants in force today; empty when the account is unknown or disabled."""
    return [] if account == SYSTEM else [right for right in held(office, account) if not right.why_not]


# the predicate


def _in_units(column: str, root: str, depth: int | None) -> Sql:
    if depth == 0:
        return f"{column} = ?", [root]
    if depth is None:
        return f"{column} IN ({UNITS})", [root]
    return f"{column} IN ({UNITS_DEEP})", [root, depth]


def _under(root: str, depth: int | None, written: bool) -> Sql:
    """Whether the row's unit is a unit or one under it; of a unit that is being written, its parent is asked."""
    if not written or depth == 0:
        return _in_units("{unit}", root, depth)
    above, values = _in_units("{parent}", root, None if depth is None else depth - 1)
    return f"({{unit}} = ? OR {above})", [root, *values]


def reaching(right: Right, written: bool = False) -> Sql:
    """What one right reaches: a condition with ``{scope}`` and ``{unit}`` for the row's columns, and its values.

    Args:
        written: the row is a unit that is about to be written; ``{parent}`` then stands for its parent unit.
    """
    tests: list[str] = []
    values: list[Any] = []

    def add(test: str, more: Sequence[Any]) -> None:
        tests.append(test)
        values.extend(more)

    if right.unit:
        add(*_under(right.unit, right.depth, written))
    elif right.depth == 0:
        add("{scope} = ?", [right.place])
    else:
        add("{scope} BETWEEN ? AND ?", [right.low, right.high])
        if right.depth is not None:
            add(f"{{scope}} IN ({PLACES})", [right.place, *[right.depth] * 3])
    for place in right.no_places:
        add("NOT {scope} BETWEEN ? AND ?", span(place))
    for unit in right.no_units:
        test, more = _under(unit, None, written)
        add(f"NOT COALESCE({test}, 1 = 0)", more)
    return " AND ".join(tests), values


def predicate(rights: Sequence[Right], written: bool = False) -> Sql:
    """What any of the rights reaches; nothing without a right. Ranges that lie in another one are left out."""
    ranges: list[tuple[int, int]] = []
    parts: list[Sql] = []
    for low, high in sorted({(r.low, r.high) for r in rights if r.plain}, key=lambda pair: (pair[0], -pair[1])):
        if not ranges or high > ranges[-1][1]:
            ranges.append((low, high))
    parts += [("{scope} BETWEEN ? AND ?", [low, high]) for low, high in ranges]
    for right in rights:
        if not right.plain and (part := reaching(right, written)) not in parts:
            parts.append(part)
    if not parts:
        return "1=0", []
    text = " OR ".join(f"({test})" if " AND " in test else test for test, _ in parts)
    return f"({text})", [value for _, values in parts for value in values]


def _narrowed(office: "Office", verb: str) -> Sql:
    """Where the acting account has a verb, with ``{scope}`` and ``{unit}`` for the row's columns."""
    if office.actor == SYSTEM:
        return "1=1", []
    if verb == ANYONE:
        return "1=1" if office.rights else "1=0", []
    return predicate(holding(office, verb))


def holding(office: "Office", verb: str) -> list[Right]:
    """The acting account's rights with a verb."""
    return [right for right in office.rights if verb in right.verbs]


def scope_sql(office: "Office", alias: str = "", verb: str = "view") -> Sql:
    """Where the acting account has a verb, for set-based statements: a condition with ``?`` marks, and its values.

    Args:
        alias: what the statement calls the register's table, which has the columns ``scope`` and ``unit``; empty
            where they stand alone.
    """
    text, values = _narrowed(office, verb)
    dot = f"{alias}." if alias else ""
    return text.replace("{scope}", f"{dot}scope").replace("{unit}", f"{dot}unit"), values


def reach(office: "Office", model: Any, verb: str = "view") -> Any:
    """``scope_sql`` as a peewee condition on a register's model."""
    from peewee import NodeList

    from gongkai.core.reading import OwnSQL

    text, values = _narrowed(office, verb)
    columns = {"{scope}": model.scope, "{unit}": model.unit}
    left, nodes = list(values), []
    for part in re.split(r"(\{scope\}|\{unit\})", text):
        if part in columns:
            nodes.append(columns[part])
        else:
            count = part.count("?")
            nodes.append(OwnSQL(office.store.marks(part), left[:count]))
            left = left[count:]
    return NodeList(nodes, glue="")


def scoped(office: "Office", query: Any, model: Any, verb: str = "view") -> Any:
    """The query narrowed to what the acting account may see; nothing at all without a grant."""
    return query if office.actor == SYSTEM else query.where(reach(office, model, verb))


# single rows


def reaches(office: "Office", rights: Sequence[Right], scope: int, unit: str = "", parent: str | None = None) -> bool:
    """Whether one of the rights reaches a row of this place and unit.

    Args:
        parent: of a unit that is about to be written, its parent unit (or ``""``).
    """
    if any(right.plain and right.low <= scope <= right.high for right in rights):
        return True  # one range: nothing to ask the store
    others = [right for right in rights if not right.plain]
    if not others:
        return False
    text, values = predicate(others, written=parent is not None)
    for name in ("scope", "unit", "parent"):
        text = text.replace(f"{{{name}}}", f"r.{name}")
    row = "SELECT CAST(? AS BIGINT) AS scope, CAST(? AS TEXT) AS unit, CAST(? AS TEXT) AS parent"
    return bool(office.store.sql(f"SELECT 1 FROM ({row}) r WHERE {text}", (scope, unit, parent or "", *values)))


def allowed(office: "Office", verb: str, scope: int, unit: str = "", parent: str | None = None) -> bool:
    """Whether the acting account has a verb on a row of this place and unit; see ``reaches``."""
    if office.actor == SYSTEM:
        return True
    return bool(office.rights) if verb == ANYONE else reaches(office, holding(office, verb), scope, unit, parent)


def allowed_throughout(office: "Office", verb: str, scope: int) -> bool:
    """Whether the acting account has a verb on everything in a subtree, whatever may come there."""
    if office.actor == SYSTEM:
        return True
    low, high = span(scope)
    return any(
        not right.unit and right.depth is None and not right.no_units and right.low <= low and high <= right.high
        and not any(span(place)[0] <= high and low <= span(place)[1] for place in right.no_places)
        for right in holding(office, verb)
    )  # fmt: skip


def require(
    office: "Office", verb: str, scope: int, unit: str = "", parent: str | None = None, *, whole: bool = False
) -> None:
    """Refuse unless the acting account may do this here.

    Args:
        unit: the unit of the row; for the register of units its own uid.
        parent: see ``reaches``.
        whole: the whole subtree of the place is meant.

    Raises:
        NotAllowed: says who, what and where, and which roles would do.
    """
    if allowed_throughout(office, verb, scope) if whole else allowed(office, verb, scope, unit, parent):
        return
    from gongkai.core.rules import Role

    roles = [role for role in office.profile.items("role", Role).values() if verb in role.verbs]
    place = office.unit_names([unit]).get(unit, "") if unit else ""
    place = place or office.place_name(scope)
    what = VERBS.get(verb, T(verb, verb))
    raise NotAllowed(
        T(f"账号 {office.actor or '（未指定）'} 在{place}没有“{what.zh}”权限。",
          f"Account {office.actor or '(none)'} may not {what.en} at {place}."),
        T(f"请管理员授予以下角色之一：{'、'.join(r.name.zh for r in roles)}；或用 --as 换账号。",
          f"Ask an administrator for one of: {', '.join(r.name.en for r in roles)}; or use --as."),
    )  # fmt: skip


def require_row(office: "Office", resource: "Resource", verb: str, row: Any) -> None:
    """``require`` for a stored row of a register."""
    parent = (row.get("parent") or "") if resource.key == "unit" else None
    require(office, verb, row["scope"], row.get("unit") or "", parent)
