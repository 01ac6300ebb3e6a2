"""A policy document as lines with their numbers: plain text, Markdown, HTML, or docx; tables stay rows of cells.

What a person pastes or sends is read as it is; what the text means is decided in ``outline``.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean, clean_line

LARGEST = 20 * 2**20
_BLOCKS = frozenset((
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "br", "hr", "section",
    "article", "blockquote", "pre", "dt", "dd", "dl", "table", "tr", "caption", "title",
))  # fmt: skip
_HIDDEN = frozenset(("script", "style", "head", "nav", "template", "noscript", "svg"))
_MARKDOWN = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")


class Line(NamedTuple):
    """One line (for docx and HTML: one paragraph) with its number from 1; of a table's row, its cells."""

    number: int
    text: str
    cells: tuple[str, ...] = ()


def read_document(path: Path) -> list[Line]:
    """The lines of a document file; its content decides what it is, then the ending of its name.

    Raises:
        BadInput: it is missing, too large, damaged, or not of a kind that can be read; says what to do.
    """
    shown = clean_line(path.name)
    try:
        if not path.is_file():
            raise BadInput(T(f"没有文件 {shown}。", f"There is no file {shown}."), T("检查路径。", "Check the path."))
        if path.stat().st_size > LARGEST:
            raise BadInput(
                T(f"{shown} 超过 20 MB。", f"{shown} is larger than 20 MB."),
                T("去掉图片，或另存为纯文本。", "Take the pictures out, or save it as plain text."),
            )
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput(
            T(f"读不了 {shown}：{why}。", f"{shown} cannot be read: {why}."), T("检查权限。", "Check its permissions.")
        ) from error
    return read_bytes(data, shown)


def read_bytes(data: bytes, name: str) -> list[Line]:
    """The same of what was piped in or pasted.

    Raises:
        BadInput: see ``read_document``.
    """
    if data.startswith(b"PK\x03\x04"):
        from gongkai.plugins.tasks.plans.docx import paragraphs

        return paragraphs(data, name)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise BadInput(
            T(f"{name} 是旧版 doc、PDF 或 RTF，读不了。", f"{name} is an old doc, a PDF or an RTF file."),
            T("请在 WPS 或 Word 中另存为 docx 或纯文本。", "Save it as docx or plain text with WPS or Word."),
        )
    from gongkai.core.tables.plaintext import decode

    text = clean(decode(data, name)[0])
    if re.match(r"\s*<(?:!doctype|html|body|div|p|table)\b", text, re.IGNORECASE) or name.lower().endswith(
        (".html", ".htm")
    ):
        return list(_html(text))
    return list(_plain(text.split("\n")))


def _plain(lines: Iterable[str]) -> Iterator[Line]:
    """Text and Markdown: marks of headings, quotes and bullets go, rows between bars become cells."""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("|") and text.count("|") > 2:
            if not _RULE.fullmatch(text):
                yield Line(number, text, tuple(part.strip() for part in text.strip("|").split("|")))
            continue
        text = _EMPHASIS.sub(r"\2", _MARKDOWN.sub("", line, count=1)).strip()
        if "\t" in text and text.count("\t") > 1:
            yield Line(number, text, tuple(part.strip() for part in text.split("\t")))
        else:
            yield Line(number, clean_line(text))


class _Reader(HTMLParser):
    """Blocks become lines, rows of tables cells; the number is the line of the file."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Line] = []
        self._text: list[str] = []
        self._cells: list[str] | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "tr":
            self._break()
            self._cells = []
        elif tag in ("td", "th") and self._cells is not None:
            self._text.clear()
        elif tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in ("td", "th") and self._cells is not None:
            self._cells.append(clean_line("".join(self._text)))
            self._text.clear()
        elif tag == "tr" and self._cells is not None:
            cells, self._cells = tuple(self._cells), None
            if any(cells):
                self.found.append(Line(self.getpos()[0], " | ".join(cells), cells))
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(re.sub(r"\s*\n\s*", "", data))

    def _break(self) -> None:
        if self._cells is not None:
            self._text.append(" ")
            return
        text = clean_line("".join(self._text))
        self._text.clear()
        if text:
            self.found.append(Line(self.getpos()[0], text))


def _html(text: str) -> list[Line]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader._break()
    return reader.found
