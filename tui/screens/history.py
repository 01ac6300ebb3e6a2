"""What happened: to one record, and in the whole office."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets.option_list import Option

from gongkai.core.access import allowed_throughout
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.ledger.history import Entry, acted, changes_in_words, recent
from gongkai.core.register import Register
from gongkai.core.resource import Resource
from gongkai.core.text import cells, clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.registersource import guarded
from gongkai.tui.screens.base import Dialog, Page
from gongkai.tui.screens.doing import Doing
from gongkai.tui.text import column, moment, wrap
from gongkai.tui.widgets.menu import Menu

MOST = 100
"""Changes of a record that are shown."""
OFFICE_MOST = 500
"""Changes of the office that are listed."""

NONE = T("还没有变更记录。", "No changes yet.")


def story(office: Any, resource: Resource, entries: Sequence[Entry], width: int) -> Content:
    """Changes, newest first: when, who, what, why, and each field's old and new value."""
    if not entries:
        return Content.styled(str(NONE), "$text-muted")
    parts: list[Content] = []
    year = office.today.year
    for entry in entries:
        what = str(entry.word(office))
        head = Content.assemble(
            Content.styled(moment(entry.at, year), "$text-muted"), "  ", Content(clean_line(acted(entry.actor, entry.login))), "  ",
            Content.styled(clean_line(what), "bold"),
        )  # fmt: skip
        said = clean_line(entry.said)
        if said and said != what:
            room = width - head.cell_length - 2
            head = Content.assemble(head, "  ", Content.styled(truncate(said, max(0, room)), "$text-muted"))
        parts.append(head)
        for label, before, after in changes_in_words(office, resource, entry):
            parts += _change(str(label), before, after, width)
        parts.append(Content(""))
    return Content("\n").join(parts[:-1])


def _change(label: str, before: str, after: str, width: int) -> list[Content]:
    name = f"  {clean_line(label)}  "
    room = width - cells(name)
    old, new = clean_line(before), clean_line(after)
    if not old:
        lines = wrap(new or "—", room)[:6]
        styles = ["$text-success"] * len(lines)
    elif cells(old) + cells(new) + 4 <= room:
        return [
            Content.assemble(
                Content.styled(name, "$text-muted"), Content.styled(old, "$text-warning"), " → ",
                Content.styled(new or "—", "$text-success"),
            )
        ]  # fmt: skip
    else:
        first, second = wrap(old, room - 2)[:4], wrap(new or "—", room - 2)[:4]
        lines = [("− " if i == 0 else "  ") + t for i, t in enumerate(first)]
        lines += [("+ " if i == 0 else "  ") + t for i, t in enumerate(second)]
        styles = ["$text-warning"] * len(first) + ["$text-success"] * len(second)
    blank = " " * cells(name)
    return [
        Content.assemble(Content.styled(name if number == 0 else blank, "$text-muted"), Content.styled(line, style))
        for number, (line, style) in enumerate(zip(lines, styles, strict=True))
    ]


class RecordHistoryScreen(Doing):
    """The changes of one record."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),
        Key("z", "undo", T("撤销", "Undo"), T("撤销本人对它的上一次修改", "take back one's own last change of it")),
        Key("escape", "", T("返回", "Back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, register: Register, record: Any) -> None:
        super().__init__()
        self.register = register
        self._uid = record.uid
        self._title = register.title(record)

    @property
    def heading(self) -> T:
        """Whose history."""
        return T("变更历史", "History")

    def body(self) -> Iterable[Widget]:
        """The record's title and its story."""
        yield Words(self._head, id="title")
        yield VerticalScroll(Words(self._story, id="story"), classes="reading")

    def _head(self) -> Content:
        return Content.assemble(
            Content.styled(str(self.heading), "bold"), "  ", Content.styled(clean_line(self._title), "$text-muted")
        )

    def _story(self) -> Content:
        register = self.register
        width = max(40, self.app.size.width - 4)
        return guarded(
            register, lambda: story(self.office, register.resource, register.history(self._uid, MOST), width)
        )

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken for the width."""
        self.query_one("#story", Words).say()

    def came_back(self) -> None:
        """Something may have been added."""
        self.query_one("#story", Words).say()

    def written(self, record: Any) -> None:
        """An undo adds a change; undone into nothing, there is nothing to look at."""
        if record is None:
            self.gongkai.back()
        else:
            self.came_back()

    def action_undo(self) -> None:
        """Take back one's own last change."""
        self.undo_record(self._uid)


