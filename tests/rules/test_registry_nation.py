"""The two national speeches' rules of the registry by what they do: an office of the whole nation, one place of each level."""

import pytest
from msgspec import structs

from gongkai.core.figures import differences
from gongkai.core.registry.ruled import effects
from gongkai.core.rules import Rule
from tests.rules.world import World

REGION = ("nation2008", "nation2010")
PLACE = "0"
PROVINCE, CITY, COUNTY, TOWN, VILLAGE = "510000", "511900", "511923", "511923101", "511923101201"
LISTING = [
    (PROVINCE, "四川省"),
    (CITY, "巴中市"),
    (COUNTY, "平昌县"),
    (TOWN, "响滩镇"),
    (VILLAGE, "张家山村村民委员会"),
]


def covered(world: World, key: str) -> tuple[int | None, int | None]:
    """Of how many places a rule's coverage tells, and in how many there is one."""
    rule = world.office.profile.items("rule", Rule)[key]
    found = [e for e in effects(world.office.profile, rule, world.office) if e.mark.startswith("coverage:")]
    return found[0].places, found[0].covered


# ---- 2010


@pytest.mark.parametrize(("key", "figure", "wrong", "off"), [
    ("HYA-03", "county", 2467, "9"), ("HYA-03", "total", 2843, "1"), ("HYA-05", "townships", 24489, "0.8"),
    ("HYA-05", "percent", "75.5", "18.0"),
])  # fmt: skip
def test_figures_agree_and_a_slip_is_told(world: World, key: str, figure: str, wrong: int | str, off: str) -> None:
    # covers: HYA-03 HYA-05
    rule = world.office.profile.items("rule", Rule)[key]
    assert differences(rule) == []
    said = differences(structs.replace(rule, data={**rule.data, figure: wrong}))
    assert len(said) == 1 and f"相差 {off}" in said[0].zh and f"off by {off}" in said[0].en


def test_centres_are_counted_level_by_level(world: World) -> None:
    # covers: HYA-03 HYA-05
    assert covered(world, "HYA-03") == (3, 3) and covered(world, "HYA-05") == (1, 1)
    world.abolish(world.unit("service-centre"))
    world.abolish(world.unit("convenience-centre"))
    assert covered(world, "HYA-03") == (3, 2) and covered(world, "HYA-05") == (1, 0)
    assert world.told("HYA-03") == world.told("HYA-05") == []  # a count asks for nothing


def test_services_have_four_carriers(world: World) -> None:
    # covers: HYA-06
    government = world.unit("government")
    assert len(world.told("HYA-06", government)) == 4
    for kind in ("hya-hotline", "hya-platform", "hya-supervision"):
        world.add("facility", unit=government, kind=kind)
    site = world.add("facility", unit=government, kind="hya-site")
    assert world.told("HYA-06", government) == ["平昌县人民政府办公室的政府网站没有填写地点。"]
    world.mend("facility", site, address="www.scpc.gov.cn")
    assert world.told("HYA-06", government) == []


def test_functions_items_and_staff_of_approval_come_together(world: World) -> None:
    # covers: HYA-10
    unit, centre = world.unit("education"), world.unit("service-centre")
    assert len(world.told("HYA-10", unit, "post-missing")) == 2
    posts = [world.hold(unit, "hya-approval-head"), world.hold(unit, "hya-approval-staff", "李文静")]
    assert len(world.told("HYA-10", unit, "post-field")) == 2  # not yet at the centre
    for post in posts:
        world.mend("post", post, at_unit=centre)
    assert world.told("HYA-10", unit) == []
    world.catalogue()
    assert "education" in world.bound("hya-concentration") and "audit" not in world.bound("hya-concentration")


def test_a_centre_states_five_things(world: World) -> None:
    # covers: HYA-22
    world.catalogue()
    found = world.bound("hya-centre-profile")
    assert found.keys() == {"province-service-centre", "city-service-centre", "service-centre", "convenience-centre"}
    assert {len(elements.split("、")) for elements in found.values()} == {5}


def test_representatives_have_full_authority_and_centres_are_linked_upwards(world: World) -> None:
    # covers: HYA-25
    unit = world.unit("education")
    assert len(world.told("HYA-25", unit)) == 1
    post = world.hold(unit, "chief-representative")
    assert ["授权文号" in text for text in world.told("HYA-25", unit)] == [True]
    world.mend("post", post, mandate="平府办〔2010〕9号")
    assert world.told("HYA-25", unit) == []
    chain = ["convenience-centre", "service-centre", "city-service-centre", "province-service-centre"]
    get = world.office.register("unit").get
    assert [get(world.unit(key)).guided_by for key in chain[:-1]] == [world.unit(key) for key in chain[1:]]
    lowest = world.unit("convenience-centre")
    world.mend("unit", lowest, guided_by=None)
    assert len(world.told("HYA-25", lowest, "unit-fact")) == 1
    world.mend("unit", lowest, guided_by=world.unit("service-centre"))
    assert world.told("HYA-25", lowest) == []


