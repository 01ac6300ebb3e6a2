"""The registry's own cards on the day's first screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.today import Card

if TYPE_CHECKING:
    from gongkai.core.office import Office


MANY = 50_000
"""Above so many units the day's first screen does not wait for their findings; ``gongkai unit check`` tells them."""


def cards(office: "Office", register: Callable[[Card], None]) -> None:
    """What the registry lacks, and acts whose day has come."""
    _acts(office, register)
    _findings(office, register)


def _findings(office: "Office", register: Callable[[Card], None]) -> None:
    """Units that lack what a rule asks for."""
    from gongkai.core.registry.findings import marks

    units = office.register("unit")
    if units.count(most=MANY) == MANY:
        return
    found = marks(office)
    if found:
        register(Card(
            "unit.lacking", "state", T("有缺项的单位", "Units that lack something"), len(found), "unit", ("lacking",),
            detail=T(f"共 {found.total():,} 项，见 gongkai unit check", f"{found.total():,} findings, see gongkai unit check"),
        ))  # fmt: skip


def _acts(office: "Office", register: Callable[[Card], None]) -> None:
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
