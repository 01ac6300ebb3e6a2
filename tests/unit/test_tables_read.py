"""Reading sheets: encodings, delimiters, headings, merged cells, types."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from gongkai.core.errors import BadInput, GongkaiError, UsageError
from gongkai.core.tables import Sheet, read, sheet_names
from tests.workbooks import label, merged, number, ods, ods_row, text_row, xls, xlsx_parts, zipped

NAMES = ["名称", "数量"]


def book(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    """An xlsx file whose first sheet (目录) is filled by the function."""
    workbook = xlsxwriter.Workbook(str(path))
    fill(workbook, workbook.add_worksheet("目录"))
    workbook.close()
    return path


def failure(path: Path, **options: Any) -> GongkaiError:
    with pytest.raises(GongkaiError) as caught:
        read(path, **options)
    assert caught.value.hint
    return caught.value


# text files


@pytest.mark.parametrize(
    ("encoding", "mark", "told"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("gb18030", b"", "gb18030"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, mark: bytes, told: str) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes(mark + "名称,数量\r\n𠮷祥村,3\r\n".encode(encoding))
    sheet = read(path)
    assert (sheet.columns, sheet.rows, sheet.encoding) == (NAMES, [(2, ["𠮷祥村", "3"])], told)


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"a,b\n\x00\x00", b"\x81\x20,\xff\xff", b"\x89PNG\r\n\x1a\n\x00\x00"]
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    assert "x.csv" in str(failure(path).message)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_seen(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"名称{delimiter}说明\n甲{delimiter}一、二\n乙{delimiter}三:四，五\n", "utf-8")
    assert read(path).columns == ["名称", "说明"]


def test_excels_own_hint_of_the_delimiter_is_obeyed_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sep=;\r\n名称;数量\r\n甲;1\r\n", "utf-8")
    sheet = read(path)
    assert sheet.columns == NAMES and sheet.rows == [(3, ["甲", "1"])]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('名称,说明\n\n甲,"一\n二"\n , \n乙,三\n', "utf-8")
    assert read(path).rows == [(3, ["甲", "一\n二"]), (6, ["乙", "三"])]


@pytest.mark.parametrize("text", ['名称,说明\n甲,"一\n', '名称,说明\n甲,"一"二\n'])
def test_a_quote_that_does_not_close_is_named_by_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    error = failure(path)
    assert isinstance(error, BadInput) and "第 2 行" in str(error)


def test_a_row_longer_than_the_heading_is_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("名称,数量\n甲,1\n乙,2,多\n", "utf-8")
    assert "第 3 行 C 列" in str(failure(path))
    path.write_text("名称,数量,\n甲,1,\n乙,2,,,\n丙\n", "utf-8")
    assert read(path).rows == [(2, ["甲", "1"]), (3, ["乙", "2"]), (4, ["丙", None])]


def test_tsv_is_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("名称,简称\t数量\n甲,乙\t1\n", "utf-8")
    assert read(path).columns == ["名称,简称", "数量"]


def test_json_and_jsonl(tmp_path: Path) -> None:
    rows = [{"名称": "甲\x1b", "数量": 1, "公开": True}, {"名称": None}, {"名称": "乙", "比例": 0.5}]
    whole, lines = tmp_path / "x.json", tmp_path / "x.jsonl"
    whole.write_text(json.dumps(rows), "utf-8")
    lines.write_text("\n\n".join(map(json.dumps, rows)), "utf-8")
    for path, places in ((whole, (1, 3)), (lines, (1, 5))):
        sheet = read(path)
        assert sheet.columns == ["名称", "数量", "公开", "比例"]
        first, second = (dict(row) for _, row in sheet.records())
        assert first == {"名称": "甲␛", "数量": 1, "公开": True, "比例": None}
        assert second == {"名称": "乙", "数量": None, "公开": None, "比例": 0.5}
        assert tuple(line for line, _ in sheet.rows) == places


@pytest.mark.parametrize(
    "text",
    ["{}", "[1]", '[{"a": [1]}]', '[{"a": {"b": 1}}]', '[{"a": 1, "a": 2}]', '[{"a": NaN}]', '[{"a": 1e999}]',
     "[", "[]", "[{}]", '[{" ": 1}]', '[{"a": 1, "a ": 2}]', "[" * 100_000, '[{"a": ' + "9" * 5000 + "}]", '"a"', "null", "[{},]"],
)  # fmt: skip
def test_json_that_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    assert isinstance(failure(path), BadInput)


def test_a_bad_line_of_jsonl_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": 1}\n{"a": 2\n', "utf-8")
    assert "第 2 行" in str(failure(path))


# workbooks


def test_types_of_a_workbook(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        day, moment = (workbook.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        page.write_row(0, 0, ["文字", "整数", "小数", "日期", "时刻", "是否", "公式", "代码"])
        page.write_string(1, 0, "=1+1")
        page.write_number(1, 1, 511923000000)
        page.write_number(1, 2, 0.5)
        page.write_datetime(1, 3, datetime(2026, 11, 22), day)
        page.write_datetime(1, 4, datetime(2026, 11, 22, 10, 30), moment)
        page.write_boolean(1, 5, True)
        page.write_formula(1, 6, "=1+1", None, 2)
        page.write_string(1, 7, "001")

    sheet = read(book(tmp_path / "x.xlsx", fill))
    moment = datetime(2026, 11, 22, 10, 30)
    assert sheet.rows == [(2, ["=1+1", 511923000000, 0.5, date(2026, 11, 22), moment, True, 2, "001"])]
    assert type(sheet.rows[0][1][3]) is date and type(sheet.rows[0][1][1]) is int
    assert (sheet.name, sheet.format, sheet.header_line, sheet.warnings) == ("目录", "xlsx", 1, [])


def test_title_and_a_heading_two_rows_deep(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        page.merge_range("A1:E1", "平昌县政务公开目录")
        page.write("E2", "2026年")
        page.merge_range("A3:A4", "序 号")
        page.merge_range("B3:B4", "事项")
        page.merge_range("C3:D3", "公开")
        page.write_row("C4", ["时限", "渠道"])
        page.merge_range("E3:E4", "责任\n单位")
        page.write_row("A5", [1, "预算", "20日", "网站", "财政局"])

    sheet = read(book(tmp_path / "x.xlsx", fill))
    assert sheet.columns == ["序号", "事项", "公开/时限", "公开/渠道", "责任单位"]
    assert sheet.rows == [(5, [1, "预算", "20日", "网站", "财政局"])] and sheet.header_line == 4


def test_a_heading_three_rows_deep(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        page.merge_range("A1:A3", "事项")
        page.merge_range("B1:E1", "公开")
        page.merge_range("B2:C2", "方式")
        page.merge_range("D2:E2", "对象")
        page.write_row("B3", ["主动", "依申请", "全社会", "特定群体"])
        page.write_row("A4", ["预算", "√", None, "√", None])

    sheet = read(book(tmp_path / "x.xlsx", fill))
    assert sheet.columns == ["事项", "公开/方式/主动", "公开/方式/依申请", "公开/对象/全社会", "公开/对象/特定群体"]
    assert sheet.rows == [(4, ["预算", "√", None, "√", None])]


def test_a_wide_group_over_names_without_any_tall_cell(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        page.merge_range("A1:B1", "基本信息")
        page.merge_range("C1:D1", "联系方式")
        page.write_row("A2", ["名称", "地址", "电话", "邮箱"])
        page.write_row("A3", ["甲", "乙", "丙", "丁"])

    sheet = read(book(tmp_path / "x.xlsx", fill))
    assert sheet.columns == ["基本信息/名称", "基本信息/地址", "联系方式/电话", "联系方式/邮箱"]


def test_merged_rows_of_data_are_filled_on_request_and_else_told(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        page.write_row("A1", ["一级事项", "二级事项", "备注"])
        page.merge_range("A2:A4", "财政")
        page.write_column("B2", ["预算", "决算", "三公"])
        page.merge_range("A5:C5", "注：以上须主动公开")

    path = book(tmp_path / "x.xlsx", fill)
    bare, filled = read(path), read(path, fill_merged=True)
    assert [row[0] for _, row in bare.rows] == ["财政", None, None, "注：以上须主动公开"]
    assert [row[0] for _, row in filled.rows] == ["财政", "财政", "财政", "注：以上须主动公开"]
    assert filled.rows[-1] == (5, ["注：以上须主动公开", None, None])
    assert "合并单元格" in str(bare.warnings[0]) and filled.warnings == []


def test_the_heading_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("目录,,,\n序号,公开,,渠道\n,时限,方式,\n1,20日,网站,微信\n", "utf-8")
    deep = ["序号", "公开/时限", "公开/方式", "渠道"]
    assert read(path, header_rows=2).columns == deep
    assert read(path, header_rows=(2, 3)).rows == [(4, ["1", "20日", "网站", "微信"])]
    path.write_text("指标\n2023,2024\n甲,1\n", "utf-8")
    assert read(path, header_rows=(2, 2)).columns == ["2023", "2024"]


@pytest.mark.parametrize("said", [0, 4, -1, (0, 1), (3, 2), (1, 4)])
def test_a_heading_that_cannot_be(tmp_path: Path, said: Any) -> None:
    path = tmp_path / "x.csv"
    path.write_text("名称,数量\n甲,1\n", "utf-8")
    assert isinstance(failure(path, header_rows=said), UsageError)


def test_no_heading_is_told_with_file_sheet_and_row(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        page.write_row("A3", [1, 2, 3])
        page.write_row("A4", [4, 5, 6])

    error = failure(book(tmp_path / "数据.xlsx", fill))
    assert isinstance(error, BadInput)
    assert all(word in str(error.message) for word in ("数据.xlsx", "目录", "第 3 行"))
    assert all(word in error.message.en for word in ("数据.xlsx", "目录", "row 3"))


def test_headings_that_stand_twice_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("名称,数量,名 称\n甲,1,乙\n", "utf-8")
    assert "名称（A、C）" in str(failure(path).message)


def test_a_column_without_a_name_needs_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("名称,,数量\n甲,,1\n", "utf-8")
    assert read(path).columns == NAMES
    path.write_text("名称,,数量\n甲,,1\n乙,丙,2\n", "utf-8")
    assert "第 3 行 B 列" in str(failure(path).message)


def test_names_are_cleaned(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('" 名\n称 \u202e",Unit  name,数\x1b量\n甲,乙,丙\n', "utf-8")
    assert read(path).columns == ["名称", "Unit  name", "数␛量"]


def sheets_of(*filled: bool) -> bytes:
    rows = text_row(1, *NAMES) + text_row(2, "甲", "1")
    return zipped(xlsx_parts(*(rows if full else "" for full in filled)))


def test_choosing_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(sheets_of(False, True))
    assert read(path).name == "表2" and read(path).warnings == []
    path.write_bytes(sheets_of(True, True, False))
    sheet = read(path)
    assert sheet.name == "表1" and "表2" in str(sheet.warnings[0]) and "表3" not in str(sheet.warnings[0])
    assert read(path, "表2").name == read(path, 2).name == "表2" and read(path, 2).warnings == []
    assert sheet_names(path) == ["表1", "表2", "表3"]
    assert "是空的" in str(failure(path, sheet="表3"))
    for wrong in ("表9", 9, 0):
        assert "表1、表2、表3" in str(failure(path, sheet=wrong).hint)
    path.write_bytes(sheets_of(False))
    assert isinstance(failure(path), BadInput)


def test_hidden_sheets_must_be_named(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        hidden = workbook.add_worksheet("底稿")
        hidden.write_row("A1", NAMES)
        hidden.hide()

    path = book(tmp_path / "x.xlsx", fill)
    assert isinstance(failure(path), BadInput)
    assert read(path, "底稿").columns == NAMES


def test_formulas_without_value_and_errors_are_told(tmp_path: Path) -> None:
    rows = text_row(1, *NAMES)
    rows += '<row r="2"><c r="A2"><f>1+1</f></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    rows += '<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3"/></row>'
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped(xlsx_parts(rows)))
    sheet = read(path)
    assert sheet.rows == [(3, [2, None])]
    assert [("1 个公式" in str(w), "1 个单元格是错误值" in str(w)) for w in sheet.warnings] == [
        (True, False),
        (False, True),
    ]


def test_cells_without_places_stand_one_after_the_other(tmp_path: Path) -> None:
    text = "<c t='str'><v>{}</v></c>"
    rows = f"<row>{text.format('名称')}{text.format('数量')}</row><row>{text.format('甲')}<c><v>1</v></c></row>"
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped(xlsx_parts(rows)))
    assert read(path).rows == [(2, ["甲", 1])]


def test_a_table_that_begins_far_from_the_corner(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        page.write_row("D900", NAMES)
        page.write_row("D901", ["甲", 1])

    assert read(book(tmp_path / "x.xlsx", fill)).rows == [(901, ["甲", 1])]


def test_times_and_spans_become_text(tmp_path: Path) -> None:
    def fill(workbook: Any, page: Any) -> None:
        page.write_row("A1", ["开始", "时长"])
        page.write("A2", 0.4375, workbook.add_format({"num_format": "hh:mm"}))
        page.write("B2", 1.5, workbook.add_format({"num_format": "[h]:mm"}))

    assert read(book(tmp_path / "x.xlsx", fill)).rows == [(2, ["10:30", "36:00:00"])]


def read_bytes(path: Path, data: bytes, **options: Any) -> Sheet:
    path.write_bytes(data)
    return read(path, **options)


def test_ods(tmp_path: Path) -> None:
    spanned = (
        '<table:table-cell office:value-type="string" table:number-{}-spanned="2"><text:p>{}</text:p>'
        "</table:table-cell>"
    )
    covered = "<table:covered-table-cell/>"
    head = spanned.format("rows", "事项") + spanned.format("columns", "公开") + covered
    head = f"<table:table-row>{head}</table:table-row>"
    below = f"<table:table-row>{covered}" + ods_row("时限", "渠道").removeprefix("<table:table-row>")
    data = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>预算<text:s text:c="2"/>草案</text:p>'
        '</table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-11-22"/>'
        '<table:table-cell office:value-type="float" office:value="3"/></table:table-row>'
    )
    blank = (
        '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    rows = head + below + blank.format(3) + data + blank.format(1_048_000)
    sheet = read_bytes(tmp_path / "x.ods", ods(rows))
    assert sheet.columns == ["事项", "公开/时限", "公开/渠道"] and sheet.format == "ods"
    assert sheet.rows == [(6, ["预算  草案", date(2026, 11, 22), 3])]
    assert sheet_names(tmp_path / "x.ods") == ["目录"]


def test_xls(tmp_path: Path) -> None:
    title = label(0, 0, "目录") + merged(0, 0, 0, 2)
    head = label(1, 0, "事项") + merged(1, 2, 0, 0) + label(1, 1, "公开") + merged(1, 1, 1, 2)
    body = label(2, 1, "时限") + label(2, 2, "渠道") + label(3, 0, "预\x1b算") + number(3, 1, 20) + label(3, 2, "网站")
    path = tmp_path / "x.xls"
    sheet = read_bytes(path, xls([("空", b""), ("目录", title + head + body)]))
    assert sheet.columns == ["事项", "公开/时限", "公开/渠道"] and sheet.name == "目录"
    assert sheet.rows == [(4, ["预␛算", 20, "网站"])] and sheet.format == "xls"
    assert sheet_names(path) == ["空", "目录"]
    # The content decides, not the ending.
    assert read_bytes(tmp_path / "x.xlsx", path.read_bytes()).rows == sheet.rows
    assert "目录" in str(failure(path, sheet="目彔").hint)
