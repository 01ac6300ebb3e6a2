"""What a pasted rectangle would do to the cells, before anything is taken over."""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.core.text import clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.sheet.cells import stored, words
from gongkai.tui.sheet.pasting import CellPlan
from gongkai.tui.sheet.staged import Staged
from gongkai.tui.text import column

SHOWN = 300
"""Cells listed; all are taken."""


class CellPlanScreen(Dialog):
    """Shows the cells that would change and those that cannot; gives whether to go on."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "take", T("填入", "Fill in"), T("填入这些格，保存前还可以改",
                                                   "fill these cells; nothing is saved yet"), priority=True),
        Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, register: Register, staged: Staged, plan: CellPlan, title: T) -> None:
        super().__init__()
        self.register = register
        self._staged = staged
        self._plan = plan
        self._title = title

    @property
    def heading(self) -> T:
        """What is pasted."""
        return self._title

    def body(self) -> Iterable[Widget]:
        """The sums, then the cells."""
        yield Words(self._summary, id="summary")
        yield VerticalScroll(Words(self._cells, id="planrows"))

    def on_resize(self, event: events.Resize) -> None:
        """Cells are cut for the width."""
        for said in self.query(Words):
            said.say()

    def _summary(self) -> Content:
        text = str(self._plan.summary())
        if not self._plan.edits:
            return Content.styled(text, "$text-muted")
        if self._plan.wrong:
            text += str(
                T("不对的格会标出，改正后才能保存。", " Wrong cells are marked and must be mended before saving.")
            )
        return Content.styled(text, "bold $text-warning" if self._plan.wrong else "bold $text-success")

    def _cells(self) -> Content:
        width = max(40, min(122, self.app.size.width * 96 // 100 - 8))
        label, size = min(16, width // 5), (width - min(16, width // 5) - 12) // 2
        lines: list[Content] = []
        for row, (record, name, cell) in self._plan.edits[:SHOWN]:
            old = self._staged.cell(record.uid, name) or stored(self.register, record, name)
            new = words(self.register, name, cell)
            head = f"{row:>4} {column(self.register.resource.meta(name).label, label)} "
            before = column(words(self.register, name, old) or "—", size)
            style = "$text-error" if cell.error is not None else "$text-success"
            said = Content.styled(truncate(new or "—", size), style)
            lines.append(
                Content.assemble(
                    Content.styled(head, "$text-muted"), Content.styled(before, "$text-warning"), " → ", said
                )
            )
            if cell.error is not None:
                wrong = truncate(f"! {clean_line(str(cell.error))}", max(8, width - 6))
                lines.append(Content.styled(f"     {wrong}", "$text-error"))
        if len(self._plan.edits) > SHOWN:
            more = T("……另有 {n} 格", "… and {n} more cells").format(n=f"{len(self._plan.edits) - SHOWN:,}")
            lines.append(Content.styled(str(more), "$text-muted"))
        reasons: dict[tuple[str, str], list[int]] = {}
        for row, name, why in self._plan.refused:
            reasons.setdefault((name, str(why)), []).append(row)
        for (name, reason), rows in reasons.items():
            label_ = next((str(text) for key, text, _, _ in self.register.columns_of([name])), name)
            said_ = T("不能填：{label}，{n} 行。{why}", "not filled: {label}, {n} rows. {why}").format(
                label=label_, n=len(rows), why=reason
            )
            lines.append(Content.styled(truncate(clean_line(str(said_)), width), "$text-muted"))
        return Content("\n").join(lines)

    def action_take(self) -> None:
        """Go on, if there is anything to do."""
        self.dismiss(bool(self._plan.edits) or None)
