"""``gongkai ladder``: what the rules propose, decisions, appeals, and the ladder of one unit."""

from typing import TYPE_CHECKING, Any

import click

from gongkai.core.errors import UsageError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.core.office import Office
    from gongkai.plugins.inspection.consequences.sanctions.proposing import Proposal

COLUMNS = (
    ("uid", T("编号", "Id")), ("unit_name", T("单位", "Unit")), ("kind", T("种类", "Kind")), ("title", T("措施", "Measure")),
    ("day", T("依据成立", "Since")), ("period", T("时期", "Period")), ("amount", T("金额", "Amount")), ("rule", T("规则", "Rule")),
    ("stage", T("阶段", "Stage")), ("why", T("依据", "Grounds")),
)  # fmt: skip
KEYED = (
    *COLUMNS,
    ("unit", T("单位编号", "Unit id")),
    ("step", T("规则步骤", "Step")),
    ("grounds", T("依据记录", "Records")),
)
UID = click.argument("uid", metavar="ID")


@click.group(help=str(T("问责阶梯：建议、决定、申诉。", "The accountability ladder: proposals, decisions, appeals.")))
def ladder() -> None:
    """The ladder."""


def _emit(context: Any, records: "Iterable[Any]") -> None:
    """Measures as lines; for programs with keys, and with each ground's register and id."""
    from gongkai.plugins.inspection.consequences.sanctions.standing import grounds_of

    office: Office = context.office
    ones = list(records)
    names = office.unit_names(one.unit for one in ones)
    plain = context.format in ("json", "jsonl")
    held = grounds_of(office, [one.uid for one in ones]) if plain else {}
    register, kinds = office.register("sanction"), dict(office.lists.choices.get("sanction_kind", ()))
    rows: list[list[Any]] = []
    for one in ones:
        stage = one.stage if plain else str(register.stage_name(one.stage))
        amount = None if one.amount is None else str(one.amount)
        title = str(kinds.get(one.kind, one.title))
        row = [
            one.uid, names.get(one.unit, one.unit), one.kind, title, one.day, one.period, amount, one.rule, stage, one.why
        ]  # fmt: skip
        rows.append([*row, one.unit, one.step, held.get(one.uid, [])] if plain else row)
    context.emit(KEYED if plain else COLUMNS, rows, keep=("uid", "day"))


@ladder.command(help=str(T(
    "按规则提出建议，列出待决定的；重复运行、晚几天运行，结果一样。写明 --unit、--kind、--why 时由人提出一项，依据用 --ground。",
    "Look what the rules propose, and list what waits for a decision; again, or days later, it proposes the same. With --unit,"
    " --kind and --why a person proposes one, on the records given with --ground.",
)))  # fmt: skip
@click.option("--within", default="", metavar="PLACE", help=str(T("只限某个区划。", "Only one division.")))
@click.option("--look", is_flag=True, help=str(T("只列出会提出的，不写入。", "Only list what would be proposed.")))
@click.option(
    "--unit", default="", metavar="UNIT", help=str(T("由人提出：对哪个单位。", "By a person: against which unit."))
)
@click.option("--kind", default="", metavar="KIND", help=str(T("由人提出：哪种措施。", "By a person: which measure.")))
@click.option("--why", default="", metavar="TEXT", help=str(T("由人提出：理由。", "By a person: why.")))
@click.option("--ground", "grounds", multiple=True, metavar="REGISTER:ID",
              help=str(T("依据的记录，可写几条。", "A record that it rests on; several may be given.")))  # fmt: skip
@click.pass_obj
def propose(context: Any, within: str, look: bool, unit: str, kind: str, why: str, grounds: tuple[str, ...]) -> None:
    """Proposals."""
    from gongkai.core.register import Query
    from gongkai.plugins.inspection.consequences.sanctions import proposing

    office = context.office
    if unit or kind or why:
        made = _by_hand(office, unit, kind, why, grounds)
        _emit(context, [made])
        return
    place = office.place(clean_line(within)) if within else None
    if look:
        _would(context, proposing.look(office, place).new)
        return
    with office.change(str(T("问责建议", "measures proposed"))) as change:
        found = proposing.propose(office, change, place)
    register = office.register("sanction")
    query = Query(filters=("proposed",), within=place)
    _emit(context, office.fetch(register.select(query).order_by(register.model.scope, register.model.id)))
    new, gone = len(found.new) + len(found.again), len(found.lapsed)
    zh, en = f"新提出 {new} 项", f"{new} new"
    if gone:
        zh, en = f"{zh}，{gone} 项因依据不再成立而收回", f"{en}; {gone} taken back, their grounds are gone"
    context.note(T(f"{zh}。", f"{en}."))


