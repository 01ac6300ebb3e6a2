"""Kaiyang's rules of the registry by what they do."""

import pytest

from gongkai.core.access import allowed
from gongkai.core.errors import NotAllowed
from tests.rules.world import World

REGION = ("kaiyang",)
PLACE = "520121"
LISTING = [
    ("520000", "贵州省"),
    ("520100", "贵阳市"),
    (PLACE, "开阳县"),
    ("520121100", "城关镇"),
    ("520121100201", "顶方村"),
]


def test_one_post_has_two_duties(world: World) -> None:
    # covers: KY-01
    unit = world.unit("education")
    post = world.hold(unit, "first-responsible")
    assert world.told("KY-01", unit) == ["开阳县教育科技局的第一责任人没有填写分管领域。"]
    world.mend("post", post, duty="全面工作；政务公开")
    assert world.told("KY-01", unit) == []


def test_departments_keep_their_own_columns(world: World) -> None:
    # covers: KY-05
    unit = world.unit("education")
    assert len(world.told("KY-05", unit)) == 1
    world.hold(unit, "ky-column-editor")
    assert world.told("KY-05", unit) == []
    world.catalogue()
    world.add("account", name="wei", display="维护人", division=PLACE)
    world.add("grant", account="wei", role="ky-column-editor", target=unit)
    own = world.office.as_("wei")
    place = world.office.unit_scope(unit)
    assert all(allowed(own, verb, place, unit) for verb in ("view", "edit", "publish"))
    assert not any(allowed(own, verb, place, unit) for verb in ("sign", "approve", "administer"))
    assert not allowed(own, "edit", place, world.unit("finance"))
    entry = own.register("entry").get(f"{unit}.ky-columns")
    with own.change() as change:
        change.update(entry, subject="教研室")
    assert own.register("entry").get(entry.uid).subject == "教研室"
    others = world.office.register("entry").get(f"{world.unit('finance')}.ky-columns")
    with pytest.raises(NotAllowed), own.change() as change:
        change.update(others, subject="教研室")


def test_the_head_takes_the_whole_the_deputy_the_detail(world: World) -> None:
    # covers: KY-24
    unit = world.unit("township-government")
    assert len(world.told("KY-24", unit)) == 2
    world.hold(unit, "first-responsible", duty="全面工作")
    world.hold(unit, "deputy-in-charge", "李文静")
    head, deputy = world.hold(unit, "group-head", "李文静"), world.hold(unit, "group-deputy")
    assert len(world.told("KY-24", unit)) == 2  # the other way round
    world.mend("post", head, person="赵志强")
    world.mend("post", deputy, person="李文静")
    assert world.told("KY-24", unit) == []
    assert "township-government" in {template for template, _, _ in world.tasks("kaiyang-2026", "01")}


@pytest.mark.parametrize("full_time", [True, False])
def test_a_deputy_and_staff_of_either_kind_are_named(world: World, full_time: bool) -> None:
    # covers: KY-25
    unit = world.unit("education")
    assert len(world.told("KY-25", unit)) == 2
    world.hold(unit, "first-responsible")
    deputy = world.hold(unit, "deputy-in-charge")
    world.hold(unit, "officer", "周敏", full_time=full_time)
    assert world.told("KY-25", unit) == ["开阳县教育科技局的分管负责人赵志强兼任了第一责任人。"]
    world.mend("post", deputy, person="李文静")
    assert world.told("KY-25", unit) == []


def test_civil_servants_have_a_course(world: World) -> None:
    # covers: KY-29
    world.catalogue()
    assert world.bound("ky-training").keys() == {"hr"}
    assert world.tasks("kaiyang-2026", "07") == [("hr", "2026-01-01", "2026-10-31")]
