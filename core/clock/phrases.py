"""Reads time limits as Chinese catalogues word them. What cannot be told for certain is None, never a guess.

A cell is split into clauses; every clause must be understood, and together they must make one limit. So
``信息形成（变更）之日起20个工作日内`` is ``20wd``, and ``召开前7个工作日`` (before an event) is None.
"""

# zh-data: module (words to recognise, not to show)

import re
from unicodedata import normalize

from gongkai.core.clock.cadence import Cadence
from gongkai.core.clock.limit import Limit, LimitKind, Term
from gongkai.core.clock.units import Unit

_LONGEST = 200  # characters; a longer cell is prose, not a limit

_NUMBER = r"[0-9]{1,4}|[零〇一二两三四五六七八九十百廿卅壹贰叁肆伍陆柒捌玖拾佰]{1,7}"
_UNIT = r"(?:个工作日|工作日|个自然日|自然日|个月|日|天|个?小时|个?星期|周|年)"
_WITHIN = r"(?:之内|以内|内)?"
# Words after the limit that add nothing to it.
_TAIL = (
    r"(?:并|应当|应|予以|及时|主动|依法|向社会|对外|网上|进行|完成|的"
    r"|公开|公布|发布|公告|公示|更新|调整|通报|报告|汇报|答复|回复|告知"
    r"|由(?:各|本|该|有关|相关|主管)?(?:部门|单位|机关|政府))*"
)
# Words before a number that add nothing to it.
_AT_MOST = r"(?:的|在|于|应当|应|须|最迟|最晚|最长|不超过|不得超过|不迟于|不晚于)*"
_VERB = r"(?:公开|公布|发布|更新|通报|报告|汇报|公示)"
_PERIOD = r"(?:半年度|半年|年度|年|季度|季|月份|月度|月|旬|星期|周)"
_ONCE = r"(?:至少)?(?:一|1)次"

_CADENCE = {
    "半": Cadence.HALF_YEAR,
    "年": Cadence.YEAR,
    "季": Cadence.QUARTER,
    "月": Cadence.MONTH,
    "旬": Cadence.TEN_DAYS,
    "星": Cadence.WEEK,
    "周": Cadence.WEEK,
}

_RESERVATION = re.compile(
    r"[(,;。]*(?:国家|有关|相关|上级|法律|行政|法规|规章|政策|、|和|及|或|者|对|政府|信息|主动|公开|的|期限|时限|时间|如|若){2,60}?"
    r"另有(?:明确)?规定(?:的)?(?:,?从其规定|除外)?[),;。]*"
)
_OR_CHANGED = re.compile(r"\((?:或者|或|和|及)?(?:变更|更新|修改|修订|调整|变动|变化)\)")

_EVENT = re.compile(
    r"(?:自|从|在|于)?(?P<event>[^0-9每]{0,40}?)"
    r"(?P<mark>(?:之|的)?(?:当日|次日|翌日|之日|日)(?:起|后|以后)|之日|之后|以后|后|起)"
    rf"{_AT_MOST}(?P<n>{_NUMBER})(?P<unit>{_UNIT}){_WITHIN}{_TAIL}"
)
# An event that is named without "from the day of": 信息形成（变更）20个工作日内.
_MADE = re.compile(
    rf"(?:政府|公开)?信息(?:形成|产生|生成|变更|制作|获取)(?:后)?{_AT_MOST}(?P<n>{_NUMBER})(?P<unit>{_UNIT})(?:之内|以内|内){_TAIL}"
)
_BARE = re.compile(rf"{_AT_MOST}(?P<n>{_NUMBER})(?P<unit>{_UNIT})(?P<within>{_WITHIN}){_TAIL}")
_SAME_DAY = re.compile(rf"(?:信息)?(?:形成|变更|产生|制作|制定|作出|发生)?(?:的)?当[日天]{_WITHIN}{_TAIL}")
_AT_ONCE = re.compile(
    r"(?:[^0-9每前]{0,16}(?:后|时|之日起))?"
    rf"(?:(?:及时|实时|随时|即时|立即|第一时间)(?:动态)?{_TAIL}|动态(?:调整|更新|公开|管理)"
    rf"|(?:随.{{1,2}}随|即.{{1,2}}即){_VERB})"
)
_STANDING = re.compile(r"(?:长期|常年|永久)(?:固定|主动|对外|向社会)?(?:公开|公示|公布)?")
_STAGES = re.compile(r"(?:(?:分|按)阶段|阶段性)(?:公开|公布)?")
_SHOW = re.compile(
    r"(?:(?:公示|张贴|公布)(?:期限|时间|期)?(?:为|:|不少于|不得少于|至少|不低于)?"
    r"|公开(?:期限|时间|期)(?:不少于|不得少于|至少|不低于))"
    rf"(?P<n>{_NUMBER})(?P<unit>{_UNIT})(?:以上)?"
)
_NOTHING = re.compile(r"(?:主动|依法|向社会|对外|予以)*(?:公开|公布|发布)")

