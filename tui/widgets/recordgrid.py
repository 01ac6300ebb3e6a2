"""The grid of a register: the grid's keys, with ``a`` left to the register's actions."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from gongkai.core.i18n import T
from gongkai.tui.widgets.grid import Grid


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

    def set_fixed(self, count: int) -> None:
        """How many columns stay at the left."""
        if count != self._fixed:
            self._fixed, self._placed = count, None
            self.refresh()
