"""One journey for each kind of reorganisation act: previewed, applied, asked about, taken back."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.core.codes import parse_code
from gongkai.core.errors import BadInput
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.actfile import Item, Part, read_act
from gongkai.core.registry.acts import APPLIED, successors
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.past import children_on, subtree_on, unit_on
from gongkai.core.registry.plan import plan_act
from tests.journeys.acts import (
    BEFORE,
    COUNTY,
    DAY,
    LISTING,
    OTHER,
    TOWN,
    only,
    open_points,
    stood,
    there_and_back,
    with_work,
)
from tests.registry import act, make_office, present, sound, unit_uid


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    made = make_office(tmp_path / "office", store_url, LISTING, "51")
    yield made
    made.close()


def test_create_a_town_and_its_government(office: Office) -> None:
    content = act(
        "create", "2026-03-01",
        Item(op="create", code="511923104", name="白衣镇"),
        Item(op="create", at="511923104", name="白衣镇人民政府", kind="township_government", line="general", parent=unit_uid("511923")),
    )  # fmt: skip
    before, preview = present(office), plan_act(office, content)
    assert preview.ready and present(office) == before and preview.touched
    assert [(p.name, p.new_name, p.parent) for p in preview.touched.places] == [("", "白衣镇", "平昌县")]
    done = apply_act(office, content, preview)
    made = next(
        r.record for r in office.register("unit").page(Query(search="白衣")) if r.record.name == "白衣镇人民政府"
    )
    assert (made.scope, made.level, made.parent, made.valid_from) == (
        511923104000000,
        "township",
        unit_uid("511923"),
        DAY,
    )
    assert [c.name for c in children_on(office, COUNTY, DAY)][-1] == "白衣镇"
    assert "白衣镇" not in [c.name for c in children_on(office, COUNTY, BEFORE)]
    assert not unit_on(office, made.uid, BEFORE).exists and unit_on(office, made.uid, DAY).exists
    sound(office)
    there_and_back(office, before, done.uid)


def test_rename_takes_units_search_and_past_along(office: Office) -> None:
    _, entry = with_work(office, "511923")
    content = act("rename", "2026-03-01", Item(op="rename", of="511923", name="江阳县"), basis="国函〔2026〕1号")
    before = present(office)
    done = apply_act(office, content)
    unit = office.register("unit").get(unit_uid("511923"))
    assert unit.name == "江阳县人民政府"
    assert [r.uid for r in office.register("entry").page(Query(search="江阳县"))] == [entry]
    assert office.register("entry").page(Query(search="平昌县人民政府")) == []
    assert (stood(office, COUNTY, BEFORE).name, stood(office, COUNTY, DAY).name) == ("平昌县", "江阳县")
    was = unit_on(office, unit.uid, BEFORE)
    assert (was.name, was.end, was.act, was.earliest) == ("平昌县人民政府", DAY, done.uid, True)
    assert not unit_on(office, unit.uid, DAY).earliest
    assert (
        done.stage == APPLIED
        and office.register("unit").history(unit.uid)[0].reason == "rename 2026-03-01 国函〔2026〕1号"
    )
    sound(office)
    there_and_back(office, before, done.uid)
    assert unit_on(office, unit.uid, DAY).name == "平昌县人民政府"
    never = [row.record for row in office.register("term").page(Query(filters=("never",)))]
    assert [(term.name, term.valid_from) for term in never] == [("江阳县人民政府", DAY)]


def test_a_county_becomes_a_city_with_another_code(office: Office) -> None:
    """What lies below goes along by range: villages answer with their old code for the past."""
    task, _ = with_work(office, "511923101201")
    with office.as_system().change("account") as change:
        change.create("account", name="xiangtan", display="响滩", division="511923101")
        change.create("grant", account="xiangtan", role="clerk", division="511923101")
    content = act("recode", "2026-03-01", Item(op="recode", of="511923", code="511983", name="平昌市"))
    assert "grants" in open_points(plan_act(office, content))[0]
    content = act("recode", "2026-03-01", content.item[0], grants="follow")
    before, preview = present(office), plan_act(office, content)
    assert preview.touched and (preview.touched.carried_places, preview.touched.carried_units) == (10, 10)
    assert {c.register: c.number for c in preview.touched.counts} == {
        "unit": 10,
        "account": 1,
        "grant": 1,
        "task": 1,
        "entry": 1,
    }
    done = apply_act(office, content, preview)
    assert office.register("task").get(task).scope == 511983101201000
    assert len(office.as_("xiangtan").register("task").page()) == 1
    assert stood(office, 511923101201000, BEFORE).name == "大桥村"
    assert stood(office, 511923101201000, BEFORE).parent == TOWN
    assert not stood(office, 511923101201000, DAY).exists and not stood(office, 511983101201000, BEFORE).exists
    village = unit_on(office, unit_uid("511923101201"), BEFORE)
    assert (village.division, village.end, village.act) == (511923101201000, DAY, done.uid)
    assert [s.name for s in subtree_on(office, COUNTY, BEFORE)][:2] == ["平昌县", "同州街道"]
    assert subtree_on(office, COUNTY, DAY) == [] and len(subtree_on(office, 511983000000000, DAY)) == 10
    sound(office)
    there_and_back(office, before, done.uid)


@pytest.mark.parametrize(
    ("item", "out"),
    [
        (Item(op="recode", of="511923", code="511983"), ("511983101000", "511902")),
        (Item(op="recode", of="511923101", code="511923109"), ("511923109000", "511902")),
        (Item(op="merge", of=("511923101", "511923102"), to="511923102"), ("511923102000", "511902")),
        (
            Item(op="split", of="511923101", part=(Part(code="511923101"), Part(code="511923108", name="新镇"))),
            ("511923101000", "511923108000", "511902"),
        ),
    ],
)
def test_what_a_grant_leaves_out_stays_out(office: Office, item: Item, out: tuple[str, ...]) -> None:
    """Whatever becomes of the place: another code, an heir, several parts."""
    with office.as_system().change("grants") as change:
        change.create("account", name="liu", display="刘", division="5119")
        for place in ("511923", "5119"):
            change.create("grant", account="liu", role="inspector", division=place, excluded="511923101,511902")
    before = office.store.sql("SELECT uid, scope, division, excluded FROM access_grant ORDER BY uid")
    there = present(office)
    done = apply_act(office, act(item.op, "2026-03-01", item, grants="follow"))
    grants = [row.record for row in office.register("grant").page() if row.record.excluded]
    assert [grant.excluded for grant in grants] == [tuple(map(parse_code, out))] * 2
    sound(office)
    there_and_back(office, there, done.uid)
    assert office.store.sql("SELECT uid, scope, division, excluded FROM access_grant ORDER BY uid") == before


def test_two_places_swap_their_codes(office: Office) -> None:
    content = act(
        "recode", "2026-03-01", Item(op="recode", of="511923101", code="511923102"), Item(op="recode", of="511923102", code="511923101"),
    )  # fmt: skip
    before = present(office)
    done = apply_act(office, content)
    assert [(c.name, c.code) for c in children_on(office, COUNTY, DAY)][1:3] == [("西兴镇", TOWN), ("响滩镇", OTHER)]
    assert [(c.name, c.code) for c in children_on(office, COUNTY, BEFORE)][1:3] == [("响滩镇", TOWN), ("西兴镇", OTHER)]
    assert [c.name for c in children_on(office, TOWN, DAY)] == ["青山村", "红旗村"]
    assert office.register("unit").get(unit_uid("511923101")).scope == OTHER
    sound(office)
    there_and_back(office, before, done.uid)


def test_move_a_county_to_another_city(office: Office) -> None:
    """The code follows the new parent by itself; who gains and who loses it is said."""
    with office.as_system().change("accounts") as change:
        for name, code in (("bazhong", "5119"), ("nanchong", "5113")):
            change.create("account", name=name, display=name, division=code)
            change.create("grant", account=name, role="inspector", division=code)
    content = act("move", "2026-03-01", Item(op="move", of="平昌县", to="南充市"))
    before, preview = present(office), plan_act(office, content)
    assert preview.touched
    assert {(g.account, str(g.what)) for g in preview.touched.grants} == {
        ("bazhong", "不再含平昌县"),
        ("nanchong", "新增平昌县"),
    }
    done = apply_act(office, content, preview)
    assert [(c.name, c.code) for c in children_on(office, 511300000000000, DAY)] == [
        ("南部县", 511321000000000), ("平昌县", 511323000000000),
    ]  # fmt: skip
    assert office.as_("nanchong").register("unit").count() == 12 and office.as_("bazhong").register("unit").count() == 3
    sound(office)
    there_and_back(office, before, done.uid)


def test_merge_two_towns(office: Office) -> None:
    """Facts stay with the unit that made them; lineage says who carries on; villages get free codes."""
    task, entry = with_work(office, "511923102")
    content = act(
        "merge", "2026-03-01",
        Item(op="merge", of=("511923101", "511923102"), to="511923101", name="新滩镇", codes={"511923102202": "511923101220"}),
    )  # fmt: skip
    before = present(office)
    done = apply_act(office, content)
    assert [(c.name, c.code % 10**6 // 1000) for c in children_on(office, TOWN, DAY)] == [
        ("大桥村", 201), ("红星村", 202), ("青山村", 203), ("红旗村", 220),
    ]  # fmt: skip
    ended = office.register("unit").get(unit_uid("511923102"))
    assert (ended.name, ended.valid_to, ended.scope) == ("西兴镇人民政府", DAY, TOWN)
    for register, uid in (("task", task), ("entry", entry)):
        record = office.register(register).get(uid)
        assert (record.unit, record.scope) == (ended.uid, TOWN)
    assert successors(office, ended.uid) == [(unit_uid("511923101"), "新滩镇人民政府", True)]
    assert successors(office, "511923102000") == [("511923101000", "新滩镇", True)]
    assert unit_on(office, ended.uid, BEFORE).division == OTHER and not unit_on(office, ended.uid, DAY).exists
    assert [c.name for c in children_on(office, OTHER, BEFORE)] == ["青山村", "红旗村"]
    sound(office)
    there_and_back(office, before, done.uid)


def test_a_merge_names_who_carries_open_work_on(office: Office) -> None:
    """Without anybody to carry on, open work keeps an act from being applied."""
    with office.as_system().change("unit") as change:
        station = change.create("unit", name="西兴镇农技站", kind="institution", level="township", division="511923102")
        change.create("task", unit=station.uid, title="春耕信息公开", due="2026-12-31")
    item = Item(op="merge", of=("511923101", "511923102"), to="511923101")
    preview = plan_act(office, act("merge", "2026-03-01", item))
    assert (
        len(open_points(preview)) == 1
        and "第 1 项" in open_points(preview)[0]
        and "西兴镇农技站" in open_points(preview)[0]
    )
    with pytest.raises(BadInput, match="西兴镇农技站"):
        apply_act(office, act("merge", "2026-03-01", item))
    ended = Item(op="merge", of=item.of, to=item.to, units={"西兴镇农技站": "end"})
    assert "任务 1" in open_points(plan_act(office, act("merge", "2026-03-01", ended)))[0]
    kept = Item(op="merge", of=item.of, to=item.to, units={"西兴镇农技站": "keep"})
    apply_act(office, act("merge", "2026-03-01", kept))
    assert office.register("unit").get(station.uid).scope == TOWN
    sound(office)


def test_split_a_county(office: Office) -> None:
    """One part goes on from it; children go to their part; shares add up."""
    parts = (
        Part(code="511923", name="平昌县", share="0.6", basis="人口"),
        Part(code="511924", name="江口区", children=("511923102", "511923103"), share="0.4", basis="人口"),
    )
    before = present(office)
    done = apply_act(office, act("split", "2026-03-01", Item(op="split", of="511923", part=parts)))
    assert [c.name for c in children_on(office, 511924000000000, DAY)] == ["西兴镇", "佛楼镇"]
    assert [c.name for c in children_on(office, COUNTY, BEFORE)] == ["同州街道", "响滩镇", "西兴镇", "佛楼镇"]
    edges = [row.record for row in office.register("lineage").page()]
    assert sorted((e.target_name, e.share, e.main) for e in edges) == [
        ("平昌县", Decimal("0.6"), True),
        ("江口区", Decimal("0.4"), False),
    ]
    sound(office)
    there_and_back(office, before, done.uid)
    wrong = (parts[0], Part(code="511924", name="江口区", share="0.5"))
    only(plan_act(office, act("split", "2026-03-01", Item(op="split", of="511923", part=wrong))), "1.1")


def test_a_transfer_of_penalty_powers_is_lineage_and_moves_no_fact(office: Office, tmp_path: Path) -> None:
    """枣庄: four penalty powers go from the construction committee to the law-enforcement bureau.

    # covers: ZZ-20
    """
    with office.as_system().change("units") as change:
        units = [
            change.create("unit", name=name, kind="department", level="county", division="511923", line="housing")
            for name in ("平昌县建委", "平昌县综合执法局")
        ]
        entry = change.create("entry", unit=units[0].uid, title="城市规划行政处罚", obligation="local")
    path = tmp_path / "zz20.toml"
    path.write_text(
        """