_EVERY = re.compile(
    rf"(?:必须|应当|应|须|需)?(?:(?:至少|最少)?(?:每一|每|按|逐)个?(?P<every>{_PERIOD})(?:{_ONCE})?|(?P<by>{_PERIOD})(?={_VERB}))"
    rf"(?:至少)?{_TAIL}(?:{_ONCE})?(?P<what>[^0-9前后内日月年季周旬]{{0,8}})"
)
_ONCE_A = re.compile(rf"(?:一个?)?(?P<every>{_PERIOD}){_ONCE}(?P<what>[^0-9前后内日月年季周旬]{{0,8}})")
_AFTER_PERIOD = re.compile(
    rf"(?:每一|每|按)?个?(?P<every>{_PERIOD})(?:结束|终了|届满|期满)(?:之后|以后|后|之日起)?的?"
    rf"(?P<n>{_NUMBER})(?P<unit>{_UNIT}){_WITHIN}{_TAIL}"
)
_BEFORE_DAY = rf"(?P<n>{_NUMBER})[日号](?:之|以)?前"
# By a day of each month: the same days whether it is this month's or the last one's matter that is due.
_MONTH_DAY = re.compile(
    rf"(?:每个?月的?)?(?:次月|下个月|下月)的?{_BEFORE_DAY}{_TAIL}|每个?月份?的?(?P<m>{_NUMBER})[日号](?:之|以)?前{_TAIL}"
)
_FIRST = r"(?:首月|第一个月|首个月|第1个月)"
_QUARTER_DAY = re.compile(
    rf"(?:每个?季度?)?(?:的)?下一?个?季度?(?:的)?{_FIRST}(?:的)?{_BEFORE_DAY}{_TAIL}"
    rf"|每个?季度?(?:的)?{_FIRST}(?:的)?(?P<m>{_NUMBER})[日号](?:之|以)?前{_TAIL}"
)
_IN_QUARTER = re.compile(
    rf"每个?季度?(?:的)?(?P<which>末月|最后一个月|第三个月|第3个月|第二个月|第2个月)(?:的)?{_BEFORE_DAY}{_TAIL}"
)
_DAY = rf"(?P<month>{_NUMBER})月(?:份)?(?:(?P<day>{_NUMBER})[日号]|(?P<end>底|末))"
_EACH_YEAR = re.compile(rf"(?:每年(?:度)?的?|次年的?|翌年的?|下一?年度?的?){_DAY}(?:之|以)?前{_TAIL}")
_DAYS_OF_YEAR = re.compile(rf"每年(?:度)?的?(?P<days>[^每次]{{4,60}}?)(?:之|以)?前{_TAIL}")
_ONE_DAY = re.compile(_DAY)
_MONTHS_AFTER_YEAR = re.compile(
    rf"(?:每|按)?个?(?:会计|财政|预算)?年度?(?:结束|终了|届满|期满)(?:之后|以后|后)的?(?P<n>{_NUMBER})个月{_WITHIN}{_TAIL}"
)
_PERIOD_END = re.compile(rf"每个?(?P<every>半年|年|季度|季|月)(?:年底|月底|季末|底|末)(?:之|以)?前?{_TAIL}")
_PLAIN_CADENCE = re.compile(r"(?P<every>半年度|年度|季度|月度|旬度)|(?P<report>半年|年|季|月|旬|周)报")
_PERIOD_EVENT = re.compile(rf"(?:本|各|该)?(?:会计|财政|预算)?{_PERIOD}(?:度)?(?:结束|终了|届满|期满|末|底)")


def from_phrase(phrase: str) -> Limit | None:
    """The limit a Chinese phrase states, or None when any part of it is not understood."""
    if len(phrase) > _LONGEST:
        return None
    text = normalize("NFKC", phrase).strip()
    limit = _whole(re.sub(r"\s+", "", re.sub(r"\s*[\r\n]+\s*", ",", text)))
    if limit is None and re.search(r"\s", text):
        limit = _whole(re.sub(r"\s+", ",", text))  # two limits in one cell, parted by a blank
    return limit


