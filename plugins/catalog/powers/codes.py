"""Codes of powers: built and checked by the profile's rule (``[power_code]``).

Local codes differ: ``62052400MZ-XK-0001`` (division, unit, kind, serial), 16 digits (division 6, body 3, kind 2, serial 3,
sub-item 2), 2 + 5 + 3 digits. The national basic code has at most 12 characters, an implementation code 31.
"""

import re
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import format_code
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.catalog.powers.rules import PowerCode

if TYPE_CHECKING:
    from gongkai.core.office import Office

_TOKEN = re.compile(r"\{([a-z]+)(?::(\d+))?\}")
TOKENS = ("division", "county", "org", "kind", "serial", "sub")
BASIC_LENGTH, IMPLEMENT_LENGTH = 12, 31
SERIAL, SUB = 4, 2


def check_rule(rule: PowerCode) -> T | None:
    """What is wrong with a rule for codes; None when it is sound."""
    names = [name for name, _ in _TOKEN.findall(rule.form)]
    if rule.form and (set(names) - set(TOKENS) or names.count("serial") != 1):
        return T(
            f"职权编码规则 {rule.form} 不对：标记须为 {'、'.join(TOKENS)} 之一，serial 恰好一次。",
            f"The form of power codes {rule.form} is wrong: marks are {', '.join(TOKENS)}, with serial exactly once.",
        )
    try:
        re.compile(rule.pattern)
    except re.error as error:
        return T(
            f"职权编码格式 {rule.pattern} 读不懂：{error}。", f"The pattern of power codes cannot be read: {error}."
        )
    return None


def check_code(rule: PowerCode, code: str | None) -> bool:
    """Whether a code fits the profile's pattern; an empty one, and every one where there is no pattern, does."""
    return not code or not rule.pattern or re.fullmatch(rule.pattern, code) is not None


def check_national(row: dict[str, Any]) -> None:
    """Refuse national codes that cannot be ones.

    Raises:
        BadInput: says which and how long it has to be.
    """
    basic, implement = row.get("basic_code") or "", row.get("implement_code") or ""
    if basic and not re.fullmatch(rf"[0-9A-Za-z]{{1,{BASIC_LENGTH}}}", basic):
        raise BadInput(
            T(f"基本编码“{basic[:40]}”不对。", f"The basic code “{basic[:40]}” is wrong."),
            T(f"最多 {BASIC_LENGTH} 位字母数字。", f"At most {BASIC_LENGTH} letters and digits."),
        )
    if implement and not re.fullmatch(rf"[0-9A-Za-z]{{{IMPLEMENT_LENGTH}}}", implement):
        raise BadInput(
            T(f"实施编码“{implement[:40]}”不对。", f"The implementation code “{implement[:40]}” is wrong."),
            T(f"须为 {IMPLEMENT_LENGTH} 位字母数字。", f"It has {IMPLEMENT_LENGTH} letters and digits."),
        )


def next_code(office: "Office", row: dict[str, Any]) -> str | None:
    """The code of a power that has none; None where the profile has no rule, or the unit or kind no code of its own.

    Args:
        office: as the door sees it, so that no number is given twice.
    """
    rule = office.profile.table("power_code", PowerCode)
    wrong = check_rule(rule)
    if wrong is not None:
        raise BadInput(wrong, T("改正规则文件中的 [power_code]。", "Mend [power_code] in the rules."))
    values = _values(office, rule, row)
    front, digits, tail, at = "", 0, "", 0
    for mark in _TOKEN.finditer(rule.form):
        literal, at = rule.form[at : mark.start()], mark.end()
        name, width = mark[1], int(mark[2] or 0)
        if name == "serial":
            front, digits = front + literal, width or SERIAL
            continue
        text = "0" * (width or SUB) if name == "sub" else values.get(name, "")
        if not text:
            return None
        if digits:
            tail += literal + text
        else:
            front += literal + text
    if not digits:
        return None
    tail += rule.form[at:]
    return f"{front}{_last(office, front, digits, tail) + 1:0{digits}d}{tail}"


def _values(office: "Office", rule: PowerCode, row: dict[str, Any]) -> dict[str, str]:
    found = office.rows("SELECT name, COALESCE(template, ''), scope FROM {unit} WHERE uid = ?", (row["unit"],))
    name, template, scope = found[0] if found else ("", "", 0)
    code = format_code(scope)
    return {
        "division": code[:12], "county": code[:6], "kind": rule.kinds.get(row["kind"] or "", ""),
        "org": rule.orgs.get(template) or rule.orgs.get(name, ""),
    }  # fmt: skip


def _last(office: "Office", front: str, digits: int, tail: str) -> int:
    """The highest serial given between this front part and this tail."""
    taken = office.rows("SELECT max(code) FROM {power} WHERE code >= ? AND code < ? AND length(code) = ?",
        (f"{front}0", f"{front}:", len(front) + digits + len(tail)),
    )[0][0]  # fmt: skip
    serial = str(taken or "")[len(front) : len(front) + digits]
    return int(serial) if serial.isdigit() else 0
