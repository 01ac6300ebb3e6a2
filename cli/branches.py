"""Drawing a tree: the rows of a subtree in the order of a tree, each with its depth and its branch."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

R = TypeVar("R")


def branches(
    rows: Iterable[R], top: int, depth: int, code: Callable[[R], int], parent: Callable[[R], int | None]
) -> Iterator[tuple[int, R, str]]:  # fmt: skip
    """Depth, row and drawn branch of ``top`` and everything below it.

    Args:
        rows: the subtree in the order of codes.
        depth: levels below ``top``; 0 for all.
        code, parent: read a row's code and the code of its parent.
    """
    below: dict[int | None, list[R]] = {}
    first: list[R] = []
    for row in rows:
        if code(row) == top:
            first.append(row)
        else:
            below.setdefault(parent(row), []).append(row)
    waiting = [(0, row, "", "") for row in first]
    while waiting:
        down, row, margin, mark = waiting.pop()
        yield down, row, margin + mark
        if depth and down >= depth:
            continue
        inner = margin + ("" if not down else "    " if mark.startswith("└") else "│   ")
        children = below.get(code(row), [])
        for number in range(len(children) - 1, -1, -1):
            last = number == len(children) - 1
            waiting.append((down + 1, children[number], inner, "└── " if last else "├── "))
