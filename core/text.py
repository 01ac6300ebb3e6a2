"""Text from outside, made harmless and measured in terminal cells.

Everything that was typed, pasted, imported or received passes ``clean()`` once, before it is stored or shown.
Terminals obey control characters that hide in names (ESC, C1, OSC 52) and reorder what stands beside a
bidirectional override; ``clean()`` removes those. It never reads markup: ``[b]`` or ``<b>`` stay the
characters they are, and screens must show the result as plain content.

Widths are in terminal cells, not characters: a Chinese character takes two.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

ESCAPE_SIGN = "␛"
REPLACEMENT = "\ufffd"
ELLIPSIS = "…"

# What a terminal, a file or a reader must never get: C0 except newline and tab, DEL and C1; soft hyphen,
# zero-width and invisible format characters, bidirectional marks, overrides and isolates, byte order marks,
# interlinear annotation, tag characters; lone surrogates and U+FFFE/U+FFFF (no file format can hold those).
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("[\n\t]+")
# Two cells wide without exception: ideographs, kana, Hangul syllables, CJK and full-width punctuation.
_WIDE = re.compile(
    "[\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
    "\U00020000-\U0002fffd\U00030000-\U0003fffd]+"
)
_MAX_REMEMBERED = 70_000  # far above daily use; hostile text must not fill memory with widths


def _harmless(match: re.Match[str]) -> str:
    char = match.group()
    if char == "\x1b":
        return ESCAPE_SIGN
    if char in "\u2028\u2029":
        return "\n"
    return REPLACEMENT if "\ud800" <= char <= "\udfff" or char in "\ufffe\uffff" else ""


def clean(text: str) -> str:
    """Outside text made harmless; applying it twice changes nothing more.

    Drops control characters (except newline and tab), DEL, C1, bidirectional controls, zero-width and other
    invisible format characters; shows ESC as ``␛``; lone surrogates become U+FFFD; every kind of line end
    becomes a newline; the result is in Unicode form NFC. Nothing is treated as markup.
    """
    # isprintable() is one pass in C and is false for every harmful character, so most texts stop here.
    if not text.isprintable():
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if _HARMFUL.search(text):
            text = _HARMFUL.sub(_harmless, text)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def is_clean(text: str) -> bool:
    """Whether ``clean_line()`` surely leaves a text as it is: true of nearly all that comes, at a fraction of the price."""
    return (
        text.isprintable()
        and not (text.startswith(" ") or text.endswith(" "))
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    )


def all_clean(texts: Iterable[str]) -> bool:
    """Whether ``is_clean()`` surely holds for each of many texts, by a few looks at all of them together.

    They are joined by a sign that forms no character with what stands beside it.
    """
    joined = f"|{'|'.join(texts)}|"
    return (
        joined.isprintable()
        and not ("| " in joined or " |" in joined)
        and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
    )


def clean_line(text: str) -> str:
    """``clean()`` for one line: a run of newlines and tabs, with the blanks beside it, becomes one space."""
    text = clean(text)
    if "\n" in text or "\t" in text:
        # Split, not one pattern with blanks around it: that would be quadratic on a long run of blanks.
        parts = (part.strip() for part in _BREAKS.split(text))
        return " ".join(part for part in parts if part)
    return text.strip()


class _Widths(dict[str, int]):
    """The width of each character seen so far."""

    def __missing__(self, char: str) -> int:
        width = _char_cells(char)
        if len(self) < _MAX_REMEMBERED:
            self[char] = width
        return width


def _char_cells(char: str) -> int:
    """Cells of one character: 2 wide and full-width, 0 combining, control and invisible, else 1.

    Ambiguous characters (“ ” … — ① ★) count 1, as in the terminal libraries; a terminal set to wide shows
    them with 2. Wide emoji sequences with a variation selector are counted character by character.
    """
    code = ord(char)
    category = unicodedata.category(char)
    if category == "Cn":  # newer than this Python's tables: whole planes 2 and 3 are reserved for ideographs
        return 2 if 0x20000 <= code <= 0x3FFFD else 1
    if category in ("Mn", "Me", "Mc", "Cf", "Cc", "Zl", "Zp"):
        return 0
    if 0x1160 <= code <= 0x11FF or 0x1F3FB <= code <= 0x1F3FF:  # jamo and skin tones join the one before
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


_WIDTHS = _Widths()
_width_of = _WIDTHS.__getitem__


def cells(text: str) -> int:
    """Width of one line of text in terminal cells (wide and full-width characters 2, combining 0)."""
    if text.isascii() and text.isprintable():
        return len(text)
    # One substitution in C takes out whole runs of wide characters; what is left is mostly ASCII.
    rest = _WIDE.sub("", text)
    wide = 2 * (len(text) - len(rest))
    if rest.isascii() and rest.isprintable():
        return wide + len(rest)
    return wide + sum(map(_width_of, rest))


def truncate(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """``text`` if it fits into ``width`` cells, else its beginning with ``ellipsis``, ``width`` at most.

    A wide character is never split, so the result may be one cell short. Where even the ellipsis does not
    fit, the text is cut without it.
    """
    if len(text) * 2 <= width or cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 0:
        room, ellipsis = width, ""
    used = 0
    for index, char in enumerate(text):
        used += _width_of(char)
        if used > room:
            return text[:index] + ellipsis
    return text


def pad(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """``text`` filled with blanks to ``width`` cells; a wider text is returned as it is."""
    blanks = " " * (width - cells(text))
    return blanks + text if align == "right" else text + blanks


def nearest(word: str, options: Iterable[str], n: int = 1) -> list[str]:
    """Up to ``n`` of ``options`` that look most like ``word`` (best first), for «did you mean» hints.

    Letter case does not count. Empty when nothing is similar.
    """
    # Only errors ask for this, and difflib costs 5 ms to import.
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for option in options:
        by_key.setdefault(option.lower(), option)
    found = get_close_matches(word.lower(), list(by_key), n=max(n, 1), cutoff=0.5)
    return [by_key[key] for key in found][:n]


def veiled(text: str) -> str:
    """A private text as others see it: 138****0001, 张*, enough to talk about and not enough to use."""
    text = text.strip()
    if len(text) <= 1:
        return "*" * len(text)
    if len(text) <= 6:
        return text[0] + "*" * (len(text) - 1)
    shown = 3 if len(text) < 11 else 4
    return text[:3] + "*" * (len(text) - 3 - shown) + text[-shown:]
