"""Rules of accountability by their effect, region by region: what a fact, a figure or a late record brings about."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.measures import measures_of, scan
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.ruled import effects
from gongkai.core.rules import Rule
from gongkai.core.today import cards
from gongkai.plugins.inspection.consequences.orders.opening import open_orders
from gongkai.plugins.inspection.consequences.orders.sources import from_findings, from_record
from gongkai.plugins.inspection.consequences.sanctions.rules import kinds_of
from gongkai.plugins.inspection.engine import score_of
from gongkai.plugins.inspection.rounds.kinds import open_kind, owed
from gongkai.plugins.inspection.rubrics import rubric_of
from gongkai.plugins.tasks.requests.intake import receive
from tests.accountability import Ladder
from tests.rules.world import settle

PLACE = "511923"
LISTING = [("510000", "四川省"), ("511900", "巴中市"), (PLACE, "平昌县"), ("511923101", "响滩镇")]
Opening = Callable[[str], Ladder]


@pytest.fixture(scope="module")
def made_here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {"": tmp_path_factory.mktemp("accountability")}


@pytest.fixture
def region(made_here: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opening]:
    """Opens a small county of a region with the people of the ladder; each region's office is made once."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-06-01")
    opened: list[Office] = []

    def opening(name: str) -> Ladder:
        if name not in made_here:
            folder = made_here[name] = made_here[""] / name
            settle(folder, (name,), PLACE, LISTING)
            office = Office.open(folder)
            Ladder(office).staff(PLACE)
            office.close()
        shutil.copytree(made_here[name], tmp_path / name)
        opened.append(Office.open(tmp_path / name))
        return Ladder(opened[-1])

    yield opening
    for office in opened:
        office.close()


def proposed(at: Ladder, but: str = "") -> list[tuple[str, str]]:
    """Kinds and rules of what is newly proposed; ``but`` one rule."""
    return sorted((one.kind, one.rule) for one in at.propose() if one.rule != but)


@pytest.mark.parametrize(("kind", "measure"), [
    ("poor-work", "criticism"), ("refusal", "liability"), ("falsehood", "liability"), ("infringement", "liability"),
])  # fmt: skip
def test_quzhou_has_two_steps_by_what_was_done(region: Opening, kind: str, measure: str) -> None:
    # covers: QZ-62
    at = region("quzhou")
    at.fact(at.unit("education"), kind, person="李某")
    assert proposed(at) == [(measure, "QZ-62")]
    made = at.all()[0]
    if measure == "liability":
        with pytest.raises(BadInput, match="责任人"):
            at.take(made)
    assert at.take(made, person="李某").stage == "inforce"


def test_quzhou_commends_units_and_persons(region: Opening) -> None:
    # covers: QZ-72
    at = region("quzhou")
    unit = at.unit("education")
    office = at.office.as_("du")
    group = office.register("honour").save(None, {"unit": unit, "title": "电子政务先进单位"})
    person = office.register("honour").save(None, {"unit": unit, "title": "电子政务先进个人", "person": "李明"})
    for one in (group, person):
        with pytest.raises(NotAllowed):
            at.do("du", "honour", one, "grant")  # who names does not grant
        done = at.do("zhang", "honour", one, "grant", doc_no="衢政〔2026〕1号")
        assert (done.stage, done.year, done.granted_by) == ("granted", 2026, "zhang")
    assert [one.person for one in at.all("honour")] == [None, "李明"]
    assert at.office.register("honour").count(Query(filters=("persons",))) == 1


def test_a_breach_of_procedure_is_pursued_when_its_results_are_grave(region: Opening) -> None:
    # covers: HYA-16
    at = region("nation2010")
    unit = at.unit("education")
    at.fact(unit, "breach-of-procedure", person="李某", source="check")
    assert proposed(at) == []
    at.fact(unit, "breach-of-procedure", person="李某", source="check", grave="1")
    assert proposed(at) == [("liability", "HYA-16")]


