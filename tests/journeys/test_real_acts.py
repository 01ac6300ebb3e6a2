"""A hundred real changes of county-level divisions since 1981, replayed as acts.

``tests/data/act_events.json`` holds what changed (old and new code and name, by year); each group of events is one act.
What must stand afterwards is worked out from the same events in the plainest way, code by code, without acts.
"""

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.codes import NATION, format_code, parse_code, upper
from gongkai.core.office import Office
from gongkai.core.registry.actfile import Content, Item
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.past import children_on, division_on, subtree_on, unit_on
from gongkai.core.registry.plan import plan_act
from gongkai.core.registry.undoact import undo_act
from tests.registry import act, make_office, present, sound, unit_uid

Event = dict[str, Any]
Tree = dict[int, str]
DATA = json.loads((Path(__file__).parents[1] / "data" / "act_events.json").read_text("utf-8"))
EVENTS: list[Event] = [
    event for event in DATA["events"] if "code" in (event["old"] or event["new"]) and "code" in (event["new"] or {})
]
GROUPS = [(key[1], list(events)) for key, events in groupby(EVENTS, key=lambda event: (event["year"], event["group"]))]
PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省", "22": "吉林省",
    "23": "黑龙江省", "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "37": "山东省", "44": "广东省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "63": "青海省", "65": "新疆维吾尔自治区",
}  # fmt: skip


ENDS = "撤销"  # zh-data


def code(side: dict[str, str] | None) -> int | None:
    return parse_code(side["code"]) if side else None


def start() -> Tree:
    """What stood before the first event: everything that the events change or need and do not make themselves."""
    found: Tree = {parse_code(digits): name for digits, name in PROVINCES.items()}
    made: set[int | None] = set()
    for _, events in GROUPS:
        new = {code(event["new"]) for event in events if event["type"] != ENDS}
        for event in events:
            old, target = code(event["old"]), code(event["new"])
            if old is not None and old not in made:
                found[old] = event["old"]["name"]
            for side, path in ((event["old"], event["old_path"]), (event["new"], event["new_path"])):
                above = parse_code(side["code"][:4]) if side and len(path) == 3 else NATION
                if above not in made | new | {NATION}:
                    found.setdefault(above, path[1])
            if target is not None and target not in made | new:
                found.setdefault(target, event["new"]["name"])
        made |= new
    return found


def after(tree: Tree, events: list[Event]) -> Tree:
    """The tree after a group of events: old codes go, new ones come."""
    gone = {code(event["old"]) for event in events}
    kept = {scope: name for scope, name in tree.items() if scope not in gone}
    return kept | {scope: event["new"]["name"] for event in events if (scope := code(event["new"])) is not None}


def parents(tree: Tree) -> set[tuple[int, str, int]]:
    """Each division with the nearest one that its digits stand under."""
    found = set()
    for scope, name in tree.items():
        above = upper(scope)
        while above != NATION and above not in tree:
            above = upper(above)
        found.add((scope, name, above))
    return found


def content(group: str, events: list[Event]) -> Content:
    """The act of a group of events."""
    items = []
    fresh = {code(event["new"]) for event in events if event["old"] is None}
    for event in events:
        old, new, kind = event["old"], event["new"], event["type"]
        if old is None:
            items.append(Item(op="create", code=new["code"], name=new["name"]))
            items.append(
                Item(
                    op="create",
                    what="unit",
                    name=f"{new['name']}人民政府",
                    kind="government",
                    line="general",
                    at=new["code"],
                )
            )
        elif kind == ENDS:
            units = {f"{old['name']}人民政府": f"{new['name']}人民政府"} if code(new) in fresh else {}
            items.append(Item(op="abolish", of=old["code"], to=new["code"], units=units))
        elif kind == "码位改派":  # zh-data
            goes = next(other["new"]["code"] for other in events if other["new"]["name"] == old["name"])
            items.append(Item(op="recode", of=old["code"], code=goes))
        elif old["code"] == new["code"]:
            items.append(Item(op="rename", of=old["code"], name=new["name"]))
        else:
            items.append(Item(op="recode", of=old["code"], code=new["code"], name=new["name"]))
    doc = next((event["doc"] for event in events if event["doc"]), "")
    return act("recode", f"{events[0]['year']}-12-01", *items, title=group, basis=doc)


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    listing = [(format_code(scope), name) for scope, name in sorted(start().items())]
    made = make_office(tmp_path / "nation", store_url, listing)
    yield made
    made.close()


