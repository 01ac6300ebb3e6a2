"""A register as a sheet: editing cell by cell, ranges, pasting, saving once, two people, leaving."""

from datetime import date
from pathlib import Path

import pytest
from textual import events

from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.testing.hostile import HOSTILE, live_controls
from gongkai.testing.journey import SIZES, Journey, travel


async def go_to(at: Journey, column: str) -> None:
    """With Tab to a column."""
    for _ in range(40):
        if at.screen.grid.column_key == column:
            return
        await at.press("tab")
    raise AssertionError(f"no way to {column}: {at.text}")


def by_other(town: Path, key: str, uid: str, **values: str) -> None:
    """Somebody else at another terminal."""
    other = Office.open(town, "admin")
    register = other.register(key)
    register.save(register.get(uid), values)
    other.close()


@pytest.mark.parametrize("size", SIZES)
async def test_cells_are_typed_and_picked_and_saved_as_one_change(office: Office, size: tuple[int, int]) -> None:
    entries = office.register("entry")
    rows = entries.page(limit=3)
    async with travel(office, size) as at:
        await at.press("3", "f2")
        await at.on("SheetScreen")
        assert at.screen.grid.column_key == "title"
        await at.type("目录甲")  # a letter replaces what was there
        await at.press("enter")
        assert at.screen.grid.cursor_row.uid == rows[1].uid
        await at.sees("1 格未保存（1 条）", "目录甲")
        await go_to(at, "due")
        await at.press("f2")
        await at.type("明年")
        await at.sees("! 应公开日期“明年”读不懂")
        await at.press("enter")
        assert at.screen.line.display and at.screen.line.value.endswith("明年")  # nothing typed is lost
        await at.press("ctrl+u")
        await at.type("2026年12月31日")
        await at.press("tab")
        assert at.screen.grid.column_key == "importance"  # what is computed between them is passed over
        await at.press("enter")
        await at.on("PickScreen")
        await at.type("zy")
        await at.press("enter")
        await at.on("SheetScreen")
        await at.press("down", "f2")
        await at.on("PickScreen")
        await at.press("escape")  # given up; the cell stays as it was
        await at.on("SheetScreen")
        assert entries.get(rows[0].uid).title == rows[0].record.title  # nothing is written before
        await at.press("ctrl+s")
        await at.told("已保存")
        await at.sees("没有未保存的修改", "目录甲")
        now = [entries.get(row.uid) for row in rows]
        assert (now[0].title, now[1].due, now[1].importance) == ("目录甲", date(2026, 12, 31), "important")
        assert entries.history(rows[0].uid, 1)[0].seq == entries.history(rows[1].uid, 1)[0].seq
        await at.press("ctrl+z")
        await at.on("ConfirmScreen")
        await at.press("y")
        await at.told("已撤销")
        assert entries.get(rows[0].uid).title == rows[0].record.title
        assert entries.get(rows[1].uid).due == rows[1].record.due
    assert verify(office).faults == []


async def test_characters_that_an_input_method_sends_at_once_all_arrive(office: Office) -> None:
    async with travel(office, (120, 40)) as at:
        await at.press("3", "f2")
        for char in "政务公开目录":
            at.app._driver.send_message(events.Key(char, char))
        await at.until("the text in the line", lambda: at.screen.line.value == "政务公开目录")
        await at.press("enter")
        await at.sees("政务公开目录")
        await go_to(at, "importance")
        for char in "重要":
            at.app._driver.send_message(events.Key(char, char))
        await at.on("PickScreen")
        await at.settle()
        assert at.screen.query_one("Line").value == "重要"
        await at.press("enter")
        await at.sees("2 格未保存")


async def test_what_the_workflow_fills_says_why_it_cannot_be_typed(office: Office) -> None:
    async with travel(office, (160, 50)) as at:
        await at.press("3", "f2", "end", "home", "right", "right", "right")
        assert at.screen.grid.column_key == "timeliness"
        await at.sees("只读：由系统计算")
        await at.press("enter")
        await at.told("只读：由系统计算")
        await go_to(at, "importance")
        await at.type("x")
        await at.on("PickScreen")  # this one can be
        await at.press("escape", "escape")
        await at.press("5", "f")
        await at.type("xxgk")
        await at.press("space", "enter", "f2")
        await at.sees("只读：“已公开”阶段不能直接修改")
        await at.press("delete")
        await at.told("只读")
        assert not at.screen.unsaved


