"""Tables beside the tasks: what was issued to whom, the milestones of a task, and its evidence."""

import peewee

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Integer, LongText, Ref, Text
from gongkai.core.store.record import Record

FILE, LINK, NUMBER = "file", "link", "number"
KINDS = (
    (FILE, T("文件", "File")),
    (LINK, T("链接", "Link")),
    (NUMBER, T("文号", "Document number")),
)


class Issue(Record):
    """One item given out to units at one moment: whom it meant then stays, whatever the plan says later.

    ``members`` is the hash over the units that got a task, so that what was issued can be proved.
    """

    plan = Text(T("工作要点", "Plan"), system=True, width=14, index=True)
    item = Text(T("要点条目", "Plan item"), system=True, width=8)
    parent = Ref(T("上级任务", "Parent task"), "task", system=True, width=14, index=True)
    title = Text(T("工作任务", "Task"), system=True, search=True)
    selector = LongText(T("交办对象", "Given to"), system=True, width=24)
    units = Integer(T("任务数", "Tasks"), system=True, width=7)
    members = Text(T("单位名单校验值", "Hash of the units"), system=True, width=16)
    start = Date(T("开始日期", "Start"), system=True, width=10)
    due = Date(T("完成时限", "Due"), system=True, width=10)
    issued_on = Date(T("交办日期", "Issued on"), system=True, width=10)
    issued_by = Text(T("交办人", "Issued by"), system=True, width=10)

    class Meta:
        table_name = "issue"


class Checkpoint(Record):
    """A milestone of a task. ``before`` is how long before the task's due day it stands; it moves when that day moves."""

    task = Ref(T("任务", "Task"), "task", required=True, width=20, index=True)
    number = Integer(T("顺序", "Order"), width=5)
    title = Text(T("节点", "Milestone"), required=True, search=True, width=20)
    before = Text(T("距到期", "Before the due day"), system=True, width=10, show=lambda text: before_words(text))
    due = Date(T("完成时限", "Due"), required=True, width=10)
    done_on = Date(T("完成日期", "Done on"), width=10)
    note = LongText(T("情况说明", "Note"))
    sheet = peewee.BigIntegerField(null=True)  # of milestones made in bulk; see gongkai.core.ledger.generated

    class Meta:
        table_name = "checkpoint"
        indexes = ((("done_on", "due"), False),)


class Evidence(Record):
    """What proves that a task was done: a file known by its content, a link, or the number of a document."""

    task = Ref(T("任务", "Task"), "task", required=True, width=20, index=True)
    kind = Choice(T("类别", "Kind"), KINDS, default=LINK, width=8)
    name = Text(
        T("佐证", "Evidence"),
        required=True,
        search=True,
        width=36,
        help=T(
            "网址、文号；文件用 gongkai task attach 加入。",
            "A link or a document number; files come by gongkai task attach.",
        ),
    )
    size = Integer(T("字节数", "Bytes"), system=True, width=10)
    sha256 = Text(T("校验值", "SHA-256"), system=True, width=20, index=True)

    class Meta:
        table_name = "evidence"


def before_words(text: str) -> T:
    """``10wd`` in words."""
    from gongkai.core.clock import Limit
    from gongkai.core.errors import BadInput

    try:
        term = Limit.parse(text).term
    except BadInput:
        return T(text, text)
    return term.label if term is not None else T(text, text)
