"""Index numbers (索引号): a rule builder, and the next number of a publication.

A number is given once, on the first day of publication, and stays when the publisher changes. Its front part is the
publisher's organisation code (9 characters) or credit code (18), its back part a year and a serial, unless the rules say
otherwise. Numbers that other systems gave are taken as they are; only a profile with a pattern of its own checks them.

Source: 政府信息公开目录系统实施指引（试行）, part 2; forms in use at several places.
"""

import re
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import format_code
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.rules import Struct

if TYPE_CHECKING:
    from gongkai.core.office import Office

_TOKEN = re.compile(r"\{([a-z0-9]+)(?::(\d+))?\}")
_SERIAL = 5
CHINA = timezone(timedelta(hours=8))
TOKENS = (
    "org",
    "hyphened",
    "uscc",
    "division",
    "county",
    "unit",
    "class",
    "group",
    "year",
    "month",
    "day",
    "time",
    "serial",
)


class IndexNumber(Struct, frozen=True):
    """How index numbers are built.

    Attributes:
        form: text with marks: ``{org}`` organisation code (9), ``{hyphened}`` the same as 8-1, ``{uscc}`` credit code (18),
            ``{division}`` code (12; ``{division:10}`` its first ten digits), ``{county}`` code (6), ``{unit}`` code of the
            publisher from ``units``, ``{class}`` and ``{group}`` codes of the entry's topics from ``classes``, ``{year}``,
            ``{month}``, ``{day}`` (all of the day of publication), ``{time}`` the clock when the number is given (HHMMSS),
            ``{serial:5}`` the next number after what stands before it.
        classes: topic to its code: a first-level topic for ``{class}``; a second-level one, or ``first/second``, for
            ``{group}``.
        units: unit's template, name or credit code to its code, for ``{unit}``.
        pattern: a regular expression that numbers from elsewhere must fit; empty takes every form.
    """

    form: str = "{org}/{year}-{serial:5}"
    classes: dict[str, str] = {}
    units: dict[str, str] = {}
    pattern: str = ""
    rule: str = ""


def check_form(rule: IndexNumber) -> T | None:
    """What is wrong with a rule for index numbers; None when it is sound."""
    names = [name for name, _ in _TOKEN.findall(rule.form)]
    unknown = [name for name in names if name not in TOKENS]
    if unknown or names.count("serial") != 1:
        return T(
            f"索引号规则 {rule.form} 不对：每个标记须为 {'、'.join(TOKENS)} 之一，serial 恰好一次。",
            f"The form of index numbers {rule.form} is wrong: marks are {', '.join(TOKENS)}, with serial exactly once.",
        )
    if not rule.form.rstrip().endswith("}") or names[-1] != "serial":
        return T(
            f"索引号规则 {rule.form} 须以 serial 结尾。", f"The form of index numbers {rule.form} must end in serial."
        )
    if rule.pattern:
        try:
            re.compile(rule.pattern)
        except re.error as error:
            return T(
                f"索引号格式 {rule.pattern} 读不懂：{error}。", f"The pattern of index numbers cannot be read: {error}."
            )
    return None


def next_number(office: "Office", row: dict[str, Any], day: date) -> str | None:
    """The index number of a publication that is published on a day; None when its unit lacks the code for it.

    Args:
        row: the stored row of the publication, read inside the transaction that will write it.

    Raises:
        BadInput: the rule cannot be used.
    """
    rule = office.profile.table("index_number", IndexNumber)
    wrong = check_form(rule)
    if wrong is not None:
        raise BadInput(wrong, T("改正规则文件中的 [index_number]。", "Mend [index_number] in the rules."))
    values = _values(office, rule, row, day)
    digits = _SERIAL
    front: list[str] = []
    at = 0
    for mark in _TOKEN.finditer(rule.form):
        front.append(rule.form[at : mark.start()])
        at = mark.end()
        if mark[1] == "serial":
            digits = int(mark[2] or _SERIAL)
        elif not values.get(mark[1]):
            return None
        else:
            front.append(values[mark[1]][: int(mark[2])] if mark[2] else values[mark[1]])
    before = "".join(front)
    return f"{before}{_last(office, before) + 1:0{digits}d}"


def organisation(uscc: str) -> str:
    """The organisation code (9 characters) within a credit code (18), or the one that was given instead of it."""
    return uscc[8:17] if len(uscc) == 18 else (uscc if len(uscc) == 9 else "")


def check_number(office: "Office", row: dict[str, Any]) -> None:
    """Refuse a number that was given elsewhere when the profile's pattern or another publication forbids it.

    Raises:
        BadInput: says which.
    """
    rule, number = office.profile.table("index_number", IndexNumber), row["index_no"]
    if rule.pattern and not re.fullmatch(rule.pattern, number):
        raise BadInput(
            T(f"索引号 {number} 不合本地格式（{rule.rule}）。", f"The index number {number} has not the local form ({rule.rule})."),
            T("改正索引号，或不填由系统编制。", "Mend it, or leave it out to have one made."),
        )  # fmt: skip
    taken = office.inside.rows(
        "SELECT uid FROM {publication} WHERE index_no = ? AND series <> ?", (number, row["series"])
    )
    if taken:
        raise BadInput(
            T(f"索引号 {number} 已属于另一条公开信息（{taken[0][0]}）。", f"The index number {number} belongs to {taken[0][0]} already."),
            T("索引号不能重复；不填由系统编制。", "Numbers are unique; leave it out to have one made."),
        )  # fmt: skip


def _values(office: "Office", rule: IndexNumber, row: dict[str, Any], day: date) -> dict[str, str]:
    rows = office.inside.rows(
        "SELECT COALESCE(uscc, ''), scope, COALESCE(template, ''), name FROM {unit} WHERE uid = ?", (row["unit"],)
    )
    uscc, scope, template, name = rows[0] if rows else ("", 0, "", "")
    code, org = format_code(scope), organisation(uscc)
    first, second = _topics(office, row)
    return {
        "org": org, "hyphened": f"{org[:8]}-{org[8:]}" if org else "", "uscc": uscc if len(uscc) == 18 else "",
        "division": code[:12], "county": code[:6],
        "unit": next((rule.units[key] for key in (uscc, template, name) if key in rule.units), ""),
        "class": rule.classes.get(first, ""), "group": rule.classes.get(f"{first}/{second}", rule.classes.get(second, "")),
        "year": f"{day.year:04d}", "month": f"{day.month:02d}", "day": f"{day.day:02d}",
        "time": datetime.fromisoformat(office.now).astimezone(CHINA).strftime("%H%M%S"),
    }  # fmt: skip


def _topics(office: "Office", row: dict[str, Any]) -> tuple[str, str]:
    """The entry's first and second topic; empty where it has none."""
    rows = office.inside.rows("SELECT topic FROM {entry} WHERE uid = ?", (row["entry"],)) if row.get("entry") else []
    first, _, rest = (rows[0][0] or "" if rows else "").partition("/")
    return first, rest.partition("/")[0]


def _last(office: "Office", before: str) -> int:
    """The highest serial that was given after this front part; taken numbers are never given again."""
    rows = office.inside.rows(
        "SELECT index_no FROM {publication} WHERE index_no >= ? AND index_no < ? ORDER BY length(index_no) DESC, index_no DESC"
        " LIMIT 1", (before + "0", before + ":"),
    )  # fmt: skip
    for (number,) in rows:
        serial = str(number)[len(before) :]
        if serial.isdigit():
            return int(serial)
    return 0
