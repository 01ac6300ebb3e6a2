"""The frame of every screen: the title bar, the line of places and the bar of keys."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import cells, clean_line, truncate
from gongkai.tui.keys import Key
from gongkai.tui.text import day

if TYPE_CHECKING:
    from gongkai.tui.app import GongkaiApp

SAMPLE = T("样例数据", "sample data")
DESK = T("政务公开", "Disclosure office")


class Words(Static):
    """A text in the language in use; asked again when the language changes."""

    def __init__(
        self, words: T | Callable[[], Content | T | str], *, id: str | None = None, classes: str | None = None
    ) -> None:
        self._words = words
        super().__init__("", id=id, classes=classes, markup=False)

    def on_mount(self) -> None:
        """Speak when the neighbours are there that may be asked."""
        self.say()

    def _say(self) -> Content:
        try:
            said = self._words if isinstance(self._words, T) else self._words()
        except GongkaiError as error:
            return Content.styled(clean_line(str(error)), "$text-error")
        return said if isinstance(said, Content) else Content(clean_line(str(said)))

    def say(self, words: T | Callable[[], Content | T | str] | None = None) -> None:
        """Show other words, or the same ones anew."""
        if words is not None:
            self._words = words
        self.update(self._say())


class Bar(Widget):
    """One line of items, some of which can be clicked."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spots: list[tuple[int, int, str]] = []

    @property
    def gongkai(self) -> "GongkaiApp":
        """The app this bar is in."""
        return cast("GongkaiApp", self.app)

    def on_click(self, event: events.Click) -> None:
        """A click on an item is its key."""
        place = event.get_content_offset(self)
        for start, end, key in self._spots:
            if place is not None and start <= place.x < end:
                self.app.simulate_key(key)


class TitleBar(Bar):
    """Whose office this is, whether its data are made up, who acts, and which day it is."""

    def render(self) -> Content:
        """The line, with the less needful parts left out where it is narrow."""
        app, width = self.gongkai, self.size.width
        office = app.office
        badge = f" {SAMPLE} " if office.settings.sample else ""
        today = day(office.today)
        who = clean_line(app.who)
        desk = f" · {DESK}"
        title = clean_line(app.office_title)
        for parts in ((who, today), (who, today[:10]), (who, ""), ("", "")):
            right = "  ".join(part for part in parts if part)
            room = width - 2 - cells(right) - cells(badge) - 2
            if room >= min(cells(title), 12):
                break
        if room < cells(title + desk):
            desk = ""
        title = truncate(title, max(4, room))
        used = 1 + cells(title + desk) + (1 + cells(badge) if badge else 0)
        gap = " " * max(1, width - used - cells(right) - 1)
        return Content.assemble(
            " ", Content.styled(title, "bold"), desk, " " if badge else "",
            Content.styled(badge, "bold $badge-foreground on $badge-background"), gap, right, " ",
        )  # fmt: skip


class PlaceBar(Bar):
    """The main places with their number keys; the present one stands out."""

    def render(self) -> Content:
        """As many places as fit."""
        app, width = self.gongkai, self.size.width
        here = getattr(self.screen, "place", "")
        parts: list[Content] = []
        self._spots, x = [], 0
        places = app.places
        texts = [f" {place.digit} {clean_line(str(place.name))} " for place in places]
        if sum(map(cells, texts)) > width:  # closer together, so that ten of them stand on 80 columns
            texts = [f"{place.digit}{clean_line(str(place.name))} " for place in places]
        for place, text in zip(places, texts, strict=True):
            size = cells(text)
            if x + size + (0 if place is places[-1] else 2) > width:
                parts.append(Content("…"))
                break
            self._spots.append((x, x + size, place.digit))
            now = place.key == here
            parts.append(
                Content.styled(text, "bold $block-cursor-foreground on $block-cursor-background" if now else "")
            )
            x += size
        return Content("").join(parts)


class KeyBar(Bar):
    """The main keys of the screen; help and the palette always have their place."""

    def __init__(self, keys: Callable[[], Sequence[Key]], *, always: Sequence[Key] = (), id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys = keys
        self._always = always

    def render(self) -> Content:
        """As many keys as fit, in their order."""
        width = self.size.width
        items = [key for key in self._keys() if key.bar and key.word]
        tail = [(key, f"{key.shown} {key.word}") for key in self._always]
        reserved = sum(cells(text) + 2 for _, text in tail)
        shown: list[tuple[Key, str]] = []
        x = 1
        for key in items:
            text = f"{key.shown} {key.word}"
            if x + cells(text) + 1 + reserved > width:
                continue
            shown.append((key, text))
            x += cells(text) + 2
        parts: list[Content] = [Content(" ")]
        self._spots, x = [], 1
        for number, (key, text) in enumerate([*shown, *tail]):
            if number == len(shown):  # help and palette stand at the right
                gap = max(0, width - x - reserved)
                parts.append(Content(" " * gap))
                x += gap
            name = key.key.split(",")[0].strip()
            self._spots.append((x, x + cells(text), name))
            parts += [Content.styled(key.shown, "bold $text-accent"), Content(f" {key.word}  ")]
            x += cells(text) + 2
        return Content("").join(parts)
