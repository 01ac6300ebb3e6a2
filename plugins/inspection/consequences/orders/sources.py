"""Problems that become orders: what checks find, items of a score, records in question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.findings import Finding
    from gongkai.core.office import Office


@dataclass(frozen=True)
class Problem:
    """What an order is about, before it is one; the fields are those of the order."""

    unit: str
    title: str
    kind: str = "hand"
    problem: str = ""
    demand: str = ""
    rule: str = ""
    register: str = ""
    record: str = ""
    finding: str = ""
    item: str = ""
    round: str = ""
    indicator: str = ""


def found(office: "Office", code: str, within: int | None = None, unit: str = "") -> Iterator["Finding"]:
    """What the checks of the catalogue, of other plugins and of the units find, of one kind.

    Raises:
        BadInput: no check knows the kind.
    """
    from gongkai.core.registry.findings import findings as of_units

    units = (one for one in of_units(office, within) if one.code == code and unit in ("", one.unit))
    if (
        "entry" not in office.resources
    ):  # the catalogue lists what plugins' checks find; without it there are the units' alone
        yield from units
        return
    from gongkai.plugins.catalog.findings.listing import Findings

    first = next(units, None)
    if first is not None:
        yield from chain((first,), units)
        return
    yield from Findings(office, within, code, unit)


def from_findings(office: "Office", code: str, within: int | None = None, unit: str = "") -> Iterator[Problem]:
    """A problem for each finding of a kind."""
    for one in found(office, code, within, unit):
        if one.unit:
            yield Problem(
                one.unit, clean_line(str(one.what)), "finding", demand=str(one.remedy), rule=one.rule, register=one.register,
                record=one.uid, finding=one.code, item=one.item,
            )  # fmt: skip


def still_found(office: "Office", order: Mapping[str, Any]) -> bool:
    """Whether the check that found an order's problem still finds it; False for orders that no check stands behind."""
    if not order["finding"]:
        return False
    try:
        return any(
            (one.register, one.uid, one.item) == tuple(order[name] or "" for name in ("register", "record", "item"))
            for one in found(office, order["finding"], unit=order["unit"])
        )
    except BadInput:
        return False  # the kind is switched off, or its plugin


def from_score(office: "Office", unit: Any, indicator: str, round: str = "") -> Problem:
    """An item in which a unit lost points.

    Raises:
        BadInput: the unit is not scored, has no such item, or lost nothing in it.
    """
    from gongkai.plugins.inspection.explain.trace import explain

    trace = explain(office, unit, round=round)
    score, turn = trace.score, trace.data["round"]
    items = {item.indicator.id: item for item in score.items}
    item = items.get(indicator) or next(
        (one for one in score.items if indicator in (one.indicator.name.zh, one.indicator.name.en)), None
    )
    if item is None:
        raise BadInput(
            T(f"{unit.name}的得分里没有指标 {indicator[:40]}。", f"The score of {unit.name} has no item {indicator[:40]}."),
            T(f"可用的有：{'、'.join(items)}。", f"There are: {', '.join(items)}."),
        )  # fmt: skip
    earned, points = item.earned, item.points
    if not item.kind.counts or earned >= points:
        raise BadInput(
            T(f"{unit.name}在这一项没有失分。", f"{unit.name} lost nothing in this item."),
            T("用 gongkai score explain 查看各项得分。", "See the items with gongkai score explain."),
        )
    name, lost = item.indicator.name, _plain(points - earned)
    title = T(f"{name.zh}失 {lost} 分", f"{name.en}: {lost} points lost")
    why = item.indicator.why or T("", "")
    said = T(f"满分 {_plain(points)}，得 {_plain(earned)}。{why.zh}", f"{_plain(earned)} of {_plain(points)}. {why.en}")
    return Problem(
        unit.uid,
        str(title),
        "score",
        str(said).strip(),
        rule=item.indicator.rule,
        round=str(turn),
        indicator=item.indicator.id,
    )


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def from_record(office: "Office", text: str) -> Problem:
    """A record in question, given as ``register:id``: a complaint, a lawsuit, an objection.

    Raises:
        BadInput: it is not written so, or there is no such record.
    """
    key, mark, uid = clean_line(text).partition(":")
    if not mark:
        raise BadInput(
            T(f"“{clean_line(text)[:40]}”不是 登记册:编号。", f"“{clean_line(text)[:40]}” is not REGISTER:ID."),
            T("写成 case:编号。", "Write it as case:ID."),
        )
    register = office.register(key)
    record = register.get(uid)
    if not register.resource.placed or not record.unit:
        raise BadInput(
            T(
                f"{register.resource.name.zh}不属于哪个单位。",
                f"This belongs to no unit ({register.resource.name.en}).",
            ),
            T("换一条记录，或用 --unit 和 --title 直接下达。", "Take another record, or give --unit and --title."),
        )
    kind = {"case": "complaint", "round_objection": "score"}.get(key, "record")
    return Problem(record.unit, register.title(record), kind, register=key, record=record.uid)
