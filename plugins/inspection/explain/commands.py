"""``gongkai score diff, what-if, rescore``."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.errors import UsageError
from gongkai.core.i18n import T, same
from gongkai.plugins.inspection.arithmetic import shown

if TYPE_CHECKING:
    from gongkai.core.office import Office

UNIT = str(T("单位", "UNIT"))
ROUND = str(T("轮次", "ROUND"))
RUBRIC = str(T("编号", "ID"))
DAY = str(T("日期", "DAY"))
_rubric = click.option(
    "--rubric",
    default="",
    metavar=RUBRIC,
    help=str(T("评分办法；默认各单位自己的。", "Rubric; the unit's own unless said.")),
)
_round = click.option("--round", default="", metavar=ROUND, help=str(T("手工评分轮次。", "Round of the marks.")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            T(f"“{text}”不是日期。", f"“{text}” is not a date."), T("写成 2026-06-30。", "Write it as 2026-06-30.")
        ) from None


@click.command(
    "diff",
    help=str(
        T("两个得分差在哪里：两个单位；或一个单位的两个轮次、两个日期、两个办法（用 --against-… 指明另一方）。"
          "分开列出办法变化和工作变化，逐项相加恰为总差。",
          "Why two scores differ: of two units; or of one in two rounds, on two days, by two rubrics (--against-… says the"
          " other side). Change of method and of performance stand apart, and the lines add up to the whole.")
    ),
)  # fmt: skip
@click.argument("first", metavar=UNIT)
@click.argument("second", metavar=UNIT, required=False)
@_rubric
@_round
@click.option(
    "--as-of", default="", metavar=DAY, help=str(T("按哪一天判断期限。", "The day on which limits are judged."))
)
@click.option(
    "--against-rubric", default="", metavar=RUBRIC, help=str(T("另一方的评分办法。", "Rubric of the other side."))
)
@click.option("--against-round", default="", metavar=ROUND, help=str(T("另一方的轮次。", "Round of the other side.")))
@click.option("--against-as-of", default="", metavar=DAY, help=str(T("另一方的日期。", "Day of the other side.")))
@click.pass_obj
def diff(
    context: Any, first: str, second: str | None, rubric: str, round: str, as_of: str, against_rubric: str,
    against_round: str, against_as_of: str,
) -> None:  # fmt: skip
    """Compare two scores."""
    from gongkai.plugins.inspection.explain.diff import difference
    from gongkai.plugins.inspection.explain.rescore import side

    if not second and not (against_rubric or against_round or against_as_of):
        raise UsageError(
            T("没有说与什么比较。", "Nothing is named to compare with."),
            T("写第二个单位，或 --against-round、--against-rubric、--against-as-of。",
              "Name a second unit, or --against-round, --against-rubric, --against-as-of."),
        )  # fmt: skip
    office: Office = context.office
    one = office.unit(first)
    other = office.unit(second) if second else one
    left = side(office, one, rubric, _day(as_of), round)
    right = side(office, other, against_rubric or rubric, _day(against_as_of or as_of), against_round or round)
    found = difference(left, right)
    if context.tables:
        before, after = (_text(value) for value in (found.before, found.after))
        context.note(
            T(f"{one.name} {before} → {other.name} {after}：", f"{one.name} {before} → {other.name} {after}: ")
            + T(f"办法变化 {_signed(found.method)}，工作变化 {_signed(found.performance)}。",
                f"method {_signed(found.method)}, performance {_signed(found.performance)}.")
        )  # fmt: skip
    columns = (
        ("indicator", T("编号", "Id")),
        ("name", T("指标", "Indicator")),
        ("before", T("前", "Before")),
        ("after", T("后", "After")),
        ("method", T("办法变化", "Method")),
        ("performance", T("工作变化", "Performance")),
        ("change", T("合计变化", "Change")),
    )
    rows: list[tuple[Any, ...]] = [
        (
            c.key,
            str(c.name),
            _text(c.before),
            _text(c.after),
            _signed(c.method),
            _signed(c.performance),
            _signed(c.change),
        )
        for c in found.lines
        if c.before is not None or c.after is not None or c.change
    ]
    moved = (_signed(value) for value in (found.method, found.performance, found.method + found.performance))
    rows.append(("sum", str(T("合计", "Sum")), _text(found.before), _text(found.after), *moved))
    context.emit(columns, rows, keep=("indicator",))


@click.command(
    "what-if",
    help=str(
        T("每补一项能提高多少分：补一条空白、清一项逾期、改一处错误等，收益大的在前。",
          "What each repair would bring: a blank entry published, something overdue done, a fault put right; best first.")
    ),
)  # fmt: skip
@click.argument("unit", metavar=UNIT)
@_rubric
@_round
@click.pass_obj
def what_if(context: Any, unit: str, rubric: str, round: str) -> None:
    """Repairs of one unit."""
    from gongkai.plugins.inspection.explain.kept import score_meant
    from gongkai.plugins.inspection.explain.whatif import what_if as gains

    office: Office = context.office
    record = office.unit(unit)
    score, _ = score_meant(office, record, rubric, None, round)
    found = gains(office, score)
    if context.tables:
        context.note(
            same(f"{record.name} ")
            + T(f"现得分 {_text(score.published)}。", f"has {_text(score.published)} points now.")
        )
        if not found:
            context.note(T("没有可以提高得分的项目。", "Nothing would raise the score."))
    columns = (
        ("repair", T("编号", "Id")),
        ("name", T("改什么", "Repair")),
        ("one", T("每项提高", "Each brings")),
        ("times", T("共几项", "How many")),
        ("all", T("全部提高", "All bring")),
        ("register", T("登记册", "Register")),
        ("filters", T("筛选", "Filters")),
    )
    rows = ((g.repair, str(g.name), shown(g.one), g.times, shown(g.all), g.register, list(g.filters)) for g in found)
    context.emit(columns, rows, keep=("repair",))


@click.command(
    "rescore",
    help=str(
        T("按另一版评分办法重算，与原得分并列；数据和手工评分不变。",
          "Score again by another edition of the rubric, beside the original; figures and marks stay the same.")
    ),
)  # fmt: skip
@click.option("--rubric", required=True, metavar=RUBRIC, help=str(T("另一版评分办法。", "The other edition.")))
@click.option(
    "--within",
    default="",
    metavar=str(T("区划", "PLACE")),
    help=str(T("只看该区划以下。", "Only this division and below.")),
)
@_round
@click.pass_obj
def rescore(context: Any, rubric: str, within: str, round: str) -> None:
    """All units under another edition."""
    from gongkai.plugins.inspection.explain.rescore import rescored

    office: Office = context.office
    found = rescored(office, rubric, office.place(within) if within else None, None, round)
    columns = (
        ("unit", T("编号", "Id")),
        ("name", T("单位", "Unit")),
        ("rubric", T("原办法", "Original rubric")),
        ("score", T("原得分", "Original score")),
        ("rank", T("原名次", "Original rank")),
        ("rescored", T("重算得分", "Rescored")),
        ("new_rank", T("重算名次", "New rank")),
        ("change", T("变化", "Change")),
        ("verdict", T("结论", "Verdict")),
    )
    rows = (
        (
            r.before.uid, r.before.name, r.before.rubric.id, r.before.published, r.rank_before, r.after.published, r.rank_after,
            None if r.change is None else _signed(r.change),
            r.after.verdict.value if context.format in ("json", "jsonl") else str(r.after.verdict.label),
        )
        for r in found
    )  # fmt: skip
    context.emit(columns, rows, keep=("unit",))


@click.command(
    "schemes",
    help=str(
        T("公开得分计入哪些考核（目标考核、廉政、干部等），各折多少分。",
          "In which other assessments the score counts (targets, integrity, cadres), and the points it brings there.")
    ),
)  # fmt: skip
@click.argument("unit", required=False, metavar=str(T("单位", "UNIT")))
@click.option(
    "--within",
    default="",
    metavar=str(T("区划", "PLACE")),
    help=str(T("只看该区划以下。", "Only this place and below.")),
)
@click.pass_obj
def list_schemes(context: Any, unit: str | None, within: str) -> None:
    """Points in other schemes."""
    from gongkai.core.rules import Rule, Source
    from gongkai.plugins.inspection.schemes import counted

    office: Office = context.office
    only = office.unit(unit).uid if unit else ""
    rules = office.profile.items("rule", Rule)
    sources = office.profile.items("source", Source)
    columns = (
        ("scheme", T("考核", "Scheme")),
        ("name", T("名称", "Name")),
        ("unit", T("编号", "Id")),
        ("unit_name", T("单位", "Unit")),
        ("score", T("公开得分", "Score")),
        ("points", T("折算", "Brings")),
        ("most", T("占分", "Of")),
        ("total", T("考核总分", "Scheme total")),
        ("source", T("依据", "Basis")),
    )
    rows = []
    open_ones = {}
    for one in counted(office, office.place(within) if within else None):
        scheme = one.scheme
        if not scheme.points:
            open_ones[scheme.id] = scheme.name
        if only in ("", one.score.uid):
            rule = rules.get(scheme.rule)
            source = sources.get(rule.source) if rule else None
            basis = f"{scheme.rule} {source.title if source else ''}".strip()
            most = scheme.points or None
            score = one.score
            rows.append(
                (
                    scheme.id,
                    str(scheme.name),
                    score.uid,
                    score.name,
                    score.published,
                    one.points,
                    most,
                    scheme.total,
                    basis,
                )
            )
    context.emit(columns, rows, keep=("scheme", "unit"))
    for key, name in open_ones.items():
        context.note(
            T(f"{name}（{key}）的占分没有定：在规则文件中写 [[scheme]] id = \"{key}\"、points。",
              f"{name} ({key}): its share is not set; write [[scheme]] with id = \"{key}\" and points in the rules.")
        )  # fmt: skip


def _text(value: Decimal | None) -> str:
    return "—" if value is None else shown(value)


def _signed(value: Decimal) -> str:
    return ("+" if value > 0 else "") + shown(value)


COMMANDS = (diff, what_if, rescore, list_schemes)
