"""A backup holds the whole office; a damaged or hostile one is refused and leaves nothing."""

import zipfile
from pathlib import Path

import pytest

from gongkai.core.backup import backup, restore
from gongkai.core.errors import BadInput
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query


def test_a_restored_office_is_the_same_and_intact(office: Office, tmp_path: Path) -> None:
    with office.change("改电话") as change:
        change.update(office.register("unit").page(limit=1)[0].record, phone="0827-6")
    about = backup(office, tmp_path / "备份.zip")
    assert about["seq"] == office.store.sql("SELECT max(seq) FROM ledger")[0][0]
    restore(tmp_path / "备份.zip", tmp_path / "回来")
    back = Office.open(tmp_path / "回来")
    assert verify(back).faults == []
    assert [r.cells for r in back.register("unit").page(limit=99)] == [
        r.cells for r in office.register("unit").page(limit=99)
    ]
    name = office.register("unit").page(limit=1)[0].record.name
    assert [row.record.name for row in back.register("unit").page(Query(search=name))] == [name]
    with back.change() as change:
        change.update(back.register("unit").page(limit=1)[0].record, phone="0827-7")
    assert verify(back).faults == []


def test_restore_refuses_what_is_no_sound_backup(office: Office, tmp_path: Path) -> None:
    good = tmp_path / "good.zip"
    backup(office, good)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as out:
        out.writestr("a.txt", "x")
    for path in (cut, other, tmp_path / "none.zip"):
        with pytest.raises(BadInput):
            restore(path, tmp_path / "new")
        assert not (tmp_path / "new").exists()
    with pytest.raises(BadInput):
        restore(good, office.folder)


def test_a_path_that_climbs_out_is_not_followed(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    backup(office, path)
    with zipfile.ZipFile(path, "a") as out:
        out.writestr("../../climbed.txt", "x")
    restore(path, tmp_path / "deep" / "new")
    assert not list(tmp_path.rglob("climbed.txt"))


def test_a_bomb_is_refused_before_it_unpacks(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    backup(office, path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as out, out.open("rules/big.toml", "w") as member:
        for _ in range(400):
            member.write(b"#" * (1 << 20))
    with pytest.raises(BadInput, match="too large"):
        restore(path, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_backup_never_writes_over_an_office(office: Office) -> None:
    for name in ("gongkai.toml", "rules", "plugins"):
        with pytest.raises(BadInput, match="工作区"):
            backup(office, office.folder / name)
    if office.store.kind == "sqlite":
        from gongkai.core.store.engine import sqlite_path

        with pytest.raises(BadInput, match="工作区"):
            backup(office, sqlite_path(office.store.url))
    assert verify(office).faults == []
