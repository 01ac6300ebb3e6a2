"""Several people at once: nobody is told that the database is locked, nothing is lost, the chain holds."""

import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.core.errors import StoreError
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.setup import init_office

WRITER = """
import sys
from gongkai.core.errors import Conflict
from gongkai.core.office import Office
folder, number, edits = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
office = Office.open(folder, "admin")
conflicts = 0
for turn in range(edits):
    while True:
        post = office.register("post").page(limit=1)[0].record
        marks = (post.duty or "").split()
        try:
            with office.change(f"{number}-{turn}") as change:
                change.update(post, duty=" ".join([*marks, f"{number}-{turn}"]))
            break
        except Conflict:
            conflicts += 1
print(conflicts)
"""
WRITERS, EDITS = 4, 12


def test_writers_of_one_record_lose_nothing(office: Office) -> None:
    unit = office.register("unit").page(limit=1)[0].uid
    with office.change() as change:
        post = change.create("post", unit=unit, kind="officer", person="李文静")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(office.folder), str(n), str(EDITS)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for n in range(WRITERS)
    ]  # fmt: skip
    ends = [process.communicate(timeout=240) for process in running]
    assert [err for _, err in ends] == [""] * WRITERS
    marks = office.register("post").get(post.uid).duty.split()
    assert sorted(marks) == sorted(f"{n}-{turn}" for n in range(WRITERS) for turn in range(EDITS))
    assert len(office.register("post").history(post.uid)) == WRITERS * EDITS + 1
    assert verify(office).faults == []


def test_a_reader_sees_whole_changes_while_another_writes(office: Office) -> None:
    other = Office.open(office.folder, "admin")
    unit = office.register("unit").page(limit=1)[0].uid
    with office.change() as change:
        change.create("post", unit=unit, kind="officer", person="甲")
        assert other.register("post").count() == 0
        change.create("post", unit=unit, kind="officer", person="乙")
    assert other.register("post").count() == 2
    other.close()


def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path: Path) -> None:
    """SQLite's own page limit stands for a disk that has no room."""
    office = init_office(tmp_path / "office", "511923101000", account="admin")
    before = office.register("post").count()
    pages = office.store.sql("PRAGMA page_count")[0][0]
    office.store.sql(f"PRAGMA max_page_count = {pages + 4}")
    unit = office.register("unit").page(limit=1)[0].uid
    with pytest.raises(StoreError, match="磁盘已满"), office.change() as change:
        change.insert_many("post", ({"unit": unit, "kind": "officer", "person": f"职员{i}"} for i in range(5000)))
    assert office.register("post").count() == before
    office.store.sql("PRAGMA max_page_count = 1073741823")
    with office.change() as change:
        change.create("post", unit=unit, kind="officer", person="丙")
    assert verify(office).faults == []