async def test_a_range_is_filled_down_typed_into_emptied_and_taken_back(office: Office) -> None:
    posts = office.register("post")
    rows = posts.page(limit=5)
    async with travel(office, (120, 40)) as at:
        await at.press("7", "f2")
        await go_to(at, "phone")
        await at.press("shift+down", "shift+down", "shift+down")
        await at.sees("选区 4 行 × 1 栏")
        await at.press("f2", "ctrl+u")
        await at.sees("将填入所选 4 行")
        await at.type("0827-1")
        await at.press("enter")
        await at.sees("4 格未保存")
        await at.press("ctrl+z")
        await at.sees("没有未保存的修改")
        await at.press("home", "ctrl+home")
        await go_to(at, "phone")
        await at.type("0827-2")
        await at.press("enter", "up", "shift+down", "shift+down", "shift+down", "shift+up", "ctrl+d")
        await at.sees("选区 3 行 × 1 栏", "3 格未保存（3 条）")
        await at.press("escape", "down", "ctrl+d")  # from the row above
        await at.sees("4 格未保存")
        await at.press("down", "delete")
        await at.press("ctrl+s")
        await at.told("已保存 5 格")
    phones = [posts.get(row.uid).phone for row in rows]
    assert phones == ["0827-2"] * 4 + [None]


@pytest.mark.parametrize("size", SIZES)
async def test_a_ragged_rectangle_is_shown_first_and_then_mended_in_place(
    office: Office, size: tuple[int, int]
) -> None:
    entries = office.register("entry")
    rows = entries.page(limit=3)
    sheet = '"一行\n两行"\t2026/12/5\t忽略\t忽略\t重要\n只有标题\n丙\t没有这天\t忽略\t忽略\t一般\r\n'
    async with travel(office, size) as at:
        await at.press("3", "f2")
        title = next(c.label for c in at.screen.grid.source.columns if c.key == "title")
        assert str(title) == "公开事项"
        await at.paste(sheet)
        await at.on("CellPlanScreen")
        await at.sees("粘贴 3 行 5 栏", "→ 一行 两行", "没有这天", "读不懂", "不能填：时效，2 行。由系统计算")
        await at.press("escape")
        await at.on("SheetScreen")
        assert not at.screen.unsaved
        await at.paste(sheet)
        await at.press("ctrl+s")
        await at.on("SheetScreen")
        await at.press("down", "down", "home", "ctrl+s")
        await at.told("有的格填得不对")
        assert at.screen.grid.column_key == "due" and at.screen.grid.cursor_row.uid == rows[2].uid
        await at.sees("!没有这天")
        await at.press("f2", "ctrl+u")
        await at.type("2027-01-05")
        await at.press("enter", "ctrl+s")
        await at.told("已保存")
    now = [entries.get(row.uid) for row in rows]
    assert [one.title for one in now] == ["一行 两行", "只有标题", "丙"]
    assert [one.due for one in now] == [date(2026, 12, 5), rows[1].record.due, date(2027, 1, 5)]
    assert [one.importance for one in now] == ["important", rows[1].record.importance, "ordinary"]


async def test_what_is_copied_can_be_pasted_and_one_cell_fills_a_range(office: Office) -> None:
    posts = office.register("post")
    rows = posts.page(limit=4)
    async with travel(office, (120, 40)) as at:
        await at.press("7", "f2")
        await go_to(at, "phone")
        await at.press("shift+down", "ctrl+c")
        await at.told("已复制 2 行 × 1 栏")
        assert at.app.clipboard == f"{rows[0].record.phone}\n{rows[1].record.phone}\n"
        await at.press("escape", "down", "down", "ctrl+v")
        await at.on("CellPlanScreen")
        await at.press("ctrl+s")
        await at.on("SheetScreen")
        await at.press("ctrl+home", "shift+down", "shift+down", "shift+down")
        await at.paste("0827-9\n")
        await at.on("CellPlanScreen")
        await at.press("ctrl+s")
        await at.on("SheetScreen")
        await at.press("ctrl+s")
        await at.told("已保存")
    assert {posts.get(row.uid).phone for row in rows} == {"0827-9"}


@pytest.mark.parametrize("choice", ["mine", "theirs"])
async def test_two_people_both_values_are_shown_and_nothing_is_half_written(
    office: Office, town: Path, choice: str
) -> None:
    posts = office.register("post")
    rows = posts.page(limit=2)
    async with travel(office) as at:
        await at.press("7", "f2")
        await go_to(at, "phone")
        await at.type("0827-我")
        await at.press("enter")
        await at.type("0827-乙")
        await at.press("enter")
        by_other(town, "post", rows[1].uid, phone="0827-他", title="他的职务")
        await at.press("ctrl+s")
        await at.on("ConflictScreen")
        await at.sees("0827-他", "0827-乙", "他的职务", f"原为：{rows[1].record.phone}")
        assert posts.get(rows[0].uid).phone == rows[0].record.phone
        await at.press("escape")  # neither: it stays as it is, unsaved
        await at.sees("2 格未保存")
        await at.press("ctrl+s")
        await at.on("ConflictScreen")
        await at.press("k" if choice == "mine" else "r")
        await at.told("已保存")
        await at.sees("没有未保存的修改")
    assert posts.get(rows[0].uid).phone == "0827-我"
    now = posts.get(rows[1].uid)
    assert (now.phone, now.title) == ("0827-乙" if choice == "mine" else "0827-他", "他的职务")


