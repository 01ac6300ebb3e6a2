"""``gongkai score`` and ``gongkai indicator``. Imported only when one of them is used."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.codes import Level
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.measures import WINDOWS, measures_of
from gongkai.core.rules import Kind as ListKind
from gongkai.core.rules import Rule, Selector, Source
from gongkai.core.text import nearest
from gongkai.plugins.inspection.arithmetic import OPERATORS
from gongkai.plugins.inspection.book.commands import BOOK, LEVEL, ROUND, RUBRIC, WITHIN, chosen, document
from gongkai.plugins.inspection.engine import UnitScore
from gongkai.plugins.inspection.explain import commands as explain_commands
from gongkai.plugins.inspection.explain import explain
from gongkai.plugins.inspection.explain.kept import round_meant
from gongkai.plugins.inspection.ranking import around as near
from gongkai.plugins.inspection.ranking import best_and_worst, ranked
from gongkai.plugins.inspection.rounds.baseline import since
from gongkai.plugins.inspection.rounds.results import results
from gongkai.plugins.inspection.rounds.rules import rules_of
from gongkai.plugins.inspection.rubrics import rubrics
from gongkai.plugins.inspection.rules import Indicator, Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office


# ---- score


@click.group(help=str(T("得分：列表、说明、排名。", "Scores: list, explain, ranking.")))
def score() -> None:
    """Scores."""


@score.command("list", help=str(T("列出各单位得分。", "List the units' scores.")))
@WITHIN
@LEVEL
@RUBRIC
@ROUND
@click.pass_obj
def list_scores(context: Any, within: str, level: str | None, rubric: str, round: str) -> None:
    """Scores of a subtree, by place."""
    columns = (
        ("unit", T("编号", "Id")),
        ("name", T("单位", "Unit")),
        ("level", T("层级", "Level")),
        ("kind", T("类别", "Kind")),
        ("score", T("得分", "Score")),
        ("assessed", T("已评", "Assessed")),
        ("expected", T("应评", "Expected")),
        ("rubric", T("评分办法", "Rubric")),
    )
    named = _class_names(context)
    rows = (
        (s.uid, s.name, *named(s), s.published, s.assessed, s.expected, s.rubric.id)
        for s in chosen(context, within, level, rubric, round)
    )
    context.emit(columns, rows, keep=("unit",))


@score.command(
    "ranking",
    help=str(
        T(
            "同级同类单位排名；--round 用一轮考核存下的得分。",
            "Ranks within a level and kind; --round takes a round's scores.",
        )
    ),
)
@WITHIN
@LEVEL
@RUBRIC
@ROUND
@click.option("--around", default="", metavar="UNIT", help=str(T("该单位及上下各五名。", "It and five above, below.")))
@click.option(
    "--best",
    type=int,
    default=None,
    metavar="N",
    help=str(T("各类最佳、最差各 N 名。", "N best and worst per class.")),
)
@click.option(
    "--improved",
    default="",
    metavar="ROUND",
    help=str(T("比这一轮进步大的在前。", "Most improved since then.")),
)
@click.pass_obj
def ranking(
    context: Any, within: str, level: str | None, rubric: str, round: str, around: str, best: int | None, improved: str
) -> None:
    """Ranks within classes."""
    from gongkai.plugins.inspection.rounds.finding import round_of

    office: Office = context.office
    if sum(map(bool, (around, best is not None, improved))) > 1 or (best is not None and best < 1):
        raise BadInput(
            T(
                "--around、--best、--improved 只用一个，名次数从 1 起。",
                "Give one of --around, --best (from 1), --improved.",
            ),
            T("分几次查看。", "Look at them one at a time."),
        )
    held = round_meant(office, round, rubric)
    area = office.place(within) if within else None
    if improved:
        _improved(context, held or round_of(office, round or "-"), round_of(office, improved), area, level)
        return
    found: list[Any] = results(office, held, area) if held is not None else chosen(context, within, None, rubric, round)
    places = ranked(one for one in found if level in (None, one.level))
    which: list[str] = []
    if around:
        places = near(places, office.unit(around).uid, rules_of(office).around)
    elif best is not None:
        named = best_and_worst(places, best)
        which, places = [key for key, _ in named], [place for _, place in named]
    words = {"best": T("最佳", "best"), "worst": T("最差", "worst")}
    plain = context.format in ("json", "jsonl")
    columns = (
        *((("which", T("评选", "Named")),) if which else ()),
        ("level", T("层级", "Level")),
        ("kind", T("类别", "Kind")),
        ("rank", T("名次", "Rank")),
        ("of", T("参评", "Assessed")),
        ("unit", T("编号", "Id")),
        ("name", T("单位", "Unit")),
        ("score", T("得分", "Score")),
    )
    class_of = _class_names(context)
    rows = (
        (*((key if plain else str(words[key]),) if which else ()), *class_of(r.score), r.rank, r.assessed, r.score.uid,
         r.score.name, r.score.published)
        for key, r in zip(which or ("",) * len(places), places, strict=True)
    )  # fmt: skip
    context.emit(columns, rows, keep=("unit",))


def _improved(context: Any, held: Any, before: Any, area: int | None, level: str | None) -> None:
    """How every unit moved from one round to another."""
    columns = (
        ("unit", T("编号", "Id")),
        ("name", T("单位", "Unit")),
        ("before", T("上轮得分", "Before")),
        ("score", T("本轮得分", "Now")),
        ("by", T("变化", "Change")),
        ("why", T("说明", "Note")),
    )
    rows = (
        (c.score.uid, c.score.name, c.before, c.score.published, c.by, str(c.why) if c.why else "")
        for c in since(context.office, held, before, area)
        if level in (None, c.score.level)
    )
    context.emit(columns, rows, keep=("unit",))


@score.command("explain", help=str(T("逐项说明一个单位的得分。", "Explain a unit's score item by item.")))
@click.argument("unit", metavar=str(T("单位", "UNIT")))
@RUBRIC
@ROUND
@click.pass_obj
def explain_score(context: Any, unit: str, rubric: str, round: str) -> None:
    """The trace of one score."""
    office: Office = context.office
    trace = explain(office, office.unit(unit), rubric, None, round)
    if document(context, trace.data):
        return
    if context.format == "table":
        for line in trace.lines:
            click.echo(str(line))
        return
    columns = (
        ("indicator", T("编号", "Id")),
        ("name", T("指标", "Indicator")),
        ("kind", T("结果", "Result")),
        ("points", T("满分", "Points")),
        ("numerator", T("分子", "Numerator")),
        ("denominator", T("分母", "Denominator")),
        ("earned", T("得分", "Earned")),
        ("contribution", T("折算后", "Rescaled")),
        ("formula", T("算式", "Formula")),
        ("rule", T("规则", "Rule")),
        ("source", T("来源", "Source")),
    )
    context.emit(columns, ([item.get(key) for key, _ in columns] for item in trace.data["items"]))


for _command in (*BOOK, *explain_commands.COMMANDS):
    score.add_command(_command)

# ---- indicator


@click.group(help=str(T("评分指标：方法和依据。", "Indicators: method and source.")))
def indicator() -> None:
    """Indicators."""


@indicator.command("list", help=str(T("列出各评分办法的指标。", "List the indicators of every rubric.")))
@click.pass_obj
def list_indicators(context: Any) -> None:
    """Indicators of all rubrics."""
    columns = (
        ("rubric", T("评分办法", "Rubric")),
        ("id", T("编号", "Id")),
        ("name", T("指标", "Indicator")),
        ("points", T("满分", "Points")),
        ("operator", T("算法", "Operator")),
        ("measure", T("数据来源", "Measure")),
        ("rule", T("规则", "Rule")),
    )
    rows = (
        (r.id, i.id, str(i.name), i.points, _operator(i), i.measure, i.rule)
        for r in rubrics(context.office).values()
        for i in r.indicator
    )
    context.emit(columns, rows)


@indicator.command("measures", help=str(T("指标可用的数据来源。", "The measures that indicators may name.")))
@click.pass_obj
def list_measures(context: Any) -> None:
    """Every measure: what it counts, over which time, how it goes up a level."""
    office: Office = context.office
    columns = (
        ("id", T("编号", "Id")),
        ("name", T("名称", "Name")),
        ("unit", T("单位", "Unit")),
        ("window", T("时间范围", "Window")),
        ("up", T("向上汇总", "Going up")),
        ("register", T("登记册", "Register")),
        ("rule", T("规则", "Rule")),
    )
    units = {"share": T("比率", "share"), "count": T("数量", "count")}
    rows = (
        (m.key, str(m.name), str(units[m.unit]), str(WINDOWS[m.window]), str(m.way.label),
         str(office.resource(m.register).name) if m.register else "", m.rule)
        for _, m in sorted(measures_of(office).items())
    )  # fmt: skip
    context.emit(columns, rows)


@indicator.command(
    "show", help=str(T("一项指标：方法、理由、来源、算法、数据。", "One indicator: method, why, source, data."))
)
@click.argument("indicator_id", metavar=str(T("编号", "ID")))
@click.pass_obj
def show_indicator(context: Any, indicator_id: str) -> None:
    """One indicator's page (of every rubric that has it)."""
    office: Office = context.office
    found = [
        (r, i)
        for r in rubrics(office).values()
        for i in r.indicator
        if indicator_id in (i.id, f"{r.id}.{i.id}", i.name.zh, i.name.en)
    ]
    if not found:
        ids = [i.id for r in rubrics(office).values() for i in r.indicator]
        near = nearest(indicator_id, ids) or list(dict.fromkeys(ids))
        raise BadInput(
            T(f"没有指标 {indicator_id}。", f"There is no indicator {indicator_id}."),
            T(f"可用的有：{'、'.join(near)}。", f"Known ones: {', '.join(near)}."),
        )
    pages = [_page(office, rubric, one) for rubric, one in found]
    if document(context, [{key: str(value) for key, _, value in page} for page in pages]):
        return
    if context.format == "table":
        for page in pages:
            context.emit_one({key: str(value) for key, _, value in page}, {key: label for key, label, _ in page})
        return
    columns = (("rubric", T("评分办法", "Rubric")), ("field", T("项目", "Field")), ("value", T("内容", "Content")))
    rows = (
        (rubric.id, str(label), str(value))
        for (rubric, _), page in zip(found, pages, strict=True)
        for _, label, value in page
        if str(value)
    )
    context.emit(columns, rows)


