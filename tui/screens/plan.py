"""What an import would do, row by row; nothing is written before it is confirmed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

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
from gongkai.tui.registersource import guarded
from gongkai.tui.screens.base import Dialog

if TYPE_CHECKING:
    from gongkai.core.imports import Plan
    from gongkai.core.office import Office

SHOWN = 60
"""Rows of each kind that are listed."""


@dataclass(frozen=True)
class Reading:
    """One way to read the sheet: in words, its headings, its rows with their numbers."""

    name: T
    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Any]]]


class PlanScreen(Dialog):
    """Shows the plan of an import and does it when confirmed; gives the number of records written, or None."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "apply", T("写入", "Write"), T("照计划写入", "do what the plan says"), priority=True),
        Key("o", "other", T("换读法", "Read otherwise"), T("换一种读法：首行是表头，或按栏目次序",
                                                     "read it otherwise: first row as headings, or columns in order")),
        Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, register: Register, readings: Sequence[Reading], what: str, warnings: Sequence[T] = ()) -> None:
        """A plan.

        Args:
            readings: the ways to read the sheet, the likeliest first.
            what: where it comes from.
            warnings: what was seen when the sheet was read.
        """
        super().__init__()
        self.register = register
        self._readings = list(readings)
        self._at = 0
        self._what = what
        self._warnings = list(warnings)
        self._plan: Plan | None = None
        self._error: Exception | None = None

    @property
    def heading(self) -> T:
        """Into what, from what."""
        return T("导入{name}：{what}", "Import into {name}: {what}").format(
            name=self.register.resource.name, what=clean_line(self._what)
        )

    def own_keys(self) -> Sequence[Key]:
        """Reading otherwise needs another way."""
        return [key for key in self.KEYS if key.action != "other" or len(self._readings) > 1]

    def body(self) -> Iterable[Widget]:
        """How it is read, the sums, the rows."""
        yield Words(self._reading, id="about")
        yield Words(self._summary, id="summary")
        yield VerticalScroll(Words(self._rows, id="planrows"))

    def on_mount(self) -> None:
        """Make the plan in a thread."""
        self._make()

    def _make(self) -> None:
        reading, key = self._readings[self._at], self.register.resource.key
        self._plan, self._error = None, None

        def planned(own: "Office", tick: Callable[[int], bool]) -> "Plan":
            from gongkai.core.imports import plan

            return plan(own.register(key), reading.columns, reading.rows)

        self._say()
        self.work_on("plan", planned, self._planned, self._not_planned)

    def _planned(self, made: "Plan") -> None:
        self._plan = made
        self._say()

    def _not_planned(self, error: Exception) -> None:
        self._error = error
        self._say()

    def _say(self) -> None:
        for words in self.query(Words):
            words.say()

    def on_resize(self, event: events.Resize) -> None:
        """Rows are cut for the width."""
        self._say()

    def _reading(self) -> Content:
        reading = self._readings[self._at]
        columns = str(T("、", ", ")).join(self._label(name) for name in reading.columns if str(name).strip())
        width = max(40, min(122, self.app.size.width * 96 // 100 - 8))
        words = T("{how}（{n} 行）：{columns}", "{how} ({n} rows): {columns}").format(
            how=reading.name, n=len(reading.rows), columns=columns
        )
        return Content.styled(truncate(clean_line(str(words)), width), "$text-muted")

    def _label(self, name: str) -> str:
        meta = self.register.resource.fields.get(name)
        return clean_line(str(meta.label) if meta is not None else str(name))

    def _summary(self) -> Content:
        if self._error is not None:
            return Content.styled(clean_line(str(self._error)), "$text-error")
        if self._plan is None:
            return Content.styled(str(T("正在比对……", "Comparing…")), "$text-muted")
        words = str(self._plan.summary())
        if self._plan.faults:
            words += str(T("有误的先在表中改正，什么都不会写入。", " Mend the wrong rows first; nothing is written."))
            return Content.styled(words, "bold $text-error")
        if not self._plan.new and not self._plan.changed:
            return Content.styled(words, "$text-muted")
        words += str(T("按 Ctrl+S 写入。", " Press Ctrl+S to write."))
        return Content.styled(words, "bold $text-success")

    def _rows(self) -> Content:
        made = self._plan
        lines: list[Content] = [Content.styled(f"! {clean_line(str(w))}", "$text-warning") for w in self._warnings]
        if made is None:
            return Content("\n").join(lines)
        width = max(40, min(122, self.app.size.width * 96 // 100 - 8))
        for fault in made.faults[:SHOWN]:
            lines.append(Content.styled(truncate(f"! {clean_line(str(fault))}", width), "$text-error"))
        for edit in made.changed[:SHOWN]:
            what = "；".join(  # zh-data
                f"{self._label(name)} {clean_line(old) or '—'} → {clean_line(new) or '—'}"
                for name, (old, new) in edit.shown.items()
            )
            title = clean_line(self.register.title(edit.record))
            lines.append(_row(edit.row, T("修改", "change"), f"{title}  {what}", width, "$text-warning"))
        for number, values in made.new[:SHOWN]:
            what = "  ".join(self._shown(name, value) for name, value in values.items() if value not in (None, "", ()))
            lines.append(_row(number, T("新增", "new"), what, width, "$text-success"))
        if made.passed_over:
            words = T("不取的列：{names}", "columns passed over: {names}").format(names=", ".join(made.passed_over))
            lines.append(Content.styled(truncate(clean_line(str(words)), width), "$text-muted"))
        more = max(0, len(made.new) - SHOWN) + max(0, len(made.changed) - SHOWN) + max(0, len(made.faults) - SHOWN)
        if more:
            lines.append(Content.styled(str(T("……另有 {n} 行", "… and {n} more rows").format(n=more)), "$text-muted"))
        return Content("\n").join(lines)

    def _shown(self, name: str, value: Any) -> str:
        from gongkai.core.resource import show_value

        if name not in self.register.resource.fields:
            return clean_line(str(value))
        return clean_line(show_value(self.office, self.register.resource.meta(name), value))

    def action_other(self) -> None:
        """The next way to read it."""
        if len(self._readings) > 1 and not self.background_work.running("write"):
            self._at = (self._at + 1) % len(self._readings)
            self._make()

    def action_apply(self) -> None:
        """Do what the plan says, off the UI thread, in one transaction."""
        made = self._plan
        if made is None or self.background_work.busy:
            return
        if made.faults or not (made.new or made.changed):
            self.gongkai.tell(made.summary(), warn=True)
            return
        key = self.register.resource.key

        def write(own: "Office", tick: Callable[[int], bool]) -> int:
            from gongkai.core.imports import apply

            register = own.register(key)
            return guarded(register, lambda: apply(register, made))

        self.gongkai.tell(T("正在写入……", "Writing…"))
        self.work_on("write", write, self._written, self._not_written)

    def _written(self, count: int) -> None:
        self.office.forget()
        self.gongkai.tell(T("已写入 {n} 条。", "{n} records written.").format(n=f"{count:,}"))
        self.dismiss(count)

    def _not_written(self, error: Exception) -> None:
        self.gongkai.fail(error)
        self._make()  # compared anew: somebody may have been first


def _row(number: int, kind: T, what: str, width: int, style: str) -> Content:
    head = f"{number:>5} {kind}  "
    return Content.assemble(Content.styled(head, style), Content(truncate(what, max(8, width - len(head) - 4))))
