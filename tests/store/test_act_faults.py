"""Acts when things go wrong: two people at once, a machine that stops in the middle, a file that cannot be written."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.errors import Conflict, StoreError
from gongkai.core.ledger.verify import verify
from gongkai.core.office import FILE, Office
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act, draft_act
from gongkai.core.registry.checks import check_tree
from gongkai.core.registry.plan import plan_act
from tests.registry import act, make_office, present, sound, unit_uid

LISTING = (
    ("51", "四川省"), ("5119", "巴中市"), ("511923", "平昌县"), ("511923101", "响滩镇"), ("511923102", "西兴镇"),
    ("511923101201", "大桥村"), ("511923101202", "红星村"), ("511923102201", "青山村"),
)  # fmt: skip
RECODE = Item(op="recode", of="511923", code="511983", name="平昌市")

# Waits for a line before it applies a draft, so that several start in one moment.
APPLIER = """
import sys
from gongkai.core.errors import Conflict
from gongkai.core.office import Office
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.plan import plan_act
office = Office.open(sys.argv[1], "admin")
draft = office.register("act").get(sys.argv[2])
seen = plan_act(office, draft)
print("ready", flush=True)
sys.stdin.readline()
try:
    print(apply_act(office, draft, seen).stage)
except Conflict:
    print("conflict")
"""

# Applies a draft and is killed at one statement of it; without a number it says how many there are.
KILLED = """
import os, signal, sys
from gongkai.core.office import Office
from gongkai.core.registry import apply
from gongkai.core.store.engine import Store
office = Office.open(sys.argv[1], "admin")
draft, at = office.register("act").get(sys.argv[2]), sys.argv[3]
count = 0
def counted(work):
    def wrapped(*args, **kwargs):
        global count
        count += 1
        if at == str(count):
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*args, **kwargs)
    return wrapped
def stop(*args):
    os.kill(os.getpid(), signal.SIGKILL)
for name in ("run", "many", "sql"):
    setattr(Store, name, counted(getattr(Store, name)))
if at == "committed":
    apply.resettle = stop
if at == "count":
    class Enough(Exception): pass
    def enough(*args): raise Enough
    apply._lineage = enough
    try:
        apply.apply_act(office, draft)
    except Enough:
        print(count)
else:
    apply.apply_act(office, draft)
"""


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A county's own store, with work in it."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    made = make_office(tmp_path / "county", store_url, LISTING, "511923")
    with made.as_system().change("work") as change:
        for code in ("511923101", "511923102", "511923101201"):
            change.create("task", unit=unit_uid(code), title=f"任务{code}", due="2026-12-31")
            change.create("entry", unit=unit_uid(code), title=f"机构概况{code}", obligation="local")
    yield made
    made.close()


def start(script: str, *words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def at_once(office: Office, drafts: list[Any]) -> list[str]:
    """What becomes of drafts that are applied in one moment, each by its own process."""
    running = [start(APPLIER, office.folder, draft.uid) for draft in drafts]
    for process in running:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    ends = []
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in running:
        out, err = process.communicate(timeout=120)
        assert err == ""
        ends.append(out.strip())
    return sorted(ends)


def test_acts_on_one_thing_at_once_leave_one_winner(office: Office) -> None:
    """Each has looked at its preview; when the first is in, the others' previews are not true any more."""
    drafts = [
        draft_act(office, act("rename", "2026-03-01", Item(op="rename", of="511923101", name=name)))
        for name in ("甲镇", "乙镇", "丙镇")
    ]
    assert at_once(office, drafts) == ["applied", "conflict", "conflict"]
    assert office.register("act").count() == 3 and len(office.store.sql("SELECT 1 FROM division_term")) == 1
    sound(office)


def test_acts_on_different_things_at_once_wait_for_each_other(office: Office) -> None:
    drafts = [
        draft_act(office, act("rename", "2026-03-01", Item(op="rename", of=code, name=name)))
        for code, name in (("511923101", "甲镇"), ("511923102", "乙镇"), ("511923101201", "丙村"))
    ]
    assert at_once(office, drafts) == ["applied"] * 3
    assert {"甲镇", "乙镇", "丙村"} <= {row[0] for row in office.store.sql("SELECT name FROM division")}
    sound(office)


def test_one_draft_is_applied_once(office: Office) -> None:
    draft = draft_act(office, act("rename", "2026-03-01", Item(op="rename", of="511923101", name="甲镇")))
    assert at_once(office, [draft, draft]) == ["applied", "conflict"]
    sound(office)


def test_a_machine_that_stops_in_the_middle_leaves_the_old_state_or_the_new(office: Office) -> None:
    """Killed at the first statement, at several in between, at the last; then after the commit, with the office's own
    file not written yet: the checker says so, and ``doctor --mend`` writes it."""
    draft = draft_act(office, act("recode", "2026-03-01", RECODE, grants="follow"))
    before = present(office)
    office.store.close()
    counting = start(KILLED, office.folder, draft.uid, "count")
    out, err = counting.communicate(timeout=120)
    assert err == ""
    total = int(out)
    for moment in (total // 3, total // 2, 2 * total // 3, 5 * total // 6, total - 1):
        killed = start(KILLED, office.folder, draft.uid, moment)
        killed.communicate(timeout=120)
        assert killed.returncode == -signal.SIGKILL
        assert present(office) == before
        sound(office)
        office.store.close()
    killed = start(KILLED, office.folder, draft.uid, "committed")
    killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL
    after = Office.open(office.folder, "admin")
    assert after.store.sql("SELECT name FROM division WHERE code = 511983000000000") == [("平昌市",)]
    assert (after.scope, verify(after).faults) == (511983000000000, [])
    assert ["--mend" in str(difference) for difference in check_tree(after)] == [True]
    after.close()
    assert CliRunner().invoke(cli, ["-C", str(office.folder), "doctor", "--mend"]).exit_code == 0
    assert 'division = "511983000000"' in (office.folder / FILE).read_text("utf-8")
    again = Office.open(office.folder, "admin")
    assert again.scope == 511983000000000
    sound(again)
    again.close()


def test_an_office_file_that_cannot_be_written_keeps_the_act_from_starting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = act("recode", "2026-03-01", RECODE, grants="follow")
    before, text = present(office), (office.folder / FILE).read_bytes()

    def refuse(*args: object) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StoreError, match=FILE):
        apply_act(office, content)
    monkeypatch.undo()
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    assert present(office) == before and (office.folder / FILE).read_bytes() == text
    assert sorted(path.name for path in office.folder.iterdir() if path.name.startswith(f".{FILE}")) == []
    sound(office)
    apply_act(office, content)
    assert 'division = "511983000000"' in (office.folder / FILE).read_text("utf-8")
    sound(office)


def test_a_stale_preview_is_told_even_when_the_outcome_would_fit(office: Office) -> None:
    """Applying without a mark is taken at its word; with one, anything else than what was seen is a conflict."""
    content = act("rename", "2026-03-01", Item(op="rename", of="511923101", name="甲镇"))
    seen = plan_act(office, content)
    with office.as_system().change() as change:
        change.create("unit", name="响滩镇农技站", kind="institution", level="township", division="511923101")
    with pytest.raises(Conflict):
        apply_act(office, content, seen)
    apply_act(office, content)
    assert office.unit("甲镇农技站").scope == 511923101000000
    sound(office)
