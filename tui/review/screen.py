"""Reviewing: what a record is to change, and the decision, one record of a queue after the other."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core import waiting
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.core.text import cells, clean_line, truncate
from gongkai.core.workflow import Action
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.registersource import guarded
from gongkai.tui.review.view import SIDE_BY_SIDE, Field, heads, paint
from gongkai.tui.screens.doing import Doing
from gongkai.tui.text import MOST, counted


class ReviewScreen(Doing):
    """The old text and the new one, and the steps that can be taken; what is decided makes room for the next."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("p", "step(False)", T("通过", "Pass"), T("通过：审查、签发等往下办的动作", "pass it on: review, sign …")),
        Key("t", "step(True)", T("退回", "Send back"), T("退回，说明理由", "send it back, with a reason")),
        Key("a", "act", T("办理", "Act"), T("全部可以办理的动作", "every action possible now")),
        Key("n,right", "go(True)", T("下一件", "Next"), T("队列中的下一件", "the next one of the queue")),
        Key("b,left", "go(False)", T("上一件", "Before"), T("队列中的上一件", "the one before")),
        Key("v", "whole", T("全文", "All"), T("显示全文，或只看改动", "the whole text, or the changes only")),
        Key("o", "open", T("记录", "Record"), T("打开这条记录", "the record itself"), bar=False),
        Key("r,f5", "reload", T("刷新", "Reload"), T("重新读取", "read again"), bar=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, register: Register, record: Any, query: Query | None = None) -> None:
        """A review of a record.

        Args:
            query: the queue it is taken from; None for this record alone.
        """
        super().__init__()
        self.register = register
        self.record = record
        self.query_asked = query
        self.place = f"register:{register.resource.key}"
        self._whole = False
        self._fields: list[Field] = []
        self._left: int | None = None
        self._key: Any = None  # its place in the queue, which it keeps when it has been decided

    @property
    def heading(self) -> T:
        """What kind of record."""
        return T("审阅{name}", "Review: {name}").format(name=self.register.resource.name)

    def own_keys(self) -> Sequence[Key]:
        """Going on needs a queue."""
        return [key for key in self.KEYS if self.query_asked is not None or not key.action.startswith("go")]

    def body(self) -> Iterable[Widget]:
        """Title, who waits since when, both texts."""
        yield Words(self._title, id="title")
        yield Words(self._state, id="state")
        yield Words(self._legend, id="legend")
        yield VerticalScroll(Words(self._texts, id="view"), classes="reading")

    def on_mount(self) -> None:
        """Read both versions."""
        self._key = self.register.rows([self.record], query=self.query_asked or Query())[0].key
        self.look()

    def look(self) -> None:
        """Read the record's two versions."""
        register, record = self.register, self.record
        before = None
        if register.resource.before is not None:
            find = register.resource.before
            before = guarded(register, lambda: find(self.office, record))
        self._fields = [
            Field(
                register.resource.meta(name).label,
                None if before is None else _text(register, before, name),
                _text(register, record, name),
            )
            for name in register.resource.editable
            if name != "unit" and (register.resource.fields[name].kind != "ref")
        ]
        self._fields.sort(key=lambda field: not field.changed)
        self._say()
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self._count()

    def _count(self) -> None:
        query, key = self.query_asked, self.register.resource.key
        if query is not None:
            self.work_on("count", lambda own, tick: own.register(key).count(query, MOST), self._counted)

    def _counted(self, count: int) -> None:
        self._left = count
        self.query_one("#title", Words).say()

    # painting

    @property
    def _width(self) -> int:
        return max(40, self.app.size.width - 4)

    def _title(self) -> Content:
        title = clean_line(self.register.title(self.record))
        unit = clean_line(self.office.unit_name(self.record.unit)) if self.record.unit else ""
        left = ""
        if self.query_asked is not None:
            left = str(T("待办 {n} 件", "{n} waiting").format(n=counted(self._left)))
        room = self.app.size.width - 2 - cells(left) - 2
        title = truncate(title, room)
        unit = truncate(unit, max(0, room - cells(title) - 2))
        gap = " " * max(1, room - cells(title) - cells(unit) - 1)
        return Content.assemble(
            Content.styled(title, "bold"), "  ", Content.styled(unit, "$text-primary"), gap,
            Content.styled(left, "$text-warning"),
        )  # fmt: skip

    def _state(self) -> Content:
        office, record = self.office, self.record
        stage = Content.styled(f" {self.register.stage_name(record.stage)} ", "bold $foreground on $primary-muted")
        parts: list[Content] = [stage]
        since, whom = waiting.since_words(office, record), waiting.whom(office, record)
        if since is not None:
            parts.append(Content(f"  {T('已等', 'waiting')} {since}"))
        if whom is not None:
            parts.append(Content.styled(f"  {T('待', 'for')} {clean_line(str(whom))}", "$text-primary"))
        steps = self._steps_now()
        names = str(T("、", ", ")).join(str(step.name) for step in steps)
        none = str(T("现在没有你可以办理的动作", "no action for you now"))
        parts.append(Content.styled(f"  {names or none}", "$text-muted"))
        return Content.assemble(*parts)

    def _legend(self) -> Content:
        if not any(field.old is not None for field in self._fields):
            said = T("首次公开，没有可对照的旧版。", "Its first version: there is none to compare it with.")
            return Content.styled(str(said), "$text-muted")
        old, new = T("现行公开", "public now"), T("本次送审", "to be decided")
        if self.app.size.width >= SIDE_BY_SIDE:
            return heads(self._width, old, new)
        said = T("- {old}　+ {new}", "- {old}   + {new}").format(old=old, new=new)
        return Content.styled(str(said), "$text-muted")

    def _texts(self) -> Content:
        return paint(self._fields, self._width, self._whole)

    def _say(self) -> None:
        for said in self.query(Words):
            said.say()
        self.refresh_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side or not, and lines broken for the width."""
        self._say()

    def spoken_anew(self) -> None:
        """Choices in the other language."""
        self.look()

    def came_back(self) -> None:
        """Something may have been done from the record's own screen."""
        self.action_reload()

    # deciding

    def _steps_now(self) -> list[Action]:
        return guarded(self.register, lambda: self.register.actions(self.record))

    def action_step(self, back: bool) -> None:
        """The step that leads on, or the one that sends back."""
        own = [step for step in self._steps_now() if step.verb not in waiting.OWN and step.back == back]
        if not own:
            self._no_action([self.record])
        else:
            self._ask_step([self.record], own[0])

    def action_act(self) -> None:
        """Every action possible now."""
        self.act_on([self.record.uid])

    def written(self, record: Any) -> None:
        """It is decided: on to the next one, or back to the list when none is left."""
        if self.query_asked is None:
            self.action_reload()
        elif not self._go(True) and not self._go(None):
            self.gongkai.tell(T("队列已办完。", "The queue is done."))
            self.gongkai.back()

    def action_go(self, ahead: bool) -> None:
        """The next one, or the one before, without a decision."""
        if self.query_asked is not None and not self._go(ahead):
            last = (
                T("已是最后一件。", "This is the last one.") if ahead else T("已是第一件。", "This is the first one.")
            )
            self.gongkai.tell(last)

    def _go(self, ahead: bool | None) -> bool:
        """Another record of the queue: after this one, before it, or (None) the first of all."""
        query = self.query_asked or Query()
        key = None if ahead is None else self._key
        self.office.forget()
        if ahead is False:
            rows = guarded(self.register, lambda: self.register.page(query, before=key, limit=1, backward=True))
        else:
            rows = guarded(self.register, lambda: self.register.page(query, after=key, limit=1))
        if not rows:
            return False
        self.record, self._key = rows[0].record, rows[0].key
        self.look()
        return True

    def action_whole(self) -> None:
        """The whole text, or the changes only."""
        self._whole = not self._whole
        self._say()

    def action_open(self) -> None:
        """The record's own screen."""
        from gongkai.tui.opening import record_screen  # when first used

        self.app.push_screen(record_screen(self.register, self.record))

    def action_reload(self) -> None:
        """Read again; when the record is gone, go back."""
        try:
            self.record = self.register.get(self.record.uid)
        except GongkaiError as error:
            self.gongkai.fail(error)
            self.gongkai.back()
            return
        self.look()


def _text(register: Register, record: Any, name: str) -> str:
    meta = register.resource.meta(name)
    return register.text_of(record, name) if meta.long else register.cell(record, name)
