"""``gongkai round open, run, advance, publish, reply, appeal, proof, draw, results, places, changed``."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from gongkai.core.codes import Level, format_code
from gongkai.core.errors import BadInput, CheckFailed
from gongkai.core.i18n import T, counted
from gongkai.core.text import clean_line

LEVELS = [level.key for level in Level if Level.PROVINCE <= level <= Level.VILLAGE]
ROUND = click.argument("code", metavar=str(T("轮次", "ROUND")))
UNIT = click.argument("unit", metavar=str(T("单位", "UNIT")))
INDICATOR = click.argument("indicator", metavar=str(T("指标", "INDICATOR")))


@click.group(help=str(T("考核轮次。", "Rounds.")))
def round() -> None:
    """Group of the rounds' own commands; they join those of the register."""


@round.command(
    "open", help=str(T("开一轮：固定评分办法和参评单位。", "Open a round: its rubric and units are settled."))
)
@ROUND
@click.option("--rubric", default="default", metavar="ID", help=str(T("评分办法。", "Rubric.")))
@click.option("--title", default="", metavar="TEXT", help=str(T("名称。", "Title.")))
@click.option("--within", default="", metavar="PLACE", help=str(T("只评该区划以下。", "Only this division and below.")))
@click.option(
    "--level", "levels", type=click.Choice(LEVELS), multiple=True, help=str(T("只评这些层级。", "Only these levels."))
)
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help=str(T("只评这些类别的单位。", "Only units of these kinds."))
)
@click.option(
    "--as-of",
    default="",
    metavar="DAY",
    help=str(T("数据截至日期；不填按计算当天。", "Records as of; the day of computing when left out.")),
)
@click.option("--cut-off", default="", metavar="DAY", help=str(T("评分截止日期。", "Last day for marks.")))
@click.option("--unit", default="", metavar="UNIT", help=str(T("组织考核的单位。", "The unit that holds it.")))
@click.pass_obj
def open_(context: Any, code: str, rubric: str, title: str, within: str, levels: tuple[str, ...], kinds: tuple[str, ...],
          as_of: str, cut_off: str, unit: str) -> None:  # fmt: skip
    """Open one."""
    from gongkai.core.rules import Selector
    from gongkai.plugins.inspection.rounds.opening import open_round

    office = context.office
    with office.change(str(T(f"开轮 {code}", f"round {code} opened"))) as change:
        made = open_round(
            office, change, clean_line(code), rubric, clean_line(title), office.place(within) if within else None,
            Selector(levels=levels, kinds=kinds), _day(as_of), _day(cut_off), office.unit(unit).uid if unit else "",
        )  # fmt: skip
    click.echo(made.uid)
    context.note(T(
        f"已开轮 {made.code}：", f"Opened {made.code}: ") + counted(made.members, T("{n} 个单位", "{n} unit")) + T(
        f"，办法 {made.rubric}（{made.edition}，{made.edition_hash[:12]}）。",
        f", rubric {made.rubric} ({made.edition}, {made.edition_hash[:12]}).",
    ))  # fmt: skip


@round.command(
    help=str(
        T(
            "定期考核：本期的轮次开了没有；--open 开出本期的一轮。",
            "Regular rounds: is this period's open; --open opens it.",
        )
    )
)
@click.option("--open", "key", default="", metavar="KEY", help=str(T("开出本期的一轮。", "Open this period's round.")))
@click.pass_obj
def owed(context: Any, key: str) -> None:
    """Rounds that are held again and again."""
    from gongkai.plugins.inspection.rounds.kinds import open_kind
    from gongkai.plugins.inspection.rounds.kinds import owed as listed

    office = context.office
    if key:
        with office.change(str(T(f"定期考核 {key}", f"regular round {key}"))) as change:
            open_kind(office, change, key)
    words = {"month": T("每月", "monthly"), "quarter": T("每季", "quarterly"), "year": T("每年", "yearly")}
    flow = office.workflow(office.resource("round"))
    columns = (
        ("kind", T("编号", "Id")), ("name", T("名称", "Name")), ("every", T("周期", "Every")), ("round", T("本期轮次", "Round")),
        ("stage", T("阶段", "Stage")), ("rule", T("规则", "Rule")),
    )  # fmt: skip
    missing = str(T("未开", "not opened"))
    context.emit(columns, [
        (one.kind.key, str(one.kind.name), str(words[one.kind.every]), one.code,
         str(flow.stage_of(one.stage).name) if one.stage else missing, one.kind.rule)
        for one in listed(office)
    ])  # fmt: skip


