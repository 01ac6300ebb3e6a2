"""A grid with a cursor on one cell and a range of cells, like a spreadsheet's."""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from gongkai.core.i18n import T
from gongkai.core.text import pad, truncate
from gongkai.tui.widgets.columns import GAP
from gongkai.tui.widgets.grid import _BLANKS, _GUTTER
from gongkai.tui.widgets.recordgrid import RecordGrid
from gongkai.tui.widgets.source import SIGNS, GridRow, PageSource

LONGEST_RANGE = 2000
"""Rows that a range may have; beyond, an import is the better tool."""

Look = Callable[[GridRow, str], tuple[str | None, str]]
"""Asked for a row and a column: another text than the row's own, and how it looks (``""``, ``staged``, ``wrong``,
``fixed``). Asked for no column (``""``), whether anything of the row is not saved."""


class CellGrid(RecordGrid, inherit_bindings=False):
    """The cursor stands on a cell. Shift with an arrow stretches a range from it; a letter begins to edit."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "cellgrid--row", "cellgrid--cell", "cellgrid--range", "cellgrid--staged", "cellgrid--wrong", "cellgrid--fixed",
    }  # fmt: skip
    DEFAULT_CSS = """
    CellGrid {
        & > .cellgrid--row { background: $panel; }
        & > .cellgrid--range { background: $primary-muted; color: $foreground; }
        & > .cellgrid--staged { color: $text-success; text-style: bold underline; }
        & > .cellgrid--wrong { color: $text-error; text-style: bold underline; }
        & > .cellgrid--fixed { color: $foreground-muted; text-style: italic; }
        & > .cellgrid--cell {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        &:nocolor > .cellgrid--cell { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"go('{key}')", show=False) for key in ("up", "down", "pageup", "pagedown", "left", "right")),
        Binding("home", "go('row_start')", show=False),
        Binding("end", "go('row_end')", show=False),
        Binding("ctrl+home", "go('first')", show=False),
        Binding("ctrl+end", "go('last')", show=False),
        *(Binding(f"shift+{key}", f"stretch('{key}')", show=False)
          for key in ("up", "down", "pageup", "pagedown", "left", "right")),
        Binding("enter,f2", "edit", show=False),
    ]  # fmt: skip
    KEYS: ClassVar[tuple[tuple[str, T], ...]] = (
        ("↑ ↓ ← →", T("移动一格", "one cell on")),
        ("PgUp PgDn", T("上下翻页", "page up and down")),
        ("Home End", T("本行第一栏、最后一栏", "first and last column of the row")),
        ("^Home ^End", T("第一条、最后一条", "first and last row")),
    )

    class Edited(Message):
        """The cell under the cursor is to be edited."""

        def __init__(self, grid: "CellGrid") -> None:
            super().__init__()
            self.grid = grid

        @property
        def control(self) -> "CellGrid":
            """The grid that sent it."""
            return self.grid

    def __init__(self, look: Look) -> None:
        """A grid that asks ``look`` how each cell looks."""
        super().__init__()
        self._ask_look = look
        self.typed_hook: Callable[[str], None] | None = None
        """Called in the key handler itself: an input method sends several characters at once, and none may be lost."""
        self._column = 0
        self._span: list[GridRow] = []  # from the row where the range began to that under the cursor
        self._side = 0  # the column where the range began
        self._down = True

    # where the cursor and the range are

    @property
    def column(self) -> int:
        """The column under the cursor."""
        return min(self._column, max(0, len(self._names()) - 1))

    @property
    def column_key(self) -> str:
        """Its key."""
        names = self._names()
        return names[self.column] if names else ""

    @property
    def stretched(self) -> bool:
        """Whether the range is more than the cell under the cursor."""
        return bool(self._span) and (len(self._span) > 1 or self._side != self._column)

    @property
    def range_rows(self) -> list[GridRow]:
        """The rows of the range from top to bottom; the row under the cursor where nothing is marked."""
        if not self._span:
            return [self.cursor_row] if self.cursor_row is not None else []
        return self._span if self._down else self._span[::-1]

    @property
    def range_columns(self) -> list[str]:
        """The columns of the range from left to right."""
        low, high = self._sides()
        return self._names()[low : high + 1]

    def _sides(self) -> tuple[int, int]:
        start = self._side if self._span else self.column
        return min(start, self.column), max(start, self.column)

    def _names(self) -> list[str]:
        return [column.key for column in self.source.columns] if self.source is not None else []

    def unstretch(self) -> None:
        """The range is the cell under the cursor again."""
        self._span = []
        self.refresh()

    def set_source(
        self, source: PageSource, *, keep_marks: bool = False, start: tuple[GridRow, int] | None = None
    ) -> None:
        """Show another source, from ``start`` (a row, and how many rows above it) or from its first row."""
        self._span = []
        self._first = start
        super().set_source(source, keep_marks=keep_marks)

    def _fit(self) -> None:
        if self._window is not None and not self._window.loaded and self._first is not None:
            self._window.start, self._first = self._first, None
        super()._fit()
        self.show_column()

    _first: tuple[GridRow, int] | None = None

    def place(self, key: str) -> None:
        """Put the cursor on a column."""
        names = self._names()
        if key in names:
            self._column = names.index(key)
            self._span = []
            self.show_column()
            self.refresh()
            self._tell()

    def where(self) -> tuple[Offset, int]:
        """The place of the cell under the cursor in the grid, and how many cells it is wide."""
        x = _GUTTER
        for index, width in self._layout().shown:
            if index == self.column:
                break
            x += width + GAP
        else:
            width = 1
        return Offset(x, (self._window.line if self._window else 0) + 1), width

    def show_column(self) -> None:
        """Move the columns so that the one under the cursor is on the screen."""
        place = self.column - self._fixed
        if place < 0 or not self.size.width:
            return
        if place < self._offset:
            self._offset, self._placed = place, None
        while self.column not in {index for index, _ in self._layout().shown} and self._offset < place:
            self._offset, self._placed = self._offset + 1, None

    # keys and mouse

    def action_go(self, way: str) -> None:
        """Move; the range is left."""
        if self._span:
            self.unstretch()
        self._go(way)

    def action_stretch(self, way: str) -> None:
        """Move and take the range along."""
        row = self.cursor_row
        if row is None:
            return
        if not self._span:
            self._span, self._side = [row], self.column
        for _ in range(self.size.height - 1 if way.startswith("page") else 1):
            before = self.cursor_row
            if len(self._span) >= LONGEST_RANGE and way.endswith("down" if self._down else "up"):
                break
            self._go(way.removeprefix("page"))
            now = self.cursor_row
            if now is None or now is before:
                break
            if len(self._span) > 1 and self._span[-2].uid == now.uid:
                self._span.pop()
            else:
                if len(self._span) == 1:
                    self._down = way.endswith("down")
                self._span.append(now)
        self.refresh()
        self._tell()  # of the range as it is now

    def _go(self, way: str) -> None:
        window, last = self._window, len(self._names()) - 1
        if window is None:
            return
        moves = {"up": window.up, "down": window.down, "pageup": window.page_up, "pagedown": window.page_down,
                 "first": window.home, "last": window.end}  # fmt: skip
        if way in moves:
            self._step(moves[way])
            return
        column = {"left": self.column - 1, "right": self.column + 1, "row_start": 0, "row_end": last}[way]
        column = max(0, min(column, last))
        if column != self._column:
            self._column = column
            self.show_column()
            self.refresh()
            self._tell()

    def action_edit(self) -> None:
        """Edit the cell."""
        if self.cursor_row is not None:
            self.post_message(self.Edited(self))

    def on_key(self, event: events.Key) -> None:
        """A letter begins to edit the cell, with the letter in it."""
        if event.is_printable and event.character and event.character.strip() and self.cursor_row is not None:
            event.stop()
            event.prevent_default()
            if self.typed_hook is not None:
                self.typed_hook(event.character)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell; a double click edits it."""
        window, place = self._window, event.get_content_offset(self)
        event.prevent_default()
        if window is None or place is None or not 1 <= place.y <= len(window.view):
            return
        self._span = []
        x = _GUTTER
        for index, width in self._layout().shown:
            if place.x < x + width + GAP:
                self._column = index
                break
            x += width + GAP
        self._step(lambda: window.point(place.y - 1), repaint=True)
        self._tell()
        if event.chain == 2:
            self.action_edit()

    # painting

    def _row(self, line: int, base: Style) -> tuple[Strip, Style]:
        window = self._window
        view = window.view if window else []
        if window is None or line >= len(view):
            return Strip([]), base
        row, here = view[line], line == window.line
        tone = row.tone if row.tone in SIGNS else ""
        told = base + self._look(f"grid--{tone}") if tone else base
        rest = base + self._look("cellgrid--row") if here else base
        if here:
            told += self._look("cellgrid--row")
        names, (low, high) = self._names(), self._sides()
        inside = any(one.uid == row.uid for one in self._span) if self._span else False
        segments: list[Segment] = []
        for place, (index, width) in enumerate(self._layout().shown):
            text, state = self._ask_look(row, names[index])
            style = told if place < self._fixed and not state else rest
            if state:
                style += self._look(f"cellgrid--{state}")
            if inside and low <= index <= high:
                style += self._look("cellgrid--range")
            if here and index == self.column:
                style += self._look("cellgrid--cell")
            if text is None:
                text = row.cells[index] if index < len(row.cells) else ""
            if state == "wrong":
                text = f"!{text}"
            column = self._window.source.columns[index] if self._window else None
            align = column.align if column is not None else "left"
            if segments:
                segments.append(Segment(_BLANKS, rest))
            segments.append(Segment(pad(truncate(text, width), width, align), style))
        sign = "*" if self._ask_look(row, "")[1] else " "
        return Strip([Segment(sign + SIGNS[tone] + " ", told + Style(bold=True)), *segments]), rest
