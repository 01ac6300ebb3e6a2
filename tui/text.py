"""Texts on their way to the screen: always plain content, never markup, never a control character."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from gongkai.core.i18n import T
from gongkai.core.text import cells, clean, clean_line, pad, truncate

WEEKDAYS = (
    T("周一", "Mon"), T("周二", "Tue"), T("周三", "Wed"), T("周四", "Thu"), T("周五", "Fri"), T("周六", "Sat"),
    T("周日", "Sun"),
)  # fmt: skip
MOST = 10_000
"""Counting stops here; a screen then says 9,999+."""


def line(text: object) -> Content:
    """One line of plain text."""
    return Content(clean_line(str(text)))


def block(text: object) -> Content:
    """Plain text that may have several lines."""
    return Content(clean(str(text)))


def counted(count: int | None, most: int = MOST) -> str:
    """A count with thousands marks; ``9,999+`` when counting stopped at ``most``."""
    if count is None:
        return "…"
    return f"{most - 1:,}+" if count >= most else f"{count:,}"


def day(value: date) -> str:
    """A date with its weekday."""
    return f"{value.isoformat()} {WEEKDAYS[value.weekday()]}"


def day_told(value: date, why: object) -> str:
    """A date with its weekday and, where it is more than that, why it is worked or not."""
    told = day(value)
    return told if str(why).startswith(str(WEEKDAYS[value.weekday()])) else f"{told} {why}"


def moment(stamp: str, year: int | None = None) -> str:
    """A UTC stamp of the ledger as local time; the year is left out when it is ``year``."""
    try:
        local = datetime.fromisoformat(stamp.replace("Z", "+00:00")).astimezone()
    except ValueError:
        return clean_line(stamp)[:16]
    return local.strftime("%m-%d %H:%M" if local.year == year else "%Y-%m-%d %H:%M")


def stamp_now() -> str:
    """This moment for the log of faults."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def column(text: object, width: int, right: bool = False) -> str:
    """One line cut and filled to ``width`` cells."""
    return pad(truncate(clean_line(str(text)), width), width, "right" if right else "left")


def wrap(text: str, width: int) -> list[str]:
    """Text broken into lines of at most ``width`` cells, between words where there are blanks."""
    width = max(2, width)
    lines: list[str] = []
    for part in clean(text).expandtabs(4).split("\n"):
        current, used = "", 0
        for word in _words(part):
            size = cells(word)
            if used + size > width and current:
                lines.append(current.rstrip())
                current, used = "", 0
                word = word.lstrip()
                size = cells(word)
            while size > width:
                head = truncate(word, width, "") or word[0]
                lines.append(head)
                word = word[len(head) :]
                size = cells(word)
            current += word
            used += size
        lines.append(current.rstrip())
    return lines


def _words(text: str) -> Iterable[str]:
    """Where a line may break: after blanks, and before and after every wide character."""
    word = ""
    for char in text:
        if char == " ":
            yield word + char
            word = ""
        elif ord(char) >= 0x2E80 and cells(char) == 2:
            if char in "，。；：、！？）》”’」』】":  # zh-data
                yield word + char  # no line begins with a stop
                word = ""
            else:
                if word:
                    yield word
                word = char
        elif word and ord(word[-1]) >= 0x2E80 and cells(word[-1]) == 2:
            yield word
            word = char
        else:
            word += char
    if word:
        yield word


def facts(pairs: Sequence[tuple[object, str]], width: int, label: int = 0) -> Content:
    """Labels at the left, values wrapped at the right.

    Args:
        pairs: label and value; an empty value is shown as a dash.
        width: cells of the whole.
        label: cells of the labels; as wide as the widest, up to a third, when 0.
    """
    label = label or min(max((cells(str(name)) for name, _ in pairs), default=4), max(8, width // 3))
    parts: list[Content] = []
    for name, value in pairs:
        lines = wrap(value, width - label - 2) if clean_line(value) else ["—"]
        head = Content.styled(column(name, label), "$text-muted")
        for number, text in enumerate(lines):
            blank = head if number == 0 else Content(" " * label)
            parts.append(Content.assemble(blank, Content("  "), Content(text)))
    return Content("\n").join(parts)


class NoControls(LineFilter):
    """The last guard before the terminal: whatever a widget painted, no control character leaves."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without characters that a terminal obeys; all take no cell, so widths stay."""
        for index, segment in enumerate(segments):
            if not segment.text.isprintable() and not segment.control:
                return [*segments[:index], *(_harmless(piece) for piece in segments[index:])]
        return segments


def _harmless(segment: Segment) -> Segment:
    text = segment.text
    if segment.control or text.isprintable():
        return segment
    # character by character: a text joined anew could take another width
    kept = "".join(
        c if c.isprintable() else _HARMLESS.get(c, "") if c < " " else clean(c).replace("\n", " ") for c in text
    )
    return Segment(kept, segment.style)


_HARMLESS = {"\t": " ", "\n": " "}
