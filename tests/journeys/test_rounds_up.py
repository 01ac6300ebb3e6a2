"""How a round goes up: each measure by its own way, scores of the units below into those above, one change renewed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.measures import Figure
from gongkai.core.office import Office
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act
from gongkai.plugins.inspection.rounds.baseline import since
from gongkai.plugins.inspection.rounds.changes import reorganised
from gongkai.plugins.inspection.rounds.desk import Ran
from gongkai.plugins.inspection.rounds.finding import round_of
from gongkai.plugins.inspection.rounds.inputs import read_inputs
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rounds.renewal import renew
from gongkai.plugins.inspection.rounds.results import results
from gongkai.plugins.inspection.rounds.run import run
from tests.registry import act, make_office, unit_uid

LISTING = [
    ("510000", "四川省"), ("511900", "巴中市"), ("511923", "平昌县"), ("511923101", "响滩镇"), ("511923102", "西兴镇"),
    ("511923103", "佛楼镇"), ("511922", "南江县"), ("511922101", "正直镇"),
]  # fmt: skip
WAYS = ("sum", "mean", "weighted", "min", "max", "own")
MEASURE = """
[[measure]]
id = "t.{way}"
name = {{ zh = "{way}", en = "{way}" }}
register = "task"
part_is = {{ outcome = ["done"] }}
up = "{way}"
weight = "{weight}"
"""
ITEM = """
[[rubric.indicator]]
id = "{way}"
name = {{ zh = "{way}", en = "{way}" }}
points = "10"
operator = "ratio"
measure = "t.{way}"
"""
BELOW = """
[[rubric]]
id = "tree"
edition = "1"
name = { zh = "连同下级", en = "With those below" }
named_only = true

[[rubric.indicator]]
id = "own"
name = { zh = "本级", en = "Own" }
points = "50"
operator = "mark"

[[rubric.indicator]]
id = "below"
name = { zh = "下级平均", en = "Those below" }
points = "50"
operator = "children"
to = { kinds = ["government"] }

[[rubric.indicator]]
id = "bad"
name = { zh = "否决", en = "Veto" }
operator = "veto"

[[rubric.indicator]]
id = "bad-below"
name = { zh = "下属否决", en = "Veto below" }
operator = "child_veto"
fixed = "59"
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    patch = pytest.MonkeyPatch()
    patch.setenv("GONGKAI_TODAY", "2026-09-24")
    folder: Path = tmp_path_factory.mktemp("up") / "office"
    make_office(folder, "sqlite:office.sqlite", LISTING, "510000").close()
    (folder / "rules").mkdir()
    head = (
        '[[rubric]]\nid = "ways"\nedition = "1"\nname = { zh = "汇总", en = "Ways" }\nnamed_only = true\ntotal = "60"\n'
    )
    ways = [MEASURE.format(way=way, weight="t.sum" if way == "weighted" else "") for way in WAYS]
    items = [ITEM.format(way=way) for way in WAYS]
    (folder / "rules" / "up.toml").write_text("".join((*ways, head, *items, BELOW)), "utf-8")
    made = Office.open(folder)
    yield made
    made.close()
    patch.undo()


def tasks(office: Office, code: str, done: int, left: int) -> None:
    """A unit has so many tasks, whatever it had before."""
    resource = office.resource("task")
    with office.change() as change:
        for (uid,) in office.rows("SELECT uid FROM {task} WHERE unit = ?", (unit_uid(code),)):
            change.remove_row(resource, change.current(resource, uid))
        for number in range(done + left):
            made = change.create("task", unit=unit_uid(code), title=f"{number}", start="2026-08-01", due="2026-09-20")
            if number < done:
                change.put_row(resource, change.current(resource, made.uid), {"outcome": "done"}, "update")


def begun(office: Office, code: str, rubric: str) -> Any:
    with office.change() as change:
        made = open_round(office, change, code, rubric)
    return office.register("round").act(made, "begin_first")


def computed(office: Office, code: str) -> Ran:
    with office.change() as change:
        return run(office, change, round_of(office, code))


def renewed(office: Office, code: str, *units: str) -> Ran:
    with office.change() as change:
        return renew(office, change, round_of(office, code), [unit_uid(one) for one in units])


