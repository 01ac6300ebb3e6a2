"""Screens of inspection by keyboard: the heat map from division to unit to score, the scoring sheet, what each side said."""

from pathlib import Path

import pytest

from gongkai.core.office import Office
from gongkai.core.rules import Selector
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rubrics import rubrics
from gongkai.testing.journey import travel
from gongkai.tui.inspection.sheet import MarkingScreen


@pytest.mark.parametrize(("size", "language", "own"), [((80, 24), "zh", "本级单位"), ((160, 50), "en", "Own units")])
async def test_the_heat_map_goes_down_to_a_units_score_and_up_again(
    office: Office, size: tuple[int, int], language: str, own: str
) -> None:
    async with travel(office, size, language) as at:
        at.app.open_screen("heat")
        await at.on("HeatScreen")
        await at.sees(own, "100" if language == "zh" else "Total")
        at_top = at.lines[5]
        await at.press("down", "right")
        assert ("应公开事项公开率" if language == "zh" else "Share of due items published") in at.lines[-2]
        await at.press("enter")
        await at.until("one village's units", lambda: own not in at.text)
        await at.press("enter")
        await at.on("TraceScreen")
        await at.press("escape", "u")
        await at.sees(own)
        assert at.lines[5] == at_top
        await at.press("u", "i")
        await at.told("没有下级指标" if language == "zh" else "has no parts")
        await at.press("enter")
        await at.until("the town's own units", lambda: own not in at.text)
        await at.sees("响滩镇人民政府")


async def test_a_place_without_scores_says_what_to_do(town: Path) -> None:
    (town / "rules").mkdir(exist_ok=True)
    office = Office.open(town)
    async with travel(office, (80, 24)) as at:
        at.app.open_screen("heat")
        await at.on("HeatScreen")
        at.screen._within = 110101000000000
        at.screen.action_reload()
        await at.sees("没有可评分的单位；按 w 换区划")


@pytest.mark.parametrize(("size", "language"), [((80, 24), "zh"), ((160, 50), "en")])
async def test_marks_are_given_by_keyboard_and_saved_at_once(
    office: Office, size: tuple[int, int], language: str
) -> None:
    zh = language == "zh"
    before = marks(office)
    async with travel(office, size, language) as at:
        at.app.open_screen("marking")
        await at.on("MarkingScreen")
        await at.sees("公开内容质量" if zh else "Quality of content", "—")
        await at.press("n", "enter")
        await at.on("MarkDialog")
        await at.type("99")
        await at.press("enter")
        await at.told("不可用" if zh else "cannot be the points")
        await at.press("backspace", "backspace", *"12.5", "enter", "enter")
        await at.told("请写明理由" if zh else "Give the reason")
        await at.type("抽查十条 [b]")
        await at.press("enter")
        await at.on("MarkingScreen")
        await at.sees("*12.5", "未保存 1" if zh else "1 unsaved")
        assert marks(office) == before, "nothing is written before the save"
        await at.press("escape")
        await at.on("ConfirmScreen")
        await at.press("n")
        await at.press("ctrl+s")
        await at.told("已保存 1 项评分" if zh else "1 mark saved")
        await at.until("the mark", lambda: len(marks(office)) == len(before) + 1)
        assert (1250, "抽查十条 [b]") in marks(office)
        await at.press("escape")
        await at.until("left without a question", lambda: at.name != "MarkingScreen" and at.name != "ConfirmScreen")


def marks(office: Office) -> list[tuple[int, str]]:
    office.forget()
    return [(int(points), reason) for points, reason in office.rows("SELECT points, reason FROM {mark} ORDER BY id")]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_a_reviewer_sees_what_each_side_said(office: Office, size: tuple[int, int]) -> None:
    unit = office.unit("响滩镇卫生院")
    rounds = office.register("round")
    with office.change() as change:
        held = open_round(office, change, "2026-S", next(iter(rubrics(office))), to=Selector(units=(unit.uid,)))
    rounds.act(rounds.get(held.uid), "begin_first")
    with office.change() as change:
        change.create("mark", unit=unit.uid, round="2026-S", indicator="quality", points=9, reason="两条要素不全")
    rounds.act(rounds.get(held.uid), "begin_reply")
    with office.as_system().change() as change:
        change.create("round_objection", round=held.uid, unit=unit.uid, indicator="quality", words="附件 \x1b[2J已补")
    rounds.act(rounds.get(held.uid), "begin_second")
    async with travel(office, size) as at:
        at.app.push_screen(MarkingScreen(round="2026-S"))
        await at.on("MarkingScreen")
        await at.sees("复评", "初评", "两条要素不全", "单位反馈", "附件")
        assert "0/1" in at.text, "the second mark is still to be given"
        if size[0] > 100:
            assert any("自评" in line and "初评" in line and "复评" in line for line in at.lines), "beside each other"
        await at.press("enter", *"12", "enter", *"ok", "enter", "ctrl+s")
        await at.told("已保存 1 项评分")
        await at.sees("1/1")
    assert [phase for (phase,) in office.rows("SELECT phase FROM {mark} WHERE round = '2026-S' ORDER BY id")] == [
        "first",
        "second",
    ]


async def test_a_unit_replies_to_its_marks_by_keyboard_with_evidence(office: Office, tmp_path: Path) -> None:
    unit = office.unit("响滩镇卫生院")
    rounds = office.register("round")
    paper = tmp_path / "佐证.txt"
    paper.write_text("第三页：附件齐全", "utf-8")
    with office.as_system().change() as change:
        change.create("post", unit=unit.uid, kind="officer", person="李文静")
        held = open_round(office, change, "2026-R", next(iter(rubrics(office))), to=Selector(units=(unit.uid,)))
    rounds.act(rounds.get(held.uid), "begin_first")
    with office.change() as change:
        change.create("mark", unit=unit.uid, round="2026-R", indicator="quality", points=9, reason="附件打不开")
    async with travel(office.as_("clerk"), (80, 24)) as at:
        at.app.push_screen(MarkingScreen(round="2026-R"))
        await at.on("MarkingScreen")
        await at.sees("没有要评的项")  # nobody marks the own unit
        await at.press("a")
        await at.told("由单位自己的人提出")
        rounds.act(rounds.get(held.uid), "begin_reply")
        at.app.pop_screen()
        at.app.open_screen("marking")  # the round that waits for this account
        await at.on("MarkingScreen")
        await at.sees("2026-R", "附件打不开")
        await at.press("enter")
        await at.told("a 提出异议")
        await at.press("a")
        await at.on("ReplyDialog")
        await at.press("enter")
        await at.told("请写明说明")
        await at.type("附件已补 [b]")
        await at.press("enter")
        await at.type(str(tmp_path / "没有.txt"))
        await at.press("enter", *"三", "enter")
        await at.told("“三”不可用")
        await at.press("backspace", "3", "enter")
        await at.told("没有文件")
        assert office.rows("SELECT count(*) FROM {round_objection} WHERE round = ?", (held.uid,))[0][0] == 0
        at.screen.query_one("#file").value = str(paper)
        await at.press("enter")
        await at.told("已提交")
        await at.sees("附件已补 [b]", "佐证.txt", "第 3 页")
        await at.press("o")
        await at.on("ReplyDialog")
        await at.press("enter")
        await at.told("已经提出")
        await at.press("escape")
        await at.on("MarkingScreen")
    ((view, stage, by),) = office.rows(
        "SELECT view, stage, raised_by FROM {round_objection} WHERE round = ?", (held.uid,)
    )
    assert (view, stage, by) == ("disagree", "raised", "clerk")
