"""Workbooks: which sheet is meant, and its cells, by way of the checks in ``package.py`` and ``xls.py``."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.model import MAX_CELL, Cell, Grid, Limits, Merge, Row, too_long
from gongkai.core.tables.package import RESAVE, Package, open_package
from gongkai.core.text import all_clean, clean, clean_line, nearest

REMEMBERED = 50_000  # different texts of a sheet of which each is kept once
BLOCK = 500  # rows whose texts are looked at together
SheetChoice = str | int | None
"""A sheet by name, by place (from 1), or None for the first visible one that holds anything."""


def choose(file: str, sheets: Sequence[tuple[str, bool, bool]], sheet: SheetChoice) -> tuple[int, list[T]]:
    """The place of the sheet that is meant among (name, visible, filled), and what to warn of.

    Raises BadInput, naming the sheets there are, when it is not among them or all are empty.
    """
    names = [name for name, _, _ in sheets]
    shown = "、".join(clean_line(name) for name in names[:20])  # zh-data
    if isinstance(sheet, int):
        if 1 <= sheet <= len(names):
            return sheet - 1, []
    elif sheet is not None:
        wanted = clean_line(sheet)
        for index, name in enumerate(names):
            if name == sheet or clean_line(name) == wanted:
                return index, []
    else:
        filled = [index for index, (_, visible, full) in enumerate(sheets) if visible and full]
        if not filled:
            raise BadInput(
                T("{file} 的工作表都是空的。", "All sheets of {file} are empty.").format(file=file),
                T("请检查文件；隐藏的工作表须指明名称。", "Check the file; a hidden sheet must be named."),
            )
        if len(filled) == 1:
            return filled[0], []
        others = "、".join(clean_line(names[index]) for index in filled[1:20])  # zh-data
        warning = T(
            "{file} 有多个工作表，只读取了“{name}”；其余：{others}。",
            "{file} has several sheets; only “{name}” was read, not {others}.",
        )
        return filled[0], [warning.format(file=file, name=clean_line(names[filled[0]]), others=others)]
    close = nearest(str(sheet), names) if isinstance(sheet, str) else []
    hint = T("现有工作表：{names}。", "Sheets there are: {names}.").format(names=shown)
    if close:
        hint = T("是否指“{name}”？", "Did you mean “{name}”? ").format(name=clean_line(close[0])) + hint
    raise BadInput(
        T("{file} 中没有工作表“{sheet}”。", "{file} has no sheet “{sheet}”.").format(file=file, sheet=sheet),
        hint,
    )


def plain_cell(value: Any, file: str, line: int, column: int) -> Cell:
    """A cell as the parser gives it → cleaned text, whole numbers as int, times and spans as text."""
    kind = type(value)
    if kind is str:
        if len(value) > MAX_CELL:
            raise too_long(file, line, column)
        return clean(value) if value and not value.isspace() else None
    if kind is float:
        # Spreadsheets know no whole numbers; up to 15 digits none is lost.
        return int(value) if value.is_integer() and -1e15 < value < 1e15 else value
    if kind is bool or kind is int or isinstance(value, date):
        return value  # type: ignore[no-any-return]
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return None


def to_rows(raw: Iterable[Sequence[Any]], left: int, file: str, limits: Limits) -> list[Row]:
    """Rows by line (from 1) with cells from column A on; blank rows and trailing blanks left out."""
    rows: list[Row] = []
    chars = 0
    known: dict[str, Cell] = {"": None}  # texts that come again are looked at once, and kept once
    numbered = enumerate(raw, 1)
    while block := list(islice(numbered, BLOCK)):
        if len(known) > REMEMBERED:
            known = {"": None}
        fresh = {value for _, values in block for value in values if type(value) is str}.difference(known)
        if all_clean(fresh) and max(map(len, fresh), default=0) <= MAX_CELL:  # as nearly all are
            known.update(zip(fresh, fresh, strict=True))
        for line, values in block:
            row: list[Cell] = [None] * left
            for index, value in enumerate(values, left):
                if type(value) is not str:
                    row.append(plain_cell(value, file, line, index))
                    continue
                if value not in known:
                    known[value] = plain_cell(value, file, line, index)
                row.append(known[value])
                chars += len(value)
            while row and row[-1] is None:
                row.pop()
            if row:
                rows.append((line, row))
        if chars > limits.chars:
            raise BadInput(
                T("{file} 的文字过多。", "{file} holds too much text.").format(file=file),
                T("请拆成几个文件。", "Split it into several files."),
            )
    return rows


def package_names(package: Package) -> list[tuple[str, bool, bool]]:
    """The sheets of a package as ``choose`` wants them."""
    return [(sheet.name, sheet.visible, sheet.extent.cells > 0) for sheet in package.sheets]


def read_package(data: bytes, file: str, sheet: SheetChoice, limits: Limits) -> Grid:
    """One sheet of a zipped workbook."""
    package = open_package(data, file, limits)
    index, warnings = choose(file, package_names(package), sheet)
    return _grid(package, index, file, limits, warnings)


def every_sheet(data: bytes, file: str, limits: Limits) -> list[Grid]:
    """Every visible sheet of a zipped workbook that holds anything."""
    package = open_package(data, file, limits)
    wanted = [index for index, (_, visible, full) in enumerate(package_names(package)) if visible and full]
    return [_grid(package, index, file, limits, []) for index in wanted]


def _grid(package: Package, index: int, file: str, limits: Limits, warnings: list[T]) -> Grid:
    listed = package.sheets[index]
    name = clean_line(listed.name)
    if listed.extent.unvalued:
        warning = T(
            "“{name}”中有 {count} 个公式没有保存计算结果，按空白读取；用 WPS 或 Excel 打开并保存后即有。",
            "“{name}”: {count} formulas were saved without their value and read as blank; open the file in "
            "WPS or Excel and save it to have them.",
        )
        warnings.append(warning.format(name=name, count=listed.extent.unvalued))
    if listed.extent.hidden:
        warning = T(
            "“{name}”有 {count} 行隐藏（或被筛选掉），也已读取。",
            "“{name}”: {count} rows are hidden (or filtered out); they were read, too.",
        )
        warnings.append(warning.format(name=name, count=listed.extent.hidden))
    if listed.extent.errors:
        warning = T(
            "“{name}”中有 {count} 个单元格是错误值（如 #REF!），按空白读取。",
            "“{name}”: {count} cells hold an error (such as #REF!) and were read as blank.",
        )
        warnings.append(warning.format(name=name, count=listed.extent.errors))
    rows, merges = _parse(package, listed.name, file, limits)
    return Grid(rows, merges or listed.extent.merges, file, name, package.kind, warnings)


def _parse(package: Package, name: str, file: str, limits: Limits) -> tuple[list[Row], list[Merge]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    package.stream.seek(0)
    try:
        with CalamineWorkbook.from_filelike(package.stream) as book:
            sheet = book.get_sheet_by_name(name)
            left = sheet.start[1] if sheet.start else 0
            rows = to_rows(sheet.iter_rows(), left, file, limits)
            merges = [(a + 1, b, c + 1, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
            return rows, merges
    except (BadInput, KeyboardInterrupt, SystemExit):
        raise
    except PasswordError as error:
        from gongkai.core.tables.package import protected

        raise protected(file) from error
    except (CalamineError, ValueError, OSError, MemoryError, OverflowError) as error:
        raise unreadable(file) from error
    except BaseException as error:
        # A panic of the compiled parser is no Exception; anything else is a fault of ours and must be seen.
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(file) from error


def unreadable(file: str) -> BadInput:
    """The error for a workbook that the parser could not follow."""
    return BadInput(T("无法读取表格 {file}。", "The workbook {file} cannot be read.").format(file=file), RESAVE)


def moment(text: str) -> date | datetime:
    """An ISO date or datetime as text → the value (from the xls reader's lines)."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
