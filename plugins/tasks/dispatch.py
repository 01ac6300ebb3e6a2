"""A plan split into tasks: every item to every unit that it names, once.

A task's uid follows from unit, plan and item, so dispatching again makes only what is missing (new units, new
items) and leaves every task that is there as it is. Whom an item means is frozen when it is first issued: a plan that is
changed afterwards reaches other units only when that is said (``anew``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.select import Member, members, selected
from gongkai.core.rules import Selector
from gongkai.core.store.bulk import without_collector
from gongkai.core.text import nearest
from gongkai.plugins.tasks.plans.backward import backward_of
from gongkai.plugins.tasks.plans.issue import Batch, Target, fresh, insert_batches, record_issue
from gongkai.plugins.tasks.rules import Plan, PlanItem

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

CHUNK = 500


@dataclass(frozen=True)
class Counts:
    """What a dispatch did: tasks made, tasks that were there already, units that got a new one."""

    made: int
    already: int
    units: int


@dataclass(frozen=True)
class ItemDraft:
    """One item as it would be dispatched: dates, whom it means, how many units it reaches, and what is not there yet.

    ``changed`` says that the plan now means other units than when the item was issued; the issued ones count.
    """

    item: PlanItem
    start: date
    due: date
    selectors: tuple[Selector, ...]
    reached: int
    batches: tuple[Batch, ...] = field(repr=False, default=())
    changed: bool = False

    @property
    def new(self) -> int:
        """How many tasks would be made."""
        return sum(len(batch.targets) for batch in self.batches)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The tasks that would be made, as rows."""
        return [row for batch in self.batches for row in batch.rows()]


def plans(office: "Office") -> dict[str, Plan]:
    """The plans of the profile by id."""
    return office.profile.items("plan", Plan)


def plan_of(office: "Office", plan_id: str) -> Plan:
    """The plan by its id.

    Raises:
        BadInput: there is none; names the nearest, or those there are.
    """
    known = plans(office)
    if plan_id in known:
        return known[plan_id]
    near = nearest(plan_id, list(known))
    if near:
        hint = T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.")
    elif known:
        hint = T(f"可用的有：{'、'.join(known)}。", f"Known ones: {', '.join(known)}.")
    else:
        hint = T(
            "把要点写成 [[plan]]，放到工作区的 rules 文件夹。",
            "Write it as [[plan]] in the office's rules folder.",
        )
    raise BadInput(T(f"没有工作要点 {plan_id}。", f"There is no plan {plan_id}."), hint)


def dates_of(office: "Office", plan: Plan, item: PlanItem) -> tuple[date, date, str]:
    """Start and due date of an item dispatched today, and the limit it came from (empty for a fixed date).

    Raises:
        BadInput: a date that cannot be read, a limit that sets no day, or a due date before the start.
    """
    where = T(f"要点 {plan.id} 第 {item.no} 项", f"Plan {plan.id}, item {item.no}")
    if not item.due.strip():
        raise BadInput(
            where + T("没有时限。", " has no due date."),
            T(
                "在要点文件里补上 due，或交办时用 --due 指定。",
                "Write it into the plan as due, or give one with --due.",
            ),
        )
    fixed = _iso(item.due)
    start = _iso(item.start) if item.start else (date(plan.year, 1, 1) if fixed else office.today)
    if start is None:
        raise BadInput(
            where + T(f"的开始日期“{item.start}”不是日期。", f": the start “{item.start}” is not a date."),
            T("写成 2026-03-31。", "Write it as 2026-03-31."),
        )
    due, term = fixed, ""
    if due is None:
        try:
            limit = Limit.parse(item.due)
        except BadInput as error:
            raise BadInput(where + T("的时限：", ": ") + error.message, error.hint) from error
        due, term = limit.due_from(start, office.calendar), str(limit)
    if due is None:
        raise BadInput(
            where + T(f"的时限“{item.due}”定不出日期。", f": the limit “{item.due}” sets no day."),
            T(
                "写成日期 2026-03-31，或从交办起算的时限 20wd。",
                "Write a date, or a limit from the dispatch such as 20wd.",
            ),
        )
    if due < start:
        raise BadInput(
            where + T(f"的完成时限 {due} 早于开始日期 {start}。", f": due {due} comes before its start {start}."),
            T("改正其中一个日期。", "Mend one of the dates."),
        )
    return start, due, term


def draft(
    office: "Office",
    plan_id: str,
    within: int | None = None,
    *,
    due: str = "",
    anew: bool = False,
    only: Iterable[str] = (),
) -> list[ItemDraft]:
    """What a dispatch would make, item by item; changes nothing.

    Args:
        within: scope of the subtree to dispatch to; the office's own by default.
        due: the day (or limit) for items of which the plan says none.
        anew: whether the plan as it is now counts, also for items that were issued when it meant other units.
        only: ids of the items meant; all of them when none is given.

    Raises:
        BadInput: unknown plan or item, an id used twice, or an item whose dates do not fit, or that names nobody.
    """
    found = list(survey(office, plan_id, within, due=due, anew=anew, only=only))
    faults = [fault for _, _, fault in found if fault is not None]
    if faults:
        more = (
            T(f" 另有 {len(faults) - 1} 项也不完整。", f" {len(faults) - 1} more are not complete.")
            if faults[1:]
            else T("", "")
        )
        raise BadInput(faults[0].message + more, faults[0].hint)
    return [made for _, made, _ in found if made is not None]