def test_information_systems_follow_one_plan(world: World) -> None:
    # covers: HYA-31
    assert world.told("HYA-31") == []
    second = world.add_unit("平昌县信息中心", "institution", "county", COUNTY, tags="one-platform")
    assert world.told("HYA-31") == ["平昌县的信息化统筹单位有 2 个，应不多于 1 个。"]
    world.abolish(second)
    assert world.told("HYA-31") == []


@pytest.mark.parametrize(
    "template", ["province-service-centre", "city-service-centre", "service-centre", "convenience-centre"]
)
def test_services_are_given_at_four_levels_and_reach_the_village(world: World, template: str) -> None:
    # covers: HYA-32
    assert world.told("HYA-32") == []
    centre = world.unit(template)
    world.abolish(centre)
    assert len(world.told("HYA-32", code="coverage-few")) == 1
    world.restore(centre)
    assert world.told("HYA-32") == []
    world.catalogue()
    assert world.bound("hya-village-services").keys() == {"village-committee"}


# ---- 2008


def test_the_national_group_has_nine_members(world: World) -> None:
    # covers: HYB-01
    group = world.unit("hyb-national-group")
    assert len(world.told("HYB-01", group)) == 9
    members = (
        "中央纪委",
        "国务院办公厅",
        "中央组织部",
        "全国总工会",
        "民政部",
        "监察部",
        "财政部",
        "人事部",
        "国务院信息办",
    )
    for left, member in zip(range(8, -1, -1), members, strict=True):
        world.hold(group, "group-member", f"{member}代表", title=f"{member}负责人")
        assert len(world.told("HYB-01", group)) == left
    assert "全国政务公开领导小组" in {row[0] for row in world.office.store.sql("SELECT name FROM unit WHERE scope = 0")}


def test_the_leading_system_has_four_parts(world: World) -> None:
    # covers: HYB-02
    group = world.unit("hyb-leading-group", COUNTY)
    assert len(world.told("HYB-02", group)) == 4
    for kind in ("party-lead", "government-lead", "office-coordinator"):
        world.hold(group, kind)
    world.hold(group, "discipline-inspector", title="县纪委副书记")
    assert world.told("HYB-02", group) == []
    assert len(world.told("HYB-02")) == 8  # the province's and the city's


def test_a_centre_joins_five_functions(world: World) -> None:
    # covers: HYB-15
    world.catalogue()
    found = world.bound("hyb-centre-functions")
    assert found.keys() == {"province-service-centre", "city-service-centre", "service-centre"}
    assert {len(elements.split("、")) for elements in found.values()} == {5}


def test_the_rural_list_of_convenience_binds_six_sectors(world: World) -> None:
    # covers: HYB-27
    world.add_unit("平昌县邮政公司", "public_enterprise", "county", COUNTY, line="commerce", tags="public-service")
    world.catalogue()
    found = world.bound("hyb-rural-d") | world.bound("hyb-rural-d-gas")
    assert {
        "middle-school",
        "hospital",
        "water-company",
        "power-company",
        "gas-company",
        "telecom-company",
    } <= found.keys()
    assert not {"bus-company", "library", "平昌县邮政公司"} & found.keys()


def test_the_head_answers_first_and_the_deputy_is_somebody_else(world: World) -> None:
    # covers: HYB-34
    unit = world.unit("education")
    assert len(world.told("HYB-34", unit)) == 2
    world.hold(unit, "first-responsible")
    deputy = world.hold(unit, "deputy-in-charge")
    assert world.told("HYB-34", unit) == ["平昌县教育科技局的分管负责人赵志强兼任了第一责任人。"]
    world.mend("post", deputy, person="李文静")
    assert world.told("HYB-34", unit) == []


def test_one_stop_and_one_line(world: World) -> None:
    # covers: HYB-37
    unit = world.unit("education")
    assert len(world.told("HYB-37", unit)) == 1 and world.told("HYB-37", world.unit("audit")) == []
    post = world.hold(unit, "window-staff")
    assert len(world.told("HYB-37", unit, "post-field")) == 1  # at no centre yet
    world.mend("post", post, at_unit=world.unit("service-centre"))
    assert world.told("HYB-37", unit) == []


@pytest.mark.parametrize(("template", "place"), [
    ("township-government", TOWN), ("government", COUNTY), ("city-government", CITY), ("province-government", PROVINCE),
])  # fmt: skip
def test_disclosure_goes_up_from_townships_to_provinces(world: World, template: str, place: str) -> None:
    # covers: HYB-40
    assert world.told("HYB-40") == []
    unit = world.unit(template, place)
    world.abolish(unit)
    assert len(world.told("HYB-40")) == 1
    world.restore(unit)
    assert world.told("HYB-40") == []
