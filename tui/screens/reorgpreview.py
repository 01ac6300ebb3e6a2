"""What an act would do, and what it leaves open, each point with the way to settle it; applied from here."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets.option_list import Option

from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.core.text import clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.reorg.settling import settle
from gongkai.tui.reorg.words import preview_words
from gongkai.tui.screens.base import Page
from gongkai.tui.screens.reorg import PLACE, keep, verdict
from gongkai.tui.text import wrap
from gongkai.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.registry.plan import Preview


class PreviewScreen(Page):
    """Gives the act as it was settled here, or the record that was written, or None."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "apply", T("实施", "Apply"), T("照此实施，一次完成", "apply it as it stands, in one transaction"), priority=True),
        Key("enter", "", T("落实", "Settle"), T("落实所选的一处，或改正它", "settle the chosen point, or mend it")),
        Key("s", "draft", T("存为草拟", "Keep"), T("存为草拟，以后再实施", "keep it as a draft, to be applied later")),
        Key("tab", "app.focus_next", T("换区", "Pane"), T("在未落实各处和预览之间切换", "between the open points and the preview")),
        Key("r,f5", "reload", T("重算", "Again"), T("重新预览", "work it out again")),
        Key("escape", "", T("返回", "Back"), T("回去修改各步", "back to the steps")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = ""
    place = PLACE

    def __init__(self, act: Act, uid: str = "") -> None:
        """A preview of an act; ``uid`` is the draft that it is kept in."""
        super().__init__()
        self.act = act
        self._first = act
        self._uid = uid
        self._seen: Preview | None = None
        self._text: Content | None = None
        self._error: Exception | None = None

    @property
    def heading(self) -> T:
        """Its name."""
        return T("机构改革预览", "Preview of the act")

    @property
    def unsaved(self) -> bool:
        """Whether something was settled here that is not kept."""
        return self.act != self._first

    def body(self) -> Iterable[Widget]:
        """The title, the verdict, what is open, what it would do."""
        yield Words(self._title, id="title")
        yield Words(self._verdict, id="verdict")
        yield Menu(id="open")
        yield VerticalScroll(Words(lambda: self._text or Content(""), id="preview"), classes="reading")

    def on_mount(self) -> None:
        """Work it out in a thread."""
        self.query_one("#open").display = False
        self._plan()

    def _plan(self) -> None:
        self._seen, self._error = None, None
        act, width = self.act, max(40, min(118, self.app.size.width - 4))

        def work(own: "Office", tick: Callable[[int], bool]) -> "tuple[Preview, Content]":
            from gongkai.core.registry.plan import plan_act

            seen = plan_act(own, act)
            return seen, preview_words(own, seen, width)

        self.query_one("#verdict", Words).say()
        self.work_on("plan", work, self._planned, self._failed)

    def _planned(self, found: "tuple[Preview, Content]") -> None:
        self._seen, self._text = found
        self._paint()

    def _failed(self, error: Exception) -> None:
        self._error = error
        self._text = None
        self.gongkai.fail(error)
        self._paint()

    def _paint(self) -> None:
        menu = self.query_one("#open", Menu)
        menu.clear_options()
        width = self.app.size.width - 6
        seen = self._seen
        if seen is not None:
            for sign, style, faults in (("!", "$text-error", seen.faults), ("○", "$text-warning", seen.waiting)):
                for fault in faults:
                    words = Content("\n  ").join(Content(text) for text in wrap(str(fault), width))
                    menu.add_option(Option(Content.assemble(Content.styled(f"{sign} ", style), words)))
        menu.display = menu.option_count > 0
        if menu.display:
            menu.highlighted = 0
            menu.focus()
        else:
            self.query_one(VerticalScroll).focus()
        for words_ in self.query(Words):
            words_.say()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken for the width."""
        self._plan()

    def spoken_anew(self) -> None:
        """Made anew in the other language."""
        self._plan()

    def came_back(self) -> None:
        """Something may have been written meanwhile."""

    def _title(self) -> Content:
        head = self.act.act
        parts = [
            clean_line(head.title),
            clean_line(head.basis),
            str(T("{day} 生效", "effective {day}").format(day=head.effective)),
        ]
        name = Content.styled(str(T("预览", "Preview")), "$text-muted")
        room = self.app.size.width - 10
        return Content.assemble(
            name, "  ", Content.styled(truncate(" · ".join(part for part in parts if part), room), "bold")
        )

    def _verdict(self) -> Content:
        if self._error is not None:
            return Content.styled(clean_line(str(self._error)), "$text-error")
        if self._seen is None:
            return Content.styled(str(T("正在推算……", "Working it out…")), "$text-muted")
        said = verdict(self._seen)
        if self._seen.faults or self._seen.waiting:
            how = T("回车逐处落实。", "Enter settles them one by one.")
        elif self._seen.early:
            how = T("按 s 存为草拟。", "Press s to keep it as a draft.")
        else:
            how = T("按 Ctrl+S 实施，s 存为草拟。", "Press Ctrl+S to apply it, s to keep it as a draft.")
        return Content.assemble(said, " ", Content.styled(str(how), "$text-muted"))

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        seen = self._seen
        if seen is None:
            return
        faults = [*seen.faults, *seen.waiting]
        fault = faults[event.option_index]
        settle(self, self.act, fault, [other for other in seen.waiting if other is not fault], self._settled)

    def _settled(self, act: Act) -> None:
        self.act = act
        self._plan()

    # what becomes of it

    def action_reload(self) -> None:
        """Work it out again."""
        self._plan()

    def action_draft(self) -> None:
        """Keep it."""
        keep(self, self.act, self._uid, self._written)

    def action_apply(self) -> None:
        """Apply it, off the UI thread; it must still do what was seen."""
        seen = self._seen
        if seen is None or self.background_work.running("write"):
            return
        if not seen.ready:
            self.gongkai.tell(verdict(seen).plain, warn=True)
            return
        from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

        question = T("实施“{title}”？", "Apply “{title}”?").format(title=clean_line(self.act.act.title))
        self.app.push_screen(
            ConfirmScreen(T("实施", "Apply"), question), lambda yes: self._apply(seen.digest) if yes else None
        )

    def _apply(self, mark: str) -> None:
        act, uid = self.act, self._uid

        def write(own: "Office", tick: Callable[[int], bool]) -> Any:
            from gongkai.core.registry.apply import apply_act, draft_act

            made = apply_act(own, draft_act(own, act, uid) if uid else act, mark)
            return made, own.settings

        self.gongkai.tell(T("正在实施……", "Applying…"))
        self.work_on("write", write, self._applied, self._not_applied)

    def _applied(self, done: Any) -> None:
        record, settings = done
        settle_office(self.office, settings)
        self.gongkai.tell(
            T("已实施：{title}。按 z 可撤销。", "Applied: {title}. z takes it back.").format(
                title=clean_line(record.title)
            )
        )
        self._written(record)

    def _not_applied(self, error: Exception) -> None:
        self.gongkai.fail(error)
        self._plan()

    def _written(self, record: Any) -> None:
        self.dismiss(record)

    def action_back(self) -> None:
        """Back to the steps, with what was settled here."""
        self.dismiss(self.act if self.unsaved else None)


def settle_office(office: "Office", settings: Any) -> None:
    """An act may give the office's own division another code: the open office goes on under it."""
    if settings != office.settings:
        office.settings = settings
        office.__dict__.pop("scope", None)
    office.forget()
