"""The ranking of units by their scores, class by class, and how a score comes about."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets.option_list import Option

from gongkai.core.codes import Level
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import cells, clean, clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog, Page
from gongkai.tui.screens.pick import Item, PickScreen, narrowed
from gongkai.tui.text import column, wrap
from gongkai.tui.widgets.menu import Menu
from gongkai.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.plugins.inspection.ranking import Ranked

HUNDRED = Decimal(100)
NOTHING = T("没有可评分的单位。请检查评分办法。", "No unit is scored. Look at the rubrics.")


class ScoresScreen(Page):
    """Every unit with its rank in its class; Enter explains a score."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("选择", "Choose"), T("上下移动", "move")),
        Key("enter", "", T("说明", "Explain"), T("这个得分怎么来的", "how this score comes about")),
        Key("k", "kind", T("换类别", "Class"), T("转到另一类单位的排名", "go to the ranking of another class")),
        Key(
            "slash", "search", T("查找", "Find"), T("按汉字或拼音首字母找单位", "find a unit by characters or initials")
        ),
        Key("m", "map", T("热力图", "Map"), T("区划与指标的热力图", "divisions against indicators")),
        Key("d", "detail", T("单位", "Unit"), T("单位的情况", "the unit itself")),
        Key("r,f5", "reload", T("重算", "Again"), T("重新计算", "compute again")),
        Key("escape", "", T("返回", "Back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Menu"

    def __init__(self, office: "Office | None" = None) -> None:
        super().__init__()
        self._ranked: list[Ranked] | None = None
        self._error: Exception | None = None
        self._heads: dict[str, int] = {}

    @property
    def heading(self) -> T:
        """Its name."""
        return T("得分排名", "Scores")

    def body(self) -> Iterable[Widget]:
        """What it shows, the list, the line for searching."""
        yield Words(self._title, id="title")
        yield Menu(id="ranking")
        yield Words(self._status, id="status")
        yield Prompt()

    def on_mount(self) -> None:
        """Compute in a thread."""
        self.action_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Bars follow the width."""
        self.call_after_refresh(self._paint)

    def spoken_anew(self) -> None:
        """Names of classes."""
        self._paint()

    def action_reload(self) -> None:
        """Compute the scores of everything the account may see."""
        self._ranked, self._error = None, None

        def compute(own: "Office", tick: Callable[[int], bool]) -> "list[Ranked]":
            from gongkai.plugins.inspection.engine import standing
            from gongkai.plugins.inspection.ranking import ranked

            return ranked(standing(own))

        self.work_on("scores", compute, self._computed, self._not_computed)
        self._paint()

    def _computed(self, found: "list[Ranked]") -> None:
        self._ranked = found
        self._paint()

    def _not_computed(self, error: Exception) -> None:
        self._error = error
        self._paint()
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    # painting

    def _title(self) -> Content:
        words = T("同层级、同类别的单位之间排名", "ranked among units of the same level and kind")
        return Content.assemble(
            Content.styled(str(self.heading), "bold"), "  ", Content.styled(str(words), "$text-muted")
        )

    def _status(self) -> Content:
        if self._ranked is None:
            return Content("")
        scored = sum(1 for one in self._ranked if one.score.published is not None)
        words = T("{n} 个单位，已有得分 {m} 个", "{n} units, {m} with a score")
        return Content(str(words.format(n=f"{len(self._ranked):,}", m=f"{scored:,}")))

    def _class(self, one: "Ranked") -> T:
        kinds = dict(self.office.profile.choices["unit_kind"])
        kind = kinds.get(one.score.kind, T(one.score.kind, one.score.kind))
        return Level.from_key(one.score.level).label + T(" · ", " · ") + kind

    def _paint(self) -> None:
        menu = self.query_one("#ranking", Menu)
        was = menu.highlighted_option.id if menu.highlighted_option else None
        width = min(120, (menu.scrollable_content_region.width or self.app.size.width) - 2)
        menu.clear_options()
        self._heads = {}
        if self._error is not None:
            menu.add_option(_said(clean_line(str(self._error)), "$text-error"))
        elif self._ranked is None:
            menu.add_option(_said(str(T("正在计算得分……", "Computing the scores…")), "$text-muted"))
        elif not self._ranked:
            menu.add_option(_said(str(NOTHING), "$text-muted"))
        else:
            self._lines(menu, width)
            index = menu.get_option_index(was) if was and any(o.id == was for o in menu.options) else None
            menu.highlighted = index if index is not None else min(2, menu.option_count - 1)
        self.query_one("#status", Words).say()

    def _lines(self, menu: Menu, width: int) -> None:
        options: list[Option] = []
        before = None
        for one in self._ranked or ():
            name = self._class(one)
            if str(name) != before:
                before = str(name)
                options.append(_said("", ""))
                words = T("{name}（{n} 个单位，{m} 个有得分）", "{name} ({n} units, {m} scored)").format(
                    name=name, n=one.members, m=one.assessed
                )
                self._heads[before] = len(options)
                options.append(_said(str(words), "bold $text-primary"))
            options.append(Option(_line(one, width), id=f"unit-{one.score.uid}"))
        menu.add_options(options)

    # keys

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.app.push_screen(TraceScreen(event.option_id.removeprefix("unit-")))

    def _uid(self) -> str | None:
        option = self.query_one("#ranking", Menu).highlighted_option
        return option.id.removeprefix("unit-") if option and option.id else None

    def action_detail(self) -> None:
        """The unit under the cursor."""
        from gongkai.tui.palette import open_unit  # when first used

        if uid := self._uid():
            open_unit(self.gongkai, uid)

    def action_map(self) -> None:
        """Divisions against indicators."""
        self.gongkai.open_screen("heat")

    def action_kind(self) -> None:
        """Jump to a class."""
        items = [Item(place, name) for name, place in self._heads.items()]

        def chosen(place: Any) -> None:
            if place is not None:
                menu = self.query_one("#ranking", Menu)
                menu.highlighted = int(place) + 1
                menu.scroll_to_highlight(top=True)

        if items:
            self.app.push_screen(PickScreen(T("哪一类单位", "Which class"), items), chosen)

    def action_search(self) -> None:
        """Ask for a text."""
        self.query_one(Prompt).ask()

    @on(Prompt.Submitted)
    def _searched(self, event: Prompt.Submitted) -> None:
        event.stop()
        items = [Item(one.score.uid, one.score.name) for one in self._ranked or ()]
        place = clean_line(self.gongkai.office_title)
        short = [Item(one.score.uid, one.score.name.removeprefix(place)) for one in self._ranked or ()]
        keys = list(dict.fromkeys(one.key for one in [*narrowed(items, event.text), *narrowed(short, event.text)]))
        names = {one.key: str(one.label) for one in items}
        if not event.text or not keys:
            self.gongkai.tell(T("找不到“{text}”。", "Nothing found for “{text}”.").format(text=event.text), warn=True)
        elif len(keys) == 1:
            self._go_to(keys[0])
        else:
            found = [Item(key, names[key]) for key in keys]
            self.app.push_screen(PickScreen(T("找到 {n} 项", "{n} found").format(n=len(found)), found), self._go_to)

    def _go_to(self, uid: Any) -> None:
        if uid is not None:
            menu = self.query_one("#ranking", Menu)
            menu.highlighted = menu.get_option_index(f"unit-{uid}")


def _said(text: str, style: str) -> Option:
    return Option(Content.styled(text, style) if style else Content(text), disabled=True)


def _line(one: "Ranked", width: int) -> Content:
    score = one.score
    rank = column("" if one.rank is None else one.rank, 4, right=True)
    value = column("—" if score.published is None else score.published, 7, right=True)
    told = str(T("已评 {n}/{m} 项", "{n} of {m} items").format(n=score.assessed, m=score.expected))
    told = column(told, 14, right=True)
    bar = max(0, min(30, width - 64))
    room = max(12, width - 4 - 7 - 14 - 6 - bar - (2 if bar else 0))
    name = column(truncate(clean_line(score.name), room), room)
    filled = int((score.published or Decimal(0)) * bar / HUNDRED)
    parts: list[str | Content] = [Content.styled(rank, "bold $text-accent"), "  ", name, "  "]
    if bar:
        parts += [
            Content.styled("━" * filled, "$primary"), Content.styled("─" * (bar - filled), "$border-blurred"), "  ",
        ]  # fmt: skip
    parts += [Content.styled(value, "bold"), "  ", Content.styled(told, "$text-muted")]
    return Content.assemble(*parts)


class TraceScreen(Dialog):
    """How one unit's score comes about, item by item."""

    WIDE = True
    AUTO_FOCUS = "VerticalScroll"
    KEYS: ClassVar[tuple[Key, ...]] = (Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),)

    def __init__(self, uid: str) -> None:
        super().__init__()
        self._uid = uid
        self._lines: list[T] | None = None
        self._error: Exception | None = None

    @property
    def heading(self) -> T:
        """Its name."""
        return T("得分说明", "Score explained")

    def body(self) -> Iterable[Widget]:
        """The trace."""
        yield VerticalScroll(Words(self._trace, id="trace"))

    def on_mount(self) -> None:
        """Compute in a thread."""
        uid = self._uid

        def compute(own: "Office", tick: Callable[[int], bool]) -> list[T]:
            from gongkai.plugins.inspection.explain import explain

            return list(explain(own, own.unit(uid)).lines)

        self.work_on("trace", compute, self._computed, self._not_computed)

    def _computed(self, lines: list[T]) -> None:
        self._lines = lines
        self.query_one("#trace", Words).say()

    def _not_computed(self, error: Exception) -> None:
        self._error = error
        self.query_one("#trace", Words).say()
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken for the width."""
        self.query_one("#trace", Words).say()

    def _trace(self) -> Content:
        if self._error is not None:
            return Content.styled(clean_line(str(self._error)), "$text-error")
        if self._lines is None:
            return Content.styled(str(T("正在计算……", "Computing…")), "$text-muted")
        width = max(40, min(122, self.app.size.width * 96 // 100 - 8))
        parts: list[Content] = []
        for number, words in enumerate(self._lines):
            text = clean(str(words))
            head = number == 0 or (text[:1].isdigit() and not text.startswith(" "))
            indent = " " * (cells(text) - cells(text.lstrip()))
            for part in wrap(text.lstrip(), width - len(indent)):
                parts.append(Content.styled(indent + part, "bold" if head else ""))
        return Content("\n").join(parts)
