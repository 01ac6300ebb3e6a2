"""A line of a form: label, editor, and a sign when something is wrong. What it edits, a subclass says."""

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.widgets.area import Area
from gongkai.tui.widgets.chooser import Chooser
from gongkai.tui.widgets.line import Line

Value = str | tuple[Any, ...]
"""What a line holds while it is edited: text as typed, or the key (keys) of what was picked."""
DAY = T("如 2026-11-22", "such as 2026-11-22")
CHOOSE = T("回车选择，Delete 清空", "Enter chooses, Delete empties")


class FormRow(Horizontal):
    """One line of a form. A subclass gives ``words``, ``judge`` and ``advice``, and opens its list."""

    class Changed(Message):
        """The value has changed."""

    def __init__(
        self,
        name: str,
        label: T,
        value: Value,
        *,
        picked: bool,
        long: bool,
        several: bool,
        day: bool,
        needed: bool,
        width: int,
    ) -> None:
        """A line.

        Args:
            name: its id on the screen; ``label``: what it is called.
            picked: whether its value is taken from a list; ``several``: more than one.
            long: whether it is a text of several lines; ``day``: whether it is a date.
            width: cells of the label.
        """
        super().__init__(id=name)
        self.label = label
        self.first: Value = value
        self.value: Value = value
        self.error: T | None = None
        self.needed = needed
        self.picked = picked
        self.long = long
        self.several = several
        self._day = day
        self.label_width = width

    @property
    def words(self) -> str:
        """The value in words."""
        return str(self.value)

    def judge(self) -> T | None:
        """What is wrong with the value as it is now."""
        return None

    def advice(self) -> str:
        """Help about the line where nothing is wrong; empty for none."""
        return ""

    def compose(self) -> ComposeResult:
        """Label, editor, sign."""
        label = Words(self._said, classes="label")
        label.styles.width = self.label_width
        yield label
        if self.picked:
            yield Chooser(self.words)
        elif self.long:
            yield Area(str(self.value))
        else:
            yield Line(str(self.value), hint=DAY if self._day else "")
        yield Static("", classes="wrong", markup=False)

    def _said(self) -> Content:
        return Content.assemble(
            Content.styled("*" if self.needed else "", "$text-error"), Content(clean_line(str(self.label)))
        )

    @property
    def changed(self) -> bool:
        """Whether the value is another than at first."""
        return self.value != self.first

    def help_text(self) -> str:
        """What is wrong, or what helps to fill it."""
        if self.error is not None:
            return f"! {self.error}"
        return self.advice() or (str(CHOOSE) if self.picked else "")

    def focus_editor(self) -> None:
        """Put the caret here."""
        self.query("Chooser, Area, Line").first().focus()

    def spoken_anew(self) -> None:
        """The chosen value in the language in use."""
        for chooser in self.query(Chooser):
            chooser.words = self.words

    def take(self, value: Value) -> None:
        """Hold another value, check it, and say so."""
        if value == self.value:
            return
        self.value = value
        self.spoken_anew()
        self.check()
        self.post_message(self.Changed())

    def check(self) -> T | None:
        """Look at the value as it is now; keeps and gives what is wrong."""
        self.error = self.judge()
        self.query_one(".wrong", Static).update(Content("!" if self.error else ""))
        self.set_class(self.error is not None, "-wrong")
        return self.error

    def set(self, value: Value) -> None:
        """Put a value into the editor (as when a stored value is taken over)."""
        for line in self.query(Line):
            line.value = str(value)
        for area in self.query(Area):
            area.load_text(str(value))
        self.take(value)

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.take(event.value)

    @on(TextArea.Changed)
    def _area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.take(event.text_area.text)

    @on(Chooser.Emptied)
    def _emptied(self, event: Chooser.Emptied) -> None:
        event.stop()
        self.take(() if self.several else "")
