"""The nightly run: the same reminders with the same days, once each, however often and however late it runs."""

import fcntl
import json
import random
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.ledger.door import Change
from gongkai.core.ledger.verify import verify
from gongkai.core.nightly import LOCK, run
from gongkai.core.office import Office
from tests.catalogues import Opener, act, catalogue, entry, publish, staffed, unit_of

START = date(2026, 9, 21)
DAYS = 75
Row = tuple[Any, ...]

RULES = """
[[obligation]]
id = "ten"
name = { zh = "每旬公开事项", en = "Every ten days" }
topic = [{ zh = "自定", en = "Own" }]
limit = "ten-days"
to = { kinds = ["township_government"] }
"""


def reminders(office: Office) -> set[Row]:
    return set(office.rows("SELECT uid, unit, register, record, step, colour, answers, day, to_unit FROM {reminder}"))


def steps(office: Office, record: Any) -> list[Row]:
    return office.rows(
        "SELECT step, colour, answers, day FROM {reminder} WHERE record = ? ORDER BY day, step", (record.uid,)
    )


def task(office: Office, uid: str, due: str, start: str = "2026-09-21", kind: str = "village_committee") -> Any:
    with office.change("assigned") as change:
        return change.create("task", uid=uid, unit=unit_of(office, kind), title=uid, start=start, due=due)


def done(office: Office, record: Any, day: date) -> None:
    on = office.on(day)
    act(on, "wen", "task", record, "accept")
    act(on, "wen", "task", record, "submit", report="已完成，见台账。")


def lived(folder: Path, nights: set[int]) -> set[Row]:
    """Ten weeks in which work is done, some of it late, with a nightly run on some of the nights and on the last."""
    office = Office.open(folder)
    first, second = task(office, "first", "2026-09-30"), task(office, "second", "2026-10-09")
    task(office, "never", "2026-10-20")
    for number in range(DAYS):
        day = START + timedelta(days=number)
        if day == date(2026, 9, 29):
            done(office, first, day)
        if day == date(2026, 10, 13):
            done(office, second, day)
        if number in nights:
            run(office.on(day))
    run(office.on(START + timedelta(days=DAYS)))
    assert verify(office).faults == []
    found = reminders(office)
    office.close()
    return found


