"""The catalogue's spreadsheet round trip: the layouts of offices in, plans that tell all, a sheet that comes back unchanged."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, Conflict
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.core.tables import read
from gongkai.plugins.catalog.sheets.applying import apply_catalog
from gongkai.plugins.catalog.sheets.planning import CatalogPlan, plan_catalog
from gongkai.plugins.catalog.sheets.reading import tables_in
from gongkai.plugins.catalog.sheets.writing import export_catalog
from tests.catalogues import FRIDAY
from tests.cli.conftest import Gongkai
from tests.sheetbooks import TWO_ROWS, book, catalogue_sheet

TOWN = "511923101000"
OWN = "响滩镇人民政府"


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A town's office without entries."""
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    made = init_office(tmp_path / "office", TOWN, region=("pingchang",), store=store_url, account="admin")
    yield made
    made.close()


@pytest.fixture
def office_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gongkai:
    """The same by commands, with an account that may only look."""
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    made = init_office(tmp_path / "town", TOWN, region=("pingchang",), account="admin")
    with made.as_system().change("accounts") as change:
        change.create("account", name="viewer", display="viewer", division=TOWN)
        change.create("grant", account="viewer", role="viewer", division=TOWN)
    made.close()
    return Gongkai(tmp_path / "town")


def planned(office: Office, path: Path, unit: str = "", **options: Any) -> CatalogPlan:
    tables, _ = tables_in(office, str(path), options.pop("sheet", None), options.pop("header_rows", None), False)
    return plan_catalog(office, tables, office.unit(unit).uid if unit else "", **options)


def done(office: Office, path: Path, unit: str = "") -> CatalogPlan:
    """The plan of a file, applied; importing it again changes nothing."""
    made = planned(office, path, unit)
    apply_catalog(office, made)
    again = planned(office, path, unit)
    assert (again.new, again.changed, again.refused) == ([], [], [])
    assert verify(office).faults == []
    return made


def entries(office: Office) -> list[dict[str, Any]]:
    names = ("topic", "title", "elements", "basis", "term", "channels", "audience", "manner", "note", "subject")
    rows = office.rows(f"SELECT {', '.join(names)} FROM {{entry}} ORDER BY id")
    return [dict(zip(names, row, strict=True)) for row in rows]


def row(first: str, second: str, unit: str = OWN, term: str = "及时公开", **other: str) -> tuple[str, ...]:
    return (
        other.get("serial", "1"), first, second, other.get("elements", "内容"), other.get("basis", "依据"), term, unit,
        other.get("channels", "政府网站"), other.get("public", "√"), other.get("group", ""), other.get("manner", "√"),
        other.get("request", ""), other.get("county", ""), other.get("town", "√"),
    )  # fmt: skip


def test_the_standard_layout_with_its_defects(office: Office, tmp_path: Path) -> None:
    path = book(
        tmp_path / "目录.xlsx",
        **{"（二）公共资源交易": catalogue_sheet(
            row("招标投标信息", "审批核准信息", term="信息形成之日起20个工作日内", serial="22", basis="《招标投标法》"),
            row("同上", "资格预审公告", "同 上", basis="同上", public="", group="村集体成员", serial=""),
            row("政府采购", "采购公告", term="10个工作日内", manner="t", public="是"),
            row("", "采购合同", manner="口", request="■"),
            TWO_ROWS[0], TWO_ROWS[1],
            row("政府采购/救济", "同上/投诉", public="☑", manner="✓"),
            ("注：本表由政务公开办公室编制",),
            ("填报人：甲", "", "审核人：乙"),
            above=[("附件1：响滩镇公共资源交易领域基层政务公开标准目录",)],
            merges=[(2, 1, 3, 1)],
        )},
    )  # fmt: skip
    made = done(office, path)
    assert len(made.new) == 5 and len(made.told) == 2
    found = entries(office)
    assert [(one["topic"], one["title"]) for one in found] == [
        ("公共资源交易/招标投标信息", "审批核准信息"),
        ("公共资源交易/招标投标信息", "资格预审公告"),
        ("公共资源交易/政府采购", "采购公告"),
        ("公共资源交易/政府采购", "采购合同"),
        ("公共资源交易/政府采购/救济", "采购合同/投诉"),
    ]
    assert [one["term"] for one in found] == ["20wd", "at-once", "10wd", "at-once", "at-once"]
    assert found[1]["basis"] == "《招标投标法》"
    assert (found[1]["audience"], found[1]["note"]) == ("group", "特定群体：村集体成员")
    assert [one["manner"] for one in found] == ["proactive", "proactive", "proactive", "request", "proactive"]


