"""Exchange that is cut off: programs killed at every few statements, a full disk, two receivers at once."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import StoreError
from gongkai.core.exchange.incoming import receive
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from tests.exchange import TODAY, TOWN, bundle, edit, entries

DIES = """
import os, signal, sys
from pathlib import Path
from gongkai.core.exchange import inbox
from gongkai.core.exchange.outgoing import send
from gongkai.core.office import Office
from gongkai.core.store.engine import Store

what, folder, file, left = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])

def dying(work):
    def then(*args, **words):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*args, **words)
    return then

office = Office.open(folder)
office.resources
for name in ("sql", "run", "many"):
    setattr(Store, name, dying(getattr(Store, name)))
inbox.receive(office, file.read_bytes()) if what == "receive" else send(office, file)
"""
STEP = 6  # statements between two deaths


def started(what: str, office: Office, file: Path, statements: int) -> Any:
    command = [sys.executable, "-c", DIES, what, str(office.folder), str(file), str(statements)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def killed(what: str, office: Office, file: Path, statements: int) -> bool:
    """Whether the program died; it must not fail in another way."""
    running = started(what, office, file, statements)
    _, said = running.communicate(timeout=120)
    assert running.returncode in (0, -9), said
    return bool(running.returncode)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)


def test_a_receiver_that_is_killed_at_any_moment_has_all_of_a_bundle_or_nothing(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    town, county = pair
    receive(county, bundle(town))
    edit(town, "预算", title="甲")
    with town.change("新增") as change:
        change.create("entry", unit=TOWN, title="规划")
        change.delete(town.register("entry").get(next(uid for uid, row in entries(town).items() if row[0] == "决算")))
    (tmp_path / "b.gkb").write_bytes(bundle(town))
    before, statements, deaths = entries(county), STEP, 0
    while killed("receive", county, tmp_path / "b.gkb", statements):
        assert entries(county) in (before, entries(town)) and not verify(county).faults
        statements, deaths = statements + STEP, deaths + 1
    assert deaths > 3 and entries(county) == entries(town)
    assert receive(county, (tmp_path / "b.gkb").read_bytes()).known


def test_a_sender_that_is_killed_at_any_moment_never_uses_a_number_twice(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    town, county = pair
    receive(county, bundle(town))
    edit(town, "预算", title="甲")
    statements, deaths = STEP, 0
    while killed("send", town, tmp_path / "b.gkb", statements):
        assert not verify(town).faults
        statements, deaths = statements + STEP, deaths + 1
    assert deaths > 3
    assert receive(county, (tmp_path / "b.gkb").read_bytes()).manifest.number == 2
    assert entries(county) == entries(town)


def test_two_receivers_at_once_apply_a_bundle_once(pair: tuple[Office, Office], tmp_path: Path) -> None:
    town, county = pair
    (tmp_path / "b.gkb").write_bytes(bundle(town))
    both = [started("receive", county, tmp_path / "b.gkb", 0) for _ in range(2)]
    assert [one.wait(timeout=120) for one in both] == [0, 0]
    assert entries(county) == entries(town) and not verify(county).faults
    assert county.store.sql("SELECT count(*) FROM bundle WHERE state = 'applied'") == [(1,)]


def test_a_full_disk_is_told_and_leaves_all_as_it_was(pair: tuple[Office, Office]) -> None:
    town, county = pair
    with town.change("目录") as change:
        change.insert_many("entry", [{"unit": TOWN, "title": f"事项 {n}"} for n in range(3000)])
    data, before = bundle(town), county.last_change
    [(pages,)] = county.store.sql("PRAGMA page_count")
    county.store.sql(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(StoreError, match="空间"):
        receive(county, data)
    assert county.last_change == before and not entries(county)
    county.store.sql(f"PRAGMA max_page_count = {1 << 30}")
    receive(county, data)
    assert entries(county) == entries(town) and not verify(county).faults
