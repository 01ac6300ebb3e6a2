"""What the own unit says to a mark: agreed, or objected to with words and a file."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key
from gongkai.tui.screens.base import Dialog
from gongkai.tui.text import block
from gongkai.tui.widgets.line import Line

if TYPE_CHECKING:
    from gongkai.plugins.inspection.marksheet import Cell


class ReplyDialog(Dialog):
    """Words, a file and its page, one line each; stays open when they cannot be sent, and gives whether they were."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("确定", "Done"), T("下一栏；在最后一栏即提交", "the next line; on the last one it is sent")),
    )
    AUTO_FOCUS = "#words"

    def __init__(self, cell: "Cell", agree: bool, send: Callable[[str, str, int | None], None]) -> None:
        super().__init__()
        self._send = send
        self._answered = cell
        self._agree = agree

    @property
    def heading(self) -> T:
        """Unit and indicator."""
        return same(clean_line(self._answered.name)) + same(" · ") + self._answered.entry.name

    def body(self) -> Iterable[Widget]:
        """What is asked, and the lines."""
        asked = (
            T("对这项评分没有异议。", "Nothing is said against this mark.") if self._agree
            else T("对这项评分有异议，请检查单位复核。", "This mark is objected to; the inspecting unit looks again.")
        )  # fmt: skip
        yield Words(lambda: block(asked), id="question")
        words = str(T("无异议", "agreed")) if self._agree else ""
        yield Line(words, hint=T("说明：哪里不符", "what is said: where it is wrong"), id="words")
        if not self._agree:
            yield Line(hint=T("佐证文件的路径，可不填", "path of a file as evidence, or nothing"), id="file")
            yield Line(hint=T("页码，可不填", "its page, or nothing"), id="page")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        lines = list(self.query(Line))
        at = lines.index(event.input) if isinstance(event.input, Line) else len(lines) - 1
        if not lines[0].value.strip():
            self.gongkai.tell(T("请写明说明。", "Say something."), warn=True)
            lines[0].focus()
        elif at + 1 < len(lines):
            lines[at + 1].focus()
        else:
            self._send(*self._read())
            self.dismiss(True)

    def _read(self) -> tuple[str, str, int | None]:
        """The lines as they were typed.

        Raises:
            BadInput: the page is no number.
        """
        values = [clean_line(line.value).strip() for line in self.query(Line)]
        words, file, page = (*values, "", "")[:3]
        if page and not (page.isdecimal() and 0 < int(page) < 100_000):
            raise BadInput(
                T(f"页码“{page[:20]}”不可用。", f"“{page[:20]}” is no page."), T("填整数。", "Give a whole number.")
            )
        return words, file, int(page) if page else None
