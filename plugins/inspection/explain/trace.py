"""The trace of one unit's score: every item with what went in and the sum, so that a person can check it by hand."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.measures import measures_of
from gongkai.core.rules import Rule, Source
from gongkai.plugins.inspection.arithmetic import EXACT, HUNDRED, OPERATORS, PLACES, Kind, shown, terms_of
from gongkai.plugins.inspection.engine import ItemScore, UnitScore, score_of
from gongkai.plugins.inspection.models import current_round, parse_round
from gongkai.plugins.inspection.rubrics.finding import is_share, rubric_for, rubric_of

if TYPE_CHECKING:
    from gongkai.core.measures import Measure
    from gongkai.core.office import Office
    from gongkai.plugins.inspection.rules import Indicator, Rubric


@dataclass(frozen=True)
class Trace:
    """A score explained: lines for a person, a table for programs (numbers as text, so that they stay exact)."""

    score: UnitScore
    lines: tuple[T, ...] = field(repr=False)
    data: dict[str, Any] = field(repr=False)


def explain(office: "Office", unit: Any, rubric_id: str = "", as_of: date | None = None, round: str = "") -> Trace:
    """How one unit's score comes about; reads only records at the unit's own place.

    Args:
        unit: the unit's record, as ``office.unit`` gives it.
        rubric_id: the rubric; the one that applies to the unit unless named.

    Raises:
        BadInput: no rubric means the unit, or see ``scores``.
    """
    rubric = rubric_of(office, rubric_id) if rubric_id else rubric_for(office, unit.uid)
    score = score_of(office, unit, rubric, as_of, round) if rubric else None
    if rubric is None or score is None:
        raise BadInput(
            T(f"{unit.name}不在评分范围内。", f"{unit.name} is not scored."),
            T("用 gongkai indicator list 查看评分办法。", "See the rubrics with gongkai indicator list."),
        )
    day = as_of or office.today
    turn = parse_round(round) if round else current_round(day)
    lines = [*_head(score, day, turn)]
    rows: list[dict[str, Any]] = []
    for number, item in enumerate(score.items, 1):
        told, row = _item(office, score, number, item)
        lines += told
        rows.append(row)
    lines += _foot(score)
    data = {
        "unit": score.uid,
        "unit_name": score.name,
        "rubric": rubric.id,
        "edition": rubric.edition,
        "as_of": day.isoformat(),
        "round": turn,
        "expected": score.expected,
        "assessed": score.assessed,
        "base": shown(score.base),
        "items": rows,
        "sum": None if score.unrounded is None else shown(score.unrounded),
        "score": None if score.published is None else str(score.published),
    }
    return Trace(score, tuple(lines), data)


def lines(office: "Office", record: Any) -> list[str]:
    """The trace as lines, for the screen of a unit."""
    try:
        return [str(line) for line in explain(office, record).lines]
    except BadInput as error:
        return [str(error.message)]


def _head(score: UnitScore, day: date, turn: str) -> list[T]:
    rubric = score.rubric
    total = same("—" if score.published is None else str(score.published))
    missing = [item.indicator.name for item in score.items if item.kind in (Kind.NOT_ASSESSED, Kind.NO_DATA)]
    open_zh = f"；未评：{'、'.join(name.zh for name in missing)}" if missing else ""
    open_en = f"; open: {', '.join(name.en for name in missing)}" if missing else ""
    return [
        same(score.name) + T("　得分 ", "  score ") + total,
        T("评分办法：", "Rubric: ") + rubric.name + T(f"（{rubric.edition}）", f" ({rubric.edition})"),
        T(f"计分日期 {day}，手工评分轮次 {turn}。", f"Judged on {day}, marks of round {turn}."),
        T(
            f"应评 {score.expected} 项，已评 {score.assessed} 项{open_zh}。",
            f"{score.assessed} of {score.expected} items that apply are assessed{open_en}.",
        ),
    ]


def _foot(score: UnitScore) -> list[T]:
    parts = [shown(item.contribution) for item in score.items if item.contribution is not None]
    if score.unrounded is None or not parts:
        return [T("没有已评的项目，暂无得分。", "Nothing is assessed yet, so there is no score.")]
    told: list[T] = []
    if score.base != HUNDRED:
        base = shown(score.base)
        told.append(
            T(
                f"折算：已评项目满分合计 {base} 分，每项得分 × 100 ÷ {base}。",
                f"Rescaling: the items assessed have {base} points; each is x 100 / {base}.",
            )
        )
    if any(len(part.partition(".")[2]) == 10 for part in parts):
        told.append(
            T(
                "除不尽的取十位小数，必要时调整末位，使各项相加恰为合计。",
                "Endless fractions stop at ten places, the last one adjusted where needed, so that the parts add up.",
            )
        )
    return [
        *told,
        T("合计：", "Sum: ") + same(f"{' + '.join(parts)} = {shown(score.unrounded)}"),
        T("保留两位小数（四舍五入）：", "Rounded once to two places, halves up: ") + same(str(score.published)),
    ]


def _item(office: "Office", score: UnitScore, number: int, item: ItemScore) -> tuple[list[T], dict[str, Any]]:
    indicator = item.indicator
    measure = measures_of(office).get(indicator.measure)
    rule, source = _basis(office, indicator, score.rubric)
    row: dict[str, Any] = {
        "indicator": indicator.id,
        "name": str(indicator.name),
        "operator": indicator.operator,
        "kind": item.kind.value,
        "points": shown(item.points),
        "earned": shown(item.earned) if item.kind.counts else None,
        "contribution": None if item.contribution is None else shown(item.contribution),
        "rule": indicator.rule,
        "source": str(source),
    }
    told = [
        same(f"{number}. ")
        + indicator.name
        + T(f"（{shown(item.points)} 分，", f" ({shown(item.points)} points, ")
        + OPERATORS[indicator.operator]
        + T("）：", "): ")
        + item.kind.label
    ]
    if rule or source:
        told.append(T("   依据：", "   Basis: ") + rule + source)
    if item.figure is not None and measure is not None:
        row |= {"numerator": shown(item.figure.numerator), "denominator": shown(item.figure.denominator)}
        row |= {"measure": measure.key, "register": measure.register, "filters": list(measure.filters)}
        told.append(T("   数据：", "   Data: ") + _inputs(office, item, measure))
    if item.given is not None:
        row |= {"marked_by": item.given.by, "marked_on": item.given.on, "reason": item.given.reason}
        told.append(
            T(f"   {item.given.by} 于 {item.given.on} 评分：", f"   Marked by {item.given.by} on {item.given.on}: ")
            + same(item.given.reason)
        )
    told.append(same("   ") + _sum(office, score, item))
    row["formula"] = str(_sum(office, score, item))
    return told, row


def _basis(office: "Office", indicator: "Indicator", rubric: "Rubric") -> tuple[T, T]:
    """The rule's id and clause, and the title of the document that it comes from."""
    rule = office.profile.items("rule", Rule).get(indicator.rule)
    source = office.profile.items("source", Source).get(rule.source if rule else rubric.source)
    words = same(indicator.rule)
    if rule and rule.clause:
        words += T(f"（{rule.clause}）", f" ({rule.clause})")
    title = T("《", "“") + source.title + T("》", "”") if source else T("", "")
    return words + T(" ", " ") if words and title else words, title


