"""Units and divisions as they were: ``unit show U --on DATE``, ``unit past U``, ``division show|tree --on DATE``."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.codes import Level, format_code
from gongkai.core.errors import BadInput, UsageError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.office import Office
    from gongkai.core.registry.past import UnitState

DAY = T("日期", "DATE")
EARLIEST = T("已知最早", "Earliest known")
UNIT = T("编号、名称或拼音首字母。", "Id, name or pinyin initials.")


def on_option() -> click.Parameter:
    """``--on``."""
    return option(
        "--on",
        words=T("按这一天的情况，如 2019-05-01。", "As it was on that day, such as 2019-05-01."),
        shown=DAY,
        default="",
    )


def day_of(text: str, option: str = "--on") -> date:
    """The day that was meant with an option.

    Raises:
        UsageError: it is no date.
    """
    from gongkai.core.tables.parse import parse_date

    found = parse_date(clean_line(text))
    if found is None:
        shown = clean_line(text)[:40]
        raise UsageError(
            T(f"{option} 的“{shown}”不是日期。", f"{option}: “{shown}” is not a date."),
            T("写成 2019-05-01。", "Write 2019-05-01."),
        )
    return found


# units


@command(
    "show",
    T("显示一个单位；加 --on 显示当日的情况。", "Show one unit; with --on as it was on a day."),
    argument("uid", UNIT, T("单位", "UNIT")), on_option(),
)  # fmt: skip
@click.pass_obj
def unit_show(session: "Session", uid: str, on: str) -> None:
    """The register's own page, or the state on a day."""
    from gongkai.cli import records
    from gongkai.core.registry.models import UNITS

    if not on:
        records.show(session, UNITS, uid=uid, more=lambda unit: _posts(session.office, unit.uid, session.office.today))
        return
    from gongkai.core.registry.past import unit_on

    day = day_of(on)
    unit = session.office.register("unit").get(clean_line(uid))
    _one_unit(session, unit_on(session.office, unit.uid, day), day)


def _posts(office: "Office", uid: str, day: date) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """Who held which post on a day: for json, and for a person."""
    from gongkai.core.registry.holders import holders

    register = office.register("post")
    found = holders(office, uid, day)
    names = ("kind", "person", "title", "phone", "valid_from", "valid_to")
    plain = [{"uid": post.uid, **{name: register.plain(post)[name] for name in names}} for post in found]
    told = []
    for post in found:
        rest = [text for text in (post.title, post.phone) if text]
        rest.append(f"{_text(post.valid_from)}—{_text(post.valid_to)}" if post.valid_from or post.valid_to else "")
        told.append((register.cell(post, "kind"), "  ".join([post.person or str(T("空缺", "vacant")), *rest])))
    return {"posts": plain}, told


def _one_unit(session: "Session", state: "UnitState", day: date) -> None:
    from gongkai.cli.output import lines
    from gongkai.core.registry.models import UNITS
    from gongkai.core.registry.past import division_on
    from gongkai.core.resource import show_value

    office, fields = session.office, UNITS.fields
    place = division_on(office, state.division, day)
    parent = show_value(office, fields["parent"], state.parent)
    json = session.format in ("json", "jsonl")

    def words(name: str, value: Any) -> str:
        return str(value) if json else show_value(office, fields[name], value)

    data = {
        "uid": state.uid, "on": day.isoformat(), "exists": state.exists, "name": state.name,
        "kind": words("kind", state.kind), "level": words("level", state.level), "line": words("line", state.line),
        "leadership": words("leadership", state.leadership), "division": format_code(state.division),
        "division_name": place.name if place else "", "parent": state.parent if json else parent,
        "uscc": state.uscc, "from": _text(state.start), "to": _text(state.end), "act": state.act,
        "earliest": state.earliest,
    }  # fmt: skip
    plain, told = _posts(office, state.uid, day)
    if json:
        data |= plain
    session.emit_one(data, {
        "uid": T("编号", "Id"), "on": T("日期", "On"), "exists": T("当日存在", "Existed"), **{n: f.label for n, f in fields.items()},
        "division_name": T("区划名称", "Name of division"), "from": T("起", "From"), "to": T("止", "To"),
        "act": T("由此终止", "Ended by"), "earliest": EARLIEST,
    })  # fmt: skip
    if session.tables:
        lines(told)


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


