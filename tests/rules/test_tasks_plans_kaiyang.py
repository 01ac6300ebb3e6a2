"""Kaiyang's rules on carrying out by what they do."""

from gongkai.core.office import Office
from tests.rules.world import World

REGION = ("kaiyang",)
PLACE = "520121"
LISTING = [("520000", "贵州省"), ("520100", "贵阳市"), (PLACE, "开阳县")]
REGULAR = ("ky-central-work", "ky-livelihood", "ky-enforcement")


def dues(office: Office, obligation: str) -> set[str]:
    return {due for (due,) in office.store.sql("SELECT due FROM entry WHERE obligation = ?", (obligation,))}


def test_work_projects_and_enforcement_come_out_at_fixed_times(world: World) -> None:
    # covers: KY-20
    world.catalogue()
    for obligation in REGULAR:
        assert world.bound(obligation) and dues(world.office, obligation) == {"2026-03-31"}, obligation


def test_great_progress_comes_out_at_once(world: World) -> None:
    # covers: KY-21
    world.catalogue()
    assert world.bound("ky-progress")
    terms = world.office.store.sql("SELECT DISTINCT term, importance FROM entry WHERE obligation = 'ky-progress'")
    assert terms == [("at-once", "important")]
