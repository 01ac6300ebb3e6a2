"""``gongkai survey show, read``: what the registers' own commands cannot do."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office

STANDINGS = (
    ("unit", T("单位", "Unit")),
    ("aspect", T("方面", "Aspect")),
    ("score", T("得分", "Score")),
    ("mean", T("平均", "Mean")),
    ("rank", T("位次", "Rank")),
    ("of", T("共", "Of")),
    ("change", T("比上年", "Change")),
    ("flags", T("标记", "Flags")),
    ("doubts", T("对不上之处", "What contradicts")),
)


@click.group(help=str(T("民意调查和社会评议。", "Surveys and public appraisal.")))
def survey() -> None:
    """Group of the surveys' own commands; they join those of the register."""


def _survey(office: "Office", text: str) -> Any:
    from gongkai.core.refs import uid_meant

    return office.register("survey").get(uid_meant(office, "survey", clean_line(text)))


@survey.command(
    help=str(
        T("各单位在每个方面的得分、位次、比上年升降；不及格、垫底、低于平均的标出。",
          "Score, rank and change of each unit on each aspect; below the line, lowest and below the mean are flagged.")
    )
)  # fmt: skip
@click.argument("code", metavar="CODE")
@click.option("--unit", default="", metavar="UNIT", help=str(T("只看一个单位。", "Only one unit.")))
@click.option("--within", default="", metavar="PLACE", help=str(T("只限某个区划。", "Only one division.")))
@click.pass_obj
def standing(context: Any, code: str, unit: str, within: str) -> None:
    """Where units stand."""
    from gongkai.plugins.inspection.appraisal.standing import FLAGS, standings

    office: Office = context.office
    found = standings(
        office, _survey(office, code), office.place(clean_line(within)) if within else None,
        office.unit(clean_line(unit)).uid if unit else "",
    )  # fmt: skip
    plain = context.format in ("json", "jsonl")
    names = office.unit_names({one.unit for one in found})
    sign = T("、", ", ")  # zh-data
    rows = [
        (
            names.get(one.unit, one.unit), str(one.aspect), one.score, None if one.mean is None else f"{one.mean:.2f}", one.rank, one.of,
            None if one.change is None else f"{one.change:+}",
            list(one.flags) if plain else str(sign).join(str(FLAGS[key]) for key in one.flags),
            str(sign).join(str(said) for said in one.doubts),
        )
        for one in found
    ]  # fmt: skip
    context.emit(STANDINGS, rows, keep=("unit", "score"))


@survey.command(
    help=str(
        T("导入结果表：一行一个单位或地区，一列一个方面；先列出要写什么，--yes 才写入。",
          "Take a sheet of results: a line a unit or place, a column an aspect. Tells what it would do, and does it with --yes.")
    )
)  # fmt: skip
@click.argument("code", metavar="CODE")
@click.argument("file", metavar="FILE")
@click.option("--sheet", default="", metavar="NAME", help=str(T("工作表名称。", "Name of the sheet.")))
@click.option("--yes", is_flag=True, help=str(T("写入。", "Write it.")))
@click.pass_obj
def read(context: Any, code: str, file: str, sheet: str, yes: bool) -> None:
    """Plan, then apply."""
    from gongkai.core import imports
    from gongkai.core.errors import BadInput
    from gongkai.plugins.inspection.appraisal.sheets import read_results

    office: Office = context.office
    one = _survey(office, code)
    found = read_results(office, one, Path(file), sheet)
    context.note(found.plan.summary())
    if found.left:
        context.note(T(f"没有读的列：{'、'.join(found.left)}。", f"Columns left out: {', '.join(found.left)}."))
    for fault in found.plan.faults[:20]:
        context.note(str(fault))
    if found.plan.faults:
        raise BadInput(
            T("表格有误，什么都没有写入。", "The sheet has faults; nothing was written."),
            T("改正后再导入。", "Mend them and try again."),
        )
    if not yes:
        context.note(T("加 --yes 写入。", "Add --yes to write it."))
        return
    written = imports.apply(
        office.register("survey_result"), found.plan, str(T(f"导入 {one.code} 结果", f"results of {one.code}"))
    )
    context.note(T(f"已写入 {written} 条。", f"{written} written."))
