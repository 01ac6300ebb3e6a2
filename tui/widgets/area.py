"""A text of several lines that takes no control characters, also when they are pasted."""

from textual import events
from textual.widgets import TextArea

from gongkai.core.text import clean

LONGEST = 100_000
"""Characters; more is a paste that went astray."""


class Area(TextArea):
    """A plain text area; tab goes on to the next field."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        """An area with a text in it."""
        super().__init__(
            clean(text[:LONGEST]),
            tab_behavior="focus",
            show_line_numbers=False,
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            id=id,
            classes=classes,
        )

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the handler of every class in turn: the next one puts in what this one leaves
        event.text = clean(event.text[:LONGEST])
