"""Rubrics and indicators of the profile: finding them, and what is wrong with them."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.measures import measures_of
from gongkai.core.registry.models import Unit
from gongkai.core.registry.select import condition
from gongkai.core.text import nearest
from gongkai.plugins.inspection.arithmetic import (
    Entry,
    Evaluator,
    Plan,
    plan,
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
    from gongkai.plugins.inspection.rubrics.writing import KNOWN  # only when something is wrong

    near = nearest(rubric_id, list(known)) or list(known)
    if (KNOWN / f"{rubric_id}.toml").is_file() and rubric_id.replace("-", "").isalnum():
        hint = T(f"先采用它：gongkai rubric adopt {rubric_id}。", f"Adopt it first: gongkai rubric adopt {rubric_id}.")
    elif near:
        hint = T(f"可用的有：{'、'.join(near)}。", f"Known ones: {', '.join(near)}.")
    else:
        hint = T("在规则文件中写 [[rubric]]。", "Write one as [[rubric]] in the rules.")
    raise BadInput(T(f"没有评分办法 {rubric_id}。", f"There is no rubric {rubric_id}."), hint)


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
    found = measures_of(office).get(measure)
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


def class_for(office: "Office", rubric: Rubric, unit: str) -> str:
    """The class of a rubric that a unit belongs to: the first that means it; "" for none."""
    return next((one.id for one in rubric.unit_class if binds(office, one.to, unit)), "")


def entry_of(office: "Office", rubric: Rubric, text: str, unit: str) -> Entry:
    """What a person gives a unit under a rubric, by its key (``quality``, ``open.late``) or its indicator's name.

    Raises:
        BadInput: there is no such indicator, or the system computes it; names what is given by hand.
    """
    entries = plan_of(office, rubric, class_for(office, rubric, unit)).entries
    for entry in entries:
        single = entry.key == entry.indicator.id
        if text == entry.key or (single and text in (entry.name.zh, entry.name.en)):
            if entry.hand:
                return entry
            break
    by_hand = [entry.key for entry in entries if entry.hand]
    parts = [key for key in by_hand if key.startswith(f"{text}.")]
    name = T("", "") if parts else indicator_of(rubric, text.partition(".")[0]).name
    raise BadInput(
        T(f"指标 {text} 按项评分。", f"{text} is given item by item.")
        if parts
        else T(f"指标“{name.zh}”由系统计算，不能手工评分。", f"“{name.en}” is computed, not marked."),
        T(f"可手工评分的有：{'、'.join(parts or by_hand)}。", f"Marked by hand: {', '.join(parts or by_hand)}."),
    )


def in_force(office: "Office", day: date | None = None) -> list[Rubric]:
    """The rubrics that score by themselves on a day (today by default), those named last first: a region's or an
    office's special one comes before the general one. One that is only used where it is named is none of them."""
    on = (day or office.today).isoformat()
    return [
        one
        for one in reversed(rubrics(office).values())
        if not one.named_only and (one.valid_from or on) <= on <= (one.valid_to or on)
    ]


def rubric_for(office: "Office", unit: str, day: date | None = None) -> Rubric | None:
    """The rubric by which a unit is scored on a day: the first in force that means it."""
    return next((one for one in in_force(office, day) if binds(office, one.to, unit)), None)


def findings(office: "Office") -> Iterator[T]:
    """What is wrong with the rubrics, in words with file and line, for ``gongkai doctor``."""
    from gongkai.plugins.inspection.rubrics.checking import rubric_faults  # only doctor asks

    for fault in rubric_faults(office):
        yield same(f"{fault.where}: ") + fault.what