def _would(context: Any, ones: "list[Proposal]") -> None:
    office: Office = context.office
    from gongkai.plugins.inspection.consequences.sanctions.proposing import in_words
    from gongkai.plugins.inspection.consequences.sanctions.rules import kinds_of

    kinds = kinds_of(office)
    names = office.unit_names(one.grounds[-1].unit for one in ones)
    context.emit(COLUMNS, [
        (one.uid, names.get(one.grounds[-1].unit, ""), one.kind, str(kinds[one.kind].name), one.grounds[-1].day,
         one.grounds[-1].period, None if one.amount is None else str(one.amount), one.rule.rule, "",
         str(in_words(one.rule.name, one.grounds)))
        for one in ones
    ], keep=("uid", "day"))  # fmt: skip


def _by_hand(office: "Office", unit: str, kind: str, why: str, grounds: tuple[str, ...]) -> Any:
    if not (unit and kind and why):
        raise UsageError(
            T("由人提出时，--unit、--kind、--why 都要写。", "A person's proposal needs --unit, --kind and --why."),
            T("措施种类见 gongkai ladder kinds。", "See gongkai ladder kinds for the measures."),
        )
    pairs = []
    for text in grounds:
        register, mark, uid = clean_line(text).partition(":")
        if not mark:
            raise UsageError(
                T(f"“{clean_line(text)[:40]}”不是 登记册:编号。", f"“{clean_line(text)[:40]}” is not REGISTER:ID."),
                T("写成 order:编号。", "Write it as order:ID."),
            )
        pairs.append((register, uid))
    with office.change(str(T("提出问责措施", "measure proposed"))) as change:
        made = change.create("sanction", unit=office.unit(unit).uid, kind=clean_line(kind), why=clean_line(why))
        for register, uid in pairs:
            change.create("sanction_ground", sanction=made.uid, register=register, record=uid)
    return made


@ladder.command("list", help=str(T("已提出和已采取的措施。", "Measures that were proposed or taken.")))
@click.option("--unit", default="", metavar="UNIT", help=str(T("只看一个单位。", "Only one unit.")))
@click.option("--within", default="", metavar="PLACE", help=str(T("只限某个区划。", "Only one division.")))
@click.option("--kind", default="", metavar="KIND", help=str(T("只看一种措施。", "Only one kind.")))
@click.option(
    "--waiting", is_flag=True, help=str(T("只看待决定的和待复核的。", "Only what waits for a decision or an answer."))
)
@click.pass_obj
def listing(context: Any, unit: str, within: str, kind: str, waiting: bool) -> None:
    """List."""
    from gongkai.core.register import Query

    office = context.office
    register = office.register("sanction")
    query = Query(
        where={"kind": clean_line(kind)} if kind else {}, within=office.place(clean_line(within)) if within else None,
        unit=office.unit(unit).uid if unit else "",
    )  # fmt: skip
    select = register.select(query)
    if waiting:
        select = select.where(register.model.stage.in_(("proposed", "appealed")))
    _emit(context, office.fetch(select.order_by(register.model.scope, register.model.day, register.model.id)))


@ladder.command(help=str(T("一个单位的阶梯：采取了什么、建议什么、依据什么、接下来是什么。",
                           "The ladder of one unit: what was taken and proposed, on which grounds, what comes next.")))  # fmt: skip
@click.argument("unit", metavar="UNIT")
@click.pass_obj
def show(context: Any, unit: str) -> None:
    """One unit."""
    from gongkai.plugins.inspection.consequences.sanctions import standing

    office = context.office
    record = office.unit(clean_line(unit))
    if context.format not in ("json", "jsonl"):
        for line in standing.lines(office, record):
            click.echo(line)
        return
    coming = [
        {"rule": one.rule.rule, "step": one.rule.id, "kind": one.rule.kind, "what": str(one.what), "when": one.when}
        for one in standing.ahead(office, record.uid)
    ]
    register = office.register("sanction")
    steps = [
        {**register.plain(step.record), "grounds": list(step.grounds)} for step in standing.ladder(office, record.uid)
    ]
    context.emit_one({"unit": record.uid, "unit_name": record.name, "steps": steps, "next": coming})


