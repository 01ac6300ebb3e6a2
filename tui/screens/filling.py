"""A dialog with lines to fill: help for the line in hand, what is wrong, and the question before changes are lost."""

from typing import Any, ClassVar, Generic, TypeVar, cast

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from gongkai.core.i18n import T
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.text import block
from gongkai.tui.widgets.formrow import FormRow

Row = TypeVar("Row", bound=FormRow)
FIELDS = Key(
    "up,down",
    "",
    T("换栏", "Fields"),
    T("上一栏、下一栏（长文中用 Tab）", "field before, next field (Tab in long texts)"),
)
CHOICE = Key("enter", "", T("选择", "Choose"), T("打开选项；在文字栏中到下一栏", "open the list; in a text line go on"))


def field_bindings(keys: tuple[Key, ...]) -> list[BindingType]:
    """The screen's keys, and the arrows that go from line to line."""
    return [
        *bindings(keys),
        *bindings((Key("up", "app.focus_previous", T("", "")), Key("down", "app.focus_next", T("", "")))),
    ]


class Filling(Dialog, Generic[Row]):
    """A form. Its body has lines of ``ROW``, and ``Words(self.help_words, id="fieldhelp")``."""

    ROW: ClassVar[type[FormRow]] = FormRow
    NAMED: ClassVar[bool] = True
    """Whether the help begins with the line's name."""

    @property
    def rows(self) -> list[Row]:
        """The lines."""
        return cast("list[Row]", list(self.query(self.ROW)))

    @property
    def unsaved(self) -> bool:
        """Whether something was changed."""
        return any(row.changed for row in self.rows)

    @property
    def focused_row(self) -> Row | None:
        """The line that has the focus."""
        node: Any = self.focused
        while node is not None and not isinstance(node, self.ROW):
            node = node.parent
        return cast("Row | None", node)

    def begin(self) -> None:
        """Begin in the first line that is empty and needed, else in the first."""
        empty = [row for row in self.rows if row.needed and not row.value]
        (empty or self.rows)[0].focus_editor()

    def help_words(self) -> Content:
        """What is wrong with the line in hand, or what helps to fill it."""
        row = self.focused_row
        if row is None:
            return Content("")
        style = "$text-error" if row.error is not None else "$text-muted"
        label = Content.styled(f"{row.label}  ", "bold") if self.NAMED else Content("")
        return Content.assemble(label, block(row.help_text()).stylize(style))

    def say_help(self) -> None:
        """Say it anew."""
        self.query_one("#fieldhelp", Words).say()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Another line: its help."""
        self.say_help()

    @on(FormRow.Changed)
    def _changed(self, event: FormRow.Changed) -> None:
        event.stop()
        self.say_help()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.entered(event.input)

    def entered(self, line: Input) -> None:
        """Enter in a line of text goes on to the next."""
        self.focus_next()

    def spoken_anew(self) -> None:
        """Words of chosen values."""
        for row in self.rows:
            row.spoken_anew()

    def right(self, tell: bool = True) -> bool:
        """Check every line; goes to the first that is wrong, and says how many are."""
        wrong = [row for row in self.rows if row.check() is not None]
        if not wrong:
            return True
        wrong[0].focus_editor()
        self.say_help()
        if tell:
            self.gongkai.tell(T("有 {n} 栏需要改正。", "{n} fields need mending.").format(n=len(wrong)), warn=True)
        return False

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
