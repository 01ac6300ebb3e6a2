"""An office made by the first schema, with grants, entries on their way and publications, is brought up to date."""

import sqlite3
import zipfile
from pathlib import Path

import pytest

from gongkai.core.errors import StoreError
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from tests.cli.conftest import Gongkai

OLD = Path(__file__).resolve().parents[1] / "data" / "office-0.1.zip"


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an office as the first version left it."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-21")
    folder = tmp_path / "old"
    with zipfile.ZipFile(OLD) as held:
        held.extractall(folder)
    (folder / "store.sqlite").rename(folder / "office.sqlite")
    (folder / "gongkai-backup.json").unlink()
    return folder


def test_an_old_office_is_not_opened_before_it_is_upgraded(old: Path) -> None:
    with pytest.raises(StoreError, match="升级"):
        Office.open(old)


def test_an_old_office_is_upgraded_whole(old: Path) -> None:
    said = Gongkai(old).good("migrate")
    assert "已备份" in said.err
    assert list(old.rglob("*.zip"))
    office = Office.open(old)
    assert office.plugins.load().faults == []
    assert verify(office).faults == []
    entries, publications = office.register("entry"), office.register("publication")
    assert [row.record.stage for row in entries.page(limit=50)].count("active") == 15
    assert entries.count(Query(where={"stage": "exempt"})) == 1
    stages = [row.record.stage for row in publications.page(limit=50)]
    assert sorted(stages) == [
        "draft",
        "draft",
        "published",
        "published",
        "published",
        "published",
        "ready",
        "review",
        "sign",
    ]
    second = publications.page(Query(where={"content": "第二版"}), limit=1)[0].record
    assert second.stage == "draft" and entries.get(second.entry).published_on is not None
    waiting = publications.page(Query(filters=("sign",)), limit=1)[0].record
    assert (waiting.drafted_by, waiting.reviewed_by, waiting.content) == ("wen", "guo", "内容2")
    signer = "zhi" if waiting.importance == "important" else "mei"
    done = office.as_(signer).register("publication").act(waiting, "approve" if signer == "zhi" else "sign")
    assert done.stage == "ready"
    assert verify(office).faults == []
    office.close()


def test_a_store_that_got_a_later_migration_first_still_takes_the_earlier_one(old: Path) -> None:
    Gongkai(old).good("migrate")
    store = sqlite3.connect(old / "office.sqlite")
    store.execute("ALTER TABLE entry DROP COLUMN required")
    store.execute("DELETE FROM migration_catalog WHERE name = '0004_obligations'")
    store.commit()
    store.close()
    refused = Gongkai(old)("entry", "list")
    assert refused.code == 6 and "gongkai migrate" in refused.err
    assert "0004_obligations" in Gongkai(old).good("migrate").err
    office = Office.open(old)
    assert office.store.sql("SELECT name FROM migration_catalog WHERE name LIKE '0004%'") == [("0004_obligations",)]
    assert office.register("entry").count() == 16 and verify(office).faults == []
    office.close()


def test_an_upgrade_twice_changes_nothing(old: Path) -> None:
    Gongkai(old).good("migrate")
    office = Office.open(old)
    links = office.store.sql("SELECT count(*) FROM ledger")
    office.close()
    assert "当前版本" in Gongkai(old).good("migrate").err
    office = Office.open(old)
    assert office.store.sql("SELECT count(*) FROM ledger") == links
    office.close()
