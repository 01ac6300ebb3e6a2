"""``write``: rows to a file or a stream.

Cells are written as what they are, never as formulas. In xlsx a text that begins with ``=``, ``+``, ``-`` or
``@`` is stored as text, so nothing runs when the file is opened. csv knows no types: such a text stands there
unchanged, because an apostrophe or a blank put before it would come back as part of the name, the number
(-5) or the telephone number (+86 …) at the next import. Give people xlsx to open, and csv to programs.
"""

import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from gongkai.core.errors import BadInput, StoreError, UsageError
from gongkai.core.i18n import T
from gongkai.core.text import cells, clean, clean_line, nearest, pad, truncate

WRITE_FORMATS = ("table", "xlsx", "csv", "tsv", "json", "jsonl")
TEXT_FORMATS = ("table", "csv", "tsv", "json", "jsonl")
_BY_SUFFIX = {".txt": "table", ".tab": "tsv", ".ndjson": "jsonl"}
_NARROWEST = 4  # cells a column keeps when a table is squeezed into a terminal

Plain = str | int | float | bool | date | time | Decimal | None


class _Rows(Protocol):
    """Writes a heading and rows of plain values to a text stream."""

    def __call__(self, out: IO[str], columns: list[str], rows: Iterator[list[Plain]]) -> None: ...


def plain(value: Any) -> Plain:
    """A value of a record as something every format can hold; texts are cleaned."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # not a number and infinity: no format but this one has them
    if isinstance(value, (int, float, Decimal, date, time)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return "；".join(as_text(plain(one)) for one in value)  # zh-data
    return clean(str(value))


def as_text(value: Plain) -> str:
    """A plain value as text for csv, tsv and table: dates in ISO form, yes/no as 是/否 in every language."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"  # zh-data
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def format_of(path: Path) -> str:
    """The format that the ending of a name stands for. Raises UsageError for any other ending."""
    suffix = path.suffix.lower()
    return check_format(_BY_SUFFIX.get(suffix, suffix[1:]))


def check_format(format: str) -> str:
    """The same format if it can be written; raises UsageError, with a suggestion, if not."""
    if format in WRITE_FORMATS:
        return format
    shown = "、".join(nearest(format, WRITE_FORMATS) or WRITE_FORMATS)  # zh-data
    raise UsageError(
        T("不支持输出格式“{format}”。", "Output in the format “{format}” is not supported.").format(
            format=clean_line(format)
        ),
        T("可用：{all}。", "There are: {all}.").format(all=shown),
    )


def write(
    target: str | os.PathLike[str] | IO[Any],
    columns: Sequence[object],
    rows: Iterable[Sequence[Any]],
    format: str | None = None,
    *,
    bom: bool | None = None,
    width: int | None = None,
    sheet: str = "Sheet1",
) -> int:
    """Write rows under their columns; returns how many rows were written.

    :param target: a path (replaced as a whole, or left as it was when anything fails) or an open stream: a
        text stream for text formats, a binary one for xlsx (of ``sys.stdout`` its buffer is used).
    :param format: one of ``WRITE_FORMATS``; without it the ending of the path decides.
    :param bom: the mark that makes WPS and Excel open csv and tsv as UTF-8: by default yes in files, no in
        streams.
    :param width: cells in which a ``table`` must fit; the widest columns are cut. Without it nothing is cut.
    :param sheet: name of the sheet in xlsx.

    ``json`` is a list of objects, ``jsonl`` one object a line, ``table`` aligned text for the terminal with
    one line a row. Rows may be any iterable and are taken one by one, except for ``table``.

    Raises UsageError for a format that does not exist, BadInput for columns that stand twice, rows of another
    length, cells that a format cannot hold, and places that cannot be written; StoreError for a full disk.
    """
    names = [clean_line(str(column)) for column in columns]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice and format != "table":
        raise BadInput(
            T("列名重复：{names}。", "Columns stand twice: {names}.").format(names="、".join(twice[:5])),  # zh-data
            T("请只选一次，或改名。", "Choose each one once, or rename it."),
        )
    counter = _Counted(rows, len(names))
    if isinstance(target, (str, os.PathLike)):
        path = Path(target)
        kind = check_format(format) if format is not None else format_of(path)
        from gongkai.core.tables.atomic import replacing

        with replacing(path) as stream:
            _to_binary(stream, kind, names, counter, bom is not False, width, sheet)
    else:
        _to_stream(target, check_format(format or "table"), names, counter, bool(bom), width, sheet)
    return counter.count


class _Counted:
    """The rows as lists of plain values, counted, each as long as the heading."""

    def __init__(self, rows: Iterable[Sequence[Any]], width: int) -> None:
        self.rows, self.width, self.count = rows, width, 0

    def __iter__(self) -> Iterator[list[Plain]]:
        for row in self.rows:
            if len(row) != self.width:
                raise BadInput(
                    T("第 {row} 行有 {found} 个值，应为 {width} 个。",
                      "Row {row} has {found} values instead of {width}.").format(
                        row=self.count + 1, found=len(row), width=self.width),
                    T("每行的值须与列一一对应。", "Give one value for each column."),
                )  # fmt: skip
            self.count += 1
            yield [plain(value) for value in row]


def _to_binary(
    stream: IO[bytes], kind: str, names: list[str], rows: _Counted, bom: bool, width: int | None, sheet: str
) -> None:
    if kind == "xlsx":
        from gongkai.core.tables.xlsx_out import write_xlsx

        write_xlsx(stream, names, iter(rows), sheet)
        return
    marked = bom and kind in ("csv", "tsv")
    text = io.TextIOWrapper(stream, encoding="utf-8-sig" if marked else "utf-8", newline="")
    try:
        _write_text(text, kind, names, rows, width, "\r\n" if kind in ("csv", "tsv") else "\n")
        text.flush()
    finally:
        # Whoever opened the stream closes it.
        text.detach()