@round.command(
    help=str(T("计算一轮（或全部进行中的轮次）的得分。", "Compute the scores of a round, or of all under way."))
)
@click.argument("code", required=False, metavar=str(T("轮次", "ROUND")))
@click.option("--all", "every", is_flag=True, help=str(T("全部进行中的轮次。", "All rounds under way.")))
@click.option(
    "--changed",
    is_flag=True,
    help=str(T("只算记录有变动的单位及其上级。", "Only units whose records changed, and places above.")),
)
@click.pass_obj
def run(context: Any, code: str | None, every: bool, changed: bool) -> None:
    """Compute."""
    from gongkai.plugins.inspection.rounds.changes import changed as moved
    from gongkai.plugins.inspection.rounds.changes import reorganised
    from gongkai.plugins.inspection.rounds.finding import round_of
    from gongkai.plugins.inspection.rounds.models import Round
    from gongkai.plugins.inspection.rounds.renewal import renew
    from gongkai.plugins.inspection.rounds.run import may_run
    from gongkai.plugins.inspection.rounds.run import run as compute

    office = context.office
    if bool(code) == every:
        raise BadInput(
            T("写一个轮次，或用 --all。", "Name a round, or give --all."),
            T("如 gongkai round run 2026。", "Such as gongkai round run 2026."),
        )
    under_way = office.select(Round).where(Round.stage.in_(("self", "first", "reply", "second"))).order_by(Round.id)
    ones = office.fetch(under_way) if every else [round_of(office, code or "")]
    if not ones:
        raise BadInput(
            T("没有进行中的轮次。", "No round is under way."),
            T("用 gongkai round open 开一轮。", "Open one with gongkai round open."),
        )
    columns = (
        ("round", T("轮次", "Round")), ("units", T("单位", "Units")), ("places", T("区划", "Places")),
        ("written", T("写入", "Written")), ("read", T("读取记录", "Records read")), ("statements", T("查询", "Statements")),
        ("seconds", T("秒", "Seconds")),
    )  # fmt: skip
    rows = []
    for one in ones:
        may_run(office, one)
        with office.change(str(T(f"计算轮次 {one.code}", f"round {one.code} computed"))) as change:
            some = changed and one.run_on is not None and not reorganised(office, one)
            done = renew(office, change, one, list(moved(office, one))) if some else compute(office, change, one)
        rows.append(
            (one.code, done.units, done.places, done.written, done.read, done.statements, f"{done.seconds:.2f}")
        )
    context.emit(columns, rows)


@round.command(help=str(T("进入下一阶段。", "Go on to the next stage.")))
@ROUND
@click.option(
    "--step",
    default="",
    metavar="STEP",
    help=str(T("指明哪一步，如 begin_first（跳过自评）。", "Which step, such as begin_first.")),
)
@click.pass_obj
def advance(context: Any, code: str, step: str) -> None:
    """One step."""
    _step(context, code, step)


@round.command(help=str(T("公布得分；此后只因申诉采纳而改。", "Publish the scores; then only an appeal changes one.")))
@ROUND
@click.pass_obj
def publish(context: Any, code: str) -> None:
    """Publish."""
    _step(context, code, "publish")


def _step(context: Any, code: str, step: str) -> None:
    from gongkai.plugins.inspection.rounds.finding import round_of
    from gongkai.plugins.inspection.rounds.flow import next_step

    office = context.office
    held = round_of(office, code)
    key = step or next_step(office, held).key
    done = office.register("round").act(held, key)
    stage = office.workflow(office.resource("round")).stage_of(done.stage)
    due = T(f"，期限 {done.due}", f", due {done.due}") if done.due else T("", "")
    context.note(T(f"轮次 {done.code}：{stage.name.zh}", f"Round {done.code}: {stage.name.en}") + due)


