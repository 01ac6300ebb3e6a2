"""Giving one item of a plan to every township government and village committee of a nation's worth of towns."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, timed
from gongkai.core.office import Office
from gongkai.core.registry.edition import Edition
from gongkai.core.registry.generate import generate_units
from gongkai.core.registry.load import load_divisions
from gongkai.core.setup import init_office
from gongkai.plugins.tasks.dispatch import dispatch

PROVINCE = "370000000000"  # the nearest to 44,083: its villages are about as many as the townships of the nation
UNITS = 44_083
PLAN = """
[[plan]]
id = "bench"
year = 2026
title = { zh = "要点", en = "Points" }

[[plan.item]]
id = "all"
no = "1"
title = { zh = "核对公示栏", en = "Check the board" }
requirement = { zh = "逐项核对，缺项补齐。", en = "Check one by one and fill the gaps." }
due = "2099-12-31"
to = { levels = ["village"] }
"""


def run(work: Path) -> Iterator[Result]:
    """Dispatch against one statement for the same rows, indexes and index words from where they stand ready."""
    folder = work / "province"
    office = init_office(folder, PROVINCE, account="bench")
    with office.change("units") as change:
        edition = Edition.open()
        load_divisions(office, change, edition.columns(office.scope), office.scope, edition.manifest.edition)
        generate_units(office, change, office.scope)
    rows = office.store.sql(
        "SELECT uid FROM unit WHERE level = 'village' ORDER BY scope, id LIMIT 1 OFFSET ?", (UNITS,)
    )
    if rows:  # the rest would be more than is asked for
        office.store.run(
            "UPDATE unit SET valid_to = '2000-01-01' WHERE level = 'village' AND scope >= (SELECT scope FROM unit WHERE uid = ?)",
            rows[0],
        )
    office.close()
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "bench.toml").write_text(PLAN, "utf-8")
    office = Office.open(folder)
    assert office.profile and office.resources
    ours = timed(lambda: _dispatch(office))
    number = office.rows("SELECT count(*) FROM {task}")[0][0]
    bare = min(timed(lambda: _bare(work)) for _ in range(3))
    yield Result(f"dispatch one item to {number:,} units / the same rows by SQL", ours, bare, ours / bare, 2.0)
    again = timed(lambda: _dispatch(office))
    yield Result("dispatch again, nothing missing / the same rows by SQL", again, bare, again / bare, 2.0)
    office.close()


def _dispatch(office: Office) -> None:
    with office.change("dispatch") as change:
        dispatch(office, change, "bench")


def _bare(work: Path) -> None:
    """One statement for the rows, one for each index, one for the search index, in one transaction."""
    target = work / "bare.sqlite"
    target.unlink(missing_ok=True)
    db = sqlite3.connect(work / "province" / "office.sqlite")
    db.execute("ATTACH ? AS bare", (str(target),))
    db.execute("PRAGMA bare.journal_mode = WAL")  # as durable as a store
    db.execute("PRAGMA bare.synchronous = FULL")
    shapes = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'task' AND sql IS NOT NULL"
    ).fetchall()
    with db:
        for kind, name, sql in sorted(shapes, key=lambda shape: shape[0] != "table"):
            if kind == "table":
                db.execute(sql.replace('"task"', "bare.task", 1))
                db.execute("INSERT INTO bare.task SELECT * FROM main.task")
            else:
                db.execute(sql.replace(f'"{name}"', name).replace(f"INDEX {name}", f"INDEX bare.{name}", 1))
        db.execute("CREATE VIRTUAL TABLE bare.fts USING fts5(tokens, tokenize='ascii', detail='none')")
        db.execute("INSERT INTO bare.fts(rowid, tokens) SELECT rowid, tokens FROM main.fts_task ORDER BY rowid")
    db.close()
