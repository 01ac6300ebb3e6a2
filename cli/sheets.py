"""``import`` and ``export`` of a register: plan first, then apply; what is exported can be imported again."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.output import emit, pages
from gongkai.cli.records import question, register_of
from gongkai.core.errors import BadInput, CheckFailed
from gongkai.core.i18n import T
from gongkai.core.resource import Resource, show_value
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.imports import Plan
    from gongkai.core.register import Register

FORMATS = ("xlsx", "csv", "tsv", "json", "jsonl")
HEADS = (
    ("row", T("行", "Row")),
    ("what", T("结果", "Result")),
    ("record", T("记录", "Record")),
    ("field", T("字段", "Field")),
    ("old", T("原值", "Old")),
    ("new", T("新值", "New")),
)
NEW, CHANGED, WRONG = T("新增", "new"), T("修改", "changed"), T("有误", "wrong")


def import_(
    session: "Session", resource: Resource, *, file: str, apply: bool, sheet: str, header_rows: int | None,
    allow_large: bool, limit: int, reason: str,
) -> None:  # fmt: skip
    """``import``: say what would happen; with ``--apply`` do it."""
    from gongkai.core import imports
    from gongkai.core.tables import read

    register = register_of(session, resource)
    held = read(
        file, int(sheet) if sheet.isdigit() else sheet or None, header_rows, allow_large=allow_large
    )  # fmt: skip
    for warning in held.warnings:
        session.note(warning)
    made = imports.plan(register, held.columns, held.rows)
    if made.passed_over:
        names = made.passed_over
        session.note(
            T(
                f"这些列由系统填写，未采用：{'、'.join(names)}。",
                f"Filled by the system, not taken: {', '.join(names)}.",
            )
        )
    if apply and not made.faults:
        written = imports.apply(register, made, clean_line(reason))
        session.note(T(f"已导入：{made.summary().zh}", f"Imported: {made.summary().en}"))
        if not session.tables:
            emit(_lines(register, made), HEADS, session.format)
        elif not written:
            session.note(T("没有需要写入的内容。", "There was nothing to write."))
        return
    most = limit if session.tables else 0
    total = emit(_first(_lines(register, made), most), HEADS, session.format, keep=("row",))
    hidden = _size(made) - total
    if hidden > 0:
        session.note(T(f"另有 {hidden} 行未列出；--limit 0 列出全部。", f"{hidden} more lines; --limit 0 shows all."))
    session.note(made.summary())
    if made.faults:
        hint = T("改正后再导入；什么都没有写入。", "Mend them and import again; nothing was written.")
        words = T(
            f"{len(made.faults)} 处有误。首处：{made.faults[0]}",
            f"{len(made.faults)} faults. The first: {made.faults[0]}",
        )
        raise BadInput(words, hint) if apply else CheckFailed(words, hint)
    if made.new or made.changed:
        session.note(T("以上只是预览；加 --apply 写入。", "This was a preview; add --apply to write."))


def _first(rows: Iterator[Sequence[Any]], most: int) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows):
        if most and number >= most:
            return
        yield row


def _size(made: "Plan") -> int:
    return len(made.faults) + len(made.new) + sum(len(edit.shown) for edit in made.changed)


def _lines(register: "Register", made: "Plan") -> Iterator[Sequence[Any]]:
    """What is wrong, what is new, what would change: one line each."""
    for fault in made.faults:
        yield (fault.row, WRONG, "", fault.column, "", fault.what)
    title = register.resource.title
    for row, values in made.new:
        yield (row, NEW, _name(register, title, values), "", "", "")
    for edit in made.changed:
        name = register.title(edit.record)
        for field, (old, new) in edit.shown.items():
            yield (edit.row, CHANGED, name, register.resource.meta(field).label, old, new)


def _name(register: "Register", title: str, values: Mapping[str, Any]) -> str:
    return show_value(register.office, register.resource.meta(title), values.get(title))


def export(session: "Session", resource: Resource, *, file: str, format: str | None, **asked: Any) -> None:
    """``export``: every field of the records asked for, as a sheet that can be imported again."""
    from gongkai.core.imports import sheet_of
    from gongkai.core.tables import write

    register = register_of(session, resource)
    query = question(register, asked)
    records = (row.record for page in pages(register, query) for row in page)
    headings, rows = sheet_of(register, records)
    if file == "-":
        write(sys.stdout, headings, rows, format or "csv")
        return
    count = write(Path(file), headings, rows, format, sheet=str(resource.name))
    session.note(T(f"已导出 {count} 条到 {file}。", f"{count} records exported to {file}."))
