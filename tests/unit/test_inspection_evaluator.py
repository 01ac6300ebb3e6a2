"""Worked examples of the field, computed as their notices say: formulas, floors, gates, vetoes, mixes, rescaling."""

from decimal import Decimal
from typing import Any

import pytest

from gongkai.core.errors import BadInput
from gongkai.plugins.inspection.arithmetic import Kind, Score, Verdict
from gongkai.plugins.inspection.rules import Fault, Gate, Part, Step, UnitClass
from tests.inspection import item, rubric, scored


def adds_up(score: Score) -> None:
    parts = [part for part in score.contributions if part is not None]
    assert sum(parts, Decimal(0)) + sum((a.amount for a in score.adjustments), Decimal(0)) == score.unrounded


def test_basic_and_key_points_over_their_totals() -> None:
    """The formula of Guoyang: (basic + key) / (basic total + key total) x 100. Only the result, 81.34, is public."""
    rules = rubric(item("basic", "85"), item("key", "65"), total="150", out_of="100")
    score = scored(rules, {"basic": "71.01", "key": "51"})
    assert (score.published, score.base) == (Decimal("81.34"), Decimal(150))
    adds_up(score)


@pytest.mark.parametrize(("part", "whole"), [("60", "80.00"), ("75", "100.00"), ("45", "60.00"), ("45.01", "60.01")])
def test_organs_without_services_are_scored_out_of_75_and_brought_to_100(part: str, whole: str) -> None:
    """x 4/3."""
    rules = rubric(
        item("content", "75"),
        item("services", "25"),
        unit_class=(UnitClass(id="no-services", name=item("x").name, drop=("services",)),),
        pass_line="60",
    )
    score = scored(rules, {"content": part, "services": "25"}, unit_class="no-services")
    assert (score.published, score.base) == (Decimal(whole), Decimal(75))
    assert score.results[1].kind is Kind.NOT_APPLICABLE
    adds_up(score)


@pytest.mark.parametrize(
    ("account", "others", "published", "hypothetical"), [(1, "95", "59.00", "95.00"), (0, "95", "95.00", None), (1, "40", "40.00", "40.00")]
)  # fmt: skip
def test_a_vetoed_account_leaves_59(account: int, others: str, published: str, hypothetical: str | None) -> None:
    """Zhaoqing 2019; a veto never raises a score that is lower anyway."""
    rules = rubric(item("account", operator="child_veto", fixed="59"), item("site", "100"), pass_line="60")
    score = scored(rules, {"site": others}, {"account": (account, 3)})
    assert score.published == Decimal(published)
    assert (str(score.hypothetical) if score.hypothetical is not None else None) == hypothetical
    assert score.verdict is (Verdict.VETOED if account else Verdict.QUALIFIED)
    adds_up(score)


def test_a_veto_stops_the_check_and_what_was_seen_is_kept() -> None:
    rules = rubric(item("leak", operator="veto"), item("site", "100"))
    score = scored(rules, {"leak": 1, "site": "88"})
    assert (score.published, score.hypothetical, score.verdict) == (Decimal("0.00"), Decimal("88.00"), Verdict.VETOED)
    assert [(a.kind, a.indicator, a.amount) for a in score.adjustments] == [("veto", "leak", Decimal(-88))]
    stopped = scored(rules, {"leak": 1})  # nobody looked any further
    assert (stopped.published, stopped.hypothetical, stopped.failed) == (Decimal("0.00"), None, ("leak",))
    open_still = scored(rules, {"site": "88"})
    assert (open_still.published, open_still.results[0].kind) == (Decimal("88.00"), Kind.NOT_ASSESSED)


@pytest.mark.parametrize(("on_spot", "vetoed"), [((8999, 10000), True), ((90, 100), False), ((0, 0), False)])
def test_a_rate_strictly_below_its_line_is_a_veto(on_spot: tuple[int, int], vetoed: bool) -> None:
    rules = rubric(item("spot", operator="veto", measure="rate", below="0.9"), item("work", "100"))
    assert (scored(rules, {"work": 80}, {"spot": on_spot}).verdict is Verdict.VETOED) is vetoed


