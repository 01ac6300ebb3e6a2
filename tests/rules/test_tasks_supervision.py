"""The rules of supervision, each by what it does in a county's office of its region."""

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput
from gongkai.core.nightly import run
from gongkai.core.office import Office
from gongkai.core.rules import Rule
from gongkai.plugins.catalog.timing import first_due, next_due
from gongkai.plugins.tasks.supervision.bulletins import form_of, owed, period_for, write
from gongkai.plugins.tasks.supervision.daily import sheet
from tests.catalogues import act, count
from tests.rules.county import County, Maker
from tests.rules.world import settle

NIGHT = date(2026, 6, 30)


def reminded(world: County, record: str) -> list[tuple[Any, ...]]:
    """Steps that a record reached: step, day, whom it addresses."""
    return world.office.rows("SELECT step, day, to_unit FROM {reminder} WHERE record = ? ORDER BY day, step", (record,))


def case(world: County, **values: Any) -> Any:
    unit = world.unit("approval-bureau") if "unit" not in values else values.pop("unit")
    return world.office.register("window_case").get(
        world.add("window_case", unit=unit, title="餐饮服务许可", desk="3号窗口", **values)
    )


@pytest.fixture
def pingchang(county: Maker) -> County:
    return county("pingchang")


def test_a_case_is_finished_with_the_representatives_hand(pingchang: County) -> None:
    # covers: PC-25
    office, unit = pingchang.office, pingchang.unit("market")
    taken = case(pingchang, unit=unit, due="2026-06-04")
    pingchang.hold(unit, "chief-representative", "何建平", mandate="平市监发〔2026〕3号", mandate_date="2026-01-05")
    for signed in (None, "别人"):
        with pytest.raises(BadInput):
            act(office, "jian", "window_case", taken, "finish", signed_by=signed)
    done = act(office, "jian", "window_case", taken, "finish", signed_by="何建平")
    assert (done.stage, done.signed_by, done.done_on) == ("closed", "何建平", date(2026, 6, 1))


def test_who_is_asked_first_tells_all_at_once_and_guides_others_on(pingchang: County) -> None:
    # covers: PC-26
    office, unit = pingchang.office, pingchang.unit("market")
    taken = case(pingchang, unit=unit, due="2026-06-04", first_by="何建平")
    told = act(office, "jian", "window_case", taken, "tell", told="缺健康证明和场地证明。")
    assert told.told_on == date(2026, 6, 1)
    with pytest.raises(BadInput, match="一次性告知"):
        act(office, "jian", "window_case", taken, "tell", told="还缺租赁合同。")
    other = case(pingchang, unit=unit, due="2026-06-04")
    with pytest.raises(BadInput):
        act(office, "jian", "window_case", other, "guide")
    assert act(office, "jian", "window_case", other, "guide", guided_to="5号窗口").stage == "guided"


def test_all_cases_of_the_day_stand_in_one_sheet_and_are_warned_of(pingchang: County) -> None:
    # covers: PC-39
    office, unit = pingchang.office, pingchang.unit("market")
    case(pingchang, unit=unit, due="2026-06-03")
    late = case(pingchang, unit=unit, due="2026-05-29", taken_on="2026-05-20")
    at_once = case(pingchang, unit=unit, kind="instant")
    pingchang.hold(unit, "chief-representative", "何建平", mandate="平市监发〔2026〕3号", mandate_date="2026-01-05")
    act(office, "jian", "window_case", at_once, "finish", signed_by="何建平")
    (line,) = sheet(office, date(2026, 6, 1))
    assert (line.taken, line.done, line.on_spot, line.open, line.soon, line.overdue) == (2, 1, 1, 2, 1, 1)
    said = CliRunner().invoke(
        cli, ["-C", str(office.folder), "supervise", "daily", "--date", "2026-05-20", "--format", "json"]
    )
    assert json.loads(said.stdout)[0]["taken"] == 1
    run(office)
    assert [step for step, _, _ in reminded(pingchang, late.uid)] == ["warn", "due", "late"]


