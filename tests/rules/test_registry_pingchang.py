"""Pingchang's rules of the registry by what they do."""

import pytest
from msgspec import structs

from gongkai.core.access import allowed
from gongkai.core.figures import differences
from gongkai.core.rules import Rule
from tests.rules.world import World

REGION = ("pingchang",)
PLACE = "511923"
TOWN, VILLAGE = "511923101", "511923101201"
LISTING = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    (PLACE, "平昌县"),
    (TOWN, "响滩镇"),
    (VILLAGE, "张家山村村民委员会"),
]


@pytest.mark.parametrize("kinds", ["township_government", "department", "village_committee", "institution|enterprise"])
def test_four_levels_move_together(world: World, kinds: str) -> None:
    # covers: PC-01
    assert world.told("PC-01") == []
    rows = [
        row[0]
        for kind in kinds.split("|")
        for row in world.office.store.sql("SELECT uid FROM unit WHERE kind LIKE ?", (f"%{kind}",))
    ]
    with world.office.change() as change:
        get = world.office.register("unit").get
        change.update_many("unit", [(get(uid), {"valid_to": world.office.today}) for uid in rows])
    assert len(world.told("PC-01", code="coverage-few")) == 1
    world.restore(rows[0])
    assert world.told("PC-01") == []


def test_a_township_has_three_ones(world: World) -> None:
    # covers: PC-02
    town = world.unit("township-government")
    assert len(world.told("PC-02", town)) == 3 == len(world.told("PC-02"))
    world.hold(town, "township-leader")
    world.hold(town, "township-officer", "李文静")
    assert world.told("PC-02", town) == ["响滩镇人民政府没有政务公开栏。"]
    world.add("facility", unit=town, kind="notice-board", address="政府大门右侧")
    assert world.told("PC-02") == []


def test_every_village_has_a_board_and_every_group_a_box(world: World) -> None:
    # covers: PC-08
    village = world.unit("village-committee")
    scope = world.office.unit_scope(village)
    with world.office.store.write():
        for number in (1, 2):
            world.office.store.run(
                "INSERT INTO division (code, name, level, parent, kind, initials, edition) VALUES (?, ?, 6, ?, 'custom', '', '')",
                (scope + number, f"{number}社", scope),
            )
    assert len(world.told("PC-08", village)) == 3
    world.add("facility", unit=village, kind="pc-village-board")
    world.add("facility", unit=village, kind="suggestion-box", division=scope + 1)
    assert world.told("PC-08") == ["张家山村村民委员会的2社没有意见箱。"]
    world.add("facility", unit=village, kind="suggestion-box", division=scope + 2)
    assert world.told("PC-08") == []


@pytest.mark.parametrize(("figure", "wrong"), [("staff", 16), ("items", 32)])
def test_the_size_of_the_centre_holds_together(world: World, figure: str, wrong: int) -> None:
    # covers: PC-18
    rule = world.office.profile.items("rule", Rule)["PC-18"]
    assert differences(rule) == []
    assert [figure in said.zh for said in differences(structs.replace(rule, data={**rule.data, figure: wrong}))] == [
        True
    ]


def test_approval_moves_into_the_centre_section_by_section(world: World) -> None:
    # covers: PC-21
    unit = world.unit("education")
    assert len(world.told("PC-21", unit)) == 1 and world.told("PC-21", world.unit("audit")) == []
    head = world.hold(unit, "pc-approval-head")
    assert world.told("PC-21", unit) == ["平昌县教育科技局的审批股负责人没有填写派驻单位。"]
    world.mend("post", head, at_unit=world.unit("service-centre"))
    assert world.told("PC-21", unit) == []


def test_a_representative_has_his_authority_in_writing(world: World) -> None:
    # covers: PC-23
    unit = world.unit("education")
    assert len(world.told("PC-23", unit)) == 1
    post = world.hold(unit, "chief-representative")
    assert world.told("PC-23", unit) == ["平昌县教育科技局的窗口首席代表没有填写授权文号、授权日期。"]
    world.mend("post", post, mandate="平教〔2008〕12号", mandate_date="2008-03-01")
    assert world.told("PC-23", unit) == []


def test_the_representative_is_the_first_to_be_asked(world: World) -> None:
    # covers: PC-24
    unit = world.unit("education")
    world.hold(unit, "chief-representative")
    asked = world.hold(unit, "pc-first-asked", "李文静")
    assert world.told("PC-24", unit) == ["平昌县教育科技局的审批首问责任人李文静不是窗口首席代表本人。"]
    world.mend("post", asked, person="赵志强")
    assert world.told("PC-24", unit) == []


def test_the_centre_assesses_and_supervises_but_changes_nothing(world: World) -> None:
    # covers: PC-36
    world.add("account", name="zhuren", display="中心主任", division=PLACE)
    place = world.office.scope
    assert not allowed(world.office.as_("zhuren"), "inspect", place)
    grant = world.add("grant", account="zhuren", role="pc-centre-director", division=PLACE)
    director = world.office.as_("zhuren")
    assert all(allowed(director, verb, place) for verb in ("view", "inspect", "assign", "verify"))
    assert not any(allowed(director, verb, place) for verb in ("edit", "sign", "publish", "administer"))
    world.mend("grant", grant, valid_to="2026-05-31")
    assert not allowed(world.office.as_("zhuren"), "inspect", place)


def test_window_staff_are_trained(world: World) -> None:
    # covers: PC-37
    assert {template for template, _, due in world.tasks("pingchang-2026", "16") if due == "2026-05-15"} == {
        "service-centre"
    }