def _inputs(office: "Office", item: ItemScore, measure: "Measure") -> T:
    figure = item.figure
    assert figure is not None
    if measure.unit == "share":
        words = measure.name + same(f" {shown(figure.numerator)} / {shown(figure.denominator)}")
    else:
        words = measure.name + T(
            f" {shown(figure.numerator)}（共 {shown(figure.denominator)}）",
            f" {shown(figure.numerator)} (of {shown(figure.denominator)})",
        )
    if measure.register:
        resource = office.resource(measure.register)
        names = [resource.filter_of(key).name for key in measure.filters]
        behind = resource.name + (same(" · ") if names else T("", ""))
        for place, name in enumerate(names):
            behind += (T("、", ", ") if place else T("", "")) + name
        words += T("，见登记册 ", ", see the register ") + behind
    return words


def _sum(office: "Office", score: UnitScore, item: ItemScore) -> T:
    """The item's arithmetic in one line."""
    if item.kind is Kind.NOT_APPLICABLE:
        return T(
            "没有可计算的内容或不适用于本单位，不计入。", "Nothing to measure, or not meant for this unit: left out."
        )
    if item.kind is Kind.NOT_ASSESSED:
        return T("尚未评分，不计入。", "Not marked yet: left out.")
    if item.kind is Kind.NO_DATA or item.contribution is None:
        return T(
            f"数据来源 {item.indicator.measure} 未启用，不计入。",
            f"The measure {item.indicator.measure} is not enabled: left out.",
        )
    words = T("得分 ", "earned ") + _earned(office, item)
    exact = EXACT.divide(EXACT.multiply(item.earned, HUNDRED), score.base)
    moved = exact.quantize(PLACES, ROUND_HALF_EVEN, EXACT) != item.contribution
    if score.base != HUNDRED or moved:
        rescaled = f"{shown(item.earned)} × 100 ÷ {shown(score.base)} = {shown(item.contribution)}"
        words += T(f"；折算 {rescaled}", f"; rescaled {rescaled}")
    return words + T("（末位调整）", " (last place adjusted)") if moved else words


def _earned(office: "Office", item: ItemScore) -> T:
    own = terms_of(item.indicator, is_share(office, item.indicator.measure), item.points)
    figure, earned, points = item.figure, shown(item.earned), shown(item.points)
    if own.operator == "mark" or figure is None:
        return same(f"{earned} / {points}")
    value = shown(figure.numerator)
    if own.share:
        value += f" ÷ {shown(figure.denominator)}"
    if own.operator == "ratio":
        target = "" if own.target == 1 else f" ÷ {shown(own.target)}"
        over = T(f"（最多 {points}）", f" (at most {points})") if item.kind is Kind.FULL else T("", "")
        return same(f"{points} × {value}{target} = {earned}") + over
    return same(f"{points} − {shown(own.per)} × {value} = {earned}") + T(
        f"（最多扣 {shown(own.cap or own.points)}）", f" (loses at most {shown(own.cap or own.points)})"
    )
