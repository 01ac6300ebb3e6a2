"""Offices of the regions that ship: made, with a catalogue, and with rules that bind the places they name."""

from pathlib import Path

import pytest

from gongkai.core.i18n import T
from gongkai.core.office import Office
from gongkai.core.registry.select import selected
from gongkai.core.setup import init_office
from gongkai.plugins.catalog.generate import generate
from gongkai.plugins.catalog.rules import Obligation
from gongkai.plugins.inspection.rubrics import findings, rubric_for
from gongkai.plugins.tasks.dispatch import draft

# ---- offices


def make(folder: Path, region: str, division: str) -> Office:
    return init_office(folder / region, division, region=[region], account="admin").as_system()


@pytest.mark.parametrize(
    ("region", "division", "wanted"),
    [
        ("quzhou", "330825000000", {"qz-half-year-report", "qz-trade-affairs", "qz-checks"}),
        ("nation2010", "520121200000", {"hya-village-services", "hya-centre-profile"}),
        ("nation2008", "620881204000", {"hyb-rural-a", "hyb-rural-b-village", "hyb-rural-c", "hyb-stations"}),
        ("zaozhuang", "370404000000", {"zz-statutory", "zz-gate-bidding", "zz-transfer", "zz-plan-show"}),
        ("kaiyang", "520121000000", {"ky-col-budget", "ky-own-matters", "ky-inspection"}),
    ],
)
def test_an_office_of_the_region_can_be_made(tmp_path: Path, region: str, division: str, wanted: set[str]) -> None:
    office = make(tmp_path, region, division)
    assert not office.plugins.faults
    with office.change("catalogue") as change:
        assert generate(office, change).added > 0
    assert wanted <= {row[0] for row in office.store.sql("SELECT DISTINCT obligation FROM entry")}
    assert list(findings(office)) == []
    said: list[T] = []
    office.plugins.call("gongkai_check", lambda name: said.append, office=office)
    assert [
        text.zh for text in said if "还没有工作要点" not in text.zh
    ] == []  # this year's is the office's own to write


def test_rules_of_one_county_bind_that_county_alone(tmp_path: Path) -> None:
    # covers: QZ-09 QZ-07 QZ-20 QZ-24 QZ-25
    office = make(tmp_path, "quzhou", "330800000000")
    obligations = office.profile.items("obligation", Obligation)
    for key, county in (
        ("qz-half-year-report", 330825), ("qz-county-rules", 330802), ("qz-decision-opinions", 330822),
        ("qz-topic-answers", 330881), ("qz-opinion-box", 330803),
    ):  # fmt: skip
        units = selected(office, obligations[key].to)
        assert units and {scope // 10**9 for _, _, scope in units} == {county}, key
    # the city's own bodies and fund, and the points of 2010 for everybody they name
    assert len(selected(office, obligations["qz-resource-allocation"].to)) == 4
    assert len(selected(office, obligations["qz-fund-use"].to)) == 2
    reached = {part.item.id: part.reached for part in draft(office, "quzhou-2010")}
    assert all(reached.values()) and reached["04"] == 6 + 1  # six counties (QZ-02) and the lead
    one = office.store.sql("SELECT uid FROM unit WHERE template = 'city-police'")[0][0]
    rubric = rubric_for(office, one)
    assert rubric is not None and rubric.id == "quzhou"
