"""Choosing from a list by typing: characters, pinyin initials or a key. Serves forms, filters, actions, the palette."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import cells, clean_line, truncate
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.widgets.line import Line

MOST = 300
"""Items listed at once; typing narrows them."""

NOTHING = T("没有符合的项", "nothing fits")
TYPE = T("输入汉字或拼音首字母", "type characters or pinyin initials")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to choose: what is given back, how it reads, words at the right, and what else finds it."""

    key: Any
    label: str
    note: str = ""
    find: str = ""
    group: str = ""


Source = Callable[[str], Sequence[Item]]


def narrowed(items: Sequence[Item], text: str) -> list[Item]:
    """The items that fit a typed text: beginning first, then anywhere, by characters, initials or key."""
    wanted = clean_line(text).lower()
    if not wanted:
        return list(items)
    first, later = [], []
    initials = _initials([item.label for item in items]) if wanted.isascii() else [""] * len(items)
    for item, letters in zip(items, initials, strict=True):
        hay = f"{item.label} {item.find}".lower()
        if hay.startswith(wanted) or letters.startswith(wanted):
            first.append(item)
        elif wanted in hay or wanted in letters:
            later.append(item)
    return first + later


def _initials(labels: Sequence[str]) -> list[str]:
    from gongkai.core.pinyin import initials_many  # reads a table of 25 ms when first used

    return initials_many(labels)


class PickScreen(Dialog):
    """A list with a line to type in; gives the key chosen, or a tuple of keys when several may be taken."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("选择", "Choose"), T("上下移动", "move")),
        Key("enter", "", T("确定", "Take"), T("选定", "take it")),
    )
    MANY_KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("移动", "Move"), T("上下移动", "move")),
        Key("ctrl+a", "", T("", ""), T("", ""), bar=False),
        Key("enter", "", T("勾选", "Tick"), T("勾选或取消", "tick or untick")),
        Key("ctrl+s", "take", T("确定", "Done"), T("确定所选", "take what is ticked")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((Key("ctrl+s", "take", T("", ""), priority=True),)),
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
        many: bool = False,
        chosen: Iterable[Any] = (),
        text: str = "",
        note: T | None = None,
    ) -> None:
        """A list to choose from.

        Args:
            source: all items, or a function that gives those that fit a text (one short read).
            chosen: keys ticked at the start (``many``), or the key to stand on.
            text: what is already typed.
            note: a line of words under the list.
        """
        super().__init__()
        self._title = title
        self._source = source
        self._many = many
        self._chosen = list(chosen)
        self._text = text
        self._note = note
        self._items: list[Item] = []

    @property
    def heading(self) -> T:
        """The title given."""
        return self._title

    def keys(self) -> Sequence[Key]:
        """One or several."""
        return self.MANY_KEYS if self._many else self.KEYS

    def body(self) -> Iterable[Widget]:
        """The line, the list, the note."""
        yield Line(self._text, hint=TYPE)
        yield OptionList(markup=False, id="choices")
        note = Static("", id="note", markup=False)
        note.display = self._note is not None
        yield note

    def on_mount(self) -> None:
        """List what there is."""
        self.query_one(OptionList).can_focus = False
        self.spoken_anew()
        line = self.query_one(Line)
        line.cursor_position = len(line.value)

    def spoken_anew(self) -> None:
        """The list and the note."""
        self.query_one("#note", Static).update(Content(str(self._note or "")))
        self._list(self.query_one(Line).value, self._chosen[0] if self._chosen and not self._many else None)

    def on_resize(self) -> None:
        """The notes at the right move with the border."""
        if self._items:
            self._paint(self.query_one(OptionList).highlighted)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose(self.query_one(OptionList).highlighted)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_index)

    def action_move(self, where: str) -> None:
        """Move in the list while the line keeps the focus."""
        choices = self.query_one(OptionList)
        name = where if where.startswith("page") else f"cursor_{where}"
        getattr(choices, f"action_{name}")()

    def action_take(self) -> None:
        """Take what is ticked, or the item under the cursor."""
        if self._many:
            self.dismiss(tuple(self._chosen))
        else:
            self._choose(self.query_one(OptionList).highlighted)

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
        choices = self.query_one(OptionList)
        width = (choices.scrollable_content_region.width or choices.size.width or 60) - 2
        choices.clear_options()
        if not self._items:
            choices.add_option(Option(Content.styled(str(NOTHING), "$text-muted"), disabled=True))
            return
        choices.add_options(Option(self._line(item, width)) for item in self._items)
        choices.highlighted = self._row_of(place)

    def _row_of(self, place: int | None) -> int | None:
        return place

    def _line(self, item: Item, width: int) -> Content:
        tick = ("[x] " if item.key in self._chosen else "[ ] ") if self._many else ""
        note = truncate(clean_line(item.note), max(0, width // 2))
        label = truncate(clean_line(item.label), max(4, width - cells(tick) - cells(note) - 2))
        gap = " " * max(1, width - cells(tick) - cells(label) - cells(note))
        return Content.assemble(Content(tick), Content(label), gap, Content.styled(note, "$text-muted"))

    def _choose(self, place: int | None) -> None:
        if place is None or not 0 <= place < len(self._items):
            return
        item = self._items[place]
        if not self._many:
            self.dismiss(item.key)
            return
        self._chosen = [k for k in self._chosen if k != item.key] if item.key in self._chosen else [*self._chosen, item.key]
        self._paint(place)
