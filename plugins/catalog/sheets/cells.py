"""Single cells of catalogues as offices fill them: ticks, tick-box lists, “the same as above”."""

# zh-data: module (words to recognise, not to show)

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from unicodedata import normalize

from gongkai.core.tables import Cell, parse_bool

_CJK = "\u4e00-\u9fff"
_OUT = re.compile(r"[\W_]+")

# A box that is filled or crossed by hand, and one that is not. Letters are what Wingdings leaves behind when a sheet
# loses its font, 口 is a box that was read as a character.
_FULL, _EMPTY = "√✓✔☑■●◆⧫◼▪▣☒✅þüý", "□☐○◇▢◻▫❑❒¨"
_FULL_LETTERS, _EMPTY_LETTERS = "tnuTRPvV", "口oq£"
_MARK = {**dict.fromkeys(_FULL + _FULL_LETTERS, True), **dict.fromkeys(_EMPTY + _EMPTY_LETTERS, False)}
_NO = frozenset({"-", "—", "——", "/", "\\", "无", "×", "✗", "✘", "X", "x"})
_LEADING = re.compile(rf"\s*([{_FULL}{_EMPTY}])\s*")
_BOX = re.compile(
    rf"[{_FULL}{_EMPTY}]|(?:^|(?<=[\s、，,;；|/]))[tnRP口£](?=\s*[{_CJK}])|(?<![窗门路出入人户关])口(?=[{_CJK}])|(?<=[{_CJK}）)])t(?=[{_CJK}])"
)
_PARTS = re.compile(r"[、，,;；|\n\t 　]+")
_FINER = re.compile(r"[/／和及与或]+")
_PLACE = re.compile(r"(?:本|各|中国|全国)?(?:.{0,8}?(?:省|市|县|区|州|旗|镇|乡|街道|村|社区))?(?:级)?(?:人民)?")

_DITTO = re.compile(r"(?:同上|同前|〃|″|〞|''|\"|”)[。.]?")
_DITTO_IN = re.compile(r"(?:^|[/／;；，,、\n(（])同上(?:$|[/／;；，,、\n)）。])|^同上(?!级)|同上$")


@lru_cache(maxsize=100_000)
def normal(text: str) -> str:
    """A name for comparing: full-width forms folded, no blanks, brackets or punctuation, lower case."""
    return _OUT.sub("", normalize("NFKC", text)).lower()


def ticked(cell: Cell) -> tuple[bool, str] | None:
    """Whether a cell of a tick column is ticked, and the words in it; None when it is empty.

    Words without a mark are a tick, too: who writes the group's name under 特定群体 means that group.
    """
    if cell is None:
        return None
    if isinstance(cell, bool | int | float):
        said = parse_bool(cell)
        return (said, "") if said is not None else (True, str(cell))
    text = str(cell).strip()
    if not text:
        return None
    if text in _MARK:
        return _MARK[text], ""
    said = parse_bool(text)
    if said is not None:
        return said, ""
    if text in _NO:
        return False, ""
    begun = _LEADING.match(text)
    if begun:
        rest = text[begun.end() :].strip("（）() \n")
        return _MARK[begun[1]], "" if set(rest) <= set(_MARK) else rest
    return True, text


def listed(text: str, known: Callable[[str], object]) -> list[str] | None:
    """The ticked items of a tick-box list; None when the cell has no boxes at all.

    The boxes may stand before their items or behind them. Where only ticks are written, what has none is not meant.

    Args:
        known: says whether a text is a word of the list; parts an item from what follows it unticked.
    """
    found = list(_BOX.finditer(text))
    if not found:
        return None
    behind = found[0].start() > 0 and text[: found[0].start()].strip() and found[-1].end() == len(text.rstrip())
    only_ticks = all(_MARK[match[0]] for match in found)
    items: list[str] = []
    starts = [match.end() for match in found]
    ends = [*(match.start() for match in found[1:]), len(text)]
    if behind:
        starts, ends = [0, *starts[:-1]], [match.start() for match in found]
    else:
        before = text[: found[0].start()].strip(" 　:：、，,;；\n")
        items += [before] if before and known(before) else []
    for match, start, end in zip(found, starts, ends, strict=True):
        if not _MARK[match[0]]:
            continue
        words = text[start:end].strip(" 　、，,;；|\n\t")
        parts = [part for part in re.split(r"[\s、，,;；|]+", words) if part]
        if only_ticks and len(parts) > 1 and not known(words):
            at = len(parts) - 1 if behind else 0
            words = parts[at] if known(parts[at]) else words
        if words:
            items.append(words)
    return items


