"""Ranks within a class: units of the same level and kind are compared with each other and nobody else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from gongkai.core.codes import Level
from gongkai.plugins.inspection.engine import UnitScore


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit's place among the assessed units of its class; ``rank`` is None when it was not assessed at all."""

    score: UnitScore
    rank: int | None
    assessed: int  # units of the class with a score
    members: int  # all units of the class


def ranked(scores: Iterable[UnitScore]) -> list[Ranked]:
    """Every unit with its rank, class by class (higher levels first), best first.

    Units with the same published score share a rank, and the next rank is passed over (1, 2, 2, 4). The published
    score is compared, so that nobody stands behind a unit with the same number.
    """
    classes: dict[tuple[str, str], list[UnitScore]] = defaultdict(list)
    for score in scores:
        classes[score.level, score.kind].append(score)
    found = []
    for _, members in sorted(classes.items(), key=lambda item: (Level.from_key(item[0][0]), item[0][1])):
        with_score = [score for score in members if score.published is not None]
        better: dict[Decimal, int] = {}
        values = sorted((score.published for score in with_score if score.published is not None), reverse=True)
        for place, value in enumerate(values):
            better.setdefault(value, place)
        members.sort(key=lambda s: (s.published is None, -(s.published or Decimal(0)), s.scope, s.uid))
        found += [
            Ranked(
                score,
                None if score.published is None else better[score.published] + 1,
                len(with_score),
                len(members),
            )
            for score in members
        ]
    return found
