"""One line of an act's form: its label, what it is typed or picked in, and a sign when something is wrong."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.reorg.asks import Ask, Value, choices, wrong
from gongkai.tui.reorg.choose import source
from gongkai.tui.reorg.words import shown
from gongkai.tui.screens.pick import Item, PickScreen, TickScreen
from gongkai.tui.widgets.area import Area
from gongkai.tui.widgets.chooser import Chooser
from gongkai.tui.widgets.line import Line

if TYPE_CHECKING:
    from gongkai.core.office import Office

PICKED = ("choice", "flag", "pick", "picks", "parts")
AREA = 3
DAY = T("如 2026-11-22", "such as 2026-11-22")

AskParts = Callable[["AskRow"], None]
"""Opens the list of the parts of a split."""


class AskRow(Horizontal):
    """One line of the form."""

    class Changed(Message):
        """The value has changed."""

    def __init__(
        self, office: "Office", ask: Ask, value: Value, act: Act, *, label_width: int, parts: AskParts | None = None
    ) -> None:  # fmt: skip
        super().__init__(id=f"ask-{ask.name}")
        self.office = office
        self.ask = ask
        self.value = value
        self.first = value
        self.error: T | None = None
        self._act = act
        self._parts = parts
        self._label_width = label_width

    def compose(self) -> ComposeResult:
        """Label, editor, sign."""
        label = Words(self._label, classes="label")
        label.styles.width = self._label_width
        yield label
        if self.ask.kind in PICKED:
            yield Chooser(self.words)
        elif self.ask.kind in ("lines", "pairs"):
            yield Area(str(self.value))
        else:
            yield Line(str(self.value), hint=DAY if self.ask.kind == "date" else "")
        yield Static("", classes="wrong", markup=False)

    def on_mount(self) -> None:
        """Several lines need room."""
        for area in self.query(Area):
            self.styles.height = area.styles.height = AREA

    def _label(self) -> Content:
        star = "*" if self.ask.need else ""
        return Content.assemble(Content.styled(star, "$text-error"), Content(clean_line(str(self.ask.label))))

    @property
    def words(self) -> str:
        """The value in words."""
        return shown(self.office, self.ask, self.value)

    @property
    def changed(self) -> bool:
        """Whether the value is another than at first."""
        return self.value != self.first

    def help_text(self) -> str:
        """What is wrong, or what is meant."""
        if self.error is not None:
            return f"! {self.error}"
        return str(self.ask.help) or (
            str(T("回车选择，Delete 清空", "Enter chooses, Delete empties")) if self.ask.kind in PICKED else ""
        )

    def check(self) -> T | None:
        """Look at the value; keeps and gives what is wrong."""
        self.error = wrong(self.office, self.ask, self.value)
        self.query_one(".wrong", Static).update(Content("!" if self.error else ""))
        self.set_class(self.error is not None, "-wrong")
        return self.error

    def focus_editor(self) -> None:
        """Put the caret here."""
        self.query("Chooser, Area, Line").first().focus()

    def take(self, value: Value) -> None:
        """Hold another value."""
        if value == self.value:
            return
        self.value = value
        for chooser in self.query(Chooser):
            chooser.words = self.words
        self.check()
        self.post_message(self.Changed())

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.take(event.value)

    @on(TextArea.Changed)
    def _area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.take(event.text_area.text)

    @on(Chooser.Emptied)
    def _emptied(self, event: Chooser.Emptied) -> None:
        event.stop()
        self.take(() if self.ask.kind in ("picks", "parts") else "")

    @on(Chooser.Asked)
    def _asked(self, event: Chooser.Asked) -> None:
        event.stop()
        ask = self.ask
        if ask.kind == "parts":
            if self._parts is not None:
                self._parts(self)
        elif ask.kind == "picks":
            chosen = tuple(map(str, self.value)) if isinstance(self.value, tuple) else ()
            found = source(self.office, ask.of, self._act, chosen)
            self.app.push_screen(TickScreen(ask.label, found, chosen=chosen, text=event.text), self._ticked)
        elif ask.kind == "pick":
            found = source(self.office, ask.of, self._act)
            self.app.push_screen(PickScreen(ask.label, found, text=event.text), self._picked)
        else:
            items = [Item(key, words, find=key) for key, words in choices(self.office, ask)]
            self.app.push_screen(PickScreen(ask.label, items, chosen=[self.value], text=event.text), self._picked)

    def _picked(self, key: Any) -> None:
        if key is not None:
            self.take(str(key))

    def _ticked(self, keys: Any) -> None:
        if keys is not None:
            self.take(tuple(map(str, keys)))