def channels_in(text: str, table: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], list[str]]:
    """The channels that a cell names, and the words that are none.

    Args:
        table: normal form of a word to channels.
    """
    items = listed(text, lambda word: normal(word) in table)
    found: dict[str, None] = {}
    strange: list[str] = []
    for item in [text] if items is None else items:
        keys, rest = _plain(item, table)
        found.update(dict.fromkeys(keys))
        strange += rest
    return tuple(found), list(dict.fromkeys(strange))


def _plain(text: str, table: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
    """A list of words, the longest that is known first: a known word may hold the signs that part others."""
    whole = table.get(normal(text))
    if whole is not None:
        return list(whole), []
    parts = [part for part in _PARTS.split(text) if normal(part)]
    keys: list[str] = []
    strange: list[str] = []
    at = 0
    while at < len(parts):
        for end in range(min(at + 5, len(parts)), at, -1):
            known = table.get(normal("".join(parts[at:end])))
            if known is not None:
                keys += known
                at = end
                break
        else:
            one, rest = _single(parts[at], table)
            keys += one
            strange += rest
            at += 1
    return keys, strange


def _single(word: str, table: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
    finer = [part for part in _FINER.split(word) if part]
    if len(finer) > 1 and all(normal(part) in table for part in finer):
        return [key for part in finer for key in table[normal(part)]], []
    plain = normal(word)
    for start in range(1, min(len(plain) - 2, 14)):  # 平昌县人民政府网站: a known word behind the name of a place
        if plain[start:] in table and _PLACE.fullmatch(plain[:start]):
            return list(table[plain[start:]]), []
    if plain.startswith(("其他", "其它")) and len(plain) > 2:
        return ["other"], [word.strip("（）()：: ")[2:].strip("（）()：: ")]
    return [], [word]


def may_be_ditto(cell: str) -> bool:
    """Whether a cell need be looked at for “同上”: few hold the sign, or are as short as the marks that mean it."""
    return "同" in cell or (len(cell) < 4 and _short_ditto(cell))


@lru_cache(maxsize=4096)
def _short_ditto(cell: str) -> bool:
    return _DITTO.fullmatch(cell.strip()) is not None


def ditto(cell: Cell, above: str | None) -> tuple[Cell, bool]:
    """A cell with “同上” replaced by what stands above, and whether that was possible.

    Between slashes each part stands for the part at its place above; between other signs for the whole cell above.
    """
    if not isinstance(cell, str) or not may_be_ditto(cell):
        return cell, True
    text = re.sub(r"同\s+(?=[上前])", "同", cell.strip())
    if _DITTO.fullmatch(text):
        return (above, True) if above else (None, False)
    if not _DITTO_IN.search(text):
        return cell, True
    if not above:
        return None, False
    for signs in ("/／", ";；，,、\n"):
        parts = re.split(f"([{signs}])", text)
        if len(parts) > 1 and any(_DITTO.fullmatch(part.strip()) for part in parts):
            upper = re.split(f"[{signs}]", above) if signs == "/／" else []
            for at, part in enumerate(parts):
                if _DITTO.fullmatch(part.strip()):
                    parts[at] = upper[at // 2].strip() if at // 2 < len(upper) else above
            return "".join(parts), True
    return None, False
