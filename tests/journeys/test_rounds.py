"""A round from opening to closing: who marks when, what is published and stays, what may be appealed against."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from gongkai.cli.context import Session
from gongkai.core.errors import BadInput, CheckFailed, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.today import cards
from gongkai.plugins.inspection.commands import score as score_command
from gongkai.plugins.inspection.explain.kept import kept_score
from gongkai.plugins.inspection.ranking import around, best_and_worst, ranked
from gongkai.plugins.inspection.rounds.baseline import since
from gongkai.plugins.inspection.rounds.cards import waits
from gongkai.plugins.inspection.rounds.changes import changed
from gongkai.plugins.inspection.rounds.commands import round as round_command
from gongkai.plugins.inspection.rounds.desk import Ran
from gongkai.plugins.inspection.rounds.draw import draw, order
from gongkai.plugins.inspection.rounds.finding import round_of
from gongkai.plugins.inspection.rounds.flow import digest
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rounds.proofs import add_proof, damaged_proofs
from gongkai.plugins.inspection.rounds.renewal import renew
from gongkai.plugins.inspection.rounds.results import results
from gongkai.plugins.inspection.rounds.run import run
from tests.registry import make_office, unit_uid

LISTING = [
    ("510000", "四川省"), ("511900", "巴中市"), ("511923", "平昌县"), ("511923101", "响滩镇"), ("511923102", "西兴镇"),
    ("511923103", "佛楼镇"), ("511922", "南江县"), ("511922101", "正直镇"),
]  # fmt: skip
RUBRIC = """
[[rubric]]
id = "town"
edition = "2026.1"
name = { zh = "考核", en = "Assessment" }
named_only = true

[[rubric.indicator]]
id = "tasks"
name = { zh = "任务按时完成", en = "Tasks in time" }
points = "60"
operator = "ratio"
measure = "task.on_time"

