"""Public appraisal by its effect: surveys with their ranks and flags, and the ways on which the public may complain."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core import imports
from gongkai.core.errors import BadInput
from gongkai.core.findings import Finding
from gongkai.core.measures import Figure, measures_of, scan
from gongkai.core.office import Office
from gongkai.core.rules import Rule
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.plugins.inspection.appraisal.rules import RATINGS, SurveyForm
from gongkai.plugins.inspection.appraisal.sheets import read_results
from gongkai.plugins.inspection.appraisal.standing import Standing, standings
from gongkai.plugins.inspection.appraisal.surveys import rated
from tests.registry import make_office
from tests.rules.world import World

REGION = ("quzhou",)
PLACE = "330800"
LISTING = [("330000", "浙江省"), ("330800", "衢州市"), ("330802", "柯城区")]
EVERYWHERE = 0, 10**15 - 1
COUNTIES = ("511921", "511922", "511923")


def result(office: Office, survey: Any, unit: str, aspect: str, **values: Any) -> Any:
    with office.change() as change:
        return change.create("survey_result", survey=survey.uid, unit=unit, aspect=aspect, **values)


def survey(office: Office, year: int, form: str = "qualities", **values: Any) -> Any:
    return office.register("survey").save(
        None, {"code": f"{form}-{year}", "title": "调查", "year": year, "form": form, **values}
    )


def told(office: Office, kind: str) -> list[Finding]:
    return list(Findings(office, kind=kind))


def by_aspect(office: Office, held: Any, unit: str) -> dict[str, Standing]:
    return {one.aspect.zh: one for one in standings(office, held, unit=unit)}


@pytest.fixture
def three(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office of three counties, on each kind of store."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-06-01")
    listing = [("510000", "四川省"), ("511900", "巴中市"), *((code, f"第{code[-1]}县") for code in COUNTIES)]
    office = make_office(tmp_path / "office", store_url, listing, "511900")
    yield office
    office.close()


def test_the_survey_of_quzhou_rose_by_1_17_and_stood_sixth_and_disclosure_was_lowest_of_ten(world: World) -> None:
    # covers: QZ-29, QZ-30
    office = world.office
    rules = office.profile.items("rule", Rule)
    stated, flags = rules["QZ-29"].data, rules["QZ-30"].data
    city = world.unit("city-government")
    year = stated["survey"]
    last, now = survey(office, year - 1, "qz-livelihood"), survey(office, year, "qz-livelihood")
    result(office, last, city, "政务公开", score="57.10")
    result(office, now, city, "政务公开", score="58.27", mean="61.40", stated_rank=stated["province_rank"], stated_of=11,
           stated_change=stated["change"])  # fmt: skip
    one = by_aspect(office, now, city)["政务公开"]
    assert (one.change, one.rank, one.of, one.doubts) == (Decimal(stated["change"]), 6, 11, ())
    assert one.flags == ("below-pass", "below-mean")  # alone it is lowest of nothing
    for number in range(1, flags["aspects"]):
        result(office, now, city, f"方面{number}", score=60 + number)
    one = by_aspect(office, now, city)["政务公开"]
    assert set(one.flags) == {"below-pass", "only-below", "lowest", "below-mean"} and one.aspects == 10
    assert {"below-pass", "lowest", "below-mean"} == set(flags["flags"])
    [finding] = told(office, "survey-fail")
    assert (finding.rule, finding.unit, finding.severity) == ("QZ-30", city, "error")
    for words in (
        "58.27 分",
        "低于 60 分",
        "10 个方面中最低、唯一不及格",
        "低于平均 61.40",
        "第 6 位（共 11 个）",
        "比上年+1.17",
    ):
        assert words in finding.what.zh
    # the line itself passes; only the newest year is told
    office.register("survey_result").save(office.register("survey_result").get(one.uid), {"score": "60"})
    assert told(office, "survey-fail") == []
    [low] = told(office, "survey-low")
    assert (low.unit, low.severity) == (city, "note")


def test_ranks_are_shared_and_follow_from_the_results_on_both_stores(three: Office) -> None:
    # covers: QZ-30
    a, b, c = (three.unit(f"第{code[-1]}县人民政府").uid for code in COUNTIES)
    held = survey(three, 2026)
    for unit, score in ((a, "80"), (b, "80"), (c, "61.99")):
        result(three, held, unit, "真实", score=score)
        result(three, held, unit, "总分", score=score)
    found = {one.unit: one for one in standings(three, held) if one.aspect.zh == "真实"}
    assert [(found[u].rank, found[u].of) for u in (a, b, c)] == [(1, 3), (1, 3), (3, 3)]
    assert found[c].mean == Decimal("221.99") / 3 and found[c].flags == ("below-mean",)
    assert found[a].change is None and found[a].previous_year is None
    # a rank that is stated otherwise is told beside the computed one
    [mine] = [one for one in standings(three, held, unit=c) if one.aspect.zh == "总体"]
    with three.change() as change:
        change.update(three.register("survey_result").get(mine.uid), stated_rank=2, stated_of=3)
    [again] = [one for one in standings(three, held, unit=c) if one.aspect.zh == "总体"]
    assert again.rank == 3 and "所报位次 2" in again.doubts[0].zh
    known = measures_of(three)
    figures = scan(three, [known["survey.score"], known["survey.below"]], *EVERYWHERE)
    assert figures.of("survey.score")[c].numerator == Decimal("61.99")
    assert figures.of("survey.below")[c] == Figure(Decimal(0), Decimal(2))
    assert scan(three.on(date(2028, 1, 1)), [known["survey.score"]], *EVERYWHERE).of("survey.score") == {}


def test_the_public_judges_by_five_qualities_and_a_sheet_of_them_is_read(three: Office, tmp_path: Path) -> None:
    # covers: GS-30
    form = three.profile.items("survey_form", SurveyForm)["qualities"]
    assert [one.id for one in form.aspect] == ["true", "accurate", "complete", "prompt", "lawful"]
    held, sheet = survey(three, 2026), tmp_path / "结果.csv"
    sheet.write_text(
        "序号,地区,真实性,准确,全面,公开及时,程序合规,总分,联系人\n1,第1县人民政府,80,81,82,83,84,82,甲\n2,第2县人民政府,70,71,72,73,59.9,70,乙\n"
    )
    read = read_results(three, held, sheet)
    assert (len(read.plan.new), read.left) == (12, ["联系人"])
    assert imports.apply(three.register("survey_result"), read.plan) == 12
    assert (read_results(three, held, sheet).plan.same, told(three, "survey-fail")[0].what.zh.count("程序合法")) == (
        12,
        1,
    )
    sheet.write_text("单位,真实\n第9县人民政府,80\n第1县人民政府,180\n")
    assert len(read_results(three, held, sheet).plan.faults) == 1
    for text in ("真实\n80\n", "单位,真诚\n第1县人民政府,80\n", "单位,真实,真实性\n第1县人民政府,80,81\n"):
        sheet.write_text(text)
        with pytest.raises(BadInput):
            read_results(three, held, sheet)


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=5).filter(any))
def test_a_score_of_ratings_lies_between_their_worths_and_better_ratings_never_lower_it(counts: list[int]) -> None:
    form = SurveyForm(key="f", name=None, points=dict(zip(RATINGS, ("100", "80", "60", "30", "0"), strict=True)))  # type: ignore[arg-type]
    row = dict(zip(RATINGS, counts, strict=True))
    score = rated(form, row)
    assert score is not None and 0 <= score <= 100
    for worse, better in zip(RATINGS[1:], RATINGS, strict=False):
        if row[worse]:
            moved = rated(form, row | {worse: row[worse] - 1, better: row[better] + 1})
            assert moved is not None and moved >= score


def test_a_score_follows_from_five_ratings_and_what_is_stated_otherwise_is_told(world: World) -> None:
    office, unit = world.office, world.unit("city-government")
    held = survey(office, 2026, asked=25, answered=20)
    register = office.register("survey_result")
    made = result(office, held, unit, "及时", very=10, satisfied=5, basic=3, dissatisfied=1, very_dissatisfied=1)
    assert made.score == Decimal("80.50")
    made = register.save(register.get(made.uid), {"very": 12})
    assert made.score == Decimal("82.27")
    assert register.resource.warn is not None
    said = register.resource.warn(office, register.get(made.uid))
    assert said is not None and "22 人，多于回收的 20 份" in said.zh
    made = register.save(register.get(made.uid), {"score": "90"})
    said = register.resource.warn(office, made)
    assert made.score == 90 and said is not None and "所报得分 90.00，按各档人数为 82.27" in said.zh


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"aspect": "真诚", "score": 80}, "真实"),
        ({"aspect": "真实", "score": "100.01"}, "100"),
        ({"aspect": "真实", "score": -1}, "100"),
        ({"aspect": "真实"}, "既没有得分"),
        ({"aspect": "真实", "very": 0}, "既没有得分"),
        ({"aspect": "真实", "very": -1, "score": 5}, "小于零"),
        ({"aspect": "accurate", "score": 5}, "已有结果"),
    ],
    ids=["aspect", "above", "below", "nothing", "nobody", "negative", "twice"],
)
def test_a_result_that_cannot_be_is_refused(world: World, values: dict[str, Any], what: str) -> None:
    office, unit = world.office, world.unit("city-government")
    held = survey(office, 2026)
    result(office, held, unit, "准确", score=50)
    with pytest.raises(BadInput, match=what):
        result(office, held, unit, **values)
    assert office.register("survey_result").count() == 1
    with pytest.raises(BadInput, match="年度"):
        survey(office, 2027)
    with pytest.raises(BadInput, match="对不上"):
        survey(office, 2025, asked=3, answered=4)


def test_five_ways_stand_open_for_society_and_boxes_are_opened_by_two(world: World) -> None:
    # covers: QZ-60
    office, city = world.office, world.unit("city-government")
    stated = office.profile.items("rule", Rule)["QZ-60"].data

    def lacks() -> set[str]:
        return {one.item for one in told(office, "voice-missing") if one.unit == city and one.rule == "QZ-60"}

    assert len(lacks()) == stated["ways"]
    for kind in ("book", "phone", "media"):
        world.add("voice_channel", unit=city, kind=kind, place="一楼大厅", opened_on="2026-05-20")
    world.hold(city, "qz-public-supervisor")
    assert lacks() == {"voice_kind:box"}
    box = world.add("voice_channel", unit=city, kind="box", place="大门口", opened_on="2026-05-25")
    assert lacks() == set() and told(office, "voice-unopened") == []
    later = office.on(date(2026, 6, 2))
    [late] = told(later, "voice-unopened")
    assert (late.uid, late.unit) == (box, city) and "每 7 天" in late.what.zh
    with pytest.raises(BadInput, match="同一个人"):
        world.add("voice_opening", channel=box, first="甲", second="甲", found=1)
    with pytest.raises(BadInput, match="对不上"):
        world.add("voice_opening", channel=box, first="甲", second="乙", found=1, entered=2)
    opening = world.add("voice_opening", channel=box, first="甲", second="乙", found=2, entered=1)
    assert (
        office.register("voice_channel").get(box).opened_last == date(2026, 6, 1)
        and told(later, "voice-unopened") == []
    )
    with office.change() as change:
        change.delete(office.register("voice_opening").get(opening))
    assert office.register("voice_channel").get(box).opened_last is None
    world.mend("voice_channel", box, closed_on="2026-05-31")
    assert lacks() == {"voice_kind:box"}
