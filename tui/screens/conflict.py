"""Two people changed one record: both values side by side, and the choice what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.core.text import cells, clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.fields import held
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.text import column, wrap


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: as it was opened, as it is stored now, as I have it; and who changed it."""

    label: T
    was: str
    theirs: str
    mine: str
    they_changed: bool
    i_changed: bool


def differences(
    register: Register, before: Any, now: Any, mine: Mapping[str, str], names: Iterable[str]
) -> list[Difference]:
    """The fields in question: changed in the store since the record was read, or changed here.

    Args:
        before, now: the record as it was read, and as it is stored.
        mine: field to what I have, in words, for the fields that I changed.
        names: the fields to look at.
    """
    found: list[Difference] = []
    for name in names:
        (was, was_words), (is_, is_words) = held(register, name, before), held(register, name, now)
        if was != is_ or name in mine:
            label = register.resource.meta(name).label
            found.append(Difference(label, was_words, is_words, mine.get(name, ""), was != is_, name in mine))
    return found


class ConflictScreen(Dialog):
    """Gives ``theirs`` (take what is stored), ``mine`` (my changes on the new version), or None (go on editing)."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("r", "choose('theirs')", T("用最新的", "Take theirs"), T("放弃我的修改，载入最新", "drop mine and load what is stored")),
        Key("k", "choose('mine')", T("保留我的", "Keep mine"), T("在最新版本上保存我的修改", "save my changes on the new version")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, title: str, who: str, found: Sequence[Difference]) -> None:
        super().__init__()
        self._title = title
        self._who = who
        self._found = found

    @property
    def heading(self) -> T:
        """What happened."""
        return T("{who} 已先修改了“{title}”", "{who} changed “{title}” first").format(
            who=clean_line(self._who), title=clean_line(self._title)
        )

    def body(self) -> Iterable[Widget]:
        """The fields, each with both values."""
        yield VerticalScroll(Words(self._table, id="differences"))

    def on_resize(self) -> None:
        """The table follows the width."""
        self.query_one("#differences", Words).say()

    def _table(self) -> Content:
        width = max(40, self.app.size.width * 96 // 100 - 8)
        width = min(width, 122)
        label = min(16, max(cells(str(d.label)) for d in self._found) if self._found else 8)
        size = (width - label - 4) // 2
        heads = (T("最新（已存）", "stored now"), T("我的", "mine"))
        lines = [
            Content(""),
            Content.styled(f"{column('', label)}  {column(heads[0], size)}  {column(heads[1], size)}", "bold"),
        ]
        for one in self._found:
            both = one.they_changed and one.i_changed and one.theirs != one.mine
            left = wrap(one.theirs or "—", size)
            right = wrap(one.mine or "—", size) if one.i_changed else [str(T("（未改）", "(not changed)"))]
            for number in range(max(len(left), len(right))):
                name = column(one.label, label) if number == 0 else " " * label
                a = column(left[number] if number < len(left) else "", size)
                b = column(right[number] if number < len(right) else "", size)
                lines.append(
                    Content.assemble(
                        Content.styled(name, "bold $text-error" if both else "$text-muted"), "  ",
                        Content.styled(a, "$text-warning" if one.they_changed else ""), "  ",
                        Content.styled(b, "$text-success" if one.i_changed else "$text-muted"),
                    )
                )  # fmt: skip
            if one.they_changed:
                was = T("原为：{text}", "was: {text}").format(text=clean_line(one.was) or "—")
                lines.append(Content.styled(f"{' ' * label}  {column(was, width - label - 2)}", "$text-muted"))
        return Content("\n").join(lines)

    def action_choose(self, what: str) -> None:
        """Settle it."""
        self.dismiss(what)
