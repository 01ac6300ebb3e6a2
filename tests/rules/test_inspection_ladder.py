"""The ladder of accountability: proposed from grounds, decided by people, undone on appeal; looking again changes nothing."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.nightly import run as nightly
from gongkai.core.register import Query
from gongkai.core.today import cards
from gongkai.plugins.inspection.consequences.orders.opening import open_orders
from gongkai.plugins.inspection.consequences.orders.sources import Problem
from gongkai.plugins.inspection.consequences.sanctions import standing
from gongkai.plugins.inspection.consequences.sanctions.proposing import look, propose
from gongkai.plugins.inspection.consequences.sanctions.rules import rules_of
from tests.accountability import Ladder
from tests.rules.powers import Maker as TownMaker
from tests.rules.world import World

REGION = ("pingchang",)
PLACE = "511923"
LISTING = [("510000", "四川省"), ("511900", "巴中市"), (PLACE, "平昌县"), ("511923101", "响滩镇")]


@pytest.fixture
def at(world: World) -> Ladder:
    return Ladder(world.office).staff(PLACE)


@pytest.fixture
def unit(at: Ladder) -> str:
    found = at.unit("education")
    at.speaks_for(found)
    return found


def card(at: Ladder, unit: str) -> Any:
    """A yellow card that was taken on the day of the third circular, 10 June."""
    at.circulars(unit, "2026-06-01", "2026-06-05", "2026-06-10")
    (made,) = at.propose()
    return at.take(made)


def test_three_circulars_in_a_calendar_year_bring_a_proposal_of_a_yellow_card(at: Ladder, unit: str) -> None:
    # covers: PC-57
    first = at.circulars(unit, "2026-06-01", "2026-06-05")
    assert at.propose() == []
    third = at.circulars(unit, "2026-06-10")
    (made,) = at.propose()
    assert (made.kind, made.stage, made.rule, made.period, made.day) == (
        "yellow-card", "proposed", "PC-57", "2026", date(2026, 6, 10)
    )  # fmt: skip
    assert at.grounds(made) == [one.uid for one in (*first, *third)]
    assert "三次" in made.why and "2026-06-10" in made.why
    assert at.propose() == []  # the same is proposed once
    assert at.kinds("inforce") == ["circular"] * 3  # and nothing is taken by itself


@pytest.mark.parametrize(("days", "proposed"), [
    (("2026-11-02", "2026-12-01", "2027-01-05"), 0),
    (("2026-11-02", "2026-12-01", "2027-01-05", "2027-02-01", "2027-03-01"), 1),
    (("2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05"), 1),
    (("2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05", "2026-06-08"), 2),
])  # fmt: skip
def test_the_count_begins_anew_each_year_and_a_circular_counts_once(
    at: Ladder, unit: str, days: tuple[str, ...], proposed: int
) -> None:
    at.circulars(unit, *days)
    assert len(at.propose()) == proposed


def test_looking_late_or_again_proposes_the_same_with_the_same_days(at: Ladder, unit: str) -> None:
    at.circulars(unit, "2026-06-01", "2026-06-05", "2026-06-10")
    seen = []
    for day in ("2026-06-10", "2026-06-11", "2026-09-01", "2027-02-01"):
        at.office.stand_on(day)
        seen.append([(one.uid, one.grounds[-1].day) for one in look(at.office).new])
    assert seen[0] and all(one == seen[0] for one in seen)
    nightly(at.office)
    assert nightly(at.office) == []
    assert [(one.uid, one.day.isoformat()) for one in at.all(stage="proposed")] == seen[0]


def test_what_is_undone_on_appeal_counts_no_more(at: Ladder, unit: str) -> None:
    ones = at.circulars(unit, "2026-06-01", "2026-06-05", "2026-06-10")
    (made,) = at.propose()
    at.undo(ones[1])
    assert at.kinds("lapsed") == ["yellow-card"]  # it rested on what is gone
    assert at.propose() == []
    fourth = at.circulars(unit, "2026-06-12")
    (again,) = at.propose()
    assert again.uid != made.uid and at.grounds(again) == [ones[0].uid, ones[2].uid, fourth[0].uid]

    taken = at.take(again)
    at.undo(fourth[0])
    assert [one.uid for one in at.office.fetch(at.office.register("sanction").select(Query(filters=("shaken",))))] == [
        taken.uid
    ]
    assert "sanction.shaken" in {one.key for one in cards(at.office)}


def test_while_an_appeal_is_open_the_measure_counts_and_when_it_fails_too(at: Ladder, unit: str) -> None:
    ones = at.circulars(unit, "2026-06-01", "2026-06-05", "2026-06-10")
    at.do("wen", "sanction", ones[0], "appeal", appeal="情况不符。")
    (made,) = at.propose()
    kept = at.do("liu", "sanction", ones[0], "keep", answer="事实清楚。")
    assert (kept.stage, kept.answered_by) == ("inforce", "liu")
    with pytest.raises(BadInput, match="不能再次申诉"):
        at.do("wen", "sanction", ones[0], "appeal", appeal="再看一次。")
    assert at.take(made).stage == "inforce"


def test_a_declined_proposal_comes_again_only_with_something_new(at: Ladder, unit: str) -> None:
    at.circulars(unit, "2026-06-01", "2026-06-05", "2026-06-10")
    (made,) = at.propose()
    with pytest.raises(BadInput, match="说明理由"):
        at.do("zhang", "sanction", made, "decline")
    at.do("zhang", "sanction", made, "decline", "三次通报同一件事")
    assert at.propose() == []
    at.circulars(unit, "2026-06-15")
    (again,) = at.propose()
    assert len(at.grounds(again)) == 4


def test_people_decide_and_not_those_who_proposed_or_belong_to_the_unit(at: Ladder, unit: str) -> None:
    made = at.office.as_("du").register("sanction").save(None, {"unit": unit, "kind": "circular", "why": "检查发现"})
    for who in ("du", "wen"):
        with pytest.raises(NotAllowed):
            at.do(who, "sanction", made, "confirm")
    own = at.office.register("sanction").save(None, {"unit": unit, "kind": "television", "why": "暗访发现"})
    with pytest.raises(NotAllowed, match="本人"):
        at.do("admin", "sanction", own, "confirm")
    at.hold(unit, "deputy-in-charge", "zhang")
    with pytest.raises(NotAllowed, match="任职"):
        at.take(made)
    assert at.do("liu", "sanction", made, "confirm").decided_by == "liu"
    with pytest.raises(BadInput, match="已采取"):
        at.do("liu", "sanction", made, "confirm")


def test_an_appeal_has_its_clock_and_is_the_units_own(at: Ladder, unit: str) -> None:
    made = at.by_hand(unit, "circular")
    assert made.appeal_by == date(2026, 7, 1)
    with pytest.raises(NotAllowed):
        at.do("du", "sanction", made, "appeal", appeal="替他说。")
    with pytest.raises(NotAllowed, match="申诉由"):
        at.do("admin", "sanction", made, "appeal", appeal="替他说。")
    at.office.stand_on("2026-07-02")
    with pytest.raises(BadInput, match="申诉期限"):
        at.do("wen", "sanction", made, "appeal", appeal="情况不符。")
    at.office.stand_on("2026-07-01")
    open_ = at.do("wen", "sanction", made, "appeal", appeal="情况不符。")
    assert (open_.stage, open_.answer_due) == ("appealed", date(2026, 7, 31))
    with pytest.raises(NotAllowed):
        at.do("zhang", "sanction", made, "revoke", answer="撤销。")  # who decided does not answer
    assert "sanction.to_answer" in {one.key for one in cards(at.office.as_("liu"))}
    assert "sanction.to_answer" not in {one.key for one in cards(at.office.as_("zhang"))}
    at.office.stand_on("2026-08-01")
    assert at.office.register("sanction").count(Query(filters=("answer_late",))) == 1


def test_no_change_within_the_limit_leads_up_the_ladder_one_step_at_a_time(at: Ladder, unit: str) -> None:
    # covers: PC-58 PC-59
    taken = card(at, unit)
    assert taken.change_by == date(2026, 7, 10)
    at.office.stand_on("2026-07-10")
    assert at.propose() == []
    at.office.stand_on("2026-07-20")  # looked late: the day is that of the limit
    (report,) = at.propose()
    assert (report.kind, report.rule, report.day) == ("head-report", "PC-58", date(2026, 7, 10))
    with pytest.raises(BadInput, match="责任人"):
        at.take(report)
    report = at.take(report, person="王局长")
    at.office.stand_on(str(report.change_by + timedelta(days=1)))
    made = at.propose()
    assert sorted(one.kind for one in made) == ["discipline", "organisational-measures"]
    assert {one.rule for one in made} == {"PC-59"} and {tuple(at.grounds(one)) for one in made} == {(report.uid,)}
    assert at.propose() == []


def test_a_change_seen_in_time_ends_the_ladder_and_a_late_one_does_not(at: Ladder, unit: str) -> None:
    taken = card(at, unit)
    with pytest.raises(NotAllowed):
        at.do("wen", "sanction", taken, "change", change_note="自己说的。")
    at.office.stand_on("2026-07-09")
    assert at.do("du", "sanction", taken, "change", change_note="三个栏目均已更新。").stage == "lifted"
    at.office.stand_on("2026-12-01")
    assert at.propose() == []

    other = at.unit("health")
    second = card(at, other)
    at.office.stand_on(str(second.change_by + timedelta(days=5)))
    at.do("du", "sanction", second, "change", change_note="晚了五天。")
    assert [one.kind for one in at.propose()] == ["head-report"]


def test_a_proposal_whose_ground_is_gone_cannot_be_taken(at: Ladder, unit: str) -> None:
    fact = at.fact(unit, "buck-passing", person="李某", duty="首问接待")
    (made,) = at.propose()
    at.do("jian", "incident", fact, "reopen", "当事人有新证据")
    with pytest.raises(BadInput, match="依据已不成立"):
        at.take(made)
    assert at.propose() == [] and at.kinds("lapsed") == ["warning"]
    at.do("cha", "incident", fact, "dismiss", outcome="查无此事。")
    at.do("jian", "incident", fact, "reopen", "再查")
    at.do("cha", "incident", fact, "establish", outcome="还是属实。")
    assert at.propose() == [] and at.kinds() == ["warning"]  # the same one, open again
    assert at.take(at.all(stage="proposed")[0]).stage == "inforce"


def test_an_order_that_is_late_brings_a_circular_and_the_unit_sees_what_comes_next(at: Ladder, unit: str) -> None:
    for number in range(4):
        with at.office.change() as change:
            open_orders(
                at.office, change, [Problem(unit, f"问题{number}")], due=date(2026, 6, 5 + number // 2 + number // 3)
            )
    at.office.stand_on("2026-06-20")
    made = at.propose()
    assert [one.kind for one in made] == ["circular"] * 3 and {one.rule for one in made} == {"REG-47"}
    assert sorted(len(at.grounds(one)) for one in made) == [1, 1, 2]  # what was late on one day is one circular
    assert "sanction.to_decide" in {one.key for one in cards(at.office.as_("zhang"))}
    assert "sanction.to_decide" not in {one.key for one in cards(at.office.as_("jian"))}
    for one in made[:2]:
        at.take(one)
    record = at.office.unit(unit)
    assert [str(one.what) for one in standing.ahead(at.office, unit)] == ["已有 2 次，再有 1 次：黄牌警告"]
    said = "\n".join(standing.lines(at.office, record))
    assert "问题0" in said and "待决定" in said and "再有 1 次" in said
    at.take(made[2])
    (yellow,) = at.propose()
    at.take(yellow)
    coming = standing.ahead(at.office, unit)
    assert [(one.rule.id, one.when) for one in coming] == [("pc-head-report", date(2026, 7, 20))]
    assert standing.lines(at.office, at.office.unit(at.unit("health"))) == ["没有问责措施。"]


def test_the_order_in_which_circulars_were_entered_does_not_matter(at: Ladder, unit: str) -> None:
    days = ("2026-06-01", "2026-06-05", "2026-06-10")
    units = [at.unit(name) for name in ("education", "health", "police", "justice", "finance", "water")]
    seen = set()
    for one, order in zip(units, itertools.permutations(days), strict=True):
        for day in order:
            at.circulars(one, day)
    at.office.stand_on("2026-06-20")
    for made in at.propose():
        seen.add((made.kind, made.day, len(at.grounds(made))))
    assert seen == {("yellow-card", date(2026, 6, 10), 3)} and len(at.all(kind="yellow-card")) == 6


def test_what_a_person_proposes_names_its_grounds_before_the_decision(at: Ladder, unit: str) -> None:
    fact = at.fact(unit, "poor-work")
    made = at.office.as_("du").register("sanction").save(None, {"unit": unit, "kind": "television", "why": "暗访"})
    grounds = at.office.as_("du").register("sanction_ground")
    grounds.save(None, {"sanction": made.uid, "register": "incident", "record": fact.uid})
    with pytest.raises(BadInput, match="没有问责线索"):
        grounds.save(None, {"sanction": made.uid, "register": "incident", "record": "nosuch"})
    assert at.grounds(made) == [fact.uid]
    at.take(made)
    with pytest.raises(BadInput, match="待决定"):
        grounds.save(None, {"sanction": made.uid, "register": "incident", "record": fact.uid})


@pytest.mark.parametrize(("rule", "said"), [
    ('kind = "nothing"\nregister = "order"\nday = "due"', "nothing"),
    ('kind = "circular"\nregister = "order"\nfilters = ["nothing"]\nday = "due"', "没有筛选 nothing"),
    ('kind = "circular"\nregister = "order"\nday = "nothing"', "没有字段 nothing"),
    ('kind = "circular"', "register"),
    ('kind = "circular"\nfigures = [{ measure = "nothing", below = "1" }]', "nothing"),
    ('kind = "circular"\nfigures = [{ measure = "order.in_time", below = "many" }]', "many"),
    ('kind = "circular"\nregister = "order"\nday = "due"\nwindow = "decade"', "decade"),
    ('kind = "circular"\nregister = "order"\nday = "due"\ncount = 0', "0"),
    ('kind = "circular"\nregister = "order"\nday = "due"\ncount = 2\ntogether = true', "2"),
])  # fmt: skip
def test_a_wrong_rule_is_named_and_proposes_nothing(at: Ladder, rule: str, said: str) -> None:
    (at.office.folder / "rules").mkdir()
    (at.office.folder / "rules" / "own.toml").write_text(
        f'[[sanction_rule]]\nid = "own"\nname = {{ zh = "自定", en = "Own" }}\n{rule}\n', "utf-8"
    )
    with pytest.raises(BadInput, match=said):
        rules_of(type(at.office).open(at.office.folder))


def test_a_region_changes_the_count_and_the_window_without_code(make: TownMaker, store_url: str) -> None:
    rules = (
        '[[sanction_rule]]\nid = "pc-yellow-card"\ncount = 2\nwindow = "year"\n'
        '[[sanction_kind]]\nkey = "yellow-card"\nlimit = "10wd"\n[sanctions]\nappeal = "5wd"\n'
    )
    office = make(rules=rules, store=store_url)
    unit = office.rows("SELECT uid FROM {unit} ORDER BY id LIMIT 1")[0][0]
    for day in ("2026-11-02", "2027-01-05"):
        office.stand_on(day)
        made = office.as_("ban").register("sanction").save(None, {"unit": unit, "kind": "circular", "why": "检查"})
        office.as_("zhi").register("sanction").act(made, "confirm")
    with office.change() as change:
        (one,) = propose(office, change).new  # over the turn of the year: the last 365 days
    taken = office.as_("zhi").register("sanction").act(office.register("sanction").get(one.uid), "confirm")
    assert (taken.kind, taken.change_by, taken.appeal_by) == ("yellow-card", date(2027, 1, 19), date(2027, 1, 12))
    assert Decimal(str(office.rows("SELECT count(*) FROM {sanction_ground}")[0][0])) == 2
