"""Rubrics: indicators with points, measures and operators, read from ``[[rubric]]`` tables."""

from gongkai.core.i18n import T
from gongkai.core.rules import Selector, Struct


class Indicator(Struct, frozen=True):
    """One indicator. ``points`` are exact decimals written as text; ``measure`` names a registered measure.

    Operators: ``ratio`` (points x value / target, at most points), ``deduct`` (points - per x value, loses at
    most ``cap``), ``mark`` (given by a person, 0 to points).
    """

    id: str
    name: T
    points: str
    operator: str
    measure: str = ""
    target: str = "1"
    per: str = "1"
    cap: str = ""
    to: Selector = Selector()
    why: T | None = None
    rule: str = ""


class Rubric(Struct, frozen=True):
    """A set of indicators for a class of units, in one edition."""

    id: str
    edition: str
    name: T
    to: Selector = Selector()
    source: str = ""
    indicator: tuple[Indicator, ...] = ()
