"""Files that want to harm, and files that are merely broken: each is refused in words, none reaches a user as a fault."""

import io
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.core.errors import BadInput, GongkaiError, UsageError
from gongkai.core.tables import Limits, parse_paste, read, write
from gongkai.core.tables.glance import glance, shared_bytes
from gongkai.core.tables.scan import Refused, scan_xlsx
from tests.workbooks import compound, label, ods, ods_row, text_cell, text_row, xls, xlsx_parts, zipped

HEAD = text_row(1, "名称", "数量")
BODY = text_row(2, "甲", "1")
GOOD = zipped(xlsx_parts(HEAD + BODY))
SMALL = Limits(bytes=200_000, expanded=3_000_000, cells=5_000, chars=100_000)


def refusal(path: Path, data: bytes, **options: Any) -> str:
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        read(path, **options)
    assert caught.value.hint and path.name in str(caught.value.message)
    return str(caught.value)


def test_the_good_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(GOOD)
    assert read(path).rows == [(2, ["甲", "1"])]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "无.csv", tmp_path, tmp_path / "a\0b.csv", tmp_path / ("长" * 300)):
        with pytest.raises(BadInput) as caught:
            read(path)
        assert caught.value.hint


def test_formats_that_are_not_there(tmp_path: Path) -> None:
    assert "csv" in refusal(tmp_path / "x.pdf", b"%PDF-1.7")
    (tmp_path / "x.csv").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(UsageError, match="xlsx"):
        read(tmp_path / "x.csv", format="xslx")
    assert read(tmp_path / "x.csv", format="tsv").columns == ["a,b"]


def test_a_file_above_the_limit(tmp_path: Path) -> None:
    data = b"a,b\n" + b"1,2\n" * 60_000
    assert "MB" in refusal(tmp_path / "x.csv", data, limits=SMALL)
    assert len(read(tmp_path / "x.csv", limits=Limits(bytes=SMALL.bytes), allow_large=True).rows) == 60_000


def test_empty_and_blank_files(tmp_path: Path) -> None:
    assert "空" in refusal(tmp_path / "x.csv", b"")
    assert "空" in refusal(tmp_path / "x.csv", b" \n,,\n")
    assert "空" in refusal(tmp_path / "x.xlsx", b"")


def test_a_zip_bomb_is_refused_by_its_claims(tmp_path: Path) -> None:
    parts = xlsx_parts(HEAD + BODY)
    bomb = zipped({**parts, "xl/media/image1.bin": b"\0" * 2_000_000})
    assert "大小异常" in refusal(tmp_path / "x.xlsx", bomb)
    big = zipped({**parts, "xl/media/image1.bin": bytes(range(256)) * 12_000}, zipfile.ZIP_STORED)
    assert "大小异常" in refusal(tmp_path / "x.xlsx", big, limits=Limits(expanded=3_000_000))


def test_a_part_that_is_longer_than_it_says_is_never_unpacked(tmp_path: Path) -> None:
    name = b"xl/worksheets/sheet1.xml"
    parts = xlsx_parts(HEAD + BODY + f"<!--{'x' * 900_000}-->")
    data = bytearray(zipped(parts))
    at = data.rindex(name)  # in the central directory; its sizes stand 22 bytes before the name
    struct.pack_into("<I", data, at - 22, 400)
    refusal(tmp_path / "x.xlsx", bytes(data))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE worksheet [<!ENTITY a "公开">]>',
        '<?xml version="1.0"?><!DOCTYPE worksheet SYSTEM "http://example.invalid/x.dtd">',
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_and_document_types_are_refused(tmp_path: Path, head: str) -> None:
    assert "文档类型" in refusal(tmp_path / "x.xlsx", zipped(xlsx_parts(HEAD + BODY, head=head)))
    assert "文档类型" in refusal(tmp_path / "x.ods", ods(ods_row("名称", "数量"), head=head))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030", "utf-7"])
def test_parts_in_another_encoding_are_refused(tmp_path: Path, encoding: str) -> None:
    parts = xlsx_parts(HEAD + BODY, head=f'<?xml version="1.0" encoding="{encoding}"?>')
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert isinstance(sheet, str)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode(encoding)
    refusal(tmp_path / "x.xlsx", zipped(parts))