def test_three_offices_watch_each_its_own_part_of_key_work(pingchang: County) -> None:
    # covers: PC-46
    office, market = pingchang.office, pingchang.unit("market")
    task = pingchang.add("task", unit=market, title="督办事项", start="2026-05-01", due="2026-06-05")
    slow = case(pingchang, unit=market, due="2026-06-05").uid
    [(project, due)] = office.rows(
        "SELECT uid, due FROM {entry} WHERE obligation = 'pc-key-projects' ORDER BY id LIMIT 1"
    )
    run(office, NIGHT)
    watched = {
        "supervision-office": reminded(pingchang, task)[-1],
        "efficiency-office": reminded(pingchang, slow)[-1],
        "project-inspection": office.rows(
            "SELECT step, day, to_unit FROM {reminder} WHERE record = ? AND ladder = 'pc-key-projects'", (project,)
        )[0],
    }
    assert due == "2026-05-31"
    assert watched == {
        "supervision-office": ("superior", "2026-06-12", pingchang.unit("supervision-office")),
        "efficiency-office": ("superior", "2026-06-10", pingchang.unit("efficiency-office")),
        "project-inspection": ("late", "2026-06-01", pingchang.unit("project-inspection")),
    }
    assert (
        len({told for _, _, told in watched.values()})
        == office.profile.items("rule", Rule)["PC-46"].data["supervisors"]
    )


@pytest.mark.parametrize(
    ("obligation", "first", "following"),
    [
        ("pc-ten-day-bulletin", "2026-05-31", "2026-06-10"),  # covers: PC-47
        ("pc-monthly-inspection", "2026-05-31", "2026-06-30"),  # covers: PC-48
        ("pc-quarter-assessment", "2026-03-31", "2026-06-30"),  # covers: PC-49
        ("pc-half-year-analysis", "2025-12-31", "2026-06-30"),  # covers: PC-50
        ("pc-key-projects", "2026-05-31", "2026-06-30"),  # covers: PC-53, PC-66
    ],
)
def test_reports_come_round_and_each_missed_one_is_told(
    pingchang: County, obligation: str, first: str, following: str
) -> None:
    office = pingchang.office
    row = office.rows("SELECT uid, term, due FROM {entry} WHERE obligation = ?", (obligation,))[0]
    limit = Limit.parse(row[1])
    due = first_due(limit, office.today, office.calendar)
    assert due is not None and due.isoformat() == first == row[2]
    assert str(next_due(limit, office.today, due, office.calendar)) == following
    run(office, date(2026, 7, 1))
    dates = {
        due for (due,) in office.rows("SELECT answers FROM {reminder} WHERE record = ? AND step = 'late'", (row[0],))
    }
    assert {first, following} <= dates


def test_an_instruction_is_followed_until_the_leaders_office_closes_it(pingchang: County) -> None:
    # covers: PC-54
    office, unit = pingchang.office, pingchang.unit("market")
    uid = pingchang.add(
        "instruction", unit=unit, title="农贸市场短斤少两问题", leader="县长", said="一周内查清，结果报我。",
        said_on="2026-06-01", due="2026-06-08",
    )  # fmt: skip
    given = office.register("instruction").get(uid)
    act(office, "wen", "instruction", given, "accept")
    with pytest.raises(BadInput):
        act(office, "wen", "instruction", given, "feed-back")
    act(office.on(date(2026, 6, 9)), "wen", "instruction", given, "feed-back", feedback="已查处3户。")
    with pytest.raises(BadInput):
        act(office, "ban", "instruction", given, "return")  # without a reason
    act(office, "ban", "instruction", given, "return", "未附处罚决定。")
    act(office.on(date(2026, 6, 10)), "wen", "instruction", given, "feed-back", feedback="已查处3户，附决定书。")
    closed = act(office, "ban", "instruction", given, "close")
    assert (closed.stage, closed.closed_by) == ("closed", "ban")
    run(office, NIGHT)
    assert [step for step, _, _ in reminded(pingchang, uid)] == ["warn", "due", "late"]
    with pytest.raises(BadInput):
        pingchang.add("instruction", unit=unit, title="x", leader="y", said="z", said_on="2026-06-02", due="2026-06-01")
    assert count(office, "closed", register="instruction") == 1


