"""A small real office (a town of 平昌县) on each of the two stores."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.office import Office
from gongkai.core.setup import init_office
from tests.exchange import LISTING, TODAY, enrolled
from tests.registry import make_office

TOWN = "511923101000"


@pytest.fixture
def office(store_url: str, tmp_path: Path) -> Iterator[Office]:
    """The office of a town with its villages, with ``admin`` acting."""
    made = init_office(tmp_path / "office", TOWN, store=store_url, account="admin")
    yield made
    made.close()


@pytest.fixture(scope="session")
def enrolled_pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county and a town enrolled there, made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_TODAY", TODAY)
        folder = tmp_path_factory.mktemp("made")
        county = make_office(folder / "county", "sqlite:///office.sqlite", LISTING, "511923")
        enrolled(folder, county)
        county.close()
    return folder


@pytest.fixture
def pair(enrolled_pair: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Office, Office]]:
    """Copies of the town's office and of the county's."""
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    offices = [Office.open(shutil.copytree(enrolled_pair / name, tmp_path / name)) for name in ("town", "county")]
    yield offices[0], offices[1]
    for office in offices:
        office.close()
