"""Divisions and their units as a tree that reads a branch when it is opened; beside it what is known of a node."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.codes import format_code
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.registry.find import children
from gongkai.core.registry.models import Division, Unit
from gongkai.core.text import cells, clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.nodefacts import Facts, division_facts, unit_facts
from gongkai.tui.screens.base import Page
from gongkai.tui.screens.pick import Item, PickScreen
from gongkai.tui.text import facts
from gongkai.tui.units import level_name, place_items, unit_items
from gongkai.tui.widgets.lazytree import LazyTree, Node
from gongkai.tui.widgets.prompt import Prompt
from gongkai.tui.widgets.source import TreeRow

if TYPE_CHECKING:
    from gongkai.core.office import Office

OWN = T("本级单位", "units of this level")
REST = 0.15
"""Seconds that the cursor must rest before a node is looked at."""

NodeKey = tuple[str, ...]
"""``("d", scope)`` a division, ``("g", scope)`` its own units, ``("u", uid, id)`` a unit; figures as text."""


class Branches:
    """The children of a node: a division's own units (in a branch of their own where it has divisions), then
    the divisions right below it."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    def __call__(self, key: Any, after: Any | None = None, limit: int = 500) -> list[TreeRow]:
        """At most ``limit`` children after a key: one or two short queries."""
        kind, scope = key[0], int(key[1])
        if kind == "g":
            return self._units(scope, after, limit)
        if after is not None and after[0] == "u":
            return self._units(scope, after, limit)
        start = int(after[1]) if after is not None and after[0] == "d" else -1
        below = children(self._office, scope or None, start, limit)
        rows = [TreeRow(("d", str(d.code)), clean_line(str(d.name)), True) for d in below]
        if after is not None:
            return rows
        if not below:
            return self._units(scope, None, limit)
        if self._units(scope, None, 1):
            rows.insert(0, TreeRow(("g", str(scope)), str(OWN), True))
        return rows[:limit]

    def _units(self, scope: int, after: Any | None, limit: int) -> list[TreeRow]:
        office = self._office
        query = office.select(Unit).where(Unit.scope == scope)
        if after is not None:
            query = query.where(Unit.id > int(after[2]))
        today = office.today
        return [
            TreeRow(
                ("u", unit.uid, str(unit.id)), clean_line(str(unit.name)), False,
                "muted" if unit.valid_to and unit.valid_to <= today else "",
            )
            for unit in office.store.fetch(query.order_by(Unit.id).limit(limit))
        ]  # fmt: skip


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


class TreeScreen(Page):
    """The level-and-unit tree."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("目录", "Entries"), T("打开这个单位（或区划）的目录条目", "its catalogue entries")),
        Key("right,left", "", T("展开收起", "Fold"), T("展开、收起", "unfold and fold")),
        Key("d", "detail", T("单位", "Unit"), T("单位的情况、得分", "the unit itself, its score")),
        Key("o", "related", T("相关", "Related"), T("单位的任务、公开记录、岗位等", "its tasks, publications, posts …")),
        Key("slash", "search", T("查找", "Find"), T("按汉字或拼音首字母找单位、区划", "find a unit or division by characters or initials")),
        Key("r,f5", "reload", T("刷新", "Reload")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "UnitTree"
    place = "tree"

    def __init__(self) -> None:
        super().__init__()
        self._facts: Facts | None = None
        self._row: TreeRow | None = None

    @property
    def heading(self) -> T:
        """Its name."""
        return T("单位树", "Tree")

    def more_keys(self) -> Iterable[tuple[str, T]]:
        """The tree's own keys."""
        return LazyTree.KEYS

    def body(self) -> Iterable[Widget]:
        """The tree, and what is known of the node under the cursor."""
        root = ("d", str(self.office.scope))
        yield Horizontal(
            UnitTree(self.gongkai.office_title, Branches(self.office), key=root),
            VerticalScroll(Words(self._about, id="nodefacts"), id="node", can_focus=False),
            id="branches",
        )
        yield Words(self._status, id="status")
        yield Prompt()

    @property
    def tree_widget(self) -> UnitTree:
        """The tree."""
        return self.query_one(UnitTree)

    def on_mount(self) -> None:
        """Follow the cursor."""
        self.tree_widget.guide_depth = 3
        self.tree_widget.moved_hook = self._moved
        self._moved(self.tree_widget.cursor_row)

    def on_resize(self, event: events.Resize) -> None:
        """The facts stand beside the tree where there is room."""
        self.query_one("#node").display = event.size.width >= 100
        self.query_one("#nodefacts", Words).say()

    def came_back(self) -> None:
        """Figures may have changed."""
        self._look(self._row)

    def spoken_anew(self) -> None:
        """Branches named by us, and the facts."""
        self.tree_widget.reload()
        self._look(self._row)

    # the node under the cursor

    def _moved(self, row: TreeRow | None) -> None:
        self._row, self._facts = row, None
        self.query_one("#status", Words).say()
        self.query_one("#nodefacts", Words).say()
        if row is not None:
            self.set_timer(REST, lambda: self._look(row))

    def _look(self, row: TreeRow | None) -> None:
        if row is None or row is not self._row or not self.is_current:
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
        if kind == "u":
            return Content.styled(str(T("单位 · 回车打开目录，d 单位情况，o 任务等",
                                        "unit · Enter its entries, d the unit, o its tasks and more")), "$text-muted")  # fmt: skip
        found = self.office.store.first(Division.select().where(Division.code == int(scope)))
        level = str(level_name(found)) if found else str(T("全国", "nation"))
        return Content.styled(f"{level} · {format_code(int(scope))}", "$text-muted")

    # opening

    @on(LazyTree.Opened)
    def _opened(self, event: LazyTree.Opened) -> None:
        event.stop()
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
        if row is None:
            return
        query = Query(unit=row.key[1]) if row.key[0] == "u" else Query(within=int(row.key[1]))
        office = self.office
        keys = [key for key in self.gongkai.register_keys() if office.resource(key).placed or key == "unit"]
        items = [Item(key, office.resource(key).name) for key in keys]

        def chosen(key: Any) -> None:
            if key is not None:
                self.gongkai.open_register(str(key), query)

        self.app.push_screen(PickScreen(T("打开哪个登记册", "Which register"), items), chosen)

    # finding

    def action_search(self) -> None:
        """Ask for a text."""
        self.query_one(Prompt).ask()

    @on(Prompt.Submitted)
    def _searched(self, event: Prompt.Submitted) -> None:
        event.stop()
        if not event.text:
            return
        units = [Item(("u", one.key), one.label, one.note) for one in unit_items(self.office, event.text)]
        places = [Item(("d", one.key), one.label, one.note) for one in place_items(self.office, event.text)]
        found = [*places, *units]
        if not found:
            self.gongkai.tell(T("找不到“{text}”。", "Nothing found for “{text}”.").format(text=event.text), warn=True)
        elif len(found) == 1:
            self._jump(found[0].key)
        else:
            self.app.push_screen(PickScreen(T("找到 {n} 项", "{n} found").format(n=len(found)), found), self._jump)

    def _jump(self, key: Any) -> None:
        if key is None:
            return
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
            rows = self.office.store.sql("SELECT parent FROM division WHERE code = ?", (current,))
            current = int(rows[0][0]) if rows and rows[0][0] is not None else None
        return way

    def action_reload(self) -> None:
        """Read the open branches again."""
        self.tree_widget.reload()
        self._look(self._row)
