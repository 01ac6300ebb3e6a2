"""What a publication says of itself: document numbers, days of making, the length of its abstract, its main title."""

import re
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.rules import Struct
from gongkai.core.tables.parse import parse_date
from gongkai.plugins.catalog.rules import Abstract

if TYPE_CHECKING:
    from gongkai.core.office import Office

_OPEN, _SHUT = "[〔【(\uff3b\uff08〖<〈", "]〕】)\uff3d\uff09〗>〉"
_NUMBER = re.compile(
    rf"(?P<organ>[^{re.escape(_OPEN + _SHUT)}\d]{{0,20}}?)[{re.escape(_OPEN)}](?P<year>[\dOo〇○]{{1,5}})年?"  # zh-data
    rf"[{re.escape(_SHUT)}](?P<rest>第?(?P<serial>\d{{1,5}})号?)"  # zh-data
)
_PARTING = re.compile(r"[,，、;；\s]+")  # zh-data
FIRST_YEAR = 1949


class MainTitle(Struct, frozen=True):
    """Signs with which a subtitle begins (``breaks``); what is published bears its main title only."""

    breaks: tuple[str, ...] = ()
    rule: str = ""


class Withholding(Struct, frozen=True):
    """Grounds that the local rules name for what is not public; others are told, not refused. Empty: all are named."""

    grounds: tuple[str, ...] = ()
    rule: str = ""


def read_doc_no(text: str | None, this_year: int) -> str | None:
    """A document number with its brackets as 〔〕 and without blanks; numbers of another form are taken as they are.

    Raises:
        BadInput: the year is not written in full, or cannot be one.
    """
    plain = re.sub(r"\s+", "", text or "")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return text
    year = normalize("NFKC", found["year"]).translate(dict.fromkeys(map(ord, "Oo〇○"), "0"))  # zh-data
    if len(year) != 4 or not FIRST_YEAR <= int(year) <= this_year:
        raise BadInput(
            T(f"文号“{plain[:40]}”的年份不对。", f"The year of the document number “{plain[:40]}” is wrong."),
            T("年份写四位，如〔2019〕。", "Write it with four digits."),
        )
    return f"{found['organ']}〔{year}〕{normalize('NFKC', found['rest'])}"


def last_signature(text: str | None) -> tuple[str, str] | None:
    """The days of countersignatures in one form, and the last of them; None without any.

    Raises:
        BadInput: one of them is no date.
    """
    words = [word for word in _PARTING.split(text or "") if word]
    days = []
    for word in words:
        day = parse_date(word)
        if day is None:
            raise BadInput(
                T(f"会签日期“{word[:40]}”不是日期。", f"The countersignature “{word[:40]}” is not a date."),
                T("写成 2026-11-20，几个日期用逗号隔开。", "Write 2026-11-20, several parted by commas."),
            )
        days.append(day.isoformat())
    return (",".join(sorted(days)), max(days)) if days else None


def settle(office: "Office", row: dict[str, Any]) -> None:
    """Bring a row's document number and day of making into their form.

    Raises:
        BadInput: one of them cannot be.
    """
    row["doc_no"] = read_doc_no(row["doc_no"], office.today.year)
    signed = last_signature(row["countersigned"])
    if signed is not None:
        row["countersigned"], row["made_on"] = signed
    if row["made_on"] and row["made_on"] > office.today.isoformat():
        raise BadInput(
            T(f"生成日期 {row['made_on']} 还没有到。", f"The day of making {row['made_on']} is yet to come."),
            T("填实际签发的日期。", "Give the day on which it was signed."),
        )


def length(text: str | None) -> int:
    """Characters of a text, blanks not counted."""
    return len("".join((text or "").split()))


def longest_abstract(rule: Abstract, content: str | None) -> int:
    """How long the abstract of a text may be."""
    return rule.long if length(content) > rule.since else rule.short


def check_form(office: "Office", row: dict[str, Any]) -> None:
    """What a draft must keep to before it goes on: called when it leaves its drafter.

    Raises:
        BadInput: the abstract is too long, or the title holds a subtitle.
    """
    rule = office.profile.table("abstract", Abstract)
    most, has = longest_abstract(rule, row["content"]), length(row["abstract"])
    if has > most:
        raise BadInput(
            T(f"内容概述有 {has} 字，最多 {most} 字（{rule.rule}）。", f"The abstract has {has} characters, at most {most} ({rule.rule})."),
            T("删减内容概述。", "Shorten the abstract."),
        )  # fmt: skip
    title = office.profile.table("main_title", MainTitle)
    sign = next((sign for sign in title.breaks if sign in row["title"]), "")
    if sign:
        raise BadInput(
            T(f"标题含有副标题（{sign}）（{title.rule}）。", f"The title holds a subtitle ({sign}) ({title.rule})."),
            T("只写主标题，副标题写入正文。", "Keep the main title; the subtitle goes into the text."),
        )
