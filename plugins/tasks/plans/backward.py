"""Schedules that run backwards from the due day (倒排计划): working days, never before the start, never in the past."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.core.clock import Limit, Unit
from gongkai.core.clock.limit import Term
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import nearest
from gongkai.plugins.tasks.rules import Backward, Step

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


class Milestone(NamedTuple):
    """A step with its day.

    Attributes:
        before: how long before the due day it should be, as a limit (``10wd``).
        moved: whether that day lies before the start or in the past, so that the first day possible stands instead.
    """

    key: str
    number: int
    title: str
    before: str
    due: date
    moved: bool


def backward_of(office: "Office", key: str) -> Backward:
    """A schedule of the profile.

    Raises:
        BadInput: there is none; names the nearest.
    """
    known = office.profile.items("backward", Backward)
    if key in known:
        return known[key]
    near = nearest(key, list(known))
    raise BadInput(
        T(f"没有倒排计划 {key}。", f"There is no backward schedule {key}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T("在规则文件中写 [[backward]]。", "Write it as [[backward]] in the rules."),
    )  # fmt: skip


def parse_steps(words: Iterable[str]) -> tuple[Step, ...]:
    """Steps as typed: ``自查=10wd``.

    Raises:
        BadInput: no name, or no length of time.
    """
    steps = []
    for number, word in enumerate(words, 1):
        name, mark, before = word.partition("=")
        if not (mark and name.strip()):
            raise BadInput(
                T(f"“{word[:40]}”不是 节点=提前量。", f"“{word[:40]}” is not NAME=TIME."),
                T("如 自查=10wd。", "For example check=10wd."),
            )
        steps.append(Step(key=f"{number}", name=T(name.strip(), name.strip()), before=before.strip()))
    return tuple(steps)


def place_steps(office: "Office", start: str | date, due: str | date, steps: Sequence[Step]) -> list[Milestone]:
    """The steps with their days, the first one first.

    Raises:
        BadInput: a step's time cannot be read, or the due day is over.
    """
    last = date.fromisoformat(due) if isinstance(due, str) else due
    begin = date.fromisoformat(start) if isinstance(start, str) else start
    floor = max(begin, office.today)
    if last < floor:
        raise BadInput(
            T(f"完成时限 {last} 已过，排不出节点。", f"It was due on {last}; nothing can be planned before that day."),
            T("先调整时限。", "Change the due day first."),
        )
    placed = sorted(((day_before(office, last, step.before), step) for step in steps), key=lambda one: one[0])
    return [
        Milestone(step.key, number, step.name.zh, step.before, max(day, floor), day < floor)
        for number, (day, step) in enumerate(placed, 1)
    ]


def day_before(office: "Office", due: date, before: str) -> date:
    """The day that lies so long before ``due``; a day of rest gives way to the working day before it.

    Raises:
        BadInput: it is no length of time.
    """
    term = Limit.parse(before).term
    if term is None:
        raise BadInput(
            T(f"提前量“{before}”不是一段时间。", f"“{before}” is no length of time."),
            T("写成 10wd、7d 或 2mo。", "Write 10wd, 7d or 2mo."),
        )
    return _back(office, due, term)


def _back(office: "Office", due: date, term: Term) -> date:
    if term.unit is Unit.WORKING_DAY:
        return office.calendar.add_working_days(due, -term.amount)
    if term.unit is Unit.MONTH:
        from calendar import monthrange

        months = due.year * 12 + due.month - 1 - term.amount
        year, month = divmod(months, 12)
        day = date(year, month + 1, min(due.day, monthrange(year, month + 1)[1]))
    else:
        day = due - timedelta(days=term.amount)
    return day if office.calendar.is_working(day) else office.calendar.add_working_days(day, -1)


def follow_due(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    """Milestones that are not reached yet move when the day moves on which the task is due."""
    if not old or not new or (old["due"], old["start"]) == (new["due"], new["start"]):
        return
    office = change.office
    resource = office.resource("checkpoint")
    floor = max(date.fromisoformat(new["start"]), office.today)
    due = date.fromisoformat(new["due"])
    rows = office.inside.rows(
        "SELECT uid, before FROM {checkpoint} WHERE task = ? AND done_on IS NULL AND before IS NOT NULL ORDER BY id",
        (new["uid"],),
    )
    for uid, before in rows:
        day = min(max(day_before(office, due, before), floor), due)
        change.put_row(resource, change.current(resource, uid), {"due": day.isoformat()}, "update")


def set_milestones(office: "Office", task: Any, placed: Sequence[Milestone]) -> int:
    """Write the milestones of one task, in place of those that are not reached yet; gives how many.

    Raises:
        NotAllowed: no right to edit the task's unit.
    """
    register = office.register("checkpoint")
    with office.change(str(T(f"倒排节点：{task.title}", f"milestones: {task.title}"))) as change:
        for (uid,) in office.rows(
            "SELECT uid FROM {checkpoint} WHERE task = ? AND done_on IS NULL ORDER BY id", (task.uid,)
        ):
            change.delete(register.get(uid))
        for milestone in placed:
            made = change.create(
                register.resource, unit=task.unit, task=task.uid, number=milestone.number, title=milestone.title,
                due=milestone.due,
            )  # fmt: skip
            change.put_row(
                register.resource, change.current(register.resource, made.uid), {"before": milestone.before}, "update"
            )
    return len(placed)
