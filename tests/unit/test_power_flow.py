"""Flow charts of powers: what is drawn from steps, in each form, and that nothing a step says can break the drawing."""

import re
import xml.etree.ElementTree as ET
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.errors import BadInput
from gongkai.core.text import cells, clean_line
from gongkai.plugins.catalog.powers.chart import mermaid, svg, text
from gongkai.plugins.catalog.powers.chart.graph import Chart, Node, chart_of, read_targets
from gongkai.plugins.catalog.powers.chart.layout import page_of
from gongkai.plugins.catalog.powers.chart.words import wrap
from gongkai.plugins.catalog.powers.limits import Length, read_length, show_length, size_of
from gongkai.testing.hostile import HOSTILE

LICENCE = (
    Node(1, "申请", "start"),
    Node(2, "审查材料", "decision", goes_to="齐全:4;不齐:3"),
    Node(3, "补正", goes_to="2"),
    Node(4, "规划审查", together="会审", handler="规划局", size=3),
    Node(5, "消防审查", together="会审", handler="消防队", size=7),
    Node(6, "决定", size=2),
    Node(7, "归档", "end"),
)
SVG = "{http://www.w3.org/2000/svg}"


def names_in(chart: Chart) -> list[str]:
    return [node.name for block in chart.blocks for node in block.nodes]


def all_texts(drawn: str) -> str:
    return "".join("".join(element.itertext()) for element in ET.fromstring(drawn).iter(f"{SVG}text"))


# ---- from steps to a graph


def test_steps_of_a_group_are_one_block_and_what_leads_back_is_told_apart() -> None:
    chart = chart_of("施工许可", LICENCE)
    assert [[node.number for node in block.nodes] for block in chart.blocks] == [[1], [2], [3], [4, 5], [6], [7]]
    assert {(e.source, e.target, e.label, e.back) for e in chart.edges} == {
        (0, 1, "", False), (1, 3, "齐全", False), (1, 2, "不齐", False), (2, 1, "", True), (3, 4, "", False), (4, 5, "", False),
    }  # fmt: skip
    assert chart.lost == () and chart.unreached == []
    assert chart.longest == 9  # side by side the longer one counts, the loop once


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5", [("", 5)]),
        ("是:3；否:5", [("是", 3), ("否", 5)]),
        ("通过→4, 不通过->第9步", [("通过", 4), ("不通过", 9)]),
        (" 3 ；", [("", 3)]),
    ],
)
def test_where_a_step_leads_is_read_as_people_write_it(written: str, meant: list[tuple[str, int]]) -> None:
    assert read_targets(written) == meant


@pytest.mark.parametrize("written", ["结束", "是:", "3a", "是:三"])
def test_a_way_that_names_no_step_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match="转至"):
        read_targets(written)


def test_a_step_that_is_not_there_and_one_that_nothing_leads_to_are_named() -> None:
    chart = chart_of("", [Node(1, "甲", goes_to="9"), Node(2, "乙"), Node(3, "丙", "end")])
    assert chart.lost == ((1, 9),) and chart.unreached == [2, 3]


# ---- the forms


def test_the_terminal_shows_branches_and_the_way_back() -> None:
    lines = text.draw(chart_of("施工许可", LICENCE, facts=[("监督电话", "12345")]))
    drawing = "\n".join(lines)
    assert lines[0] == "施工许可" and lines[-1] == "监督电话：12345"
    row = next(line for line in lines if "◇" in line)
    assert row.startswith(" ┌►│ 2 ◇ 审查材料") and "├齐全" in row
    assert re.search(r"└─┤ 3 补正", drawing) and "并联：会审（2 个环节同时办理）" in drawing
    assert re.search(r"│ 并联.*│◄─+┘", drawing)
    assert all(drawing.count(name) == 1 for name in names_in(chart_of("", LICENCE)))


def test_svg_stands_alone_and_holds_every_step() -> None:
    drawn = svg.draw(chart_of("施工许可", LICENCE, facts=[("监督电话", "12345")]))
    root = ET.fromstring(drawn)
    assert root.tag == f"{SVG}svg" and "Noto Sans CJK SC" in root.attrib["font-family"]
    assert not re.search(r"(?:href|src)=|url\((?!#)|<script|<foreignObject|<image", drawn)
    assert len(list(root.iter(f"{SVG}polyline"))) == 6 and len(list(root.iter(f"{SVG}polygon"))) == 1
    assert all(all_texts(drawn).count(name) == 1 for name in names_in(chart_of("", LICENCE)))


