"""The grid of any register: search, filters, bulk edit, paste, import, export, conflicts."""

from pathlib import Path

import pytest

from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.tables import read
from gongkai.testing.journey import travel


def titles(at: object) -> list[str]:
    """The first cell of each row on the screen."""
    return [row.cells[0] for row in at.screen.grid.visible_rows]  # type: ignore[attr-defined]


async def test_search_by_initials_and_by_characters(office: Office) -> None:
    units = office.register("unit")
    async with travel(office) as at:
        await at.press("6", "slash")
        await at.type("wsy")
        await at.press("enter")
        expected = [row.cells[0] for row in units.page(Query(search="wsy"))]
        assert titles(at) == expected and any("卫生院" in name for name in expected)
        await at.sees("/wsy", f"共 {len(expected)} 条")
        await at.press("slash", "ctrl+u")
        await at.type("村委")
        await at.press("enter")
        assert titles(at) and all("村委" in name for name in titles(at))
        await at.press("slash", "ctrl+u")
        await at.type("没有的名字")
        await at.press("enter")
        await at.sees("没有符合条件的记录", "按 c 清除筛选", "共 0 条")
        await at.press("c")
        await at.sees("全部记录", f"共 {units.count()} 条")


async def test_filters_unit_division_and_field_narrow_together(office: Office) -> None:
    entries = office.register("entry")
    government = entries.office.unit("响滩镇人民政府")
    async with travel(office, (120, 40)) as at:
        await at.press("3", "u")
        await at.type("响滩镇人民政府")
        await at.press("enter")
        await at.sees("响滩镇人民政府", f"共 {entries.count(Query(unit=government.uid))} 条")
        assert "责任单位" not in [str(column.label) for column in at.screen.grid.source.columns]
        await at.press("f")
        await at.type("wgk")
        await at.press("space", "enter")
        blank = entries.count(Query(unit=government.uid, filters=("blank",)))
        await at.sees(f"共 {blank} 条")
        await at.press("F")
        await at.type("重要程度")
        await at.press("enter")
        await at.type("zy")
        await at.press("enter")
        asked = Query(unit=government.uid, filters=("blank",), where={"importance": "important"})
        assert at.screen.query_asked == asked
        await at.sees("重要程度：重要", f"共 {entries.count(asked)} 条")
        await at.press("c", "w")
        await at.type("511923101")
        await at.press("enter")
        await at.sees("响滩镇及下级", f"共 {entries.count()} 条")


async def test_bulk_edit_shows_old_and_new_and_is_one_transaction(office: Office) -> None:
    posts = office.register("post")
    rows = posts.page(limit=3)
    async with travel(office) as at:
        await at.press("7", "space", "down", "space", "down", "space", "b")
        await at.on("PickScreen")
        await at.type("bgdh")
        await at.press("enter")
        await at.on("BulkScreen")
        await at.sees("输入新值")
        await at.press("ctrl+s")
        assert at.name == "BulkScreen"
        await at.type("0827-6000000")
        await at.sees("将修改 3 条", f"{rows[0].record.phone}", "→ 0827-6000000")
        await at.press("ctrl+s")
        await at.on("RegisterScreen")
        await at.told("已修改 3 条")
        assert not at.screen.grid.marked
    assert {posts.get(row.uid).phone for row in rows} == {"0827-6000000"}
    assert len({posts.history(row.uid, 1)[0].seq for row in rows}) == 1


async def test_bulk_edit_writes_nothing_when_somebody_was_first(office: Office, town: Path) -> None:
    posts = office.register("post")
    rows = posts.page(limit=2)
    async with travel(office) as at:
        await at.press("7", "space", "down", "space", "b")
        await at.type("bgdh")
        await at.press("enter")
        await at.type("0827-6000000")
        other = Office.open(town, "admin")
        other.register("post").save(other.register("post").get(rows[1].uid), {"phone": "0827-1"})
        other.close()
        await at.press("ctrl+s")
        await at.told("已先修改了这条记录")
        await at.sees("0827-1 ")
        assert at.name == "BulkScreen"
        assert posts.get(rows[0].uid).phone == rows[0].record.phone
        await at.press("ctrl+s")
        await at.on("RegisterScreen")
    assert {posts.get(row.uid).phone for row in rows} == {"0827-6000000"}


async def test_pasting_a_table_with_headings_plans_first_and_then_writes(office: Office) -> None:
    posts = office.register("post")
    old = posts.page(limit=1)[0].record
    unit = office.unit_name(old.unit)
    kind = posts.cell(old, "kind")
    sheet = f"责任单位\t岗位\t姓名\t办公电话\n{unit}\t{kind}\t{old.person}\t0827-9\n{unit}\t新闻发言人\t李新\t0827-8\n"
    before = posts.count()
    async with travel(office) as at:
        await at.press("7")
        await at.paste(sheet)
        await at.on("PlanScreen")
        await at.sees("首行是表头（2 行）", "新增 1，修改 1，不变 0，有误 0", f"{old.phone} → 0827-9", "李新")
        assert posts.count() == before
        await at.press("ctrl+s")
        await at.on("RegisterScreen")
        await at.told("已写入 2 条")
    assert posts.count() == before + 1
    assert posts.get(old.uid).phone == "0827-9"


