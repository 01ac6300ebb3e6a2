"""Documents as Word reads them, from plain Markdown: headings, paragraphs, lists, tables and
new pages, in the faces of official papers.

Markdown has no cells that span several rows or columns; such a table is written as one of HTML, from ``<table>`` to ``</table>``.

What gongkai writes for people outside (notices, replies, bulletins) is kept as Markdown and turned into a document last,
so that text, preview and document cannot differ.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from gongkai.core.text import clean

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT}"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# A4 with the margins of GB/T 9704; sizes in half points: 二号 44, 三号 32, 小四 24.
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" w:header="851" w:footer="992"/></w:sectPr>'
)
_SONG, _FANGSONG, _HEI = "宋体", "仿宋", "黑体"  # zh-data
_BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
NEW_PAGE = "\\newpage"
"""A line of its own that begins a new page."""
_RULE = re.compile(r"\|?[\s:|-]+\|?")


def docx_of(markdown: str) -> bytes:
    """The document as the bytes of a .docx file; the same text gives the same bytes."""
    body = "".join(_blocks(clean(markdown).splitlines()))
    document = f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{body}{_PAGE}</w:body></w:document>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**{n: _HEAD + t for n, t in _PARTS.items()}, "word/document.xml": document}.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def save(path: Path, markdown: str) -> None:
    """Write a document to a file: Word by ``.docx``, the Markdown itself by ``.md`` and ``.txt``; whole or not at all.

    Raises:
        BadInput: another ending, or a place that cannot be written.
    """
    from gongkai.core.errors import BadInput
    from gongkai.core.i18n import T
    from gongkai.core.tables.atomic import replacing
    from gongkai.core.text import clean_line

    kind = path.suffix.lower()
    if kind not in (".docx", ".md", ".txt"):
        name = clean_line(path.name)
        raise BadInput(
            T(f"不会写 {name} 这种文件。", f"{name} is no kind of document that can be written."),
            T("文件名以 .docx、.md 或 .txt 结尾。", "Let the name end in .docx, .md or .txt."),
        )
    with replacing(path) as stream:
        stream.write(docx_of(markdown) if kind == ".docx" else clean(markdown).encode())


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    table: list[list[str]] = []
    web: list[str] = []
    for line in [*lines, ""]:
        text = line.strip()
        if web or text.startswith("<table"):
            web.append(text)
            if text.endswith("</table>"):
                yield from _spanning("\n".join(web))
                web = []
            continue
        if text.startswith("|"):
            if not _RULE.fullmatch(text):
                table.append([cell.strip() for cell in text.strip("|").split("|")])
            continue
        if table:
            yield _table(table)
            table = []
        if not text:
            continue
        if text == NEW_PAGE:
            yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            continue
        marks = len(text) - len(text.lstrip("#"))
        if 0 < marks <= 6 and text[marks : marks + 1] == " ":
            words = text[marks:].strip()
            yield _paragraph(words, _SONG, 44, "center") if marks == 1 else _paragraph(words, _HEI, 32)
        else:
            yield _paragraph(text.removeprefix("- "), _FANGSONG, 32)
    yield from (_paragraph(text, _FANGSONG, 32) for text in web if text)  # a table that never ends is no table


def _paragraph(text: str, face: str, size: int, place: str = "both") -> str:
    font = quoteattr(face)
    return (
        f'<w:p><w:pPr><w:jc w:val="{place}"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii={font} w:eastAsia={font} w:hAnsi={font}/>'
        f'<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    most = max(len(row) for row in rows)
    width = 8800 // most
    grid = f'<w:gridCol w:w="{width}"/>' * most
    body = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(cell, _FANGSONG, 24, "left")}</w:tc>'
            for cell in (*row, *("",) * (most - len(row)))
        )
        + "</w:tr>"
        for row in rows
    )
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{_BORDER}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _spanning(text: str) -> Iterator[str]:
    """A table with cells that span: to the right in one cell, downwards by cells that go on."""
    from gongkai.core.tables.documents import html_document

    for grid in html_document(text, "").tables:
        values = {
            (line, column): cell for line, row in grid.rows for column, cell in enumerate(row) if cell is not None
        }
        spans = {(top, left): (bottom, right) for top, left, bottom, right in grid.merges}
        covered = {
            (line, column): (top, left)
            for (top, left), (bottom, right) in spans.items()
            for line in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        places = [*values, *covered]
        if not places:
            continue
        first, last = min(line for line, _ in places), max(line for line, _ in places)
        width = max(column for _, column in places) + 1
        rows = []
        for line in range(first, last + 1):
            cells, column = [], 0
            while column < width:
                top, left = covered.get((line, column), (line, column))
                bottom, right = spans.get((top, left), (line, column))
                down = "" if top == bottom else f'<w:vMerge w:val="{"restart" if line == top else "continue"}"/>'
                said = str(values.get((top, left), "")) if line == top else ""
                cells.append(_cell(said, right - column + 1, 8800 // width, down, 24 if width < 9 else 15))
                column = right + 1
            rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
        columns = f'<w:gridCol w:w="{8800 // width}"/>' * width
        yield (
            f"<w:tbl><w:tblPr><w:tblBorders>{_BORDER}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
            f"{''.join(rows)}</w:tbl>"
        )


def _cell(text: str, span: int, width: int, down: str, size: int) -> str:
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width * span}" w:type="dxa"/>{across}{down}</w:tcPr>'
        f"{_paragraph(text, _FANGSONG, size, 'left')}</w:tc>"
    )
