"""From a plan to a verified task: dispatched to every unit, handed on, reported, verified, returned, counted."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.context import Session
from gongkai.core.codes import span
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.measures import Figure
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.core.tables import read
from gongkai.core.today import cards
from gongkai.plugins.tasks.commands import clock, plan
from gongkai.plugins.tasks.dispatch import Counts, dispatch

TOWN = "511923101000"
ASPECTS = ("决策公开", "财政公开", "审批公开", "项目公开", "村务公开", "保障")

PLAN = """
[[plan]]
id = "points-2026"
year = 2026
title = { zh = "2026年政务公开工作要点", en = "Work points of 2026" }

[[plan.item]]
id = "roster"
no = "1"
title = { zh = "报送年度培训名单", en = "Send the list for training" }
aspect = { zh = "保障", en = "Support" }
due = "2026-06-30"
to = { kinds = ["village_committee", "residents_committee"] }
lead = "TEMPLATE"

[[plan.item]]
id = "board"
no = "2"
title = { zh = "核对公示栏", en = "Check the board" }
aspect = { zh = "村务公开", en = "Village affairs" }
due = "20wd"
to = { kinds = ["village_committee", "residents_committee"] }
"""


def opened(folder: Path, store_url: str, plans: str) -> Office:
    """A town's office with these plans in its rules; its government is what leads."""
    office = init_office(folder, TOWN, store=store_url, account="admin")
    template = office.store.sql("SELECT template FROM unit WHERE scope = ? AND level = 'township'", (office.scope,))
    office.close()
    (folder / "rules").mkdir()
    (folder / "rules" / "plans.toml").write_text(plans.replace("TEMPLATE", template[0][0]), "utf-8")
    return Office.open(folder)


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-09-24")
    made = opened(tmp_path / "office", store_url, PLAN)
    yield made
    made.close()


@pytest.fixture
def government(office: Office) -> Any:
    return next(r.record for r in office.register("unit").page() if r.record.level == "township")


@pytest.fixture
def village(office: Office) -> Any:
    return next(r.record for r in office.register("unit").page(limit=200) if r.record.level == "village")


def account(office: Office, name: str, role: str, scope: int) -> Office:
    """A new account with one grant, acting."""
    with office.change() as change:
        change.create("account", name=name, display=name, division=str(scope))
        change.create("grant", account=name, role=role, division=str(scope))
    return office.as_(name)


def run_plan(office: Office, within: int | None = None) -> Counts:
    with office.change("分解交办") as change:
        return dispatch(office, change, "points-2026", within)


