"""Plans from the document to the unit: imported, issued with a frozen selector, handed down, proved, followed."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from gongkai.cli.main import cli
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.ical import WIDTH, folded
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.rules import Selector
from gongkai.core.setup import init_office
from gongkai.plugins.tasks.plans import issue
from gongkai.plugins.tasks.plans.evidence import damaged
from gongkai.plugins.tasks.plans.handdown import Order, give_out, prepare
from gongkai.plugins.tasks.plans.progress import board, laggards, sums

TOWN = "511923101000"
POINTS = """响滩镇2026年政务公开工作要点
一、村务公开
1.更新公示栏。10月底前完成。（责任单位：各村（社区））
2.公布惠民资金。（责任单位：各村、各社区；完成时限：每季度）
二、保障
1.组织培训。（镇政府牵头，各村配合）
"""


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-09-24")
    made = init_office(tmp_path / "office", TOWN, store=store_url, account="admin")
    yield made
    made.close()


def run(office: Office, *words: str, code: int = 0, stdin: bytes = b"", **env: str) -> Result:
    result = CliRunner().invoke(cli, ["-C", str(office.folder), *words], input=stdin, env=env)
    assert result.exit_code == code, (words, result.stdout, result.stderr)
    return result


def units(office: Office, level: str) -> list[Any]:
    return [row.record for row in office.register("unit").page(Query(where={"level": level}), limit=500)]


def anew(office: Office) -> Office:
    return Office.open(office.folder, "admin")


def account(office: Office, name: str, role: str, scope: int) -> Office:
    with office.change() as change:
        change.create("account", name=name, display=name, division=str(scope))
        change.create("grant", account=name, role=role, division=str(scope))
    return office.as_(name)


def imported(office: Office) -> Office:
    run(office, "plan", "import", "-", "--id", "points", "--apply", stdin=POINTS.encode())
    return anew(office)


def test_a_pasted_document_is_shown_and_kept_only_when_told(office: Office) -> None:
    shown = run(office, "plan", "import", "-", "--format", "json", stdin=POINTS.encode())
    items = [one for one in json.loads(shown.stdout) if one["kind"] == "item"]
    assert [(i["no"], i["title"], i["due"]) for i in items] == [
        ("一·1", "更新公示栏", "2026-10-31"), ("一·2", "公布惠民资金", "quarter"), ("二·1", "组织培训", ""),
    ]  # fmt: skip
    assert not (office.folder / "rules").exists() and "--apply" in shown.stderr
    office = imported(office)
    assert office.register("task").count() == 0 and list((office.folder / "rules").iterdir())
    again = run(office, "plan", "import", "-", "--apply", code=5, stdin=POINTS.encode())
    assert "points" in again.stderr and "--replace" in again.stderr
    assert verify(office).faults == []


def test_an_incomplete_item_is_told_and_filled_at_dispatch(office: Office) -> None:
    office = imported(office)
    assert "没有时限" in run(office, "plan", "show", "points").stdout
    assert "没有时限" in run(office, "plan", "dispatch", "points", "--apply", code=3).stderr
    run(office, "plan", "dispatch", "points", "--item", "01", "--apply")
    run(office, "plan", "dispatch", "points", "--due", "2026-12-31", "--apply")
    villages, (town, *_) = (
        units(office, "village"),
        [u for u in units(office, "township") if u.kind == "township_government"],
    )
    assert office.register("task").count() == 3 * len(villages) + 1
    head = office.register("task").get(f"{town.uid}.points.03")
    joint = office.register("task").page(Query(where={"parent": head.uid}), limit=500)
    assert head.lead and {row.record.unit for row in joint} == {unit.uid for unit in villages}


def test_whom_an_item_means_is_frozen_when_it_is_issued(office: Office) -> None:
    office = imported(office)
    run(office, "plan", "dispatch", "points", "--item", "01", "--apply")
    before = office.register("task").count()
    path = office.folder / "rules" / "points.toml"
    path.write_text(path.read_text("utf-8").replace('levels = ["village"]', 'levels = ["township"]', 1), "utf-8")
    told = run(office, "plan", "dispatch", "points", "--item", "01", "--apply")
    assert "--anew" in told.stderr and office.register("task").count() == before
    assert '"new": 0' in run(office, "plan", "dispatch", "points", "--item", "01", "--format", "json").stdout
    run(office, "plan", "dispatch", "points", "--item", "02", "--apply")
    first, second = [row.record for row in office.register("issue").page()]
    assert first.units == second.units == before and first.members != second.members
    assert {task.record.issue for task in office.register("task").page(Query(where={"item": "01"}), limit=500)} == {
        first.uid
    }


def test_a_receiver_hands_down_only_where_it_may(office: Office) -> None:
    town = next(u for u in units(office, "township") if u.kind == "township_government")
    villages = units(office, "village")
    with office.change() as change:
        whole = change.create("task", unit=town.uid, title="换届公开", due="2026-12-01")
    local = account(office, "local", "supervisor", villages[0].scope)
    everyone = Order("", parent=whole, selector=Selector(levels=("village",)), within=office.scope, due="2026-11-01")
    with pytest.raises(NotAllowed):
        give_out(local, prepare(local, everyone), "越权")
    assert office.register("task").count() == 1
    assert give_out(office, prepare(office, everyone), "分解") == len(villages)
    part = next(r.record for r in office.register("task").page(Query(unit=villages[0].uid)))
    assert (
        give_out(
            local, prepare(local, Order("", parent=local.register("task").get(part.uid), persons=("王五",))), "落实到人"
        )
        == 1
    )
    whole_sum = sums(office, uid=whole.uid)[whole.uid]
    assert whole_sum.parts == len(villages) + 1
    for wrong, why in (
        (Order("晚了", parent=whole, due="2026-12-02", sections=("一",)), "晚于上级任务"),
        (Order("没人", parent=whole, selector=Selector(levels=("province",))), "没有符合条件"),
        (Order("", due="2026-12-02"), "名称"),
        (Order("无期限", selector=Selector()), "时限"),
        (Order("过期", due="2026-09-01", selector=Selector()), "早于今天"),
    ):
        with pytest.raises(BadInput, match=why):
            prepare(office, wrong)


def test_many_are_made_in_bulk_like_few(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office = imported(office)
    run(office, "plan", "dispatch", "points", "--item", "01", "--apply")
    monkeypatch.setattr(issue, "BULK", 3)
    monkeypatch.setattr(issue, "PIECE", 4)
    with office.change("多") as change:
        from gongkai.plugins.tasks.dispatch import dispatch

        assert dispatch(office, change, "points", due="2026-12-31").made == 2 * len(units(office, "village")) + 1
    by_item = {
        item: [{**task.__data__, "id": 0, "uid": "", "item": "", "issue": "", "sheet": None} for task in
               (row.record for row in office.register("task").page(Query(where={"item": item}), limit=500))]
        for item in ("01", "02")
    }  # fmt: skip
    same = ("stage", "version", "progress", "assigned_by", "outcome", "needs_evidence", "unit", "scope")
    assert [[task[name] for name in same] for task in by_item["01"]] == [
        [task[name] for name in same] for task in by_item["02"]
    ]
    village = units(office, "village")[0]
    found = office.register("task").page(Query(search="惠民资金", unit=village.uid))
    assert [row.record.item for row in found] == ["02"] and verify(office).faults == []
    tasks = office.register("task")
    assert tasks.act(found[0].record, "accept", person="李四").person == "李四" and verify(office).faults == []


def test_milestones_move_with_the_due_day_but_never_into_the_past(office: Office) -> None:
    unit = units(office, "village")[0]
    with office.change() as change:
        task = change.create("task", unit=unit.uid, title="补齐台账", due="2026-12-31")
    shown = run(
        office, "task", "backward", task.uid, "--step", "自查=10wd", "--step", "启动=6mo", "--format", "json", "--apply"
    )
    steps = json.loads(shown.stdout)
    assert [(s["title"], s["due"], s["moved"]) for s in steps] == [
        ("启动", "2026-09-24", True),
        ("自查", "2026-12-17", False),
    ]
    assert "启动" in shown.stderr
    tasks = office.register("task")
    tasks.act(tasks.get(task.uid), "adjust", "提前", due="2026-10-20")
    rows = {r.record.title: r.record.due for r in office.register("checkpoint").page()}
    assert rows == {"启动": date(2026, 9, 24), "自查": office.calendar.add_working_days(date(2026, 10, 20), -10)}
    assert "提前量" in run(office, "task", "backward", task.uid, "--step", "自查=month", code=3).stderr
    assert verify(office).faults == []


def test_without_evidence_a_task_that_asks_for_it_cannot_be_submitted(office: Office, tmp_path: Path) -> None:
    unit = units(office, "village")[0]
    with office.change() as change:
        task = change.create("task", unit=unit.uid, title="公示照片", due="2026-12-31", needs_evidence=True)
    tasks = office.register("task")
    task = tasks.act(task, "accept")
    with pytest.raises(BadInput, match="要求佐证"):
        tasks.act(task, "submit", report="已完成")
    photo = tmp_path / "公示.jpg"
    photo.write_bytes(b"\xff\xd8 photograph")
    run(office, "task", "attach", task.uid, str(photo))
    assert "同名" in run(office, "task", "attach", task.uid, str(photo), code=3).stderr
    with office.change() as change:
        link = change.create("evidence", task=task.uid, kind="link", name="https://www.example.org/1")
    with pytest.raises(BadInput, match="attach"), office.change() as change:
        change.create("evidence", task=task.uid, kind="file", name="没有文件.jpg")
    task = tasks.act(tasks.get(task.uid), "submit", report="已完成")
    with pytest.raises(BadInput, match="不能再改"), office.change() as change:
        change.delete(link)
    assert office.register("evidence").count() == 2 and damaged(office) == []
    next((office.folder / "attachments").rglob("*/*")).write_bytes(b"other")
    assert [name for name, _ in damaged(office)] == ["公示.jpg"]


def test_board_laggards_and_progress_agree_with_the_register(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    villages = units(office, "village")[:3]
    with office.change() as change:
        made = [
            change.create("task", unit=unit.uid, title=f"任务{n}", start="2026-09-01", due=due)
            for n, (unit, due) in enumerate(
                [
                    (villages[0], "2026-09-10"),
                    (villages[0], "2026-09-20"),
                    (villages[1], "2026-09-22"),
                    (villages[2], "2026-12-01"),
                ]
            )
        ]
    tasks = office.register("task")
    tasks.act(tasks.act(made[2], "accept"), "submit", report="完成")
    found = board(office)
    assert found["assigned"] == {"overdue": 2, "later": 1} and found["submitted"] == {"waiting": 1}
    assert sum(n for states in found.values() for n in states.values()) == tasks.count()
    (worst,) = laggards(office)
    assert (worst.key, worst.late, worst.days, worst.open, worst.all) == (villages[0].uid, 2, 14, 2, 2)
    assert [(one.key, one.late, one.all) for one in laggards(office, "level")] == [("village", 2, 4)]
    assert laggards(office, within=villages[1].scope) == [] and laggards(office, plan="none") == []
    assert account(office, "one", "clerk", villages[1].scope).register("task").count() == 1
    assert laggards(office.as_("one")) == []
    told = json.loads(run(office, "task", "laggards", "--by", "unit", "--format", "json").stdout)
    assert [one["late"] for one in told] == [2]


def test_due_dates_are_a_calendar_that_others_read(office: Office, hostile_texts: tuple[str, ...]) -> None:
    unit = units(office, "village")[0]
    title = "核对；公示栏,第一批\\" + "很长的标题" * 20
    with office.change() as change:
        change.create("task", unit=unit.uid, title=title, due="2026-12-31", requirement="\n".join(hostile_texts))
    data = run(office, "task", "ics").stdout_bytes
    lines = data.split(b"\r\n")
    assert (
        max(map(len, lines)) <= WIDTH
        and data.endswith(b"END:VCALENDAR\r\n")
        and b"\n" not in data.replace(b"\r\n", b"")
    )
    whole = data.decode().replace("\r\n ", "")
    events = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", whole, re.DOTALL)
    assert len(events) == 1 and "DTSTART;VALUE=DATE:20261231" in events[0]
    summary = re.findall(r"SUMMARY:(.*)\r\n", events[0])[0]
    assert re.sub(r"\\(.)", r"\1", summary) == title


def test_requests_and_cases_stand_in_the_calendar_until_they_are_answered(office: Office) -> None:
    unit = units(office, "township")[0]
    with office.change() as change:
        case = change.create("case", unit=unit.uid, title="路灯不亮", channel="12345", kind="repair", address="新华街")
        change.act(case, "assign", unit=unit.uid, assigned_on=office.today)
    asked = (
        "name=张三",
        "id_no=511923199001011234",
        "phone=1",
        "title=预算调整情况",
        "manner=in-person",
        "sent_on=2026-09-24",
    )
    uid = run(office, "request", "receive", *asked, f"unit={unit.uid}").stdout.strip()
    data = run(office, "task", "ics").stdout_bytes.decode().replace("\r\n ", "")
    assert "路灯不亮" in data and "预算调整情况" in data and data.count("BEGIN:VEVENT") == 2
    run(office, "request", "withdraw", uid, "--explanation", "申请人撤回")
    data = run(office, "task", "ics").stdout_bytes.decode()
    assert "路灯不亮" in data and data.count("BEGIN:VEVENT") == 1


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_a_folded_line_unfolds_to_itself(text: str) -> None:
    pieces = list(folded(text))
    assert "".join(pieces).replace("\r\n ", "").removesuffix("\r\n") == text
    assert all(len(piece.encode()) <= WIDTH + 2 for piece in pieces)


@given(st.dates(date(2026, 9, 24), date(2030, 12, 31)), st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_a_schedule_never_leaves_the_time_between_now_and_the_due_day(due: date, lengths: list[int]) -> None:
    from types import SimpleNamespace

    from gongkai.core.clock import Calendar
    from gongkai.plugins.tasks.plans.backward import parse_steps, place_steps

    today = date(2026, 9, 24)
    world: Any = SimpleNamespace(today=today, calendar=Calendar())
    placed = place_steps(world, today - timedelta(days=3), due, parse_steps(f"步骤{n}={n}wd" for n in lengths))
    days = [step.due for step in placed]
    assert days == sorted(days) and all(today <= day <= due for day in days) and len(days) == len(lengths)
    assert all(step.moved == (Calendar().add_working_days(due, -int(step.before[:-2])) < today) for step in placed)


def test_the_same_order_of_its_own_makes_its_tasks_once(office: Office) -> None:
    order = ("task", "dispatch", "核对公示栏", "--level", "village", "--due", "2026-12-20", "--format", "json")
    shown = json.loads(run(office, *order).stdout)
    made = json.loads(run(office, *order, "--apply").stdout)
    assert shown == made and len(made) == len(units(office, "village"))  # the preview names the tasks that are made
    assert json.loads(run(office, *order, "--apply").stdout) == []
    later = (*order[:6], "2026-12-30", *order[7:])
    assert len(json.loads(run(office, *later, "--apply").stdout)) == len(made)  # another day is another order
