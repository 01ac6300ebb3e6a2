"""A screen with one list that is worked out in a thread: what is wrong, who is behind, what is due on a day."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets.option_list import Option

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key
from gongkai.tui.screens.base import Page
from gongkai.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from gongkai.core.office import Office

MOVE = Key("up,down", "", T("选择", "Choose"), T("上下移动", "move"))
LEAVE = Key("escape", "", T("返回", "Back"))


class ListPage(Page):
    """A list of what was found.

    Attributes:
        BUSY, NOTHING: what is said while it is looked for, and when there is nothing.
        found: what ``look`` gave; None until it did.
    """

    AUTO_FOCUS = "Menu"
    BUSY: ClassVar[T] = T("正在汇总……", "Counting…")
    NOTHING: ClassVar[T] = T("没有。", "None.")

    def __init__(self) -> None:
        super().__init__()
        self.found: Any = None
        self._error: Exception | None = None

    def body(self) -> Iterable[Widget]:
        """What it shows, the list, the line that tells of it."""
        yield Words(self.title_line, id="title")
        yield Menu(id="list")
        yield Words(self.status, id="status")

    def on_mount(self) -> None:
        """Look in a thread."""
        self.action_reload()

    def came_back(self) -> None:
        """Something may have been done meanwhile."""
        self.action_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut for the width."""
        self.call_after_refresh(self._paint)

    def spoken_anew(self) -> None:
        """Names and words."""
        self._paint()

    def action_reload(self) -> None:
        """Look again."""
        self.work_on("list", self.look(), self._looked, self._not_looked)
        self._paint()

    def title_line(self) -> Content:
        """The line above the list."""
        return Content.styled(clean_line(str(self.heading)), "bold")

    @abstractmethod
    def look(self) -> "Callable[[Office, Callable[[int], bool]], Any]":
        """What finds the things to be listed, in a thread."""

    @abstractmethod
    def lines(self, width: int) -> Iterable[Option]:
        """The lines of what was found."""

    def status(self) -> Content:
        """The line below the list."""
        return Content("")

    def _looked(self, found: Any) -> None:
        self.found, self._error = found, None
        self._paint()

    def _not_looked(self, error: Exception) -> None:
        self._error = error
        self._paint()
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    def _paint(self) -> None:
        menu = self.query_one("#list", Menu)
        at = menu.highlighted
        menu.clear_options()
        if self._error is not None:
            menu.add_option(said(clean_line(str(self._error)), "$text-error"))
        elif self.found is None:
            menu.add_option(said(str(self.BUSY), "$text-muted"))
        else:
            width = (menu.scrollable_content_region.width or self.app.size.width) - 2
            options = list(self.lines(width)) or [said(str(self.NOTHING), "$text-success")]
            menu.add_options(options)
            open_ = [number for number, option in enumerate(options) if not option.disabled]
            if open_:
                menu.highlighted = at if at in open_ else open_[0]
        self.query_one("#title", Words).say()
        self.query_one("#status", Words).say()


def said(text: str, style: str) -> Option:
    """A line that cannot be chosen."""
    return Option(Content.styled(text, style), disabled=True)
