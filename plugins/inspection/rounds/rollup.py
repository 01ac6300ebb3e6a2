"""Figures of places: what all units of a place and below it come to, each measure by its own way up.

Sums and means are kept as pairs that can be added and taken away again, so that one changed unit changes its ancestors
without a look at their other units. Only the lowest and the highest unit must be looked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal

from gongkai.core.codes import upper
from gongkai.core.measures import Figure, Way
from gongkai.plugins.inspection.arithmetic import PLACES
from gongkai.plugins.inspection.arithmetic.operators import Input

EXACT = Context(prec=40)
ZERO = Decimal(0)
Pair = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Riser:
    """How one entry goes up: its way, whether its value is a share, whether it is given by hand."""

    way: Way
    share: bool = True
    hand: bool = False


def share_of(figure: Figure) -> Decimal:
    """Numerator over denominator, cut at ten places."""
    return EXACT.divide(figure.numerator, figure.denominator).quantize(PLACES, ROUND_HALF_EVEN, EXACT)


def lifted(riser: Riser, value: Input, weight: Input, own: bool) -> Pair | None:
    """What one unit adds to a place above it (``own``: it stands at the place itself); None when it adds nothing."""
    if riser.hand:
        return (value, Decimal(1)) if isinstance(value, Decimal) else None
    if not isinstance(value, Figure):
        return None
    if riser.way is Way.SUM:
        return value.numerator, value.denominator
    if riser.way is Way.OWN:
        return (value.numerator, value.denominator) if own else None
    if not value.denominator:  # nothing to measure: neither a share nor a count of its own
        return None
    if riser.way is Way.MEAN:
        return share_of(value) if riser.share else value.numerator, Decimal(1)
    if riser.way is Way.WEIGHTED:
        return (share_of(value) * weight.denominator, weight.denominator) if isinstance(weight, Figure) else None
    return value.numerator, value.denominator


def better(riser: Riser, one: Pair, two: Pair) -> Pair:
    """Of two units' pairs the one that stands for the place, where it is the lowest or the highest."""
    over = [EXACT.divide(*pair) if riser.share else pair[0] for pair in (one, two)]
    if over[0] == over[1]:
        return min(one, two)
    return one if (over[0] < over[1]) == (riser.way is Way.MIN) else two


def input_of(riser: Riser, kept: Figure | None) -> Input:
    """What a place's pair is to the rubric: a figure, or the mean of its units' marks."""
    if kept is None or (riser.way is Way.SUM and not riser.hand):
        return kept
    some, over = kept.numerator, kept.denominator
    if riser.hand:
        return EXACT.divide(some, over).quantize(PLACES, ROUND_HALF_EVEN, EXACT) if over else None
    if not riser.share and riser.way is Way.MEAN and over:
        return Figure(EXACT.divide(some, over).quantize(PLACES, ROUND_HALF_EVEN, EXACT), over)
    return kept


@dataclass
class Places:
    """The places of a round, each with the one above it among them.

    Attributes:
        scopes: every place, in order; ``above``: position of the next place above, -1 at the top.
    """

    scopes: list[int]
    above: list[int] = field(init=False)
    at: dict[int, int] = field(init=False)
    _single: dict[int, bytearray] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.at = {scope: number for number, scope in enumerate(self.scopes)}
        self.above = [self.nearest(upper(scope), scope) for scope in self.scopes]

    def single(self, home: Sequence[int]) -> bytearray:
        """Which places hold one unit and have no place below."""
        key = id(home)
        if key not in self._single:
            counts = [0] * len(self.scopes)
            for at in (*home, *self.above):
                if at >= 0:
                    counts[at] += 1
            inner = set(self.above)
            self._single[key] = bytearray(count == 1 and at not in inner for at, count in enumerate(counts))
        return self._single[key]

    def nearest(self, scope: int, below: int = -1) -> int:
        """Position of a place, or of the nearest one above it; -1 when there is none."""
        while scope not in self.at:
            if scope == 0:
                return -1
            scope = upper(scope)
        return -1 if scope == below else self.at[scope]

    def chain(self, scope: int) -> list[int]:
        """Positions of a unit's place and all above it, lowest first."""
        found, at = [], self.nearest(scope)
        while at >= 0:
            found.append(at)
            at = self.above[at]
        return found

    def climb(self, values: list[Pair | None], join: Callable[[Pair, Pair], Pair]) -> None:
        """Join every place's own value into those above; the order of scopes puts what is above first."""
        for number in range(len(values) - 1, -1, -1):
            value, above = values[number], self.above[number]
            if value is not None and above >= 0:
                other = values[above]
                values[above] = value if other is None else join(other, value)


def added(one: Pair, two: Pair) -> Pair:
    """Two pairs together."""
    return one[0] + two[0], one[1] + two[1]


def rolled(riser: Riser, places: Places, home: Sequence[int], own: Sequence[bool], column: Sequence[Input],
           weights: Sequence[Input] | None) -> list[Figure | None]:  # fmt: skip
    """One entry of every place from the column of all units: its pair, see ``lifted``.

    Args:
        home: position of each unit's place; ``own``: whether it stands at that place itself.
    """
    if riser.way is Way.SUM and not riser.hand:
        return _summed(places, home, column)
    found: list[Pair | None] = [None] * len(places.scopes)

    def join(one: Pair, two: Pair) -> Pair:
        return better(riser, one, two) if riser.way in (Way.MIN, Way.MAX) and not riser.hand else added(one, two)

    for number, value in enumerate(column):
        pair = lifted(riser, value, weights[number] if weights else None, own[number])
        at = home[number]
        if pair is not None and at >= 0:
            other = found[at]
            found[at] = pair if other is None else join(other, pair)
    if riser.way is not Way.OWN or riser.hand:
        places.climb(found, join)
    return [None if pair is None else Figure(*pair) for pair in found]


def _summed(places: Places, home: Sequence[int], column: Sequence[Input]) -> list[Figure | None]:
    """Parts and wholes added up. A place that holds one unit has that unit's own figure, which is judged already."""
    single = places.single(home)
    found: list[Figure | None] = [None] * len(places.scopes)
    parts, wholes = [ZERO] * len(found), [ZERO] * len(found)
    seen = bytearray(len(found))
    for at, value in zip(home, column, strict=True):
        if at < 0 or not isinstance(value, Figure):
            continue
        if single[at]:
            found[at] = value
        else:
            parts[at] += value.numerator
            wholes[at] += value.denominator
            seen[at] = 1
    above = places.above
    for number in range(len(found) - 1, -1, -1):
        own = found[number]
        if own is not None:
            part, whole = own.numerator, own.denominator
        elif seen[number]:
            part, whole = parts[number], wholes[number]
            found[number] = Figure(part, whole)
        else:
            continue
        if not (part or whole):  # units whose records there say nothing: as if there were none
            found[number] = None
            continue
        up = above[number]
        if up >= 0:
            parts[up] += part
            wholes[up] += whole
            seen[up] = 1
    return found
