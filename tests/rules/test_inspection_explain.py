"""Why a score is what it is: the trace as a tree, differences, repairs, another edition — over a small office."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.errors import BadInput
from gongkai.core.office import Office
from gongkai.plugins.inspection.arithmetic import Evaluator
from gongkai.plugins.inspection.engine import score_of
from gongkai.plugins.inspection.explain import explain
from gongkai.plugins.inspection.explain.diff import Side, difference
from gongkai.plugins.inspection.explain.inputs import Inputs
from gongkai.plugins.inspection.explain.rescore import rescored, side
from gongkai.plugins.inspection.explain.whatif import what_if
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rounds.run import run
from gongkai.plugins.inspection.rubrics import rubric_of
from tests.inspection import evaluator, item, rubric
from tests.rules.world import World

REGION = ("pingchang",)
PLACE = "511923"
LISTING = [("510000", "四川省"), ("511900", "巴中市"), (PLACE, "平昌县")]
RULES = """
[[rubric]]
id = "tree"
edition = "1"
name = { zh = "树", en = "Tree" }
to = { kinds = ["department"] }
pass_line = "60"

[[rubric.indicator]]
id = "open"
name = { zh = "主动公开", en = "Disclosure" }

[[rubric.indicator]]
id = "cover"
name = { zh = "公开率", en = "Coverage" }
parent = "open"
points = "40"
operator = "ratio"
measure = "entry.coverage"

[[rubric.indicator]]
id = "blank"
name = { zh = "空白", en = "Blank" }
parent = "open"
points = "20"
operator = "deduct"
measure = "entry.blank"

[[rubric.indicator]]
id = "requests"
name = { zh = "依申请", en = "Requests" }
points = "10"
operator = "deduct"
fault = [
  { id = "late", name = { zh = "逾期", en = "Late" }, per = "6" },
  { id = "refused", name = { zh = "拒收", en = "Refused" }, per = "3" },
]

[[rubric.indicator]]
id = "work"
name = { zh = "工作", en = "Work" }
points = "30"
operator = "mix"
part = [
  { id = "third", name = { zh = "第三方", en = "Third party" }, weight = "70" },
  { id = "daily", name = { zh = "日常", en = "Daily" }, weight = "30" },
]

[[rubric.indicator]]
id = "leak"
name = { zh = "泄密", en = "Leak" }
operator = "veto"
fixed = "59"

[[rubric]]
id = "tree-2"
edition = "2"
name = { zh = "树（新版）", en = "Tree, new" }
extends = "tree"
named_only = true

[[rubric.indicator]]
id = "cover"
points = "55"