def _whole(text: str) -> Limit | None:
    text = _OR_CHANGED.sub("", text)
    text = _RESERVATION.sub(",", text)
    clauses = [part for part in re.split(r"[,;。()/]+", text) if part]
    found: list[Limit] = []
    for clause in clauses:
        limit = _clause(clause)
        if limit is not None:
            found.append(limit)
        elif "、" in clause and all(parts := [_clause(part) for part in clause.split("、")]):
            found += [part for part in parts if part is not None]
        elif not _NOTHING.fullmatch(clause):
            return None
    return _together(found)


def _together(found: list[Limit]) -> Limit | None:
    """One limit out of the clauses of a cell, or None when they do not fit together."""
    shows = {limit.show for limit in found if limit.kind is LimitKind.DISPLAY}
    rest = {limit for limit in found if limit.kind is not LimitKind.DISPLAY}
    always = Limit(LimitKind.STANDING) in rest and len(rest) > 1
    if always:
        rest.discard(Limit(LimitKind.STANDING))
    at_once = Limit(LimitKind.AT_ONCE)
    rest = _exact(rest)
    if len(rest) == 2 and at_once in rest:
        (other,) = rest - {at_once}
        if other.kind is not LimitKind.EVENT or other.term is None or other.term.amount == 0:
            return None
        rest = {Limit(LimitKind.AT_ONCE, other.term)}
    if len(rest) > 1 or len(shows) > 1 or not (rest or shows):
        return None
    show = next(iter(shows), None)
    if not rest:
        return Limit(LimitKind.DISPLAY, show=show)
    (limit,) = rest
    if show is not None and (always or limit.kind is LimitKind.STANDING):
        return None
    return Limit(limit.kind, limit.term, limit.cadence, limit.days, show, always)


def _exact(limits: set[Limit]) -> set[Limit]:
    """每月公布一次，次月15日前: the second clause says more exactly by when the first is due."""
    exact = {limit.cadence for limit in limits if limit.is_periodic and (limit.term or limit.days)}
    return {
        limit for limit in limits if not limit.is_periodic or limit.term or limit.days or limit.cadence not in exact
    }


def _clause(text: str) -> Limit | None:
    if _STANDING.fullmatch(text):
        return Limit(LimitKind.STANDING)
    if _STAGES.fullmatch(text):
        return Limit(LimitKind.STAGES)
    if found := _SHOW.fullmatch(text):
        show = _term(found, least=1)
        return Limit(LimitKind.DISPLAY, show=show) if show and show.unit is not Unit.MONTH else None
    periodic = _periodic(text)
    if periodic is not None:
        return periodic
    if _AT_ONCE.fullmatch(text):
        return Limit(LimitKind.AT_ONCE)
    return _event(text)


def _event(text: str) -> Limit | None:
    if _SAME_DAY.fullmatch(text):
        return Limit(LimitKind.EVENT, Term(0, Unit.DAY))
    if found := _BARE.fullmatch(text):
        # “20日” alone may be the 20th of a month, “一年” once a year.
        clear = found["unit"] not in ("日", "年", "周") or bool(found["within"])
    elif found := _MADE.fullmatch(text):
        clear = True
    elif found := _EVENT.fullmatch(text):
        # Before an event, or after a period: neither is "after an event".
        clear = "前" not in found["event"] and not _PERIOD_EVENT.fullmatch(found["event"])
    if not found or not clear:
        return None
    term = _term(found, least=1)
    return Limit(LimitKind.EVENT, term) if term else None


