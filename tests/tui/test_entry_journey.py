"""From the day's first screen to an edit, its history and its undo, with the keyboard alone."""

from datetime import date

import pytest

from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.today import cards
from gongkai.testing.journey import SIZES, travel

SCREENS = {"findings": "FindingsScreen", "board": "BoardScreen", "month": "MonthScreen", "marking": "MarkingScreen",
           "scores": "ScoresScreen"}  # fmt: skip


def first(office: Office, key: str, **where: str) -> str:
    """The first record of a register that fits."""
    return office.register(key).page(Query(where=where), limit=1)[0].uid


@pytest.mark.parametrize("size", SIZES)
async def test_today_overdue_edit_save_history_undo(office: Office, size: tuple[int, int]) -> None:
    entries = office.register("entry")
    wanted = Query(filters=("overdue", "major"))
    row = entries.page(wanted, limit=1)[0]
    count = entries.count(Query(filters=("overdue",)))
    async with travel(office, size) as at:
        await at.sees("逾期", "目录条目逾期", "待我办理", "即将到期", f"{count}")
        await at.press("end")
        await at.sees("总体情况", "最近变更")
        await at.press("home")
        assert "样例数据" in at.lines[0] and "2026-11-22 周日" in at.lines[0] and "admin" in at.lines[0]
        await at.press("enter")
        await at.on("RegisterScreen")
        await at.sees("筛选  逾期", f"共 {count} 条")
        await at.press("f")
        await at.type("zysx")
        await at.press("space", "enter")
        await at.sees("重要事项", f"共 {entries.count(wanted)} 条")
        assert at.screen.grid.cursor_row.uid == row.uid
        await at.press("e")
        await at.on("FormScreen")
        await at.press("down", "down")
        assert at.screen.focused_row.field_name == "topic"
        await at.press("ctrl+u")
        await at.type("机构/职能")
        await at.press("ctrl+s")
        await at.on("RegisterScreen")
        await at.told("已保存")
        assert entries.get(row.uid).topic == "机构/职能"
        await at.press("h")
        await at.on("RecordHistoryScreen")
        await at.sees("修改", f"{row.record.topic} → 机构/职能")
        await at.press("z")
        await at.on("ConfirmScreen")
        await at.sees("撤销 admin 于")
        await at.press("y")
        await at.on("RecordHistoryScreen")
        await at.sees("机构/职能 → " + row.record.topic)
        assert entries.get(row.uid).topic == row.record.topic
        await at.press("escape", "escape")
        await at.on("TodayScreen")


async def test_every_card_opens_the_list_it_counts(office: Office) -> None:
    shown = [card for card in cards(office) if card.count]
    async with travel(office, (120, 40)) as at:
        menu = at.screen.query_one("#cards")
        for card in shown:
            place = next(i for i, o in enumerate(menu.options) if o.id and o.id.endswith(card.key))
            menu.highlighted = place
            await at.press("enter")
            if card.screen:
                await at.on(SCREENS[card.screen])
            else:
                await at.on("RegisterScreen")
                assert at.screen.query_asked == Query(filters=card.filters, longest=card.longest)
                await at.sees(f"共 {card.count:,} 条")
            await at.press("escape")
            await at.on("TodayScreen")
        assert shown


async def test_what_is_public_is_refused_before_typing_and_says_what_can_be_done(office: Office) -> None:
    uid = office.register("publication").page(Query(filters=("published",)), limit=1)[0].uid
    async with travel(office) as at:
        await at.press("5")
        await at.on("RegisterScreen")
        await at.press("f")
        await at.type("xxgk")
        await at.press("space", "enter")
        assert at.screen.grid.cursor_row.uid == uid
        await at.press("e")
        await at.told("“已公开”阶段不能直接编辑")
        await at.told("更新")
        assert at.name == "RegisterScreen"


async def test_from_a_duty_to_a_draft(office: Office) -> None:
    row = office.register("entry").page(Query(filters=("blank",)), limit=1)[0]
    drafts = Query(filters=("draft",), where={"entry": row.uid})
    before = office.register("publication").count(drafts)
    async with travel(office) as at:
        await at.press("3", "f")
        await at.type("wgk")
        await at.press("space", "enter", "a")
        await at.on("PickScreen")
        await at.sees("起草", "信息已形成或变更")
        await at.type("起草")
        await at.press("enter", "enter")
        await at.on("RegisterScreen")
        assert office.register("publication").count(drafts) == before + 1


