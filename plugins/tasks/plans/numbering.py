"""Numbers before headings of Chinese documents: 第一章, 第一条, 一、, （一）, 1., （1）, 1）, ①, 一是; full or half width.

Which of them stands above which follows from the form alone; whether a number is the next one is told to who asks.
"""

# zh-data: module (signs to recognise, not to show)

import re
from typing import NamedTuple
from unicodedata import normalize

from gongkai.core.clock.phrases import number as number_in

PART, CHAPTER, SECTION, ARTICLE, HAN, HAN_IN, DIGIT, DIGIT_IN, DIGIT_HALF, CIRCLE, SPOKEN = range(11)
_HAN = r"[零〇一二三四五六七八九十百]{1,5}"
_CIRCLES = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x2776 + n): n + 1 for n in range(10)}
_END = r"[、.,:。·]|\s"
_FORMS: tuple[tuple[int, str], ...] = (
    (PART, rf"第(?P<n>{_HAN}|\d{{1,3}})(?:部分|篇|编)(?:{_END})*"),
    (CHAPTER, rf"第(?P<n>{_HAN}|\d{{1,3}})章(?:{_END})*"),
    (SECTION, rf"第(?P<n>{_HAN}|\d{{1,3}})节(?:{_END})*"),
    (ARTICLE, rf"第(?P<n>{_HAN}|\d{{1,3}})条(?:{_END})*"),
    (HAN_IN, rf"[(〔\[【<](?P<n>{_HAN})[)〕\]】>](?:{_END})*"),
    (SPOKEN, rf"(?P<n>{_HAN})(?:是|要)(?!否)"),
    (HAN, rf"(?P<n>{_HAN})\s?(?:[、.,:])\s*"),
    (DIGIT_IN, r"[(〔\[【](?P<n>\d{1,3})[)〕\]】](?:[、.,]|\s)*"),
    (DIGIT_HALF, r"(?P<n>\d{1,3})[)〕\]]\s*"),
    (DIGIT, r"(?P<n>\d{1,3})(?:[、]\s*|\.\s*(?![\d月]))"),
)
_HEADS = tuple((rank, re.compile(form)) for rank, form in _FORMS)
_INLINE = re.compile(
    rf"(?<=[.。;；!！?？'’”)）])\s*(?=(?:{_HAN}(?:[.、．]|是|要)|[(（]{_HAN}[)）]|\d{{1,2}}[.、．](?![\d月])))"
)

_RUN_ON = re.compile(
    rf"{_INLINE.pattern}|(?<![统之唯第同专单万逐])(?=[一二三四五六七八九十](?:是|要))"
)  # no stop before “一是”


class Head(NamedTuple):
    """The number of a heading: how high it stands, which it is, how it is written, and the text behind it."""

    rank: int
    number: int
    label: str
    rest: str


def head_of(text: str) -> Head | None:
    """The number with which a line begins, or None.

    ``2026.3`` and ``1.9月`` begin with none: a figure follows the point.
    """
    text = text.lstrip()
    if text[:1] in _CIRCLES:
        return Head(CIRCLE, _CIRCLES[text[0]], text[0], text[1:].lstrip("、.． "))
    folded = normalize("NFKC", text[:24])
    for rank, pattern in _HEADS:
        found = pattern.match(folded)
        if found is None or (number := number_in(found["n"])) is None or number == 0:
            continue
        label = found[0].strip()
        return Head(rank, number, label, text[_length(text, found.end()) :].strip())
    return None


def _length(text: str, folded: int) -> int:
    """How many characters of the text stand for so many of its folded form."""
    count = 0
    for index, char in enumerate(text):
        if count >= folded:
            return index
        count += len(normalize("NFKC", char))
    return len(text)


def pieces(text: str) -> list[str]:
    """A paragraph cut where a number seems to begin inside it: texts that lost their line breaks run on so."""
    runs = any(f"一{word}" in text and f"二{word}" in text for word in ("是", "要"))
    parts = (_RUN_ON if runs else _INLINE).split(text)
    return [part.strip() for part in parts if part and part.strip()]


def chinese(number: int) -> str:
    """A number up to 99 in Chinese numerals; in digits beyond."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    front = "" if tens == 0 else "十" if tens == 1 else f"{'一二三四五六七八九'[tens - 1]}十"
    return front + ("一二三四五六七八九"[ones - 1] if ones else "")
