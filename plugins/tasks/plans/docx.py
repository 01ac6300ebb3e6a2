"""Paragraphs of a docx file, with the numbers that Word makes by itself: they stand nowhere in the text."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.tables.documents import docx_parts
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.plans.numbering import chinese
from gongkai.plugins.tasks.plans.source import Line

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_CHINESE = frozenset(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"))
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))


def paragraphs(data: bytes, name: str) -> list[Line]:
    """The paragraphs and rows of tables of a docx file, numbered in their order.

    Raises:
        BadInput: see ``docx_parts``.
    """
    document, numbering, styles = "word/document.xml", "word/numbering.xml", "word/styles.xml"
    parts = {part: _tree(body) for part, body in docx_parts(data, name, document, numbering, styles).items()}
    body = parts[document].find(f"{_W}body")
    lists = _Numbers(parts.get(numbering), parts.get(styles))
    found: list[Line] = []
    for element in body if body is not None else ():
        if element.tag == f"{_W}tbl":
            for row in element.iter(f"{_W}tr"):
                cells = tuple(clean_line(" ".join(_text(p) for p in c.iter(f"{_W}p"))) for c in row.iter(f"{_W}tc"))
                found.append(Line(len(found) + 1, " | ".join(cells), cells))
        else:
            for paragraph in _paragraphs(element):
                for part in (lists.label(paragraph) + _text(paragraph)).split("\n"):
                    found.append(Line(len(found) + 1, clean_line(part)))
    return found


def _paragraphs(element: "Element") -> Iterator["Element"]:
    """The paragraphs of a block; a content control holds some of its own."""
    if element.tag == f"{_W}p":
        yield element
    else:
        yield from element.iter(f"{_W}p")


def _text(paragraph: "Element") -> str:
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}tab":
            parts.append(" ")
    return "".join(parts)


def _tree(body: bytes) -> "Element":
    """What was found well formed and free of entities, as a tree; both of Word's name spaces are read as one."""
    from xml.etree.ElementTree import fromstring

    return fromstring(body.replace(_STRICT[1:-1].encode(), _W[1:-1].encode()))


class _Numbers:
    """The counters of automatic numbering, and what each paragraph's number looks like."""

    def __init__(self, numbering: "Element | None", styles: "Element | None") -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}  # (list, level): format, text, first number
        self.styled: dict[str, tuple[str, int]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.abstract: dict[str, str] = {}
        for element in () if numbering is None else numbering.iter(f"{_W}abstractNum"):
            key = element.get(f"{_W}abstractNumId", "")
            for level in element.iter(f"{_W}lvl"):
                depth = _number(level.get(f"{_W}ilvl"), 0)
                shape = _value(level, "numFmt"), _value(level, "lvlText"), _number(_value(level, "start"), 1)
                self.levels[key, depth] = shape
        for element in () if numbering is None else numbering.iter(f"{_W}num"):
            self.abstract[element.get(f"{_W}numId", "")] = _value(element, "abstractNumId")
        for element in () if styles is None else styles.iter(f"{_W}style"):
            if (found := self._own(element)) is not None:
                self.styled[element.get(f"{_W}styleId", "")] = found

    def label(self, paragraph: "Element") -> str:
        """The number that stands before a paragraph; empty where none does."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return ""
        style = properties.find(f"{_W}pStyle")
        found = self._own(paragraph) or self.styled.get(style.get(f"{_W}val", "") if style is not None else "")
        if found is None or found[0] == "0":
            return ""
        key, depth = self.abstract.get(found[0], ""), found[1]
        if (key, depth) not in self.levels:
            return ""
        counts = self.counts[key]
        counts[depth] = counts.get(depth, self.levels[key, depth][2] - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return re.sub(r"%([1-9])", lambda mark: self._shown(key, int(mark[1]) - 1), self.levels[key, depth][1])

    def _shown(self, key: str, depth: int) -> str:
        shape, _, first = self.levels.get((key, depth), ("decimal", "", 1))
        count = self.counts[key].get(depth, first)
        if shape in _CHINESE:
            return chinese(count)
        if shape in _CIRCLED and 1 <= count <= 20:
            return chr(0x245F + count)
        return "" if shape == "bullet" else str(count)

    def _own(self, element: "Element") -> tuple[str, int] | None:
        found = element.find(f"{_W}pPr/{_W}numPr")
        if found is None:
            return None
        return _value(found, "numId"), _number(_value(found, "ilvl"), 0)


def _value(element: "Element", name: str) -> str:
    found = element.find(f"{_W}{name}")
    return found.get(f"{_W}val", "") if found is not None else ""


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise
