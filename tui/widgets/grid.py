"""The virtual grid: one screenful of a keyset-paged register, painted line by line.

Nothing else exists: no row objects per record, no total, no row number. Opening a register costs one page
whatever its size; a key press repaints one or two lines.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, pad, truncate
from gongkai.tui.widgets.columns import GAP, Layout, last_offset, layout
from gongkai.tui.widgets.source import SIGNS, GridRow, PageSource
from gongkai.tui.widgets.window import PageWindow

_GUTTER = 3  # mark, sign of the tone, one blank
_MARGIN = 1  # blank cell at the right
_BLANKS = " " * GAP
_MARK = "*"
_WHEEL = 3  # rows per notch of the wheel
_NOTHING = T("这里还没有记录。", "There is nothing here yet.")


class Grid(Widget, can_focus=True):
    """A grid over a ``PageSource``; shows every text as plain text, whatever is in it."""

    ALLOW_SELECT = False  # the mouse selects rows, not letters

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--cursor",
        "grid--marked",
        "grid--late",
        "grid--soon",
        "grid--done",
        "grid--blank",
        "grid--muted",
        "grid--empty",
    }

    DEFAULT_CSS = """
    Grid {
        width: 1fr;
        height: 1fr;
        background: $surface;
        color: $foreground;
        & > .grid--header { background: $panel; color: $foreground; text-style: bold; }
        & > .grid--cursor { background: $block-cursor-blurred-background; text-style: bold; }
        & > .grid--marked { background: $primary-muted; }
        & > .grid--late { color: $text-error; }
        & > .grid--soon { color: $text-warning; }
        & > .grid--done { color: $text-success; }
        & > .grid--blank { color: $text-secondary; }
        & > .grid--muted { color: $foreground-muted; }
        & > .grid--empty { color: $foreground-muted; }
        &:focus > .grid--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        &:nocolor > .grid--cursor { text-style: reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("left", "columns_left", show=False),
        Binding("right", "columns_right", show=False),
        Binding("space", "mark", show=False),
        Binding("shift+up", "extend_up", show=False),
        Binding("shift+down", "extend_down", show=False),
        Binding("a", "mark_page", show=False),
        Binding("enter", "open", show=False),
    ]

    KEYS: ClassVar[tuple[tuple[str, T], ...]] = (
        ("↑ ↓", T("上下移动", "move")),
        ("PgUp PgDn", T("上下翻页", "page up and down")),
        ("Home End", T("第一条、最后一条", "first and last row")),
        ("← →", T("左右移动栏目", "move the columns")),
        ("Space", T("标记或取消标记", "mark or unmark")),
        ("Shift+↑ ↓", T("连续标记", "mark on the way")),
        ("a", T("标记本页", "mark this page")),
        ("Enter", T("打开", "open")),
    )
    """The keys of a grid in both languages, for a help screen."""

    class Opened(Message):
        """A row was opened (enter, or a double click)."""

        def __init__(self, grid: "Grid", uid: str) -> None:
            super().__init__()
            self.grid = grid
            self.uid = uid

        @property
        def control(self) -> "Grid":
            """The grid that sent it."""
            return self.grid

    class Moved(Message):
        """The cursor is on another row; ``row`` is ``None`` in an empty grid."""

        def __init__(self, grid: "Grid", row: GridRow | None) -> None:
            super().__init__()
            self.grid = grid
            self.row = row

        @property
        def control(self) -> "Grid":
            """The grid that sent it."""
            return self.grid

    class Marked(Message):
        """The set of marked rows has changed; ``count`` rows are marked now."""

        def __init__(self, grid: "Grid", count: int) -> None:
            super().__init__()
            self.grid = grid
            self.count = count

        @property
        def control(self) -> "Grid":
            """The grid that sent it."""
            return self.grid

    class Failed(Message):
        """The source could not be read; the grid goes on showing what it showed before."""

        def __init__(self, grid: "Grid", error: GongkaiError) -> None:
            super().__init__()
            self.grid = grid
            self.error = error

        @property
        def control(self) -> "Grid":
            """The grid that sent it."""
            return self.grid

    def __init__(
        self,
        source: PageSource | None = None,
        *,
        fixed: int = 1,
        empty: T | str = _NOTHING,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """A grid of ``source``.

        ``fixed`` columns stay at the left when the columns move; ``empty`` is what an empty grid says (it
        should say what to do next).
        """
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.moved_hook: Callable[[GridRow | None], None] | None = None
        """Called in the key handler itself, so that a status line is painted together with the cursor."""
        self._window = PageWindow(source) if source is not None else None
        self._fixed = fixed
        self._empty = empty
        self._offset = 0
        self._marked: set[str] = set()
        self._error: GongkaiError | None = None
        self._placed: tuple[tuple[int, int], Layout] | None = None

    # -- what a screen asks and sets ------------------------------------------------------------------

    @property
    def source(self) -> PageSource | None:
        """Where the rows come from."""
        return self._window.source if self._window else None

    @property
    def cursor_row(self) -> GridRow | None:
        """The row under the cursor, ``None`` when there is none."""
        return self._window.row if self._window else None

    @property
    def visible_rows(self) -> list[GridRow]:
        """The rows on the screen, top to bottom."""
        return self._window.view if self._window else []

    @property
    def held(self) -> int:
        """How many rows are in memory: never more than two screenfuls."""
        return len(self._window.rows) if self._window else 0

    @property
    def marked(self) -> frozenset[str]:
        """The uids of the marked rows, on any page."""
        return frozenset(self._marked)

    @property
    def empty(self) -> T | str:
        """What an empty grid says; it should say what to do next."""
        return self._empty

    @empty.setter
    def empty(self, text: T | str) -> None:
        self._empty = text
        self.refresh()

    def set_source(self, source: PageSource, *, keep_marks: bool = False) -> None:
        """Show another source from its first row; marks go unless ``keep_marks`` (same rows, filtered)."""
        had = self.cursor_row
        if not keep_marks:
            self.clear_marks()
        self._window = PageWindow(source)
        self._offset, self._placed, self._error = 0, None, None
        self._fit()
        if had is not None and self.cursor_row is None:
            self._tell()  # a row to tell of was told by the reading itself

    def reload(self, keep_cursor: bool = True) -> None:
        """Read the screenful again, after a change in the store.

        The cursor stays on its row (or on its line, when the row is gone), or goes to the first row when
        ``keep_cursor`` is false. A grid that could not be read before is read anew.
        """
        if self._window and self._window.height:
            window = self._window
            self._step(lambda: window.reload(keep_cursor), repaint=True)

    def clear_marks(self) -> None:
        """Unmark everything."""
        if self._marked:
            self._set_marks(set())

    # -- reading and repainting -----------------------------------------------------------------------

    def on_resize(self) -> None:
        """Fit the rows to the new size; only missing rows are read."""
        self._placed = None
        self._fit()

    def _fit(self) -> None:
        height = self.size.height - 1
        # a grid that is not on the screen yet has no height, and reads nothing
        if self._window and self.size.height and (height != self._window.height or not self._window.loaded):
            window = self._window
            self._step(lambda: window.resize(height), repaint=True)
        else:
            self.refresh()

    def _step(self, move: Callable[[], Any], *, repaint: bool = False) -> None:
        """Do one thing to the window and repaint what it changed, here and now."""
        window = self._window
        if window is None:
            return
        view, row, line = window.view, window.row, window.line
        try:
            move()
        except GongkaiError as error:
            self._error = error
            self.post_message(self.Failed(self, error))
        else:
            repaint = repaint or self._error is not None
            self._error = None
        if repaint or window.view != view:
            self.refresh()
        elif window.line != line:
            self._repaint_line(line)
            self._repaint_line(window.line)
        if window.row is not row:
            self._tell()

    def _tell(self) -> None:
        row = self.cursor_row
        if self.moved_hook is not None:
            self.moved_hook(row)
        self.post_message(self.Moved(self, row))

    def _repaint_line(self, line: int) -> None:
        self.refresh(Region(0, line + 1, self.size.width, 1))

    def _set_marks(self, marked: set[str]) -> None:
        self._marked = marked
        self.refresh()
        self.post_message(self.Marked(self, len(marked)))

    # -- keys and mouse -------------------------------------------------------------------------------

    def action_cursor_up(self) -> None:
        """One row up."""
        if self._window:
            self._step(self._window.up)

    def action_cursor_down(self) -> None:
        """One row down."""
        if self._window:
            self._step(self._window.down)

    def action_page_up(self) -> None:
        """One screenful up."""
        if self._window:
            self._step(self._window.page_up)

    def action_page_down(self) -> None:
        """One screenful down."""
        if self._window:
            self._step(self._window.page_down)

    def action_first(self) -> None:
        """To the first row."""
        if self._window:
            self._step(self._window.home)

    def action_last(self) -> None:
        """To the last row."""
        if self._window:
            self._step(self._window.end)

    def action_columns_left(self) -> None:
        """Show one column more at the left."""
        self._move_columns(-1)

    def action_columns_right(self) -> None:
        """Show one column more at the right."""
        self._move_columns(1)

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away."""
        if row := self.cursor_row:
            self._set_marks(self._marked ^ {row.uid})

    def action_mark_page(self) -> None:
        """Mark every row on the screen; when all are marked, unmark them."""
        page = {row.uid for row in self.visible_rows}
        if page:
            self._set_marks(self._marked - page if page <= self._marked else self._marked | page)

    def action_extend_down(self) -> None:
        """Mark this row and the next one, and go there."""
        self._extend(self.action_cursor_down)

    def action_extend_up(self) -> None:
        """Mark this row and the one before, and go there."""
        self._extend(self.action_cursor_up)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if row := self.cursor_row:
            self.post_message(self.Opened(self, row.uid))

    def _extend(self, move: Callable[[], None]) -> None:
        before = self.cursor_row
        move()
        added = {row.uid for row in (before, self.cursor_row) if row is not None}
        if not added <= self._marked:
            self._set_marks(self._marked | added)

    def _move_columns(self, step: int) -> None:
        if self._window is None:
            return
        columns = self._window.source.columns
        limit = last_offset(columns, self.size.width - _GUTTER - _MARGIN, self._fixed)
        offset = max(0, min(self._offset + step, limit))
        if offset != self._offset:
            self._offset, self._placed = offset, None
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row; a double click opens it, a click on the gutter marks it."""
        window, place = self._window, event.get_content_offset(self)
        if window is None or place is None or not 1 <= place.y <= len(window.view):
            return
        self._step(lambda: window.point(place.y - 1))
        if place.x < _GUTTER:
            self.action_mark()
        elif event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the rows; the cursor comes along only where it would leave the screen."""
        self._wheel(event, _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the rows back."""
        self._wheel(event, -_WHEEL)

    def _wheel(self, event: events.MouseEvent, lines: int) -> None:
        event.stop()
        event.prevent_default()
        if window := self._window:
            self._step(lambda: window.scroll(lines))

    # -- painting -------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the grid: the header, a row, or a line of the text of an empty grid."""
        width, base = self.size.width, self.rich_style
        if y == 0:
            strip, style = self._header(), self.get_component_rich_style("grid--header")
        elif self._window and self._window.rows:
            strip, style = self._row(y - 1, base)
        else:
            strip, style = self._empty_line(y, base)
        # the widths of Rich decide here: the compositor cuts lines by them
        return strip.adjust_cell_length(width, style)

    def _layout(self) -> Layout:
        key = (self.size.width, self._offset)
        if self._placed is None or self._placed[0] != key:
            columns = self._window.source.columns if self._window else ()
            room = key[0] - _GUTTER - _MARGIN
            # after the screen got wider, the columns may have moved further than the last one needs
            self._offset = min(self._offset, last_offset(columns, room, self._fixed))
            placed = layout(columns, room, self._offset, self._fixed)
            if placed.more_right:  # leave room for the sign that there is more
                placed = layout(columns, room - 1, self._offset, self._fixed)
            self._placed = ((key[0], self._offset), placed)
        return self._placed[1]

    def _header(self) -> Strip:
        style = self.get_component_rich_style("grid--header")
        placed = self._layout()
        gutter = (" ‹" if placed.more_left else "").ljust(_GUTTER)
        columns = self._window.source.columns if self._window else ()
        labels = [clean_line(str(columns[index].label)) for index, _ in placed.shown]
        strip = Strip([Segment(gutter + _BLANKS.join(self._cells(placed, labels)), style)])
        if placed.more_right:
            cut = strip.adjust_cell_length(max(0, self.size.width - 1), style)
            strip = Strip([*cut, Segment("›", style)])
        return strip

    def _row(self, line: int, base: Style) -> tuple[Strip, Style]:
        window = self._window
        view = window.view if window else []
        if window is None or line >= len(view):
            return Strip([]), base
        row = view[line]
        tone = row.tone if row.tone in SIGNS else ""
        told = base + self._look(f"grid--{tone}") if tone else base
        # a screen of many states would be a carpet of colours: only the fixed columns carry the tone
        rest = told if tone == "muted" else base
        if marked := row.uid in self._marked:
            told, rest = (style + self._look("grid--marked") for style in (told, rest))
        if line == window.line:
            told, rest = (style + self._look("grid--cursor") for style in (told, rest))
        placed = self._layout()
        texts = [row.cells[index] if index < len(row.cells) else "" for index, _ in placed.shown]
        gutter = (_MARK if marked else " ") + SIGNS[tone] + " "
        parts = self._cells(placed, texts)
        count = max(1, self._fixed)
        first, others = parts[:count], parts[count:]
        segments = [Segment(gutter, told + Style(bold=True)), Segment(_BLANKS.join(first), told)]
        return Strip([*segments, *(Segment(_BLANKS + part, rest) for part in others)]), rest

    def _look(self, name: str) -> Style:
        """What a component class sets itself, with half-transparent colours already mixed."""
        mixed, own = self.get_component_rich_style(name), self.get_component_rich_style(name, partial=True)
        color = mixed.color if own.color else None
        return own + Style(color=color, bgcolor=mixed.bgcolor if own.bgcolor else None)

    def _cells(self, placed: Layout, texts: list[str]) -> list[str]:
        columns = self._window.source.columns if self._window else ()
        return [
            pad(truncate(text, width), width, columns[index].align)
            for text, (index, width) in zip(texts, placed.shown, strict=True)
        ]

    def _empty_line(self, y: int, base: Style) -> tuple[Strip, Style]:
        if self._window is not None and not self._window.loaded and self._error is None:
            return Strip([]), base  # not read yet: to say that there is nothing would be a guess
        name = "grid--late" if self._error else "grid--empty"
        style = base + self._look(name)
        said = f"! {self._error}" if self._error else str(self._empty)
        room = max(1, self.size.width - 2 * _GUTTER)
        lines: list[str] = []
        for part in said.splitlines():
            lines += [line.plain.rstrip() for line in Text(clean_line(part)).wrap(self.app.console, room)]
        index = y - 2
        text = " " * _GUTTER + lines[index] if 0 <= index < len(lines) else ""
        return Strip([Segment(text, style)]), style
