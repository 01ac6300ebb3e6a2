"""``gongkai division``: the divisions that this store holds. Reads by range, without any plugin."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.branches import branches
from gongkai.cli.commands.divisionload import import_, load
from gongkai.cli.commands.divisionown import add, end, rename
from gongkai.cli.commands.past import division_show, division_tree, on_option
from gongkai.cli.words import Group, argument, option
from gongkai.core.codes import KINDS, Level, format_code, kind_label, span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.office import Office

LEVELS = tuple(level.key for level in Level if level not in (Level.NATION, Level.BELOW))
HEADS = (
    ("code", T("代码", "Code")),
    ("level", T("层级", "Level")),
    ("name", T("名称", "Name")),
    ("kind", T("特殊类型", "Special")),
)
ARROW = " › "
COLUMNS = "code, level, name, kind"
PLACE = T("区划", "PLACE")

division = Group(
    "division", T("行政区划：本库所含的本级、上级和下级。", "Divisions: the office's own, those above and below it.")
)
for command in (load, import_, add, rename, end):
    division.add_command(command)


def within_option() -> click.Parameter:
    """``--within``."""
    return option(
        "--within", words=T("只看该区划及以下：代码、名称或首字母。", "Only this division and below: code, name or initials."),
        shown=PLACE, default="",
    )  # fmt: skip


def level_option() -> click.Parameter:
    """``--level``."""
    return option("--level", words=T("只看这一级。", "Only this level."), type=click.Choice(LEVELS), default=None)


def kind_option() -> click.Parameter:
    """``--kind``."""
    return option(
        "--kind",
        words=T("只看这种特殊类型。", "Only this special kind."),
        type=click.Choice(tuple(KINDS)),
        default=None,
    )


def place_argument(required: bool = True) -> click.Parameter:
    """A division as an argument."""
    words = T("代码、名称或拼音首字母；不写时为本单位的区划。", "Code, name or pinyin initials; else the office's own.")
    if required:
        words = T("代码、名称或拼音首字母。", "Code, name or pinyin initials.")
    return argument("place", words, PLACE, required=required, **({} if required else {"default": ""}))


def line_of(row: tuple[Any, ...]) -> tuple[str, str, str, str]:
    """A stored row as a line of a list."""
    code, level, name, kind = row
    return format_code(code), str(Level(level).label), name, kind_label(kind)


def emit(session: "Session", rows: Iterator[tuple[Any, ...]]) -> int:
    """Print divisions: words in tables and sheets, keys in json."""
    if session.format in ("json", "jsonl"):
        from gongkai.cli.output import records

        names = ("code", "level", "name", "kind")
        found = ((format_code(r[0]), Level(r[1]).key, r[2], r[3]) for r in rows)
        return records((dict(zip(names, values, strict=True)) for values in found), session.format)
    return session.emit(HEADS, (line_of(row) for row in rows), keep=("code",))


@division.make(
    "list", T("列出区划，上级在前。", "List divisions, the upper ones first."), within_option(), level_option(),
    kind_option(),
    option("--limit", words=T("最多几个；0 为全部。", "At most so many; 0: all."), shown=T("数目", "N"),
           type=click.IntRange(min=0), default=0),
)  # fmt: skip
@click.pass_obj
def list_(session: "Session", within: str, level: str | None, kind: str | None, limit: int) -> None:
    """The divisions of a subtree, as one range of codes."""
    office = session.office
    statement = f"SELECT {COLUMNS} FROM {{division}}"
    tests: list[str] = []
    values: list[int | str] = []
    if within:
        tests.append("code BETWEEN ? AND ?")
        values += span(_place(office, within))
    if level:
        tests.append("level = ?")
        values.append(Level.from_key(level).value)
    if kind:
        tests.append("kind = ?")
        values.append(kind)
    statement += f" WHERE {' AND '.join(tests)}" if tests else ""
    statement += " ORDER BY code" + (" LIMIT ?" if limit else "")
    values += [limit] if limit else []
    emit(session, office.stream(statement, values))


@division.make("show", T("显示一个区划；加 --on 显示当日的情况。", "Show one division; with --on as it was on a day."),
               place_argument(), on_option())  # fmt: skip
@click.pass_obj
def show(session: "Session", place: str, on: str) -> None:
    """One division with its path and what lies in it."""
    if on:
        division_show(session, place, on)
        return
    from gongkai.core.registry.find import former_names
    from gongkai.core.registry.past import division_on

    office = session.office
    scope = _place(office, place)
    code, level, name, kind, initials, edition, cut_off = office.rows(
        "SELECT d.code, d.level, d.name, d.kind, d.initials, d.edition, COALESCE(e.cut_off, '') FROM {division} d"
        " LEFT JOIN {division_edition} e ON e.name = d.edition WHERE d.code = ?",
        (scope,),
    )[0]  # it is there: the place was just found
    low, high = span(scope)
    below = office.rows("SELECT count(*) FROM {division} WHERE parent = ?", (scope,))[0][0]
    units = office.rows("SELECT count(*) FROM {unit} WHERE scope BETWEEN ? AND ?", (low, high))[0][0]
    state = division_on(office, scope, office.today)
    was = former_names(office, scope)
    path = ARROW.join(row[2] for row in chain(office, scope))
    json = session.format in ("json", "jsonl")
    session.emit_one(
        {
            "code": format_code(code), "name": name, "level": Level(level).key if json else str(Level(level).label),
            "kind": kind if json else kind_label(kind), "path": path, "initials": initials, "children": below,
            "units": units, "edition": edition, "cut_off": cut_off, "formerly": was if json else str(T("、", ", ")).join(was),
            "from": state.start.isoformat() if state and state.start else "",
            "to": state.end.isoformat() if state and state.end else "",
        },
        {
            **dict(HEADS), "path": T("路径", "Path"), "initials": T("首字母", "Initials"), "children": T("直接下级", "Children"),
            "units": T("单位（含下级）", "Units, below included"), "edition": T("名录版本", "Edition of the list"),
            "cut_off": T("名录截止日期", "Cut-off of the list"), "formerly": T("曾用名", "Formerly"),
            "from": T("起", "From"), "to": T("止", "To"),
        },
    )  # fmt: skip


@division.make(
    "path",
    T("从上到下列出一个区划的各级上级。", "The divisions above one, from the top."),
    place_argument(required=False),
)
@click.pass_obj
def path(session: "Session", place: str) -> None:
    """The chain of parents."""
    office = session.office
    emit(session, iter(chain(office, _place(office, place))))


@division.make(
    "find", T("按代码、名称、曾用名、全拼或拼音首字母查找。", "Find by code, present or old name, pinyin or its initials."),
    argument("text", T("如 511923、平昌、pingchang、pcx。", "Such as 511923, pingchang or pcx."), T("文字", "TEXT")), level_option(),
    kind_option(),
    option("--limit", words=T("最多几个。", "At most so many."), shown=T("数目", "N"), type=click.IntRange(min=1), default=50),
)  # fmt: skip
@click.pass_obj
def find(session: "Session", text: str, level: str | None, kind: str | None, limit: int) -> None:
    """What fits; the exact ones first."""
    from gongkai.core.registry.find import find_divisions, paths_of

    wanted = clean_line(text)
    if not wanted:
        raise BadInput(T("要查找的文字是空的。", "There is nothing to look for."), T("例如 pcx。", "For example pcx."))
    office, json = session.office, session.format in ("json", "jsonl")
    found = find_divisions(office, wanted, Level.from_key(level) if level else None, limit, kind or "", ended=True)
    paths = paths_of(office, [d.code for d in found])
    heads: tuple[tuple[str, T], ...] = (
        *HEADS,
        ("path", T("上级", "Above")),
        ("formerly", T("原名称", "Formerly")),
        ("ended", T("撤销日期", "Ended")),
    )
    if session.tables and not any(d.was for d in found):
        heads = heads[:-2]  # nothing to say there
    rows = (
        (
            format_code(d.code), Level(d.level).key if json else str(Level(d.level).label), d.name,
            d.kind if json else kind_label(d.kind), ARROW.join(row[2] for row in paths[d.code][1:-1]), d.was, d.ended,
        )[: len(heads)]
        for d in found
    )  # fmt: skip
    session.emit(heads, rows, keep=("code",))
    if not found:
        session.note(
            T(f"没有找到“{wanted[:40]}”；本库只含本级及其上下级。",
              f"Nothing fits “{wanted[:40]}”; the store holds its own subtree and what is above it.")
        )  # fmt: skip


@division.make("count", T("各级区划的数目。", "How many divisions of each level."), within_option())
@click.pass_obj
def count(session: "Session", within: str) -> None:
    """One grouped query over a range."""
    office = session.office
    low, high = span(_place(office, within))
    rows = office.rows(
        "SELECT level, count(*) FROM {division} WHERE code BETWEEN ? AND ? AND code % 1000 = 0 GROUP BY level ORDER BY level",
        (low, high),
    )
    own = office.rows("SELECT count(*) FROM {division} WHERE code BETWEEN ? AND ? AND code % 1000 <> 0", (low, high))[
        0
    ][0]
    counted = [(Level(level).key, Level(level).label, number) for level, number in rows]
    counted += [("own", T("自设区划", "Added by the office"), own)] if own else []
    if session.format in ("json", "jsonl"):
        session.emit_one({key: number for key, _, number in counted})
    else:
        heads = (("level", T("层级", "Level")), ("count", T("数目", "Number")))
        session.emit(heads, [(str(label), number) for _, label, number in counted])


@division.make(
    "tree", T("以树形列出区划。", "Divisions as a tree."), place_argument(required=False),
    option("--depth", words=T("往下几级；0 为全部。", "How many levels down; 0: all."), shown=T("级数", "N"),
           type=click.IntRange(min=0), default=1),
    on_option(),
)  # fmt: skip
@click.pass_obj
def tree(session: "Session", place: str, depth: int, on: str) -> None:
    """The subtree of a division, read as one range and drawn by stored parents."""
    if on:
        division_tree(session, place, depth, on)
        return
    office = session.office
    top = _place(office, place)
    stored = office.rows(
        f"SELECT {COLUMNS}, parent FROM {{division}} WHERE code BETWEEN ? AND ? ORDER BY code", span(top)
    )
    rows = branches(stored, top, depth, lambda row: row[0], lambda row: row[4])
    if session.tables:
        for _, row, marks in rows:
            special = f"  {kind_label(row[3])}" if row[3] else ""
            sys.stdout.write(f"{marks}{clean_line(row[2])}  {format_code(row[0])}{special}\n")
        return
    heads = (("depth", T("深度", "Depth")), *HEADS)
    if session.format in ("json", "jsonl"):
        session.emit(heads, ((d, format_code(r[0]), Level(r[1]).key, r[2], r[3]) for d, r, _ in rows))
    else:
        session.emit(heads, ((d, *line_of(r[:4])) for d, r, _ in rows))


def chain(office: "Office", scope: int) -> list[tuple[Any, ...]]:
    """A division and those above it by stored parents, from the top."""
    from gongkai.core.registry.find import paths_of

    return [row[:4] for row in paths_of(office, [scope])[scope]]


def _place(office: "Office", text: str) -> int:
    return office.place(clean_line(text)) if text else office.scope
