"""A small real office (a town of 平昌县) on each of the two stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.office import Office
from gongkai.core.setup import init_office

TOWN = "511923101000"


@pytest.fixture
def office(store_url: str, tmp_path: Path) -> Iterator[Office]:
    """The office of a town with its villages, with ``admin`` acting."""
    made = init_office(tmp_path / "office", TOWN, store=store_url, account="admin")
    yield made
    made.close()
