"""A table of tiles with a cursor on one of them: a month of days, a board of counts. Small enough to be painted whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from gongkai.tui.text import column

CURSOR = "bold $block-cursor-foreground on $block-cursor-background"


@dataclass(frozen=True, slots=True)
class Tile:
    """What stands in one tile: lines of text, each with its style."""

    lines: tuple[tuple[str, str], ...] = ()
    right: bool = False


class Tiles(Widget, can_focus=True):
    """Rows and columns of tiles of one size; arrows move, Enter chooses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("enter", "choose", show=False),
    ]
    DEFAULT_CSS = "Tiles { height: 1fr; padding: 0 1; }"

    class Moved(Message):
        """The cursor stands on another tile."""

    class Chosen(Message):
        """Enter, or a double click."""

    class Left(Message):
        """The cursor would leave the table: by so many rows and columns."""

        def __init__(self, rows: int, columns: int) -> None:
            super().__init__()
            self.rows = rows
            self.columns = columns

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = (0, 0)
        self._heads: Sequence[str] = ()
        self._labels: Sequence[tuple[str, str]] = ()
        self._rows: Sequence[Sequence[Tile]] = ()
        self._tall = 1
        self._label_width = 0
        self._top = 0

    def show(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[Tile]],
        labels: Sequence[tuple[str, str]] = (),
        label_width: int = 0,
        tall: int = 0,
    ) -> None:
        """Show tiles.

        Args:
            heads: a word over each column.
            labels: a word and its style before each row; none when there are no such words.
            tall: lines of each tile; as many as there is room for when 0.
        """
        self._heads, self._rows, self._labels, self._label_width, self._tall = heads, rows, labels, label_width, tall
        row, at = self.cursor
        self.cursor = (max(0, min(row, len(rows) - 1)), max(0, min(at, len(heads) - 1)))
        self.refresh()

    @property
    def tall(self) -> int:
        """Lines of a tile."""
        return self._tall or max(1, (self.size.height - 1) // max(1, len(self._rows)))

    @property
    def wide(self) -> int:
        """Cells of a tile, the gap behind it left out."""
        return max(3, (self.size.width - self._label_width) // max(1, len(self._heads)) - 1)

    def render(self) -> Content:
        """The heads, then as many rows as fit around the cursor."""
        tall, wide = self.tall, self.wide
        fit = max(1, (self.size.height - 1) // tall)
        self._top = max(0, min(self._top, self.cursor[0]), self.cursor[0] - fit + 1)
        right = bool(self._rows) and bool(self._rows[0]) and self._rows[0][0].right
        lead = " " * self._label_width
        heads = "".join(f"{column(head, wide, right=right)} " for head in self._heads)
        lines = [Content.styled(lead + heads, "bold $text-muted")]
        for number in range(self._top, min(len(self._rows), self._top + fit)):
            lines += self._row(number, tall, wide)
        return Content("\n").join(lines)

    def _row(self, number: int, tall: int, wide: int) -> list[Content]:
        found = []
        for line in range(tall):
            label, style = self._labels[number] if self._labels and line == 0 else ("", "")
            parts = [Content.styled(column(label, self._label_width), style)] if self._label_width else []
            for at, tile in enumerate(self._rows[number]):
                text, look = tile.lines[line] if line < len(tile.lines) else ("", "")
                look = CURSOR if self.has_focus and (number, at) == self.cursor else look
                parts += [Content.styled(column(text, wide, right=tile.right), look), Content(" ")]
            found.append(Content.assemble(*parts))
        return found

    def action_move(self, rows: int, columns: int) -> None:
        """To a neighbour; at the border the screen is told."""
        row, at = self.cursor[0] + rows, self.cursor[1] + columns
        if not (0 <= row < len(self._rows) and 0 <= at < len(self._heads)):
            self.post_message(self.Left(rows, columns))
            return
        self.put((row, at))

    def put(self, cursor: tuple[int, int]) -> None:
        """The cursor onto a tile."""
        self.cursor = cursor
        self.refresh()
        self.post_message(self.Moved())

    def action_choose(self) -> None:
        """What is under the cursor."""
        if self._rows:
            self.post_message(self.Chosen())

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor does not show."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The cursor goes where the mouse points; a double click chooses."""
        spot = event.get_content_offset(self)
        if spot is None or spot.y < 1 or spot.x < self._label_width:
            return
        row, at = self._top + (spot.y - 1) // self.tall, (spot.x - self._label_width) // (self.wide + 1)
        if row < len(self._rows) and at < len(self._heads):
            self.put((row, at))
            if event.chain == 2:
                self.action_choose()
