"""The app: places, language, look, and the one way in which faults are told."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual._context import active_message_pump
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.notifications import Notify, SeverityLevel
from textual.screen import Screen
from textual.widget import Widget

from gongkai.core import i18n
from gongkai.core.errors import CheckFailed, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import clean, clean_line
from gongkai.tui import prefs
from gongkai.tui.keys import Key
from gongkai.tui.notices import Notice
from gongkai.tui.screens.base import Base, Dialog
from gongkai.tui.screens.today import TodayScreen
from gongkai.tui.text import NoControls, stamp_now
from gongkai.tui.themes import DARK, LIGHT, NAMES, THEMES

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.register import Query
    from gongkai.tui.stuck import Watch

SMALLEST = (60, 16)
"""Columns and lines that a screen needs."""
FIRST = ("entry", "task", "publication", "unit", "post", "power", "request", "case")
"""Registers that come first among the places; others that stand by themselves follow in the order of their plugins."""
DIGITS = "1234567890"

GLOBAL_KEYS: tuple[Key, ...] = (
    Key("1", "", T("今日", "Today"), T("今日：逾期、待办、即将到期", "today: overdue, waiting, due soon")),
    Key("2", "", T("单位树", "Tree"), T("区划与单位树", "divisions and units")),
    Key(
        "3…0", "", T("登记册", "Registers"), T("各登记册，依上方次序", "the registers, in the order of the line above")
    ),
    Key("ctrl+p", "", T("命令", "Commands"), T("命令面板", "command palette")),
    Key("ctrl+l", "", T("语言", "Language"), T("切换中文、英文", "switch between Chinese and English")),
    Key("ctrl+t", "", T("主题", "Theme"), T("切换深色、浅色", "switch between dark and light")),
    Key("escape", "", T("返回", "Back"), T("返回上一页", "back to the screen before")),
    Key("ctrl+q", "", T("退出", "Quit"), T("退出", "quit")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One of the main places, with its number key."""

    key: str
    name: T
    digit: str


def run(office: "Office") -> None:
    """Open the terminal UI on an office, until the person leaves.

    Raises:
        GongkaiError: the office cannot be read at all.
    """
    chosen = prefs.read().get("language")
    if chosen and "GONGKAI_LANG" not in os.environ:
        i18n.use(chosen)
    GongkaiApp(office).run()


