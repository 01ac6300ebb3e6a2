"""Table three of a province with a million requests, against the bare GROUP BY."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, timed, turns
from gongkai.core.codes import Level, parse_code, span
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.core.store.record import columns
from gongkai.plugins.tasks.annual.checking import check
from gongkai.plugins.tasks.annual.figures import Reach, figures
from gongkai.plugins.tasks.annual.forms import Cell, form_of
from gongkai.plugins.tasks.requests.models import APPLICANT_KINDS, OUTCOMES, Request

PROVINCE = "510000000000"
NUMBER = 1_000_000
YEAR = 2025


def run(work: Path) -> Iterator[Result]:
    """The table of the whole province, once with nothing entered and once beside entered figures."""
    office = init_office(work / "province", PROVINCE, account="bench")
    _requests(office)
    reach = Reach(office.scope, below=True)
    cells = figures(office, YEAR, reach)
    assert not [fault for fault in check(form_of(office, YEAR), cells) if not fault.advisory]
    assert cells[Cell("3", "new", "all")]
    db = sqlite3.connect(str(office.folder / "office.sqlite"))
    low, high = span(parse_code(PROVINCE))

    def bare() -> float:
        return timed(lambda: db.execute(
            "SELECT applicant_kind, outcome, COUNT(*) FROM request WHERE scope BETWEEN ? AND ? AND received_on <= '2025-12-31'"
            " AND (closed_on IS NULL OR closed_on >= '2025-01-01') GROUP BY 1, 2", (low, high),
        ).fetchall())  # fmt: skip

    ours, base = turns(lambda: timed(lambda: figures(office, YEAR, reach)), bare, 3)
    yield Result(f"all tables from {NUMBER:,} requests / the bare GROUP BY", ours, base, ours / base, 1.5)
    db.close()
    office.close()


def _requests(office: Office) -> None:
    """Requests of three years, spread over every county and township; one of twenty is open."""
    places = office.rows(
        "SELECT code FROM {division} WHERE level IN (?, ?) ORDER BY code", (int(Level.COUNTY), int(Level.TOWNSHIP))
    )
    names = columns(Request)
    empty = dict.fromkeys(names)
    marks = ", ".join("?" for _ in names)

    def rows() -> Iterator[tuple[object, ...]]:
        for n in range(NUMBER):
            place = places[n * 7919 % len(places)][0]
            day = f"{2024 + n % 3}-{1 + n % 12:02}-{1 + n % 28:02}"
            closed = None if n % 20 == 0 else f"{2024 + n % 3 + (n % 12 == 11)}-{(n + 1) % 12 + 1:02}-{1 + n % 28:02}"
            yield tuple({
                **empty, "uid": f"bench{n:011}", "unit": f"u{place}", "scope": place, "stage": "closed" if closed else "handling",
                "version": 1, "number": str(n), "title": "x", "sent_on": day, "received_on": day,
                "applicant_kind": APPLICANT_KINDS[n % 11 % 6][0], "closed_on": closed,
                "outcome": OUTCOMES[n % 21][0] if closed else None,
            }.values())  # fmt: skip

    db = sqlite3.connect(str(office.folder / "office.sqlite"))
    with db:
        db.executemany(f"INSERT INTO request ({', '.join(names)}) VALUES ({marks})", rows())
    db.execute("ANALYZE")
    db.close()
