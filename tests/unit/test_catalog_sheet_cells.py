"""Cells and layouts of catalogue sheets: whatever stands in them, reading ends in rows or words."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.core.tables import parse_date
from gongkai.plugins.catalog.sheets.applying import apply_catalog
from gongkai.plugins.catalog.sheets.cells import channels_in, ditto, listed, ticked
from gongkai.plugins.catalog.sheets.planning import plan_catalog
from gongkai.plugins.catalog.sheets.reading import tables_in
from gongkai.plugins.catalog.sheets.writing import export_catalog
from gongkai.testing.hostile import HOSTILE
from tests.sheetbooks import TWO_ROWS, book, catalogue_sheet

TABLE = {"政府网站": ("site",), "公示栏": ("board",), "发布会听证会": ("briefing",)}
OWN = "响滩镇人民政府"
WORDS = st.sampled_from(
    ["", "同上", "√", "■", "□", "口", "t", "是", OWN, "村委会", "每月", "每季度", "及时公开", "甲", "乙/丙", "■政府网站 □公示栏",
     "政府网站、微信群", "注：说明", "2026-11-25", "=1+1", "县级", "主动公开", "不予公开", "一级事项", "序号", "同上/丙", *HOSTILE]
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return init_office(
        tmp_path_factory.mktemp("sheets") / "town", "511923101000", region=("pingchang",), account="admin"
    )


@pytest.mark.parametrize(
    ("cell", "means"),
    [("√", (True, "")), ("t", (True, "")), ("口", (False, "")), ("×", (False, "")), (None, None), (" ", None), (1, (True, "")),
     ("√ 本村村民", (True, "本村村民")), ("村集体成员", (True, "村集体成员"))],
)  # fmt: skip
def test_ticks(cell: str | int | None, means: tuple[bool, str] | None) -> None:
    assert ticked(cell) == means


def test_a_window_is_no_box() -> None:
    assert listed("政务服务窗口、入口处", lambda word: False) is None
    assert channels_in("■公示栏 □发布会/听证会", TABLE) == (("board",), [])
    assert channels_in("发布会、听证会、公示栏", TABLE) == (("briefing", "board"), [])


def test_the_same_as_above_needs_something_above() -> None:
    assert ditto("同上", "甲") == ("甲", True)
    assert ditto("同 上", None) == (None, False)
    assert ditto("同上/丙", "甲/乙") == ("甲/丙", True)
    assert ditto("《办法》；同上", "《条例》") == ("《办法》；《条例》", True)
    assert ditto("同上级部门", "甲") == ("同上级部门", True)


@pytest.mark.parametrize(
    "text",
    ["二○一○年十一月五日", "二〇一〇年十一月五日", "二0一0年十一月五日", "二o一o年十一月5日", "２０１０年１１月５日"],
)
def test_chinese_dates_with_any_zero(text: str) -> None:
    assert str(parse_date(text)) == "2010-11-05"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(WORDS, min_size=1, max_size=14), max_size=8), st.booleans(), st.data())
def test_any_rows_end_in_a_plan_and_a_sheet_that_comes_back(
    office: Office, tmp_path: Path, rows: list[list[str]], twice: bool, data: st.DataObject
) -> None:
    merges = []
    if len(rows) > 1 and data.draw(st.booleans()):
        merges = [(0, 1, len(rows) - 1, 1)]
    body = [*rows, *(TWO_ROWS if twice else ()), *rows[:2]]
    path = book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(*body, merges=merges))
    for unit in ("", office.unit(OWN).uid):
        try:
            tables, _ = tables_in(office, str(path), None, None, False)
        except BadInput as error:  # a row of headings that names one thing twice
            assert "同一列" in error.message.zh
            return
        made = plan_catalog(office, tables, unit)
        written = apply_catalog(office, made, skip_refused=True)
        assert written == len(made.new) + len(made.changed)
        again = plan_catalog(office, tables_in(office, str(path), None, None, False)[0], unit)
        assert (again.new, again.changed) == ([], [])
    export_catalog(office, tmp_path / "导出.xlsx")
    back = plan_catalog(office, tables_in(office, str(tmp_path / "导出.xlsx"), None, None, False)[0])
    assert (back.new, back.changed, back.refused, back.missing) == ([], [], [], [])
    assert back.same == office.register("entry").count()


def test_damaged_files_end_in_words(office: Office, tmp_path: Path) -> None:
    good = book(
        tmp_path / "好.xlsx", 目录=catalogue_sheet(["1", "甲", "乙", "内容", "依据", "每月", OWN, "政府网站", "√"])
    ).read_bytes()
    chance = random.Random(7)
    before = office.register("entry").count()
    for number in range(60):
        bad = bytearray(good)
        for _ in range(chance.randint(1, 30)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(bytes(bad[: chance.randrange(200, len(bad))] if number % 3 == 0 else bad))
        try:
            plan_catalog(office, tables_in(office, str(path), None, None, False)[0])
        except GongkaiError as error:
            assert error.message.zh and error.message.en
    assert office.register("entry").count() == before


def test_a_part_without_a_name_is_refused_in_words(office: Office, tmp_path: Path) -> None:
    path = book(tmp_path / "目录.xlsx", 目录=catalogue_sheet(["1", "甲", "乙", "内容", "依据", "每月", OWN]))
    name = b"docProps/app.xml"
    path.write_bytes(path.read_bytes().replace(name, b"\0" + name[1:]))
    with pytest.raises(BadInput, match="无名"):
        tables_in(office, str(path), None, None, False)
