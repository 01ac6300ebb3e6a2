"""Texts broken into lines by their width in cells, never inside a wide character."""

from gongkai.core.text import cells, clean_line, truncate

MOST_LINES = 12


def wrap(text: str, width: int, most: int = MOST_LINES) -> list[str]:
    """A text in lines of at most ``width`` cells, broken at a blank where there is one; the last line tells of a rest."""
    rest = clean_line(text)
    lines: list[str] = []
    while rest and len(lines) < most:
        if cells(rest) <= width:
            lines.append(rest)
            rest = ""
            break
        part = truncate(rest, width, "") or rest[:1]
        blank = part.rfind(" ")
        if blank > len(part) // 2 and not rest[len(part) : len(part) + 1].isspace():
            part = part[:blank]
        lines.append(part.rstrip())
        rest = rest[len(part) :].lstrip()
    if rest and lines:
        lines[-1] = truncate(lines[-1], width - 1, "") + "…"
    return lines
