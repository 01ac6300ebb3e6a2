"""What regions and offices set for orders, read from TOML: where they come from, how long they may take, what they ask for."""

from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind

if TYPE_CHECKING:
    from gongkai.core.office import Office


class OrderKind(Kind, frozen=True, kw_only=True):
    """Where an order comes from.

    Attributes:
        term: how long it may take, such as ``10wd``; the day on which it is issued is not counted.
        demand: what is asked for when nobody says more.
    """

    term: str = ""
    demand: T | None = None


SECTIONS = (Section("order_kind", OrderKind, plugin="inspection"),)


def kind_of(office: "Office", key: str) -> OrderKind | None:
    """A kind of order; None when the rules do not know it (any more)."""
    return office.profile.items("order_kind", OrderKind).get(key)
