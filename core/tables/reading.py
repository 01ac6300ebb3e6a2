"""``read``: one sheet of a file, whatever its format."""

import os
from pathlib import Path

from gongkai.core.errors import BadInput, UsageError
from gongkai.core.i18n import T
from gongkai.core.tables.model import Cell, Grid, HeaderRows, Limits, Sheet
from gongkai.core.text import clean_line, nearest

READ_FORMATS = ("xlsx", "csv", "tsv", "json", "jsonl", "xls", "ods")
_BY_SUFFIX = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".et": "xls", ".ods": "ods", ".csv": "csv",
    ".txt": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(
    path: str | os.PathLike[str],
    sheet: str | int | None = None,
    header_rows: HeaderRows = None,
    *,
    format: str | None = None,
    allow_large: bool = False,
    fill_merged: bool = False,
    limits: Limits | None = None,
) -> Sheet:
    """One sheet of a file as columns and rows.

    :param sheet: a sheet of a workbook by name or by place (from 1); without it the first visible one that
        holds anything (a warning names the others).
    :param header_rows: how many rows deep the heading is (1-3), or its (first, last) line; found if not
        given.
    :param format: one of ``READ_FORMATS``; without it the content decides, then the ending of the name.
    :param allow_large: eight times the usual limits of size.
    :param fill_merged: repeat the value of a cell merged over several rows of data in each of them; without
        it only the first row has it, and a warning says so. In the heading it is always repeated.

    All texts are cleaned; blank rows and columns are left out. Cells of csv and tsv are text; workbooks give
    numbers, dates and booleans as they were stored, and of a formula its stored value.

    Raises BadInput, saying what to do, for files that are missing, too large, damaged, protected, not of
    their format or without a usable heading; UsageError for a format or heading rows that cannot be.
    """
    limits = limits or Limits()
    if allow_large:
        limits = limits.larger()
    path = Path(path)
    file = clean_line(path.name)
    data = _load(path, file, limits)
    kind = _kind(data, path, file, format)
    if kind in ("json", "jsonl", "csv", "tsv"):
        return _read_text(data, file, kind, header_rows, limits)
    grid = _one_grid(data, file, kind, sheet, limits)
    from gongkai.core.tables.heading import build

    made = build(grid.rows, file, grid.name, grid.merges, header_rows, fill_merged)
    made.format = grid.format
    made.warnings[:0] = grid.warnings
    return made


def grids(path: str | os.PathLike[str], sheet: str | int | None = None, *, allow_large: bool = False) -> list[Grid]:
    """Every visible sheet of a file that holds anything (or the one that is named) as it lies there.

    For callers that know the layouts of their sheets and find the heading themselves. The rows of json are its keys and
    then its objects. Raises BadInput as ``read``.
    """
    limits = Limits().larger() if allow_large else Limits()
    path = Path(path)
    file = clean_line(path.name)
    data = _load(path, file, limits)
    kind = _kind(data, path, file, None)
    if kind in ("json", "jsonl", "csv", "tsv"):
        return [_text_grid(data, file, kind, limits)]
    if sheet is not None:
        return [_one_grid(data, file, kind, sheet, limits)]
    if kind == "xls":
        from gongkai.core.tables.xls import every_xls_sheet

        return every_xls_sheet(data, file, limits)
    from gongkai.core.tables.workbook import every_sheet

    return every_sheet(data, file, limits)


def _one_grid(data: bytes, file: str, kind: str, sheet: str | int | None, limits: Limits) -> Grid:
    if kind == "xls":
        from gongkai.core.tables.xls import read_xls

        return read_xls(data, file, sheet, limits)
    from gongkai.core.tables.workbook import read_package

    return read_package(data, file, sheet, limits)


def _text_grid(data: bytes, file: str, kind: str, limits: Limits) -> Grid:
    from gongkai.core.tables.plaintext import decode, read_delimited, read_json

    text, _ = decode(data, file)
    if kind in ("csv", "tsv"):
        return Grid(read_delimited(text, file, "\t" if kind == "tsv" else None, limits), [], file, "", kind)
    made = read_json(text, file, kind == "jsonl", limits)
    heading: list[Cell] = list(made.columns)
    return Grid([(0, heading), *made.rows], [], file, "", kind)