def test_no_box_of_a_page_covers_another() -> None:
    frames = page_of(chart_of("", LICENCE)).frames
    for number, one in enumerate(frames):
        for other in frames[number + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_fifteen_units_side_by_side_fit_in_both_drawings() -> None:
    # covers: PC-30, PC-31
    group = [Node(n, f"{n}号部门审查", together="并联", handler=f"第{n}局") for n in range(2, 17)]
    chart = chart_of("并联审批", [Node(1, "统一受理", "start"), *group, Node(17, "限时办结", "end")])
    assert len(chart.blocks) == 3 and len(chart.edges) == 2
    assert max(map(cells, text.draw(chart))) <= 80
    assert page_of(chart).width < 1200
    assert all(all_texts(svg.draw(chart)).count(f"{n}号部门审查") >= 1 for n in range(2, 17))


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_names_do_not_break_any_form(hostile: str) -> None:
    said = '"]; click s0 "javascript:alert(1)"' + hostile
    chart = chart_of(
        said,
        [Node(1, said, "start", goes_to="是:2"), Node(2, "]]>&amp;</text><script>", "end", post=said)],
        facts=[(said, said)],
    )
    drawn = svg.draw(chart)
    assert not [e for e in ET.fromstring(drawn).iter() if e.tag.removeprefix(SVG) in ("script", "a", "image")]
    for line in text.draw(chart):
        assert cells(line) <= 80 and not re.search(r"[\x00-\x1f\x7f\x9b\u202a-\u202e\u2066-\u2069]", line)
    written = mermaid.draw(chart).splitlines()
    assert len(written) == 5 and not re.search(r"^\s*click|<script|javascript:", "\n".join(written[1:]), re.MULTILINE)


# ---- whatever the steps are


@st.composite
def step_graphs(draw: st.DrawFn) -> list[Node]:
    count = draw(st.integers(0, 24))
    numbers = draw(st.lists(st.integers(1, 30), min_size=count, max_size=count))
    label = st.sampled_from(("", "是:", "否:", "退回补正并说明理由的:"))
    ways = st.lists(st.tuples(label, st.integers(1, 32)), max_size=4)
    made = []
    for place, number in enumerate(numbers):
        goes = ";".join(f"{words}{to}" for words, to in draw(ways))
        made.append(
            Node(
                number, f"环节{chr(0x4E00 + place)}号", draw(st.sampled_from(("start", "step", "decision", "end"))),
                time=draw(st.sampled_from(("", "3日"))), goes_to=goes, together=draw(st.sampled_from(("", "", "", "甲组", "乙组"))),
                size=draw(st.integers(0, 9)),
            )
        )  # fmt: skip
    return made


@given(step_graphs())
def test_every_step_is_drawn_once_whatever_leads_where(nodes: list[Node]) -> None:
    chart = chart_of("图", nodes)
    lines = text.draw(chart)
    assert max(map(cells, lines)) <= 80
    pictures = all_texts(svg.draw(chart))
    for name in (node.name for node in nodes):
        assert "\n".join(lines).count(name) == pictures.count(name) == mermaid.draw(chart).count(name) == 1
    assert sorted(chart.order) == list(range(len(chart.blocks)))
    assert all(chart.layers[e.source] < chart.layers[e.target] for e in chart.edges if not e.back)
    assert chart.longest <= sum(node.size for node in nodes)


@given(st.text(max_size=60), st.integers(2, 20))
def test_a_wrapped_text_is_never_wider_and_loses_nothing(said: str, width: int) -> None:
    lines = wrap(said, width, 99)
    assert all(cells(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", clean_line(said))


# ---- times


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15个工作日", Length(15, "wd")), ("15wd", Length(15, "wd")), ("３天内", Length(3, "d")), ("十五日", Length(15, "d")),
        ("二十个工作日", Length(20, "wd")), ("10分钟", Length(10, "min")), ("2小时", Length(2, "h")), ("当场办结", Length(0, "min")),
        ("不超过1个月", Length(1, "mo")), ("一百二十天", Length(120, "d")), ("10min", Length(10, "min")),
        ("受理之日起5日内办结", Length(5, "d")),
    ],
)  # fmt: skip
def test_times_are_read_as_lists_word_them(written: str, meant: Length) -> None:
    assert read_length(written) == meant and read_length(str(meant)) == meant


@pytest.mark.parametrize("written", ["尽快", "15", "5-7个工作日", "二二天", "99999天", "3 天 2 小时"])
def test_a_time_that_is_not_certain_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match="读不懂"):
        read_length(normalize("NFC", written))


def test_fifteen_days_three_days_ten_minutes_are_ever_shorter() -> None:
    # covers: PC-92
    sizes = [size_of(said) or 0 for said in ("15天", "3天", "10分钟")]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == 3
    assert (
        size_of("5个工作日") == size_of("7天")
        and size_of("1个月") == size_of("30天")
        and size_of("8小时") == size_of("1个工作日")
    )
    assert str(show_length("10min")) == "10分钟" and str(show_length("0min")) == "当场办结" and show_length("?") == "?"


def test_long_words_keep_to_their_place_in_the_picture() -> None:
    branch = "材料齐全符合法定形式且属于本机关职权范围"
    nodes = [
        Node(1, "受理", "start"),
        Node(2, "审查", "decision", goes_to=f"{branch}:3；{branch}以外的情形:1"),
        Node(3, "办结", "end"),
    ]
    drawn = ET.fromstring(svg.draw(chart_of("很长的职权名称" * 20, nodes)))
    titles = [e.text or "" for e in drawn.iter(f"{SVG}text") if e.attrib.get("font-size") == "17"]
    assert len(titles) == 5 and max(map(cells, titles)) * 9 < float(drawn.attrib["width"])
    words = [e for e in drawn.iter(f"{SVG}text") if e.attrib.get("stroke") == "#fff"]
    spans = sorted((float(e.attrib["x"]), float(e.attrib["x"]) + cells(e.text or "") * 6) for e in words)
    assert len(spans) == 2 and spans[0][1] <= spans[1][0]  # the two branches do not run into each other
