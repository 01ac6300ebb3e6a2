"""Cases among the cards of the day."""

from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.today import Card

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.core.office import Office

CARDS = (
    ("late", "urgent", T("急件诉求在办", "Urgent cases open")),
    ("late", "overdue", T("诉求逾期未办结", "Cases overdue")),
    ("late", "dissatisfied", T("不满意待重办", "Cases to be done again")),
    ("act", "to_assign", T("待我交办的诉求", "Cases for me to assign")),
    ("soon", "soon", T("即将到期的诉求", "Cases due soon")),
    ("soon", "to_call_back", T("待回访的诉求", "Callers to be called back")),
)


def add_cards(office: "Office", register: "Callable[[Card], None]") -> None:
    """A card for each question that has an answer today."""
    cases = office.register("case")
    for group, key, title in CARDS:
        count = cases.count(Query(filters=(key,)))
        if count:
            register(Card(f"case.{key}", group, title, count, register="case", filters=(key,)))
