"""The one door: what passes it is kept and explained, what may not pass leaves nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.ledger.door import Change
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.search import index_name
from gongkai.core.store.record import columns


def first(office: Office, search: str = "") -> Any:
    return office.register("unit").page(Query(search=search), limit=1)[0].record


def test_an_edit_is_kept_with_who_what_and_why(office: Office) -> None:
    units = office.register("unit")
    unit = first(office)
    with office.change("改电话") as change:
        now = change.update(unit, phone="0827-6222111")
    assert (now.phone, now.version) == ("0827-6222111", 2)
    entry = units.history(unit.uid)[0]
    assert (entry.actor, entry.reason, entry.before, entry.after) == (
        "admin", "改电话", {"phone": None}, {"phone": "0827-6222111"},
    )  # fmt: skip


def test_a_second_editor_sees_both_values_and_nothing_is_lost(office: Office) -> None:
    mine, theirs = first(office), first(office)
    with office.change() as change:
        change.update(theirs, phone="111", address="县城")
    with pytest.raises(Conflict) as caught, office.change() as change:
        change.update(mine, phone="222")
    assert "111" in str(caught.value) and "222" in str(caught.value) and "admin" in str(caught.value)
    assert first(office).phone == "111"


def test_a_block_that_fails_leaves_nothing(office: Office) -> None:
    unit = first(office)
    links = office.store.sql("SELECT count(*) FROM ledger")[0][0]
    with pytest.raises(BadInput), office.change() as change:
        change.update(unit, phone="333")
        change.create("unit", name="没有类别的单位")
    assert first(office).phone is None
    assert office.store.sql("SELECT count(*) FROM ledger")[0][0] == links
    assert verify(office).faults == []


def test_without_a_grant_nothing_is_seen_and_nothing_is_done(office: Office) -> None:
    stranger = office.as_("nobody")
    assert stranger.register("unit").page() == []
    with pytest.raises(NotAllowed, match="nobody"), stranger.change() as change:
        change.update(first(office), phone="1")
    with pytest.raises(NotAllowed), office.as_("").change():
        pass


def test_a_grant_reaches_its_subtree_and_ends_with_its_date(office: Office) -> None:
    village = next(r.record for r in office.register("unit").page(limit=200) if r.record.level == "village")
    with office.change() as change:
        change.create("account", name="cun", display="村干部", division=str(village.scope))
        grant = change.create("grant", account="cun", role="administrator", division=str(village.scope))
    official = office.as_("cun")
    seen = [row.record for row in official.register("unit").page()]
    assert {unit.scope for unit in seen} == {village.scope} and village.uid in {unit.uid for unit in seen}
    with official.change() as change:
        change.update(village, phone="8")
    with pytest.raises(NotAllowed), official.change() as change:
        change.update(first(office), phone="9")
    with office.change() as change:
        change.update(grant, valid_to="2020-01-01")
    assert office.as_("cun").register("unit").page() == []


def test_undo_takes_back_ones_own_last_change(office: Office) -> None:
    units, unit = office.register("unit"), first(office)
    with office.change() as change:
        change.update(unit, phone="1")
    assert units.undo(unit.uid).phone is None
    with pytest.raises(BadInput):
        units.undo(unit.uid)
    assert verify(office).faults == []


def test_undo_of_anothers_change_is_refused(office: Office) -> None:
    unit = first(office)
    with office.change() as change:
        change.create("account", name="b", display="乙", division=office.settings.division)
        change.create("grant", account="b", role="administrator", division=office.settings.division)
        change.update(unit, phone="1")
    with pytest.raises(NotAllowed, match="admin"):
        office.as_("b").register("unit").undo(unit.uid)


def test_a_deleted_record_comes_back_whole(office: Office) -> None:
    posts, unit = office.register("post"), first(office)
    with office.change() as change:
        post = change.create("post", unit=unit.uid, kind="first-responsible", person="赵志强", phone="1")
    with office.change() as change:
        change.delete(post)
    assert posts.page(Query(search="赵志强")) == []
    back = posts.undo(post.uid)
    assert (back.person, back.uid) == ("赵志强", post.uid)
    assert [row.uid for row in posts.page(Query(search="赵志"))] == [post.uid]
    assert verify(office).faults == []


def test_a_new_unit_that_others_refer_to_cannot_be_taken_back(office: Office) -> None:
    with office.change() as change:
        unit = change.create(
            "unit", name="临时办", kind="department", level="township", division=office.settings.division
        )
    with office.change() as change:
        change.create("post", unit=unit.uid, kind="first-responsible", person="钱某")
    with pytest.raises(BadInput, match="岗位"):
        office.register("unit").undo(unit.uid)


def test_bulk_passes_the_same_checks_and_is_one_link(office: Office) -> None:
    unit = first(office)
    before = office.store.sql("SELECT max(seq) FROM ledger")[0][0]
    with office.change("导入") as change:
        change.insert_many("post", ({"unit": unit.uid, "kind": "officer", "person": f"职员{i}"} for i in range(300)))
    assert office.store.sql("SELECT max(seq) FROM ledger")[0][0] == before + 1
    assert office.register("post").count() == 300
    with pytest.raises(BadInput, match="岗位"), office.change() as change:
        change.insert_many("post", [{"unit": unit.uid, "person": "甲"}])
    assert verify(office).faults == []


def test_rows_made_in_bulk_are_the_rows_that_are_made_one_by_one(office: Office) -> None:
    """The same stored rows, the same lines with the same digests, the same words in the search index."""
    one, two = (row.record for row in office.register("unit").page(limit=2))
    rows: list[dict[str, Any]] = [
        {"uid": "a1", "unit": one.uid, "title": "低保名单公示", "elements": "姓名、金额\n监督电话 2026", "term": "每季度",
         "channels": ("site",), "audience": "public"},
        {"uid": "a2", "unit": two.name, "title": " 低保名单  公示\t", "topic": f"{one.name}/救助", "term": "20wd"},
        {"uid": "a3", "unit": one.uid, "title": f"{one.name}预算", "importance": "important", "due": date(2026, 12, 1)},
        {"uid": "a4", "unit": two.uid, "title": "e" * 70 + "\u00c5A\u030a算法，算", "elements": "", "basis": None, "manner": "request"},
    ]  # fmt: skip

    class Enough(Exception):
        pass

    def made(write: Callable[[Change], object]) -> list[Any]:
        found: list[Any] = []
        with pytest.raises(Enough), office.change("同一次") as change:
            write(change)
            change.seal()
            names = ", ".join(columns(office.resource("entry").model))
            found += office.store.sql(f"SELECT {names} FROM entry ORDER BY uid")
            found += office.store.sql("SELECT register, uid, action, before, after, digest FROM ledger_line WHERE uid LIKE 'a_'"
                                      " ORDER BY id")  # fmt: skip
            found += office.store.sql("SELECT body FROM ledger ORDER BY seq DESC LIMIT 1")
            found += sorted(
                office.store.sql(f"SELECT CAST(tokens AS TEXT) FROM {index_name(office.resource('entry'))}")
            )
            raise Enough
        return found

    singly = made(lambda change: [change.create("entry", **row) for row in rows])
    assert len(singly) == 4 + 4 + 1 + 4 and made(lambda change: change.insert_many("entry", rows)) == singly


def test_what_prepare_needs_beside_the_columns_it_names_is_an_error_not_an_empty_column(office: Office) -> None:
    unit, entry = first(office), office.resource("entry")
    rows = [{"unit": unit.uid, "title": f"事项{number}", "term": "每季度"} for number in range(3)]
    short = replace(entry, prepared_by=tuple(name for name in entry.prepared_by if name != "published_on"))
    with pytest.raises(KeyError, match="published_on"), office.change() as change:
        change.insert_many(short, rows)
    assert office.register("entry").count() == 0


def test_bulk_says_which_row_is_refused(office: Office) -> None:
    unit = first(office)
    good = {"unit": unit.uid, "kind": "officer"}
    for bad in ({**good, "kind": "没有"}, {"kind": "officer"}, {"unit": unit.uid}, {**good, "lady": "x"}):
        with pytest.raises(BadInput) as refused, office.change() as change:
            change.insert_many("post", [good, good, bad, good])
        assert refused.value.at == 2
    assert office.register("post").count() == 0


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE unit SET name = '改' WHERE uid = ?", "单位名称"),
        ("DELETE FROM unit WHERE uid = ?", "删除"),
        ("UPDATE unit SET version = 9 WHERE uid = ?", "版本"),
        ("INSERT INTO unit (uid, scope, stage, version, name) SELECT 'zz' || ?, 1, '', 1, 'x'", "加入"),
    ],
)
def test_verify_names_a_row_changed_behind_the_door(office: Office, statement: str, named: str) -> None:
    unit = first(office)
    assert verify(office).faults == []
    office.store.run(statement, (unit.uid,))
    faults = [f for f in verify(office).faults if f.table == "unit"]
    assert len(faults) == 1 and unit.uid in faults[0].uid and named in str(faults[0])


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE ledger SET actor = 'x' WHERE seq = 2", "ledger"),
        ("DELETE FROM ledger WHERE seq = 1", "ledger"),
        ("UPDATE ledger_line SET after = '{}' WHERE id = (SELECT min(id) FROM ledger_line)", "ledger_line"),
        ("DELETE FROM ledger_line WHERE id = (SELECT max(id) FROM ledger_line)", "ledger_line"),
        ("UPDATE access_grant SET role = 'viewer'", "access_grant"),
        ("UPDATE division SET name = '改名村' WHERE code = (SELECT max(code) FROM division)", "division"),
        ("DELETE FROM division WHERE code = (SELECT max(code) FROM division)", "division"),
        ("UPDATE division SET name = '改名省' WHERE code = 510000000000000", "division"),
        (
            "INSERT INTO division (code, name, level, parent, kind, initials, edition)"
            " SELECT max(code) + 1, '新村', 5, max(code), '', '', '' FROM division",
            "division",
        ),
        ("UPDATE migration_core SET name = '9999_x' WHERE name = '0001_initial'", "migration_core"),
    ],
)
def test_verify_covers_every_table(office: Office, statement: str, table: str) -> None:
    office.store.run(statement)
    assert table in {fault.table for fault in verify(office).faults}


def test_pages_walk_every_row_once_forward_and_backward(office: Office) -> None:
    units = office.register("unit")
    everything = [row.uid for row in units.page(limit=1000)]
    forward: list[str] = []
    after = None
    while rows := units.page(after=after, limit=3):
        forward += [row.uid for row in rows]
        after = rows[-1].key
    backward: list[str] = []
    before = None
    while rows := units.page(before=before, limit=3, backward=True):
        backward = [row.uid for row in rows] + backward
        before = rows[0].key
    assert forward == backward == everything and len(everything) == units.count() > 5
    assert units.count(most=4) == 4


def test_nobody_moves_a_grant_or_a_unit_out_of_their_own_reach(office: Office) -> None:
    village = next(r.record for r in office.register("unit").page(limit=200) if r.record.level == "village")
    place = str(village.scope)
    with office.change() as change:
        change.create("account", name="cun", display="村干部", division=place)
        grant = change.create("grant", account="cun", role="administrator", division=place)
    official = office.as_("cun")
    for record in (grant, village):
        with pytest.raises(NotAllowed), official.change() as change:
            change.update(record, division=office.settings.division)


def test_the_systems_own_name_is_nobodys_account(office: Office) -> None:
    with pytest.raises(BadInput, match="保留"):
        Office.open(office.folder, "gongkai")
    with pytest.raises(BadInput, match="保留"), office.change() as change:
        change.create("account", name="gongkai", display="x", division=office.settings.division)


def test_a_date_that_the_clock_cannot_count_with_is_refused(office: Office) -> None:
    with pytest.raises(BadInput, match="1900"), office.change() as change:
        change.create("holiday", day="2206-01-01", kind="rest")


def test_one_hostile_cell_does_not_hide_the_others(office: Office) -> None:
    one, two = (row.uid for row in office.register("unit").page(limit=2))
    office.store.run("UPDATE unit SET name = 'x' WHERE uid = ?", (one,))
    office.store.run("UPDATE ledger_line SET after = 'no json' WHERE uid = ?", (two,))
    assert {"unit", "ledger_line"} <= {fault.table for fault in verify(office).faults}