def on(office: Office, day: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same office opened on another day."""
    monkeypatch.setenv("GONGKAI_TODAY", day)
    return Office.open(office.folder)


def keys(office: Office, *filters: str) -> set[str]:
    return {row.uid for row in office.register("task").page(Query(filters=filters), limit=500)}


# ---- a plan becomes tasks


def test_every_item_reaches_every_unit_once(office: Office, government: Any, village: Any) -> None:
    villages = office.register("unit").count(Query(where={"level": "village"}))
    assert run_plan(office) == Counts(made=2 * villages + 1, already=0, units=villages + 1)
    assert run_plan(office) == Counts(made=0, already=2 * villages + 1, units=0)
    task = office.register("task").get(f"{village.uid}.points-2026.board")
    assert (task.unit, task.scope, task.stage, task.progress) == (village.uid, village.scope, "assigned", 0)
    # 20 working days from 24 September 2026: the two holidays and their make-up days lie between
    assert (task.start, task.due, task.term) == (date(2026, 9, 24), date(2026, 10, 29), "20wd")
    leading = office.register("task").get(f"{government.uid}.points-2026.roster")
    assert leading.lead is True and keys(office, "lead") == {leading.uid}
    assert verify(office).faults == []


def test_a_unit_that_comes_later_gets_only_its_own_tasks(office: Office, village: Any) -> None:
    run_plan(office)
    with office.change() as change:
        change.create("unit", name="新设社区", kind="residents_committee", level="village", division=str(village.scope))
    assert run_plan(office).made == 2


def test_a_dispatch_keeps_to_its_subtree_and_to_the_right_to_assign(office: Office, village: Any) -> None:
    clerk = account(office, "clerk", "clerk", office.scope)
    with pytest.raises(NotAllowed, match="交办"):
        run_plan(clerk)
    assert keys(office) == set()
    local = account(office, "local", "supervisor", village.scope)
    assert run_plan(local, village.scope).units == 1
    assert {task.scope for task in office.store.fetch(office.select(office.resource("task").model))} == {village.scope}
    with pytest.raises(NotAllowed):
        run_plan(local)


# covers: QZ-35
def test_six_aspects_with_23_items_are_broken_down_to_the_units(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-04-01")
    items = "".join(
        f"""
[[plan.item]]
id = "{number:02}"
no = "{number}"
title = {{ zh = "第{number}项工作", en = "Item {number}" }}
aspect = {{ zh = "{ASPECTS[number % 6]}", en = "Aspect {number % 6}" }}
due = "2026-{number % 9 + 4:02}-20"
to = {{ levels = ["{"township" if number % 2 else "village"}"] }}
"""
        for number in range(1, 24)
    )
    head = '[[plan]]\nid = "points-2026"\nyear = 2026\ntitle = { zh = "要点", en = "Points" }\n'
    office = opened(tmp_path / "office", store_url, head + items)
    counts = run_plan(office)
    found = office.store.sql("SELECT item, aspect, COUNT(*), COUNT(DISTINCT unit) FROM task GROUP BY item, aspect")
    assert len({item for item, _, _, _ in found}) == 23
    assert {aspect for _, aspect, _, _ in found} == set(ASPECTS)
    assert all(tasks == units > 0 for _, _, tasks, units in found)
    assert sum(tasks for _, _, tasks, _ in found) == counts.made
    units = {row[0] for row in office.store.sql("SELECT uid FROM unit WHERE level IN ('township', 'village')")}
    assert {row[0] for row in office.store.sql("SELECT unit FROM task")} == units
    office.close()


# ---- a task from hand to hand


def test_a_task_is_accepted_reported_submitted_and_verified(office: Office, village: Any) -> None:
    run_plan(office)
    clerk, boss = account(office, "clerk", "clerk", office.scope), account(office, "boss", "supervisor", office.scope)
    tasks = clerk.register("task")
    task = tasks.get(f"{village.uid}.points-2026.board")
    assert [step.key for step in tasks.actions(task)] == ["accept"]
    # covers: ZZ-04
    task = tasks.act(task, "accept", section="便民服务室", person="张三")
    assert (task.accepted_by, task.section, task.person) == ("clerk", "便民服务室", "张三")
    task = tasks.act(task, "report", progress=60, report="已核对三个社")
    assert (task.stage, task.progress) == ("accepted", 60)
    task = tasks.act(task, "submit", report="公示栏内容已核对，照片存档")
    assert (task.stage, task.done_on, task.submitted_by) == ("submitted", date(2026, 9, 24), "clerk")
    assert keys(boss, "to_verify") == {task.uid} and keys(clerk, "to_verify") == set()
    task = boss.register("task").act(task, "verify")
    assert (task.stage, task.outcome, task.progress, task.verified_by) == ("closed", "done", 100, "boss")
    assert tasks.cell(task, "timeliness") == "按时完成"
    steps = [entry.action for entry in tasks.history(task.uid)]
    assert steps == ["act:verify", "act:submit", "act:report", "act:accept", "create"]


def test_nobody_verifies_what_they_submitted(office: Office, village: Any) -> None:
    run_plan(office)
    tasks = office.register("task")
    task = tasks.act(tasks.get(f"{village.uid}.points-2026.board"), "accept")
    with pytest.raises(BadInput, match="完成情况"):
        tasks.act(task, "submit")
    task = tasks.act(task, "submit", report="已完成")
    assert "verify" not in [step.key for step in tasks.actions(task)]
    with pytest.raises(NotAllowed, match="admin"):
        tasks.act(task, "verify")


def test_a_return_needs_a_reason_and_takes_the_day_back(office: Office, village: Any) -> None:
    run_plan(office)
    tasks = office.register("task")
    task = tasks.act(tasks.get(f"{village.uid}.points-2026.board"), "accept")
    task = tasks.act(task, "submit", report="已完成")
    with pytest.raises(BadInput, match="理由"):
        tasks.act(task, "return")
    task = tasks.act(task, "return", "照片看不清")
    assert (task.stage, task.done_on, task.submitted_by) == ("accepted", None, None)
    assert "照片看不清" in str(tasks.history(task.uid)[0].after)


def test_progress_stays_between_0_and_100_and_dates_in_order(office: Office, village: Any) -> None:
    with office.change() as change:
        task = change.create("task", unit=village.uid, title="临时交办", due="2026-10-10")
    assert (task.start, task.assigned_by, task.progress) == (date(2026, 9, 24), "admin", 0)
    tasks = office.register("task")
    task = tasks.act(task, "accept")
    for wrong in (-1, 101):
        with pytest.raises(BadInput, match="0 至 100"):
            tasks.act(task, "report", progress=wrong)
    with pytest.raises(BadInput, match="早于"):
        tasks.act(task, "adjust", "改期", due="2026-09-01")
    with pytest.raises(BadInput, match="理由"):
        tasks.act(task, "adjust", due="2026-11-10")
    assert tasks.act(task, "adjust", "等上级通知", due="2026-11-10").due == date(2026, 11, 10)


def test_a_cancelled_task_ends_and_counts_nowhere(office: Office, village: Any, monkeypatch: Any) -> None:
    run_plan(office)
    tasks = office.register("task")
    task = tasks.act(tasks.get(f"{village.uid}.points-2026.roster"), "cancel", "上级已统一组织")
    assert (task.stage, task.outcome, tasks.cell(task, "timeliness")) == ("closed", "cancelled", "")
    assert tasks.actions(task) == []
    figures = office.plugins.load().measures["task.on_time"].figures(office, *span(village.scope))
    assert village.uid not in figures


# covers: QZ-14
def test_a_receiver_hands_its_task_on_and_answers_for_it(office: Office, government: Any, village: Any) -> None:
    run_plan(office)
    whole = office.register("task").get(f"{government.uid}.points-2026.roster")
    town = account(office, "town", "supervisor", office.scope)
    below = account(office, "below", "clerk", village.scope)
    with pytest.raises(NotAllowed), below.change() as change:
        change.create("task", unit=village.uid, title="不该由下级交办", due="2026-06-20")
    with town.change() as change:
        part = change.create(
            "task", unit=village.uid, title="本村名单", start="2026-01-05", due="2026-06-20", parent=whole.uid
        )
    with pytest.raises(BadInput, match="晚于上级任务"), town.change() as change:
        change.create("task", unit=village.uid, title="太晚", start="2026-01-05", due="2026-07-20", parent=whole.uid)
    with pytest.raises(BadInput, match="没有上级任务"), town.change() as change:
        change.create("task", unit=village.uid, title="无上级", due="2026-10-20", parent="nothere")
    with pytest.raises(BadInput, match="自己的上级"), town.change() as change:
        change.update(whole, parent=part.uid)
    tasks = below.register("task")
    assert {row.record.scope for row in tasks.page()} == {village.scope}
    assert tasks.act(part, "accept", person="李四").accepted_by == "below"
    parts = [row.uid for row in office.register("task").page(Query(where={"parent": whole.uid}), limit=500)]
    assert parts.count(part.uid) == 1 and f"{village.uid}.points-2026.roster" in parts


# ---- late, soon, counted


def test_overdue_is_computed_and_agrees_everywhere(
    office: Office, village: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_plan(office)
    everything, board = keys(office), {uid for uid in keys(office) if uid.endswith(".board")}
    assert keys(office, "overdue") == everything - board  # due in June, today is in September
    last = on(office, "2026-10-29", monkeypatch)
    assert keys(last, "overdue").isdisjoint(board) and keys(last, "soon") == board
    first_day_soon, day_before = on(office, "2026-10-22", monkeypatch), on(office, "2026-10-21", monkeypatch)
    assert keys(first_day_soon, "soon") == board and keys(day_before, "soon") == set()
    row = first_day_soon.register("task").page(Query(filters=("soon",)), limit=1)[0]
    assert (row.tone, row.cells[5]) == ("soon", "即将到期")
    late = on(office, "2026-10-30", monkeypatch)
    assert keys(late, "overdue") == everything and keys(late, "soon") == set()
    shown = {card.key: card.count for card in cards(late)}
    assert shown["task.overdue"] == len(everything) and "task.soon" not in shown
    assert late.plugins.faults == []


def test_the_rates_count_what_was_submitted_in_time(
    office: Office, village: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.change() as change:
        made = [
            change.create("task", unit=village.uid, title=f"任务{n}", start="2026-09-01", due=due)
            for n, due in enumerate(("2026-09-24", "2026-09-23", "2026-09-25", "2026-09-25", "2026-12-31"))
        ]
    tasks = office.register("task")
    for task in made[:3]:
        tasks.act(tasks.act(task, "accept"), "submit", report="完成")
    later = on(office, "2026-10-08", monkeypatch)
    # 0 on its last day, 1 a day late, 2 in time and not verified yet, 3 open and late, 4 not due
    low, high = span(village.scope)
    on_time = later.plugins.load().measures["task.on_time"].figures(later, low, high)[village.uid]
    assert on_time == Figure(Decimal(2), Decimal(4))
    overdue = later.plugins.load().measures["task.overdue"].figures(later, low, high)[village.uid]
    assert overdue == Figure(Decimal(1), Decimal(5))
    assert keys(later, "late") == {made[1].uid, made[3].uid}
    assert later.as_("nobody").plugins.load().measures["task.overdue"].figures(later.as_("nobody"), low, high) == {}


def test_doctor_names_bad_plans_and_tasks_of_abolished_units(office: Office, village: Any) -> None:
    run_plan(office)
    with office.change() as change:
        change.update(office.register("unit").get(village.uid), valid_to="2026-09-01")
    bad = PLAN.replace("points-2026", "bad").replace("TEMPLATE", "nobody").replace("20wd", "whenever")
    (office.folder / "rules" / "zz.toml").write_text(bad, "utf-8")
    words: list[str] = []
    again = Office.open(office.folder)
    again.plugins.call("gongkai_check", lambda _plugin: lambda text: words.append(str(text)), office=again)
    told = [word for word in words if "任务" in word or "要点 bad" in word]
    assert len(told) == 3 and f"已撤销的{village.name}还有 2 项未办结任务。" in told
    assert any("牵头单位 nobody" in word for word in told) and any("第 2 项的时限" in word for word in told)


# ---- commands


def call(office: Office, command: Any, *words: str, format: str = "table") -> Any:
    """A command of the plugin, handed an office and a format as the command line does."""
    session = Session()
    session.__dict__["office"] = office
    session.choose(format)
    return CliRunner().invoke(command, words, obj=session)


def test_the_command_shows_first_and_makes_only_when_told(office: Office) -> None:
    listed = json.loads(call(office, plan, "list", format="json").stdout)
    assert [(p["id"], p["items"], p["aspects"]) for p in listed] == [("points-2026", 2, 2)]
    shown = call(office, plan, "show", "points-2026")
    assert "核对公示栏" in shown.stdout and "2026-10-29" in shown.stdout
    preview = call(office, plan, "dispatch", "points-2026")
    assert "--apply" in preview.stderr and keys(office) == set()
    done = call(office, plan, "dispatch", "points-2026", "--apply")
    made = len(keys(office))
    assert done.exit_code == 0 and f"已新增任务 {made} 项" in done.stderr and made > 2
    task = office.register("task").page(limit=1)[0].uid
    assert office.register("task").history(task)[0].reason == "分解交办：2026年政务公开工作要点"
    wrong = call(office, plan, "show", "point-2026")
    assert isinstance(wrong.exception, BadInput) and "最接近的是 points-2026" in str(wrong.exception)


def test_the_clock_counts_day_by_day(office: Office, village: Any) -> None:
    told = call(office, clock, "plan", "--from", "2026-09-24", "--days", "7", format="json")
    days = json.loads(told.stdout)
    assert days[0]["kind"] == "start" and days[-1]["day"] == "2026-10-12"
    assert {d["day"]: d["note"] for d in days}["2026-10-10"] == "调休上班（国庆节）"
    assert [d["number"] for d in days if d["number"]] == list(range(1, 8))
    run_plan(office)
    uid = f"{village.uid}.points-2026.board"
    told = call(office, clock, "explain", uid, format="jsonl")
    days = [json.loads(line) for line in told.stdout.splitlines()]
    assert (days[-1]["day"], days[-1]["number"]) == ("2026-10-29", 20)
    assert "2026-10-29到期" in told.stderr and "国庆节" in {d["note"] for d in days}
    fixed = call(office, clock, "explain", f"{village.uid}.points-2026.roster", format="csv")
    assert "2026-06-30" in fixed.stdout.splitlines()[-1] and "已逾期" in fixed.stderr


def test_a_command_writes_a_workbook(office: Office, tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(call(office, plan, "show", "points-2026", format="xlsx").stdout_bytes)
    assert [cells[2] for _, cells in read(tmp_path / "plan.xlsx").rows] == ["报送年度培训名单", "核对公示栏"]
