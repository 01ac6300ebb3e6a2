"""The arithmetic of a score: exact decimals, no store, no office.

``Evaluator`` scores one unit after another by one rubric; ``judge`` is one item, ``add_up`` a flat list of them. What
is not assessed leaves both sides and is never zero. Contributions and adjustments are decimals of ten places that add
up exactly to the unrounded total; only that total is rounded, once, to two places, halves up.
"""

from gongkai.plugins.inspection.arithmetic.evaluator import Adjustment, Evaluator, Score, Verdict
from gongkai.plugins.inspection.arithmetic.exact import (
    EXACT,
    HUNDRED,
    PLACES,
    PUBLISHED,
    ZERO,
    Total,
    add_up,
    number,
    shown,
)
from gongkai.plugins.inspection.arithmetic.kinds import Kind, Result
from gongkai.plugins.inspection.arithmetic.operators import OPERATORS, Terms, judge, terms_of
from gongkai.plugins.inspection.arithmetic.plan import Entry, Leaf, Node, Plan, plan

__all__ = [
    "EXACT",
    "HUNDRED",
    "OPERATORS",
    "PLACES",
    "PUBLISHED",
    "ZERO",
    "Adjustment",
    "Entry",
    "Evaluator",
    "Kind",
    "Leaf",
    "Node",
    "Plan",
    "Result",
    "Score",
    "Terms",
    "Total",
    "Verdict",
    "add_up",
    "judge",
    "number",
    "plan",
    "shown",
    "terms_of",
]
