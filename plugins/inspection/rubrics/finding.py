"""Rubrics and indicators of the profile: finding them, and what is wrong with them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.models import Unit
from gongkai.core.registry.select import condition
from gongkai.core.text import nearest
from gongkai.plugins.inspection.arithmetic import (
    HUNDRED,
    OPERATORS,
    ZERO,
    Evaluator,
    Plan,
    number,
    plan,
    shown,
    terms_of,
)
from gongkai.plugins.inspection.rules import Indicator, Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.rules import Selector


def rubrics(office: "Office") -> dict[str, Rubric]:
    """The rubrics of the profile by id, in the order in which the layers name them."""
    return office.profile.items("rubric", Rubric)


def rubric_of(office: "Office", rubric_id: str) -> Rubric:
    """The rubric by its id.

    Raises:
        BadInput: there is none; names the nearest, or those there are.
    """
    known = rubrics(office)
    if rubric_id in known:
        return known[rubric_id]
    near = nearest(rubric_id, list(known)) or list(known)
    raise BadInput(
        T(f"没有评分办法 {rubric_id}。", f"There is no rubric {rubric_id}."),
        T(f"可用的有：{'、'.join(near)}。", f"Known ones: {', '.join(near)}.")
        if near
        else T("在规则文件中写 [[rubric]]。", "Write one as [[rubric]] in the rules."),
    )


def indicator_of(rubric: Rubric, text: str) -> Indicator:
    """The rubric's indicator by its id or its name.

    Raises:
        BadInput: there is none; names the nearest, or those there are.
    """
    for indicator in rubric.indicator:
        if text in (indicator.id, indicator.name.zh, indicator.name.en):
            return indicator
    ids = [indicator.id for indicator in rubric.indicator]
    near = nearest(text, [*ids, *(i.name.zh for i in rubric.indicator)]) or ids
    raise BadInput(
        T(f"{rubric.name.zh}没有指标 {text}。", f"{rubric.name.en} has no indicator {text}."),
        T(f"可用的有：{'、'.join(near)}。", f"Known ones: {', '.join(near)}."),
    )


def is_share(office: "Office", measure: str) -> bool:
    """Whether a measure gives a share rather than a count; one that is not there counts as a share."""
    found = office.plugins.load().measures.get(measure)
    return found is None or found.unit == "share"


def plan_of(office: "Office", rubric: Rubric, unit_class: str = "") -> Plan:
    """A rubric worked out for a class of units; see ``arithmetic.plan`` for what may be wrong with it."""
    return plan(rubric, unit_class, lambda measure: is_share(office, measure))


def evaluator_of(office: "Office", rubric: Rubric, unit_class: str = "") -> Evaluator:
    """What scores units by a rubric and class."""
    return Evaluator(plan_of(office, rubric, unit_class))


def binds(office: "Office", selector: "Selector", unit: str) -> bool:
    """Whether a selector means the unit."""
    query = office.select(Unit, Unit.uid).where(Unit.uid == unit)
    for test in condition(office, selector):
        query = query.where(test)
    return office.first(query) is not None


def rubric_for(office: "Office", unit: str) -> Rubric | None:
    """The rubric by which a unit is scored: of those that mean it the one named last, so a region's or an office's
    special one comes before the general one."""
    return next((r for r in reversed(rubrics(office).values()) if binds(office, r.to, unit)), None)


def findings(office: "Office") -> Iterator[T]:
    """What is wrong with the rubrics, in words, for ``gongkai doctor``."""
    for rubric in rubrics(office).values():
        points: list[Decimal] = []
        seen: set[str] = set()
        for indicator in rubric.indicator:
            where = T(
                f"{rubric.name.zh}（{rubric.id}）的指标“{indicator.name.zh}”：",
                f"{rubric.name.en} ({rubric.id}), indicator “{indicator.name.en}”: ",
            )
            if indicator.id in seen:
                yield where + T(f"编号 {indicator.id} 重复。", f"the id {indicator.id} stands twice.")
            seen.add(indicator.id)
            try:
                points.append(number(indicator.points, indicator.id, "points"))
                terms_of(indicator)
            except BadInput as error:
                yield where + error.message
            yield from (where + what for what in _measure_faults(office, indicator))
        total = sum(points, ZERO)
        if total != HUNDRED:
            yield T(
                f"{rubric.name.zh}（{rubric.id}）各指标合计 {shown(total)} 分，应为 100 分。",
                f"{rubric.name.en} ({rubric.id}): the points add up to {shown(total)}, not 100.",
            )


def _measure_faults(office: "Office", indicator: Indicator) -> Iterator[T]:
    if indicator.operator == "mark" or indicator.operator not in OPERATORS:
        return
    known = office.plugins.load().measures
    if not indicator.measure:
        yield T("没有写数据来源 measure。", "no measure is given.")
    elif indicator.measure not in known:
        near = nearest(indicator.measure, list(known))
        yield T(f"数据来源 {indicator.measure} 不存在", f"there is no measure {indicator.measure}") + (
            T(f"，最接近的是 {near[0]}。", f"; the nearest is {near[0]}.") if near else T("。", ".")
        )
