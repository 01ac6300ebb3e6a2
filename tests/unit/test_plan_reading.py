"""Documents and sheets become plans: the tree, the units, the dates, and every line that has no place."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.plugins.tasks.plans.due import dates_in, due_of
from gongkai.plugins.tasks.plans.items import Reading
from gongkai.plugins.tasks.plans.numbering import chinese, head_of
from gongkai.plugins.tasks.plans.outline import outline
from gongkai.plugins.tasks.plans.reading import read_plan
from gongkai.plugins.tasks.plans.source import read_bytes
from gongkai.plugins.tasks.plans.writing import to_plan, to_toml

POINTS = """平昌县人民政府办公室关于印发2026年要点的通知
平府办发〔2026〕12号
各乡镇人民政府：
现将要点印发给你们。
平昌县2026年政务公开工作要点
一、决策公开
（一）公布决策目录。编制年度目录，于2026年3月31日前公布。（牵头单位：县政府办；责任单位：县司法局、县发改局）
(二）邀请代表列席。（责任单位：县财政局，各乡镇（街道）；完成时限：12月20日前）
二、财政公开
— 2 —
（一）公开预算决算。
1.预算批复后公开。
2．决算于10月底前公开。
（县财政局牵头，县级各部门、各乡镇配合）
（三）公布上半年财务收支
在公示栏公布，逐笔列出差旅和接
待，接受监督。
责任单位：县人社局、县粮食局等
完成时限：每季度
三、保障措施
各单位要高度重视。
附件：1.任务分解表
2.联系人名单
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = init_office(
        tmp_path_factory.mktemp("plan") / "office", "511923000000", region=("pingchang",), account="admin"
    )
    yield office
    office.close()


def read(
    office: Office, folder: Path, content: str | bytes, name: str = "points.txt", year: int | None = None
) -> Reading:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_plan(office, str(path), year=year)


def test_a_document_is_read_as_aspects_items_and_parts(county: Office, tmp_path: Path) -> None:
    plan = read(county, tmp_path, POINTS)
    assert (plan.title, plan.number, plan.year) == ("平昌县2026年政务公开工作要点", "平府办发〔2026〕12号", 2026)
    assert plan.aspects == ["决策公开", "财政公开"]
    assert [(i.no, i.title, i.due) for i in plan.items] == [
        ("一（一）", "公布决策目录", "2026-03-31"),
        ("一（二）", "邀请代表列席", "2026-12-20"),
        ("二（一）", "公开预算决算", "2026-10-31"),
        ("二（三）", "公布上半年财务收支", "quarter"),
    ]
    first, second, third, last = plan.items
    assert first.lead == ["平昌县人民政府办公室"] and first.to == ["平昌县司法局", "平昌县发展和改革局"]
    assert first.requirement == "编制年度目录，于2026年3月31日前公布。"
    assert second.to == ["平昌县财政局"] and [g.levels for g in second.groups] == [("township",)]
    assert third.lead == ["平昌县财政局"] and [g.levels for g in third.groups] == [("county",), ("township",)]
    assert [(no, text) for _, no, text in third.below] == [("1.", "预算批复后公开。"), ("2.", "决算于10月底前公开。")]
    assert "差旅和接待，接受监督" in last.requirement and last.to == ["平昌县人力资源和社会保障局"]


def test_labels_may_stand_as_sentences_of_a_paragraph(county: Office, tmp_path: Path) -> None:
    text = (
        "平昌县2026年工作要点\n一、财政公开\n（一）公开预算。责任单位：县财政局；完成时限：2026年6月30日。逐笔列出。\n"
        "（二）责任单位要高度重视：不得拖延。"
    )
    plan = read(county, tmp_path, text)
    first, second = plan.items
    assert (first.title, first.to, first.due) == ("公开预算", ["平昌县财政局"], "2026-06-30")
    assert "逐笔列出" in first.requirement and "责任单位" not in first.requirement
    assert "责任单位要高度重视" in second.title + second.requirement and second.to == []


def test_nothing_is_lost_and_nothing_is_made_up(county: Office, tmp_path: Path) -> None:
    plan = read(county, tmp_path, POINTS)
    left = {one.line: str(one.why) for one in plan.left}
    assert left[10] == "页眉、页脚或页码" and left[3] == "在第一个编号之前" and left[22] == left[23] == "附件"
    doubts = [(one.line, str(one.why)) for one in plan.doubts]
    assert (15, "(三) 之前缺号") in doubts
    assert any(line == 15 and "县粮食局等" in why and "对不上单位" in why for line, why in doubts)
    assert any(line == 7 and "县发改局" in why and "请核对" in why for line, why in doubts)
    placed = "".join(i.title + i.requirement.replace("\n", "") for i in plan.items) + "".join(plan.aspects)
    kept = placed + "".join(one.text for one in plan.left) + plan.title + plan.number
    for line in POINTS.split("\n"):
        if not any(word in line for word in ("单位：", "时限", "牵头")):
            assert [word for word in re.findall("[\u4e00-\u9fff]{2,}", line) if word not in kept] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_encoding_and_line_end_reads_alike(county: Office, tmp_path: Path, encoding: str) -> None:
    plan = read(county, tmp_path, POINTS.replace("\n", "\r\n").encode(encoding))
    assert [i.title for i in plan.items] == [i.title for i in read(county, tmp_path, POINTS).items]


@pytest.mark.parametrize(
    ("text", "rank_number"),
    [
        ("第一章 总则", (1, 1)), ("第十二条　内容", (3, 12)), ("一、标题", (4, 1)), ("一.标题", (4, 1)), ("（二）标题", (5, 2)),
        ("(二) 标题", (5, 2)), ("３．标题", (6, 3)), ("3、标题", (6, 3)), ("（4）标题", (7, 4)), ("4）标题", (8, 4)), ("⑤标题", (9, 5)),
        ("二十一、标题", (4, 21)),
    ],
)  # fmt: skip
def test_every_form_of_number_is_seen(text: str, rank_number: tuple[int, int]) -> None:
    head = head_of(text)
    assert head is not None and (head.rank, head.number) == rank_number and head.rest in ("总则", "内容", "标题")


@pytest.mark.parametrize(
    "text", ["2026.3.1 起施行", "1.9月办件", "12.5万元", "一方面要", "（甲）", "0、", "", "2026年"]
)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert head_of(text) is None


def test_numbers_that_repeat_go_back_or_run_on(county: Office, tmp_path: Path) -> None:
    text = "一、甲\n1.公开甲一\n2.公开甲二\n2.公开甲二再\n一、乙\n3.公开乙三\n三、丙\n1.公开丙一\n"
    plan = read(county, tmp_path, text)
    assert [i.no for i in plan.items] == ["一·1", "一·2", "一·2", "一·3", "三·1"]
    numbers = [(one.line, str(one.why)) for one in plan.doubts if "责任" not in str(one.why)]
    assert numbers == [(4, "编号 2. 重复"), (5, "编号 一、 重复"), (7, "三、 之前缺号")]


def test_a_text_that_lost_its_punctuation_still_has_its_tree() -> None:
    text = (
        "某县推进公开情况.今年以来抓落实.一.坚持联动.形成合力一是乡镇抓延伸.设栏.二是部门抓示范.1.9月办件增加.二.建好平台.立足便民."
        "1.完善系统.投资建设.2.扭住关键.统一要求.三.健全制度.一是建制度.二是抓考核."
    )
    found = outline(read_bytes(text.encode(), "x"))
    assert [(top.head.number, [c.head.number for c in top.children]) for top in found.top] == [
        (1, [1, 2]), (2, [1, 2]), (3, [1, 2]),
    ]  # fmt: skip
    assert "1.9月办件增加" in found.top[0].children[1].text[0][1]


def test_hard_line_ends_are_joined_and_running_heads_go(county: Office, tmp_path: Path) -> None:
    body = "围绕重点领域主动公开各项信息并及时回应社会关切切实保障人民群众的知情权参与权表达权和监督权推动政务公开"
    text = "要点\n" + "".join(f"内部资料\n{n}、{body}\n标准化规范化。\n第{i}页\n" for i, n in enumerate("一二三", 1))
    plan = read(county, tmp_path, text, year=2026)
    assert all(i.title.endswith("标准化规范化") or "标准化规范化" in i.requirement for i in plan.items)
    running = [one.text for one in plan.left if "页眉" in str(one.why)]
    assert sorted(running) == ["内部资料"] * 3 + ["第1页", "第2页", "第3页"]


def test_markdown_and_html_read_like_text(county: Office, tmp_path: Path) -> None:
    markdown = "# 2026年工作要点\n## 一、财政公开\n- （一）**公开预算**。6月底前。（责任单位：县财政局）\n"
    page = (
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><h1>2026年工作要点</h1>"
        "<p>一、财政公开</p><p>（一）公开预算。6月底前。（责任单位：县财&#25919;局）</p><script>alert('一、假')</script></body></html>"
    )
    for content, name in ((markdown, "a.md"), (page, "a.html")):
        plan = read(county, tmp_path, content, name)
        assert [(i.aspect, i.title, i.due, i.to) for i in plan.items] == [
            ("财政公开", "公开预算", "2026-06-30", ["平昌县财政局"])
        ]
        assert plan.title == "2026年工作要点"


NUMBERING = """<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/>
</w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(paragraphs: list[tuple[str, int | None]], table: list[list[str]] = [], head: str = "") -> bytes:  # noqa: B006
    def one(text: str, level: int | None) -> str:
        mark = (
            "" if level is None else f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr></w:pPr>'
        )
        return f"<w:p>{mark}<w:r><w:t>{text}</w:t></w:r></w:p>"

    rows = "".join("<w:tr>" + "".join(f"<w:tc>{one(c, None)}</w:tc>" for c in row) + "</w:tr>" for row in table)
    body = "".join(one(*p) for p in paragraphs) + (f"<w:tbl>{rows}</w:tbl>" if rows else "")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("word/document.xml", f"{head}<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/numbering.xml", f"<w:numbering {W}>{NUMBERING}</w:numbering>")
    return made.getvalue()


def test_a_docx_keeps_the_numbers_that_word_makes(county: Office, tmp_path: Path) -> None:
    data = docx(
        [("2026年要点", None), ("决策公开", 0), ("公布目录。6月底前。（县司法局负责）", 1), ("听证。年底前。（县财政局负责）", 1),
         ("财政公开", 0), ("公开预算。（县财政局负责）", 1)]
    )  # fmt: skip
    plan = read(county, tmp_path, data, "a.docx")
    assert [(i.no, i.title, i.due) for i in plan.items] == [
        ("一（一）", "公布目录", "2026-06-30"), ("一（二）", "听证", "2026-12-31"), ("二（一）", "公开预算", ""),
    ]  # fmt: skip


def test_the_breakdown_table_of_a_document_gives_its_items(county: Office, tmp_path: Path) -> None:
    table = [
        ["序号", "工作任务", "工作要求", "牵头单位", "责任单位"],
        ["1", "公开预算", "20日内公开", "县财政局", "各乡镇"],
    ]
    plan = read(county, tmp_path, docx([("2026年任务分解表", None)], table), "a.docx")
    (item,) = plan.items
    assert (item.title, item.requirement, item.lead, item.due) == ("公开预算", "20日内公开", ["平昌县财政局"], "")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (docx([("x", None)], head='<!DOCTYPE a [<!ENTITY b "c">]>'), "实体"),
        (docx([("x", None)])[:-40], "损坏"),
        (b"PK\x03\x04 nothing", "损坏"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
        (b"\0\1\2\3", "文本"),
    ],
)
def test_hostile_and_foreign_files_are_refused_in_words(county: Office, tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why) as caught:
        read(county, tmp_path, data, "a.docx")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("6月底前", "2026-06-30"), ("2026年9月30日前", "2026-09-30"), ("年底前", "2026-12-31"), ("2027年底", "2027-12-31"),
        ("12月20日", "2026-12-20"), ("九月底前完成", "2026-09-30"), ("一季度末前", "2026-03-31"), ("5月上旬", "2026-05-10"),
        ("2月底前", "2026-02-28"), ("每季度", "quarter"), ("每月", "month"), ("长期坚持", "standing"), ("持续推进", "standing"),
        ("20个工作日内", "20wd"), ("2026-11-22", "2026-11-22"), ("2026年6月前", ""), ("尽快", ""), ("13月底前", ""), ("2月30日前", ""),
        ("6月底前和年底前", ""), ("201O年6月底前", "2010-06-30"),
    ],
)  # fmt: skip
def test_a_time_is_read_or_left_blank(phrase: str, said: str) -> None:
    assert due_of(phrase, 2026) == said


def test_a_day_in_running_text_counts_only_with_by() -> None:
    assert dates_in("根据3月5日会议，于6月30日前、12月底前完成", 2026) == [
        ("2026-06-30", "6月30日前"),
        ("2026-12-31", "12月底前"),
    ]
    assert dates_in("6月底前", None) == []


def test_a_sheet_in_the_usual_layout_gives_a_plan(county: Office, tmp_path: Path) -> None:
    text = (
        "平昌县2026年任务分解表,,,\n工作任务,具体要求,责任单位,时限要求\n公开预算,批复后公开,县财政局、县审计局,2026年3月底前\n"
        ",公开决算,县财政局,长期坚持\n合计,,,\n"
    )
    plan = read(county, tmp_path, text, "2026年分解表.csv")
    assert [(i.title, i.requirement, i.to, i.due) for i in plan.items] == [
        ("公开预算", "批复后公开", ["平昌县财政局", "平昌县审计局"], "2026-03-31"),
        ("公开预算", "公开决算", ["平昌县财政局"], "standing"),
        ("合计", "", [], ""),
    ]
    assert plan.year == 2026
    with pytest.raises(BadInput, match="表头"):
        read(county, tmp_path, "甲,乙\n1,2\n", "b.csv")


def test_the_toml_reads_back_and_keeps_hostile_text(
    county: Office, tmp_path: Path, hostile_texts: tuple[str, ...]
) -> None:
    import msgspec
    import tomli

    from gongkai.plugins.tasks.rules import Plan

    lines = "".join(f"{n}.公开{text}\n" for n, text in enumerate((one.replace("\0", "") for one in hostile_texts), 1))
    reading = read(county, tmp_path, f"一、甲\n{lines}", year=2026)
    plan = to_plan(reading, "p-1")
    text = to_toml(plan, reading.doubts, [i.line for i in reading.items])
    again = msgspec.convert(tomli.loads(text)["plan"][0], Plan)
    assert again == plan and len(plan.item) >= 1
    assert "没有写责任单位和时限" in text and 'due = ""' in text


@pytest.mark.parametrize("number", [1, 9, 10, 11, 20, 21, 99])
def test_chinese_numerals_come_back(number: int) -> None:
    head = head_of(f"{chinese(number)}、x")
    assert head is not None and head.number == number


def test_a_time_that_names_no_day_is_quoted_and_left_to_a_person(county: Office, tmp_path: Path) -> None:
    text = "平昌县2026年要点\n一、公开\n1.预算在20个工作日内公开。（责任单位：县财政局）\n2.每季度通报。\n"
    plan = read(county, tmp_path, text)
    assert [item.due for item in plan.items] == ["", ""]
    assert [(one.line, str(one.why)) for one in plan.doubts] == [
        (3, "只写了“20个工作日内”，没有写到哪天为止"),
        (4, "只写了“每季度”，没有写到哪天为止；没有写责任单位"),
    ]