async def test_validation_while_typing_and_a_new_record(office: Office) -> None:
    posts = office.register("post")
    before = posts.count()
    async with travel(office) as at:
        await at.press("7")
        await at.on("RegisterScreen")
        await at.press("n")
        await at.on("FormScreen")
        assert at.screen.focused_row.field_name == "kind"  # the owner is taken from where the cursor stood
        await at.press("ctrl+s")
        await at.told("需要改正")
        await at.sees("岗位必填")
        await at.press("enter")
        await at.on("PickScreen")
        await at.type("bm")
        await at.press("enter")
        await at.on("FormScreen")
        await at.press("down")
        assert at.screen.focused_row.field_name == "person"
        await at.type("王小明")
        for _ in range(10):
            await at.press("tab")
        assert at.screen.focused_row.field_name == "valid_from"
        await at.type("明天")
        await at.sees("读不懂")
        await at.press("ctrl+s")
        assert at.name == "FormScreen"
        await at.press("ctrl+u")
        await at.type("2026年3月1日")
        assert "读不懂" not in at.text
        await at.press("ctrl+s")
        await at.on("RegisterScreen")
        assert posts.count() == before + 1
        made = posts.page(Query(search="王小明"), limit=1)[0].record
        assert (made.valid_from, made.kind) == (date(2026, 3, 1), "secrecy-reviewer")


async def test_leaving_a_form_with_changes_asks_first(office: Office) -> None:
    async with travel(office) as at:
        await at.press("7", "e")
        await at.on("FormScreen")
        await at.press("down", "down")
        await at.type("甲")
        await at.press("escape")
        await at.on("ConfirmScreen")
        await at.press("n")
        await at.on("FormScreen")
        await at.press("ctrl+q")
        await at.on("ConfirmScreen")
        await at.sees("尚未保存")
        await at.press("escape", "escape", "y")
        await at.on("RegisterScreen")
        assert at.app.is_running


async def test_an_action_with_a_reason_and_one_with_fields(office: Office) -> None:
    entries = office.register("publication")
    review = entries.page(Query(filters=("review", "for_me")), limit=1)[0].uid
    ready = entries.page(Query(filters=("ready", "for_me")), limit=1)[0].uid
    async with travel(office) as at:
        await at.press("5", "f")
        await at.type("dsc")
        await at.press("space", "enter", "a")
        await at.on("PickScreen")
        await at.sees("审查通过", "退回修改")
        await at.type("退回")
        await at.press("enter")
        await at.on("ActScreen")
        await at.sees("待审查 → 草稿", "理由（必填）")
        await at.press("ctrl+s")
        await at.told("必须说明理由")
        await at.type("要素不全")
        await at.press("enter")
        await at.on("RegisterScreen")
        assert entries.get(review).stage == "draft"
        assert entries.history(review, 1)[0].said == "要素不全"
        await at.press("c", "f")
        await at.type("待公开")
        await at.press("space", "enter", "enter")
        await at.on("DetailScreen")
        await at.sees("待公开", "按 a 可办理：公开、撤回修改、暂不公开")
        await at.press("a", "enter")
        await at.on("ActScreen")
        await at.press("down", "down")
        await at.press("ctrl+u")
        await at.type("公示栏三号")
        await at.press("ctrl+s")
        await at.on("DetailScreen")
        done = entries.get(ready)
        assert (done.stage, done.link, done.published_on) == ("published", "公示栏三号", date(2026, 11, 22))
        await at.sees("已公开")


async def test_one_action_on_all_marked_records_in_one_transaction(office: Office) -> None:
    entries = office.register("publication")
    rows = entries.page(Query(filters=("review", "for_me")), limit=3)
    async with travel(office) as at:
        await at.press("5", "f")
        await at.type("dsc")
        await at.press("space", "enter", "space", "down", "space", "down", "space")
        await at.sees("已标记 3 条")
        await at.press("a", "enter", "ctrl+s")
        await at.told("已办理 3 条")
        assert {entries.get(row.uid).stage for row in rows} == {"sign"}
        assert len({entries.history(row.uid, 1)[0].seq for row in rows}) == 1
