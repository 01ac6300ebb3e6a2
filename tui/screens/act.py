"""Taking a workflow action: what it leads to, the fields it asks for, and the reason."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.core.text import clean_line, truncate
from gongkai.core.workflow import Action
from gongkai.tui.chrome import Words
from gongkai.tui.fields import FieldList, FieldRow, held
from gongkai.tui.keys import Key
from gongkai.tui.registersource import guarded
from gongkai.tui.screens.doing import take
from gongkai.tui.screens.filling import Filling, field_bindings
from gongkai.tui.widgets.line import Line

if TYPE_CHECKING:
    from gongkai.core.office import Office

SHOWN = 200
"""Records listed on either side; all are acted on."""
REASON = T("理由（必填）", "reason (required)")
REASON_FREE = T("说明（可不填）", "words (may be left out)")


class ActScreen(Filling[FieldRow]):
    """Gives the records as they are after the action, or None."""

    ROW = FieldRow
    NAMED = False
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "take", T("确定", "Do it"), T("办理", "take the action"), priority=True),
        Key("enter", "", T("下一栏", "Next"), T("下一栏；在说明栏中即办理", "next field; in the last one do it")),
    )
    BINDINGS: ClassVar[list[BindingType]] = field_bindings(KEYS)
    AUTO_FOCUS = "Chooser, Line, Area"

    def __init__(self, register: Register, records: Sequence[Any], step: Action) -> None:
        super().__init__()
        self.register = register
        self.step = step
        reasons = [(record, register.refusal(record, step) if len(records) > 1 else None) for record in records]
        self.records = [record for record, why in reasons if why is None]
        self.refused = [(record, why) for record, why in reasons if why is not None]
        self._many = len(records) > 1

    @property
    def heading(self) -> T:
        """The action and what it is done to."""
        if self._many:
            return self.step.name + T(f"：{len(self.records)} 条", f": {len(self.records)} records")
        title = clean_line(self.register.title(self.records[0]))
        return self.step.name + T(f"：{title}", f": {title}")

    def body(self) -> ComposeResult:
        """Where it leads, what is asked, the reason."""
        yield Words(self._about, id="about")
        with FieldList(id="fields"):
            for name in self.step.asks:
                # what the action stamps when nothing is said starts empty: the old value would mislead
                alone = len(self.records) == 1 and name not in self.step.stamps
                first = held(self.register, name, self.records[0])[0] if alone else ""
                if self.register.resource.meta(name).kind == "many" and not first:
                    first = ()
                yield FieldRow(self.register, name, first, required=False)
        yield Line(hint=REASON if self.step.reason else REASON_FREE, id="reason")
        yield Words(self.help_words, id="fieldhelp")
        if self._many:
            yield VerticalScroll(Words(self._preview, id="preview"), id="goes")

    def _preview(self) -> Content:
        """Which records go, and which do not and why."""
        width = min(66, self.app.size.width * 96 // 100 - 6)
        lines: list[Content] = []
        if self.refused:
            said = T("{n} 条不办：", "{n} are left out:").format(n=len(self.refused))
            lines.append(Content.styled(str(said), "bold $text-warning"))
            lines += [
                Content.styled(truncate(f"! {self._named(record)}  {clean_line(str(why))}", width), "$text-warning")
                for record, why in self.refused[:SHOWN]
            ]
        said = T("将办理 {n} 条：", "it is done on {n}:").format(n=len(self.records))
        lines.append(Content.styled(str(said), "bold $text-success"))
        lines += [Content(truncate(f"  {self._named(record)}", width)) for record in self.records[:SHOWN]]
        return Content("\n").join(lines)

    def _named(self, record: Any) -> str:
        title = clean_line(self.register.title(record))
        unit = clean_line(self.office.unit_name(record.unit)) if record.unit else ""
        return f"{title}（{unit}）" if unit else title  # zh-data

    def _about(self) -> Content:
        flow = self.office.workflow(self.register.resource)
        stages = {record.stage for record in self.records}
        now = " / ".join(str(flow.stage_of(stage).name) for stage in sorted(stages))
        then = flow.stage_of(self.step.target).name if self.step.target else now
        lines = [Content.assemble(now, " → ", Content.styled(str(then), "bold"))]
        if self.step.help:
            lines.append(Content.styled(clean_line(str(self.step.help)), "$text-muted"))
        return Content("\n").join(lines)

    def entered(self, line: Input) -> None:
        """In the line of the reason, Enter does it."""
        if line.id == "reason":
            self.action_take()
        else:
            super().entered(line)

    def spoken_anew(self) -> None:
        """Chosen values, and the hint of the reason."""
        super().spoken_anew()
        for line in self.query(Line):
            line.say_hint()

    def action_take(self) -> None:
        """Take the action."""
        reason = clean_line(self.query_one("#reason", Line).value)
        if not self.right():
            return
        if self.step.reason and not reason:
            self.query_one("#reason", Line).focus()
            self.gongkai.tell(
                T("“{name}”必须说明理由。", "“{name}” needs a reason.").format(name=self.step.name), warn=True
            )
            return
        if not self.records:
            self.gongkai.tell(T("没有可以办理的记录。", "There is no record it can be done on."), warn=True)
            return
        values = {row.field_name: row.sent for row in self.rows if row.changed}
        if self.background_work.busy:
            return
        records, step, key = self.records, self.step, self.register.resource.key

        def work(own: "Office", tick: Callable[[int], bool]) -> list[Any]:
            register = own.register(key)
            return guarded(register, lambda: take(register, records, step, reason, values))

        self.work_on("write", work, self._taken)

    def _taken(self, done: list[Any]) -> None:
        self.office.forget()
        self.gongkai.tell(
            T("“{name}”已办理。", "“{name}” is done.").format(name=self.step.name)
            if len(done) == 1
            else T("“{name}”已办理 {n} 条。", "“{name}” is done on {n} records.").format(
                name=self.step.name, n=len(done)
            )
        )
        self.dismiss(done)
