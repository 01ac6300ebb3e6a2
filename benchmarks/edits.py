"""One audited edit per transaction against the same edit through peewee; eight writers at once."""

import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import peewee

from benchmarks.measure import Result, turns
from gongkai.core.office import Office
from gongkai.core.registry.models import Unit
from gongkai.core.setup import init_office
from gongkai.core.store.engine import PRAGMAS

EDITS = 400
SECONDS = 3.0


def run(work: Path) -> Iterator[Result]:
    """Rates of edits with synchronous=FULL."""
    office = init_office(work / "edits", "511923101000", account="bench")
    path = work / "edits" / "office.sqlite"
    uid = office.register("unit").page(limit=1)[0].uid

    def audited() -> float:
        start = time.perf_counter()
        for number in range(EDITS):
            unit = office.store.first(office.select(Unit).where(Unit.uid == uid))
            with office.change("bench") as change:
                change.update(unit, phone=f"0827-{number}")
        return EDITS / (time.perf_counter() - start)

    db = peewee.SqliteDatabase(str(path), pragmas=PRAGMAS)
    plain = type("Plain", (Unit,), {"Meta": type("Meta", (), {"table_name": "plain", "database": db})})
    db.execute_sql("CREATE TABLE plain AS SELECT * FROM unit")
    db.execute_sql("CREATE UNIQUE INDEX plain_uid ON plain (uid)")

    def bare() -> float:
        start = time.perf_counter()
        for number in range(EDITS):
            with db.atomic("IMMEDIATE"):
                unit = plain.get(plain.uid == uid)
                unit.phone = f"0828-{number}"
                unit.version += 1
                unit.save(only=[plain.phone, plain.version])
        return EDITS / (time.perf_counter() - start)

    ours, baseline = turns(audited, bare, 5)
    yield Result("audited edits / peewee edits, FULL", ours, baseline, ours / baseline, 0.7, False, "edits/s")
    db.close()
    office.close()

    counts = _writers(work / "edits", 8)
    yield Result(
        "8 writers: slowest / fastest",
        min(counts),
        max(counts),
        min(counts) / max(counts),
        0.05,
        False,
        "edits",
    )


def _writers(folder: Path, number: int) -> list[int]:
    context = multiprocessing.get_context("spawn")
    with context.Pool(number) as pool:
        return pool.map(_write, [(str(folder), n) for n in range(number)])


def _write(job: tuple[str, int]) -> int:
    folder, number = job
    office = Office.open(folder)
    uid = office.register("unit").page(limit=10)[number].uid
    done, end = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        unit = office.store.first(office.select(Unit).where(Unit.uid == uid))
        with office.change("bench") as change:
            change.update(unit, phone=f"{number}-{done}")
        done += 1
    return done