@round.command(help=str(T("单位对初评表示同意或有异议。", "A unit agrees with its first marks, or does not.")))
@ROUND
@UNIT
@INDICATOR
@click.option("--agree", is_flag=True, help=str(T("同意。", "Agrees.")))
@click.option("--words", required=True, metavar="TEXT", help=str(T("说明。", "What is said.")))
@click.pass_obj
def reply(context: Any, code: str, unit: str, indicator: str, agree: bool, words: str) -> None:
    """A reply."""
    _object(context, code, unit, indicator, "agree" if agree else "disagree", words)


@round.command(help=str(T("单位对公布的得分提出申诉。", "A unit appeals against its published score.")))
@ROUND
@UNIT
@INDICATOR
@click.option("--words", required=True, metavar="TEXT", help=str(T("理由。", "Why.")))
@click.pass_obj
def appeal(context: Any, code: str, unit: str, indicator: str, words: str) -> None:
    """An appeal."""
    _object(context, code, unit, indicator, "disagree", words)


def _object(context: Any, code: str, unit: str, indicator: str, view: str, words: str) -> None:
    from gongkai.plugins.inspection.rounds.finding import round_of

    office = context.office
    given = {
        "round": round_of(office, code).code,
        "unit": office.unit(unit).uid,
        "indicator": indicator,
        "view": view,
        "words": words,
    }
    made = office.register("round_objection").save(None, given, str(T("反馈申诉", "reply or appeal")))
    click.echo(made.uid)


@round.command(
    help=str(T("加佐证：文件按校验值保存，注明页码和摘录。", "Add evidence: the file by its hash, page, quote."))
)
@ROUND
@UNIT
@INDICATOR
@click.argument("file", metavar=str(T("文件", "FILE")))
@click.option("--page", type=int, default=None, help=str(T("页码。", "Page.")))
@click.option("--quote", default="", metavar="TEXT", help=str(T("摘录。", "The words that count.")))
@click.pass_obj
def proof(context: Any, code: str, unit: str, indicator: str, file: str, page: int | None, quote: str) -> None:
    """Evidence."""
    from gongkai.plugins.inspection.rounds.finding import round_of
    from gongkai.plugins.inspection.rounds.proofs import add_proof

    office = context.office
    with office.change(str(T("佐证材料", "evidence"))) as change:
        made = add_proof(
            office,
            change,
            round_of(office, code),
            office.unit(unit).uid,
            indicator,
            Path(file),
            page,
            clean_line(quote),
        )
    click.echo(made.uid)
    context.note(T(f"已保存 {made.name}，校验值 {made.sha256[:16]}。", f"Kept {made.name}, hash {made.sha256[:16]}."))


@round.command(
    help=str(
        T(
            "按公开的种子随机抽样；不给种子则列出已抽结果。",
            "Draw a sample by a public seed; without one, list what was drawn.",
        )
    )
)
@ROUND
@click.option("--seed", default="", metavar="TEXT", help=str(T("公开的种子。", "The public seed.")))
@click.option(
    "--what",
    default="units",
    show_default=True,
    metavar="KIND",
    help=str(T("抽什么：units 单位，domains 领域等。", "What: units, domains …")),
)
@click.option("--size", type=int, default=0, metavar="N", help=str(T("抽几个。", "How many.")))
@click.pass_obj
def draw(context: Any, code: str, seed: str, what: str, size: int) -> None:
    """A sample."""
    from gongkai.plugins.inspection.rounds.draw import draw as drawn
    from gongkai.plugins.inspection.rounds.finding import round_of

    office = context.office
    held = round_of(office, code)
    if seed:
        with office.change(str(T("抽样", "sample drawn"))) as change:
            drawn(office, change, held, seed, what, size)
    columns = (
        ("what", T("抽样对象", "Drawn from")), ("rank", T("次序", "Rank")), ("item", T("编号", "Item")), ("name", T("名称", "Name")),
        ("hash", T("散列值", "Hash")), ("seed", T("种子", "Seed")), ("of", T("总数", "Out of")),
    )  # fmt: skip
    context.emit(columns, office.rows(
        "SELECT what, rank, item, name, hash, seed, of FROM {round_draw} WHERE round = ? ORDER BY what, rank", (held.uid,)
    ))  # fmt: skip