def _to_stream(
    stream: IO[Any], kind: str, names: list[str], rows: _Counted, bom: bool, width: int | None, sheet: str
) -> None:
    try:
        if hasattr(stream, "encoding"):  # a text stream, also one that only looks like it
            if kind == "xlsx":
                buffer = getattr(stream, "buffer", None)
                if buffer is None or stream.isatty():
                    raise UsageError(
                        T("xlsx 不能显示在终端。", "xlsx cannot be shown in a terminal."),
                        T("请写入文件或重定向。", "Write it to a file or redirect the output."),
                    )
                stream.flush()
                _to_binary(buffer, kind, names, rows, False, width, sheet)
            else:
                if bom and kind in ("csv", "tsv"):
                    stream.write("\ufeff")
                _write_text(stream, kind, names, rows, width, "\n")
        else:
            _to_binary(stream, kind, names, rows, bom, width, sheet)
        stream.flush()
    except UnicodeEncodeError as error:
        raise BadInput(
            T(
                "输出的编码 {encoding} 容不下部分文字。",
                "The output's encoding {encoding} lacks some characters.",
            ).format(encoding=error.encoding),
            T("请设置环境变量 PYTHONUTF8=1，或写入文件。", "Set PYTHONUTF8=1, or write to a file."),
        ) from error
    except BrokenPipeError:
        raise  # the reader has seen enough (| head): not a failure, the front end ends quietly
    except OSError as error:
        raise StoreError(
            T("写出失败：{why}。", "Writing failed: {why}.").format(why=clean_line(error.strerror or "")),
            T("请检查磁盘空间后重试。", "Check the disk space and retry."),
        ) from error


def _write_text(out: IO[str], kind: str, names: list[str], rows: _Counted, width: int | None, line_end: str) -> None:
    if kind in ("csv", "tsv"):
        _write_delimited(out, names, rows, "\t" if kind == "tsv" else ",", line_end)
    elif kind == "table":
        _write_table(out, names, rows, width)
    else:
        _write_json(out, names, rows, kind == "jsonl")


def _write_delimited(
    out: IO[str], names: list[str], rows: Iterable[list[Plain]], delimiter: str, line_end: str
) -> None:
    import csv

    # A single column has no delimiter to tell a reader of csv that the semicolons in it are text; quotes do. Scripts take
    # ids from tsv, so they stand bare there, unless the heading looks like Excel's own line that names the delimiter.
    alone = len(names) == 1 and (delimiter == "," or names[0].lower().startswith("sep="))
    quoting: Literal[0, 1] = csv.QUOTE_ALL if alone else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(names)
    writer.writerows([as_text(value) for value in row] for row in rows)


def _json_value(value: Plain) -> str | int | float | bool | None:
    """Numbers stay exact: a Decimal that a float cannot hold becomes text."""
    if isinstance(value, Decimal):
        if value.is_finite() and value == value.to_integral_value() and value.adjusted() < 18:
            return int(value)
        near = float(value) if value.is_finite() else 0.0
        return near if value.is_finite() and Decimal(repr(near)) == value else as_text(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    return value.isoformat()


def _write_json(out: IO[str], names: list[str], rows: Iterable[list[Plain]], lines: bool) -> None:
    import json

    def encoded(row: list[Plain]) -> str:
        return json.dumps(dict(zip(names, map(_json_value, row), strict=True)), ensure_ascii=False, allow_nan=False)

    if lines:
        for row in rows:
            out.write(encoded(row) + "\n")
        return
    before = "[\n"
    for row in rows:
        out.write(before + encoded(row))
        before = ",\n"
    out.write("\n]\n" if before == ",\n" else "[]\n")


def _write_table(out: IO[str], names: list[str], rows: Iterable[list[Plain]], width: int | None) -> None:
    """Aligned columns; those with nothing but numbers stand at the right."""
    texts: list[list[str]] = []
    numeric = [True] * len(names)
    filled = [False] * len(names)
    for row in rows:
        for index, value in enumerate(row):
            if value is not None:
                filled[index] = True
                if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
                    numeric[index] = False
        texts.append([clean_line(as_text(value)) for value in row])
    widths = [cells(name) for name in names]
    for line in texts:
        widths = [max(known, cells(text)) for known, text in zip(widths, line, strict=True)]
    if width is not None:
        _squeeze(widths, width - 2 * (len(widths) - 1))
    right = [is_number and is_filled for is_number, is_filled in zip(numeric, filled, strict=True)]
    for line in (names, ["─" * size for size in widths], *texts):
        shown = (
            pad(truncate(text, size), size, "right" if at_right else "left")
            for text, size, at_right in zip(line, widths, right, strict=True)
        )
        out.write("  ".join(shown).rstrip() + "\n")


def _squeeze(widths: list[int], room: int) -> None:
    """Cut the widest columns, one after the other, until all fit; none below ``_NARROWEST`` cells."""
    while (excess := sum(widths) - room) > 0:
        widest = max(widths)
        if widest <= _NARROWEST:
            return
        at = [index for index, size in enumerate(widths) if size == widest]
        next_size = max((size for size in widths if size < widest), default=0)
        step = min(widest - max(next_size, _NARROWEST), max(excess // len(at), 1))
        for index in islice(at, excess if step == 1 else None):
            widths[index] -= max(step, 1)
