"""Work and its clocks by keyboard: the board, the month of due dates, who is behind, a request's timeline, a phone case."""

import re
from datetime import date
from pathlib import Path

import pytest

from gongkai.core.clock import Calendar
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.core.store.engine import Store
from gongkai.plugins.tasks.plans.progress import laggards
from gongkai.plugins.tasks.requests.clockview import lines
from gongkai.testing.hostile import HOSTILE, live_controls
from gongkai.testing.journey import SIZES, Journey, travel
from gongkai.tui.work.counts import Due, board, due_days, due_registers
from tests.tui.conftest import TODAY, TOWN

TOWN_SCOPE = int(TOWN) * 1000
HERE = "响滩镇人民政府"


def late(office: Office, due: str = "2026-11-05") -> None:
    """Every open task of the town is late, and one of a village."""
    office.store.run(
        "UPDATE task SET outcome = NULL, done_on = NULL, stage = 'accepted' WHERE id = (SELECT MIN(id) FROM task WHERE scope > ?)",
        (TOWN_SCOPE,),
    )
    office.store.run("UPDATE task SET due = ? WHERE outcome IS NULL AND done_on IS NULL", (due,))


def asked(office: Office) -> object:
    """A request with a letter that came before the National Day, a correction, a third party and an extension."""
    who = office.register("applicant").save(
        None,
        {
            "unit": HERE,
            "name": "张三",
            "kind": "person",
            "id_kind": "idcard",
            "id_no": "51192319800101001X",
            "phone": "13800000002",
        },
    )
    made = office.register("request").save(
        None,
        {
            "unit": HERE, "title": "征地补偿方案", "content": "2025年", "applicant": who.uid, "manner": "in-person",
            "sent_on": "2026-09-21", "delivery": "post",
        },
    )  # fmt: skip
    office.register("request").act(made, "accept", accepted_on="2026-09-21")
    office.register("consult").save(
        None,
        {"unit": HERE, "request": made.uid, "kind": "third_party", "party": "甲公司", "sent_on": "2026-10-12",
         "received_on": "2026-10-13", "answered_on": "2026-10-16", "answer": "agree"},
    )  # fmt: skip
    return office.register("request").get(made.uid)


# ---- the board


@pytest.mark.parametrize("size", SIZES)
async def test_every_number_of_the_board_opens_the_list_that_it_counts(office: Office, size: tuple[int, int]) -> None:
    late(office)
    found = board(office, "task", TOWN_SCOPE)
    tasks = office.register("task")
    async with travel(office, size) as at:
        at.app.open_screen("board")
        await at.on("BoardScreen")
        await at.sees("办理看板 · 任务", "逾期", "办理中", "合计")
        table = at.screen.query_one("Tiles")
        for stage, _, _ in found.stages:
            for aspect, _ in found.columns:
                own, below = found.counts.get((stage, aspect), (0, 0))
                query = Query((aspect,) if aspect else (), {"stage": stage} if stage else {}, within=TOWN_SCOPE)
                assert below == tasks.count(query)
                if stage:
                    rows = tasks.page(query, limit=500)
                    assert own == sum(1 for one in rows if one.record.scope == TOWN_SCOPE)
        late_ones = found.counts["", "overdue"]
        assert late_ones[1] > late_ones[0] > 0
        await at.sees(f"{late_ones[0]}/{late_ones[1]}")
        for _ in found.stages[1:]:
            await at.press("down")
        assert table.cursor == (len(found.stages) - 1, 0)
        await at.sees(f"本级 {late_ones[0]}，含下级 {late_ones[1]}")
        await at.press("enter")
        await at.on("RegisterScreen")
        await at.sees(f"{late_ones[1]}")
        assert at.screen.query_asked == Query(("overdue",), within=TOWN_SCOPE)
        await at.press("escape")
        await at.on("BoardScreen")


