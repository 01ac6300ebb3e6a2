"""A post handed over, or a vacancy filled: who comes, and from which day."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from gongkai.core.i18n import T
from gongkai.core.registry.models import POSTS
from gongkai.core.resource import show_value
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.fields import FieldList, FieldRow
from gongkai.tui.keys import Key
from gongkai.tui.screens.filling import FIELDS, Filling, field_bindings

if TYPE_CHECKING:
    from gongkai.core.office import Office

ASKED = ("person", "valid_from", "title", "phone", "duty", "full_time", "mandate", "mandate_date")


class HandoverScreen(Filling[FieldRow]):
    """Gives the record of the new holder, or None."""

    ROW = FieldRow
    NAMED = False
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "save", T("交接", "Hand over"), T("办理交接", "hand the post over"), priority=True),
        FIELDS,
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = field_bindings(KEYS)
    AUTO_FOCUS = "Line"

    def __init__(self, unit: Any, kind: str, replaces: str = "") -> None:
        """A hand-over.

        Args:
            kind: the post, by its key.
            replaces: who holds it now; empty where it is vacant.
        """
        super().__init__()
        self.unit = unit
        self.kind = kind
        self.replaces = replaces

    @property
    def heading(self) -> T:
        """The post."""
        name = show_value(self.office, POSTS.meta("kind"), self.kind)
        unit = clean_line(str(self.unit.name))
        return T(f"{unit}：{name}", f"{unit}: {name}")

    def body(self) -> ComposeResult:
        """Who goes, and what is asked of who comes."""
        yield Words(self._about, id="about")
        register = self.office.register("post")
        with FieldList(id="fields"):
            for name in ASKED:
                first = self.office.today.isoformat() if name == "valid_from" else ""
                yield FieldRow(register, name, first, required=name in ("person", "valid_from"))
        yield Words(self.help_words, id="fieldhelp")

    def _about(self) -> Content:
        if not self.replaces:
            return Content(str(T("现在空缺，写明谁来任职。", "It is vacant: say who takes it.")))
        who = clean_line(self.replaces)
        return Content(str(T(f"现任：{who}，任到交接的前一天。", f"Held by {who}, whose last day is the day before.")))

    def action_save(self) -> None:
        """End the old, begin the new, in one change."""
        if not self.right() or self.background_work.busy:
            return
        from gongkai.core.resource import parse_value

        values = {row.field_name: parse_value(self.office, row.meta, row.value) for row in self.rows}
        person, day = str(values.pop("person")), values.pop("valid_from")
        given = {name: value for name, value in values.items() if value is not None}
        unit, kind, replaces = self.unit.uid, self.kind, self.replaces

        def write(own: "Office", tick: Callable[[int], bool]) -> Any:
            from gongkai.core.registry.holders import hand_over

            assert isinstance(day, date)
            with own.change(str(T("岗位交接", "hand-over"))) as change:
                return hand_over(change, unit, kind, person, day, given, replaces)[1]

        self.work_on("write", write, self._written)

    def _written(self, post: Any) -> None:
        self.office.forget()
        words = T("{who}从 {day} 起任职。", "{who} holds it from {day}.")
        self.gongkai.tell(words.format(who=clean_line(post.person), day=post.valid_from))
        self.dismiss(post)
