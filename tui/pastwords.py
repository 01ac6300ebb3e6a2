"""What a unit or a division was, in words: one paragraph for each interval, the newest first."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.content import Content

from gongkai.core.codes import Level, format_code
from gongkai.core.i18n import T
from gongkai.core.registry.models import UNITS
from gongkai.core.registry.past import DivisionState, UnitState, division_states, unit_states
from gongkai.core.registry.terms import NEVER
from gongkai.core.resource import show_value
from gongkai.core.text import clean_line
from gongkai.tui.text import facts

if TYPE_CHECKING:
    from gongkai.core.office import Office

TOLD = ("name", "kind", "level", "line", "leadership", "division", "parent", "uscc")
NOW, UNKNOWN = T("今", "now"), T("起始不详", "beginning unknown")
GONE = T("不存在", "did not exist")
WRONG = T("从未有效，曾误记", "never held, was written by mistake")

Pairs = list[tuple[object, str]]


def unit_past(office: "Office", unit: Any, width: int) -> Content:
    """Every interval of a unit; of an older one only what was different from the one after it."""
    parts: list[Content] = []
    later: UnitState | None = None
    for state in reversed(unit_states(office, unit)):
        pairs: Pairs = []
        for name in TOLD:
            value = getattr(state, name)
            if later is None or (value != getattr(later, name) and later.exists):
                meta = UNITS.meta(name)
                pairs.append((meta.label, clean_line(show_value(office, meta, value)) or "—"))
        parts += _paragraph(office, state, pairs, width)
        later = state if state.state != NEVER else later
    return Content("\n").join(parts)


def division_past(office: "Office", code: int, width: int) -> Content:
    """Everything that stood under a code."""
    parts: list[Content] = []
    for state in reversed(division_states(office, code)):
        pairs: Pairs = [
            (T("名称", "Name"), clean_line(state.name)),
            (T("代码", "Code"), format_code(state.code)),
            (T("层级", "Level"), str(Level(state.level).label)),
            (T("上级", "Above"), office.place_name(state.parent) if state.parent is not None else "—"),
        ]
        parts += _paragraph(office, state, pairs, width)
    return Content("\n").join(parts)


def interval(start: date | None, end: date | None) -> str:
    """From when to when, in words."""
    first = start.isoformat() if start else str(UNKNOWN)
    return f"{first} — {end.isoformat() if end else NOW}"


def _paragraph(office: "Office", state: UnitState | DivisionState, pairs: Pairs, width: int) -> list[Content]:
    head = interval(state.start, state.end)
    if state.state == NEVER:
        head += f"  {WRONG}"
    elif not state.exists:
        head += f"  {GONE}"
    parts = [Content.styled(head, "bold $text-primary")]
    if state.exists or state.state == NEVER:
        parts.append(facts(pairs, width, 16))
    if state.act:
        parts.append(facts([(T("由此改变", "Changed by"), act_title(office, state.act))], width, 16))
    return [*parts, Content("")]


def act_title(office: "Office", uid: str) -> str:
    """An act's title and number; its id where it is not kept."""
    rows: Sequence[Any] = office.rows("SELECT title, basis FROM {reorg_act} WHERE uid = ?", (uid,))
    return clean_line(" · ".join(part for part in rows[0] if part)) if rows else uid