def _periodic(text: str) -> Limit | None:
    for pattern in (_EVERY, _ONCE_A, _PERIOD_END):
        if found := pattern.fullmatch(text):
            groups = found.groupdict()
            # Free words may only follow “一次”: 每旬一次典型通报. “每月考核” says nothing about publishing.
            if groups.get("what") and "次" not in text:
                continue
            return Limit(LimitKind.PERIODIC, cadence=_CADENCE[(groups.get("every") or groups.get("by") or "")[0]])
    if found := _PLAIN_CADENCE.fullmatch(text):
        return Limit(LimitKind.PERIODIC, cadence=_CADENCE[(found["every"] or found["report"])[0]])
    if found := _MONTHS_AFTER_YEAR.fullmatch(text):
        return _each_year(number(found["n"]), None)
    if found := _AFTER_PERIOD.fullmatch(text):
        term = _term(found, least=1)
        if term is None or term.unit is Unit.MONTH:
            return None
        return Limit(LimitKind.PERIODIC, term, _CADENCE[found["every"][0]])
    for pattern, cadence in ((_MONTH_DAY, Cadence.MONTH), (_QUARTER_DAY, Cadence.QUARTER)):
        if found := pattern.fullmatch(text):
            day = number(found["n"] or found["m"])
            return Limit(LimitKind.PERIODIC, Term(day, Unit.DAY), cadence) if day and day <= 28 else None
    return _fixed(text)


def _fixed(text: str) -> Limit | None:
    """By fixed days of the year: one, or one for each half-year or quarter, or by a day inside each quarter."""
    if found := _EACH_YEAR.fullmatch(text):
        return _each_year(number(found["month"]), number(found["day"]) if found["day"] else None)
    if found := _IN_QUARTER.fullmatch(text):
        day, late = number(found["n"]), 3 if found["which"][0] in "末最" or found["which"][1] in "三3" else 2
        if not day or day > 28:
            return None
        return Limit(LimitKind.PERIODIC, cadence=Cadence.QUARTER, days=tuple((late + add, day) for add in (0, 3, 6, 9)))
    if found := _DAYS_OF_YEAR.fullmatch(text):
        return _days_of_year(re.split(r"(?:之|以)?前?(?:和|及|与|、)", found["days"]))
    return None


def _days_of_year(parts: list[str]) -> Limit | None:
    """每年6月30日前和12月31日前: one day for each half-year or quarter of the year, in order."""
    cadence = {2: Cadence.HALF_YEAR, 4: Cadence.QUARTER}.get(len(parts))
    days: list[tuple[int, int]] = []
    for part in parts:
        found = _ONE_DAY.fullmatch(part)
        limit = _each_year(number(found["month"]), number(found["day"]) if found["day"] else None) if found else None
        if limit is None:
            return None
        days += limit.days
    if cadence is None or [(month - 1) * cadence.per_year // 12 for month, _ in days] != list(range(len(days))):
        return None  # two days in one half of the year are no day for each half
    return Limit(LimitKind.PERIODIC, cadence=cadence, days=tuple(days))


def _each_year(month: int | None, day: int | None) -> Limit | None:
    from datetime import date

    if month is None or not 1 <= month <= 12 or (day is None and month == 2):
        return None  # the end of February is not one day
    last = 31 if month in (1, 3, 5, 7, 8, 10, 12) else 30
    try:
        date(2001, month, day or last)
    except ValueError:
        return None
    return Limit(LimitKind.PERIODIC, cadence=Cadence.YEAR, days=((month, day or last),))


def _term(found: "re.Match[str]", *, least: int) -> Term | None:
    amount = number(found["n"])
    if amount is None or amount < least:
        return None
    unit = found["unit"]
    if "工作" in unit:
        return Term(amount, Unit.WORKING_DAY)
    if "小时" in unit:  # a limit counts days: only whole ones are the same
        return Term(amount // 24, Unit.DAY) if amount % 24 == 0 else None
    if unit == "年":
        return Term(amount * 12, Unit.MONTH)
    if unit in ("周", "星期", "个星期"):
        return Term(amount * 7, Unit.DAY)
    return Term(amount, Unit.MONTH if unit == "个月" else Unit.DAY)


_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")

_HUNDREDS = re.compile(r"([一二两三四五六七八九])百(?:零|〇)?(.*)")
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")


def number(text: str) -> int | None:
    """A number in digits or in Chinese numerals up to 999 (二十, 一百零五, 廿); None when it is neither."""
    if text.isdecimal():
        return int(text)
    text = text.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    total = 0
    if found := _HUNDREDS.fullmatch(text):
        # 一百二 is 120 in speech and 102 in a table of figures: only 一百零二 and 一百二十 are clear.
        if found[2] and ("十" in found[2]) == ("零" in text or "〇" in text):
            return None
        total, text = _DIGITS[found[1]] * 100, found[2]
        if not text:
            return total
    if found := _TENS.fullmatch(text):
        return total + _DIGITS[found[1] or "一"] * 10 + _DIGITS[found[2] or "零"]
    return total + _DIGITS[text] if text in _DIGITS else None
