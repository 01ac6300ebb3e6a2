"""Measures and facts among the cards of the day: proposals stand with whoever decides."""

from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.today import Card

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.core.office import Office

CARDS = (
    ("act", "sanction", "to_decide", T("待我决定的问责措施", "Measures for me to decide")),
    ("act", "sanction", "to_answer", T("待我复核的申诉", "Appeals for me to answer")),
    ("late", "sanction", "unchanged", T("限期到了没有改变", "No change within the limit")),
    ("late", "sanction", "shaken", T("依据已撤销的措施", "Measures whose ground was undone")),
    ("late", "incident", "overdue", T("问责线索核查逾期", "Facts not looked into in time")),
    ("late", "incident", "unpursued", T("属实未处理的线索", "Facts on which nothing was done")),
)


def add_cards(office: "Office", register: "Callable[[Card], None]") -> None:
    """A card for each question that has an answer today."""
    for group, key, name, title in CARDS:
        count = office.register(key).count(Query(filters=(name,)))
        if count:
            register(Card(f"{key}.{name}", group, title, count, register=key, filters=(name,)))
