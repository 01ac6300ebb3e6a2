"""Tables and plain text of documents: docx and web pages. Cells that span rows or columns are kept as merged areas.

What comes in is other people's files: sizes are limited, document types refused, and no table is laid out that a span would
blow up.
"""

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.model import Cell, Grid, Limits, Merge
from gongkai.core.tables.scan import Refused, parse, xml_parser
from gongkai.core.text import clean, clean_line

_SPAN = 1_000  # rows or columns that one cell may cover
_AREA = 2_000_000  # cells in all tables of a document, laid out
_HIDDEN = frozenset(("script", "style", "head", "template", "noscript", "svg"))
_BREAKS = frozenset(("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article"))


@dataclass
class Document:
    """What a document holds: its tables in order, and the lines that stand outside them."""

    tables: list[Grid] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class _TooLarge(Exception):
    """The tables would not fit."""


class _Laid:
    """A table that is being laid out: each cell goes to the first free place of its row."""

    def __init__(self) -> None:
        self.values: dict[tuple[int, int], str] = {}
        self.merges: list[Merge] = []
        self.taken: set[tuple[int, int]] = set()
        self.line = self.column = 0

    def row(self) -> None:
        self.line += 1
        self.column = 0

    def cell(self, text: str, rows: int = 1, columns: int = 1) -> None:
        """Put a cell; spans beyond the limits are cut."""
        rows, columns = min(max(rows, 1), _SPAN), min(max(columns, 1), _SPAN)
        while (self.line, self.column) in self.taken:
            self.column += 1
        if len(self.taken) + rows * columns > _AREA:
            raise _TooLarge
        line, column = self.line, self.column
        self.taken.update((line + down, column + right) for down in range(rows) for right in range(columns))
        if text:
            self.values[line, column] = text
        if rows * columns > 1:
            self.merges.append((line, column, line + rows - 1, column + columns - 1))
        self.column = column + columns

    def grid(self, file: str, name: str, kind: str) -> Grid:
        """The table as a sheet would be read."""
        lines: dict[int, list[Cell]] = {}
        for (line, column), text in sorted(self.values.items()):
            row = lines.setdefault(line, [])
            row += [None] * (column - len(row))
            row.append(text)
        return Grid(list(lines.items()), self.merges, file, name, kind)


def html_document(text: str, file: str) -> Document:
    """Tables and lines of a web page, or of a piece of one.

    Raises:
        BadInput: its tables are too large.
    """
    reader = _Html()
    try:
        reader.feed(text)
        reader.close()
    except _TooLarge as error:
        raise _too_large(file) from error
    reader.flush()
    made = Document(lines=reader.lines)
    for table in reader.tables:
        made.tables.append(table.grid(file, str(len(made.tables) + 1), "html"))
    return made


