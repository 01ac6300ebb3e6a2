"""Of tasks what the register's own commands cannot do: ``gongkai task dispatch, backward, attach, board, laggards, progress,
ics``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.core.office import Office
    from gongkai.plugins.tasks.plans.issue import Batch


WITHIN = click.option(
    "--within",
    default="",
    metavar=str(T("区划", "PLACE")),
    help=str(T("只看该区划以下。", "Only this division and below.")),
)
PLAN = click.option("--plan", default="", metavar="ID", help=str(T("只看这份要点。", "Only this plan.")))


@click.group(help=str(T("任务。", "Tasks.")))
def task() -> None:
    """Group of the tasks' own commands; they join those of the register."""


@task.command(
    help=str(
        T("交办给单位，或把一项任务分解到下级单位、科室、人。不加 --apply 只预览。",
          "Give a task to units, or hand one down to units, sections, persons. Without --apply it only shows.")
    )
)  # fmt: skip
@click.argument("title", default="", metavar=str(T("名称", "TITLE")))
@click.option("--parent", default="", metavar="ID", help=str(T("由哪项任务分解。", "The task that is handed down.")))
@click.option(
    "--due",
    default="",
    metavar=str(T("日期", "DAY")),
    help=str(T("完成时限；默认同上级任务。", "Due day; the parent's unless said.")),
)
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar=str(T("单位", "UNIT")),
    help=str(T("这些单位，可多次。", "These units; may be repeated.")),
)
@click.option(
    "--level",
    "levels",
    multiple=True,
    metavar=str(T("层级", "LEVEL")),
    help=str(T("这些层级的单位。", "Units of these levels.")),
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar=str(T("类型", "KIND")),
    help=str(T("这些类型的单位。", "Units of these kinds.")),
)
@click.option(
    "--line",
    "lines",
    multiple=True,
    metavar=str(T("条线", "LINE")),
    help=str(T("这些条线的单位。", "Units of these lines.")),
)
@click.option(
    "--tag",
    "tags",
    multiple=True,
    metavar=str(T("标记", "TAG")),
    help=str(T("带这些标记的单位。", "Units with these tags.")),
)
@WITHIN
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar=str(T("科室", "SECTION")),
    help=str(T("落实到科室。", "To a section.")),
)
@click.option(
    "--person", "persons", multiple=True, metavar=str(T("姓名", "PERSON")), help=str(T("落实到人。", "To a person."))
)
@click.option(
    "--requirement", default="", metavar=str(T("文字", "TEXT")), help=str(T("工作要求。", "What is demanded."))
)
@click.option("--evidence", is_flag=True, help=str(T("没有佐证不能提请核验。", "No submit without evidence.")))
@click.option(
    "--backward",
    default="",
    metavar="KEY",
    help=str(T("按这份倒排计划设节点。", "Milestones by this backward schedule.")),
)
@click.option("--apply", is_flag=True, help=str(T("真正交办。", "Really do it.")))
@click.option("--reason", default="", metavar=str(T("文字", "TEXT")), help=str(T("事由。", "Why.")))
@click.pass_obj
def dispatch(
    context: Any, /, title: str, parent: str, due: str, within: str, apply: bool, reason: str, **said: Any
) -> None:
    """Preview or make tasks."""
    from gongkai.core.rules import Selector
    from gongkai.plugins.tasks.plans.handdown import Order, give_out, prepare

    office: Office = context.office
    above = office.register("task").get(clean_line(parent)) if parent else None
    whom = {key: tuple(said[key]) for key in ("levels", "kinds", "lines", "tags")}
    _known(office, whom)
    named = tuple(office.unit(clean_line(name)).uid for name in said["units"])
    area = office.place(within) if within else None
    selector = Selector(units=named, **whom) if named or any(whom.values()) or area is not None else None
    order = Order(
        title=clean_line(title), due=_day(due), parent=above, selector=selector, within=area,
        sections=tuple(map(clean_line, said["sections"])), persons=tuple(map(clean_line, said["persons"])),
        requirement=clean_line(said["requirement"]), evidence=said["evidence"], backward=said["backward"],
    )  # fmt: skip
    prepared = prepare(office, order)
    columns = (
        ("uid", T("编号", "Id")),
        ("unit", T("责任单位", "Unit")),
        ("section", T("责任科室", "Section")),
        ("person", T("责任人", "Person")),
        ("title", T("工作任务", "Task")),
        ("due", T("完成时限", "Due")),
    )
    base = prepared.batch.base
    rows = ((t.uid, t.member.name, t.section, t.person, base["title"], base["due"]) for t in prepared.batch.targets)
    new = len(prepared.batch.targets)
    tell_squeezed(context, [prepared.batch])
    if not apply:
        context.emit(columns, rows)
        context.note(
            T(f"将交办 {new} 项，已有 {prepared.already} 项；加 --apply 执行。",
              f"{new} tasks would be made, {prepared.already} are there; add --apply to make them.")
        )  # fmt: skip
        return
    give_out(office, prepared, reason or str(T(f"交办：{base['title']}", f"assigned: {base['title']}")))
    context.emit(columns, rows)
    context.note(
        T(f"已交办 {new} 项，原有 {prepared.already} 项未动。", f"{new} tasks made, {prepared.already} were there.")
    )