@pytest.mark.parametrize(
    ("cell", "channels", "note"),
    [
        ("■政府网站 □政府公报 ■两微一端 □发布会/听证会", ["site", "new-media"], None),
        (
            "口政府网站口政府公报■社区/企事业单位/村公示栏（电子屏）t公开查阅点",
            ["village-board", "reading-point"],
            None,
        ),
        ("√政府网站 政府公报 √公示栏", ["site", "board"], None),
        ("政府网站√ 政府公报□ 公示栏√", ["site", "board"], None),
        ("政府网站、发布会、听证会、广播电视", ["site", "briefing", "radio", "tv"], None),
        ("平昌县人民政府网站；政务服务中心窗口", ["site", "window"], None),
        ("政府网站、乡村大喇叭", ["site", "other"], "其他渠道：乡村大喇叭"),
        ("☑政府网站 ☐其他 ☑其他：微信群", ["site", "other"], "其他渠道：微信群"),
        ("□政府网站 □政府公报", [], None),
    ],
)
def test_only_ticked_channels_count_and_unknown_ones_stay_visible(
    office: Office, tmp_path: Path, cell: str, channels: list[str], note: str | None
) -> None:
    made = done(office, book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(row("一级", "二级", channels=cell))))
    [entry] = entries(office)
    assert json.loads(entry["channels"] or "[]") == channels
    assert entry["note"] == note and bool(made.told) == bool(note)


