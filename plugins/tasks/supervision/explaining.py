"""The due date of any record that a ladder follows, where its own plugin has no better explanation."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import DayNote
from gongkai.core.i18n import T
from gongkai.plugins.tasks.supervision.ladders import ladders
from gongkai.plugins.tasks.timing import days_between

if TYPE_CHECKING:
    from gongkai.core.office import Office


def explain(office: "Office", uid: str) -> Iterator[tuple[list[DayNote], T]]:
    """The working days between the day on which a matter began and its due date, by the first ladder that knows it."""
    for ladder in ladders(office):
        model = office.resource(ladder.register).model
        record: Any = office.first(office.select(model).where(model.uid == uid)) if ladder.begin else None
        if record is None:
            continue
        start, due = getattr(record, ladder.begin), getattr(record, ladder.clock[0][0])
        title = getattr(record, ladder.title)
        where = T("{unit}：{title}，", "{unit}: {title}, ").format(unit=office.unit_name(record.unit), title=title)
        if due is None or start is None or due < start:
            yield [], where + T("现在没有期限。", "nothing is due now.")
        else:
            yield days_between(office, start, due), where + T("{due}到期", "due {due}").format(due=due)
        return
