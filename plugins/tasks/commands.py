"""``gongkai plan`` and ``gongkai clock``. Imported only when one of them is used."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.clock import DayNote, Deadline, Unit
from gongkai.core.clock.calendar import WEEKDAYS
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.profile import Origin
from gongkai.core.tables import parse_date
from gongkai.core.text import clean_line
from gongkai.plugins.tasks import dispatch as dispatching
from gongkai.plugins.tasks.models import Task
from gongkai.plugins.tasks.plans.commands import import_plan
from gongkai.plugins.tasks.plans.taskcommands import tell_squeezed
from gongkai.plugins.tasks.supervision.commands import load_calendar
from gongkai.plugins.tasks.timing import explain_due, state_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

UNITS = {unit.value: unit for unit in Unit}


# ---- plan


@click.group(help=str(T("工作要点：查看、分解交办。", "Work plans: look, dispatch to units.")))
def plan() -> None:
    """Work plans."""


plan.add_command(import_plan)


@plan.command("list", help=str(T("列出各项工作要点。", "List the plans.")))
@click.pass_obj
def list_plans(context: Any) -> None:
    """The plans of the profile."""
    office: Office = context.office
    columns = (
        ("id", T("编号", "Id")),
        ("year", T("年度", "Year")),
        ("title", T("名称", "Title")),
        ("items", T("条目", "Items")),
        ("aspects", T("方面", "Aspects")),
        ("number", T("文号", "Number")),
        ("file", T("出处", "Where")),
    )
    rows = [
        (
            p.id,
            p.year,
            str(p.title),
            len(p.item),
            len({i.aspect for i in p.item}),
            p.number,
            _place(office.profile.origin("plan", p.id)),
        )
        for p in dispatching.plans(office).values()
    ]
    context.emit(columns, rows)
    if not rows:
        context.note(
            T(
                "还没有工作要点：把它写成 [[plan]] 放进 rules 文件夹。",
                "No plan yet: write one as [[plan]] in the rules folder.",
            )
        )


@plan.command(
    "show",
    help=str(T("列出一份要点的条目、时限和交办单位数。", "Items of a plan, their dates and how many units.")),
)
@click.argument("plan_id", metavar=str(T("要点", "PLAN")))
@click.pass_obj
def show_plan(context: Any, plan_id: str) -> None:
    """One plan, item by item."""
    office: Office = context.office
    columns = (
        ("no", T("序号", "No.")),
        ("aspect", T("方面", "Aspect")),
        ("title", T("工作任务", "Task")),
        ("start", T("开始", "Start")),
        ("due", T("时限", "Due")),
        ("lead", T("牵头", "Lead")),
        ("units", T("单位数", "Units")),
        ("rule", T("规则", "Rule")),
        ("wrong", T("待补", "Lacks")),
    )
    rows = [
        (
            item.no,
            str(item.aspect),
            str(item.title),
            made.start if made else None,
            made.due if made else item.due,
            list(item.leads),
            made.reached if made else None,
            item.rule,
            str(fault.message) if fault else None,
        )
        for item, made, fault in dispatching.survey(office, plan_id)
    ]
    context.emit(columns, rows)


@plan.command(
    "dispatch",
    help=str(
        T(
            "把要点分解到单位。不加 --apply 只预览。",
            "Dispatch a plan to units. Without --apply it only shows.",
        )
    ),
)
@click.argument("plan_id", metavar=str(T("要点", "PLAN")))
@click.option(
    "--within",
    default="",
    metavar=str(T("区划", "PLACE")),
    help=str(T("只交办到该区划以下。", "Only to this division and below.")),
)
@click.option("--item", "only", multiple=True, metavar="ID", help=str(T("只交办这些条目。", "Only these items.")))
@click.option(
    "--due",
    default="",
    metavar=str(T("日期", "DAY")),
    help=str(T("没写时限的条目用这一天。", "For items without a date.")),
)
@click.option(
    "--anew", is_flag=True, help=str(T("按现在的要点重定对象。", "To whom the plan means now, not when it was issued."))
)
@click.option("--apply", is_flag=True, help=str(T("真正交办。", "Really do it.")))
@click.option("--reason", default="", metavar=str(T("文字", "TEXT")), help=str(T("事由。", "Why.")))
@click.pass_obj
def dispatch_plan(
    context: Any, plan_id: str, within: str, only: tuple[str, ...], due: str, anew: bool, apply: bool, reason: str
) -> None:
    """Preview or make the tasks of a plan."""
    office: Office = context.office
    area = office.place(within) if within else None
    day = _day(due).isoformat() if due else ""
    columns = (
        ("no", T("序号", "No.")),
        ("title", T("工作任务", "Task")),
        ("due", T("时限", "Due")),
        ("units", T("单位数", "Units")),
        ("new", T("新增", "New")),
    )
    drafts = dispatching.draft(office, plan_id, area, due=day, anew=anew, only=only)
    context.emit(columns, [(d.item.no, str(d.item.title), d.due, d.reached, d.new) for d in drafts])
    for changed in (d for d in drafts if d.changed):
        context.note(
            T(f"第 {changed.item.no} 项：要点的对象在交办后改过，仍按交办时的对象；要按现在的，加 --anew。",
              f"Item {changed.item.no}: the plan means other units since it was issued; those of then count, unless --anew is said.")
        )  # fmt: skip
    tell_squeezed(context, [batch for d in drafts for batch in d.batches])
    new = sum(d.new for d in drafts)
    if not apply:
        context.note(
            T(
                f"将新增任务 {new} 项；加 --apply 执行。",
                f"{new} tasks would be made; add --apply to make them.",
            )
        )
        return
    title = dispatching.plan_of(office, plan_id).title
    why = reason or str(T("分解交办：{title}", "dispatched: {title}").format(title=title))
    with office.change(why) as change:
        counts = dispatching.dispatch(office, change, plan_id, area, due=day, anew=anew, only=only)
    context.note(
        T(
            f"已新增任务 {counts.made} 项，涉及单位 {counts.units} 个；原有 {counts.already} 项未动。",
            f"{counts.made} tasks made for {counts.units} units; {counts.already} were there already.",
        )
    )


def _place(origin: Origin | None) -> str:
    return f"{origin.file}:{origin.line}" if origin else ""


# ---- clock


@click.group(help=str(T("时限：逐日推算、说明。", "Time limits, counted and explained day by day.")))
def clock() -> None:
    """Time limits."""


@clock.command("plan", help=str(T("从某日起推算一段时限，逐日列出。", "Count a term from a day, day by day.")))
@click.option(
    "--from",
    "start",
    required=True,
    help=str(T("起算日，如 2026-09-24，当日不计。", "The first day, not counted.")),
)
@click.option("--days", required=True, type=click.IntRange(0, 3660), help=str(T("数量。", "How many.")))
@click.option(
    "--unit",
    type=click.Choice(list(UNITS)),
    default=Unit.WORKING_DAY.value,
    show_default=True,
    help=str(T("wd 工作日，d 自然日，mo 月。", "wd working days, d natural days, mo months.")),
)
@click.pass_obj
def plan_term(context: Any, start: str, days: int, unit: str) -> None:
    """A term counted from a day."""
    deadline = Deadline.compute(_day(start), days, UNITS[unit], context.office.calendar)
    _days(context, deadline.explain())
    context.note(deadline.label())


clock.add_command(load_calendar)


@clock.command(
    "explain",
    help=str(
        T(
            "说明任务、申请、目录条目、批示等的期限：哪些日子计入，哪些不计。",
            "Why a task, a request, an entry, an instruction is due when it is.",
        )
    ),
)
@click.argument("task", metavar=str(T("编号", "ID")))
@click.pass_obj
def explain_task(context: Any, task: str) -> None:
    """The due date of a record, day by day."""
    office: Office = context.office
    register = office.register("task")
    if office.first(office.select(Task).where(Task.uid == task)) is None:
        said: list[tuple[list[DayNote], T]] = []
        office.plugins.call(
            "gongkai_explain_due",
            lambda plugin: lambda days, words: said.append((days, words)),
            office=office,
            uid=task,
        )
        if said:
            _days(context, said[0][0])
            context.note(said[0][1])
            return
        raise BadInput(
            T(f"没有期限可以说明的记录 {clean_line(task)[:40]}，或你无权查看。",
              f"There is no record {clean_line(task)[:40]} whose due date can be explained, or you may not see it."),
            T("用 gongkai task list、request list、case list 或 entry list 查看编号。",
              "See the ids with gongkai task list, request list, case list or entry list."),
        )  # fmt: skip
    record = register.get(task)
    _days(context, explain_due(office, record))
    where = T("{unit}：{title}", "{unit}: {title}").format(unit=office.unit_name(record.unit), title=record.title)
    context.note(
        where
        + T("，{due}到期，{state}", ", due {due}, {state}").format(due=record.due, state=state_of(office, record).label)
    )


def _days(context: Any, notes: Iterable[DayNote]) -> None:
    columns = (
        ("day", T("日期", "Day")),
        ("weekday", T("星期", "Weekday")),
        ("number", T("计数", "Count")),
        ("kind", T("类别", "Kind")),
        ("note", T("说明", "Note")),
    )
    words = context.format in ("json", "jsonl")
    rows = (
        (
            n.day,
            str(WEEKDAYS[n.day.weekday()]),
            n.number or None,
            n.kind.value if words else str(KINDS[n.kind.value]),
            str(n.note),
        )
        for n in notes
    )
    context.emit(columns, rows)


KINDS = {
    "start": T("起算", "start"),
    "counted": T("计入", "counted"),
    "skipped": T("不计", "skipped"),
    "paused": T("中止", "paused"),
    "rolled": T("顺延", "rolled"),
    "pause": T("中止", "pause"),
    "resume": T("恢复", "resume"),
    "extension": T("延长", "extension"),
    "provisional": T("暂定", "provisional"),
}


def _day(text: str) -> date:
    found = parse_date(text)
    if found is None:
        raise BadInput(
            T(f"“{text}”不是日期。", f"“{text}” is not a date."),
            T("写成 2026-11-22。", "Write it as 2026-11-22."),
        )
    return found
