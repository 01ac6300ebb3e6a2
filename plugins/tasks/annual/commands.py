"""``gongkai request report``: the annual report's tables, written, checked, taken from earlier files; who owes one by when."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.plugins.tasks.annual.checking import Fault
    from gongkai.plugins.tasks.annual.figures import Reach
    from gongkai.plugins.tasks.annual.forms import Cell

ADVICE = 12  # lines of advice beside a report
FORMATS = ("table", "xlsx", "docx", "md", "json", "csv")
YEAR = click.option(
    "--year",
    type=click.IntRange(2008, 2199),
    metavar="YYYY",
    help=str(T("年度；不写为上一年。", "The year; else last year.")),
)
WITHIN = click.option(
    "--within", default="", metavar="PLACE",
    help=str(T("区划：代码、名称或拼音首字母。", "A division: code, name or initials.")),
)  # fmt: skip
FAULT_HEADS = (
    ("level", T("程度", "Level")), ("table", T("表", "Table")), ("row", T("行", "Row")), ("column", T("列", "Column")),
    ("value", T("现值", "Value")), ("should", T("应为", "Should be")), ("identities", T("恒等式", "Identity")),
    ("place", T("位置", "Place")), ("what", T("说明", "What")),
)  # fmt: skip


def _told(text: T | str) -> None:
    click.echo(str(text), err=True)


@click.group(
    invoke_without_command=True,
    help=str(
        T("年度报告的表格：由登记册统计，可汇总；每个勾稽关系都核对。",
          "The tables of the annual report: counted from the registers, rolled up, each sum checked.")
    ),
)  # fmt: skip
@YEAR
@click.option("--unit", default="", metavar="UNIT", help=str(T("只要该单位的。", "That unit's own.")))
@WITHIN
@click.option("--roll-up", is_flag=True, help=str(T("连同下级区划汇总。", "With everything below the division.")))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=str(T("形式；不写看文件名。", "Form; else by the file's name.")),
)
@click.option("--output", "-o", default="", metavar="FILE", help=str(T("写入文件。", "Write to a file.")))
@click.pass_context
def report(
    ctx: click.Context, year: int | None, unit: str, within: str, roll_up: bool, form: str | None, output: str
) -> None:
    """Write the report of a unit or a place."""
    if ctx.invoked_subcommand is not None:
        return
    from gongkai.core.errors import CheckFailed
    from gongkai.plugins.tasks.annual.origins import told
    from gongkai.plugins.tasks.annual.telling import report as made_for

    office = ctx.obj.office
    form = _form(form, output)
    made = made_for(office, year or office.today.year - 1, _reach(office, unit, within, roll_up))
    for note in (*made.notes, *told(made.form, made.origins)):
        _told(note)
    if form == "table":
        _screen(made)
    else:
        from gongkai.plugins.tasks.annual.writing import write_report

        paper = ""
        if form in ("docx", "md"):
            from gongkai.plugins.tasks.annual.paper import markdown

            paper = markdown(office, made)
        write_report(made, form, output, paper)
        if output:
            _told(T(f"已写入 {clean_line(output)}。", f"Written to {clean_line(output)}."))
    _advise(made.faults)
    wrong = [fault for fault in made.faults if not fault.advisory]
    if wrong:
        raise CheckFailed(
            T(
                f"{made.name} {made.year} 年度的数据有 {len(wrong)} 处不符。",
                f"{made.name}, {made.year}: {len(wrong)} figures do not fit.",
            ),
            T(
                "先改正登记册中的申请或填报的数据。",
                "Mend the requests in the register, or the figures that were entered.",
            ),
        )


def _advise(faults: Sequence["Fault"]) -> None:
    """What is wrong, and the first of what is only doubtful; json has all of it."""
    doubtful = [fault for fault in faults if fault.advisory]
    for fault in [*(fault for fault in faults if not fault.advisory), *doubtful[:ADVICE]]:
        _told(fault.what)
    if len(doubtful) > ADVICE:
        rest = len(doubtful) - ADVICE
        _told(T(f"另有 {rest} 处提示，用 --format json 查看。", f"{rest} more to look at; --format json has all."))


def _form(form: str | None, output: str) -> str:
    from gongkai.core.errors import UsageError

    suffix = Path(output).suffix.lower().removeprefix(".")
    if form is None:
        form = suffix if suffix else "table"
    if form not in FORMATS or (form == "table" and output):
        raise UsageError(
            T(f"不会写成“{clean_line(form)}”。", f"“{clean_line(form)}” cannot be written."),
            T(f"可用：{'、'.join(FORMATS[1:])}。", f"There are: {', '.join(FORMATS[1:])}."),
        )
    return form


def _reach(office: "Office", unit: str, within: str, roll_up: bool) -> "Reach":
    from gongkai.core.errors import UsageError
    from gongkai.plugins.tasks.annual.figures import Reach, unit_reach

    if unit and (within or roll_up):
        raise UsageError(
            T("--unit 与 --within、--roll-up 不能同时用。", "--unit does not go with --within or --roll-up."),
            T("一个单位用 --unit，一个区划用 --within。", "One unit: --unit; a division: --within."),
        )
    if unit:
        return unit_reach(office, office.unit(unit))
    return Reach(office.place(within) if within else office.scope, below=roll_up)


def _screen(made: Any) -> None:
    from shutil import get_terminal_size

    from gongkai.plugins.tasks.annual.drawing import lines

    click.echo(str(T(f"{made.name} {made.year} 年度", f"{made.name}, {made.year}")))
    click.echo("\n".join(lines(made.form, made.cells, min(max(get_terminal_size().columns, 78), 130))))


@report.command(
    "check",
    help=str(
        T("核对一份年度报告文件：指出不符的单元格、应填多少、违反哪条勾稽关系。",
          "Check a file of an annual report: names the cell that does not fit, what it should hold, and which sum says so.")
    ),
)  # fmt: skip
@click.argument("file", metavar="FILE")
@YEAR
@click.option(
    "--last",
    default="",
    metavar="FILE",
    help=str(T("上年报告，核对结转和变化。", "Last year's report, for what is carried over.")),
)
@click.option(
    "--unit",
    default="",
    metavar="UNIT",
    help=str(
        T("与系统中该单位当年和上年的数据核对。", "Compare with what is known here of this unit, this year and last.")
    ),
)
@click.option(
    "--format", "form", type=click.Choice(("table", "json", "jsonl", "csv", "xlsx")), default="table", show_default=True
)
@click.pass_obj
def check_file(context: Any, file: str, year: int | None, last: str, unit: str, form: str) -> None:
    """Read a report and tell what is wrong with it."""
    from gongkai.core.errors import CheckFailed
    from gongkai.plugins.tasks.annual.checking import check
    from gongkai.plugins.tasks.annual.figures import known, unit_reach
    from gongkai.plugins.tasks.annual.forms import Cells, Form
    from gongkai.plugins.tasks.annual.reading import read_report
    from gongkai.plugins.tasks.annual.rules import Stated
    from gongkai.plugins.tasks.annual.stated import check_stated, stated
    from gongkai.plugins.tasks.annual.telling import paid, quality

    profile = context.profile  # a file can be checked where there is no office
    forms = profile.items("annual_form", Form).values()
    found = read_report(Path(file), forms, year or 0)
    before = read_report(Path(last), forms).cells if last else None
    year = year or found.year
    cells = found.cells
    rules = profile.items("annual_stated", Stated).values()
    elsewhere: Cells = {cell: number for cell, number, _ in stated(rules, found.text)}
    if unit and year:
        office = context.office
        reach = unit_reach(office, office.unit(unit))
        before = before or known(office, year - 1, reach)
        cells = cells | paid(office, year, reach)
        elsewhere = elsewhere | (known(office, year, reach) or {})
    faults = check(found.form, found.cells, before, quality(profile), elsewhere)
    faults += check_stated(found.form, cells, rules, found.text)
    _listed(found.form, faults, found.places, form)
    wrong = [fault for fault in faults if not fault.advisory]
    tables = "、".join(sorted({cell.table for cell in found.cells}))  # zh-data
    if wrong:
        raise CheckFailed(
            T(f"{clean_line(file)}：{len(wrong)} 处不符。", f"{clean_line(file)}: {len(wrong)} figures do not fit."),
            T("按“应为”改正后再核对。", "Mend them as “Should be” says, and check again."),
        )
    _told(
        T(
            f"{found.form.name.zh}，表 {tables}：各项勾稽关系都成立。",
            f"{found.form.name.en}, tables {tables}: all sums hold.",
        )
    )


def _listed(form_: Any, faults: Sequence["Fault"], places: dict["Cell", T], form: str) -> None:
    from shutil import get_terminal_size

    from gongkai.core.tables import write
    from gongkai.plugins.tasks.annual.writing import fault_row

    if form == "table":
        for fault in faults:
            at = places.get(fault.cell)
            level = T("提示", "advice") if fault.advisory else T("不符", "wrong")
            click.echo(f"{level}  {fault.what}" + (f" [{at}]" if at else ""))
        return
    rows: list[list[Any]] = []
    for fault in faults:
        row = fault_row(fault)
        names = form_.words(fault.cell)
        row |= {"identities": ",".join(fault.identities), "place": str(places.get(fault.cell, ""))}
        if form in ("csv", "xlsx"):
            row |= {"row": str(names[0]), "column": str(names[1])}
        else:
            row |= {"row_name": str(names[0]), "column_name": str(names[1])}
        rows.append(list(row.values()))
        keys = list(row)
    heads = dict(FAULT_HEADS)
    names_ = (
        [str(heads.get(key, T(key, key))) for key in keys]
        if form in ("csv", "xlsx")
        else keys
        if faults
        else list(heads)
    )
    write(sys.stdout, names_, rows, form, width=get_terminal_size().columns)


@report.command(
    "import",
    help=str(
        T("导入往年的年度报告，供结转核对和比较；先说明会怎样，加 --apply 才写入。",
          "Take an earlier report from a file, for carry-over and comparison; says what would happen, writes with --apply.")
    ),
)  # fmt: skip
@click.argument("file", metavar="FILE")
@YEAR
@click.option("--unit", required=True, metavar="UNIT", help=str(T("哪个单位的报告。", "Whose report it is.")))
@click.option("--whole-place", is_flag=True,
              help=str(T("是该区划本级及以下的汇总数。", "It stands for the unit's place and everything below.")))  # fmt: skip
@click.option("--apply", is_flag=True, help=str(T("真正写入。", "Really write.")))
@click.option("--force", is_flag=True, help=str(T("勾稽关系不成立也写入。", "Also when sums do not hold.")))
@click.option("--reason", default="", metavar="TEXT", help=str(T("记入历史的说明。", "What the history says.")))
@click.pass_obj
def import_(
    context: Any, file: str, year: int | None, unit: str, whole_place: bool, apply: bool, force: bool, reason: str
) -> None:  # fmt: skip
    """Plan, tell, and write when asked to."""
    from gongkai.plugins.tasks.annual.importing import apply_report, plan_report

    office = context.office
    made = plan_report(office, Path(file), year or 0, office.unit(unit), whole_place)
    for fault in made.faults:
        _told(fault.what)
    _told(made.said)
    if apply:
        count = apply_report(office, made, force, clean_line(reason))
        _told(T(f"已导入，写入 {count} 条。", f"Imported; {count} figures written."))
    elif made.changes:
        _told(T("以上只是预览；加 --apply 写入。", "This was a preview; add --apply to write."))


@report.command(
    "due", help=str(T("谁应在哪天前公布年度报告，现在怎样。", "Who publishes a report by when, and how it stands."))
)
@YEAR
@WITHIN
@click.option("--late", is_flag=True, help=str(T("只要逾期未公布的。", "Only those that are overdue.")))
@click.option(
    "--open",
    "open_",
    is_flag=True,
    help=str(T("为还没有的建立报告记录。", "Make the records of those that have none.")),
)
@click.pass_obj
def due(context: Any, year: int | None, within: str, late: bool, open_: bool) -> None:
    """List what is owed, and open the records."""
    from gongkai.plugins.tasks.annual.duties import opened, owed

    office = context.office
    year = year or office.today.year - 1
    place = office.place(within) if within else office.scope
    owing = owed(office, year, place)
    if open_:
        with office.change(str(T(f"{year} 年度报告", f"annual reports of {year}")), "REG-49") as change:
            count = opened(change, year, owing)
        _told(T(f"建立了 {count} 份报告记录。", f"{count} records of reports were made."))
        owing = owed(office, year, place)
    today = office.today.isoformat()
    states = {
        "done": T("已公布", "published"), "done-late": T("逾期公布", "published late"),
        "late": T("逾期", "overdue"), "open": T("未到期", "open"),
    }  # fmt: skip
    names = office.unit_names([one.unit for one in owing])
    plain = not context.tables
    context.emit(
        [("unit", T("单位", "Unit")), ("due", T("公布期限", "Due")), ("submit", T("报送期限", "Hand in by")),
         ("submitted_on", T("报送日期", "Handed in on")), ("published_on", T("公布日期", "Published on")),
         ("state", T("情况", "State")), ("id", T("编号", "Id"))],
        (
            (names.get(one.unit, one.unit), one.due, one.submit, one.submitted_on, one.published_on,
             state if plain else str(states[state]), one.uid)
            for one in owing
            if (state := one.state(today)) and (not late or state == "late")
        ),
        keep=("id",),
    )  # fmt: skip


@report.command(
    "trend",
    help=str(
        T("主要数据的历年变化，含导入的往年报告。", "The chief figures over the years, imported reports included.")
    ),
)
@click.option("--from", "first", type=click.IntRange(2008, 2199), metavar="YYYY",
              help=str(T("从哪一年起；不写为五年前。", "First year; else five years ago.")))  # fmt: skip
@click.option("--to", "last", type=click.IntRange(2008, 2199), metavar="YYYY",
              help=str(T("到哪一年；不写为上一年。", "To which year; else last year.")))  # fmt: skip
@click.option("--unit", default="", metavar="UNIT", help=str(T("只要该单位的。", "That unit's own.")))
@WITHIN
@click.option("--roll-up", is_flag=True, help=str(T("连同下级区划汇总。", "With everything below the division.")))
@click.pass_obj
def trend(context: Any, first: int | None, last: int | None, unit: str, within: str, roll_up: bool) -> None:
    """List figures by year."""
    from gongkai.plugins.tasks.annual.drawing import shown
    from gongkai.plugins.tasks.annual.statistics import trend as followed

    office = context.office
    last = last or office.today.year - 1
    years = range(first or last - 4, last + 1)
    rows = followed(office, years, _reach(office, unit, within, roll_up))
    context.emit(
        [("figure", T("项目", "Figure")), *((str(year), T(str(year), str(year))) for year in years)],
        ((str(name), *map(shown, values)) for name, values in rows),
    )
