"""The stores the tests run on are what the other tests take them for."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from gongkai.testing.postgres import ServerFailed, drop_schema, running_server


def test_store_url_names_a_fresh_store(store_url: str, tmp_path: Path) -> None:
    parts = urlsplit(store_url)
    if parts.scheme == "sqlite":
        assert Path(parts.path[1:] if parts.path.startswith("//") else parts.path) == tmp_path / "office.sqlite"
        assert store_url.startswith("sqlite:////")
        assert not (tmp_path / "office.sqlite").exists()
    else:
        assert re.fullmatch(r"t_[0-9a-f]{12}", parse_qs(parts.query)["schema"][0])
        assert (parts.scheme, parts.path, parts.username) == ("postgresql", "/gongkai", "gongkai")


def test_postgres_role_is_an_ordinary_owner(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        settings = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('server_encoding'), lower('Ａé')"
        ).fetchone()
    assert superuser == (False,)
    assert settings == ("", "UTF8", "ａé")


def test_drop_schema_removes_everything_and_forgives_a_missing_one(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA t_probe")
        connection.execute("CREATE TABLE t_probe.a (id int)")
        drop_schema(postgres_url, "t_probe")
        drop_schema(postgres_url, "t_probe")
        left = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 't_probe'").fetchone()
    assert left == (0,)


def test_a_server_leaves_nothing_behind() -> None:
    with running_server() as url:
        folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        assert (folder / ".s.PGSQL.5432").is_socket()
        assert len(str(folder)) < 80
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_server_that_cannot_be_initialised_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.testing.postgres._SETTINGS", {"shared_buffers": "nonsense"})
    with pytest.raises(ServerFailed, match=r"initdb failed: .*nonsense"), running_server():
        raise AssertionError("the server must not start")


def test_what_is_acknowledged_is_on_the_disk_outside_of_the_tests(tmp_path: Path) -> None:
    """The tests themselves do not wait for the disk (tests/conftest.py); every program does."""
    code = (
        "import sys; from gongkai.core.store.engine import open_store;"
        "store = open_store(sys.argv[1], create=True); print(store.sql('PRAGMA synchronous'), store.sql('PRAGMA journal_mode'))"
    )
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    done = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[(2,)] [('wal',)]\n", "")


TESTS = Path(__file__).resolve().parents[1]

PROBE = """
import pytest, psycopg

def test_file_or_schema(store_url): assert store_url

def test_server(postgres_url): assert psycopg.connect(postgres_url).closed == 0

@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_named(kind): assert kind

def test_neither(): assert True
"""


def run_probe(folder: Path, *options: str, broken: bool = False) -> subprocess.CompletedProcess[str]:
    """Run pytest on a small project that has this project's fixtures."""
    tests = folder / "tests"
    tests.mkdir()
    shutil.copy(TESTS / "conftest.py", tests)
    if broken:
        with (tests / "conftest.py").open("a", encoding="utf-8") as file:
            file.write(
                '\nimport gongkai.testing.postgres\n\ngongkai.testing.postgres._SETTINGS["shared_buffers"] = "nonsense"\n'
            )
    (tests / "test_probe.py").write_text(PROBE, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib -q\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("options", [("-p", "no:xdist"), ("-n", "2")], ids=["one process", "xdist"])
def test_the_summary_counts_the_tests_of_each_store(options: tuple[str, ...], tmp_path: Path) -> None:
    done = run_probe(tmp_path, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stores: 2 on SQLite, 3 on PostgreSQL" in done.stdout


def test_without_a_server_tests_fail_and_are_not_skipped(tmp_path: Path) -> None:
    done = run_probe(tmp_path, "-p", "no:xdist", broken=True)
    assert done.returncode == 1
    assert "PostgreSQL for the tests cannot start: initdb failed" in done.stdout
    assert "skipped" not in done.stdout
    assert "stores: 2 on SQLite, 1 on PostgreSQL" in done.stdout
