"""xlsx files for people to open: bold frozen heading, columns as wide as their content, real dates."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.model import MAX_CELL, MAX_COLUMNS, MAX_LINES, too_long
from gongkai.core.tables.writing import Plain, as_text
from gongkai.core.text import cells, truncate

_MEASURED = 1_000  # rows whose content decides the widths
_NARROW, _WIDE = 6, 60  # cells
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets and the calendar count days differently
_EXACT_DIGITS = 15  # of a number in a sheet; longer ones (ID numbers) would lose their last digits
_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def write_xlsx(stream: IO[bytes], columns: list[str], rows: Iterator[list[Plain]], sheet: str) -> None:
    """One sheet with a heading, row by row (memory does not grow with the rows).

    Raises BadInput for more rows or columns than a sheet has, and cells longer than it holds.
    """
    from tempfile import TemporaryDirectory

    # 52 ms to import, and only exports need it.
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    if len(columns) > MAX_COLUMNS:
        raise BadInput(
            T("xlsx 最多 {most} 列。", "xlsx holds {most} columns at most.").format(most=MAX_COLUMNS),
            T("请减少列数。", "Choose fewer columns."),
        )
    # The writer keeps finished rows in files of its own; they go away with this folder, whatever happens.
    with TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        book = Workbook(stream, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        page = book.add_worksheet(truncate(sheet.translate(_SHEET_NAME).strip("'") or "Sheet1", 31, ""))
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "long": book.add_format({"num_format": "0"}),
        }
        widths = [cells(name) for name in columns]
        for index, name in enumerate(columns):
            put_text(page, 0, index, name, formats["head"])
        for line, row in enumerate(rows, 1):
            if line >= MAX_LINES:
                raise BadInput(
                    T("xlsx 最多 {most} 行。", "xlsx holds {most} rows at most.").format(most=MAX_LINES),
                    T("请缩小范围，或改用 csv。", "Choose less, or use csv."),
                )
            for index, value in enumerate(row):
                if value is not None:
                    _cell(page, line, index, value, formats)
            if line <= _MEASURED:
                widths = [
                    max(known, _width(value)) if known < _WIDE else known
                    for known, value in zip(widths, row, strict=True)
                ]
        for index, width in enumerate(widths):
            page.set_column(index, index, min(max(width + 2, _NARROW), _WIDE))
        page.freeze_panes(1, 0)
        try:
            book.close()
        except XlsxWriterException as error:
            cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else None
            raise cause or OSError(str(error)) from error


def _width(value: Plain) -> int:
    return max((cells(line) for line in as_text(value).split("\n")), default=0)


def put_text(page: Any, line: int, column: int, text: str, style: Any = None) -> None:
    """A text into a cell (both from 0), always as text: what begins with = + - @ must never become a formula or a link.

    Raises BadInput when it is longer than a cell may be.
    """
    if len(text.encode("utf-16-le")) > 2 * MAX_CELL:
        raise too_long("xlsx", line + 1, column)
    if text:
        page.write_string(line, column, text, style)


def _cell(page: Any, line: int, column: int, value: Plain, formats: dict[str, Any]) -> None:
    if isinstance(value, bool):
        page.write_boolean(line, column, value)
    elif isinstance(value, (int, float, Decimal)):
        digits = as_text(value).lstrip("-")
        if isinstance(value, float) or len(digits.replace(".", "")) <= _EXACT_DIGITS:
            # From 12 digits on (division codes) the usual format would show 5.1E+11.
            whole = digits.isdecimal() and len(digits) >= 12
            page.write_number(line, column, value, formats["long"] if whole else None)
        else:
            put_text(page, line, column, as_text(value))
    elif isinstance(value, datetime):
        if value.tzinfo is None and value.date() >= _FIRST_DAY:
            page.write_datetime(line, column, value, formats["moment"])
        else:
            put_text(page, line, column, as_text(value))
    elif isinstance(value, date) and value >= _FIRST_DAY:
        page.write_datetime(line, column, value, formats["date"])
    else:
        put_text(page, line, column, as_text(value))
