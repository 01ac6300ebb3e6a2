"""The arithmetic of scores: exact, in bounds, never better for being later, rounded once."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import (
    PLACES,
    PUBLISHED,
    Kind,
    Result,
    Terms,
    add_up,
    judge,
    shown,
    terms_of,
)
from gongkai.plugins.inspection.rules import Indicator

amounts = st.decimals(min_value=0, max_value=100, places=2)
counts = st.integers(min_value=0, max_value=5000)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    points = draw(st.decimals(min_value="0.01", max_value=60, places=2))
    return Terms(
        operator=draw(st.sampled_from(["ratio", "deduct", "mark"])),
        points=points,
        target=draw(st.sampled_from([Decimal(1), Decimal("0.95"), Decimal("0.6")])),
        per=draw(st.decimals(min_value=0, max_value=10, places=1)),
        cap=min(points, draw(amounts)),
        share=draw(st.booleans()),
    )


@st.composite
def results(draw: st.DrawFn) -> Result:
    own = draw(terms())
    whole = draw(counts)
    figure = Figure(Decimal(draw(st.integers(0, whole))), Decimal(whole))
    mark = draw(st.none() | st.decimals(min_value=0, max_value=own.points, places=2))
    return judge(own, draw(st.none() | st.just(figure)), mark, draw(st.booleans()))


@given(st.lists(results(), max_size=25))
def test_contributions_add_up_exactly_and_stay_in_bounds(items: list[Result]) -> None:
    total = add_up(items)
    parts = [part for part in total.contributions if part is not None]
    assert [part is not None for part in total.contributions] == [
        item.kind.counts and total.unrounded is not None for item in items
    ]
    if total.unrounded is None or total.published is None:
        assert not any(item.kind.counts for item in items) and parts == []
        return
    assert sum(parts, Decimal(0)) == total.unrounded
    assert 0 <= total.unrounded <= 100 and 0 <= total.published <= 100
    assert total.published == total.unrounded.quantize(PUBLISHED, ROUND_HALF_UP)
    for item, part in zip(items, total.contributions, strict=True):
        if part is not None:
            exact = Fraction(item.earned) * 100 / Fraction(total.base)
            assert abs(Fraction(part) - exact) <= Fraction(PLACES)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=8))
def test_the_published_score_is_the_true_one_rounded_once(items: list[tuple[int, int, int]]) -> None:
    """Against exact fractions, so that a half is never lost to thirds that were cut."""
    base = sum(points for points, _, _ in items)
    whole = Fraction(0)
    judged = []
    for points, some, of in items:
        some = min(some, of)
        judged.append(judge(ratio(points), Figure(Decimal(some), Decimal(of)), None))
        whole += Fraction(points * some * 100, of * base)
    hundredths = whole * 100 + Fraction(1, 2)
    assert add_up(judged).published == Decimal(hundredths.numerator // hundredths.denominator) / 100


@given(st.lists(results(), max_size=6), terms(), counts, counts, counts)
def test_more_overdue_never_raises_a_score(others: list[Result], own: Terms, first: int, more: int, rest: int) -> None:
    own = Terms("deduct", own.points, own.target, own.per, own.cap, share=False)
    whole = Decimal(first + more + rest)
    before = add_up([*others, judge(own, Figure(Decimal(first), whole), None)])
    after = add_up([*others, judge(own, Figure(Decimal(first + more), whole), None)])
    assert before.unrounded is None or after.unrounded is None or after.unrounded <= before.unrounded


@given(st.lists(results(), max_size=6), st.integers(1, 40), counts, counts, counts)
def test_more_tasks_missed_never_raise_a_score(
    others: list[Result], points: int, in_time: int, missed: int, more: int
) -> None:
    """Even where the first missed task makes the item apply at all."""
    figures = [Figure(Decimal(in_time), Decimal(in_time + late)) for late in (missed, missed + more)]
    before, after = (add_up([*others, judge(ratio(points), figure, None)]) for figure in figures)
    if before.unrounded is not None and after.unrounded is not None and (in_time or missed):
        assert after.unrounded <= before.unrounded


def ratio(points: int | str, target: str = "1", share: bool = True) -> Terms:
    return Terms("ratio", Decimal(points), Decimal(target), Decimal(1), Decimal(points), share)


def deduct(points: int, per: str, cap: int, share: bool = False) -> Terms:
    return Terms("deduct", Decimal(points), Decimal(1), Decimal(per), Decimal(cap), share)


def figure(some: int | str, of: int) -> Figure:
    return Figure(Decimal(some), Decimal(of))


@pytest.mark.parametrize(
    ("terms", "figure", "kind", "earned"),
    [
        (ratio(30), figure(45, 45), Kind.FULL, "30"),
        (ratio(30), figure(15, 45), Kind.PARTIAL, "10"),
        (ratio(30), figure(0, 45), Kind.ZERO, "0"),
        (ratio(30), figure(0, 0), Kind.NOT_APPLICABLE, "0"),
        (ratio(30), None, Kind.NOT_APPLICABLE, "0"),
        (ratio(20, "0.95"), figure(19, 20), Kind.FULL, "20"),
        (ratio(20, "0.95"), figure(20, 20), Kind.FULL, "20"),
        (ratio(19, "0.95"), figure(9, 10), Kind.PARTIAL, "18"),
        (ratio(10, "200", share=False), figure(150, 150), Kind.PARTIAL, "7.5"),
        (deduct(10, "1", 10), figure(0, 20), Kind.FULL, "10"),
        (deduct(10, "0.5", 10), figure(3, 20), Kind.DEDUCTED, "8.5"),
        (deduct(10, "2", 6), figure(9, 20), Kind.DEDUCTED, "4"),
        (deduct(10, "2", 10), figure(9, 20), Kind.ZERO, "0"),
        (deduct(10, "2", 10), figure(0, 0), Kind.NOT_APPLICABLE, "0"),
        (deduct(10, "10", 10, share=True), figure(5, 20), Kind.DEDUCTED, "7.5"),
    ],
)  # fmt: skip
def test_operators(terms: Terms, figure: Figure | None, kind: Kind, earned: str) -> None:
    found = judge(terms, figure, None)
    assert (found.kind, found.earned) == (kind, Decimal(earned))


def test_a_mark_counts_only_when_given_and_never_above_the_points() -> None:
    own = Terms("mark", Decimal(15), Decimal(1), Decimal(1), Decimal(15), True)
    assert judge(own, None, None).kind is Kind.NOT_ASSESSED
    assert judge(own, None, Decimal(0)).kind is Kind.ZERO
    assert judge(own, None, Decimal(15)).kind is Kind.FULL
    assert judge(own, None, Decimal(20)).earned == 15  # given before an edition lowered the points
    assert judge(own, None, Decimal(9), selected=False).kind is Kind.NOT_APPLICABLE


def test_a_half_is_rounded_up_although_thirds_were_cut() -> None:
    # 33.3333… + 33.3333… + 20.4583333… = 87.125 exactly
    items = [
        Result(Kind.PARTIAL, Decimal(40), Decimal(100) / Decimal(3)),
        Result(Kind.PARTIAL, Decimal(40), Decimal(100) / Decimal(3)),
        Result(Kind.PARTIAL, Decimal(20), Decimal("20.458333333333333333333333333333")),
    ]
    assert add_up(items).published == Decimal("87.13")
    thirds = [judge(ratio("33"), figure(1, 3), None), judge(ratio("67"), figure(2, 3), None)]
    assert (add_up(thirds).contributions, add_up(thirds).published) == (
        (Decimal("11.0000000000"), Decimal("44.6666666667")),
        Decimal("55.67"),
    )


def test_nothing_assessed_has_no_score() -> None:
    none = add_up([judge(ratio(30), None, None), judge(ratio(20), figure(0, 0), None)])
    assert (none.published, none.unrounded, none.contributions) == (None, None, (None, None))


@pytest.mark.parametrize(
    "change",
    [{"operator": "rato"}, {"points": "x"}, {"points": "-5"}, {"points": "NaN"}, {"target": "0"}, {"per": ""}, {"cap": "∞"}],
)  # fmt: skip
def test_numbers_that_make_no_sense_are_named(change: dict[str, str]) -> None:
    values: dict[str, Any] = {"id": "late", "points": "10", "operator": "ratio", **change}
    with pytest.raises(BadInput, match="late"):
        terms_of(Indicator(name=T("逾期", "Late"), **values))


def test_numbers_are_shown_as_people_write_them() -> None:
    assert [shown(Decimal(v)) for v in ("30", "1E+2", "12.50", "0.00", "33.33333333333333")] == [
        "30", "100", "12.5", "0", "33.3333333333",
    ]  # fmt: skip