@task.command(
    help=str(
        T(
            "从完成时限往回排节点，按工作日。不加 --apply 只预览。",
            "Set milestones back from the due day. Without --apply it only shows.",
        )
    )
)
@click.argument("uid", metavar="ID")
@click.option(
    "--schedule", default="standard", show_default=True, metavar="KEY", help=str(T("倒排计划。", "Backward schedule."))
)
@click.option(
    "--step",
    "steps",
    multiple=True,
    metavar=str(T("节点=提前量", "NAME=TIME")),
    help=str(T("自定节点，如 自查=10wd。", "Own steps such as check=10wd.")),
)
@click.option("--apply", is_flag=True, help=str(T("写入节点。", "Write the milestones.")))
@click.pass_obj
def backward(context: Any, uid: str, schedule: str, steps: tuple[str, ...], apply: bool) -> None:
    """A schedule that runs backwards."""
    from gongkai.plugins.tasks.plans.backward import backward_of, parse_steps, place_steps, set_milestones

    office: Office = context.office
    record = office.register("task").get(clean_line(uid))
    chosen = parse_steps(map(clean_line, steps)) if steps else backward_of(office, schedule).step
    placed = place_steps(office, record.start or office.today, record.due, chosen)
    columns = (
        ("number", T("顺序", "Order")),
        ("title", T("节点", "Milestone")),
        ("before", T("提前量", "Before")),
        ("due", T("完成时限", "Due")),
        ("moved", T("顺延", "Moved")),
    )
    context.emit(columns, [(m.number, m.title, m.before, m.due, m.moved) for m in placed])
    late = [m for m in placed if m.moved]
    if late:
        names, english = "、".join(m.title for m in late), ", ".join(m.title for m in late)
        context.note(
            T(
                f"来不及按原提前量的节点排在最早可行的一天：{names}。",
                f"Too late for these; they stand on the first day possible: {english}.",
            )
        )
    if not apply:
        context.note(T("加 --apply 写入节点。", "Add --apply to write them."))
        return
    made = set_milestones(office, record, placed)
    context.note(T(f"已写入 {made} 个节点。", f"{made} milestones written."))


@task.command(help=str(T("给任务加佐证文件。", "Add files as evidence of a task.")))
@click.argument("uid", metavar="ID")
@click.argument("files", metavar="FILE", nargs=-1, required=True)
@click.pass_obj
def attach(context: Any, uid: str, files: tuple[str, ...]) -> None:
    """Files as evidence."""
    from gongkai.plugins.tasks.plans.evidence import attach as add

    office = context.office
    for made in add(office, office.register("task").get(clean_line(uid)), [Path(name) for name in files]):
        click.echo(f"{made.sha256}  {made.name}")


@task.command(help=str(T("看板：各阶段的任务数，按时效分。", "The board: tasks in each stage, by timeliness.")))
@WITHIN
@PLAN
@click.pass_obj
def board(context: Any, within: str, plan: str) -> None:
    """Stages by timeliness."""
    from gongkai.plugins.tasks.models import TASKS
    from gongkai.plugins.tasks.plans.progress import STATES
    from gongkai.plugins.tasks.plans.progress import board as standing

    office: Office = context.office
    found = standing(office, office.place(within) if within else None, plan)
    flow = office.workflow(TASKS)
    words = context.format in ("json", "jsonl")
    columns = (("stage", T("阶段", "Stage")), ("all", T("合计", "All")), *STATES.items())
    known = [stage.key for stage in flow.stage]
    stages = [*known, *(key for key in found if key not in known)]
    context.emit(
        columns,
        [
            (
                key if words else str(flow.stage_of(key).name),
                sum(found.get(key, {}).values()),
                *(found.get(key, {}).get(state, 0) for state in STATES),
            )
            for key in stages
        ],
    )


