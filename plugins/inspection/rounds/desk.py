"""What computing needs of one round: its rubric worked out for every class, what is measured and marked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.measures import Scan, Way, measures_of, scan
from gongkai.plugins.inspection.arithmetic import Entry, Evaluator, Kind
from gongkai.plugins.inspection.arithmetic.operators import NOTHING, Input
from gongkai.plugins.inspection.below import takes_from_below
from gongkai.plugins.inspection.engine import members_meant
from gongkai.plugins.inspection.models import POINTS_PLACES
from gongkai.plugins.inspection.rounds.finding import rubric_in
from gongkai.plugins.inspection.rounds.rollup import Riser
from gongkai.plugins.inspection.rounds.rules import COUNTING
from gongkai.plugins.inspection.rubrics import evaluator_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

SOME = 400  # units that one statement names
Member = tuple[str, int, str, str, str]
"""A unit's uid, scope, level, kind and class in a round."""
Columns = dict[str, list[Any]]
"""Rows to be kept, by column."""
Tables = dict[str, list[Input]]
"""What went in, by entry, over all units."""


@dataclass
class Ran:
    """What computing did: units and places written (new or changed), records read, statements, seconds."""

    units: int = 0
    places: int = 0
    written: int = 0
    read: int = 0
    statements: int = 0
    seconds: float = 0.0


@dataclass
class Desk:
    """One round opened for computing.

    Attributes:
        given: marks by entry and phase, then unit (``read_marks``).
        below: whether a score takes in those of the units below, see ``rounds.below``.
        extra: measures that only weigh others.
    """

    office: "Office"
    round: Any
    evaluators: dict[str, Evaluator] = field(default_factory=dict)
    given: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rubric = rubric_in(self.round)
        self.day = min(self.round.as_of or self.office.today, self.office.today)
        self.then = self.office if self.day == self.office.today else self.office.on(self.day)
        self.measures = measures_of(self.then)
        self.low, self.high = span(self.round.within)
        self.below = takes_from_below(self.rubric)
        self.base = self.evaluator("")
        weights = {
            known.weight for e in self.base.plan.entries if (known := self.measures.get(e.measure)) and known.weight
        }
        self.extra = [self.measures[key] for key in sorted(weights) if key in self.measures]

    def evaluator(self, unit_class: str) -> Evaluator:
        """What scores the units of a class."""
        if unit_class not in self.evaluators:
            self.evaluators[unit_class] = evaluator_of(self.office, self.rubric, unit_class)
        return self.evaluators[unit_class]

    def keys(self, unit_class: str) -> tuple[str, ...]:
        """What the inputs of a unit of a class are kept as: its entries, then the weights of weighted means."""
        return (*self.evaluator(unit_class).keys, *(f"={measure.key}" for measure in self.extra))

    def entries(self) -> dict[str, Entry]:
        """The entries of all classes by key."""
        return {entry.key: entry for one in self.evaluators.values() for entry in one.plan.entries}

    def scan(self, units: Sequence[str] | None = None) -> Scan:
        """All measures that the rubric names, over the round's places; of these units alone."""
        wanted = [self.measures[e.measure] for e in self.entries().values() if e.measure in self.measures]
        return scan(self.then, [*wanted, *self.extra], self.low, self.high, units)

    def read_marks(self, units: Sequence[str] | None = None) -> None:
        """The marks by entry and phase."""
        some = f" AND unit IN ({', '.join('?' for _ in units)})" if units else ""
        self.given = {}
        for indicator, phase, unit, points in self.office.rows(
            "SELECT indicator, phase, unit, points FROM {mark} WHERE round = ? AND rubric = ? AND scope BETWEEN ? AND ?"
            + some,
            (self.round.code, self.rubric.id, self.low, self.high, *(units or ())),
        ):
            self.given.setdefault((indicator, phase), {})[unit] = Decimal(int(points)).scaleb(-POINTS_PLACES)

    def column(self, entry: Entry, uids: Sequence[str], found: Scan, own: bool = False) -> list[Input]:
        """What every unit gives for an entry; ``own``: by its own marks."""
        if entry.hand:
            phases = ("self",) if own else COUNTING
            marks: dict[str, Decimal] = {}
            for phase in reversed(phases):
                marks |= self.given.get((entry.key, phase), {})
            values: list[Input] = [marks.get(uid) for uid in uids]
        elif entry.below:
            values = [NOTHING] * len(uids)  # until the scores below are known
        elif not found.has(entry.measure):
            values = [Kind.NO_DATA] * len(uids)
        else:
            values = list(found.column(entry.measure, uids))
        meant = members_meant(self.office, entry.indicator.to, self.low, self.high)
        if meant is not None:
            values = [value if uid in meant else Kind.NOT_APPLICABLE for uid, value in zip(uids, values, strict=True)]
        return values

    def risers(self) -> list[Riser]:
        """How every entry of the base plan goes up."""
        found = []
        for entry in self.base.plan.entries:
            known = self.measures.get(entry.measure)
            if entry.hand or known is None:
                found.append(Riser(Way.MEAN, hand=entry.hand))
            else:
                found.append(Riser(known.way, known.unit == "share"))
        return found


def members(office: "Office", round: Any, units: Sequence[str] | None = None) -> list[Member]:
    """The units of a round in order of place; of these units alone."""
    some = f" AND unit IN ({', '.join('?' for _ in units)})" if units is not None else ""
    return office.rows(
        f"SELECT unit, scope, level, kind, unit_class FROM {{round_member}} WHERE round = ?{some} ORDER BY scope, unit",
        (round.uid, *(units or ())),
    )
