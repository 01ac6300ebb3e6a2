"""Lists of divisions on both stores: what a newer one changes, what acts and the office have settled, and finding."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core.codes import Level, parse_code
from gongkai.core.errors import BadInput
from gongkai.core.office import Office
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.find import find_divisions, one_place
from gongkai.core.registry.load import load_divisions, plan_load, write_load
from gongkai.core.registry.models import Unit
from gongkai.core.registry.own import add_division, end_division
from gongkai.core.registry.past import subtree_on
from tests.registry import Listing, act, columns_of, divisions, make_office, sound, unit_uid

NATION = (
    ("33", "浙江省"), ("3308", "衢州市"), ("35", "福建省"), ("3505", "泉州市"), ("50", "重庆市"), ("5001", "市辖区"), ("500115", "长寿区"),
    ("33", "浙江省"), ("3303", "温州市"), ("330382", "乐清市"), ("51", "四川省"), ("5119", "巴中市"), ("511923", "平昌县"),
    ("511923101", "响滩镇"), ("511923101201", "大桥村"), ("511923101202", "红星村"), ("42", "湖北省"),
    ("4290", "省直辖县级行政区划"), ("429004", "仙桃市"), ("44", "广东省"), ("4419", "东莞市"), ("441900003", "东城街道"),
)  # fmt: skip


@pytest.fixture
def office(store_url: str, tmp_path: Path) -> Iterator[Office]:
    """A small national office."""
    made = make_office(tmp_path / "nation", store_url, NATION)
    yield made
    made.close()


def load(office: Office, listing: Listing, day: str, name: str = "新") -> int:
    with office.change("list") as change:
        return load_divisions(office, change, columns_of(listing), 0, name, day)


def drop_unit(office: Office, code: str) -> None:
    """Delete the unit of a division, so that the division may go."""
    with office.as_system().change("gone") as change:
        change.delete(office.store.first(Unit.select().where(Unit.uid == unit_uid(code))))


def names(office: Office, text: str, level: Level | None = None, kind: str = "") -> list[str]:
    return [place.name for place in find_divisions(office, text, level, kind=kind)]


def test_finding_by_characters_pinyin_initials_and_codes(office: Office) -> None:
    assert names(office, "qz", Level.PREFECTURE) == ["衢州市", "泉州市"]
    assert names(office, "quzhou") == names(office, "quzhoushi") == names(office, "quzh") == ["衢州市"]
    assert names(office, "cq")[0] == names(office, "zq")[0] == names(office, "chongqing")[0] == "重庆市"
    assert names(office, "cs")[0] == names(office, "changshou")[0] == "长寿区"
    assert (
        names(office, "yq") == names(office, "lq") == names(office, "yueqing") == names(office, "leqing") == ["乐清市"]
    )
    assert names(office, "平昌") == names(office, "pcx") == names(office, "511923", Level.COUNTY) == ["平昌县"]
    assert names(office, "daqiaocun") == names(office, "dqc") == names(office, "桥") == ["大桥村"]
    assert names(office, "市", kind="no-county") == ["东莞市"] and names(office, "xt", kind="direct") == ["仙桃市"]
    assert names(office, "%") == names(office, "_") == names(office, "'; --") == names(office, "zzzz") == []
    assert one_place(office, "quzhou") == parse_code("3308")
    with pytest.raises(BadInput, match="多个区划"):
        one_place(office, "qz")


def test_a_search_above_the_village_reads_no_table(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    sql = office.store.sql

    def listened(text: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        asked.append((text, tuple(values)))
        return sql(text, values)

    monkeypatch.setattr(office.store, "sql", listened)
    for text in ("qz", "quzhou", "衢州"):
        find_divisions(office, text, Level.PREFECTURE, limit=1)
    monkeypatch.undo()
    assert asked and all("level > 4" not in text for text, _ in asked)
    if office.store.kind == "sqlite":
        plans = [
            row[3]
            for text, values in asked
            if "LIKE" not in text
            for row in office.store.sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]
        assert plans and not [step for step in plans if step.startswith("SCAN")], plans


def test_a_newer_list_becomes_the_present_and_what_it_replaces_the_past(office: Office) -> None:
    drop_unit(office, "511923101202")
    before = [row[:4] for row in divisions(office)]
    newer = [(code, "柯城市" if name == "衢州市" else name) for code, name in NATION if code != "511923101202"]
    newer.append(("511923101203", "新桥村"))
    assert load(office, newer, "2024-06-30") == 3
    assert load(office, newer, "2024-06-30") == 0
    then = subtree_on(office, 0, date(2024, 6, 29))
    assert [(s.code, s.name, s.level, s.parent) for s in then] == before
    (found,) = find_divisions(office, "qzs", Level.PREFECTURE)[1:]
    assert (found.name, found.was) == ("柯城市", "衢州市")
    assert one_place(office, "衢州市") == parse_code("3308")
    (gone,) = find_divisions(office, "红星村", ended=True)
    assert gone.ended == "2024-06-30" and find_divisions(office, "红星村") == []
    sound(office)


def test_an_act_newer_than_the_list_stands_and_an_older_one_gives_way(office: Office) -> None:
    apply_act(office, act("rename", "2024-01-01", Item(op="rename", of="511923", name="江口县")))
    assert load(office, NATION, "2023-06-30") == 0 and names(office, "江口") == ["江口县"]
    assert load(office, NATION, "2024-06-30", "更新") == 1 and names(office, "江口") == ["平昌县"]  # now an old name
    sound(office)


def test_a_division_with_a_unit_stays_until_the_unit_is_gone(office: Office) -> None:
    without = [row for row in NATION if row[0] != "511923101202"]
    assert load(office, without, "2030-01-01") == 0 and names(office, "红星村") == ["红星村"]
    drop_unit(office, "511923101202")
    assert load(office, without, "2030-01-01") == 1 and names(office, "红星村") == []
    sound(office)


def test_what_the_office_added_stays_and_keeps_what_it_hangs_on(office: Office) -> None:
    village = parse_code("511923101202")
    add_division(office, "一组", village)
    add_division(office, "经开区管委会", parse_code("511923"), kind="committee")
    assert load(office, NATION, "2030-01-01") == 0
    without = [row for row in NATION if row[0] != "511923101202"]
    drop_unit(office, "511923101202")
    kept = divisions(office)
    assert load(office, without, "2030-01-01") == 0 and divisions(office) == kept
    end_division(office, one_place(office, "一组"))
    with pytest.raises(BadInput, match="名录"):
        end_division(office, village)
    assert load(office, without, "2030-01-01") == 1
    assert names(office, "经开区") == ["经开区管委会"]
    sound(office)


def test_a_part_of_a_list_speaks_only_of_the_families_in_it(office: Office) -> None:
    columns = columns_of(
        [
            ("51", "四川省"),
            ("5119", "巴中市"),
            ("511923", "平昌县"),
            ("511923101", "响滩镇"),
            ("511923101201", "大桥新村"),
        ]
    )
    drop_unit(office, "511923101202")
    with office.change("part") as change:
        plan = plan_load(office, columns, 0, "部分", "2024-06-30", complete=False)
        write_load(office, change, plan)
    assert plan.found is not None
    assert [row[1] for row in plan.found.gone if row[0] >= parse_code("51")] == ["红星村"]
    assert [(old[1], new[1]) for old, new in plan.found.changed] == [("大桥村", "大桥新村")]
    sound(office)


SMALL = st.dictionaries(
    st.sampled_from([f"511923{town}{village}" for town in ("101", "102", "103") for village in ("", "201", "202")]),
    st.sampled_from(["甲", "乙", "丙"]),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office of every example, made once."""
    folder = tmp_path_factory.mktemp("lists") / "office"
    office = make_office(
        folder, "sqlite:///office.sqlite", (("51", "四川省"), ("5119", "巴中市"), ("511923", "平昌县"))
    )
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    office.close()
    return folder


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(lists=st.lists(SMALL, min_size=1, max_size=4))
def test_any_lists_one_after_the_other_are_the_present_and_each_its_day(
    template: Path, tmp_path_factory: pytest.TempPathFactory, lists: list[dict[str, str]]
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("example") / "office"
    shutil.copytree(template, folder)
    office = Office.open(folder)
    above = [("51", "四川省"), ("5119", "巴中市"), ("511923", "平昌县")]
    told: list[list[tuple[object, ...]]] = []
    for number, drawn in enumerate(lists):
        whole = {**{code[:9]: "镇" for code in drawn}, **drawn}
        listing = [*above, *whole.items()]
        load(office, listing, f"202{number}-06-30", f"第{number}版")
        columns = columns_of(listing)
        told.append([row[:4] for row in zip(*columns, strict=True)])
        assert divisions(office) == list(zip(*columns, strict=True))
        assert load(office, listing, f"202{number}-06-30", f"第{number}版") == 0
    for number in range(1, len(told) - 1):
        then = {(s.code, s.name, s.level, s.parent) for s in subtree_on(office, 0, date(2020 + number, 12, 31))}
        assert then >= set(told[number])
        # of a family that the office did not have before, nothing is known
        had = {row[3] for rows in told[: number + 1] for row in rows}
        assert {row for row in then - set(told[number]) if row[3] in had} == set()
    sound(office)
    office.close()
