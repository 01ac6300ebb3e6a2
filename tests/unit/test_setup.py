"""Making an office: what was there stays, what fails leaves nothing, a broken start is no office."""

from pathlib import Path

import pytest

from gongkai.core import setup
from gongkai.core.errors import BadInput
from gongkai.core.office import FILE
from gongkai.core.setup import init_office

TOWN = "511923101000"


def test_a_file_that_is_there_is_neither_used_nor_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "office.sqlite").write_text("diary")
    with pytest.raises(BadInput, match="已存在"):
        init_office(folder, TOWN)
    assert (folder / "office.sqlite").read_text() == "diary"


def test_a_start_that_breaks_leaves_no_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*words: object) -> int:
        raise KeyboardInterrupt

    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "notes.txt").write_text("mine")
    monkeypatch.setattr(setup, "generate_units", broken)
    for name in ("new", "kept"):
        with pytest.raises(KeyboardInterrupt):
            init_office(tmp_path / name, TOWN)
    assert not (tmp_path / "new").exists()
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["notes.txt"]
    monkeypatch.undo()
    assert (init_office(tmp_path / "kept", TOWN).folder / FILE).is_file()


def test_an_office_named_for_the_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="保留"):
        init_office(tmp_path / "x", TOWN, account="gongkai")