@task.command(help=str(T("谁落后了：逾期最多的在前。", "Who is behind: the most overdue first.")))
@WITHIN
@PLAN
@click.option(
    "--by",
    type=click.Choice(("unit", "level", "plan")),
    default="unit",
    show_default=True,
    help=str(T("按什么汇总。", "Grouped by what.")),
)
@click.option("--limit", type=click.IntRange(1), help=str(T("最多几行。", "At most so many lines.")))
@click.pass_obj
def laggards(context: Any, within: str, plan: str, by: str, limit: int | None) -> None:
    """The laggards' list."""
    from gongkai.core.codes import Level
    from gongkai.plugins.tasks.plans.progress import laggards as behind

    office: Office = context.office
    found = behind(office, by, office.place(within) if within else None, plan, limit or 0)
    columns = (
        ("key", T("编号", "Id")),
        ("name", T("名称", "Name")),
        ("late", T("逾期", "Overdue")),
        ("days", T("最长逾期天数", "Days late at most")),
        ("open", T("未办结", "Open")),
        ("all", T("合计", "All")),
    )
    levels = {level.key: level.label for level in Level}
    context.emit(
        columns,
        [(one.key, str(levels.get(one.name, one.name)) if by == "level" else one.name, *one[2:]) for one in found],
    )
    if not found:
        context.note(T("没有逾期任务。", "Nothing is overdue."))


@task.command(help=str(T("任务和分解到下级的进度。", "Progress of tasks with all that was split from them.")))
@click.argument("uid", default="", metavar="[ID]")
@WITHIN
@PLAN
@click.pass_obj
def progress(context: Any, uid: str, within: str, plan: str) -> None:
    """Own progress and that of the parts."""
    from gongkai.plugins.tasks.plans.progress import sums

    office: Office = context.office
    register = office.register("task")
    one = register.get(clean_line(uid)).uid if uid else ""
    found = sums(office, office.place(within) if within else None, plan, one)
    if not one:
        found = {key: value for key, value in found.items() if value.parts}
    records = {record.uid: record for record in register.records(list(found))}
    names = office.unit_names({record.unit for record in records.values()})
    columns = (
        ("uid", T("编号", "Id")),
        ("unit", T("责任单位", "Unit")),
        ("title", T("工作任务", "Task")),
        ("own", T("本项进度%", "Own %")),
        ("parts", T("下级任务", "Parts")),
        ("done", T("办结", "Done")),
        ("late", T("逾期", "Overdue")),
        ("below", T("下级平均%", "Mean of parts %")),
    )
    context.emit(
        columns, [(key, names.get(records[key].unit, ""), records[key].title, *value) for key, value in found.items()]
    )


@task.command(help=str(T("把到期日输出为日历文件（iCalendar）。", "Due dates as a calendar file (iCalendar).")))
@click.option(
    "--mine", is_flag=True, help=str(T("只要我签收或负责的。", "Only those that I accepted or am in charge of."))
)
@WITHIN
@click.pass_obj
def ics(context: Any, mine: bool, within: str) -> None:
    """The calendar feed."""
    from gongkai.core.ical import calendar
    from gongkai.plugins.tasks.plans.feed import events, name

    office: Office = context.office
    count = 0
    found = list(events(office, office.place(within) if within else None, mine))
    for line in calendar(name(office), found, office.now):
        sys.stdout.buffer.write(line.encode())
        count += line.startswith("BEGIN:VEVENT")
    sys.stdout.buffer.flush()
    context.note(T(f"共 {count} 个到期日。", f"{count} due dates."))


def _known(office: "Office", whom: dict[str, tuple[str, ...]]) -> None:
    """Refuse levels, kinds and lines that there are not, with the nearest."""
    from gongkai.core.codes import Level
    from gongkai.core.text import nearest

    choices = office.profile.choices
    known = {
        "levels": [level.key for level in Level],
        "kinds": [key for key, _ in choices.get("unit_kind", ())],
        "lines": [key for key, _ in choices.get("line", ())],
    }
    for name, keys in known.items():
        for word in whom[name]:
            if word not in keys:
                near = nearest(word, keys)
                raise BadInput(
                    T(f"没有“{word}”。", f"There is no “{word}”."),
                    T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
                    else T(f"可用的有：{'、'.join(keys[:12])}。", f"Known ones: {', '.join(keys[:12])}."),
                )  # fmt: skip


def _day(text: str) -> str:
    from gongkai.core.tables import parse_date

    if not text:
        return ""
    found = parse_date(text)
    if found is None:
        raise BadInput(
            T(f"“{text}”不是日期。", f"“{text}” is not a date."), T("写成 2026-11-22。", "Write it as 2026-11-22.")
        )
    return found.isoformat()


def tell_squeezed(context: Any, batches: "Sequence[Batch]") -> None:
    """Say which milestones of a schedule that runs backwards come too late for their day."""
    from gongkai.plugins.tasks.plans.issue import squeezed

    late = squeezed(context.office, batches)
    if late:
        context.note(
            T(f"来不及按原提前量的节点排在最早可行的一天：{'、'.join(late)}。",
              f"Too late for these milestones; they stand on the first day possible: {', '.join(late)}.")
        )  # fmt: skip
