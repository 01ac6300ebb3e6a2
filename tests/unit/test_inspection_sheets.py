"""Rubrics from and to the sheets of the field."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables import write
from gongkai.plugins.inspection.rubrics.sheets import read_sheet, write_sheet
from gongkai.plugins.inspection.rubrics.writing import known
from gongkai.plugins.inspection.rules import Fault, Gate, Indicator, Part, Rubric, UnitClass
from tests.inspection import item

HEAD = ("序号", "过程", "一级指标", "二级指标", "三级指标", "测评指标与考察点", "权重", "得分", "扣分依据")  # zh-data
ROWS = [
    (1, "决策公开", "主动公开（60分）", "部门文件", "目录", "有目录", 10, None, None),
    (2, "同上", "同上", "同上", "正文", "缺正文的，每件扣2分，最多扣6分", 20, None, None),
    (3, None, None, "意见征集", None, "征集不少于三十日", 20, None, None),
    (4, None, None, "意见反馈", None, "反馈要点", 4, None, None),
    (None, None, None, None, None, "反馈结果", 6, None, None),
    (5, "保障", "否决事项", None, None, "发生泄密的一票否决", None, None, None),
    (6, None, "培训", None, None, None, "四十", None, None),
    (7, None, "机制", None, None, "有制度", 40, None, None),
    (None, None, None, None, None, "能落实", None, None, None),
    (8, None, "加分项", None, None, None, "5分", None, None),
    ("合计", None, None, None, None, None, 100, None, None),
]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_sheet_of_the_field_becomes_a_tree_and_what_finds_no_place_is_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"kaohe.{suffix}"
    write(path, HEAD, ROWS)
    found = read_sheet(path, title="试行办法")
    tree = [(one.id, one.parent, one.name.zh, one.points, one.operator) for one in found.rubric.indicator]
    assert tree == [
        ("1", "", "主动公开", "60", ""), ("1-1", "1", "部门文件", "", ""), ("1-1-1", "1-1", "目录", "10", "mark"),
        ("1-1-2", "1-1", "正文", "20", "occurrence"), ("1-2", "1", "意见征集", "20", "mark"), ("1-3", "1", "意见反馈", "", ""),
        ("1-3-1", "1-3", "反馈要点", "4", "mark"), ("1-3-2", "1-3", "反馈结果", "6", "mark"),
        ("2", "", "否决事项", "", "veto"), ("3", "", "机制", "40", "mark"), ("4", "", "加分项", "5", "mark"),
    ]  # fmt: skip
    text = {one.id: one for one in found.rubric.indicator}
    assert (text["1-1-2"].per, text["1-1-2"].cap, text["4"].bonus) == ("2", "6", True)
    assert text["1-1-2"].process == text["1-2"].process == T("决策公开", "决策公开")
    assert text["3"].criteria == T("有制度\n能落实", "有制度\n能落实")
    assert [line for line, _ in found.lost] == [8] and "四十" in found.lost[0][1].zh
    assert (found.rubric.id, found.rubric.name.zh, found.rubric.total) == ("kaohe", "试行办法", "100")
    assert found.rubric.named_only  # nobody is scored by it before a person has looked


def test_merged_cells_stand_for_every_row_that_they_cover(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("评分表")
        page.merge_range(0, 0, 0, 8, "某县政务公开测评表")
        page.write_row(1, 0, HEAD)
        page.merge_range(2, 2, 4, 2, "主动公开")
        page.merge_range(2, 3, 3, 3, "部门文件")
        page.merge_range(2, 6, 3, 6, 30)
        for line, (second, criteria, points) in enumerate(
            [(None, "目录", None), (None, "正文", None), ("征集", "三十日", 70)], 2
        ):
            page.write(line, 0, line - 1)
            page.write(line, 5, criteria)
            if second:
                page.write(line, 3, second)
            if points:
                page.write(line, 6, points)
    found = read_sheet(path)
    assert [(one.name.zh, one.points, one.criteria and one.criteria.zh) for one in found.rubric.indicator] == [
        ("主动公开", "", None), ("部门文件", "30", "目录\n正文"), ("征集", "70", "三十日"),
    ]  # fmt: skip
    assert found.lost == []


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_every_known_rubric_comes_back_from_its_sheet_the_same(tmp_path: Path, suffix: str) -> None:
    for key, (rubric, _) in known().items():
        path = tmp_path / f"{key}.{suffix}"
        assert write_sheet(rubric, path) == len(rubric.indicator) + 1
        found = read_sheet(path)
        assert found.rubric == rubric and found.rubric.hash == rubric.hash and found.lost == []


words = st.text(st.sampled_from("甲乙公开=+-@（）%,\"' 0a"), min_size=1, max_size=8).map(lambda s: f"名{s}称")
points = st.sampled_from(["10", "0.5", "30.0", "12.50", "7"])


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    items: list[Indicator] = []
    for number in range(draw(st.integers(1, 5))):
        parent = draw(st.sampled_from(["", *(one.id for one in items if not one.operator)]))
        name = T(draw(words), draw(words))
        values: dict[str, Any] = {
            "parent": parent,
            "criteria": draw(st.none() | words.map(lambda s: T(s, s))),
            "bonus": draw(st.booleans()),
        }
        kind = draw(st.sampled_from(["", "mark", "ratio", "deduct", "mix"]))
        if kind == "deduct":
            values["fault"] = (Fault(id="f", name=name, per="2", above="0.1"),)
        if kind == "mix":
            values["part"] = (Part(id="p", name=name, weight="100"),)
        items.append(replace(item(f"i{number}", draw(points) if kind else "", kind, **values), name=name))
    gate = Gate(of=items[0].id, above="5")
    items[-1] = replace(items[-1], gate=draw(st.sampled_from([None, gate])))
    classes = (UnitClass(id="A", name=T("甲类", "A"), drop=(items[0].id,)),) if draw(st.booleans()) else ()
    return Rubric(
        id="r", edition="2026", name=T(draw(words), "R"), unit_class=classes, indicator=tuple(items),
        absent=draw(st.sampled_from(["rescale", "0.8"])), pass_line="60", total=draw(points),
    )  # fmt: skip


@given(rubrics())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rubric_comes_back_the_same(tmp_path: Path, rubric: Rubric) -> None:
    path = tmp_path / "any.csv"
    write_sheet(rubric, path)
    assert read_sheet(path).rubric == rubric


@pytest.mark.parametrize(
    ("head", "rows", "what"),
    [
        (("单位", "电话"), [("教育局", "1")], "一级指标"),
        (("一级指标", "权重"), [("合计", 100)], "没有带分值的指标"),
        (("一级指标", "权重", "编号", "算法", "参数"), [("甲", 10, "a", "mark", '{"pts": 1}')], "参数不合要求"),
    ],
)
def test_a_sheet_that_is_none_is_refused(
    tmp_path: Path, head: tuple[str, ...], rows: list[tuple[object, ...]], what: str
) -> None:
    path = tmp_path / "x.csv"
    write(path, head, rows)
    with pytest.raises(BadInput, match=what):
        read_sheet(path)
