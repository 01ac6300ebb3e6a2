"""The registers of supervision."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.access import reach
from gongkai.core.clock import timeliness
from gongkai.core.i18n import T, same
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.tasks.supervision import flow
from gongkai.plugins.tasks.supervision.models import Instruction, Reminder, WindowCase
from gongkai.plugins.tasks.supervision.rules import Colour
from gongkai.plugins.tasks.timing import soon_before, warn_days

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
    part_of="task",
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


def _filters(model: Any, ended: Any) -> tuple[Filter, ...]:
    """The questions on whatever has a due date and a day on which it was answered."""
    return (
        Filter("overdue", T("逾期", "Overdue"), lambda o: ended.is_null() & (model.due < o.today.isoformat()), "late"),
        Filter("soon", T("即将到期", "Due soon"),
               lambda o: ended.is_null() & (model.due >= o.today.isoformat()) & (model.due < soon_before(o)), "soon"),
        Filter("open", T("在办", "Open"), lambda o: ended.is_null()),
        Filter("late", T("未按时", "Not on time"),
               lambda o: (ended > model.due) | (ended.is_null() & (model.due < o.today.isoformat())), "late"),
    )  # fmt: skip


def _timeliness(ended: str) -> Any:
    return lambda office, record: (
        timeliness(record.due, office.today, getattr(record, ended), warn_days(office), office.calendar).label
    )


def _tone(ended: str) -> Any:
    def tone(office: "Office", record: Any) -> str:
        if getattr(record, ended):
            return "done"
        today = office.today
        return "late" if record.due < today else "soon" if record.due.isoformat() < soon_before(office) else ""

    return tone


def _mine_to_close(office: "Office") -> Any:
    own = Instruction.feedback_by.is_null() | (Instruction.feedback_by != office.actor)
    return (Instruction.stage == "told") & own & reach(office, Instruction, "verify")


INSTRUCTIONS = Resource(
    Instruction,
    key="instruction",
    travels="both",
    name=T("领导批示", "Instruction"),
    columns=("unit", "no", "title", "leader", "said_on", "due", "timeliness", "stage"),
    title="title",
    natural=("unit", "title", "said_on"),
    filters=(
        *_filters(Instruction, Instruction.feedback_on),
        Filter("to_close", T("待我确认办结", "For me to close"), _mine_to_close, "soon",
               T("别人反馈、我有权确认的。", "Told by others; I may close them.")),
        Filter("closed", T("已办结", "Closed"), lambda o: Instruction.closed_on.is_null(False), "done"),
    ),
    computed=(Computed("timeliness", T("时效", "Timeliness"), _timeliness("feedback_on"), 10),),
    workflow="instruction",
    verb="assign",
    tone=_tone("feedback_on"),
    prepare=flow.prepare_instruction,
    help=T("领导重要批示逐件登记、交办、反馈，由交办方确认办结。",
           "Leaders’ written instructions, one by one, until whoever passed them on closes them."),
    empty=T("还没有批示件。", "No instructions yet."),
)  # fmt: skip
WINDOW_CASES = Resource(
    WindowCase,
    key="window_case",
    name=T("窗口办件", "Window case"),
    columns=("unit", "desk", "no", "title", "kind", "taken_on", "due", "timeliness", "stage", "signed_by"),
    title="title",
    natural=("unit", "no"),
    filters=(
        *_filters(WindowCase, WindowCase.done_on),
        Filter("today", T("今日受理", "Taken today"), lambda o: WindowCase.taken_on == o.today.isoformat()),
        Filter("guided", T("已引导", "Guided"), lambda o: WindowCase.stage == "guided"),
    ),
    computed=(Computed("timeliness", T("时效", "Timeliness"), _timeliness("done_on"), 10),),
    workflow="window_case",
    tone=_tone("done_on"),
    prepare=flow.prepare_case,
    vet=flow.vet_case,
    help=T("政务服务窗口的办件：首问、一次性告知、引导、首席代表签名办结。",
           "Cases at the windows: first asked, told at once, guided on, finished with the representative’s signature."),
    empty=T("还没有办件。", "No cases yet."),
)  # fmt: skip
REGISTERS = (REMINDERS, INSTRUCTIONS, WINDOW_CASES)
