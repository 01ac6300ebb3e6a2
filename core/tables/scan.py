"""Looks through the XML of a workbook before the parser gets it.

The parser lays a sheet out as one rectangle from its first to its last filled cell, and copies a shared text
into every cell that uses it; a file of some kilobytes can so ask for hundreds of gigabytes. These scanners
walk the same elements with a streaming XML parser, refuse what is too large or not well-formed, refuse
document types and entities (spreadsheets have none), and count what the parser would drop without a word.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.core.tables.model import MAX_COLUMNS, MAX_LINES, Limits, Merge

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_ROW, _CELL, _VALUE, _FORMULA, _STRINGS, _STRING = range(1, 7)
_KINDS = {"row": _ROW, "c": _CELL, "v": _VALUE, "is": _VALUE, "f": _FORMULA, "sst": _STRINGS, "si": _STRING}
_MAX_NAMES = 10_000


class Refused(Exception):
    """A part must not reach the parser; the text is a key of the messages in ``package.py``."""


class _Kinds(dict[str, int]):
    """Element name (with any prefix) → what it is, 0 for the rest."""

    def __missing__(self, name: str) -> int:
        kind = _KINDS.get(name.rpartition(":")[2], 0)
        if len(self) < _MAX_NAMES:
            self[name] = kind
        return kind


@dataclass(slots=True)
class Extent:
    """What one part holds."""

    cells: int = 0
    top: int = MAX_LINES + 1
    left: int = MAX_COLUMNS + 1
    bottom: int = 0
    right: int = 0
    shared: int = 0
    """Cells whose text is a shared string."""
    errors: int = 0
    """Cells that hold an error (#REF! …)."""
    unvalued: int = 0
    """Formulas that were saved without their value."""
    hidden: int = 0
    """Rows that are hidden, by hand or by a filter."""
    longest: int = 0
    """Of the shared strings, if this part is their list."""
    merges: list[Merge] = field(default_factory=list)

    def cover(self, line: int, column: int) -> None:
        """Take a filled cell into the rectangle (both from 1)."""
        if not (0 < line <= MAX_LINES and 0 < column <= MAX_COLUMNS):
            raise Refused("position")
        self.cells += 1
        if line > self.bottom:
            self.bottom = line
        if line < self.top:
            self.top = line
        if column > self.right:
            self.right = column
        if column < self.left:
            self.left = column

    def area(self) -> int:
        """Cells of the rectangle from the first to the last filled cell."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.cells else 0


def xml_parser() -> "XMLParserType":
    """A parser that refuses document types and every encoding but UTF-8."""
    from xml.parsers import expat

    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise Refused("doctype")

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            raise Refused("encoding")

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.XmlDeclHandler = declaration
    return parser


def parse(parser: "XMLParserType", data: bytes) -> None:
    """Feed one part; raises Refused when it is not well-formed UTF-8 without document type."""
    from xml.parsers.expat import ExpatError

    # Without a mark or declaration expat would still take UTF-16 for what it is; the other parser would not.
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise Refused("encoding")
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise Refused("xml") from error
    except ValueError as error:  # numbers of thousands of digits in an attribute
        raise Refused("position") from error


def column_number(letters: str) -> int:
    """AB → 28; raises Refused for anything else than one to three letters."""
    number = 0
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise Refused("position")
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def scan_xlsx(data: bytes, limits: Limits) -> Extent:
    """The extent of one XML part of an xlsx file: a sheet, the shared strings, or neither."""
    extent = Extent()
    kinds, columns = _Kinds(), dict[str, int]()
    line = column = 0
    kind_of_cell: str | None = None
    formula = valued = True  # nothing is pending before the first cell
    length = 0
    parser = xml_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal line, column, kind_of_cell, formula, valued, length
        kind = kinds[name]
        if not kind:
            return
        if kind == _CELL:
            if formula and not valued:
                extent.unvalued += 1
            place = attributes.get("r")
            if place:
                letters = place.rstrip("0123456789")
                found = columns.get(letters)
                if found is None:
                    found = columns[letters] = column_number(letters)
                column, line = found, int(place[len(letters) :] or "0")
            else:
                column += 1
            kind_of_cell, formula, valued = attributes.get("t"), False, False
        elif kind == _VALUE:
            if valued:
                return
            valued = True
            extent.cover(line, column)
            if kind_of_cell == "s":
                extent.shared += 1
            elif kind_of_cell == "e":
                extent.errors += 1
        elif kind == _FORMULA:
            formula = True
        elif kind == _ROW:
            number = attributes.get("r")
            if attributes.get("hidden") in ("1", "true"):
                extent.hidden += 1
            line, column = int(number) if number else line + 1, 0
        elif kind == _STRINGS:
            parser.CharacterDataHandler = text
            if int(attributes.get("uniqueCount") or 0) > limits.cells:
                raise Refused("cells")
        elif kind == _STRING:
            length = 0

    def text(content: str) -> None:
        nonlocal length
        length += len(content)
        extent.longest = max(extent.longest, length)

    parser.StartElementHandler = start
    parse(parser, data)
    if formula and not valued:
        extent.unvalued += 1
    if extent.area() > limits.cells:
        raise Refused("cells")
    return extent


def shared_chars(sheet: bytes, strings: bytes) -> int:
    """Characters that the cells of a sheet take once each has its own copy of its shared string."""
    lengths: list[int] = []
    kinds = _Kinds()
    first = xml_parser()

    def string(name: str, _attributes: dict[str, str]) -> None:
        if kinds[name] == _STRING:
            lengths.append(0)

    def content(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    first.StartElementHandler, first.CharacterDataHandler = string, content
    parse(first, strings)

    total = 0
    shared = reading = False
    digits = ""
    second = xml_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal shared, reading, digits
        kind = kinds[name]
        if kind == _CELL:
            shared = attributes.get("t") == "s"
        elif kind == _VALUE and shared:
            reading, digits = True, ""

    def end(name: str) -> None:
        nonlocal reading, total
        if reading and kinds[name] == _VALUE:
            reading = False
            index = int(digits) if digits.isdecimal() and len(digits) < 10 else len(lengths)
            total += lengths[index] if index < len(lengths) else 0

    def number(text: str) -> None:
        nonlocal digits
        if reading:
            digits = (digits + text.strip())[:12]

    second.StartElementHandler, second.EndElementHandler, second.CharacterDataHandler = start, end, number
    parse(second, sheet)
    return total


def scan_ods(data: bytes, limits: Limits) -> dict[str, Extent]:
    """The extents and merged areas of all tables of an ods file's content, by table name.

    Repeated rows and cells count as often as they repeat, as the parser will write them out.
    """
    tables: dict[str, Extent] = {}
    extent = Extent()
    parser = xml_parser()
    line = column = times = repeat = length = laid_out = chars = depth = 0
    filled = False

    def count(attributes: dict[str, str], name: str, most: int) -> int:
        # Trailing blank cells and rows are saved as one element repeated up to the edge of the sheet.
        return min(max(int(attributes.get(name) or 1), 1), most)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal extent, line, column, times, repeat, length, laid_out, filled, depth
        local = name.rpartition(":")[2]
        if local == "table":
            depth += 1
            if depth > 1:
                raise Refused("nested")
            extent = tables.setdefault(attributes.get("table:name", ""), Extent())
            line, times = 0, 1
        elif local == "table-row":
            line += times if line else 1
            times = count(attributes, "table:number-rows-repeated", MAX_LINES)
            column = repeat = 0
        elif local in ("table-cell", "covered-table-cell"):
            laid_out += repeat  # blank cells before this one are laid out, those after the last are not
            column += repeat
            repeat = count(attributes, "table:number-columns-repeated", MAX_COLUMNS)
            length = len(attributes.get("office:string-value", ""))
            filled = "office:value-type" in attributes or "table:formula" in attributes
            down, across = (count(attributes, f"table:number-{what}-spanned", 10_000) for what in ("rows", "columns"))
            if down * across > 1 and len(extent.merges) < 100_000:
                extent.merges.append((line, column, line + down - 1, column + across - 1))
        elif local == "s":
            length += int(attributes.get("text:c") or 1)

    def end(name: str) -> None:
        nonlocal filled, chars, depth
        local = name.rpartition(":")[2]
        if local == "table":
            depth -= 1
        elif local in ("table-cell", "covered-table-cell") and filled:
            filled = False
            extent.cover(line, column + 1)
            extent.cover(min(line + times - 1, MAX_LINES), min(column + repeat, MAX_COLUMNS))
            chars += length * repeat * times
        if laid_out > limits.cells * 4 or chars > limits.chars:
            raise Refused("cells")

    def text(content: str) -> None:
        nonlocal length
        length += len(content)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, data)
    if any(extent.area() > limits.cells for extent in tables.values()):
        raise Refused("cells")
    return tables