@pytest.fixture(scope="module")
def born(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's office in September, with a catalogue that has an item of every ten days."""
    folder = tmp_path_factory.mktemp("born") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_TODAY", START.isoformat())
        staffed(folder, "sqlite:///office.sqlite")
        (folder / "rules").mkdir()
        (folder / "rules" / "own.toml").write_text(RULES, "utf-8")
        office = Office.open(folder)
        catalogue(office)
        office.close()
    return folder


@pytest.fixture(scope="module")
def each_night(born: Path, tmp_path_factory: pytest.TempPathFactory) -> set[Row]:
    """What a run every night leaves."""
    folder = tmp_path_factory.mktemp("nightly") / "office"
    shutil.copytree(born, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_TODAY", START.isoformat())
        return lived(folder, set(range(DAYS)))


@pytest.mark.parametrize("seed", range(4))
def test_nights_that_were_missed_change_nothing(
    seed: int, born: Path, each_night: set[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", START.isoformat())
    shutil.copytree(born, tmp_path / "office")
    nights = set(random.Random(seed).sample(range(DAYS), seed * 2))
    found = lived(tmp_path / "office", nights)
    assert found - each_night == set()
    assert each_night - found == set()


def test_steps_are_reached_by_the_calendar_and_by_what_was_done(each_night: set[Row]) -> None:
    by_task = {
        uid: {row[4:8] for row in each_night if row[3] == uid} for uid in ("first", "second", "never")
    }  # the holiday of 1 to 7 October, and the make-up days of 20 September and 10 October, count as the notice says
    assert by_task["first"] == {("warn", "blue", "2026-09-30", "2026-09-22")}  # handed in the day before it was due
    assert by_task["second"] == {
        ("warn", "blue", "2026-10-09", "2026-09-24"),
        ("due", "orange", "2026-10-09", "2026-10-09"),
        ("late", "red", "2026-10-09", "2026-10-10"),
    }
    assert ("superior", "red", "2026-10-20", "2026-10-27") in by_task["never"]


def test_an_item_that_comes_round_answers_each_of_its_dates(each_night: set[Row]) -> None:
    dates = {row[6] for row in each_night if row[2] == "entry" and row[4] == "late"}
    assert dates >= {"2026-09-30", "2026-10-10", "2026-10-20", "2026-10-31", "2026-11-10", "2026-11-20", "2026-11-30"}


@pytest.fixture
def office(opener: Opener) -> Office:
    """The same on both stores, a day after the national holiday."""
    made = opener("2026-10-08", RULES)
    catalogue(made)
    return made


def test_what_was_published_late_is_told_even_when_the_night_was_missed(office: Office) -> None:
    run(office)
    day = date(2026, 10, 12)  # due on the tenth, published on the twelfth, looked at on the fifteenth
    with office.change("as it stood") as change:
        change.update(entry(office, "ten"), due="2026-10-10")
    publish(office.on(day), "ten")
    run(office.on(date(2026, 10, 15)))
    found = [(step, due, day) for step, _, due, day in steps(office, entry(office, "ten"))]
    assert ("late", "2026-10-10", "2026-10-11") in found
    assert not any(step == "superior" and due == "2026-10-10" for step, due, _ in found)


def test_the_superior_of_a_committee_is_the_towns_government(office: Office) -> None:
    task(office, "left", "2026-09-22", start="2026-09-01")
    run(office)
    told = office.rows("SELECT unit, to_unit FROM {reminder} WHERE record = 'left' AND step = 'superior'")
    assert told == [(unit_of(office, "village_committee"), unit_of(office, "township_government"))]


def test_a_crash_in_the_middle_leaves_nothing_half_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    task(office, "left", "2026-09-22", start="2026-09-01")
    written, real = [], Change.insert_generated

    def fails(self: Change, *args: Any) -> int:
        written.append(args)
        if len(written) == 2:
            raise OSError("no space left on device")
        return real(self, *args)

    monkeypatch.setattr(Change, "insert_generated", fails)
    with pytest.raises(OSError, match="no space"):
        run(office)
    assert reminders(office) == set()
    monkeypatch.undo()
    monkeypatch.setenv("GONGKAI_TODAY", "2026-10-08")
    run(office)
    found = reminders(office)
    assert {row[3] for row in found} >= {"left", entry(office, "ten").uid}
    assert run(office) == [] and reminders(office) == found
    assert verify(office).faults == []


def test_two_runs_do_not_meet_and_only_who_administers_may_run(office: Office) -> None:
    with (office.folder / LOCK).open("a+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Conflict):
            run(office)
    with pytest.raises(NotAllowed):
        run(office.as_("wen"))
    with pytest.raises(BadInput):
        run(office, date(2028, 1, 1))
    run(office)


def test_an_office_changes_one_step(opener: Opener) -> None:
    own = '[[ladder]]\nid = "task"\n[[ladder.step]]\nkey = "warn"\nat = "-2d"\ncolour = "yellow"\n'
    office = opener("2026-10-08", own)
    left = task(office, "left", "2026-10-10", start="2026-09-01")
    run(office)
    assert steps(office, left) == [("warn", "yellow", "2026-10-10", "2026-10-08")]


@pytest.mark.parametrize(
    "step", ['key = "late"\nat = "soon"', 'key = "late"\nat = "1d"\nto = "everybody"', 'key = "shout"\nat = "1d"']
)
def test_a_wrong_ladder_is_named_and_nothing_is_written(opener: Opener, step: str) -> None:
    office = opener("2026-10-08", f'[[ladder]]\nid = "task"\n[[ladder.step]]\n{step}\n')
    task(office, "left", "2026-10-10", start="2026-09-01")
    with pytest.raises(BadInput, match=r"task|soon"):
        run(office)
    assert reminders(office) == set()


def test_the_command_tells_what_it_did(office: Office) -> None:
    task(office, "left", "2026-09-22", start="2026-09-01")

    def call(*words: str) -> Any:
        return CliRunner().invoke(cli, ["-C", str(office.folder), *words], catch_exceptions=False)

    said = call("nightly", "--format", "json")
    lines = {line["what"]: line for line in json.loads(said.stdout)}
    assert lines["任务督办：逾期催办"]["count"] == 1 and lines["任务督办：逾期催办"]["first"] == "2026-09-23"
    assert json.loads(call("nightly", "--format", "json").stdout) == []
    ahead = call("nightly", "--date", "2026-10-10", "--format", "json")
    assert ahead.exit_code == 0 and "2026-10-10" in ahead.stderr
    assert CliRunner().invoke(cli, ["-C", str(office.folder), "nightly", "--date", "第二天"]).exit_code != 0
    listed = json.loads(call("reminder", "list", "--escalated", "--format", "json").stdout)
    assert ("left", "2026-09-22") in {(row["title"], row["answers"]) for row in listed}
