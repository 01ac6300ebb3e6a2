"""Counting for several subtrees with one question: the store counts by blocks, the sums are made of them.

The blocks are as wide as the smallest of the subtrees, so that the answer is as small as the question.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate

from gongkai.core.codes import span


class Blocks:
    """The subtrees of some divisions, such as the children of one node, and what was counted in them.

    Attributes:
        low, high: the range of scopes that holds all of them.
        width: scopes in one block; a row belongs to the block ``scope / width``.
    """

    def __init__(self, scopes: Sequence[int]) -> None:
        """``scopes`` must not be empty."""
        self._ranges = {scope: span(scope) for scope in scopes}
        self.low = min(low for low, _ in self._ranges.values())
        self.high = max(high for _, high in self._ranges.values())
        self.width = min(last - first + 1 for first, last in self._ranges.values())
        self._counts: Counter[int] = Counter()

    def add(self, rows: Iterable[Sequence[int]]) -> None:
        """Rows of (block, number), as the store gives them."""
        for block, number in rows:
            self._counts[block] += number

    def sums(self) -> dict[int, int]:
        """What was counted in the subtree of each division."""
        keys = sorted(self._counts)
        sums = [0, *accumulate(self._counts[key] for key in keys)]
        return {
            scope: sums[bisect_left(keys, last // self.width + 1)] - sums[bisect_left(keys, first // self.width)]
            for scope, (first, last) in self._ranges.items()
        }
