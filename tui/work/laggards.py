"""Who is behind: units, levels or plans with the most tasks that are late; Enter lists them."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from gongkai.core.codes import Level
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.text import clean_line, truncate
from gongkai.tui.keys import Key, bindings
from gongkai.tui.opening import register_screen
from gongkai.tui.palette import open_unit
from gongkai.tui.screens.listing import LEAVE, MOVE, ListPage
from gongkai.tui.text import column
from gongkai.tui.widgets.menu import Menu
from gongkai.tui.work.place import WITHIN, OfPlace

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.plugins.tasks.plans.progress import Laggard

MOST = 500
KINDS = {"unit": T("按单位", "by unit"), "level": T("按层级", "by level"), "plan": T("按工作要点", "by plan")}
HEADS = (T("逾期", "late"), T("最长(天)", "days"), T("未办结", "open"), T("全部", "all"))


class LaggardsScreen(ListPage, OfPlace):
    """The most late tasks first, then the longest delay."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        MOVE,
        Key("enter", "", T("列表", "List"), T("列出它逾期的任务", "list its overdue tasks")),
        Key("k", "kind", T("分组", "Group"), T("按单位、层级或工作要点", "by unit, level or plan")),
        Key("d", "detail", T("单位", "Unit"), T("单位的情况", "the unit itself")),
        WITHIN,
        Key("r,f5", "reload", T("重算", "Again"), T("重新汇总", "count again")),
        LEAVE,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    NOTHING = T("没有逾期的任务。", "No task is overdue.")

    def __init__(self, office: "Office | None" = None) -> None:
        super().__init__()
        self._by = "unit"

    @property
    def heading(self) -> T:
        """Its name."""
        return T("滞后名单", "Who is behind")

    def title_line(self) -> Content:
        """How it is grouped, and for which place."""
        return Content.assemble(
            Content.styled(f"{self.heading} · {KINDS[self._by]}", "bold"), "  ",
            Content.styled(self.place_words, "$text-primary"),
        )  # fmt: skip

    def look(self) -> "Callable[[Office, Callable[[int], bool]], Any]":
        """The groups that are behind."""
        by, within = self._by, self.place_shown

        def read(own: "Office", tick: Callable[[int], bool]) -> "list[Laggard]":
            from gongkai.plugins.tasks.plans.progress import laggards

            return laggards(own, by, within, limit=MOST)

        return read

    def lines(self, width: int) -> Iterable[Option]:
        """One line each."""
        room = max(12, min(60, width - 44))
        for number, one in enumerate(self.found):
            figures = (one.late, one.days, one.open, one.all)
            shown = [
                Content.assemble(
                    column(f"{figure:,}", 6, right=True), Content.styled(f" {head}", "$text-muted")
                ).stylize("bold $text-error" if place == 0 else "")
                for place, (figure, head) in enumerate(zip(figures, HEADS, strict=True))
            ]  # fmt: skip
            name = column(truncate(clean_line(self._words(one)), room), room)
            yield Option(Content.assemble(name, *shown), id=f"n{number}")

    def _words(self, one: "Laggard") -> str:
        if self._by == "level" and one.key:
            return str(Level.from_key(one.key).label)
        return one.name or str(T("（不属于要点）", "(of no plan)"))

    def status(self) -> Content:
        """How many, and how many tasks in all."""
        if not self.found:
            return Content("")
        words = T("{n} 个逾期，共 {m} 项任务", "{n} behind, with {m} late tasks")
        late = sum(one.late for one in self.found)
        more = T("（只列前 {n} 个）", " (the first {n} only)").format(n=MOST) if len(self.found) == MOST else T("", "")
        return Content(str(words.format(n=f"{len(self.found):,}", m=f"{late:,}") + more))

    def _under_cursor(self) -> "Laggard | None":
        option = self.query_one("#list", Menu).highlighted_option
        if option is None or option.id is None:
            return None
        one: Laggard = self.found[int(option.id[1:])]
        return one

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        one = self._under_cursor()
        if one is None:
            return
        if self._by == "level":
            self.gongkai.tell(T("按 k 换成按单位，再打开名单。", "Press k for units, then open their lists."))
            return
        if self._by == "unit":
            query = Query(filters=("overdue",), unit=one.key)
        else:
            query = Query(filters=("overdue",), where={"plan": one.key}, within=self.place_shown)
        self.app.push_screen(register_screen(self.office.register("task"), query))

    def action_kind(self) -> None:
        """The next way of grouping."""
        names = list(KINDS)
        self._by = names[(names.index(self._by) + 1) % len(names)]
        self.found = None
        self.action_reload()

    def action_detail(self) -> None:
        """The unit under the cursor."""
        one = self._under_cursor()
        if one is not None and self._by == "unit" and one.key:
            open_unit(self.gongkai, one.key)
