"""Forms of an act: of the act itself, of one step, of one part of a split, and the list of the parts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets.option_list import Option

from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.core.registry.actfile import Part
from gongkai.core.text import cells, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.fields import FieldList
from gongkai.tui.keys import Key, bindings
from gongkai.tui.reorg.asks import PARTS, Ask, Value, make_part, values_of
from gongkai.tui.reorg.rows import AskRow
from gongkai.tui.reorg.words import part_name, subject_name
from gongkai.tui.screens.base import Dialog
from gongkai.tui.screens.filling import CHOICE, FIELDS, Filling, field_bindings
from gongkai.tui.widgets.menu import Menu

LABEL_MOST = 26


class AskScreen(Filling[AskRow]):
    """A form of some lines; gives their values by name, or None."""

    WIDE = True
    ROW = AskRow
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "done", T("确定", "Done"), T("收下这些内容", "take what is filled in"), priority=True),
        FIELDS,
        CHOICE,
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = field_bindings(KEYS)
    AUTO_FOCUS = ""

    def __init__(self, title: T, asks: Sequence[Ask], values: Mapping[str, Value], act: Act, what: str = "") -> None:
        """A form.

        Args:
            act: what else the act says, so that what it makes can be picked.
            what: ``unit`` or ``division``, where the parts of a split are asked for.
        """
        super().__init__()
        self._title = title
        self._asks = asks
        self._values = values
        self._act = act
        self._what = what

    @property
    def heading(self) -> T:
        """The title given."""
        return self._title

    def body(self) -> ComposeResult:
        """The lines, and the help of the one that has the focus."""
        width = min(LABEL_MOST, max(cells(str(ask.label)) for ask in self._asks) + 2)
        with FieldList(id="fields"):
            for ask in self._asks:
                yield AskRow(
                    self.office, ask, self._values[ask.name], self._act, label_width=width, parts=self._ask_parts
                )
        with Vertical(id="foot"):
            yield Words(self.help_words, id="fieldhelp")

    def on_mount(self) -> None:
        """Begin where something is needed."""
        self.begin()

    def action_done(self) -> None:
        """Check everything and hand it over."""
        if self.right():
            self.dismiss({row.ask.name: row.value for row in self.rows})

    def _ask_parts(self, row: AskRow) -> None:
        whole = next((str(other.value) for other in self.rows if other.ask.name == "of"), "")
        parts = tuple(row.value) if isinstance(row.value, tuple) else ()

        def done(found: Any) -> None:
            if found is not None:
                row.take(found)

        self.app.push_screen(PartsScreen(self._what, whole, parts, self._act), done)


class PartsScreen(Dialog):
    """The parts that something is split into; gives them, or None."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("修改", "Edit"), T("修改这一部分", "edit the part")),
        Key("n", "new", T("添加", "Add"), T("添加一部分", "add a part")),
        Key("delete", "remove", T("删除", "Remove"), T("删除这一部分", "take the part away")),
        Key("ctrl+s", "done", T("确定", "Done"), T("收下这些部分", "take these parts"), priority=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Menu"

    def __init__(self, what: str, whole: str, parts: Sequence[Part], act: Act) -> None:
        super().__init__()
        self._what = what
        self._whole = whole
        self._parts = list(parts)
        self._act = act

    @property
    def heading(self) -> T:
        """What is split."""
        name = subject_name(self.office, self._whole)
        return T(f"分设：{name}", f"Split: {name}")

    def body(self) -> Iterable[Widget]:
        """The parts."""
        yield Words(
            T("至少两部分；其中一部分由原来的继续。", "At least two parts; the old one goes on as one of them."),
            id="about",
        )
        yield Menu(id="steps")

    def on_mount(self) -> None:
        """List them."""
        self.spoken_anew()

    def spoken_anew(self) -> None:
        """The list in the language in use."""
        menu = self.query_one(Menu)
        at = menu.highlighted
        menu.clear_options()
        for part in self._parts:
            said = part_name(self.office, part)
            if part.unit or str(part.code) == self._whole:
                said += str(T("  （原来的继续）", "  (goes on)"))
            menu.add_option(Option(Content(truncate(said, 60))))
        menu.add_option(Option(Content.styled(str(T("＋ 添加一部分", "+ add a part")), "$text-primary")))
        menu.highlighted = min(at or 0, len(self._parts))

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self._edit(event.option_index)

    def action_new(self) -> None:
        """Another part."""
        self._edit(len(self._parts))

    def _edit(self, place: int) -> None:
        asks = PARTS[self._what]
        part = self._parts[place] if place < len(self._parts) else Part()
        title = T(f"第 {place + 1} 部分", f"Part {place + 1}")

        def done(values: Any) -> None:
            if values is not None:
                self._parts[place : place + 1] = [make_part(self.office, self._what, values, self._whole)]
                self.spoken_anew()

        self.app.push_screen(AskScreen(title, asks, values_of(asks, part), self._act), done)

    def action_remove(self) -> None:
        """One part less."""
        at = self.query_one(Menu).highlighted
        if at is not None and at < len(self._parts):
            del self._parts[at]
            self.spoken_anew()

    def action_done(self) -> None:
        """Hand them over."""
        self.dismiss(tuple(self._parts))
