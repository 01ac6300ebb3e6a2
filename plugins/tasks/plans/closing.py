"""What a step of a task brings about or forbids: evidence before a submit, parts before the whole, milestones that move."""

from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.tasks.plans.backward import follow_due
from gongkai.plugins.tasks.plans.evidence import check_submit
from gongkai.plugins.tasks.timing import DONE

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change

TOLD = 5  # unfinished parts that a message names


def follow(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    """Called by the door after a task was written.

    Raises:
        BadInput: submitted without the evidence that is asked for, or closed over parts that are not finished.
    """
    if not new:
        return
    if new["stage"] == "submitted" and (old is None or old["stage"] != "submitted"):
        check_submit(change, new)
    if new["outcome"] == DONE and (old is None or old["outcome"] != DONE):
        check_parts(change, new)
    follow_due(change, old, new, action)


def check_parts(change: "Change", row: dict[str, Any]) -> None:
    """A whole is done when its parts are, but for those that the verifier names as exceptions.

    Raises:
        BadInput: some part is open and not named, or something is named that has no open part.
    """
    nodes = msgspec.json.decode(row["exceptions"]) if row.get("exceptions") else []
    tests: list[str] = []
    values: list[int | str] = []
    for node in nodes:
        if isinstance(node, int):
            tests.append("t.scope BETWEEN ? AND ?")
            values += span(node)
        else:
            tests.append("t.unit = ?")
            values.append(node)
    named = f"({' OR '.join(tests)})" if tests else "(1 = 0)"
    inside = change.office.inside
    open_ = "FROM {task} t LEFT JOIN {unit} u ON u.uid = t.unit WHERE t.parent = ? AND t.outcome IS NULL"
    rest = inside.rows(
        f"SELECT u.name, t.title, t.due {open_} AND NOT {named} ORDER BY t.due, t.id LIMIT ?",
        (row["uid"], *values, TOLD),
    )
    if rest:
        count = inside.rows(f"SELECT COUNT(*) {open_} AND NOT {named}", (row["uid"], *values))[0][0]
        shown = "、".join(f"{name}（{title}，{due}）" for name, title, due in rest)  # zh-data
        listed = ", ".join(f"{name} ({title}, {due})" for name, title, due in rest)
        raise BadInput(
            T(f"还有 {count} 项下级任务没有办结：{shown}{'等' if count > TOLD else ''}。", f"{count} parts are not finished: {listed}."),
            T("先办结；确要先核验，用 verify-except 列明例外的单位并说明理由。",
              "Finish them; or verify with verify-except, naming the units that are excepted, and why."),
        )  # fmt: skip
    if nodes and not inside.rows(f"SELECT 1 {open_} AND {named} LIMIT 1", (row["uid"], *values)):
        raise BadInput(
            T("列为例外的单位没有未办结的下级任务。", "None of the units named as exceptions has an open part."),
            T("用 verify 核验。", "Use verify."),
        )
