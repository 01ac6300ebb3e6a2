"""Measures: figures about units, each one set-based query over a whole subtree, never a loop over units."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office


@dataclass(frozen=True)
class Figure:
    """One unit's figure: numerator, denominator, and the records behind it by a register and its filters.

    ``denominator`` 0 says that there was nothing to measure (not applicable), never that the figure is zero.
    """

    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True)
class Measure:
    """A figure that indicators may name.

    Attributes:
        key: its name (``entry.coverage``).
        unit: what it counts: ``share`` (numerator / denominator) or ``count``.
        run: called with the office and the first and last scope of a subtree; gives uid of unit to figure.
        register, filters: where the records behind the figure stand, for the trace.
    """

    key: str
    name: T
    unit: str
    run: "Callable[[Office, int, int], dict[str, Figure]]"
    register: str = ""
    filters: tuple[str, ...] = ()
