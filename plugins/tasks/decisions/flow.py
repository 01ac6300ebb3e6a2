"""What follows from the steps of a decision: its chain, what each step needs, and when it may be taken."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.resource import choices_of
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.tasks.decisions.models import FORUMS, Decision, DecisionStep
from gongkai.plugins.tasks.decisions.rules import DecisionType, StepRule, chain, step_rules
from gongkai.plugins.tasks.requests.facts import in_order, not_after

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

LABELS = {name: field.meta.label for name, field in DecisionStep._meta.fields.items() if hasattr(field, "meta")}
OPEN, DONE, WAIVED = "open", "done", "waived"
STEPS_OF = (
    "SELECT uid, step, stage, CASE WHEN stage = 'done' THEN COALESCE(ends_on, done_on) END FROM {decision_step}"
    " WHERE decision = ? ORDER BY position, id"
)
"""Steps of a decision: uid, key, stage, and the day on which a step that is done ended."""


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """The day on which a decision was begun is today when nothing is said."""
    row["proposed_on"] = row["proposed_on"] or office.today.isoformat()
    labels = {n: f.meta.label for n, f in Decision._meta.fields.items() if hasattr(f, "meta")}
    not_after(office, row, {name: labels[name] for name in ("proposed_on", "decided_on", "published_on")})
    in_order(row, labels, "proposed_on", "decided_on", "published_on")


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """What the steps of a decision bring about and refuse.

    Raises:
        BadInput: types without a step, steps that are not done, or a publication without how opinions were used.
    """
    if action.key == "begin":
        _begin(change, row)
    elif action.key == "decide":
        _all_done(change.office, row)
    elif action.key == "publish":
        _opinions_told(change.office, row)


def _begin(change: "Change", row: Mapping[str, Any]) -> None:
    office = change.office
    types = Decision.types.python_value(row["types"])
    steps = chain(office, types)
    if not steps:
        raise BadInput(
            T("所选类型在规则中没有步骤。", "The rules have no step for these types."),
            T("在 [[decision_type]] 中写明步骤。", "Give their steps in [[decision_type]]."),
        )
    blank = dict.fromkeys(columns(DecisionStep))
    known = {uid for uid, *_ in office.inside.rows(STEPS_OF, (row["uid"],))}
    made = [
        blank | {
            "uid": uid, "unit": row["unit"], "scope": row["scope"], "stage": OPEN, "version": 1, "decision": row["uid"],
            "position": number, "step": step,
        }
        for number, step in enumerate(steps, 1)
        if (uid := derived_uid("decision_step", row["uid"], step)) not in known
    ]  # fmt: skip
    change.insert_rows(office.resource("decision_step"), made)


def _all_done(office: "Office", row: Mapping[str, Any]) -> None:
    open_ = [step for _, step, stage, _ in office.inside.rows(STEPS_OF, (row["uid"],)) if stage == OPEN]
    if open_:
        names = _names(office, open_)
        raise BadInput(
            T(f"还有步骤没有完成：{'、'.join(n.zh for n in names)}。", f"Steps are not done: {', '.join(n.en for n in names)}."),
            T("先完成各步骤（decision_step finish）。", "Finish them first (decision_step finish)."),
        )  # fmt: skip
    last = max((day for *_, day in office.inside.rows(STEPS_OF, (row["uid"],)) if day), default="")
    if row["decided_on"] < last:
        raise BadInput(
            T(f"决定日期 {row['decided_on']} 早于最后一步 {last}。", f"Decided on {row['decided_on']}, before its last step on {last}."),
            T("先走完程序再决定。", "The steps come before the decision."),
        )  # fmt: skip


def _opinions_told(office: "Office", row: Mapping[str, Any]) -> None:
    """Opinions that came in are published with how they were used, at the latest with the decision."""
    rules = step_rules(office)
    for _, step, *_ in office.inside.rows(STEPS_OF, (row["uid"],)):
        if step not in rules or not rules[step].adoption:
            continue
        left = office.inside.rows(
            "SELECT received FROM {decision_step} WHERE decision = ? AND step = ? AND stage = 'done' AND received > 0"
            " AND adoption_on IS NULL",
            (row["uid"], step),
        )
        if left:
            raise BadInput(
                T(f"收到 {left[0][0]} 条意见，采纳情况还没有公布。",
                  f"{left[0][0]} opinions came in, and their use is not published."),
                T("用 decision_step adopt 写明采纳情况和公布日期。",
                  "Say how they were used and when that was published (decision_step adopt)."),
            )  # fmt: skip


def _names(office: "Office", keys: list[str]) -> list[T]:
    rules = step_rules(office)
    return [rules[key].name if key in rules else T(key, key) for key in keys]


# ---- one step


def prepare_step(office: "Office", row: dict[str, Any]) -> None:
    """Days are in order, and of the opinions no more were adopted than came in.

    Raises:
        BadInput: days out of order or yet to come, or figures that cannot be.
    """
    not_after(office, row, {name: LABELS[name] for name in ("done_on", "adoption_on")})
    in_order(row, LABELS, "papers_on", "starts_on", "ends_on")
    for name in ("people", "representatives", "received", "adopted"):
        if (row[name] or 0) < 0:
            raise BadInput(
                T(f"{LABELS[name].zh}不能小于 0。", f"{LABELS[name].en} cannot be below zero."),
                T("检查数字。", "Check the figure."),
            )
    if (row["adopted"] or 0) > (row["received"] or 0):
        raise BadInput(
            T(f"采纳 {row['adopted']} 条，多于收到的 {row['received'] or 0} 条。",
              f"{row['adopted']} were adopted, and {row['received'] or 0} came in."),
            T("检查数字。", "Check the figures."),
        )  # fmt: skip


def after_step(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """Whether a step may be done, or left out.

    Raises:
        BadInput: it comes too early, lacks something, is too short, or may not be left out.
    """
    office = change.office
    rule = step_rules(office).get(row["step"])
    if rule is None:
        return
    if action.key == "waive" and not rule.waivable:
        raise BadInput(
            T(f"{rule.name.zh}不能省略。", f"This step cannot be left out ({rule.name.en})."),
            T("按要求完成。", "Do it as the rules ask."),
        )
    if action.key == "finish":
        _in_turn(office, row, rule)
        _complete(row, rule)
        _long_enough(office, row, rule)
        _as_asked(office, row, rule)


def _in_turn(office: "Office", row: Mapping[str, Any], rule: StepRule) -> None:
    begun = office.inside.rows("SELECT stage FROM {decision} WHERE uid = ?", (row["decision"],))
    if not begun or begun[0][0] != "preparing":
        raise BadInput(
            T("决策已作出或已终止，程序不能再改。", "The decision is taken or dropped; its steps stay."),
            T("另立决策事项。", "Begin another decision."),
        )
    ahead = [
        (step, stage, ended)
        for _, step, stage, ended in office.inside.rows(STEPS_OF, (row["decision"],))
        if step != row["step"] and (rule.last or step in rule.after)
    ]
    waits = [step for step, stage, _ in ahead if stage == OPEN]
    if waits:
        names = _names(office, waits)
        raise BadInput(
            T(f"应在{'、'.join(n.zh for n in names)}之后。", f"It comes after: {', '.join(n.en for n in names)}."),
            T("先完成前面的步骤。", "Finish those first."),
        )
    earlier = max((ended for *_, ended in ahead if ended), default=None)
    start = row["starts_on"] or row["done_on"]
    if earlier and start < earlier:
        raise BadInput(
            T(f"开始日期 {start} 早于前一步骤结束的 {earlier}。",
              f"It began on {start}, before the step ahead of it ended ({earlier})."),
            T("检查日期。", "Check the days."),
        )  # fmt: skip


def _complete(row: Mapping[str, Any], rule: StepRule) -> None:
    missing = [LABELS[name] for name in rule.needs if row[name] is None or row[name] == ""]
    missing += [LABELS[n] for n in ("evidence", "cross_examined") if n in rule.needs and row[n] == 0]
    if missing:
        raise BadInput(
            T(f"{rule.name.zh}须填写：{'、'.join(m.zh for m in missing)}。",
              f"This step ({rule.name.en}) must say: {', '.join(m.en for m in missing)}."),
            T("完成步骤时一并填写。", "Give them with the step."),
        )  # fmt: skip
    for name, least in rule.at_least.items():
        if (row[name] or 0) < least:
            label = LABELS[name]
            raise BadInput(
                T(f"{label.zh} {row[name] or 0}，应不少于 {least}。", f"{label.en}: {row[name] or 0}, and at least {least} are asked for."),
                T("不足人数的，这一步不算完成。", "With fewer the step does not count."),
            )  # fmt: skip


def _long_enough(office: "Office", row: Mapping[str, Any], rule: StepRule) -> None:
    start, end = _day(row["starts_on"]), _day(row["ends_on"])
    if rule.term or rule.holiday:
        if start is None or end is None:
            raise BadInput(
                T(f"{rule.name.zh}须填写起止日期。", f"This step ({rule.name.en}) needs its start and its end."),
                T("填写开始日期和结束日期。", "Fill in starts_on and ends_on."),
            )
        if end > office.today:
            raise BadInput(
                T(f"到 {end} 才结束。", f"It runs until {end}."), T("结束后再办。", "Wait until it is over.")
            )
    if rule.term and start is not None and end is not None:
        limit = Limit.parse(rule.term)
        least = limit.due_from(start, office.calendar)
        if least is not None and end < least:
            raise BadInput(
                T(f"{rule.name.zh}不少于{_length(limit).zh}，从 {start} 起应到 {least}。",
                  f"This step ({rule.name.en}) takes at least {_length(limit).en}: from {start} until {least}."),
                T("延长期限，或检查日期。", "Let it run longer, or check the days."),
            )  # fmt: skip
    if rule.papers:
        papers = _day(row["papers_on"])
        least = Limit.parse(rule.papers).due_from(papers, office.calendar) if papers else None
        if least is None or start is None or start < least:
            length = _length(Limit.parse(rule.papers))
            raise BadInput(
                T(f"材料应在{length.zh}前送达。", f"The papers go out {length.en} before it begins."),
                T("填写材料送达和开始日期；不够的改期。", "Fill in papers_on and starts_on; hold it later if need be."),
            )
    if rule.holiday and start is not None and end is not None and not _rests(office, start, end):
        raise BadInput(
            T(f"{start} 至 {end} 没有节假日。", f"No day of rest lies between {start} and {end}."),
            T("展示选在节假日。", "Show it on holidays."),
        )


def _rests(office: "Office", start: date, end: date) -> bool:
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return any(not office.calendar.is_working(day) for day in days)


def _length(limit: Limit) -> T:
    return limit.term.label if limit.term else T("", "")


def _as_asked(office: "Office", row: Mapping[str, Any], rule: StepRule) -> None:
    taken = DecisionStep.ways.python_value(row["ways"])
    words = dict(choices_of(office, DecisionStep._meta.fields["ways"].meta))
    left = [words.get(way, T(way, way)) for way in rule.ways if way not in taken]
    if rule.any_way and not set(rule.any_way) & set(taken):
        left = [words.get(way, T(way, way)) for way in rule.any_way]
    if left:
        raise BadInput(
            T(f"{rule.name.zh}的方式须有：{'、'.join(w.zh for w in left)}。",
              f"This step ({rule.name.en}) must go by: {', '.join(w.en for w in left)}."),
            T("补上这些方式。", "Use these ways as well."),
        )  # fmt: skip
    if rule.forums and row["forum"] not in rule.forums:
        names = [name for key, name in FORUMS if key in rule.forums]
        raise BadInput(
            T(f"须由{'或'.join(n.zh for n in names)}作出。", f"It is taken by: {' or '.join(n.en for n in names)}."),
            T("填写会议。", "Name the meeting."),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def types_of(office: "Office") -> dict[str, DecisionType]:
    """The types of major matters here."""
    return office.profile.items("decision_type", DecisionType)


def vet_step(office: "Office", old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> None:
    """Steps come from the rules when a decision begins; nobody adds, moves or takes away one.

    Raises:
        BadInput: somebody tries to.
    """
    if new is not None and new["step"] and (old is None or old["decision"] == new["decision"]):
        return
    raise BadInput(
        T(
            "步骤按规则列出，不能自行增加、删除或移到别的决策。",
            "Steps follow from the rules; none is added, removed or moved.",
        ),
        T("允许省略的用 waive，并说明理由。", "Where the rules allow it, leave one out with waive and a reason."),
    )