def test_an_item_without_a_task_gets_80_per_cent() -> None:
    """The Anhui type. Not meant for the unit, or not looked at yet, is something else."""
    rules = rubric(
        item("files", "10", "ratio", measure="files"),
        item("opinions", "8", "ratio", measure="opinions"),
        item("rest", "82"),
        absent="0.8",
    )
    score = scored(rules, {"rest": 82}, {"files": (5, 5), "opinions": (0, 0)})
    assert (score.results[1].kind, score.results[1].earned, score.published) == (
        Kind.PARTIAL, Decimal("6.4"), Decimal("98.40"),
    )  # fmt: skip
    elsewhere = scored(rules, {"rest": 82}, {"files": (5, 5)}, {"opinions": Kind.NOT_APPLICABLE})
    assert (elsewhere.published, elsewhere.base) == (Decimal(100), Decimal(92))
    assert scored(rules, {}, {"files": (5, 5)}).results[2].kind is Kind.NOT_ASSESSED


def test_two_sources_are_mixed_70_to_30_and_wait_for_each_other() -> None:
    """Xianning 2023: a third party and the year's daily marks."""
    parts = (Part(id="third", name=item("x").name, weight="70"), Part(id="daily", name=item("x").name, weight="30"))
    rules = rubric(item("work", "100", "mix", part=parts))
    assert scored(rules, {"work.third": "90", "work.daily": "80"}).published == Decimal("87.00")
    half = scored(rules, {"work.third": "90"})
    assert (half.published, half.results[0].kind) == (None, Kind.NOT_ASSESSED)


def test_a_county_is_half_its_government_and_half_those_below() -> None:
    rules = rubric(item("own", "50"), item("below", "50", "children"))
    score = scored(rules, {"own": 45}, {"below": ("250", 300)})  # three units: 70, 80, 100
    assert score.published == Decimal("86.67")
    adds_up(score)


@pytest.mark.parametrize(("base", "published"), [("80", "80.00"), ("80.01", "110.01"), ("100", "130.00")])
def test_the_bonus_opens_above_80(base: str, published: str) -> None:
    """The assessment of 2019: above 80, not at 80."""
    rules = rubric(
        item("work", "100"),
        item("extra", "30", "", bonus=True, gate=Gate(above="80")),
        item("extra1", "20", parent="extra"),
        item("extra2", "10", parent="extra"),
    )
    score = scored(rules, {"work": base, "extra1": 20, "extra2": 10})
    assert score.published == Decimal(published)
    adds_up(score)


@pytest.mark.parametrize(
    ("site", "media", "verdict", "failed"),
    [(21, 12, "qualified", ()), ("20.99", 20, "unqualified", ("site",)), (35, "11.9", "unqualified", ("media",))],
)
def test_a_part_below_its_least_fails_the_whole(site: Any, media: Any, verdict: str, failed: tuple[str, ...]) -> None:
    """The Sichuan type: 15 + (35 + 20) + 30, and 30 of bonus from 44 of the middle part on."""
    rules = rubric(
        item("work", "15"),
        item("platforms", "55", ""),
        item("site", "35", parent="platforms", least="21"),
        item("media", "20", parent="platforms", least="12"),
        item("topics", "30"),
        item("more", "30", bonus=True, gate=Gate(of="platforms", least="44")),
        total="100",
    )
    score = scored(rules, {"work": 15, "site": site, "media": media, "topics": 30, "more": 10})
    assert (score.verdict, score.failed) == (verdict, failed)
    opened = Decimal(site) + Decimal(media) >= 44
    assert score.published == 45 + Decimal(site) + Decimal(media) + (10 if opened else 0)
    adds_up(score)


