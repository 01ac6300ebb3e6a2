"""``gongkai service report, joint``: what the register's own commands cannot do."""

from typing import Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line

WITHIN = click.option(
    "--within", default="", metavar="PLACE",
    help=str(T("只限某个区划：代码、名称或拼音首字母。", "Only one division: code, name or initials.")),
)  # fmt: skip


@click.group(help=str(T("服务事项。", "Service items.")))
def service() -> None:
    """Group of the services' own commands; they join those of the register."""


@service.command(
    help=str(
        T(
            "办件数和当场办结率、按时办结率、满意率，按单位、窗口或月份。",
            "Figures and shares by unit, window or month.",
        )
    )
)
@WITHIN
@click.option("--by", type=click.Choice(["unit", "desk", "month"]), default="unit", show_default=True,
              help=str(T("按什么分组。", "What to group by.")))  # fmt: skip
@click.option(
    "--from",
    "start",
    default="",
    metavar="MONTH",
    help=str(T("起始月份，如 2026-01。", "First month, such as 2026-01.")),
)
@click.option("--to", "end", default="", metavar="MONTH", help=str(T("截止月份。", "Last month.")))
@click.pass_obj
def report(context: Any, within: str, by: str, start: str, end: str) -> None:
    """Sums and shares."""
    from gongkai.core.codes import span
    from gongkai.plugins.tasks.cases.report import percent
    from gongkai.plugins.tasks.services.flow import period
    from gongkai.plugins.tasks.services.measures import GROUPS, figures

    office = context.office
    low, high = span(office.place(clean_line(within)) if within else office.scope)
    months = (period(start)[:7] if start else "", f"{period(end)[:7]}~" if end else "~")
    rows = figures(office, by, low, high, months)
    names = office.unit_names([row[0] for row in rows]) if by == "unit" else {}
    columns = (
        ("name", GROUPS[by][1]), ("total", T("办件", "All")), ("closed", T("办结", "Done")),
        ("on_spot", T("当场办结率%", "On the spot %")), ("on_time", T("按时办结率%", "On time %")),
        ("satisfied", T("满意率%", "Satisfied %")),
    )  # fmt: skip
    context.emit(columns, [
        (names.get(key, key), int(total or 0), int(closed or 0), *(
            percent(int(pair[0] or 0), int(pair[1] or 0)) for pair in (rest[0:2], rest[2:4], rest[4:6])
        ))
        for key, total, closed, *rest in rows
    ])  # fmt: skip


@service.command(help=str(T("并联审批事项数和涉及单位数。", "How many joint approvals there are, and units in them.")))
@WITHIN
@click.pass_obj
def joint(context: Any, within: str) -> None:
    """Count joint approvals."""
    from gongkai.core.codes import span
    from gongkai.plugins.tasks.services.measures import joint as counted

    office = context.office
    items, units = counted(office, *span(office.place(clean_line(within)) if within else office.scope))
    context.emit((("items", T("事项", "Items")), ("units", T("单位", "Units"))), [(items, units)])


@service.command(
    help=str(
        T("按窗口办件登记统计各窗口每月的数字，与所报不同的列出；加 --apply 存入没有报的月份。",
          "Count each window's month from its cases and list what was stated otherwise; --apply keeps months that were not stated.")
    )
)  # fmt: skip
@WITHIN
@click.option("--from", "start", default="", metavar="MONTH",
              help=str(T("起始月份；不写为上月。", "First month; the last one when left out.")))  # fmt: skip
@click.option(
    "--to",
    "end",
    default="",
    metavar="MONTH",
    help=str(T("截止月份；不写同起始。", "Last month; the first when left out.")),
)
@click.option("--apply", is_flag=True, help=str(T("存入。", "Keep them.")))
@click.pass_obj
def count(context: Any, within: str, start: str, end: str, apply: bool) -> None:
    """Figures from the cases themselves."""
    from datetime import timedelta

    from gongkai.core.codes import span
    from gongkai.plugins.tasks.services.counting import FIGURES, counted, differences, keep
    from gongkai.plugins.tasks.services.flow import FIGURE, period

    office = context.office
    before = (office.today.replace(day=1) - timedelta(days=1)).isoformat()[:7]
    first = period(start)[:7] if start else before
    last = period(end)[-7:] if end else first
    low, high = span(office.place(clean_line(within)) if within else office.scope)
    rows = counted(office, first, last, low, high)
    names = office.unit_names({row.unit for row in rows})
    columns = (("unit", T("单位", "Unit")), ("desk", T("窗口", "Window")), ("month", T("月份", "Month")),
               *((name, FIGURE[name]) for name in FIGURES))  # fmt: skip
    context.emit(columns, [(names.get(row.unit, row.unit), *row[1:]) for row in rows])
    for one in differences(office, first, last, low, high):
        where, figure = f"{office.unit_name(one.unit)} {one.desk} {one.month}", FIGURE[one.figure]
        context.note(
            T(f"{where} 的{figure.zh}：所报 {one.stated}，按办件登记 {one.counted}。",
              f"{where}, {figure.en}: {one.stated} as stated, {one.counted} by cases.")
        )  # fmt: skip
    if apply:
        new, changed = keep(office, first, last, low, high)
        context.note(
            T(
                f"新增 {new} 条，更新 {changed} 条；所报数字未动。",
                f"{new} added, {changed} renewed; what was stated stays.",
            )
        )
    else:
        context.note(T("加 --apply 存入没有报的月份。", "--apply keeps the months that were not stated."))