LAYOUTS: dict[str, list[tuple[str, ...]]] = {
    "no levels": [
        ("序号", "一级事项", "二级事项", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道"),
        ("1", "甲", "乙", "内容", "依据", "每季度", OWN, "公示栏"),
    ],
    "three levels, town and village": [
        ("序号", "公开事项", "", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "渠道和载体", "公开层级", ""),
        ("", "一级事项", "二级事项", "三级事项", "", "", "", "", "", "镇级", "村级"),
        ("1", "丙", "甲", "乙", "内容", "依据", "每季度", "", "公示栏", "√", ""),
    ],
    "five kinds of openness": [
        ("序号", "事项名称", "公开内容", "公开标准", "公开时限", "责任单位", "公开渠道", "五公开", "", "", "", ""),
        ("", "", "", "", "", "", "", "决策公开", "执行公开", "管理公开", "服务公开", "结果公开"),
        ("1", "乙", "内容", "齐全", "每季度", OWN, "公示栏", "√", "", "", "", "√"),
    ],
    "attribute and manner": [
        ("事项名称", "公开内容", "公开要素", "公开属性", "公开方式", "不予公开理由", "时限", "公开主体"),
        ("乙", "内容", "要素", "主动公开", "公示栏", "", "每季度", OWN),
        ("丁", "内容", "要素", "不予公开", "", "涉及个人隐私", "每季度", OWN),
    ],
    "full-width words": [
        ("序　号", "一级事项", "二级事项", "公 开 内 容（ 要 素 ）", "公开时限", "公开主体", "公开渠道"),
        ("１", "甲", "乙", "内容", "１０个工作日内", OWN, "公示栏"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_of_different_places(office: Office, tmp_path: Path, name: str) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes("\n".join(",".join(line) for line in LAYOUTS[name]).encode("gb18030"))
    made = done(office, path)
    [entry] = entries(office)
    assert entry["title"] == "乙" and entry["term"] in ("quarter", "10wd")
    assert json.loads(entry["channels"]) == ["board"]
    if name == "three levels, town and village":
        assert entry["topic"] == "丙/甲"
    if name == "five kinds of openness":
        assert entry["note"] == "公开标准：齐全\n五公开：决策公开、结果公开"
    if name == "attribute and manner":
        assert entry["elements"] == "内容\n要素" and "涉及个人隐私" in str(made.told[0].what)


def test_every_sheet_is_a_domain_and_one_can_be_chosen(office: Office, tmp_path: Path) -> None:
    path = book(
        tmp_path / "目录.xlsx",
        **{"1.义务教育": catalogue_sheet(row("招生管理", "招生范围")), "Sheet2": catalogue_sheet(row("甲", "乙")),
           "填表说明": ([("请如实填写",)], []), "社会救助领域": catalogue_sheet(row("低保", "审核信息"))},
    )  # fmt: skip
    assert [values["topic"] for _, values in planned(office, path).new] == ["义务教育/招生管理", "甲", "社会救助/低保"]
    assert [values["title"] for _, values in planned(office, path, sheet="社会救助领域").new] == ["审核信息"]
    assert [values["title"] for _, values in planned(office, path, sheet=1).new] == ["招生范围"]


def test_a_row_that_cannot_be_taken_is_told_mended_and_imported(office: Office, tmp_path: Path) -> None:
    path = book(
        tmp_path / "目录.xlsx",
        社会救助=catalogue_sheet(
            row("同上", "丙"), row("甲", "乙"), row("甲", "丁", "响滩镇人民政俯"), row("甲", "戊", term="择机"), row("甲", "乙"),
        ),
    )  # fmt: skip
    made = planned(office, path)
    assert [(fault.row, fault.column) for fault in made.faults] == [
        (3, "公开事项/一级事项"), (5, "公开主体"), (6, "公开时限"), (7, "公开事项/二级事项"),
    ]  # fmt: skip
    assert "响滩镇人民政府" in str(made.faults[1]) and "第 4 行" in str(made.faults[3])
    with pytest.raises(BadInput, match="退回 4 行"):
        apply_catalog(office, made)
    assert entries(office) == []
    from gongkai.plugins.catalog.sheets.refused import write_refused

    write_refused(tmp_path / "退回.xlsx", made.refused)
    assert apply_catalog(office, made, skip_refused=True) == 1
    sheet = read(tmp_path / "退回.xlsx")
    assert len(sheet.rows) == 4 and "响滩镇人民政府" in str(sheet.rows[1][1][-1])
    at = {name: number for number, name in enumerate(sheet.columns)}
    mended = [list(cells) for _, cells in sheet.rows[1:3]]
    mended[0][at["公开主体"]], mended[1][at["公开时限"]] = OWN, "每月"
    done(office, book(tmp_path / "改正.xlsx", 退回=([sheet.columns, *mended], [])))
    assert {(one["topic"], one["title"]) for one in entries(office)} == {
        ("社会救助/甲", "乙"), ("社会救助/甲", "丁"), ("社会救助/甲", "戊"),
    }  # fmt: skip


def test_rows_of_a_unit_keep_who_discloses_and_other_levels_are_left(office: Office, tmp_path: Path) -> None:
    path = book(
        tmp_path / "目录.xlsx",
        目录=catalogue_sheet(
            row("甲", "乙", "民政部门"), row("甲", "丙", "民政部门", county="√", town=""), row("甲", "丁", OWN)
        ),
    )
    made = done(office, path, OWN)
    assert made.elsewhere == 1
    assert [(one["title"], one["subject"]) for one in entries(office)] == [("乙", "民政部门"), ("丁", None)]


def test_what_changes_is_told_cell_by_cell_and_what_is_missing_stays(office: Office, tmp_path: Path) -> None:
    done(office, book(tmp_path / "旧.xlsx", 目录=catalogue_sheet(row("甲", "乙"), row("甲", "丙"), row("丁", "戊"))))
    made = planned(
        office, book(tmp_path / "新.xlsx", 目录=catalogue_sheet(row("甲", "乙", term="每月", basis="新依据")))
    )
    [edit] = made.changed
    assert edit.shown == {"term": ("及时公开", "每月"), "basis": ("依据", "新依据")}
    assert [one["title"] for one in made.missing] == ["丙"]  # 丁 is another topic, of which the file says nothing
    apply_catalog(office, made)
    assert [one["term"] for one in entries(office)] == ["month", "at-once", "at-once"]
    again = planned(office, tmp_path / "新.xlsx")
    apply_catalog(office, again, retire_missing=True)
    stages = dict(office.rows("SELECT title, stage FROM {entry}"))
    assert stages == {"乙": "active", "丙": "retired", "戊": "active"}
    assert planned(office, tmp_path / "新.xlsx").missing == []


def test_an_export_is_edited_sorted_renamed_and_comes_back(office: Office, tmp_path: Path) -> None:
    first = catalogue_sheet(*(row("甲", f"事项{n}") for n in range(5)))
    done(office, book(tmp_path / "旧.xlsx", 目录=first))
    out = tmp_path / "导出.xlsx"
    assert export_catalog(office, out) == 5
    same = planned(office, out)
    assert same.same == 5 and not (same.new or same.changed or same.refused or same.missing)
    sheet = read(out)
    at = {name: number for number, name in enumerate(sheet.columns)}
    rows = [list(cells) for _, cells in sheet.rows]
    rows[0][at["公开事项/二级事项"]] = "改了名的事项"
    copied = list(rows[1])
    copied[at["公开事项/二级事项"]] = "复制出来的事项"
    fresh = list(rows[2])
    fresh[at["公开事项/二级事项"]], fresh[at["条目编号"]] = "新事项", None
    edited = book(tmp_path / "改.xlsx", 目录=([sheet.columns, fresh, *reversed(rows[:4]), copied], []))
    made = planned(office, edited)
    assert [edit.shown for edit in made.changed] == [{"title": ("事项0", "改了名的事项")}]
    assert {values["title"] for _, values in made.new} == {"新事项", "复制出来的事项"}
    assert [one["title"] for one in made.missing] == ["事项4"] and made.same == 3
    apply_catalog(office, made)
    assert len(entries(office)) == 7 and verify(office).faults == []


def test_two_imports_of_one_file_do_not_double_its_rows(office: Office, tmp_path: Path) -> None:
    path = book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(row("甲", "乙")))
    one, two = planned(office, path), planned(office, path)
    apply_catalog(office, one)
    with pytest.raises(Conflict, match="第 3 行"):
        apply_catalog(office, two)
    assert len(entries(office)) == 1


def test_the_commands_tell_the_plan_and_write_only_when_asked(office_cli: Gongkai, tmp_path: Path) -> None:
    path = book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(row("甲", "乙"), row("甲", "丙", "没有的局")))
    said = office_cli("catalog", "import", path, "--format", "json")
    assert said.code == 1 and {line["what"] for line in said.json} == {"new", "refused", "unclear"}
    assert office_cli("catalog", "import", path, "--apply").code == 3 and office_cli.rows("entry", "list") == []
    said = office_cli.good(
        "catalog", "import", path, "--apply", "--skip-rejected", "--rejected", tmp_path / "退回.xlsx"
    )
    assert "写入 1 条" in said.err and (tmp_path / "退回.xlsx").exists()
    office_cli.good("catalog", "export", tmp_path / "导出.xlsx", "--layout", "township", "--unit", OWN)
    assert "新增 0，修改 0，不变 1" in office_cli.good("catalog", "import", tmp_path / "导出.xlsx").err
    assert office_cli("catalog", "import", path, "--partial", "--retire-missing").code == 2
    (tmp_path / "别的.csv").write_text("姓名,电话\n甲,1\n", "utf-8")
    said = office_cli("catalog", "import", tmp_path / "别的.csv")
    assert said.code == 3 and "表头" in said.err


def test_somebody_elses_catalogue_is_refused_row_by_row(office_cli: Gongkai, tmp_path: Path) -> None:
    path = book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(row("甲", "乙")))
    said = office_cli("catalog", "import", path, root=("--as", "viewer"))
    assert said.code == 1 and "不能修改" in said.err


def test_remarks_do_not_hide_a_heading(office: Office, tmp_path: Path) -> None:
    heading = (
        "1.序号", "（一）一级事项", "公开事项（二级）", "公开内容（要素，按规定写全", "公开依据：", "公开时限*", "【必填】公开主体",
        "公开渠道和载体（在标注范围内至少选择其一公开，法律法规规章另有规定的从其规定）", "公开对象(全社会/特定群体)",
    )  # fmt: skip
    line = (1, "甲", "乙", "内容", "依据", "每季度", OWN, "■政府网站 □公示栏", "全社会")
    made = done(office, book(tmp_path / "目录.xlsx", 目录=([heading, line], [])))
    assert made.dropped == [] and made.refused == []
    (entry,) = entries(office)
    assert (entry["topic"], entry["title"], entry["channels"], entry["audience"]) == ("甲", "乙", '["site"]', "public")
    assert (entry["elements"], entry["basis"], entry["term"]) == ("内容", "依据", "quarter")


def test_a_column_that_is_dropped_with_its_content_is_told_first(office_cli: Gongkai, tmp_path: Path) -> None:
    heading, cells = (
        ("一级事项", "公开内容", "公开主体", "分管领导", "空列", ""),
        ("甲", "内容", OWN, "张三", "", "见附件"),
    )
    path = book(tmp_path / "目录.xlsx", 目录=([heading, cells, cells[:4]], []))
    said = office_cli("catalog", "import", path, "--format", "json")
    assert [(line["what"], line["field"]) for line in said.json[:2]] == [("dropped", "分管领导"), ("dropped", "F")]
    assert "2 格" in said.json[0]["new"] and "张三" in said.json[0]["new"] and "分管领导、F" in said.err
    assert "空列" not in said.out + said.err


def test_words_that_mean_nothing_are_summed_and_mended_at_once(office_cli: Gongkai, tmp_path: Path) -> None:
    rows = [row("甲", f"事项{n}", "响滩镇政府办", term="每学期开学前") for n in range(4)]
    path = book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(*rows, row("甲", "另一项")))
    said = office_cli("catalog", "import", path, "--format", "json")
    assert [(x["record"], x["field"], x["old"]) for x in said.json if x["what"] == "unclear"] == [
        ("每学期开学前", "term", "×4"), ("响滩镇政府办", "unit", "×4")
    ]  # fmt: skip
    assert '--unit-map "响滩镇政府办=' in said.err and '--term-map "每学期开学前=' in said.err
    mapped = ("--unit-map", f"响滩镇政府办={OWN}", "--unit-map", f"没写过的局={OWN}")
    said = office_cli.good("catalog", "import", path, *mapped, "--term-map", "每学期开学前=每半年")
    assert "新增 5" in said.err and "没写过的局" in said.out
    assert office_cli("catalog", "import", path, "--unit-map", "响滩镇政府办=没有的局").code == 3
    assert office_cli("catalog", "import", path, "--term-map", "每学期开学前=不知道").code == 3
    assert office_cli("catalog", "import", path, "--unit-map", "响滩镇政府办").code == 2


