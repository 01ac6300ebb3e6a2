"""From figures and marks to a score that adds up, a rank, and an explanation that a person can check."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.context import Session
from gongkai.core.errors import BadInput, CheckFailed, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.core.today import cards
from gongkai.plugins.inspection.arithmetic import Kind
from gongkai.plugins.inspection.commands import indicator, score
from gongkai.plugins.inspection.engine import UnitScore, scores, standing
from gongkai.plugins.inspection.explain import explain
from gongkai.plugins.inspection.ranking import ranked
from gongkai.plugins.inspection.rubrics import indicator_of, rubric_of

TOWN = "511923101000"

PROBE = '''
"""How much of its contact data a unit gives: one statement for a whole subtree."""

from decimal import Decimal

from gongkai.core.hookspecs import hookimpl
from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Measure

FILLED = "(CASE WHEN phone IS NULL THEN 0 ELSE 1 END + CASE WHEN address IS NULL THEN 0 ELSE 1 END" \\
    " + CASE WHEN hours IS NULL THEN 0 ELSE 1 END)"


def filled(office, low, high):
    rows = office.rows(f"SELECT uid, {FILLED} FROM {{unit}} WHERE scope BETWEEN ? AND ?", (low, high))
    return {uid: Figure(Decimal(n), Decimal(3)) for uid, n in rows}


def gaps(office, low, high):
    rows = office.rows(f"SELECT uid, 3 - {FILLED} FROM {{unit}} WHERE scope BETWEEN ? AND ?", (low, high))
    return {uid: Figure(Decimal(n), Decimal(3)) for uid, n in rows}


@hookimpl
def gongkai_measures(register):
    register(Measure("contact.filled", T("联系信息完整率", "Contact data given"), "share", filled, "unit"))
    register(Measure("contact.gaps", T("联系信息缺项", "Contact data missing"), "count", gaps, "unit"))
'''

RUBRIC = """
[[rubric]]
id = "town"
edition = "2026.1"
name = { zh = "本镇考核", en = "Assessment of the town" }
source = "reg2019"

[[rubric.indicator]]
id = "filled"
name = { zh = "联系信息", en = "Contact data" }
points = "35"
operator = "ratio"
measure = "contact.filled"
rule = "REG-12"

[[rubric.indicator]]
id = "gaps"
name = { zh = "缺项扣分", en = "Gaps" }
points = "20"
operator = "deduct"
measure = "contact.gaps"
per = "8"
cap = "20"

[[rubric.indicator]]
id = "tasks"
name = { zh = "任务按时完成", en = "Tasks in time" }
points = "20"
operator = "ratio"
measure = "task.on_time"

[[rubric.indicator]]
id = "quality"
name = { zh = "内容质量", en = "Quality" }
points = "15"
operator = "mark"

