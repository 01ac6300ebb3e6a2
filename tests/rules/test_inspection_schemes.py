"""Where disclosure counts besides its own score, and the lists that an inspector goes through, region by region."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.office import Office
from gongkai.plugins.inspection.arithmetic import Evaluator, plan
from gongkai.plugins.inspection.explain import explain
from gongkai.plugins.inspection.rules import Rubric, Scheme
from gongkai.plugins.inspection.schemes import brings, counted, findings, schemes
from tests.cli.conftest import Gongkai
from tests.regions import duties, items, profile, words
from tests.rules.world import World

REGION = ("pingchang",)
PLACE = "511923"
LISTING = [("510000", "四川省"), ("511900", "巴中市"), (PLACE, "平昌县")]
OWN = """
[[scheme]]
id = "pc-targets"
points = "4"

[[scheme]]
id = "pc-cadres"
points = "6"
total = "120"
"""


@pytest.fixture(scope="module")
def office(settled: Path) -> Iterator[Office]:
    (settled / "rules").mkdir(exist_ok=True)
    (settled / "rules" / "schemes.toml").write_text(OWN, "utf-8")
    opened = Office.open(settled)
    World(opened).catalogue()
    yield opened
    opened.close()


def test_a_score_counts_in_three_assessments(office: Office) -> None:
    # covers: PC-62 PC-87
    found = counted(office)
    assert {one.scheme.id for one in found} == {"pc-integrity", "pc-cadres", "pc-targets"}
    scored = [one for one in found if one.score.published is not None]
    assert scored
    for one in scored:
        due = {"pc-targets": 4, "pc-cadres": 6}.get(one.scheme.id)
        # the share that no document gives stays open until the office sets it
        assert one.points == (None if due is None else brings(one.scheme, one.score.published))
        if one.points is not None and due is not None and one.score.published is not None:
            assert abs(one.points * 100 - due * one.score.published) <= Decimal("0.5")
    rows = Gongkai(office.folder).rows("score", "schemes", scored[0].score.uid)
    assert {row["scheme"]: row["most"] for row in rows} == {"pc-integrity": None, "pc-cadres": "6", "pc-targets": "4"}
    assert list(findings(office)) == []


@pytest.mark.parametrize(
    ("region", "rule", "ids"),
    [
        ("quzhou", "QZ-61", {"qz-integrity", "qz-yearly"}),
        ("quzhou", "QZ-08", {"qz-kaihua-efficiency", "qz-kaihua-targets"}),
        ("nation2008", "HYB-35", {"hyb-integrity", "hyb-cadres"}),
        ("kaiyang", "KY-11", {"ky-targets"}),
        ("gansu", "GS-43", {"gs-targets"}),
    ],
)
def test_each_region_says_where_disclosure_counts(office: Office, region: str, rule: str, ids: set[str]) -> None:
    # covers: QZ-61 QZ-08 HYB-35 KY-11 GS-43
    there = office.under(profile(region))
    known = {key: scheme for key, scheme in schemes(there).items() if scheme.rule == rule}
    assert set(known) == ids
    named = {f"scheme:{key}" for key in ids}
    assert named <= set(items("rule", region)[rule].sets)
    means = {one.scheme.id for one in counted(there) if one.scheme.id in ids}
    assert means == (set() if rule == "QZ-08" else ids)  # Kaihua's own do not mean another county
    assert all(one.points is None for one in counted(there))


def test_points_of_a_scheme_are_exact_and_never_above_its_total() -> None:
    def scheme(points: str, total: str = "100") -> Scheme:
        return Scheme(id="s", name=T("考核", "Scheme"), points=points, total=total)

    assert brings(scheme("4"), Decimal("81.34")) == Decimal("3.25")  # 3.2536
    assert brings(scheme("15", "1000"), Decimal("99.99")) == Decimal("15.00")
    assert brings(scheme("4"), Decimal("108")) == Decimal("4.00")  # a bonus fills what others left open, no more
    assert (brings(scheme("4"), None), brings(scheme(""), Decimal(90))) == (None, None)
    for points in ("101", "x"):
        with pytest.raises(BadInput, match="s"):
            brings(scheme(points), Decimal(1))


def test_the_platform_rests_on_five_threes_six_institutions_and_four_sets_of_rules(office: Office) -> None:
    # covers: PC-12 PC-85 PC-86
    rubric = items("rubric", "pingchang")["pingchang-systems"]
    work = plan(rubric)
    parts: dict[str, list[str]] = {}
    for leaf in work.leaves:
        parts.setdefault(leaf.node.indicator.parent, []).append(leaf.node.indicator.id)
    assert [len(parts[key]) for key in ("systems", "keys", "institutions", "measures", "questions")] == [3] * 5
    assert (len(parts["institutions-six"]), len(parts["rule-sets"])) == (6, 4)
    full = {entry.key: Decimal(1) for entry in work.entries}
    score = Evaluator(work).score
    assert score({}, full).published == 100
    # each of the six is worth a sixth of 30, each of the four a fourth of 20, each of the fifteen a fifteenth of 50
    lost = {
        key: 100 - (score({}, full | {key: Decimal(0)}).published or 0)
        for key in ("institutions-six-3", "rule-sets-1", "systems-2")
    }
    assert lost == {"institutions-six-3": 5, "rule-sets-1": 5, "systems-2": Decimal("3.33")}


@pytest.mark.parametrize(
    ("region", "rubric", "looked"),
    [
        ("quzhou", "quzhou", ("合法", "全面", "主动")),
        ("nation2010", "default", ("内容真", "过程有据", "结果公")),
        ("nation2010", "nation2010-centre", ("管理", "监督", "评价", "追责")),
        ("gansu", "default", ("依法", "真实", "便民", "实效")),
    ],
)
def test_the_trace_of_a_mark_says_what_was_to_be_looked_at(
    office: Office, region: str, rubric: str, looked: Any
) -> None:
    # covers: QZ-18 HYA-18 HYA-24 GS-05
    there = office.under(profile(region))
    rules: Rubric = items("rubric", region)[rubric]
    kind = "service_centre" if rubric.endswith("centre") else "department"
    unit = office.unit(office.rows("SELECT uid FROM {unit} WHERE kind = ? ORDER BY id", (kind,))[0][0])
    assert any(indicator.id == "quality" for indicator in rules.indicator)
    told = "\n".join(line.zh for line in explain(there, unit, rubric).lines if "考察点" in line.zh)
    assert all(word in told for word in looked)


def test_units_publish_their_sets_of_rules() -> None:
    # covers: QZ-07 KY-26
    unit = duties("kaiyang", "government")["ky-unit-rules"]
    assert {"实施细则", "保密规定"} < words(unit) and len(words(unit)) == 3
    county = duties("quzhou", "government")["qz-county-rules"]
    assert len(words(county)) == 3 and county.to.within == ("330802",)
