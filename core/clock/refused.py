"""Why a time limit in words was not read: said so that a person can write one that can be kept."""

# zh-data: module (words to recognise)

import re
from unicodedata import normalize

from gongkai.core.i18n import T

_REASONS = (
    (r"同上|同前|同左|〃|\"", T("“同上”要先换成上一行的时限", "“as above” must first become the limit of the row above")),
    (r"另有规定|从其规定", T("另有规定的情形要单独成条", "what other rules settle is an entry of its own")),
    (r"(?:[0-9]|[一二两三四五六七八九十])+(?:个)?(?:小时|分钟)",
     T("时限最小到天，小时数须是24的倍数", "limits count days: hours must be whole days")),
    (r"(?:召开|举行|实施|开工|开学|招生|听证|会议|施行|生效|事)[^,，;；。]*前",
     T("早于某件事的时限请写成公开阶段，各有日期", "what is due before an event is a milestone with its own date")),
    (r"学期|学年|开学", T("没有按学期的周期，请写固定日期，如 half-year@03-15,09-15",
                       "there is no cadence of terms: write fixed days, such as half-year@03-15,09-15")),
    (r"每[日天]|逐日|每个?工作日", T("没有按日的周期，请写 at-once 或 week", "there is no daily cadence: write at-once or week")),
    (r"^每?(?:两|二|三|四|五|[2-9]|[1-9][0-9])个?(?:年|月|季度|周)(?:度)?(?:一次)?$|每[0-9一二两三四五六七八九十]+(?:天|日|个月)",
     T("只有周、旬、月、季度、半年、年的周期", "the cadences are week, ten days, month, quarter, half-year and year")),
    (r"^[0-9一二两三四五六七八九十]+[日号]$|^(?:半年|一年|一个?季度?|[0-9]+周)$",
     T("说不清是期限还是周期、日期，请写明“……内”或“每……”", "this may be a term, a cadence or a date: write “within …” or “every …”")),
    (r"^[0-9一二十]+月(?:[0-9一二十]+[日号]|底|末)?", T("要写明是每年还是次年", "say whether it is every year or the next one")),
    (r"适时|定期|不定期|按规定|按要求|原则上|一般|左右|约|尽快|视情|必要时|按进度",
     T("没有确定的期限，无法推算日期", "it names no definite time, so no date follows")),
    (r"[0-9一二两三四五六七八九十](?:-|—|–|~|至|到)[0-9一二两三四五六七八九十]",
     T("写了一段范围，请写最迟的一个", "it is a range: write the latest")),
    (r"[,，;；。、/\s].*[0-9每月季年及时长期动]", 
     T("写了几个对不上的时限，请拆成几条", "it holds several limits that do not agree: make several entries")),
)  # fmt: skip


def why_not(phrase: str) -> T | None:
    """The reason for which a phrase was not read, the most telling one; None for what is not Chinese."""
    text = re.sub(r"\s+", " ", normalize("NFKC", phrase).strip())
    if not re.search(r"[\u4e00-\u9fff]|〃|\"", text):
        return None
    known = (why for pattern, why in _REASONS if re.search(pattern, text))
    return next(known, T("其中有读不懂的字句", "part of it is not understood"))