async def test_pasting_without_headings_takes_the_columns_of_the_screen(office: Office) -> None:
    posts = office.register("post")
    unit = office.unit_name(posts.page(limit=1)[0].record.unit)
    async with travel(office) as at:
        await at.press("7", "p")
        await at.on("PasteScreen")
        await at.paste(f"{unit}\t新闻发言人\t张三丰\t主任\n")
        await at.press("ctrl+s")
        await at.on("PlanScreen")
        await at.sees("按屏幕上的栏目次序", "新增 1", "张三丰")
        await at.press("o")
        await at.sees("按表单的栏目次序")
        await at.press("o")
        await at.sees("首行是表头", "对不上任何字段")
        await at.press("o", "ctrl+s")
        await at.on("RegisterScreen")
    made = posts.page(Query(search="张三丰"), limit=1)[0].record
    assert (made.title, office.unit_name(made.unit)) == ("主任", unit)


async def test_a_pasted_table_with_a_wrong_row_writes_nothing_and_names_the_row(office: Office) -> None:
    before = office.register("post").count()
    async with travel(office) as at:
        await at.press("7")
        await at.paste("责任单位\t岗位\t姓名\n没有的单位\t新闻发言人\t张三\n")
        await at.sees("有误 1", "第 2 行 责任单位", "没有的单位", "什么都不会写入")
        await at.press("ctrl+s")
        assert at.name == "PlanScreen"
        await at.press("escape")
        await at.on("PasteScreen")
    assert office.register("post").count() == before


async def test_export_and_import_of_what_is_listed(office: Office, tmp_path: Path) -> None:
    posts = office.register("post")
    path = tmp_path / "岗位.csv"
    async with travel(office) as at:
        await at.press("7", "slash")
        await at.type("xtzrmzf")
        await at.press("enter", "x")
        await at.on("ExportScreen")
        await at.press("ctrl+u")
        await at.type(str(path))
        await at.press("enter")
        await at.on("RegisterScreen")
        listed = posts.count(Query(search="xtzrmzf"))
        assert len(read(path).rows) == listed > 0
        changed = path.read_text("utf-8-sig").replace("0827-", "0828-")
        path.write_text(changed, "utf-8")
        await at.press("i")
        await at.on("ImportScreen")
        await at.type(str(path))
        await at.press("enter")
        await at.on("PlanScreen")
        await at.sees(f"修改 {listed}")
        await at.press("ctrl+s")
        await at.on("RegisterScreen")
    assert all(r.record.phone.startswith("0828-") for r in posts.page(Query(search="xtzrmzf")))
    assert verify(office).faults == []


async def test_an_export_over_a_file_asks_and_a_missing_file_is_named(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "there.csv"
    path.write_text("keep", "utf-8")
    async with travel(office) as at:
        await at.press("7", "x", "ctrl+u")
        await at.type(str(path))
        await at.press("enter")
        await at.on("ConfirmScreen")
        await at.press("n")
        assert path.read_text("utf-8") == "keep"
        await at.press("escape", "i")
        await at.type(str(tmp_path / "missing.xlsx"))
        await at.press("enter")
        await at.told("missing.xlsx")
        assert at.name == "ImportScreen"


@pytest.mark.parametrize("choice", ["mine", "theirs"])
async def test_a_conflict_shows_both_values_and_loses_nothing(office: Office, town: Path, choice: str) -> None:
    posts = office.register("post")
    row = posts.page(limit=1)[0]
    async with travel(office) as at:
        await at.press("7", "e")
        await at.on("FormScreen")
        await at.press("down", "down", "down")
        assert at.screen.focused_row.field_name == "title"
        await at.press("ctrl+u")
        await at.type("我的职务")
        other = Office.open(town, "admin")
        theirs = other.register("post")
        theirs.save(theirs.get(row.uid), {"title": "别人的职务", "phone": "0827-7"})
        other.close()
        await at.press("ctrl+s")
        await at.on("ConflictScreen")
        await at.sees("admin 已先修改了", "别人的职务", "我的职务", f"原为：{row.record.title}", "0827-7", "（未改）")
        await at.press("k" if choice == "mine" else "r")
        if choice == "mine":
            await at.on("RegisterScreen")
        else:
            await at.on("FormScreen")
            assert "别人的职务" in at.text and "我的职务" not in at.text
            await at.press("escape")
            await at.on("RegisterScreen")
    now = posts.get(row.uid)
    assert now.title == ("我的职务" if choice == "mine" else "别人的职务")
    assert now.phone == "0827-7"


async def test_marks_are_kept_over_pages_and_escape_unmarks_before_it_leaves(office: Office) -> None:
    async with travel(office, (80, 24)) as at:
        await at.press("7", "A")
        page = len(at.screen.grid.visible_rows)
        await at.sees(f"已标记 {page} 条")
        await at.press("pagedown", "space")
        await at.sees(f"已标记 {page + 1} 条", f"第 {page + 1} 条")
        await at.press("escape")
        assert at.name == "RegisterScreen" and not at.screen.grid.marked
        await at.press("escape")
        await at.on("TodayScreen")


async def test_a_place_keeps_its_question_and_its_row_while_one_looks_elsewhere(office: Office) -> None:
    async with travel(office) as at:
        await at.press("7", "slash")
        await at.type("xtz")
        await at.press("enter", "down", "down")
        uid = at.screen.grid.cursor_row.uid
        await at.press("3", "1", "7")
        assert at.name == "RegisterScreen"
        assert (at.screen.query_asked.search, at.screen.grid.cursor_row.uid) == ("xtz", uid)
        assert len(at.app.screen_stack) == 2
