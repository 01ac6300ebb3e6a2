"""Documents as Word reads them, from plain Markdown: headings, paragraphs, lists and tables, in the faces of official papers.

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
    for line in [*lines, ""]:
        text = line.strip()
        if text.startswith("|"):
            if not _RULE.fullmatch(text):
                table.append([cell.strip() for cell in text.strip("|").split("|")])
            continue
        if table:
            yield _table(table)
            table = []
        if not text:
            continue
        marks = len(text) - len(text.lstrip("#"))
        if 0 < marks <= 6 and text[marks : marks + 1] == " ":
            words = text[marks:].strip()
            yield _paragraph(words, _SONG, 44, "center") if marks == 1 else _paragraph(words, _HEI, 32)
        else:
            yield _paragraph(text.removeprefix("- "), _FANGSONG, 32)


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
