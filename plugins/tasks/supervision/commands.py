"""``gongkai supervise``: bulletins and who owes them, the windows' day, whose turn it is; and ``gongkai clock load``."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables import parse_date
from gongkai.core.text import clean_line


@click.group(help=str(T("督办：窗口日登记、轮值。", "Supervision: the windows’ day, whose turn it is.")))
def supervise() -> None:
    """Supervision."""


def _day(office: Any, text: str) -> date:
    found = parse_date(text) if text else office.today
    if found is None:
        shown = clean_line(text)[:40]
        raise BadInput(
            T(f"“{shown}”不是日期。", f"“{shown}” is not a date."), T("写成 2026-11-22。", "Write it as 2026-11-22.")
        )
    return found


_DATE = click.option(
    "--date", "day", default="", metavar=str(T("日期", "DAY")), help=str(T("默认今天。", "Today unless said."))
)


@supervise.command(
    "daily",
    help=str(T("窗口办件日登记：受理、办结、在办、将到期、逾期。", "The day’s cases, window by window.")),
)
@_DATE
@click.pass_obj
def daily(context: Any, day: str) -> None:
    """The day's register."""
    from gongkai.plugins.tasks.supervision.daily import sheet

    office = context.office
    rows = sheet(office, _day(office, day))
    names = office.unit_names(row.unit for row in rows)
    columns = (
        ("unit", T("单位", "Unit")), ("desk", T("窗口", "Window")), ("taken", T("受理", "Taken")), ("done", T("办结", "Done")),
        ("on_spot", T("当日办结", "Same day")), ("guided", T("引导", "Guided")), ("open", T("在办", "Open")),
        ("soon", T("将到期", "Due soon")), ("overdue", T("逾期", "Overdue")),
    )  # fmt: skip
    context.emit(columns, [(names.get(row.unit, row.unit), *row[1:]) for row in rows])


@supervise.command("turns", help=str(T("轮值表：哪个单位轮到哪一期。", "Whose turn it is, period by period.")))
@click.argument("key", metavar=str(T("轮值", "TURN")), default="")
@_DATE
@click.option(
    "--count", type=click.IntRange(1, 500), default=8, show_default=True, help=str(T("列几期。", "How many periods."))
)
@click.pass_obj
def turns(context: Any, key: str, day: str, count: int) -> None:
    """A roster."""
    from gongkai.plugins.tasks.supervision.rules import Turn
    from gongkai.plugins.tasks.supervision.turns import slots, turn_of

    office = context.office
    if not key:
        known = office.profile.items("turn", Turn).values()
        heads = (
            ("id", T("编号", "Id")),
            ("name", T("名称", "Name")),
            ("cadence", T("周期", "How often")),
            ("rule", T("规则", "Rule")),
        )
        context.emit(heads, [(turn.id, str(turn.name), str(turn.cadence.label), turn.rule) for turn in known])
        return
    found = slots(office, turn_of(office, key), _day(office, day), count)
    columns = (
        ("period", T("周期", "Period")), ("from", T("起", "From")), ("to", T("止", "To")), ("unit", T("单位", "Unit")),
        ("head", T("负责人", "Head")),
    )  # fmt: skip
    context.emit(columns, [(s.period.key, s.period.start, s.period.end, s.name, s.head) for s in found])


@supervise.command("forms", help=str(T("通报和报告的格式。", "The forms of bulletins and reports.")))
@click.pass_obj
def forms(context: Any) -> None:
    """The forms."""
    from gongkai.plugins.tasks.supervision.rules import ReportForm

    heads = (
        ("key", T("格式", "Form")), ("name", T("名称", "Name")), ("limit", T("周期", "How often")),
        ("obligation", T("对应目录义务", "Obligation")), ("rule", T("规则", "Rule")),
    )  # fmt: skip
    known = context.office.profile.items("report_form", ReportForm).values()
    context.emit(heads, [(form.key, str(form.name), form.limit, form.obligation, form.rule) for form in known])


_PERIOD = click.option(
    "--period",
    default="",
    metavar=str(T("周期", "PERIOD")),
    help=str(T("如 2026-11T2（中旬）、2026-11、2026Q3、2026H1、2026；默认最近结束的一期。",
               "Such as 2026-11T2, 2026-11, 2026Q3, 2026H1, 2026; else the last that is over.")),
)  # fmt: skip


