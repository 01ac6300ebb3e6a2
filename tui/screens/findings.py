"""What is wrong with the catalogue: kinds of findings with their numbers, then the findings of one kind, then the record."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from gongkai.core.findings import SEVERITIES, Finding
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.opening import record_screen
from gongkai.tui.screens.listing import LEAVE, MOVE, ListPage
from gongkai.tui.text import column, wrap
from gongkai.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from gongkai.core.office import Office

MOST = 500  # findings of one kind that are listed; all of them are the command line's work
LOOKS = {"error": "$text-error", "warning": "$text-warning", "note": "$text-muted"}
MARKS = {"error": "!", "warning": "~", "note": "·"}


class FindingsPage(ListPage):
    """A list of findings."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        MOVE,
        Key(
            "enter",
            "",
            T("打开", "Open"),
            T("打开这一类问题，或有问题的记录", "open the findings of a kind, or the record of one"),
        ),
        Key("r,f5", "reload", T("重查", "Again"), T("重新检查", "look again")),
        LEAVE,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    BUSY = T("正在检查……", "Looking…")
    NOTHING = T("没有问题。", "No findings.")


class FindingsScreen(FindingsPage):
    """Every kind that there are findings of, with their number."""

    def __init__(self, office: "Office | None" = None) -> None:
        super().__init__()

    @property
    def heading(self) -> T:
        """Its name."""
        return T("目录问题", "Findings on the catalogue")

    def look(self) -> "Callable[[Office, Callable[[int], bool]], Any]":
        def count(own: "Office", tick: Callable[[int], bool]) -> list[tuple[str, str, T, int]]:
            from gongkai.plugins.catalog.findings.listing import Findings

            asked = Findings(own)
            counts, grave, order = asked.counts(), asked.severities, list(SEVERITIES)
            kinds = sorted(counts, key=lambda code: (order.index(grave[code]), -counts[code]))
            return [(code, grave[code], asked.kinds[code], counts[code]) for code in kinds]

        return count

    def lines(self, width: int) -> Iterable[Option]:
        for code, severity, name, number in self.found:
            words = Content.assemble(
                Content.styled(f"{MARKS[severity]} ", LOOKS[severity]), column(f"{number:,}", 9, right=True), "  ",
                column(str(name), max(12, min(40, width - 26))), "  ",
                Content.styled(str(SEVERITIES[severity]), LOOKS[severity]),
            )  # fmt: skip
            yield Option(words, id=code)

    def status(self) -> Content:
        if not self.found:
            return Content("")
        total = sum(number for *_, number in self.found)
        return Content(
            str(T("{n} 个问题，{m} 类", "{n} findings of {m} kinds").format(n=f"{total:,}", m=len(self.found)))
        )

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            name = next(name for code, _, name, _ in self.found if code == event.option_id)
            self.app.push_screen(KindScreen(event.option_id, name))


class KindScreen(FindingsPage):
    """The findings of one kind; the line below tells what to do with the one under the cursor."""

    def __init__(self, code: str, name: T) -> None:
        super().__init__()
        self._code, self._kind = code, name

    @property
    def heading(self) -> T:
        """The kind."""
        return self._kind

    def look(self) -> "Callable[[Office, Callable[[int], bool]], Any]":
        code = self._code

        def read(own: "Office", tick: Callable[[int], bool]) -> tuple[list[Finding], dict[str, str]]:
            from gongkai.plugins.catalog.findings.listing import Findings

            found = list(islice(Findings(own, kind=code), MOST))
            return found, own.unit_names({one.unit for one in found if one.unit})

        return read

    def lines(self, width: int) -> Iterable[Option]:
        found, names = self.found
        room = max(12, min(28, width // 3))
        for number, one in enumerate(found):
            unit = column(truncate(clean_line(names.get(one.unit, one.unit)), room), room)
            what = truncate(clean_line(str(one.what)), max(10, width - room - 14))
            since = column(one.since, 10)
            yield Option(
                Content.assemble(unit, "  ", Content.styled(since, "$text-muted"), "  ", what), id=f"n{number}"
            )

    def status(self) -> Content:
        menu = self.query_one("#list", Menu)
        if not self.found or menu.highlighted is None or menu.highlighted >= len(self.found[0]):
            return Content("")
        one = self.found[0][menu.highlighted]
        text = f"{one.rule}  {one.remedy}" if one.rule else str(one.remedy)
        if len(self.found[0]) == MOST:
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
        one = self.found[0][int(event.option_id[1:])]
        key, uid = (one.register, one.uid) if one.uid else ("unit", one.unit)
        register = self.office.register(key)
        self.app.push_screen(record_screen(register, register.get(uid)))