def _page(office: "Office", rubric: Rubric, one: Indicator) -> list[tuple[str, T, T]]:
    rule = office.profile.items("rule", Rule).get(one.rule)
    source = office.profile.items("source", Source).get(rule.source if rule else rubric.source)
    measure = measures_of(office).get(one.measure)
    clause = T(f" {rule.clause}", f" {rule.clause}") if rule and rule.clause else T("", "")
    number = same(f" {source.number}") if source and source.number else T("", "")
    origin = office.profile.origin("rubric", rubric.id, "indicator")
    return [
        ("id", T("编号", "Id"), same(one.id)),
        ("name", T("名称", "Name"), one.name),
        ("rubric", T("评分办法", "Rubric"), rubric.name + T(f"（{rubric.edition}）", f" ({rubric.edition})")),
        ("points", T("满分", "Points"), same(one.points)),
        ("method", T("方法", "Method"), _method(one)),
        ("why", T("说明", "Why"), one.why or T("", "")),
        ("criteria", T("考察点", "Looked at"), one.criteria or T("", "")),
        ("operator", T("算法", "Operator"), same(one.operator)),
        ("measure", T("数据来源", "Measure"), _measure(one.measure, measure.name if measure else None)),
        ("to", T("适用单位", "Units"), _selector(office, rubric.to, one.to)),
        ("rule", T("规则", "Rule"), same(one.rule)),
        ("rule_text", T("规则内容", "Rule text"), rule.text if rule else T("", "")),
        ("source", T("来源", "Source"), source.title + number + clause if source else T("", "")),
        ("file", T("由谁设定", "Set by"), same(f"{origin.file}:{origin.line}") if origin else T("", "")),
    ]


