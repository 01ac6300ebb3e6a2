"""Choosing from a list by typing: characters, pinyin initials or a key. Serves forms, filters, actions, the palette."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import cells, clean_line, truncate
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.widgets.line import Line
from gongkai.tui.widgets.menu import Menu

MOST = 300
"""Items listed at once; typing narrows them."""

NOTHING = T("没有符合的项", "nothing fits")
TYPE = T("输入汉字或拼音首字母", "type characters or pinyin initials")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to choose: what is given back, how it reads, words at the right, and what else finds it."""

    key: Any
    label: T | str
    note: T | str = ""
    find: str = ""

    @property
    def hay(self) -> str:
        """Everything that finds it, in both languages."""
        words = f"{self.label.zh} {self.label.en}" if isinstance(self.label, T) else self.label
        return f"{self.label} {words} {self.find}".lower()


Source = Callable[[str], Sequence[Item]]


def narrowed(items: Sequence[Item], text: str, phrases: bool = True) -> list[Item]:
    """The items that fit a typed text: beginning first, then anywhere, by characters, initials or key.

    Args:
        phrases: whether to read labels as whole phrases when nothing else fits.
    """
    wanted = clean_line(text).lower()
    if not wanted:
        return list(items)
    if not wanted.isascii():
        return _fitting(items, [""] * len(items), wanted)
    labels = [item.label.zh if isinstance(item.label, T) else item.label for item in items]
    found = _fitting(items, _initials(labels), wanted)
    if not found and phrases and len(items) <= MOST:
        # 重要 is typed zy, and only the reader of whole phrases knows; it is slow to load (170 ms), so it comes last
        found = _fitting(items, _phrase_initials(labels), wanted)
    return found


def _fitting(items: Sequence[Item], initials: Sequence[str], wanted: str) -> list[Item]:
    first, later = [], []
    for item, letters in zip(items, initials, strict=True):
        hay = item.hay
        if hay.startswith(wanted) or letters.startswith(wanted):
            first.append(item)
        elif wanted in hay or wanted in letters:
            later.append(item)
    return first + later


def _initials(labels: Sequence[str]) -> list[str]:
    from gongkai.core.pinyin import initials_many  # reads a table of 25 ms when first used

    return initials_many(labels)


def _phrase_initials(labels: Sequence[str]) -> list[str]:
    from gongkai.core.pinyin import initials

    return [initials(label, phrase_aware=True) for label in labels]


class _TickLine(Line):
    """A line that leaves the space bar to the list."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here."""
        return key != "space" and super().check_consume_key(key, character)


