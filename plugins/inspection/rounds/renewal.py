"""One changed record: the results of its unit and of what is above are computed again, and nothing else is read.

Above are the places that hold the unit, whose figures change by the difference, and, where the rubric takes scores from
below, the units over it, one after the other up to the top.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import ancestors, span
from gongkai.core.measures import Figure, Way
from gongkai.core.store.record import derived_uid
from gongkai.plugins.inspection.arithmetic import ZERO
from gongkai.plugins.inspection.arithmetic.operators import Input
from gongkai.plugins.inspection.below import children_of
from gongkai.plugins.inspection.rounds.below import fill_kept
from gongkai.plugins.inspection.rounds.desk import SOME, Columns, Desk, Member, Ran, Tables, members
from gongkai.plugins.inspection.rounds.inputs import pairs, read_inputs, written_pairs
from gongkai.plugins.inspection.rounds.rollup import Pair, Riser, better, input_of, lifted
from gongkai.plugins.inspection.rounds.run import note_run
from gongkai.plugins.inspection.rounds.scoring import cents, inputs, result_rows, scores

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

TOLD = ("inputs", "score", "unrounded", "expected", "assessed", "verdict", "self_score")


def renew(office: "Office", change: "Change", round: Any, units: Sequence[str], note: bool = True) -> Ran:
    """Compute the results of some units again, and those of the places and units above them by what changed.

    Reads the records of these units alone, and writes one row for each of them and for each that is above.

    Args:
        note: say that all records up to this change are in the results.
    """
    start = perf_counter()
    work = _Renewal(Desk(office, round), change)
    for first in range(0, len(units), SOME):
        work.read(members(office, round, units[first : first + SOME]))
    work.climb()
    work.places()
    if note:
        note_run(office, change, round)
    work.done.seconds = perf_counter() - start
    return work.done


class _Renewal:
    """What changed so far: units whose outcome moved, and by how much each place above does."""

    def __init__(self, desk: Desk, change: "Change") -> None:
        self.desk = desk
        self.change = change
        self.done = Ran()
        self.children = children_of(desk.office, desk.low, desk.high) if desk.below else {}
        self._risers = desk.risers()
        self._moved_units: set[str] = set()
        self._moved: dict[int, tuple[list[Pair | None], list[int]]] = {}

    def read(self, ones: list[Member]) -> None:
        """Read the records of units and keep what they come to."""
        if not ones:
            return
        desk, uids = self.desk, [one[0] for one in ones]
        for unit_class in {one[4] or "" for one in ones}:
            desk.evaluator(unit_class)
        found = desk.scan(uids)
        self.done.read += found.read
        self.done.statements += found.statements
        desk.read_marks(uids)
        self._score(ones, inputs(desk, ones, found))

    def climb(self) -> None:
        """The units over those whose outcome moved: scored again from what is kept, the deepest first."""
        over = {child: parent for parent, ones in self.children.items() for child in ones}
        waiting = {over[uid] for uid in self._moved_units if uid in over}
        seen: set[str] = set()
        while waiting:
            uid = max(waiting, key=lambda one: (len(_chain(one, over)), one))
            waiting.remove(uid)
            seen.add(uid)
            self._moved_units.clear()
            for one in members(self.desk.office, self.desk.round, [uid]):
                self.desk.read_marks([uid])
                self._score([one], self._kept(one))
            if uid in self._moved_units and uid in over and over[uid] not in seen:
                waiting.add(over[uid])

    def places(self) -> None:
        """The places above, by what their units moved."""
        for scope, (differences, counts) in sorted(self._moved.items()):
            self.done.places += self._place(scope, differences, counts)
        self.done.written = self.done.units + self.done.places

    def _kept(self, one: Member) -> Tables:
        keys = self.desk.keys(one[4] or "")
        ((text,),) = self.desk.office.rows(
            "SELECT inputs FROM {round_result} WHERE round = ? AND unit = ?", (self.desk.round.uid, one[0])
        )
        return {key: [value] for key, value in zip(keys, read_inputs(text), strict=True)}

    def _score(self, ones: Sequence[Member], tables: Tables) -> None:
        desk = self.desk
        if desk.below:
            fill_kept(desk, ones, tables, self.children)
        results = result_rows(desk, ones, tables, scores(desk, ones, tables))
        for number, one in enumerate(ones):
            self._put(one, number, results, tables)

    def _put(self, one: Member, number: int, results: Columns, tables: Tables) -> None:
        resource = self.change.office.resource("round_result")
        old = self.change.current(resource, results["uid"][number])
        new = {name: results[name][number] for name in TOLD if results[name][number] != old[name]}
        if not new:
            return
        self.change.put_row(resource, old, new, "run")
        self.done.units += 1
        if new.keys() & {"score", "verdict"}:
            self._moved_units.add(one[0])
        keys = self.desk.keys(one[4] or "")
        was = dict(zip(keys, read_inputs(old["inputs"]), strict=True))
        now = {key: tables[key][number] for key in keys}
        self._spread(one, was, now, (old["score"], results["score"][number]))

    def _spread(
        self, one: Member, was: dict[str, Input], now: dict[str, Input], points: tuple[int | None, int | None]
    ) -> None:
        """What one unit's change adds to every place above it."""
        desk, entries = self.desk, self.desk.base.plan.entries

        def measured(values: dict[str, Input]) -> bool:
            return any(isinstance(values.get(e.key), Figure) for e in entries if e.measure)

        old, new = points
        counts = [measured(now) - measured(was), (new is not None) - (old is not None), (new or 0) - (old or 0)]
        weights = {e.key: f"={desk.measures[e.measure].weight}" for e in entries if e.measure in desk.measures}
        for scope in (*ancestors(one[1]), one[1]):
            if not desk.low <= scope <= desk.high and scope != desk.round.within:
                continue
            own = scope == one[1]
            differences: list[Pair | None] = []
            for riser, entry in zip(self._risers, entries, strict=True):
                weight = weights.get(entry.key, "")
                before = lifted(riser, was.get(entry.key), was.get(weight), own)
                after = lifted(riser, now.get(entry.key), now.get(weight), own)
                differences.append(None if before == after else _less(after, before))
            kept = self._moved.setdefault(scope, ([None] * len(self._risers), [0, 0, 0]))
            kept[0][:] = map(_plus, kept[0], differences)
            kept[1][:] = [a + b for a, b in zip(kept[1], counts, strict=True)]

    def _place(self, scope: int, differences: Sequence[Pair | None], counts: Sequence[int]) -> bool:
        resource = self.change.office.resource("round_place")
        uid = derived_uid("round_place", self.desk.round.uid, str(scope))
        if not self.change.office.rows("SELECT 1 FROM {round_place} WHERE uid = ?", (uid,)):
            return False
        old = self.change.current(resource, uid)
        values = pairs(old["inputs"])
        for at, (riser, difference) in enumerate(zip(self._risers, differences, strict=True)):
            if difference is None:
                continue
            if riser.way in (Way.MIN, Way.MAX) and not riser.hand:
                values[at] = self._extreme(scope, riser, at)
                continue
            after = _plus(values[at], difference)
            values[at] = after if after and any(after) else None
        score = self.desk.base.row(
            [input_of(riser, Figure(*pair) if pair else None) for riser, pair in zip(self._risers, values, strict=True)]
        )
        new = {
            "inputs": written_pairs(values), "score": cents(score.published), "reported": old["reported"] + counts[0],
            "assessed": old["assessed"] + counts[1], "total": old["total"] + counts[2],
        }  # fmt: skip
        new = {name: value for name, value in new.items() if value != old[name]}
        if new:
            self.change.put_row(resource, old, new, "run")
        return bool(new)

    def _extreme(self, scope: int, riser: Riser, at: int) -> Pair | None:
        """The lowest or highest unit of a place, looked for among the results that are kept."""
        key, best = self.desk.base.keys[at], None
        for text, unit_class in self.desk.office.rows(
            "SELECT inputs, unit_class FROM {round_result} WHERE round = ? AND scope BETWEEN ? AND ?",
            (self.desk.round.uid, *span(scope)),
        ):
            keys = self.desk.evaluator(unit_class or "").keys
            value = read_inputs(text)[keys.index(key)] if key in keys else None
            if isinstance(value, Figure) and value.denominator:
                pair = value.numerator, value.denominator
                best = pair if best is None else better(riser, best, pair)
        return best


def _chain(uid: str, over: dict[str, str]) -> list[str]:
    """A unit and those over it, up to the top or to where they would go round."""
    found = [uid]
    while (uid := over.get(uid, "")) and uid not in found:
        found.append(uid)
    return found


def _plus(one: Pair | None, two: Pair | None) -> Pair | None:
    if one is None or two is None:
        return two if one is None else one
    return one[0] + two[0], one[1] + two[1]


def _less(one: Pair | None, two: Pair | None) -> Pair:
    (a, b), (c, d) = one or (ZERO, ZERO), two or (ZERO, ZERO)
    return a - c, b - d
