"""What an act may not do, what waits for its day, and what is noticed when somebody edits by hand or behind the ledger."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.acts import APPLIED
from gongkai.core.registry.apply import apply_act, draft_act
from gongkai.core.registry.checks import check_tree
from gongkai.core.registry.past import unit_on
from gongkai.core.registry.plan import plan_act
from gongkai.core.registry.undoact import undo_act
from tests.journeys.acts import (
    AROUND,
    BEFORE,
    COUNTY,
    DAY,
    LISTING,
    OTHER,
    TOWN,
    only,
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


def test_the_past_stays_right_after_an_edit_by_hand(office: Office) -> None:
    """An edit is a correction: what stood there was never valid, and the day of an act keeps its meaning."""
    uid = unit_uid("511923")
    apply_act(office, act("rename", "2026-03-01", Item(op="rename", of=uid, name="平昌县政府")))
    with office.change("错字") as change:
        change.update(office.register("unit").get(uid), name="平昌县人民政府办")
    assert (
        unit_on(office, uid, BEFORE).name == "平昌县人民政府" and unit_on(office, uid, DAY).name == "平昌县人民政府办"
    )
    never = office.register("term").page(Query(filters=("never",)))[0].record
    assert (never.name, never.valid_from, never.act) == ("平昌县政府", DAY, None)
    with pytest.raises(BadInput, match="act undo"):
        change_back(office, uid)
    sound(office)


def change_back(office: Office, uid: str) -> None:
    """Undo by hand, step by step, until the act's own line is reached."""
    office.register("unit").undo(uid)
    with office.change() as change:
        change.update(office.register("unit").get(uid), phone="1")
    office.register("unit").undo(uid)
    apply_act(office, act("rename", "2026-05-01", Item(op="rename", of=uid, name="平昌县府")))
    office.register("unit").undo(uid)


def test_a_unit_that_is_moved_by_hand_takes_its_records_along(office: Office) -> None:
    task, _ = with_work(office, "511923101")
    with office.change("写错了地方") as change:
        change.update(office.register("unit").get(unit_uid("511923101")), division="511923102")
    assert office.register("task").get(task).scope == OTHER
    sound(office)
    office.register("unit").undo(unit_uid("511923101"))
    assert office.register("task").get(task).scope == TOWN
    sound(office)


def test_nobody_deletes_a_unit_with_records_or_makes_a_circle(office: Office) -> None:
    with_work(office, "511923101")
    with pytest.raises(BadInput, match="不能删除"), office.change() as change:
        change.delete(office.register("unit").get(unit_uid("511923101")))
    with office.change() as change:
        change.update(office.register("unit").get(unit_uid("511923101")), parent=unit_uid("511923"))
    with pytest.raises(BadInput, match="成环"), office.change() as change:
        change.update(office.register("unit").get(unit_uid("511923")), parent=unit_uid("511923101"))
    for register, values in (
        ("term", {"unit": unit_uid("511923101"), "name": "假"}),
        ("lineage", {"source_name": "假"}),
    ):
        with pytest.raises(BadInput, match="不能直接修改"), office.as_system().change() as change:
            change.insert_many(register, [values])


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ((Item(op="move", of="511923", to="511923101"),), ("成环",)),
        ((Item(op="move", of="511923101", to="511902101"),), ("放不到",)),
        ((Item(op="move", of="511923101", to="511902101", code="511902101301"),), ("不是一级",)),
        ((Item(op="recode", of="511923101", code="511923102"),), ("西兴镇",)),
        ((Item(op="recode", of="511923101", code="511923109"), Item(op="recode", of="511923102", code="511923109")), ("同用代码",)),
        ((Item(op="create", code="511923101", name="新镇"),), ("响滩镇",)),
        ((Item(op="rename", of="511923101", name="甲镇"), Item(op="rename", of="511923101", name="乙镇")), ("第 2 项：与第 1 项矛盾",)),
        ((Item(op="rename", of="511923101", name="甲镇"), Item(op="abolish", of="511923101", to="511923102")), ("第 2 项：与第 1 项矛盾",)),
        ((Item(op="rename", of="511923199", name="甲镇"),), ("没有区划 511923199000",)),
        ((Item(op="rename", of="响滩", name="甲镇"),), ("最接近的是响滩镇",)),
        ((Item(op="rename", of="响滩镇人民政府"),), ("缺少 name",)),
        ((Item(op="create", name="新局", at="511923", kind="departmant"),), ("department",)),
        ((Item(op="create", name="平昌县人民政府", at="511923", kind="government"),), ("已有",)),
        ((Item(op="restore", of="511923101"),), ("现在就有",)),
        ((Item(op="restore", of="响滩镇人民政府"),), ("没有撤销",)),
        ((Item(op="merge", of=("511923101", "响滩镇人民政府"), name="x"),), ("不能混写",)),
        ((Item(op="merge", of=("511923101",), to="511923101"),), ("另一个区划",)),
        (AROUND, ("成环", "成环")),
        ((Item(op="abolish", of="51"),), ("本库单位的区划",)),
        ((), ("没有任何内容",)),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_item(
    office: Office, items: tuple[Item, ...], words: tuple[str, ...]
) -> None:
    before = present(office)
    links = office.store.sql("SELECT max(seq) FROM ledger")
    content = act("move", "2026-03-01", *items)
    only(plan_act(office, content), *words)
    with pytest.raises(BadInput, match="什么都没有写入"):
        apply_act(office, content)
    assert present(office) == before and office.store.sql("SELECT max(seq) FROM ledger") == links


