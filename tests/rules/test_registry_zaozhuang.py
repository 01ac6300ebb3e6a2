"""The Zaozhuang construction line's rules of the registry by what they do."""

from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act
from tests.registry import act
from tests.rules.world import World

REGION = ("zaozhuang",)
PLACE = "370400"
LISTING = [
    ("370000", "山东省"),
    ("370400", "枣庄市"),
    ("370402", "市中区"),
    ("370402100", "税郭镇"),
    ("370402100200", "安岭村"),
]


def test_the_head_leads_deputies_and_the_discipline_secretary_help_the_rest_sit_in(world: World) -> None:
    # covers: ZZ-01
    unit = world.unit("city-housing")
    assert len(world.told("ZZ-01", unit)) == 4 and world.told("ZZ-01", world.unit("city-finance")) == []
    world.hold(unit, "first-responsible", title="局长")
    world.hold(unit, "group-head", title="局长")
    world.hold(unit, "deputy-in-charge", "李文静", title="副局长")
    world.hold(unit, "group-deputy", "李文静", title="副局长")
    world.hold(unit, "group-deputy", "陈晓梅", title="党委委员")
    assert len(world.told("ZZ-01", unit)) == 2
    world.hold(unit, "group-deputy", "孙立新", title="纪委书记")
    world.hold(unit, "group-member", "周敏", title="副局长")
    assert world.told("ZZ-01", unit) == []


def test_five_parties_sit_in_the_groups_office(world: World) -> None:
    # covers: ZZ-02
    unit = world.unit("city-housing")
    titles = ("纪检监察室主任", "办公室主任", "人事科科长", "工会主席")
    assert len(world.told("ZZ-02", unit)) == 5
    for left, title in zip((4, 3, 2, 1), titles, strict=True):
        world.hold(unit, "zz-office-member", f"{title}某", title=title)
        assert len(world.told("ZZ-02", unit)) == left, title
    world.hold(unit, "zz-office-member", "刘海涛", from_unit=world.unit("zz-hotline-centre"))
    assert world.told("ZZ-02", unit) == []


def test_subordinate_bodies_name_a_person(world: World) -> None:
    # covers: ZZ-03
    body = world.add_unit("枣庄市园林管理处", "managing_institution", "prefecture", PLACE, line="housing")
    assert world.told("ZZ-03", body) == ["枣庄市园林管理处没有下属单位公开责任人。"]
    world.hold(body, "zz-subordinate-person")
    assert world.told("ZZ-03", body) == []


def test_the_line_has_two_documents_of_its_own(world: World) -> None:
    # covers: ZZ-07
    world.catalogue()
    found = world.bound("zz-own-rules")
    assert found.keys() == {"city-housing", "housing"}
    assert {"实施意见", "实施细则"} <= set(found["city-housing"].split("、"))


def test_there_are_eighteen_subordinate_bodies(world: World) -> None:
    # covers: ZZ-08
    assert world.told("ZZ-08") == ["枣庄市的有管理职能的下属单位有 1 个，应不少于 18 个。"]
    bodies = [
        world.add_unit(f"下属单位{n}", "managing_institution", "prefecture", PLACE, line="housing") for n in range(17)
    ]
    assert world.told("ZZ-08") == []
    world.add_unit("下属单位十九", "managing_institution", "prefecture", PLACE, line="housing")
    assert len(world.told("ZZ-08", code="coverage-many")) == 1
    world.abolish(bodies[0])
    assert world.told("ZZ-08") == []


def test_four_penalty_powers_pass_to_the_enforcement_bureau_and_this_is_published_at_once(world: World) -> None:
    # covers: ZZ-20
    powers = ("城市规划", "市容环境", "城市绿化", "市政管理")
    source, target = world.unit("city-housing"), world.unit("city-urban-management")
    names = world.office.unit_names([source, target])
    item = Item(op="transfer", of=names[source], to=names[target], matters=powers)
    apply_act(world.office, act("transfer", "2026-06-01", item, title="相对集中行政处罚权"))
    edge = world.office.register("lineage").page()[0].record
    assert (edge.source, edge.target, tuple(edge.matters.splitlines())) == (source, target, powers)
    world.catalogue()
    assert {"city-housing", "city-urban-management"} <= world.bound("zz-transfer").keys()
    terms = world.office.store.sql("SELECT DISTINCT term FROM entry WHERE obligation = 'zz-transfer'")
    assert terms == [("at-once",)]
