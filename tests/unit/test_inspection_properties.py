"""What holds of every rubric and every unit: sums, caps, order, vetoes, one rounding."""

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import PUBLISHED, Kind, Score, Verdict
from gongkai.plugins.inspection.rules import Gate, Indicator, Rubric, Step
from tests.inspection import evaluator, item, rubric

Case = tuple[Rubric, dict[str, Figure], dict[str, Decimal], dict[str, Kind]]
STEPS = (Step(least="0.9", points="10"), Step(least="0.5", points="3"))
tenths = st.decimals(min_value=0, max_value=20, places=1)


@st.composite
def leaf(draw: st.DrawFn, name: str, parent: str, bonus: bool = False) -> Indicator:
    kind = draw(st.sampled_from(["ratio", "mark", "deduct", "add", "steps", "occurrence"]))
    values: dict[str, Any] = (
        {"measure": draw(st.sampled_from(["rate", "count"]))} if kind not in ("mark", "occurrence") else {}
    )
    if kind == "steps":
        values["steps"] = STEPS
    if kind in ("deduct", "occurrence", "add"):
        values |= {"per": str(draw(tenths)), "cap": draw(st.sampled_from(["", "2"]))}
        if kind != "add":
            values["cap_in"] = draw(st.sampled_from(["item", "item", "level1", "total"]))
    return item(name, str(draw(st.integers(1, 30))), kind, parent=parent, bonus=bonus, **values)


