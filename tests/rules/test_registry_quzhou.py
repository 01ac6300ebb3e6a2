"""Quzhou's rules of the registry by what they do."""

import pytest

from tests.rules.world import World

REGION = ("quzhou",)
PLACE = "330800"
COUNTIES = (
    ("330802", "柯城区"), ("330803", "衢江区"), ("330822", "常山县"), ("330824", "开化县"), ("330825", "龙游县"),
    ("330881", "江山市"),
)  # fmt: skip
TOWN, VILLAGE = "330802100", "330802100200"
LISTING = [("330000", "浙江省"), ("330800", "衢州市"), *COUNTIES, (TOWN, "石梁镇"), (VILLAGE, "石梁村")]


def test_no_more_units_than_eight_were_in_the_trial_and_the_police_among_them(world: World) -> None:
    # covers: QZ-01
    get = world.office.register("unit").get
    assert "qz-pilot-1998" in get(world.unit("city-police")).tags and world.told("QZ-01") == []
    others = ["civil-affairs", "finance", "hr", "transport", "health", "market", "education", "justice"]
    for key in others:
        uid = world.unit(f"city-{key}")
        world.mend("unit", uid, tags=[*(get(uid).tags or ()), "qz-pilot-1998"])
    assert world.told("QZ-01") == ["衢州市的1998年试点单位有 9 个，应不多于 8 个。"]
    world.mend("unit", world.unit("city-justice"), tags=["approval"])
    assert world.told("QZ-01") == []
    world.abolish(world.unit("city-police"))
    for key in others[:-1]:
        world.mend("unit", world.unit(f"city-{key}"), tags=[])
    assert len(world.told("QZ-01", code="coverage-few")) == 1


def test_the_city_has_departments_and_six_county_governments_with_theirs(world: World) -> None:
    # covers: QZ-02
    assert world.told("QZ-02") == []
    county = world.unit("government", "330881")
    world.abolish(county)
    assert world.told("QZ-02") == ["衢州市的县（市、区）政府有 5 个，应不少于 6 个。"]
    world.restore(county)
    assert world.told("QZ-02") == []
    with world.office.change() as change:
        departments = world.office.store.sql(
            "SELECT uid FROM unit WHERE kind = 'department' AND division = 330881000000000"
        )
        change.update_many("unit", [
            (world.office.register("unit").get(uid), {"valid_to": world.office.today}) for (uid,) in departments
        ])  # fmt: skip
    assert world.told("QZ-02") == ["江山市的县级政府部门有 0 个，应不少于 1 个。"]


@pytest.mark.parametrize(("template", "place", "what"), [
    ("township-government", TOWN, "石梁镇的乡镇（街道）公开单位"), ("village-committee", VILLAGE, "石梁村的村（社区）公开单位"),
])  # fmt: skip
def test_disclosure_reaches_townships_and_villages(world: World, template: str, place: str, what: str) -> None:
    # covers: QZ-03
    assert world.told("QZ-03") == []
    world.abolish(world.unit(template, place))
    assert [text.startswith(what) for text in world.told("QZ-03")] == [True]
    world.restore(world.unit(template, place))
    assert world.told("QZ-03") == []


def test_disclosure_reaches_enterprises_and_institutions(world: World) -> None:
    # covers: QZ-03
    rows = world.office.store.sql("SELECT uid FROM unit WHERE kind LIKE '%enterprise' AND division = 330881000000000")
    for (uid,) in rows:
        world.abolish(uid)
    assert world.told("QZ-03") == ["江山市的企业有 0 个，应不少于 1 个。"]


def test_two_lists_of_eight_sectors_bind_two_sets_of_units(world: World) -> None:
    # covers: QZ-04 QZ-47
    service = {"tags": ["public-service"]}
    world.add_unit("江山市计划生育服务站", "institution", "county", "330881", line="family-planning", **service)
    world.add_unit("江山市邮政储蓄所", "public_enterprise", "county", "330881", line="postal", **service)
    world.catalogue()
    first = world.bound("qz-sector-affairs") | world.bound("qz-sector-gas")
    second = world.bound("qz-trade-affairs")
    both = {"hospital", "middle-school", "water-company", "power-company", "bus-company", "sewage-company"}
    assert both <= first.keys() and both <= second.keys()
    assert {"江山市计划生育服务站", "gas-company", "city-gas-company"} == {
        key for key in first.keys() - second.keys() if "school" not in key and "hospital" not in key
    }
    assert {"telecom-company", "postal-company", "江山市邮政储蓄所"} == second.keys() - first.keys()
    assert "library" not in first.keys() | second.keys()  # a public service of neither list


def test_the_trades_of_the_second_list_get_their_task(world: World) -> None:
    # covers: QZ-47
    reached = {template for template, _, _ in world.tasks("quzhou-2010", "13")}
    assert {"city-hospital", "postal-company", "telecom-company", "city-government"} <= reached