@pytest.mark.parametrize(
    "rows",
    [
        HEAD + f'<row r="1048576">{text_cell("XFD1048576", "远")}</row>',
        HEAD + text_cell("A1048577", "远"),
        HEAD + text_cell("XFE2", "远"),
        HEAD + text_cell("ABCD2", "远"),
        HEAD + text_cell("2", "远"),
        HEAD + text_cell("A" + "9" * 5000, "远"),
        HEAD + text_cell("A0", "远"),
        HEAD + '<row r="-5"><c><v>1</v></c></row>',
        HEAD + "<row r='x'/>",
        HEAD + "<row r='1000000'>" + "<c><v>1</v></c>" * 3_000 + "</row>",
    ],
)
def test_cells_far_away_are_refused_before_room_is_made(tmp_path: Path, rows: str) -> None:
    refusal(tmp_path / "x.xlsx", zipped(xlsx_parts(rows)))


def test_styled_blank_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped(xlsx_parts(HEAD + BODY + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')))
    assert read(path).rows == [(2, ["甲", "1"])]


def test_one_long_text_in_many_cells_is_refused(tmp_path: Path) -> None:
    many = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>1</v></c></row>' for i in range(2, 200))
    heading = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    strings = f"<si><t>名称</t></si><si><t>{'公' * 1_000}</t></si><si><t>乙</t></si>"
    data = zipped(xlsx_parts(heading + many, strings=strings))
    assert "过大" in refusal(tmp_path / "x.xlsx", data, limits=SMALL)
    few = many.replace("<v>1</v>", "<v>2</v>")
    path = tmp_path / "y.xlsx"
    path.write_bytes(zipped(xlsx_parts(heading + few, strings=strings)))
    assert len(read(path, limits=SMALL).rows) == 198
    claimed = xlsx_parts(heading, strings="<si><t>名称</t></si>")
    claimed["xl/sharedStrings.xml"] = str(claimed["xl/sharedStrings.xml"]).replace(
        "<sst ", '<sst uniqueCount="99999999999" '
    )
    refusal(tmp_path / "x.xlsx", zipped(claimed))


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="1000000">'
        + ods_row(*"甲" * 20).removeprefix("<table:table-row>"),
        '<table:table-row><table:table-cell office:value-type="string" table:number-columns-repeated="16384">'
        "<text:p>甲</text:p></table:table-cell></table:table-row>" * 700,
        '<table:table-row><table:table-cell table:number-columns-repeated="16384"/><table:table-cell/></table:table-row>'
        * 3_000,
        '<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="999999999999"/></text:p>'
        "</table:table-cell></table:table-row>",
        '<table:table-row table:number-rows-repeated="x"/>',
        "<table:table/>",
    ],
)
def test_repetitions_in_ods_are_counted(tmp_path: Path, rows: str) -> None:
    refusal(tmp_path / "x.ods", ods(ods_row("名称", "数量") + rows))


def test_passwords_are_named(tmp_path: Path) -> None:
    assert "密码" in refusal(tmp_path / "x.xlsx", compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}))
    data = bytearray(GOOD)
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + flag] |= 1
    assert "密码" in refusal(tmp_path / "x.xlsx", bytes(data))
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b"\x01",
    }
    locked = zipped({**parts, "META-INF/manifest.xml": "<manifest:encryption-data/>"})
    assert "密码" in refusal(tmp_path / "x.ods", locked)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.xlsx", GOOD[:200]),
        ("x.xlsx", GOOD[:-30]),
        ("x.xlsx", b"PK\x03\x04"),
        ("x.xlsx", b"\xef\xbb\xbf<html><table>"),
        ("x.xls", b"<?xml version='1.0'?><Workbook/>"),
        ("x.xlsx", "名称,数量\n".encode()),
        ("x.xlsx", zipped({"word/document.xml": "<w/>"})),
        ("x.ods", ods(ods_row("甲"), mimetype="application/vnd.oasis.opendocument.text")),
        ("x.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a>"})),
        ("x.xlsx", zipped({**xlsx_parts(HEAD), "XL/Workbook.xml": "<w/>"})),
        ("x.xlsx", zipped({**xlsx_parts(HEAD), "xl/_rels/workbook.xml.rels": "<Relationships/>"})),
        ("x.xlsx", zipped({**xlsx_parts(HEAD), "xl/workbook.xml": "<workbook/>"})),
        ("x.xlsx", zipped(xlsx_parts("<c><v>"))),
        ("x.xls", xls([("表", label(0, 0, "甲"))])[:2_000]),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4_000),
        ("x.xls", xls([("表", label(0, 0, "甲") + label(65_535, 65_535, "乙"))])),
        ("x.xls", xls([("表", label(0, 0, "甲"))], struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))),
    ],
)  # fmt: skip
def test_broken_files_are_refused_in_words(tmp_path: Path, name: str, data: bytes) -> None:
    refusal(tmp_path / name, data)


