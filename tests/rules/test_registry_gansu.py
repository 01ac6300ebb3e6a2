"""Gansu's rules of the registry by what they do: the province with one place of each level."""

import pytest

from tests.rules.world import World

REGION = ("gansu",)
PLACE = "620000"
CITY, COUNTY, TOWN = "620900", "620921", "620921100"
LISTING = [(PLACE, "甘肃省"), (CITY, "酒泉市"), (COUNTY, "金塔县"), (TOWN, "中东镇"), ("620921100201", "中东村")]
GOVERNMENTS = [
    ("province-government", PLACE),
    ("city-government", CITY),
    ("government", COUNTY),
    ("township-government", TOWN),
]
CENTRES = ["province-service-centre", "city-service-centre", "service-centre", "convenience-centre"]


@pytest.mark.parametrize(("template", "place"), GOVERNMENTS)
def test_disclosure_is_at_all_four_levels(world: World, template: str, place: str) -> None:
    # covers: GS-02
    assert world.told("GS-02") == []
    unit = world.unit(template, place)
    world.abolish(unit)
    extend = template in ("province-government", "city-government")
    assert [("全面推进" if extend else "巩固规范提高") in text for text in world.told("GS-02")] == [True]
    world.restore(unit)
    assert world.told("GS-02") == []


def test_schools_hospitals_water_power_and_gas_show_how_they_work(world: World) -> None:
    # covers: GS-03
    world.catalogue()
    found = world.bound("gs-public-affairs") | world.bound("gs-public-gas")
    wanted = {"primary-school", "hospital", "water-company", "power-company", "gas-company"}
    assert wanted <= found.keys() and not {"bus-company", "library", "archive"} & found.keys()


def test_bodies_with_authorised_and_entrusted_powers_answer_too(world: World) -> None:
    # covers: GS-04
    for name, kind in (("金塔县动物卫生监督所", "entrusted_body"), ("金塔县烟草公司", "authorised_body")):
        unit = world.add_unit(name, kind, "county", COUNTY)
        assert any("第一责任人" in text for text in texts(world, unit))
    world.add_unit("金塔县文化馆", "institution", "county", COUNTY)
    world.catalogue()
    found = world.bound("gs-subject")
    assert {"金塔县动物卫生监督所", "金塔县烟草公司", "province-government", "education"} <= found.keys()
    assert "金塔县文化馆" not in found


def texts(world: World, unit: str) -> list[str]:
    from gongkai.core.registry.findings import findings

    return [str(f.what) for f in findings(world.office) if f.unit == unit]


def test_the_public_has_four_rights(world: World) -> None:
    # covers: GS-07
    world.catalogue()
    found = world.bound("gs-four-rights")
    assert found.keys() == {template for template, _ in GOVERNMENTS}
    rights = [element.partition("：")[0] for element in found["government"].split("、")]
    assert rights == ["知情", "参与", "表达", "监督"]


@pytest.mark.parametrize("template", CENTRES)
def test_every_level_has_a_centre(world: World, template: str) -> None:
    # covers: GS-21
    assert world.told("GS-21") == []
    world.abolish(world.unit(template))
    assert len(world.told("GS-21")) == 1
    world.restore(world.unit(template))
    assert world.told("GS-21") == []
    world.catalogue()
    assert "service-centre" in world.bound("centre-windows")


def test_a_township_has_a_fixed_place(world: World) -> None:
    # covers: GS-22
    town = world.unit("township-government")
    assert world.told("GS-22") == ["中东镇人民政府没有代理服务固定场所。"]
    room = world.add("facility", unit=town, kind="service-room")
    assert world.told("GS-22") == ["中东镇人民政府的代理服务固定场所没有填写地点。"]
    world.mend("facility", room, address="中东镇为民服务大厅")
    assert world.told("GS-22") == []
    world.catalogue()
    assert world.bound("gs-proxy-place").keys() == {"township-government"}