@ladder.command(help=str(T("决定一项建议：--confirm 采取，--decline 不予采取（写明理由）。",
                           "Decide on a proposal: --confirm takes it, --decline does not (say why).")))  # fmt: skip
@UID
@click.option("--confirm", "step", flag_value="confirm", help=str(T("采取。", "Take it.")))
@click.option("--decline", "step", flag_value="decline", help=str(T("不予采取。", "Do not take it.")))
@click.option("--reason", default="", metavar="TEXT", help=str(T("理由。", "Why.")))
@click.option("--cause", default="", metavar="TEXT", help=str(T("认定的原因。", "The cause as found.")))
@click.option("--opinion", default="", metavar="TEXT", help=str(T("决定意见。", "What was decided.")))
@click.option("--doc-no", default="", metavar="TEXT", help=str(T("文号。", "Document number.")))
@click.option("--person", default="", metavar="TEXT", help=str(T("责任人。", "Who answers for it.")))
@click.option("--amount", default="", metavar="YUAN", help=str(T("金额（元）。", "Amount in yuan.")))
@click.pass_obj
def decide(context: Any, /, uid: str, step: str | None, reason: str, **given: str) -> None:
    """A decision by a person."""
    if step is None:
        raise UsageError(
            T("写 --confirm 或 --decline。", "Give --confirm or --decline."),
            T("用 gongkai ladder show 单位 先看依据。", "See the grounds first with gongkai ladder show UNIT."),
        )
    said = {name: clean_line(text) for name, text in given.items() if text.strip()}
    _act(context, uid, step, reason, said)


@ladder.command(help=str(T("单位对一项措施提出申诉。", "A unit appeals against a measure.")))
@UID
@click.option("--words", required=True, metavar="TEXT", help=str(T("理由。", "Why.")))
@click.pass_obj
def appeal(context: Any, uid: str, words: str) -> None:
    """An appeal."""
    _act(context, uid, "appeal", "", {"appeal": clean_line(words)})


@ladder.command(help=str(T("复核一项申诉：--keep 维持，--revoke 撤销措施。",
                           "Answer an appeal: --keep leaves the measure, --revoke undoes it.")))  # fmt: skip
@UID
@click.option("--keep", "step", flag_value="keep", help=str(T("维持。", "Leave it.")))
@click.option("--revoke", "step", flag_value="revoke", help=str(T("撤销。", "Undo it.")))
@click.option("--words", required=True, metavar="TEXT", help=str(T("复核意见。", "The answer.")))
@click.pass_obj
def answer(context: Any, uid: str, step: str | None, words: str) -> None:
    """What became of an appeal."""
    if step is None:
        raise UsageError(
            T("写 --keep 或 --revoke。", "Give --keep or --revoke."), T("维持或撤销。", "Leave it or undo it.")
        )
    _act(context, uid, step, "", {"answer": clean_line(words)})


def _act(context: Any, uid: str, step: str, reason: str, said: dict[str, str]) -> None:
    register = context.office.register("sanction")
    done = register.act(register.get(clean_line(uid)), step, clean_line(reason), **said)
    _emit(context, [done])


@ladder.command(help=str(T("措施种类和提出建议的规则。", "The measures, and the rules that propose them.")))
@click.pass_obj
def kinds(context: Any) -> None:
    """What the rules have."""
    from gongkai.plugins.inspection.consequences.sanctions.rules import kinds_of, rules_of

    office = context.office
    proposing: dict[str, list[str]] = {}
    for rule in rules_of(office):
        for key in (rule.kind, *rule.also):
            proposing.setdefault(key, []).append(f"{rule.name}{T('（', ' (')}{rule.rule or rule.id}{T('）', ')')}")
    columns = (
        ("kind", T("种类", "Kind")), ("name", T("名称", "Name")), ("limit", T("改变期限", "Limit")), ("rule", T("规则", "Rule")),
        ("proposed", T("何时建议", "Proposed when")),
    )  # fmt: skip
    rows = [
        (key, str(one.name), one.limit, one.rule, "; ".join(proposing.get(key, ())))
        for key, one in kinds_of(office).items()
    ]
    context.emit(columns, rows)
