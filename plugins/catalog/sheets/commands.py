"""``gongkai catalog import`` and ``export``: the spreadsheet round trip of the catalogue."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line, truncate

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.plugins.catalog.sheets.planning import CatalogPlan

KEYS = ("sheet", "row", "what", "unit", "record", "field", "old", "new")
HEADS = (
    T("工作表", "Sheet"), T("行", "Row"), T("结果", "Result"), T("责任单位", "Unit"), T("条目", "Entry"),
    T("字段", "Field"), T("原值", "Old"), T("新值", "New"),
)  # fmt: skip
WHAT = {
    "refused": T("退回", "refused"), "new": T("新增", "new"), "changed": T("修改", "changed"),
    "missing": T("表中没有", "missing"), "told": T("提示", "note"), "dropped": T("未采用的列", "column not taken"),
    "unclear": T("没有读懂", "not understood"),
}  # fmt: skip
LAYOUTS = ("standard", "county", "township", "city", "plain")


def _said(text: T) -> None:
    click.echo(str(text), err=True)


@click.command(
    "import",
    help=str(
        T("导入公开目录表格。先逐行说明会怎样；加 --apply 才写入，有退回的行时什么都不写。",
          "Import the sheets of a catalogue. Says row by row what would happen; writes only with --apply, and nothing when "
          "a row is refused.")
    ),
)  # fmt: skip
@click.argument("file", metavar="FILE")
@click.option("--apply", is_flag=True, help=str(T("真正写入。", "Really write.")))
@click.option(
    "--unit",
    default="",
    metavar="UNIT",
    help=str(
        T(
            "所有行都属于这个单位；“公开主体”一列按文字保留。",
            "All rows are of this unit; who discloses is kept as words.",
        )
    ),
)
@click.option(
    "--sheet",
    default="",
    metavar="SHEET",
    help=str(
        T(
            "只读这个工作表（名称或序号）；不写时读取所有目录工作表。",
            "Only this sheet (name or number); else every sheet with a catalogue.",
        )
    ),
)
@click.option(
    "--header-rows",
    type=click.IntRange(1, 3),
    metavar="N",
    help=str(T("表头有几行（1—3）。", "How many rows the heading has (1-3).")),
)
@click.option(
    "--partial",
    is_flag=True,
    help=str(T("表格只是一部分：不列出表中没有的条目。", "The file is an extract: do not list what it lacks.")),
)
@click.option(
    "--retire-missing", is_flag=True, help=str(T("停用表中没有的条目。", "Retire the entries that the file lacks."))
)
@click.option(
    "--skip-rejected",
    is_flag=True,
    help=str(T("有退回的行时，导入其余各行。", "Take the other rows when some are refused.")),
)
@click.option(
    "--rejected",
    default="",
    metavar="OUT",
    help=str(T("把退回的行写入表格，改正后可再导入。", "Write the refused rows to a sheet to mend and import.")),
)
@click.option(
    "--unit-map",
    multiple=True,
    metavar="WORDS=UNIT",
    help=str(
        T(
            "表中的叫法对应本库的单位，可写多次。",
            "What a unit is called in the file, and which unit it is; repeatable.",
        )
    ),
)
@click.option(
    "--remember",
    is_flag=True,
    help=str(
        T(
            "导入后把 --unit-map 的叫法记入 gongkai.toml，以后不必再写。",
            "After the import, keep what --unit-map says in gongkai.toml for the next time.",
        )
    ),
)
@click.option(
    "--term-map",
    multiple=True,
    metavar="WORDS=LIMIT",
    help=str(T("表中的时限说法对应什么时限，可写多次。", "What words of a time limit mean; repeatable.")),
)
@click.option(
    "--unread-terms",
    type=click.Choice(("refuse", "keep")),
    default="refuse",
    show_default=True,
    help=str(
        T(
            "读不懂的时限：退回，或写入备注并留待核定。",
            "Time limits that cannot be read: refuse the row, or keep the words in the note.",
        )
    ),
)
@click.option(
    "--allow-large",
    is_flag=True,
    help=str(T("放宽文件大小限制（确认文件可信）。", "Allow large files that you trust.")),
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    metavar="N",
    help=str(T("列出多少行；0 全部。", "How many lines to list; 0: all.")),
)
@click.option("--reason", default="", metavar="TEXT", help=str(T("记入历史的说明。", "What the history says.")))
@click.pass_obj
def import_(
    context: Any, file: str, apply: bool, unit: str, sheet: str, header_rows: int | None, partial: bool,
    retire_missing: bool, skip_rejected: bool, rejected: str, unit_map: Sequence[str], remember: bool, term_map: Sequence[str],
    unread_terms: str, allow_large: bool, limit: int, reason: str,
) -> None:  # fmt: skip
    """Plan, tell, and write when asked to."""
    from gongkai.core.errors import CheckFailed, UsageError
    from gongkai.plugins.catalog.sheets.aliases import aliases_said, keep_aliases
    from gongkai.plugins.catalog.sheets.applying import apply_catalog, mending
    from gongkai.plugins.catalog.sheets.planning import plan_catalog
    from gongkai.plugins.catalog.sheets.reading import Choices, tables_in

    if partial and retire_missing:
        raise UsageError(
            T("--partial 与 --retire-missing 不能同时用。", "--partial and --retire-missing exclude each other."),
            T("只有整张目录才能停用表中没有的条目。", "Only a whole catalogue can say what is to be retired."),
        )
    if remember and not (apply and unit_map):
        raise UsageError(
            T("--remember 要与 --unit-map、--apply 同用。", "--remember goes with --unit-map and --apply."),
            T("先看计划，导入时再记住。", "Look at the plan first; it is kept when the file is imported."),
        )
    office = context.office
    tables, warnings = tables_in(
        office, file, int(sheet) if sheet.isdigit() else sheet or None, header_rows, allow_large
    )
    for warning in warnings:
        _said(warning)
    choices = Choices(_pairs(unit_map), _pairs(term_map), unread_terms == "keep")
    made = plan_catalog(office, tables, office.unit(unit).uid if unit else "", partial, choices)
    if rejected and made.refused:
        from gongkai.plugins.catalog.sheets.refused import write_refused

        count = write_refused(Path(rejected), made.refused)
        _said(
            T(
                f"退回的 {count} 行已写入 {clean_line(rejected)}。",
                f"{count} refused rows written to {clean_line(rejected)}.",
            )
        )
    _listed(office, context.format, made, limit)
    if apply:
        kept, left = aliases_said(office, choices.units) if remember else ([], [])
        written = apply_catalog(office, made, clean_line(reason), skip_rejected, retire_missing)
        _said(
            T(
                f"已导入，写入 {written} 条。{made.summary().zh}",
                f"Imported; {written} records written. {made.summary().en}",
            )
        )
        keep_aliases(office, kept)
        if kept:
            names = "、".join(one.key for one in kept)  # zh-data
            _said(T(f"已记入 gongkai.toml：{names}。", f"Kept in gongkai.toml: {names}."))
        if left:
            names = "、".join(left)  # zh-data
            _said(T(f"对应多个单位，没有记入：{names}。", f"Not kept, for each means several units: {names}."))
        return
    _said(made.summary())
    if made.refused:
        raise CheckFailed(
            T(f"退回 {made.refused_rows} 行。首处：{made.faults[0]}", f"{made.refused_rows} rows are refused. The first: {made.faults[0]}"),
            mending(made) + T("改正后再导入，或用 --skip-rejected 导入其余各行；什么都没有写入。",
              "Mend them and import again, or take the others with --skip-rejected; nothing was written."),
        )  # fmt: skip
    if made.new or made.changed or (retire_missing and made.missing):
        _said(T("以上只是预览；加 --apply 写入。", "This was a preview; add --apply to write."))


def _pairs(given: Sequence[str]) -> dict[str, str]:
    """``WORDS=MEANING`` options as a mapping."""
    from gongkai.core.errors import UsageError

    found = {}
    for text in given:
        words, _, meaning = clean_line(text).replace("＝", "=").rpartition("=")
        if not words.strip() or not meaning.strip():
            raise UsageError(
                T(f"“{clean_line(text)}”不是“表中的词=含义”。", f"“{clean_line(text)}” is not WORDS=MEANING."),
                T("例如 --unit-map 教体局=平昌县教育科技局。", "For example --unit-map WORDS=UNIT."),
            )
        found[words.strip()] = meaning.strip()
    return found


def _listed(office: "Office", form: str, made: "CatalogPlan", limit: int) -> None:
    """The plan on stdout: a table is cut after some lines, every other format is whole."""
    from itertools import islice

    from gongkai.core.tables import write

    total = (
        len(made.dropped)
        + len(made.unclear)
        + len(made.faults)
        + len(made.told)
        + len(made.new)
        + len(made.missing)
        + sum(len(e.shown) for e in made.changed)
    )
    plain = form in ("json", "jsonl")
    lines = _lines(office, made, plain)
    if form == "table" and limit:
        lines = islice(lines, limit)
    if total or form != "table":
        write(sys.stdout, list(KEYS) if plain else [str(head) for head in HEADS], lines, form, width=_width(form))
    if form == "table" and limit and total > limit:
        _said(
            T(
                f"另有 {total - limit} 行未列出；--limit 0 列出全部。",
                f"{total - limit} more lines; --limit 0 shows all.",
            )
        )


def _width(form: str) -> int | None:
    from shutil import get_terminal_size

    return max(get_terminal_size().columns, 60) if form == "table" and sys.stdout.isatty() else None


def _lines(office: "Office", made: "CatalogPlan", plain: bool) -> Iterator[Sequence[Any]]:
    """What was left out as a whole, what is refused, changed, new, missing, and what else must be known: one line each."""
    entry = office.resource("entry")
    fields = entry.labels

    def what(key: str) -> str:
        return key if plain else str(WHAT[key])

    names = office.unit_names(
        {values["unit"] for _, values in made.new} | {edit.record.unit for edit in made.changed} | {row["unit"] for row in made.missing}
    )  # fmt: skip
    for sheet, column in made.dropped:
        said = T(
            f"{column.cells} 格有内容，如“{column.sample}”。",
            f"{column.cells} cells are filled, such as “{column.sample}”.",
        )
        yield sheet, column.line, what("dropped"), "", "", column.shown, "", str(said)
    for one in made.unclear:
        near = T(f"最接近：{'、'.join(one.near)}", f"nearest: {', '.join(one.near)}") if one.near else T("", "")
        label = one.field if plain else str(fields[one.field])
        yield "", "", what("unclear"), "", truncate(one.words, 60), label, f"×{one.rows}", str(near)
    for fault in made.faults:
        yield fault.sheet, fault.row, what("refused"), "", "", fault.column, "", str(fault.what)
    for edit in made.changed:
        sheet, line = made.places[edit.row]
        record: Any = edit.record
        for name, (old, new) in edit.shown.items():
            label = name if plain else str(fields[name])
            yield sheet, line, what("changed"), names.get(record.unit, ""), record.title, label, old, new
    for number, values in made.new:
        sheet, line = made.places[number]
        yield (
            sheet,
            line,
            what("new"),
            names.get(values["unit"], ""),
            values["title"],
            "",
            "",
            values.get("topic") or "",
        )
    for row in made.missing:
        yield "", "", what("missing"), names.get(row["unit"], ""), row["title"], "", row["topic"] or "", ""
    for told in made.told:
        yield told.sheet, told.row or "", what("told"), "", "", "", "", str(told.what)


@click.command(
    help=str(
        T(
            "导出公开目录：可用 WPS、Excel 修改后再导入。",
            "Export the catalogue as a sheet to edit in WPS or Excel and import again.",
        )
    )
)
@click.argument("file", metavar="OUT")
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default="standard",
    show_default=True,
    help=str(T("版式：公开层级有哪几列。", "The layout: which columns of levels it has.")),
)
@click.option(
    "--within",
    default="",
    metavar="PLACE",
    help=str(T("只限某个区划：代码、名称或拼音首字母。", "Only one division: code, name or initials.")),
)
@click.option("--unit", default="", metavar="UNIT", help=str(T("只限某个单位。", "Only one unit.")))
@click.pass_obj
def export(context: Any, file: str, layout: str, within: str, unit: str) -> None:
    """Write the catalogue."""
    from gongkai.plugins.catalog.sheets.writing import export_catalog

    office = context.office
    count = export_catalog(
        office, Path(file), layout, office.place(within) if within else None, office.unit(unit).uid if unit else ""
    )
    _said(T(f"已导出 {count} 条到 {clean_line(file)}。", f"{count} entries exported to {clean_line(file)}."))
