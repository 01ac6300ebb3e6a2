"""A plan read from a file, from what is piped in, or from what was pasted: items, units, dates, and lines with no place."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput, UsageError
from gongkai.core.i18n import T
from gongkai.plugins.tasks.plans.items import Reading, read_outline
from gongkai.plugins.tasks.plans.outline import outline
from gongkai.plugins.tasks.plans.sheets import SUFFIXES, read_sheet, read_tables
from gongkai.plugins.tasks.plans.source import LARGEST, Line, read_bytes, read_document
from gongkai.plugins.tasks.plans.units import Matcher

if TYPE_CHECKING:
    from gongkai.core.office import Office


def read_plan(office: "Office", document: str, title: str = "", year: int | None = None, sheet: str = "") -> Reading:
    """What a document, a sheet, or standard input (``-``) says.

    Raises:
        BadInput: it cannot be read.
        UsageError: a sheet was named and the document has none.
    """
    path, matcher = Path(document), Matcher(office)
    if path.suffix.lower() in SUFFIXES:
        return read_sheet(path, matcher, title, year, sheet)
    if sheet:
        raise UsageError(
            T("--sheet 只用于工作簿。", "--sheet is for workbooks."), T("去掉 --sheet。", "Leave --sheet out.")
        )
    if document == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise BadInput(
                T("输入超过 20 MB。", "The input is larger than 20 MB."),
                T("先存成文件，去掉图片。", "Save it without pictures."),
            )
        return _read(read_bytes(data, "-"), matcher, title, year)
    return _read(read_document(path), matcher, title, year)


def read_pasted(office: "Office", text: str) -> Reading:
    """The same of what was pasted.

    Raises:
        BadInput: there is nothing in it.
    """
    if not text.strip():
        raise BadInput(
            T("没有可读的内容。", "There is nothing to read."),
            T("先粘贴文件的正文。", "Paste the document's text first."),
        )
    return _read(read_bytes(text.encode(), str(T("粘贴的内容", "what was pasted"))), Matcher(office))


def _read(lines: list[Line], matcher: Matcher, title: str = "", year: int | None = None) -> Reading:
    found = outline(lines)
    reading = read_outline(found, matcher, title, year)
    read_tables(found.tables, reading, matcher)
    return reading