[[rubric.indicator]]
id = "quality"
name = { zh = "内容质量", en = "Quality" }
points = "40"
operator = "mark"
"""
TOWNS = ["511923101", "511923102", "511923103"]


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-09-24")
    folder = tmp_path / "office"
    make_office(folder, store_url, LISTING, "510000").close()
    (folder / "rules").mkdir()
    (folder / "rules" / "rubric.toml").write_text(RUBRIC, "utf-8")
    made = Office.open(folder)
    with made.change() as change:
        for name, role, division in (("jian", "inspector", "510000"), ("xiang", "clerk", "511923101")):
            change.create("account", name=name, display=name, division=division)
            change.create("grant", account=name, role=role, division=division)
        change.create("post", unit=unit_uid("511923101"), kind="officer", person="xiang")
    tasks(made, "511923101", in_time=3, late=1)
    tasks(made, "511923102", in_time=1, late=1)
    tasks(made, "511922101", in_time=2, late=0)
    yield made
    made.close()


def tasks(office: Office, code: str, in_time: int, late: int) -> None:
    """Tasks due already: some done on their last day, some left open."""
    with office.change() as change:
        for number in range(in_time + late):
            made = change.create(
                "task",
                unit=unit_uid(code),
                title=f"任务{number} {os.urandom(4).hex()}",
                start="2026-08-01",
                due="2026-09-20",
            )
            if number < in_time:
                change.put_row(office.resource("task"), change.current(office.resource("task"), made.uid),
                               {"done_on": "2026-09-20", "outcome": "done"}, "update")  # fmt: skip


def opened(office: Office, code: str = "2026-Q3", **given: Any) -> Any:
    with office.change() as change:
        return open_round(office, change, code, "town", **given)


def step(office: Office, code: str, *keys: str) -> Any:
    for key in keys:
        done = office.register("round").act(round_of(office, code), key)
    return done


def compute(office: Office, code: str = "2026-Q3") -> Ran:
    with office.change() as change:
        return run(office, change, round_of(office, code))


def mark(office: Office, actor: str, code: str, points: Any, round: str = "2026-Q3", **more: Any) -> Any:
    own = office.as_(actor)
    given = {
        "unit": unit_uid(code),
        "round": round,
        "indicator": "quality",
        "points": points,
        "reason": "抽查十条",
        **more,
    }
    return own.register("mark").save(None, given)


def waiting(office: Office, actor: str) -> list[tuple[str, str, int]]:
    return [(one.code, one.stage, one.units) for one in waits(office.as_(actor))]


def score(office: Office, code: str, round: str = "2026-Q3") -> Decimal | None:
    found = {one.uid: one.published for one in results(office, round_of(office, round))}
    return found[unit_uid(code)]


def test_a_round_from_opening_to_closing(office: Office, tmp_path: Path) -> None:
    held = opened(office, cut_off=date(2026, 10, 30))
    assert (held.members, held.edition, len(held.edition_hash)) == (8, "2026.1", 64)
    with pytest.raises(BadInput, match="还没有开始"):
        compute(office)
    step(office, "2026-Q3", "begin_self")
    assert str(round_of(office, "2026-Q3").due) == "2026-10-15"  # ten working days over the holidays
    assert waiting(office, "xiang") == [("2026-Q3", "self", 1)] and waiting(office, "jian") == []
    mine = mark(office.as_system(), "gongkai", "511923102", 40)
    assert mine.phase == "self"
    step(office, "2026-Q3", "begin_first")
    first = mark(office, "jian", "511923101", 30)
    assert (first.phase, first.rubric, first.marked_by) == ("first", "town", "jian")
    assert waiting(office, "jian") == [("2026-Q3", "first", 7)] and waiting(office, "xiang") == []
    done = compute(office)
    assert (done.units, done.places, done.statements) == (8, 8, 1)
    # 60 x 3/4 + 30; 60 x 1/2 alone, out of 60; self-assessment apart
    assert score(office, "511923101") == Decimal("75.00")
    assert score(office, "511923102") == Decimal("50.00")
    assert score(office, "511923103") is None  # nothing to measure and not marked: not zero
    by_self = {one.uid: one.by_self for one in results(office, round_of(office, "2026-Q3"))}
    assert by_self[unit_uid("511923102")] == Decimal("70.00") and by_self[unit_uid("511923101")] is None
    step(office, "2026-Q3", "begin_reply")
    with pytest.raises(BadInput, match="不收这项评分"):
        mark(office, "jian", "511923102", 20)
    given = {"round": "2026-Q3", "unit": unit_uid("511923101"), "indicator": "quality", "words": "附件齐全"}
    with pytest.raises(NotAllowed):
        office.as_("jian").register("round_objection").save(None, given)
    assert waiting(office, "xiang") == [("2026-Q3", "reply", 1)]
    objection = office.as_("xiang").register("round_objection").save(None, given)
    assert (objection.kind, objection.stage, objection.raised_by) == ("reply", "raised", "xiang")
    assert waiting(office, "xiang") == []
    told = [(card.key, card.count) for card in cards(office.as_("jian")) if card.key.startswith("round.")]
    assert told == [("round.raised", 1)]
    paper = tmp_path / "佐证.txt"
    paper.write_text("第三页：目录齐全", "utf-8")
    with office.as_("xiang").change() as change:
        proof = add_proof(
            office.as_("xiang"),
            change,
            round_of(office, "2026-Q3"),
            unit_uid("511923101"),
            "quality",
            paper,
            3,
            "目录齐全",
        )
    assert proof.sha256 == hashlib.sha256(paper.read_bytes()).hexdigest() and damaged_proofs(office) == []
    office.as_("jian").register("round_objection").act(objection, "uphold", points="36", answer="补充材料属实")
    step(office, "2026-Q3", "begin_second")
    compute(office)
    assert score(office, "511923101") == Decimal("81.00")
    public = step(office, "2026-Q3", "publish")
    assert public.published_on == date(2026, 9, 24) and public.digest == digest(office, public.uid)
    with pytest.raises(BadInput, match="已公布"):
        compute(office)
    # a record changed afterwards is flagged, and the score stays
    tasks(office, "511923101", in_time=0, late=4)
    assert list(changed(office, round_of(office, "2026-Q3"))) == [unit_uid("511923101")]
    assert score(office, "511923101") == Decimal("81.00")
    step(office, "2026-Q3", "begin_appeal")
    appeal = office.as_("xiang").register("round_objection").save(None, {**given, "words": "应为满分"})
    assert appeal.kind == "appeal"
    office.as_("jian").register("round_objection").act(appeal, "uphold", points="40", answer="复核属实")
    corrected = office.register("round_result").page(Query(filters=("corrected",)))
    assert [row.record.unit for row in corrected] == [unit_uid("511923101")]
    step(office, "2026-Q3", "close")
    assert verify(office).faults == []


def test_what_may_not_be_marked(office: Office) -> None:
    opened(office, cut_off=date(2026, 9, 25))
    with pytest.raises(BadInput, match="不收这项评分"):
        mark(office, "jian", "511923101", 10)
    step(office, "2026-Q3", "begin_first")
    for points, what in (("40.01", "不在 0 至 40 之间"), ("-1", "不在 0 至 40 之间")):
        with pytest.raises(BadInput, match=what):
            mark(office, "jian", "511923101", points)
    with pytest.raises(BadInput, match="由系统计算"):
        mark(office, "jian", "511923101", 10, indicator="tasks")
    with office.change() as change:
        change.create("account", name="xi", display="席", division="510000")
        change.create("grant", account="xi", role="inspector", division="510000")
        change.create("post", unit=unit_uid("511923102"), kind="officer", person="席")
    with pytest.raises(NotAllowed, match="不能给本单位评分"):
        mark(office, "xi", "511923102", 10)
    later = Office.open(office.folder).on(date(2026, 9, 26))
    with pytest.raises(BadInput, match="已于 2026-09-25 截止"):
        mark(later, "jian", "511923101", 10)
    with pytest.raises(BadInput, match="已有轮次"):
        opened(office)
    assert office.register("mark").count() == 0


def test_running_again_writes_what_differs_and_a_renewal_touches_one_unit_and_what_is_above(office: Office) -> None:
    opened(office)
    step(office, "2026-Q3", "begin_first")
    whole = compute(office)
    assert whole.written == 16
    assert compute(office).written == 0
    tasks(office, "511922101", in_time=0, late=2)
    held = round_of(office, "2026-Q3")
    units = list(changed(office, held))
    assert units == [unit_uid("511922101")]
    with office.change() as change:
        some = renew(office, change, held, units)
    # its own row, and its town, county, prefecture and province; of records those of the unit alone
    assert (some.units, some.places, some.read) == (1, 4, 4)
    kept = (
        office.rows("SELECT unit, score, inputs FROM {round_result} ORDER BY unit"),
        office.rows("SELECT scope, score, units, reported, assessed, total, inputs FROM {round_place} ORDER BY scope"),
    )
    assert changed(office, round_of(office, "2026-Q3")) == {}
    assert compute(office).written == 0  # the renewal had come to the same
    # 6 of 10 tasks in time in the whole province; three of eight units have records, their scores are 75, 50 and 50
    assert kept[1][0] == (510000 * 10**9, 6000, 8, 3, 3, 17500, "[[6,10],null]")


def test_the_rubric_stays_as_it_was_when_the_round_was_opened(office: Office) -> None:
    opened(office)
    step(office, "2026-Q3", "begin_first")
    mark(office, "jian", "511923101", 30)
    (office.folder / "rules" / "zz.toml").write_text(
        '[[rubric]]\nid = "town"\nedition = "2027"\n[[rubric.indicator]]\nid = "tasks"\npoints = "90"\n', "utf-8"
    )
    later = Office.open(office.folder)
    compute(later)
    assert score(later, "511923101") == Decimal("75.00")
    found = kept_score(later, round_of(later, "2026-Q3"), later.unit(unit_uid("511923101")))
    assert found.published == Decimal("75.00")
    assert sum(item.contribution for item in found.items if item.contribution is not None) == found.unrounded


def test_a_draw_can_be_done_again_by_hand(office: Office) -> None:
    opened(office)
    with office.change() as change:
        drawn = draw(office, change, round_of(office, "2026-Q3"), "20260924", size=3)
    uids = [unit for (unit,) in office.rows("SELECT unit FROM {round_member}")]
    by_hand = sorted(uids, key=lambda uid: hashlib.sha256(f"20260924{uid}".encode()).hexdigest())[:3]
    assert [row["item"] for row in drawn] == by_hand
    assert order("1", uids) == order("1", reversed(uids))
    with office.change() as change:
        domains = draw(office, change, round_of(office, "2026-Q3"), "7", "domains")
    assert (len(domains), domains[0]["of"]) == (15, 26)
    with pytest.raises(BadInput, match="已经抽过"), office.change() as change:
        draw(office, change, round_of(office, "2026-Q3"), "8")
    step(office, "2026-Q3", "begin_first")
    left = next(
        code
        for code in ("511923101", "511923102", "511923103", "511922101", "511922", "511923")
        if unit_uid(code) not in by_hand
    )
    with pytest.raises(BadInput, match="未被抽中"):
        mark(office, "jian", left, 10)
    assert verify(office).faults == []


KILLED = """
import os, signal, sys
from gongkai.core.office import Office
from gongkai.plugins.inspection.rounds import run as module
from gongkai.plugins.inspection.rounds.finding import round_of
office = Office.open(sys.argv[1])
keep = module.keep
def dies(change, register, *rest):
    if register == "round_place":
        os.kill(os.getpid(), signal.SIGKILL)
    return keep(change, register, *rest)
