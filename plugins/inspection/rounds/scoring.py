"""The scores of a round's units: plain arithmetic by column, so that what many units share is judged once."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import compress
from typing import Any

from gongkai.core.measures import Scan
from gongkai.core.store.record import derived_uids
from gongkai.plugins.inspection.arithmetic import Evaluator, Kind, Score
from gongkai.plugins.inspection.arithmetic.operators import Input
from gongkai.plugins.inspection.rounds.desk import Columns, Desk, Member, Tables
from gongkai.plugins.inspection.rounds.inputs import written_rows


def inputs(desk: Desk, ones: Sequence[Member], found: Scan) -> Tables:
    """What goes into the scores of these units: every entry's column, then the weights of weighted means."""
    uids = [one[0] for one in ones]
    tables = {key: desk.column(entry, uids, found) for key, entry in desk.entries().items()}
    return tables | {f"={measure.key}": list(found.column(measure.key, uids)) for measure in desk.extra}


def scores(desk: Desk, ones: Sequence[Member], tables: Tables) -> list[Score]:
    """The score of every unit, class by class."""
    by_unit: list[Score | None] = [None] * len(ones)
    for _, evaluator, at, chosen in _classes(desk, ones):
        part = [_of(tables[key], chosen) for key in evaluator.keys]
        for number, score in zip(at, by_column(evaluator, part), strict=True):
            by_unit[number] = score
    return [score for score in by_unit if score is not None]


def self_scores(desk: Desk, ones: Sequence[Member], tables: Tables) -> list[int | None]:
    """By their own marks in place of those given; None for units that gave none."""
    found: list[int | None] = [None] * len(ones)
    marked = {uid for (_, phase), marks in desk.given.items() if phase == "self" for uid in marks}
    if not marked:
        return found
    nothing = Scan()
    for _, evaluator, at, chosen in _classes(desk, ones):
        some = [ones[number][0] for number in at]
        mine = [
            desk.column(entry, some, nothing, own=True) if entry.hand else _of(tables[entry.key], chosen)
            for entry in evaluator.plan.entries
        ]
        for number, score in zip(at, by_column(evaluator, mine), strict=True):
            found[number] = cents(score.published) if ones[number][0] in marked else None
    return found


def _classes(desk: Desk, ones: Sequence[Member]) -> list[tuple[str, Evaluator, Sequence[int], list[bool] | None]]:
    """Every class that has units: its evaluator, their positions, and which they are (None: all)."""
    found: list[tuple[str, Evaluator, Sequence[int], list[bool] | None]] = []
    for unit_class, evaluator in desk.evaluators.items():
        chosen = [(one[4] or "") == unit_class for one in ones]
        at = list(compress(range(len(ones)), chosen))
        if at:
            found.append((unit_class, evaluator, at, None if len(at) == len(ones) else chosen))
    return found


def _of(column: list[Input], chosen: list[bool] | None) -> list[Input]:
    return column if chosen is None else list(compress(column, chosen))


def by_column(evaluator: Evaluator, part: Sequence[Sequence[Input]]) -> list[Score]:
    """The scores of units whose inputs stand in columns, one for each entry."""
    numbers, at = [], 0
    for place, leaf in enumerate(evaluator.plan.leaves):
        width = len(leaf.entries)
        column: Sequence[Any] = part[at] if width == 1 else list(zip(*part[at : at + width], strict=True))
        # equal inputs are mostly one object; looking at which is much cheaper than comparing
        ids = list(map(id, column))
        known = {key: evaluator.choose(place, value) for key, value in dict(zip(ids, column, strict=True)).items()}
        numbers.append(list(map(known.__getitem__, ids)))
        at += width
    return list(map(evaluator.total, zip(*numbers, strict=True)))


def cents(value: Decimal | None) -> int | None:
    return None if value is None else int(value.scaleb(2))


def result_rows(desk: Desk, ones: Sequence[Member], tables: Tables, by_unit: Sequence[Score]) -> Columns:
    """The rows of all units as columns."""
    texts = [""] * len(ones)
    for unit_class, _, at, chosen in _classes(desk, ones):
        kept = [_of(tables[key], chosen) for key in desk.keys(unit_class)]
        for number, text in zip(at, written_rows(kept), strict=True):
            texts[number] = text
    return _rows_of(desk.round, ones, by_unit, texts, self_scores(desk, ones, tables))


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
                cents(score.published), None if score.unrounded is None else str(score.unrounded),
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
