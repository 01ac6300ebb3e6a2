"""A policy document pasted into the terminal becomes a work plan: what was understood is looked at before it is kept."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.core.text import clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.widgets.area import Area

if TYPE_CHECKING:
    from gongkai.core.errors import BadInput
    from gongkai.core.office import Office
    from gongkai.plugins.tasks.dispatch import ItemDraft
    from gongkai.plugins.tasks.plans.items import Draft, Reading
    from gongkai.plugins.tasks.rules import PlanItem

HINT = T(
    "把文件正文粘贴到这里（终端的粘贴键，如 Ctrl+Shift+V），然后按 Ctrl+S。编号“一、（一）1.（1）”会读成条目。",
    "Paste the document's text here (the terminal's paste key, such as Ctrl+Shift+V), then press Ctrl+S. Its numbering becomes items.",
)
MARGIN = 8


class PlanPasteScreen(Dialog):
    """A box to paste a document into, then what was understood of it."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "read", T("下一步", "Go on"), T("看读懂了什么", "see what was understood"), priority=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Area"

    def __init__(self, office: "Office | None" = None) -> None:
        super().__init__()

    @property
    def heading(self) -> T:
        """What it is for."""
        return T("粘贴工作要点", "Paste a work plan")

    def body(self) -> Iterable[Widget]:
        """Words and the box."""
        yield Words(HINT, id="about")
        yield Area("")

    def action_read(self) -> None:
        """Read it in a thread."""
        text = self.query_one(Area).text
        if self.background_work.busy:
            return

        def understood(own: "Office", tick: Callable[[int], bool]) -> "Reading":
            from gongkai.plugins.tasks.plans.reading import read_pasted

            return read_pasted(own, text)

        self.work_on("read", understood, self._understood)

    def _understood(self, reading: "Reading") -> None:
        def kept(name: Any) -> None:
            if name:
                self.dismiss(name)

        self.app.push_screen(PlanTreeScreen(reading), kept)


