"""Computing a round: a few statements for all units at once, plain arithmetic by column, rows written in bulk.

Ranks are never kept: they follow from the scores (see ``ranking``). A second run writes only the rows that differ, and a
renewal reads only the units whose records changed since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import compress
from time import perf_counter
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.codes import Level, ancestors, span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Scan, Way, measures_of, scan
from gongkai.core.store.record import columns, derived_uid, derived_uids
from gongkai.plugins.inspection.arithmetic import Entry, Evaluator, Kind, Score
from gongkai.plugins.inspection.arithmetic.operators import Input
from gongkai.plugins.inspection.engine import members_meant
from gongkai.plugins.inspection.models import POINTS_PLACES
from gongkai.plugins.inspection.rounds.finding import OVER, rubric_in
from gongkai.plugins.inspection.rounds.inputs import pairs, read_inputs, written_pairs, written_rows
from gongkai.plugins.inspection.rounds.models import PlaceResult, Result
from gongkai.plugins.inspection.rounds.rollup import Pair, Places, Riser, better, input_of, lifted, rolled
from gongkai.plugins.inspection.rounds.rules import COUNTING
from gongkai.plugins.inspection.rubrics import evaluator_of

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.ledger.generated import Batch
    from gongkai.core.office import Office

BATCH = 8000
SOME = 400  # units that one statement names
Member = tuple[str, int, str, str, str]
"""A unit's uid, scope, level, kind and class in a round."""


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
    """What computing needs of one round: its rubric worked out for every class, what is marked, who was drawn."""

    office: "Office"
    round: Any
    evaluators: dict[str, Evaluator] = field(default_factory=dict)
    given: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)
    drawn: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self.rubric = rubric_in(self.round)
        self.day = min(self.round.as_of or self.office.today, self.office.today)
        self.then = self.office if self.day == self.office.today else self.office.on(self.day)
        self.measures = measures_of(self.then)
        self.low, self.high = span(self.round.within)
        rows = self.office.rows("SELECT item FROM {round_draw} WHERE round = ? AND what = 'units'", (self.round.uid,))
        self.drawn = frozenset(row[0] for row in rows) or None
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


def members(office: "Office", round: Any) -> list[Member]:
    """The units of a round in order of place."""
    return office.rows(
        "SELECT unit, scope, level, kind, unit_class FROM {round_member} WHERE round = ? ORDER BY scope, unit",
        (round.uid,),
    )


def run(office: "Office", change: "Change", round: Any) -> Ran:
    """Compute every result of a round and keep it; running again writes only what differs.

    Raises:
        NotAllowed: the acting account may not inspect all of the round's place.
        BadInput: the round is not open, or its scores are public.
    """
    start = perf_counter()
    may_run(office, round)
    desk = Desk(office, round)
    ones = members(office, round)
    for unit_class in {one[4] or "" for one in ones}:
        desk.evaluator(unit_class)
    found = desk.scan()
    desk.read_marks()
    results, tables = _results(desk, ones, found)
    places = _places(desk, ones, tables, results)
    done = Ran(len(ones), len(places["uid"]), 0, found.read, found.statements)
    done.written = _keep(change, "round_result", Result, results) + _keep(change, "round_place", PlaceResult, places)
    _note_run(office, change, round)
    done.seconds = perf_counter() - start
    return done


def may_run(office: "Office", round: Any) -> None:
    """Refuse to compute a round that has not begun or is public, or for somebody who may not inspect all of it."""
    require(office, "inspect", round.within, whole=True)
    if round.stage == "draft" or round.stage in OVER:
        raise BadInput(
            T(f"轮次 {round.code} 还没有开始。", f"Round {round.code} has not begun.") if round.stage == "draft"
            else T(f"轮次 {round.code} 已公布，不再计算。", f"Round {round.code} is published and not computed again."),
            T("用 gongkai round advance 进入下一阶段。", "Begin it with gongkai round advance.") if round.stage == "draft"
            else T("有异议的走申诉；或另开一轮。", "Appeal where something is wrong; or open another round."),
        )  # fmt: skip


