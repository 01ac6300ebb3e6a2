"""``gongkai case new, steps, duplicates, report``: what the register's own commands cannot do."""

from datetime import date
from typing import Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.cases.report import BY, COLUMNS

WITHIN = click.option(
    "--within", default="", metavar="PLACE",
    help=str(T("只限某个区划：代码、名称或拼音首字母。", "Only one division: code, name or initials.")),
)  # fmt: skip


@click.group(help=str(T("群众诉求。", "Cases.")))
def case() -> None:
    """Group of the cases' own commands; they join those of the register."""


@case.command(
    help=str(
        T("登记一件诉求：一句话就够；电话、地点和其他字段可接着写。渠道、类别、日期和受理单位有默认值。",
          "Enter a case: one sentence is enough; telephone, place and other fields may follow. Channel, kind, day and unit"
          " have defaults.")
    )
)  # fmt: skip
@click.argument("matter", metavar="MATTER")
@click.argument("values", metavar="FIELD=VALUE", nargs=-1)
@click.option("-p", "--phone", default="", metavar="NUMBER", help=str(T("来电号码。", "Telephone of the caller.")))
@click.option("-a", "--address", default="", metavar="TEXT", help=str(T("事发地点。", "Where it happened.")))
@click.option(
    "-c",
    "--channel",
    default="",
    metavar="CHANNEL",
    help=str(T("来源渠道，默认 12345。", "The channel; 12345 when not said.")),
)
@click.option(
    "-u",
    "--unit",
    default="",
    metavar="UNIT",
    help=str(T("受理单位，默认按规则。", "Who takes it; by the rules when not said.")),
)
@click.pass_obj
def new(context: Any, /, matter: str, values: tuple[str, ...], **given: str) -> None:
    """One case."""
    from gongkai.core.errors import UsageError
    from gongkai.plugins.tasks.cases.questions import doubt

    office = context.office
    fields: dict[str, Any] = {name: clean_line(text) for name, text in given.items() if text.strip()}
    for word in values:
        name, mark, text = word.partition("=")
        if not mark:
            raise UsageError(
                T(f"“{clean_line(word)[:40]}”不是 字段=值。", f"“{clean_line(word)[:40]}” is not FIELD=VALUE."),
                T("诉求有空格时整句加引号；其余写成 caller=张三。", "Quote the matter when it holds blanks; then FIELD=VALUE."),
            )  # fmt: skip
        fields[name.strip()] = text if text.strip() else None
    register = office.register("case")
    made = register.save(None, {"title": matter, **fields}, str(T("登记诉求", "case entered")))
    click.echo(made.uid)
    context.note(T(f"已登记：{made.number} {made.title}", f"Entered: {made.number} {made.title}"))
    said = doubt(office, made)
    if said is not None:
        context.note(said)


@case.command(
    help=str(T("一件诉求走过的七个步骤和每一轮期限。", "The seven steps of a case, and the clock of each round."))
)
@click.argument("uid", metavar="ID")
@click.pass_obj
def steps(context: Any, uid: str) -> None:
    """Show the loop."""
    from gongkai.plugins.tasks.cases.loop import steps as of

    office = context.office
    record = office.register("case").get(clean_line(uid))
    columns = (
        ("no", T("序号", "No.")), ("step", T("步骤", "Step")), ("day", T("日期", "Day")), ("who", T("谁", "Who")),
        ("what", T("情况", "What")), ("due", T("期限", "Due")),
    )  # fmt: skip
    context.emit(columns, [(s.no, str(s.name), s.day, s.who, str(s.what), s.due) for s in of(office, record)])


@case.command(
    help=str(
        T(
            "在办诉求中地点和类别相同的，逐组列出，供并案。",
            "Open cases at one place and of one kind, group by group, to merge.",
        )
    )
)
@WITHIN
@click.pass_obj
def duplicates(context: Any, within: str) -> None:
    """Groups that look alike."""
    from gongkai.core.codes import span
    from gongkai.core.resource import choices_of
    from gongkai.plugins.tasks.cases.matching import groups

    office = context.office
    place = office.place(clean_line(within)) if within else office.scope
    kinds = dict(choices_of(office, office.resource("case").meta("kind")))
    columns = (
        ("address", T("事发地点", "Where")), ("title", T("诉求", "Matter")), ("kind", T("类别", "Kind")),
        ("count", T("件数", "Cases")), ("phones", T("电话数", "Telephones")), ("first", T("最早受理", "First taken")),
        ("number", T("最早工单", "First case")),
    )  # fmt: skip
    rows = [(a, t, str(kinds.get(k, k)), n, p, f, number) for a, t, k, n, p, f, number in groups(office, *span(place))]
    context.emit(columns, rows)


@case.command(
    help=str(
        T("诉求分析：受理、办结、反馈及时、重办、满意，按类别、渠道、地区、单位或月份。",
          "Analysis: taken, done, in time, done again, satisfied; by kind, channel, place, unit or month.")
    )
)  # fmt: skip
@WITHIN
@click.option(
    "--by",
    type=click.Choice(list(BY)),
    default="kind",
    show_default=True,
    help=str(T("按什么分组。", "What to group by.")),
)
@click.option("--from", "start", default="", metavar="DAY", help=str(T("受理日期起。", "Taken on or after.")))
@click.option("--to", "end", default="", metavar="DAY", help=str(T("受理日期止。", "Taken on or before.")))
@click.pass_obj
def report(context: Any, within: str, by: str, start: str, end: str) -> None:
    """Figures in groups."""
    from gongkai.plugins.tasks.cases.report import report as figures

    office = context.office
    place = office.place(clean_line(within)) if within else None
    rows = figures(office, by, _day(start), _day(end), place)
    context.emit(
        (("name", BY[by][1]), *COLUMNS), [(str(row["name"]), *(row[key] for key, _ in COLUMNS)) for row in rows]
    )


def _day(text: str) -> date | None:
    from gongkai.core.errors import BadInput
    from gongkai.core.tables import parse_date

    if not text.strip():
        return None
    found = parse_date(text)
    if found is None:
        raise BadInput(
            T(f"“{clean_line(text)[:20]}”不是日期。", f"“{clean_line(text)[:20]}” is not a date."),
            T("写成 2026-11-22。", "Write it as 2026-11-22."),
        )
    return found