def test_supervision_and_the_competent_department_keep_each_other_in_check(region: Opening) -> None:
    # covers: HYA-21
    at = region("nation2010")
    fact = at.fact(at.unit("education"), "poor-work", settled=False)
    with pytest.raises(NotAllowed, match="本人"):
        at.do("jian", "incident", fact, "establish", outcome="属实。")  # who entered it does not settle it
    with pytest.raises(NotAllowed):
        at.do("du", "incident", fact, "establish", outcome="属实。")  # the department proposes, and does not settle
    at.do("cha", "incident", fact, "establish", outcome="属实。")
    made = at.office.as_("du").register("sanction").save(None, {"unit": fact.unit, "kind": "circular", "why": "查实"})
    for who in ("du", "jian"):
        with pytest.raises(NotAllowed):
            at.do(who, "sanction", made, "confirm")
    assert at.take(made).decided_by == "zhang"


def test_key_posts_and_steps_are_checked_first_corrected_then_pursued(region: Opening) -> None:
    # covers: HYA-26
    at = region("nation2010")
    unit = at.unit("education")
    mild = at.fact(unit, "poor-work", source="key-posts")
    assert at.office.register("incident").count(Query(filters=("unpursued",))) == 1
    with at.office.change() as change:
        done = open_orders(at.office, change, [from_record(at.office, f"incident:{mild.uid}")])
    assert len(done.uids) == 1 and at.office.register("incident").count(Query(filters=("unpursued",))) == 0
    assert proposed(at) == []
    for source in ("key-steps", "report"):
        at.fact(unit, "poor-work", source=source, grave="1")
    assert proposed(at) == [("accountability", "HYA-26")] * 2


def test_business_outside_the_centre_is_named(region: Opening) -> None:
    # covers: HYA-27
    at = region("nation2010")
    at.fact(at.unit("education"), "outside-centre", source="check")
    assert proposed(at) == [("circular", "HYA-27")]


def test_reports_of_breaches_are_looked_into_in_time(region: Opening) -> None:
    # covers: HYB-22
    at = region("nation2008")
    unit = at.unit("education")
    fact = at.fact(unit, "refusal", settled=False, source="report")
    assert fact.due == date(2026, 6, 23)  # fifteen working days, 19 June off
    at.office.stand_on("2026-06-24")
    assert "incident.overdue" in {one.key for one in cards(at.office.as_("cha"))}
    with pytest.raises(BadInput, match="责任人"):
        at.do("cha", "incident", fact, "establish", outcome="属实。")
    at.do("cha", "incident", fact, "establish", outcome="属实。", person="李某")
    assert proposed(at) == [("accountability", "HYB-22")]
    at.fact(unit, "poor-work", settled=False, source="report", title="查无实据")
    at.do("cha", "incident", at.all("incident")[-1], "dismiss", outcome="不属实。")
    assert proposed(at) == []


def test_what_disclosure_brings_to_light_is_corrected_and_punished(region: Opening) -> None:
    # covers: HYB-38
    at = region("nation2008")
    fact = at.fact(at.unit("education"), "poor-work", source="disclosure")
    with at.office.change() as change:
        (uid,) = open_orders(at.office, change, [from_record(at.office, f"incident:{fact.uid}")]).uids
    assert at.office.register("order").get(uid).record == fact.uid  # corrected
    assert proposed(at) == [("accountability", "HYB-38")]  # and punished, once somebody decides


def test_zaozhuang_takes_honours_away_and_gives_them_back_on_appeal(region: Opening) -> None:
    # covers: ZZ-06
    at = region("zaozhuang")
    unit = at.unit("education")
    at.speaks_for(unit)
    at.fact(unit, "not-in-place", person="李某")
    assert proposed(at) == [("liability", "ZZ-06"), ("no-awards", "ZZ-06")]
    named = at.office.as_("du").register("honour").save(None, {"unit": unit, "title": "先进单位"})
    made = at.all(kind="no-awards")[0]
    at.take(made)
    with pytest.raises(BadInput, match="取消评先评优资格"):
        at.do("zhang", "honour", named, "grant")
    other = at.office.as_("du").register("honour").save(None, {"unit": unit, "title": "先进单位", "year": 2027})
    assert at.do("zhang", "honour", other, "grant").stage == "granted"  # only the year of the measure
    at.undo(made)
    assert at.do("zhang", "honour", named, "grant").stage == "granted"


