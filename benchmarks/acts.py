"""Moving a prefecture in one act against the bare UPDATE statements on the same tables."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import Result, timed, turns
from gongkai.core.codes import Level, parse_code, span
from gongkai.core.ledger.shifts import place_columns
from gongkai.core.office import Office
from gongkai.core.registry.actfile import Content, Head, Item
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.undoact import undo_act
from gongkai.core.setup import init_office
from gongkai.core.store.engine import PRAGMAS

PROVINCE, OLD, NEW = "510000000000", "511300000000", "511200000000"
ENTRIES = 3  # of each unit in the prefecture


def run(work: Path) -> Iterator[Result]:
    """A province with a unit in each of its 37,700 divisions; one prefecture of 3,256 divisions gets another code."""
    office = init_office(work / "acts", PROVINCE, account="bench")
    _fill(office.as_system())
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(work / "acts" / "office.sqlite", work / "bare.sqlite")
    bare = sqlite3.connect(work / "bare.sqlite", isolation_level=None)
    for name, value in PRAGMAS.items():
        bare.execute(f"PRAGMA {name} = {value}")
    tables = {resource.table: place_columns(resource) for resource in office.resources.values()}
    tables = {"division": ["code", "parent"], **tables}
    content = Content(
        Head(kind="recode", title="bench", effective=date(2026, 3, 1), grants="follow"), (Item(op="recode", of=OLD, code=NEW),)
    )  # fmt: skip
    done: list[Any] = []

    def act() -> float:
        if done:
            undo_act(office, done.pop().uid)
        return timed(lambda: done.append(apply_act(office, content)))

    def statements() -> float:
        seconds = timed(lambda: _updates(bare, tables, parse_code(OLD), parse_code(NEW)))
        _updates(bare, tables, parse_code(NEW), parse_code(OLD))
        return seconds

    ours, baseline = turns(act, statements, 5)
    yield Result("move a prefecture in one act / bare UPDATE statements", ours, baseline, ours / baseline, 3)
    bare.close()
    office.close()


def _fill(office: Office) -> None:
    rows = office.store.sql(
        "SELECT code, name, level FROM division WHERE code BETWEEN ? AND ?", span(parse_code(PROVINCE))
    )
    low, high = span(parse_code(OLD))
    units = [(f"u{code:015d}", code) for code, _, _ in rows if low <= code <= high]
    _insert(office, "unit", (
        {
            "uid": f"u{code:015d}", "unit": f"u{code:015d}", "scope": code, "division": code, "name": name, "kind": "government",
            "line": "general", "level": Level(min(level, 5)).key, "template": "government",
        }
        for code, name, level in rows
    ))  # fmt: skip
    _insert(office, "entry", (
        {"uid": f"e{number}{unit[2:]}", "unit": unit, "scope": code, "title": f"entry {number}", "obligation": "bench"}
        for unit, code in units for number in range(ENTRIES)
    ))  # fmt: skip
    _insert(office, "task", (
        {"uid": f"t{unit[1:]}", "unit": unit, "scope": code, "title": "task", "due": "2026-12-31"} for unit, code in units
    ))  # fmt: skip


def _insert(office: Office, register: str, rows: Iterable[dict[str, Any]]) -> None:
    """Stored values, as they are: nothing has to be looked up for each row."""
    resource = office.resource(register)
    names = [field.column_name for field in resource.model._meta.sorted_fields if field.name != "id"]
    with office.change(register) as change:
        change.insert_rows(resource, [{**dict.fromkeys(names), "stage": "", "version": 1, **row} for row in rows])


def _updates(db: sqlite3.Connection, tables: dict[str, list[str]], old: int, new: int) -> None:
    """What a person would write: each table once, every column that holds a place."""
    low, high = span(old)
    db.execute("BEGIN IMMEDIATE")
    for table, columns in tables.items():
        sets = ", ".join(
            f"{name} = {name} + :delta" if n == 0 else
            f"{name} = CASE WHEN {name} BETWEEN :low AND :high THEN {name} + :delta ELSE {name} END"
            for n, name in enumerate(columns)
        )  # fmt: skip
        db.execute(
            f"UPDATE {table} SET {sets} WHERE {columns[0]} BETWEEN :low AND :high",
            {"low": low, "high": high, "delta": new - old},
        )
    db.execute("COMMIT")
