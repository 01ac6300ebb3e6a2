"""The lazy tree: what it reads when a node is opened, page by page, and what it shows."""

from typing import Any

import pytest
from textual.pilot import Pilot

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.testing.hostile import HOSTILE, live_controls
from gongkai.tui.widgets.lazytree import PAGE, LazyTree
from gongkai.tui.widgets.source import TreeRow
from tests.tui.fake import BROKEN, Host, lines, until


class Divisions:
    """A country: key (a, b) has ``count`` children (a, b, n), down to ``depth`` levels; keeps the calls."""

    def __init__(self, count: int, depth: int = 3, label: str = "第{0}") -> None:
        self.count = count
        self.depth = depth
        self.label = label
        self.gone: set[Any] = set()
        self.error: GongkaiError | None = None
        self.calls: list[tuple[Any, Any, int]] = []
        self.served = 0

    def __call__(self, key: Any, after: Any | None = None, limit: int = PAGE) -> list[TreeRow]:
        """The children of a key."""
        self.calls.append((key, after, limit))
        if self.error is not None:
            raise self.error
        first = 0 if after is None else after[-1] + 1
        rows: list[TreeRow] = []
        for number in range(first, self.count):
            child = (*key, number)
            if child not in self.gone:
                rows.append(TreeRow(child, self.label.format(number), len(child) < self.depth))
            if len(rows) == limit:
                break
        self.served += len(rows)
        return rows


async def ready(pilot: Pilot[None], tree: LazyTree) -> None:
    await until(pilot, "the top level", lambda: len(tree.root.children) or not tree._source.count)  # type: ignore[attr-defined]
    tree.focus()
    await until(pilot, "the focus", lambda: pilot.app.focused is tree)
    await pilot.press("home")


def at(tree: LazyTree) -> Any:
    return tree.cursor_row.key if tree.cursor_row else None


@pytest.mark.parametrize("count", [1_000, 1_000_000])
async def test_opening_reads_one_page_of_the_top_level(count: int) -> None:
    source = Divisions(count)
    tree = LazyTree("全国", source, key=())
    async with Host(tree).run_test(size=(80, 24)) as pilot:
        await ready(pilot, tree)
        assert source.calls == [((), None, PAGE)]
        assert source.served == PAGE == 500
        assert len(tree.root.children) == PAGE + 1
        assert str(tree.root.children[-1].label) == "… 更多（已显示 500 项）"


async def test_children_are_read_when_a_node_is_opened_and_only_once() -> None:
    source = Divisions(3)
    tree = LazyTree(T("全国", "Nation"), source, key=())
    app = Host(tree)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, tree)
        await pilot.press("down", "right")
        await until(pilot, "the children", lambda: len(tree.root.children[0].children) == 3)
        await pilot.press("right", "right")
        await until(pilot, "the grandchildren", lambda: len(source.calls) == 3)
        await pilot.press("right")
        assert at(tree) == (0, 0, 0)
        await pilot.press("left")
        assert at(tree) == (0, 0)
        await pilot.press("left", "left", "left", "space", "space", "space")
        await until(pilot, "the open node", lambda: tree.root.children[0].is_expanded)
        assert at(tree) == (0,)
        assert [key for key, _, _ in source.calls] == [(), (0,), (0, 0)]
        assert [message.row.key for message in app.of(LazyTree.Moved)][-1] == (0,)


async def test_enter_and_click_open_the_record_and_not_the_node() -> None:
    source = Divisions(3)
    tree = LazyTree("全国", source, key=())
    app = Host(tree)
    heard: list[Any] = []
    tree.moved_hook = lambda row: heard.append(row.key if row else None)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, tree)
        await pilot.press("down", "enter")
        await pilot.click(tree, offset=(10, 2))
        await until(pilot, "both", lambda: len(app.of(LazyTree.Opened)) == 2)
        assert [message.row.key for message in app.of(LazyTree.Opened)] == [(0,), (1,)]
        assert app.of(LazyTree.Opened)[0].control is tree
        assert len(source.calls) == 1
        assert heard[-2:] == [(0,), (1,)]