def test_cells_that_are_too_long_are_named(tmp_path: Path) -> None:
    long = "长" * 32_768
    assert "第 2 行 B 列" in refusal(tmp_path / "x.csv", f"名称,说明\n甲,{long}\n".encode())
    assert "第 2 行 A 列" in refusal(tmp_path / "x.xlsx", zipped(xlsx_parts(HEAD + text_row(2, long, "1"))))
    assert "第 1 行 A 列" in refusal(tmp_path / "x.json", f'[{{"名称": "{long}"}}]'.encode())
    path = tmp_path / "y.csv"
    path.write_text(f"名称,说明\n甲,{long[1:]}\n", "utf-8")
    assert read(path).rows[0][1][1] == long[1:]


def test_too_many_cells(tmp_path: Path) -> None:
    refusal(tmp_path / "x.csv", b"a,b\n" + b"1,2\n" * 5_000, limits=SMALL)
    refusal(tmp_path / "x.csv", b"," * 20_000 + b"a\n")
    refusal(tmp_path / "x.jsonl", b"\n".join(b'{"k%d": 1}' % i for i in range(200)), limits=SMALL)
    area = HEAD + "".join(f'<mergeCell ref="A{i}:XFD1048576"/>' for i in range(2, 40))
    merges = f"<sheetData>{HEAD}{BODY}</sheetData><mergeCells>{area.removeprefix(HEAD)}</mergeCells>"
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped(xlsx_parts(merges)))
    with pytest.raises(BadInput):
        read(path, fill_merged=True)


# whatever the bytes, a person gets a sheet or an error in words