[act]
kind = "transfer"
title = "相对集中行政处罚权"
basis = "鲁政字〔2009〕12号"
effective = 2026-03-01

[[item]]
op = "transfer"
of = "平昌县建委"
to = "平昌县综合执法局"
matters = ["城市规划", "市容环境", "城市绿化", "市政管理"]
""",
        "utf-8",
    )
    content = read_act(path)
    before, preview = present(office), plan_act(office, content)
    assert preview.ready and preview.touched
    assert [(matter, name.zh, number) for matter, name, number in preview.touched.matters] == [
        ("城市规划", "目录条目", 1)
    ]
    done = apply_act(office, content, preview)
    assert present(office) == before and office.register("entry").get(entry.uid).unit == units[0].uid
    edge = office.register("lineage").page()[0].record
    assert (edge.source, edge.target, edge.day, edge.main) == (units[0].uid, units[1].uid, DAY, False)
    assert edge.matters.splitlines() == ["城市规划", "市容环境", "城市绿化", "市政管理"]
    sound(office)
    there_and_back(office, before, done.uid)
    assert office.register("lineage").count() == 0


def test_a_line_goes_to_another_unit(office: Office) -> None:
    with office.as_system().change("units") as change:
        for name, line in (("平昌县旅游局", "culture"), ("平昌县文化馆", None)):
            change.create("unit", name=name, kind="department", level="county", division="511923", line=line)
    before = present(office)
    done = apply_act(
        office, act("transfer", "2026-03-01", Item(op="transfer", of="平昌县旅游局", to="平昌县文化馆", line="culture"))
    )
    assert [office.unit(name).line for name in ("平昌县旅游局", "平昌县文化馆")] == [None, "culture"]
    assert unit_on(office, office.unit("平昌县旅游局").uid, BEFORE).line == "culture"
    there_and_back(office, before, done.uid)


def test_abolish_and_restore_a_town(office: Office) -> None:
    """A place may come back: three intervals, the middle one absent."""
    open_ends = open_points(plan_act(office, act("abolish", "2026-03-01", Item(op="abolish", of="511923103"))))
    assert any("佛楼村" in text for text in open_ends) and any("佛楼镇人民政府" in text for text in open_ends)
    apply_act(office, act("abolish", "2026-03-01", Item(op="abolish", of="511923103", to="511923102")))
    assert [c.name for c in children_on(office, OTHER, DAY)] == ["青山村", "红旗村", "佛楼村"]
    gone = office.register("unit").get(unit_uid("511923103"))
    before = present(office)
    back = act(
        "restore", "2026-06-01",
        Item(op="restore", of="511923103"), Item(op="restore", of=gone.uid, at="511923103"),
        Item(op="move", of="511923102203", to="511923103"),
    )  # fmt: skip
    done = apply_act(office, back)
    days = [date(2026, 2, 1), date(2026, 4, 1), date(2026, 6, 1)]
    assert [stood(office, 511923103000000, day).exists for day in days] == [True, False, True]
    assert [unit_on(office, gone.uid, day).exists for day in days] == [True, False, True]
    assert [[c.name for c in children_on(office, 511923103000000, day)] for day in days] == [["佛楼村"], [], ["佛楼村"]]
    sound(office)
    there_and_back(office, before, done.uid)


def test_units_merge_split_move_and_change_their_code(office: Office) -> None:
    with office.as_system().change("units") as change:
        culture, tourism, sports = (
            change.create(
                "unit", name=f"平昌县{name}局", kind="department", level="county", division="511923", line="culture"
            )
            for name in ("文化", "旅游", "体育")
        )
        team = change.create(
            "unit", name="旅游执法队", kind="institution", level="county", division="511923", parent=tourism.uid
        )
        post = change.create("post", unit=tourism.uid, kind="officer", person="王丽")
    parts = (Part(unit="平昌县体育局", name="平昌县体育局"), Part(name="平昌县体育中心", kind="institution"))
    before = present(office)
    done = apply_act(office, act(
        "merge", "2026-03-01",
        Item(op="merge", of=("平昌县文化局", "平昌县旅游局"), name="平昌县文化和旅游局", uscc="11511923MB1234567X"),
        Item(op="split", of="平昌县体育局", part=parts),
        Item(op="move", of="511923103201", to="511923102"),
    ))  # fmt: skip
    assert office.register("unit").get(team.uid).parent == culture.uid
    assert office.register("post").get(post.uid).unit == tourism.uid
    now = office.register("unit").get(culture.uid)
    assert (now.name, now.uscc) == ("平昌县文化和旅游局", "11511923MB1234567X")
    assert office.unit("平昌县体育中心").line == "culture" and office.unit("平昌县体育局").uid == sports.uid
    assert unit_on(office, team.uid, BEFORE).parent == tourism.uid
    sound(office)
    there_and_back(office, before, done.uid)
    done = apply_act(
        office,
        act(
            "move",
            "2026-04-01",
            Item(op="move", of="旅游执法队", to="511923101"),
            Item(op="recode", of="平昌县体育局", code="11511923MB7654321A"),
        ),
    )
    assert (office.unit("旅游执法队").scope, office.unit("平昌县体育局").uscc) == (TOWN, "11511923MB7654321A")
    there_and_back(office, before, done.uid)
