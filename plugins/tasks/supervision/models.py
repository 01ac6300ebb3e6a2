"""Tables of supervision."""

import peewee

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, LongText, Nodes, Text, UnitRef
from gongkai.core.store.record import Record

CASE_KINDS = (
    ("instant", T("即办件", "Handled at once")),
    ("promised", T("承诺件", "Promised by a day")),
)


class Reminder(Record):
    """A step of a ladder that a matter reached: once for each matter, step and due date that it answers.

    ``day`` is the day on which the step was reached, also when it was found later.
    """

    title = Text(T("事项", "Matter"), system=True, width=28)
    register = Text(T("登记册", "Register"), system=True, width=8)
    record = Text(T("事项编号", "Record"), system=True, width=16)
    ladder = Text(T("督办规则", "Ladder"), system=True, width=8)
    step = Choice(T("督办步骤", "Step"), "reminder_step", system=True, width=12)
    colour = Choice(T("预警", "Warning"), "warning_colour", system=True, width=6)
    answers = Date(T("期限", "Due"), system=True, width=10)
    day = Date(T("日期", "Day"), system=True, width=10)
    to_unit = UnitRef(T("送达单位", "Addressed to"), system=True, width=18)
    sheet = peewee.BigIntegerField(null=True)  # see gongkai.core.ledger.generated

    class Meta:
        table_name = "reminder"
        indexes = (
            (("scope", "id"), False),
            (("record", "ladder", "step", "answers"), False),
            (("day", "id"), False),
        )


class Instruction(Record):
    """A leader's written instruction on a matter, followed to its end: who leads, by when, what was done, who closed it.

    ``feedback_on`` is the day on which the unit told what it did; sending it back takes that day away.
    """

    title = Text(T("批示事项", "Matter"), required=True, search=True, width=28)
    no = Text(T("批示编号", "No."), search=True, width=12)
    source = Text(
        T("来文", "On what"), search=True, width=18,
        help=T("批在哪份文件、信件或专报上。", "The document, letter or report on which it was written."),
    )  # fmt: skip
    leader = Text(T("批示领导", "Leader"), required=True, search=True, width=10)
    leader_post = Text(T("职务", "Post"), width=12)
    said = LongText(T("批示要求", "What is asked"), required=True, search=True)
    said_on = Date(T("批示日期", "Written on"), required=True, width=10)
    joint = Nodes(T("协办单位", "Joint units"), width=16)
    due = Date(T("办结时限", "Due"), required=True, width=10)
    progress = LongText(T("办理进展", "Progress"), help=T("尚未办结时的进展。", "How far it is."))
    feedback = LongText(
        T("办理结果", "Outcome"), required="feed-back", help=T("做了什么，结果如何。", "What was done, and what came of it.")
    )  # fmt: skip
    feedback_on = Date(T("反馈日期", "Told on"), system=True, width=10)
    feedback_by = Text(T("反馈人", "Told by"), system=True, width=10)
    accepted_by = Text(T("签收人", "Accepted by"), system=True, width=10)
    closed_on = Date(T("办结日期", "Closed on"), system=True, width=10)
    closed_by = Text(T("办结确认人", "Closed by"), system=True, width=10)

    class Meta:
        table_name = "instruction"
        indexes = ((("scope", "id"), False), (("closed_on", "due"), False))


class WindowCase(Record):
    """One case at a window of the service centre, from the first answer to the hand signature at its end."""

    title = Text(T("办理事项", "Matter"), required=True, search=True, width=24)
    no = Text(T("办件编号", "No."), search=True, width=12)
    desk = Text(T("窗口", "Window"), search=True, width=12)
    kind = Choice(T("办件类型", "Type"), CASE_KINDS, required=True, default="promised", width=8, rule="PC-93")
    first_by = Text(T("首问责任人", "First asked"), width=10, rule="PC-26")
    taken_on = Date(T("受理日期", "Taken on"), width=10)
    due = Date(
        T("承诺日期", "Promised by"), width=10, help=T("即办件不填，为当日。", "Of a case done at once, the same day.")
    )
    told = LongText(
        T("一次性告知", "Told at once"), system=True, rule="PC-26",
        help=T("条件、材料、缺件一次说全；只能告知一次。", "Conditions, papers, what is lacking: all of it, once only."),
    )  # fmt: skip
    told_on = Date(T("告知日期", "Told on"), system=True, width=10, rule="PC-26")
    guided_to = Text(
        T("引导至", "Guided to"), system=True, width=18, rule="PC-26",
        help=T("不归本窗口的，引到哪个窗口、单位。", "For business of others: which window or unit."),
    )  # fmt: skip
    signed_by = Text(
        T("首席代表签名", "Signed by"), system=True, width=10, rule="PC-25",
        help=T("办结件由首席代表亲笔签名。", "The chief representative signs each finished case by hand."),
    )  # fmt: skip
    done_on = Date(T("办结日期", "Done on"), system=True, width=10)
    rating = Choice(
        T("满意度", "Rating"), "case_rating", system=True, width=8, rule="PC-28",
        help=T("办结后由申请人评价。", "What the applicant says when it is finished."),
    )  # fmt: skip

    class Meta:
        table_name = "window_case"
        indexes = ((("scope", "id"), False), (("taken_on", "unit"), False), (("done_on", "due"), False))