def sheet_names(path: str | os.PathLike[str], *, allow_large: bool = False) -> list[str]:
    """Names of the sheets of a workbook in its order; empty for text formats. Raises BadInput as ``read``."""
    limits = Limits().larger() if allow_large else Limits()
    path = Path(path)
    file = clean_line(path.name)
    data = _load(path, file, limits)
    kind = _kind(data, path, file, None)
    if kind == "xls":
        from gongkai.core.tables.xls import xls_sheets

        return xls_sheets(data, file)
    if kind in ("xlsx", "ods"):
        from gongkai.core.tables.package import open_package

        return [clean_line(listed.name) for listed in open_package(data, file, limits).sheets]
    return []


def _read_text(data: bytes, file: str, kind: str, header_rows: HeaderRows, limits: Limits) -> Sheet:
    from gongkai.core.tables.plaintext import decode, read_delimited, read_json

    text, encoding = decode(data, file)
    if kind in ("json", "jsonl"):
        made = read_json(text, file, kind == "jsonl", limits)
    else:
        from gongkai.core.tables.heading import build

        rows = read_delimited(text, file, "\t" if kind == "tsv" else None, limits)
        made = build(rows, file, header_rows=header_rows)
    made.format, made.encoding = kind, encoding
    return made


def _load(path: Path, file: str, limits: Limits) -> bytes:
    """The bytes of a regular file below the limit."""
    try:
        if not path.is_file():
            what = T("{file} 不是文件。", "{file} is not a file.") if path.exists() else None
            raise BadInput(
                (what or T("找不到文件 {file}。", "There is no file {file}.")).format(file=file),
                T("请检查路径和文件名。", "Check the path and the name."),
            )
        with path.open("rb") as stream:
            data = stream.read(limits.bytes + 1)
    except (OSError, ValueError) as error:
        # ValueError: a NUL in the path.
        raise BadInput(
            T("无法打开文件 {file}。", "The file {file} cannot be opened.").format(file=file),
            T(
                "请检查读取权限，并确认没有被其他程序独占。",
                "Check the permission, and that no program locks it.",
            ),
        ) from error
    if len(data) > limits.bytes:
        raise BadInput(
            T("{file} 超过 {size} MB。", "{file} is larger than {size} MB.").format(file=file, size=limits.bytes >> 20),
            T("请拆成几个文件，或确认可信后允许大文件。", "Split it, or allow large files if you trust it."),
        )
    if not data:
        raise BadInput(
            T("{file} 是空文件。", "{file} is empty.").format(file=file),
            T("请重新导出或获取该文件。", "Export it or get it again."),
        )
    return data


def _kind(data: bytes, path: Path, file: str, format: str | None) -> str:
    """Which reader takes the file. The content decides where it is plain: endings are often wrong."""
    if format is not None and format not in READ_FORMATS:
        close = nearest(format, READ_FORMATS)
        raise UsageError(
            T("不支持的格式“{format}”。", "There is no format “{format}”.").format(format=clean_line(format)),
            T("可用：{all}。", "There are: {all}.").format(all="、".join(close or READ_FORMATS)),  # zh-data
        )
    named = format or _BY_SUFFIX.get(path.suffix.lower())
    if data.startswith(_ZIP):
        return "xlsx"
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            from gongkai.core.tables.package import protected

            raise protected(file)
        return "xls"
    if named in ("xlsx", "xls", "ods"):
        markup = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        what = T("其实是网页或 xml", "it is a web page or xml") if markup else T("内容不符", "its content is not")
        raise BadInput(
            T("{file} 不是有效的 {format} 表格：{what}。", "{file} is no {format} workbook: {what}.").format(
                file=file, format=named, what=what),
            T("请用 WPS 或 Excel 打开后另存为 xlsx；文本请改用 .csv 后缀。",
              "Open it in WPS or Excel and save it as xlsx; name a text file .csv."),
        )  # fmt: skip
    if named is None:
        raise BadInput(
            T("无法判断 {file} 的格式。", "The format of {file} is not known.").format(file=file),
            T("支持：{all}。", "Supported: {all}.").format(all="、".join(READ_FORMATS)),  # zh-data
        )
    return named
