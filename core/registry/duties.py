"""The registry's own cards on the day's first screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.today import Card

if TYPE_CHECKING:
    from gongkai.core.office import Office


def cards(office: "Office", register: Callable[[Card], None]) -> None:
    """Acts whose day has come and that nobody has applied, for who may apply them."""
    from gongkai.core.registry.acts import DRAFT, Act

    query = office.select(Act, Act.effective, verb="administer").where(
        Act.stage == DRAFT, Act.effective <= office.today.isoformat()
    )  # fmt: skip
    days = [act.effective for act in office.store.fetch(query)]
    if days:
        first = min(days).isoformat()
        register(Card(
            "act.due", "act", T("机构改革到期待实施", "Reorganisation acts to be applied"), len(days), "act", ("due",),
            detail=T(f"最早 {first} 生效", f"the earliest took effect on {first}"),
        ))  # fmt: skip