def attempt(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        path.write_bytes(data)
        try:
            sheet = read(path, limits=SMALL)
        except GongkaiError as error:
            assert str(error.message) and str(error.hint)
        else:
            assert len(set(sheet.columns)) == len(sheet.columns) > 0
            assert all(len(row) == len(sheet.columns) for _, row in sheet.rows)


@given(st.binary(max_size=300), st.sampled_from([".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".ods", ".txt"]))
def test_random_bytes(data: bytes, suffix: str) -> None:
    attempt(data, suffix)


@given(
    st.text(st.sampled_from('名a1,;\t"\n\r []{}:\x1b\u202e='), max_size=60),
    st.sampled_from([".csv", ".tsv", ".json", ".jsonl"]),
)
def test_random_text(text: str, suffix: str) -> None:
    attempt(text.encode(), suffix)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_an_archive_with_bytes_changed(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    attempt(bytes(data), ".xlsx")


PIECES = [
    "<row>", "</row>", "<c>", "</c>", "<v>", "</v>", "<is>", "<t>", "1", "s", "e", "A1", "XFD1048576", ' r="', ' t="s"',
    "<f>", "<mergeCell ref='A1:B9'/>", "&amp;", "&#0;", "&x;", "<![CDATA[", "]]>", "<!--", "-->", "<?x?>", "公", "\x1b",
    "</sheetData>", "<sheetData>", "<sheetData/>", "\x00", "<row r='99999'>", "<c r='B2' t='inlineStr'><is><t>x</t></is></c>",
]  # fmt: skip


@settings(max_examples=150)
@given(st.data())
def test_a_workbook_with_its_xml_changed(data: st.DataObject) -> None:
    parts = xlsx_parts(HEAD + BODY, strings="<si><t>一</t></si>")
    name = data.draw(st.sampled_from([name for name in parts if name != "_rels/.rels"]))
    part = parts[name]
    assert isinstance(part, str)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(part)))
        end = data.draw(st.integers(start, min(start + 12, len(part))))
        part = part[:start] + data.draw(st.sampled_from(["", *PIECES])) + part[end:]
    attempt(zipped({**parts, name: part}), ".xlsx")


CELLS = [
    '<c r="{0}"><v>1</v></c>', '<c r="{0}" s="3" t="s"><v>0</v></c>', '<c r="{0}" t="inlineStr"><is><t>公</t></is></c>',
    '<c r="{0}" s="1"/>', '<c r="{0}" t="e"><v>#REF!</v></c>', '<c r="{0}"><f>1+1</f></c>', "<c r='{0}'><v>1</v></c>",
    '<c t="s" r="{0}"><v>0</v></c>', '<c><v>1</v></c>', '<x:c r="{0}"><v>1</v></x:c>', '<c\nr="{0}"><v>1</v></c>',
    '<!-- <c r="{0}"><v>1</v></c> -->', '</row><row r="9" hidden="1"><c r="{0}"><v>1</v></c>', '<cc r="{0}"><v>1</v></cc>',
]  # fmt: skip


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from(CELLS), st.sampled_from(["A1", "C7", "ZZ9", "B30000", "XFD1", "a2", "B07"])),
        max_size=5,
    )
)
def test_a_glance_sees_no_less_than_a_walk(cells: list[tuple[str, str]]) -> None:
    """What is told without a step for each cell never lies below what each of them says, and nothing is lost to a warning."""
    body = "".join(cell.format(place) for cell, place in cells)
    part = (
        str(xlsx_parts(f'<row r="1">{body}</row>')["xl/worksheets/sheet1.xml"])
        .replace(" ", ' xmlns:x="x" ', 1)
        .encode()
    )
    try:
        walked = scan_xlsx(part, Limits())
    except Refused:
        assert glance(part, Limits()) is None
        return
    seen = glance(part, Limits())
    if seen is not None:
        assert seen.area() >= walked.area() and seen.cells >= walked.cells > 0 and seen.shared >= walked.shared
        assert (walked.errors, walked.unvalued, walked.hidden) == (0, 0, 0)


def test_the_plain_sheets_of_usual_programs_are_taken_at_a_glance() -> None:
    sheet = str(
        xlsx_parts(HEAD + BODY + '<row r="3"><c r="B3" s="1" t="s"><v>1</v></c></row>')["xl/worksheets/sheet1.xml"]
    )
    seen = glance(sheet.encode(), Limits())
    assert seen is not None and (seen.top, seen.left, seen.bottom, seen.right, seen.shared) == (1, 1, 3, 2, 1)
    strings = '<sst xmlns="x" count="3" uniqueCount="2"><si><t>一</t></si><si><t>公开</t></si></sst>'.encode()
    words = glance(strings, Limits())
    assert words is not None and words.longest >= 2
    assert shared_bytes(sheet.encode(), strings) == len("<t>公开</t></si></sst>".encode())
    assert glance(sheet.encode(), Limits(cells=5)) is None


@settings(max_examples=60)
@given(st.data())
def test_an_ods_with_its_xml_changed(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(ods(ods_row("名称", "数量") + ods_row("甲", "1")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = parts["content.xml"]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(part)))
        piece = data.draw(
            st.sampled_from([b"", b"<text:s text:c='9'/>", b"<office:annotation>", b"<table:table-row>", b"x"])
        )
        part = part[:start] + piece + part[data.draw(st.integers(start, min(start + 12, len(part)))) :]
    attempt(zipped({**parts, "content.xml": part}), ".ods")


@settings(max_examples=6)
@given(st.lists(st.tuples(st.integers(512, 2_600), st.integers(0, 255)), min_size=1, max_size=8))
def test_an_old_workbook_with_bytes_changed(changes: list[tuple[int, int]]) -> None:
    data = bytearray(xls([("表", label(0, 0, "名称") + label(1, 0, "甲"))]))
    for place, value in changes:
        data[place] = value
    attempt(bytes(data), ".xls")


@given(st.text(max_size=60))
def test_random_clipboards(text: str) -> None:
    rows = parse_paste(text)
    stream = io.StringIO()
    assert write(stream, [f"c{i}" for i in range(len(rows[0]) if rows else 1)], rows, "csv") == len(rows)
