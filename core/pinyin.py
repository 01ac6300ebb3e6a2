"""Pinyin keys of names: type ``pcx`` and find 平昌县.

Two ways, because they differ in price by a factor of fifty: ``initials_many`` and plain ``initials`` look
up one character at a time (a national list of 665,000 names in about half a second); the phrase-aware variant
and ``full`` read whole words (重庆 is chong qing, 重要 is zhong yao) and are meant for the few thousand names
of provinces, prefectures and counties. Where the two differ, store both keys: people type either.

Convert each name by itself, never a joined path: 重庆市长寿区 would be read 市长 (mayor) in the middle.
"""

# zh-data: module (words to recognise, not to show)

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

# What a character is read as in names of places and offices, where the dictionary puts another reading first
# (its first reading of 长 is zhǎng, of 朝 zhāo); counted over the national division list. Only these readings
# are needed for keys, so they stand without tone marks.
_CHARS = {
    "长": "chang", "朝": "chao", "重": "chong", "藏": "zang", "厦": "xia", "都": "du", "曾": "zeng",
    "茄": "qie", "枞": "zong", "漯": "luo", "坻": "di", "畜": "xu", "棱": "ling", "泌": "bi", "什": "shi",
}  # fmt: skip

# Place names whose local reading the dictionary does not have or has wrong.
_PLACES = {
    "朝阳": "chao yang", "长子县": "zhang zi xian", "单县": "shan xian", "单城": "shan cheng",
    "繁峙": "fan shi", "洪洞": "hong tong", "荥经": "ying jing", "涡阳": "guo yang", "浚县": "xun xian",
    "筠连": "jun lian", "大城县": "dai cheng xian", "乐陵": "lao ling", "泊头": "bo tou", "伽师": "jia shi",
    "宕昌": "tan chang", "称多": "chen duo", "六合区": "lu he qu", "覃塘": "qin tang", "佛坪": "fo ping",
    "民乐": "min le", "南乐": "nan le", "马尾": "ma wei", "浪卡子": "lang ka zi", "漯河": "luo he",
    "氾水": "si shui", "重固": "zhong gu", "都昌": "du chang", "都匀": "du yun", "什邡": "shi fang",
    "曾都": "zeng du",
}  # fmt: skip

# Characters that can have a reading: 〇 and the ideograph blocks. The dictionary also reads some private-use
# characters of one old font; those are skipped, because they mean something else in every other font.
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_OTHER = re.compile("[^0-9a-z]+")
_VOWELS = frozenset("aeiouv")


@cache
def _readings() -> dict[int, str]:
    """Code point → readings, the dictionary's own table of single characters."""
    import json
    from importlib.util import find_spec
    from pathlib import Path

    # Importing pypinyin loads 47,000 phrases as well (170 ms); a search box only needs this table (25 ms).
    spec = find_spec("pypinyin")
    if spec and spec.origin:
        table = Path(spec.origin).with_name("pinyin_dict.json")
        if table.is_file():
            return {int(code): text for code, text in json.loads(table.read_text("utf-8")).items()}
    from pypinyin.pinyin_dict import pinyin_dict

    return dict(pinyin_dict)


@cache
def _polyphones() -> frozenset[str]:
    """Characters that begin with another letter in some phrase, in a place name, or in the dictionary's own order."""
    from pypinyin.constants import PHRASES_DICT

    found = {char for char, reading in _CHARS.items() if _letter(_readings().get(ord(char), reading)) != reading[0]}
    told = [*PHRASES_DICT.items(), *((name, [[one] for one in text.split()]) for name, text in _PLACES.items())]
    for phrase, readings in told:
        for char, reading in zip(phrase, readings, strict=False):
            if _letter(reading[0]) != _LETTERS[ord(char)]:
                found.add(char)
    return frozenset(found)


def both_initials(names: Iterable[str]) -> list[tuple[str, str]]:
    """Two keys of each name: as it is read, and the other way that people type where there is one (else "").

    乐清市 is ``yqs`` and ``lqs``, 重庆市 ``cqs`` and ``zqs``. Only names with a character of several readings are read
    by words, which keeps a list of 45,000 names within half a second.
    """
    names = list(names)
    plain, heteronyms = initials_many(names), _polyphones()
    found: list[tuple[str, str]] = []
    for name, key in zip(names, plain, strict=True):
        if heteronyms.isdisjoint(name):
            found.append((key, ""))
            continue
        read = initials(name, phrase_aware=True)
        first = "".join(
            _letter(_readings().get(ord(char), "")) if char in _CHARS else _LETTERS[ord(char)] or "" for char in name
        )
        found.append((read, next((other for other in (key, first) if other != read), "")))
    return found


@cache
def _syllables() -> frozenset[str]:
    """Every syllable, without tones."""
    found = {reading for text in _readings().values() for one in text.split(",") for reading in _plain(one)}
    return frozenset(one for one in found if not _VOWELS.isdisjoint(one))  # not ng, hm


@cache
def _sounds(char: str) -> tuple[str, ...]:
    """Every reading of a character without tones; ü is read as v and as u."""
    if char.isascii():
        return (char.lower(),) if char.isalnum() else ("",)
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and plain.isascii():
        return ("".join(one for one in plain.lower() if one.isalnum()),)
    text = f"{_CHARS.get(char, '')},{_readings().get(ord(char), '')}"
    return tuple(dict.fromkeys(reading for one in text.split(",") if one for reading in _plain(one))) or ("",)


