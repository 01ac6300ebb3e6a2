"""A box with something to read that is made in a thread."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key
from gongkai.tui.screens.base import Dialog

if TYPE_CHECKING:
    from gongkai.core.office import Office

Make = Callable[["Office", int], Content]
"""Makes the text for a width in cells."""

WAIT = T("正在读取……", "Reading…")


class ReadScreen(Dialog):
    """Shows a text; ↑ and ↓ scroll it."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, title: T, make: Make) -> None:
        super().__init__()
        self._title = title
        self._make = make
        self._shown: Content | None = None

    @property
    def heading(self) -> T:
        """The title given."""
        return self._title

    def body(self) -> Iterable[Widget]:
        """The text."""
        yield VerticalScroll(Words(lambda: self._shown or Content.styled(str(WAIT), "$text-muted"), id="read"))

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken for the width."""
        self.spoken_anew()

    def spoken_anew(self) -> None:
        """Made anew in the other language."""
        width = max(40, min(118, self.app.size.width * 96 // 100 - 8))
        self.work_on("read", lambda own, tick: self._make(own, width), self._made, self._failed)

    def _made(self, text: Content) -> None:
        self._shown = text
        self.query_one("#read", Words).say()

    def _failed(self, error: Exception) -> None:
        self.gongkai.fail(error)
        self._made(Content.styled(clean_line(str(error)), "$text-error"))
