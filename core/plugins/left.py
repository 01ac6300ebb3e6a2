"""What plugins that are not here any more have left in the store: kept, and readable by who may see it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

RECORD = {"uid", "unit", "scope", "stage", "version"}
"""Columns that every register's table has."""


def left_tables(office: "Office") -> list[str]:
    """Tables of registers that no plugin gives now."""
    known = {resource.table for resource in office.resources.values()}
    found = []
    for table in sorted(office.store.tables()):
        if table in known or table.startswith(("fts_", "migration_", "ledger", "sqlite_", "pg_")):
            continue
        if {column.name for column in office.store.db.get_columns(table)} >= RECORD:
            found.append(table)
    return found


def left_rows(office: "Office", table: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Columns and rows of such a table, as far as the acting account may see the units that they belong to.

    Raises:
        BadInput: there is no such table; names those there are.
    """
    from gongkai.core.access.rights import scope_sql

    there = left_tables(office)
    if table not in there:
        raise BadInput(
            T(f"没有留下的登记册 {table[:40]}。", f"No register {table[:40]} was left behind."),
            T(f"有：{'、'.join(there)}。", f"There are: {', '.join(there)}.") if there
            else T("没有插件留下数据。", "No plugin has left data."),
        )  # fmt: skip
    names = [column.name for column in office.store.db.get_columns(table) if column.name != "id"]
    condition, values = scope_sql(office, "r")
    statement = f"SELECT {', '.join(f'r.{name}' for name in names)} FROM {table} r WHERE {condition} ORDER BY r.id"
    return names, office.store.stream(statement, values)