def place(office: Office, code: str, where: int) -> list[Any]:
    ((text,),) = office.rows(
        "SELECT p.inputs FROM {round_place} p JOIN {inspection_round} r ON r.uid = p.round WHERE r.code = ? AND p.scope = ?",
        (code, where * 10**9),
    )
    return read_inputs(text)


def figure(some: object, of: object) -> Figure:
    return Figure(Decimal(str(some)), Decimal(str(of)))


def test_each_way_up_and_one_unit_renewed_comes_to_the_same_as_all_computed_again(office: Office) -> None:
    tasks(office, "511923", 1, 0)
    tasks(office, "511923101", 3, 1)
    tasks(office, "511923102", 1, 1)
    tasks(office, "511922101", 1, 9)
    begun(office, "ways", "ways")
    computed(office, "ways")
    # shares 1, 3/4 and 1/2 of units with 1, 4 and 2 tasks; the county's own government has 1 of 1
    assert place(office, "ways", 511923) == [
        figure(5, 7), figure("2.25", 3), figure(5, 7), figure(1, 2), figure(1, 1), figure(1, 1),
    ]  # fmt: skip
    ((score,),) = office.rows(
        "SELECT p.score FROM {round_place} p JOIN {inspection_round} r ON r.uid = p.round WHERE r.code = 'ways' AND p.scope = ?",
        (511923 * 10**9,),
    )
    # 10 x (5/7 + 3/4 + 5/7 + 1/2 + 1 + 1) of 60
    assert score == round(Decimal(10) * (Decimal(5) / 7 * 2 + Decimal("3.25")) * 100)
    province = place(office, "ways", 510000)
    assert (province[3], province[4], province[5]) == (figure(1, 10), figure(1, 1), None)
    for code, done, left in (
        ("511922101", 10, 0), ("511923", 0, 3), ("511923101", 0, 0), ("511923103", 1, 7), ("511922101", 0, 0),
    ):  # fmt: skip
        tasks(office, code, done, left)
        some = renewed(office, "ways", code)
        assert (some.units, some.read) == (1, done + left)
        assert computed(office, "ways").written == 0, code
    # what is left: the county's three open tasks, 1 of 2, 1 of 8
    assert place(office, "ways", 510000) == [
        figure(2, 13), figure("0.625", 3), figure(2, 13), figure(0, 3), figure(1, 2), None,
    ]  # fmt: skip


def test_half_of_a_governments_score_is_that_of_those_below_up_to_the_top(office: Office) -> None:
    begun(office, "tree", "tree")

    def mark(code: str, points: int, indicator: str = "own") -> None:
        with office.change() as change:
            change.create(
                "mark",
                unit=unit_uid(code),
                round="tree",
                indicator=indicator,
                points=points,
                reason="抽查",
                rubric="tree",
            )

    def scores() -> dict[str, Decimal | None]:
        rows = office.rows(
            "SELECT s.unit, s.score FROM {round_result} s JOIN {inspection_round} r ON r.uid = s.round WHERE r.code = 'tree'"
        )
        codes = {unit_uid(code): code for code, _ in LISTING}
        return {codes[unit]: None if score is None else Decimal(score) / 100 for unit, score in rows}

    for code, points in (("511923101", 40), ("511923102", 20), ("511923", 30), ("511900", 50)):
        mark(code, points)
    computed(office, "tree")
    found = scores()
    # the towns have 80 and 40; the county 30 of 50 and half of 60, the city 50 of 50 and half of the county's 60
    assert [found[code] for code in ("511923101", "511923102", "511923", "511900")] == [80, 40, 60, 80]
    # the province was given no mark: all it has is the city; a town and a county without any have no score, not zero
    assert [found[code] for code in ("510000", "511922", "511922101")] == [80, None, None]
    mark("511923102", 0, "bad")
    mark("511922101", 50)
    some = renewed(office, "tree", "511923102", "511922101")
    # two towns; above the second its county, the city and the province; the first has the same score as before
    assert (some.units, some.read) == (5, 0)
    assert [scores()[code] for code in ("511922", "511900")] == [100, 90]
    assert computed(office, "tree").written == 0
    ((uid,),) = office.rows("SELECT uid FROM {mark} WHERE indicator = 'bad'")
    office.register("mark").save(office.register("mark").get(uid), {"points": "1"})
    assert renewed(office, "tree", "511923102").units == 4
    # vetoed with nothing, and so is everybody above: 59 at most, the county what it has
    assert [scores()[code] for code in ("511923102", "511923", "511900", "510000")] == [0, 50, 59, 59]
    assert computed(office, "tree").written == 0


