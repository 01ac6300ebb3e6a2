"""Selectors as one set-based query: which units a rule binds."""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.core.codes import parse_code, span
from gongkai.core.registry.models import Unit
from gongkai.core.rules import Selector

if TYPE_CHECKING:
    from gongkai.core.office import Office


def condition(office: "Office", selector: Selector) -> list[Any]:
    """peewee conditions on ``Unit`` that all hold for the units meant; abolished units are never meant."""
    today = office.today.isoformat()
    found: list[Any] = [Unit.valid_to.is_null() | (Unit.valid_to > today)]
    for names, column in (
        (selector.levels, Unit.level),
        (selector.kinds, Unit.kind),
        (selector.lines, Unit.line),
        (selector.leadership, Unit.leadership),
    ):
        if names:
            found.append(column.in_(names))
    if selector.not_kinds:
        found.append(Unit.kind.is_null() | Unit.kind.not_in(selector.not_kinds))
    if selector.not_lines:
        found.append(Unit.line.is_null() | Unit.line.not_in(selector.not_lines))
    if selector.tags:
        found.append(reduce(or_, [Unit.tags.contains(f'"{tag}"') for tag in selector.tags]))
    if selector.within:
        ranges = [span(parse_code(code)) for code in selector.within]
        found.append(reduce(or_, [Unit.scope.between(low, high) for low, high in ranges]))
    if selector.units:
        meant = list(selector.units)
        found.append(Unit.uid.in_(meant) | Unit.template.in_(meant) | Unit.name.in_(meant))
    return found


def selected(office: "Office", selector: Selector, within: int | None = None) -> list[tuple[str, str, int]]:
    """The units a selector means inside a subtree: (uid, name, scope), in order of place."""
    query = Unit.select(Unit.uid, Unit.name, Unit.scope)
    for test in condition(office, selector):
        query = query.where(test)
    if within is not None:
        low, high = span(within)
        query = query.where(Unit.scope.between(low, high))
    return [tuple(row) for row in office.store.fetch(query.order_by(Unit.scope, Unit.id).tuples())]


def units_sql(office: "Office", selector: Selector, low: int, high: int) -> tuple[str, list[Any]]:
    """The same as a sub-select for set-based statements: the units meant, in a range of places, that the acting
    account may see, with all their columns."""
    query = office.select(Unit).where(Unit.scope.between(low, high))
    for test in condition(office, selector):
        query = query.where(test)
    return as_sql(office, query)


def units_meant(office: "Office", selector: Selector) -> int:
    """How many units of the office a selector means, of those that the acting account may see."""
    text, values = units_sql(office, selector, *span(office.scope))
    return int(office.store.sql(f"SELECT count(*) FROM {text} u", values)[0][0])


def units_mark(office: "Office", selector: Selector) -> tuple[str, list[Any]]:
    """The ids of the units that a selector means, as a sub-select for ``office.rows``, which narrows it."""
    query = Unit.select(Unit.uid)
    for test in condition(office, selector):
        query = query.where(test)
    text, values = as_sql(office, query)
    return text.replace('FROM "unit" AS', "FROM {unit} AS", 1), values


def as_sql(office: "Office", query: Any) -> tuple[str, list[Any]]:
    """A peewee query as text with ``?`` marks, and its values."""
    text, values = query.bind(office.store.db).sql()
    return f"({text})" if office.store.kind == "sqlite" else f"({text.replace('%s', '?')})", list(values)


def any_of(column: str, words: Sequence[str]) -> tuple[str, list[str]]:
    """Whether a text holds one of the words, as a condition."""
    return "(" + " OR ".join(f"{column} LIKE ?" for _ in words) + ")", [f"%{word}%" for word in words]


class Member(NamedTuple):
    """A unit that a selector means, with what records of it need: its name, place, the place's name, and what the search
    index holds of the unit (empty where that is not known)."""

    uid: str
    name: str
    scope: int
    place: str
    words: str = ""


def members(office: "Office", selectors: Sequence[Selector], within: int) -> list[Member]:
    """The units that one of several selectors means inside a subtree, each once, in order of place."""
    from gongkai.core.registry.models import UNITS
    from gongkai.core.search import held_words  # only for many

    low, high = span(within)
    meant = reduce(or_, [reduce(and_, condition(office, selector)) for selector in selectors])
    query = Unit.select(Unit.id, Unit.uid, Unit.name, Unit.scope).where(meant, Unit.scope.between(low, high))
    units, values = as_sql(office, query)
    join, words = held_words(office.store, UNITS, "u.id")
    rows = office.store.sql(
        f"SELECT u.uid, u.name, u.scope, COALESCE(d.name, ''), {words} FROM {units} u {join}"
        " LEFT JOIN division d ON d.code = u.scope ORDER BY u.scope, u.id",
        values,
    )
    return list(map(Member._make, rows))
