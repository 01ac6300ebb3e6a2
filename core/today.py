"""What a person must know this morning: cards, each a number with the register behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office


@dataclass(frozen=True)
class Card:
    """One line of the day's first screen.

    Attributes:
        group: ``act`` (waits for me), ``late``, ``soon``, ``state`` or ``news``; decides place and look.
        count: the number, or None for a line of words only.
        register, filters: what opens when the card is chosen.
        longest: whether the register opens as a queue, the longest waiting first.
        screen: a screen to open instead of a register.
    """

    key: str
    group: str
    title: T
    count: int | None = None
    register: str = ""
    filters: tuple[str, ...] = ()
    screen: str = ""
    detail: T | None = None
    longest: bool = False


GROUPS: dict[str, T] = {
    "late": T("逾期", "Overdue"),
    "act": T("待我办理", "Waiting for me"),
    "soon": T("即将到期", "Due soon"),
    "state": T("总体情况", "Overall"),
    "news": T("最近变更", "Recent changes"),
}


def cards(office: "Office") -> list[Card]:
    """The registry's and every plugin's cards, in the order of the groups; a plugin that fails is put aside and named."""
    from gongkai.core.registry.duties import cards as registry_cards  # which makes cards of this module

    found: list[Card] = []
    office.profile.sections, office.calendar  # noqa: B018 - a fault in the rules is told, never shown as "nothing due"

    def collector(plugin: str) -> Callable[[Card], None]:
        return found.append

    registry_cards(office, collector("gongkai"))
    office.plugins.call("gongkai_today", collector, office=office)
    order = {group: number for number, group in enumerate(GROUPS)}
    return sorted(found, key=lambda card: order.get(card.group, 9))
