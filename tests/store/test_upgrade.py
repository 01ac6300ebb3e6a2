"""An office made by the first version, with data in it, is brought up to this one and goes on.

``tests/data/store_0001.json`` was written by that version: its rows and ledger, and the names of the
migrations that it knew. The tables are made by those migrations as they still stand here; they are frozen.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.errors import StoreError
from gongkai.core.ledger.verify import verify
from gongkai.core.office import FILE, Office
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.past import unit_on
from gongkai.core.registry.undoact import undo_act
from gongkai.core.store.engine import open_store
from gongkai.core.store.migrate import remake
from tests.registry import act, sound

OLD = json.loads((Path(__file__).parents[1] / "data" / "store_0001.json").read_text("utf-8"))


def old_office(folder: Path, url: str) -> None:
    """The office as the first version left it."""
    folder.mkdir()
    (folder / FILE).write_text(OLD["settings"].replace("sqlite:///office.sqlite", url), "utf-8")
    open_store(url, create=True).close()
    office = Office.open(folder, "admin", checked=False)
    store, at = office.store, 1  # the name of a migration is its second column
    remake(office, {
        table: [row[at] for row in rows["rows"]] for table, rows in OLD["tables"].items() if table.startswith("migration_")
    })  # fmt: skip
    for table, rows in OLD["tables"].items():
        if table.startswith("migration_"):
            continue
        names, blobs = rows["columns"], [n for n, name in enumerate(rows["columns"]) if name == "marks"]
        values = [[bytes.fromhex(v) if n in blobs else v for n, v in enumerate(row)] for row in rows["rows"]]
        marks = ", ".join("?" for _ in names)
        store.many(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)
        if store.kind == "postgresql" and "uid" in names:
            store.sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    store.close()


def gongkai(folder: Path, *words: str) -> Any:
    return CliRunner().invoke(cli, ["-C", str(folder), *words], catch_exceptions=False)


def test_an_office_of_the_first_version_is_upgraded_and_goes_on(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    folder = tmp_path / "town"
    old_office(folder, store_url)
    with pytest.raises(StoreError, match="gongkai migrate"):
        Office.open(folder, "admin")
    refused = gongkai(folder, "unit", "list")
    assert refused.exit_code == 6 and "gongkai migrate" in refused.stderr

    done = gongkai(folder, "migrate")
    assert done.exit_code == 0, done.stderr
    (kept,) = (folder / "backups").glob("*.zip")
    assert kept.name in done.stderr and "0002_time" in done.stderr
    assert "已是当前版本" in gongkai(folder, "migrate").stderr

    office = Office.open(folder, "admin")
    assert [str(fault) for fault in verify(office).faults] == []
    sound(office)
    for table, rows in OLD["tables"].items():
        if table not in ("ledger", "ledger_line", "ledger_sheet") and not table.startswith("migration_"):
            assert office.store.sql(f"SELECT count(*) FROM {table}") == [(len(rows["rows"]),)], table
    unit = office.unit("佛楼镇人民政府")
    assert unit.phone == "0827-1" and office.register("post").page()[0].record.person == "王莉"
    assert [row.record.title for row in office.register("entry").page()] == ["机构概况"]
    assert office.as_("clerk").register("task").count() == 1 and office.as_("viewer").register("task").count() == 0

    made = apply_act(office, act("rename", "2026-03-01", Item(op="rename", of="511923103", name="佛光镇")))
    assert unit_on(office, unit.uid, date(2026, 2, 28)).name == "佛楼镇人民政府"
    assert office.unit("佛光镇人民政府").uid == unit.uid
    sound(office)
    undo_act(office, made.uid)
    sound(office)
    office.close()
    assert gongkai(folder, "doctor").exit_code == gongkai(folder, "verify").exit_code == 0


def test_the_backup_before_an_upgrade_brings_the_old_office_back(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds the store as it was, and is upgraded again when it is opened elsewhere."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    folder = tmp_path / "town"
    old_office(folder, store_url)
    assert gongkai(folder, "migrate", "--backup", str(tmp_path / "before.zip")).exit_code == 0
    said = gongkai(folder, "restore", str(tmp_path / "before.zip"), str(tmp_path / "back"))
    assert said.exit_code == 0, said.stderr
    again = gongkai(tmp_path / "back", "migrate")
    assert again.exit_code == 0, again.stderr
    office = Office.open(tmp_path / "back", "admin")
    assert office.unit("佛楼镇人民政府").phone == "0827-1"
    office.close()