def test_a_round_added_by_the_form_is_opened_and_what_opening_settled_stays(office: Office) -> None:
    rounds = office.register("round")
    made = rounds.save(None, {"code": "form", "rubric": "tree", "within": "平昌县"})
    members = "SELECT count(*) FROM {round_member} WHERE round = ?"
    assert (made.members, office.rows(members, (made.uid,))[0][0], made.edition) == (4, 4, "1")
    assert rounds.save(made, {"title": "县轮次"}).title == "县轮次"
    for other in ({"rubric": "ways"}, {"within": "巴中市"}):
        with pytest.raises(BadInput, match="开轮时已经固定"):
            rounds.save(rounds.get(made.uid), other)
    for wrong, what in (
        ({"code": "form"}, "已有轮次"), ({"code": "f2", "rubric": "nix"}, "没有评分办法"),
        ({"code": "f3", "rubric": "tree", "as_of": "2026-09-20", "cut_off": "2026-09-01"}, "早于"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=what):
            rounds.save(None, wrong)
    with office.change() as change:
        change.delete(rounds.get(made.uid))
    assert office.rows(members, (made.uid,))[0][0] == 0
    begun(office, "form", "tree")
    held = round_of(office, "form")
    for edit in ({"title": "改"}, {"cut_off": "2026-12-31"}):
        with pytest.raises(BadInput, match="按阶段办理"):
            rounds.save(held, edit)
    with pytest.raises(BadInput, match="按阶段办理"), office.change() as change:
        change.delete(held)


def test_what_is_marked_after_computing_is_computed_before_it_is_published(office: Office) -> None:
    begun(office, "seal", "tree")

    def mark(points: str) -> None:
        given = {"unit": unit_uid("511923"), "round": "seal", "indicator": "own", "points": points, "reason": "抽查"}
        office.register("mark").save(None, given)

    computed(office, "seal")
    mark("20")  # on the same day
    with pytest.raises(BadInput, match="又有 1 项评分"):
        office.register("round").act(round_of(office, "seal"), "publish")
    renewed(office, "seal", "511923")
    assert office.register("round").act(round_of(office, "seal"), "publish").stage == "published"
    with pytest.raises(BadInput, match="不收这项评分"):
        mark("30")


def test_a_unit_that_is_merged_away_keeps_its_result_and_the_one_that_took_over_has_no_baseline(office: Office) -> None:
    for code, done, left in (("511923101", 2, 0), ("511923102", 1, 1)):
        tasks(office, code, done, left)
    with office.change() as change:
        before = open_round(office, change, "before", "ways", as_of=date(2026, 6, 30))
    office.register("round").act(before, "begin_first")
    computed(office, "before")
    begun(office, "mid", "ways")
    computed(office, "mid")
    apply_act(office, act("merge", "2026-09-01", Item(op="merge", of=("511923101", "511923102"), to="511923101")))
    office.forget()
    tasks(office, "511923101", 1, 1)
    # places hold other units now, so all of it is computed; who takes part stays, and each answers for its own records
    assert reorganised(office, round_of(office, "mid"))
    computed(office, "mid")
    held = round_of(office, "mid")
    assert not reorganised(office, held)
    scores = {one.uid: one.published for one in results(office, held)}
    assert len(scores) == held.members == 8
    assert (scores[unit_uid("511923101")], scores[unit_uid("511923102")]) == (
        Decimal("30.00"),
        Decimal("30.00"),
    )  # of 60
    ((units,),) = office.rows(
        "SELECT units FROM {round_place} WHERE round = ? AND scope = ?", (held.uid, 510000 * 10**9)
    )
    assert units == 8
    moved = {one.score.uid: one for one in since(office, held, round_of(office, "before"))}
    took_over = moved[unit_uid("511923101")]
    assert took_over.by is None and str(took_over.why) == "2026-09-01 承接西兴镇人民政府，无基数"
    assert moved[unit_uid("511923102")].by == 0
