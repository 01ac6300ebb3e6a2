"""One field of many records at once: old and new side by side first, then one transaction."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.errors import Conflict
from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.fields import FieldRow
from gongkai.tui.keys import Key, bindings
from gongkai.tui.registersource import guarded
from gongkai.tui.screens.base import Dialog
from gongkai.tui.screens.pick import Item, PickScreen
from gongkai.tui.text import column

if TYPE_CHECKING:
    from gongkai.core.office import Office

SHOWN = 100
"""Records listed in the preview; all are written."""


class BulkScreen(Dialog):
    """Gives the number of records written, or None."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "apply", T("写入", "Write"), T("写入全部", "write all of them"), priority=True),
        Key("ctrl+e", "empty", T("清空", "Empty"), T("清空这个字段", "empty the field"), priority=True),
        Key("ctrl+f", "field", T("换字段", "Field"), T("改另一个字段", "another field"), priority=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = ""

    def __init__(self, register: Register, uids: Sequence[str]) -> None:
        super().__init__()
        self.register = register
        self._uids = list(uids)
        self._records: list[Any] = []
        self._row: FieldRow | None = None
        self._emptying = False

    @property
    def heading(self) -> T:
        """What and how many."""
        return T("批量修改{name}：{n} 条", "Bulk edit, {name}: {n} records").format(
            name=self.register.resource.name, n=f"{len(self._uids):,}"
        )

    @property
    def unsaved(self) -> bool:
        """Whether a value was given."""
        return self._row is not None and (self._row.changed or self._emptying)

    def body(self) -> Iterable[Widget]:
        """The field, and what it does to each record."""
        yield Vertical(id="editor")
        yield Words(self._note, id="fieldhelp")
        yield VerticalScroll(Words(self._preview, id="preview"), can_focus=False)

    def on_mount(self) -> None:
        """Read the records, ask for the field."""
        self._read()
        self.call_after_refresh(self.action_field)

    def _read(self) -> None:
        self._records = self.register.records(self._uids)

    def action_field(self) -> None:
        """Which field."""
        if self.background_work.busy:
            return
        items = [Item(name, meta.label, meta.help or "", find=name)
                 for name, meta, _ in self.register.form()]  # fmt: skip
        self.app.push_screen(PickScreen(T("修改哪个字段", "Which field"), items), self._chosen)

    async def _chosen(self, name: Any) -> None:
        if name is None:
            if self._row is None:
                self.dismiss(None)
            return
        editor = self.query_one("#editor", Vertical)
        await editor.remove_children()
        self._emptying = False
        kind = self.register.resource.meta(str(name)).kind
        self._row = FieldRow(self.register, str(name), () if kind == "many" else "", required=False)
        await editor.mount(self._row)
        self._row.focus_editor()
        self._say()

    def _say(self) -> None:
        for words in self.query(Words):
            words.say()

    @on(FieldRow.Changed)
    def _changed(self, event: FieldRow.Changed) -> None:
        event.stop()
        self._emptying = self._emptying and not (self._row and self._row.changed)
        self._say()

    def action_empty(self) -> None:
        """No value: the field is emptied in all of them."""
        if self._row is not None:
            self._row.set(self._row.first)
            self._emptying = True
            self._say()

    def on_resize(self, event: events.Resize) -> None:
        """The preview follows the width."""
        self._say()

    def _note(self) -> Content:
        row = self._row
        if row is None:
            return Content("")
        if row.error is not None:
            return Content.styled(row.help_text(), "$text-error")
        if not self.unsaved:
            words = T("输入新值；要清空该字段，按 Ctrl+E。", "Give the new value; Ctrl+E empties the field.")
            return Content.styled(str(words), "$text-muted")
        changed = sum(1 for _, old, new in self._changes() if old != new)
        words = T("将修改 {n} 条，{m} 条不变。", "{n} will change, {m} stay the same.").format(
            n=f"{changed:,}", m=f"{len(self._records) - changed:,}"
        )
        if self._emptying:
            words += T("该字段将被清空。", " The field will be emptied.")
        return Content.styled(str(words), "$text-accent")

    def _changes(self) -> list[tuple[Any, str, str]]:
        row = self._row
        if row is None:
            return []
        new = clean_line(row.words)
        if not self.unsaved:
            return [(record, old, old) for record in self._records for old in [self._now(record, row.field_name)]]
        return [(record, self._now(record, row.field_name), new) for record in self._records]

    def _now(self, record: Any, name: str) -> str:
        return clean_line(self.register.text_of(record, name))

    def _preview(self) -> Content:
        width = max(40, min(122, self.app.size.width * 96 // 100 - 8))
        name, size = width * 4 // 10, width * 3 // 10 - 2
        lines: list[Content] = []
        changes = self._changes()[:SHOWN]
        placed = self.register.resource.placed and self.register.resource.title != "unit"
        units = self.office.unit_names({r.unit for r, _, _ in changes if r.unit}) if placed else {}
        for record, old, new in changes:
            owner = f"{units.get(record.unit, '')} " if record.unit in units else ""
            title = column(owner + self.register.title(record), name)
            if old == new:
                lines.append(Content.styled(f"{title}  {column(old or '—', size)}", "$text-muted"))
                continue
            lines.append(
                Content.assemble(
                    f"{title}  ", Content.styled(column(old or "—", size), "$text-warning"), " → ",
                    Content.styled(column(new or "—", size), "$text-success"),
                )
            )  # fmt: skip
        if len(self._records) > SHOWN:
            more = T("……另有 {n} 条", "… and {n} more").format(n=f"{len(self._records) - SHOWN:,}")
            lines.append(Content.styled(str(more), "$text-muted"))
        return Content("\n").join(lines)

    def action_apply(self) -> None:
        """Write them in one transaction, off the UI thread."""
        row = self._row
        if row is None or self.background_work.busy:
            return
        if not self.unsaved:
            self._say()
            return
        if row.check() is not None:
            self._say()
            return
        name, value, records = row.field_name, row.sent, list(self._records)
        key = self.register.resource.key

        def write(own: "Office", tick: Callable[[int], bool]) -> int:
            def all_of_them() -> int:
                with own.change(str(T("批量修改", "bulk edit"))) as change:
                    return change.update_many(key, ((record, {name: value}) for record in records))

            return guarded(own.register(key), all_of_them)

        self.gongkai.tell(T("正在写入……", "Writing…"))
        self.work_on("write", write, self._written, self._not_written)

    def _written(self, count: int) -> None:
        self.office.forget()
        self.gongkai.tell(T("已修改 {n} 条。", "{n} records changed.").format(n=f"{count:,}"))
        self.dismiss(count or None)

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self._read()  # the preview shows what is stored now; nothing was written
            self._say()
        self.gongkai.fail(error)
