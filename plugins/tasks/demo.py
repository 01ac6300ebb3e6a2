"""Sample tasks: every plan dispatched, parts handed further down, single assignments; in every state."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.tasks.dispatch import ItemDraft, draft, plans
from gongkai.plugins.tasks.models import TASKS, Task
from gongkai.plugins.tasks.plans.issue import record_issue
from gongkai.plugins.tasks.timing import CANCELLED, DONE

if TYPE_CHECKING:
    from gongkai.core.office import Office

ASSIGNER, OFFICER, REVIEWER = "supervisor", "clerk", "supervisor"
REPORTS = (
    T("已按要求完成，链接已报政务公开办。", "Done as asked; the links were sent to the disclosure office."),
    T("内容已公开，网站和公示栏同步。", "Published, on the site and on the board alike."),
    T("已逐项核对，缺项已补齐，清单存档。", "Checked item by item, gaps filled, list on file."),
    T("已完成，佐证材料随文报送。", "Done; the evidence was sent along."),
)
UNDER_WAY = (
    T("初稿已拟，正在征求意见。", "A draft is out for comment."),
    T("正在收集数据，预计按期完成。", "Figures are being gathered; it should be in time."),
    T("需财政局提供数据，已发函。", "Figures are needed from the finance bureau; a letter is out."),
    T("已完成大半，余下事项本周收尾。", "Mostly done; the rest is due this week."),
)
# title, requirement, working days from today (past ones are late), how many units
SINGLE = (
    (
        T("核对机构职能页面的负责人和电话", "Check heads and telephones on the page about the organ"),
        T(
            "与岗位登记一致，有变动的当日更正。",
            "They agree with the register of posts; changes on the same day.",
        ),
        2,
        12,
    ),
    (
        T("补齐目录空白条目", "Fill the blank entries of the catalogue"),
        T("逐条说明不能公开的理由。", "Give the reason for each that cannot be disclosed."),
        -6,
        8,
    ),
    (
        T("报送培训参加人员名单", "Send the list of those who attend the training"),
        T("每单位两人，含分管负责人。", "Two from each unit, the deputy in charge among them."),
        0,
        10,
    ),
    (
        T("整改网站抽查发现的问题", "Mend what the check of the site found"),
        T("附整改前后的页面。", "With the pages before and after."),
        4,
        9,
    ),
    (
        T("答复群众留言", "Answer the messages of the public"),
        T("逐件答复并公开。", "One by one, and published."),
        -1,
        5,
    ),
)
TOWNSHIPS = ("township_government",)
SPLIT = 3  # of them hand a task on to their villages


def fill(office: "Office", seed: int) -> None:
    """Make the sample tasks by one change; the same seed and day give the same tasks."""
    chance = random.Random(f"tasks {seed}")
    drafts = [part for plan in plans(office) for part in draft(office, plan)]
    with office.change(str(T("样例任务", "sample tasks"))) as change:
        rows: list[dict[str, Any]] = []
        for part in drafts:
            for batch in record_issue(office, change, part.batches, part.selectors, office.scope):
                rows += batch.rows()
        split = _parts(office, drafts, rows)
        rows += split
        rows += _single(office, chance)
        lived: dict[str, dict[str, Any]] = {}
        parts = {row["uid"] for row in split}
        for row in rows:
            row["assigned_by"] = ASSIGNER
            _live(row, office.today, chance, lived.get(row["parent"] or "") if row["uid"] in parts else None)
            lived[row["uid"]] = row
        _lead_last(rows, parts, lived, chance)
        change.insert_rows(TASKS, rows)


def _lead_last(
    rows: list[dict[str, Any]], parts: set[str], lived: dict[str, dict[str, Any]], chance: random.Random
) -> None:
    """Who leads is not done before those who report to it."""
    for head in dict.fromkeys(row["parent"] for row in rows if row["parent"] and row["uid"] not in parts):
        lead = lived[head]
        if not lead["done_on"]:
            continue
        below = [row for row in rows if row["parent"] == head and row["outcome"] != CANCELLED]
        if any(row["outcome"] is None for row in below):
            lead |= dict.fromkeys(("outcome", "done_on", "submitted_by", "verified_by")) | {
                "stage": "accepted",
                "progress": 0,
            }
            lead |= {
                "accepted_by": OFFICER,
                "progress": chance.randrange(60, 95, 5),
                "report": chance.choice(UNDER_WAY).zh,
            }
        else:
            lead["done_on"] = max(lead["done_on"], *(row["done_on"] for row in below))


def _parts(office: "Office", drafts: list[ItemDraft], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some townships split a task that is theirs alone over their villages."""
    item = next((d.item for d in drafts if any(one.kinds == TOWNSHIPS for one in d.selectors)), None)
    theirs = [row for row in rows if item and row["item"] == item.id and not row["lead"]]
    return list(_split(office, theirs[:SPLIT]))