[[rubric.indicator]]
id = "blank"
points = "5"
"""


@pytest.fixture(scope="module")
def office(settled: Path) -> Iterator[Office]:
    (settled / "rules").mkdir(exist_ok=True)
    (settled / "rules" / "tree.toml").write_text(RULES, "utf-8")
    opened = Office.open(settled)
    World(opened).catalogue()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def unit(office: Office) -> Any:
    """A department with five entries published and marks of every kind."""
    rows = office.rows("SELECT unit FROM {entry} GROUP BY unit HAVING COUNT(*) > 12 ORDER BY unit")
    departments = {row[0] for row in office.rows("SELECT uid FROM {unit} WHERE kind = 'department'")}
    record = office.unit(next(row[0] for row in rows if row[0] in departments))
    publish(office, record, 5)
    for indicator, points in (
        ("requests.late", 0),
        ("requests.refused", 2),
        ("work.third", 90),
        ("work.daily", 80),
        ("leak", 0),
    ):
        with office.change() as change:
            change.create(
                "mark", unit=record.uid, rubric="tree", indicator=indicator, points=str(points), reason="抽查"
            )
    return record


def publish(office: Office, unit: Any, count: int) -> None:
    resource = office.resource("entry")
    uids = office.rows("SELECT uid FROM {entry} WHERE unit = ? AND published_on IS NULL ORDER BY id", (unit.uid,))
    with office.change("published") as change:
        for (uid,) in uids[:count]:
            row = change.current(resource, uid)
            change.put_row(resource, row, {"published_on": "2026-05-20", "timely": 1, "due": "2099-12-31"}, "update")


def test_the_trace_is_a_tree_that_adds_up(office: Office, unit: Any) -> None:
    trace = explain(office, unit, "tree")
    items = {row["indicator"]: row for row in trace.data["items"]}
    assert [(group["indicator"], group["points"]) for group in trace.data["groups"]] == [("open", "60")]
    parts = [Decimal(row["contribution"]) for row in items.values() if row["contribution"]]
    assert sum(parts) == Decimal(trace.data["sum"])
    assert Decimal(trace.data["groups"][0]["subtotal"]) == sum(
        Decimal(items[key]["contribution"]) for key in ("cover", "blank")
    )
    assert (items["requests"]["earned"], items["work"]["earned"]) == ("4", "26.1")
    assert [one["mark"] for one in items["work"]["inputs"]] == ["90", "80"]
    assert (items["cover"]["register"], items["blank"]["filters"]) == ("entry", ["blank"])
    words = "\n".join(line.zh for line in trace.lines)
    assert (
        "10 − 6 = 4" in words
        and "30 × (70% × 90 ÷ 100 + 30% × 80 ÷ 100) = 26.1" in words
        and "■ 主动公开（60 分）小计" in words
    )


def test_marks_are_given_for_faults_and_sources_and_not_for_what_is_computed(office: Office, unit: Any) -> None:
    def give(indicator: str, points: str) -> None:
        with office.change() as change:
            change.create(
                "mark", unit=unit.uid, rubric="tree", indicator=indicator, points=points, reason="抽查", round="2025"
            )

    for indicator, points, what in (
        ("requests", "1", "requests.late"), ("cover", "1", "系统计算"), ("work.third", "101", "100"), ("nothing", "1", "nothing"),
        ("requests.late", "-1", "小于零|不小于|零"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=what):
            give(indicator, points)


def test_what_a_repair_promises_is_what_it_brings(office: Office, unit: Any) -> None:
    rules = rubric_of(office, "tree")
    before = score_of(office, unit, rules)
    assert before is not None and before.unrounded is not None
    gains = {gain.repair: gain for gain in what_if(office, before)}
    assert list(gains) == [gain.repair for gain in sorted(gains.values(), key=lambda g: (-g.one, -g.all, g.repair))]
    assert (gains["requests.refused"].one, gains["requests.refused"].all) == (Decimal(3), Decimal(6))
    assert gains["work.third"].one == Decimal("0.21") and gains["publish"].register == "entry"
    assert "leak" not in gains and "requests.late" not in gains  # nothing to be put right there
    publish(office, unit, 1)
    after = score_of(office, unit, rules)
    assert after is not None and after.unrounded is not None
    assert abs(after.unrounded - before.unrounded - gains["publish"].one) <= Decimal("1e-9")


def test_another_edition_stands_beside_the_original_with_the_same_figures_and_marks(office: Office, unit: Any) -> None:
    one, other = side(office, unit, "tree"), side(office, unit, "tree-2")
    found = difference(one, other)
    assert (found.performance, found.method) == (0, other.score.unrounded - one.score.unrounded)  # type: ignore[operator]
    assert {line.key for line in found.lines if line.method} == {"cover", "blank"}
    row = next(r for r in rescored(office, "tree-2") if r.before.uid == unit.uid)
    assert (row.before.rubric.id, row.before.published) == ("tree", one.score.published)
    assert (row.after.published, row.change) == (other.score.published, row.after.published - row.before.published)  # type: ignore[operator]
    assert row.rank_before == row.rank_after == 1  # nobody else has published anything


def test_two_units_differ_by_what_they_did(office: Office, unit: Any) -> None:
    peer = office.unit(
        office.rows("SELECT uid FROM {unit} WHERE kind = 'department' AND uid <> ? ORDER BY uid LIMIT 1", (unit.uid,))[
            0
        ][0]
    )
    found = difference(side(office, unit, "tree"), side(office, peer, "tree"))
    assert found.method == 0 and found.before is not None
    assert found.performance == (found.after or 0) - found.before
    work = next(line for line in found.lines if line.key == "work")
    assert work.before is not None and work.after is None  # nobody marked the other unit


values = st.decimals(min_value=0, max_value=30, places=1)


@given(st.lists(values, min_size=4, max_size=4), st.lists(values, min_size=4, max_size=4), st.booleans())
def test_method_and_performance_add_up_to_the_change(first: list[Decimal], second: list[Decimal], veto: bool) -> None:
    old = rubric(item("a", "30"), item("b", "30"), item("c", "40"), item("v", operator="veto", fixed="10"))
    new = rubric(
        item("a", "50"), item("b", "20"), item("d", "30"), item("v", operator="veto", fixed="5"), absent="spread"
    )

    def made(rules: Evaluator, names: str, marks: list[Decimal], hit: bool) -> Side:
        inputs = Inputs(marks=dict(zip(names, marks, strict=False)) | {"v": Decimal(hit)})
        return Side(rules.plan, inputs, inputs.score(rules))

    one, two = made(evaluator(old), "abc", first, False), made(evaluator(new), "abd", second, veto)
    found = difference(one, two)
    assert found.method + found.performance == (found.after or 0) - (found.before or 0)
    assert all(line.change == (line.after or 0) - (line.before or 0) for line in found.lines)


def test_a_computed_round_is_explained_from_what_it_kept(office: Office, unit: Any) -> None:
    with office.change("open") as change:
        kept = open_round(office, change, "2026-Q2", "tree")
    kept = office.register("round").act(kept, "begin_first")
    with office.change("run") as change:
        run(office, change, kept)
    trace = explain(office, unit, round="2026-Q2")
    before, items = trace.data["sum"], {row["indicator"]: row for row in trace.data["items"]}
    publish(office, unit, 2)  # the round does not move with the records
    assert explain(office, unit, round="2026-Q2").data["sum"] == before
    assert Decimal(items["cover"]["numerator"]) >= 5 and trace.data["rubric"] == "tree"
    then, now = side(office, unit, round="2026-Q2"), side(office, unit, "tree")
    assert now.inputs.figures["cover"].numerator == then.inputs.figures["cover"].numerator + 2
    found = difference(then, now)
    assert found.method == 0 and found.performance == (found.after or 0) - (found.before or 0)
    row = next(r for r in rescored(office, "tree-2", round="2026-Q2") if r.before.uid == unit.uid)
    assert str(row.before.unrounded) == before or row.before.unrounded == Decimal(before)
    cover = next(item for item in row.before.items if item.indicator.id == "cover").figure
    assert cover is not None and str(cover.numerator) == items["cover"]["numerator"]


def test_a_round_is_told_with_who_gave_each_mark_that_counts(office: Office, unit: Any) -> None:
    code = "2026-annual"
    with office.change("open") as change:
        held = open_round(office, change, code, "tree")
    rounds = office.register("round")

    def mark(points: str, reason: str) -> None:
        by = office.as_system() if reason == "自己看" else office
        with by.change() as change:
            change.create("mark", unit=unit.uid, round=code, indicator="work.third", points=points, reason=reason)

    def computed() -> dict[str, Any]:
        with office.change("run") as change:
            run(office, change, rounds.get(held.uid))
        work = next(row for row in explain(office, unit, round=code).data["items"] if row["indicator"] == "work")
        return dict(work["inputs"][0])

    with pytest.raises(BadInput, match="还没有计算"):
        explain(office, unit, round=code)
    for step, points, reason in (("begin_self", "100", "自己看"), ("begin_first", "60", "初看")):
        rounds.act(rounds.get(held.uid), step)
        mark(points, reason)
    told = computed()
    assert (told["mark"], told["reason"], told["marked_by"]) == ("60", "初看", office.actor)
    for step in ("begin_reply", "begin_second"):
        rounds.act(rounds.get(held.uid), step)
    mark("70", "复看")
    # what is not computed yet counts in no kept score, and stands under nobody's name
    work = next(row for row in explain(office, unit, round=code).data["items"] if row["indicator"] == "work")
    assert (work["inputs"][0]["mark"], work["inputs"][0]["marked_by"]) == ("60", "")
    # judged by records as they stand it does: the second mark over the first, never the unit's own
    live = score_of(office, unit, rubric_of(office, "tree"), None, code)
    assert live is not None
    given = next(read.given for item in live.items for read in item.inputs if read.entry.key == "work.third")
    assert given is not None and (given.points, given.reason) == (Decimal(70), "复看")
    assert (computed()["mark"], computed()["reason"]) == ("70", "复看")
    assert explain(office, unit, "tree", round=code).data["round"] == code
    with pytest.raises(BadInput, match="不按 tree-2"):
        explain(office, unit, "tree-2", round=code)
    other = next(one for one in office.rows("SELECT uid FROM {unit} WHERE kind = 'government'"))[0]
    with pytest.raises(BadInput, match="不参加轮次"):
        explain(office, office.unit(other), round=code)
    assert side(office, unit, "tree-2", None, code).inputs.marks["work.third"] == Decimal(70)
