"""The nation's divisions and units: loading, reading subtrees by range, and the same tree in django-treebeard."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Result, process, timed, turns
from gongkai.core.codes import ancestors, parse_code, span
from gongkai.core.office import Office
from gongkai.core.registry.edition import Edition
from gongkai.core.registry.find import find_divisions, paths_of
from gongkai.core.registry.load import INDEXES, load_divisions
from gongkai.core.setup import init_office

TABLE = (
    "CREATE TABLE division (code INTEGER PRIMARY KEY, name TEXT NOT NULL, level INTEGER NOT NULL, parent INTEGER,"
    " kind TEXT NOT NULL, initials TEXT NOT NULL, other_initials TEXT NOT NULL, edition TEXT NOT NULL)"
)
HENAN = span(parse_code("41"))
CHUNK = 50_000


def run(work: Path) -> Iterator[Result]:
    """Everything, on one national office."""
    made = _child("benchmarks.nation", str(work / "nation"))
    store = work / "nation" / "office.sqlite"
    raw = _executemany(store, work / "raw.sqlite")
    speed, bare = made["rows"] / made["seconds"], made["rows"] / raw
    yield Result(f"load divisions and units ({made['rows']:,} rows) / executemany + same indexes", speed, bare, speed / bare,
                 0.5, at_most=False, unit="rows/s")  # fmt: skip
    yield Result("peak of memory", made["mb"], 600, made["mb"] / 600, 1, unit="MB")
    office = Office.open(work / "nation", "bench")
    yield from _reading(office, store)
    yield from _treebeard(office, store, work)
    office.close()
    yield from _import(work, store)


def _child(module: str, *words: str) -> dict[str, Any]:
    """What a benchmark in a process of its own printed."""
    done = subprocess.run([sys.executable, "-m", module, *words], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _executemany(store: Path, bare: Path) -> float:
    """Seconds of writing the same rows with the same indexes by sqlite3 alone; reading them does not count."""
    source, target = sqlite3.connect(store), sqlite3.connect(bare)
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA synchronous = FULL")
    total = 0.0
    for table in ("division", "unit"):
        made = source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC", (table,)
        )
        create, *indexes = (row[0] for row in made)
        target.execute(create)
        cursor = source.execute(f"SELECT * FROM {table}")
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' for _ in cursor.description)})"
        while rows := cursor.fetchmany(CHUNK):
            total += timed(partial(target.executemany, insert, rows))
        total += sum(timed(partial(target.execute, index)) for index in indexes)
    total += timed(target.commit)
    source.close()
    target.close()
    return total


def _reading(office: Office, store: Path) -> Iterator[Result]:
    raw = sqlite3.connect(store)

    def compare(name: str, ours: Callable[[], object], direct: Callable[[], object]) -> Result:
        ours(), direct()
        mine, baseline = turns(lambda: timed(ours), lambda: timed(direct), 25)
        return Result(name, mine, baseline, mine / baseline, 1.5)

    listing = "SELECT code, level, name, kind FROM {division} WHERE code BETWEEN ? AND ? ORDER BY code"
    yield compare(
        "list of a province's subtree / raw SQL",
        lambda: office.rows(listing, HENAN), lambda: raw.execute(listing.format(division="division"), HENAN).fetchall(),
    )  # fmt: skip
    levels = "SELECT level, count(*) FROM {division} WHERE code BETWEEN ? AND ? GROUP BY level"
    yield compare(
        "count per level of a province / raw SQL",
        lambda: office.rows(levels, HENAN), lambda: raw.execute(levels.format(division="division"), HENAN).fetchall(),
    )  # fmt: skip
    villages = [
        code for (code,) in raw.execute("SELECT code FROM division WHERE level = 5 AND code % 600000 = 0 LIMIT 1000")
    ]

    def direct() -> None:
        for village in villages:
            codes = ancestors(village)
            marks = ", ".join("?" for _ in codes)
            raw.execute(
                f"SELECT code, level, name, kind, parent FROM division WHERE code IN ({marks})", codes
            ).fetchall()

    yield compare(
        f"ancestors of {len(villages):,} villages / raw SQL, one by one", lambda: paths_of(office, villages), direct
    )
    scan = "SELECT code FROM division WHERE initials LIKE 'qz%' ORDER BY level, code LIMIT 50"
    ours, baseline = turns(
        lambda: timed(lambda: find_divisions(office, "qz")), lambda: timed(lambda: raw.execute(scan).fetchall()), 7
    )
    yield Result("finding qz / the same by LIKE", ours, baseline, ours / baseline, 0.5)
    raw.close()


def _treebeard(office: Office, store: Path, work: Path) -> Iterator[Result]:
    theirs = _child("benchmarks.treebeard", str(store), str(work))
    count = "SELECT count(*) FROM {division} WHERE code BETWEEN ? AND ?"
    page = "SELECT * FROM {division} WHERE code BETWEEN ? AND ? ORDER BY code LIMIT 50"
    for name, statement in (("count", count), ("page", page)):
        office.rows(statement, HENAN)
        ours = sorted(timed(partial(office.rows, statement, HENAN)) for _ in range(7))[3]
        yield Result(
            f"{name} of a province's subtree: treebeard / ours",
            theirs[name],
            ours,
            theirs[name] / ours,
            10,
            at_most=False,
        )


def _import(work: Path, store: Path) -> Iterator[Result]:
    """Divisions alone, against the sqlite3 shell's .import of the same rows with the same indexes."""
    import csv

    sheet, bare = work / "division.csv", work / "bare.sqlite"
    rows = sqlite3.connect(store).execute(
        "SELECT code, name, level, parent, kind, initials, other_initials, edition FROM division ORDER BY code"
    )
    with sheet.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)

    def shell() -> float:
        bare.unlink(missing_ok=True)
        script = ["PRAGMA journal_mode=WAL;", TABLE + ";", ".mode csv", f".import '{sheet}' division"]
        script += [f"CREATE INDEX {name} ON division {on};" for name, on in INDEXES.items()]
        return process(["sqlite3", str(bare)], input="\n".join(script).encode())

    number = iter(range(100))

    def load() -> float:
        office = init_office(work / f"load{next(number)}", "110101001001", account="bench").as_system()
        for table in ("ledger_sheet", "division"):
            office.store.run(f"DELETE FROM {table}")  # an office before its first list
        seconds = timed(lambda: load_all(office))
        office.close()
        return seconds

    ours, baseline = turns(load, shell, 3)
    yield Result("load 665,271 divisions / .import + same indexes", ours, baseline, ours / baseline, 3.5)


def load_all(office: Office) -> None:
    """The divisions of the nation into an office."""
    edition = Edition.open()
    with office.change("load") as change:
        load_divisions(office, change, edition.columns(), 0, edition.manifest.edition)
