"""What is due on one day, register by register; Enter opens the record."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from gongkai.core.i18n import T
from gongkai.core.text import clean_line, truncate
from gongkai.tui.keys import Key, bindings
from gongkai.tui.opening import record_screen
from gongkai.tui.screens.listing import LEAVE, MOVE, ListPage, said
from gongkai.tui.text import column, day_told
from gongkai.tui.widgets.menu import Menu
from gongkai.tui.work.counts import due_on

if TYPE_CHECKING:
    from gongkai.core.office import Office

MOST = 200  # of each register; all of them are the register's own work


class DueDayScreen(ListPage):
    """One day of the month."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        MOVE,
        Key("enter", "", T("打开", "Open"), T("打开记录", "open the record")),
        Key("r,f5", "reload", T("重读", "Again"), T("重新读取", "read again")),
        LEAVE,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    NOTHING = T("这一天没有到期事项。", "Nothing is due on this day.")

    def __init__(self, day: date, within: int) -> None:
        super().__init__()
        self._day, self._within = day, within

    @property
    def heading(self) -> T:
        """The day."""
        told = day_told(self._day, self.office.calendar.why(self._day))
        return T("到期：{day}", "Due: {day}").format(day=told)

    def look(self) -> "Callable[[Office, Callable[[int], bool]], Any]":
        """The records, and the names of their units."""
        day, within = self._day, self._within

        def read(own: "Office", tick: Callable[[int], bool]) -> tuple[list[tuple[str, list[Any]]], dict[str, str]]:
            found = due_on(own, day, within, MOST)
            return found, own.unit_names({one.unit for _, records in found for one in records if one.unit})

        return read

    def lines(self, width: int) -> Iterable[Option]:
        """The records under the name of their register."""
        found, names = self.found
        room = max(12, min(30, width // 3))
        for key, records in found:
            register = self.office.register(key)
            count = f"{len(records)}+" if len(records) == MOST else str(len(records))
            yield said(f"{clean_line(str(register.resource.name))}  {count}", "bold $text-primary")
            for record in records:
                unit = column(truncate(clean_line(names.get(record.unit, "")), room), room)
                title = truncate(clean_line(register.title(record)), max(10, width - room - 16))
                stage = register.stage_name(record.stage) if register.resource.workflow else T("", "")
                yield Option(
                    Content.assemble(
                        "  ", unit, "  ", Content.styled(column(str(stage), 8), "$text-muted"), "  ", title
                    ),
                    id=f"{key} {record.uid}",
                )

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            key, _, uid = event.option_id.partition(" ")
            register = self.office.register(key)
            self.app.push_screen(record_screen(register, register.get(uid)))