def _split(office: "Office", wholes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    below = Selector(kinds=("village_committee", "residents_committee"))
    for own in wholes:
        for village, _, scope in selected(office, below, own["scope"]):
            uid = derived_uid("task", own["uid"], village)
            yield {
                **own,
                "uid": uid,
                "unit": village,
                "scope": scope,
                "parent": own["uid"],
                "plan": None,
                "item": None,
            }


def _single(office: "Office", chance: random.Random) -> Iterator[dict[str, Any]]:
    """Assignments outside every plan, so that some are due today and soon whatever day it is."""
    kinds = Selector(levels=("county", "township"), kinds=("department", "township_government"))
    units = selected(office, kinds, office.scope) or selected(office, Selector(), office.scope)
    for number, (title, requirement, days, many) in enumerate(SINGLE, 1):
        due = office.calendar.add_working_days(office.today, days)
        for uid, _, scope in chance.sample(units, min(many, len(units))):
            yield dict.fromkeys(columns(Task)) | {
                "uid": derived_uid("task", "single", str(number), uid),
                "unit": uid,
                "scope": scope,
                "stage": office.workflow(TASKS).initial,
                "version": 1,
                "no": f"D{number}",
                "title": title.zh,
                "requirement": requirement.zh,
                "lead": 0,
                "progress": 0,
                "start": (min(due, office.today) - timedelta(days=10)).isoformat(),
                "due": due.isoformat(),
            }


def _live(row: dict[str, Any], today: date, chance: random.Random, above: dict[str, Any] | None) -> None:
    """Let a task run until today: finished, waiting, under way, late, cancelled; parts of a whole before it."""
    start, due = date.fromisoformat(row["start"]), date.fromisoformat(row["due"])
    luck = chance.random()
    if above and above["done_on"]:
        _done(row, max(start, date.fromisoformat(above["done_on"]) - timedelta(days=chance.randrange(9))), chance)
    elif luck < 0.01:
        row |= {"stage": "closed", "outcome": CANCELLED}
    elif due < today:
        if luck < 0.80:
            _done(row, max(start, due - timedelta(days=chance.randrange(25))), chance)
        elif luck < 0.88:
            _done(row, min(today, due + timedelta(days=chance.randrange(1, 20))), chance)
        elif luck < 0.91:
            _submitted(row, max(start, due - timedelta(days=chance.randrange(4))), chance)
        else:
            _under_way(row, chance)
    elif luck < 0.12 and start < today:
        _done(row, today - timedelta(days=chance.randrange(min(20, (today - start).days))), chance)
    elif luck < 0.22:
        _submitted(row, max(start, today - timedelta(days=chance.randrange(3))), chance)
    else:
        _under_way(row, chance)


def _under_way(row: dict[str, Any], chance: random.Random) -> None:
    if chance.random() < 0.3:
        return  # nobody has taken it on yet
    row |= {
        "stage": "accepted",
        "accepted_by": OFFICER,
        "progress": chance.randrange(10, 95, 5),
        "report": chance.choice(UNDER_WAY).zh,
    }


def _submitted(row: dict[str, Any], day: date, chance: random.Random) -> None:
    row |= {
        "stage": "submitted",
        "accepted_by": OFFICER,
        "submitted_by": OFFICER,
        "progress": 100,
        "done_on": day.isoformat(),
        "report": chance.choice(REPORTS).zh,
    }


def _done(row: dict[str, Any], day: date, chance: random.Random) -> None:
    _submitted(row, day, chance)
    row |= {"stage": "closed", "outcome": DONE, "verified_by": REVIEWER}
