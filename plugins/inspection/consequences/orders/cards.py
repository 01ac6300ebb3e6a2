"""Orders among the cards of the day."""

from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.today import Card

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.core.office import Office

CARDS = (
    ("late", "overdue", T("整改逾期", "Orders overdue")),
    ("act", "to_check", T("待我验收的整改", "Repairs for me to check")),
    ("soon", "soon", T("即将到期的整改", "Orders due soon")),
)


def add_cards(office: "Office", register: "Callable[[Card], None]") -> None:
    """A card for each question that has an answer today."""
    orders = office.register("order")
    for group, key, title in CARDS:
        count = orders.count(Query(filters=(key,)))
        if count:
            register(Card(f"order.{key}", group, title, count, register="order", filters=(key,)))