def test_faults_cost_each_their_own_and_no_more_than_the_item() -> None:
    """Licheng 2020: 10 points of disclosure; early or late 5 each, no title 1, no text 1."""
    name = item("x").name
    faults = (
        Fault(id="time", name=name, per="5", measure="late"),
        Fault(id="title", name=name, per="1"),
        Fault(id="text", name=name, per="1", cap="2"),
    )
    rules = rubric(item("open", "10", "deduct", fault=faults), item("rest", "90"))

    def earned(late: int, title: int | None, text: int) -> tuple[Kind, Decimal]:
        marks = {"open.text": text, "rest": 90} | ({} if title is None else {"open.title": title})
        result = scored(rules, marks, {"open.time": (late, 40)}).results[0]
        return result.kind, result.earned

    assert earned(0, 0, 0) == (Kind.FULL, Decimal(10))
    assert earned(1, 1, 9) == (Kind.DEDUCTED, Decimal(2))
    assert earned(3, 4, 0) == (Kind.ZERO, Decimal(0))
    assert earned(1, None, 0) == (Kind.NOT_ASSESSED, Decimal(0))


def test_a_rate_beyond_its_threshold_costs_once() -> None:
    """More than 15 per cent of reviews corrected costs one point, however many."""
    rules = rubric(item("remedies", "10", "deduct", measure="rate", per="1", above="0.15"), item("rest", "90"))
    figures = [(15, 100), (16, 100), (90, 100)]
    assert [scored(rules, {"rest": 90}, {"remedies": f}).results[0].earned for f in figures] == [10, 9, 9]


def test_steps_give_the_points_of_the_first_that_holds() -> None:
    steps = (Step(least="200", points="8"), Step(least="100", points="5"), Step(above="0", points="2"))
    rules = rubric(item("amount", "8", "steps", measure="count", steps=steps), item("rest", "92"))
    found = [scored(rules, {"rest": 0}, {"amount": (n, 1)}).results[0].earned for n in (250, 200, 199, 100, 1, 0)]
    assert found == [8, 8, 5, 5, 2, 0]


def test_additions_stop_at_their_cap_and_counted_occurrences_cost() -> None:
    rules = rubric(
        item("work", "96"),
        item("posts", "4", "add", measure="count", per="0.5"),
        item("errors", "0", "occurrence", per="1", cap_in="total", cap="3"),
    )
    score = scored(rules, {"work": 96, "errors": 7}, {"posts": (5, 1)})
    assert [result.earned for result in score.results] == [96, Decimal("2.5"), -3]
    assert score.published == Decimal("95.50")


def test_a_loss_may_eat_into_the_first_level_but_not_further() -> None:
    rules = rubric(
        item("a", "20", ""),
        item("a1", "12", parent="a"),
        item("a2", "8", "deduct", parent="a", measure="count", per="10", cap_in="level1"),
        item("b", "80"),
    )
    assert scored(rules, {"a1": 12, "b": 80}, {"a2": (1, 1)}).published == 90
    score = scored(rules, {"a1": 12, "b": 80}, {"a2": (9, 1)})
    assert (score.published, [(a.kind, a.indicator, a.amount) for a in score.adjustments]) == (
        Decimal("80.00"), [("floor", "a", Decimal(70))],
    )  # fmt: skip
    adds_up(score)


def test_a_limit_holds_the_score_at_the_pass_line() -> None:
    rules = rubric(item("hidden", operator="limit", fixed="60"), item("work", "100"), pass_line="60")
    held = scored(rules, {"hidden": 1, "work": 91})
    assert (held.published, held.hypothetical, held.verdict) == (Decimal(60), Decimal(91), Verdict.QUALIFIED)
    assert scored(rules, {"hidden": 1, "work": 55}).published == 55
    assert scored(rules, {"hidden": 0, "work": 91}).published == 91


