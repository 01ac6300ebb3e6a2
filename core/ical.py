"""iCalendar files (RFC 5545): days on which something is due, for the calendar on a phone or a desk."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from gongkai.core.text import clean

_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
WIDTH = 75  # bytes of a line


class Event(NamedTuple):
    """Something on one day: an identity that stays the same from file to file, words, and whether it is over."""

    uid: str
    day: date
    title: str
    text: str = ""
    place: str = ""
    done: bool = False
    version: int = 0


def calendar(name: str, events: Iterable[Event], stamp: str) -> Iterator[str]:
    """The lines of a calendar file, each with its end.

    Args:
        stamp: the moment of making it in UTC, ``2026-11-25T02:10:59.000Z``.
    """
    made = stamp[:19].replace("-", "").replace(":", "") + "Z"
    yield from _lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//gongkai//gongkai//ZH", "CALSCALE:GREGORIAN")
    yield from _lines("METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}")
    for event in events:
        yield from _lines("BEGIN:VEVENT", f"UID:{escaped(event.uid)}@gongkai", f"DTSTAMP:{made}")
        yield from _lines(
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(event.title)}",
            f"SEQUENCE:{event.version}",
            "TRANSP:TRANSPARENT",
        )
        if event.text:
            yield from _lines(f"DESCRIPTION:{escaped(event.text)}")
        if event.place:
            yield from _lines(f"LOCATION:{escaped(event.place)}")
        if not event.done:
            alarm = (
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                f"DESCRIPTION:{escaped(event.title)}",
                "TRIGGER:-P1D",
                "END:VALARM",
            )
            yield from _lines(*alarm)
        yield from _lines("END:VEVENT")
    yield from _lines("END:VCALENDAR")


def escaped(text: str) -> str:
    """A text value: signs that mean something in the format get a stroke before them."""
    return "".join(_ESCAPES.get(char, char) for char in clean(text).replace("\t", " "))


def _lines(*contents: str) -> Iterator[str]:
    for content in contents:
        yield from folded(content)


def folded(content: str) -> Iterator[str]:
    """A line cut into pieces of at most 75 bytes; a character is never cut, and what follows begins with a blank."""
    piece, size = "", 0
    for char in content:
        width = len(char.encode())
        if size + width > WIDTH:
            yield piece + "\r\n"
            piece, size = " ", 1
        piece += char
        size += width
    yield piece + "\r\n"
