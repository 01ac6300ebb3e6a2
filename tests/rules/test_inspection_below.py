"""A government's score takes in those of the units below it: their mean, and any veto of theirs."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.core.office import Office
from gongkai.plugins.inspection.arithmetic import Kind, Verdict
from gongkai.plugins.inspection.below import children_of, figures_below, from_below, outcome
from gongkai.plugins.inspection.engine import score_of, scores
from gongkai.plugins.inspection.rubrics import rubric_of
from tests.inspection import item, rubric, scored

REGION = ("pingchang",)
PLACE = "511923"
LISTING = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    (PLACE, "平昌县"),
    ("511923100", "江口街道"),
    ("511923101", "响滩镇"),
]
RULES = """
[[rubric]]
id = "half"
edition = "1"
name = { zh = "各半", en = "Half and half" }
to = { kinds = ["government", "department", "township_government"] }
named_only = true

[[rubric.unit_class]]
id = "county"
name = { zh = "县", en = "County" }
to = { kinds = ["government"] }
points = { own = "50", below = "50" }

[[rubric.indicator]]
id = "own"
name = { zh = "本级", en = "Own" }
points = "100"
operator = "mark"

[[rubric.indicator]]
id = "below"
name = { zh = "下级平均", en = "Those below" }
points = "0"
operator = "children"
to = { kinds = ["government"] }

[[rubric.indicator]]
id = "veto"
name = { zh = "否决", en = "Veto" }
operator = "veto"

[[rubric.indicator]]
id = "veto-below"
name = { zh = "下属否决", en = "Veto below" }
operator = "child_veto"
fixed = "59"
"""


@pytest.fixture(scope="module")
def office(settled: Path) -> Iterator[Office]:
    (settled / "rules").mkdir(exist_ok=True)
    (settled / "rules" / "half.toml").write_text(RULES, "utf-8")
    opened = Office.open(settled)
    yield opened
    opened.close()


def test_half_the_government_half_those_below_and_a_veto_anywhere_leaves_59(office: Office) -> None:
    seat, scope = office.rows("SELECT uid, scope FROM {unit} WHERE kind = 'government'")[0]
    tree = children_of(office, *office_span(office))
    kinds = dict(office.rows("SELECT uid, kind FROM {unit}"))
    below = [uid for uid in tree[seat] if kinds[uid] in ("department", "township_government")]
    assert {kinds[uid] for uid in below} == {"department", "township_government"} and len(below) > 3

    def mark(unit: str, indicator: str, points: int) -> None:
        with office.change() as change:
            change.create("mark", unit=unit, rubric="half", indicator=indicator, points=str(points), reason="抽查")

    mark(seat, "own", 45)
    for uid, points in zip(below, (80, 60, 100), strict=False):
        mark(uid, "own", points)
    rules = rubric_of(office, "half")
    own = score_of(office, office.unit(seat), rules)
    # 45 of 50, and half of the mean of the three that were marked; the others are not zero
    assert own is not None and own.published == Decimal("85.00") and own.unit_class == "county"
    assert next(s for s in scores(office, "half") if s.uid == seat).published == own.published
    mark(below[0], "veto", 1)
    vetoed = score_of(office, office.unit(seat), rules)
    assert vetoed is not None and vetoed.result is not None
    assert (vetoed.published, vetoed.result.verdict) == (Decimal("59.00"), Verdict.VETOED)
    assert vetoed.result.failed == ("veto-below",) and scope == office.scope


def office_span(office: Office) -> tuple[int, int]:
    from gongkai.core.codes import span

    return span(office.scope)


def test_those_below_come_first_however_deep_and_a_circle_ends() -> None:
    rules = rubric(item("own", "50"), item("below", "50", "children"))
    order: list[str] = []

    def score(uid: str, below: object) -> object:
        order.append(uid)
        return scored(rules, {"own": 50})

    children = {"a": ["b", "c"], "b": ["d"], "d": ["e"], "x": ["y"], "y": ["x"]}
    from_below("abcdexy", children, score, Decimal(100))  # type: ignore[arg-type]
    assert sorted(order) == list("abcdexy")
    assert order.index("e") < order.index("d") < order.index("b") < order.index("a") > order.index("c")


def test_nobody_assessed_below_is_nothing_to_measure() -> None:
    rules = rubric(item("own", "50"), item("below", "50", "children"))
    none = figures_below([outcome(scored(rules))], Decimal(100))
    assert none["children"].denominator == 0
    alone = scored(rules, {"own": 40})
    assert (alone.results[1].kind, alone.published) == (Kind.NOT_APPLICABLE, Decimal(80))
