"""A table copied from WPS or Excel, pasted into a register."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.screens.plan import PlanScreen, Reading
from gongkai.tui.widgets.area import Area

HINT = T(
    "在 WPS 或 Excel 中选中并复制，再粘贴到这里（终端的粘贴键，如 Ctrl+Shift+V），然后按 Ctrl+S。",
    "Copy cells in a spreadsheet, paste them here (the terminal's paste key, such as Ctrl+Shift+V), then press Ctrl+S.",
)


def readings(register: Register, shown: Sequence[str], cells: Sequence[Sequence[str]]) -> list[Reading]:
    """The ways to read a pasted table, the likeliest first: by its headings, by the columns of the grid, by the form."""
    fields = register.resource.fields
    words = {"uid", "编号", "unit_name", "stage"}  # zh-data
    for name, meta in fields.items():
        words |= {name, meta.label.zh, meta.label.en.lower()}
    for one in register.resource.computed:
        words |= {one.key, one.label.zh, one.label.en.lower()}
    first = [cell.strip() for cell in cells[0]]
    filled = [cell for cell in first if cell]
    known = sum(1 for cell in filled if cell in words or cell.lower() in words)
    found = [
        Reading(
            T("首行是表头", "first row as headings"),
            [cell or f"({number})" for number, cell in enumerate(first, 1)] if not all(first) else first,
            list(enumerate(cells[1:], 2)),
        )
    ]
    width = len(first)
    for how, names in (
        (T("按屏幕上的栏目次序", "columns as on the screen"), list(shown)),
        (T("按表单的栏目次序", "fields as in the form"), register.resource.editable),
    ):
        if width <= len(names):
            found.append(Reading(how, names[:width], list(enumerate(cells, 1))))
    if filled and known * 2 >= len(filled):
        return found
    return found[1:] + found[:1]


def open_plan(screen: Dialog, register: Register, shown: Sequence[str], text: str) -> None:
    """Read a pasted text and show the plan over ``screen``, which then gives its result."""
    from gongkai.core.tables import parse_paste  # only a paste needs it

    cells = [row for row in parse_paste(text) if any(cell.strip() for cell in row)]
    if not cells:
        screen.gongkai.tell(T("没有可粘贴的内容。", "There is nothing to paste."), warn=True)
        return
    what = str(T("粘贴 {rows} 行 {columns} 列", "{rows} rows, {columns} columns pasted")).format(
        rows=len(cells), columns=len(cells[0])
    )

    def done(count: Any) -> None:
        if count:
            screen.dismiss(count)

    screen.app.push_screen(PlanScreen(register, readings(register, shown, cells), what), done)


class PasteScreen(Dialog):
    """A box to paste into, then the plan; gives the number of records written, or None."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "plan", T("下一步", "Go on"), T("看会写入什么", "see what it would do"), priority=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Area"

    def __init__(self, register: Register, shown: Sequence[str], text: str = "") -> None:
        """A box; with ``text`` the plan opens at once."""
        super().__init__()
        self.register = register
        self._shown_columns = list(shown)
        self._text = text

    @property
    def heading(self) -> T:
        """Into what."""
        return T("粘贴到{name}", "Paste into {name}").format(name=self.register.resource.name)

    def body(self) -> Iterable[Widget]:
        """Words and the box."""
        yield Words(HINT, id="about")
        yield Area(self._text)

    def on_mount(self) -> None:
        """Text that came with the key goes on at once."""
        if self._text:
            self.call_after_refresh(self.action_plan)

    def action_plan(self) -> None:
        """The plan."""
        open_plan(self, self.register, self._shown_columns, self.query_one(Area).text)
