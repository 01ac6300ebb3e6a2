"""One record: its facts, its history, what plugins add, and what can be done with it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.core.text import cells, clean, clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.faults import found_in
from gongkai.tui.fields import title_of
from gongkai.tui.keys import Key, bindings
from gongkai.tui.registersource import guarded
from gongkai.tui.screens.doing import Doing
from gongkai.tui.screens.history import MOST, story
from gongkai.tui.screens.pick import Item, PickScreen
from gongkai.tui.text import facts, wrap

if TYPE_CHECKING:
    from gongkai.core.office import Office


Make = Callable[["Office", Any, int], Content]
"""Makes a view of a record, for a width in cells."""


@dataclass
class View:
    """One view of the record: its title, and the plugin and function that give its lines, or what makes it in a thread
    (neither: facts and history, which are read at once)."""

    key: str
    title: T
    plugin: str = ""
    target: str = ""
    make: Make | None = None
    lines: list[str] | None = None
    made: Content | None = None


class DetailScreen(Doing):
    """A record with its views; ← and → go from one to the next."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("e", "edit", T("编辑", "Edit"), T("编辑这条记录", "edit the record")),
        Key("a", "act", T("办理", "Act"), T("办理：现在可用的动作", "the actions possible now")),
        Key(
            "v",
            "review",
            T("审阅", "Review"),
            T("审阅：与现行公开的旧版对照", "review: compared with the version that is public"),
        ),
        Key("left,right", "", T("切换页", "Views"), T("上一页、下一页", "view before, next view")),
        Key("o", "related", T("相关", "Related"), T("打开相关的记录", "open records that belong to it")),
        Key("z", "undo", T("撤销", "Undo"), T("撤销本人对它的上一次修改", "take back one's own last change of it")),
        Key("r,f5", "reload", T("刷新", "Reload"), bar=False),
        Key("escape", "", T("返回", "Back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *bindings(
            (
                Key("left", "view(-1)", T("", ""), priority=True),
                Key("right,tab", "view(1)", T("", ""), priority=True),
            )
        ),
    ]
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, register: Register, record: Any) -> None:
        super().__init__()
        self.register = register
        self.record = record
        self.place = f"register:{register.resource.key}"
        self._views = self.own_views()
        self._at = 0

    def own_views(self) -> list[View]:
        """The views before those that plugins add."""
        return [View("facts", T("概况", "Facts")), View("history", T("历史", "History"))]

    def own_keys(self) -> Sequence[Key]:
        """Without those that write by hand, where nobody does."""
        hidden = () if self.register.resource.by_hand else ("edit", "act", "undo")
        hidden = hidden if self.register.queues else (*hidden, "review")
        return [key for key in self.KEYS if key.action not in hidden]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action may be taken on this record."""
        return action in {key.action for key in self.own_keys()} or action not in {key.action for key in self.KEYS}

    @property
    def heading(self) -> T:
        """What kind of record."""
        return self.register.resource.name

    def body(self) -> Iterable[Widget]:
        """Title, stage and actions, views, and the view chosen."""
        yield Words(self._head, id="title")
        yield Words(self._state, id="state")
        yield Words(self._tabs, id="tabs")
        yield VerticalScroll(Words(self._view, id="view"), classes="reading")

    def on_mount(self) -> None:
        """Ask plugins for their views of this record."""
        self.query_one("#state").display = self.has_state
        self._views += self._added()
        self.query_one("#tabs", Words).say()
        self.look()

    @property
    def has_state(self) -> bool:
        """Whether a line below the title says how it stands."""
        return bool(self.register.resource.workflow)

    def look(self) -> None:
        """Read what the line below the title says, where that takes longer."""

    def _added(self) -> list[View]:
        found: list[View] = []
        plugins = self.office.plugins
        before = {plugin.name for plugin in plugins.faults}

        def collector(plugin: str) -> Callable[..., None]:
            def take(name: str, target: str, help: T) -> None:
                found.append(View(name, help, plugin, target))

            return take

        plugins.call("gongkai_record_screens", collector, office=self.office, record=self.record)
        for plugin in plugins.faults:
            if plugin.name not in before:
                words = T("插件 {name} 出错，已停用：{why}", "Plugin {name} failed and was put aside: {why}")
                self.gongkai.tell(words.format(name=plugin.name, why=plugin.fault), warn=True)
        return found

    # painting

    def _head(self) -> Content:
        name = clean_line(str(self.register.resource.name))
        title, unit = clean_line(self.register.title(self.record)), ""
        if self.register.resource.placed and self.record.unit:
            unit = clean_line(self.office.unit_name(self.record.unit))
        width = self.app.size.width - 2
        title = truncate(title, max(10, width - cells(name) - 4))
        unit = truncate(unit, max(0, width - cells(name) - cells(title) - 4))
        return Content.assemble(
            Content.styled(name, "$text-muted"), "  ", Content.styled(title, "bold"), "  ",
            Content.styled(unit, "$text-primary"),
        )  # fmt: skip

    def _state(self) -> Content:
        if not self.register.resource.workflow:
            return Content("")
        steps = guarded(self.register, lambda: self.register.actions(self.record))
        stage = Content.styled(f" {self.register.stage_name(self.record.stage)} ", "bold $foreground on $primary-muted")
        if not steps:
            none = str(T("现在没有你可以办理的动作", "no action for you now"))
            return Content.assemble(stage, "  ", Content.styled(none, "$text-muted"))
        names = str(T("、", ", ")).join(str(step.name) for step in steps)
        lead = str(T("按 a 可办理：", "press a to: "))
        return Content.assemble(
            stage, "  ", Content.styled(lead, "$text-muted"), Content.styled(names, "$text-primary")
        )

    def _tabs(self) -> Content:
        parts: list[Content] = []
        for number, view in enumerate(self._views):
            now = number == self._at
            text = f" {clean_line(str(view.title))} "
            parts.append(
                Content.styled(
                    text, "bold $block-cursor-foreground on $block-cursor-background" if now else "$text-muted"
                )
            )
            parts.append(Content(" "))
        return Content.assemble(*parts)

    def _view(self) -> Content:
        view = self._views[self._at]
        width = self._width
        if view.make is not None:
            return view.made or Content.styled(str(T("正在读取……", "Reading…")), "$text-muted")
        if view.key == "facts" and not view.target:
            return facts(self._facts(), width)
        if view.key == "history" and not view.target:
            register = self.register
            return guarded(
                register,
                lambda: story(self.office, register.resource, register.history(self.record.uid, MOST), width),
            )
        if view.lines is None:
            return Content.styled(str(T("正在计算……", "Computing…")), "$text-muted")
        lines = [text for line in view.lines for text in wrap(clean(str(line)), width)]
        return Content("\n").join(Content(line) for line in lines) if lines else Content("—")

    @property
    def _width(self) -> int:
        return max(40, min(118, self.app.size.width - 4))

    def _facts(self) -> list[tuple[object, str]]:
        register = self.register
        found: list[tuple[object, str]] = []
        for name, label, text in guarded(register, lambda: register.shown(self.record)):
            meta = register.resource.fields.get(name)
            if meta is not None and meta.kind == "ref" and text:
                text = title_of(self.office, meta.ref, text)
            found.append((label, text))
        found.append((T("编号", "Id"), self.record.uid))
        return found

    def _say(self) -> None:
        for words in self.query(Words):
            words.say()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken for the width."""
        for view in self._views:
            view.made = None
        self._say()
        self._fill()

    def came_back(self) -> None:
        """Read the record again."""
        self.action_reload()

    def spoken_anew(self) -> None:
        """Plugins' lines in the other language."""
        for view in self._views:
            view.lines = view.made = None
        self._say()
        self._fill()

    def written(self, record: Any) -> None:
        """Show it as it is now; undone into nothing, go back."""
        if record is None:
            self.gongkai.back()
        else:
            self.action_reload()

    # keys

    def action_reload(self) -> None:
        """Read the record again; when it is gone, go back."""
        try:
            self.record = self.register.get(self.record.uid)
        except GongkaiError as error:
            self.gongkai.fail(error)
            self.gongkai.back()
            return
        for view in self._views:
            view.lines = view.made = None
        self._say()
        self._fill()
        self.look()

    def action_view(self, step: int) -> None:
        """The next view, round about."""
        self._show((self._at + step) % len(self._views))

    def show_view(self, key: str) -> bool:
        """Go to a view by its key; False where there is none."""
        place = next((number for number, view in enumerate(self._views) if view.key == key), None)
        if place is not None:
            self._show(place)
        return place is not None

    def _show(self, place: int) -> None:
        self._at = place
        self._say()
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self._fill()

    def _fill(self) -> None:
        """What takes longer is made in a thread."""
        view, record = self._views[self._at], self.record
        make = view.make
        if make is not None and view.made is None:
            width = self._width

            def made(text: Content) -> None:
                view.made = text
                self.query_one("#view", Words).say()

            self.work_on("view", lambda own, tick: make(own, record, width), made)
        if not view.target or view.lines is not None:
            return

        def lines(own: "Office", tick: Callable[[int], bool]) -> list[str]:
            return [str(line) for line in found_in(view.target)(own, record)]

        self.work_on(
            "view", lines, lambda found: self._filled(view, found), lambda error: self._not_filled(view, error)
        )

    def _filled(self, view: View, lines: list[str]) -> None:
        view.lines = lines
        self.query_one("#view", Words).say()

    def _not_filled(self, view: View, error: Exception) -> None:
        view.lines = [str(error)]
        self.query_one("#view", Words).say()
        self.gongkai.blame(view.plugin, error)

    def action_edit(self) -> None:
        """The form."""
        self.edit_record(self.record.uid)

    def action_act(self) -> None:
        """The workflow."""
        self.act_on([self.record.uid])

    def action_review(self) -> None:
        """Compared with the version before."""
        from gongkai.tui.review.screen import ReviewScreen  # when first used

        self.app.push_screen(ReviewScreen(self.register, self.record))

    def action_undo(self) -> None:
        """Take back one's own last change."""
        self.undo_record(self.record.uid)

    def action_related(self) -> None:
        """Registers whose records belong to this one, and the records this one names."""
        ways = related(self.office, self.register, self.record)
        if not ways:
            self.gongkai.tell(T("没有相关的登记册。", "No register refers to it."), warn=True)
            return
        items = [Item(str(number), name, note) for number, (name, note, _, _) in enumerate(ways)]

        def chosen(key: Any) -> None:
            if key is not None:
                _, _, register, query = ways[int(key)]
                self.gongkai.open_register(register, query)

        self.app.push_screen(PickScreen(T("相关", "Related"), items), chosen)


def related(office: "Office", register: Register, record: Any) -> list[tuple[T, T, str, Query]]:
    """Where a record leads: (name, in words how, register, question)."""
    key = register.resource.key
    found: list[tuple[T, T, str, Query]] = []
    for name, meta in register.resource.fields.items():
        value = getattr(record, name)
        if meta.kind == "ref" and value:
            other = office.resource(meta.ref)
            found.append((other.name, meta.label, other.key, Query(where={"uid": value})))
    if register.resource.placed and record.unit:
        found.append((office.resource("unit").name, T("所属单位", "its unit"), "unit", Query(unit=record.unit)))
    for other in (*office.plugins.resources.values(), office.resource("post"), office.resource("facility")):
        if key == "unit" and other.placed:
            found.append((other.name, T("本单位的", "of this unit"), other.key, Query(unit=record.uid)))
        for name, meta in other.fields.items():
            if meta.kind == "ref" and meta.ref == key:
                found.append((other.name, meta.label, other.key, Query(where={name: record.uid})))
    return found