def test_what_a_unit_is_called_is_remembered_for_the_next_import(office_cli: Gongkai, tmp_path: Path) -> None:
    settings = office_cli.folder / "gongkai.toml"
    settings.write_text(settings.read_text("utf-8") + "# 我们的注释\n", "utf-8")
    path = book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(row("甲", "一", "党政办"), row("甲", "二", "两家")))
    mapped = ("--unit-map", f"党政办={OWN}", "--unit-map", f"两家={OWN}、响滩镇便民服务中心")
    assert office_cli("catalog", "import", path, *mapped, "--remember").code == 2
    assert "unit_alias" not in settings.read_text("utf-8")
    said = office_cli.good("catalog", "import", path, *mapped, "--apply", "--remember")
    assert "已记入 gongkai.toml：党政办" in said.err and "没有记入：两家" in said.err
    assert "# 我们的注释" in settings.read_text("utf-8")
    again = book(tmp_path / "再来.xlsx", 目录=catalogue_sheet(row("甲", "三", "党政办")))
    assert "新增 1" in office_cli.good("catalog", "import", again, "--partial").err
    office_cli.good(  # meant otherwise now
        "catalog", "import", again, "--unit-map", "党政办=响滩镇便民服务中心", "--partial", "--apply", "--remember"
    )
    assert settings.read_text("utf-8").count("党政办") == 1


