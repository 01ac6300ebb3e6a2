"""The keys of a screen, in words."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.core.text import cells, clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, shown
from gongkai.tui.screens.base import Base, Dialog
from gongkai.tui.text import column, wrap


class HelpScreen(Dialog):
    """Every key that means something on the screen below."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._below = below

    @property
    def heading(self) -> T:
        """Whose keys."""
        name = self._below.heading if isinstance(self._below, Base) else T("", "")
        return T("按键说明", "Keys") + (T(" · ", " · ") + name if name else T("", ""))

    def body(self) -> Iterable[Widget]:
        """Groups of keys."""
        yield VerticalScroll(Words(self._table, id="keytable"))

    def _groups(self) -> Iterable[tuple[T, list[tuple[str, T]]]]:
        from gongkai.tui.app import GLOBAL_KEYS

        if isinstance(self._below, Base):
            own = [(names_of(key), key.says) for key in self._below.own_keys() if key.says]
            if own:
                yield T("本页", "This screen"), own
            more = list(self._below.more_keys())
            if more:
                yield T("列表", "The list"), more
        if not isinstance(self._below, Dialog):
            yield T("任何地方", "Everywhere"), [(names_of(key), key.says) for key in GLOBAL_KEYS]

    def _table(self) -> Content:
        width = min(66, self.app.size.width * 96 // 100 - 6)
        lines: list[Content] = []
        for name, keys in self._groups():
            lines += [Content(""), Content.styled(str(name), "bold $text-primary")]
            size = max(cells(key) for key, _ in keys)
            for key, words in keys:
                for number, text in enumerate(wrap(clean_line(str(words)), width - size - 4)):
                    head = column(key, size) if number == 0 else " " * size
                    lines.append(Content.assemble("  ", Content.styled(head, "bold $text-accent"), "  ", text))
        return Content("\n").join(lines)


def names_of(key: Key) -> str:
    """All names of a key."""
    return key.shown if key.shown != shown(key.key.split(",")[0]) else " ".join(map(shown, key.key.split(",")))
