"""The trace of one unit's score: every item with what went in and the sum, so that a person can check it by hand."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.measures import Figure, measures_of
from gongkai.core.rules import Rule, Source
from gongkai.plugins.inspection.arithmetic import EXACT, OPERATORS, PLACES, Kind, Leaf, Plan, shown
from gongkai.plugins.inspection.arithmetic.operators import WITHOUT_POINTS
from gongkai.plugins.inspection.engine import ItemScore, UnitScore
from gongkai.plugins.inspection.explain.kept import score_meant
from gongkai.plugins.inspection.explain.words import ADJUSTMENTS, formula
from gongkai.plugins.inspection.models import turn_of
from gongkai.plugins.inspection.rubrics import plan_of

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
        round: a round that was computed (its kept figures and marks are told), or the round of the marks.

    Raises:
        BadInput: no rubric means the unit, or see ``explain.kept.score_meant``.
    """
    score, held = score_meant(office, unit, rubric_id, as_of, round)
    if held is not None:
        when = T(f"轮次 {held.code} 保存的数据和评分。", f"Figures and marks as round {held.code} kept them.")
        return told(office, score, when, "", held.code)
    day = as_of or office.today
    turn = turn_of(office, round, day)
    when = T(f"计分日期 {day}，手工评分轮次 {turn}。", f"Judged on {day}, marks of round {turn}.")
    return told(office, score, when, day.isoformat(), turn)


def told(office: "Office", score: UnitScore, when: T, day: str, turn: str) -> Trace:
    """A score that was worked out, explained: ``when`` says of which day and round it is."""
    rubric = score.rubric
    plan = plan_of(office, rubric, score.unit_class)
    lines = _head(score, when)
    rows: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, (item, leaf) in enumerate(zip(score.items, plan.leaves, strict=True), 1):
        for name in leaf.node.chain[:-1]:
            if name not in seen:
                seen.add(name)
                line, row = _group(plan, score, name)
                lines.append(line)
                groups.append(row)
        words, row = _item(office, score, number, item, leaf)
        indent = same("  " * (len(leaf.node.chain) - 1))
        lines += [indent + line for line in words]
        rows.append(row)
    lines += _adjusted(office, plan, score)
    lines += _foot(score, plan)
    result = score.result
    data = {
        "unit": score.uid,
        "unit_name": score.name,
        "rubric": rubric.id,
        "edition": rubric.edition,
        "hash": rubric.hash,
        "class": score.unit_class,
        "as_of": day,
        "round": turn,
        "expected": score.expected,
        "assessed": score.assessed,
        "base": shown(score.base),
        "out_of": shown(plan.out_of),
        "groups": groups,
        "items": rows,
        "adjustments": [
            {"kind": one.kind, "indicator": one.indicator, "amount": shown(one.amount)}
            for one in (result.adjustments if result else ())
        ],
        "sum": None if score.unrounded is None else shown(score.unrounded),
        "score": None if score.published is None else str(score.published),
        "hypothetical": str(result.hypothetical) if result and result.hypothetical is not None else None,
        "verdict": result.verdict.value if result else "",
        "failed": list(result.failed) if result else [],
    }
    return Trace(score, tuple(lines), data)


def lines(office: "Office", record: Any) -> list[str]:
    """The trace as lines, for the screen of a unit."""
    try:
        return [str(line) for line in explain(office, record).lines]
    except BadInput as error:
        return [str(error.message)]


def _head(score: UnitScore, when: T) -> list[T]:
    rubric = score.rubric
    total = same("—" if score.published is None else str(score.published))
    missing = [item.indicator.name for item in score.items if item.kind in (Kind.NOT_ASSESSED, Kind.NO_DATA)]
    open_zh = f"；未评：{'、'.join(name.zh for name in missing)}" if missing else ""
    open_en = f"; open: {', '.join(name.en for name in missing)}" if missing else ""
    return [
        same(score.name) + T("　得分 ", "  score ") + total + _verdict(score),
        T("评分办法：", "Rubric: ") + rubric.name + T(f"（{rubric.edition}）", f" ({rubric.edition})"),
        *([T("类别：", "Class: ") + _class_name(score)] if score.unit_class else []),
        when,
        T(
            f"应评 {score.expected} 项，已评 {score.assessed} 项{open_zh}。",
            f"{score.assessed} of {score.expected} items that apply are assessed{open_en}.",
        ),
    ]


