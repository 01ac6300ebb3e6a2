"""Ranks within a class: units of the same level and kind are compared with each other and nobody else.

Ranks are worked out from scores whenever they are asked for, so that they never disagree with them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

from gongkai.core.codes import Level
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.plugins.inspection.engine import UnitScore


class Scored(Protocol):
    """What a rank is given to: a unit with its class and its published score."""

    @property
    def uid(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def scope(self) -> int: ...
    @property
    def level(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def published(self) -> Decimal | None: ...


S = TypeVar("S", bound=Scored)


@dataclass(frozen=True, slots=True)
class Placed(Generic[S]):
    """A unit's place among the assessed units of its class; ``rank`` is None when it was not assessed at all."""

    score: S
    rank: int | None
    assessed: int  # units of the class with a score
    members: int  # all units of the class


Ranked: TypeAlias = Placed["UnitScore"]
"""A place by a score that was computed now."""


def ranked(scores: Iterable[S]) -> list[Placed[S]]:
    """Every unit with its rank, class by class (higher levels first), best first.

    Units with the same published score share a rank, and the next rank is passed over (1, 2, 2, 4). The published
    score is compared, so that nobody stands behind a unit with the same number.
    """
    classes: dict[tuple[str, str], list[S]] = defaultdict(list)
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
            Placed(
                score,
                None if score.published is None else better[score.published] + 1,
                len(with_score),
                len(members),
            )
            for score in members
        ]
    return found


def around(places: Sequence[Placed[S]], uid: str, count: int = 5) -> list[Placed[S]]:
    """A unit with so many of its class above and below it; empty when it is not among them."""
    at = next((number for number, place in enumerate(places) if place.score.uid == uid), None)
    if at is None:
        return []
    own = (places[at].score.level, places[at].score.kind)
    peers = [place for place in places if (place.score.level, place.score.kind) == own]
    at = next(number for number, place in enumerate(peers) if place.score.uid == uid)
    return peers[max(0, at - count) : at + count + 1]


def best_and_worst(places: Sequence[Placed[S]], count: int = 3) -> list[tuple[str, Placed[S]]]:
    """Of every class the best and the worst so many, as (``best`` or ``worst``, place).

    Who shares the last of these ranks is named as well. Nobody is both: a class too small for it names its best first.
    """
    classes: dict[tuple[str, str], list[Placed[S]]] = defaultdict(list)
    for place in places:
        if place.rank is not None:
            classes[place.score.level, place.score.kind].append(place)
    found = []
    for members in classes.values():
        best = [place for place in members if (place.rank or 0) <= count]
        rest = members[len(best) :]
        last = rest[-count:][0].score.published if rest else None
        worst = [place for place in rest if last is not None and (place.score.published or Decimal(0)) <= last]
        found += [("best", place) for place in best] + [("worst", place) for place in reversed(worst)]
    return found


@dataclass(frozen=True, slots=True)
class Change(Generic[S]):
    """How a unit's score moved since an earlier round; ``by`` is None without a baseline, and ``why`` says so."""

    score: S
    before: Decimal | None
    by: Decimal | None
    why: T | None = None


def improved(now: Iterable[S], then: Mapping[str, Decimal | None], why: Mapping[str, T]) -> list[Change[S]]:
    """Units by how much their score rose since an earlier round, most improved first; those without a baseline last.

    Args:
        then: published scores of the earlier round; ``why``: reasons of units that cannot be compared though they have one.
    """
    found = []
    for score in now:
        if score.published is None:
            continue
        before = then.get(score.uid)
        if score.uid in why:
            found.append(Change(score, before, None, why[score.uid]))
        elif score.uid not in then:
            found.append(Change(score, None, None, T("上轮未参加，无基数", "no baseline: took no part before")))
        elif before is None:
            found.append(Change(score, None, None, T("上轮未评，无基数", "no baseline: not assessed before")))
        else:
            found.append(Change(score, before, score.published - before))
    return sorted(found, key=lambda one: (one.by is None, -(one.by or Decimal(0)), one.score.scope, one.score.uid))