def test_the_local_measures_settle_five_things(world: World) -> None:
    # covers: QZ-05
    world.catalogue()
    found = world.bound("qz-local-measures")
    assert found.keys() == {"city-government", "government"}
    assert len(found["city-government"].split("、")) == 5


def test_one_office_and_three_centres(world: World) -> None:
    # covers: QZ-06
    assert world.told("QZ-06") == []
    centre = world.unit("qz-property-centre")
    world.abolish(centre)
    assert world.told("QZ-06") == ["衢州市的“三中心”有 2 个，应不少于 3 个。"]
    world.restore(centre)
    world.add_unit("第二办公室", "institution", "prefecture", PLACE, tags="one-office")
    assert world.told("QZ-06") == ["衢州市的“一办”有 2 个，应不多于 1 个。"]
    parents = {
        world.office.register("unit").get(world.unit(f"qz-{c}-centre")).parent for c in ("bidding", "procurement")
    }
    assert parents == {world.unit("qz-resource-office")}


def test_a_group_under_the_head_and_a_working_body(world: World) -> None:
    # covers: QZ-12
    unit = world.unit("city-finance")
    assert len(world.told("QZ-12", unit)) == 2
    world.mend("unit", unit, desk="办公室")
    head = world.hold(unit, "group-head", "李文静")
    world.hold(unit, "first-responsible")
    assert world.told("QZ-12", unit) == ["衢州市财政局的政务公开领导小组缺政务公开领导小组组长。"]  # not its own head
    world.mend("post", head, person="赵志强")
    assert world.told("QZ-12", unit) == []


def test_four_parties_share_the_work(world: World) -> None:
    # covers: QZ-13
    government, bureau = world.unit("city-government"), world.unit("city-health")
    assert len(world.told("QZ-13", government)) == 3 and len(world.told("QZ-13", bureau)) == 1
    for kind in ("party-lead", "government-lead", "qz-public-supervisor"):
        world.hold(government, kind)
    world.hold(bureau, "qz-responsible")
    assert world.told("QZ-13", government) == world.told("QZ-13", bureau) == []


def test_the_police_have_a_group_a_section_and_staff_of_their_own(world: World) -> None:
    # covers: QZ-15
    police = world.unit("city-police")
    assert len(world.told("QZ-15")) == len(world.told("QZ-15", police)) == 5  # the police alone
    world.hold(police, "first-responsible", title="局长")
    world.hold(police, "group-head", title="局长")
    world.hold(police, "group-deputy", "李文静", title="副局长")
    world.hold(police, "group-member", "周敏", title="法制处处长")
    world.hold(police, "qz-section", "周敏")
    staff = world.hold(police, "qz-section-staff", "刘海涛")
    assert len(world.told("QZ-15", code="seat-empty")) == 1 and len(world.told("QZ-15", code="post-full-time")) == 1
    world.hold(police, "group-deputy", "孙立新", title="党委副书记")
    world.mend("post", staff, full_time=True)
    assert world.told("QZ-15") == []


def test_e_government_is_told_in_four_phrases(world: World) -> None:
    # covers: QZ-52
    world.catalogue()
    assert world.bound("qz-e-government")["government"].split("、") == ["统筹规划", "资源共享", "面向公众", "保障安全"]


def test_staff_stay_in_post_and_are_trained(world: World) -> None:
    # covers: QZ-53
    unit = world.unit("city-finance")
    assert len(world.told("QZ-53", unit, "post-missing")) == 1
    post = world.hold(unit, "officer", valid_from="2026-01-01", valid_to="2026-11-30")
    assert len(world.told("QZ-53", unit, "post-short")) == 1
    world.mend("post", post, valid_to="2026-12-31")
    assert world.told("QZ-53", unit) == []
    assert "city-finance" in {template for template, _, _ in world.tasks("quzhou-2010", "21")}


def test_the_leading_system_has_four_parts(world: World) -> None:
    # covers: QZ-54
    government = world.unit("government", "330802")
    assert len(world.told("QZ-54", government)) == 4
    for kind in ("party-lead", "government-lead", "office-coordinator"):
        world.hold(government, kind)
    inspector = world.hold(government, "discipline-inspector", title="审计局局长")
    assert len(world.told("QZ-54", government)) == 1  # not of the discipline organs
    world.mend("post", inspector, title="纪委副书记")
    assert world.told("QZ-54", government) == []


def test_heads_are_the_first_persons_responsible(world: World) -> None:
    # covers: QZ-55
    for template in ("city-government", "city-finance"):
        unit = world.unit(template)
        assert len(world.told("QZ-55", unit)) == 1
        world.hold(unit, "first-responsible")
        assert world.told("QZ-55", unit) == []


def test_every_unit_names_the_person_responsible(world: World) -> None:
    # covers: QZ-56
    for template in ("township-government", "city-hospital", "city-water-company"):
        unit = world.unit(template)
        assert len(world.told("QZ-56", unit)) == 1
        world.hold(unit, "qz-responsible")
        assert world.told("QZ-56", unit) == []