def test_window_staff_get_an_allowance_and_belong_to_the_centre(world: World) -> None:
    # covers: PC-41
    world.catalogue()
    found = world.bound("pc-window-care")
    assert (
        found.keys() == {"service-centre"}
        and "岗位补助" in found["service-centre"]
        and "党组织关系" in found["service-centre"]
    )
    assert world.office.store.sql("SELECT DISTINCT audience FROM entry WHERE obligation = 'pc-window-care'") == [
        ("internal",)
    ]


@pytest.mark.parametrize(("end", "short"), [("2026-12-30", True), ("2026-12-31", False)])
def test_a_secondment_lasts_a_year(world: World, end: str, short: bool) -> None:
    # covers: PC-42
    unit, centre = world.unit("education"), world.unit("service-centre")
    world.hold(unit, "window-staff", at_unit=centre, valid_from="2026-01-01", valid_to=end)
    assert (len(world.told("PC-42", unit, "post-short")) == 1) is short
    world.hold(
        unit, "chief-representative", mandate="1", mandate_date="2026-01-01", valid_from="2026-01-01", valid_to=end
    )
    assert (len(world.told("PC-23", unit, "post-short")) == 1) is short


def test_three_layers_of_responsibility(world: World) -> None:
    # covers: PC-45
    department, town, village = (
        world.unit("education"),
        world.unit("township-government"),
        world.unit("village-committee"),
    )
    assert [len(world.told("PC-45", unit)) for unit in (department, town, village)] == [1, 2, 1]
    world.hold(department, "pc-line-leader", title="副县长")
    world.hold(town, "pc-township-link", title="县委常委")
    world.hold(town, "pc-area-head", "李文静")
    cadre = world.hold(village, "village-link-cadre", "周敏")
    assert world.told("PC-45", village) == ["张家山村村民委员会的联村干部没有填写本职单位。"]
    world.mend("post", cadre, from_unit=department)
    assert [world.told("PC-45", unit) for unit in (department, town, village)] == [[], [], []]


def test_the_task_force_is_lent_by_three_units(world: World) -> None:
    # covers: PC-60
    unit = world.unit("government", PLACE)
    assert len(world.told("PC-60")) == len(world.told("PC-60", unit)) == 4
    world.hold(unit, "group-head")
    world.hold(unit, "pc-task-force", "李文静", from_unit=world.unit("government", PLACE))
    world.hold(unit, "pc-task-force", "周敏", from_unit=world.unit("education"))
    assert len(world.told("PC-60")) == 2
    world.hold(unit, "pc-task-force", "刘海涛", from_unit=world.unit("media-centre"))
    world.hold(unit, "pc-task-force", "孙立新", from_unit=world.unit("service-centre"))
    assert world.told("PC-60") == []


def test_the_government_office_is_competent_and_heads_answer_first(world: World) -> None:
    # covers: PC-61
    unit, town = world.unit("government", PLACE), world.unit("township-government")
    assert len(world.told("PC-61", unit, "unit-fact")) == 1
    world.mend("unit", unit, desk="政务公开办公室", phone="0827-6222000")
    assert world.told("PC-61", unit, "unit-fact") == []
    assert len(world.told("PC-61", town)) == 1
    world.hold(town, "first-responsible", title="镇长", resume="略", duty="全面工作", phone="0827-6000001")
    assert world.told("PC-61", town) == []


def test_deputies_and_staff_of_all_units_are_trained(world: World) -> None:
    # covers: PC-63
    rule = world.office.profile.items("rule", Rule)["PC-63"]
    reached = [template for template, _, due in world.tasks("pingchang-2026", "17") if due == "2026-06-26"]
    departments = world.office.store.sql("SELECT count(*) FROM unit WHERE kind = 'department'")[0][0]
    assert len(reached) == departments + 2  # the township, and the government office that leads
    titles = world.office.store.sql("SELECT DISTINCT title FROM task WHERE item = '17'")
    assert rule.data["days"] == 2 and "两天" in titles[0][0]


def test_the_site_has_a_page_for_every_department_and_township(world: World) -> None:
    # covers: PC-64
    for template in ("education", "township-government"):
        unit = world.unit(template)
        assert len(world.told("PC-64", unit)) == 1
        world.add("facility", unit=unit, kind="pc-web-page", address="www.scpc.gov.cn/xxgk")
        assert world.told("PC-64", unit) == []
    assert world.told("PC-64", world.unit("hospital")) == []


def test_three_affairs_go_together_in_four_ways(world: World) -> None:
    # covers: PC-90
    world.catalogue()
    found = world.bound("pc-joined-affairs")
    assert found == dict.fromkeys(("government", "township-government"), "平台共建、资源共享、信息互通、人员互补")


def test_leaders_are_shown_with_career_duties_and_telephone(world: World) -> None:
    # covers: PC-98
    unit = world.unit("education")
    post = world.hold(unit, "deputy-in-charge")
    assert world.told("PC-98", unit) == ["平昌县教育科技局的分管负责人没有填写简历、分管领域、办公电话。"]
    world.mend("post", post, resume="略", duty="义务教育")
    assert world.told("PC-98", unit) == ["平昌县教育科技局的分管负责人没有填写办公电话。"]
    world.mend("post", post, phone="0827-6222001")
    assert world.told("PC-98", unit) == []


def test_the_gap_of_bodies_and_staff_in_townships_is_seen(world: World) -> None:
    # covers: PC-100
    town = world.unit("township-government")
    assert len(world.told("PC-100", town)) == 3
    world.mend("unit", town, desk="党政办公室")
    world.hold(town, "pc-information-officer", full_time=True)
    officer = world.hold(town, "pc-e-government-officer", "李文静")
    assert world.told("PC-100", town) == ["响滩镇人民政府的电子政务专门人员李文静应为专职。"]
    world.mend("post", officer, full_time=True)
    assert world.told("PC-100", town) == []
