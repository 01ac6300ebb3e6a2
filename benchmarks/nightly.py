"""The nightly catch-up over a million open tasks, requests, cases and window cases, against one bare statement for each register."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import Result, timed
from gongkai.core.nightly import run as nightly
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.plugins.tasks.supervision.ladders import ladders, reached_on

NUMBER = 1_000_000
PARTS = (
    ("task", "start", 0.35),
    ("request", "received_on", 0.25),
    ("hotline_case", "assigned_on", 0.2),
    ("window_case", "taken_on", 0.2),
)
FIRST, NIGHT = date(2026, 6, 1), date(2026, 6, 15)


def run(work: Path) -> Iterator[Result]:
    """The first night, on which a tenth of a million are late, and the night after it."""
    office = init_office(work / "office", "511923000000", account="bench")
    _fill(office)
    for name, day in (("first", NIGHT), ("next", NIGHT + timedelta(days=1))):
        bare = timed(lambda: _bare(office, day))  # noqa: B023 - called at once
        ours = timed(lambda: nightly(office, day))  # noqa: B023
        found = office.rows("SELECT count(*) FROM {reminder}")[0][0]
        yield Result(
            f"the {name} night over {NUMBER:,}, {found:,} steps / bare statements", ours, bare, ours / bare, 2.0
        )
    office.close()


def _fill(office: Office) -> None:
    """Open records of one unit, due within a year, so that some have run late and most have not."""
    unit, scope = office.rows("SELECT uid, scope FROM {unit} ORDER BY id LIMIT 1")[0]
    with office.store.write():
        for table, begin, share in PARTS:
            count = int(NUMBER * share)
            office.store.run(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                f" INSERT INTO {table} (uid, unit, scope, stage, version, title, {begin}, due)"
                f" SELECT '{table}' || i, ?, ?, 'accepted', 1, 'matter ' || i, '2026-05-01', date(?, (i % 300) || ' days') FROM n",
                (count, unit, scope, FIRST.isoformat()),
            )


def _bare(office: Office, day: date) -> None:
    """The same steps written by one INSERT ... SELECT for each register, into a table of the same shape; taken back at the end."""
    db = sqlite3.connect(office.folder / "office.sqlite", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    number = db.execute("SELECT COALESCE(max(id), 0) FROM reminder").fetchone()[0]
    tables = {part[0] for part in PARTS}
    for ladder, table in ((one, office.resource(one.register).table) for one in ladders(office)):
        if table not in tables:
            continue
        due, ended = ladder.clock[0]  # nothing here was answered before, so a second clock finds nothing
        dates = [date.fromisoformat(text) for (text,) in db.execute(f"SELECT DISTINCT {due} FROM {table}")]
        steps = [
            (s.key, d.isoformat(), reached_on(s.at, d, office.calendar).isoformat(), s.colour)
            for s in ladder.step
            for d in dates
        ]
        values = ", ".join(str(step) for step in steps if step[2] <= day.isoformat())
        db.execute(
            f"WITH t(step, due, day, colour) AS (VALUES {values}) INSERT INTO reminder"
            " (uid, unit, scope, stage, version, title, register, record, ladder, step, colour, answers, day, to_unit)"
            f" SELECT '{ladder.id}' || x.uid || t.step || x.{due}, x.unit, x.scope, '', 1, x.title, '{ladder.register}', x.uid,"
            f" '{ladder.id}', t.step, t.colour, x.{due}, t.day, x.unit FROM {table} x CROSS JOIN t WHERE t.due = x.{due}"
            f" AND (x.{ended} IS NULL OR x.{ended} >= t.day) AND NOT EXISTS (SELECT 1 FROM reminder e"
            f" WHERE e.record = x.uid AND e.ladder = '{ladder.id}' AND e.step = t.step AND e.answers = x.{due} AND e.id <= ?)",
            (number,),
        )
    db.execute("ROLLBACK")
    db.close()
