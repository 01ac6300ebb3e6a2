"""A reorganisation act being written: what it says of itself, its steps, and whether it can stand."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets.option_list import Option

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.core.registry.actfile import Head, Item
from gongkai.core.registry.acts import KINDS
from gongkai.core.text import clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.reorg.asks import DIVISION, HEAD, STEPS, UNIT, make_head, make_step, step_name, values_of, what_of
from gongkai.tui.reorg.words import step_line, suggested
from gongkai.tui.screens.base import Page
from gongkai.tui.screens.pick import Item as Choice
from gongkai.tui.screens.pick import PickScreen
from gongkai.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.registry.plan import Preview

PLACE = "register:act"
ORDER = tuple((op, what) for what in (UNIT, DIVISION) for op in KINDS)


class ReorgScreen(Page):
    """Steps are added one by one; the preview says what they would do, and applies them."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("修改", "Edit"), T("修改基本情况或这一步", "edit the act's own facts, or the step")),
        Key("n", "new", T("添加", "Add"), T("添加一步", "add a step")),
        Key("delete", "remove", T("删除", "Remove"), T("删除这一步", "take the step away")),
        Key("ctrl+s", "preview", T("预览", "Preview"), T("预览：改动什么、还有什么没有落实", "what it changes and what it leaves open"),
            priority=True),
        Key("s", "draft", T("存为草拟", "Keep"), T("存为草拟，以后再实施", "keep it as a draft, to be applied later")),
        Key("escape", "", T("返回", "Back")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Menu"
    place = PLACE

    def __init__(self, act: Act | None = None, uid: str = "", subjects: Sequence[str] = (), what: str = "") -> None:
        """An act.

        Args:
            act: what it says already.
            uid: the draft that it is kept in.
            subjects: what the first step is about, by code or id, where that is known; ``what`` says which.
        """
        super().__init__()
        self._given = act
        self._uid = uid
        self._subjects = tuple(subjects)
        self._what = what
        self._verdict: Preview | Exception | None = None

    @property
    def heading(self) -> T:
        """Its name."""
        return T("机构改革", "Reorganisation")

    def body(self) -> Iterable[Widget]:
        """The title, the steps, the verdict."""
        yield Words(self._title, id="title")
        yield Menu(id="steps")
        yield Words(self._say_verdict, id="verdict")

    def on_mount(self) -> None:
        """With subjects at hand, ask at once what happens to them."""
        self.act = self._given or Act(Head("", "", self.office.today))
        self._saved = self.act
        self.spoken_anew()
        self._check()
        if self._subjects or self._given is None:
            self.call_after_refresh(self.action_new)

    @property
    def unsaved(self) -> bool:
        """Whether something was written that is not kept."""
        return self.is_mounted and self.act != self._saved

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut for the width."""
        self.spoken_anew()

    def spoken_anew(self) -> None:
        """The list in the language in use."""
        if not hasattr(self, "act"):
            return
        menu, width = self.query_one(Menu), self.app.size.width - 6
        at = menu.highlighted
        menu.clear_options()
        menu.add_option(Option(Content(truncate(self._head_line(), width))))
        for number, item in enumerate(self.act.item, 1):
            text = f"{number}. {step_name(item.op, what_of(item))}  "
            wrong = self._wrong(number)
            sign = Content.styled("! " if wrong else "  ", "$text-error")
            line = truncate(step_line(self.office, item), max(10, width - Content(text).cell_length - 2))
            menu.add_option(Option(Content.assemble(sign, Content.styled(text, "$text-primary"), Content(line))))
        menu.add_option(Option(Content.styled(str(T("＋ 添加一步", "+ add a step")), "$text-primary")))
        menu.highlighted = min(at if at is not None else len(self.act.item) + 1, len(self.act.item) + 1)
        self.query_one("#verdict", Words).say()

    def _title(self) -> Content:
        words = T("填好各步，按 Ctrl+S 预览；预览之前什么都不会改动。",
                  "Fill in the steps, Ctrl+S previews; nothing is changed before.")  # fmt: skip
        return Content.assemble(
            Content.styled(str(self.heading), "bold"), "  ", Content.styled(str(words), "$text-muted")
        )

    def _head_line(self) -> str:
        head = self.act.act
        effective = T("{day} 生效", "effective {day}").format(day=head.effective.isoformat())
        title = clean_line(head.title) or suggested(self.office, self.act.item) or str(T("（未命名）", "(no title)"))
        basis = clean_line(head.basis) or str(T("无文号", "no legal basis"))
        return f"{T('基本情况', 'The act')}  {title} · {basis} · {effective}"

    # the verdict

    def _check(self) -> None:
        self._verdict = None
        if not self.act.item:
            return
        act = self.named()

        def work(own: "Office", tick: Callable[[int], bool]) -> "Preview":
            from gongkai.core.registry.plan import plan_act

            return plan_act(own, act, counts=False)

        self.work_on("check", work, self._checked, self._checked)

    def _checked(self, found: "Preview | Exception") -> None:
        if isinstance(found, Exception) and not isinstance(found, GongkaiError):
            raise found
        self._verdict = found
        self.spoken_anew()

    def _wrong(self, number: int) -> bool:
        seen = self._verdict
        return seen is not None and not isinstance(seen, Exception) and any(
            fault.item == number for fault in (*seen.faults, *seen.waiting)
        )  # fmt: skip

    def _say_verdict(self) -> Content:
        seen = self._verdict
        if not hasattr(self, "act") or not self.act.item:
            return Content.styled(str(T("还没有步骤，按 n 添加。", "No step yet; n adds one.")), "$text-muted")
        if seen is None:
            return Content.styled(str(T("正在核对……", "Checking…")), "$text-muted")
        if isinstance(seen, Exception):
            return Content.styled(clean_line(str(seen)), "$text-error")
        return verdict(seen)

    def named(self) -> Act:
        """The act with a title, and with the kind of its first step."""
        head = self.act.act
        title = clean_line(head.title).strip() or suggested(self.office, self.act.item)
        kind = self.act.item[0].op if self.act.item else head.kind or "create"
        return Act(msgspec.structs.replace(head, title=title, kind=kind), self.act.item)

    # steps

    def _put(self, act: Act) -> None:
        self.act = act
        self._check()
        self.spoken_anew()

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        place = event.option_index
        if place == 0:
            self._edit_head()
        elif place <= len(self.act.item):
            self.edit_step(place - 1)
        else:
            self.action_new()

    def _edit_head(self) -> None:
        from gongkai.tui.screens.reorgform import AskScreen  # when first used

        def done(values: Any) -> None:
            if values is not None:
                self._put(Act(make_head(self.office, values, self.act.act.kind), self.act.item))

        title = T("基本情况", "The act")
        self.app.push_screen(AskScreen(title, HEAD, values_of(HEAD, self.act.act), self.act), done)

    def action_new(self) -> None:
        """Ask what happens, then to whom."""
        kinds = [(op, what) for op, what in ORDER if self._what in ("", what)]
        items = [Choice(f"{op} {what}", step_name(op, what), find=f"{op} {what}") for op, what in kinds]

        def chosen(key: Any) -> None:
            if key is not None:
                op, _, what = str(key).partition(" ")
                self._fill(op, what, None)

        self.app.push_screen(PickScreen(T("办什么", "What is done"), items), chosen)

    def edit_step(self, place: int) -> None:
        """Another look at a step."""
        item = self.act.item[place]
        self._fill(item.op, what_of(item), place)

    def _fill(self, op: str, what: str, place: int | None) -> None:
        from gongkai.tui.screens.reorgform import AskScreen  # when first used

        asks = STEPS[op, what]
        item = self.act.item[place] if place is not None else Item(op, of=self._subjects)

        def done(values: Any) -> None:
            if values is None:
                return
            step = make_step(self.office, op, what, values, item if place is not None else None)
            steps = list(self.act.item)
            if place is None:
                steps.append(step)
            else:
                steps[place] = step
            self._subjects, self._what = (), ""
            self._put(Act(self.act.act, tuple(steps)))

        self.app.push_screen(AskScreen(step_name(op, what), asks, values_of(asks, item), self.act, what), done)

    def action_remove(self) -> None:
        """One step less."""
        at = self.query_one(Menu).highlighted
        if at is not None and 0 < at <= len(self.act.item):
            steps = [item for number, item in enumerate(self.act.item, 1) if number != at]
            self._put(Act(self.act.act, tuple(steps)))

    # what becomes of it

    def action_preview(self) -> None:
        """Everything that it would do."""
        if not self.act.item:
            self.gongkai.tell(T("还没有步骤，按 n 添加。", "No step yet; n adds one."), warn=True)
            return
        from gongkai.tui.screens.reorgpreview import PreviewScreen  # when first used

        self.app.push_screen(PreviewScreen(self.named(), self._uid), self._previewed)

    def _previewed(self, found: Any) -> None:
        if isinstance(found, Act):
            self._put(found)
        elif found is not None:
            self._leave(found)

    def _leave(self, record: Any) -> None:
        from gongkai.tui.opening import record_screen  # when first used

        self._saved = self.act
        self.dismiss(record)
        self.app.push_screen(record_screen(self.office.register("act"), record))

    def action_draft(self) -> None:
        """Keep it."""
        if not self.act.item:
            self.gongkai.tell(T("还没有步骤，按 n 添加。", "No step yet; n adds one."), warn=True)
        else:
            keep(self, self.named(), self._uid, self._leave)

    def action_back(self) -> None:
        """Leave; ask first when something is not kept."""
        if not self.unsaved:
            self.dismiss(None)
            return
        from gongkai.tui.screens.confirm import ConfirmScreen

        question = T("有尚未保存的修改。放弃？", "Changes are not saved. Drop them?")
        self.app.push_screen(ConfirmScreen(T("放弃修改", "Drop changes"), question), self._dropped)

    def _dropped(self, yes: Any) -> None:
        if yes:
            self.dismiss(None)


def verdict(seen: "Preview") -> Content:
    """Whether an act can be applied, in a line."""
    if seen.faults:
        words = T("有 {n} 处错误，不能实施。", "{n} faults: it cannot be applied.")
        return Content.styled(str(words.format(n=len(seen.faults))), "bold $text-error")
    if seen.waiting:
        words = T("还有 {n} 处没有落实。", "{n} points are open.")
        return Content.styled(str(words.format(n=len(seen.waiting))), "bold $text-warning")
    if seen.early:
        day = seen.content.act.effective.isoformat()
        words = T(
            "{day} 才生效：先存为草拟，到期实施。", "It takes effect on {day}: keep it as a draft and apply it then."
        )
        return Content.styled(str(words.format(day=day)), "bold $text-warning")
    return Content.styled(str(T("可以实施。", "It can be applied.")), "bold $text-success")


def keep(screen: Page, act: Act, uid: str, done: Callable[[Any], None]) -> None:
    """Keep an act as a draft, off the UI thread."""
    if screen.background_work.running("write"):
        return

    def write(own: "Office", tick: Callable[[int], bool]) -> Any:
        from gongkai.core.registry.apply import draft_act

        return draft_act(own, act, uid)

    def written(record: Any) -> None:
        screen.gongkai.tell(T("已存为草拟：{title}", "Kept as a draft: {title}").format(title=clean_line(record.title)))
        done(record)

    screen.work_on("write", write, written)
