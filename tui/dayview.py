"""The day's cards and the newest changes, as lists to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets.option_list import Option

from gongkai.core.i18n import T
from gongkai.core.text import cells, clean_line, truncate
from gongkai.core.today import GROUPS, Card
from gongkai.tui.screens.today import LOADING
from gongkai.tui.text import column, moment
from gongkai.tui.widgets.menu import Menu
from gongkai.tui.widgets.source import SIGNS

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.tui.app import GongkaiApp
    from gongkai.tui.screens.today import TodayScreen

WIDEST = 96
"""Cells of a line of cards; a number far from its words is hard to read."""
TONES = {"late": "late", "soon": "soon", "act": "", "state": "", "news": "muted"}
COLOURS = {"late": "$text-error", "soon": "$text-warning", "act": "$text-primary", "state": "$text-secondary"}
NEWS = 40
FEW = 3
"""Changes shown at least where they stand below the cards."""

COUNTING = T("正在汇总……", "Counting…")
CALM = T("没有逾期，也没有等你办理的事项。", "Nothing is overdue and nothing waits for you.")
NO_RIGHTS = T("账号 {name} 没有任何权限，看不到数据。", "Account {name} has no grant and sees nothing.")
ASK = T("请管理员授权，或用 --as 换账号。", "Ask an administrator for one, or use --as.")
FAULT = T("插件 {name} 已停用：{why}", "Plugin {name} is put aside: {why}")


@dataclass
class Day:
    """What was found for the day."""

    cards: list[Card] = field(default_factory=list)
    news: list[tuple[int, str, str, str, int]] = field(default_factory=list)
    blind: bool = False


def the_day(office: "Office") -> Day:
    """The cards of every plugin and the newest changes; read off the UI thread."""
    from gongkai.core.access import SYSTEM
    from gongkai.core.ledger.history import recent
    from gongkai.core.today import cards

    blind = not office.rights and office.actor != SYSTEM
    return Day(cards(office), [] if blind else recent(office, NEWS), blind)


class DayView(Horizontal):
    """The cards, and on wide screens the changes beside them."""

    def __init__(self) -> None:
        super().__init__(id="day")
        self._day: Day | None = None
        self._fault: Exception | None = None
        self._opens: dict[str, Card] = {}

    @property
    def gongkai(self) -> "GongkaiApp":
        """The app, typed."""
        return cast("GongkaiApp", self.app)

    @property
    def office(self) -> "Office":
        """The opened office."""
        return self.gongkai.office

    def compose(self) -> ComposeResult:
        """Two lists."""
        yield Menu(id="cards")
        yield Menu(id="news")

    def on_mount(self) -> None:
        """Say what is going on until the cards are counted."""
        self.paint()

    def on_resize(self) -> None:
        """Numbers stand at the right border."""
        self.call_after_refresh(self.paint)

    def focus_cards(self) -> None:
        """The keyboard works in the cards."""
        self.query_one("#cards").focus()

    def show(self, day: Day | None, fault: Exception | None) -> None:
        """Show what was found, or what went wrong."""
        self._day, self._fault = day, fault
        self.paint()

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        screen = cast("TodayScreen", self.screen)
        card = self._opens.get(event.option_id or "")
        if card is not None:
            screen.open_card(card)
        elif event.option_id and event.option_id.startswith("news"):
            screen.action_history()

    def paint(self) -> None:
        """Fill the lists for the size and the language of now."""
        if not self.is_mounted:
            return
        beside = self.app.size.width >= 110
        cards, news = self.query_one("#cards", Menu), self.query_one("#news", Menu)
        news.display = beside
        room = self.app.size.height - 3  # the frame's lines
        lines = self._card_lines(cards)
        if not beside and self._day is not None:
            if len(lines) + FEW + 2 > room:
                lines = [option for option in lines if not (option.disabled and not str(option.prompt))]
            lines += self._news_lines(cards, max(FEW, room - len(lines) - 2))
            if len(lines) > room:
                lines = [option for option in lines if not (option.disabled and not str(option.prompt))]
        self._fill(cards, lines)
        if beside:
            self._fill(news, self._news_lines(news, max(5, news.size.height - 2)))

    def _fill(self, target: Menu, options: Sequence[Option]) -> None:
        was = target.highlighted_option.id if target.highlighted_option else None
        target.clear_options()
        target.add_options(options)
        places = [i for i, option in enumerate(options) if not option.disabled]
        same = next((i for i in places if options[i].id == was), None)
        target.highlighted = same if same is not None else (places[0] if places else None)

    def _width(self, target: Menu) -> int:
        return min(WIDEST, (target.scrollable_content_region.width or self.app.size.width) - 2)

    def _card_lines(self, target: Menu) -> list[Option]:
        lines: list[Option] = []
        if self._fault is not None:
            return [_said(str(self._fault), "$text-error")]
        plugins: Any = self.office.plugins if self.gongkai.ready else None
        for found in plugins.faults if plugins else ():
            said = FAULT.format(name=clean_line(found.name), why=clean_line(found.fault))
            lines.append(_said(f"! {said}", "$text-warning"))
        if self._day is None:
            lines.append(_said(str(COUNTING if self.gongkai.ready else LOADING), "$text-muted"))
            return lines
        if self._day.blind:
            lines.append(_said(str(NO_RIGHTS.format(name=self.office.actor or "—")), "$text-error"))
            lines.append(_said(str(ASK), "$text-muted"))
            return lines
        shown = [card for card in self._day.cards if card.count != 0 or card.group == "state"]
        if not any(card.group in ("late", "act") for card in shown):
            lines += [_said("", ""), _said(f"✓ {CALM}", "$text-success")]
        self._opens = {}
        width = self._width(target)
        for group, name in GROUPS.items():
            members = [card for card in shown if card.group == group]
            if not members or group == "news":
                continue
            lines += [_said("", ""), _said(str(name), f"bold {COLOURS[group]}")]
            for number, card in enumerate(members):
                key = f"card-{group}-{number}-{clean_line(card.key)}"
                self._opens[key] = card
                lines.append(Option(_card(card, width), id=key))
        return lines

    def _news_lines(self, target: Menu, most: int) -> list[Option]:
        if self._day is None or not self._day.news:
            return []
        width, year = self._width(target), self.office.today.year
        lines = [_said("", ""), _said(str(GROUPS["news"]), "bold $text-secondary")]
        for seq, at, actor, reason, count in self._day.news[:most]:
            when = column(moment(at, year), 12)
            who = column(actor, 10)
            size = f" ×{count:,}" if count > 1 else ""
            what = truncate(clean_line(reason) or "—", max(4, width - 26 - cells(size)))
            text = Content.assemble("  ", Content.styled(f"{when} {who} ", "$text-muted"), Content(what + size))
            lines.append(Option(text, id=f"news-{seq}"))
        return lines


def _said(text: str, style: str) -> Option:
    """A line that cannot be chosen."""
    return Option(Content.styled(clean_line(text), style) if style else Content(text), disabled=True)


def _card(card: Card, width: int) -> Content:
    sign = SIGNS.get(TONES.get(card.group, ""), " ")
    count = "" if card.count is None else f"{card.count:,}"
    detail = clean_line(str(card.detail or ""))
    title = truncate(clean_line(str(card.title)), max(8, width - 4 - cells(count)))
    room = width - 4 - cells(title) - cells(count) - 2
    detail = truncate(detail, room) if room > 6 else ""
    right = detail + ("  " if detail and count else "")
    gap = " " * max(1, width - 4 - cells(title) - cells(right) - cells(count))
    colour = COLOURS.get(card.group, "")
    return Content.assemble(
        "  ", Content.styled(sign, colour), " ", Content(title), gap, Content.styled(right, "$text-muted"),
        Content.styled(count, f"bold {colour}"),
    )  # fmt: skip
