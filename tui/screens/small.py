"""What stands on a terminal that is too small."""

from collections.abc import Iterable
from typing import Any

from textual.screen import ModalScreen
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.tui.chrome import Words
from gongkai.tui.screens.base import Base


class SmallScreen(Base, ModalScreen[Any]):
    """Says how large the terminal must be, and goes by itself when it is."""

    def __init__(self, smallest: tuple[int, int]) -> None:
        super().__init__()
        self._smallest = smallest

    def compose(self) -> Iterable[Widget]:
        """Two lines in the middle."""
        yield Words(self._words, id="small")

    def _words(self) -> T:
        width, height = self.app.size
        return T(
            "窗口太小（{width}×{height}）。请放大到至少 {w}×{h}，或按 Ctrl+Q 退出。",
            "The window is too small ({width}×{height}). Make it {w}×{h} or larger; Ctrl+Q quits.",
        ).format(width=width, height=height, w=self._smallest[0], h=self._smallest[1])

    def on_resize(self) -> None:
        """The size has changed."""
        self.query_one(Words).say()

    def action_back(self) -> None:
        """Only a larger terminal helps."""
