"""Text files: csv and tsv, json and jsonl, and the encodings that offices really send."""

import re
from collections.abc import Iterator
from typing import Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.model import MAX_CELL, MAX_COLUMNS, Cell, Limits, Row, Sheet, too_long
from gongkai.core.text import clean, clean_line

_SAMPLE = 65_536  # characters that tell the delimiter
_SEP_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)  # Excel's own hint on the first line


def decode(data: bytes, file: str) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8 (with or without mark), UTF-16 with mark, else GB18030.

    Raises BadInput when the bytes are none of these, or are not text at all.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    else:
        tries = ["utf-8-sig", "gb18030"]
    for encoding in tries:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:  # no text file has these; a program or a picture has many
            break
        marked = encoding == "utf-8-sig" and data.startswith(b"\xef\xbb\xbf")
        return text, encoding if marked or encoding != "utf-8-sig" else "utf-8"
    raise BadInput(
        T("{file} 不是可识别的文本文件（UTF-8、UTF-16、GB18030）。",
          "{file} is not text in UTF-8, UTF-16 or GB18030.").format(file=file),
        T("请用 WPS 或 Excel 另存为 xlsx，或另存为 UTF-8 编码的 csv。",
          "Save it as xlsx, or as csv in UTF-8, with WPS or Excel."),
    )  # fmt: skip


def delimiter_of(text: str) -> str:
    """The delimiter of a csv text: comma, tab or semicolon, whichever cuts most of its first lines alike.

    Of two that cut equally well the earlier in this order; a comma if none cuts at all.
    """
    import csv
    import io
    from itertools import islice

    best, best_share = ",", 0.0
    for delimiter in (",", "\t", ";"):
        # The sample may end inside a quoted cell, hence not strict, and its last row does not count.
        sample = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice(sample, 40) if row]
        if len(text) > _SAMPLE and len(widths) > 1:
            widths.pop()
        common = max(set(widths), key=widths.count, default=0)
        if common > 1 and widths.count(common) / len(widths) > best_share:
            best, best_share = delimiter, widths.count(common) / len(widths)
    return best


def read_delimited(text: str, file: str, delimiter: str | None, limits: Limits) -> list[Row]:
    """Rows with the line where each begins; all cells are cleaned text, blank ones None, blank rows left out.

    Raises BadInput, naming the line, for quotes that do not close and cells that are too long.
    """
    import csv
    import io

    if match := _SEP_LINE.match(text):
        delimiter = delimiter or match[1]
        # The line stays counted: line numbers are those of the file.
        text = "\n" + text[match.end() :]
    # A process-wide setting of the module; our own limit below is lower and names the cell.
    if csv.field_size_limit() < limits.bytes:
        csv.field_size_limit(limits.bytes)
    delimiter = delimiter or delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    area, start = 0, 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            row: list[Cell] = []
            for index, cell in enumerate(cells):
                if len(cell) > MAX_CELL:
                    raise too_long(file, line, index)
                row.append(clean(cell) if cell and not cell.isspace() else None)
            while row and row[-1] is None:
                row.pop()
            if row:
                rows.append((line, row))
                area += len(row)
            if area > limits.cells or len(row) > MAX_COLUMNS:
                raise _too_many(file)
    except csv.Error as error:
        raise BadInput(
            T("{file} 第 {line} 行附近的引号不成对或格式有误。",
              "{file}, near line {line}: a quote does not close, or text follows a closing quote.").format(
                file=file, line=start),
            T("单元格内的双引号须写成两个；也可另存为 xlsx 后再导入。",
              "Double a quote inside a cell, or save the table as xlsx."),
        ) from error  # fmt: skip
    return rows


def _too_many(file: str) -> BadInput:
    return BadInput(
        T("{file} 的单元格过多。", "{file} has too many cells.").format(file=file),
        T("请拆成几个文件。", "Split it into several files."),
    )


def _json_error(file: str, what: T, line: int) -> BadInput:
    return BadInput(
        T("{file} 第 {line} 行：{what}", "{file}, line {line}: {what}").format(
            file=file, line=line, what=what),
        T("json 应为对象的数组，jsonl 每行一个对象；值只能是文字、数字、是否或空。",
          "json is a list of objects, jsonl one object a line; values are text, numbers, true, false, null."),
    )  # fmt: skip


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("duplicate")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def read_json(text: str, file: str, lines: bool, limits: Limits) -> Sheet:
    """json (a list of objects) or jsonl (``lines``: one object a line) as a sheet.

    Columns are all keys in the order of their first appearance; the line of a row is the position of its
    object in json, its line in jsonl. Raises BadInput for anything that is not flat, and for keys given
    twice.
    """
    import json

    def load(part: str, line: int) -> Any:
        try:
            return json.loads(part, object_pairs_hook=_object, parse_constant=_no_constant)
        except json.JSONDecodeError as error:
            what = T("不是有效的 json。", "this is not valid json.")
            raise _json_error(file, what, line + error.lineno - 1) from error
        except ValueError as error:  # from the two hooks, and numbers of thousands of digits
            what = T("键重复或数字无效。", "a key stands twice, or a number is not valid.")
            raise _json_error(file, what, line) from error
        except RecursionError as error:
            raise _json_error(file, T("嵌套过深。", "it is nested too deep."), line) from error

    def objects() -> Iterator[tuple[int, Any]]:
        if lines:
            for number, part in enumerate(text.split("\n"), 1):
                if part.strip():
                    yield number, load(part, number)
            return
        whole = load(text, 1)
        if not isinstance(whole, list):
            raise _json_error(file, T("最外层不是数组。", "the outermost value is not a list."), 1)
        yield from enumerate(whole, 1)

    places: dict[str, int] = {}
    raw: dict[str, int] = {}
    found: list[tuple[int, list[Cell]]] = []
    area = 0
    for number, item in objects():
        if not isinstance(item, dict):
            raise _json_error(file, T("不是对象。", "this is not an object."), number)
        row: list[Cell] = [None] * len(places)
        for key, value in item.items():
            if key not in raw:
                name = clean_line(key)
                if not name or name in places:
                    what = T("键为空或重复：{key}。", "the key {key} is blank or stands twice.").format(key=name)
                    raise _json_error(file, what, number)
                raw[key] = places[name] = len(places)
                row.append(None)
            row[raw[key]] = _json_cell(value, file, number, raw[key])
        if any(cell is not None for cell in row):
            found.append((number, row))
        area += len(places)
        if area > limits.cells or len(places) > MAX_COLUMNS:
            raise _too_many(file)
    if not places:
        raise BadInput(
            T("{file} 中没有数据。", "There is no data in {file}.").format(file=file),
            T("至少要有一个带键的对象。", "There must be at least one object with keys."),
        )
    rows = [(number, row + [None] * (len(places) - len(row))) for number, row in found]
    return Sheet(list(places), rows, file=file)


def _json_cell(value: Any, file: str, number: int, column: int) -> Cell:
    if isinstance(value, str):
        if len(value) > MAX_CELL:
            raise too_long(file, number, column)
        return clean(value) if value and not value.isspace() else None
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and abs(value) < float("inf"):
        return value
    raise _json_error(file, T("值不是单个的文字或数字。", "a value is not a single text or number."), number)