def _verdict(score: UnitScore) -> T:
    label = score.result.verdict.label if score.result else T("", "")
    return T("　", "  ") + label if label else T("", "")


def _class_name(score: UnitScore) -> T:
    return next((one.name for one in score.rubric.unit_class if one.id == score.unit_class), same(score.unit_class))


def _group(plan: Plan, score: UnitScore, name: str) -> tuple[T, dict[str, Any]]:
    """An indicator with others below: its points and what they add together."""
    node = plan.nodes[name]
    parts = [item.contribution for item, leaf in zip(score.items, plan.leaves, strict=True) if name in leaf.node.chain]
    known = [part for part in parts if part is not None]
    moved = [
        one.amount
        for one in (score.result.adjustments if score.result else ())
        if one.indicator and name in plan.nodes[one.indicator].chain
    ]
    subtotal = sum((*known, *moved), Decimal(0)) if known else None
    points, sub = shown(node.points), "—" if subtotal is None else shown(subtotal)
    line = same("  " * (len(node.chain) - 1) + "■ ") + node.indicator.name
    row = {
        "indicator": name,
        "name": str(node.indicator.name),
        "parent": node.chain[-2] if len(node.chain) > 1 else "",
        "points": points,
        "subtotal": None if subtotal is None else shown(subtotal),
    }
    return line + T(f"（{points} 分）小计 {sub}", f" ({points} points) subtotal {sub}"), row


def _adjusted(office: "Office", plan: Plan, score: UnitScore) -> list[T]:
    """What was added or taken beside the items, each with the indicator that it comes from."""
    lines = []
    for one in score.result.adjustments if score.result else ():
        line = same("± ") + ADJUSTMENTS[one.kind]
        if one.indicator:
            indicator = plan.nodes[one.indicator].indicator
            rule, source = _basis(office, indicator, score.rubric)
            line += T("：", ": ") + indicator.name
            if rule or source:
                line += T("，依据：", ", basis: ") + rule + source
        lines.append(line + same(f" {shown(one.amount)}"))
    return lines


def _foot(score: UnitScore, plan: Plan) -> list[T]:
    result = score.result
    parts = [shown(item.contribution) for item in score.items if item.contribution is not None]
    for one in result.adjustments if result else ():
        parts.append(f"({shown(one.amount)})" if one.amount < 0 else shown(one.amount))
    if score.unrounded is None or not parts:
        return [T("没有已评的项目，暂无得分。", "Nothing is assessed yet, so there is no score.")]
    lines: list[T] = []
    if score.base and score.base != plan.out_of:
        base, out_of = shown(score.base), shown(plan.out_of)
        lines.append(
            T(
                f"折算：已评项目满分合计 {base} 分，每项得分 × {out_of} ÷ {base}。",
                f"Rescaling: the items assessed have {base} points; each is x {out_of} / {base}.",
            )
        )
    if any(len(part.strip("()").partition(".")[2]) == 10 for part in parts):
        lines.append(
            T(
                "除不尽的取十位小数，必要时调整末位，使各项相加恰为合计。",
                "Endless fractions stop at ten places, the last one adjusted where needed, so that the parts add up.",
            )
        )
    lines += [
        T("合计：", "Sum: ") + same(f"{' + '.join(parts)} = {shown(score.unrounded)}"),
        T("保留两位小数（四舍五入）：", "Rounded once to two places, halves up: ") + same(str(score.published)),
    ]
    if result and result.hypothetical is not None:
        lines.append(T(f"若无否决或封顶：{result.hypothetical}", f"Without vetoes and limits: {result.hypothetical}"))
    if result and result.verdict:
        line = score.rubric.pass_line
        why = [
            plan.nodes[name].indicator.name if name else T(f"低于 {line} 分", f"below {line}") for name in result.failed
        ]
        reasons = T("、".join(one.zh for one in why), ", ".join(one.en for one in why))
        lines.append(T("结论：", "Verdict: ") + result.verdict.label + (T("：", ": ") + reasons if why else T("", "")))
    return lines


