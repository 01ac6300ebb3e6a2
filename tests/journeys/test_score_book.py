"""The book of results, charts and the heat map: written, opened again, and right; hostile names are harmless."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from gongkai.cli.context import Session
from gongkai.core import i18n
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.core.tables import grids
from gongkai.plugins.inspection.arithmetic import PUBLISHED
from gongkai.plugins.inspection.book.heat import DIVISION, OWN, UNIT, heat
from gongkai.plugins.inspection.book.pages import pages
from gongkai.plugins.inspection.commands import score
from gongkai.plugins.inspection.engine import standing
from gongkai.plugins.inspection.explain.kept import kept_scores
from gongkai.plugins.inspection.ranking import ranked
from gongkai.plugins.inspection.rounds.finding import find_round
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rounds.run import run

TOWN = "511923101000"
EVIL = '=HYPERLINK("http://x") <script>&\'[*]:?/|\x1b[2J局'
RUBRIC = """
[[rubric]]
id = "town"
edition = "2026.1"
name = { zh = "本镇考核", en = "Assessment of the town" }
source = "reg2019"

[[rubric.indicator]]
id = "open"
name = { zh = "主动公开", en = "Publishing" }

[[rubric.indicator]]
id = "content"
parent = "open"
name = { zh = "内容", en = "Content" }
points = "40"
operator = "mark"

[[rubric.indicator]]
id = "channels"
parent = "open"
name = { zh = "渠道", en = "Channels" }
points = "30"
operator = "mark"

