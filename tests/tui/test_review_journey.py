"""The reviewer's queue: what waits for whom since when, old and new text compared, decided one after the other."""

from pathlib import Path
from typing import Any

import pytest

from gongkai.core import waiting
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.testing.journey import SIZES, Journey, travel
from tests.tui.conftest import TODAY

QUEUE = Query(filters=("review", "for_me"), longest=True)
OLD = "第一段不变。\n办公地址：响滩镇禹王街12号。\n中间一。\n中间二。\n中间三。\n中间四。\n电话 0827-6111222。"
NEW = "第一段不变。\n办公地址：响滩镇禹王街28号。\n中间一。\n中间二。\n中间三。\n中间四。\n电话 0827-6111222。\n新增一段。"


def revised(office: Office) -> Any:
    """A new version of what is public, submitted by the system, and so for everybody else to review."""
    system = office.as_system()
    publications = system.register("publication")
    old = publications.page(Query(filters=("published",)), limit=1)[0].record
    with system.change("made") as change:
        change.put_row(
            publications.resource, change.current(publications.resource, old.uid), {"content": OLD}, "update"
        )
        change.act(publications.get(old.uid), "revise")
    new = publications.page(Query(where={"replaces": old.uid, "stage": "draft"}), limit=1)[0].record
    new = publications.save(new, {"content": NEW, "title": f"{old.title}（修订）"})
    office.forget()
    return publications.act(new, "submit")


async def open_queue(at: Journey) -> None:
    """From the day's first screen."""
    menu = at.screen.query_one("#cards")
    menu.highlighted = next(i for i, o in enumerate(menu.options) if o.id and o.id.endswith("catalog.review"))
    await at.press("enter")
    await at.on("RegisterScreen")


@pytest.mark.parametrize("size", SIZES)
async def test_the_queue_from_today_is_worked_off_one_by_one(office: Office, size: tuple[int, int]) -> None:
    publications = office.register("publication")
    rows = publications.page(QUEUE, limit=500)
    days = [row.record.drafted_on for row in rows]
    assert days == sorted(days) and len(rows) > 3
    assert {row.record.stage for row in rows} == {"review"}
    first = rows[0].record
    n = office.calendar.working_days_between(first.drafted_on, office.today)
    async with travel(office, size) as at:
        await open_queue(at)
        await at.sees("等得最久的在前", f"{n}个工作日（{first.drafted_on:%m-%d}起）", "待谁办理")
        assert at.screen.grid.cursor_row.uid == first.uid
        await at.press("enter")
        await at.on("ReviewScreen")
        await at.sees(rows[0].record.title, f"待办 {len(rows)} 件", "首次公开")
        await at.press("t")
        await at.on("ActScreen")
        await at.type("要素不全")
        await at.press("enter")
        await at.on("ReviewScreen")  # the next one, not the list
        assert at.screen.record.uid == rows[1].uid
        await at.sees(f"待办 {len(rows) - 1} 件")
        await at.press("p", "ctrl+s")
        await at.on("ReviewScreen")
        assert at.screen.record.uid == rows[2].uid
        await at.press("n")
        assert at.screen.record.uid == rows[3].uid
        await at.press("b", "b")
        await at.told("已是第一件")
        assert at.screen.record.uid == rows[2].uid
        await at.press("escape")
        await at.on("RegisterScreen")
        await at.sees(f"共 {len(rows) - 2} 条")
    assert [publications.get(row.uid).stage for row in rows[:3]] == ["draft", "sign", "review"]
    assert publications.history(rows[0].uid, 1)[0].said == "要素不全"


async def test_the_last_of_a_queue_leads_back_to_the_list(office: Office) -> None:
    publications = office.register("publication")
    new = revised(office)
    async with travel(office) as at:
        await at.press("5", "q", "slash")
        await at.type("修订")
        await at.press("enter", "enter")
        await at.on("ReviewScreen")
        assert at.screen.record.uid == new.uid
        for step in ("review", "sign", "publish"):
            stage = at.screen.record.stage
            await at.press("p", "ctrl+s")
            await at.until(f"after {step}", lambda stage=stage: publications.get(new.uid).stage != stage)
            if publications.get(new.uid).stage != "published":
                await at.on("ReviewScreen")
        await at.told("队列已办完")
        await at.on("RegisterScreen")
    assert publications.get(new.uid).stage == "published"


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((120, 40), True)])
async def test_what_changed_is_marked_and_what_stayed_is_short(
    office: Office, size: tuple[int, int], beside: bool
) -> None:
    revised(office)
    async with travel(office, size) as at:
        await at.press("5", "slash")
        await at.type("修订")
        await at.press("enter", "v")
        await at.on("ReviewScreen")
        await at.sees("▌标题", "▌正文", "未改：", "相同的", "新增一段。")
        lines = at.lines
        if beside:
            assert any("禹王街12号" in line and "┃" in line and "禹王街28号" in line for line in lines)
        else:
            assert any(line.strip().startswith("- 办公地址：响滩镇禹王街12号") for line in lines)
            assert any(line.strip().startswith("+ 办公地址：响滩镇禹王街28号") for line in lines)
        assert "中间二。" not in at.text
        await at.press("v")
        await at.sees("中间二。")
        await at.press("ctrl+l")
        await at.sees("Attribute")


