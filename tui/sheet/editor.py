"""The line that lies over a cell while it is edited, and the box for a long text."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.widgets.area import Area
from gongkai.tui.widgets.line import Line


class CellLine(Line):
    """Says with which key one was done: Enter goes down, Tab to the right, Esc gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "done('down')", show=False),
        Binding("up", "done('up')", show=False),
        Binding("tab", "done('right')", show=False),
        Binding("shift+tab", "done('left')", show=False),
        Binding("escape", "give_up", show=False),
    ]

    class Done(Message):
        """What was typed, and where to go on."""

        def __init__(self, text: str, way: str) -> None:
            super().__init__()
            self.text = text
            self.way = way

    class GivenUp(Message):
        """The cell stays as it was."""

    def action_done(self, way: str) -> None:
        """Take it and go on."""
        self.post_message(self.Done(self.value, way))

    def action_give_up(self) -> None:
        """Leave the cell as it was."""
        self.post_message(self.GivenUp())


class CellTextScreen(Dialog):
    """A long text; gives the text, or None."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "take", T("完成", "Done"), T("填入这一格", "put it into the cell"), priority=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Area"

    def __init__(self, title: T, text: str, help: T | None) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._about = help

    @property
    def heading(self) -> T:
        """The field."""
        return self._title

    @property
    def unsaved(self) -> bool:
        """Whether the text is another one."""
        return self.query_one(Area).text != self._text

    def body(self) -> Iterable[Widget]:
        """The field's help, and the text."""
        if self._about is not None:
            yield Words(self._about, id="about")
        yield Area(self._text)

    def action_back(self) -> None:
        """Leave; ask first when something was changed."""
        if not self.unsaved:
            self.dismiss(None)
            return
        from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

        question = T("这一格的修改尚未填入。放弃？", "What was changed is not in the cell yet. Drop it?")
        self.app.push_screen(ConfirmScreen(T("放弃修改", "Drop changes"), question), self._dropped)

    def _dropped(self, yes: Any) -> None:
        if yes:
            self.dismiss(None)

    def action_take(self) -> None:
        """Give the text."""
        self.dismiss(self.query_one(Area).text)
