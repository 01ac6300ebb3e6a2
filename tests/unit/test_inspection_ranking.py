"""Ranks: within a class, ties share, and the order in which units come never matters."""

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.i18n import T
from gongkai.plugins.inspection.engine import UnitScore
from gongkai.plugins.inspection.ranking import ranked
from gongkai.plugins.inspection.rules import Rubric

RUBRIC = Rubric(id="r", edition="1", name=T("办法", "Rubric"))
values = st.none() | st.sampled_from([Decimal(n) / 4 for n in range(8)])
classes = st.sampled_from([("county", "department"), ("township", "township_government")])


def unit(number: int, level: str, kind: str, published: Decimal | None) -> UnitScore:
    return UnitScore(
        f"u{number:04}", f"单位{number}", 10**14 + number, level, kind, RUBRIC, (), Decimal(100), published, published, 1, 1
    )  # fmt: skip


@given(st.lists(st.tuples(classes, values), max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_units_never_matters(
    rows: list[tuple[tuple[str, str], Decimal | None]], dice: random.Random
) -> None:
    units = [unit(number, *cls, value) for number, (cls, value) in enumerate(rows)]
    shuffled = units[:]
    dice.shuffle(shuffled)
    assert ranked(shuffled) == ranked(units)


@given(st.lists(st.tuples(classes, values), max_size=30))
def test_a_rank_is_one_more_than_those_that_are_better(rows: list[tuple[tuple[str, str], Decimal | None]]) -> None:
    units = [unit(number, *cls, value) for number, (cls, value) in enumerate(rows)]
    for place in ranked(units):
        own = place.score
        peers = [u.published for u in units if (u.level, u.kind) == (own.level, own.kind)]
        scored = [value for value in peers if value is not None]
        assert (place.assessed, place.members) == (len(scored), len(peers))
        better = None if own.published is None else 1 + sum(value > own.published for value in scored)
        assert place.rank == better


def test_ties_share_a_rank_and_the_next_is_passed_over() -> None:
    units = [unit(n, "county", "department", Decimal(v)) for n, v in enumerate((90, 80, 80, 70))]
    assert [place.rank for place in ranked(units)] == [1, 2, 2, 4]
