"""Do the figures that a document states agree with each other? A rule says how in ``figures``:

    total = province + prefecture + county      a sum
    percent = closed / accepted %               a share, rounded as it is stated
    staff >= units                              no less than

The names are keys of the rule's ``data``. A figure is told as the document has it and never corrected.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.rules import Rule
from gongkai.core.text import nearest

_NAME = r"[A-Za-z_]\w*"
_FORM = re.compile(
    rf"\s*(?P<left>{_NAME})\s*(?:"
    rf"=\s*(?P<part>{_NAME})\s*/\s*(?P<whole>{_NAME})\s*%"
    rf"|(?P<sign>=|>=)\s*(?P<terms>{_NAME}(?:\s*\+\s*{_NAME})*)"
    r")\s*\Z"
)


def differences(rule: Rule) -> list[T]:
    """What does not agree among the figures of a rule, in words; empty when all agree.

    Raises:
        BadInput: a statement cannot be read, or names a figure that the rule does not state.
    """
    return [said for statement in rule.figures if (said := difference(rule, statement)) is not None]


def difference(rule: Rule, statement: str) -> T | None:
    """The same for one statement; None when it holds."""
    form = _FORM.match(statement)
    if form is None:
        raise BadInput(
            T(f"规则 {rule.id} 的 figures 读不懂：{statement}。", f"rule {rule.id}: figures cannot be read: {statement}."),
            T("写成 total = a + b、percent = part / whole %，或 a >= b。",
              "Write total = a + b, percent = part / whole %, or a >= b."),
        )  # fmt: skip
    left, stated = form["left"], _figure(rule, form["left"])
    if form["part"]:
        part, whole = _figure(rule, form["part"]), _figure(rule, form["whole"])
        if not whole:
            return T(f"{statement}：{form['whole']} 为 0。", f"{statement}: {form['whole']} is 0.")
        step = Decimal(1).scaleb(min(int(stated.as_tuple().exponent), 0))
        found = (part * 100 / whole).quantize(step, ROUND_HALF_UP)
    else:
        found = sum((_figure(rule, term.strip()) for term in form["terms"].split("+")), Decimal(0))
    if stated == found or (form["sign"] == ">=" and stated > found):
        return None
    return T(
        f"{statement}：文中 {left} 为 {stated}，按其余数字应为 {found}，相差 {abs(stated - found)}。",
        f"{statement}: {left} is stated as {stated}; the other figures give {found}, off by {abs(stated - found)}.",
    )


def _figure(rule: Rule, name: str) -> Decimal:
    data: Mapping[str, Any] = rule.data
    try:
        value = data[name]
        if isinstance(value, bool):
            raise InvalidOperation
        return Decimal(str(value))
    except KeyError:
        near = nearest(name, list(data))
        raise BadInput(
            T(f"规则 {rule.id} 没有写明 {name}。", f"rule {rule.id} does not state {name}."),
            T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
            else T("在 data 中写明它。", "State it in data."),
        ) from None  # fmt: skip
    except InvalidOperation:
        raise BadInput(
            T(f"规则 {rule.id} 的 {name} 不是数字。", f"rule {rule.id}: {name} is not a figure."),
            T("figures 只用得上数字。", "figures takes figures only."),
        ) from None
