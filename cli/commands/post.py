"""``gongkai post handover``: one leaves a post, the next begins, in one transaction."""

from typing import TYPE_CHECKING

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session


@command(
    "handover",
    T(
        "岗位交接：前任到交接前一日为止，接任者从交接日起；空缺的岗位直接填上。",
        "Hand a post over: the predecessor's last day is the day before, the successor begins on the day. A vacancy is filled.",
    ),
    argument("unit", T("编号、名称或拼音首字母。", "Id, name or pinyin initials."), T("单位", "UNIT")),
    argument("kind", T("岗位。", "The post."), T("岗位", "POST")),
    argument("person", T("接任者的姓名。", "Who takes over."), T("姓名", "PERSON")),
    argument("values", T("接任者的其他字段。", "Other fields of the successor."), T("字段=值", "FIELD=VALUE"), nargs=-1,
             type=click.UNPROCESSED),
    option("--from", "day", words=T("交接日期，如 2026-11-22。", "The day, such as 2026-11-22."), shown=T("日期", "DATE"),
           required=True),
    option("--replaces", words=T("几人同任时，接替谁。", "Whom, where several hold the post."), shown=T("姓名", "PERSON"),
           default=""),
    option("--reason", words=T("事由，记入台账。", "Why; kept in the ledger."), shown=T("文字", "TEXT"), default=""),
)  # fmt: skip
@click.pass_obj
def handover(
    session: "Session", unit: str, kind: str, person: str, values: tuple[str, ...], day: str, replaces: str, reason: str
) -> None:
    """End the old, begin the new."""
    from gongkai.cli.commands.past import day_of
    from gongkai.cli.fields import pairs_of
    from gongkai.core.registry.holders import hand_over
    from gongkai.core.registry.models import POSTS

    office = session.office
    start, where = day_of(day, "--from"), office.unit(clean_line(unit))
    given = {name: text or None for name, text in pairs_of(POSTS, values).items()}
    with office.change(clean_line(reason) or str(T("岗位交接", "hand-over"))) as change:
        old, new = hand_over(
            change, where.uid, clean_line(kind), clean_line(person), start, given, clean_line(replaces)
        )
    register = office.register("post")
    post = register.cell(new, "kind")
    if not session.tables:
        session.emit_one({"ended": register.plain(old) if old else None, "begun": register.plain(new)})
        return
    click.echo(new.uid)
    session.note(
        T(f"{where.name}的{post}：{old.person}任至 {old.valid_to}，{new.person}从 {new.valid_from} 起。",
          f"{where.name}, {post}: {old.person} until {old.valid_to}, {new.person} from {new.valid_from}.")
        if old is not None else
        T(f"{where.name}的{post}：{new.person}从 {new.valid_from} 起。", f"{where.name}, {post}: {new.person} from {new.valid_from}.")
    )  # fmt: skip