def test_an_act_may_not_come_before_a_later_one(office: Office) -> None:
    apply_act(office, act("rename", "2026-06-01", Item(op="rename", of="511923101", name="甲镇"), title="更名甲镇"))
    early = act("rename", "2026-03-01", Item(op="rename", of="511923101", name="乙镇"))
    only(plan_act(office, early), "更名甲镇")
    apply_act(office, act("recode", "2026-07-01", Item(op="recode", of="511923", code="511983")))
    below = act("rename", "2026-06-15", Item(op="rename", of="511983102", name="丙镇"))
    assert any("recode" in str(fault) for fault in plan_act(office, below).faults)
    apply_act(office, act("rename", "2026-06-15", Item(op="rename", of="511902", name="恩阳区")))
    sound(office)


def test_an_act_waits_for_its_day_as_a_draft(office: Office) -> None:
    content = act("rename", "2027-01-01", Item(op="rename", of="511923", name="江阳县"))
    assert plan_act(office, content).early
    with pytest.raises(BadInput, match="2027-01-01"):
        apply_act(office, content)
    draft = draft_act(office, content)
    assert office.register("act").page(Query(filters=("due",))) == []
    office._fixed_today = "2027-01-01"
    assert [row.uid for row in office.register("act").page(Query(filters=("due",)))] == [draft.uid]
    again = draft_act(office, act("rename", "2027-01-01", Item(op="rename", of="511923", name="江阴县")), draft.uid)
    done = apply_act(office, again)
    assert (done.uid, done.stage, stood(office, COUNTY, date(2027, 1, 1)).name) == (draft.uid, APPLIED, "江阴县")
    with pytest.raises(Conflict):
        apply_act(office, again)
    with pytest.raises(BadInput, match="不能直接修改"), office.change() as change:
        change.delete(done)
    sound(office)


def test_what_was_built_on_is_not_taken_back(office: Office) -> None:
    first = apply_act(
        office, act("create", "2026-03-01", Item(op="create", code="511923104", name="白衣镇"), title="设白衣镇")
    )
    second = apply_act(office, act("recode", "2026-04-01", Item(op="recode", of="511923", code="511983"), title="改码"))
    with pytest.raises(BadInput, match="先撤销“改码”"):
        undo_act(office, first.uid)
    undo_act(office, second.uid)
    with office.as_system().change() as change:
        made = change.create(
            "unit", name="白衣镇人民政府", kind="township_government", level="township", division="511923104"
        )
    with pytest.raises(BadInput, match="白衣镇已有单位"):
        undo_act(office, first.uid)
    with office.change() as change:
        change.delete(office.register("unit").get(made.uid))
    undo_act(office, first.uid)
    with pytest.raises(BadInput, match="没有实施"):
        undo_act(office, first.uid)
    sound(office)


def test_a_preview_that_is_no_longer_true_is_not_applied(office: Office) -> None:
    """Two administrators: the second one's preview has become another plan."""
    other = Office.open(office.folder, "admin")
    mine = act("merge", "2026-03-01", Item(op="merge", of=("511923101", "511923102"), to="511923101"))
    seen = plan_act(office, mine)
    apply_act(other, act("rename", "2026-03-01", Item(op="rename", of="511923102", name="东兴镇")))
    other.close()
    with pytest.raises(Conflict):
        apply_act(office, mine, seen)
    apply_act(office, mine, plan_act(office, mine))
    sound(office)


