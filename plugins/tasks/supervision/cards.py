"""Instructions, cases at windows, the board and the month among the cards of the day; what ``doctor`` says of supervision."""

from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.register import Query
from gongkai.core.today import Card
from gongkai.plugins.tasks.supervision.ladders import ladders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gongkai.core.office import Office

CARDS = (
    ("instruction", "late", "overdue", T("逾期未反馈的批示", "Instructions overdue")),
    ("instruction", "act", "to_close", T("待我确认办结的批示", "Instructions for me to close")),
    ("instruction", "soon", "soon", T("即将到期的批示", "Instructions due soon")),
    ("window_case", "late", "overdue", T("逾期的窗口办件", "Window cases overdue")),
    ("window_case", "soon", "soon", T("即将到期的窗口办件", "Window cases due soon")),
)
# register, column that ends an open matter
OPEN = (("instruction", "closed_on"), ("window_case", "done_on"))


def add_cards(office: "Office", register: "Callable[[Card], None]") -> None:
    """A card for each question that has an answer today, and the way to the board and to the month."""
    for name, group, key, title in CARDS:
        count = office.register(name).count(Query(filters=(key,)))
        if count:
            register(Card(f"{name}.{key}", group, title, count, register=name, filters=(key,)))
    first = office.today.replace(day=1)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    [(open_, month)] = office.rows(
        "SELECT COUNT(*), SUM(CASE WHEN due >= ? AND due < ? THEN 1 ELSE 0 END) FROM {task} WHERE outcome IS NULL",
        (first.isoformat(), following.isoformat()),
    )
    if open_:
        board = T("办理看板：在办任务", "Board: tasks under way")
        register(Card("work.board", "state", board, open_, screen="board", detail=same("gongkai task board")))
        due = T("到期月历：本月到期的在办任务", "Month: open tasks due this month")
        register(Card("work.month", "state", due, int(month or 0), screen="month", detail=same("gongkai task ics")))


def findings(office: "Office") -> "Iterator[T]":
    """A ladder that cannot be climbed, and open matters of units that are abolished."""
    try:
        ladders(office)
    except BadInput as error:
        yield error.message
    for key, ended in OPEN:
        resource = office.resource(key)
        for name, count in office.rows(
            f"SELECT u.name, COUNT(*) FROM {{{resource.table}}} x JOIN {{unit}} u ON u.uid = x.unit"
            f" WHERE x.{ended} IS NULL AND u.valid_to <= ? GROUP BY u.name ORDER BY u.name",
            (office.today.isoformat(),),
        ):
            yield T(
                f"已撤销的{name}还有 {count} 件未办结的{resource.name.zh}。",
                f"{name} is abolished and has open records ({resource.name.en}): {count}.",
            )