def _operator(one: Indicator) -> str:
    return str(OPERATORS.get(one.operator, one.operator))


def _method(one: Indicator) -> T:
    if one.operator == "ratio":
        target = T("", "") if one.target == "1" else T(f" ÷ 目标 {one.target}", f" / target {one.target}")
        return T(f"{one.points} × 比率", f"{one.points} x share") + target + T("，最多得满分", ", at most all points")
    if one.operator == "deduct":
        cap = one.cap or one.points
        return T(
            f"{one.points} − {one.per} × 数量，最多扣 {cap}",
            f"{one.points} - {one.per} x count, loses at most {cap}",
        )
    return T(f"检查人在 0 至 {one.points} 之间评分，说明理由", f"An inspector gives 0 to {one.points}, with a reason")


def _measure(key: str, name: T | None) -> T:
    if not key:
        return T("", "")
    return same(f"{key} ") + (name or T("（未启用）", "(not enabled)"))


_SELECTS = {
    "levels": T("层级", "levels"),
    "kinds": T("类别", "kinds"),
    "lines": T("条线", "lines"),
    "tags": T("标签", "tags"),
    "leadership": T("领导体制", "leadership"),
    "within": T("区划", "within"),
    "units": T("单位", "units"),
    "not_kinds": T("不含类别", "not of the kinds"),
    "not_lines": T("不含条线", "not of the lines"),
}


def _selector(office: "Office", *selectors: Selector) -> T:
    """The units that all these selectors mean together, in words."""
    choices = office.profile.choices
    words = {level.key: level.label for level in Level} | dict((*choices["unit_kind"], *choices["line"]))
    parts = [
        (name, [words.get(value, same(value)) for value in getattr(selector, key)])
        for selector in selectors
        for key, name in _SELECTS.items()
        if getattr(selector, key)
    ]
    return T(
        "；".join(f"{name.zh}：{'、'.join(value.zh for value in values)}" for name, values in parts) or "全部单位",
        "; ".join(f"{name.en}: {', '.join(value.en for value in values)}" for name, values in parts) or "every unit",
    )


def _class_names(context: Any) -> Callable[[UnitScore], tuple[str, str]]:
    """Level and kind of a unit: keys for programs, words for people."""
    if context.format in ("json", "jsonl"):
        return lambda score: (score.level, score.kind)
    kinds = {kind.key: str(kind.name) for kind in context.office.profile.items("unit_kind", ListKind).values()}
    return lambda score: (str(Level.from_key(score.level).label), kinds.get(score.kind, score.kind))
