"""What is wrong with the catalogue: kinds of findings with their numbers, then the findings of one kind, then the record."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets.option_list import Option

from gongkai.core.errors import GongkaiError
from gongkai.core.findings import SEVERITIES, Finding
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.opening import record_screen
from gongkai.tui.screens.base import Page
from gongkai.tui.text import column, wrap
from gongkai.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from gongkai.core.office import Office

MOST = 500  # findings of one kind that are listed; all of them are the command line's work
LOOKS = {"error": "$text-error", "warning": "$text-warning", "note": "$text-muted"}
MARKS = {"error": "!", "warning": "~", "note": "·"}
KEYS: tuple[Key, ...] = (
    Key("up,down", "", T("选择", "Choose"), T("上下移动", "move")),
    Key(
        "enter",
        "",
        T("打开", "Open"),
        T("打开这一类问题，或有问题的记录", "open the findings of a kind, or the record of one"),
    ),
    Key("r,f5", "reload", T("重查", "Again"), T("重新检查", "look again")),
    Key("escape", "", T("返回", "Back")),
)


class _Findings(Page):
    """A list that is worked out in a thread; what is chosen opens."""

    KEYS: ClassVar[tuple[Key, ...]] = KEYS
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Menu"

    def __init__(self) -> None:
        super().__init__()
        self._found: Any = None
        self._error: Exception | None = None

    def body(self) -> Iterable[Widget]:
        """What it shows, the list, the line that tells of it."""
        yield Words(lambda: Content.styled(str(self.heading), "bold"), id="title")
        yield Menu(id="findings")
        yield Words(self._status, id="status")

    def on_mount(self) -> None:
        """Look in a thread."""
        self.action_reload()

    def came_back(self) -> None:
        """Something may have been mended meanwhile."""
        self.action_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut for the width."""
        self.call_after_refresh(self._paint)

    def spoken_anew(self) -> None:
        """Names and words."""
        self._paint()

    def action_reload(self) -> None:
        """Look again."""
        self.work_on("findings", self._look(), self._looked, self._not_looked)
        self._paint()

    @abstractmethod
    def _look(self) -> "Callable[[Office, Callable[[int], bool]], Any]":
        """What finds the things to be listed, in a thread."""

    def _looked(self, found: Any) -> None:
        self._found, self._error = found, None
        self._paint()

    def _not_looked(self, error: Exception) -> None:
        self._error = error
        self._paint()
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    def _paint(self) -> None:
        menu = self.query_one("#findings", Menu)
        at = menu.highlighted
        menu.clear_options()
        if self._error is not None:
            menu.add_option(_said(clean_line(str(self._error)), "$text-error"))
        elif self._found is None:
            menu.add_option(_said(str(T("正在检查……", "Looking…")), "$text-muted"))
        else:
            width = (menu.scrollable_content_region.width or self.app.size.width) - 2
            options = list(self._lines(width)) or [_said(str(T("没有问题。", "No findings.")), "$text-success")]
            menu.add_options(options)
            if not options[0].disabled:
                menu.highlighted = min(at or 0, len(options) - 1)
        self.query_one("#status", Words).say()

    @abstractmethod
    def _lines(self, width: int) -> Iterable[Option]:
        """The lines of what was found."""

    def _status(self) -> Content:
        return Content("")


class FindingsScreen(_Findings):
    """Every kind that there are findings of, with their number."""

    def __init__(self, office: "Office | None" = None) -> None:
        super().__init__()

    @property
    def heading(self) -> T:
        """Its name."""
        return T("目录问题", "Findings on the catalogue")

    def _look(self) -> "Callable[[Office, Callable[[int], bool]], Any]":
        def count(own: "Office", tick: Callable[[int], bool]) -> list[tuple[str, str, T, int]]:
            from gongkai.plugins.catalog.findings.listing import Findings

            asked = Findings(own)
            counts, grave, order = asked.counts(), asked.severities, list(SEVERITIES)
            kinds = sorted(counts, key=lambda code: (order.index(grave[code]), -counts[code]))
            return [(code, grave[code], asked.kinds[code], counts[code]) for code in kinds]

        return count

    def _lines(self, width: int) -> Iterable[Option]:
        for code, severity, name, number in self._found:
            words = Content.assemble(
                Content.styled(f"{MARKS[severity]} ", LOOKS[severity]), column(f"{number:,}", 9, right=True), "  ",
                column(str(name), max(12, min(40, width - 26))), "  ",
                Content.styled(str(SEVERITIES[severity]), LOOKS[severity]),
            )  # fmt: skip
            yield Option(words, id=code)

    def _status(self) -> Content:
        if not self._found:
            return Content("")
        total = sum(number for *_, number in self._found)
        return Content(
            str(T("{n} 个问题，{m} 类", "{n} findings of {m} kinds").format(n=f"{total:,}", m=len(self._found)))
        )

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            name = next(name for code, _, name, _ in self._found if code == event.option_id)
            self.app.push_screen(KindScreen(event.option_id, name))


class KindScreen(_Findings):
    """The findings of one kind; the line below tells what to do with the one under the cursor."""

    def __init__(self, code: str, name: T) -> None:
        super().__init__()
        self._code, self._kind = code, name

    @property
    def heading(self) -> T:
        """The kind."""
        return self._kind

    def _look(self) -> "Callable[[Office, Callable[[int], bool]], Any]":
        code = self._code

        def read(own: "Office", tick: Callable[[int], bool]) -> tuple[list[Finding], dict[str, str]]:
            from gongkai.plugins.catalog.findings.listing import Findings

            found = list(islice(Findings(own, kind=code), MOST))
            return found, own.unit_names({one.unit for one in found if one.unit})

        return read

    def _lines(self, width: int) -> Iterable[Option]:
        found, names = self._found
        room = max(12, min(28, width // 3))
        for number, one in enumerate(found):
            unit = column(truncate(clean_line(names.get(one.unit, one.unit)), room), room)
            what = truncate(clean_line(str(one.what)), max(10, width - room - 14))
            since = column(one.since, 10)
            yield Option(
                Content.assemble(unit, "  ", Content.styled(since, "$text-muted"), "  ", what), id=f"n{number}"
            )

    def _status(self) -> Content:
        menu = self.query_one("#findings", Menu)
        if not self._found or menu.highlighted is None or menu.highlighted >= len(self._found[0]):
            return Content("")
        one = self._found[0][menu.highlighted]
        text = f"{one.rule}  {one.remedy}" if one.rule else str(one.remedy)
        if len(self._found[0]) == MOST:
            text += str(
                T(
                    "（只列前 {n} 个，全部见 gongkai catalog check）",
                    " (the first {n} only; all: gongkai catalog check)",
                ).format(n=MOST)
            )
        return Content("\n").join(Content(line) for line in wrap(clean_line(text), max(20, self.app.size.width - 4)))

    @on(Menu.OptionHighlighted)
    def _moved(self, event: Menu.OptionHighlighted) -> None:
        event.stop()
        self.query_one("#status", Words).say()

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id is None:
            return
        one = self._found[0][int(event.option_id[1:])]
        key, uid = (one.register, one.uid) if one.uid else ("unit", one.unit)
        register = self.office.register(key)
        self.app.push_screen(record_screen(register, register.get(uid)))


def _said(text: str, style: str) -> Option:
    return Option(Content.styled(text, style), disabled=True)