def stood(office: Office, year: int, month: int = 12, day: int = 31) -> set[tuple[int, str, int]]:
    states = subtree_on(office, NATION, date(year, month, day))
    return {(state.code, state.name, state.parent or NATION) for state in states if state.code != NATION}


def test_real_changes_since_1981(office: Office) -> None:
    """Applied in order, asked about for the first and the last day of every state of the tree, taken back in turn."""
    assert len(EVENTS) >= 95 and {event["type"] for event in EVENTS} >= {
        "更名", "同名改码", "码位改派", "新设", "撤销", "撤县设市", "撤县设区", "撤市设区", "撤地设市", "撤旗设区", "撤区设区", "区划调整",
    }  # fmt: skip # zh-data
    before, tree = present(office), start()
    trees, uids = {1980: tree}, []
    for group, events in GROUPS:
        made = content(group, events)
        preview = plan_act(office, made, counts=False)
        assert preview.ready, (group, [str(fault) for fault in (*preview.faults, *preview.waiting)])
        uids.append(apply_act(office, made, preview).uid)
        tree = after(tree, events)
        trees[events[0]["year"]] = tree
    sound(office)
    for year, next_year in pairwise([*sorted(trees), 2026]):
        assert stood(office, year) == parents(trees[year]), year
        assert stood(office, next_year, 11, 30) == parents(trees[year]), year
    for uid in reversed(uids):
        undo_act(office, uid)
    assert present(office) == before
    assert stood(office, 2026) == parents(start())
    sound(office)


def test_a_government_answers_for_every_time(office: Office) -> None:
    """大理: one city is renamed and takes the county in; 舟山: a prefecture becomes a city, its counties districts."""
    for group, events in GROUPS:
        if group in ("dali-1983", "zhoushan-1987"):
            apply_act(office, content(group, events))
    city, county = unit_uid("532901"), unit_uid("532921")
    names = [(unit_on(office, uid, day).name, unit_on(office, uid, day).exists)
             for uid in (city, county) for day in (date(1983, 11, 30), date(1983, 12, 1))]  # fmt: skip
    assert names == [
        ("下关市人民政府", True), ("大理市人民政府", True), ("大理县人民政府", True), ("大理县人民政府", False),
    ]  # fmt: skip
    moved = unit_on(office, unit_uid("332721"), date(1987, 12, 1))
    assert (moved.name, moved.division) == ("定海区人民政府", parse_code("330902"))
    then = [child.name for child in children_on(office, parse_code("332700"), date(1986, 1, 1))]
    assert then == ["定海县", "普陀县", "岱山县", "嵊泗县"]
    gone = division_on(office, parse_code("332700"), date(1990, 1, 1))
    assert gone is not None and not gone.exists
    sound(office)


def test_towns_go_to_another_district_and_a_seat_is_no_act(store_url: str, tmp_path: Path) -> None:
    """广州 2012: three towns go over (the source gives no codes of theirs). 自贡 2000: only the seat moves, an address."""
    towns = ("东涌镇", "大岗镇", "榄核镇")
    (event,) = [event for event in DATA["events"] if event["type"] == "划转"]  # zh-data
    (seat,) = [event for event in DATA["events"] if event["type"] == "驻地迁移"]  # zh-data
    assert all(name in event["old"]["name"] for name in towns)
    listing = [
        ("44", "广东省"),
        ("4401", "广州市"),
        ("440113", "番禺区"),
        ("440115", "南沙区"),
        ("440115101", "万顷沙镇"),
    ]
    listing += [(f"44011310{number}", name) for number, name in enumerate(towns, 1)]
    office = make_office(tmp_path / "guangdong", store_url, listing, "44")
    apply_act(office, act("move", "2012-09-01", Item(op="move", of=towns, to="南沙区"), title="划转三镇"))
    below = [(child.name, format_code(child.code)) for child in children_on(office, parse_code("440115"), office.today)]
    assert below == [
        ("万顷沙镇", "440115101000"), ("东涌镇", "440115102000"), ("大岗镇", "440115103000"), ("榄核镇", "440115104000"),
    ]  # fmt: skip
    assert [child.name for child in children_on(office, parse_code("440113"), date(2012, 8, 31))] == list(towns)
    with office.change("驻地迁移") as change:
        change.update(office.unit("广州市人民政府"), address=seat["new"]["name"])
    assert office.register("term").count() == 0  # what only goes along, and an address, have no rows of the past
    town = unit_on(office, unit_uid("440113101"), date(2012, 8, 31))
    assert (town.name, town.division) == ("东涌镇人民政府", parse_code("440113101"))
    sound(office)
    office.close()