@pytest.mark.parametrize("key", ["enter", "space", "right"])
@pytest.mark.parametrize("count", [499, 500, 1_000, 1_203])
async def test_more_reads_the_next_page_by_key_until_all_are_there(count: int, key: str) -> None:
    source = Divisions(count)
    tree = LazyTree("全国", source, key=())
    async with Host(tree).run_test(size=(80, 24)) as pilot:
        await ready(pilot, tree)
        for page in range(1, count // PAGE + 1):
            await pilot.press("end")
            assert tree.cursor_row is None
            await pilot.press(key)
            await until(pilot, f"page {page + 1}", lambda page=page: len(source.calls) == page + 1)
            assert source.calls[-1] == ((), (PAGE * page - 1,), PAGE)
            await until(pilot, "the cursor on a row", lambda: at(tree) is not None)
            assert at(tree) == (min(PAGE * page, count - 1),)
        assert [node.data.key for node in tree.root.children if node.data] == [(n,) for n in range(count)]
        assert source.served == count


async def test_a_node_without_children_is_a_leaf_from_then_on() -> None:
    source = Divisions(2)
    source.gone = {(0, 0), (0, 1)}
    tree = LazyTree("全国", source, key=())
    async with Host(tree).run_test(size=(80, 24)) as pilot:
        await ready(pilot, tree)
        await pilot.press("down", "space")
        await until(pilot, "a leaf", lambda: not tree.root.children[0].allow_expand)
        await pilot.press("space", "right", "left")
        assert at(tree) == ()
        assert len(source.calls) == 2


async def test_an_empty_tree() -> None:
    source = Divisions(0)
    for show_root in (True, False):
        tree = LazyTree("全国", source, key=(), show_root=show_root)
        async with Host(tree).run_test(size=(80, 24)) as pilot:
            await ready(pilot, tree)
            await pilot.press("down", "right", "space", "enter", "left", "end", "pagedown", "up")
            tree.reload()
            assert ("全国" in lines(tree)[0]) is show_root


async def test_a_source_that_fails_leaves_the_node_closed_and_can_be_tried_again() -> None:
    source = Divisions(3)
    tree = LazyTree("全国", source, key=())
    app = Host(tree)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, tree)
        source.error = BROKEN
        await pilot.press("down", "space")
        await until(pilot, "Failed", lambda: app.of(LazyTree.Failed))
        await until(pilot, "the closed node", lambda: tree.root.children[0].is_collapsed)
        assert app.of(LazyTree.Failed)[0].error is BROKEN
        tree.reload()
        await until(pilot, "Failed again", lambda: len(app.of(LazyTree.Failed)) == 2)
        assert len(tree.root.children) == 3
        source.error = None
        await pilot.press("space")
        await until(pilot, "the children", lambda: len(tree.root.children[0].children) == 3)


async def test_a_tree_that_cannot_be_read_at_first_can_be_reloaded() -> None:
    source = Divisions(3)
    source.error = BROKEN
    tree = LazyTree("全国", source, key=())
    app = Host(tree)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Failed", lambda: app.of(LazyTree.Failed))
        source.error = None
        tree.reload()
        assert len(tree.root.children) == 3


async def test_reload_keeps_open_nodes_and_the_cursor() -> None:
    source = Divisions(4)
    tree = LazyTree("全国", source, key=())
    async with Host(tree).run_test(size=(80, 24)) as pilot:
        await ready(pilot, tree)
        await pilot.press("down", "down", "space")
        await until(pilot, "the children", lambda: len(tree.root.children[1].children) == 4)
        await pilot.press("down", "down")
        assert at(tree) == (1, 1)
        source.gone = {(0,), (1, 0)}
        source.calls.clear()
        tree.reload()
        assert [key for key, _, _ in source.calls] == [(), (1,)]
        await until(pilot, "the painted tree", lambda: "第1" in lines(tree)[1])
        assert at(tree) == (1, 1)
        assert tree.cursor_line == 2
        source.gone = {(1,)}
        tree.reload()
        assert len(tree.root.children) == 3
        await pilot.press("home")
        assert at(tree) == ()


async def test_hostile_labels_are_one_line_of_plain_text() -> None:
    texts = list(HOSTILE.values())

    def source(key: Any, after: Any | None = None, limit: int = PAGE) -> list[TreeRow]:
        return [TreeRow(n, text, expandable=key is None) for n, text in enumerate(texts)]

    tree = LazyTree("\x1b]0;x\x07[/]", source)
    async with Host(tree).run_test(size=(120, 100)) as pilot:
        await until(pilot, "the labels", lambda: len(tree.root.children) == len(texts))
        tree.root.children[0].expand()
        await until(pilot, "the children", lambda: len(tree.root.children[0].children) == len(texts))
        painted = [strip.text for strip in map(tree.render_line, range(tree.size.height))]
        assert live_controls("".join(painted)) == ""
        assert sum("[[red]公开[/red]" in line for line in painted) == 2
        assert max(node.label.cell_len for node in tree.root.children) <= 200  # type: ignore[union-attr]
        await pilot.press("down", "end", "pageup", "left", "right", "enter")


async def test_tones_have_a_sign_and_a_colour() -> None:
    tones = ["", "late", "soon", "done", "blank", "muted", "unheard-of"]

    def source(key: Any, after: Any | None = None, limit: int = PAGE) -> list[TreeRow]:
        return [TreeRow(tone, "单位", tone=tone) for tone in tones]

    tree = LazyTree("全国", source)
    tree.show_guides = False
    async with Host(tree).run_test(size=(80, 24)) as pilot:
        await until(pilot, "the labels", lambda: len(tree.root.children) == len(tones))
        painted = [line.strip() for line in lines(tree)[1 : 1 + len(tones)]]
        assert painted == ["单位", "! 单位", "~ 单位", "✓ 单位", "○ 单位", "单位", "单位"]
        colours = [
            next(str(part.style.color) for part in tree.render_line(y) if part.style and "单位" in part.text)
            for y in range(1, 1 + len(tones))
        ]
        assert len(set(colours)) == 6 and colours[0] == colours[-1]
