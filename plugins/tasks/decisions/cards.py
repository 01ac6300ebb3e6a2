"""Decisions and responses among the cards of the day."""

from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.today import Card

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.core.office import Office

CARDS = (
    ("response", "late", "unanswered", T("待首次回应的事件", "Events without a first word")),
    ("decision", "late", "untold", T("意见采纳情况未公布的决策", "Decisions whose use of opinions is not told")),
    ("decision", "act", "ready", T("步骤已完成、待决定", "Decisions whose steps are done")),
    ("decision", "act", "decided", T("待公布的决策", "Decisions to be published")),
    (
        "service_figure",
        "late",
        "contradicts",
        T("数字矛盾的窗口办件数", "Figures of windows that contradict each other"),
    ),
)


def add_cards(office: "Office", register: "Callable[[Card], None]") -> None:
    """A card for each question that has an answer today."""
    for name, group, key, title in CARDS:
        count = office.register(name).count(Query(filters=(key,)))
        if count:
            register(Card(f"{name}.{key}", group, title, count, register=name, filters=(key,)))
