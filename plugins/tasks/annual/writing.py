"""A report written out: the official tables as a workbook, rows of a sheet or json; the whole of it as a document."""

import csv
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.atomic import replacing
from gongkai.plugins.tasks.annual.drawing import flat, placed, shown
from gongkai.plugins.tasks.annual.forms import Content, Table
from gongkai.plugins.tasks.annual.telling import Report

_WIDE, _NARROW, _LABEL = 30, 12, 16  # widths of columns in a sheet, in characters


def write_report(made: Report, form: str, output: str, paper: str = "") -> None:
    """Write a report in a format to a file (whole or not at all), or to stdout when no file is named.

    Args:
        paper: the whole report as Markdown, for ``md`` and ``docx``.

    Raises:
        BadInput: a workbook or a document without a file, on a terminal; a place that cannot be written.
    """
    writer = WRITERS.get(form) or (lambda _, stream: stream.write(_document(paper, form)))
    if output:
        with replacing(Path(output)) as stream:
            writer(made, stream)
        return
    if form in ("xlsx", "docx") and sys.stdout.isatty():
        raise BadInput(
            T(f"{form} 不能显示在终端。", f"{form} cannot be shown in a terminal."),
            T("用 --output 写入文件。", "Write it to a file with --output."),
        )
    sys.stdout.flush()
    writer(made, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _document(paper: str, form: str) -> bytes:
    from gongkai.core.docx import docx_of

    return docx_of(paper) if form == "docx" else paper.encode()


def _json(made: Report, stream: IO[Any]) -> None:
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for cell, content in made.cells.items():
        tables.setdefault(cell.table, {}).setdefault(cell.row, {})[cell.column] = plain(content)
    origins: dict[str, dict[str, dict[str, str]]] = {}
    for cell, origin in made.origins.items():
        origins.setdefault(cell.table, {}).setdefault(cell.row, {})[cell.column] = origin
    faults = [fault_row(fault) for fault in made.faults]
    data = {
        "year": made.year, "unit": made.name, "form": made.form.id, "tables": tables, "findings": faults,
        "notes": [str(note) for note in made.notes], "words": dict(made.words), "origins": origins,
    }  # fmt: skip
    stream.write((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def plain(content: Content) -> int | float | str | None:
    """A cell as json holds it."""
    if isinstance(content, Decimal):
        return int(content) if content == content.to_integral_value() else float(content)
    return content


def fault_row(fault: Any) -> dict[str, Any]:
    """Something that is wrong, as json and sheets hold it."""
    return {
        "level": "advice" if fault.advisory else "error", "kind": fault.kind, "table": fault.cell.table, "row": fault.cell.row,
        "column": fault.cell.column, "value": plain(fault.value), "should": plain(fault.should),
        "identities": list(fault.identities), "what": str(fault.what),
    }  # fmt: skip


def _csv(made: Report, stream: IO[Any]) -> None:
    """The tables one below the other, a spanning cell in its first place; WPS and Excel read the mark as UTF-8."""
    from io import TextIOWrapper

    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    for table in made.form.table:
        writer.writerow([table.name.zh])
        writer.writerows([shown(content) for content in row] for row in flat(table, made.cells))
        writer.writerow([])
    text.flush()
    text.detach()


def _xlsx(made: Report, stream: IO[Any]) -> None:
    from tempfile import TemporaryDirectory

    from xlsxwriter import Workbook

    with TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        book = Workbook(stream, {"tmpdir": folder})
        line = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14, "align": "center"}),
            "head": book.add_format({**line, "align": "center"}),
            "label": book.add_format(line),
            "figure": book.add_format({**line, "align": "right", "num_format": "0.##"}),
            "count": book.add_format({**line, "align": "right", "num_format": "0"}),
        }
        for table in made.form.table:
            _sheet(book.add_worksheet(f"表{table.id}"), table, made, styles)  # zh-data
        book.close()


def _sheet(page: Any, table: Table, made: Report, styles: dict[str, Any]) -> None:
    """One table under its title, as the official form lays it out."""
    from gongkai.core.tables.xlsx_out import put_text

    cells = placed(table, made.cells)
    width = max(one.column + one.columns for one in cells)
    page.merge_range(0, 0, 0, width - 1, "", styles["title"])
    put_text(page, 0, 0, f"{made.name}{made.year}年度　{table.name.zh}", styles["title"])  # zh-data
    for one in cells:
        number = isinstance(one.content, Decimal)
        whole = isinstance(one.content, Decimal) and one.content == one.content.to_integral_value()
        style = styles["head" if one.heading else "count" if whole else "figure"]
        top, left = one.line + 1, one.column
        if one.rows * one.columns > 1:
            page.merge_range(top, left, top + one.rows - 1, left + one.columns - 1, "", style)
        if number:
            page.write_number(top, left, one.content, style)
        elif one.content:
            put_text(page, top, left, str(one.content), style)
        else:
            page.write_blank(top, left, None, style)
    labels = max((one.column + one.columns for one in cells if one.heading and one.line > 2), default=1)
    for column in range(width):
        last = column == labels - 1
        page.set_column(column, column, _NARROW if column >= labels else _WIDE if last else _LABEL)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


WRITERS: dict[str, Callable[[Report, IO[Any]], None]] = {"json": _json, "csv": _csv, "xlsx": _xlsx}