class GongkaiApp(App[None]):
    """The terminal UI of one office.

    Attributes:
        office: the opened office.
        ready: whether rules and plugins are loaded; before that only the day's frame is there.
        who: the acting account in words.
        bugs: faults of the program itself that were contained in this run.
    """

    TITLE = "gongkai"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("ctrl+p", "palette", show=False),
        Binding("ctrl+l", "language", show=False, priority=True),
        Binding("ctrl+t", "look", show=False, priority=True),
        *(Binding(digit, f"digit('{digit}')", show=False) for digit in DIGITS),
    ]

    def __init__(self, office: "Office") -> None:
        self.office = office
        super().__init__()
        self.ready = False
        self.who = office.actor
        self.office_title = office.title
        self.bugs: list[Exception] = []
        self._waiting: list[Callable[[], None]] = []
        self._broken: Exception | None = None
        self._kept: dict[str, Screen[Any]] = {}
        self._of_plugin: dict[Screen[Any], str] = {}
        self._watch: Watch | None = None
        self._filters.append(NoControls())
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = prefs.read().get("theme", DARK.name)

    def get_default_screen(self) -> Screen[Any]:
        """The first screen is the day's."""
        return TodayScreen()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None: every command is in our own palette, in two languages."""
        return ()

    def on_mount(self) -> None:
        """Show the frame first; read the rest afterwards."""
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        screen = self.screen_stack[0]
        if isinstance(screen, TodayScreen):
            await screen.furnish()
            self.who = self._who()
            screen.refresh_frame()
            screen.work_on("load", self._load, self._loaded, self._not_loaded)

    def _who(self) -> str:
        actor = self.office.actor
        if not actor:
            return str(T("未指定账号", "no account"))
        try:
            display, post = self.office.person
        except GongkaiError as error:
            self.fail(error)
            return actor
        return f"{display} · {post}" if post else display

    def _load(self, own: "Office", tick: Callable[[int], bool]) -> None:
        """Rules, plugins and the calendar, once, for every copy of the office."""
        office = self.office
        office.plugins.load()
        profile = office.profile
        for name, section in profile.sections.items():  # a wrong rule is the office's fault and not a plugin's
            if any(name in layer.data for layer in profile.layers):
                (profile.items if section.many else profile.table)(name, section.struct)
        _ = office.resources, office.calendar, office.rights

    def _loaded(self, result: None) -> None:
        self.ready = True
        self._watch_plugins()
        self._refresh_frames()
        waiting, self._waiting = self._waiting, []
        for callback in waiting:
            callback()

    def _watch_plugins(self) -> None:
        """Interrupt a plugin's code that keeps the app from going on."""
        if not any(plugin.foreign and not plugin.disabled for plugin in self.office.plugins.found):
            return
        from gongkai.core.plugins.patience import SECONDS
        from gongkai.tui.stuck import Watch  # only where a plugin's code is run

        patience = self.office.plugins.patience
        self._watch = Watch(SECONDS if patience is None else patience)
        self._watch.start()
        self.set_interval(0.5, self._watch.beat)

    def on_unmount(self) -> None:
        """Nothing listens any more."""
        if self._watch is not None:
            self._watch.stop()

    def _not_loaded(self, error: Exception) -> None:
        self._broken = error
        screen = self.screen_stack[0]
        if isinstance(screen, TodayScreen):
            screen.show_fault(error)
        self.fail(error)

    def _refresh_frames(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Base):
                screen.refresh_frame()

    def when_ready(self, callback: Callable[[], None]) -> None:
        """Call it now, or as soon as rules and plugins are loaded."""
        if self.ready:
            callback()
        elif self._broken is not None:
            self.fail(self._broken)
        else:
            self._waiting.append(callback)

    # places

    @property
    def places(self) -> list[Place]:
        """The main places in the order of their number keys; registers appear when plugins are loaded."""
        found = [("today", T("今日", "Today")), ("tree", T("单位树", "Tree"))]
        if self.ready:
            resources = {key: self.office.resource(key) for key in self.register_keys()}
            known = {key: one.name for key, one in resources.items() if not one.part_of}
            order = [key for key in FIRST if key in known] + [key for key in known if key not in FIRST]
            found += [(f"register:{key}", known[key]) for key in order]
        return [Place(key, name, digit) for (key, name), digit in zip(found, DIGITS, strict=False)]

    def register_keys(self) -> list[str]:
        """Every register that is there now: the plugins' and core's own."""
        from gongkai.core.office import CORE_REGISTERS

        return [*self.office.plugins.resources, *CORE_REGISTERS]

    async def action_digit(self, digit: str) -> None:
        """A number key."""
        await self.go_digit(digit)

    async def go_digit(self, digit: str) -> None:
        """Go to the place with this number, if there is one."""
        for place in self.places:
            if place.digit == digit:
                await self.go(place.key)

    async def go(self, key: str) -> None:
        """Go to a main place: ``today``, ``tree`` or ``register:<key>``; what was open over the day's screen closes."""
        if key != "today" and not self.ready:
            self.when_ready(partial(self._go_later, key))
            return
        with self.batch_update():
            while len(self.screen_stack) > (1 if key == "today" else 2):
                await self.pop_screen()
            if key == "today":
                return
            screen = self._kept.get(key) or self._make_place(key)
            if len(self.screen_stack) == 1:
                await self.push_screen(screen)
            elif self.screen_stack[-1] is not screen:
                await self.switch_screen(screen)

    def _go_later(self, key: str) -> None:
        self.call_later(self.go, key)

    def _make_place(self, key: str) -> Screen[Any]:
        kind, _, name = key.partition(":")
        screen: Base
        if kind == "tree":
            from gongkai.tui.screens.tree import TreeScreen  # when first used

            screen = TreeScreen()
        else:
            from gongkai.tui.opening import register_screen  # when first used

            screen = register_screen(self.office.register(name))
            screen.place = key
        self._kept[key] = screen
        self.install_screen(screen, f"place-{key}")
        return screen

    def open_register(self, key: str, query: "Query | None" = None, title: T | None = None) -> None:
        """Open a register over the present screen, with its filters set; Esc comes back."""

        def opened() -> None:
            from gongkai.tui.opening import register_screen  # when first used

            screen = register_screen(self.office.register(key), query, title)
            screen.place = f"register:{key}"
            self.push_screen(screen)

        self.when_ready(opened)

    def open_screen(self, name: str) -> None:
        """Open a screen that a plugin adds; its faults are the plugin's."""
        plugin, target, _ = self.office.plugins.screens[name]
        from gongkai.tui.faults import found_in  # only where a plugin's code is run

        try:
            made = found_in(target)(self.office)
        except Exception as error:
            self.blame(plugin, error)
            return
        if not isinstance(made, Screen):
            self.blame(plugin, TypeError(f"{target} is not a screen"))
            return
        self._of_plugin[made] = plugin
        self.push_screen(made)

    def back(self) -> None:
        """Close the top screen; the day's screen stays."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    # language and look

    def action_language(self) -> None:
        """Switch the language of everything at once."""
        i18n.use("en" if i18n.language() == "zh" else "zh")
        prefs.write(language=i18n.language())
        for screen in self.screen_stack:
            if isinstance(screen, Base):
                screen.retranslate()
        self.tell(T("界面语言：中文", "Language: English"))

    def action_look(self) -> None:
        """Switch between the dark and the light theme."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        prefs.write(theme=self.theme)
        self.tell(T("主题：{name}", "Theme: {name}").format(name=NAMES[self.theme]))

    # help and commands

    def action_help(self) -> None:
        """The keys of this screen."""
        from gongkai.tui.screens.help import HelpScreen  # when first used

        screen = self.screen
        if not isinstance(screen, HelpScreen):
            self.push_screen(HelpScreen(screen))

    def action_palette(self) -> None:
        """The command palette."""
        if isinstance(self.screen, Dialog) or not self.ready:
            return
        if getattr(self.screen, "unsaved", False):
            self.tell(T("先保存或放弃修改。", "Save or drop the changes first."), warn=True)
            return
        from gongkai.tui.palette import open_palette  # when first used

        open_palette(self)

    def action_command_palette(self) -> None:
        """Textual's own name for it."""
        self.action_palette()

    def action_help_quit(self) -> None:
        """What ctrl+c says."""
        self.tell(T("按 Ctrl+Q 退出。", "Press Ctrl+Q to quit."))

    def exit(self, *args: Any, **how: Any) -> None:
        """Leave; long reads are not waited for."""
        for screen in {*self.screen_stack, *self._kept.values()}:
            if isinstance(screen, Base):
                screen.background_work.stop_reading()
        super().exit(*args, **how)

    async def action_quit(self) -> None:
        """Leave, and ask first when something is not saved."""
        if any(getattr(screen, "unsaved", False) for screen in self.screen_stack):
            from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

            self.push_screen(
                ConfirmScreen(
                    T("退出", "Quit"),
                    T("有尚未保存的内容。放弃并退出？", "Something is not saved. Drop it and quit?"),
                ),
                self._leave,
            )
        else:
            self.exit()

    def _leave(self, yes: bool | None) -> None:
        if yes:
            self.exit()

    # size

    def on_resize(self, event: events.Resize) -> None:
        """Say so kindly where the terminal is too small, and go on when it has grown."""
        from gongkai.tui.screens.small import SmallScreen  # two lines

        too_small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        on_top = isinstance(self.screen, SmallScreen)
        if too_small and not on_top:
            self.push_screen(SmallScreen(SMALLEST))
        elif on_top and not too_small:
            self.pop_screen()

    # telling

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """As Textual does, with a notice that cannot freeze the screen."""
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(Notice(message, title=title, severity=severity, timeout=seconds, markup=markup)))

    def tell(self, words: T | str, *, warn: bool = False) -> None:
        """A short notice."""
        self.notify(
            clean(str(words)), severity="warning" if warn else "information", timeout=6 if warn else 3, markup=False
        )

    def fail(self, error: Exception) -> None:
        """Name an error: its message and what to do about it."""
        if isinstance(error, GongkaiError):
            if isinstance(error, CheckFailed) and error.__cause__ is not None:
                self._write_down(error)  # a plugin's own code failed; whoever wrote it wants to know where
            self.notify(clean(str(error)), severity="error", timeout=12, markup=False)
        else:
            self.bug(error)

    def blame(self, plugin: str, error: Exception) -> None:
        """A plugin's code failed: put the plugin aside for this run, name it, go on."""
        if isinstance(error, GongkaiError):
            self.fail(error)
            return
        self._write_down(error)
        plugins = self.office.plugins
        for found in plugins.found:
            if found.name == plugin and not found.fault:
                plugins.set_aside(found, error)
        self.notify(
            str(
                T("插件 {plugin} 出错，已停用：{what}", "Plugin {plugin} failed and was put aside: {what}").format(
                    plugin=plugin, what=clean_line(f"{type(error).__name__}: {error}")[:300]
                )
            ),
            severity="error",
            timeout=15,
            markup=False,
        )
        self._refresh_frames()

    def bug(self, error: Exception) -> None:
        """A fault of the program itself: kept in a file, named in a line, and the app lives on."""
        self.bugs.append(error)
        self._write_down(error)
        self.notify(
            str(
                T("程序内部出错：{what}。已记入 .gongkai/tui.log，可继续使用。",
                  "Internal fault: {what}. It is in .gongkai/tui.log; you can go on.").format(
                    what=clean_line(f"{type(error).__name__}: {error}")[:200]
                )
            ),
            severity="error", timeout=15, markup=False,
        )  # fmt: skip

    def _write_down(self, error: Exception) -> None:
        import traceback  # only a fault needs it

        path = self.office.folder / ".gongkai" / "tui.log"
        try:
            path.parent.mkdir(exist_ok=True)
            with path.open("a", encoding="utf-8") as out:
                out.write(f"{stamp_now()} {''.join(traceback.format_exception(error))}\n")
        except OSError:
            return  # a read-only folder costs the log, not the work

    # containment: a fault in a handler must not take the app down

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except GongkaiError as error:
            self.fail(error)
        except Exception as error:
            # actions of a screen run in the app's own loop
            plugin = self._of_plugin.get(self.screen) if self.screen_stack else None
            if plugin:
                self.blame(plugin, error)
                self._drop(self.screen)
            elif self._running and self.screen_stack:
                self.bug(error)
            else:
                raise

    def _handle_exception(self, error: Exception) -> None:
        """A widget's or screen's own loop has ended by an error: close the screen it was on, and go on."""
        cause = error.__context__ if isinstance(error.__context__, GongkaiError) else error
        pump = active_message_pump.get(None)
        screen = pump.screen if isinstance(pump, Widget) and pump.is_attached else None
        if screen is None and isinstance(pump, Screen):
            screen = pump
        if isinstance(cause, GongkaiError):
            self.fail(cause)
        elif screen in self._of_plugin:
            self.blame(self._of_plugin[screen], error)
        else:
            self.bug(error)
        if screen is None or len(self.screen_stack) < 2 or screen is self.screen_stack[0]:
            self._give_up(error)
        else:
            self.call_later(self._drop, screen)

    def _drop(self, screen: Screen[Any]) -> None:
        """Close a screen that cannot go on."""
        for key, kept in list(self._kept.items()):
            if kept is screen:
                del self._kept[key]
                self._installed_screens.pop(f"place-{key}", None)  # even while it is on the stack
        if screen in self.screen_stack and len(self.screen_stack) > 1:
            if self.screen is screen:
                self.pop_screen()
            else:
                self._screen_stack.remove(screen)

    def _give_up(self, error: Exception) -> None:
        """Leave with one line instead of a traceback."""
        from rich.text import Text  # only on the way out

        words = T(
            "界面无法继续：{what}。详情在 .gongkai/tui.log。", "The UI cannot go on: {what}. See .gongkai/tui.log."
        ).format(what=clean_line(f"{type(error).__name__}: {error}")[:200])
        self.exit(return_code=1, message=Text(str(words)))