def test_supporting_systems_are_told_every_year(world: World) -> None:
    # covers: GS-31
    world.catalogue()
    assert world.bound("gs-safeguards").keys() == {"province-government", "city-government", "government"}
    ((term, due),) = world.office.store.sql("SELECT DISTINCT term, due FROM entry WHERE obligation = 'gs-safeguards'")
    assert (term, due[4:]) == ("year", "-12-31")


def test_the_head_takes_it_in_hand(world: World) -> None:
    # covers: GS-34
    unit = world.unit("education")
    head = world.hold(unit, "group-head", "李文静")
    world.hold(unit, "first-responsible")
    assert len(world.told("GS-34", unit)) == 1
    world.mend("post", head, person="赵志强")
    assert world.told("GS-34", unit) == []


@pytest.mark.parametrize(("template", "place"), GOVERNMENTS[:3])
def test_the_leading_system_has_four_parts(world: World, template: str, place: str) -> None:
    # covers: GS-35
    unit = world.unit(template, place)
    assert len(world.told("GS-35", unit)) == 4
    for kind in ("party-lead", "government-lead", "office-coordinator"):
        world.hold(unit, kind)
    world.hold(unit, "discipline-inspector", title="纪委副书记、监委副主任")
    assert world.told("GS-35", unit) == []


@pytest.mark.parametrize(("rule", "template"), [
    ("GS-36", "province-government"), ("GS-37", "city-government"), ("GS-37", "government"),
])  # fmt: skip
def test_the_open_government_office_sits_in_the_general_office(world: World, rule: str, template: str) -> None:
    # covers: GS-36 GS-37
    unit = world.unit(template)
    assert len(world.told(rule, unit, "unit-fact")) == 1
    world.mend("unit", unit, desk="政务公开办公室")
    assert world.told(rule, unit) == []


def test_directors_hold_a_second_post_and_deputies_work_full_time(world: World) -> None:
    # covers: GS-38
    for template, wrong, right in (
        ("city-government", "秘书科科长", "市政府副秘书长"),
        ("government", "副县长", "县政府办公室副主任"),
    ):
        unit = world.unit(template)
        director = world.hold(unit, "office-director", title=wrong)
        deputy = world.hold(unit, "full-time-deputy", "李文静")
        assert len(world.told("GS-38", unit, "seat-empty")) == len(world.told("GS-38", unit, "post-full-time")) == 1
        world.mend("post", director, title=right)
        world.mend("post", deputy, full_time=True)
        assert world.told("GS-38", unit) == []


def test_centres_have_staff_rooms_and_money(world: World) -> None:
    # covers: GS-39
    centre = world.unit("service-centre")
    assert len(world.told("GS-39", centre)) == 2
    world.hold(centre, "gs-centre-staff")
    world.add("facility", unit=centre, kind="gs-centre-hall", address="金塔县解放路1号")
    assert world.told("GS-39", centre) == []
    world.catalogue()
    assert world.bound("gs-centre-support")["service-centre"] == "人员编制、办公场地、经费"


@pytest.mark.parametrize("template", ["tax", "meteorology", "fire", "city-tax"])
def test_units_led_from_above_follow_their_place_and_their_system(world: World, template: str) -> None:
    # covers: GS-40
    unit = world.office.register("unit").get(world.unit(template))
    upper = template.startswith("city-")
    assert unit.parent == world.unit("city-government" if upper else "government")
    assert unit.guided_by == world.unit(f"province-{template[5:]}" if upper else f"city-{template}")
    assert world.told("GS-40") == []
    world.mend("unit", unit.uid, parent=None)
    assert len(world.told("GS-40", unit.uid)) == 1
    world.mend(
        "unit", unit.uid, parent=world.unit("government", COUNTY) if not upper else world.unit("city-government")
    )
    assert world.told("GS-40") == []


def test_who_is_in_charge_of_a_field_answers_for_it(world: World) -> None:
    # covers: GS-42
    unit = world.unit("education")
    assert len(world.told("GS-42", unit, "post-missing")) == 1
    post = world.hold(unit, "deputy-in-charge")
    assert world.told("GS-42", unit) == ["金塔县教育科技局的分管负责人没有填写分管领域。"]
    world.mend("post", post, duty="义务教育")
    assert world.told("GS-42", unit) == []
