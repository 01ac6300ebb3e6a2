"""Opening a register costs the same whatever its size: the questions asked of the store and the rows it gives."""

from pathlib import Path

import pytest

from gongkai.core.office import Office
from gongkai.core.store.engine import Store
from gongkai.testing.journey import travel

FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
INSERT INTO post (uid, unit, scope, stage, version, kind, person, title)
SELECT printf('filled%010d', i), unit, scope, '', 1, kind, 'p' || i, title FROM n, (SELECT * FROM post LIMIT 1)
"""


def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every question to the store from now on, with how many rows came back."""
    found: list[tuple[str, int]] = []
    plain_fetch, plain_sql = Store.fetch, Store.sql

    def fetch(self: Store, query: object) -> list[object]:
        rows = plain_fetch(self, query)
        found.append(("fetch", len(rows)))
        return rows

    def sql(self: Store, statement: str, params: object = ()) -> list[tuple[object, ...]]:
        rows = plain_sql(self, statement, params)  # type: ignore[arg-type]
        found.append((statement.split("WHERE")[0], len(rows)))
        return rows

    monkeypatch.setattr(Store, "fetch", fetch)
    monkeypatch.setattr(Store, "sql", sql)
    return found


async def opening(town: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[str, int]]]:
    """What opening the register of posts, and moving about in it, asks of the store."""
    office = Office.open(town)
    office.store.run("DELETE FROM post WHERE id > 3")
    office.store.run(FILL.format(rows=rows))
    office.store.run("ANALYZE")
    told: dict[str, list[tuple[str, int]]] = {}
    async with travel(office, (100, 30)) as at:
        with monkeypatch.context() as patch:
            found = asked(patch)
            for name, keys in (
                ("open", "7"), ("page down", "pagedown"), ("last", "end"), ("first", "home"), ("again", "r"),
            ):  # fmt: skip
                found.clear()
                await at.press(keys)
                told[name] = sorted(found)
        page = at.screen.grid.size.height - 1
        await at.sees("9,999+" if rows > 9_999 else f"{rows + 3:,}")
    office.close()
    assert max(count for calls in told.values() for _, count in calls) <= page
    return told


async def test_a_register_of_200_000_rows_costs_what_one_of_1_000_costs(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = await opening(town, 1_000, monkeypatch)
    large = await opening(town, 200_000, monkeypatch)
    assert {name: len(calls) for name, calls in small.items()} == {name: len(calls) for name, calls in large.items()}
    assert small["open"] == large["open"]
    assert len(large["open"]) <= 5
    assert sum(count for _, count in large["open"]) <= 40
