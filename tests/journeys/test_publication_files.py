"""Files of publications: what may be attached, what is refused, and what survives a fault."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, GongkaiError, NotAllowed, StoreError
from gongkai.core.files import place_of
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.plugins.catalog.publications.files import attach, damaged, prove
from tests.catalogues import draft, entry, publications, publish, step

TEXT = "每亩120元。".encode()


@pytest.fixture
def made(town: Office) -> Any:
    return draft(town, entry(town, "farm-policy"))


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "公告.txt"
    path.write_bytes(TEXT)
    return path


def kept(office: Office) -> list[str]:
    """Files in the office's folder, drafts of copies among them."""
    return sorted(path.name for path in (office.folder / "attachments").rglob("*") if path.is_file())


def attached(office: Office, publication: Any) -> list[str]:
    return [
        row.record.name for row in office.register("attachment").page(Query(where={"publication": publication.uid}))
    ]


def test_a_file_is_kept_by_its_content_once(town: Office, made: Any, paper: Path) -> None:
    wen = town.as_("wen")
    one = attach(wen, made, paper)
    assert (one.name, one.size, one.unit, place_of(town, one.sha256).read_bytes()) == (
        "公告.txt",
        len(TEXT),
        made.unit,
        TEXT,
    )
    two = attach(wen, made, paper, "同一份.txt")
    assert two.sha256 == one.sha256 and kept(town) == [one.sha256]
    with pytest.raises(BadInput, match="同名"):
        attach(wen, made, paper)
    paper.write_bytes(b"later")  # what was attached stays as it was
    assert damaged(town) == [] and attached(town, made) == ["公告.txt", "同一份.txt"]


def test_nothing_is_copied_for_somebody_who_may_not(town: Office, made: Any, paper: Path) -> None:
    for actor in ("kan", "mei", "nobody"):
        with pytest.raises(NotAllowed):
            attach(town.as_(actor), made, paper)
    posted = publish(town, "farm-policy")
    [posting, *_] = town.register("posting").page(Query(where={"publication": posted.uid}))
    with pytest.raises(NotAllowed):
        prove(town.as_("wen"), posting.record, paper)
    assert kept(town) == []
    assert prove(town.as_("mei"), posting.record, paper).proof == "公告.txt" and len(kept(town)) == 1


def test_files_of_what_is_public_stay_and_a_new_version_has_its_own_list(town: Office, made: Any, paper: Path) -> None:
    attach(town.as_("wen"), made, paper)
    for actor, action in (("wen", "submit"), ("guo", "review"), ("mei", "sign"), ("mei", "publish")):
        made = step(town, actor, made, action)
    [file] = [row.record for row in town.register("attachment").page(Query(where={"publication": made.uid}))]
    with pytest.raises(BadInput, match="已公开"):
        attach(town.as_("wen"), made, paper, "二.txt")
    with pytest.raises(BadInput, match="已公开"):
        town.as_("wen").register("attachment").save(file, {"name": "改名.txt"})
    with pytest.raises(BadInput, match="已公开"), town.as_("wen").change("多余") as change:
        change.delete(file)
    step(town, "wen", made, "revise")
    new = publications(town, entry(town, "farm-policy"))[-1]
    [copied] = [row.record for row in town.register("attachment").page(Query(where={"publication": new.uid}))]
    with town.as_("wen").change("换一份") as change:
        change.delete(copied)
    assert (attached(town, made), attached(town, new)) == (["公告.txt"], [])
    assert verify(town).faults == []


def test_what_is_no_plain_file_is_refused_in_words(town: Office, made: Any, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "empty").touch()
    with (tmp_path / "big").open("wb") as big:
        big.truncate(2 * 2**30)  # 2 GB, none of it read
    for name, words in (
        ("folder", "没有文件"), ("pipe", "没有文件"), ("link", "链接"), ("empty", "是空的"), ("big", "200 MB"),
        ("gone", "没有文件"), ("../gone", "没有文件"), ("x\0y", "没有文件|读不了"), ("长" * 300, "读不了|没有文件"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=words):
            attach(town.as_("wen"), made, tmp_path / name)
    assert kept(town) == [] and attached(town, made) == []


def test_hostile_names_are_cleaned_and_lead_nowhere(
    town: Office, made: Any, paper: Path, hostile_texts: tuple[str, ...]
) -> None:
    for number, text in enumerate(("../../etc/cron.d/x", "a\nb\x1b[2J.txt", *hostile_texts)):
        try:
            one = attach(town.as_("wen"), made, paper, f"{number}{text}")
        except GongkaiError:
            continue
        assert "\x1b" not in one.name and "\n" not in one.name
    assert len(kept(town)) == 1 and len(attached(town, made)) > 2


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file can grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_leaves_no_half_file_and_no_record(town: Office, made: Any, tmp_path: Path) -> None:
    large = tmp_path / "大.pdf"
    large.write_bytes(os.urandom(3 * 2**20))
    with full_disk(2**20), pytest.raises(StoreError, match="磁盘"):
        attach(town.as_("wen"), made, large)
    assert kept(town) == [] and attached(town, made) == []
    assert attach(town.as_("wen"), made, large).size == 3 * 2**20
    assert damaged(town) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from gongkai.core.office import Office
from gongkai.plugins.catalog.publications import files
office = Office.open(Path(sys.argv[1]), "wen")
made = office.register("publication").get(sys.argv[2])
keep = files.keep
def killed(*args):
    keep(*args)
    os.kill(os.getpid(), signal.SIGKILL)
files.keep = killed
files.attach(office, made, Path(sys.argv[3]))
"""


def test_killed_between_the_copy_and_the_record_it_is_attached_again(town: Office, made: Any, paper: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(town.folder), made.uid, str(paper)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert attached(town, made) == [] and len(kept(town)) == 1  # the copy is whole and belongs to nothing
    attach(town.as_("wen"), made, paper)
    assert attached(town, made) == ["公告.txt"] and len(kept(town)) == 1
    assert verify(town).faults == [] and damaged(town) == []


def test_a_damaged_copy_is_told_and_mended_by_attaching_again(town: Office, made: Any, paper: Path) -> None:
    one = attach(town.as_("wen"), made, paper)
    place_of(town, one.sha256).write_bytes(b"other")
    assert damaged(town) == [("公告.txt", one.sha256)]
    attach(town.as_("wen"), made, paper, "再加.txt")
    assert damaged(town) == []
    place_of(town, one.sha256).unlink()
    assert [sha for _, sha in damaged(town)] == [one.sha256]


def test_two_attach_one_file_at_once(town: Office, tmp_path: Path) -> None:
    paper = tmp_path / "同一份.bin"
    paper.write_bytes(os.urandom(2**20))
    drafts = [draft(town, entry(town, key)) for key in ("farm-policy", "water-works", "org-overview", "budget")]

    def one(publication: Any) -> str:
        office = Office.open(town.folder, "wen")
        try:
            return str(attach(office, publication, paper).sha256)
        finally:
            office.close()

    with ThreadPoolExecutor(4) as pool:
        shas = set(pool.map(one, drafts))
    assert kept(town) == list(shas) and [attached(town, d) for d in drafts] == [["同一份.bin"]] * 4
    assert damaged(town) == [] and verify(town).faults == []