def test_gansu_pursues_by_the_provinces_rules_what_inaction_brought_about(region: Opening) -> None:
    # covers: GS-32 GS-33
    at = region("gansu")
    unit = at.unit("education")
    at.fact(unit, "inaction", person="李某")
    assert proposed(at) == []
    at.fact(unit, "inaction", person="李某", grave="1")
    assert proposed(at) == [("liability", "GS-33")]
    assert kinds_of(at.office)["liability"].rule == "GS-32" and str(kinds_of(at.office)["liability"].name) == "责任追究"


def test_kaiyang_counts_petitions_and_lawsuits_and_orders_blank_columns(region: Opening) -> None:
    # covers: KY-06 KY-08 KY-13
    at = region("kaiyang")
    unit, other = at.unit("education"), at.unit("health")
    at.fact(unit, "petition")
    at.fact(unit, "lawsuit")
    at.fact(other, "petition", settled=False)
    figures = scan(at.office, [measures_of(at.office)["ky.petitions"]], 0, 10**15).of("ky.petitions")
    assert (figures[unit].numerator, figures[other].numerator) == (Decimal(2), Decimal(0))
    at.catalogue()
    at.office.stand_on("2027-01-10")
    problems = list(from_findings(at.office, "blank"))
    with at.office.change() as change:
        done = open_orders(at.office, change, problems)
    assert len(done.uids) == len(problems) > 0  # each blank column is ordered to be filled
    assert list(at.bound("ky-case-library")) == ["ky-supervision"]


# ---- Pingchang


@pytest.fixture
def pc(region: Opening) -> Ladder:
    return region("pingchang")


def test_the_complaint_centre_has_three_posts(pc: Ladder) -> None:
    # covers: PC-16
    centre = pc.unit("complaint-centre")
    for name in ("甲", "乙"):
        pc.hold(centre, "complaint-officer", name)
        assert pc.told("PC-16", centre)
    pc.hold(centre, "complaint-officer", "丙")
    assert pc.told("PC-16", centre) == []


@pytest.mark.parametrize("kind", ["buck-passing", "backlog", "error", "complaint"])
def test_each_of_the_four_zeros_that_is_missed_counts_and_brings_a_warning(pc: Ladder, kind: str) -> None:
    # covers: PC-27 PC-56
    unit = pc.unit("education")
    with pytest.raises(BadInput, match="责任人、应尽职责"):
        pc.fact(unit, kind)
    pc.do("cha", "incident", pc.all("incident")[0], "establish", outcome="属实。", person="李某", duty="首问接待")
    assert proposed(pc) == [("warning", "PC-56")]
    known = measures_of(pc.office)
    keys = ("pc.zeros", "sanction.notices")
    before = {key: scan(pc.office, [known[key]], 0, 10**15).of(key)[unit].numerator for key in keys}
    assert before == {"pc.zeros": 1, "sanction.notices": 0}
    pc.take(pc.all()[0])  # a warning that was given is a figure of the year's assessment
    assert scan(pc.office, [known["sanction.notices"]], 0, 10**15).of("sanction.notices")[unit].numerator == 1