def test_only_who_administers_all_of_it_may_reorganise(office: Office) -> None:
    with office.as_system().change() as change:
        change.create("account", name="xian", display="县", division="511923")
        change.create("grant", account="xian", role="administrator", division="511923")
    county = office.as_("xian")
    with pytest.raises(NotAllowed):
        plan_act(county, act("move", "2026-03-01", Item(op="move", of="511923", to="5113")))
    done = apply_act(county, act("rename", "2026-03-01", Item(op="rename", of="511923101", name="新滩镇")))
    assert office.register("act").get(done.uid).scope == TOWN
    undo_act(county, done.uid)
    sound(office)


def test_what_is_changed_behind_the_ledger_is_named_after_a_shift(office: Office) -> None:
    """A shifted record, a shifted division, a row of the past: none can be changed unseen."""
    task, _ = with_work(office, "511923101")
    apply_act(office, act("recode", "2026-03-01", Item(op="recode", of="511923", code="511983", name="平昌市")))
    sound(office)
    for statement, table, name in (
        (f"UPDATE task SET title = '假' WHERE uid = '{task}'", "task", task),
        (f"UPDATE task SET scope = {TOWN} WHERE uid = '{task}'", "task", task),
        ("UPDATE division SET name = '假' WHERE code = 511983101201000", "division", "511983101201"),
        ("UPDATE unit SET division = 511923101201000 WHERE scope = 511983101201000", "unit", unit_uid("511923101201")),
        ("UPDATE division_term SET name = '假' WHERE code = 511923000000000", "division_term", "511923000000000"),
        ("UPDATE unit_term SET name = '假'", "unit_term", ""),
        ("DELETE FROM place_shift", "place_shift", ""),
        ("DELETE FROM division WHERE code = 511983101201000", "division", ""),
    ):
        kept = {
            t: office.store.sql(f"SELECT * FROM {t}")
            for t in ("task", "division", "unit", "division_term", "unit_term", "place_shift")
        }
        office.store.run(statement)
        faults = [(fault.table, fault.uid) for fault in verify(office).faults or []]
        assert any(found == table and name in uid for found, uid in faults), (statement, faults)
        for each, rows in kept.items():
            office.store.run(f"DELETE FROM {each}")
            office.store.many(f"INSERT INTO {each} VALUES ({', '.join('?' for _ in rows[0])})", rows)
    sound(office)


def test_the_checker_finds_each_derived_column_that_is_wrong(office: Office) -> None:
    task, _ = with_work(office, "511923101")
    apply_act(office, act("rename", "2026-03-01", Item(op="rename", of=unit_uid("511923"), name="县政府")))
    apply_act(office, act("rename", "2026-04-01", Item(op="rename", of=unit_uid("511923"), name="县府")))
    unit, town = f"WHERE uid = '{unit_uid('511923')}'", "WHERE code = 511923101000000"
    other = f"WHERE uid = '{unit_uid('511902')}'"
    for wrong, right, words in (
        (f"task SET scope = 1 WHERE uid = '{task}'", f"task SET scope = {TOWN} WHERE uid = '{task}'", task),
        (f"division SET parent = 511902000000000 {town}", f"division SET parent = {COUNTY} {town}", "响滩镇"),
        (f"division SET level = 3 {town}", f"division SET level = 4 {town}", "响滩镇"),
        (f"unit SET parent = uid {unit}", f"unit SET parent = NULL {unit}", "县府"),
        (f"unit SET scope = 0 {other}", f"unit SET scope = division {other}", "巴州区"),
        (
            "unit_term SET valid_from = '2026-03-15' WHERE valid_to = '2026-04-01'",
            "unit_term SET valid_from = '2026-03-01' WHERE valid_to = '2026-04-01'",
            "县政府",
        ),
    ):
        assert check_tree(office) == []
        office.store.run(f"UPDATE {wrong}")
        assert any(words in str(finding) for finding in check_tree(office)), wrong
        office.store.run(f"UPDATE {right}")


def test_an_office_follows_its_own_division(store_url: str, tmp_path: Path) -> None:
    """A county's own store: the county becomes a city, and the office's file says so."""
    office = make_office(tmp_path / "own", store_url, LISTING, "511923")
    before = present(office)
    done = apply_act(
        office,
        act("recode", "2026-03-01", Item(op="recode", of="511923", code="511983", name="平昌市"), grants="follow"),
    )
    assert (office.settings.division, office.title) == ("511983000000", "试验")
    again = Office.open(office.folder)
    assert again.scope == 511983000000000
    sound(again)
    again.close()
    there_and_back(office, before, done.uid)
    office.close()