[[rubric.indicator]]
id = "guide"
name = { zh = "指导 =1+1", en = "Guiding" }
points = "30"
operator = "mark"
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A town with marks for its government and two villages, one of which has an evil name."""
    folder = tmp_path_factory.mktemp("book") / "office"
    init_office(folder, TOWN, account="admin").close()
    (folder / "rules").mkdir()
    (folder / "rules" / "rubric.toml").write_text(RUBRIC, "utf-8")
    made = Office.open(folder).on(date(2026, 9, 24))
    with made.change() as change:
        village = units(made, "village")[0]
        change.update(village, name=EVIL)
        for unit, points in (
            (units(made, "township")[0], {"content": 38, "channels": 30, "guide": "21.5"}),
            (village, {"content": 20, "channels": 15}),
            (units(made, "village")[1], {"content": 40, "channels": 30}),
        ):
            for indicator, value in points.items():
                change.create("mark", unit=unit.uid, indicator=indicator, points=value, reason="=抽查|十条")
    yield made
    made.close()


def units(office: Office, level: str) -> list[Any]:
    return [row.record for row in office.register("unit").page(limit=300) if row.record.level == level]


def call(office: Office, *words: str, format: str = "") -> Any:
    session = Session()
    session.__dict__["office"] = office
    session.choose(format or "table")
    return CliRunner().invoke(score, words, obj=session)


def test_a_page_has_rank_subtotals_and_what_cost_points(office: Office) -> None:
    found = {page.ranked.score.uid: page for page in pages(office, ranked(standing(office)))}
    village, best = units(office, "village")[:2]
    page = found[village.uid]
    assert [(part.indicator.id, int(part.points), int(part.earned)) for part in page.parts] == [
        ("open", 70, 35),
        ("guide", 0, 0),
    ]
    assert page.ranked.rank == 2 and found[best.uid].ranked.rank == 1
    assert [(str(loss.name), loss.lost.quantize(PUBLISHED)) for loss in page.losses] == [
        ("内容", Decimal("28.57")),
        ("渠道", Decimal("21.43")),
    ]
    assert "=抽查|十条（admin，2026-09-24）" in str(page.losses[0].grounds)
    assert not found[best.uid].losses
    for page in found.values():
        if page.ranked.score.unrounded is not None:
            assert sum(part.contribution for part in page.parts) == page.ranked.score.unrounded
            full = page.ranked.score.unrounded + sum(loss.lost for loss in page.losses)
            assert full.quantize(PUBLISHED) == 100


def test_the_heat_map_goes_down_from_division_to_unit_and_from_part_to_item(office: Office) -> None:
    scores = standing(office)
    found = heat(office, scores, office.scope)
    assert [column.key for column in found.columns] == ["total", "open", "guide"]
    assert (found.columns[1].groups, found.columns[2].groups) == (True, False)
    own, first = found.rows[:2]
    assert (own.kind, first.kind) == (OWN, DIVISION)
    assert sum(row.units for row in found.rows) == len(scores)
    village = units(office, "village")[0]
    row = next(row for row in found.rows if row.scope == village.scope)
    assert row.cells == (Decimal("0.5"), Decimal("0.5"), None), "not assessed is no cell, never zero"
    below = [score for score in scores if score.scope == village.scope]
    (unit,) = heat(office, below, village.scope).rows
    assert (unit.kind, unit.uid, unit.cells) == (UNIT, village.uid, row.cells)
    (government, *_) = heat(office, [s for s in scores if s.scope == office.scope], office.scope, own=True).rows
    assert government.kind == UNIT
    parts = heat(office, scores, office.scope, "open")
    assert [column.key for column in parts.columns] == ["total", "content", "channels"]


def test_the_workbook_opened_again_holds_ranking_map_items_and_a_sheet_for_each_unit(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "r.xlsx"
    done = call(office, "book", str(path))
    assert done.exit_code == 0, done.output
    sheets = {grid.name: grid for grid in grids(path)}
    scored = standing(office)
    assert [*sheets][:3] == ["排名", "热力图", "明细"] and len(sheets) == 3 + len(scored)
    ranking = rows(sheets["排名"])
    evil = next(row for row in ranking if len(row) > 2 and "HYPERLINK" in str(row[2]))
    assert evil[2].startswith('=HYPERLINK("http://x") <script>') and "\x1b" not in evil[2]
    assert evil[1] == 2 and float(evil[3]) == 50
    page = next(grid for name, grid in sheets.items() if "HYPERLINK" in name)
    told = [cell for row in rows(page) for cell in row if cell is not None]
    assert "=抽查|十条（admin，2026-09-24）" in told and "2/2（村级 · " in " ".join(map(str, told))
    with zipfile.ZipFile(path) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if "sheet" in name and name.endswith(".xml")
        ]
    assert not any("<f>" in part for part in parts), "no formula anywhere"


def rows(grid: Any) -> list[list[Any]]:
    return [list(row) for _, row in grid.rows]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_document_opened_again_has_a_page_for_each_unit(office: Office, tmp_path: Path, language: str) -> None:
    i18n.use(language)
    path = tmp_path / "r.docx"
    done = call(office, "book", str(path), "--level", "village")
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(path) as archive:
        text = archive.read("word/document.xml").decode()
    root = ElementTree.fromstring(text)
    said = [node.text or "" for node in root.iter() if node.tag.endswith("}t")]
    assert text.count('<w:br w:type="page"/>') == len(units(office, "village"))
    assert any('=HYPERLINK("http://x") <script>&\'[*]:?/|' in one for one in said)
    assert "=抽查／十条" in " ".join(said), "what a reason holds stays in its cell"
    assert any("28.57" in one for one in said)
    assert ("失分及依据" if language == "zh" else "What cost points, and why") in said


def test_an_office_words_its_pages_itself(office: Office, tmp_path: Path) -> None:
    own = office.folder / "templates" / "score" / "unit.md"
    own.parent.mkdir(parents=True)
    own.write_text("# 通报 {{unit}}\n\n{{rank}}\n", "utf-8")
    try:
        done = call(office, "book", str(tmp_path / "r.md"), "--level", "township")
        assert done.exit_code == 0 and "# 通报 " in (tmp_path / "r.md").read_text("utf-8")
        own.write_text("{{score_}}\n", "utf-8")
        refused = call(office, "book", str(tmp_path / "s.md"))
        assert "score_" in str(refused.exception) and not (tmp_path / "s.md").exists()
    finally:
        own.unlink()


def test_charts_are_files_of_their_own_and_escape_what_they_show(office: Office, tmp_path: Path) -> None:
    for kind in ("bars", "heat"):
        path = tmp_path / f"{kind}.svg"
        done = call(office, "chart", str(path), "--kind", kind)
        assert done.exit_code == 0, done.output
        root = ElementTree.fromstring(path.read_text("utf-8"))
        words = " ".join(node.text or "" for node in root.iter())
        assert ("<script>" if kind == "bars" else "禹王街社区居民委员会") in words, "a name is text"
        assert not any(node.tag.endswith("script") for node in root.iter())
        assert "未评" in words
    assert "50.00" in (tmp_path / "bars.svg").read_text("utf-8")


def test_the_terminal_prints_bars_and_the_map(office: Office) -> None:
    drawn = call(office, "chart", "--level", "village").stdout.splitlines()
    assert any("░" in line and line.endswith("50.00") for line in drawn)
    assert "\x1b" not in "".join(drawn)
    found = json.loads(call(office, "heat", format="json").stdout)
    evil = next(row for row in found if row["total"] == 0.5)
    assert evil["guide"] is None
    table = call(office, "heat", "--indicator", "open").stdout
    assert "50▅" in table and "渠道" in table


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("book", "r.pdf"), "以 .xlsx、.docx 或 .md 结尾"),
        (("book", "r.xlsx", "--format", "docx"), "以 .xlsx、.docx 或 .md 结尾"),
        (("chart", "r.png"), "以 .svg 结尾"),
        (("book", "r.xlsx", "--level", "province"), "没有可评分的单位"),
        (("book", "r.xlsx", "--round", "去年"), "轮次“去年”不存在"),
        (("heat", "--indicator", "guide"), "没有下级指标"),
        (("book", "gongkai.toml/r.xlsx"), "不能写入"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_out(office: Office, words: tuple[str, ...], told: str) -> None:
    refused = call(office, *words)
    assert refused.exit_code and told in f"{refused.exception}{getattr(refused.exception, 'hint', '')}"
    assert not Path("r.xlsx").exists()


def test_the_book_of_a_round_is_what_the_round_kept_not_what_the_records_say_now(
    office: Office, tmp_path: Path
) -> None:
    village = units(office, "village")[0]
    with office.change() as change:
        held = open_round(office, change, "2026-T", "town")
    refused = call(office, "book", str(tmp_path / "r.md"), "--round", "2026-T")
    assert "还没有计算" in str(refused.exception)
    rounds = office.register("round")
    rounds.act(rounds.get(held.uid), "begin_first")
    with office.change() as change:
        mark = {"unit": village.uid, "round": "2026-T", "reason": "当时"}
        one = change.create("mark", indicator="content", points=20, **mark)
        change.create("mark", indicator="channels", points=15, **mark)
    with office.change() as change:
        run(office, change, find_round(office, "2026-T"))
    with office.change() as change:
        change.update(office.register("mark").get(one.uid), points=40)
    (kept,) = [s for s in kept_scores(office, find_round(office, "2026-T")) if s.uid == village.uid]
    assert kept.published == 50 and [item.points for item in kept.items][:2] == [40, 30]
    assert [item.given.reason for item in kept.items if item.given] == ["计算之后有改动", "当时"]
    done = call(office, "book", str(tmp_path / "r.md"), "--round", "2026-T", "--within", str(village.scope))
    assert done.exit_code == 0 and "50.00" in (tmp_path / "r.md").read_text("utf-8")
