"""The two registers of the catalogue: entries and publications."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.store.record import new_uid
from gongkai.plugins.catalog import questions
from gongkai.plugins.catalog.models import Entry, Publication
from gongkai.plugins.catalog.timing import PUBLISHED, prepare

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.workflow import Action


def record_publication(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """After an entry was published: keep the fact, in the same transaction."""
    if action.target != PUBLISHED:
        return
    publication: dict[str, Any] = {
        "uid": new_uid(),
        "unit": row["unit"],
        "scope": row["scope"],
        "stage": "",
        "version": 1,
        "entry": row["uid"],
        "title": row["title"],
        "published_on": row["published_on"],
        "channels": row["channels"],
        "link": row["link"],
        "due": row["answered"],
        "on_time": row["timely"],
        "signed_by": row["signed_by"],
    }
    change.insert_rows(PUBLICATIONS, [publication])


ENTRIES = Resource(
    Entry,
    key="entry",
    name=T("目录条目", "Catalogue entry"),
    columns=("unit", "title", "topic", "stage", "due", "timeliness", "importance", "published_on"),
    title="title",
    natural=("unit", "title"),
    filters=(
        Filter("blank", T("未公开", "Never published"), questions.blank, "blank",
               T("从未公开过的条目。", "Entries that were never published.")),
        Filter("overdue", T("逾期", "Overdue"), questions.overdue, "late",
               T("应公开日期已过。", "Past the due date.")),
        Filter("soon", T("即将到期", "Due soon"), questions.soon, "soon",
               T("在预警天数（工作日）内到期，含今天。", "Due within the working days of warning, today included.")),
        Filter("for_me", T("待我办理", "Waiting for me"), questions.for_me, "",
               T("待我审核、签发、公开的，和退回给我修改的。", "What I can review, sign or publish, and what was sent back to me.")),
        Filter("review", T("待审核", "To review"), questions.in_stage("review")),
        Filter("sign", T("待签发", "To sign"), questions.in_stage("sign")),
        Filter("ready", T("待公开", "To publish"), questions.in_stage("ready")),
        Filter("returned", T("退回我修改", "Sent back to me"), questions.returned),
        Filter("mine", T("本人起草", "Drafted by me"), questions.mine),
        Filter("standing", T("长期公开", "Standing"), questions.standing),
        Filter("major", T("重要事项", "Major"), questions.major,
               help=T("须由主要负责人审批的事项。", "Items that the principal must approve.")),
    ),
    computed=(Computed("timeliness", T("时效", "Timeliness"), questions.timeliness_words, 12),),
    workflow="entry",
    tone=questions.tone,
    prepare=prepare,
    after=record_publication,
    help=T("每个单位必须公开什么、何时公开、现在办到哪一步。", "What each unit must disclose, by when, and how far it is."),
    empty=T("目录还是空的。用 gongkai catalog generate 按公开义务生成。",
            "The catalogue is empty. Make it from the obligations with gongkai catalog generate."),
)  # fmt: skip

PUBLICATIONS = Resource(
    Publication,
    key="publication",
    name=T("公开记录", "Publication"),
    columns=("unit", "title", "published_on", "due", "on_time", "channels", "link"),
    title="title",
    natural=("entry", "published_on"),
    filters=(
        Filter("late", T("逾期公开", "Published late"), lambda office: Publication.on_time == 0, "late"),
        Filter(
            "this_year", T("今年", "This year"),
            lambda office: Publication.published_on >= f"{office.today.year}-01-01",
        ),
    ),
    verb="publish",
    tone=questions.publication_tone,
    help=T("每一次公开留下一条记录，不随条目变化。", "Each act of publishing leaves a record that stays as it was."),
    empty=T("还没有公开记录。条目公开时自动生成。", "Nothing was published yet. Publishing an entry makes a record."),
)  # fmt: skip
