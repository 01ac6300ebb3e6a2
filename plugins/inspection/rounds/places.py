"""What the places of a round come to, each with all units below it."""

from collections.abc import Sequence

from gongkai.core.codes import Level
from gongkai.core.measures import Figure, Way
from gongkai.core.store.record import derived_uids
from gongkai.plugins.inspection.arithmetic.operators import Input
from gongkai.plugins.inspection.rounds.desk import Columns, Desk, Member, Tables
from gongkai.plugins.inspection.rounds.inputs import written_rows
from gongkai.plugins.inspection.rounds.rollup import Places, input_of, rolled
from gongkai.plugins.inspection.rounds.scoring import by_column, cents


def place_rows(desk: Desk, ones: Sequence[Member], tables: Tables, results: Columns) -> Columns:
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
    measured = [tables[e.key] for e in desk.base.plan.entries if e.measure]
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
    scores = by_column(desk.base, inputs) if keep else []
    uids = derived_uids(("round_place", desk.round.uid, str(places.scopes[number])) for number in keep)
    for at, number in enumerate(keep):
        scope = places.scopes[number]
        units, reported, assessed, total = counts[number]
        values = (
            uids[at], None, scope, "", 1, desk.round.uid, Level(levels[scope]).key,
            kept[at], cents(scores[at].published), units, reported, assessed, total,
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
