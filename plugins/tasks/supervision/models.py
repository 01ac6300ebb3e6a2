"""Tables of supervision."""

import peewee

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Text, UnitRef
from gongkai.core.store.record import Record


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
