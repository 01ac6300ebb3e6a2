"""The register of tasks: what a unit was asked to do, by when, how far it is, and who did what."""

from typing import TYPE_CHECKING, Any

import peewee

from gongkai.core.access import reach
from gongkai.core.clock import Timeliness
from gongkai.core.clock.state import told_provisional
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.store.fields import Choice, Date, Flag, Integer, LongText, Nodes, Ref, Text
from gongkai.core.store.record import Record
from gongkai.plugins.tasks.plans.closing import follow
from gongkai.plugins.tasks.timing import CANCELLED, DONE, soon_before, state_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

OUTCOMES = (
    (DONE, T("完成", "Done")),
    (CANCELLED, T("撤销", "Cancelled")),
)
MAX_DEPTH = 12  # more than there are levels from the nation to a village group


class Task(Record):
    """One item of a plan, or a single assignment, for one unit.

    ``stage`` says where it stands, ``outcome`` how it ended (empty while it is open), timeliness is computed.
    ``done_on`` is the day on which the unit submitted its work; a return clears it.
    """

    plan = Text(T("工作要点", "Plan"), width=14, system=True)
    item = Text(T("要点条目", "Plan item"), width=8, system=True)
    no = Text(T("序号", "No."), width=5)
    aspect = Text(T("方面", "Aspect"), width=14)
    title = Text(T("工作任务", "Task"), required=True, search=True)
    requirement = LongText(T("工作要求", "Requirement"), search=True)
    start = Date(T("开始日期", "Start"), width=10)
    due = Date(T("完成时限", "Due"), required=True, width=10)
    term = Text(T("时限规则", "Limit"), width=8, system=True)
    lead = Flag(T("牵头", "Lead"), width=5)
    section = Text(T("责任科室", "Section"), width=12)
    person = Text(T("责任人", "Person"), width=10, search=True)
    progress = Integer(T("进度%", "Progress %"), width=6, help=T("0 至 100 的整数。", "A whole number from 0 to 100."))
    report = LongText(
        T("完成情况", "Report"),
        required="submit",
        help=T(
            "做了什么、成效和佐证（链接、文号）。",
            "What was done, and the evidence (links, document numbers).",
        ),
    )
    done_on = Date(T("完成日期", "Done on"), width=10, system=True)
    outcome = Choice(T("结果", "Outcome"), OUTCOMES, width=8, system=True)
    assigned_by = Text(T("交办人", "Assigned by"), width=10, system=True)
    accepted_by = Text(T("签收人", "Accepted by"), width=10, system=True)
    submitted_by = Text(T("提请人", "Submitted by"), width=10, system=True)
    verified_by = Text(T("核验人", "Verified by"), width=10, system=True)
    parent = Ref(
        T("上级任务", "Parent task"),
        "task",
        help=T(
            "由哪项任务分解而来，或向哪项牵头任务负责。",
            "The task it was split from, or the leading one it reports to.",
        ),
    )
    needs_evidence = Flag(
        T("须有佐证", "Evidence needed"),
        width=8,
        help=T("没有佐证不能提请核验。", "Without evidence it cannot be submitted."),
    )
    exceptions = Nodes(
        T("例外单位", "Exceptions"),
        system=True,
        help=T(
            "未办结而准予核验的下级单位或区划。", "Units or places below that may still be open when this is verified."
        ),
    )
    issue = Ref(T("交办记录", "Issue"), "issue", system=True, width=10)
    sheet = peewee.BigIntegerField(null=True)  # of tasks that were made in bulk; see gongkai.core.ledger.generated

    class Meta:
        table_name = "task"
        indexes = (
            (("scope", "id"), False),
            (("outcome", "done_on", "due"), False),
            (("parent", "id"), False),
        )


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Fill what follows from other fields, and refuse what cannot be.

    Raises:
        BadInput: progress outside 0 to 100, a due date before the start, a parent that does not fit.
    """
    if row.get("progress") is None:
        row["progress"] = 0
    if not 0 <= row["progress"] <= 100:
        raise BadInput(
            T(f"进度不能是 {row['progress']}。", f"Progress cannot be {row['progress']}."),
            T("填 0 至 100 的整数。", "Give a whole number from 0 to 100."),
        )
    if row.get("outcome") == DONE or row.get("done_on"):
        row["progress"] = 100
    if not row.get("assigned_by"):
        row["assigned_by"] = office.actor
    if not row.get("start"):
        row["start"] = min(office.today.isoformat(), row.get("due") or "9999")
    if row.get("due") and row["due"] < row["start"]:
        raise BadInput(
            T(
                f"完成时限 {row['due']} 早于开始日期 {row['start']}。",
                f"Due {row['due']} comes before the start {row['start']}.",
            ),
            T("改正其中一个日期。", "Mend one of the dates."),
        )
    if row.get("parent"):
        _check_parent(office, row)


def _check_parent(office: "Office", row: dict[str, Any]) -> None:
    above, ends = row["parent"], []
    for _ in range(MAX_DEPTH):
        if above == row["uid"]:
            raise BadInput(
                T("任务不能是自己的上级任务。", "A task cannot stand above itself."),
                T("另选上级任务。", "Choose another parent."),
            )
        found = office.inside.rows("SELECT parent, due FROM {task} WHERE uid = ?", (above,))
        if not found:
            raise BadInput(
                T(f"没有上级任务 {above}。", f"There is no parent task {above}."),
                T("用 gongkai task list 查看编号。", "See the ids with gongkai task list."),
            )
        above = found[0][0]
        ends.append(found[0][1])
        if not above:
            break
    else:
        raise BadInput(
            T("任务分解层次过多。", "The task is split into too many layers."),
            T("挂到更高一层的任务下。", "Put it under a task further up."),
        )
    if row.get("due") and row["due"] > ends[0]:
        raise BadInput(
            T(f"完成时限晚于上级任务的 {ends[0]}。", f"It is due after its parent task ({ends[0]})."),
            T("分解的任务应先于上级任务完成。", "A part is due no later than the whole."),
        )


def _open() -> Any:
    return Task.outcome.is_null()


def _late(office: "Office") -> Any:
    today = office.today.isoformat()
    over = (Task.outcome == DONE) | (_open() & (Task.due < today))
    return over & (Task.done_on.is_null() | (Task.done_on > Task.due))


def _mine_to_verify(office: "Office") -> Any:
    """Submitted by somebody else, where the acting account may verify."""
    waiting = _open() & Task.done_on.is_null(False)
    return waiting & reach(office, Task, "verify") & (Task.submitted_by.is_null() | (Task.submitted_by != office.actor))


def _tone(office: "Office", task: Any) -> str:
    if task.outcome:
        return "muted" if task.outcome == CANCELLED else "done"
    state = state_of(office, task)
    if state is Timeliness.OVERDUE:
        return "late"
    return "soon" if state in (Timeliness.DUE_SOON, Timeliness.DUE_TODAY) else ""


def _timeliness(office: "Office", task: Any) -> T | None:
    if task.outcome == CANCELLED:
        return None
    words = state_of(office, task).label
    return (
        told_provisional(words, task.due, office.today, office.calendar)
        if "wd" in (task.term or "") and not task.done_on
        else words
    )


TASKS = Resource(
    Task,
    key="task",
    travels="both",
    name=T("任务", "Task"),
    columns=("unit", "no", "title", "due", "progress", "timeliness", "stage"),
    title="title",
    natural=("unit", "title"),
    filters=(
        Filter(
            "overdue",
            T("逾期", "Overdue"),
            lambda office: _open() & Task.done_on.is_null() & (Task.due < office.today.isoformat()),
            tone="late",
            help=T("过了时限还没有提请核验。", "Past the due date and not submitted."),
        ),
        Filter(
            "soon",
            T("即将到期", "Due soon"),
            lambda office: (
                _open()
                & Task.done_on.is_null()
                & (Task.due >= office.today.isoformat())
                & (Task.due < soon_before(office))
            ),
            tone="soon",
            help=T(
                "几个工作日内到期，天数由规则的 warn_days 定。",
                "Due within the working days that warn_days sets.",
            ),
        ),
        Filter("open", T("未办结", "Open"), lambda _: _open()),
        Filter(
            "verify",
            T("待核验", "To be verified"),
            lambda _: _open() & Task.done_on.is_null(False),
            tone="soon",
        ),
        Filter(
            "to_verify",
            T("待我核验", "For me to verify"),
            _mine_to_verify,
            tone="soon",
            help=T("别人提请、我有权核验的。", "Submitted by others, mine to verify."),
        ),
        Filter("closed", T("已办结", "Closed"), lambda _: Task.outcome.is_null(False), tone="done"),
        Filter(
            "late",
            T("未按时", "Not on time"),
            _late,
            tone="late",
            help=T(
                "过期未完成和逾期完成的，影响按时完成率。",
                "Overdue or done late: what lowers the on-time rate.",
            ),
        ),
        Filter("lead", T("牵头任务", "Led"), lambda _: Task.lead == 1),
    ),
    computed=(Computed("timeliness", T("时效", "Timeliness"), _timeliness, width=10),),
    workflow="task",
    verb="assign",
    tone=_tone,
    prepare=prepare,
    follow=follow,
    help=T(
        "交办给各单位的工作，按要点分解，逐项核验。",
        "Work assigned to units, split from plans and verified item by item.",
    ),
    empty=T(
        "还没有任务。用 gongkai plan dispatch 分解要点，或按 n 交办。",
        "No tasks yet. Dispatch a plan with gongkai plan dispatch, or press n to assign one.",
    ),
)
