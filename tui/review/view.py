"""A comparison on the screen: side by side where there is room, one under the other where there is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from textual.content import Content

from gongkai.core.i18n import T
from gongkai.core.text import cells, clean, clean_line
from gongkai.tui.review.diff import Pair, Piece, compare
from gongkai.tui.text import column, wrap

SIDE_BY_SIDE = 110
"""Columns from which old and new text stand beside each other."""
AROUND = 1
"""Paragraphs shown before and after a change; the others are counted."""
OLD, NEW = "strike $text-error on $error-muted", "underline $text-success on $success-muted"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of both versions; ``old`` is None where there is no version before."""

    label: T
    old: str | None
    new: str

    @property
    def changed(self) -> bool:
        """Whether the versions differ."""
        return self.old is not None and clean(self.old) != clean(self.new)


def paint(fields: Sequence[Field], width: int, whole: bool = False) -> Content:
    """Fields that changed first, then the others in short.

    Args:
        width: cells of the whole.
        whole: show what is the same, too.
    """
    lines: list[Content] = []
    for field in fields:
        if (field.old is None or field.changed or whole) and (field.new or field.old):
            lines += [*_field(field, width, whole), Content("")]
    kept = [field for field in fields if field.old is not None and not field.changed]
    if kept and not whole:
        names = str(T("、", ", ")).join(clean_line(str(field.label)) for field in kept if field.new)
        said = T("未改：{names}", "unchanged: {names}").format(names=names)
        lines += [Content.styled(text, "$text-muted") for text in wrap(str(said), width)]
    return Content("\n").join(lines)


def _field(field: Field, width: int, whole: bool) -> Iterable[Content]:
    sign = "▌" if field.changed else " "
    yield Content.assemble(
        Content.styled(sign, "$text-warning"), Content.styled(clean_line(str(field.label)), "bold $text-accent")
    )
    if field.old is None:
        yield from (Content(f"  {text}") for text in wrap(clean(field.new), width - 2))
        return
    pairs = compare(clean(field.old), clean(field.new))
    side = (width - 5) // 2 if width >= SIDE_BY_SIDE - 6 else 0
    for same, run in groupby(pairs, key=lambda pair: pair.same):
        group = list(run)
        if same and not whole and len(group) > 2 * AROUND + 1:
            yield from _pairs(group[:AROUND], width, side)
            n = len(group) - 2 * AROUND
            said = str(T("  ……相同的 {n} 段……", "  … {n} paragraphs the same …").format(n=n))
            yield Content.styled(said, "$text-muted")
            group = group[-AROUND:]
        yield from _pairs(group, width, side)


def _pairs(pairs: Iterable[Pair], width: int, side: int) -> Iterable[Content]:
    for pair in pairs:
        if side:
            left = broken(pair.old or (), side, "" if pair.same else OLD)
            right = broken(pair.new or (), side, "" if pair.same else NEW)
            for number in range(max(len(left), len(right))):
                a = left[number] if number < len(left) else Content("")
                b = right[number] if number < len(right) else Content("")
                mark = " │ " if pair.same else " ┃ "
                yield Content.assemble("  ", a, " " * max(0, side - cells(a.plain)), mark, b)
        elif pair.same:
            yield from (Content.assemble("  ", text) for text in broken(pair.old or (), width - 2, ""))
        else:
            for sign, pieces, style in (("- ", pair.old, OLD), ("+ ", pair.new, NEW)):
                for text in broken(pieces, width - 2, style) if pieces is not None else ():
                    yield Content.assemble(Content.styled(sign, style.split()[1]), text)


def broken(pieces: Sequence[Piece], width: int, style: str) -> list[Content]:
    """Pieces broken into lines as their whole text is, each with its style where it differs."""
    text = "".join(part for part, _ in pieces)
    marks = [changed for part, changed in pieces for _ in part]
    found: list[Content] = []
    at = 0
    for line in wrap(text, width):
        at = max(at, text.find(line, at)) if line else at
        spans = marks[at : at + len(line)]
        parts: list[Content] = []
        start = 0
        for changed, run in groupby(spans):
            size = len(list(run))
            part = line[start : start + size]
            parts.append(Content.styled(part, style) if changed and style else Content(part))
            start += size
        found.append(Content.assemble(*parts, line[start:]))
        at += len(line)
    return found


def heads(width: int, old: T, new: T) -> Content:
    """The line above both versions, where they stand side by side."""
    side = (width - 5) // 2
    return Content.styled(f"  {column(old, side)} │ {column(new, side)}", "bold")
