"""Two versions of a text, compared: which paragraphs stayed, and within the others which characters and words.

Chinese is compared character by character, Latin words and figures as wholes. ``difflib`` finds what is the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Piece = tuple[str, bool]
"""A part of a line, and whether it differs from the other version."""

_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)
MOST_WORDS = 4000
"""Words of a paragraph compared one by one; longer ones are shown as old and new as a whole."""
LEAST_ALIKE = 0.3
"""Paragraphs that are less alike are no version of each other."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph in both versions; None where it stands in one only."""

    old: tuple[Piece, ...] | None
    new: tuple[Piece, ...] | None

    @property
    def same(self) -> bool:
        """Whether it is the same in both."""
        return self.old == self.new


def compare(old: str, new: str) -> list[Pair]:
    """The paragraphs of both versions side by side, in order."""
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    found: list[Pair] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Pair(((line, False),), ((line, False),)) for line in before[a1:a2]]
        else:
            found += _changed(before[a1:a2], after[b1:b2])
    return found


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    """Paragraphs that differ, each beside the one it became."""
    for number in range(max(len(before), len(after))):
        old = before[number] if number < len(before) else None
        new = after[number] if number < len(after) else None
        if old is None or new is None:
            yield Pair(None if old is None else ((old, True),), None if new is None else ((new, True),))
            continue
        pieces = _pieces(old, new)
        if pieces is None:
            yield Pair(((old, True),), None)
            yield Pair(None, ((new, True),))
        else:
            yield Pair(*pieces)


def _pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]] | None:
    """The parts of both paragraphs; None when they have too little in common to be read word by word."""
    a, b = _WORD.findall(old), _WORD.findall(new)
    if max(len(a), len(b)) > MOST_WORDS:
        return None
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if old and new and matcher.ratio() < LEAST_ALIKE:
        return None
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        for words, pieces in ((a[a1:a2], left), (b[b1:b2], right)):
            if words:
                pieces.append(("".join(words), kind != "equal"))
    return tuple(left), tuple(right)
