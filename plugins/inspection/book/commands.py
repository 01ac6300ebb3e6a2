"""``gongkai score book|heat|chart``, and the options by which every command of ``score`` says which scores it means."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from gongkai.core.codes import Level
from gongkai.core.errors import BadInput, UsageError
from gongkai.core.i18n import T, counted
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.engine import UnitScore, scores, standing
from gongkai.plugins.inspection.explain.kept import kept_scores, round_meant
from gongkai.plugins.inspection.models import turn_of
from gongkai.plugins.inspection.ranking import ranked

if TYPE_CHECKING:
    from gongkai.core.office import Office

LEVELS = [level.key for level in Level if Level.PROVINCE <= level <= Level.VILLAGE]
WITHIN = click.option(
    "--within",
    default="",
    metavar=str(T("区划", "PLACE")),
    help=str(T("只看该区划以下。", "Only this division and below.")),
)
LEVEL = click.option(
    "--level", type=click.Choice(LEVELS), help=str(T("只看这一级的单位。", "Only units of this level."))
)
RUBRIC = click.option(
    "--rubric",
    default="",
    metavar=str(T("编号", "ID")),
    help=str(T("评分办法；不填用各单位自己的。", "Rubric; each unit's own when left out.")),
)
ROUND = click.option(
    "--round",
    default="",
    metavar=str(T("轮次", "ROUND")),
    help=str(T("手工评分轮次，如 2026、2026-Q3。", "Round of the marks, such as 2026 or 2026-Q3.")),
)


def chosen(context: Any, within: str, level: str | None, rubric: str, round: str) -> list[UnitScore]:
    """The scores that the options ask for: a round that was opened as it was computed, else as records stand today."""
    office: Office = context.office
    area = office.place(within) if within else None
    held = round_meant(office, round, rubric)
    if held is not None:
        return [score for score in kept_scores(office, held, area) if level in (None, score.level)]
    found = scores(office, rubric, area, None, round) if rubric else standing(office, area, None, round)
    return [score for score in found if level in (None, score.level)]


def document(context: Any, data: Any) -> bool:
    """Write json or jsonl, if that is the format; says whether it was."""
    if context.format not in ("json", "jsonl"):
        return False
    text = msgspec.json.encode(data)
    click.echo((msgspec.json.format(text) if context.format == "json" else text).decode())
    return True


# ---- book, map, charts

FORMATS = ("xlsx", "docx", "md")
MOST = 1000
"""Units of one book: a workbook with more sheets cannot be used any more."""
INDICATOR = click.option(
    "--indicator",
    default="",
    metavar=str(T("指标", "ID")),
    help=str(T("展开这个一级指标的下级指标。", "The parts of this indicator in place of the first level.")),
)


@click.command(
    "book", help=str(T("成绩册：排名，每个单位一页。", "The book of results: ranking, a page for each unit."))
)
@click.argument("out", metavar="OUT")
@click.option("--format", "form", type=click.Choice(FORMATS), help=str(T("不写看文件名。", "Else by the file's name.")))
@WITHIN
@LEVEL
@RUBRIC
@ROUND
@click.pass_obj
def book(context: Any, out: str, form: str | None, within: str, level: str | None, rubric: str, round: str) -> None:
    """Write the book of results."""
    from gongkai.plugins.inspection.book.pages import pages

    office: Office = context.office
    path, form = _path(out, form)
    asked = chosen(context, within, level, rubric, round)
    if not asked:
        raise _nobody()
    if len(asked) > MOST:
        raise BadInput(
            T(f"{len(asked)} 个单位，成绩册最多 {MOST} 个。", f"{len(asked)} units; a book takes at most {MOST}."),
            T("用 --within 或 --level 分册。", "Make several books with --within or --level."),
        )
    turn = _turn(office, round)
    found = list(pages(office, ranked(asked)))
    if form == "xlsx":
        from gongkai.plugins.inspection.book.heat import heat
        from gongkai.plugins.inspection.book.workbook import write_book

        place = office.place(within) if within else office.scope
        write_book(path, office, _title(office, within, turn), found, heat(office, asked, place))
    else:
        from gongkai.core.docx import save
        from gongkai.plugins.inspection.book.paper import markdown

        save(path, markdown(office, found, turn))
    context.note(counted(len(found), T("{n} 个单位", "{n} unit")) + T(f"，已写入 {path}。", f", written to {path}."))


@click.command(
    "heat",
    help=str(T("热力图：各区划各指标的得分率。", "Heat map: what share of the points each division earned.")),
)
@INDICATOR
@WITHIN
@LEVEL
@RUBRIC
@ROUND
@click.pass_obj
def heat_map(context: Any, indicator: str, within: str, level: str | None, rubric: str, round: str) -> None:
    """Print the heat map."""
    from gongkai.plugins.inspection.book.charts import fitted, shade
    from gongkai.plugins.inspection.book.heat import heat

    office: Office = context.office
    found = heat(office, chosen(context, within, level, rubric, round), _place(office, within), indicator)
    if indicator and len(found.columns) < 2:
        raise BadInput(
            T(f"指标 {clean_line(indicator)} 没有下级指标。", f"The indicator {clean_line(indicator)} has no parts."),
            T("用 gongkai indicator list 查看。", "See gongkai indicator list."),
        )
    plain = context.format != "table"
    kept = range(len(found.columns)) if plain else fitted(found, context.width)
    columns = [
        ("place", T("区划或单位", "Division or unit")),
        ("units", T("单位数", "Units")),
        *((found.columns[at].key, found.columns[at].name) for at in kept),
    ]
    rows = (
        (row.name, row.units, *(_share(row.cells[at]) if plain else shade(row.cells[at]) for at in kept))
        for row in found.rows
    )
    context.emit(columns, rows)
    if len(kept) < len(found.columns):
        rest = len(found.columns) - len(kept)
        context.note(
            T(f"终端不够宽，另有 {rest} 列；用 --format csv 或 score chart 查看。",
              f"{rest} more columns do not fit; see --format csv or score chart.")
        )  # fmt: skip


@click.command(
    "chart",
    help=str(
        T(
            "图：排名条形图或热力图；不写文件则打印在终端。",
            "Charts: bars of the ranking, or the heat map; to the terminal without a file.",
        )
    ),
)
@click.argument("out", metavar="[OUT.svg]", required=False, default="")
@click.option("--kind", type=click.Choice(("bars", "heat")), default="bars", show_default=True,
              help=str(T("条形图或热力图。", "Bars, or the heat map.")))  # fmt: skip
@INDICATOR
@WITHIN
@LEVEL
@RUBRIC
@ROUND
@click.pass_context
def chart(
    ctx: click.Context, out: str, kind: str, indicator: str, within: str, level: str | None, rubric: str, round: str
) -> None:
    """Draw a chart."""
    from gongkai.plugins.inspection.book.charts import bars_svg, bars_text, heat_svg
    from gongkai.plugins.inspection.book.heat import heat

    context, office = ctx.obj, ctx.obj.office
    if not out and kind == "heat":
        ctx.invoke(heat_map, indicator=indicator, within=within, level=level, rubric=rubric, round=round)
        return
    if out and Path(out).suffix.lower() != ".svg":
        raise UsageError(
            T(f"{clean_line(out)} 不是 .svg 文件名。", f"{clean_line(out)} does not end in .svg."),
            T("文件名以 .svg 结尾。", "Let the name end in .svg."),
        )
    asked = chosen(context, within, level, rubric, round)
    if not asked:
        raise _nobody()
    if not out:
        for line in bars_text(office, ranked(asked), context.width):
            click.echo(line)
        return
    title = _title(office, within, _turn(office, round))
    if kind == "bars":
        drawn = bars_svg(office, title, ranked(asked))
    else:
        drawn = heat_svg(title, heat(office, asked, _place(office, within), indicator))
    from gongkai.core.tables.atomic import replacing

    with replacing(Path(out)) as stream:
        stream.write(drawn.encode())
    context.note(T(f"已写入 {clean_line(out)}。", f"Written to {clean_line(out)}."))


BOOK = (book, heat_map, chart)


def _share(cell: Any) -> float | None:
    return None if cell is None else round(float(cell), 4)


def _place(office: "Office", within: str) -> int:
    return office.place(within) if within else office.scope


def _title(office: "Office", within: str, turn: str) -> str:
    name = clean_line(office.place_name(_place(office, within))) if within else clean_line(office.title)
    return str(T(f"{name}政务公开考核结果（{turn}）", f"Results of the assessment, {name} ({turn})"))


def _turn(office: "Office", round: str) -> str:
    return turn_of(office, round, office.today)


def _path(out: str, form: str | None) -> tuple[Path, str]:
    suffix = Path(out).suffix.lower().removeprefix(".")
    form = form or suffix
    if form not in FORMATS or form != suffix:
        name = clean_line(out)
        raise UsageError(
            T(f"{name} 不能写成{f' {form}' if form in FORMATS else '成绩册'}。", f"{name} is no name for such a book."),
            T("文件名以 .xlsx、.docx 或 .md 结尾，与 --format 一致。",
              "Let the name end in .xlsx, .docx or .md, as --format says."),
        )  # fmt: skip
    return Path(out), form


def _nobody() -> BadInput:
    return BadInput(
        T("没有可评分的单位。", "No unit is scored."),
        T("检查 --within、--level 和评分办法。", "Look at --within, --level and the rubrics."),
    )
