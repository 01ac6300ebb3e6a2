"""A report's figures out of a file: workbooks, csv, docx, web pages, json, Markdown, and text that was pasted."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables import Grid, grids
from gongkai.core.tables.documents import Document, document_of, html_document
from gongkai.core.tables.model import Limits
from gongkai.core.text import clean, clean_line
from gongkai.plugins.tasks.annual.forms import Cell, Cells, Form
from gongkai.plugins.tasks.annual.layout import Found, content_of, find

_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)
_RULE = re.compile(r"\|?[\s:|-]+\|?")
_GAP = re.compile(r"\s{2,}|\u3000+")
_YEAR = re.compile(r"(20[0-9]{2})\s*年(?:度)?[^0-9\n]{0,40}(?:年度报告|报告|年报)")  # zh-data
_TEXTS = (".txt", ".md", ".text", "")


def read_report(path: Path, forms: Iterable[Form], year: int = 0) -> Found:
    """The figures of a report in a file; ``-`` reads what is piped in.

    Args:
        forms: the forms that there are; with a year, only the one for it is tried.

    Raises:
        BadInput: the file cannot be read, or holds none of the tables.
    """
    wanted = [form for form in forms if not year or form.since <= year <= form.until]
    shown = clean_line(path.name)
    data = _bytes(path, shown)
    found: Found | None
    lines: Sequence[str] = ()
    if (document := document_of(data, shown)) is not None:
        found, lines = find(document.tables, wanted), document.lines
    elif str(path) == "-" or path.suffix.lower() in _TEXTS:
        found, lines = _of_text(data, shown, wanted)
    elif path.suffix.lower() == ".json" and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[[", b"[ [")):
        found = _of_json(data, shown, wanted)
    else:
        sheets = grids(path)
        found = find(sheets, wanted)
        lines = [
            " ".join(str(cell) for cell in row if isinstance(cell, str)) for grid in sheets for _, row in grid.rows
        ]
    if found is None:
        raise BadInput(
            T(f"{shown} 里没有找到年度报告的表格。", f"No table of the annual report was found in {shown}."),
            T("表头和行名用统一格式的名称（如“自然人”“本年新收…”）；用 gongkai request report 可得到空表。",
              "Name columns and rows as the official form does; gongkai request report writes one."),
        )  # fmt: skip
    found.text = "\n".join(lines)
    found.year = found.year or _year_in(found.text, shown)
    return found


def tables_of(path: Path) -> list[Grid]:
    """The tables of a file of any kind that is read here, whatever they hold.

    Raises:
        BadInput: the file cannot be read.
    """
    shown = clean_line(path.name)
    data = _bytes(path, shown)
    if (document := document_of(data, shown)) is not None:
        return document.tables
    if str(path) == "-" or path.suffix.lower() in _TEXTS:
        return _pasted(data, shown)[0]
    return grids(path)


def _bytes(path: Path, shown: str) -> bytes:
    limit = Limits().bytes
    if str(path) == "-":
        import sys

        data = sys.stdin.buffer.read(limit + 1)
    else:
        try:
            if not path.is_file():
                raise BadInput(
                    T(f"没有文件 {shown}。", f"There is no file {shown}."), T("检查路径。", "Check the path.")
                )
            with path.open("rb") as stream:
                data = stream.read(limit + 1)
        except (OSError, ValueError) as error:
            raise BadInput(
                T(f"读不了 {shown}。", f"{shown} cannot be read."), T("检查权限。", "Check its permissions.")
            ) from error
    if not data or len(data) > limit:
        what = (
            T(f"{shown} 是空的。", f"{shown} is empty.") if not data else T(f"{shown} 过大。", f"{shown} is too large.")
        )
        raise BadInput(what, T("重新获取该文件，或只留报告的表格。", "Get it again, or keep only the report's tables."))
    return data


def _year_in(text: str, name: str) -> int:
    for where in (name, text):
        if hit := _YEAR.search(where):
            return int(hit[1])
    return 0


def _of_text(data: bytes, shown: str, forms: Sequence[Form]) -> tuple[Found | None, list[str]]:
    """The report in pasted text or Markdown, and the lines that are no table."""
    tables, lines = _pasted(data, shown)
    return find(tables, forms), lines


def _pasted(data: bytes, shown: str) -> tuple[list[Grid], list[str]]:
    """Pasted text and Markdown as tables; some of them may be written as those of a web page."""
    from gongkai.core.tables.plaintext import decode

    text = clean(decode(data, shown)[0])
    inner = html_document("\n".join(_TABLE.findall(text)), shown) if "<table" in text.lower() else Document()
    lines = _TABLE.sub("", text).split("\n")
    rows: list[tuple[int, list[Any]]] = [
        (number, made) for number, line in enumerate(lines, 1) if line.strip() and (made := _split(line))
    ]
    pasted = Grid(rows, [], shown, "", "text")
    return [*inner.tables, pasted], lines


def _split(line: str) -> list[Any]:
    """The cells of a line: by tabs, by bars, by gaps, or a label and the numbers behind it."""
    if "\t" in line:
        cells = line.rstrip("\n").split("\t")
    elif line.lstrip().startswith("|"):
        if _RULE.fullmatch(line.strip()):
            return []
        cells = line.strip().strip("|").split("|")
    else:
        cells = _GAP.split(line.strip())
        if len(cells) < 3:
            cells = line.split()
    return [cell.strip() or None for cell in cells]


def _of_json(data: bytes, shown: str, forms: Sequence[Form]) -> Found | None:
    """What ``--format json`` writes, the same without the frame, or rows of cells."""
    from gongkai.core.tables.plaintext import decode

    try:
        made = json.loads(decode(data, shown)[0])
    except (ValueError, RecursionError) as error:
        raise BadInput(
            T(f"{shown} 不是有效的 json。", f"{shown} is no valid json."),
            T(
                "可用 gongkai request report --format json 得到一份样子。",
                "gongkai request report --format json shows one.",
            ),
        ) from error
    if isinstance(made, list):
        rows: list[Any] = [(n, [_one(cell) for cell in row]) for n, row in enumerate(made, 1) if isinstance(row, list)]
        return find([Grid(rows, [], shown, "", "json")], forms)
    tables = made.get("tables", made) if isinstance(made, dict) else {}
    year = made.get("year", 0) if isinstance(made, dict) else 0
    best: Found | None = None
    for form in forms:
        found = Found(form, keyed(form, tables), year=year if isinstance(year, int) else 0)
        found.places = {cell: T(".".join(cell[:3]), ".".join(cell[:3])) for cell in found.cells}
        if found.cells and (best is None or len(found.cells) > len(best.cells)):
            best = found
    return best


def keyed(form: Form, tables: Any) -> Cells:
    """Cells by keys of table, row and column; the columns may also stand as a list in their order."""
    cells: Cells = {}
    for table in form.table:
        held = tables.get(table.id) if isinstance(tables, Mapping) else None
        if not isinstance(held, Mapping):
            continue
        for block in table.block:
            for row in block.rows:
                values = held.get(row.key)
                if isinstance(values, list):
                    values = dict(zip((column.key for column in block.columns), values, strict=False))
                if isinstance(values, Mapping):
                    for column in block.columns:
                        if column.key in values:
                            cells[Cell(table.id, row.key, column.key)] = content_of(_one(values[column.key]))
    return cells


def _one(value: Any) -> Any:
    return value if value is None or (isinstance(value, int | float) and not isinstance(value, bool)) else str(value)
