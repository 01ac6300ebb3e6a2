"""Rubrics of the profile: finding and checking them, sheets in and out. Their structs are in ``rules``."""

from gongkai.plugins.inspection.rubrics.finding import (
    binds,
    class_for,
    entry_of,
    evaluator_of,
    findings,
    in_force,
    indicator_of,
    plan_of,
    rubric_for,
    rubric_of,
    rubrics,
)

__all__ = [
    "binds",
    "class_for",
    "entry_of",
    "evaluator_of",
    "findings",
    "in_force",
    "indicator_of",
    "plan_of",
    "rubric_for",
    "rubric_of",
    "rubrics",
]