class PlanTreeScreen(Dialog):
    """The tree that was understood, what is doubtful, what has no place; keeps it as a plan when confirmed."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key(
            "ctrl+s",
            "keep",
            T("存入", "Keep"),
            T("看过无误，存为工作要点", "it is right: keep it as a plan"),
            priority=True,
        ),
        Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, reading: "Reading") -> None:
        super().__init__()
        self._reading = reading

    @property
    def heading(self) -> T:
        """The document's own title."""
        title = clean_line(self._reading.title) or str(T("没有标题", "no title"))
        return T(f"读懂的内容：{title}", f"What was understood: {title}")

    def body(self) -> Iterable[Widget]:
        """The sums, then the tree."""
        yield Words(self._sums, id="summary")
        yield VerticalScroll(Words(self._tree, id="planrows"))

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut for the width."""
        for words in self.query(Words):
            words.say()

    def _sums(self) -> Content:
        one = self._reading
        said = T("年度 {year}，{aspects} 个方面，{items} 项；{doubts} 处请核对，{left} 行没有归处。",
                 "Year {year}, {aspects} aspects, {items} items; {doubts} to look at, {left} lines without a place.").format(
            year=str(one.year or "?"), aspects=len(one.aspects), items=len(one.items), doubts=len(one.doubts), left=len(one.left)
        )  # fmt: skip
        lacking = self._lacking()
        if lacking:
            return Content.assemble(str(said), "\n", Content.styled(clean_line(str(lacking[0])), "bold $text-error"))
        ready = T("看过无误按 Ctrl+S 存入；要改动的，退回修改文本，或存入后改 rules 文件夹里的文件。",
                  "If it is right, Ctrl+S keeps it. Otherwise go back and mend the text, or edit the kept file in rules.")  # fmt: skip
        return Content.assemble(str(said), "\n", Content.styled(str(ready), "$text-success"))

    def _lacking(self) -> list[T]:
        from gongkai.plugins.tasks.plans.items import check

        return list(check(self._reading))

    def _tree(self) -> Content:
        from gongkai.plugins.tasks.plans.telling import left_words

        width = max(40, min(122, self.app.size.width * 96 // 100 - MARGIN))
        lines: list[Content] = []
        aspect = ""
        for item in self._reading.items:
            if item.aspect != aspect:
                aspect = item.aspect
                lines.append(Content.styled(truncate(clean_line(aspect), width), "bold"))
            lines += self._item(item, width)
        for title, found in (
            (T("请核对：", "Look at these:"), self._reading.doubts),
            (T("没有归处的行：", "Lines without a place:"), self._reading.left),
        ):
            if found:
                lines.append(Content.styled(str(title), "bold $text-warning"))
            lines += [
                Content.styled(truncate(clean_line(str(left_words(one))), width), "$text-warning") for one in found
            ]
        return Content("\n").join(lines)

    def _item(self, item: "Draft", width: int) -> list[Content]:
        from gongkai.plugins.tasks.plans.telling import group_words

        lines = [Content(truncate(clean_line(f"  {item.no} {item.title}"), width))]
        meant = [*item.lead, *item.to, *(group_words(self.office, group) for group in item.groups)]
        whom = str(T("、", ", ")).join(meant)
        told = " · ".join(part for part in (clean_line(whom), item.due or str(T("没有时限", "no date"))) if part)
        lines.append(Content.styled(truncate(f"      {told}", width), "$text-muted"))
        lines += [
            Content.styled(truncate(clean_line(f"      {number} {text}"), width), "$text-muted")
            for _, number, text in item.below
        ]
        return lines

    def action_keep(self) -> None:
        """Keep it as a plan of the office, by a change of its own."""
        lacking = self._lacking()
        if lacking:
            self.gongkai.tell(lacking[0], warn=True)
            return
        if self.background_work.busy:
            return
        reading = self._reading

        def keep(own: "Office", tick: Callable[[int], bool]) -> tuple[str, str, int]:
            from gongkai.plugins.tasks.plans import storing
            from gongkai.plugins.tasks.plans.writing import to_plan, to_toml

            plan = to_plan(reading, storing.free_id(own, reading.year))
            storing.check_new(own, plan)
            text = to_toml(plan, reading.doubts, [item.line for item in reading.items])
            why = str(T("导入工作要点：{title}", "plan imported: {title}").format(title=plan.title))
            return plan.id, storing.keep_plan(own, plan, text, why), len(plan.item)

        self.work_on("write", keep, self._kept)

    def _kept(self, done: tuple[str, str, int]) -> None:
        plan, name, items = done
        self.office.__dict__.pop("profile", None)
        self.office.forget()
        self.gongkai.tell(T(f"已存入 rules/{name}，共 {items} 项。", f"Kept in rules/{name}, {items} items."))

        def given(done: Any) -> None:
            self.dismiss(plan)

        self.app.push_screen(PlanGiveScreen(plan), given)


class PlanGiveScreen(Dialog):
    """To whom the items of a plan would be given; gives them out when confirmed."""

    WIDE = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key(
            "ctrl+s",
            "give",
            T("交办", "Give out"),
            T("交办给列出的单位", "give the tasks to these units"),
            priority=True,
        ),
        Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, plan: str) -> None:
        """``plan``: its id."""
        super().__init__()
        self._plan = plan
        self._found: list[tuple[PlanItem, ItemDraft | None, BadInput | None]] | None = None

    @property
    def heading(self) -> T:
        """Which plan."""
        return T(f"分解交办：{self._plan}", f"Give out: {self._plan}")

    def body(self) -> Iterable[Widget]:
        """The sums, then the items."""
        yield Words(self._sums, id="summary")
        yield VerticalScroll(Words(self._items, id="planrows"))

    def on_mount(self) -> None:
        """Look whom it means, in a thread."""
        plan = self._plan

        def look(own: "Office", tick: Callable[[int], bool]) -> Any:
            from gongkai.plugins.tasks.dispatch import survey

            return list(survey(own, plan))

        self.work_on("plan", look, self._looked)

    def _looked(self, found: Any) -> None:
        self._found = found
        self._say()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut for the width."""
        self._say()

    def _say(self) -> None:
        for words in self.query(Words):
            words.say()

    def _sums(self) -> Content:
        if self._found is None:
            return Content.styled(str(T("正在比对……", "Comparing…")), "$text-muted")
        new = sum(made.new for _, made, _ in self._found if made is not None)
        wrong = sum(fault is not None for _, _, fault in self._found)
        said = T(f"将新建 {new:,} 项任务；{wrong} 项条目还不完整，不交办。",
                 f"{new:,} tasks would be made; {wrong} items are not complete and are left out.")  # fmt: skip
        if not new:
            then = T(f"在 rules/{self._plan}.toml 里补上责任单位和时限，再用 gongkai plan dispatch {self._plan} 交办。",
                     f"Add units and dates in rules/{self._plan}.toml, then gongkai plan dispatch {self._plan}.")  # fmt: skip
        else:
            then = T("按 Ctrl+S 交办；按 Esc 留待以后（gongkai plan dispatch）。",
                     "Ctrl+S gives them out; Esc leaves it for later (gongkai plan dispatch).")  # fmt: skip
        return Content.assemble(str(said), "\n", Content.styled(str(then), "$text-success" if new else "$text-muted"))

    def _items(self) -> Content:
        width = max(40, min(122, self.app.size.width * 96 // 100 - MARGIN))
        lines = []
        for item, made, fault in self._found or ():
            if made is not None:
                text = T(f"{made.due}  {made.new} 个单位", f"{made.due}  {made.new} units")
                lines.append(Content(truncate(clean_line(f"{item.no} {item.title}  {text}"), width)))
            elif fault is not None:
                lines.append(
                    Content.styled(truncate(clean_line(f"! {fault.message}{fault.hint or ''}"), width), "$text-warning")
                )
        return Content("\n").join(lines)

    def action_give(self) -> None:
        """Give out what is complete, by one change."""
        plan = self._plan
        ready = [item.id for item, made, _ in self._found or () if made is not None and made.new]
        if not ready:
            self.gongkai.tell(T("没有可以交办的条目。", "There is nothing to give out."), warn=True)
            return
        if self.background_work.busy:
            return

        def give(own: "Office", tick: Callable[[int], bool]) -> Any:
            from gongkai.plugins.tasks.dispatch import dispatch

            with own.change(str(T("分解交办", "dispatched"))) as change:
                return dispatch(own, change, plan, only=ready)

        self.work_on("write", give, self._given)

    def _given(self, done: Any) -> None:
        self.office.forget()
        self.gongkai.tell(T(f"已交办 {done.made:,} 项任务。", f"{done.made:,} tasks given out."))
        self.dismiss(done.made)
