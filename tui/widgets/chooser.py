"""A field whose value is chosen from a list: shows the value, asks for the list."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.core.text import clean_line, truncate

_NONE = T("（空）", "(empty)")


class Chooser(Widget, can_focus=True):
    """One line: the value in words. Enter, space or a letter asks for the list; Delete empties it."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "ask", show=False),
        Binding("delete,backspace", "empty", show=False),
    ]

    class Asked(Message):
        """The list is wanted; ``text`` is what was typed already."""

        def __init__(self, chooser: "Chooser", text: str = "") -> None:
            super().__init__()
            self.chooser = chooser
            self.text = text

        @property
        def control(self) -> "Chooser":
            """The chooser that asked."""
            return self.chooser

    class Emptied(Message):
        """The value was taken away."""

        def __init__(self, chooser: "Chooser") -> None:
            super().__init__()
            self.chooser = chooser

        @property
        def control(self) -> "Chooser":
            """The chooser that was emptied."""
            return self.chooser

    def __init__(self, words: str = "", *, id: str | None = None) -> None:
        """A chooser that shows ``words``."""
        super().__init__(id=id)
        self._words = words

    @property
    def words(self) -> str:
        """The value in words."""
        return self._words

    @words.setter
    def words(self, words: str) -> None:
        self._words = words
        self.refresh()

    def render(self) -> Content:
        """The value, and the sign that there is a list."""
        width = max(1, self.size.width - 3)
        shown = clean_line(self._words)
        text = Content(truncate(shown, width)) if shown else Content.styled(str(_NONE), "$text-muted")
        return Content.assemble(text, " " * max(1, width + 1 - text.cell_length), "▾")

    def action_ask(self) -> None:
        """Ask for the list."""
        self.post_message(self.Asked(self))

    def action_empty(self) -> None:
        """Take the value away."""
        self.post_message(self.Emptied(self))

    def on_key(self, event: events.Key) -> None:
        """A letter opens the list with the letter typed."""
        if event.is_printable and event.character and event.character.strip():
            event.stop()
            self.post_message(self.Asked(self, event.character))

    def on_click(self) -> None:
        """A click opens the list."""
        self.post_message(self.Asked(self))