def test_heads_take_turns_on_the_air_week_by_week(pingchang: County) -> None:
    # covers: PC-67
    unit = pingchang.unit("township-government")
    pingchang.hold(unit, "first-responsible", "刘志远")
    said = CliRunner().invoke(
        cli,
        ["-C", str(pingchang.office.folder), "supervise", "turns", "pc-on-air", "--count", "80", "--format", "json"],
    )
    roster = json.loads(said.stdout)
    number = len({row["unit"] for row in roster})
    assert number > 20 and [row["unit"] for row in roster[:number]] == [
        row["unit"] for row in roster[number : 2 * number]
    ]
    assert roster[0]["period"] == "2026W23" and roster[0]["from"] == "2026-06-01"
    assert "刘志远" in {row["head"] for row in roster}


def test_key_points_are_supervised_earlier_and_by_the_superior(county: Maker) -> None:
    # covers: GS-45
    world = county("gansu")
    office = world.office
    uid, due = office.rows(
        "SELECT uid, due FROM {entry} WHERE importance = 'important' AND due > '2026-06-20' AND due < '2026-07-05' ORDER BY id"
    )[0]
    run(office, date(2026, 7, 31))
    found = office.rows(
        "SELECT step, day, to_unit, unit FROM {reminder} WHERE record = ? AND ladder = 'gs-key-points'", (uid,)
    )
    days = {step: day for step, day, _, _ in found}
    assert days["warn"] == office.calendar.add_working_days(date.fromisoformat(due), -10).isoformat()
    assert all(told != own for _, _, told, own in found)


def test_bulletins_are_written_from_data_by_the_units_own_template(pingchang: County, tmp_path: Path) -> None:
    office, unit = pingchang.office, pingchang.unit("market")
    pingchang.add("task", unit=unit, title="督办事项", start="2026-05-01", due="2026-06-05")
    pingchang.add(
        "instruction",
        unit=unit,
        title="短斤少两|问题",
        leader="县长",
        said="查清。",
        said_on="2026-06-01",
        due="2026-06-08",
    )
    run(office, date(2026, 6, 10))
    form = form_of(office, "旬通报")
    text = write(office, form, period_for(office, form, "2026-06T1"))
    assert "| 任务 | 1 | 0 | 0 | 1 |" in text and "平昌县市场监督管理局" in text and "短斤少两／问题" in text
    assert period_for(office.on(date(2026, 6, 12)), form).key == "2026-06T1"
    for wrong in ("2026-06", "十月"):
        with pytest.raises(BadInput):
            period_for(office, form, wrong)
    own = office.folder / "templates" / "supervision" / "ten-days.md"
    own.parent.mkdir(parents=True)
    own.write_text("# 督查通报第1期\n{{late}}\n", "utf-8")
    path = tmp_path / "bulletin.docx"
    said = CliRunner().invoke(
        cli, ["-C", str(office.folder), "supervise", "write", "ten-days", "--period", "2026-06T1", "--to", str(path)]
    )
    assert said.exit_code == 0, said.stderr
    with zipfile.ZipFile(path) as archive:
        assert "督查通报第1期" in archive.read("word/document.xml").decode()
    own.write_text("{{nobody}}", "utf-8")
    with pytest.raises(BadInput, match="nobody"):
        write(office, form, period_for(office, form, "2026-06T1"))


