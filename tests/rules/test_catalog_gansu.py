"""Gansu's list of provincial matters, in the province's own office."""

from tests.rules.world import World

REGION = ("gansu",)
PLACE = "620000"
LISTING = [
    (PLACE, "甘肃省"),
    ("620900", "酒泉市"),
    ("620921", "金塔县"),
    ("620921100", "中东镇"),
    ("620921100201", "中东村"),
]
MATTERS = {
    "development-plan": "development", "government-budget": "finance", "permit-results": "market",
    "service-guide": "market", "major-projects": "development", "gs-works-bidding": "service-centre",
    "procurement": "finance", "gs-relief-projects": "agriculture", "gs-soe-reform": "state-assets",
    "gs-subject-notice": "justice", "civil-service-exam": "hr", "gs-service-prices": "development",
    "major-decisions": "government",
}  # fmt: skip


def test_thirteen_matters_fall_on_the_departments_of_the_province(world: World) -> None:
    # covers: GS-11
    world.catalogue()
    for obligation, template in MATTERS.items():
        assert f"province-{template}" in world.bound(obligation), obligation
    for own in ("gs-works-bidding", "gs-relief-projects", "gs-soe-reform", "gs-subject-notice", "gs-service-prices"):
        assert all(key.startswith("province-") for key in world.bound(own)), (
            own
        )  # cities and counties have their own list
    world.abolish(world.unit("province-state-assets"))
    world.catalogue()
    stages = world.office.store.sql("SELECT stage FROM entry WHERE obligation = 'gs-soe-reform'")
    assert stages == [("retired",)]
