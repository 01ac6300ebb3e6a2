"""Paragraphs broken into lines by terminal cells: Chinese takes two a character and has no blanks to break at."""

import re

from gongkai.core.text import cells

# A run of Latin text stays whole (an option, a code, a word); everything else may be broken after any character.
_PIECES = re.compile(r"\s+|[\x21-\x7e]+|.")
# What may not begin a line, so it goes with what stands before it.
_CLOSING = frozenset("，。；：、！？）》”’…】」,.;:!?)")  # zh-data
_OPENING = frozenset("（《“‘【「")  # zh-data


def wrap(text: str, width: int) -> list[str]:
    """The text as lines of at most ``width`` cells; a piece that is wider than that stands on its own line."""
    lines: list[str] = []
    line = ""
    for piece in _joined(text):
        if piece.isspace():
            line += " " if line else ""
        elif line and cells(line) + cells(piece) > width:
            lines.append(line.rstrip())
            line = piece
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _joined(text: str) -> list[str]:
    """Pieces that may stand at the beginning of a line."""
    found: list[str] = []
    glue = False
    for piece in _PIECES.findall(text):
        if found and not found[-1].isspace() and (glue or piece in _CLOSING):
            found[-1] += piece
        else:
            found.append(piece)
        glue = piece in _OPENING
    return found
