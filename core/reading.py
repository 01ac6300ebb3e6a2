"""The one door for reading: what plugins and front ends ask the store, always narrowed to what the account may see.

A peewee query comes from ``office.select``; set-based SQL goes through ``office.rows``, where each register's table is
written as a mark::

    office.rows("SELECT unit, count(*) FROM {entry} e WHERE e.due < ? GROUP BY unit", (day,))

A mark becomes a sub-select with the account's condition, which both stores flatten, so indexes are used as before.
Facts that everybody may know (``{division}``) become the bare table. A table named without a mark is refused.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from peewee import SQL, Model, ModelSelect, Node, Select

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

PUBLIC = frozenset({"division", "division_edition", "division_term", "place_shift"})
"""Tables of facts that everybody may know."""


class OwnSQL(SQL):
    """A piece of SQL that core itself wrote; nothing of a person's is in it but bound values."""


SCOPED = "_gongkai_scoped"
"""Attribute of a peewee query that ``office.select`` made; copies of the query keep it."""

_TOKEN = re.compile(
    r"""(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*")|(?P<note>--[^\n]*|/\*.*?\*/)|(?P<mark>\{[^{}]*\})"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<number>\d\w*)|(?P<space>\s+)|(?P<sign>.)""",
    re.DOTALL,
)
_WRITES = re.compile(
    "alter|analyze|attach|begin|call|commit|copy|create|delete|detach|do|drop|execute|explain|grant|insert|into|merge"
    "|pragma|reindex|release|revoke|rollback|savepoint|set|table|truncate|update|vacuum"
)
_AFTER_TABLE = re.compile(
    "where|join|inner|left|right|full|cross|natural|on|using|group|order|limit|offset|having|union|except|intersect"
    "|window|indexed|not|for|fetch"
)
_IN_JOIN = re.compile("on|using|inner|left|right|full|cross|natural|not|indexed")
_FOREIGN = ("sqlite_", "pg_", "information_schema", "fts_")


def statement_for(
    office: "Office", statement: str, params: Sequence[Any], verb: str = "view"
) -> tuple[str, list[Any]]:  # fmt: skip
    """The statement with its marks expanded, and the values in the order of its ``?`` marks.

    Raises:
        GongkaiError: it is no single SELECT, names a table without a mark, or a mark that is no register.
    """
    tokens = [(found.lastgroup or "", found.group()) for found in _TOKEN.finditer(statement)]
    parts = [(kind, text) for kind, text in tokens if kind != "note"]
    words = [text.lower() for kind, text in parts if kind == "word"]
    if not words or words[0] not in ("select", "with"):
        raise _refused(T("只能是一条 SELECT。", "it must be one SELECT."), statement)
    written = next((word for word in words if _WRITES.fullmatch(word)), "")
    stray = next((text for kind, text in parts if kind == "sign" and text in ";{}"), "")
    if written or stray:
        raise _refused(T(f"不能含有 {written or stray}。", f"it may not hold {written or stray}."), statement)
    _no_bare_table(office, parts, statement)
    return _expand(office, parts, list(params), verb, statement)


def _no_bare_table(office: "Office", parts: list[tuple[str, str]], statement: str) -> None:
    """Refuse a register's or core's table that stands where a table is read."""
    known = office.known_tables
    expected, listing = (
        False,
        [False],
    )  # whether a table comes next; for each open parenthesis, whether FROM is being read
    solid = [part for part in parts if part[0] != "space"]
    for number, (kind, text) in enumerate(solid):
        word = text.strip('"').lower() if kind in ("word", "name") else ""
        if kind == "sign" and text == "(":
            listing.append(expected)  # a parenthesis in FROM may hold a join
            continue
        if kind == "sign" and text == ")":
            if len(listing) > 1:
                listing.pop()
            expected = False
            continue
        if expected and word:
            dotted = number + 1 < len(solid) and solid[number + 1][1] == "."
            if word in known or dotted or word.startswith(_FOREIGN):
                raise _refused(
                    T(f"表 {word} 要写成 {{{word}}}。", f"the table {word} is written as {{{word}}}."), statement
                )
            if word == "select":
                listing[-1] = False
            expected = word in ("lateral", "only")
            continue
        if kind == "word" and word in ("from", "join"):
            expected, listing[-1] = True, True
        elif kind == "word" and _AFTER_TABLE.fullmatch(word):
            listing[-1] = listing[-1] and bool(_IN_JOIN.fullmatch(word))  # NOT stands in conditions, too
            expected = False
        elif kind == "word" and word == "select":
            listing[-1], expected = False, False
        elif text == "," and listing[-1]:
            expected = True
        else:
            expected = False


