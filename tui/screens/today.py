"""The first screen: what is overdue, what waits for me, what is due soon, how things stand, what changed.

Its frame is on the terminal before anything else is read or even imported; ``dayview`` fills it.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Page

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.today import Card
    from gongkai.tui.dayview import Day, DayView

LOADING = T("正在读取规则和插件……", "Reading rules and plugins…")


def _day(office: "Office", tick: Callable[[int], bool]) -> "Day":
    """The cards of every plugin and the newest changes; read off the UI thread."""
    from gongkai.tui.dayview import the_day

    return the_day(office)


class TodayScreen(Page):
    """Cards in groups; each opens the register or the screen behind it."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("选择", "Choose"), T("上下移动", "move")),
        Key("enter", "", T("打开", "Open"), T("打开这一项背后的登记册或页面", "open what stands behind the line")),
        Key("h", "history", T("变更", "Changes"), T("本单位全部变更", "all changes of the office")),
        Key("r,f5", "reload", T("刷新", "Reload"), T("重新汇总", "count again")),
        Key("2", "app.digit('2')", T("单位树", "Tree"), T("区划与单位树", "divisions and units")),
        Key("ctrl+l", "", T("English", "中文"), T("切换中文、英文", "switch between Chinese and English")),  # zh-data
        Key("ctrl+q", "", T("退出", "Quit")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    CSS_PATH: ClassVar[None] = None  # the first picture must not wait for the style of other screens
    AUTO_FOCUS = "#cards"
    place = "today"

    def __init__(self) -> None:
        super().__init__()
        self._view: DayView | None = None

    @property
    def heading(self) -> T:
        """Its name."""
        return T("今日", "Today")

    def body(self) -> Iterable[Widget]:
        """One line, until there is more to show."""
        yield Words(LOADING, id="loading")

    async def furnish(self) -> None:
        """Put the lists in, after the first picture."""
        from gongkai.tui.dayview import DayView

        self._view = DayView()
        await self.mount(self._view, after="#loading")
        await self.query_one("#loading").remove()
        self._view.focus_cards()
        self.gongkai.when_ready(self.reload)

    def came_back(self) -> None:
        """Things may have been done meanwhile."""
        if self.gongkai.ready:
            self.reload()

    def spoken_anew(self) -> None:
        """The cards' words."""
        if self._view is not None:
            self._view.paint()

    def show_fault(self, error: Exception) -> None:
        """Rules or plugins cannot be read: say so where the cards would be."""
        if self._view is not None:
            self._view.show(None, error)

    def action_reload(self) -> None:
        """Count again."""
        self.gongkai.when_ready(self.reload)

    def reload(self) -> None:
        """Count the day's cards in a thread."""
        self.work_on("cards", _day, self._counted, self._not_counted)

    def _counted(self, day: "Day") -> None:
        if self._view is not None:
            self._view.show(day, None)
        self.refresh_frame()  # a plugin put aside takes its registers with it

    def _not_counted(self, error: Exception) -> None:
        self.show_fault(error)
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    def open_card(self, card: "Card") -> None:
        """What stands behind a card."""
        if card.register:
            from gongkai.core.register import Query

            self.gongkai.open_register(card.register, Query(filters=card.filters, longest=card.longest), card.title)
        elif card.screen:
            self.gongkai.open_screen(card.screen)

    def action_history(self) -> None:
        """All changes of the office."""

        def opened() -> None:
            from gongkai.tui.screens.history import OfficeHistoryScreen  # when first used

            self.app.push_screen(OfficeHistoryScreen())

        self.gongkai.when_ready(opened)