@pytest.mark.parametrize(("on_spot", "on_time", "vetoed"), [
    (900, 990, False), (899, 990, True), (900, 989, True), (899, 989, True), (1000, 1000, False),
])  # fmt: skip
def test_a_window_strictly_below_a_line_is_vetoed_for_the_year(
    pc: Ladder, on_spot: int, on_time: int, vetoed: bool
) -> None:
    # covers: PC-29
    unit = pc.unit("education")
    for month, share in (("2026-03", 4), ("2026-05", 6)):  # the year as a whole counts, not a month
        pc.add("service_figure", unit=unit, month=month, total=100 * share, closed=100 * share,
               on_spot=on_spot * share // 10, on_time=on_time * share // 10)  # fmt: skip
    spot, time = (sum(v * s // 10 for s in (4, 6)) for v in (on_spot, on_time))
    assert vetoed == (spot < 900 or time < 990)
    pc.office.stand_on("2026-12-31")
    assert pc.propose() == []  # the year is not over
    pc.office.stand_on("2027-01-20")
    made = pc.propose()
    assert [(one.kind, one.rule, one.period, one.day) for one in made] == (
        [("veto", "PC-29", "2026", date(2026, 12, 31))] if vetoed else []
    )
    if not vetoed:
        return
    assert f"{spot}/1000" in made[0].why or f"{time}/1000" in made[0].why
    record = pc.office.unit(unit)
    pc.catalogue()
    rubric = rubric_of(pc.office, "default")
    before = score_of(pc.office, record, rubric, date(2026, 12, 31))
    pc.take(made[0])
    after = score_of(pc.office, record, rubric, date(2026, 12, 31))
    assert before is not None and after is not None and before.result is not None and after.result is not None
    assert before.result.verdict.value != "vetoed"
    assert after.result.verdict.value == "vetoed" and after.published == Decimal(0)
    named = pc.office.as_("du").register("honour").save(None, {"unit": unit, "title": "先进单位", "year": 2026})
    with pytest.raises(BadInput, match="一票否决"):
        pc.do("zhang", "honour", named, "grant")
    pc.office.stand_on("2028-03-01")
    assert proposed(pc, but="PC-78") == []


def test_both_lines_may_be_asked_for_instead(pc: Ladder) -> None:
    (pc.office.folder / "rules").mkdir()
    (pc.office.folder / "rules" / "own.toml").write_text(
        '[[sanction_rule]]\nid = "pc-window-veto"\njoin = "and"\n', "utf-8"
    )
    at = Ladder(Office.open(pc.office.folder))
    for template, on_time in (("education", 100), ("health", 98)):
        at.add(
            "service_figure",
            unit=at.unit(template),
            month="2026-05",
            total=100,
            closed=100,
            on_spot=80,
            on_time=on_time,
        )
    at.office.stand_on("2027-01-20")
    assert [(one.unit, one.kind) for one in at.propose()] == [(at.unit("health"), "veto")]
    at.office.close()


def test_who_approved_answers_and_the_fact_leads_to_the_end(pc: Ladder) -> None:
    # covers: PC-33 PC-44
    pc.catalogue()
    unit = pc.unit("education")
    entry = pc.office.rows(
        "SELECT uid, obligation FROM {entry} WHERE unit = ? AND importance <> 'important' LIMIT 1", (unit,)
    )[0][0]
    for name, role in (("ni", "clerk"), ("shen", "reviewer"), ("pi", "signer")):
        pc.add("account", name=name, display=f"{name}同志", division=PLACE)
        pc.add("grant", account=name, role=role, division=PLACE)
    pc.office.forget()
    pc.do("ni", "entry", pc.office.register("entry").get(entry), "draft")
    publication = pc.all("publication", entry=entry)[0]
    pc.office.as_("ni").register("publication").save(publication, {"content": "收入120万元，支出118万元。"})
    for who, step in (("ni", "submit"), ("shen", "review"), ("pi", "sign")):
        pc.do(who, "publication", publication, step)

    said = {"register": "publication", "record": publication.uid}
    fact = pc.fact(unit, "wrong-approval", settled=False, **said)
    with pytest.raises(BadInput, match="应尽职责"):
        pc.do("cha", "incident", fact, "establish", outcome="内容有误。")  # to a person, and to that person's duty
    done = pc.do("cha", "incident", fact, "establish", outcome="内容有误。", duty="签发前核对")
    assert done.person == "pi同志"  # who signed, found in the record's own history
    unpursued = Query(filters=("unpursued",))
    assert pc.office.register("incident").count(unpursued) == 1  # until something is decided it stays in sight
    assert "incident.unpursued" in {one.key for one in cards(pc.office)}
    assert proposed(pc, but="PC-78") == [("accountability", "PC-33")]
    pc.take(pc.all(kind="accountability")[0], person="pi同志")
    assert pc.office.register("incident").count(unpursued) == 0


def test_each_lost_lawsuit_costs_twenty_thousand_once_a_person_finds_the_cause(pc: Ladder) -> None:
    # covers: PC-34 PC-35
    unit = pc.unit("education")
    system = pc.office.as_system()
    asked = receive(system, {
        "unit": unit, "name": "张三", "id_kind": "idcard", "id_no": "511923199001011234", "phone": "13800000000",
        "title": "校车采购合同", "content": "2025年", "manner": "in-person", "sent_on": "2026-04-01",
    })  # fmt: skip
    lost = {"unit": unit, "request": asked.uid, "filed_on": "2026-05-04", "closed_on": "2026-05-20"}
    with system.change() as change:
        change.create("remedy", **lost, kind="suit", result="corrected")
        change.create("remedy", **lost, kind="suit", result="upheld")  # won
        change.create("remedy", **lost, kind="review", result="corrected")  # no lawsuit
    pc.fact(unit, "lawsuit-lost", case_no="（2026）川1923行初5号", source="court", title="行政处罚案败诉")
    made = pc.propose()
    assert (
        sorted((one.kind, one.amount) for one in made if one.kind == "budget-cut")
        == [("budget-cut", Decimal(20000))] * 2
    )
    assert sorted(one.kind for one in made) == ["budget-cut"] * 2 + ["self-criticism"] * 2
    first, second = (one for one in made if one.kind == "budget-cut")
    with pytest.raises(BadInput, match="认定的原因"):
        pc.take(first)
    assert pc.take(first, cause="答复超期，工作不落实。").cause == "答复超期，工作不落实。"
    pc.do("zhang", "sanction", second, "decline", "败诉不因工作不落实")
    letter = next(one for one in made if one.kind == "self-criticism")
    assert pc.take(letter, person="王局长").person == "王局长"
    assert pc.propose() == []


def test_only_pingchang_cuts_funds_for_lost_lawsuits(region: Opening) -> None:
    at = region("kaiyang")
    with pytest.raises(BadInput, match="情形"):
        at.fact(at.unit("education"), "lawsuit-lost", case_no="1")
    assert "PC-34" not in {rule.rule for rule in kinds_of(at.office).values()}


def test_the_ten_prohibitions_hang_in_the_hall_and_breaking_one_is_a_fact(pc: Ladder) -> None:
    # covers: PC-38
    pc.catalogue()
    (elements,) = pc.bound("pc-centre-flow").values()
    assert "十不准" in elements
    pc.fact(pc.unit("service-centre"), "conduct", person="李某", duty="佩证上岗")
    assert proposed(pc, but="PC-78") == [("warning", "PC-56")]


def test_there_are_seven_measures_and_people_can_propose_each(pc: Ladder) -> None:
    # covers: PC-52
    rule = pc.office.profile.items("rule", Rule)["PC-52"]
    measures = rule.data["measures"]
    assert len(measures) == 7 and [kind for kind in kinds_of(pc.office) if kind in measures] == [
        "notice", "scoring", "circular", "television", "yellow-card", "head-report", "accountability",
    ]  # fmt: skip
    for kind in measures:
        made = (
            pc.office.as_("du")
            .register("sanction")
            .save(None, {"unit": pc.unit("education"), "kind": kind, "why": "督办"})
        )
        assert pc.take(made, person="王局长").stage == "inforce"
    assert {found.mark for found in effects(pc.office.profile, rule)} >= {f"sanction_kind:{kind}" for kind in measures}


def test_heads_of_departments_report_every_year(pc: Ladder) -> None:
    # covers: PC-55
    (before,) = (one for one in owed(pc.office) if one.kind.key == "pc-head-reports")
    assert before.stage == "" and before.kind.rule == "PC-55"
    with pc.office.change() as change:
        made = open_kind(pc.office, change, "pc-head-reports")
    kinds = {
        kind for (kind,) in pc.office.rows("SELECT DISTINCT kind FROM {round_member} WHERE round = ?", (made.uid,))
    }
    assert "department" in kinds and kinds <= {"department", "line_hq"}
    (after,) = (one for one in owed(pc.office) if one.kind.key == "pc-head-reports")
    assert after.stage


def test_finances_that_are_not_published_bring_budget_restraint_each_half_year(pc: Ladder) -> None:
    # covers: PC-78
    pc.catalogue()
    pc.office.stand_on("2027-02-10")
    made = pc.propose()
    late = {unit for (unit,) in pc.office.rows(
        "SELECT unit FROM {entry} WHERE obligation = 'pc-half-year-finance' AND due < ?", ("2027-02-10",))}  # fmt: skip
    assert late and {(one.unit, one.kind, one.rule) for one in made} == {
        (unit, "budget-restraint", "PC-78") for unit in late
    }
    pc.take(made[0])
    assert pc.propose() == []
    assert all(one.day.isoformat() < "2027-02-10" for one in made)