module.keep = dies
with office.change() as change:
    module.run(office, change, round_of(office, "2026-Q3"))
"""


def test_a_run_that_is_killed_leaves_nothing_and_the_next_gives_the_same(office: Office) -> None:
    opened(office)
    step(office, "2026-Q3", "begin_first")
    died = subprocess.run([sys.executable, "-c", KILLED, str(office.folder)], timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL
    assert office.rows("SELECT count(*) FROM {round_result}")[0][0] == 0
    assert round_of(office, "2026-Q3").run_on is None
    assert compute(office).written == 16 and score(office, "511923102") == Decimal("50.00")
    assert verify(office).faults == []


def test_ranks_around_a_unit_and_the_best_and_worst(office: Office) -> None:
    opened(office)
    step(office, "2026-Q3", "begin_first")
    compute(office)
    places = ranked(results(office, round_of(office, "2026-Q3")))
    towns = [(p.rank, p.score.name) for p in places if p.score.level == "township"]
    assert towns == [(1, "正直镇人民政府"), (2, "响滩镇人民政府"), (3, "西兴镇人民政府"), (None, "佛楼镇人民政府")]
    near = around(places, unit_uid("511923101"), 1)
    assert [p.score.name for p in near] == ["正直镇人民政府", "响滩镇人民政府", "西兴镇人民政府"]
    named = best_and_worst(places, 1)
    assert [(which, p.score.name) for which, p in named] == [("best", "正直镇人民政府"), ("worst", "西兴镇人民政府")]


def test_what_moved_since_an_earlier_round_and_who_has_no_baseline(office: Office) -> None:
    opened(office, "2026-Q2", within=511900 * 10**9)
    step(office, "2026-Q2", "begin_first")
    compute(office, "2026-Q2")
    tasks(office, "511923102", in_time=2, late=0)
    tasks(office, "511923103", in_time=1, late=0)
    with office.change() as change:
        new = change.create("unit", name="新设局", kind="township_government", level="township", division="511923101",
                            valid_from="2026-10-01").uid  # fmt: skip
    later = Office.open(office.folder).on(date(2026, 10, 8))
    with later.change() as change:
        change.create("task", unit=new, title="新任务", start="2026-09-30", due="2026-10-02")
    opened(later, "2026-Q4")
    step(later, "2026-Q4", "begin_first")
    compute(later, "2026-Q4")
    found = {c.score.uid: c for c in since(later, round_of(later, "2026-Q4"), round_of(later, "2026-Q2"))}
    assert found[unit_uid("511923102")].by == Decimal("25.00")  # 1 of 2, then 3 of 4
    assert next(iter(found)) == unit_uid("511923102")
    reasons = {uid: str(c.why) for uid, c in found.items() if c.by is None}
    assert reasons == {unit_uid("511923103"): "上轮未评，无基数", new: "2026-10-01 新设，无基数"}


def test_the_commands_of_a_round(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(command: click.Command, *words: str, format: str = "json") -> Any:
        session = Session()
        session.__dict__["office"] = office
        session.choose(format)
        found = CliRunner().invoke(command, words, obj=session)
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return json.loads(found.stdout) if found.stdout.startswith(("[", "{")) else found.stdout

    said(round_command, "open", "2026", "--rubric", "town", "--within", "511900", "--cut-off", "2026-12-31")
    with pytest.raises(BadInput, match="没有轮次 2025"):
        said(round_command, "run", "2025")
    said(round_command, "advance", "2026", "--step", "begin_first")
    (row,) = said(round_command, "run", "--all")
    assert (row["round"], row["units"], row["statements"]) == ("2026", 7, 1)
    assert said(round_command, "run", "2026", "--changed")[0]["written"] == 0
    places = said(round_command, "places", "2026", "--level", "county")
    assert [(row["name"], row["rank"], row["score"], row["mean"]) for row in places] == [
        ("南江县", 1, "100.00", "100.00"), ("平昌县", 2, "66.67", "62.50"),
    ]  # fmt: skip
    top = said(score_command, "ranking", "--round", "2026", "--best", "1")
    assert [(row["which"], row["name"]) for row in top] == [("best", "正直镇人民政府"), ("worst", "西兴镇人民政府")]
    near = said(score_command, "ranking", "--round", "2026", "--around", "响滩镇人民政府")
    assert [row["rank"] for row in near] == [1, 2, 3, None]
    with pytest.raises(BadInput, match="只用一个"):
        said(score_command, "ranking", "--round", "2026", "--best", "1", "--around", "响滩镇人民政府")
    assert len(said(round_command, "draw", "2026", "--seed", "1", "--what", "domains", "--size", "2")) == 2
    said(round_command, "publish", "2026")
    tasks(office, "511923102", in_time=2, late=0)
    with pytest.raises(CheckFailed, match="公布的得分不变"):
        said(round_command, "changed", "2026")
