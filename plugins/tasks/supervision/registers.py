"""The registers of supervision."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T, same
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.tasks.supervision.models import Reminder
from gongkai.plugins.tasks.supervision.rules import Colour

if TYPE_CHECKING:
    from gongkai.core.office import Office


def _register_name(office: "Office", record: Any) -> T:
    known = office.resources.get(record.register)
    return known.name if known else same(record.register)


def _reminder_tone(office: "Office", record: Any) -> str:
    colour = office.profile.items("warning_colour", Colour).get(record.colour or "")
    return colour.tone if colour else ""


def _since(days: int) -> Any:
    return lambda office: Reminder.day > (office.today - timedelta(days=days)).isoformat()


REMINDERS = Resource(
    Reminder,
    key="reminder",
    name=T("催办", "Reminder"),
    columns=("day", "unit", "of", "title", "step", "colour", "answers", "to_unit"),
    title="title",
    natural=("record", "step", "answers"),
    filters=(
        Filter("today", T("今日", "Today"), lambda office: Reminder.day == office.today.isoformat()),
        Filter("week", T("近七日", "Last seven days"), _since(7)),
        Filter("overdue", T("逾期的", "After the due date"), lambda office: Reminder.day > Reminder.answers, "late"),
        Filter("escalated", T("已报上级", "Told to the superior"), lambda office: Reminder.step == "superior", "late"),
        Filter("red", T("红色预警", "Red"), lambda office: Reminder.colour == "red", "late"),
    ),
    computed=(Computed("of", T("类别", "Kind"), _register_name, 10),),
    tone=_reminder_tone,
    by_hand=False,
    help=T("到期前提醒、到期、逾期、报告上级：每个事项每一步只记一次，由夜间任务找出。",
           "Due soon, due, overdue, told to the superior: each step once for each matter, found by the nightly run."),
    empty=T("还没有催办。运行 gongkai nightly。", "No reminders yet. Run gongkai nightly."),
)  # fmt: skip
REGISTERS = (REMINDERS,)
