"""A tree that reads the children of a node when it is opened, a page at a time.

A county has hundreds of thousands of nodes below a province; here only what was opened exists.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.style import Style
from rich.text import Text, TextType
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, truncate
from gongkai.tui.widgets.source import SIGNS, Badge, TreeRow, TreeSource

PAGE = 500
"""Children read at once."""

_MORE = T("… 更多（已显示 {count} 项）", "… more ({count} shown)")
_LONGEST = 200  # cells of a label: one absurd name must not make the whole tree wide


@dataclass(frozen=True, slots=True)
class _More:
    """The leaf that stands for the children not read yet, all after the key ``after``."""

    after: Any


Node = TreeNode[TreeRow | _More]


class LazyTree(Tree[TreeRow | _More]):
    """A tree over a ``TreeSource``; labels are plain text, whatever is in them.

    Enter (or a click) posts ``Opened``; space, the arrow and ``→`` open a node, ``←`` closes it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lazytree--{tone}" for tone in SIGNS if tone}

    DEFAULT_CSS = """
    LazyTree {
        & > .lazytree--late { color: $text-error; }
        & > .lazytree--soon { color: $text-warning; }
        & > .lazytree--done { color: $text-success; }
        & > .lazytree--blank { color: $text-secondary; }
        & > .lazytree--muted { color: $foreground-muted; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "unfold", show=False),
        Binding("left", "fold", show=False),
    ]

    KEYS: ClassVar[tuple[tuple[str, T], ...]] = (
        ("↑ ↓", T("上下移动", "move")),
        ("→ ←", T("展开、收起", "unfold and fold")),
        ("Space", T("展开或收起", "unfold or fold")),
        ("Enter", T("打开", "open")),
    )
    """The keys of a tree in both languages, for a help screen."""

    auto_expand = var(False)

    class Opened(Message):
        """A node was opened (enter, or a click on its label)."""

        def __init__(self, tree: "LazyTree", row: TreeRow) -> None:
            super().__init__()
            self.tree = tree
            self.row = row

        @property
        def control(self) -> "LazyTree":
            """The tree that sent it."""
            return self.tree

    class Moved(Message):
        """The cursor is on another node; ``row`` is ``None`` on the leaf that stands for more."""

        def __init__(self, tree: "LazyTree", row: TreeRow | None) -> None:
            super().__init__()
            self.tree = tree
            self.row = row

        @property
        def control(self) -> "LazyTree":
            """The tree that sent it."""
            return self.tree

    class Failed(Message):
        """The children of a node could not be read; the node is closed again."""

        def __init__(self, tree: "LazyTree", error: GongkaiError) -> None:
            super().__init__()
            self.tree = tree
            self.error = error

        @property
        def control(self) -> "LazyTree":
            """The tree that sent it."""
            return self.tree

    def __init__(
        self,
        label: T | str,
        children: TreeSource,
        *,
        key: Any = None,
        page: int = PAGE,
        show_root: bool = True,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """A tree whose root is ``key`` and reads as ``label``; ``page`` children are read at once."""
        root = TreeRow(key, str(label), expandable=True)
        self.moved_hook: Callable[[TreeRow | None], None] | None = None
        """Called in the key handler itself, so that a status line is painted together with the cursor."""
        self.read_hook: Callable[[Any, Sequence[TreeRow]], None] | None = None
        """Called with the key of a node and the children that were just read."""
        self._source = children
        self._badges: dict[Any, Sequence[Badge]] = {}
        self._marked: set[Any] = set()
        self._page = max(1, page)
        self._loaded: set[int] = set()
        super().__init__(str(label), root, name=name, id=id, classes=classes, disabled=disabled)
        self.show_root = show_root

    # -- what a screen asks and does ------------------------------------------------------------------

    @property
    def cursor_row(self) -> TreeRow | None:
        """The node under the cursor, ``None`` where there is none."""
        node = self.cursor_node
        return node.data if node is not None and isinstance(node.data, TreeRow) else None

    @property
    def marked(self) -> frozenset[Any]:
        """The keys of the nodes that are marked."""
        return frozenset(self._marked)

    def mark(self, key: Any) -> None:
        """Mark a node, or unmark it."""
        self._marked ^= {key}
        self._invalidate()

    def clear_marks(self) -> None:
        """Unmark everything."""
        self._marked.clear()
        self._invalidate()

    def show_badges(self, badges: Mapping[Any, Sequence[Badge]]) -> None:
        """Show these behind the labels of their nodes; other nodes keep theirs."""
        self._badges.update(badges)
        self._invalidate()

    def clear_badges(self) -> None:
        """No node has any."""
        self._badges.clear()
        self._invalidate()

    def use(self, children: TreeSource, key: Any, label: T | str) -> None:
        """Another source, from its root on."""
        self._source = children
        self.root.data = TreeRow(key, str(label), expandable=True)
        self.root.set_label(str(label))
        self._marked.clear()
        self.clear_badges()
        self.reload()

    def branches(self) -> list[tuple[Any, list[TreeRow]]]:
        """The nodes that were read, each key with its children."""
        return [
            (node.data.key, [child.data for child in node.children if isinstance(child.data, TreeRow)])
            for node in self._below(self.root)
            if isinstance(node.data, TreeRow) and node.id in self._loaded
        ]

    def reload(self) -> None:
        """Read the open nodes again (their first pages), after a change in the store.

        Open nodes stay open and the cursor stays on its node, as far as they are still there.
        """
        opened = [self._key_of(node) for node in self._below(self.root) if self._is_open(node)]
        cursor = self.cursor_row
        self._open_again(self.root, opened)
        found = [node for node in self._below(self.root) if cursor and self._key_of(node) == cursor.key]
        self._go_to(found[0] if found else None)

    def on_mount(self) -> None:
        """Read the top level, so that it is on the first picture."""
        self._open_again(self.root, [])

    # -- reading --------------------------------------------------------------------------------------

    def _open_again(self, node: Node, opened: list[Any]) -> None:
        if not self._load(node):
            return
        node.expand()
        for child in node.children:
            if child.allow_expand and self._key_of(child) in opened:
                self._open_again(child, opened)

    def _load(self, node: Node, after: Any | None = None) -> bool:
        """Read one page of children; ``False`` (and a ``Failed``) when they could not be read."""
        row = node.data
        if not isinstance(row, TreeRow):
            return False
        try:
            rows = self._source(row.key, after, self._page)[: self._page]
        except GongkaiError as error:
            self.post_message(self.Failed(self, error))
            return False
        self._loaded.add(node.id)
        if after is None:
            node.remove_children()
        for child in rows:
            node.add(child.label, child, allow_expand=child.expandable)
        if self.read_hook is not None:
            self.read_hook(row.key, rows)
        if len(rows) == self._page:
            shown = len(node.children)
            node.add_leaf(str(_MORE.format(count=shown)), _More(rows[-1].key))
        if not node.children and not node.is_root:
            node.allow_expand = False
        return True

    def _load_more(self, leaf: Node) -> None:
        parent = leaf.parent
        if parent is None or not isinstance(leaf.data, _More):
            return
        place = len(parent.children) - 1
        if not self._load(parent, leaf.data.after):
            return
        leaf.remove()
        children = parent.children
        target = children[min(place, len(children) - 1)] if len(children) else parent
        self._go_to(target)

    def _go_to(self, node: Node | None) -> None:
        if self.last_line >= 0:  # asking numbers the lines anew; the cursor moves by line
            self.move_cursor(node)

    def _below(self, node: Node) -> list[Node]:
        nodes = [node]
        for child in node.children:
            nodes += self._below(child)
        return nodes

    def _is_open(self, node: Node) -> bool:
        return node.is_expanded and node.id in self._loaded

    @staticmethod
    def _key_of(node: Node) -> Any:
        return node.data.key if isinstance(node.data, TreeRow) else None

    # -- keys and messages ----------------------------------------------------------------------------

    def action_unfold(self) -> None:
        """Open the node under the cursor, or go to its first child, or read more."""
        node = self.cursor_node
        if node is None:
            return
        if isinstance(node.data, _More):
            self._load_more(node)
        elif node.allow_expand and node.is_collapsed:
            node.expand()
        elif node.children:
            self.action_cursor_down()

    def action_fold(self) -> None:
        """Close the node under the cursor, or go to its parent."""
        node = self.cursor_node
        if node is None:
            return
        if node.allow_expand and node.is_expanded:
            node.collapse()
        elif node.parent is not None and (self.show_root or not node.parent.is_root):
            self.move_cursor(node.parent)

    def action_toggle_node(self) -> None:
        """Open or close the node under the cursor, or read more."""
        if self.cursor_node is not None and isinstance(self.cursor_node.data, _More):
            self._load_more(self.cursor_node)
        else:
            super().action_toggle_node()

    @on(Tree.NodeExpanded)
    def _read_children(self, event: Tree.NodeExpanded[TreeRow | _More]) -> None:
        node = event.node
        if node.id not in self._loaded and not self._load(node):
            node.collapse()

    @on(Tree.NodeSelected)
    def _open_node(self, event: Tree.NodeSelected[TreeRow | _More]) -> None:
        node = event.node
        if isinstance(node.data, TreeRow):
            self.post_message(self.Opened(self, node.data))
        else:
            self._load_more(node)

    def watch_cursor_line(self, previous_line: int, line: int) -> None:
        """Tell where the cursor went, in the key handler itself."""
        before = self.cursor_row
        super().watch_cursor_line(previous_line, line)
        if self.cursor_row is not before:
            if self.moved_hook is not None:
                self.moved_hook(self.cursor_row)
            self.post_message(self.Moved(self, self.cursor_row))

    # -- labels ---------------------------------------------------------------------------------------

    def process_label(self, label: TextType) -> Text:
        """The label as one line of plain text: no markup, no control characters."""
        return Text(truncate(clean_line(str(label)), _LONGEST), no_wrap=True, end="")

    def render_label(self, node: Node, base_style: Style, style: Style) -> Text:
        """The label with the sign and the colour of its tone; the cursor's colours come last."""
        text = Text(no_wrap=True, end="")
        if node.allow_expand:
            icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
            text.append(icon, base_style + Style(meta={"toggle": True}))
        label = Text(self._sign(node) + node._label.plain)
        tone = node.data.tone if isinstance(node.data, TreeRow) else "muted"
        if tone and tone in SIGNS:
            # the mixed colour: a half-transparent one would be painted as if it were opaque
            label.stylize(Style(color=self.get_component_rich_style(f"lazytree--{tone}").color))
        label.stylize(style)
        return text.append_text(label).append_text(self._tail(node, base_style, style))

    def get_label_width(self, node: Node) -> int:
        """Width of the label in cells, with its arrow and sign."""
        arrow = len(self.ICON_NODE) if node.allow_expand else 0
        return arrow + len(self._sign(node)) + node._label.cell_len + self._tail(node, Style(), Style()).cell_len

    def _tail(self, node: Node, base_style: Style, style: Style) -> Text:
        """Words and badges behind the label, each in its colour where the cursor is not."""
        tail = Text(no_wrap=True, end="")
        if not isinstance(node.data, TreeRow):
            return tail
        parts = [(node.data.note, "muted")] if node.data.note else []
        for words, tone in (*parts, *self._badges.get(node.data.key, ())):
            look = (
                base_style + Style(color=self.get_component_rich_style(f"lazytree--{tone}").color)
                if tone
                else base_style
            )
            tail.append(f"  {words}", look + (style if node is self.cursor_node else Style()))
        return tail

    def _sign(self, node: Node) -> str:
        if isinstance(node.data, TreeRow) and node.data.key in self._marked:
            return "● "
        sign = SIGNS.get(node.data.tone, " ") if isinstance(node.data, TreeRow) else " "
        return "" if sign == " " else f"{sign} "
