"""By when, as plans say it: 6月底前, 年底前, 2026年9月30日前, 每季度, 长期坚持, 20个工作日内. What is not clear stays empty."""

# zh-data: module (words to recognise, not to show)

import re
from calendar import monthrange
from datetime import date
from unicodedata import normalize

from gongkai.core.clock import Limit
from gongkai.core.clock.phrases import number
from gongkai.core.tables import parse_date

_N = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_BEFORE = r"(?:之|以)?(?:前|内|止)"
_YEAR = r"(?:(?P<y>20\d\d)年(?:度)?|今年|本年(?:度)?|当年)?"
_DAY = re.compile(rf"{_YEAR}(?P<m>{_N})月(?P<d>{_N})[日号](?P<by>{_BEFORE})?")
_MONTH = re.compile(rf"{_YEAR}(?P<m>{_N})月份?(?:底|末)(?:{_BEFORE})?")
_TENTH = re.compile(rf"{_YEAR}(?P<m>{_N})月(?P<part>上|中|下)旬(?:{_BEFORE})?")
_QUARTER = re.compile(rf"{_YEAR}第?(?P<q>[一二三四1-4])季度(?:底|末|内)(?:{_BEFORE})?")
_HALF = re.compile(rf"{_YEAR}(?P<h>上|下)半年(?:底|末|内)?(?:{_BEFORE})?(?=完成|[,，。;；)）]|$)")
_END_OF_YEAR = re.compile(r"(?:(?P<y>20\d\d)年?|今|本|当)?年(?:底|末)(?:之?前)?|(?:今|本|当)?年内")
_STANDING = re.compile(
    r"长期坚持|持续(?:推进|坚持|落实|实施)|常态化(?:推进|坚持|落实|开展)?|长期(?:推进|落实)?|全年(?:持续)?(?:推进|坚持|落实)?"
)
_SPAN = re.compile(
    r"(?:[0-9]{1,3}|[一二三四五六七八九十两半]{1,3})(?:个?工作日|个?月|日|天|周)(?:之|以)?内|每(?:个?季度|半年|个?月|年|旬|周)"
)
_EVERY = re.compile(r"(?:每(?:季度|半年|个?月|年|旬|周)|按(?:季度?|月|年|旬))(?:[^,，。;；0-9]{0,6})")


def due_of(phrase: str, year: int | None) -> str:
    """What a time phrase of its own says: an ISO date, a limit (``quarter``, ``standing``, ``20wd``), or empty text.

    Args:
        year: of the plan, for phrases that name none; without it those stay empty.
    """
    text = _folded(phrase).strip(" ,。;.")
    day = parse_date(text)
    if day is not None:
        return day.isoformat()
    found = dates_in(text, year)
    if len(found) == 1 and len(found[0][1]) >= len(text) - 6:
        return found[0][0]
    if _STANDING.fullmatch(text):
        return "standing"
    limit = Limit.from_phrase(text)
    if limit is None:
        every = _EVERY.match(text)
        limit = Limit.from_phrase(re.split(r"[^每按个季度半年月旬周]", every[0])[0]) if every else None
    return str(limit) if limit is not None else ""


def dates_in(text: str, year: int | None) -> list[tuple[str, str]]:
    """Days by which something must be done that running text names, each with its words; in order, each day once."""
    text = _folded(text)
    found: dict[str, tuple[int, str]] = {}
    taken: list[tuple[int, int]] = []
    for pattern in (_DAY, _TENTH, _MONTH, _QUARTER, _HALF, _END_OF_YEAR):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if pattern is _DAY and not match["by"] and match[0] != text:
                continue  # a day on which something happened, not by which it must be done
            groups = match.groupdict()
            day = _day(pattern, groups, int(groups["y"]) if groups.get("y") else year)
            if day is not None:
                taken.append(match.span())
                found.setdefault(day.isoformat(), (match.start(), match[0]))
    return [(day, words) for day, (_, words) in sorted(found.items(), key=lambda one: one[1][0])]


def spans_in(text: str) -> list[str]:
    """Words of running text that name a time and no day (20个工作日内, 每季度): from which day on is for a person to say."""
    return list(dict.fromkeys(_SPAN.findall(_folded(text))))


def _folded(text: str) -> str:
    text = re.sub(r"\s+", "", normalize("NFKC", text))
    return re.sub(r"(?<=\d)[Oo○〇](?=[\dOo○〇年月日])", "0", text)


def _day(pattern: "re.Pattern[str]", part: dict[str, str | None], year: int | None) -> date | None:
    if year is None:
        return None
    if pattern is _QUARTER:
        month = 3 * ("一二三四".find(part["q"] or "") + 1 or int(part["q"] or 0))
    elif pattern is _HALF:
        month = 6 if part["h"] == "上" else 12
    elif pattern is _END_OF_YEAR:
        month = 12
    else:
        month = number(part["m"] or "") or 0
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    if pattern is _DAY:
        day = number(part["d"] or "") or 0
    elif pattern is _TENTH:
        day = {"上": 10, "中": 20, "下": last}[part["part"] or "下"]
    else:
        day = last
    return date(year, month, day) if 1 <= day <= last else None
