"""Pieces of conditions that several checks share, the same on both stores. ``x`` is the row that is asked about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongkai.core.registry.select import units_mark
from gongkai.core.rules import Selector
from gongkai.plugins.catalog.timing import finals, marks

if TYPE_CHECKING:
    from gongkai.core.office import Office

Sql = tuple[str, tuple[Any, ...]]
"""A condition with ``?`` marks, and its values."""

ENTRY = "LEFT JOIN {entry} e ON e.uid = x.entry"
"""The entry that a publication fulfils, as ``e``."""
PUBLIC = "x.stage = 'published'"
"""A publication that is public now."""
COLUMN = "COALESCE(NULLIF(rtrim(x.topic, replace(x.topic, '/', '')), ''), x.topic, '')"
"""The column of an entry: its topic without the last level, with a slash at the end; the topic where it has one level."""


def live(office: "Office") -> Sql:
    """Whether an entry is a duty now that asks for disclosure without being asked."""
    out = finals(office)
    return f"x.stage NOT IN ({marks(out)}) AND COALESCE(x.manner, '') <> 'request'", out


def in_topics(topics: Sequence[str]) -> Sql:
    """Whether one of the names stands in a topic path, on whatever level."""
    return " OR ".join("'/' || x.topic || '/' LIKE ?" for _ in topics), tuple(f"%/{topic}/%" for topic in topics)


def of_units(office: "Office", to: Selector) -> Sql:
    """Whether a row's unit is one that a selector means; no condition where it means all."""
    if to == Selector():
        return "1=1", ()
    text, values = units_mark(office, to)
    return f"x.unit IN {text}", tuple(values)


def blank_of(name: str) -> str:
    """Whether a field, or each of the fields of ``a|b``, is empty."""
    return " AND ".join(f"COALESCE(CAST(x.{one} AS TEXT), '') IN ('', '[]')" for one in name.split("|"))


def all_of(*conditions: Sql) -> Sql:
    """Conditions that all hold."""
    return " AND ".join(f"({text})" for text, _ in conditions), tuple(v for _, values in conditions for v in values)


def any_of(*conditions: Sql) -> Sql:
    """Conditions of which one holds."""
    return " OR ".join(f"({text})" for text, _ in conditions), tuple(v for _, values in conditions for v in values)
