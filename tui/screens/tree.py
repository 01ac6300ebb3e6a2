"""Divisions and their units as a tree that reads a branch when it is opened; beside it what is known of a node.

A branch is one query of a page. How much lies below its nodes, and what is wrong there, is counted afterwards in a
thread, for all of them at once.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.codes import format_code
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.registry.models import Division
from gongkai.core.text import cells, clean_line, truncate
from gongkai.tui.branches import OWN, Branches, NodeKey, PastBranches
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.nodecounts import Counts, NodeCounts, count
from gongkai.tui.nodefacts import Facts, division_facts, unit_facts
from gongkai.tui.screens.base import Page
from gongkai.tui.screens.pick import Item, PickScreen
from gongkai.tui.text import facts
from gongkai.tui.units import former_items, level_name, place_items, unit_items
from gongkai.tui.widgets.lazytree import LazyTree, Node
from gongkai.tui.widgets.prompt import Prompt
from gongkai.tui.widgets.source import TreeRow

if TYPE_CHECKING:
    from gongkai.core.office import Office

REST = 0.15
"""Seconds that the cursor must rest before a node is looked at."""


class UnitTree(LazyTree):
    """The tree, able to open the way to a node."""

    def reveal(self, path: Sequence[NodeKey]) -> bool:
        """Open the branches of a path (without the root) and go to its end; False where it is not there."""
        node: Node = self.root
        for key in path:
            if node.id not in self._loaded and not self._load(node):
                return False
            found = self._child(node, key)
            if found is None:
                if key[0] == "g":
                    continue  # its units stand right below it
                return False
            if node.allow_expand:
                node.expand()
            node = found
        self._go_to(node)
        return True

    def _child(self, node: Node, key: NodeKey) -> Node | None:
        while True:
            for child in node.children:
                if self._key_of(child) == key:
                    return child
            last = node.children[-1] if len(node.children) else None
            if last is None or isinstance(last.data, TreeRow):
                return None
            self._load_more(last)


ASK_DAY = T("看哪一天，如 2019-05-01；空着回到今天", "which day, such as 2019-05-01; nothing: today")


class TreeScreen(Page):
    """The level-and-unit tree."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("目录", "Entries"), T("打开这个单位（或区划）的目录条目", "its catalogue entries")),
        Key("right,left", "", T("展开收起", "Fold"), T("展开、收起", "unfold and fold")),
        Key("d", "detail", T("单位", "Unit"), T("单位的情况、岗位、工作、得分", "the unit itself: posts, work, score")),
        Key("slash", "search", T("查找", "Find"), T("按汉字、拼音首字母、旧名找单位和区划",
                                                  "find a unit or division by characters, initials or an old name")),
        Key("g", "reorganise", T("机构改革", "Reorganise"), T("对这里（或标记的各项）办理机构改革",
                                                           "a reorganisation act on this node, or on the marked ones")),
        Key("m", "mark", T("标记", "Mark"), T("标记或取消标记，供机构改革一并办理", "mark or unmark, for one act on several")),
        Key("o", "related", T("相关", "Related"), T("单位的任务、公开记录、岗位等", "its tasks, publications, posts …")),
        Key("t", "date", T("某日", "On a day"), T("看某一天的区划和单位；空着回到今天",
                                               "the tree as it was on a day; nothing typed: back to today")),
        Key("h", "past", T("沿革", "Past"), T("它的沿革：何时起是什么", "what it was, and when")),
        Key("w", "who", T("谁可以", "Who may"), T("谁在这里有什么权限", "who may do what here")),
        Key("r,f5", "reload", T("刷新", "Reload")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "UnitTree"
    place = "tree"

    def __init__(self) -> None:
        super().__init__()
        self._facts: Facts | None = None
        self._row: TreeRow | None = None
        self._counts = NodeCounts()
        self._day: date | None = None
        self._seen = 0

    @property
    def heading(self) -> T:
        """Its name."""
        return T("单位树", "Tree")

    def more_keys(self) -> Iterable[tuple[str, T]]:
        """The tree's own keys."""
        return LazyTree.KEYS

    def body(self) -> Iterable[Widget]:
        """The tree, and what is known of the node under the cursor."""
        yield Words(self._as_of, id="asof")
        yield Horizontal(
            UnitTree(self.gongkai.office_title, Branches(self.office), key=self._root),
            VerticalScroll(Words(self._about, id="nodefacts"), id="node", can_focus=False),
            id="branches",
        )
        yield Words(self._status, id="status")
        yield Prompt()
        yield Prompt("@", hint=ASK_DAY, id="askday")

    @property
    def _root(self) -> NodeKey:
        return ("d", str(self.office.scope))

    @property
    def tree_widget(self) -> UnitTree:
        """The tree."""
        return self.query_one(UnitTree)

    def on_mount(self) -> None:
        """Follow the cursor, and count for what is read."""
        tree = self.tree_widget
        tree.guide_depth = 3
        tree.moved_hook = self._moved
        tree.read_hook = self._read
        self.query_one("#asof").display = False
        self._seen = self._last_change()
        for node in tree.branches():
            self._read(*node)
        self._moved(tree.cursor_row)

    def on_resize(self, event: events.Resize) -> None:
        """The facts stand beside the tree where there is room."""
        self.query_one("#node").display = event.size.width >= 100
        self.query_one("#nodefacts", Words).say()

    def came_back(self) -> None:
        """What was written meanwhile shows; where nothing was, nothing is counted again."""
        last = self._last_change()
        if last != self._seen:
            self._seen = last
            self.office.forget()
            self._reread()
        else:
            self._look(self._row)

    def spoken_anew(self) -> None:
        """Branches named by us, and the facts."""
        self.tree_widget.reload()
        self._look(self._row)

    def _last_change(self) -> int:
        return self.office.last_change

    def _reread(self) -> None:
        self._counts.clear()
        self.tree_widget.clear_badges()
        self.tree_widget.reload()
        self._look(self._row)

    # counting

    def _read(self, key: NodeKey, rows: Sequence[TreeRow]) -> None:
        """A branch was read: count for its nodes, all at once."""
        if self._day is not None:
            return
        known = self._counts.known
        keys = [row.key for row in rows if row.key not in known]
        if key == self._root and key not in known:
            keys.append(key)
        self._counts.want(keys)
        self._count()

    def _count(self) -> None:
        if self.background_work.running("counts"):
            return
        wanted = self._counts.next()
        if wanted is None:
            return
        name, keys = wanted

        def work(own: "Office", tick: Callable[[int], bool]) -> dict[NodeKey, int]:
            return count(own, name, keys)

        self.work_on("counts", work, lambda found: self._counted(name, found), self._not_counted)

    def _counted(self, name: str, found: dict[NodeKey, int]) -> None:
        if self._day is None:
            self.tree_widget.show_badges(self._counts.put(name, found))
            self.query_one("#status", Words).say()
        self._count()

    def _not_counted(self, error: Exception) -> None:
        self.gongkai.fail(error)
        self._count()

    # the tree on a day

    def _as_of(self) -> Content:
        if self._day is None:
            return Content("")
        words = T(
            "{day} 的区划和单位 · t 换一天 · Esc 回到今天", "As it was on {day} · t another day · Esc back to today"
        )
        return Content.styled(f" {words.format(day=self._day.isoformat())} ", "bold")

    def action_date(self) -> None:
        """Ask for a day."""
        self.query_one("#askday", Prompt).ask(self._day.isoformat() if self._day else "")

    def show_day(self, day: date | None) -> None:
        """The tree as it was on a day, or as it is."""
        office, tree = self.office, self.tree_widget
        self._day = day
        self._counts.clear()
        self.query_one("#asof").display = day is not None
        tree.set_class(day is not None, "-past")
        title = self.gongkai.office_title
        if day is None:
            tree.use(Branches(office), self._root, title)
        else:
            from gongkai.core.registry.past import code_then  # only who looks back needs it

            then = code_then(office, office.scope, day)
            tree.use(PastBranches(office, day), ("d", str(then)), title)
        self.query_one("#asof", Words).say()
        self._moved(tree.cursor_row)

    def action_back(self) -> None:
        """Unmark first, then back to today, then to the screen before."""
        if self.tree_widget.marked:
            self.tree_widget.clear_marks()
        elif self._day is not None:
            self.show_day(None)
        else:
            super().action_back()

    @on(Prompt.Submitted, "#askday")
    def _asked_day(self, event: Prompt.Submitted) -> None:
        event.stop()
        if not event.text.strip():
            if self._day is not None:
                self.show_day(None)
            return
        from gongkai.core.tables.parse import parse_date  # reads a date in all the ways of offices

        day = parse_date(event.text)
        if day is None:
            words = T("“{text}”读不懂，写成 2019-05-01。", "“{text}” cannot be read; write 2019-05-01.")
            self.gongkai.tell(words.format(text=event.text), warn=True)
        elif day > self.office.today:
            self.gongkai.tell(T("这一天还没到，看不到那时的情况。", "That day has not come yet."), warn=True)
        else:
            self.show_day(day)

    def _only_today(self) -> bool:
        """Whether the present is shown; says so where only the present can be worked on."""
        if self._day is not None:
            self.gongkai.tell(
                T("看的是过去；按 Esc 回到今天再办理。", "This is the past; Esc goes back to today."), warn=True
            )
        return self._day is None

    # the node under the cursor

    def _moved(self, row: TreeRow | None) -> None:
        self._row, self._facts = row, None
        self.query_one("#status", Words).say()
        self.query_one("#nodefacts", Words).say()
        if row is not None:
            self.set_timer(REST, lambda: self._look(row))

    def _look(self, row: TreeRow | None) -> None:
        if row is None or row is not self._row or not self.is_current or self._day is not None:
            return
        if not self.query_one("#node").display:
            return
        key = row.key

        def look(own: "Office", tick: Callable[[int], bool]) -> Facts:
            return unit_facts(own, key[1]) if key[0] == "u" else division_facts(own, int(key[1]))

        self.work_on("node", look, lambda found: self._looked(row, found), self.gongkai.fail)

    def _looked(self, row: TreeRow, found: Facts) -> None:
        if row is self._row:
            self._facts = found
            self.query_one("#nodefacts", Words).say()

    def _about(self) -> Content:
        if self._row is None:
            return Content("")
        title = Content.styled(clean_line(self._row.label), "bold $text-accent")
        if self._facts is None:
            return title
        width = max(30, self.query_one("#node").size.width - 4)
        parts = [title]
        label = min(20, max((cells(str(key)) for _, pairs in self._facts for key, _ in pairs), default=8))
        for name, pairs in self._facts:
            if pairs:
                parts += [Content(""), Content.styled(str(name), "bold $text-primary"), facts(pairs, width, label)]
        return Content("\n").join(parts)

    def _status(self) -> Content:
        row = self._row
        if row is None:
            return Content("")
        kind, scope = row.key[0], row.key[1]
        marked = len(self.tree_widget.marked)
        parts: list[str] = []
        if marked:
            parts.append(
                str(T("已标记 {n} 项：g 机构改革，Esc 取消", "{n} marked: g reorganises, Esc unmarks").format(n=marked))
            )
        if kind == "u":
            parts.append(str(T("单位", "unit")))
        elif kind == "g":
            parts.append(str(OWN))
        else:
            found = self.office.first(Division.select().where(Division.code == int(scope))) if not self._day else None
            if int(scope) == 0:
                parts.append(str(T("全国", "nation")))
            elif found is not None:
                parts.append(str(level_name(found)))
            parts.append(format_code(int(scope)))
            if row.note:
                parts.append(row.note.strip("[]"))
        words = self._counts.known.get(row.key, Counts()).words()
        if kind == "u" and not words:
            words = [
                str(T("回车打开目录，d 单位情况，o 任务等", "Enter its entries, d the unit, o its tasks and more"))
            ]
        return Content.styled(truncate(" · ".join([*parts, *words]), self.app.size.width - 3), "$text-muted")

    # opening

    @on(LazyTree.Opened)
    def _opened(self, event: LazyTree.Opened) -> None:
        event.stop()
        if not self._only_today():
            return
        kind, value = event.row.key[0], event.row.key[1]
        if kind == "u" and "entry" not in self.office.plugins.resources:
            self._show_unit(value)
        elif kind == "u":
            self.gongkai.open_register("entry", Query(unit=value))
        elif "entry" in self.office.plugins.resources:
            self.gongkai.open_register("entry", Query(within=int(value)))
        else:
            self.gongkai.open_register("unit", Query(within=int(value)))

    @on(LazyTree.Failed)
    def _failed(self, event: LazyTree.Failed) -> None:
        event.stop()
        self.gongkai.fail(event.error)

    def action_detail(self) -> None:
        """The unit's own screen."""
        row = self._row
        if not self._only_today():
            return
        if row is not None and row.key[0] == "u":
            self._show_unit(row.key[1])
        else:
            self.gongkai.tell(T("先选一个单位。", "Choose a unit first."), warn=True)

    def _show_unit(self, uid: str) -> None:
        from gongkai.tui.palette import open_unit  # when first used

        open_unit(self.gongkai, uid)

    def action_related(self) -> None:
        """Registers of the unit, or of everything below the division."""
        row = self._row
        if row is None or not self._only_today():
            return
        query = Query(unit=row.key[1]) if row.key[0] == "u" else Query(within=int(row.key[1]))
        office = self.office
        keys = [key for key in self.gongkai.register_keys() if office.resource(key).placed or key == "unit"]
        items = [Item(key, office.resource(key).name) for key in keys]

        def chosen(key: Any) -> None:
            if key is not None:
                self.gongkai.open_register(str(key), query)

        self.app.push_screen(PickScreen(T("打开哪个登记册", "Which register"), items), chosen)

    def action_past(self) -> None:
        """What the node was."""
        row = self._row
        if row is None:
            return
        from gongkai.tui.screens.read import ReadScreen  # when first used

        kind, value = row.key[0], row.key[1]

        def make(own: "Office", width: int) -> Content:
            from gongkai.tui.pastwords import division_past, unit_past

            if kind == "u":
                return unit_past(own, own.register("unit").get(value), width)
            return division_past(own, int(value), width)

        name = clean_line(row.label)
        self.app.push_screen(ReadScreen(T(f"沿革：{name}", f"Past: {name}"), make))

    def action_mark(self) -> None:
        """Mark the node for an act."""
        row = self._row
        if row is None or not self._only_today():
            return
        if row.key[0] == "g" or row.key == self._root:
            self.gongkai.tell(T("选一个单位或区划。", "Choose a unit or a division."), warn=True)
            return
        self.tree_widget.mark(row.key)
        self.tree_widget.action_cursor_down()
        self.query_one("#status", Words).say()

    def action_who(self) -> None:
        """Who may do what here."""
        row = self._row
        if row is None or not self._only_today():
            return
        from gongkai.tui.screens.who import ask_who  # when first used

        if row.key[0] == "u":
            ask_who(self, row.label, self.office.unit_scope(row.key[1]), row.key[1])
        else:
            ask_who(self, self.office.place_name(int(row.key[1])), int(row.key[1]))

    def action_reorganise(self) -> None:
        """An act on the marked nodes, or on the one under the cursor."""
        row = self._row
        if row is None or not self._only_today():
            return
        keys = sorted(self.tree_widget.marked) or ([row.key] if row.key[0] != "g" and row.key != self._root else [])
        kinds = {key[0] for key in keys}
        if len(kinds) > 1:
            self.gongkai.tell(
                T("单位和区划不能一步办理，请分开标记。", "Units and divisions need acts of their own."), warn=True
            )
            return
        from gongkai.tui.screens.reorg import ReorgScreen  # when first used

        subjects = [key[1] if key[0] == "u" else format_code(int(key[1])) for key in keys]
        what = {"u": "unit", "d": "division"}[kinds.pop()] if kinds else ""
        self.tree_widget.clear_marks()
        self.app.push_screen(ReorgScreen(None, "", subjects, what))

    # finding

    def action_search(self) -> None:
        """Ask for a text."""
        self.query(Prompt).first().ask()

    @on(Prompt.Submitted)
    def _searched(self, event: Prompt.Submitted) -> None:
        event.stop()
        if event.prompt.id == "askday" or not event.text:
            return
        text = event.text

        def find(own: "Office", tick: Callable[[int], bool]) -> list[Item]:
            units = [Item(("u", one.key), one.label, one.note) for one in unit_items(own, text)]
            places = [Item(("d", one.key), one.label, one.note) for one in place_items(own, text)]
            return [*places, *units, *former_items(own, text)]

        self.work_on("find", find, lambda found: self._found(text, found))

    def _found(self, text: str, found: list[Item]) -> None:
        if not found:
            self.gongkai.tell(T("找不到“{text}”。", "Nothing found for “{text}”.").format(text=text), warn=True)
        elif len(found) == 1:
            self._jump(found[0].key)
        else:
            self.app.push_screen(PickScreen(T("找到 {n} 项", "{n} found").format(n=len(found)), found), self._jump)

    def _jump(self, key: Any) -> None:
        if key is None:
            return
        if self._day is not None:
            self.show_day(None)
        kind, value = key
        office = self.office
        path: list[NodeKey] = []
        if kind == "u":
            unit = office.unit(value)
            scope = int(unit.scope)
            path = [("g", str(scope)), ("u", unit.uid, str(unit.id))]
        else:
            scope = office.place(value)
        path = [*self._way(scope), *path]
        if not self.tree_widget.reveal(path):
            self.gongkai.tell(T("它不在本单位的范围内。", "It lies outside this office."), warn=True)

    def _way(self, scope: int) -> list[NodeKey]:
        """The divisions from below the root down to a scope."""
        way: list[NodeKey] = []
        current: int | None = scope
        while current is not None and current != self.office.scope:
            way.insert(0, ("d", str(current)))
            rows = self.office.rows("SELECT parent FROM {division} WHERE code = ?", (current,))
            current = int(rows[0][0]) if rows and rows[0][0] is not None else None
        return way

    def action_reload(self) -> None:
        """Read the open branches again, and count again."""
        self._reread()
