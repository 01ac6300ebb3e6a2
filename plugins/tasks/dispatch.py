"""A plan split into tasks: every item to every unit that it names, once.

A task's uid follows from unit, plan and item, so dispatching again makes only what is missing (new units, new
items) and leaves every task that is there as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.core.store.record import columns
from gongkai.core.text import nearest
from gongkai.plugins.tasks.models import TASKS, Task
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
    """One item as it would be dispatched: dates, how many units it reaches, and the rows not there yet."""

    item: PlanItem
    start: date
    due: date
    reached: int
    rows: tuple[dict[str, Any], ...] = field(repr=False, default=())


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


def draft(office: "Office", plan_id: str, within: int | None = None) -> list[ItemDraft]:
    """What a dispatch would make, item by item; changes nothing.

    Args:
        within: scope of the subtree to dispatch to; the office's own by default.

    Raises:
        BadInput: unknown plan, an id used twice, or an item whose dates do not fit.
    """
    plan = plan_of(office, plan_id)
    area = office.scope if within is None else within
    found = []
    seen: set[str] = set()
    for item in plan.item:
        if item.id in seen:
            raise BadInput(
                T(f"要点 {plan.id} 里有两个条目 {item.id}。", f"Plan {plan.id} has two items {item.id}."),
                T("给每个条目不同的 id。", "Give each item its own id."),
            )
        seen.add(item.id)
        start, due, term = dates_of(office, plan, item)
        leading = _leading(office, item, area)
        units = {uid: scope for uid, _, scope in (*selected(office, item.to, area), *leading)}
        leads = {uid for uid, _, _ in leading}
        uids = {uid: f"{uid}.{plan.id}.{item.id}".lower() for uid in units}
        there = _present(office, list(uids.values()))
        rows = tuple(
            _row(office, plan, item, uids[uid], uid, scope, start, due, term, uid in leads)
            for uid, scope in units.items()
            if uids[uid] not in there
        )
        found.append(ItemDraft(item, start, due, len(units), rows))
    return found


def dispatch(office: "Office", change: "Change", plan_id: str, within: int | None = None) -> Counts:
    """Make the tasks of a plan that are not there yet, in bulk, by an open change.

    Raises:
        BadInput: see ``draft``.
        NotAllowed: no right to assign at one of the units.
    """
    drafts = draft(office, plan_id, within)
    rows = [row for part in drafts for row in part.rows]
    insert(office, change, rows)
    units = {row["unit"] for row in rows}
    return Counts(len(rows), sum(part.reached for part in drafts) - len(rows), len(units))


def insert(office: "Office", change: "Change", rows: Sequence[dict[str, Any]]) -> None:
    """Write prepared tasks; the right to assign is checked once for each unit."""
    for scope, unit in sorted({(row["scope"], row["unit"]) for row in rows}):
        require(office, TASKS.verb, scope, unit)
    change.insert_rows(TASKS, rows)


def _leading(office: "Office", item: PlanItem, area: int) -> list[tuple[str, str, int]]:
    if not item.lead:
        return []
    named = selected(office, Selector(units=(item.lead,)), area)
    return [unit for unit in named if unit[2] == office.scope]


def _present(office: "Office", uids: Sequence[str]) -> set[str]:
    there: set[str] = set()
    for start in range(0, len(uids), CHUNK):
        part = uids[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        there |= {row[0] for row in office.rows(f"SELECT uid FROM {{task}} WHERE uid IN ({marks})", part)}
    return there


def _row(
    office: "Office",
    plan: Plan,
    item: PlanItem,
    uid: str,
    unit: str,
    scope: int,
    start: date,
    due: date,
    term: str,
    lead: bool,
) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(columns(Task))
    return row | {
        "uid": uid,
        "unit": unit,
        "scope": scope,
        "stage": office.workflow(TASKS).initial,
        "version": 1,
        "plan": plan.id,
        "item": item.id,
        "no": item.no,
        "aspect": item.aspect.zh,  # records are the office's data and do not follow the language of a screen
        "title": item.title.zh,
        "requirement": item.requirement.zh if item.requirement else None,
        "start": start.isoformat(),
        "due": due.isoformat(),
        "term": term or None,
        "lead": int(lead),
        "progress": 0,
        "assigned_by": office.actor,
    }


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
