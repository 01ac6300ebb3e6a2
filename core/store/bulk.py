"""Many rows at once: indexes that are made anew afterwards cost a fraction of indexes that grow row by row."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from gongkai.core.store.engine import Store


@contextmanager
def indexes_anew(store: Store, table: str) -> Iterator[None]:
    """Take the indexes of a table away and make them again when the block ends well; a failure rolls all of it back.

    The primary key stays. That a value is unique is only found out at the end.
    """
    if store.kind == "sqlite":
        found = store.sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
            (table,),
        )
    else:
        found = store.sql(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ?"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname", (table,),
        )  # fmt: skip
    for name, _ in found:
        store.run(f'DROP INDEX "{name}"')
    yield
    with little_cache(store):
        for _, definition in found:
            store.run(definition)


@contextmanager
def little_cache(store: Store) -> Iterator[None]:
    """SQLite sorts what does not fit its cache piece by piece, which is quicker than a large piece at once."""
    if store.kind != "sqlite":
        yield
        return
    before = store.sql("PRAGMA cache_size")[0][0]
    store.run("PRAGMA cache_size = -2000")
    try:
        yield
    finally:
        store.run(f"PRAGMA cache_size = {before}")


@contextmanager
def without_collector() -> Iterator[None]:
    """No garbage collection meanwhile: it would walk millions of live rows again and again, a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
