"""Forms of an act: of the act itself, of one step, of one part of a split, and the list of the parts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.option_list import Option

from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.core.registry.actfile import Part
from gongkai.core.text import cells, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.fields import FieldList
from gongkai.tui.keys import Key, bindings
from gongkai.tui.reorg.asks import PARTS, Ask, Value, make_part, values_of
from gongkai.tui.reorg.rows import AskRow
from gongkai.tui.reorg.words import part_name, subject_name
from gongkai.tui.screens.base import Dialog
from gongkai.tui.text import block
from gongkai.tui.widgets.menu import Menu

LABEL_MOST = 26


class AskScreen(Dialog):
    """A form of some lines; gives their values by name, or None."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "done", T("确定", "Done"), T("收下这些内容", "take what is filled in"), priority=True),
        Key("up,down", "", T("换栏", "Fields"), T("上一栏、下一栏（长文中用 Tab）", "field before, next field (Tab in long texts)")),
        Key("enter", "", T("选择", "Choose"), T("打开选项；在文字栏中到下一栏", "open the list; in a text line go on")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *bindings((Key("up", "app.focus_previous", T("", "")), Key("down", "app.focus_next", T("", "")))),
    ]
    AUTO_FOCUS = ""

    def __init__(self, title: T, asks: Sequence[Ask], values: Mapping[str, Value], act: Act, what: str = "") -> None:
        """A form.

        Args:
            act: what else the act says, so that what it makes can be picked.
            what: ``unit`` or ``division``, where the parts of a split are asked for.
        """
        super().__init__()
        self._title = title
        self._asks = asks
        self._values = values
        self._act = act
        self._what = what

    @property
    def heading(self) -> T:
        """The title given."""
        return self._title

    @property
    def unsaved(self) -> bool:
        """Whether something was changed."""
        return any(row.changed for row in self.query(AskRow))

    def body(self) -> ComposeResult:
        """The lines, and the help of the one that has the focus."""
        width = min(LABEL_MOST, max(cells(str(ask.label)) for ask in self._asks) + 2)
        with FieldList(id="fields"):
            for ask in self._asks:
                yield AskRow(
                    self.office, ask, self._values[ask.name], self._act, label_width=width, parts=self._ask_parts
                )
        with Vertical(id="foot"):
            yield Words(self._help, id="fieldhelp")

    def on_mount(self) -> None:
        """Begin in the first line that is empty and needed."""
        rows = list(self.query(AskRow))
        empty = [row for row in rows if row.ask.need and not row.value]
        (empty or rows)[0].focus_editor()

    def _help(self) -> Content:
        node: Any = self.focused
        while node is not None and not isinstance(node, AskRow):
            node = node.parent
        if node is None:
            return Content("")
        style = "$text-error" if node.error is not None else "$text-muted"
        return Content.assemble(Content.styled(f"{node.ask.label}  ", "bold"), block(node.help_text()).stylize(style))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Another line: its help."""
        self.query_one("#fieldhelp", Words).say()

    @on(AskRow.Changed)
    def _changed(self, event: AskRow.Changed) -> None:
        event.stop()
        self.query_one("#fieldhelp", Words).say()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def spoken_anew(self) -> None:
        """Words of chosen values."""
        from gongkai.tui.widgets.chooser import Chooser

        for row in self.query(AskRow):
            for chooser in row.query(Chooser):
                chooser.words = row.words

    def action_back(self) -> None:
        """Leave; ask first when something was changed."""
        if not self.unsaved:
            self.dismiss(None)
            return
        from gongkai.tui.screens.confirm import ConfirmScreen

        question = T("有尚未保存的修改。放弃？", "Changes are not saved. Drop them?")
        self.app.push_screen(ConfirmScreen(T("放弃修改", "Drop changes"), question), self._dropped)

    def _dropped(self, yes: Any) -> None:
        if yes:
            self.dismiss(None)

    def action_done(self) -> None:
        """Check everything and hand it over."""
        rows = list(self.query(AskRow))
        bad = [row for row in rows if row.check() is not None]
        if bad:
            bad[0].focus_editor()
            self.query_one("#fieldhelp", Words).say()
            self.gongkai.tell(T("有 {n} 栏需要改正。", "{n} fields need mending.").format(n=len(bad)), warn=True)
            return
        self.dismiss({row.ask.name: row.value for row in rows})

    def _ask_parts(self, row: AskRow) -> None:
        whole = next((str(other.value) for other in self.query(AskRow) if other.ask.name == "of"), "")
        parts = tuple(row.value) if isinstance(row.value, tuple) else ()

        def done(found: Any) -> None:
            if found is not None:
                row.take(found)

        self.app.push_screen(PartsScreen(self._what, whole, parts, self._act), done)


class PartsScreen(Dialog):
    """The parts that something is split into; gives them, or None."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("修改", "Edit"), T("修改这一部分", "edit the part")),
        Key("n", "new", T("添加", "Add"), T("添加一部分", "add a part")),
        Key("delete", "remove", T("删除", "Remove"), T("删除这一部分", "take the part away")),
        Key("ctrl+s", "done", T("确定", "Done"), T("收下这些部分", "take these parts"), priority=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Menu"

    def __init__(self, what: str, whole: str, parts: Sequence[Part], act: Act) -> None:
        super().__init__()
        self._what = what
        self._whole = whole
        self._parts = list(parts)
        self._act = act

    @property
    def heading(self) -> T:
        """What is split."""
        name = subject_name(self.office, self._whole)
        return T(f"分设：{name}", f"Split: {name}")

    def body(self) -> Iterable[Widget]:
        """The parts."""
        yield Words(
            T("至少两部分；其中一部分由原来的继续。", "At least two parts; the old one goes on as one of them."),
            id="about",
        )
        yield Menu(id="steps")

    def on_mount(self) -> None:
        """List them."""
        self.spoken_anew()

    def spoken_anew(self) -> None:
        """The list in the language in use."""
        menu = self.query_one(Menu)
        at = menu.highlighted
        menu.clear_options()
        for part in self._parts:
            said = part_name(self.office, part)
            if part.unit or str(part.code) == self._whole:
                said += str(T("  （原来的继续）", "  (goes on)"))
            menu.add_option(Option(Content(truncate(said, 60))))
        menu.add_option(Option(Content.styled(str(T("＋ 添加一部分", "+ add a part")), "$text-primary")))
        menu.highlighted = min(at or 0, len(self._parts))

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self._edit(event.option_index)

    def action_new(self) -> None:
        """Another part."""
        self._edit(len(self._parts))

    def _edit(self, place: int) -> None:
        asks = PARTS[self._what]
        part = self._parts[place] if place < len(self._parts) else Part()
        title = T(f"第 {place + 1} 部分", f"Part {place + 1}")

        def done(values: Any) -> None:
            if values is not None:
                self._parts[place : place + 1] = [make_part(self.office, self._what, values, self._whole)]
                self.spoken_anew()

        self.app.push_screen(AskScreen(title, asks, values_of(asks, part), self._act), done)

    def action_remove(self) -> None:
        """One part less."""
        at = self.query_one(Menu).highlighted
        if at is not None and at < len(self._parts):
            del self._parts[at]
            self.spoken_anew()

    def action_done(self) -> None:
        """Hand them over."""
        self.dismiss(tuple(self._parts))
