"""How tasks stand, each answer one statement over a whole subtree: the board, the laggards, a task with its parts."""

from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.core.codes import span
from gongkai.core.errors import UsageError
from gongkai.core.i18n import T
from gongkai.plugins.tasks.timing import soon_before

if TYPE_CHECKING:
    from gongkai.core.office import Office

OVERDUE, TODAY, SOON, LATER, WAITING, ON_TIME, LATE, CANCELLED = (
    "overdue", "today", "soon", "later", "waiting", "on-time", "late", "cancelled",
)  # fmt: skip
STATES: dict[str, T] = {
    OVERDUE: T("逾期", "overdue"),
    TODAY: T("今日到期", "due today"),
    SOON: T("即将到期", "due soon"),
    LATER: T("未到期", "not due"),
    WAITING: T("待核验", "to be verified"),
    ON_TIME: T("按时完成", "done on time"),
    LATE: T("逾期完成", "done late"),
    CANCELLED: T("撤销", "cancelled"),
}
_STATE = (
    "CASE WHEN outcome = 'cancelled' THEN 'cancelled' WHEN outcome = 'done' AND done_on <= due THEN 'on-time'"
    " WHEN outcome = 'done' THEN 'late' WHEN done_on IS NOT NULL THEN 'waiting' WHEN due < ? THEN 'overdue'"
    " WHEN due = ? THEN 'today' WHEN due < ? THEN 'soon' ELSE 'later' END"
)
BY = ("unit", "level", "plan")


def _where(office: "Office", within: int | None, plan: str) -> tuple[str, list[Any]]:
    low, high = span(office.scope if within is None else within)
    words, values = "t.scope BETWEEN ? AND ?", [low, high]
    return (f"{words} AND t.plan = ?", [*values, plan]) if plan else (words, values)


def board(office: "Office", within: int | None = None, plan: str = "") -> dict[str, dict[str, int]]:
    """How many tasks stand in each stage, by timeliness: stage to state to number."""
    where, values = _where(office, within, plan)
    day = office.today.isoformat()
    found: dict[str, dict[str, int]] = {}
    for stage, state, count in office.rows(
        f"SELECT stage, state, COUNT(*) FROM (SELECT t.stage AS stage, {_STATE} AS state FROM {{task}} t WHERE {where}) s"
        " GROUP BY stage, state",
        (day, day, soon_before(office), *values),
    ):
        found.setdefault(stage, {})[state] = int(count)
    return found


class Laggard(NamedTuple):
    """A unit, a level or a plan with open tasks that are late.

    Attributes:
        days: how many days the latest of them is late.
        all: tasks that are not cancelled.
    """

    key: str
    name: str
    late: int
    days: int
    open: int
    all: int


def laggards(
    office: "Office", by: str = "unit", within: int | None = None, plan: str = "", limit: int = 0
) -> list[Laggard]:
    """Who is behind, the most late tasks first, then the longest delay.

    Raises:
        UsageError: grouped by something else than unit, level or plan.
    """
    if by not in BY:
        raise UsageError(
            T(f"不能按 {by} 汇总。", f"Cannot be grouped by {by}."),
            T("用 unit、level 或 plan。", "Use unit, level or plan."),
        )
    where, values = _where(office, within, plan)
    key = {"unit": "t.unit", "level": "u.level", "plan": "COALESCE(t.plan, '')"}[by]
    name = {"unit": "MIN(u.name)", "level": "MIN(u.level)", "plan": "MIN(COALESCE(t.plan, ''))"}[by]
    day = office.today.isoformat()
    rows = office.rows(
        f"SELECT {key}, {name}, SUM(CASE WHEN t.outcome IS NULL AND t.done_on IS NULL AND t.due < ? THEN 1 ELSE 0 END) AS late,"
        " MIN(CASE WHEN t.outcome IS NULL AND t.done_on IS NULL AND t.due < ? THEN t.due END) AS first,"
        " SUM(CASE WHEN t.outcome IS NULL THEN 1 ELSE 0 END), COUNT(*)"
        f" FROM {{task}} t LEFT JOIN {{unit}} u ON u.uid = t.unit WHERE {where}"
        f" AND (t.outcome IS NULL OR t.outcome <> 'cancelled') GROUP BY {key}"
        " HAVING SUM(CASE WHEN t.outcome IS NULL AND t.done_on IS NULL AND t.due < ? THEN 1 ELSE 0 END) > 0"
        f" ORDER BY late DESC, first, {key}{' LIMIT ?' if limit else ''}",
        (day, day, *values, day, *([limit] if limit else [])),
    )
    from datetime import date

    today = office.today
    return [
        Laggard(k or "", n or "", int(late), (today - date.fromisoformat(first)).days, int(open_), int(all_))
        for k, n, late, first, open_, all_ in rows
    ]


