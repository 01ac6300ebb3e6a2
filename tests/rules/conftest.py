"""``world``: a fresh copy of the small office of the region that the test's module names (``REGION``, ``PLACE``, ``LISTING``).

``county``: opens a county's office of any region, with staff and a catalogue.

``make``: makes a town's office of a region, with rules of its own. ``office``: one of Pingchang, on each kind of store.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.office import Office
from tests.catalogues import FRIDAY, STAFF, staffed
from tests.rules.county import COUNTY, LISTING, County, Maker
from tests.rules.powers import Maker as TownMaker
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


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Offices by region, made when first asked for."""
    return {"": tmp_path_factory.mktemp("counties")}


@pytest.fixture
def county(made_once: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    """Opens a fresh copy of the county's office of a region, on a fixed day."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-06-01")
    opened: list[Office] = []

    def opening(region: str) -> County:
        if region not in made_once:
            folder = made_once[region] = made_once[""] / region
            settle(folder, (region,), COUNTY, LISTING)
            office = Office.open(folder)
            world = County(office.as_system())
            for name, roles in STAFF.items():
                world.add("account", name=name, display=name, division=COUNTY)
                for role in roles:
                    world.add("grant", account=name, role=role, division=COUNTY)
            world.catalogue()
            office.close()
        shutil.copytree(made_once[region], tmp_path / region)
        office = Office.open(tmp_path / region)
        opened.append(office)
        return County(office)

    yield opening
    for office in opened:
        office.close()


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TownMaker]:
    """Makes a town's office of a region, with rules of its own."""
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    opened: list[Office] = []

    def made(region: str = "pingchang", rules: str = "", store: str = "sqlite:///office.sqlite") -> Office:
        folder = tmp_path / f"office{len(opened)}"
        staffed(folder, store, region)
        if rules:
            (folder / "rules").mkdir()
            (folder / "rules" / "own.toml").write_text(rules, "utf-8")
        office = Office.open(folder)
        opened.append(office)
        assert office.plugins.load().faults == []
        return office

    yield made
    for office in opened:
        office.close()


@pytest.fixture
def office(make: TownMaker, store_url: str) -> Office:
    """A town of Pingchang, on each kind of store."""
    return make(store=store_url)