async def test_the_board_shows_other_registers_and_places(office: Office) -> None:
    [(village, name), *_] = office.rows(
        "SELECT u.scope, MIN(d.name) FROM {task} t JOIN {unit} u ON u.uid = t.unit JOIN {division} d ON d.code * 1 = u.scope"
        " WHERE t.scope > ? GROUP BY u.scope ORDER BY u.scope", (TOWN_SCOPE,),
    )  # fmt: skip
    async with travel(office, (100, 30)) as at:
        at.app.open_screen("board")
        await at.on("BoardScreen")
        await at.press("w")
        await at.type(name)
        await at.press("enter")
        await at.on("BoardScreen")
        whole = board(office, "task", int(village)).counts["", ""]
        assert whole[0] == whole[1] > 0
        await at.sees(name, f"{whole[0]}/{whole[1]}")
        await at.press("k")
        await at.type("entry")
        await at.press("enter")
        await at.sees("办理看板 · 目录条目")


async def test_a_board_costs_one_statement_whatever_its_size(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[object] = []
    plain = Store.fetch

    def fetch(self: Store, query: object) -> list[object]:
        found.append(query)
        return plain(self, query)

    monkeypatch.setattr(Store, "fetch", fetch)
    board(office, "task", TOWN_SCOPE)
    assert len(found) == 1
    found.clear()
    due_days(office, date(2026, 1, 1), date(2026, 12, 31), TOWN_SCOPE)
    assert len(found) == len(due_registers(office))


def test_both_stores_count_the_same(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    made = init_office(tmp_path / "office", TOWN, account="admin", store=store_url)
    for title, due in (("甲", "2026-11-23"), ("乙", "2026-11-23"), ("丙", "2026-12-31")):
        made.register("task").save(None, {"unit": HERE, "title": title, "due": due})
    later = made.on(date(2026, 11, 24))
    found = board(later, "task", TOWN_SCOPE)
    assert found.counts["assigned", "overdue"] == (2, 2) and found.counts["", ""] == (3, 3)
    assert due_days(later, date(2026, 11, 1), date(2026, 12, 31), TOWN_SCOPE) == {
        date(2026, 11, 23): [Due("task", 2, 2)], date(2026, 12, 31): [Due("task", 1, 0)],
    }  # fmt: skip
    made.close()


# ---- the month


@pytest.mark.parametrize("size", SIZES)
async def test_the_month_shows_holidays_make_up_days_and_what_is_due(office: Office, size: tuple[int, int]) -> None:
    late(office, "2026-10-08")
    office.store.run("UPDATE task SET title = ? WHERE due = '2026-10-08'", (HOSTILE["markup_closing"],))
    number = office.register("task").count(Query(("overdue",)))
    async with travel(office, size) as at:
        at.app.open_screen("month")
        await at.on("MonthScreen")
        await at.sees("2026年11月", "周一", "周日")
        await at.press("pageup")
        await at.sees("2026年10月")
        calendar = Calendar()
        marks = re.findall(r"(?<!\d)(\d{1,2}) (休|班)", at.text)
        days = [date(2026, 10, day) for day in range(1, 32)]
        wanted = {(str(day.day), "休") for day in days if day.weekday() < 5 and not calendar.is_working(day)}
        wanted |= {(str(day.day), "班") for day in days if day.weekday() > 4 and calendar.is_working(day)}
        assert wanted <= set(marks) and ("10", "班") in marks and ("1", "休") in marks
        at.screen._go(date(2026, 10, 8))
        await at.settle()
        await at.sees(f"任务 !{number}", f"任务 {number} (逾期 {number})")
        await at.press("enter")
        await at.on("DueDayScreen")
        await at.sees("2026-10-08 周四", f"任务  {number}")
        assert live_controls(at.text) == ""
        await at.press("enter")
        await at.on("DetailScreen")
        assert at.screen.record.due == date(2026, 10, 8)


async def test_the_cursor_walks_over_the_border_of_the_month_and_the_years_end(office: Office) -> None:
    async with travel(office, (100, 30), "en") as at:
        at.app.open_screen("month")
        await at.on("MonthScreen")
        await at.press(*("down",) * 2)
        assert at.screen.day == date(2026, 12, 6)
        await at.press(*("pagedown",) * 2, "t", "pagedown", "pagedown")
        await at.sees("2027-01", "holidays are not loaded")
        await at.press("t", "up", "left")
        assert at.screen.day == date(2026, 11, 14)
        at.screen._go(date(1, 1, 1))
        await at.settle()
        await at.press("pageup", "up")
        assert at.screen.day == date(1901, 1, 1)


# ---- who is behind


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_who_is_behind_stands_first_and_opens_what_is_late(office: Office, language: str) -> None:
    late(office)
    first = laggards(office)[0]
    async with travel(office, (80, 24), language) as at:
        at.app.open_screen("laggards")
        await at.on("LaggardsScreen")
        await at.sees(first.name, str(first.days))
        await at.press("enter")
        await at.on("RegisterScreen")
        assert at.screen.query_asked == Query(("overdue",), unit=first.key)
        await at.press("escape", "d")
        await at.on("UnitScreen")
        await at.press("escape", "k")
        await at.sees({"zh": "按层级", "en": "by level"}[language])
        await at.press("k")
        await at.sees({"zh": "按工作要点", "en": "by plan"}[language])


# ---- a request's timeline


def test_the_timeline_counts_and_skips_each_day(office: Office) -> None:
    request = asked(office)
    text = "\n".join(lines(office, request))
    # 25 to 27 September are the Mid-autumn holiday, 20 September and 10 October make-up days, 1 to 7 October National Day
    assert "自2026-09-21起20个工作日" in text and "2026-10-30到期" in text
    assert re.search(r"2026-09-21 起 +1 +2 +3 +休 +休 +休\n", text)
    assert re.search(r"2026-10-05 休 +休 +休 +7 +8 +9 +休\n", text)
    assert re.search(r"2026-10-12 停 +停 +停 +停 +10 +休 +休\n", text)
    assert "国庆节" in text and "调休上班" in text and "第三方：甲公司" in text
    assert text.index("2026-09-21  受理") < text.index("2026-10-12  征求意见") < text.index("2026-10-16  收到意见")


async def test_the_timeline_is_a_view_of_the_request(office: Office) -> None:
    asked(office)
    async with travel(office, (80, 24)) as at:
        await at.press("9", "enter")
        await at.on("DetailScreen")
        await at.sees("时间线")
        place = next(n for n, view in enumerate(at.screen._views) if "clockview" in view.target)
        await at.press(*("right",) * place)
        await at.sees("经过", "受理", "时钟")


# ---- a case by telephone


async def count_keys(at: Journey, *keys: str) -> int:
    """Press keys that are no text."""
    await at.press(*keys)
    return len(keys)


@pytest.mark.parametrize(("size", "language"), [((80, 24), "zh"), ((160, 50), "en")])
async def test_a_phone_case_takes_under_ten_keys_beside_its_text(
    office: Office, size: tuple[int, int], language: str
) -> None:
    before = office.register("case").count()
    async with travel(office, size, language) as at:
        pressed = await count_keys(at, "0", "n")
        await at.type("解放路路灯不亮")
        pressed += await count_keys(at, "enter")
        await at.type("13800000001")
        pressed += await count_keys(at, "enter")
        await at.type("解放路12号")
        pressed += await count_keys(at, "ctrl+s")
        assert pressed < 10
        await at.until("the case in the list", lambda: office.register("case").count() == before + 1)
    [row] = office.register("case").page(Query(search="解放路路灯"))
    assert (row.record.title, row.record.phone, row.record.address) == ("解放路路灯不亮", "13800000001", "解放路12号")
    assert row.record.taken_on == date(2026, 11, 22) and row.record.unit and row.record.number


# ---- the main registers


async def test_what_hangs_on_another_register_is_no_main_place(office: Office) -> None:
    async with travel(office, (80, 24)) as at:
        keys = [place.key.removeprefix("register:") for place in at.app.places]
        assert len(keys) == 10 and {"entry", "task", "request", "case"} <= set(keys)
        resources = office.resources
        assert [key for key in keys[2:] if resources[key].part_of] == []
        assert {one.part_of for one in resources.values() if one.part_of} <= set(resources)
        await at.sees("9依申请公开", "0群众诉求")
    from gongkai.tui.nodefacts import figures_of

    figures = dict(figures_of(office, Query(within=TOWN_SCOPE)))
    assert office.register("posting").count() and resources["posting"].name not in figures
    counts = {
        key: office.register(key).count()
        for key, one in office.plugins.resources.items()
        if one.placed and not one.part_of
    }
    assert set(figures) == {resources[key].name for key, count in counts.items() if count} and 0 in counts.values()