def _item(
    office: "Office", score: UnitScore, number: int, item: ItemScore, leaf: Leaf
) -> tuple[list[T], dict[str, Any]]:
    indicator = item.indicator
    rule, source = _basis(office, indicator, score.rubric)
    row: dict[str, Any] = {
        "indicator": indicator.id,
        "name": str(indicator.name),
        "parent": indicator.parent,
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
    if indicator.criteria and any(read.entry.hand for read in item.inputs):
        told.append(T("   考察点：", "   Looked at: ") + indicator.criteria)
    several = len(item.inputs) > 1
    reads: list[dict[str, Any]] = []
    for read in item.inputs:
        measure = measures_of(office).get(read.entry.measure)
        about = read.entry.name + T("：", ": ") if several else T("", "")
        one: dict[str, Any] = {}
        if read.figure is not None and measure is not None:
            one |= {"numerator": shown(read.figure.numerator), "denominator": shown(read.figure.denominator)}
            one |= {"measure": measure.key, "register": measure.register, "filters": list(measure.filters)}
            told.append(T("   数据：", "   Data: ") + about + _inputs(office, read.figure, measure))
        if read.given is not None:
            given = read.given
            one |= {"marked_by": given.by, "marked_on": given.on, "reason": given.reason, "mark": shown(given.points)}
            who = T(f"   {given.by} 于 {given.on} 评分：", f"   Marked by {given.by} on {given.on}: ")
            mark = T(f"   评分 {shown(given.points)}：", f"   Marked {shown(given.points)}: ")
            told.append((who if given.by else mark) + about + same(given.reason))
        reads.append({"entry": read.entry.key, **one, "state": read.state.value if read.state else ""})
        if not several:
            row |= one
    if several:
        row["inputs"] = reads
    told.append(same("   ") + _sum(score, item, leaf))
    row["formula"] = str(_sum(score, item, leaf))
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


def _inputs(office: "Office", figure: Figure, measure: "Measure") -> T:
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


def _sum(score: UnitScore, item: ItemScore, leaf: Leaf) -> T:
    """The item's arithmetic in one line."""
    if item.kind is Kind.NOT_APPLICABLE:
        return T(
            "没有可计算的内容或不适用于本单位，不计入。", "Nothing to measure, or not meant for this unit: left out."
        )
    if item.kind is Kind.NOT_ASSESSED:
        return T("尚未评分，不计入。", "Not marked yet: left out.")
    if item.kind is Kind.ERROR:
        return T("数据来源计算出错，不计入。", "The measure failed: left out.")
    if item.kind is Kind.NO_DATA or item.contribution is None:
        return T(
            f"数据来源 {item.indicator.measure} 未启用，不计入。",
            f"The measure {item.indicator.measure} is not enabled: left out.",
        )
    if leaf.terms.operator in WITHOUT_POINTS:
        return formula(leaf, item)
    words = T("得分 ", "earned ") + formula(leaf, item)
    if leaf.node.bonus or not score.base:
        return words
    out_of = Decimal(score.rubric.out_of or score.rubric.total)
    exact = EXACT.divide(EXACT.multiply(item.earned, out_of), score.base)
    rounded = exact.quantize(PLACES, ROUND_HALF_EVEN, EXACT)
    moved = rounded != item.contribution
    if abs(rounded - item.contribution) > PLACES:
        spread = shown(item.contribution)
        return words + T(
            f"；分摊同级不计入项目的分值后 {spread}", f"; with the points of what does not count beside it {spread}"
        )
    if score.base != out_of or moved:
        rescaled = f"{shown(item.earned)} × {shown(out_of)} ÷ {shown(score.base)} = {shown(item.contribution)}"
        words += T(f"；折算 {rescaled}", f"; rescaled {rescaled}")
    return words + T("（末位调整）", " (last place adjusted)") if moved else words