class _Html(HTMLParser):
    """Takes the outermost tables; a table inside a cell is read as that cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Laid] = []
        self.lines: list[str] = []
        self._parts: list[str] = []
        self._hidden = self._depth = 0
        self._cell: tuple[int, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.flush()
                self.tables.append(_Laid())
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            given = dict(attrs)
            self._cell = _count(given.get("rowspan")), _count(given.get("colspan"))
            self._parts = []
        elif tag in _BREAKS:
            self._parts.append("\n")
            if not self._depth:
                self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
                self._parts = []
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag in _BREAKS and not self._depth:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None:
            self.tables[-1].cell(clean_line("".join(self._parts)), *self._cell)
            self._cell = None
        self._parts = []

    def flush(self) -> None:
        """End a line of text."""
        if self._depth:
            return
        self.lines += [line for part in clean("".join(self._parts)).split("\n") if (line := part.strip())]
        self._parts = []


def _count(text: str | None) -> int:
    return int(text) if text and text.strip().isascii() and text.strip().isdecimal() and len(text) < 9 else 1


def docx_parts(data: bytes, file: str, *names: str) -> dict[str, bytes]:
    """Parts of a docx file by name, those that it has: each of a bearable size, well formed, without document types.

    Raises:
        BadInput: damaged, protected, no docx, or too large.
    """
    import zipfile
    import zlib

    limits, found = Limits(), {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.getinfo("word/document.xml")
            for name in set(names) & set(archive.namelist()):
                info = archive.getinfo(name)
                if info.file_size > limits.bytes or (
                    info.file_size > 1 << 20 and info.file_size > len(data) * limits.ratio
                ):
                    raise _TooLarge
                with archive.open(info) as part:
                    found[name] = part.read(info.file_size)
                parse(xml_parser(), found[name])
    except (_TooLarge, MemoryError) as error:
        raise _too_large(file) from error
    except _UNREADABLE as error:
        raise _no_docx(file) from error
    except (zipfile.BadZipFile, zlib.error) as error:
        raise _no_docx(file) from error
    return found


_UNREADABLE = (Refused, KeyError, EOFError, OSError, RuntimeError, ValueError)


def _no_docx(file: str) -> BadInput:
    return BadInput(
        T(f"{file} 不是能读取的 docx 文件。", f"{file} is no docx file that can be read."),
        T("可能已损坏、设有密码，或含文档类型、实体定义。请用 WPS 或 Word 打开后另存为 docx，再试。",
          "It may be damaged, protected, or declare a document type or entities. Save it as docx with WPS or Word, and try again."),
    )  # fmt: skip


def docx_document(data: bytes, file: str) -> Document:
    """Tables and paragraphs of a docx file.

    Raises:
        BadInput: see ``docx_parts``.
    """
    body = docx_parts(data, file, "word/document.xml")["word/document.xml"]
    reader = _Docx(file)
    parser = xml_parser()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parse(parser, body)
    except (_TooLarge, MemoryError) as error:
        raise _too_large(file) from error
    except _UNREADABLE as error:
        raise _no_docx(file) from error
    return reader.made


class _Docx:
    """Handlers for the main part: paragraphs, and tables with ``gridSpan`` and ``vMerge``."""

    def __init__(self, file: str) -> None:
        self.made = Document()
        self.file = file
        self._depth = 0
        self._parts: list[str] = []
        self._rows: list[list[tuple[str, int, str]]] = []
        self._columns, self._down, self._in_text = 1, "", False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        value = next((text for key, text in attributes.items() if key.rpartition(":")[2] == "val"), "")
        if tag == "tbl":
            self._depth += 1
            if self._depth == 1:
                self._rows = []
        elif self._depth == 1 and tag == "tr":
            self._rows.append([])
        elif self._depth == 1 and tag == "tc":
            self._parts, self._columns, self._down = [], 1, ""
        elif self._depth == 1 and tag == "gridSpan":
            self._columns = _count(value)
        elif self._depth == 1 and tag == "vMerge":
            self._down = value or "continue"
        elif tag == "t":
            self._in_text = True
        elif tag in ("br", "cr"):
            self._parts.append("\n")
        elif tag == "tab":
            self._parts.append("\t" if not self._depth else " ")

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "t":
            self._in_text = False
        elif tag == "p":
            if self._depth:
                self._parts.append(" ")
            else:
                self.made.lines += [line for part in clean("".join(self._parts)).split("\n") if (line := part.strip())]
                self._parts = []
        elif self._depth == 1 and tag == "tc" and self._rows:
            self._rows[-1].append((clean_line("".join(self._parts)), min(self._columns, _SPAN), self._down))
            self._parts = []
        elif tag == "tbl":
            self._depth -= 1
            if not self._depth:
                self.made.tables.append(self._laid().grid(self.file, str(len(self.made.tables) + 1), "docx"))

    def text(self, content: str) -> None:
        if self._in_text:
            self._parts.append(content)

    def _laid(self) -> _Laid:
        """Cells that go on from above are made part of the one that they go on from."""
        placed: list[list[tuple[int, str, int, str]]] = []
        for row in self._rows:
            at, made = 0, []
            for said, across, goes_on in row:
                made.append((at, said, across, goes_on))
                at += across
            placed.append(made)
        going_on = [{at for at, _, _, down in row if down == "continue"} for row in placed]
        table = _Laid()
        for line, cells in enumerate(placed):
            table.row()
            for at, text, columns, down in cells:
                if down == "continue" and (table.line, at) in table.taken:
                    continue
                rows = 1
                while down == "restart" and line + rows < len(placed) and at in going_on[line + rows]:
                    rows += 1
                table.column = at
                table.cell(text, rows, columns)
        return table


def _too_large(file: str) -> BadInput:
    return BadInput(
        T(f"{file} 的表格过大。", f"The tables of {file} are too large."),
        T("请只留需要的表格再试。", "Keep only the tables that are needed and try again."),
    )


def document_of(data: bytes, file: str) -> Document | None:
    """A docx or a web page by its content; None when it is neither."""
    if data.startswith(b"PK\x03\x04"):
        return docx_document(data, file) if _holds(data, "word/document.xml") else None
    head: Any = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<body", b"<div", b"<p")) or b"<html" in head:
        from gongkai.core.tables.plaintext import decode

        return html_document(decode(data, file)[0], file)
    return None


def _holds(data: bytes, part: str) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return part in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
