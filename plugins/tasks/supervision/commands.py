"""``gongkai supervise``: the windows' day, whose turn it is."""

from datetime import date
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