@command(
    "past", T("列出一个单位的沿革，包括更正过的说法。", "List what a unit was, with what was corrected."),
    argument("uid", UNIT, T("单位", "UNIT")),
)  # fmt: skip
@click.pass_obj
def unit_past(session: "Session", uid: str) -> None:
    """Every interval, oldest first."""
    from gongkai.core.registry.models import UNITS
    from gongkai.core.registry.past import unit_states
    from gongkai.core.registry.terms import STATES
    from gongkai.core.resource import show_value

    unit = session.office.register("unit").get(clean_line(uid))
    names, json = dict(STATES), session.format in ("json", "jsonl")
    heads = (
        ("from", T("起", "From")), ("to", T("止", "To")), ("state", T("效力", "Validity")), ("name", T("名称", "Name")),
        ("division", T("所在区划", "Division")), ("line", T("条线", "Line")), ("parent", T("上级单位", "Parent unit")),
        ("act", T("由此终止", "Ended by")),
    )  # fmt: skip
    states = unit_states(session.office, unit)

    def row(number: int, s: "UnitState") -> tuple[str | T, ...]:
        line, parent, state = s.line, s.parent, s.state
        if not json:
            line, parent = (
                show_value(session.office, UNITS.fields[n], v) for n, v in (("line", line), ("parent", parent))
            )
            present = number == len(states) - 1 and not s.end
            state = str(T("现行", "Present") if present else names[s.state])
        return _text(s.start), _text(s.end), state, s.name, format_code(s.division), line, parent, s.act

    session.emit(heads, (row(number, s) for number, s in enumerate(states)), keep=("from", "to", "act"))


# divisions, called by the commands of ``division``


def division_show(session: "Session", place: str, on: str) -> None:
    """``division show PLACE --on DATE``: what stood under a code on a day.

    Raises:
        BadInput: nothing is known of it.
    """
    from gongkai.core.codes import kind_label
    from gongkai.core.registry.past import division_on

    day = day_of(on)
    code = code_of(session, place, day)
    state = division_on(session.office, code, day)
    if state is None:
        raise BadInput(
            T(f"不知道 {format_code(code)}。", f"Nothing is known of {format_code(code)}."),
            T("检查代码；用 gongkai division find 查找。", "Check the code; look with gongkai division find."),
        )
    json = session.format in ("json", "jsonl")
    above = division_on(session.office, state.parent, day) if state.parent is not None else None
    session.emit_one(
        {
            "code": format_code(state.code), "on": day.isoformat(), "exists": state.exists, "name": state.name,
            "level": Level(state.level).key if json else str(Level(state.level).label),
            "kind": state.kind if json else kind_label(state.kind),
            "parent": format_code(state.parent) if state.parent is not None else "", "parent_name": above.name if above else "",
            "from": _text(state.start), "to": _text(state.end), "act": state.act, "earliest": state.earliest,
        },
        {
            "code": T("代码", "Code"), "on": T("日期", "On"), "exists": T("当日存在", "Existed"), "name": T("名称", "Name"),
            "level": T("层级", "Level"), "kind": T("特殊类型", "Special"), "parent": T("上级", "Parent"),
            "parent_name": T("上级名称", "Name of parent"), "from": T("起", "From"), "to": T("止", "To"),
            "act": T("由此终止", "Ended by"), "earliest": EARLIEST,
        },
    )  # fmt: skip


def division_tree(session: "Session", place: str, depth: int, on: str) -> None:
    """``division tree PLACE --on DATE``: the subtree by the codes and parents of that day."""
    from gongkai.cli.branches import branches
    from gongkai.cli.commands.division import HEADS, line_of
    from gongkai.core.registry.past import code_then, subtree_on

    day = day_of(on)
    top = code_of(session, place, day) if place else code_then(session.office, session.office.scope, day)
    states = subtree_on(session.office, top, day)
    rows = list(branches(states, top, depth, lambda state: state.code, lambda state: state.parent))
    if not rows:
        session.note(T(f"{day} 没有 {format_code(top)}。", f"There was no {format_code(top)} on {day}."))
    if session.tables:
        for _, state, marks in rows:
            sys.stdout.write(f"{marks}{clean_line(state.name)}  {format_code(state.code)}\n")
        return
    heads = (("depth", T("深度", "Depth")), *HEADS)
    if session.format in ("json", "jsonl"):
        session.emit(heads, ((d, format_code(s.code), Level(s.level).key, s.name, s.kind) for d, s, _ in rows))
    else:
        session.emit(heads, ((d, *line_of((s.code, s.level, s.name, s.kind))) for d, s, _ in rows))


def code_of(session: "Session", text: str, day: date) -> int:
    """A code, also one that is in use no more, or the code of what was called so on the day, else is or once was.

    Raises:
        BadInput: nothing fits, or several do.
    """
    from gongkai.core.codes import parse_code
    from gongkai.core.registry.past import code_then, former_divisions

    word = clean_line(text)
    if word.replace(" ", "").isdigit():
        return parse_code(word)
    former = [state for state in former_divisions(session.office, word) if state.name == word]
    then = {s.code for s in former if (s.start is None or s.start <= day) and (s.end is None or day < s.end)}
    if len(then) == 1:
        return then.pop()
    try:
        return code_then(session.office, session.office.place(word), day)
    except BadInput:
        codes = {state.code for state in former}
        if len(codes) != 1:
            raise
        return codes.pop()
