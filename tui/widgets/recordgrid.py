"""The grid of a register: the grid's keys, with ``a`` left to the register's actions."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from gongkai.core.i18n import T
from gongkai.tui.widgets.grid import Grid
from gongkai.tui.widgets.source import GridRow


class RecordGrid(Grid, inherit_bindings=False):
    """A grid whose ``A`` marks the page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(b for b in Grid.BINDINGS if isinstance(b, Binding) and b.key != "a"),
        Binding("A", "mark_page", show=False),
    ]
    KEYS: ClassVar[tuple[tuple[str, T], ...]] = tuple(("A" if key == "a" else key, words) for key, words in Grid.KEYS)

    @property
    def number(self) -> int | None:
        """The number of the row under the cursor, where it is known without counting: near the beginning."""
        window = self._window
        return window.cursor + 1 if window is not None and window.rows and window.at_start else None

    @property
    def standing(self) -> tuple[GridRow, int] | None:
        """The row under the cursor and how many rows stand above it on the screen: where another grid may begin."""
        window = self._window
        return (window.row, window.line) if window is not None and window.row is not None else None

    def set_fixed(self, count: int) -> None:
        """How many columns stay at the left."""
        if count != self._fixed:
            self._fixed, self._placed = count, None
            self.refresh()
