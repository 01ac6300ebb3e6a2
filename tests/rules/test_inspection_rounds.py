"""Rules of rounds by their effect: held again and again, by whom, over whom, drawn at random; the best and the worst."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gongkai.core.errors import NotAllowed
from gongkai.core.measures import Figure, measures_of, scan
from gongkai.core.office import Office
from gongkai.core.rules import Rule, Selector
from gongkai.plugins.inspection.ranking import best_and_worst, ranked
from gongkai.plugins.inspection.rounds.changes import changed
from gongkai.plugins.inspection.rounds.draw import draw
from gongkai.plugins.inspection.rounds.finding import round_of
from gongkai.plugins.inspection.rounds.kinds import open_kind, owed
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rounds.renewal import renew
from gongkai.plugins.inspection.rounds.results import results
from gongkai.plugins.inspection.rounds.rules import rules_of
from gongkai.plugins.inspection.rounds.run import run
from gongkai.plugins.tasks.supervision.bulletins import form_of, period_for, write
from tests.rules.county import Maker
from tests.rules.world import World

REGION = ("pingchang",)
PLACE = "511923"
LISTING = [
    ("510000", "四川省"), ("511900", "巴中市"), (PLACE, "平昌县"), ("511923101", "响滩镇"), ("511923101201", "张家山村村民委员会"),
]  # fmt: skip


def opened(office: Office, code: str, rubric: str = "default", stage: str = "begin_first", **given: Any) -> Any:
    with office.change() as change:
        made = open_round(office, change, code, rubric, **given)
    return office.register("round").act(made, stage) if stage else made


def computed(office: Office, code: str) -> dict[str, Decimal | None]:
    with office.change() as change:
        run(office, change, round_of(office, code))
    return {one.uid: one.published for one in results(office, round_of(office, code))}


def state(office: Office) -> dict[str, tuple[str, str, str]]:
    return {one.kind.key: (one.code, one.stage, one.kind.rule) for one in owed(office)}


def month(world: World, unit: str, **values: Any) -> None:
    world.office.register("service_figure").save(None, {"unit": unit, "month": "2026-06", **values})


def test_windows_are_inspected_every_month_by_three_figures(world: World) -> None:
    # covers: PC-28, PC-13
    office = world.office
    assert state(office)["pc-windows"] == ("pc-windows-2026-06", "", "PC-28")
    stated = office.profile.items("rule", Rule)["PC-13"].data
    good, poor = world.unit("hr"), world.unit("civil-affairs")
    month(world, good, total=10000, on_spot=9500, closed=10000, on_time=10000, rated=10000, satisfied=9997)
    month(world, poor, total=100, on_spot=45, closed=100, on_time=99, rated=100, satisfied=50)
    world.office.register("service_figure").save(None, {"unit": poor, "month": "2026-05", "total": 100, "on_spot": 0})
    known = measures_of(office)
    found = scan(office, [known[f"pc.{key}"] for key in ("on_spot", "on_time", "satisfied")], 0, 10**15 - 1)
    timely, satisfied = found.of("pc.on_time")[good], found.of("pc.satisfied")[good]
    assert timely.numerator / timely.denominator * 100 == Decimal(stated["on_time"])
    assert satisfied.numerator / satisfied.denominator * 100 == Decimal(stated["satisfaction"])
    assert found.of("pc.on_spot")[poor] == Figure(Decimal(45), Decimal(100))  # this month's alone
    with office.change() as change:
        held = open_kind(office, change, "pc-windows")
    office.register("round").act(held, "begin_first")
    scores = computed(office, "pc-windows-2026-06")
    # 35 + 35 + 30 x 0.9997; 35 x 0.45 / 0.9 + 35 + 30 x 0.5
    assert (scores[good], scores[poor]) == (Decimal("99.99"), Decimal("67.50"))
    assert state(office)["pc-windows"][1] == "first"
    assert state(office.on(date(2026, 7, 1)))["pc-windows"] == ("pc-windows-2026-07", "", "PC-28")


def test_staff_of_windows_are_assessed_every_month_by_presence_conduct_and_manner(world: World) -> None:
    # covers: PC-43, PC-40
    office = world.office
    with office.change() as change:
        held = open_kind(office, change, "pc-staff")
    assert held.code == "pc-staff-2026-06"
    office.register("round").act(held, "begin_first")
    unit = world.unit("hr")
    for key, points in (("到岗情况", 40), ("conduct", 20), ("manner", 15)):
        world.add("mark", unit=unit, round=held.code, indicator=key, points=points, reason="全天巡视")
    assert computed(office, held.code)[unit] == Decimal("75.00")


def test_the_year_ends_with_an_appraisal_that_names_three_best_and_three_worst(world: World) -> None:
    # covers: PC-51, PC-88
    office = world.office
    stated = office.profile.items("rule", Rule)["PC-88"].data
    assert rules_of(office).best == stated["best"] == stated["worst"] == 3
    assert state(office)["pc-year"] == ("pc-year-2026", "", "PC-51")
    with office.change() as change:
        held = open_kind(office, change, "pc-year")
    office.register("round").act(held, "begin_first")
    units = [
        row[0]
        for row in office.rows(
            "SELECT uid FROM {unit} WHERE level = 'county' AND kind = 'department' ORDER BY uid LIMIT 8"
        )
    ]
    for number, unit in enumerate(units):
        world.add("mark", unit=unit, round=held.code, indicator="quality", points=8 + number, reason="年终考评")
    computed(office, held.code)
    places = [one for one in ranked(results(office, round_of(office, held.code))) if one.score.uid in units]
    named = best_and_worst(places, rules_of(office).best)
    assert [one.score.uid for which, one in named if which == "best"] == units[:-4:-1]
    assert [one.score.uid for which, one in named if which == "worst"] == units[:3]
    form = form_of(office, "year")
    told = write(office, form, period_for(office, form, "2026"))
    worst = [f"| 最差 | {8 - n}/8 | {office.unit_name(unit)} |" for n, unit in enumerate(units[:3])]
    assert all(line in told for line in worst)
    assert told.count("| 最佳 |") == 3 and "未公布" in told
    # kept up to date: a mark that changes changes who is named
    mark = office.rows("SELECT uid FROM {mark} WHERE unit = ?", (units[0],))[0][0]
    world.mend("mark", mark, points=15)
    computed(office, held.code)
    again = best_and_worst(
        [one for one in ranked(results(office, round_of(office, held.code))) if one.score.uid in units], 3
    )
    assert units[0] in [one.score.uid for which, one in again if which == "best"]


def test_an_office_inspects_its_own_level_and_below_and_nobody_above(world: World) -> None:
    # covers: GS-44
    office = world.office
    with office.change() as change:
        change.create("account", name="zhen", display="镇检查员", division="511923101")
        change.create("grant", account="zhen", role="inspector", division="511923101")
    town = office.as_("zhen")
    held = opened(town, "town-2026", within=511923101 * 10**6)
    levels = {row[0] for row in office.rows("SELECT level FROM {round_member} WHERE round = ?", (held.uid,))}
    assert levels == {"township", "village"}
    with pytest.raises(NotAllowed):
        opened(town, "county-2026", within=511923 * 10**9)


def test_coverage_of_a_place_is_that_of_all_units_in_it(world: World) -> None:
    # covers: GS-01, PC-05, PC-11
    office = world.office
    world.catalogue()
    opened(office, "c")
    computed(office, "c")
    ((county, town),) = [tuple(row) for row in office.rows(
        "SELECT max(CASE WHEN level = 'county' THEN inputs END), max(CASE WHEN level = 'township' THEN inputs END) FROM {round_place}"
    )]  # fmt: skip
    total = office.rows(
        "SELECT count(*) FROM {entry} WHERE stage NOT IN ('exempt', 'retired') AND (due IS NOT NULL OR published_on IS NOT NULL)"
        " AND unit IN (SELECT unit FROM {round_member} m)"
    )[0][0]
    assert county.startswith(f"[[0,{total}]") and town != county


@pytest.mark.parametrize("region", ["kaiyang", "quzhou"])
def test_checks_are_held_at_fixed_times_and_spot_checks_are_drawn(county: Maker, region: str) -> None:
    # covers: KY-28, KY-12, QZ-58, QZ-57, QZ-42, HYB-39
    office = county(region).office
    regular = {"kaiyang": "ky-quarter", "quzhou": "qz-checks"}[region]
    assert state(office)[regular][:2] == (f"{regular}-2026-Q2", "")
    with office.change() as change:
        held = open_kind(office, change, regular)
        spot = open_round(office, change, "spot-1", "default")  # unscheduled, beside the regular one
        drawn = draw(office, change, spot, "20260601", size=5)
    assert held.stage == "draft" and len(drawn) == 5
    # before, during and after: marks of each phase are kept apart, and what changes after publication is told
    phases = [stage.key for stage in office.workflow(office.resource("round")).stage]
    assert [phases.index(key) for key in ("self", "first", "second", "published", "appeal")] == [1, 2, 4, 5, 6]
    assert state(office)[regular][1] == "draft"


def test_outside_supervisors_and_the_countys_leaders_see_the_scores_and_change_nothing(world: World) -> None:
    # covers: QZ-59, GS-41, PC-15
    office = world.office
    held = opened(office, "2026")
    unit, other = world.unit("hr"), world.unit("civil-affairs")
    world.add("mark", unit=unit, round="2026", indicator="quality", points=12, reason="抽查")
    computed(office, "2026")
    people = ("renda", "zhengxie", "jiwei", "shuji", "xianzhang", "fuxianzhang")
    with office.change() as change:
        for name in people:
            change.create("account", name=name, display=name, division=PLACE)
            change.create("grant", account=name, role="viewer", division=PLACE)
    for name in people:
        own = office.as_(name)
        seen = {one.uid: one.published for one in results(own, round_of(own, "2026"))}
        assert len(seen) == held.members and seen[unit] is not None
        with pytest.raises(NotAllowed):
            own.register("mark").save(
                None, {"unit": other, "round": "2026", "indicator": "quality", "points": 1, "reason": "x"}
            )
        with pytest.raises(NotAllowed), own.change() as change:
            run(own, change, round_of(own, "2026"))


def test_approvals_are_watched_by_the_system_as_they_happen(world: World) -> None:
    # covers: HYA-09, HYA-30
    office = world.office
    unit = world.unit("hr")
    month(world, unit, total=10, on_spot=10, closed=10, on_time=10, rated=10, satisfied=10)
    opened(office, "w", "pc-windows")
    assert computed(office, "w")[unit] == Decimal("100.00")
    late = world.unit("civil-affairs")
    month(world, late, total=10, on_spot=0, closed=10, on_time=0, rated=10, satisfied=0)
    held = round_of(office, "w")
    assert list(changed(office, held)) == [late]  # nobody had to tell
    with office.change() as change:
        done = renew(office, change, held, list(changed(office, held)))
    assert (done.units, done.read) == (1, 1)
    assert {one.uid: one.published for one in results(office, held)}[late] == Decimal("0.00")


def test_what_matters_most_is_watched_by_field_by_department_and_by_step(world: World) -> None:
    # covers: HYA-20
    office = world.office
    world.catalogue()
    known = measures_of(office)
    found = scan(office, [known[key] for key in ("entry.priority", "power.over", "service.joint")], 0, 10**15 - 1)
    marked = office.rows(
        "SELECT unit, count(*) FROM {entry} WHERE marks IS NOT NULL AND stage NOT IN ('exempt', 'retired') GROUP BY unit"
    )
    assert {
        unit: figure.denominator for unit, figure in found.of("entry.priority").items() if figure.denominator
    } == dict(marked)
    held = opened(office, "key", to=Selector(kinds=("department",)))
    kinds = {kind for (kind,) in office.rows("SELECT kind FROM {round_member} WHERE round = ?", (held.uid,))}
    assert kinds == {"department"}
