"""Fields of a register as lines of a form: what a person types, picks or ticks, and what is wrong with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import VerticalScroll

from gongkai.core.codes import format_code
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.core.resource import NO, YES, choices_of
from gongkai.core.store.fields import Meta
from gongkai.core.text import clean, clean_line
from gongkai.tui.screens.pick import Item, PickScreen, TickScreen
from gongkai.tui.text import wrap
from gongkai.tui.widgets.area import Area
from gongkai.tui.widgets.chooser import Chooser
from gongkai.tui.widgets.formrow import FormRow, Value

if TYPE_CHECKING:
    from gongkai.core.office import Office

PICKED = ("choice", "many", "unit", "place", "flag", "ref")
_FOUND = 50
AREA = (2, 6)
"""Least and most lines of a long text."""


def held(register: Register, name: str, record: Any) -> tuple[Value, str]:
    """A record's value as a form holds it, and in words."""
    meta, value = register.resource.meta(name), getattr(record, name)
    if meta.kind == "many":
        return tuple(value or ()), register.text_of(record, name)
    if value is None or value == "":
        return "", ""
    if meta.kind == "flag":
        return ("yes" if value else "no"), register.text_of(record, name)
    if meta.kind == "place":
        return format_code(int(value)), register.text_of(record, name)
    if meta.kind in ("choice", "unit"):
        return str(value), register.text_of(record, name)
    text = register.text_of(record, name)
    return (clean(text), text) if meta.long else (clean_line(text), text)


def words_of(register: Register, name: str, value: Value) -> str:
    """A held value in words."""
    office, meta = register.office, register.resource.meta(name)
    if value in ("", ()):
        return ""
    if meta.kind == "unit" and isinstance(value, str):
        return office.unit_name(value)
    if meta.kind == "place" and isinstance(value, str):
        return office.place_name(office.place(value))
    if meta.kind == "flag":
        return str(YES if value == "yes" else NO)
    if meta.kind == "ref" and isinstance(value, str):
        return title_of(office, meta.ref, value)
    if meta.kind in ("choice", "many"):
        names = dict(choices_of(office, meta))
        keys = value if isinstance(value, tuple) else (value,)
        return str(T("、", ", ")).join(str(names.get(key, key)) for key in keys)
    return str(value)


def title_of(office: "Office", key: str, uid: str) -> str:
    """What names a record of another register; its id when it is not there, or not for this account."""
    try:
        other = office.register(key)
        return clean_line(other.title(other.get(uid)))
    except GongkaiError:
        return uid


def needed_before(register: Register, meta: Meta) -> T | None:
    """When a field must be filled, in words."""
    if meta.required is True:
        return T("必填", "required")
    if isinstance(meta.required, str) and register.resource.workflow:
        for action in register.office.workflow(register.resource).action:
            if action.key == meta.required:
                return T("“{name}”前必填", "required before “{name}”").format(name=action.name)
    return None


class FieldList(VerticalScroll, inherit_bindings=False):
    """The lines of a form; its arrow keys go from field to field and do not scroll."""

    can_focus = False


class FieldRow(FormRow):
    """One field of a register."""

    def __init__(
        self, register: Register, name: str, value: Value = "", *, label_width: int = 14, required: bool | None = None
    ) -> None:
        """A line for a field.

        Args:
            value: what it holds at first.
            required: overrides whether it must be filled (fields that an action asks for need not be).
        """
        self.register = register
        self.field_name = name
        self.meta = register.resource.meta(name)
        super().__init__(
            f"field-{name}", self.meta.label, value, picked=self.meta.kind in PICKED, long=self.meta.long,
            several=self.meta.kind == "many", day=self.meta.kind == "date", width=label_width,
            needed=self.meta.required is True if required is None else required,
        )  # fmt: skip

    def on_mount(self) -> None:
        """A long text takes as many lines as it needs, within bounds."""
        if self.long:
            lines = len(wrap(str(self.value), max(20, self.app.size.width - self.label_width - 14)))
            height = min(AREA[1], max(AREA[0], lines))
            self.styles.height = height
            self.query_one(Area).styles.height = height

    @property
    def sent(self) -> Any:
        """The value as the door takes it: None when empty."""
        return list(self.value) if isinstance(self.value, tuple) else (self.value or None)

    @property
    def words(self) -> str:
        """The value in words."""
        return words_of(self.register, self.field_name, self.value)

    def advice(self) -> str:
        """The field's help and when it is needed."""
        parts = [str(part) for part in (needed_before(self.register, self.meta), self.meta.help) if part]
        if self.meta.rule:
            parts.append(str(T("依据 {id}", "rule {id}").format(id=self.meta.rule)))
        return " · ".join(parts)

    def judge(self) -> T | None:
        """Whether it is empty and needed, or does not fit its kind."""
        empty = self.value in ("", ()) or (isinstance(self.value, str) and not self.value.strip())
        if empty:
            return T(f"{self.label.zh}必填。", f"{self.label.en} is required.") if self.needed else None
        # what is taken from a list is right
        return None if self.picked else self.register.check(self.field_name, str(self.value))

    @on(Chooser.Asked)
    def _asked(self, event: Chooser.Asked) -> None:
        event.stop()
        self.app.push_screen(picker(self.register, self.field_name, self.value, event.text), self._picked)

    def _picked(self, keys: Any) -> None:
        if keys is not None:
            self.take(tuple(str(key) for key in keys) if self.meta.kind == "many" else str(keys))


def picker(register: Register, name: str, value: Value, text: str = "") -> PickScreen:
    """The list to take a field's value from; gives the key, or the keys where there may be several.

    Args:
        value: what the field holds; ``text``: what was typed already.
    """
    meta = register.resource.meta(name)
    if meta.kind == "many":
        chosen = value if isinstance(value, tuple) else ()
        return TickScreen(meta.label, _choice_items(register, meta, chosen), chosen=chosen, text=text)
    source: Any
    if meta.kind == "flag":
        source = [Item("yes", YES, find="yes y"), Item("no", NO, find="no n")]
    elif meta.kind == "choice":
        source = _choice_items(register, meta, ())
    else:
        source = lambda typed: search(register, meta, typed)  # noqa: E731
    return PickScreen(meta.label, source, chosen=[value] if value else (), text=text)


def _choice_items(register: Register, meta: Meta, chosen: Sequence[str]) -> list[Item]:
    pairs = list(choices_of(register.office, meta))
    known = {key for key, _ in pairs}
    extra = [Item(key, clean_line(key)) for key in chosen if key not in known]
    return [Item(key, words, find=key) for key, words in pairs] + extra


def search(register: Register, meta: Meta, text: str) -> list[Item]:
    """Units, divisions or records of another register that fit a typed text: one short read."""
    from gongkai.tui.units import place_items, unit_items

    if meta.kind == "unit":
        return unit_items(register.office, text, _FOUND)
    if meta.kind == "place":
        return place_items(register.office, text, _FOUND)
    return _find_records(register, meta, text)


def _find_records(register: Register, meta: Meta, text: str) -> list[Item]:
    from gongkai.core.register import Query

    other = register.office.register(meta.ref)
    rows = other.page(Query(search=text), limit=_FOUND)
    title = other.resource.columns.index(other.resource.title) if other.resource.title in other.resource.columns else 0
    note = 0 if title else min(1, len(other.resource.columns) - 1)
    return [Item(row.uid, row.cells[title] or row.uid, row.cells[note]) for row in rows]
