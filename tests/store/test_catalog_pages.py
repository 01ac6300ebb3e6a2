"""A page of what is late in a place is one range of an index that is in the order of the list, on both stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.office import Office
from gongkai.core.register import Query
from tests.catalogues import FRIDAY, catalogue, staffed, unit_of


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    staffed(tmp_path / "office", store_url)
    opened = Office.open(tmp_path / "office")
    catalogue(opened)
    yield opened
    opened.close()


def plan(office: Office, query: Query) -> str:
    """How the store would read the first page of a list."""
    entries = office.register("entry")
    store = office.store
    asked = entries.select(query).order_by(entries.model.scope, entries.model.id).limit(100)
    text, values = asked.bind(store.db).sql()
    if store.kind == "sqlite":
        return "\n".join(row[3] for row in store.db.execute_sql(f"EXPLAIN QUERY PLAN {text}", values).fetchall())
    for name in (
        "enable_seqscan",
        "enable_sort",
        "enable_bitmapscan",
    ):  # a town is too small for an index to be worth it
        store.db.execute_sql(f"SET {name} = off")
    return "\n".join(row[0] for row in store.db.execute_sql(f"EXPLAIN {text}", values).fetchall())


def test_a_page_of_what_is_overdue_is_one_range_of_one_index(office: Office) -> None:
    place = office.unit_scope(unit_of(office, "village_committee"))
    told = plan(office, Query(filters=("overdue",), within=place))
    if office.store.kind == "sqlite":
        assert told == "SEARCH t1 USING INDEX entry_open (scope>? AND scope<?)"
    else:
        [index, *rest] = [line.strip() for line in told.splitlines()[1:]]
        assert index.startswith("->  Index Scan using entry_open on entry")
        assert rest[0].startswith("Index Cond: ((scope >= ") and "due < " in rest[0]
        assert "Sort" not in told


def test_every_overdue_entry_is_on_the_pages(office: Office) -> None:
    asked, entries = Query(filters=("overdue",)), office.register("entry")
    pages, after = [], None
    while page := entries.page(asked, after=after, limit=7):
        pages += [row.uid for row in page]
        after = page[-1].key
    late = office.store.sql("SELECT uid FROM entry WHERE due < ? ORDER BY scope, id", (FRIDAY,))
    assert pages == [uid for (uid,) in late] and len(pages) > 7