class OfficeHistoryScreen(Page):
    """The newest changes of the office; Enter shows what one of them changed."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("选择", "Choose"), T("上下移动", "move")),
        Key("enter", "", T("看内容", "Look"), T("看这一笔改了什么", "what this change did")),
        Key("r,f5", "reload", T("刷新", "Reload")),
        Key("escape", "", T("返回", "Back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Menu"

    @property
    def heading(self) -> T:
        """Its name."""
        return T("全部变更", "All changes")

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield Words(lambda: Content.styled(str(self.heading), "bold"), id="title")
        yield Menu(id="changes")

    def on_mount(self) -> None:
        """Read the list."""
        self.action_reload()

    def came_back(self) -> None:
        """Read it anew."""
        self.action_reload()

    def spoken_anew(self) -> None:
        """The list's words."""
        self.action_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut for the width."""
        self.action_reload()

    def action_reload(self) -> None:
        """The newest changes: one query."""
        menu = self.query_one("#changes", Menu)
        was = menu.highlighted
        width, year = self.app.size.width - 6, self.office.today.year
        menu.clear_options()
        may = allowed_throughout(self.office, "view", self.office.scope)
        found = recent(self.office, OFFICE_MOST) if may else []
        if not found:
            menu.add_option(Option(Content.styled(str(NONE), "$text-muted"), disabled=True))
            return
        for seq, at, actor, reason, lines in found:
            size = column(T("{n} 条", "{n} rec.").format(n=f"{lines:,}"), 10, right=True)
            head = f"{column(moment(at, year), 16)}  {column(actor, 12)}  {size}  "
            what = truncate(clean_line(reason) or "—", max(4, width - cells(head)))
            menu.add_option(Option(Content.assemble(Content.styled(head, "$text-muted"), what), id=f"seq-{seq}"))
        menu.highlighted = min(was or 0, len(found) - 1)

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.app.push_screen(ChangeScreen(int(event.option_id.removeprefix("seq-"))))


class ChangeScreen(Dialog):
    """What one change did, as far as the account may see it."""

    WIDE = True
    AUTO_FOCUS = "VerticalScroll"
    KEYS: ClassVar[tuple[Key, ...]] = (Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),)

    def __init__(self, seq: int) -> None:
        super().__init__()
        self._seq = seq

    @property
    def heading(self) -> T:
        """Its number."""
        return T("第 {n} 笔变更", "Change {n}").format(n=self._seq)

    def body(self) -> Iterable[Widget]:
        """The records with their fields."""
        yield VerticalScroll(Words(self._story, id="story"))

    def _story(self) -> Content:
        from gongkai.core.ledger.history import lines_of

        office, width = self.office, max(40, min(120, self.app.size.width * 96 // 100 - 8))
        parts: list[Content] = []
        for entry in lines_of(office, self._seq, MOST):
            resource = office.resource(entry.register)
            parts.append(
                Content.assemble(
                    Content.styled(str(entry.word(office)), "bold"), "  ", str(resource.name), "  ",
                    Content.styled(_name(office, resource, entry), "$text-accent"),
                )
            )  # fmt: skip
            for label, before, after in changes_in_words(office, resource, entry)[:12]:
                parts += _change(str(label), before, after, width)
        if not parts:
            return Content.styled(str(T("没有你可以查看的内容。", "Nothing in it that you may see.")), "$text-muted")
        return Content("\n").join(parts)


def _name(office: Any, resource: Resource, entry: Entry) -> str:
    values = entry.after.get(resource.title) or entry.before.get(resource.title)
    if values and resource.meta(resource.title).kind not in ("unit", "place"):
        return clean_line(str(values))
    try:
        register = office.register(resource.key)
        return clean_line(register.title(register.get(entry.uid)))
    except GongkaiError:
        return entry.uid
