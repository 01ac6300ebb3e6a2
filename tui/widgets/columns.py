"""How wide each column of a grid is, and which are on the screen. All widths are in terminal cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.tui.widgets.source import GridColumn

GAP = 2
"""Blank cells between two columns."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns on the screen as ``(index, width)``, and whether more are hidden on either side."""

    shown: tuple[tuple[int, int], ...]
    more_left: bool
    more_right: bool


def last_offset(columns: Sequence[GridColumn], width: int, fixed: int) -> int:
    """The offset of the column window at which the last column is on the screen."""
    fixed = max(0, min(fixed, len(columns)))
    taken = sum(column.width + GAP for column in columns[:fixed])
    offset = len(columns) - fixed
    for column in reversed(columns[fixed:]):
        taken += column.width + GAP
        if taken - GAP > width:
            break
        offset -= 1
    return max(0, min(offset, len(columns) - fixed - 1))


def layout(columns: Sequence[GridColumn], width: int, offset: int = 0, fixed: int = 1) -> Layout:
    """Place the columns on ``width`` cells: the first ``fixed`` ones, then the others from ``offset`` on.

    A column is shown whole or not at all, except where not even one fits. Spare cells go to the flexible
    columns in equal parts.
    """
    fixed = max(0, min(fixed, len(columns)))
    shown: list[tuple[int, int]] = []
    room = width
    last = -1
    for index in (*range(fixed), *range(fixed + offset, len(columns))):
        wanted = max(1, columns[index].width)
        first_loose = index == fixed + offset
        if wanted > room and shown and not (first_loose and room >= 1):
            break
        size = min(wanted, room)
        if size < 1:
            break
        shown.append((index, size))
        room -= size + GAP
        last = index
    more_right = 0 <= last < len(columns) - 1
    spare = room + GAP if shown else 0
    flexible = [place for place, (index, _) in enumerate(shown) if columns[index].flexible]
    if spare > 0 and flexible:
        part, rest = divmod(spare, len(flexible))
        for turn, place in enumerate(flexible):
            index, size = shown[place]
            shown[place] = (index, size + part + (1 if turn < rest else 0))
    return Layout(tuple(shown), offset > 0, more_right)
