"""``gongkai plan import``, and of tasks what the register's own commands cannot do: ``gongkai task dispatch, backward,
attach, board, laggards, progress, ics``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import truncate
from gongkai.plugins.tasks.plans.items import Reading, check
from gongkai.plugins.tasks.plans.reading import read_plan
from gongkai.plugins.tasks.plans.telling import group_key, group_words, left_words

if TYPE_CHECKING:
    from gongkai.core.office import Office

PART = 56  # cells of a part's words in the tree


@click.command(
    "import",
    help=str(
        T(
            "读政策文件或任务分解表，列出读懂的条目、单位、时限和没有归处的行。不加 --apply 什么也不写。",
            "Read a policy document or a breakdown sheet: items, units, dates, and lines with no place. Writes nothing without --apply.",
        )
    ),
)
@click.argument("document", metavar=str(T("文件", "DOCUMENT")))
@click.option("--year", type=click.IntRange(2000, 2100), help=str(T("要点的年度。", "The plan's year.")))
@click.option("--title", default="", metavar=str(T("文字", "TEXT")), help=str(T("要点的名称。", "The plan's title.")))
@click.option(
    "--id",
    "plan_id",
    default="",
    metavar="ID",
    help=str(T("要点的编号，如 points-2026。", "The plan's id, such as points-2026.")),
)
@click.option(
    "--sheet",
    default="",
    metavar=str(T("工作表", "SHEET")),
    help=str(T("工作簿里的哪张表。", "Which sheet of a workbook.")),
)
@click.option(
    "--save",
    default="",
    metavar="FILE.toml",
    help=str(T("存成可修改的文件。", "Write it to a file that can be edited.")),
)
@click.option(
    "--apply", is_flag=True, help=str(T("看过无误，存入 rules 文件夹。", "Looked at: keep it in the rules folder."))
)
@click.option("--replace", is_flag=True, help=str(T("替换同编号的要点。", "Replace the plan of this id.")))
@click.option("--reason", default="", metavar=str(T("文字", "TEXT")), help=str(T("事由。", "Why.")))
@click.pass_obj
def import_plan(
    context: Any, document: str, year: int | None, title: str, plan_id: str, sheet: str, save: str, apply: bool,
    replace: bool, reason: str,
) -> None:  # fmt: skip
    """Read, show, and keep when told."""
    from gongkai.plugins.tasks.plans import storing
    from gongkai.plugins.tasks.plans.writing import to_plan, to_toml

    office: Office = context.office
    if plan_id:
        storing.check_id(plan_id)
    reading = read_plan(office, document, title, year, sheet)
    _show(context, reading)
    if not (save or apply):
        context.note(
            T(
                "看过后加 --save 存成文件修改，或加 --apply 存入。",
                "Then add --save to edit it in a file, or --apply to keep it.",
            )
        )
        return
    lacking = list(check(reading))
    if lacking:
        raise BadInput(lacking[0], lacking[1] if len(lacking) > 1 else None)
    plan = to_plan(reading, plan_id or storing.free_id(office, reading.year))
    text = to_toml(plan, reading.doubts, [item.line for item in reading.items])
    if save:
        from gongkai.core.tables.atomic import replacing

        with replacing(Path(save)) as stream:
            stream.write(text.encode())
        context.note(
            T(
                f"已写入 {save}；改好后放进 rules 文件夹。",
                f"Written to {save}; put it into the rules folder when it is right.",
            )
        )
    if apply:
        if not plan_id:
            storing.check_new(office, plan)
        why = reason or str(T("导入工作要点：{title}", "plan imported: {title}").format(title=plan.title))
        name = storing.keep_plan(office, plan, text, why, replace)
        context.note(
            T(f"已存入 rules/{name}，共 {len(plan.item)} 项。分解交办：gongkai plan dispatch {plan.id}",
              f"Kept in rules/{name}, {len(plan.item)} items. Dispatch it with gongkai plan dispatch {plan.id}")
        )  # fmt: skip


def _show(context: Any, reading: Reading) -> None:
    if context.format in ("json", "jsonl"):
        _show_data(context, reading)
        return
    columns = (
        ("line", T("行", "Line")),
        ("no", T("序号", "No.")),
        ("aspect", T("方面", "Aspect")),
        ("title", T("工作任务", "Task")),
        ("lead", T("牵头", "Lead")),
        ("to", T("责任单位", "Units")),
        ("due", T("时限", "Due")),
    )
    context.emit(columns, _tree(context.office, reading))
    context.note(
        T("{title} {number}：年度 {year}，{aspects} 个方面，{items} 项。",
          "{title} {number}: year {year}, {aspects} aspects, {items} items.").format(
            title=reading.title or "?", number=reading.number, year=str(reading.year or "?"),
            aspects=len(reading.aspects), items=len(reading.items))
    )  # fmt: skip
    for title, found in (
        (T("请核对：", "Look at these:"), reading.doubts),
        (T("没有归处的行：", "Lines with no place:"), reading.left),
    ):
        if found:
            context.note(title)
        for one in found:
            context.note(left_words(one))


def _tree(office: "Office", reading: Reading) -> Iterator[tuple[Any, ...]]:
    """A line for each item, and one for each part below it."""
    for one in reading.items:
        whom = [*one.to, *(group_words(office, group) for group in one.groups)]
        yield one.line, one.no, one.aspect, one.title, one.lead, whom, one.due
        for line, label, text in one.below:
            yield line, f"  {label}", None, f"  {truncate(text, PART)}", None, None, None


def _show_data(context: Any, reading: Reading) -> None:
    columns = tuple((key, T(key, key)) for key in ("kind", "line", "no", "aspect", "title", "requirement", "lead", "to",
                    "groups", "section", "person", "due", "said", "parts", "why"))  # fmt: skip
    year = str(reading.year or "")
    rows: list[tuple[Any, ...]] = [
        ("plan", 0, reading.number, None, reading.title, None, [], [], [], None, None, None, year, [], None)
    ]
    for i in reading.items:
        rows.append(
            ("item", i.line, i.no, i.aspect, i.title, i.requirement, i.lead, i.to, [group_key(g) for g in i.groups], i.section,
             i.person, i.due, i.said, [{"line": line, "no": no, "text": text} for line, no, text in i.below], None)
        )  # fmt: skip
    for kind, found in (("doubt", reading.doubts), ("left", reading.left)):
        rows += [
            (kind, one.line, None, None, one.text, None, [], [], [], None, None, None, None, [], str(one.why))
            for one in found
        ]
    context.emit(columns, rows)
