"""What a rule does here: whom each thing that it sets binds, and how it stands now, for people and for scripts."""

from pathlib import Path

from gongkai.core import i18n
from gongkai.core.registry.ruled import Effect, effects
from gongkai.core.rules import Rule
from tests.registry import make_office
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


NATION = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    ("511923", "平昌县"),
    ("511923101", "响滩镇"),
    ("511923101201", "张家山村村民委员会"),
]


def effect(world: World, rule: str, mark: str) -> Effect:
    stated = world.office.profile.items("rule", Rule)[rule]
    return {found.mark: found for found in effects(world.office.profile, stated, world.office)}[mark]


def test_an_obligation_is_told_with_its_entries_and_those_that_are_blank(world: World) -> None:
    before = effect(world, "KY-29", "obligation:ky-training")
    assert (before.units, before.records, before.findings) == (1, 0, 0)
    world.catalogue()
    blank = effect(world, "KY-29", "obligation:ky-training")
    assert (blank.records, blank.findings) == (1, 1)
    with world.office.as_system().change() as change:
        entry = world.office.register("entry").get(f"{world.unit('hr')}.ky-training")
        change.update(entry, published_on="2026-05-20", due="2026-12-31")
    mended = effect(world, "KY-29", "obligation:ky-training")
    assert (mended.records, mended.findings) == (1, 0)


def test_an_item_of_a_plan_is_told_with_its_tasks_and_those_that_are_late(world: World) -> None:
    assert effect(world, "KY-24", "item:kaiyang-2026.01").records == 0
    world.tasks("kaiyang-2026", "01")
    late = effect(world, "KY-24", "item:kaiyang-2026.01")
    assert late.records and late.records == late.findings  # due in February, and today is June


def test_counts_are_those_that_the_account_may_see(world: World) -> None:
    world.add("account", name="kan", display="查看人", division=PLACE)
    world.add("grant", account="kan", role="viewer", target=world.unit("education"))
    everything = effect(world, "KY-24", "body:ky-leading-group")
    stated, own = world.office.profile.items("rule", Rule)["KY-24"], world.office.as_("kan")
    seen = {found.mark: found for found in effects(own.profile, stated, own)}["body:ky-leading-group"]
    assert (seen.units, seen.findings) == (1, 2)
    assert everything.units and everything.findings and everything.units * 2 == everything.findings > 2


def test_whom_it_binds_is_said_in_both_languages(world: World) -> None:
    binds = effect(world, "KY-29", "obligation:ky-training").binds
    assert binds.zh == "县级；政府工作部门；人力资源和社会保障" and "Human resources" in binds.en
    assert effect(world, "KY-01", "post_kind:first-responsible").binds.zh == "所有单位"
    i18n.use("en")
    assert str(effect(world, "KY-05", "role:ky-column-editor").name) == "Column editor"
    assert effect(world, "KY-05", "role:ky-column-editor").units is None


def test_without_an_office_nothing_is_counted(world: World) -> None:
    profile = world.office.profile
    found = effects(profile, profile.items("rule", Rule)["KY-24"])
    assert [e.mark for e in found] == list(profile.items("rule", Rule)["KY-24"].sets)
    assert {(e.units, e.records, e.findings, e.places) for e in found} == {(None, None, None, None)}
    assert all(e.where.rpartition(":")[2].isdigit() and e.layer == "region:kaiyang" for e in found)


def test_it_counts_alike_on_both_stores(store_url: str, tmp_path: Path) -> None:
    office = make_office(
        tmp_path / "both", store_url, NATION, "0", ("nation2010", "kaiyang", "pingchang"), templates=True
    )
    rules = office.profile.items("rule", Rule)
    by_mark = {
        e.mark: e
        for key in ("HYA-03", "HYA-25", "HYA-31", "PC-08", "KY-24")
        for e in effects(office.profile, rules[key], office)
    }
    assert (by_mark["coverage:hya-county-centres"].places, by_mark["coverage:hya-county-centres"].covered) == (3, 3)
    assert (by_mark["coverage:hya-one-platform"].units, by_mark["coverage:hya-one-platform"].findings) == (3, 0)
    assert (by_mark["facility:suggestion-box"].units, by_mark["facility:suggestion-box"].findings) == (1, 1)
    assert by_mark["unit_fact:hya-centre-link"].findings == 0 and by_mark["body:ky-leading-group"].findings
    office.close()
