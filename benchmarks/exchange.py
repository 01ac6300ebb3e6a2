"""Receiving bundles against the bare executemany of the same rows in as many transactions; the size of a county's year."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import Result, timed, turns
from gongkai.core.exchange.enrolment import accept, enrol, request
from gongkai.core.exchange.incoming import receive
from gongkai.core.exchange.outgoing import send
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.core.store.engine import PRAGMAS

TOWN, COUNTY = "511923101000", "511923000000"
BUNDLES, CHANGES = 60, 200
ROUNDS = 3
MOST = 4.0  # times the bare writing
YEAR = 3_000_000  # bytes
ENTRIES, PUBLISHED = 6_000, 12_000  # a county's catalogue, and what it publishes in a year


def run(work: Path) -> Iterator[Result]:
    """Bundles of 200 changes, one transaction each, FULL on both sides; then a year of a county in one bundle."""
    town = init_office(work / "town", TOWN, account="bench")
    county = init_office(work / "county", COUNTY, account="bench")
    request(town, work / "a.req")
    enrol(county, work / "a.req", work / "a.crt")
    accept(town, work / "a.crt")
    unit = town.register("unit").page(limit=1)[0].uid
    serial = 0

    def bundles() -> list[bytes]:
        nonlocal serial
        made = []
        for _ in range(BUNDLES):
            with town.change("bench") as change:
                rows = [{"unit": unit, "title": f"事项 {serial + n}", "due": "2026-12-31"} for n in range(CHANGES)]
                change.insert_many("entry", rows)
            serial += CHANGES
            send(town, work / "b.gkb")
            made.append((work / "b.gkb").read_bytes())
        return made

    receive(county, _next(town, work))  # the first is complete
    waiting = [bundles() for _ in range(ROUNDS)]

    def ours() -> float:
        given = waiting.pop()
        return timed(lambda: [receive(county, data) for data in given])

    waiting.reverse()
    names = [row[1] for row in county.store.sql("PRAGMA table_info(entry)") if row[1] != "id"]
    rows = town.store.sql(
        f"SELECT {', '.join(names)} FROM entry WHERE title LIKE '事项 %' ORDER BY id LIMIT {BUNDLES * CHANGES}"
    )
    bare = _bare(county, work, names)

    def baseline() -> float:
        bare.execute("DELETE FROM entry")
        statement = f"INSERT INTO entry ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"

        def write() -> None:
            for start in range(0, len(rows), CHANGES):
                bare.execute("BEGIN IMMEDIATE")
                bare.executemany(statement, rows[start : start + CHANGES])
                bare.execute("COMMIT")

        return timed(write)

    taken, plain = turns(ours, baseline, ROUNDS)
    yield Result(f"receive {BUNDLES} bundles of {CHANGES} / bare executemany", taken, plain, taken / plain, MOST)
    yield _year(town, county, unit, work)
    town.close()
    county.close()


def _bare(county: Office, work: Path, names: list[str]) -> sqlite3.Connection:
    """The same table with the same indexes, in a file of its own with the same settings."""
    made = sqlite3.connect(work / "bare.sqlite", isolation_level=None)
    for name, value in PRAGMAS.items():
        made.execute(f"PRAGMA {name} = {value}")
    for (statement,) in county.store.sql(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'entry' AND sql IS NOT NULL ORDER BY type DESC"
    ):
        made.execute(statement)
    return made


def _next(town: Office, work: Path) -> bytes:
    send(town, work / "b.gkb")
    return (work / "b.gkb").read_bytes()


def _year(town: Office, county: Office, unit: str, work: Path) -> Result:
    """A county's catalogue and a year of publications with abstract and link, in one bundle; no files."""
    first = date(2025, 1, 1)  # a year that is over
    with town.change("year") as change:
        change.insert_many("entry", [
            {"unit": unit, "title": f"政府信息公开事项第 {n} 项", "basis": "《中华人民共和国政府信息公开条例》", "due": "2026-12-31"}
            for n in range(ENTRIES)
        ])  # fmt: skip
        change.insert_many("publication", [
            {"unit": unit, "title": f"关于第 {n} 号事项有关情况的公告", "doc_no": f"平府发〔2025〕{n} 号",
             "made_on": (first + timedelta(days=n % 365)).isoformat(), "link": f"https://example.invalid/art/2025/{n * 7919 % 99991}.html",
             "abstract": f"现将第 {n * 31 % 997} 批有关事项予以公告，公示期 {n % 30 + 1} 日，涉及金额 {n * 7919 % 100_003} 元。"}
            for n in range(PUBLISHED)
        ])  # fmt: skip
    data = _next(town, work)
    receive(county, data)
    return Result(
        f"a county's year: {ENTRIES:,} entries, {PUBLISHED:,} publications",
        len(data),
        YEAR,
        len(data) / YEAR,
        1,
        True,
        "bytes",
    )
