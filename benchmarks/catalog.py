"""Making the catalogue of a whole province: as many obligations as each unit has, in one go."""

import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, timed
from gongkai.core.office import Office
from gongkai.core.registry.edition import Edition
from gongkai.core.registry.generate import generate_units
from gongkai.core.registry.load import load_divisions
from gongkai.core.setup import init_office
from gongkai.plugins.catalog.generate import generate

PROVINCE = "330000000000"
MOST = 600.0  # MB


def run(work: Path) -> Iterator[Result]:
    """Generate against statements that put the same rows, indexes and index words in from where they stand ready."""
    office = init_office(work / "province", PROVINCE, account="bench")
    with office.change("units") as change:
        edition = Edition.open()
        load_divisions(office, change, edition.columns(office.scope), office.scope, edition.manifest.edition)
        generate_units(office, change, office.scope)
    ours = timed(lambda: _generate(office))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    number = office.rows("SELECT count(*) FROM {entry}")[0][0]
    bare = min(timed(lambda: bare_rows(work / "province", work / "bare.sqlite")) for _ in range(2))
    yield Result(f"generate {number:,} entries / the same rows by SQL", ours, bare, ours / bare, 2.0)
    yield Result("memory of it", peak, 1, peak, MOST, unit="MB")
    again = timed(lambda: _generate(office))
    yield Result("generate again, nothing missing / the same rows by SQL", again, bare, again / bare, 2.0)
    office.close()


def _generate(office: Office) -> None:
    with office.change("catalogue") as change:
        generate(office, change)


def bare_rows(office: Path, target: Path) -> None:
    """Put an office's entries into another file: one statement for the rows, one for each index, one for the search index,
    in one transaction."""
    target.unlink(missing_ok=True)
    db = sqlite3.connect(office / "office.sqlite")
    db.execute("ATTACH ? AS bare", (str(target),))
    db.execute("PRAGMA bare.journal_mode = WAL")  # as durable as a store
    db.execute("PRAGMA bare.synchronous = FULL")
    shapes = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'entry' AND sql IS NOT NULL"
    ).fetchall()
    with db:
        for kind, name, sql in sorted(shapes, key=lambda shape: shape[0] != "table"):
            if kind == "table":
                db.execute(sql.replace('"entry"', "bare.entry", 1))
                db.execute("INSERT INTO bare.entry SELECT * FROM main.entry")
            else:
                db.execute(sql.replace(f'"{name}"', name).replace(f"INDEX {name}", f"INDEX bare.{name}", 1))
        db.execute("CREATE VIRTUAL TABLE bare.fts USING fts5(tokens, tokenize='ascii', detail='none')")
        db.execute("INSERT INTO bare.fts(rowid, tokens) SELECT rowid, tokens FROM main.fts_entry ORDER BY rowid")
    db.close()