async def test_a_save_that_was_changed_again_is_not_taken_back(office: Office, town: Path) -> None:
    posts = office.register("post")
    rows = posts.page(limit=2)
    async with travel(office) as at:
        await at.press("7", "f2")
        await go_to(at, "phone")
        await at.type("0827-1")
        await at.press("enter")
        await at.type("0827-2")
        await at.press("enter", "ctrl+s")
        await at.told("已保存 2 格")
        by_other(town, "post", rows[1].uid, phone="0827-3")
        await at.press("ctrl+z", "y")
        await at.told("之后又有修改")
    assert [posts.get(row.uid).phone for row in rows] == ["0827-1", "0827-3"]


async def test_leaving_with_unsaved_cells_asks_first(office: Office) -> None:
    async with travel(office) as at:
        await at.press("7", "down", "down", "f2")
        await go_to(at, "title")
        await at.type("甲")
        await at.press("tab", "ctrl+p")
        await at.told("先保存或放弃")
        await at.press("ctrl+q")
        await at.sees("尚未保存")
        await at.press("escape", "escape")
        await at.sees("1 格未保存")
        await at.press("y")
        await at.on("RegisterScreen")
        await at.press("f2")
        await at.sees("没有未保存的修改")


async def test_the_sheet_begins_where_the_list_stood_and_reads_pages_only(office: Office) -> None:
    entries = office.register("entry")
    async with travel(office, (80, 24)) as at:
        await at.press("3", "pagedown", "pagedown", "down", "down")
        uid = at.screen.grid.cursor_row.uid
        line = at.screen.grid.visible_rows.index(at.screen.grid.cursor_row)
        await at.sees(f"第 {[row.uid for row in entries.page(limit=100)].index(uid) + 1} 条")  # counted in a thread
        asked: list[int] = []
        plain = office.store.fetch

        def fetch(query: object, *more: object) -> object:
            found = plain(query, *more)
            asked.append(len(found))
            return found

        office.store.fetch = fetch  # type: ignore[method-assign, assignment]
        await at.press("f2")
        assert at.screen.grid.cursor_row.uid == uid
        assert at.screen.grid.visible_rows.index(at.screen.grid.cursor_row) == line
        opened = len(asked)
        await at.press("right", "right", "left", "up", "shift+right")
        assert len(asked) == opened  # moving within a page asks nothing
        await at.press("pagedown")
        assert max(asked) <= 2 * at.screen.grid.size.height
        assert at.screen.grid.held <= 2 * at.screen.grid.size.height
        assert entries.count(Query()) > 100


async def test_a_long_text_has_its_own_box(office: Office) -> None:
    entries = office.register("entry")
    row = entries.page(limit=1)[0]
    async with travel(office, (100, 30)) as at:
        await at.press("3", "f2")
        await go_to(at, "note")
        await at.press("enter")
        await at.on("CellTextScreen")
        await at.type("第一行")
        await at.press("enter")
        await at.type("第二行")
        await at.press("escape")
        await at.on("ConfirmScreen")
        await at.press("n", "ctrl+s")
        await at.on("SheetScreen")
        await at.sees("第一行 第二行")
        await at.press("ctrl+s")
        await at.told("已保存 1 格")
    assert entries.get(row.uid).note.endswith("第一行\n第二行")


async def test_hostile_texts_in_cells(office: Office) -> None:
    posts = office.register("post")
    row = posts.page(limit=1)[0]
    async with travel(office, (80, 24)) as at:
        await at.press("7", "f2")
        await go_to(at, "title")
        for name in ("markup_closing", "osc52_clipboard", "csi_clear", "bidi_override", "long_word", "emoji_zwj"):
            await at.paste(HOSTILE[name])
            if at.name == "CellPlanScreen":
                assert live_controls(at.text) == "", name
                await at.press("ctrl+s")
            assert live_controls(at.text) == "", name
        await at.press("ctrl+s")
        await at.told("已保存")
    assert live_controls(posts.get(row.uid).title) == ""


async def test_in_english_and_too_small(office: Office) -> None:
    async with travel(office, (80, 24), "en") as at:
        await at.press("3", "f2")
        await at.sees("Catalogue entry: sheet", "nothing to save")
        await at.type("x")
        await at.press("enter")
        await at.sees("1 cells of 1 records not saved")
        await at.pilot.resize_terminal(50, 12)
        await at.settle()
        await at.sees("too small")
        await at.pilot.resize_terminal(80, 24)
        await at.settle()
        await at.sees("1 cells of 1 records not saved")
