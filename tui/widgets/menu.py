"""A list of lines to choose from, whose cursor is always readable: the colours of a line give way to the cursor's."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widgets import OptionList


class Menu(OptionList):
    """An option list that never reads markup."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """An empty list."""
        super().__init__(id=id, classes=classes, markup=False)

    def render_line(self, y: int) -> Strip:
        """One line; the one under the cursor in the cursor's colours alone."""
        strip = super().render_line(y)
        try:
            index = self._lines[self.scroll_offset.y + y][0]
        except IndexError:
            return strip
        if index != self.highlighted:
            return strip
        look = self.get_visual_style("option-list--option", "option-list--option-highlighted").rich_style
        over = Style(color=look.color, bgcolor=look.bgcolor)
        segments = [Segment(text, (style or Style()) + over) for text, style, _ in strip]
        return Strip(segments, strip.cell_length)
