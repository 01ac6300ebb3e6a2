"""The form of a record: every field, help and validation while typing, saving, and conflicts settled side by side."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from gongkai.core.errors import Conflict, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.core.text import cells
from gongkai.tui.chrome import Words
from gongkai.tui.fields import FieldList, FieldRow, held
from gongkai.tui.keys import Key
from gongkai.tui.registersource import guarded
from gongkai.tui.screens.filling import CHOICE, FIELDS, Filling, field_bindings
from gongkai.tui.widgets.formrow import Value

LABEL_MOST = 20


class FormScreen(Filling[FieldRow]):
    """Adds or edits one record; gives the record as it is after saving, or None."""

    WIDE = True
    ROW = FieldRow
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "save", T("保存", "Save"), priority=True),
        FIELDS,
        CHOICE,
        Key("delete", "", T("清空", "Empty"), T("清空所选的值", "take a chosen value away"), bar=False),
        Key("ctrl+r", "reset", T("还原", "Reset"), T("本栏恢复原值", "this field as it was")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = field_bindings(KEYS)
    AUTO_FOCUS = ""

    def __init__(self, register: Register, record: Any = None, given: Mapping[str, Value] | None = None) -> None:
        """A form.

        Args:
            record: what is edited; None adds a record.
            given: values that a new record starts with.
        """
        super().__init__()
        self.register = register
        self.record = record
        self._given = dict(given or {})

    @property
    def heading(self) -> T:
        """What is edited."""
        name = self.register.resource.name
        if self.record is None:
            return T("新增{name}", "New: {name}").format(name=name)
        return T("编辑{name}：", "Edit {name}: ").format(name=name) + _same(self.register.title(self.record))

    def body(self) -> ComposeResult:
        """The fields, and the help of the one that has the focus."""
        names = self._names()
        width = min(LABEL_MOST, max(cells(str(self.register.resource.meta(n).label)) for n in names) + 2)
        with FieldList(id="fields"):
            for name in names:
                owner = not self._asked() if name == "unit" and self.register.resource.placed else None
                yield FieldRow(self.register, name, self._first(name), label_width=width, required=owner)
        with Vertical(id="foot"):
            yield Words(self.help_words, id="fieldhelp")

    def _names(self) -> list[str]:
        """The fields to fill; whom the record belongs to comes first, unless a new one asks other fields first."""
        names = [name for name, _, _ in self.register.form()]
        first = [name for name in self._asked() if name in names]
        if self.register.resource.placed and "unit" in names:
            first.append("unit")
        return list(dict.fromkeys([*first, *names]))

    def _asked(self) -> Sequence[str]:
        return self.register.resource.asked if self.record is None else ()

    def _first(self, name: str) -> Value:
        if self.record is not None:
            return held(self.register, name, self.record)[0]
        if name in self._given:
            return self._given[name]
        default = self.register.model._meta.fields[name].default
        value = default() if callable(default) else default
        kind = self.register.resource.meta(name).kind
        if kind == "many":
            return tuple(value or ())
        if value is None:
            return ""
        return ("yes" if value else "no") if kind == "flag" else str(value)

    def on_mount(self) -> None:
        """Begin where something is needed."""
        self.begin()

    # leaving and saving

    def action_reset(self) -> None:
        """The field as it was."""
        row = self.focused_row
        if row is not None:
            row.set(row.first)

    def action_save(self) -> None:
        """Check everything, then save by the door."""
        if not self.right():
            return
        values = self._values()
        if self.record is not None and not values:
            self.dismiss(None)
            return
        try:
            saved = guarded(self.register, lambda: self.register.save(self.record, values))
        except Conflict as error:
            self._conflict(error)
            return
        except GongkaiError as error:
            self.gongkai.fail(error)
            return
        self.gongkai.tell(T("已保存：{title}", "Saved: {title}").format(title=self.register.title(saved)))
        warn = self.register.resource.warn
        doubt = warn(self.register.office, saved) if warn else None
        if doubt is not None:
            self.gongkai.tell(doubt, warn=True)
        self.dismiss(saved)

    def _values(self) -> dict[str, Any]:
        if self.record is not None:
            return {row.field_name: row.sent for row in self.rows if row.changed}
        return {row.field_name: row.sent for row in self.rows if row.value not in ("", ())}

    def _conflict(self, error: Conflict) -> None:
        """Somebody was first: show both values, and let the person take the stored ones or keep theirs."""
        try:
            now = self.register.get(self.record.uid)
        except GongkaiError:
            self.gongkai.fail(error)  # it is no longer there
            return
        from gongkai.tui.screens.conflict import ConflictScreen, differences

        rows = {row.field_name: row for row in self.rows}
        mine = {name: row.words for name, row in rows.items() if row.changed}
        found = differences(self.register, self.record, now, mine, rows)
        who = self.office.last_actor(self.register.resource, now.uid)
        self.app.push_screen(
            ConflictScreen(self.register.title(now), who, found), lambda choice: self._settle(choice, now)
        )

    def _settle(self, choice: Any, now: Any) -> None:
        if choice not in ("theirs", "mine"):
            return
        kept = {row.field_name: row.value for row in self.rows if row.changed}
        self.record = now
        for row in self.rows:
            row.first = held(self.register, row.field_name, now)[0]
            row.set(kept[row.field_name] if choice == "mine" and row.field_name in kept else row.first)
        if choice == "mine":
            self.action_save()
        else:
            self.say_help()


def _same(text: str) -> T:
    return T(text, text)
