"""``world``: a fresh copy of the small office of the region that the test's module names (``REGION``, ``PLACE``, ``LISTING``)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.office import Office
from tests.rules.world import World, settle


@pytest.fixture(scope="module")
def settled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office of this module, made once."""
    module = request.module
    folder = tmp_path_factory.mktemp("settled") / "office"
    settle(folder, module.REGION, module.PLACE, module.LISTING)
    return folder


@pytest.fixture
def world(settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The test's own copy, on a fixed day."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-06-01")
    folder = tmp_path / "office"
    shutil.copytree(settled, folder)
    office = Office.open(folder)
    yield World(office)
    office.close()