def _note_run(office: "Office", change: "Change", round: Any) -> None:
    resource = office.resource("round")
    new = {"run_on": office.today.isoformat(), "run_seq": change.seq}
    change.put_row(resource, change.current(resource, round.uid), new, "run")


Columns = dict[str, list[Any]]


def _results(desk: Desk, ones: Sequence[Member], found: Scan) -> tuple[Columns, dict[str, list[Input]]]:
    """The rows of all units as columns, and what went in: by entry, over all units."""
    uids = [one[0] for one in ones]
    tables = {key: desk.column(entry, uids, found) for key, entry in desk.entries().items()}
    tables |= {f"={measure.key}": list(found.column(measure.key, uids)) for measure in desk.extra}
    own = any(phase == "self" for _, phase in desk.given)
    total = len(ones)
    scores: list[Score | None] = [None] * total
    by_self: list[int | None] = [None] * total
    texts = [""] * total
    for unit_class, evaluator in desk.evaluators.items():
        chosen = [(one[4] or "") == unit_class for one in ones]
        at = [number for number, mine in enumerate(chosen) if mine]
        if not at:
            continue
        whole = len(at) == total
        part = [tables[key] if whole else list(compress(tables[key], chosen)) for key in evaluator.keys]
        weights = [tables[key] for key in desk.keys(unit_class)[len(evaluator.keys) :]]
        kept = [*part, *(weights if whole else [list(compress(column, chosen)) for column in weights])]
        for number, score, text in zip(at, _scored(evaluator, part), written_rows(kept), strict=True):
            scores[number], texts[number] = score, text
        if own:
            some = [uids[number] for number in at]
            mine = [
                desk.column(entry, some, found, own=True) if entry.hand else column
                for entry, column in zip(evaluator.plan.entries, part, strict=True)
            ]
            marked = {uid for (_, phase), marks in desk.given.items() if phase == "self" for uid in marks}
            for number, score in zip(at, _scored(evaluator, mine), strict=True):
                by_self[number] = _cents(score.published) if uids[number] in marked else None
    return _rows_of(desk.round, ones, [score for score in scores if score is not None], texts, by_self), tables


def _scored(evaluator: Evaluator, part: Sequence[Sequence[Input]]) -> list[Score]:
    """The scores of units whose inputs stand in columns, one for each entry."""
    numbers, at = [], 0
    for place, leaf in enumerate(evaluator.plan.leaves):
        width = len(leaf.entries)
        column: Sequence[Any] = part[at] if width == 1 else list(zip(*part[at : at + width], strict=True))
        ids = list(
            map(id, column)
        )  # equal inputs are mostly one object; looking at which is much cheaper than comparing
        known = {key: evaluator.choose(place, value) for key, value in dict(zip(ids, column, strict=True)).items()}
        numbers.append(list(map(known.__getitem__, ids)))
        at += width
    return list(map(evaluator.total, zip(*numbers, strict=True)))


def _cents(value: Decimal | None) -> int | None:
    return None if value is None else int(value.scaleb(2))


