"""Offices for the terminal UI's tests: a township with sample data, copied afresh for each test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.demo import Demo, make_demo
from gongkai.core.i18n import T
from gongkai.core.office import Office

TODAY = "2026-11-22"
TOWN = "511923101000"


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township's sample office, made once."""
    folder = tmp_path_factory.mktemp("town") / "office"
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("GONGKAI_")}
    os.environ["GONGKAI_TODAY"] = TODAY
    try:
        demo = Demo("town", T("镇", "town"), TOWN, ("pingchang",), T("测试", "for tests"))
        office = make_demo(folder, demo)
        assert office.plugins.faults == []
        office.close()
    finally:
        del os.environ["GONGKAI_TODAY"]
        os.environ.update(kept)
    return folder


@pytest.fixture
def town(town_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the township's office, the test's own."""
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    folder = tmp_path / "office"
    shutil.copytree(town_folder, folder)
    return folder


@pytest.fixture
def office(town: Path) -> Iterator[Office]:
    """The township's office, opened by its administrator."""
    opened = Office.open(town)
    yield opened
    opened.close()