@st.composite
def cases(draw: st.DrawFn, vetoes: bool = True) -> Case:
    items: list[Indicator] = []
    for number in range(draw(st.integers(1, 4))):
        name = f"g{number}"
        items.append(item(name, "", "", least=draw(st.sampled_from(["", "", "5"]))))
        items += [draw(leaf(f"{name}x{at}", name)) for at in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        gate = draw(st.sampled_from([None, Gate(above="60"), Gate(of="g0", least="5")]))
        items += [item("more", "8", "", bonus=True, gate=gate), *(draw(leaf(f"m{at}", "more")) for at in range(2))]
    if vetoes and draw(st.booleans()):
        items.append(item("veto", operator="veto", fixed=draw(st.sampled_from(["", "59"]))))
        items.append(item("limit", operator="limit", fixed="60"))
    figures, marks, states = {}, {}, {}
    for one in items:
        if one.measure:
            whole = draw(st.integers(0, 30))
            figures[one.id] = Figure(Decimal(draw(st.integers(0, whole))), Decimal(whole))
        elif one.operator and draw(st.integers(0, 5)):
            marks[one.id] = Decimal(draw(st.integers(0, 30)))
        if one.operator and not draw(st.integers(0, 6)):
            states[one.id] = draw(st.sampled_from([Kind.NOT_APPLICABLE, Kind.NO_DATA, Kind.ERROR]))
    absent = draw(st.sampled_from(["rescale", "spread", "0.8"]))
    return (
        rubric(*items, absent=absent, weights=draw(st.sampled_from(["points", "fit"])), pass_line="60"),
        figures,
        marks,
        states,
    )


def score(case: Case) -> Score:
    rules, figures, marks, states = case
    return evaluator(rules).score(figures, marks, states)


@given(cases())
@settings(max_examples=300)
def test_contributions_and_adjustments_add_up_to_the_score(case: Case) -> None:
    found = score(case)
    parts = [part for part in found.contributions if part is not None]
    if found.units is None:
        assert not found.base and found.published is None and parts == [] and found.adjustments == ()
        return
    assert sum(parts, Decimal(0)) + sum((a.amount for a in found.adjustments), Decimal(0)) == found.unrounded
    assert found.published == found.unrounded.quantize(PUBLISHED, ROUND_HALF_UP)
    assert 0 <= found.published <= 108
    assert [part is not None for part in found.contributions] == [result.kind.counts for result in found.results]


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_indicators_never_matters(case: Case, dice: random.Random) -> None:
    rules, *rest = case
    items = list(rules.indicator)
    dice.shuffle(items)
    names = [
        [leaf.node.indicator.id for leaf in evaluator(r).plan.leaves]
        for r in (rules, replace(rules, indicator=tuple(items)))
    ]
    one, other = score(case), score((replace(rules, indicator=tuple(items)), *rest))  # type: ignore[arg-type]
    assert (one.units, one.verdict, one.hypothetical) == (other.units, other.verdict, other.hypothetical)
    assert dict(zip(names[0], one.contributions, strict=True)) == dict(zip(names[1], other.contributions, strict=True))


@given(st.lists(cases(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_units_never_matters(units: list[Case], dice: random.Random) -> None:
    """One evaluator remembers what it saw; nobody's score depends on who came before."""
    rules = units[0][0]
    fresh = [score((rules, *unit[1:])) for unit in units]
    shared = evaluator(rules)
    places = list(range(len(units)))
    dice.shuffle(places)
    for place in places:
        assert shared.score(*units[place][1:]) == fresh[place]


@given(cases())
def test_a_veto_or_a_limit_never_raises_a_score(case: Case) -> None:
    rules, figures, marks, states = case
    if not any(one.id == "veto" for one in rules.indicator):
        rules = replace(rules, indicator=(*rules.indicator, item("veto", operator="veto", fixed="59")))
    states = {key: kind for key, kind in states.items() if key not in ("veto", "limit")}
    free = score((rules, figures, marks | {"veto": Decimal(0), "limit": Decimal(0)}, states))
    hit = score((rules, figures, marks | {"veto": Decimal(1), "limit": Decimal(0)}, states))
    held = score((rules, figures, marks | {"veto": Decimal(0), "limit": Decimal(1)}, states))
    assert hit.verdict is Verdict.VETOED and hit.published is not None
    if free.published is not None:
        assert hit.published <= free.published and hit.hypothetical == free.published
        assert held.published is not None and held.published <= free.published


@given(cases(vetoes=False))
def test_losses_and_bonuses_stay_in_their_scope(case: Case) -> None:
    rules = case[0]
    found = score(case)
    plan = evaluator(rules).plan
    for leaf, result in zip(plan.leaves, found.results, strict=True):
        assert result.earned <= leaf.node.points
        if leaf.node.indicator.cap_in == "item":
            assert result.earned >= 0
    if found.units is None:
        return

    def sub(name: str) -> Decimal:
        own = [part for leaf, part in zip(plan.leaves, found.contributions, strict=True) if name in leaf.node.chain]
        moved = [a.amount for a in found.adjustments if a.indicator and name in plan.nodes[a.indicator].chain]
        return sum((part for part in own if part is not None), Decimal(0)) + sum(moved, Decimal(0))

    tiny = Decimal("1e-8")  # what cutting at ten places may move between lines
    if "more" in plan.nodes:
        assert sub("more") <= 8 + tiny
    for name, node in plan.nodes.items():
        scopes = {leaf.node.indicator.cap_in for leaf in plan.under(name)}
        if len(node.chain) == 1 and not node.bonus and "total" not in scopes:
            assert sub(name) >= -tiny


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=8))
def test_the_score_is_the_true_one_rounded_once(items: list[tuple[int, int, int]]) -> None:
    """Against exact fractions."""
    rules = rubric(*(item(f"i{n}", str(points), "ratio", measure="rate") for n, (points, _, _) in enumerate(items)))
    figures = {f"i{n}": Figure(Decimal(min(some, of)), Decimal(of)) for n, (_, some, of) in enumerate(items)}
    base = sum(points for points, _, _ in items)
    whole = sum((Fraction(points * min(some, of) * 100, of * base) for points, some, of in items), Fraction(0))
    half_up = whole * 100 + Fraction(1, 2)
    found = score((rules, figures, {}, {}))
    assert found.published == Decimal(half_up.numerator // half_up.denominator) / 100
