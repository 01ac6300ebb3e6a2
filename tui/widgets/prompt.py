"""The line at the bottom that asks for a search text (``/``)."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from gongkai.core.i18n import T
from gongkai.core.text import clean, clean_line

_HINT = T("汉字或拼音首字母，回车查找，Esc 取消", "characters or pinyin initials; Enter finds, Esc cancels")
_LONGEST = 200  # characters; a longer search text is a paste that went astray


class _Line(Input):
    """An input that takes no control characters and no endless text, also when they are pasted."""

    def validate_value(self, value: str) -> str:
        return clean(value[:_LONGEST]).replace("\n", " ").replace("\t", " ")


class Prompt(Horizontal):
    """One line at the bottom of a screen, hidden until ``ask()``; gives the focus back when it is done."""

    DEFAULT_CSS = """
    Prompt {
        dock: bottom;
        height: 1;
        display: none;
        background: $panel;
        &.-asking { display: block; }
        & > Static { width: auto; padding: 0 1; color: $text-accent; text-style: bold; }
        & > Input { width: 1fr; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", show=False)]

    class Submitted(Message):
        """A text was entered; it is one clean line, maybe an empty one."""

        def __init__(self, prompt: "Prompt", text: str) -> None:
            super().__init__()
            self.prompt = prompt
            self.text = text

        @property
        def control(self) -> "Prompt":
            """The prompt that sent it."""
            return self.prompt

    class Cancelled(Message):
        """The prompt was left without a text."""

        def __init__(self, prompt: "Prompt") -> None:
            super().__init__()
            self.prompt = prompt

        @property
        def control(self) -> "Prompt":
            """The prompt that sent it."""
            return self.prompt

    def __init__(
        self,
        sign: str = "/",
        *,
        hint: T | str = _HINT,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """A prompt that begins with ``sign`` and says ``hint`` while it is empty."""
        super().__init__(name=name, id=id, classes=classes)
        self._sign = sign
        self._hint = hint
        self._focused_before: Widget | None = None

    def compose(self) -> ComposeResult:
        """The sign and the input."""
        yield Static(self._sign, markup=False)
        yield _Line(placeholder=clean_line(str(self._hint)), compact=True, select_on_focus=False)

    @property
    def asking(self) -> bool:
        """Whether it is on the screen."""
        return self.has_class("-asking")

    def ask(self, text: str = "") -> None:
        """Show the prompt with ``text`` in it and take the focus."""
        line = self.query_one(_Line)
        if not self.asking:
            self._focused_before = self.screen.focused
        self.add_class("-asking")
        line.value = text
        line.cursor_position = len(line.value)
        line.focus()

    def action_cancel(self) -> None:
        """Leave without a text."""
        self._close()
        self.post_message(self.Cancelled(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the text over."""
        event.stop()
        self._close()
        self.post_message(self.Submitted(self, clean_line(event.value)))

    def on_input_changed(self, event: Input.Changed) -> None:
        """The letters on the way are nobody's business."""
        event.stop()

    def _close(self) -> None:
        self.remove_class("-asking")
        back, self._focused_before = self._focused_before, None
        if back is not None and back.is_attached:
            back.focus()
        else:
            self.screen.set_focus(None)