def _expand(
    office: "Office", parts: list[tuple[str, str]], given: list[Any], verb: str, statement: str
) -> tuple[str, list[Any]]:  # fmt: skip
    made: list[str] = []
    values: list[Any] = []
    marks = 0
    for number, (kind, text) in enumerate(parts):
        if kind == "sign" and text == "?":
            if marks >= len(given):
                raise _refused(T("值比 ? 少。", "there are fewer values than marks."), statement)
            values.append(given[marks])
            marks += 1
            made.append(text)
        elif kind != "mark":
            made.append(text)
        else:
            name = text[1:-1].strip()
            if name not in PUBLIC and not _is_register(office, name):
                raise _refused(T(f"没有登记册 {name[:40]}。", f"there is no register {name[:40]}."), statement)
            condition, wanted = ("1=1", []) if name in PUBLIC else _condition(office, name, verb)
            if condition != "1=1":
                values += wanted
                made.append(f"(SELECT * FROM {name} WHERE {condition})")
            else:
                made.append(name)
            if not _has_alias(parts, number):
                made.append(f" AS {name}")
    if marks != len(given):
        raise _refused(T("值比 ? 多。", "there are more values than marks."), statement)
    return "".join(made), values


def _condition(office: "Office", table: str, verb: str) -> tuple[str, list[Any]]:
    from gongkai.core.access import scope_sql  # public facts need no rights, and so none of what they are kept in

    resource = _register_of(office, table)
    reading = resource.model.reading if resource is not None else "view"
    condition, values = scope_sql(office, "", reading)
    if verb in ("view", reading):
        return condition, values
    also, more = scope_sql(office, "", verb)
    return f"{condition} AND {also}", [*values, *more]


def _is_register(office: "Office", table: str) -> bool:
    """Whether a register keeps its rows in a table."""
    return _register_of(office, table) is not None


def _register_of(office: "Office", table: str) -> "Resource | None":
    """The register that keeps its rows in a table; core's own are known without loading a plugin."""
    from gongkai.core.office import CORE_REGISTERS, core_resource

    for key in CORE_REGISTERS:
        own = core_resource(key)
        if own is not None and own.table == table:
            return own
    return next((resource for resource in office.resources.values() if resource.table == table), None)


def _has_alias(parts: list[tuple[str, str]], number: int) -> bool:
    for kind, text in parts[number + 1 :]:
        if kind == "space":
            continue
        return kind == "name" or (kind == "word" and not _AFTER_TABLE.fullmatch(text.lower()))
    return False


def mark(query: Any) -> Any:
    """Say of a peewee query that it is narrowed to what the account may see; its copies say it, too."""
    setattr(query, SCOPED, True)
    return query


def check(query: Any) -> None:
    """Whether a peewee query may be run: every table in it is narrowed, or public.

    Raises:
        GongkaiError: some part of it reads a register that ``office.select`` did not narrow.
    """
    if not isinstance(query, Select | ModelSelect):
        raise GongkaiError(
            T("只能执行查询。", "Only a query can be run here."),
            T("写入用 office.change。", "Write through office.change."),
        )
    for part in _nodes(query):
        if isinstance(part, SQL):
            if not isinstance(part, OwnSQL) and re.search(r"(?i)\bselect\b|\bfrom\b|;", part.sql):
                raise _refused(T("查询里不能夹带 SQL。", "a query may not carry SQL."), part.sql)
            continue
        if getattr(part, SCOPED, False):
            sources = list(_sources(part))[1:]  # the first is the one that was narrowed
        else:
            sources = list(_sources(part))
        for source in sources:
            if isinstance(source, type) and issubclass(source, Model):
                name = source._meta.table_name
                if name not in PUBLIC:
                    raise GongkaiError(
                        T(f"读取 {name} 的查询没有限定范围。", f"A query on {name} is not narrowed to what the account may see."),
                        T("用 office.select(模型) 起头；连接别的登记册时连接另一个 office.select。",
                          "Begin it with office.select(Model); join another office.select, not a bare model."),
                    )  # fmt: skip


def _sources(query: Any) -> Iterable[Any]:
    """What a select reads: the models, tables and sub-selects of its FROM and its joins."""
    waiting = list(getattr(query, "_from_list", None) or ())
    while waiting:
        source = waiting.pop(0)
        if hasattr(source, "lhs") and hasattr(source, "rhs"):
            waiting[:0] = [source.lhs, source.rhs]
            continue
        yield (
            getattr(source, "model", source)
            if not isinstance(source, type) and not isinstance(source, Select)
            else source
        )


def _nodes(query: Any) -> list[Any]:
    """A query, and every sub-select and piece of SQL in it."""
    found: list[Any] = []
    seen: set[int] = set()
    waiting: list[Any] = [query]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Select | ModelSelect | SQL):
            found.append(node)
        if isinstance(node, Node) and not isinstance(node, type):
            waiting += [value for value in vars(node).values() if isinstance(value, Node | list | tuple | dict)]
        elif isinstance(node, list | tuple):
            waiting += [value for value in node if isinstance(value, Node | list | tuple | dict)]
        elif isinstance(node, dict):
            waiting += [value for value in node.values() if isinstance(value, Node | list | tuple | dict)]
    return found


def _refused(why: T, statement: str) -> GongkaiError:
    shown = " ".join(statement.split())[:80]
    return GongkaiError(
        T(f"不能这样读取：{why.zh}（{shown}）", f"This cannot be read: {why.en} ({shown})"),
        T("登记册的表名写在花括号里，见 docs/plugins.md。", "Write a register’s table in braces; see docs/plugins.md."),
    )