@supervise.command(
    "write",
    help=str(
        T(
            "按数据写出通报或报告；--to 写成 .docx 或 .md 文件。",
            "Write a report from data; --to makes a .docx or .md file.",
        )
    ),
)
@click.argument("form", metavar=str(T("格式", "FORM")))
@_PERIOD
@click.option("--unit", default="", metavar=str(T("单位", "UNIT")), help=str(T("只写一个单位。", "On one unit only.")))
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path),
    metavar=str(T("文件", "FILE")),
    help=str(T("写入文件。", "Write a file.")),
)
@click.pass_obj
def write_report(context: Any, form: str, period: str, unit: str, path: Path | None) -> None:
    """One bulletin."""
    from gongkai.core.docx import save
    from gongkai.plugins.tasks.supervision import bulletins

    office = context.office
    meant = bulletins.form_of(office, form)
    when = bulletins.period_for(office, meant, period)
    text = bulletins.write(office, meant, when, office.unit(unit).uid if unit else "")
    if path is None:
        click.echo(text, nl=False)
        return
    save(path, text)
    context.note(
        T(f"已写入 {clean_line(path.name)}：{when.label.zh}。", f"Written to {clean_line(path.name)}: {when.label.en}.")
    )


@supervise.command(
    "owed", help=str(T("还没有报送某期报告的单位。", "Units that have not handed in the report of a period."))
)
@click.argument("form", metavar=str(T("格式", "FORM")))
@_PERIOD
@click.pass_obj
def owed_reports(context: Any, form: str, period: str) -> None:
    """Who has not handed in."""
    from gongkai.plugins.tasks.supervision import bulletins

    office = context.office
    meant = bulletins.form_of(office, form)
    when = bulletins.period_for(office, meant, period)
    found = bulletins.owed(office, meant, when)
    context.emit((("uid", T("编号", "Id")), ("unit", T("单位", "Unit")), ("due", T("应报日期", "Due"))), found)
    context.note(
        T(f"{when.label.zh}：{len(found)} 个单位未报。", f"{when.label.en}: {len(found)} units have not handed it in.")
    )


@click.command(
    "load",
    help=str(
        T("载入放假安排（每行：日期或起止日期，放假或上班，说明）。先列出变动的日子和期限，加 --apply 才载入。",
          "Load a holiday notice (a row: day or run of days, rest or work, note). First the days and due dates that change are"
          " listed; --apply loads it.")
    ),
)  # fmt: skip
@click.argument("file", type=click.Path(path_type=Path), metavar=str(T("文件", "FILE")))
@click.option("--apply", is_flag=True, help=str(T("真正载入。", "Really load it.")))
@click.option(
    "--source", default="", metavar=str(T("文号", "NUMBER")), help=str(T("依据的通知。", "The notice it comes from."))
)
@click.pass_obj
def load_calendar(context: Any, file: Path, apply: bool, source: str) -> None:
    """What a notice would change, and loading it."""
    from gongkai.core.recount import load_notice, plan_notice, read_notice

    office = context.office
    table = read_notice(file)
    notice = load_notice(office, table, source) if apply else plan_notice(office, table)
    units = office.unit_names(one.unit for one in notice.moved)
    work, rest = str(T("上班", "work")), str(T("放假", "rest"))
    rows: list[tuple[Any, ...]] = [
        ("day", str(new.day), new.note, work if new.was else rest, work if new.is_working else rest, "")
        for new in notice.days
    ]
    rows += [(m.register, m.uid, m.title, m.was, m.due, units.get(m.unit, m.unit)) for m in notice.moved]
    columns = (
        ("what", T("类别", "What")), ("id", T("编号", "Id")), ("title", T("事项", "Matter")), ("was", T("原为", "Was")),
        ("now", T("现为", "Now")), ("unit", T("单位", "Unit")),
    )  # fmt: skip
    context.emit(columns, rows)
    years = T(f"{'、'.join(map(str, notice.years))}年的安排已齐；" if notice.years else "",
              f"the notice of {', '.join(map(str, notice.years))} is whole; " if notice.years else "")  # fmt: skip
    done = T("已载入。", "loaded.") if apply else T("加 --apply 载入。", "add --apply to load it.")
    context.note(
        years
        + T(f"变动 {len(notice.days)} 天，期限变动 {len(notice.moved)} 项；",
            f"{len(notice.days)} days and {len(notice.moved)} due dates change; ") + done
    )  # fmt: skip
