"""A line to type in that takes no control characters and no endless text, also when they are pasted."""

from textual.widgets import Input

from gongkai.core.i18n import T
from gongkai.core.text import clean, clean_line

LONGEST = 4000
"""Characters; a longer line is a paste that went astray."""


class Line(Input):
    """One line of input without a frame."""

    def __init__(
        self,
        value: str = "",
        *,
        hint: T | str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """A line that shows ``hint`` while it is empty."""
        super().__init__(
            clean_line(value),
            placeholder=clean_line(str(hint)),
            compact=True,
            select_on_focus=False,
            id=id,
            classes=classes,
        )
        self.hint = hint

    def validate_value(self, value: str) -> str:
        """One clean line."""
        return clean(value[:LONGEST]).replace("\n", " ").replace("\t", " ")

    def say_hint(self) -> None:
        """The hint in the language in use."""
        self.placeholder = clean_line(str(self.hint))