class PickScreen(Dialog):
    """A list with a line to type in; gives the key chosen."""

    MANY = False

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("选择", "Choose"), T("上下移动", "move")),
        Key("enter", "", T("确定", "Take"), T("选定", "take it")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", show=False, priority=True),
        Binding("up", "move('up')", show=False, priority=True),
        Binding("down", "move('down')", show=False, priority=True),
        Binding("pageup", "move('page_up')", show=False, priority=True),
        Binding("pagedown", "move('page_down')", show=False, priority=True),
    ]
    AUTO_FOCUS = "Line"

    def __init__(
        self,
        title: T,
        source: Sequence[Item] | Source,
        *,
        chosen: Iterable[Any] = (),
        text: str = "",
        note: T | None = None,
    ) -> None:
        """A list to choose from.

        Args:
            source: all items, or a function that gives those that fit a text (one short read).
            chosen: the key to stand on; for several, those ticked at the start.
            text: what is already typed.
            note: a line of words under the list.
        """
        super().__init__()
        self._title = title
        self._source = source
        self._chosen = list(chosen)
        self._text = text
        self._note = note
        self._items: list[Item] = []

    @property
    def heading(self) -> T:
        """The title given."""
        return self._title

    def body(self) -> Iterable[Widget]:
        """The line, the list, the note."""
        yield (_TickLine if self.MANY else Line)(self._text, hint=TYPE)
        yield Menu(id="choices")
        note = Static("", id="note", markup=False)
        note.display = self._note is not None
        yield note

    def on_mount(self) -> None:
        """List what there is."""
        self.query_one(Menu).can_focus = False
        self.spoken_anew()
        line = self.query_one(Line)
        line.cursor_position = len(line.value)

    def add(self, text: str) -> None:
        """Letters that were typed while the list was being opened."""
        for line in self.query(Line):
            line.value += text
            line.cursor_position = len(line.value)
            return
        self._text += text

    def on_key(self, event: events.Key) -> None:
        """Letters that come before the line has the focus."""
        if self.focused is None and event.is_printable and event.character and event.character.strip():
            event.stop()
            event.prevent_default()
            self.add(event.character)

    def spoken_anew(self) -> None:
        """The list and the note."""
        self.query_one("#note", Static).update(Content(str(self._note or "")))
        self._list(self.query_one(Line).value, self._chosen[0] if self._chosen and not self.MANY else None)

    def on_resize(self) -> None:
        """The notes at the right move with the border."""
        if self._items:
            self._paint(self.query_one(Menu).highlighted)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose(self.query_one(Menu).highlighted)

    @on(Menu.OptionSelected)
    def _clicked(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_index)

    def action_move(self, where: str) -> None:
        """Move in the list while the line keeps the focus."""
        choices = self.query_one(Menu)
        name = where if where.startswith("page") else f"cursor_{where}"
        getattr(choices, f"action_{name}")()

    def action_take(self) -> None:
        """Take what is ticked, or the item under the cursor."""
        self._choose(self.query_one(Menu).highlighted)

    # inside

    def _list(self, text: str, stand_on: Any = None) -> None:
        try:
            found = self._source(text) if callable(self._source) else narrowed(self._source, text)
        except GongkaiError as error:
            self.gongkai.fail(error)
            found = []
        self._items = list(found[:MOST])
        place = next((i for i, item in enumerate(self._items) if item.key == stand_on), 0)
        self._paint(place if self._items else None)

    def _paint(self, place: int | None) -> None:
        choices = self.query_one(Menu)
        width = (choices.scrollable_content_region.width or choices.size.width or 60) - 2
        choices.clear_options()
        if not self._items:
            choices.add_option(Option(Content.styled(str(NOTHING), "$text-muted"), disabled=True))
            return
        choices.add_options(Option(self._line(item, width)) for item in self._items)
        choices.highlighted = place

    def _line(self, item: Item, width: int) -> Content:
        tick = ("[x] " if item.key in self._chosen else "[ ] ") if self.MANY else ""
        note = truncate(clean_line(str(item.note)), max(0, width // 2))
        label = truncate(clean_line(str(item.label)), max(4, width - cells(tick) - cells(note) - 2))
        gap = " " * max(1, width - cells(tick) - cells(label) - cells(note))
        return Content.assemble(Content(tick), Content(label), gap, Content.styled(note, "$text-muted"))

    def _choose(self, place: int | None) -> None:
        if place is None or not 0 <= place < len(self._items):
            return
        item = self._items[place]
        self._pick(item, place)

    def _pick(self, item: Item, place: int) -> None:
        self.dismiss(item.key)


class TickScreen(PickScreen):
    """The same for several: gives a tuple of the keys that are ticked."""

    MANY = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("移动", "Move"), T("上下移动", "move")),
        Key("space", "tick", T("勾选", "Tick"), T("勾选或取消", "tick or untick"), priority=True),
        Key("enter,ctrl+s", "take", T("确定", "Done"), T("确定所选", "take what is ticked"), priority=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    def action_tick(self) -> None:
        """Tick or untick the item under the cursor."""
        self._choose(self.query_one(Menu).highlighted)

    def action_take(self) -> None:
        """Take what is ticked."""
        self.dismiss(tuple(self._chosen))

    def _pick(self, item: Item, place: int) -> None:
        if item.key in self._chosen:
            self._chosen.remove(item.key)
        else:
            self._chosen.append(item.key)
        self._paint(place)
