"""What every screen shares: the frame, the keys, the language, background work, and faults that stay contained."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T, language
from gongkai.tui.background import Background, Finished
from gongkai.tui.chrome import Bar, KeyBar, PlaceBar, TitleBar, Words
from gongkai.tui.keys import Key, bindings

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from gongkai.core.office import Office
    from gongkai.tui.app import GongkaiApp
    from gongkai.tui.widgets.line import Line
    from gongkai.tui.widgets.prompt import Prompt

HELP = Key("question_mark,f1", "app.help", T("帮助", "Help"), T("本页按键说明", "the keys of this screen"))
PALETTE = Key(
    "ctrl+p", "app.palette", T("命令", "Commands"),
    T("命令面板：登记册、页面、动作、按首字母找单位", "commands: registers, screens, actions, units by initials"),
)  # fmt: skip
BACK = Key("escape", "back", T("返回", "Back"), T("返回上一页", "back to the screen before"))


class Base(Screen[Any]):
    """A screen of gongkai.

    Attributes:
        KEYS: its keys, in the order of their importance.
        place: key of the main place it belongs to, for the line of places.
    """

    KEYS: ClassVar[tuple[Key, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = bindings((HELP, BACK))
    CSS_PATH: "ClassVar[CSSPathType | None]" = Path(__file__).parents[1] / "screens.tcss"
    ESCAPE_TO_MINIMIZE = False
    place = ""

    def __init__(self) -> None:
        super().__init__()
        self.background_work = Background(self)
        self._spoken = language()
        self._shown_before = False

    @property
    def gongkai(self) -> "GongkaiApp":
        """The app, typed."""
        return cast("GongkaiApp", self.app)

    @property
    def office(self) -> "Office":
        """The opened office."""
        return self.gongkai.office

    @property
    def heading(self) -> T:
        """What the screen is called, for help and the palette."""
        return T("", "")

    def own_keys(self) -> Sequence[Key]:
        """The keys that mean something now."""
        return self.KEYS

    def more_keys(self) -> Iterable[tuple[str, T]]:
        """Keys of the widgets on the screen, for the help."""
        return ()

    # faults

    async def _dispatch_message(self, message: Message) -> None:
        # An error for a person to read ends what was being done, not the screen.
        try:
            await super()._dispatch_message(message)
        except GongkaiError as error:
            self.gongkai.fail(error)

    # background work

    def work_on(
        self,
        group: str,
        work: "Callable[[Office, Callable[[int], bool]], Any]",
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a longer read or write in a thread; see ``Background.start``."""
        self.background_work.start(group, self.office, work, done, failed)

    def on_finished(self, message: Finished) -> None:
        """Give the result of background work to whoever asked."""
        message.stop()
        self.background_work.finish(message)

    # language

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come back: in the language of now, with the data of now."""
        if self._spoken != language():
            self.retranslate()
        if self._shown_before and self.is_current:
            self.came_back()
        self._shown_before = True

    def came_back(self) -> None:
        """The screen is on top again; a screen that shows data reads them anew."""

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._spoken = language()
        for words in self.query(Words):
            words.say()
        for bar in self.query(Bar):
            bar.refresh(layout=True)
        for line in self.query("Line"):
            cast("Line", line).say_hint()
        for prompt in self.query("Prompt"):
            for line in prompt.query("_Line"):
                cast("Line", line).placeholder = str(cast("Prompt", prompt)._hint)
        self.spoken_anew()

    def spoken_anew(self) -> None:
        """What else of the screen has words in it."""

    def refresh_frame(self) -> None:
        """The frame's lines anew: who acts, which places there are."""
        for bar in self.query(Bar):
            bar.refresh(layout=True)

    def refresh_keys(self) -> None:
        """The keys that mean something have changed."""
        for bar in self.query(KeyBar):
            bar.refresh()

    # leaving

    def action_back(self) -> None:
        """Back to the screen before."""
        self.gongkai.back()


class Page(Base):
    """A screen that fills the terminal, with the line of places."""

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        yield TitleBar()
        yield PlaceBar()
        yield from self.body()
        yield KeyBar(self.own_keys, always=(HELP, PALETTE))

    def body(self) -> Iterable[Widget]:
        """The widgets between the frame's lines."""
        return ()


class Dialog(Base, ModalScreen[Any]):
    """A box over a screen, with its title, its body and its own keys; Esc leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((HELP, BACK))
    WIDE = False

    def compose(self) -> ComposeResult:
        """The box around the body."""
        with Vertical(id="box", classes="-wide-box" if self.WIDE else ""):
            yield Words(lambda: self.heading, id="heading")
            yield from self.body()
            yield KeyBar(self.own_keys, always=(BACK,))

    def body(self) -> Iterable[Widget]:
        """The widgets of the box."""
        return ()

    def action_back(self) -> None:
        """Leave without a result."""
        self.dismiss(None)
