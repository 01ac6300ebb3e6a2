"""Reads the text of a limit (see ``limit``), and finds the nearest right form of a wrong one."""

import re
from datetime import date
from unicodedata import normalize

from gongkai.core.clock.cadence import Cadence
from gongkai.core.clock.limit import Limit, LimitKind, Term
from gongkai.core.clock.units import Unit
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same

_TERM = re.compile(r"([0-9]{1,4})(wd|d|mo)")
_FIXED = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_CADENCES = {cadence.value: cadence for cadence in Cadence}
_PLAIN = {"standing": LimitKind.STANDING, "at-once": LimitKind.AT_ONCE, "stages": LimitKind.STAGES}

_FORMS = T(
    "写法：20wd（工作日）、3d（自然日）、1mo、week、ten-days（旬）、month、quarter、half-year、year、"
    "quarter+15d、half-year@06-30,12-31、year@01-31、standing、at-once、stages、show7wd。",
    "Write 20wd (working days), 3d (natural days), 1mo, week, ten-days, month, quarter, half-year, year, "
    "quarter+15d, half-year@06-30,12-31, year@01-31, standing, at-once, stages or show7wd.",
)

# What people write instead; each leads to the word in the grammar, only ever as a hint.
_OTHER_WORDS = {
    "annual": "year",
    "annually": "year",
    "yearly": "year",
    "half-yearly": "half-year",
    "halfyear": "half-year",
    "semiannual": "half-year",
    "biannual": "half-year",
    "quarterly": "quarter",
    "season": "quarter",
    "monthly": "month",
    "tendays": "ten-days",
    "ten-day": "ten-days",
    "10-days": "ten-days",
    "xun": "ten-days",
    "weekly": "week",
    "permanent": "standing",
    "long-term": "standing",
    "always": "standing",
    "immediately": "at-once",
    "timely": "at-once",
    "realtime": "at-once",
    "real-time": "at-once",
    "promptly": "at-once",
    "now": "at-once",
    "stage": "stages",
    "phased": "stages",
    "milestones": "stages",
}


class _Wrong(Exception):
    """Why a text is not a limit; never leaves this module."""

    def __init__(self, why: T) -> None:
        super().__init__(str(why))
        self.why = why


_UNREADABLE = T("不是时限", "is not a time limit")


def parse(text: str) -> Limit:
    """The limit that a text means. Raises BadInput with the nearest right form as the hint."""
    try:
        return _parse(text)
    except _Wrong as wrong:
        from gongkai.core.clock.refused import why_not

        near = nearest(text)
        hint = _FORMS
        if near is not None:
            hint = T("是否应为“{near}”？", "Did you mean '{near}'? ").format(near=same(near)) + _FORMS
        elif (reason := why_not(text)) is not None:
            hint = T("{why}。", "{why}. ").format(why=reason) + _FORMS
        raise BadInput(T("“{text}”{why}。", "'{text}' {why}.").format(text=same(text), why=wrong.why), hint) from None


def nearest(text: str) -> str | None:
    """The right form that a wrong text probably meant, or None when nothing is near."""
    from difflib import get_close_matches  # 3 ms, needed after a mistake only

    from gongkai.core.clock.phrases import from_phrase

    said = from_phrase(text)
    if said is not None:
        return str(said)
    plain = _plain(text).replace("_", "-")
    counted = re.match(r"([0-9]{1,4})[\s-]*([a-z]+)", plain)
    if counted:
        amount, word = counted.groups()
        unit = "wd" if word.startswith(("w", "b")) else "mo" if word.startswith("m") else "d" if word[0] == "d" else ""
        if unit:
            return _valid(f"{amount}{unit}")
    head, mark, tail = re.match(r"([^+@]*)([+@]?)(.*)", plain, re.S).groups()  # type: ignore[union-attr]
    words = {word: word for word in (*_CADENCES, *_PLAIN)} | _OTHER_WORDS
    close = get_close_matches(head.strip(), words, n=1, cutoff=0.6)
    if not close:
        return None
    word = words[close[0]]
    return _valid(f"{word}{mark}{tail}") or word


