"""The registers beside the tasks: issues, milestones, evidence."""

from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.clock import timeliness
from gongkai.core.i18n import T
from gongkai.core.registry.ruled import binding
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.rules import Selector
from gongkai.plugins.tasks.plans import evidence
from gongkai.plugins.tasks.plans.models import Checkpoint, Evidence, Issue
from gongkai.plugins.tasks.timing import soon_before, warn_days

if TYPE_CHECKING:
    from gongkai.core.office import Office


def meant(office: "Office", issue: Any) -> T:
    """Whom an issue meant, in words."""
    selectors = msgspec.json.decode(issue.selector or "[]", type=tuple[Selector, ...])
    found = T("", "")
    for selector in selectors:
        found = (found + T("；", "; ") if found else found) + binding(office.profile, selector)
    return found


ISSUES = Resource(
    Issue,
    key="issue",
    travels="both",
    part_of="task",
    name=T("交办记录", "Issue"),
    columns=("issued_on", "plan", "title", "meant", "units", "due", "issued_by"),
    title="title",
    computed=(Computed("meant", T("交办对象", "Given to"), meant, 28),),
    by_hand=False,
    placed=False,
    help=T(
        "每次交办时对象已固定：交办了什么、给谁、多少项、何时到期。",
        "What was issued: to whom it meant then, how many tasks, due when.",
    ),
    empty=T(
        "还没有交办。用 gongkai plan dispatch 或 gongkai task dispatch。",
        "Nothing issued yet: gongkai plan dispatch or task dispatch.",
    ),
)


def _open() -> Any:
    return Checkpoint.done_on.is_null()


def _state(office: "Office", row: Any) -> T:
    return timeliness(row.due, office.today, row.done_on, warn_days(office), office.calendar).label


def _tone(office: "Office", record: Any) -> str:
    if record.done_on:
        return "done" if record.done_on <= record.due else "late"
    return "late" if record.due < office.today else ""


CHECKPOINTS = Resource(
    Checkpoint,
    key="checkpoint",
    travels="both",
    part_of="task",
    name=T("进度节点", "Milestone of a task"),
    columns=("unit", "task", "number", "title", "due", "done_on", "timeliness"),
    title="title",
    natural=("task", "title"),
    filters=(
        Filter("open", T("未到达", "Open"), lambda _: _open()),
        Filter(
            "overdue",
            T("逾期", "Overdue"),
            lambda office: _open() & (Checkpoint.due < office.today.isoformat()),
            tone="late",
        ),
        Filter(
            "soon",
            T("即将到期", "Due soon"),
            lambda office: (
                _open() & (Checkpoint.due >= office.today.isoformat()) & (Checkpoint.due < soon_before(office))
            ),
            tone="soon",
        ),
    ),
    computed=(Computed("timeliness", T("时效", "Timeliness"), _state, width=10),),
    tone=_tone,
    prepare=evidence.of_task,
    help=T("任务的倒排节点，随完成时限移动。", "Milestones of tasks, set back from the due day; they move with it."),
    empty=T("还没有节点。用 gongkai task backward 倒排。", "No milestones yet: gongkai task backward sets them."),
)
EVIDENCE = Resource(
    Evidence,
    key="evidence",
    travels="both",
    part_of="task",
    name=T("佐证材料", "Evidence"),
    columns=("unit", "task", "kind", "name", "size", "sha256"),
    title="name",
    natural=("task", "name"),
    filters=(Filter("files", T("文件", "Files"), lambda _: Evidence.sha256.is_null(False)),),
    prepare=evidence.prepare,
    follow=evidence.follow,
    help=T("证明任务完成的文件、链接和文号。", "Files, links and document numbers that prove a task was done."),
    empty=T(
        "还没有佐证。用 gongkai task attach 加文件，或按 n 登记链接、文号。",
        "None yet. Add files with gongkai task attach, links with n.",
    ),
)

REGISTERS = (ISSUES, CHECKPOINTS, EVIDENCE)