@round.command(help=str(T("各区划连同所辖的汇总，按级排名。", "Places with all below them, ranked by level.")))
@ROUND
@click.option("--level", type=click.Choice(LEVELS), help=str(T("只看这一级。", "Only this level.")))
@click.pass_obj
def places(context: Any, code: str, level: str | None) -> None:
    """Roll-up."""
    from gongkai.plugins.inspection.rounds.finding import round_of

    office = context.office
    held = round_of(office, code)
    columns = (
        ("level", T("层级", "Level")), ("place", T("区划", "Place")), ("name", T("名称", "Name")), ("rank", T("名次", "Rank")),
        ("score", T("汇总得分", "Score")), ("mean", T("单位平均", "Mean of units")), ("units", T("参评", "Units")),
        ("reported", T("有数据", "Reported")), ("assessed", T("已评", "Assessed")),
    )  # fmt: skip
    rows = office.rows(
        "SELECT p.level, p.scope, d.name, RANK() OVER (PARTITION BY p.level ORDER BY CASE WHEN p.score IS NULL THEN 1 ELSE 0 END,"
        " p.score DESC), p.score, p.total, p.units, p.reported, p.assessed FROM {round_place} p"
        " LEFT JOIN {division} d ON d.code = p.scope WHERE p.round = ? ORDER BY p.scope",
        (held.uid,),
    )
    context.emit(columns, [
        (lv if context.format in ("json", "jsonl") else str(Level.from_key(lv).label), format_code(scope), name,
         rank if score is not None else None, _hundredths(score), _hundredths(_mean(total, assessed)), units, reported, assessed)
        for lv, scope, name, rank, score, total, units, reported, assessed in rows if level in (None, lv)
    ])  # fmt: skip


def _mean(total: int, count: int) -> int | None:
    return (2 * total + count) // (2 * count) if count else None


def _hundredths(value: Any) -> str | None:
    return None if value is None else f"{int(value) // 100}.{int(value) % 100:02d}"


@round.command(
    help=str(
        T(
            "计算或公布之后有变动的记录；公布的得分不因此改变。",
            "Records changed since the scores were computed; what is published stays.",
        )
    )
)
@ROUND
@click.pass_obj
def changed(context: Any, code: str) -> None:
    """What changed since; exit 1 when the round is public and something did."""
    from gongkai.plugins.inspection.rounds.changes import changed as moved
    from gongkai.plugins.inspection.rounds.finding import OVER, round_of

    office = context.office
    held = round_of(office, code)
    found = moved(office, held)
    names = office.unit_names(found)
    columns = (
        ("unit", T("编号", "Id")), ("name", T("单位", "Unit")), ("register", T("登记册", "Register")), ("record", T("记录", "Record")),
        ("link", T("变更号", "Change")),
    )  # fmt: skip
    context.emit(
        columns, [(uid, names.get(uid, uid), key, one, seq) for uid, ones in found.items() for key, one, seq in ones]
    )
    if found and held.stage in OVER:
        raise CheckFailed(
            counted(
                len(found),
                T("公布之后有 {n} 个单位的记录变动，公布的得分不变。",
                  "Records of {n} unit changed after publication; the published scores stay."),
                "Records of {n} units changed after publication; the published scores stay.",
            ),
            T("需要更正的走申诉。", "What must be corrected goes by an appeal."),
        )  # fmt: skip


def _day(text: str) -> date | None:
    from gongkai.core.tables import parse_date

    if not text.strip():
        return None
    found = parse_date(text)
    if found is None:
        raise BadInput(
            T(f"“{clean_line(text)[:20]}”不是日期。", f"“{clean_line(text)[:20]}” is not a date."),
            T("写成 2026-11-22。", "Write it as 2026-11-22."),
        )
    return found
