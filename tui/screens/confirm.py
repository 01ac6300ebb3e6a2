"""A question with yes and no."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.text import block


class ConfirmScreen(Dialog):
    """Gives True when the question is answered with yes."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("y,enter", "yes", T("是", "Yes")),
        Key("n", "no", T("否", "No")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    def __init__(self, title: T, question: T, detail: Content | None = None) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._detail = detail

    @property
    def heading(self) -> T:
        """The title given."""
        return self._title

    def body(self) -> Iterable[Widget]:
        """The question, and what it is about."""
        yield Words(lambda: block(self._question), id="question")
        if self._detail is not None:
            yield Words(lambda: self._detail or Content(""), id="detail")

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """No."""
        self.dismiss(False)