def _valid(text: str) -> str | None:
    try:
        return str(_parse(text))
    except _Wrong:
        return None


def _plain(text: str) -> str:
    """The text without capitals, full-width forms and blanks that part nothing; ``1 0wd`` stays wrong."""
    text = re.sub(r"\s*([+@,])\s*", r"\1", normalize("NFKC", text).strip().lower())
    return re.sub(r"(?<=[0-9])\s+(?=(?:wd|d|mo)\b)", "", text)


def _parse(text: str) -> Limit:
    words = _plain(text).split()
    show, always = None, False
    if words and words[-1].startswith("show"):
        rest = words.pop().removeprefix("show")
        always = rest == "-always"
        show = None if always else _term(rest, least=1, months=False)
    if len(words) > 1:
        raise _Wrong(_UNREADABLE)
    base = words[0] if words else ""
    if not base:
        if show is None:
            raise _Wrong(_UNREADABLE)
        return Limit(LimitKind.DISPLAY, show=show)
    kind, term, cadence, days = _base(base)
    if kind is LimitKind.STANDING and (show or always):
        raise _Wrong(T("重复规定公开时长", "says twice how long to keep it public"))
    return Limit(kind, term, cadence, days, show, always)


def _base(base: str) -> tuple[LimitKind, Term | None, Cadence | None, tuple[tuple[int, int], ...]]:
    head, at, fixed = base.partition("@")
    if at:
        cadence = _CADENCES.get(head)
        if cadence is None:
            raise _Wrong(_UNREADABLE)
        return LimitKind.PERIODIC, None, cadence, _fixed_days(cadence, fixed)
    head, plus, after = base.partition("+")
    if head in _CADENCES:
        term = _term(after, least=1, months=False) if plus else None
        return LimitKind.PERIODIC, term, _CADENCES[head], ()
    if head == LimitKind.AT_ONCE and plus:
        return LimitKind.AT_ONCE, _term(after, least=1), None, ()
    if plus:
        raise _Wrong(_UNREADABLE)
    if head in _PLAIN:
        return _PLAIN[head], None, None, ()
    return LimitKind.EVENT, _term(head, least=0), None, ()


def _term(text: str, *, least: int, months: bool = True) -> Term:
    found = _TERM.fullmatch(text)
    if not found:
        raise _Wrong(_UNREADABLE)
    term = Term(int(found[1]), Unit(found[2]))
    if term.amount < least:
        raise _Wrong(T("的天数须大于零", "needs a number above zero"))
    if term.unit is Unit.MONTH and not months:
        # "One month after 30 June" may mean 30 or 31 July; a limit must not leave that open.
        raise _Wrong(T("此处只能用 d 或 wd", "can only count d or wd here"))
    return term


def _fixed_days(cadence: Cadence, text: str) -> tuple[tuple[int, int], ...]:
    if cadence not in (Cadence.YEAR, Cadence.HALF_YEAR, Cadence.QUARTER):
        raise _Wrong(T("只有季度、半年、年可以定固定日期", "can have fixed days only by quarter, half-year or year"))
    days = []
    for part in text.split(","):
        found = _FIXED.fullmatch(part)
        if not found:
            raise _Wrong(T("的日期应写作 月-日", "needs its days written month-day"))
        month, day = int(found[1]), int(found[2])
        try:
            date(2001, month, day)  # a common year: 29 February does not come every year
        except ValueError:
            raise _Wrong(T("含有并非每年都有的日期", "has a day that not every year has")) from None
        days.append((month, day))
    if len(days) != cadence.per_year:
        raise _Wrong(
            T("应有{n}个日期", "needs {n} fixed days, one for each period of the year").format(n=cadence.per_year)
        )
    return tuple(days)