def test_the_months_progress_is_written_for_television(pingchang: County) -> None:
    # covers: PC-53, PC-66
    form = form_of(pingchang.office, "pc-tv")
    lacking = owed(pingchang.office, form, period_for(pingchang.office, form, "2026-05"))
    assert len(lacking) == len(pingchang.office.rows("SELECT 1 FROM {entry} WHERE obligation = 'pc-key-projects'")) > 0
    told = "挂包领导、责任单位、资金来源、财政投入、前期经费、工程技术责任人、监督责任人、形象进度、考核奖惩均已列明。"
    pingchang.published(_template(pingchang, lacking[0][0]), "pc-key-projects", content=told)
    assert lacking[0] not in owed(pingchang.office, form, period_for(pingchang.office, form, "2026-05"))
    assert "形象进度" in write(pingchang.office, form, period_for(pingchang.office, form, "2026-05"))


def _template(world: County, unit: str) -> str:
    return str(world.office.rows("SELECT template FROM {unit} WHERE uid = ?", (unit,))[0][0])


def test_every_unit_of_longyou_reports_each_half_year_in_one_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # covers: QZ-09, QZ-10
    monkeypatch.setenv("GONGKAI_TODAY", "2026-07-02")
    listing = [("330000", "浙江省"), ("330800", "衢州市"), ("330825", "龙游县"), ("330825100", "湖镇镇")]
    settle(tmp_path / "office", ("quzhou",), "330825", listing)
    office = Office.open(tmp_path / "office")
    world = County(office)
    world.catalogue()
    form = form_of(office, "qz-half-year-report")
    period = period_for(office, form)
    assert period.key == "2026H1"
    found = owed(office, form, period)
    assert {due for _, _, due in found} == {"2026-06-30"}
    assert {"湖镇镇人民政府", "龙游县信访局"} <= {name for _, name, _ in found}
    texts = [write(office, form, period, uid) for uid, _, _ in found[:2]]
    heads = [[line for line in text.splitlines() if line.startswith("##")] for text in texts]
    assert heads[0] == heads[1] and len(heads[0]) == 4
    assert texts[0].startswith(f"# {found[0][1]}2026年上半年")
    office.close()


def test_each_window_is_reported_month_by_month_from_its_own_cases(pingchang: County) -> None:
    # covers: PC-28, PC-91
    from gongkai.plugins.tasks.services.counting import differences, keep, windows

    office, unit = pingchang.office, pingchang.unit("market")
    pingchang.hold(unit, "chief-representative", "何建平", mandate="平市监发〔2026〕3号", mandate_date="2026-01-05")
    month, low, high = office.today.isoformat()[:7], 0, 10**15
    for number, (kind, rating) in enumerate((("instant", "very"), ("instant", "dissatisfied"), ("promised", None))):
        due = None if kind == "instant" else office.today.isoformat()
        made = case(pingchang, unit=unit, kind=kind, due=due, no=str(number))
        if number < 2:
            act(office, "jian", "window_case", made, "finish", signed_by="何建平")
            act(office, "jian", "window_case", made, "rate", rating=rating)
    (window,) = windows(office, month, month)
    assert (window.desk, window.total, window.instant, window.promised, window.on_spot) == ("3号窗口", 3, 2, 1, 2)
    assert (window.closed, window.on_time, window.rated, window.satisfied) == (2, 2, 2, 1)
    form = form_of(office, "month")
    told = write(office, form, period_for(office, form, month))
    assert "3号窗口" in told and "66.7" in told and "50.0" in told
    stated = pingchang.add("service_figure", unit=unit, desk="3号窗口", month=month, total=4, instant=2, promised=1)
    assert [(one.figure, one.stated, one.counted) for one in differences(office, month, month, low, high)] == [
        ("total", 4, 3)
    ]
    assert keep(office, month, month, low, high) == (0, 0)
    register = office.register("service_figure")
    with office.change("taken back") as change:
        change.delete(register.get(stated))
    assert keep(office, month, month, low, high) == (1, 0) and keep(office, month, month, low, high) == (0, 0)
    assert [(row.record.total, row.record.source) for row in register.page()] == [(3, "按办件登记统计")]
