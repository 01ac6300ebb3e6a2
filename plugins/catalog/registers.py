"""The registers of the catalogue: entries and the milestones of those that are disclosed stage by stage."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.catalog import questions
from gongkai.plugins.catalog.drafting import after
from gongkai.plugins.catalog.models import Entry, Milestone
from gongkai.plugins.catalog.timing import prepare

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change


def _staged(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    """The due date of an entry that is disclosed by stage is that of its first open milestone."""
    row = new or old
    assert row is not None  # the door always gives one of them
    uid = row["entry"]
    entries = change.office.resource("entry")
    rows = change.office.inside.rows("SELECT cadence FROM {entry} WHERE uid = ?", (uid,))
    if not rows or rows[0][0] != "staged":
        return
    if old and new and old["published_on"] != new["published_on"]:
        return  # what publishing changes is settled by the publication
    open_ = "SELECT min(due) FROM {milestone} WHERE entry = ? AND published_on IS NULL"
    due = change.office.inside.rows(open_, (uid,))[0][0]
    entry = change.current(entries, uid)
    if due is not None and entry["due"] != due:
        change.put_row(entries, entry, {"due": due}, "update")


ENTRIES = Resource(
    Entry,
    key="entry",
    travels="up",
    name=T("目录条目", "Catalogue entry"),
    columns=("unit", "title", "topic", "due", "timeliness", "published_on", "importance"),
    title="title",
    natural=("unit", "title"),
    apart=("topic",),
    filters=(
        Filter("mine", T("由我填报", "Mine to fill"), questions.mine,
               help=T("在我可以填报的单位，在用的条目。", "Entries in use, of the units where I may edit.")),
        Filter("blank", T("未公开", "Never published"), questions.blank, "blank",
               T("从未公开过的条目；待事项发生的不算。", "Expected, and never published; what waits for its event does not count.")),
        Filter("waiting", T("待事项发生", "Waiting for an event"), questions.waiting, "",
               T("从事项发生起算，而事项还没有发生（没有登记）的条目。",
                 "Counted from an event that has not happened, or was not entered.")),
        Filter("overdue", T("逾期", "Overdue"), questions.overdue, "late",
               T("应公开日期已过。", "Past the due date.")),
        Filter("soon", T("即将到期", "Due soon"), questions.soon, "soon",
               T("在预警天数（工作日）内到期，含今天。", "Due within the working days of warning, today included.")),
        Filter("open", T("有期限", "With a due date"), questions.dated, "",
               T("在用的、有应公开日期的条目。", "Entries in use that have a due date.")),
        Filter("under_way", T("办理中", "Under way"), questions.under_way(), "",
               T("有公开信息正在起草、审查、签发或待公开。", "A publication for it is on its way.")),
        Filter("to_review", T("待审查", "To review"), questions.under_way("second", "review"), "",
               T("有公开信息等待审查。", "A publication for it waits for its review.")),
        Filter("to_sign", T("待签发", "To sign"), questions.under_way("sign"), "",
               T("有公开信息等待签发。", "A publication for it waits for its signature.")),
        Filter("stageless", T("没有阶段安排", "Without milestones"), questions.stageless, "late",
               T("分阶段公开的事项，还没有列出各阶段。", "Disclosed by stage, but no milestone says when.")),
        Filter("standing", T("长期公开", "Standing"), questions.standing),
        Filter("major", T("重要事项", "Major"), questions.major,
               help=T("须由主要负责人审批的事项。", "Items that the principal must approve.")),
        Filter("marked", T("重点事项", "Priority"), questions.marked,
               help=T("有重点标记的事项。", "Items with a mark of priority.")),
        Filter("local", T("自行增加", "Local"), lambda office: Entry.local == 1),
    ),
    computed=(Computed("timeliness", T("时效", "Timeliness"), questions.timeliness_words, 12),),
    workflow="entry",
    tone=questions.tone,
    prepare=prepare,
    prepared_by=("term", "cadence", "obligation", "local", "stage", "due", "changed_on", "published_on"),
    anew={"due": ("term",)},
    after=after,
    help=T("每个单位必须公开什么、何时公开、办得怎样。", "What each unit must disclose, by when, and how it stands."),
    empty=T("目录还是空的。用 gongkai catalog generate 按公开义务生成。",
            "The catalogue is empty. Make it from the obligations with gongkai catalog generate."),
)  # fmt: skip
MILESTONES = Resource(
    Milestone,
    key="milestone",
    travels="up",
    part_of="entry",
    name=T("公开阶段", "Milestone"),
    columns=("unit", "entry", "number", "title", "due", "published_on", "on_time"),
    title="title",
    natural=("entry", "number"),
    filters=(
        Filter("open", T("未公开", "Open"), lambda office: Milestone.published_on.is_null()),
        Filter("overdue", T("逾期", "Overdue"),
               lambda office: Milestone.published_on.is_null() & (Milestone.due < office.today.isoformat()), "late"),
    ),
    follow=_staged,
    help=T("分阶段公开的事项：每个阶段各有应公开日期。", "Items disclosed by stage: each stage has its own due date."),
    empty=T("还没有公开阶段。按 n 添加。", "No milestone yet. Press n to add one."),
)  # fmt: skip
