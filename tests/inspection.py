"""Rubrics in a few words, for tests of scores: no office, no files."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gongkai.core.i18n import same
from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import Evaluator, Kind, Score, plan
from gongkai.plugins.inspection.rules import Indicator, Rubric

COUNTS = ("count", "late", "wrong")  # measures that are counts; all else is a share


def item(id: str, points: str = "", operator: str = "mark", **values: Any) -> Indicator:
    """An indicator named after its id; a group with ``operator=""``."""
    return Indicator(id=id, name=same(id), points=points, operator=operator, **values)


def rubric(*items: Indicator, **values: Any) -> Rubric:
    """A rubric of these indicators."""
    return Rubric(id="r", edition="1", name=same("办法"), indicator=items, **values)


def evaluator(rules: Rubric, unit_class: str = "") -> Evaluator:
    """What scores by it."""
    return Evaluator(plan(rules, unit_class, lambda measure: measure not in COUNTS))


def scored(
    rules: Rubric,
    marks: Mapping[str, str | int] | None = None,
    figures: Mapping[str, tuple[int | str, int]] | None = None,
    states: Mapping[str, Kind] | None = None,
    unit_class: str = "",
) -> Score:
    """One unit's score from marks as text and figures as pairs."""
    return evaluator(rules, unit_class).score(
        {key: Figure(Decimal(some), Decimal(of)) for key, (some, of) in (figures or {}).items()},
        {key: Decimal(value) for key, value in (marks or {}).items()},
        states,
    )
