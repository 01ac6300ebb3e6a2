"""Evidence of tasks: files by hash, links, document numbers; what may be added when, and what a submit needs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.files import damaged as damaged_files
from gongkai.core.files import keep
from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.plans.models import FILE

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

FROZEN = ("submitted", "closed")  # what was handed in stays as it was


def of_task(office: "Office", row: dict[str, Any]) -> None:
    """What hangs on a task belongs to the task's unit.

    Raises:
        BadInput: there is no such task.
    """
    found = office.inside.rows("SELECT unit FROM {task} WHERE uid = ?", (row.get("task") or "",))
    if not found:
        raise BadInput(
            T(f"没有任务 {row.get('task') or ''}。", f"There is no task {row.get('task') or ''}."),
            T("用 gongkai task list 查看编号。", "See the ids with gongkai task list."),
        )
    row["unit"] = row.get("unit") or found[0][0]


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Evidence belongs to the task's unit; only what was attached is a file.

    Raises:
        BadInput: see ``of_task``; a file that was only named.
    """
    of_task(office, row)
    if row.get("kind") == FILE and not row.get("sha256"):
        raise BadInput(
            T("文件要用 gongkai task attach 加入。", "A file comes by gongkai task attach."),
            T("链接填“链接”，文号填“文号”。", "For a link or a document number choose that kind."),
        )


def follow(change: "Change", old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, action: str) -> None:
    """What was handed in can be added to no more, and nothing of it taken away.

    Raises:
        BadInput: the task is submitted or closed.
    """
    row = new or old or {}
    found = change.office.inside.rows("SELECT stage FROM {task} WHERE uid = ?", (row.get("task"),))
    if found and found[0][0] in FROZEN:
        raise BadInput(
            T("任务已提请核验或办结，佐证不能再改。", "The task is submitted or closed; its evidence stays as it is."),
            T("先由核验人退回。", "Let the verifier send it back first."),
        )


def check_submit(change: "Change", row: Mapping[str, Any]) -> None:
    """Refuse a submit without evidence where the plan asks for it.

    Raises:
        BadInput: nothing is there.
    """
    asked = row.get("needs_evidence")
    if asked and not change.office.inside.rows("SELECT 1 FROM {evidence} WHERE task = ? LIMIT 1", (row["uid"],)):
        raise BadInput(
            T("这项任务要求佐证，还一件也没有。", "This task asks for evidence, and there is none."),
            T("先用 gongkai task attach 加文件，或用 gongkai evidence add 登记链接、文号。",
              "Add files with gongkai task attach, or a link or number with gongkai evidence add."),
        )  # fmt: skip


def attach(office: "Office", task: Any, paths: Sequence[Path]) -> list[Any]:
    """Add files to a task, all or none, and give the evidence.

    Raises:
        BadInput: one cannot be read, its name is taken, or the task is submitted or closed.
    """
    kept = [(clean_line(path.name), *keep(office, path)) for path in paths]
    made = []
    with office.change(str(T(f"佐证 {kept[0][0]}", f"evidence {kept[0][0]}"))) as change:
        resource = office.resource("evidence")
        for name, sha256, size in kept:
            if office.rows("SELECT 1 FROM {evidence} WHERE task = ? AND name = ?", (task.uid, name)):
                raise BadInput(
                    T(f"已有同名佐证 {name}。", f"There is evidence named {name} already."),
                    T("换一个文件名。", "Use another file name."),
                )
            uid = change.create(resource, unit=task.unit, task=task.uid, kind="link", name=name).uid
            change.put_row(
                resource, change.current(resource, uid), {"kind": FILE, "size": size, "sha256": sha256}, "update"
            )
            made.append(uid)
    return office.register("evidence").records(made)


def damaged(office: "Office") -> list[tuple[str, str]]:
    """Files of evidence that are missing or changed: (name, hash)."""
    kept = office.rows("SELECT min(name), sha256 FROM {evidence} WHERE sha256 IS NOT NULL GROUP BY sha256")
    return damaged_files(office, ((name, sha256) for name, sha256 in kept))
