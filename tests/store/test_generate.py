"""Units and vacant posts from templates: again is nothing, few or many are the same, and the ledger knows each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry import generate
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.findings import findings
from gongkai.core.registry.generate import generate_posts, generate_units
from gongkai.core.setup import init_office
from tests.registry import act, sound

COUNTY = "511923000000"
COLUMNS = "uid, unit, scope, name, kind, level, division, line, leadership, parent, guided_by, tags, template, initials, version"


@pytest.fixture
def county(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A county whose units were made in bulk."""
    monkeypatch.setattr(generate, "BULK", 100)
    monkeypatch.setattr(generate, "BATCH", 40)
    monkeypatch.setattr(generate, "PLACES", 70)
    made = init_office(tmp_path / "county", COUNTY, store=store_url, account="admin")
    yield made
    made.close()


def units(office: Office) -> list[tuple[object, ...]]:
    return office.store.sql(f"SELECT {COLUMNS} FROM unit ORDER BY uid")


def indexes(office: Office) -> set[str]:
    statement = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'unit'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE tablename = 'unit' AND schemaname = current_schema()",
    }[office.store.kind]
    return {name for (name,) in office.store.sql(statement)}


def test_many_units_are_the_same_as_few(county: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(units(county)) > 500 and county.store.sql("SELECT count(*) FROM unit WHERE sheet IS NULL")[0][0] == 0
    monkeypatch.setattr(generate, "BULK", 1_000_000)
    other = init_office(tmp_path / "other", COUNTY, account="admin")
    assert units(other) == units(county)
    assert other.store.sql("SELECT count(*) FROM unit WHERE sheet IS NOT NULL")[0][0] == 0
    assert {"unit_uid", "unit_unit", "unit_initials", "unit_scope_id"} <= indexes(county)
    sound(county)
    with county.change() as change:
        assert generate_units(county, change, county.scope) == 0
    other.close()


def test_what_is_missing_is_made_again_and_found_by_search(county: Office) -> None:
    before = units(county)
    register = county.register("unit")
    gone = [row.uid for row in register.page(limit=3, backward=True)]
    with county.change() as change:
        for uid in gone:
            change.delete(register.get(uid))
    assert len(units(county)) == len(before) - 3
    sound(county)
    with county.change() as change:
        assert generate_units(county, change, county.scope) == 3
    assert [row[:-1] for row in units(county)] == [row[:-1] for row in before]
    assert [row.cells[0] for row in register.page(Query(search="平昌县财政局"))] == ["平昌县财政局"]
    assert len(register.page(Query(search="czj"))) == 1
    sound(county)


def test_a_unit_of_a_sheet_is_edited_like_any_other(county: Office) -> None:
    register = county.register("unit")
    unit, gone, other = (row.record for row in register.page(limit=3, backward=True))
    with county.change("改电话") as change:
        unit = change.update(unit, phone="1")
        change.delete(gone)
    with county.change() as change:
        change.update(unit, phone="2", name="改名的单位")
    register.undo(unit.uid)
    assert register.get(unit.uid).phone == "1"
    register.undo(gone.uid)  # brings it back
    assert [entry.action for entry in register.history(unit.uid)][-2:] == ["update", "create"]
    assert [entry.action for entry in register.history(other.uid)] == ["create"]
    sound(county)


@pytest.mark.parametrize(("statement", "said"), [
    ("UPDATE unit SET name = '改' WHERE uid = ?", "修改或加入"),
    ("UPDATE unit SET sheet = sheet + 1 WHERE uid = ?", "修改或加入"),
    ("UPDATE unit SET sheet = NULL WHERE uid = ?", "加入"),
    ("DELETE FROM unit WHERE uid = ?", "删除"),
    ("INSERT INTO unit (uid, scope, stage, version, name, sheet) SELECT 'zz', 1, '', 1, 'x', sheet FROM unit WHERE uid = ?",
     "修改或加入"),
])  # fmt: skip
def test_a_row_of_a_sheet_that_is_changed_behind_the_ledger_is_found(county: Office, statement: str, said: str) -> None:
    unit = county.register("unit").page(limit=9)[8].uid
    with county.store.write():
        county.store.run(statement, (unit,))
    faults = [fault for fault in verify(county).faults if fault.table == "unit"]
    assert any(said in str(fault) for fault in faults), faults
    if "DELETE" not in statement and "INSERT" not in statement:
        assert unit in {fault.uid for fault in faults}


def test_an_act_carries_units_of_a_sheet_along(county: Office) -> None:
    town = county.store.sql("SELECT code, name FROM division WHERE level = 4 ORDER BY code LIMIT 1")[0]
    code = str(town[0])[:-3]
    new = code[:6] + "998" + code[9:]
    apply_act(county, act("recode", "2026-01-01", Item(op="recode", of=code, code=new, name="新镇")))
    assert county.store.sql("SELECT count(*) FROM unit WHERE scope = ?", (int(new) * 1000,))[0][0] > 1
    sound(county)


def test_line_units_are_guided_by_the_organ_above(county: Office) -> None:
    folder = county.folder / "rules"
    folder.mkdir(exist_ok=True)
    (folder / "x.toml").write_text(
        '[[template]]\nkey = "tax-station"\nname = { zh = "税务所", en = "tax station" }\ntitle = "{place}税务所"\n'
        'kind = "department"\nlevels = ["township"]\nline = "tax"\nleadership = "vertical"\nparent = "township-government"\n'
        'guided_by = "tax"\n', "utf-8",
    )  # fmt: skip
    office = Office.open(county.folder)
    with office.change() as change:
        made = generate_units(office, change, office.scope)
    towns = office.store.sql("SELECT count(*) FROM division WHERE level = 4 AND kind NOT IN ('pseudo', 'virtual')")[0][
        0
    ]
    assert made == towns
    tax = office.store.sql("SELECT uid FROM unit WHERE template = 'tax'")[0][0]
    assert office.store.sql("SELECT DISTINCT guided_by FROM unit WHERE template = 'tax-station'") == [(tax,)]
    sound(office)
    office.close()


def test_vacant_posts_wait_to_be_filled_and_are_made_once(county: Office) -> None:
    missing = sum(finding.code == "post-missing" for finding in findings(county))
    with county.change() as change:
        made = generate_posts(county, change, county.scope)
    assert made == missing > 1000
    assert sum(finding.code == "post-missing" for finding in findings(county)) == missing  # nobody holds them yet
    with county.change() as change:
        assert generate_posts(county, change, county.scope) == 0
    sound(county)