def survey(
    office: "Office",
    plan_id: str,
    within: int | None = None,
    *,
    due: str = "",
    anew: bool = False,
    only: Iterable[str] = (),
) -> Iterator[tuple[PlanItem, ItemDraft | None, BadInput | None]]:
    """The same, with what is wrong with an item beside it instead of an error."""
    plan = plan_of(office, plan_id)
    area = office.scope if within is None else within
    issued = {} if anew else _issued(office, plan.id)
    for item in _items(plan, only):
        try:
            yield item, _draft(office, plan, item, area, due, issued.get(item.id)), None
        except BadInput as fault:
            yield item, None, fault


def _items(plan: Plan, only: Iterable[str]) -> list[PlanItem]:
    by_id: dict[str, PlanItem] = {}
    for item in plan.item:
        if item.id in by_id:
            raise BadInput(
                T(f"要点 {plan.id} 里有两个条目 {item.id}。", f"Plan {plan.id} has two items {item.id}."),
                T("给每个条目不同的 id。", "Give each item its own id."),
            )
        by_id[item.id] = item
    for wanted in (chosen := tuple(only)):
        if wanted not in by_id:
            raise BadInput(
                T(f"要点 {plan.id} 没有条目 {wanted}。", f"Plan {plan.id} has no item {wanted}."),
                T(f"条目有：{'、'.join(by_id)}。", f"Its items: {', '.join(by_id)}."),
            )
    return [item for key, item in by_id.items() if not chosen or key in chosen]


def _draft(
    office: "Office", plan: Plan, item: PlanItem, area: int, due: str, issued: tuple[Selector, ...] | None
) -> ItemDraft:
    start, day, term = dates_of(
        office, plan, item if item.due.strip() or not due else msgspec.structs.replace(item, due=due)
    )
    selectors = item.selectors if issued is None else issued
    if not selectors and not item.leads:
        raise BadInput(
            T(f"要点 {plan.id} 第 {item.no} 项没有责任单位。", f"Plan {plan.id}, item {item.no} names no unit."),
            T("在要点文件里补上 to。", "Write it into the plan as to."),
        )
    leading = _leading(office, item, area)
    leads = {one.uid for one in leading}
    others = [one for one in members(office, selectors, area) if one.uid not in leads] if selectors else []
    uids = {one.uid: f"{one.uid}.{plan.id}.{item.id}".lower() for one in (*leading, *others)}
    there = _present(office, plan, item, list(uids.values()))
    base = fresh(office) | {
        "plan": plan.id,
        "item": item.id,
        "no": item.no,
        "aspect": item.aspect.zh or None,  # records are the office's data and do not follow the language of a screen
        "title": item.title.zh,
        "requirement": item.requirement.zh if item.requirement else None,
        "start": start.isoformat(),
        "due": day.isoformat(),
        "term": term or None,
        "section": item.section or None,
        "person": item.person or None,
        "needs_evidence": 1 if item.evidence else None,
    }
    schedule = backward_of(office, item.backward) if item.backward else None
    head = uids[leading[0].uid] if leading else None
    parts = ((leading[:1], 1, None), (leading[1:], 1, head), (others, 0, head))
    batches = tuple(
        Batch({**base, "lead": lead, "parent": parent}, targets, schedule)
        for units, lead, parent in parts
        if (targets := tuple([Target(uids[one.uid], one) for one in units if uids[one.uid] not in there]))
    )
    return ItemDraft(item, start, day, selectors, len(uids), batches, issued is not None and issued != item.selectors)


def dispatch(
    office: "Office", change: "Change", plan_id: str, within: int | None = None, *, due: str = "", anew: bool = False,
    only: Iterable[str] = (),
) -> Counts:  # fmt: skip
    """Make the tasks of a plan that are not there yet, in bulk, by an open change.

    Raises:
        BadInput: see ``draft``.
        NotAllowed: no right to assign at one of the units.
    """
    with without_collector():
        drafts = draft(office, plan_id, within, due=due, anew=anew, only=only)
        area = office.scope if within is None else within
        units: set[str] = set()
        batches: list[Batch] = []
        for part in drafts:
            units.update([target.member.uid for batch in part.batches for target in batch.targets])
            batches += record_issue(office, change, part.batches, part.selectors, area)
        insert_batches(office, change, batches, area)
    made = sum(part.new for part in drafts)
    return Counts(made, sum(part.reached for part in drafts) - made, len(units))


def _issued(office: "Office", plan_id: str) -> dict[str, tuple[Selector, ...]]:
    """Whom the items of a plan meant when they were issued last."""
    rows = office.rows("SELECT item, selector FROM {issue} WHERE plan = ? ORDER BY id", (plan_id,))
    return {item: msgspec.json.decode(selector, type=tuple[Selector, ...]) for item, selector in rows}


def _leading(office: "Office", item: PlanItem, area: int) -> list[Member]:
    """The units that lead, in the order of the plan; of a template or a name, those at the office's own division."""
    found: dict[str, Member] = {}
    for key in item.leads:
        for uid, name, scope in selected(office, Selector(units=(key,)), area):
            if scope == office.scope:
                found.setdefault(uid, Member(uid, name, scope, office.place_name(scope)))
    return list(found.values())


def _present(office: "Office", plan: Plan, item: PlanItem, uids: Sequence[str]) -> set[str]:
    """Those of the tasks that are there already, whoever may see them."""
    if len(uids) > CHUNK:
        return {row[0] for row in office.rows("SELECT uid FROM {task} WHERE plan = ? AND item = ?", (plan.id, item.id))}
    marks = ", ".join("?" for _ in uids)
    return {row[0] for row in office.rows(f"SELECT uid FROM {{task}} WHERE uid IN ({marks})", uids)} if uids else set()


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
