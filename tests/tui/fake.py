"""Sources that count what is asked of them, an app that keeps the messages, and waiting for a condition."""

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from gongkai.core.errors import GongkaiError, StoreError
from gongkai.core.i18n import T
from gongkai.tui.widgets.grid import Grid
from gongkai.tui.widgets.lazytree import LazyTree
from gongkai.tui.widgets.prompt import Prompt
from gongkai.tui.widgets.source import GridColumn, GridRow

BROKEN = StoreError(T("数据库读不出来[/]\x1b[2J", "The store cannot be read[/]\x1b[2J"), T("请重试。", "Try again."))

COLUMNS = (
    GridColumn("title", T("事项", "Item"), 12, flexible=True),
    GridColumn("unit", T("责任单位", "Unit"), 9),
    GridColumn("score", T("得分", "Score"), 8, "right"),
)


def plain_cells(key: int) -> tuple[str, ...]:
    """The cells of the row with this key."""
    return (f"事项{key}", f"单位{key}", f"{key}.5")


class CountingSource:
    """Rows with the given integer keys, made when they are asked for; keeps every call."""

    def __init__(
        self,
        keys: Sequence[int],
        *,
        columns: Sequence[GridColumn] = COLUMNS,
        cells: Callable[[int], tuple[str, ...]] = plain_cells,
        tone: Callable[[int], str] = lambda key: "",
    ) -> None:
        self.keys = keys
        self.columns = columns
        self.cells = cells
        self.tone = tone
        self.error: GongkaiError | None = None
        self.calls: list[tuple[str, int | None, int]] = []
        self.served: list[int] = []

    def forward(self, after: Any | None, limit: int) -> list[GridRow]:
        """Rows after the key."""
        start = 0 if after is None else bisect_right(self.keys, after)
        return self._give("forward", after, limit, start, start + limit)

    def backward(self, before: Any | None, limit: int) -> list[GridRow]:
        """Rows before the key."""
        end = len(self.keys) if before is None else bisect_left(self.keys, before)
        return self._give("backward", before, limit, max(0, end - limit), end)

    def _give(self, name: str, key: int | None, limit: int, start: int, end: int) -> list[GridRow]:
        self.calls.append((name, key, limit))
        if self.error is not None:
            raise self.error
        found = list(self.keys[start:end])
        self.served += found
        return [GridRow(key, f"u{key}", self.cells(key), self.tone(key)) for key in found]


class Host(App[None]):
    """One widget alone on the screen; keeps what it posts."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.seen: list[Message] = []

    def compose(self) -> ComposeResult:
        """The widget."""
        yield self.widget

    def of(self, kind: type[Message]) -> list[Any]:
        """The messages of one kind, in order."""
        return [message for message in self.seen if isinstance(message, kind)]

    def on_grid_opened(self, message: Grid.Opened) -> None:
        """Keep it."""
        self.seen.append(message)

    def on_grid_moved(self, message: Grid.Moved) -> None:
        """Keep it."""
        self.seen.append(message)

    def on_grid_marked(self, message: Grid.Marked) -> None:
        """Keep it."""
        self.seen.append(message)

    def on_grid_failed(self, message: Grid.Failed) -> None:
        """Keep it."""
        self.seen.append(message)

    def on_lazy_tree_opened(self, message: LazyTree.Opened) -> None:
        """Keep it."""
        self.seen.append(message)

    def on_lazy_tree_moved(self, message: LazyTree.Moved) -> None:
        """Keep it."""
        self.seen.append(message)

    def on_lazy_tree_failed(self, message: LazyTree.Failed) -> None:
        """Keep it."""
        self.seen.append(message)

    def on_prompt_submitted(self, message: Prompt.Submitted) -> None:
        """Keep it."""
        self.seen.append(message)

    def on_prompt_cancelled(self, message: Prompt.Cancelled) -> None:
        """Keep it."""
        self.seen.append(message)


async def until(pilot: Pilot[Any], what: str, condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait until ``condition`` holds; fail with ``what`` when it does not within ``seconds``."""
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < end, f"waited in vain: {what}"
        await pilot.pause()


def lines(widget: Widget) -> list[str]:
    """What the widget paints, line by line, each checked to be exactly as wide as the widget."""
    strips = [widget.render_line(y) for y in range(widget.size.height)]
    assert [strip.cell_length for strip in strips] == [widget.size.width] * len(strips)
    return [strip.text for strip in strips]