[[rubric.indicator]]
id = "guide"
name = { zh = "指导村级公开", en = "Guiding the villages" }
points = "10"
operator = "mark"
to = { levels = ["township"] }
"""


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A town's office with measures of its own and a rubric of its own."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-09-24")
    folder = tmp_path / "office"
    init_office(folder, TOWN, store=store_url, account="admin").close()
    (folder / "plugins").mkdir()
    (folder / "plugins" / "contact.py").write_text(PROBE, "utf-8")
    (folder / "rules").mkdir()
    (folder / "rules" / "rubric.toml").write_text(RUBRIC, "utf-8")
    made = Office.open(folder)
    yield made
    made.close()


@pytest.fixture
def government(office: Office) -> Any:
    return next(r.record for r in office.register("unit").page() if r.record.level == "township")


@pytest.fixture
def villages(office: Office) -> list[Any]:
    return [r.record for r in office.register("unit").page(limit=200) if r.record.level == "village"]


def account(office: Office, name: str, role: str, scope: int, display: str = "") -> Office:
    with office.change() as change:
        change.create("account", name=name, display=display or name, division=str(scope))
        change.create("grant", account=name, role=role, division=str(scope))
    return office.as_(name)


def edit(office: Office, unit: Any, **values: Any) -> None:
    with office.change() as change:
        change.update(office.register("unit").get(unit.uid), **values)


def mark(office: Office, unit: Any, points: Any, indicator: str = "quality", **more: Any) -> Any:
    with office.change() as change:
        return change.create(
            "mark", unit=unit.uid, indicator=indicator, points=points, **{"reason": "抽查十条", **more}
        )


def finished(office: Office, unit: Any, in_time: int, late: int) -> None:
    """Tasks due already: some submitted today on their last day, some left open."""
    tasks = office.register("task")
    for number in range(in_time + late):
        due = "2026-09-24" if number < in_time else "2026-09-20"
        task = tasks.save(None, {"unit": unit.uid, "title": f"任务{number}", "start": "2026-09-01", "due": due}, "交办")
        if number < in_time:
            tasks.act(tasks.act(task, "accept"), "submit", report="完成")


def one(office: Office, unit: Any, **options: Any) -> UnitScore:
    return next(s for s in scores(office, "town", **options) if s.uid == unit.uid)


def kinds(found: UnitScore) -> dict[str, Kind]:
    return {item.indicator.id: item.kind for item in found.items}


# ---- the arithmetic as an office sees it


def test_a_score_is_what_a_person_works_out_by_hand(
    office: Office, villages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = villages[0]
    edit(office, unit, phone="0827-1", address="村委会")
    finished(office, unit, in_time=2, late=1)
    mark(office, unit, "12.5")
    monkeypatch.setenv("GONGKAI_TODAY", "2026-09-25")
    found = one(Office.open(office.folder), unit)
    earned = [item.earned for item in found.items]
    # 35 x 2/3, 20 - 8 x 1, 20 x 2/3, 12.5 of 15; the last is not meant for villages
    assert [round(value, 6) for value in earned[:4]] == [
        Decimal("23.333333"), Decimal(12), Decimal("13.333333"), Decimal("12.5"),
    ]  # fmt: skip
    assert kinds(found) == {
        "filled": Kind.PARTIAL, "gaps": Kind.DEDUCTED, "tasks": Kind.PARTIAL, "quality": Kind.PARTIAL,
        "guide": Kind.NOT_APPLICABLE,
    }  # fmt: skip
    # (35 x 2/3 + 12 + 20 x 2/3 + 12.5) x 100 / 90 = 67.962962…
    assert (found.base, found.published) == (Decimal(90), Decimal("67.96"))
    assert sum(item.contribution for item in found.items if item.contribution is not None) == found.unrounded
    assert (found.expected, found.assessed) == (4, 4)


def test_what_does_not_apply_and_what_is_not_marked_leave_both_sides(office: Office, villages: list[Any]) -> None:
    unit = villages[0]
    edit(office, unit, phone="1", address="2", hours="3")
    found = one(office, unit)
    assert (kinds(found)["tasks"], kinds(found)["quality"]) == (Kind.NOT_APPLICABLE, Kind.NOT_ASSESSED)
    assert (found.published, found.base) == (Decimal("100.00"), Decimal(55))
    assert (found.expected, found.assessed) == (3, 2)
    mark(office, unit, 0)
    worse = one(office, unit)
    assert kinds(worse)["quality"] is Kind.ZERO and worse.published == Decimal("78.57")
    bare = one(office, villages[1])
    assert kinds(bare)["gaps"] is Kind.ZERO and bare.published == Decimal("0.00")


def test_an_edition_with_points_of_an_office_of_its_own(office: Office, villages: list[Any]) -> None:
    (office.folder / "rules" / "zz.toml").write_text(
        '[[rubric]]\nid = "town"\n[[rubric.indicator]]\nid = "filled"\npoints = "55"\n', "utf-8"
    )
    changed = Office.open(office.folder)
    assert [i.points for i in one(changed, villages[0]).items][:2] == [Decimal(55), Decimal(20)]
    words: list[str] = []
    changed.plugins.call("gongkai_check", lambda _plugin: lambda text: words.append(str(text)), office=changed)
    where = office.folder / "rules" / "zz.toml"
    assert [w for w in words if "town" in w] == [f"{where}:1: 本镇考核（town）各指标合计 120 分，应为 100 分。"]


def test_the_number_of_queries_does_not_grow_with_the_units(office: Office, villages: list[Any]) -> None:
    def asked(within: int) -> int:
        count, run = 0, office.store.db.execute_sql

        def counted(*words: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            return run(*words, **more)

        office.store.db.execute_sql = counted
        try:
            scores(office, "town", within)
        finally:
            del office.store.db.execute_sql
        return count

    scores(office, "town")
    assert len(scores(office, "town")) > 5 > len(scores(office, "town", villages[0].scope))
    assert asked(office.scope) == asked(villages[0].scope) < 12


def test_another_day_judges_deadlines_of_that_day(office: Office, villages: list[Any]) -> None:
    finished(office, villages[0], in_time=0, late=1)
    assert kinds(one(office, villages[0]))["tasks"] is Kind.ZERO
    assert kinds(one(office, villages[0], as_of=date(2026, 9, 19)))["tasks"] is Kind.NOT_APPLICABLE


def test_only_what_an_account_may_see_is_scored(office: Office, villages: list[Any]) -> None:
    local = account(office, "local", "viewer", villages[0].scope)
    assert {found.scope for found in scores(local, "town", office.scope)} == {villages[0].scope}
    assert scores(office.as_("nobody"), "town") == []


def test_a_measure_that_is_not_there_is_said_and_one_that_breaks_is_named(office: Office, villages: list[Any]) -> None:
    measures = office.plugins.load().measures
    kept = measures.pop("contact.gaps")
    found = one(office, villages[0])
    assert kinds(found)["gaps"] is Kind.NO_DATA and (found.expected, found.assessed) == (3, 1)
    words: list[str] = []
    office.plugins.call("gongkai_check", lambda _plugin: lambda text: words.append(str(text)), office=office)
    assert any("contact.gaps 不存在" in w and "contact.filled" in w for w in words)

    def broken(office: Office, low: int, high: int) -> dict[str, Any]:
        raise ZeroDivisionError("x")

    measures["contact.gaps"] = replace(kept, run=broken)
    with pytest.raises(CheckFailed, match=r"contact\.gaps"):
        scores(office, "town")
    with pytest.raises(BadInput, match="没有评分办法 twon"):
        scores(office, "twon")


# ---- marks


# covers: GS-30
def test_an_inspector_marks_truth_accuracy_completeness_promptness_and_procedure(
    office: Office, government: Any, villages: list[Any]
) -> None:
    inspector = account(office, "inspector", "inspector", office.scope)
    shipped = indicator_of(rubric_of(office, "default"), "quality")
    assert shipped.why and all(word in shipped.why.zh for word in ("真实", "准确", "全面", "及时", "程序"))
    given = mark(inspector, villages[0], "11.25", "quality", rubric="default")
    assert (given.marked_by, given.marked_on, given.round) == ("inspector", date(2026, 9, 24), "2026")
    found = next(s for s in scores(office, "default") if s.uid == villages[0].uid)
    item = next(i for i in found.items if i.indicator.id == "quality")
    assert (item.kind, item.earned) == (Kind.PARTIAL, Decimal("11.25"))
    assert item.given is not None and (item.given.by, item.given.reason) == ("inspector", "抽查十条")
    assert verify(office).faults == []


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"points": "15.01"}, "不在 0 至 15 之间"),
        ({"points": "-1"}, "不在 0 至 15 之间"),
        ({"points": "1.234"}, "小数"),
        ({"indicator": "gaps"}, "由系统计算"),
        ({"indicator": "qualty"}, "quality"),
        ({"indicator": "guide"}, "不适用于"),
        ({"rubric": "twon"}, "没有评分办法"),
        ({"round": "今年"}, "轮次"),
        ({"reason": " "}, "评分理由"),
    ],
    ids=["above", "below", "places", "computed", "unknown", "other units", "rubric", "round", "no reason"],
)
def test_a_mark_that_cannot_be_is_refused(
    office: Office, villages: list[Any], values: dict[str, Any], what: str
) -> None:
    given = {"unit": villages[0].uid, "indicator": "quality", "points": "10", "reason": "抽查", **values}
    with pytest.raises(BadInput, match=what), office.change() as change:
        change.create("mark", **given)
    assert office.register("mark").count() == 0


def test_one_mark_for_each_round_and_the_name_of_an_indicator_will_do(office: Office, villages: list[Any]) -> None:
    first = mark(office, villages[0], 10, "内容质量")
    assert (first.indicator, first.rubric) == ("quality", "town")
    with pytest.raises(BadInput, match="已评过"):
        mark(office, villages[0], 12)
    mark(office, villages[0], 12, round="2026q3")
    assert one(office, villages[0]).items[3].earned == 10
    assert one(office, villages[0], round="2026-Q3").items[3].earned == 12
    with office.change() as change:
        change.update(first, points="9.5")
    assert one(office, villages[0]).items[3].earned == Decimal("9.5")


def test_nobody_marks_the_unit_they_work_in(office: Office, villages: list[Any]) -> None:
    inspector = account(office, "inspector", "inspector", office.scope, display="刘海涛")
    with office.change() as change:
        post = change.create("post", unit=villages[0].uid, kind="officer", person="刘海涛")
    with pytest.raises(NotAllowed, match="不能给本单位评分"):
        mark(inspector, villages[0], 15)
    assert mark(inspector, villages[1], 15).marked_by == "inspector"
    with office.change() as change:
        change.update(post, valid_to="2026-09-01")
    assert mark(inspector, villages[0], 15).marked_by == "inspector"


# ---- the explanation


def test_the_trace_adds_up_for_every_unit(
    office: Office, government: Any, villages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, unit in enumerate(villages):
        edit(office, unit, phone="1" if number % 2 else None, hours="9" if number % 3 else None)
        if number % 4:
            mark(office, unit, Decimal(number % 15) + Decimal("0.33"))
    edit(office, government, phone="1")
    finished(office, government, in_time=1, late=2)
    for unit in (government, *villages):
        trace = explain(office, unit)
        data = trace.data
        parts = [Decimal(item["contribution"]) for item in data["items"] if item["contribution"] is not None]
        assert sum(parts) == Decimal(data["sum"])
        assert Decimal(data["sum"]).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(data["score"])
        assert trace.score == one(office, unit)
        line = next(str(t) for t in trace.lines if str(t).startswith("合计"))
        left, _, right = line.removeprefix("合计：").partition(" = ")
        assert sum(map(Decimal, left.split(" + "))) == Decimal(right) == Decimal(data["sum"])


def test_the_trace_names_rule_source_figures_and_where_they_stand(
    office: Office, government: Any, villages: list[Any]
) -> None:
    edit(office, villages[0], phone="1")
    finished(office, villages[0], in_time=0, late=1)
    text = "\n".join(str(line) for line in explain(office, villages[0]).lines)
    for part in (
        "本镇考核（2026.1）", "依据：REG-12", "《中华人民共和国政府信息公开条例", "联系信息完整率 1 / 3", "35 × 1 ÷ 3 = 11.6666666667",
        "20 − 8 × 2 = 4（最多扣 20）", "见登记册 任务 · 未按时", "尚未评分，不计入", "应评 4 项，已评 3 项；未评：内容质量",
        "每项得分 × 100 ÷ 75", "保留两位小数",
    ):  # fmt: skip
        assert part in text
    screens: dict[str, str] = {}
    office.plugins.call(
        "gongkai_record_screens",
        lambda _plugin: lambda key, target, words: screens.update({key: target}),
        office=office,
        record=villages[0],
    )
    module, _, name = screens["score"].partition(":")
    assert "\n".join(getattr(import_module(module), name)(office, villages[0])) == text


def test_an_explanation_reads_only_the_units_own_place(office: Office, villages: list[Any]) -> None:
    seen: list[tuple[int, int]] = []
    measures = office.plugins.load().measures
    whole = measures["contact.filled"]

    def watched(office: Office, low: int, high: int) -> Any:
        seen.append((low, high))
        return whole.figures(office, low, high)

    measures["contact.filled"] = replace(whole, run=watched)
    explain(office, villages[0])
    assert seen == [(villages[0].scope, villages[0].scope)]


# ---- ranks and commands


def call(office: Office, command: Any, *words: str, format: str = "table") -> Any:
    """A command of the plugin, handed an office and a format as the command line does."""
    session = Session()
    session.__dict__["office"] = office
    session.choose(format)
    return CliRunner().invoke(command, words, obj=session)


def test_ranks_are_within_a_class_and_ties_share_one(office: Office, government: Any, villages: list[Any]) -> None:
    for unit, points in zip(villages, (15, 12, 12, 6), strict=False):
        edit(office, unit, phone="1", address="2", hours="3")
        mark(office, unit, points)
    found = {r.score.uid: r for r in ranked(standing(office))}
    assert [found[unit.uid].rank for unit in villages[:4]] == [1, 2, 2, 4]
    assert found[government.uid].rank == 1 and found[government.uid].members == 1
    same_kind = [unit for unit in villages if unit.kind == villages[0].kind]
    assert found[villages[0].uid].assessed == len(same_kind)


def test_commands_list_rank_and_explain_in_every_format(office: Office, villages: list[Any]) -> None:
    listed = json.loads(call(office, score, "list", "--level", "village", format="json").stdout)
    assert len(listed) == len(villages) and {row["rubric"] for row in listed} == {"town"}
    assert call(office, score, "list", "--within", str(villages[0].scope), format="csv").stdout.count("\n") == 2
    places = [json.loads(line) for line in call(office, score, "ranking", format="jsonl").stdout.splitlines()]
    assert {"rank", "of", "score"} <= set(places[0])
    name = villages[0].name
    trace = json.loads(call(office, score, "explain", villages[0].uid, format="json").stdout)
    assert trace["unit_name"] == name and trace["items"][0]["formula"].startswith("得分 35 × 0 ÷ 3 = 0")
    assert name in call(office, score, "explain", villages[0].uid).stdout.splitlines()[0]
    assert "算式" in call(office, score, "explain", villages[0].uid, format="csv").stdout.splitlines()[0]


def test_an_indicator_has_a_page(office: Office) -> None:
    listed = json.loads(call(office, indicator, "list", format="json").stdout)
    assert [row["id"] for row in listed if row["rubric"] == "town"] == ["filled", "gaps", "tasks", "quality", "guide"]
    page = call(office, indicator, "show", "gaps").stdout
    assert "20 − 8 × 数量，最多扣 20" in page and "contact.gaps 联系信息缺项" in page and "rubric.toml" in page
    (whole,) = json.loads(call(office, indicator, "show", "town.filled", format="json").stdout)
    assert whole["source"].startswith("中华人民共和国政府信息公开条例") and whole["rule_text"]
    assert isinstance(call(office, indicator, "show", "nothing").exception, BadInput)


def test_the_first_screen_leads_to_the_scores(office: Office, villages: list[Any]) -> None:
    mark(office, villages[0], 10)
    card = next(card for card in cards(office) if card.key == "score")
    assert (card.screen, card.group, str(card.detail)) == ("scores", "state", "2026 年手工评分 1 条")
    assert office.plugins.screens["scores"][1] == "gongkai.tui.screens.scores:ScoresScreen"
    assert office.plugins.faults == []
