"""What the virtual grid and the lazy tree ask of their data: rows by key, one page at a time.

A key orders the rows and is never shown; it may be any value the source can compare (an id, a tuple of sort
fields and id). There is no row number, no offset and no total: a page costs the same anywhere in a table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from gongkai.core.i18n import T

Align = Literal["left", "right"]

SIGNS: Mapping[str, str] = {"": " ", "late": "!", "soon": "~", "blank": "○", "done": "✓", "muted": " "}
"""Tone of a row → its one-cell sign. Colour is never the only sign of a state."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column: its key, its heading, least width in cells, side, and whether it takes spare width."""

    key: str
    label: T | str
    width: int
    align: Align = "left"
    flexible: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: where it stands (``key``), what it is (``uid``), what it shows, its tone (``SIGNS``), and the record
    behind it where the screen needs it."""

    key: Any
    uid: str
    cells: tuple[str, ...]
    tone: str = ""
    record: Any = None


class PageSource(Protocol):
    """Rows in one fixed order, read by key.

    Both calls may raise ``GongkaiError``; the grid then reports it and keeps what it shows. A key that is no
    longer there is no error: the answer is what stands after (or before) its place.
    """

    @property
    def columns(self) -> Sequence[GridColumn]:
        """The columns, in the order they are shown."""
        ...

    def forward(self, after: Any | None, limit: int) -> list[GridRow]:
        """At most ``limit`` rows after the key, ascending; ``None`` starts at the first row."""
        ...

    def backward(self, before: Any | None, limit: int) -> list[GridRow]:
        """At most ``limit`` rows right before the key, ascending too; ``None`` gives the last rows."""
        ...


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One node of a lazy tree: its key, its label, whether it can have children, its tone, and words beside it."""

    key: Any
    label: str
    expandable: bool = False
    tone: str = ""
    note: str = ""


Badge = tuple[str, str]
"""A few cells behind the label of a node, and their tone (``SIGNS``): a count, a warning."""


class TreeSource(Protocol):
    """Gives the children of a node, page by page; ``key`` of the top level is the root's key."""

    def __call__(self, key: Any, after: Any | None = None, limit: int = 500) -> list[TreeRow]:
        """At most ``limit`` children of ``key`` after the child whose key is ``after`` (``None``: the first).

        May raise ``GongkaiError``.
        """
        ...