def test_a_limit_that_nobody_can_read_is_kept_when_asked_and_found_until_it_is_settled(
    office_cli: Gongkai, tmp_path: Path
) -> None:
    path = book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(row("甲", "乙", term="每学期开学前")))
    keep = ("--unread-terms", "keep")
    assert "没有读懂" in office_cli.good("catalog", "import", path, *keep, "--apply").out
    (entry,) = office_cli.rows("entry", "list")
    (found,) = office_cli.good("catalog", "check", "--kind", "unread", "--format", "json").json
    assert "乙" in str(found)
    assert "不变 1" in office_cli.good("catalog", "import", path, *keep).err
    office_cli.good("entry", "edit", entry["uid"], "term=每半年", "note=")
    assert office_cli.good("catalog", "check", "--kind", "unread", "--format", "json").json == []
    assert "不变 1" in office_cli.good("catalog", "import", path, *keep).err  # what was settled stays


def test_a_row_of_totals_is_told_and_not_refused(office: Office, tmp_path: Path) -> None:
    made = done(office, book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(row("甲", "乙"), ("合计", "", "", "1项"))))
    assert made.refused == [] and len(made.new) == 1 and "合计" in made.told[0].what.zh


def test_hidden_rows_are_read_and_told(office_cli: Gongkai, tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    made = Workbook(tmp_path / "筛选.xlsx")
    page = made.add_worksheet("目录")
    for line, cells in enumerate((("一级事项", "公开内容", "公开主体"), ("甲", "内容", OWN), ("乙", "内容", OWN))):
        page.write_row(line, 0, cells)
    page.set_row(2, None, None, {"hidden": True})
    made.close()
    said = office_cli.good("catalog", "import", tmp_path / "筛选.xlsx")
    assert "新增 2" in said.err and "1 行隐藏" in said.err
