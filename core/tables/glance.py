"""The extent of a plainly written sheet without a step of Python for each of its cells.

What spreadsheet programs write has one shape: ``<c r="B7" s="1" t="s"><v>…``. Where all cells of a part have it, patterns over
the bytes say how far they reach. They find at least every cell that the parser of the workbook finds: a cell begins with
``<c`` (or a prefix and ``:c``), and each of these is accounted for. Anything else (formulas, errors, hidden rows, prefixes,
a sheet that looks too large) is left to the exact walk in ``scan.py``. Both see the part through a whole XML parser, too.
"""

import re
from collections import Counter

from gongkai.core.tables.model import MAX_COLUMNS, MAX_LINES, Limits
from gongkai.core.tables.scan import Extent, column_number, parse, xml_parser

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: (?:s|cm|vm|ph)="[0-9]{1,9}"| t="(?:s|n|b|d|str|inlineStr)")*/?>'
)
_SHARED = re.compile(rb' t="s"(?: s="[0-9]{1,9}")?><v>([0-9]{1,9})</v></c>')
_SST = re.compile(rb'<sst xmlns="[^"<>]*"(?: count="[0-9]{1,9}")? uniqueCount="([0-9]{1,9})">')
_STRANGE = (b":c", b"<f", b" hidden=")
_LETTERS, _DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"


def glance(part: bytes, limits: Limits) -> Extent | None:
    """The extent of a sheet or of the shared strings, none of its numbers too small; None where the part must be walked.

    Raises Refused as ``scan_xlsx`` does for a part that is not well-formed.
    """
    found = _strings(part, limits) if b"<sst" in part[:1000] else _sheet(part, limits)
    if found is None:
        return None
    hidden: list[str] = []  # comments and raw text may hold what looks like a cell, or hide one
    parser = xml_parser()
    parser.CommentHandler = hidden.append
    parser.StartCdataSectionHandler = lambda: hidden.append("")
    parse(parser, part)
    return None if hidden else found


def _strings(part: bytes, limits: Limits) -> Extent | None:
    head = _SST.search(part[:1000])
    if head is None or int(head[1]) > limits.cells or any(sign in part for sign in (b"<!", b":si", b"<si ", b"<si/")):
        return None
    return Extent(longest=max(map(len, part.split(b"<si>")[1:]), default=0))


def _sheet(part: bytes, limits: Limits) -> Extent | None:
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    if start < 0 or end < start or b"sheetData" in part[:start]:
        return None
    if any(part.find(sign, start, end) >= 0 for sign in _STRANGE):
        return None
    places = _CELL.findall(part, start, end)
    if not places or len(places) != part.count(b"<c", start, end):
        return None
    joined = b"\n".join(places)
    columns = joined.translate(None, _DIGITS).split()
    lines = list(map(int, set(joined.translate(None, _LETTERS).split())))
    widths = [column_number(letters.decode()) for letters in set(columns)]
    top, bottom, left, right = min(lines), max(lines), min(widths), max(widths)
    if bottom > MAX_LINES or right > MAX_COLUMNS or (bottom - top + 1) * (right - left + 1) > limits.cells:
        return None
    filled = part.find(b"<v>", start, end) >= 0 or part.find(b"<is>", start, end) >= 0
    return Extent(len(places), top, left, bottom, right, part.count(b' t="s"', start, end)) if filled else None


def shared_bytes(sheet: bytes, strings: bytes) -> int | None:
    """Bytes that the cells of a sheet take once each has its own copy of its shared string; None where it must be walked."""
    used = _SHARED.findall(sheet)
    if len(used) != sheet.count(b' t="s"') or b"<si>" not in strings or b"<si " in strings:
        return None
    lengths = [len(piece) for piece in strings.split(b"<si>")[1:]]
    return sum(lengths[at] * times for text, times in Counter(used).items() if (at := int(text)) < len(lengths))