def _plain(reading: str) -> set[str]:
    parts = unicodedata.normalize("NFD", reading.lower())
    umlaut = "".join(
        "v" if one == "\u0308" else one for one in parts if not unicodedata.combining(one) or one == "\u0308"
    )
    return {umlaut.replace("uv", "v"), umlaut.replace("uv", "u")} if "uv" in umlaut else {umlaut}


def keys_of_reading(typed: str, most: int = 64) -> set[str]:
    """The initials that a full reading may stand for: ``quzhou`` is qu-zhou, so ``qz``; the last syllable may be cut short.

    Empty when the text cannot be read as syllables.
    """
    if _VOWELS.isdisjoint(typed) or not typed.isalpha():
        return set()
    syllables = _syllables()
    heads: list[set[str]] = [{""}] + [set() for _ in typed]
    found: set[str] = set()
    for start in range(len(typed)):
        if not heads[start]:
            continue
        for end in range(start + 1, min(len(typed), start + 6) + 1):
            if typed[start:end] in syllables:
                heads[end] |= {head + typed[start] for head in heads[start]}
        if any(one.startswith(typed[start:]) for one in syllables):
            found |= {head + typed[start] for head in heads[start]}
        if len(heads[start]) > most:
            return set()
    return found | heads[-1]


def reads_as(name: str, typed: str) -> int:
    """How many characters of a name a reading covers from its beginning, whichever way they are read; -1 when it does
    not fit. The last syllable may be cut short, but then that character does not count."""
    ends = {0}
    covered = -1
    for number, char in enumerate(name):
        further: set[int] = set()
        for end in ends:
            rest = typed[end:]
            for sound in _sounds(char):
                if rest.startswith(sound):
                    further.add(end + len(sound))
                elif sound.startswith(rest):
                    covered = max(covered, number)
        if len(typed) in further:
            covered = max(covered, number + 1)
        ends = {end for end in further if end < len(typed)}
        if not ends:
            break
    return covered


def _letter(reading: str) -> str:
    """First letter of a reading without its tone mark."""
    return unicodedata.normalize("NFD", reading)[:1].lower()


class _Letters(dict[int, str | None]):
    """The table ``str.translate`` uses: code point → letter, None to drop it; filled as characters occur."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        letter: str | None = None
        if char.isascii():
            letter = char.lower() if char.isalnum() else None
        elif char in _CHARS:
            letter = _CHARS[char][0]
        elif (plain := unicodedata.normalize("NFKC", char)) != char:
            # Full-width and compatibility characters, one by one: over the joined text it costs 3 times more.
            letter = "".join(self[ord(one)] or "" for one in plain if one != "\n") or None
        elif _HAN.match(char) and code in (table := _readings()):
            letter = _letter(table[code])
        self[code] = letter
        return letter


_LETTERS = _Letters({ord("\n"): "\n"})


def initials_many(names: Iterable[str]) -> list[str]:
    """Lower-case pinyin initials of each name, in order, one character at a time (no phrases).

    ASCII letters and digits stay, in lower case; full-width ones become ASCII; punctuation, private-use and
    unknown characters are dropped, so a key can be empty.
    """
    names = names if isinstance(names, list) else list(names)
    # One translate() over all names: a call per name costs more than the work itself.
    joined = "\n".join(names)
    if joined.count("\n") != max(len(names) - 1, 0):
        names = [name.replace("\n", " ") for name in names]
        joined = "\n".join(names)
    return joined.translate(_LETTERS).split("\n") if names else []


def initials(name: str, phrase_aware: bool = False) -> str:
    """Lower-case pinyin initials: 平昌县 → ``pcx``, 衢州 → ``qz``.

    ``phrase_aware`` reads words instead of characters and knows the local readings of places that differ from
    the common ones (乐清 → ``yq``, 浚县 → ``xx``); it is slow on its first use (the dictionary is loaded).
    """
    if phrase_aware:
        return "".join(_letter(part) if kind else part for kind, part in _parts(name))
    return initials_many([name])[0]


def full(name: str) -> str:
    """The whole reading without tones and blanks, phrase-aware: 平昌县 → ``pingchangxian``; ü is ``v``."""
    return "".join(part for _, part in _parts(name))


def _parts(name: str) -> list[tuple[bool, str]]:
    """A name as (is a reading, text): one pair per ideograph, one per run of ASCII letters and digits."""
    name = unicodedata.normalize("NFKC", name).lower()
    read = _phrase_reader()
    parts: list[tuple[bool, str]] = []
    end = 0
    for run in _HAN.finditer(name):
        parts.append((False, _OTHER.sub("", name[end : run.start()])))
        parts += ((True, reading) for reading in read(run.group()))
        end = run.end()
    parts.append((False, _OTHER.sub("", name[end:])))
    return parts


@cache
def _phrase_reader() -> Callable[[str], list[str]]:
    """The word reader, taught the readings of places; importing it costs 170 ms, so only when asked for."""
    import pypinyin

    table = _readings()
    pypinyin.load_single_dict({ord(char): f"{first},{table.get(ord(char), first)}" for char, first in _CHARS.items()})
    pypinyin.load_phrases_dict({place: [[reading] for reading in text.split()] for place, text in _PLACES.items()})

    def read(run: str) -> list[str]:
        return [str(reading) for reading in pypinyin.lazy_pinyin(run, errors="ignore")]

    return read
