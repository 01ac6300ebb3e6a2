"""Loading the nation's divisions, and counting a province's subtree."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, process, timed, turns
from gongkai.core.codes import parse_code, span
from gongkai.core.office import Office
from gongkai.core.registry.edition import Edition
from gongkai.core.registry.load import INDEXES, load_divisions
from gongkai.core.setup import init_office

TABLE = (
    "CREATE TABLE division (code INTEGER PRIMARY KEY, name TEXT NOT NULL, level INTEGER NOT NULL, parent INTEGER,"
    " kind TEXT NOT NULL, initials TEXT NOT NULL, edition TEXT NOT NULL)"
)


def run(work: Path) -> Iterator[Result]:
    """Load through gongkai against the sqlite3 shell's .import of the same rows with the same indexes."""
    office = init_office(work / "nation", "110101001000", account="bench").as_system()
    sheet = work / "division.csv"
    _load(office)
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    _csv(work / "nation" / "office.sqlite", sheet)

    bare = work / "bare.sqlite"

    def shell(indexes: bool) -> float:
        bare.unlink(missing_ok=True)
        script = ["PRAGMA journal_mode=WAL;", TABLE + ";", ".mode csv", f".import '{sheet}' division"]
        script += [f"CREATE INDEX {name} ON division {on};" for name, on in INDEXES.items()] if indexes else []
        return process(["sqlite3", str(bare)], input="\n".join(script).encode())

    ours, baseline = turns(lambda: timed(lambda: _load(office)), lambda: shell(True), 3)
    yield Result("load 665,271 divisions / .import + same indexes", ours, baseline, ours / baseline, 3.5)
    plain = min(shell(False) for _ in range(3))
    yield Result("load 665,271 divisions / .import without any index", ours, plain, ours / plain, 3.5)

    low, high = span(parse_code("41"))
    raw = sqlite3.connect(work / "nation" / "office.sqlite")
    statement = "SELECT count(*) FROM division WHERE code BETWEEN ? AND ?"

    def through() -> None:
        office.store.sql(statement, (low, high))

    def direct() -> None:
        raw.execute(statement, (low, high)).fetchall()

    through(), direct()
    ours, baseline = turns(lambda: timed(through), lambda: timed(direct), 25)
    yield Result("count of a province's subtree / raw SQL", ours, baseline, ours / baseline, 1.5)
    raw.close()
    office.close()
    shutil.rmtree(work / "nation", ignore_errors=True)


def _load(office: Office) -> None:
    edition = Edition.open()
    with office.change("load") as change:
        load_divisions(office, change, edition.columns(), 0, edition.manifest.edition)


def _csv(store: Path, sheet: Path) -> None:
    import csv

    rows = sqlite3.connect(store).execute(
        "SELECT code, name, level, parent, kind, initials, edition FROM division ORDER BY code"
    )
    with sheet.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
