"""A task given out by hand: to units by a selector, or further down from a task to units, sections and persons (ZZ-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.select import Member, members
from gongkai.core.rules import Selector
from gongkai.core.store.record import derived_uids
from gongkai.plugins.tasks.models import MAX_DEPTH
from gongkai.plugins.tasks.plans.backward import backward_of, place_steps
from gongkai.plugins.tasks.plans.issue import Batch, Target, fresh, insert_batches, record_issue

if TYPE_CHECKING:
    from gongkai.core.office import Office

CHUNK = 500


@dataclass(frozen=True)
class Order:
    """What is to be given out.

    Attributes:
        parent: the task that is handed down; None for a single assignment.
        selector: units meant, inside ``within``; None when only sections and persons of the own unit are meant.
        sections, persons: one task for each; with one section and several persons, each person's is in that section.
        due: ISO date; the parent's where nothing is said.
    """

    title: str
    due: str = ""
    parent: Any = None
    selector: Selector | None = None
    within: int | None = None
    sections: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    requirement: str = ""
    evidence: bool = False
    backward: str = ""


@dataclass(frozen=True)
class Prepared:
    """What would be given out: the tasks, for whom, and how many of them are there already."""

    batch: Batch
    selectors: tuple[Selector, ...]
    area: int
    already: int


def prepare(office: "Office", order: Order) -> Prepared:
    """Work out an order; changes nothing.

    Raises:
        BadInput: nobody is meant, the day does not fit, or the task above is closed.
    """
    parent = order.parent
    due = order.due or (parent.due.isoformat() if parent else "")
    title = order.title.strip() or (parent.title if parent else "")
    _check(office, order, title, due)
    selectors = (order.selector,) if order.selector else ()
    area = order.within if order.within is not None else (parent.scope if parent else office.scope)
    found = members(office, selectors, area) if selectors else []
    if parent is not None and not selectors:
        found = [Member(parent.unit, office.unit_name(parent.unit), parent.scope, office.place_name(parent.scope))]
    elif parent is not None:
        found = [one for one in found if one.uid != parent.unit]
    if not found:
        raise BadInput(
            T("没有符合条件的单位。", "No unit is meant."),
            T("用 --unit、--level、--kind、--line 指明单位；本单位内分解用 --section、--person。",
              "Name units with --unit, --level, --kind, --line; inside the own unit use --section or --person."),
        )  # fmt: skip
    root = parent.uid if parent is not None else f"by {due}"  # the same order again makes nothing twice
    whom = [(one, section, person) for one in found for section, person in _inside(order)]
    uids = derived_uids([("task", root, title, one.uid, section or "", person or "") for one, section, person in whom])
    there = _present(office, uids)
    targets = tuple(
        Target(uid, one, section, person)
        for uid, (one, section, person) in zip(uids, whom, strict=True)
        if uid not in there
    )
    base = fresh(office) | {
        "title": title,
        "requirement": order.requirement or None,
        "aspect": parent.aspect if parent is not None else None,
        "start": office.today.isoformat(),
        "due": due,
        "lead": 0,
        "parent": parent.uid if parent is not None else None,
        "needs_evidence": 1 if order.evidence else None,
    }
    schedule = backward_of(office, order.backward) if order.backward else None
    if schedule is not None:
        place_steps(office, base["start"], due, schedule.step)
    return Prepared(Batch(base, targets, schedule), selectors, area, len(uids) - len(targets))


def give_out(office: "Office", prepared: Prepared, reason: str) -> int:
    """Make the tasks by one change; gives how many.

    Raises:
        NotAllowed: no right to assign at one of the units.
    """
    with office.change(reason) as change:
        batches = record_issue(office, change, [prepared.batch], prepared.selectors, prepared.area)
        insert_batches(office, change, batches, prepared.area)
    return len(prepared.batch.targets)


def _check(office: "Office", order: Order, title: str, due: str) -> None:
    if not title:
        raise BadInput(T("没有写任务名称。", "The task has no title."), T("写明要做什么。", "Say what is to be done."))
    if not due:
        raise BadInput(T("没有写完成时限。", "No due day is given."), T("用 --due 指明。", "Give it with --due."))
    if date.fromisoformat(due) < office.today:
        raise BadInput(
            T(f"完成时限 {due} 早于今天。", f"The due day {due} is over."), T("另定一个日期。", "Choose a later day.")
        )
    parent = order.parent
    if parent is None:
        return
    if parent.outcome:
        raise BadInput(
            T(f"任务“{parent.title}”已办结，不能再分解。", f"The task “{parent.title}” is closed and cannot be split."),
            T("另行交办。", "Assign it as a task of its own."),
        )
    if due > parent.due.isoformat():
        raise BadInput(
            T(f"完成时限晚于上级任务的 {parent.due}。", f"It is due after its parent task ({parent.due})."),
            T("分解的任务应先于上级任务完成。", "A part is due no later than the whole."),
        )
    above, depth = parent.parent, 1
    while above:
        rows = office.rows("SELECT parent FROM {task} WHERE uid = ?", (above,))
        above, depth = (rows[0][0] if rows else None), depth + 1
        if depth >= MAX_DEPTH:
            raise BadInput(
                T("任务分解层次过多。", "The task is split into too many layers."),
                T("挂到更高一层的任务下。", "Put it under a task further up."),
            )


def _inside(order: Order) -> list[tuple[str | None, str | None]]:
    """Section and person of each task in a unit."""
    if order.persons and len(order.sections) <= 1:
        section = order.sections[0] if order.sections else None
        return [(section, person) for person in order.persons]
    if order.persons:
        raise BadInput(
            T("几个科室不能同时配几个人。", "Several sections cannot go with persons."),
            T("分科室交办。", "Give it out section by section."),
        )
    return [(section, None) for section in order.sections] or [(None, None)]


def _present(office: "Office", uids: Sequence[str]) -> set[str]:
    there: set[str] = set()
    for start in range(0, len(uids), CHUNK):
        part = uids[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        there |= {row[0] for row in office.rows(f"SELECT uid FROM {{task}} WHERE uid IN ({marks})", part)}
    return there
