"""Import and export: plan first, then apply; what was exported comes back without a change."""

from pathlib import Path

import pytest

from gongkai.core.tables import read, write
from tests.cli.conftest import GOVERNMENT, Gongkai

HEADINGS = "日期,安排,说明\n"


def sheet(folder: Path, text: str, name: str = "notice.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "tsv", "json", "jsonl"])
@pytest.mark.parametrize("register", ["unit", "account", "grant"])
def test_an_export_comes_back_without_a_change(town: Gongkai, tmp_path: Path, suffix: str, register: str) -> None:
    path = tmp_path / f"out.{suffix}"
    said = town.good(register, "export", path)
    total = len(town.rows(register, "list"))
    assert f"{total} 条" in said.err and said.out == ""
    plan = town.good(register, "import", path)
    assert f"新增 0，修改 0，不变 {total}，有误 0" in plan.err
    town.good(register, "import", path, "--apply")
    assert town.good("verify", "--format", "json").json["intact"] is True


def test_an_edited_export_is_planned_then_applied_as_one_change(town: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    town.good("unit", "export", path, "--township")
    held = read(path)
    at, phone = held.columns.index("单位名称"), held.columns.index("联系电话")
    rows = [list(cells) for _, cells in held.rows]
    for row in rows:
        row[phone] = "0827-999" if row[at] == GOVERNMENT else row[phone]
    write(path, held.columns, rows)

    plan = town.good("unit", "import", path)
    (line,) = [line for line in plan.lines if GOVERNMENT in line]
    assert "修改" in line and "联系电话" in line and "0827-999" in line
    assert "加 --apply 写入" in plan.err
    assert town.good("unit", "show", GOVERNMENT, "--format", "json").json["phone"] is None, "a plan writes nothing"

    town.good("unit", "import", path, "--apply", "--reason", "换电话")
    assert town.good("unit", "show", GOVERNMENT, "--format", "json").json["phone"] == "0827-999"
    newest = town.good("history", "--format", "json", "--limit", 1).json[0]
    assert (newest["reason"], newest["lines"]) == ("换电话", 1)


def test_the_plan_as_json_says_old_and_new(town: Gongkai, tmp_path: Path) -> None:
    path = sheet(tmp_path, f"单位名称,所在区划,联系电话\n{GOVERNMENT},511923101000,123\n")
    (line,) = town.good("unit", "import", path, "--format", "json").json
    assert line == {"row": 2, "what": "修改", "record": GOVERNMENT, "field": "联系电话", "old": "", "new": "123"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_sheets_as_offices_send_them(town: Gongkai, tmp_path: Path, encoding: str) -> None:
    path = sheet(tmp_path, HEADINGS + "2027-01-01,放假,元旦\n2027年2月14日,调休上班,春节\n", encoding=encoding)
    town.good("holiday", "import", path, "--apply")
    rows = town.rows("holiday", "list")
    assert [(r["day"], r["kind"], r["note"]) for r in rows] == [
        ("2027-01-01", "rest", "元旦"),
        ("2027-02-14", "work", "春节"),
    ]


def test_faulty_rows_are_named_by_row_and_column_and_nothing_is_written(town: Gongkai, tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADINGS + "2027-01-01,放假,\n2027-13-01,放假,\n2027-01-03,上工,\n2027-01-01,放假,\n")
    plan = town("holiday", "import", path)
    assert plan.code == 1
    wrong = [line for line in plan.lines if "有误" in line]
    assert [line.split()[0] for line in wrong] == ["3", "4", "5"]
    assert "日期" in wrong[0] and "安排" in wrong[1]
    said = town("holiday", "import", path, "--apply")
    assert said.code == 3 and "第 3 行" in said.err
    assert town.rows("holiday", "list") == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("日期,安拍\n2027-01-01,放假\n", "安排"),
        ("日期,日期\n2027-01-01,2027-01-02\n", "日期"),
        ("", "空"),
        ("{not json", "json"),
    ],
)
def test_sheets_that_cannot_be_used(town: Gongkai, tmp_path: Path, text: str, what: str) -> None:
    path = sheet(tmp_path, text, "x.json" if text.startswith("{") else "x.csv")
    said = town("holiday", "import", path)
    assert said.code == 3 and len(said.err.splitlines()) == 1 and what in said.err.lower()


def test_a_file_that_is_not_there_or_no_sheet(town: Gongkai, tmp_path: Path) -> None:
    assert town("unit", "import", tmp_path / "none.xlsx").code == 3
    assert town("unit", "import", sheet(tmp_path, "PK no zip", "x.xlsx")).code == 3
    assert town("unit", "import", tmp_path).code == 3


def test_a_merged_heading_is_read(town: Gongkai, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.merge_range(0, 0, 0, 2, "2027 年放假安排")
        page.write_row(1, 0, ["日期", "安排", "说明"])
        page.write_row(2, 0, ["2027-01-01", "放假", "元旦"])
    town.good("holiday", "import", path, "--apply")
    assert [r["note"] for r in town.rows("holiday", "list")] == ["元旦"]


def test_export_to_the_screen(town: Gongkai) -> None:
    said = town.good("account", "export", "-")
    assert said.lines[0].startswith("uid,账号,姓名")
    assert [row["账号"] for row in town.good("account", "export", "-", "--format", "json").json] == [
        "admin",
        "clerk",
        "viewer",
    ]


def test_a_sheet_in_english_headings(town: Gongkai, tmp_path: Path) -> None:
    path = sheet(tmp_path, "Day,Arrangement,Note\n2027-05-01,rest,May Day\n")
    town.good("holiday", "import", path, "--apply", root=("--lang", "en"))
    assert town.rows("holiday", "list")[0]["kind"] == "rest"


def test_a_long_plan_is_cut_in_a_table_and_whole_in_json(town: Gongkai, tmp_path: Path) -> None:
    days = "".join(f"2027-{month:02}-{day:02},放假,\n" for month in (1, 3, 5) for day in range(1, 32))
    path = sheet(tmp_path, HEADINGS + days)
    said = town.good("holiday", "import", path)
    assert len(said.lines) == 52 and "另有 43 行" in said.err and "新增 93" in said.err
    assert len(town.good("holiday", "import", path, "--limit", 0).lines) == 95
    assert len(town.good("holiday", "import", path, "--format", "json").json) == 93
