"""Service items and the figures of windows by what they do: three times, two types, sums that are told and never mended."""

from decimal import Decimal
from typing import Any

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.register import Query
from gongkai.core.rules import Rule
from gongkai.plugins.tasks.services.duration import read
from gongkai.plugins.tasks.services.flow import ITEM, period
from gongkai.plugins.tasks.services.measures import figures, joint, on_spot, on_time, satisfaction
from gongkai.plugins.tasks.services.registers import figure_doubt, item_doubt
from tests.rules.world import World

REGION = ("pingchang", "nation2010")
PLACE = "511923"
LISTING = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    (PLACE, "平昌县"),
    ("511923101", "响滩镇"),
    ("511923101201", "张家山村村民委员会"),
]
ALL = (0, 10**15)


def item(world: World, **values: Any) -> Any:
    unit = values.pop("unit", None) or world.unit("hr")
    return world.office.register("service").save(None, {"unit": unit, "name": "参保登记", **values})


def month(world: World, **values: Any) -> Any:
    unit = values.pop("unit", None) or world.unit("hr")
    return world.office.register("service_figure").save(None, {"unit": unit, "month": "2026-05", **values})


def listed(world: World, register: str, *filters: str) -> list[str]:
    return [row.record.uid for row in world.office.register(register).page(Query(filters=filters))]


def test_three_figures_that_do_not_add_up_are_kept_as_stated_and_told_with_the_difference(world: World) -> None:
    # covers: PC-91
    stated = world.office.profile.items("rule", Rule)["PC-91"].data
    kept = month(
        world, month="2008-01至2008-05", total=stated["total"], instant=stated["at_once"], promised=stated["promised"],
        closed=stated["total"], closed_percent="100",
    )  # fmt: skip
    assert (kept.month, kept.total, kept.instant, kept.promised) == ("2008-01..2008-05", 5316, 3402, 1919)
    assert str(figure_doubt(world.office, kept)) == "即办件 3402 + 承诺件 1919 = 5321，办件总数为 5316，相差 5。"
    right = month(world, total=5321, instant=3402, promised=1919)
    assert figure_doubt(world.office, right) is None
    assert listed(world, "service_figure", "contradicts") == [kept.uid]


def test_a_case_is_handled_at_once_or_promised(world: World) -> None:
    # covers: PC-93
    assert item(world).kind == "promised"
    assert item(world, name="查询", kind="即办件").kind == "instant"
    with pytest.raises(BadInput, match="办件类型"):
        item(world, name="其他", kind="延期件")
    assert len(listed(world, "service", "instant")) == len(listed(world, "service", "promised")) == 1


def test_village_services_promise_come_home_act_for_free_and_finish_in_time(world: World) -> None:
    # covers: PC-03
    village = world.unit("village-committee")
    made = item(world, unit=village, desk="村便民服务室", name="代办养老认证", promised="1d")
    assert listed(world, "service", "village_lacking") == [made.uid]
    world.mend("service", made.uid, posted=True, at_home=True)
    assert listed(world, "service", "village_lacking") == [made.uid]
    world.mend("service", made.uid, free_agency=True, actual="2d")
    assert listed(world, "service", "village_lacking") == []
    register = world.office.register("service")
    assert str(item_doubt(world.office, register.get(made.uid))) == "实际用时2天超过1天。"


def test_the_law_the_promise_and_the_real_time_stand_side_by_side(world: World) -> None:
    made = item(world, statutory="15天", promised="3 天", actual="10分钟")
    assert (made.statutory, made.promised, made.actual) == ("15d", "3d", "10min")
    register = world.office.register("service")
    assert register.cell(register.get(made.uid), "reduction") == "80% / 100%"
    with pytest.raises(BadInput, match="长于法定"):
        item(world, name="另一", statutory="3d", promised="100h")
    with pytest.raises(BadInput, match="读不懂"):
        item(world, name="再一", statutory="很快")


@pytest.mark.parametrize(
    ("one", "other", "longer"),
    [("4d", "3d", True), ("3wd", "4wd", False), ("25h", "1d", True), ("3wd", "5d", False), ("6wd", "5d", True),
     ("9d", "5wd", False), ("90min", "1h", True), ("1d", "1440min", False)],
)  # fmt: skip
def test_a_time_is_longer_only_where_that_is_certain(one: str, other: str, longer: bool) -> None:
    label = ITEM["promised"]
    assert read(one, label).longer_than(read(other, label)) is longer


def test_a_joint_approval_has_one_window_one_filing_one_payment(world: World) -> None:
    units = [world.unit(key) for key in ("hr", "education", "civil-affairs")]
    made = item(world, name="企业开办", joint=True, joint_units=units[1:], one_window=True, one_filing=True)
    assert listed(world, "service", "joint_lacking") == [made.uid]
    assert "一次缴费" in str(item_doubt(world.office, made))
    world.mend("service", made.uid, one_payment=True)
    assert listed(world, "service", "joint_lacking") == [] and joint(world.office, *ALL) == (1, 3)


def test_shares_are_sums_over_sums(world: World) -> None:
    hr, education = world.unit("hr"), world.unit("education")
    month(world, total=100, on_spot=60, closed=100, on_time=90, rated=10, satisfied=9)
    month(world, month="2026-04", total=10, on_spot=0, closed=10, on_time=10)
    month(world, unit=education, total=5, closed=4, on_time=4)
    month(world, month="2024-01", total=1000, on_spot=0)  # longer ago than twelve months
    spot = on_spot.figures(world.office, *ALL)[hr]
    assert (spot.numerator, spot.denominator) == (Decimal(60), Decimal(110))
    timely = on_time.figures(world.office, *ALL)
    assert sum(f.numerator for f in timely.values()) / sum(f.denominator for f in timely.values()) == Decimal(104) / 114
    assert set(satisfaction.figures(world.office, *ALL)) == {hr}
    [(name, total, closed, *_), *_] = figures(world.office, "unit", *ALL, ("2026-01", "2026-12"))
    assert (name, total, closed) == (hr, 110, 110)


def test_the_national_rate_of_2009_comes_out_of_figures_as_stated(world: World) -> None:
    # covers: HYA-04
    stated = world.office.profile.items("rule", Rule)["HYA-04"].data
    total = stated["cases_wan_min"] * 10_000
    made = month(
        world,
        month="2026-01",
        total=total,
        closed=total,
        on_time=total * 952 // 1000,
        on_time_percent=stated["on_time_percent"],
    )
    assert figure_doubt(world.office, made) is None
    [figure] = on_time.figures(world.office, *ALL).values()
    assert figure.numerator * 100 / figure.denominator == Decimal(stated["on_time_percent"])
    wrong = month(world, month="2026-02", total=100, closed=100, on_time=90, on_time_percent="95.2")
    assert str(figure_doubt(world.office, wrong)) == "按时办结率%（所报） 95.2，按数字为 90.0。"


@pytest.mark.parametrize(
    ("text", "kept"),
    [("2026年5月", "2026-05"), ("2008年1月至5月", "2008-01..2008-05"), ("2025.12—2026.1", "2025-12..2026-01")],
)
def test_months_are_read_as_people_write_them(text: str, kept: str) -> None:
    assert period(text) == kept


@pytest.mark.parametrize("text", ["2026-13", "今年", "2026-05..2026-01", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="读不懂"):
        period(text)


def test_months_to_come_and_figures_below_zero_are_refused(world: World) -> None:
    with pytest.raises(BadInput, match="还没有到"):
        month(world, month="2026-07", total=1)
    with pytest.raises(BadInput, match="小于 0"):
        month(world, total=-1)
