"""The rows a grid holds: one screenful of a keyset-paged source, and at most one neighbour page.

No painting here, so every rule of moving about can be tested without a screen. Heights are in rows.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from gongkai.core.text import clean_line
from gongkai.tui.widgets.source import GridRow, PageSource

# A neighbour key that was never seen. None cannot say it: None means that there is no neighbour.
_UNKNOWN: Final[Any] = object()


def _plain(rows: Iterable[GridRow]) -> list[GridRow]:
    """The rows with every cell as one line of plain text."""
    return [replace(row, cells=tuple(clean_line(cell) for cell in row.cells)) for row in rows]


class PageWindow:
    """A window of ``height`` rows over a source, with a cursor in it.

    At most ``2 * height`` rows are held. Every method may raise what the source raises (``GongkaiError``);
    the window then still shows what it showed before.
    """

    def __init__(self, source: PageSource) -> None:
        self.source = source
        self.rows: list[GridRow] = []
        self.top = 0
        self.cursor = 0
        self.height = 0
        self.loaded = False
        self.start: tuple[GridRow, int] | None = None
        """A row to begin at instead of the first one, and how many rows to show above it."""
        self._before: Any = None  # key of the row above the first held one; None: there is none
        self._after: Any = None  # key of the row below the last held one; None: there is none

    # -- what is seen ---------------------------------------------------------------------------------

    @property
    def view(self) -> list[GridRow]:
        """The rows on the screen, top to bottom."""
        return self.rows[self.top : self.top + self.height]

    @property
    def row(self) -> GridRow | None:
        """The row under the cursor, ``None`` in an empty table."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def line(self) -> int:
        """The cursor's line in the view, from 0."""
        return self.cursor - self.top

    @property
    def at_start(self) -> bool:
        """Whether the first held row is known to be the first of all."""
        return self.loaded and self._before is None

    @property
    def at_end(self) -> bool:
        """Whether the last held row is known to be the last of all."""
        return self.loaded and self._after is None

    # -- moving ---------------------------------------------------------------------------------------

    def open(self) -> None:
        """Read the first screenful and put the cursor on the first row: one call of ``forward``."""
        start, self.start = self.start, None
        if start is not None:
            self._open_at(*start)
            return
        self._adopt_after(None)
        self.top = self.cursor = 0

    def resize(self, height: int) -> None:
        """Fit the view to a new height; reads only the rows that are missing on a taller screen."""
        self.height = max(1, height)
        if not self.loaded:
            self.open()
            return
        self.top = max(self.top, self.cursor - self.height + 1)
        self._fill()
        self._trim(above_first=True)

    def down(self) -> None:
        """One row down; at the bottom of what is held one more page is read."""
        if self.cursor + 1 >= len(self.rows) and not self.at_end:
            self._read_below(self.height)
        if self.cursor + 1 < len(self.rows):
            self.cursor += 1
            self.top = max(self.top, self.cursor - self.height + 1)
            self._trim(above_first=True)

    def up(self) -> None:
        """One row up; at the top of what is held one more page is read."""
        if self.cursor == 0 and not self.at_start:
            self._read_above(self.height)
        if self.cursor > 0:
            self.cursor -= 1
            self.top = min(self.top, self.cursor)
            self._trim(above_first=False)

    def page_down(self) -> None:
        """The next screenful, with no row shown twice; on the last one the cursor goes to the last row."""
        missing = self.top + 2 * self.height - len(self.rows)
        if missing > 0 and not self.at_end:
            self._read_below(missing)
        if self.top + self.height < len(self.rows):
            self.top += self.height
            self.cursor = min(self.cursor + self.height, len(self.rows) - 1)
            self._trim(above_first=True)
        else:
            self.cursor = max(0, len(self.rows) - 1)

    def page_up(self) -> None:
        """The screenful before; on the first one the cursor goes to the first row."""
        missing = self.height - self.top
        if missing > 0 and not self.at_start:
            self._read_above(missing)
        if self.top == 0:
            self.cursor = 0
            return
        step = min(self.height, self.top)
        self.top -= step
        self.cursor -= step
        self._trim(above_first=False)

    def home(self) -> None:
        """The first row of all."""
        if not self.at_start:
            self._adopt_after(None)
        self.top = self.cursor = 0
        self._trim(above_first=False)

    def end(self) -> None:
        """The last row of all, with a full screen above it."""
        if not (self.at_end and (len(self.rows) >= self.height or self.at_start)):
            self._adopt_before(None)
        self.cursor = max(0, len(self.rows) - 1)
        self.top = max(0, len(self.rows) - self.height)
        self._trim(above_first=True)

    def scroll(self, lines: int) -> None:
        """Move the view (down when positive); the cursor stays where it is as long as it is seen."""
        if lines > 0:
            missing = self.top + lines + self.height - len(self.rows)
            if missing > 0 and not self.at_end:
                self._read_below(max(missing, self.height))
            self.top = min(self.top + lines, max(self.top, len(self.rows) - self.height))
        else:
            if self.top + lines < 0 and not self.at_start:
                self._read_above(max(-lines, self.height))
            self.top = max(0, self.top + lines)
        self.cursor = max(self.top, min(self.cursor, self.top + self.height - 1, len(self.rows) - 1))
        self._trim(above_first=lines > 0)

    def point(self, line: int) -> bool:
        """Put the cursor on a line of the view; ``False`` when there is no row on it."""
        if not 0 <= line < len(self.view):
            return False
        self.cursor = self.top + line
        return True

    def reload(self, keep_cursor: bool) -> None:
        """Read the screenful again; the cursor stays on its row, or on its line when that row is gone."""
        old = self.row
        if not (keep_cursor and self.loaded and old is not None):
            self.open()
            return
        saved = (self.rows, self.top, self.cursor, self._before, self._after)
        try:
            self._reread(old)
        except Exception:
            # half of a reload must not be seen: the rows before it are still true as of then
            self.rows, self.top, self.cursor, self._before, self._after = saved
            raise

    # -- reading --------------------------------------------------------------------------------------

    def _open_at(self, row: GridRow, line: int) -> None:
        above = _plain(self.source.backward(row.key, min(line, self.height - 1))) if line > 0 else []
        self._adopt_after(above[-1].key if above else None)
        if above:
            self.rows = above + self.rows
            self._before = _UNKNOWN
        self.top, self.cursor = 0, max(0, min(len(above), len(self.rows) - 1))
        found = self._find(row.uid)
        if found is not None:
            self.cursor = found
        self._fill()
        self._trim(above_first=False)

    def _reread(self, old: GridRow) -> None:
        line, bottom = self.line, self.top + self.height
        above = self.rows[self.cursor - 1].key if line else _UNKNOWN
        before = self.rows[self.top - 1].key if self.top else self._before
        after = self.rows[bottom].key if bottom < len(self.rows) else self._after
        if before is not _UNKNOWN:
            self._adopt_after(before)
        else:
            self._adopt_before(None if after is _UNKNOWN else after)
        self.top, found = 0, self._find(old.uid)
        if found is None and above is not _UNKNOWN:
            # new rows may have pushed it off the page: it still stands after the row it stood after
            page = (self.rows, self._before, self._after)
            self._adopt_after(above)
            found = self._find(old.uid)
            if found is None:
                self.rows, self._before, self._after = page
        self.cursor = max(0, min(line, len(self.rows) - 1)) if found is None else found
        self._fill()
        self.cursor = max(0, min(self.cursor, len(self.rows) - 1))

    def _find(self, uid: str) -> int | None:
        return next((index for index, row in enumerate(self.rows) if row.uid == uid), None)

    def _adopt_after(self, key: Any) -> None:
        got = _plain(self.source.forward(key, self.height)[: self.height])
        self.rows, self._before, self.loaded = got, key, True
        self._after = _UNKNOWN if len(got) == self.height else None

    def _adopt_before(self, key: Any) -> None:
        got = _plain(self.source.backward(key, self.height)[-self.height :])
        self.rows, self._after, self.loaded = got, key, True
        self._before = _UNKNOWN if len(got) == self.height else None

    def _read_below(self, limit: int) -> None:
        key = self.rows[-1].key if self.rows else self._before
        got = _plain(self.source.forward(key, limit)[:limit])
        self.rows = self.rows + got
        self._after = _UNKNOWN if len(got) == limit else None

    def _read_above(self, limit: int) -> None:
        key = self.rows[0].key if self.rows else self._after
        got = _plain(self.source.backward(key, limit)[-limit:])
        self.rows = got + self.rows
        self.top += len(got)
        self.cursor += len(got)
        self._before = _UNKNOWN if len(got) == limit else None

    def _fill(self) -> None:
        """Leave no blank line below the rows while there are rows to show, reading only what is missing."""
        if (short := self._short()) > 0 and not self.at_end:
            self._read_below(short)
        if (short := self._short()) > 0:
            self.top = max(0, self.top - short)
        if (short := self._short()) > 0 and not self.at_start:
            self._read_above(short)
            self.top = 0

    def _short(self) -> int:
        return self.top + self.height - len(self.rows)

    def _trim(self, *, above_first: bool) -> None:
        """Let go of rows beyond two screenfuls, on the side the cursor comes from first."""
        for above in (above_first, not above_first):
            excess = len(self.rows) - 2 * self.height
            if excess <= 0:
                return
            if above:
                drop = min(excess, self.top)
                if drop:
                    self._before = self.rows[drop - 1].key
                    self.rows = self.rows[drop:]
                    self.top -= drop
                    self.cursor -= drop
            else:
                keep = max(self.top + self.height, len(self.rows) - excess)
                if keep < len(self.rows):
                    self._after = self.rows[keep].key
                    self.rows = self.rows[:keep]
