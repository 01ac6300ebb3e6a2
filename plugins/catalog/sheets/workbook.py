"""The workbook around a catalogue: title, two-row heading, notes, lists to choose from, frozen panes, hidden keys."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gongkai.core.i18n import T
from gongkai.core.tables import Cell
from gongkai.core.tables.atomic import replacing
from gongkai.core.tables.model import column_letters
from gongkai.core.tables.xlsx_out import put_text
from gongkai.plugins.catalog.sheets.writing import Head

TOP = 3  # rows above the first entry: the title and the two rows of the heading
SPARE = 500  # rows below the last entry that offer their lists, too
LIST = 250  # characters that a list to choose from may have in all


def write_book(path: Path, title: str, columns: Sequence[Head], lines: Iterable[Sequence[Cell]]) -> None:
    """Write it, or leave the file as it was when anything fails.

    Raises:
        BadInput, StoreError: a cell is too long, or the file cannot be written.
    """
    from xlsxwriter import Workbook

    with TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder, replacing(path) as stream:
        book = Workbook(stream, {"tmpdir": folder})
        page = book.add_worksheet(str(T("公开目录", "Catalogue")))
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        centred = {"bold": True, "align": "center", "valign": "vcenter"}
        head = book.add_format({**centred, "text_wrap": True, "border": 1, "bg_color": "#DDEBF7"})
        big = book.add_format({**centred, "font_size": 16})
        last = TOP - 1
        for line, row in enumerate(lines, TOP):
            last = line
            for at, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(line, at, value, cell)
                elif value is None:
                    page.write_blank(line, at, None, cell)
                else:
                    put_text(page, line, at, str(value), cell)
        page.merge_range(0, 0, 0, len(columns) - 2, title, big)
        page.set_row(0, 30)
        _heading(page, columns, head)
        _lists(page, columns, last + SPARE)
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width, None, {"hidden": 1} if column.field == "key" else {})
        page.freeze_panes(TOP, 1 + sum(1 for column in columns if column.field == "topic"))
        if last >= TOP:
            page.autofilter(TOP - 1, 0, last, len(columns) - 1)
        page.set_landscape()
        page.repeat_rows(1, TOP - 1)
        page.fit_to_pages(1, 0)
        book.close()


def _heading(page: Any, columns: Sequence[Head], style: Any) -> None:
    at = 0
    while at < len(columns):
        group = str(columns[at].group)
        end = at
        while group and end + 1 < len(columns) and str(columns[end + 1].group) == group:
            end += 1
        if not group:
            page.merge_range(1, at, 2, at, str(columns[at].name), style)
            page.write_comment(1, at, str(columns[at].note))
        elif end == at:
            put_text(page, 1, at, group, style)
        else:
            page.merge_range(1, at, 1, end, group, style)
        for column in range(at, end + 1) if group else ():
            put_text(page, 2, column, str(columns[column].name), style)
            page.write_comment(2, column, str(columns[column].note))
        at = end + 1


def _lists(page: Any, columns: Sequence[Head], last: int) -> None:
    """Lists to choose from; what is not on them may still be written."""
    for at, column in enumerate(columns):
        offered: list[str] = []
        for choice in column.choices:
            if "," not in choice and len(",".join([*offered, choice])) <= LIST:
                offered.append(choice)
        if offered:
            letters = column_letters(at)
            page.data_validation(
                f"{letters}{TOP + 1}:{letters}{last + 1}",
                {"validate": "list", "source": offered, "show_error": False, "ignore_blank": True},
            )
