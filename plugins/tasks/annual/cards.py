"""Annual reports on the day's first screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.today import Card

if TYPE_CHECKING:
    from gongkai.core.office import Office

CARDS = (
    ("late", "late", T("逾期未公布的年度报告", "Annual reports overdue")),
    ("soon", "soon", T("即将到期的年度报告", "Annual reports due soon")),
)


def add_cards(office: "Office", register: Callable[[Card], None]) -> None:
    """Reports that are overdue, and those that are due soon."""
    reports = office.register("annual_report")
    for group, key, title in CARDS:
        count = reports.count(Query(filters=(key,)))
        if count:
            register(Card(f"annual_report.{key}", group, title, count, register="annual_report", filters=(key,)))