async def test_who_is_waited_for_never_drafted_it_and_holds_the_verb_there(office: Office) -> None:
    publications = office.register("publication")
    for row in publications.page(Query(longest=True), limit=60):
        said = waiting.whom(office, row.record)
        assert said is not None
        for step in office.workflow(publications.resource).action:
            barred = {getattr(row.record, name) for name in step.differs}
            if row.record.stage in step.source and not step.back and step.target:
                for name in waiting._holders(office, step.verb, row.record):
                    seen = office.as_(name)
                    may = [one.key for one in seen.register("publication").actions(row.record)]
                    fits = all(getattr(row.record, key) == value for key, value in step.only.items())
                    assert (step.key in may) == (name not in barred and fits and not step.unless) or step.unless
    draft = publications.page(Query(filters=("draft",)), limit=1)
    assert not draft or waiting.whom(office, draft[0].record) is None


async def test_acting_on_many_says_first_which_are_left_out_and_why(office: Office) -> None:
    publications = office.register("publication")
    review = publications.page(Query(filters=("review", "for_me")), limit=2)
    ready = publications.page(Query(filters=("ready",)), limit=1)
    async with travel(office, (100, 30)) as at:
        await at.press("5")
        at.screen.grid._set_marks({*(row.uid for row in review), ready[0].uid})
        await at.press("a")
        await at.on("PickScreen")
        await at.type("审查通过")
        await at.sees("2 条可办")
        await at.press("enter")
        await at.on("ActScreen")
        await at.sees("审查通过：2 条", "1 条不办", "“待公开”阶段不能“审查通过”", "将办理 2 条")
        await at.press("ctrl+s")
        await at.told("已办理 2 条")
    assert [publications.get(row.uid).stage for row in (*review, *ready)] == ["sign", "sign", "ready"]
    assert len({publications.history(row.uid, 1)[0].seq for row in review}) == 1


async def test_one_that_fails_on_the_way_leaves_all_as_they_were_and_is_named(office: Office, town: Path) -> None:
    publications = office.register("publication")
    rows = publications.page(Query(filters=("review", "for_me")), limit=3)
    async with travel(office, (100, 30)) as at:
        await at.press("5")
        at.screen.grid._set_marks({row.uid for row in rows})
        await at.press("a")
        await at.type("审查通过")
        await at.press("enter")
        await at.on("ActScreen")
        other = Office.open(town, "admin")
        register = other.register("publication")
        register.act(register.get(rows[1].uid), "return", "先退回")
        other.close()
        await at.press("ctrl+s")
        await at.told(rows[1].record.title)
        assert at.name == "ActScreen"
    assert [publications.get(row.uid).stage for row in rows] == ["review", "draft", "review"]


async def test_filters_of_the_catalogue_join_with_a_search(office: Office) -> None:
    entries, publications = office.register("entry"), office.register("publication")
    for key, stages in (("to_review", ("second", "review")), ("to_sign", ("sign",))):
        found = {row.uid for row in entries.page(Query(filters=(key,)), limit=500)}
        waits = {
            row.record.entry
            for stage in stages
            for row in publications.page(Query(where={"stage": stage}), limit=500)
            if row.record.entry
        }
        assert found == waits and found
    async with travel(office, (80, 24)) as at:
        await at.press("3", "f")
        await at.type("yq")
        await at.press("space", "ctrl+u")
        await at.type("由我填报")
        await at.press("space", "enter", "slash")
        await at.type("预算")
        await at.press("enter")
        asked = Query(filters=("overdue", "mine"), search="预算")
        assert at.screen.query_asked == asked
        await at.sees("逾期", "由我填报", "/预算", f"共 {entries.count(asked)} 条")


def test_a_queue_pages_by_key_through_every_row_on_either_store(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.core.setup import init_office

    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    office = init_office(tmp_path / "office", "511923101000", account="admin", store=store_url)
    system, unit = office.as_system(), office.register("unit").page(limit=1)[0].uid
    publications = system.register("publication")
    with system.change("made") as change:
        for number in range(30):
            stage = ("review", "sign", "ready", "draft", "second")[number % 5]
            day = None if number % 7 == 0 else f"2026-11-{1 + number * 5 % 20:02}"
            made = change.create("publication", unit=unit, title=f"事项{number}", content="正文", drafted_on=day)
            days = {"reviewed_on": day if stage == "sign" else None, "signed_on": day if stage == "ready" else None}
            row = change.current(publications.resource, made.uid)
            change.put_row(publications.resource, row, {"stage": stage, **days}, "update")
    query = Query(longest=True)
    whole = [row.uid for row in publications.page(query, limit=100)]
    assert len(whole) == publications.count(query) == 24
    forward: list[str] = []
    key = None
    while rows := publications.page(query, after=key, limit=4):
        forward += [row.uid for row in rows]
        key = rows[-1].key
        assert publications.position(query, key, 100) == len(forward)
    backward: list[str] = []
    key = None
    while rows := publications.page(query, before=key, limit=4, backward=True):
        backward = [row.uid for row in rows] + backward
        key = rows[0].key
    assert forward == backward == whole
    since = [waiting.since(system, publications.resource, publications.get(uid)) for uid in whole]
    known = [day for day in since if day is not None]
    assert known == sorted(known) and since[: len(known)] == known
    office.close()
