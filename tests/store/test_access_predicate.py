"""What a right reaches: for any tree, grants and exclusions, the SQL condition says what a plain walk over the tree says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.core.access import Right, reach, scope_sql
from gongkai.core.access.rights import reaches
from gongkai.core.codes import parse_code, span
from gongkai.core.office import Office
from gongkai.core.registry.models import Unit
from tests.registry import make_office

# a province with an ordinary prefecture, one without counties, and a county under a row that stands in for a prefecture
LISTING = (
    ("42", "湖北省"), ("4205", "宜昌市"), ("420525", "远安县"), ("420525100", "鸣凤镇"), ("420525100001", "东门社区"),
    ("420525100002", "北门社区"), ("420525101", "花林寺镇"), ("420526", "兴山县"), ("4219", "东城市"),
    ("421900003", "东城街道"), ("421900003001", "岗贝社区"), ("4290", "省直辖县级行政区划"), ("429004", "仙桃市"),
    ("429004001", "沙嘴街道"),
)  # fmt: skip
PLACES = [parse_code(code) for code, _ in LISTING] + [parse_code("420525100001") + 1, parse_code("420525") + 7]
UNITS = [f"unit{n:02}" for n in range(9)]


@dataclass
class World:
    """An office with its own picture of the tree."""

    office: Office
    parents: dict[int, int | None]
    pseudo: set[int]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The tree above, with a hamlet below a village and a body beside the list; units are written anew by each example."""
    folder: Path = tmp_path_factory.mktemp("reach") / "office"
    url = "sqlite:///office.sqlite"
    if request.param == "postgresql":
        url = f"{request.getfixturevalue('postgres_url')}&schema=reach"
    office = make_office(folder, url, LISTING)
    run = office.store.run
    hamlet, beside = PLACES[-2], PLACES[-1]
    statement = (
        "INSERT INTO division (code, name, level, parent, kind, initials, edition) VALUES (?, ?, ?, ?, '', '', '')"
    )
    run(statement, (hamlet, "一组", 6, parse_code("420525100001")))
    run(statement, (beside, "管委会", 5, parse_code("420525")))
    run("UPDATE division SET kind = 'pseudo' WHERE code = ?", (parse_code("4290"),))
    run("DELETE FROM unit")
    rows = office.store.sql("SELECT code, parent, kind FROM division")
    yield World(office, {r[0]: r[1] for r in rows}, {r[0] for r in rows if r[2] == "pseudo"})
    office.close()


Tree = list[tuple[str, int, str | None]]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Units with a place and a parent that comes before them (so without circles)."""
    made: Tree = []
    for number, uid in enumerate(UNITS):
        parent = draw(st.none() | st.sampled_from(UNITS[:number])) if number else None
        made.append((uid, draw(st.sampled_from(PLACES)), parent))
    return made


@st.composite
def rights(draw: st.DrawFn) -> Right:
    """Any right, with a reach and exclusions of all kinds."""
    place = draw(st.sampled_from(PLACES))
    return Right(
        "g", "clerk", frozenset({"view"}), place, *span(place), unit=draw(st.just("") | st.sampled_from(UNITS)),
        depth=draw(st.none() | st.integers(0, 4)),
        no_places=tuple(draw(st.lists(st.sampled_from(PLACES), max_size=2))),
        no_units=tuple(draw(st.lists(st.sampled_from(UNITS), max_size=2))),
    )  # fmt: skip


def place_steps(world: World, place: int, top: int) -> int | None:
    """Steps from a place up to another one; a row that stands in for a prefecture is none."""
    steps, at = 0, place
    while at != top:
        above = world.parents.get(at)
        if above is None:
            return None
        steps += at not in world.pseudo
        at = above
    return steps


def unit_steps(tree: Tree, uid: str, top: str) -> int | None:
    """The same for units."""
    parents = {one: parent for one, _, parent in tree}
    steps, at = 0, uid
    while at != top:
        above = parents.get(at)
        if above is None:
            return None
        steps, at = steps + 1, above
    return steps


def oracle(world: World, tree: Tree, right: Right, place: int, uid: str) -> bool:
    """What a right means, walked by hand."""
    steps = unit_steps(tree, uid, right.unit) if right.unit else place_steps(world, place, right.place)
    if steps is None or (right.depth is not None and steps > right.depth):
        return False
    if not right.unit and right.depth == 0 and place != right.place:
        return False  # alone is alone: not even what stands in for a prefecture below it
    if any(place_steps(world, place, out) is not None for out in right.no_places):
        return False
    return all(unit_steps(tree, uid, out) is None for out in right.no_units)


@settings(max_examples=40)
@given(tree=trees(), held=st.lists(rights(), max_size=4))
def test_the_condition_says_what_a_walk_over_the_tree_says(world: World, tree: Tree, held: list[Right]) -> None:
    office = world.office
    office.store.run("DELETE FROM unit")
    office.store.many(
        "INSERT INTO unit (uid, unit, scope, stage, version, name, parent) VALUES (?, ?, ?, '', 1, ?, ?)",
        [(uid, uid, place, uid, parent) for uid, place, parent in tree],
    )
    seen = office.as_("somebody")
    seen._rights = held
    wanted = {uid for uid, place, _ in tree if any(oracle(world, tree, right, place, uid) for right in held)}
    condition, values = scope_sql(seen, "x")
    assert {row[0] for row in office.store.sql(f"SELECT x.uid FROM unit x WHERE {condition}", values)} == wanted
    assert {u.uid for u in office.store.fetch(Unit.select(Unit.uid).where(reach(seen, Unit)))} == wanted
    assert {uid for uid, place, _ in tree if reaches(office, held, place, uid)} == wanted
    # a unit that is about to be written is judged by the parent that it will have
    office.store.run("DELETE FROM unit WHERE uid = ?", (UNITS[-1],))
    uid, place, parent = tree[-1]
    assert reaches(office, held, place, uid, parent or "") == (uid in wanted)
    # what belongs to no unit is reached by rights on places only
    for code in PLACES:
        by_hand = any(not r.unit and oracle(world, tree, replace(r, no_units=()), code, "") for r in held)
        assert reaches(office, held, code) == by_hand


def test_odd_places_count_by_their_parents(world: World) -> None:
    office = world.office

    def reached(place: str, depth: int) -> set[str]:
        code = parse_code(place)
        right = Right("g", "clerk", frozenset({"view"}), code, *span(code), depth=depth)
        return {
            name for code, name in office.store.sql("SELECT code, name FROM division") if reaches(office, [right], code)
        }

    assert reached("4219", 1) == {"东城市", "东城街道"}  # towns hang on the prefecture
    assert {"仙桃市", "宜昌市"} <= reached("42", 1) and "远安县" not in reached("42", 1)
    assert reached("420525", 1) == {"远安县", "鸣凤镇", "花林寺镇", "管委会"}
    assert reached("420525100001", 1) == {"东门社区", "一组"}