class Sum(NamedTuple):
    """A task with all that was split from it, as far down as it goes.

    Attributes:
        own: its own progress in percent.
        parts, done, late: tasks below it (cancelled ones left out), those finished, those overdue.
        below: mean progress of those tasks below that are split no further; None where there are none.
    """

    own: int
    parts: int
    done: int
    late: int
    below: int | None


_TREE = """
    WITH RECURSIVE tree(root, uid, depth) AS (
        SELECT t.uid, t.uid, 0 FROM {{task}} t WHERE {where}
        UNION ALL
        SELECT tree.root, c.uid, tree.depth + 1 FROM tree JOIN {{task}} c ON c.parent = tree.uid
        WHERE tree.depth < 12 AND (c.outcome IS NULL OR c.outcome <> 'cancelled')
    )
    SELECT tree.root,
        MAX(CASE WHEN tree.depth = 0 THEN t.progress ELSE 0 END),
        SUM(CASE WHEN tree.depth > 0 THEN 1 ELSE 0 END),
        SUM(CASE WHEN tree.depth > 0 AND t.outcome = 'done' THEN 1 ELSE 0 END),
        SUM(CASE WHEN tree.depth > 0 AND t.outcome IS NULL AND t.done_on IS NULL AND t.due < ? THEN 1 ELSE 0 END),
        SUM(CASE WHEN tree.depth > 0 AND p.parent IS NULL THEN t.progress ELSE 0 END),
        SUM(CASE WHEN tree.depth > 0 AND p.parent IS NULL THEN 1 ELSE 0 END)
    FROM tree JOIN {{task}} t ON t.uid = tree.uid
    LEFT JOIN (SELECT DISTINCT x.parent AS parent FROM {{task}} x WHERE x.parent IS NOT NULL) p ON p.parent = tree.uid
    GROUP BY tree.root
"""


def sums(office: "Office", within: int | None = None, plan: str = "", uid: str = "") -> dict[str, Sum]:
    """Own progress and that of everything below, of one task or of all that stand highest; one statement for all."""
    if uid:
        where, values = "t.uid = ?", [uid]
    else:
        where, values = _where(office, within, plan)
        where += " AND t.parent IS NULL AND (t.outcome IS NULL OR t.outcome <> 'cancelled')"
    rows = office.rows(_TREE.format(where=where), (*values, office.today.isoformat()))
    return {
        root: Sum(int(own or 0), int(parts), int(done), int(late), round(total / leaves) if leaves else None)
        for root, own, parts, done, late, total, leaves in rows
    }


def part_lines(office: "Office", task: Any) -> list[str]:
    """The parts of a task for its screen: progress of each, the late ones marked; deepest layers indented."""
    rows = office.rows(
        "WITH RECURSIVE tree(uid, depth, path) AS (SELECT t.uid, 0, '' FROM {task} t WHERE t.uid = ? UNION ALL"
        " SELECT c.uid, tree.depth + 1, tree.path || '/' || c.due || c.uid FROM tree JOIN {task} c ON c.parent = tree.uid"
        " WHERE tree.depth < 12) SELECT tree.depth, u.name, t.section, t.person, t.title, t.progress, t.due, t.outcome, t.done_on"
        " FROM tree JOIN {task} t ON t.uid = tree.uid LEFT JOIN {unit} u ON u.uid = t.unit WHERE tree.depth > 0"
        " ORDER BY tree.path LIMIT 500",
        (task.uid,),
    )
    day, found = office.today.isoformat(), sums(office, uid=task.uid).get(task.uid)
    lines = []
    if found and found.parts:
        said = T(
            "本项 {own}%；下级 {parts} 项，办结 {done}，逾期 {late}，平均 {below}%",
            "own {own}%; {parts} parts, {done} done, {late} late, mean {below}%",
        )
        lines.append(
            str(said.format(own=found.own, parts=found.parts, done=found.done, late=found.late, below=found.below))
        )
    for depth, unit, section, person, title, progress, due, outcome, done_on in rows:
        mark = "!" if outcome is None and done_on is None and due < day else "✓" if outcome == "done" else " "
        whom = " ".join(word for word in (unit, section, person) if word)
        lines.append(f"{'  ' * int(depth)}{mark} {int(progress or 0):3d}%  {due}  {whom}  {title}")
    return lines or [str(T("没有分解到下级。", "It was not split."))]
