"""The clock: working days with make-up days, deadlines that explain themselves, cadences and time limits.

Pure functions and values: no store, no global state; a ``Calendar`` is passed in. The names below load when
they are first used, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.core.clock.cadence import Cadence, Period
    from gongkai.core.clock.calendar import Calendar
    from gongkai.core.clock.deadline import Deadline
    from gongkai.core.clock.explain import DayNote, NoteKind
    from gongkai.core.clock.limit import Limit, LimitKind
    from gongkai.core.clock.overrides import Override, parse_overrides
    from gongkai.core.clock.state import Timeliness, timeliness
    from gongkai.core.clock.terms import Extension, Pause
    from gongkai.core.clock.units import Unit

__all__ = [
    "Cadence",
    "Calendar",
    "DayNote",
    "Deadline",
    "Extension",
    "Limit",
    "LimitKind",
    "NoteKind",
    "Override",
    "Pause",
    "Period",
    "Timeliness",
    "Unit",
    "parse_overrides",
    "timeliness",
]

_HOME = {
    "Cadence": "cadence",
    "Period": "cadence",
    "Calendar": "calendar",
    "Deadline": "deadline",
    "Extension": "terms",
    "Pause": "terms",
    "DayNote": "explain",
    "NoteKind": "explain",
    "Limit": "limit",
    "LimitKind": "limit",
    "Override": "overrides",
    "parse_overrides": "overrides",
    "Timeliness": "state",
    "timeliness": "state",
    "Unit": "units",
}


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
