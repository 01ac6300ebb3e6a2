"""``gongkai division add, rename, end``: divisions below the village and beside the list."""

from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.codes import Level, format_code
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session

PLACE = T("区划", "PLACE")
PLACED = T("代码、名称或拼音首字母。", "Code, name or pinyin initials.")
LEVELS = tuple(level.key for level in Level if level >= Level.COUNTY)
KINDS = ("group", "committee", "area", "own")  # those that gongkai.core.codes.own_kind_of gives


def _dated() -> tuple[click.Parameter, click.Parameter]:
    return (
        option(
            "--on",
            words=T("生效日期；不写时为今天。", "From which day; today unless said."),
            shown=T("日期", "DATE"),
            default="",
        ),
        option("--basis", words=T("批准文号。", "Number of the document."), shown=T("文号", "NUMBER"), default=""),
    )


def _when(on: str, basis: str) -> dict[str, Any]:
    from gongkai.cli.commands.past import day_of

    return {"day": day_of(on) if on else None, "basis": clean_line(basis)}


@command(
    "add",
    T("在村、社区之下设社、组，或在名录之外设管委会、片区；作为机构改革记录，可撤销。",
      "Add a group below a village, or a committee or area beside the list. Kept as an act, so it can be taken back."),
    argument("name", T("名称。", "Its name."), T("名称", "NAME")),
    option("--below", words=T("上级区划。", "What it lies below."), shown=PLACE, required=True),
    option("--kind", words=T("类型；不写时由名称判断。", "Its kind; else read off the name."), type=click.Choice(KINDS), default=None),
    option("--level", words=T("层级；不写时为上级的下一级。", "Its level; else the one below its parent's."), type=click.Choice(LEVELS),
           default=None),
    option("--code", words=T("代码；不写时取下一个空号。", "Its code; else the next free number."), shown=T("代码", "CODE"), default=""),
    *_dated(),
    after=T("例：gongkai division add 一组 --below 511923101201", "Example: gongkai division add NAME --below 511923101201"),
    output=False,
)  # fmt: skip
@click.pass_obj
def add(
    session: "Session", name: str, below: str, kind: str | None, level: str | None, code: str, on: str, basis: str
) -> None:
    """Make it, and say its code."""
    from gongkai.core.registry.own import add_division

    office = session.office
    above = office.place(clean_line(below))
    made = add_division(
        office, clean_line(name), above, level=Level.from_key(level) if level else None, code=clean_line(code),
        kind=kind or "", **_when(on, basis),
    )  # fmt: skip
    (found,) = office.rows("SELECT became FROM {division_term} WHERE act = ? AND state = 'absent'", (made.uid,))
    click.echo(format_code(found[0]))
    _done(session, made)


@command(
    "rename",
    T("为自设的区划更名。名录里的区划用 gongkai act。", "Rename a division that was added. Use gongkai act for one of the list."),
    argument("place", PLACED, PLACE), argument("name", T("新名称。", "The new name."), T("名称", "NAME")), *_dated(),
    output=False,
)  # fmt: skip
@click.pass_obj
def rename(session: "Session", place: str, name: str, on: str, basis: str) -> None:
    """Rename it."""
    from gongkai.core.registry.own import rename_division

    office = session.office
    _done(session, rename_division(office, office.place(clean_line(place)), clean_line(name), **_when(on, basis)))


@command(
    "end",
    T("撤销自设的区划，其中的单位和记录归上级区划。", "End a division that was added; what lies in it goes to the one above."),
    argument("place", PLACED, PLACE), *_dated(),
    output=False,
)  # fmt: skip
@click.pass_obj
def end(session: "Session", place: str, on: str, basis: str) -> None:
    """End it."""
    from gongkai.core.registry.own import end_division

    office = session.office
    _done(session, end_division(office, office.place(clean_line(place)), **_when(on, basis)))


def _done(session: "Session", made: Any) -> None:
    session.note(
        T(
            f"{made.title}。撤回：gongkai act undo {made.uid}",
            f"{made.title}. To take it back: gongkai act undo {made.uid}",
        )
    )
