"""Workbooks of catalogues as offices fill them, written for tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

TWO_ROWS = (
    ("序号", "公开事项", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
     "公开对象", "", "公开方式", "", "公开层级", ""),
    ("", "一级事项", "二级事项", "", "", "", "", "", "全社会", "特定群体", "主动", "依申请公开", "县级", "乡级"),
)  # fmt: skip
MERGES = (
    (0, 0, 1, 0),
    (0, 1, 0, 2),
    *((0, c, 1, c) for c in range(3, 8)),
    (0, 8, 0, 9),
    (0, 10, 0, 11),
    (0, 12, 0, 13),
)


def book(path: Path, **sheets: Any) -> Path:
    """A workbook: each sheet as (rows, merged areas from 0: first row, first column, last row, last column)."""
    made = Workbook(path)
    for name, (rows, merges) in sheets.items():
        page = made.add_worksheet(name)
        for line, row in enumerate(rows):
            for at, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    page.write_string(line, at, cell)
                elif cell not in ("", None):
                    page.write_number(line, at, cell)
        for top, left, bottom, right in merges:
            text = rows[top][left] if left < len(rows[top]) else ""
            page.merge_range(top, left, bottom, right, text)
    made.close()
    return path


def catalogue_sheet(
    *rows: Sequence[Any], above: Sequence[Sequence[Any]] = (), merges: Sequence[tuple[int, int, int, int]] = ()
) -> tuple[list[Sequence[Any]], list[tuple[int, int, int, int]]]:
    """A sheet with the two-row heading; ``above`` stands over it, ``merges`` count from the first row of data."""
    down = len(above)
    whole = [*above, *TWO_ROWS, *rows]
    heading = [(top + down, left, bottom + down, right) for top, left, bottom, right in MERGES]
    body = [(top + down + 2, left, bottom + down + 2, right) for top, left, bottom, right in merges]
    return whole, [*heading, *body]