def _rows_of(
    round: Any, ones: Sequence[Member], scores: Sequence[Score], texts: list[str], by_self: list[int | None]
) -> Columns:
    counted: dict[int, tuple[Any, ...]] = {}
    rows = []
    for score in scores:
        row = counted.get(id(score))
        if row is None:
            kinds = [result.kind for result in score.results]
            row = counted[id(score)] = (
                _cents(score.published), None if score.unrounded is None else str(score.unrounded),
                sum(kind is not Kind.NOT_APPLICABLE for kind in kinds), sum(kind.counts for kind in kinds),
                score.verdict.value or None,
            )  # fmt: skip
        rows.append(row)
    uids, scopes, levels, kinds_, classes = (list(column) for column in zip(*ones, strict=True)) if ones else ([],) * 5
    points, unrounded, expected, assessed, verdict = (
        (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 5
    )
    count = len(uids)
    return {
        "uid": derived_uids(("round_result", round.uid, uid) for uid in uids),
        "unit": uids, "scope": scopes, "stage": [""] * count, "version": [1] * count, "round": [round.uid] * count,
        "level": levels, "kind": kinds_, "unit_class": classes, "inputs": texts, "score": points, "unrounded": unrounded,
        "expected": expected, "assessed": assessed, "verdict": verdict, "self_score": by_self, "corrected": [None] * count,
    }  # fmt: skip


def _places(desk: Desk, ones: Sequence[Member], tables: dict[str, list[Input]], results: Columns) -> Columns:
    """The rows of all places that hold a unit, as columns."""
    levels = dict(desk.office.rows(
        "SELECT code, level FROM {division} WHERE code BETWEEN ? AND ? AND level <= ?",
        (desk.low, desk.high, int(Level.TOWNSHIP)),
    ))  # fmt: skip
    places = Places(sorted(levels))
    home = [places.nearest(one[1]) for one in ones]
    own = [at >= 0 and places.scopes[at] == one[1] for at, one in zip(home, ones, strict=True)]
    columns_ = []
    for riser, entry in zip(desk.risers(), desk.base.plan.entries, strict=True):
        known = desk.measures.get(entry.measure)
        weights = tables.get(f"={known.weight}") if known else None
        columns_.append(rolled(riser, places, home, own, tables[entry.key], weights))
    measured = [tables[e.key] for e in desk.base.plan.entries if not e.hand]
    counts = _counts(places, home, results["score"], measured)
    keep = [number for number in range(len(places.scopes)) if counts[number][0]]
    risers = desk.risers()
    rows: Columns = {name: [] for name in ("uid", "unit", "scope", "stage", "version", "round", "level", "inputs", "score",
                                           "units", "reported", "assessed", "total")}  # fmt: skip
    lines = [[column[number] for number in keep] for column in columns_]
    inputs = [
        line if riser.way is Way.SUM and not riser.hand else [input_of(riser, one) for one in line]
        for riser, line in zip(risers, lines, strict=True)
    ]
    kept = written_rows(lines)
    scores = _scored(desk.base, inputs) if keep else []
    uids = derived_uids(("round_place", desk.round.uid, str(places.scopes[number])) for number in keep)
    for at, number in enumerate(keep):
        scope = places.scopes[number]
        units, reported, assessed, total = counts[number]
        values = (
            uids[at], None, scope, "", 1, desk.round.uid, Level(levels[scope]).key,
            kept[at], _cents(scores[at].published), units, reported, assessed, total,
        )  # fmt: skip
        for name, value in zip(rows, values, strict=True):
            rows[name].append(value)
    return rows


def _counts(
    places: Places, home: Sequence[int], scores: Sequence[int | None], measured: Sequence[Sequence[Input]]
) -> list[tuple[int, int, int, int]]:
    """Of each place: units, those with records, those with a score, and the sum of their scores."""
    found = [[0, 0, 0, 0] for _ in places.scopes]
    reports = (
        [any(isinstance(value, Figure) for value in row) for row in zip(*measured, strict=True)] if measured else None
    )
    for number, (at, score) in enumerate(zip(home, scores, strict=True)):
        if at < 0:
            continue
        row = found[at]
        row[0] += 1
        row[1] += bool(reports and reports[number])
        if score is not None:
            row[2] += 1
            row[3] += score
    for number in range(len(found) - 1, -1, -1):
        if places.above[number] >= 0:
            above = found[places.above[number]]
            for at, value in enumerate(found[number]):
                above[at] += value
    return [(a, b, c, d) for a, b, c, d in found]


# ---- keeping


def _keep(change: "Change", register: str, model: Any, rows: Columns) -> int:
    """Write rows: all of them in bulk where there are none yet, else those that differ; gives how many."""
    office, resource = change.office, change.office.resource(register)
    names = [name for name in columns(model) if name != "sheet"]
    if not rows["uid"]:
        return 0
    before = {
        row[0]: row for row in office.rows(
            f"SELECT uid, version, {', '.join(names)} FROM {{{resource.table}}} WHERE round = ?", (rows["round"][0],)
        )
    }  # fmt: skip
    if not before:
        return change.insert_generated(resource, _batches(rows))
    told = [name for name in names if name not in ("uid", "version", "corrected")]
    at = {name: number + 2 for number, name in enumerate(names)}
    fresh: list[dict[str, Any]] = []
    written = 0
    for row in zip(*rows.values(), strict=True):
        new = dict(zip(rows, row, strict=True))
        old = before.pop(new["uid"], None)
        if old is None:
            fresh.append({**dict.fromkeys(columns(model)), **new})
        elif changed := {name: new[name] for name in told if new[name] != old[at[name]]}:
            change.put_row(resource, change.current(resource, new["uid"]), changed, "run")
            written += 1
    change.insert_rows(resource, fresh)
    for uid in before:
        change.remove_row(resource, change.current(resource, uid))
    return written + len(fresh) + len(before)


def _batches(rows: Columns) -> Iterator["Batch"]:
    for start in range(0, len(rows["uid"]), BATCH):
        part = {name: values[start : start + BATCH] for name, values in rows.items()}
        yield part, ["" for _ in part["uid"]]


# ---- renewing


def renew(office: "Office", change: "Change", round: Any, units: Sequence[str], note: bool = True) -> Ran:
    """Compute the results of some units again, and those of the places above them by what changed.

    Reads the records of these units alone, and writes one row for each of them and for each place above.
    """
    start = perf_counter()
    desk = Desk(office, round)
    done = Ran()
    for first in range(0, len(units), SOME):
        part = list(units[first : first + SOME])
        marks = ", ".join("?" for _ in part)
        ones: list[Member] = office.rows(
            "SELECT unit, scope, level, kind, unit_class FROM {round_member} WHERE round = ?"
            f" AND unit IN ({marks}) ORDER BY scope, unit", (round.uid, *part),
        )  # fmt: skip
        if not ones:
            continue
        for unit_class in {one[4] or "" for one in ones}:
            desk.evaluator(unit_class)
        found = desk.scan([one[0] for one in ones])
        desk.read_marks([one[0] for one in ones])
        results, tables = _results(desk, ones, found)
        _renew_part(desk, change, ones, results, tables, done)
        done.read += found.read
        done.statements += found.statements
    if note:
        _note_run(office, change, round)
    done.seconds = perf_counter() - start
    return done


def _renew_part(
    desk: Desk, change: "Change", ones: Sequence[Member], results: Columns, tables: dict[str, list[Input]], done: Ran
) -> None:
    resource = change.office.resource("round_result")
    risers, entries = desk.risers(), desk.base.plan.entries
    moved: dict[int, list[Any]] = {}
    for number, one in enumerate(ones):
        uid = results["uid"][number]
        old = change.current(resource, uid)
        new = {
            name: results[name][number]
            for name in ("inputs", "score", "unrounded", "expected", "assessed", "verdict", "self_score")
        }
        new = {name: value for name, value in new.items() if value != old[name]}
        if not new:
            continue
        change.put_row(resource, old, new, "run")
        done.units += 1
        keys = desk.keys(one[4] or "")
        was = dict(zip(keys, read_inputs(old["inputs"]), strict=True))
        now = {key: tables[key][number] for key in keys}
        _spread(desk, one, risers, entries, was, now, old["score"], results["score"][number], moved)
    for scope, (differences, counts) in sorted(moved.items()):
        done.places += _renew_place(desk, change, scope, risers, differences, counts)
    done.written = done.units + done.places


def _spread(
    desk: Desk, one: Member, risers: Sequence[Riser], entries: Sequence[Entry], was: dict[str, Input],
    now: dict[str, Input], old: int | None, new: int | None, moved: dict[int, list[Any]],
) -> None:  # fmt: skip
    """What one unit's change adds to every place above it."""

    def measured(values: dict[str, Input]) -> bool:
        return any(isinstance(values.get(e.key), Figure) for e in entries if not e.hand)

    counts = [measured(now) - measured(was), (new is not None) - (old is not None), (new or 0) - (old or 0)]
    weights = {e.key: f"={desk.measures[e.measure].weight}" for e in entries if e.measure in desk.measures}
    for scope in (*ancestors(one[1]), one[1]):
        if not desk.low <= scope <= desk.high and scope != desk.round.within:
            continue
        differences: list[Pair | None] = []
        for riser, entry in zip(risers, entries, strict=True):
            own, weight = scope == one[1], weights.get(entry.key, "")
            before = lifted(riser, was.get(entry.key), was.get(weight), own)
            after = lifted(riser, now.get(entry.key), now.get(weight), own)
            zero = (Decimal(0), Decimal(0))
            differences.append(None if before == after else (
                (after or zero)[0] - (before or zero)[0], (after or zero)[1] - (before or zero)[1]))  # fmt: skip
        kept = moved.setdefault(scope, [[None] * len(risers), [0, 0, 0]])
        kept[0] = [
            two if one_ is None else one_ if two is None else (one_[0] + two[0], one_[1] + two[1])
            for one_, two in zip(kept[0], differences, strict=True)
        ]
        kept[1] = [a + b for a, b in zip(kept[1], counts, strict=True)]


def _renew_place(
    desk: Desk,
    change: "Change",
    scope: int,
    risers: Sequence[Riser],
    differences: Sequence[Pair | None],
    counts: list[int],
) -> int:
    resource = change.office.resource("round_place")
    uid = derived_uid("round_place", desk.round.uid, str(scope))
    if not change.office.rows("SELECT 1 FROM {round_place} WHERE uid = ?", (uid,)):
        return 0
    old = change.current(resource, uid)
    values = pairs(old["inputs"])
    for at, (riser, difference) in enumerate(zip(risers, differences, strict=True)):
        if difference is None:
            continue
        if riser.way in (Way.MIN, Way.MAX) and not riser.hand:
            values[at] = _extreme(desk, scope, riser, at)
            continue
        before = values[at] or (Decimal(0), Decimal(0))
        after = before[0] + difference[0], before[1] + difference[1]
        values[at] = after if any(after) else None
    score = desk.base.row(
        [input_of(riser, Figure(*pair) if pair else None) for riser, pair in zip(risers, values, strict=True)]
    )
    new = {
        "inputs": written_pairs(values), "score": _cents(score.published), "reported": old["reported"] + counts[0],
        "assessed": old["assessed"] + counts[1], "total": old["total"] + counts[2],
    }  # fmt: skip
    new = {name: value for name, value in new.items() if value != old[name]}
    if new:
        change.put_row(resource, old, new, "run")
    return bool(new)


def _extreme(desk: Desk, scope: int, riser: Riser, at: int) -> Pair | None:
    """The lowest or highest unit of a place, looked for among the results that are kept."""
    key, best = desk.base.keys[at], None
    for text, unit_class in desk.office.rows(
        "SELECT inputs, unit_class FROM {round_result} WHERE round = ? AND scope BETWEEN ? AND ?",
        (desk.round.uid, *span(scope)),
    ):
        keys = desk.evaluator(unit_class or "").keys
        value = read_inputs(text)[keys.index(key)] if key in keys else None
        if isinstance(value, Figure) and value.denominator:
            pair = value.numerator, value.denominator
            best = pair if best is None else better(riser, best, pair)
    return best
