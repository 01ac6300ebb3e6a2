"""The heat map: what share of the points each division's units earned, indicator by indicator.

A row is a division one level down with all the units at or below it; the place's own units have a row of their own. Where
nothing lies below, a row is a unit. A cell is the sum of what was earned over the sum of what could be, by the items that
count; not assessed is no cell, never zero.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.core.registry.find import children
from gongkai.core.registry.models import Division
from gongkai.plugins.inspection.arithmetic import EXACT, ZERO
from gongkai.plugins.inspection.book.pages import first_level, parts
from gongkai.plugins.inspection.engine import UnitScore
from gongkai.plugins.inspection.rules import Indicator, Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office

TOTAL = "total"
DIVISION, OWN, UNIT = "division", "own", "unit"
MOST_COLUMNS = 40
PAGE = 500


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator, or ``total`` for the whole; ``groups`` says that it can be opened."""

    key: str
    name: T
    groups: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A division, the place's ``own`` units or one ``unit``: how many units it stands for, a share (0 to 1) a column."""

    kind: str
    scope: int
    uid: str
    name: str
    units: int
    cells: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """The map of one place."""

    place: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def heat(office: "Office", scores: Sequence[UnitScore], place: int, indicator: str = "", own: bool = False) -> Heat:
    """The map of a place from the scores of all units at or below it.

    Args:
        own: only the place's own units, each in a row.
        indicator: id of a group: its parts are the columns in place of the first-level indicators.
    """
    groups = {score.rubric.id: _groups(score.rubric, indicator) for score in scores}
    columns: dict[str, Column] = {TOTAL: Column(TOTAL, T("总分", "Total"))}
    for rubric_id, group in groups.items():
        parents = {one.parent for score in scores if score.rubric.id == rubric_id for one in score.rubric.indicator}
        for one in group.values():
            if len(columns) < MOST_COLUMNS:
                columns.setdefault(one.id, Column(one.id, one.name, one.id in parents))
    rows = []
    units = _each(score for score in scores if score.scope == place) if own else _below(office, scores, place)
    for kind, scope, uid, name, members in units:
        sums = {key: [ZERO, ZERO] for key in columns}
        for score in members:
            if score.published is not None:
                sums[TOTAL][0] += EXACT.divide(score.published, Decimal(score.rubric.out_of or score.rubric.total))
                sums[TOTAL][1] += 1
            for part in parts(score, groups[score.rubric.id]):
                if part.indicator.id in sums:
                    sums[part.indicator.id][0] += part.earned
                    sums[part.indicator.id][1] += part.points
        cells = tuple(EXACT.divide(max(some, ZERO), over) if over else None for some, over in sums.values())
        rows.append(Row(kind, scope, uid, name, len(members), cells))
    return Heat(place, tuple(columns.values()), tuple(rows))


def _groups(rubric: Rubric, indicator: str) -> dict[str, Indicator]:
    """To which column each indicator is counted."""
    if not indicator:
        return first_level(rubric)
    known = {one.id: one for one in rubric.indicator}
    found: dict[str, Indicator] = {}
    for one in rubric.indicator:
        above = one
        while above.parent and above.parent != indicator:
            above = known[above.parent]
        if above.parent == indicator:
            found[one.id] = above
    return found


def _below(
    office: "Office", scores: Sequence[UnitScore], place: int
) -> list[tuple[str, int, str, str, list[UnitScore]]]:
    """The rows: the place's own units first, then each division below that has units; units where none has."""
    ordered = sorted(scores, key=lambda score: score.scope)
    scopes = [score.scope for score in ordered]
    own, end = [], 0
    found: list[tuple[str, int, str, str, list[UnitScore]]] = []
    for division in _children(office, place):
        low, high = span(division.code)
        start = bisect_left(scopes, low, end)
        own += ordered[end:start]
        end = bisect_right(scopes, high, start)
        if start < end:
            found.append((DIVISION, division.code, "", division.name, ordered[start:end]))
    own += ordered[end:]
    if not found:
        return _each(own)
    if own:
        found.insert(0, (OWN, place, "", str(T("本级单位", "Own units")), own))
    return found


def _each(scores: Iterable[UnitScore]) -> list[tuple[str, int, str, str, list[UnitScore]]]:
    return [(UNIT, score.scope, score.uid, score.name, [score]) for score in scores]


def _children(office: "Office", place: int) -> Iterator[Division]:
    after = -1
    while page := children(office, place or None, after, PAGE):
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].code
