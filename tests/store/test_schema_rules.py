"""What a cluster that places whole schemas cannot take is not in the tables: triggers, foreign keys, SKIP LOCKED."""

import re
from pathlib import Path

from gongkai.core.office import Office

ROOT = Path(__file__).resolve().parents[2]
REFUSED = re.compile(
    r"CREATE\s+TRIGGER|SKIP\s+LOCKED|FOREIGN\s+KEY|ForeignKeyField|\bREFERENCES\s+\w+\s*\(", re.IGNORECASE
)


def test_no_migration_and_no_statement_uses_what_a_cluster_refuses() -> None:
    sources = [path for room in ("core", "plugins") for path in (ROOT / room).rglob("*.py")]
    assert any(path.parent.name == "migrations" for path in sources)
    found = [path.name for path in sources if REFUSED.search(path.read_text("utf-8"))]
    assert found == []


def test_a_made_office_has_no_trigger_and_no_foreign_key(office: Office) -> None:
    store = office.store
    if store.kind == "sqlite":
        assert store.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'") == []
        assert [t for t in store.tables() if store.sql(f"PRAGMA foreign_key_list({t})")] == []
        return
    mine = "SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
    assert store.sql(f"SELECT tgname FROM pg_trigger WHERE tgrelid IN ({mine})") == []
    assert store.sql(f"SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid IN ({mine})") == []
