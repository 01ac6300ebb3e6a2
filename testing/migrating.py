"""A plugin's migrations, from every state that an office in use may be in."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.core.office import Office


def from_each_earlier_state(office: "Office", plugin: Any) -> list[str]:
    """Bring the plugin's tables up from the state after each of its earlier migrations; tells what comes out different.

    The tables are taken away and made anew each time, so the office must be a test's own.
    """
    from gongkai.core.plugins.finding import Found
    from gongkai.core.store.migrate import (
        CORE_HISTORY,
        applied,
        ensure_registers,
        migration_names,
        plugin_folder,
        remake,
    )

    assert isinstance(plugin, Found)
    folder, store = plugin_folder(plugin.module), office.store
    resources = [one for one in office.resources.values() if one.plugin == plugin.name]
    if folder is None:
        return [one.table for one in resources if one.table not in store.tables()]
    names, history = migration_names(folder), f"migration_{plugin.name}"
    shape = _shape(office, [one.table for one in resources])
    found = []
    for count in range(1, len(names)):
        for table in [table for table in store.tables() if table in shape or table == history]:
            store.run(f"DROP TABLE {table}")
        remake(office, {CORE_HISTORY: applied(store, CORE_HISTORY), history: names[:count]})
        ensure_registers(office, upgrade=True)
        if plugin.fault:
            return [f"after {names[count - 1]}: {plugin.fault}"]
        if (now := _shape(office, list(shape))) != shape:
            odd = sorted(table for table in shape if now[table] != shape[table])
            found.append(f"after {names[count - 1]}: {', '.join(odd)}")
    return found


def _shape(office: "Office", tables: list[str]) -> dict[str, list[tuple[str, str]]]:
    return {
        table: sorted((column.name, str(column.data_type).lower()) for column in office.store.db.get_columns(table))
        for table in tables
    }
