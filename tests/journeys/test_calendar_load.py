"""A year's holiday notice: told first, loaded with the dates that move, refused where it contradicts itself."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.recount import load_notice, plan_notice, read_notice
from tests.catalogues import Opener, catalogue, unit_of

NOTICE = """日期,安排,说明
2027-01-01至2027-01-03,放假,元旦
2027-02-05至2027-02-12,放假,春节
2027年1月30日,调休上班,春节
2027/2/14,上班,春节
2027-04-03至2027-04-05,放假,清明节
2027-05-01至2027-05-05,放假,劳动节
2027-06-09,放假,端午节
2027-09-15,放假,中秋节
2027-10-01至2027-10-07,放假,国庆节
"""


@pytest.fixture
def office(opener: Opener) -> Office:
    """The town's office in December 2026, with a task and an entry that fall due in 2027."""
    made = opener("2026-12-22")
    catalogue(made)
    with made.change("assigned") as change:
        change.create("task", uid="soon", unit=unit_of(made, "village_committee"), title="年后报送", due="2026-12-30")
        change.create("task", uid="fixed", unit=unit_of(made, "village_committee"), title="定日报送", due="2027-02-08")
    with made.as_system().change("by its limit") as change:
        change.update(made.register("task").get("soon"), term="40wd", due="2027-02-16", start="2026-12-22")
        change.update(_event_entry(made), changed_on="2026-12-21", due=None)
    return made


def _event_entry(office: Office) -> Any:
    (uid,) = office.rows("SELECT uid FROM {entry} WHERE term = '20wd' AND published_on IS NULL ORDER BY id")[0]
    return office.register("entry").get(uid)


def written(tmp_path: Path, text: str = NOTICE) -> Path:
    path = tmp_path / "notice.csv"
    path.write_text(text, "utf-8")
    return path


def call(office: Office, *words: str) -> Any:
    return CliRunner().invoke(cli, ["-C", str(office.folder), *words])


def test_a_date_beyond_the_known_years_says_so_until_the_notice_is_loaded(office: Office, tmp_path: Path) -> None:
    said = call(office, "clock", "plan", "--from", "2026-12-22", "--days", "40", "--format", "json")
    assert json.loads(said.stdout)[-1]["kind"] == "provisional" and "暂定" in said.stderr
    marked = [line for line in call(office, "task", "list").stdout.splitlines() if "暂定" in line]
    assert len(marked) == 1 and marked[0].startswith("soon")  # a date that was set as a date is nobody's guess
    assert call(office, "clock", "load", str(written(tmp_path)), "--apply").exit_code == 0
    again = call(office, "clock", "plan", "--from", "2026-12-22", "--days", "40", "--format", "json")
    assert json.loads(again.stdout)[-1]["day"] == "2027-02-23" and "暂定" not in again.stderr
    assert "暂定" not in call(office, "task", "list").stdout


def test_what_would_move_is_told_and_then_moved(office: Office, tmp_path: Path) -> None:
    table = read_notice(written(tmp_path))
    told = plan_notice(office, table)
    assert told.years == (2027,)
    assert {new.day: (new.was, new.is_working) for new in told.days}[date(2027, 1, 30)] == (False, True)
    moved = {one.uid: (one.was, one.due) for one in told.moved}
    assert set(moved) == {"soon", _event_entry(office).uid}
    assert moved["soon"] == ("2027-02-16", "2027-02-23")  # seven days off, two weekends worked
    assert office.register("task").get("soon").due == date(2027, 2, 16)
    with pytest.raises(NotAllowed):
        load_notice(office.as_("wen"), table)
    assert load_notice(office, table, "国办发明电〔2026〕1号") == told
    assert office.register("task").get("soon").due == date(2027, 2, 23)
    assert office.register("task").get("fixed").due == date(2027, 2, 8)
    again = plan_notice(office, table)
    assert (again.days, again.moved) == ((), ())
    assert verify(office).faults == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (NOTICE + "2027-02-06,上班,春节\n", r"3 行和第 11 行.*2027-02-06"),
        ("2027-13-01,放假\n", "1"),
        ("2027-02-06,也许\n", "1"),
        ("\n", "没有|空|no"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused_with_its_rows(
    office: Office, tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        read_notice(written(tmp_path, text))
    assert call(office, "clock", "load", str(written(tmp_path, text)), "--apply").exit_code == 3
    assert office.rows("SELECT count(*) FROM {holiday}") == [(0,)]


def test_every_kind_of_record_explains_its_date(office: Office) -> None:
    with office.change("given") as change:
        change.create(
            "instruction", uid="said", unit=unit_of(office, "village_committee"), title="批示", leader="镇长", said="查清。",
            said_on="2026-12-22", due="2026-12-31",
        )  # fmt: skip
    for uid, number in (("soon", 40), ("said", 7), (_event_entry(office).uid, 20)):
        said = call(office, "clock", "explain", uid, "--format", "json")
        counted = [day for day in json.loads(said.stdout) if day["kind"] == "counted"]
        assert len(counted) == number, said.stderr
    periodic = office.rows("SELECT uid FROM {entry} WHERE term = 'quarter' ORDER BY id")[0][0]
    assert "季度" in call(office, "clock", "explain", periodic).stderr
    assert call(office, "clock", "explain", "nobody").exit_code == 3
