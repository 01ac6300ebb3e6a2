"""Units and divisions to choose from while an act is written, those that the act itself makes among them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.core.registry.models import Unit
from gongkai.core.text import clean_line
from gongkai.tui.reorg.asks import DIVISION, UNIT, what_of
from gongkai.tui.reorg.words import subject_name
from gongkai.tui.screens.pick import Item
from gongkai.tui.units import place_items, unit_items

if TYPE_CHECKING:
    from gongkai.core.office import Office

FOUND = 40
MADE = T("本次新设", "made by this act")
ENDED = T("{day} 撤销", "ended on {day}")


def source(office: "Office", of: str, act: Act, chosen: Sequence[str] = ()) -> Callable[[str], list[Item]]:
    """What fits a typed text.

    Args:
        of: ``unit``, ``division``, ``ended`` (units that ended), or empty for units and divisions.
        chosen: what is ticked already; stands first while nothing is typed.
    """

    def found(text: str) -> list[Item]:
        if of == "ended":
            return _ended(office, text)
        items = [] if text.strip() else [Item(key, subject_name(office, key)) for key in chosen]
        items += [item for item in _made(act, of) if text.strip().lower() in item.hay]
        if of in ("", DIVISION):
            items += place_items(office, text, FOUND)
        if of in ("", UNIT):
            items += unit_items(office, text, FOUND)
        return list({item.key: item for item in items}.values())

    return found


def _made(act: Act, of: str) -> list[Item]:
    items = []
    for step in act.item:
        if of and what_of(step) != of:
            continue
        names = [step.name] if step.op == "create" else [part.name for part in step.part]
        items += [Item(name, clean_line(name), MADE) for name in names if name]
    return items


def _ended(office: "Office", text: str) -> list[Item]:
    query = office.select(Unit).where(Unit.valid_to <= office.today.isoformat())
    if text.strip():
        words = text.strip()
        query = query.where(Unit.name.contains(words) | Unit.initials.startswith(words.lower()))
    found = office.fetch(query.order_by(Unit.valid_to.desc(), Unit.id).limit(FOUND))
    return [Item(unit.uid, clean_line(unit.name), ENDED.format(day=unit.valid_to)) for unit in found]
