"""One line of an act's form: its label, what it is typed or picked in, and a sign when something is wrong."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import on

from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.tui.reorg.asks import Ask, Value, choices, wrong
from gongkai.tui.reorg.choose import source
from gongkai.tui.reorg.words import shown
from gongkai.tui.screens.pick import Item, PickScreen, TickScreen
from gongkai.tui.widgets.area import Area
from gongkai.tui.widgets.chooser import Chooser
from gongkai.tui.widgets.formrow import FormRow

if TYPE_CHECKING:
    from gongkai.core.office import Office

PICKED = ("choice", "flag", "pick", "picks", "parts")
AREA = 3

AskParts = Callable[["AskRow"], None]
"""Opens the list of the parts of a split."""


class AskRow(FormRow):
    """One line of the form."""

    def __init__(
        self, office: "Office", ask: Ask, value: Value, act: Act, *, label_width: int, parts: AskParts | None = None
    ) -> None:  # fmt: skip
        self.office = office
        self.ask = ask
        self._act = act
        self._parts = parts
        super().__init__(
            f"ask-{ask.name}", ask.label, value, picked=ask.kind in PICKED, long=ask.kind in ("lines", "pairs"),
            several=ask.kind in ("picks", "parts"), day=ask.kind == "date", width=label_width, needed=ask.need,
        )  # fmt: skip

    def on_mount(self) -> None:
        """Several lines need room."""
        for area in self.query(Area):
            self.styles.height = area.styles.height = AREA

    @property
    def words(self) -> str:
        """The value in words."""
        return shown(self.office, self.ask, self.value)

    def advice(self) -> str:
        """What is meant."""
        return str(self.ask.help)

    def judge(self) -> T | None:
        """Whether it fits what is asked."""
        return wrong(self.office, self.ask, self.value)

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
