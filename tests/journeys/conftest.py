"""The town's office with its catalogue and the county's that takes requests, on both stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.office import Office
from tests import requests
from tests.catalogues import FRIDAY, Opener, catalogue, staffed


@pytest.fixture
def opener(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Opens the town's office on a given day; the first call makes it. Extra rules go into its own layer."""
    opened: list[Office] = []
    folder = tmp_path / "office"

    def open_on(day: str = FRIDAY, rules: str | None = None, region: str = "pingchang") -> Office:
        monkeypatch.setenv("GONGKAI_TODAY", day)
        if not opened:
            staffed(folder, store_url, region)
        if rules is not None:
            (folder / "rules").mkdir(exist_ok=True)
            (folder / "rules" / "own.toml").write_text(rules, "utf-8")
        office = Office.open(folder)
        opened.append(office)
        assert office.plugins.load().faults == []
        return office

    yield open_on
    for office in opened:
        office.close()


@pytest.fixture
def town(opener: Opener) -> Office:
    """The town's office on Friday, 20 November 2026, with its catalogue made."""
    office = opener()
    catalogue(office)
    return office


@pytest.fixture
def on(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[requests.Opener]:
    """Opens the office that takes requests on a day; the first call makes it."""
    opened: list[Office] = []

    def open_on(day: str) -> Office:
        monkeypatch.setenv("GONGKAI_TODAY", day)
        if not opened:
            opened.append(requests.staffed(tmp_path / "office", store_url))
        office = Office.open(tmp_path / "office")
        opened.append(office)
        assert office.plugins.load().faults == []
        return office

    yield open_on
    for office in opened:
        office.close()
