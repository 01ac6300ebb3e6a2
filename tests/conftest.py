"""What every test gets: its own home, folder and environment, and stores on both databases.

- autouse: HOME, XDG folders, current folder, locale and ``GONGKAI_*`` are the test's own; Chinese afterwards.
- ``store_url``: the test runs twice, on a fresh SQLite file and in a fresh PostgreSQL schema.
- ``postgres_url``: the database of this session's PostgreSQL server (one server per xdist worker).
- ``hostile_text`` / ``hostile_texts``: see ``gongkai.testing.hostile``.

A server that does not start fails the tests that need it; nothing is skipped.
"""

import os
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

# No animation to wait for. Textual reads this when it is imported, so it stands before any test does that.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
# Dates are China's on every machine.
os.environ["TZ"] = "Asia/Shanghai"
time.tzset()

from gongkai.core import i18n  # noqa: E402  (after the environment it reads)
from gongkai.core.store import engine  # noqa: E402
from gongkai.testing.hostile import HOSTILE  # noqa: E402
from gongkai.testing.postgres import ServerFailed, drop_schema, running_server  # noqa: E402

# Waiting for the disk a hundred thousand times proves nothing: no test pulls the plug, and a killed process loses
# nothing that the system has taken. Programs that a test starts keep their own setting (tests/store/test_test_stores.py).
engine.PRAGMAS["synchronous"] = "off"
ROOT = Path(__file__).resolve().parents[1]
STORES = ("sqlite", "postgresql")
_STORE = "store"

# No deadline: a busy machine is no bug. Unattended runs always try the same examples.
settings.register_profile(
    "gongkai",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
    database=None if "CI" in os.environ else DirectoryBasedExampleDatabase(ROOT / ".hypothesis" / "examples"),
)
settings.load_profile("gongkai")


@pytest.fixture(autouse=True)
def isolation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing of the person running the tests reaches a test, and nothing of a test stays behind."""
    home = tmp_path / "home"
    home.mkdir()
    for name in [n for n in os.environ if n.startswith("GONGKAI_")]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "LANGUAGE", "PAGER", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_CACHE_HOME", ".cache"),
    ):
        monkeypatch.setenv(name, str(home / folder))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.chdir(tmp_path)
    i18n.use("zh")
    yield
    i18n.use("zh")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """``postgresql://gongkai@/gongkai?host=/socket/folder``, a server of this session."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(running_server())
        except ServerFailed as error:
            pytest.fail(f"PostgreSQL for the tests cannot start: {error}", pytrace=False)
        yield url


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a store that does not exist yet: once a SQLite file, once a PostgreSQL schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'office.sqlite'}"
        return
    url: str = request.getfixturevalue("postgres_url")
    schema = f"t_{uuid.uuid4().hex[:12]}"
    yield f"{url}&schema={schema}"
    drop_schema(url, schema)


@pytest.fixture(params=HOSTILE.values(), ids=list(HOSTILE))
def hostile_text(request: pytest.FixtureRequest) -> str:
    """One hostile text; the test runs once for each."""
    text: str = request.param
    return text


@pytest.fixture
def hostile_texts() -> tuple[str, ...]:
    """All hostile texts."""
    return tuple(HOSTILE.values())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write on each test which database it uses; the note travels with its report, from xdist workers too."""
    for item in items:
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        store = next((p for p in parameters if isinstance(p, str) and p in STORES), None)
        if store is None and "postgres_url" in getattr(item, "fixturenames", ()):
            store = "postgresql"
        if store:
            item.user_properties.append((_STORE, store))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how many tests really ran on each database."""
    ran: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            if report.when == "call":
                ran.update(value for name, value in report.user_properties if name == _STORE)
    if ran:
        terminalreporter.write_line(f"stores: {ran['sqlite']} on SQLite, {ran['postgresql']} on PostgreSQL")
