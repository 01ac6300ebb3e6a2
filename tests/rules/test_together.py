"""All regions with each level of office; every rule of the registry has a test of its own here."""

import re
from pathlib import Path

import pytest

from gongkai.core.i18n import T
from gongkai.core.levels import level_layers, region_folders, region_layers
from gongkai.core.office import Office
from gongkai.core.plugins import Plugins
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile
from gongkai.core.registry.findings import findings
from gongkai.core.rulecheck import faults
from gongkai.core.rules import PostKind, Rule
from gongkai.plugins.catalog.generate import generate
from gongkai.plugins.inspection.rules import Rubric
from tests.regions import full_points
from tests.registry import make_office

REGIONS = tuple(sorted(region_folders()))
LISTING = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    ("511923", "平昌县"),
    ("511923101", "响滩镇"),
    ("511923101201", "张家山村"),
]


def profile(*regions: str) -> Profile:
    plugins = Plugins(None).load()
    layers = [*level_layers(), *(Layer.load(f"plugin:{name}", path) for name, path in plugins.files)]
    return Profile([*layers, *region_layers(regions)], [*CORE_SECTIONS, *plugins.sections])


def test_every_rule_of_the_registry_is_shown_by_a_test() -> None:
    stated = {
        key
        for region in REGIONS
        for key, rule in profile(region).items("rule", Rule).items()
        if rule.plugin == "registry" and any(key == item["id"] for layer in region_layers((region,)) for item in layer.data.get("rule", ()))
    }  # fmt: skip
    assert len(stated) == 75
    marked: set[str] = set()
    for path in Path(__file__).parent.glob("test_registry_*.py"):
        for line in re.findall(r"# covers: (.*)", path.read_text("utf-8")):
            marked |= set(line.split())
    assert stated == marked


def test_each_rule_of_the_registry_sets_something_or_states_figures_that_are_compared() -> None:
    for region in REGIONS:
        for key, rule in profile(region).items("rule", Rule).items():
            if rule.plugin == "registry" and re.match(r"(QZ|HYA|HYB|ZZ|GS|KY|PC)-", key):
                assert rule.sets or rule.figures, key


@pytest.mark.parametrize("regions", [*((region,) for region in REGIONS), REGIONS, REGIONS[::-1]], ids="+".join)
def test_no_rule_of_a_region_sets_what_is_not_there(regions: tuple[str, ...]) -> None:
    read = profile(*regions)
    found = list(faults(read))
    assert [str(fault) for fault in found if not fault.doubt] == []
    assert {fault.rule for fault in found} <= {"PC-91"}  # a sum that the document itself has wrong
    for key, rubric in read.items("rubric", Rubric).items():
        assert full_points(rubric) == 100, key


@pytest.mark.parametrize("division", ["510000", "511900", "511923", "511923101", "511923101201"])
def test_all_regions_together_at_each_level_of_office(tmp_path: Path, division: str) -> None:
    office: Office = make_office(
        tmp_path / "office", "sqlite:///office.sqlite", LISTING, division, REGIONS, templates=True
    )
    assert not office.plugins.faults
    with office.change() as change:
        assert generate(office, change).added > 0
    found = findings(office)
    stated = office.profile.items("rule", Rule)
    assert found and {f.rule for f in found} - {""} <= stated.keys()
    said: list[T] = []
    office.plugins.call("gongkai_check", lambda name: said.append, office=office)
    assert said == []
    office.close()


def test_a_region_overrides_the_level_and_a_later_region_an_earlier_one() -> None:
    for regions, rule in (
        ((), "HYB-34"),
        (("kaiyang",), "KY-01"),
        (("kaiyang", "quzhou"), "QZ-55"),
        (("quzhou", "kaiyang"), "KY-01"),
    ):
        read = profile(*regions)
        assert read.items("post_kind", PostKind)["first-responsible"].rule == rule
        origin = read.origin("post_kind", "first-responsible", "rule")
        assert origin is not None and origin.layer == (f"region:{regions[-1]}" if regions else "national")
        name = read.origin("post_kind", "first-responsible", "name")
        assert name is not None and name.layer == "national"