def test_points_of_what_does_not_apply_go_to_its_siblings_or_leave_both_sides() -> None:
    tree = (
        item("a", "40", ""), item("a1", "30", parent="a"), item("a2", "10", parent="a"), item("b", "60"),
    )  # fmt: skip
    marks, states = {"a1": 15, "b": 60}, {"a2": Kind.NOT_APPLICABLE}
    spread = scored(rubric(*tree, absent="spread"), marks, states=states)
    assert (spread.published, spread.base, spread.contributions) == (
        Decimal(80),
        Decimal(100),
        (Decimal(20), None, Decimal(60)),
    )
    rescaled = scored(rubric(*tree), marks, states=states)
    assert (rescaled.published, rescaled.base) == (Decimal("83.33"), Decimal(90))
    whole = scored(rubric(*tree, absent="spread"), {"b": 30}, states={"a1": Kind.NOT_APPLICABLE, **states})
    assert (whole.published, whole.base) == (Decimal(50), Decimal(100))


def test_weights_at_three_levels_give_points() -> None:
    """Jinzhou 2020: 100 at every level, and a class with weights of its own."""
    rules = rubric(
        item("a", "40", ""), item("a1", "25", "", parent="a"), item("a11", "60", parent="a1"),
        item("a12", "40", parent="a1"), item("a2", "75", parent="a"), item("b", "60"),
        weights="percent",
        unit_class=(UnitClass(id="A", name=item("x").name, points={"a": "70", "b": "30"}),),
    )  # fmt: skip
    full = {"a11": 60, "a12": 40, "a2": 75, "b": 60}  # marks are out of what the rubric states
    assert scored(rules, full).contributions == (Decimal(6), Decimal(4), Decimal(30), Decimal(60))
    assert scored(rules, full | {"b": 30}, unit_class="A").contributions == (
        Decimal("10.5"),
        Decimal(7),
        Decimal("52.5"),
        Decimal(30),
    )
    fitted = rubric(
        item("a", "30", ""), item("a1", "100", parent="a"), item("a2", "50", parent="a"), item("b", "70"), weights="fit"
    )
    assert scored(fitted, full | {"a1": 100, "a2": 50, "b": 70}).contributions == (
        Decimal(20),
        Decimal(10),
        Decimal(70),
    )


def test_a_class_may_have_only_some_indicators() -> None:
    rules = rubric(
        item("a", "40", ""), item("a1", "40", parent="a"), item("b", "60"),
        unit_class=(UnitClass(id="B", name=item("x").name, only=("a",)),),
    )  # fmt: skip
    score = scored(rules, {"a1": 30, "b": 60}, unit_class="B")
    assert (score.published, score.results[1].kind) == (Decimal(75), Kind.NOT_APPLICABLE)
    with pytest.raises(BadInput, match="C"):
        scored(rules, {}, unit_class="C")


def test_a_bonus_group_gives_no_more_than_its_points() -> None:
    """Laiyuan 2023: 100 and at most 8 more."""
    rules = rubric(
        item("work", "100"), item("more", "8", "", bonus=True),
        item("press", "6", "add", parent="more", measure="count", per="2"),
        item("model", "5", "add", parent="more", measure="count", per="5"),
    )  # fmt: skip
    score = scored(rules, {"work": 90}, {"press": (9, 1), "model": (1, 1)})
    assert (score.published, [(a.kind, a.amount) for a in score.adjustments]) == (Decimal(98), [("cap", Decimal(-3))])
    adds_up(score)


@pytest.mark.parametrize(
    ("items", "what"),
    [
        ([item("a", "100", parent="b")], "b"),
        ([item("a", "50", "", parent="b"), item("b", "50", "", parent="a")], "圈"),
        ([item("a", "x")], "points"),
        ([item("a", "100", "sum")], "sum"),
        ([item("a", "100", "ratio", measure="m", target="0")], "target"),
        ([item("a", "100", "steps", measure="m", steps=(Step(least="-1", points="1"),))], "least"),
        ([item("a", "1e9999999")], "points"),
    ],
)
def test_what_cannot_be_computed_is_named(items: list[Any], what: str) -> None:
    with pytest.raises(BadInput, match=what):
        scored(rubric(*items))
