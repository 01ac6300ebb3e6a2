"""Workbooks made by hand, byte by byte: what no writer makes, but the mail brings."""

import io
import struct
import zipfile
from collections.abc import Sequence

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of the parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def xlsx_parts(*sheets: str, strings: str | None = None, head: str = "") -> dict[str, bytes | str]:
    """The parts of an xlsx file with sheets of the given rows (XML of ``sheetData`` and what follows it)."""
    listed = "".join(f'<sheet name="表{i}" sheetId="{i}" r:id="rId{i}"/>' for i in range(1, len(sheets) + 1))
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>',
    }
    for number, rows in enumerate(sheets, 1):
        data = rows if "<sheetData" in rows else f"<sheetData>{rows}</sheetData>"
        parts[f"xl/worksheets/sheet{number}.xml"] = f'{head}<worksheet xmlns="{_MAIN}">{data}</worksheet>'
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    return parts


def text_cell(place: str, text: str) -> str:
    """One cell with its text inside."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def text_row(line: int, *texts: str) -> str:
    """One row of text cells from column A on."""
    cells = "".join(text_cell(f"{chr(65 + i)}{line}", text) for i, text in enumerate(texts))
    return f'<row r="{line}">{cells}</row>'


def ods(rows: str, head: str = "", mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    """An ods file with one table of the given rows (XML of ``table:table``)."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"{head}<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="目录">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{_PACKAGE}"/>'
    return zipped({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_row(*texts: str) -> str:
    """One row of text cells."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f"<table:table-row>{cells}</table:table-row>"


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(line: int, column: int, text: str) -> bytes:
    """A text cell of an xls file (line and column from 0)."""
    body = struct.pack("<HHHHB", line, column, 0, len(text), 1) + text.encode("utf-16-le")
    return _record(0x0204, body)


def number(line: int, column: int, value: float) -> bytes:
    """A number cell of an xls file."""
    return _record(0x0203, struct.pack("<HHHd", line, column, 0, value))


def merged(top: int, bottom: int, left: int, right: int) -> bytes:
    """A merged area of an xls file."""
    return _record(0x00E5, struct.pack("<HHHHH", 1, top, bottom, left, right))


def xls(sheets: Sequence[tuple[str, bytes]], dimensions: bytes | None = None) -> bytes:
    """An xls file with sheets of the given records."""
    if dimensions is None:
        dimensions = struct.pack("<IIHHH", 0, 1, 0, 1, 0)
    start, end = 0x0809, _record(0x000A)
    bodies = [
        _record(start, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1996, 0, 6))
        + _record(0x0200, dimensions)
        + records
        + end
        for _, records in sheets
    ]
    begin = _record(start, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1996, 0, 6))
    names = [name.encode("utf-16-le") for name, _ in sheets]
    offset = len(begin) + sum(4 + 8 + len(name) for name in names) + len(end)
    listed = b""
    for name, body in zip(names, bodies, strict=True):
        listed += _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(name) // 2, 1) + name)
        offset += len(body)
    return compound({"Workbook": begin + listed + end + b"".join(bodies)})


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE file with the streams (each padded to whole sectors of a large stream)."""
    free, chain_end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [fat_mark, chain_end]
    entries = [_entry("Root Entry", 5, chain_end, 0, child=1)]
    data = b""
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        content += b"\0" * (-len(content) % 512)
        sectors = len(content) // 512
        first = len(fat)
        fat += [*range(first + 1, first + sectors), chain_end]
        entries.append(_entry(name, 2, first, len(content)))
        data += content
    fat += [free] * (128 - len(fat))
    directory = b"".join(entries).ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, chain_end, 0, chain_end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + struct.pack("<128I", *fat) + directory + data


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
