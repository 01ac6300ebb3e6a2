"""Rubrics in an office: what ``rubric check`` finds, building on the superior's, adopting one that comes with gongkai."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, Conflict
from gongkai.core.office import Office
from gongkai.plugins.inspection.arithmetic import plan
from gongkai.plugins.inspection.rubrics import plan_of, rubric_for, rubric_of
from gongkai.plugins.inspection.rubrics.commands import check_file, check_office
from gongkai.plugins.inspection.rubrics.writing import KNOWN, keep, known, to_toml

GOOD = """[[rubric]]
id = "own"
edition = "1"
name = { zh = "自定", en = "Own" }

[[rubric.indicator]]
id = "a"
name = { zh = "甲", en = "A" }
points = "60"

[[rubric.indicator]]
id = "a1"
name = { zh = "甲一", en = "A1" }
parent = "a"
points = "60"
operator = "deduct"
measure = "entry.blank"
cap = "20"

[[rubric.indicator]]
id = "b"
name = { zh = "乙", en = "B" }
points = "40"
operator = "ratio"
measure = "entry.coverage"
target = "0.9"
"""


REGION = ("pingchang",)
PLACE = "511923"
LISTING = [("510000", "四川省"), ("511900", "巴中市"), (PLACE, "平昌县")]


@pytest.fixture(scope="module")
def office(settled: Path) -> Iterator[Office]:
    opened = Office.open(settled)
    yield opened
    opened.close()


def department(office: Office) -> Any:
    return office.unit(office.store.sql("SELECT uid FROM unit WHERE kind = 'department' ORDER BY id")[0][0])


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ('points = "40"', 'points = "30"', 1, "合计 90 分，应为 100 分"),
        ('parent = "a"\npoints = "60"', 'parent = "a"\npoints = "50"', 9, "下级指标合计 50 分，应为 60 分"),
        ("entry.blank", "entry.blnk", 17, "最接近的是 entry.blank"),
        ('cap = "20"', 'cap = "70"', 18, "上限 70 高于本指标的 60 分"),
        ('target = "0.9"', 'target = "0"', 26, "不能作除数"),
        ('"ratio"', '"rato"', 24, "算法 rato 不存在"),
        ('parent = "a"', 'parent = "c"', 14, "上级指标 c 不存在"),
        ('cap = "20"', 'bonus = true\ngate = { of = "z", above = "1" }', 19, "门槛所指的 z 不存在"),
        ('edition = "1"', 'edition = "1"\nabsent = "none"', 4, "absent"),
        ('edition = "1"', 'edition = "1"\nextends = "own"', 4, "绕成了圈：own → own"),
        ('edition = "1"', 'edition = "1"\nextends = "dfault"', 4, "最接近的是 default"),
        ('edition = "1"', 'edition = "1"\nedtion = "2"', 4, "不认识的键 edtion"),
    ],
)
def test_every_fault_names_file_and_line(
    office: Office, tmp_path: Path, old: str, new: str, line: int, what: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD, "utf-8")
    assert check_file(office, path) == ([], 1)
    path.write_text(GOOD.replace(old, new), "utf-8")
    found, _ = check_file(office, path)
    assert [fault.where for fault in found if what in fault.what.zh] == [f"{path}:{line}"]


def test_a_county_builds_on_the_city_s_rubric(office: Office, tmp_path: Path) -> None:  # covers: KY-27
    """It changes points, adds an indicator and drops one, whose points go to the others; the city's stays as it is."""
    path = tmp_path / "county.toml"
    path.write_text(
        GOOD
        + """
[[rubric]]
id = "county"
edition = "2"
name = { zh = "县", en = "County" }
extends = "own"
weights = "fit"
remove.indicator = ["b"]

[[rubric.indicator]]
id = "a"
points = "70"

[[rubric.indicator]]
id = "c"
name = { zh = "丙", en = "C" }
points = "70"
operator = "mark"
""",
        "utf-8",
    )
    assert check_file(office, path) == ([], 2)
    shadow = office.folder / "rules" / "county.toml"
    shadow.parent.mkdir(exist_ok=True)
    shadow.write_text(path.read_text("utf-8"), "utf-8")
    office.__dict__.pop("profile", None)
    try:
        city, county = rubric_of(office, "own"), rubric_of(office, "county")
        assert {key: str(node.points) for key, node in plan_of(office, county).nodes.items()} == {
            "a": "50",
            "a1": "50",
            "c": "50",
        }
        assert [one.id for one in city.indicator] == ["a", "a1", "b"] and city.hash != county.hash
    finally:
        shadow.unlink()
        office.__dict__.pop("profile", None)


def test_rubrics_that_come_with_gongkai_are_whole_and_written_again_the_same(office: Office, tmp_path: Path) -> None:
    assert len(known()) == 9
    for key, (rubric, path) in known().items():
        assert check_file(office, path) == ([], 1), key
        assert rubric.named_only and rubric.source and rubric.confidence
        again = tmp_path / "again.toml"
        sources = path.read_text("utf-8").partition("[[rubric]]")[0]
        again.write_text(sources + to_toml(rubric), "utf-8")
        assert check_file(office, again) == ([], 1), key
        for unit_class in ("", *(one.id for one in rubric.unit_class)):
            assert plan(rubric, unit_class).leaves


def test_an_adopted_rubric_scores_only_where_it_is_named(office: Office) -> None:
    unit = department(office)
    before = rubric_for(office, unit.uid)
    with pytest.raises(BadInput, match="adopt guoyang"):
        rubric_of(office, "guoyang")
    text = (KNOWN / "guoyang.toml").read_text("utf-8")
    assert keep(office, "guoyang", text, "采用") == "guoyang.toml"
    assert rubric_of(office, "guoyang").out_of == "100" and rubric_for(office, unit.uid) == before
    with pytest.raises(Conflict, match="--replace"):
        keep(office, "guoyang", text, "采用")
    assert check_office(office)[0] == []


def test_a_rubric_scores_from_its_first_to_its_last_day(office: Office) -> None:
    own = office.folder / "rules" / "old.toml"
    own.write_text(GOOD.replace('edition = "1"', 'edition = "1"\nvalid_to = "2020-12-31"'), "utf-8")
    office.__dict__.pop("profile", None)
    unit = department(office)
    today = rubric_for(office, unit.uid)
    then = rubric_for(office, unit.uid, office.today.replace(year=2020, day=1))
    own.unlink()
    office.__dict__.pop("profile", None)
    assert (today.id if today else "", then.id if then else "") == ("default", "own")
