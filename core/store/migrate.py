"""Making and changing tables: numbered migrations, one history table for core and one for each plugin.

A plugin with a ``migrations`` folder beside its module is migrated by it. One without (a single file in an office's
``plugins`` folder) gets its tables made from the declaration, and columns that a newer version adds.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import peewee

from gongkai.core.errors import StoreError
from gongkai.core.i18n import T
from gongkai.core.store.engine import Store

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

CORE = Path(__file__).parent / "migrations"
CORE_HISTORY = "migration_core"


def migration_names(folder: Path) -> list[str]:
    """Names of the migrations in a folder, in order."""
    return sorted(path.stem for path in folder.glob("[0-9]*.py"))


def applied(store: Store, history: str) -> list[str]:
    """Names recorded in a history table; empty when there is none."""
    if history not in store.tables():
        return []
    return [row[0] for row in store.sql(f"SELECT name FROM {history} ORDER BY name")]


def check_version(store: Store) -> None:
    """Whether this gongkai can work with the store.

    Raises:
        StoreError: it is no gongkai store, was made by a newer gongkai, or must be migrated first.
    """
    known = migration_names(CORE)
    try:
        done = [row[0] for row in store.sql(f"SELECT name FROM {CORE_HISTORY} ORDER BY name")]
    except StoreError:
        done = []
    if not done:
        raise StoreError(
            T(f"{store.shown} 不是 gongkai 的数据库，或尚未建好。", f"{store.shown} is not a gongkai store, or not a finished one."),
            T("检查路径；新建用 gongkai init，恢复用 gongkai restore。",
              "Check the path; make one with gongkai init, bring one back with gongkai restore."),
        )  # fmt: skip
    newer = [name for name in done if name not in known]
    if newer:
        raise _made_by_newer(store, newer[-1])
    if len(done) < len(known):
        raise _must_upgrade()


def _made_by_newer(store: Store, name: str) -> StoreError:
    return StoreError(
        T(
            f"{store.shown} 由更新版本的 gongkai 建立（{name}）。",
            f"{store.shown} was made by a newer gongkai ({name}).",
        ),
        T("升级 gongkai 后再打开。", "Upgrade gongkai, then open it."),
    )


def migrate_core(store: Store) -> list[str]:
    """Apply core's pending migrations and give their names."""
    from gongkai.core.office import CORE_REGISTERS, core_resource
    from gongkai.core.search import ensure_index

    done = _run(store, CORE, CORE_HISTORY)
    for key in CORE_REGISTERS:
        resource = core_resource(key)
        if resource is not None and resource.searched:
            ensure_index(store, resource)
    return done


def remake(office: "Office", histories: dict[str, list[str]]) -> None:
    """Make tables as the version had them that knew these migrations, to fill them and then upgrade them.

    Args:
        histories: names of migrations by the history table that held them; a plugin that is not here is left out.

    Raises:
        StoreError: a newer gongkai made some of them.
    """
    folders = {CORE_HISTORY: CORE}
    there = set(office.store.tables())
    for plugin in office.plugins.load().found:
        folder = plugin_folder(plugin.module)
        if folder is not None:
            folders[f"migration_{plugin.name}"] = folder
        for resource in office.plugins.resources.values() if folder is None else ():
            if resource.plugin == plugin.name:
                _ensure_table(office.store, resource, there)
    for history in (CORE_HISTORY, *sorted(set(histories) - {CORE_HISTORY})):  # what plugins do may touch the ledger
        if history not in folders:
            continue
        names = histories.get(history, [])
        if newer := sorted(set(names) - set(migration_names(folders[history]))):
            raise _made_by_newer(office.store, newer[-1])
        with tempfile.TemporaryDirectory() as work:
            for name in names:
                shutil.copy(folders[history] / f"{name}.py", work)
            _run(office.store, Path(work), history)


def core_pending(store: "Store") -> list[str]:
    """Core's migrations that the store lacks.

    Raises:
        StoreError: it is no gongkai store, or was made by a newer gongkai.
    """
    done, known = applied(store, CORE_HISTORY), migration_names(CORE)
    missing = [name for name in known if name not in done]
    if not done or not set(done) <= set(known):
        check_version(store)  # raises, saying which of the two it is
    return missing


def pending(office: "Office") -> list[str]:
    """Everything that ``gongkai migrate`` would do to the office's store: core's migrations and the plugins'."""
    return core_pending(office.store) + plugin_pending(office)


def plugin_pending(office: "Office") -> list[str]:
    """Names of migrations that plugins bring for tables which are there already; new plugins' tables do not count."""
    found: list[str] = []
    there = set(office.store.tables())
    for plugin in office.plugins.load().found:
        folder, history = plugin_folder(plugin.module), f"migration_{plugin.name}"
        if folder is not None and history in there:
            found += sorted(set(migration_names(folder)) - set(applied(office.store, history)))
    return found


def ensure_registers(office: "Office", upgrade: bool = False) -> None:
    """Make the tables of every loaded plugin; does nothing when all is there (a few small queries).

    Args:
        upgrade: change tables that an older version made, too. Rows may be rewritten by it, so that is done by
            ``gongkai migrate`` alone, after a backup.

    Raises:
        StoreError: tables of a plugin must be upgraded first.
    """
    from gongkai.core.search import ensure_index  # opening a store only compares versions and needs no search

    store, there = office.store, set(office.store.tables())
    for plugin in office.plugins.load().found:
        resources = [r for r in office.plugins.resources.values() if r.plugin == plugin.name]
        if not resources:
            continue
        folder, history = plugin_folder(plugin.module), f"migration_{plugin.name}"
        done = applied(store, history) if folder is not None and history in there else []
        waiting = set(migration_names(folder)) - set(done) if folder is not None else set()
        if waiting and done and not upgrade:
            raise _must_upgrade()
        try:
            if folder is not None and waiting:
                _run(store, folder, history)
            for resource in resources:
                if folder is None:
                    _ensure_table(store, resource, there)
                if resource.searched and f"fts_{resource.table}" not in there:
                    ensure_index(store, resource)
        except Exception as error:
            office.plugins.set_aside(plugin, error)


def _must_upgrade() -> StoreError:
    return StoreError(
        T("数据库需要升级。", "The store must be upgraded."),
        T("运行 gongkai migrate（会先自动备份）。", "Run gongkai migrate (it makes a backup first)."),
    )


def create_tables(store: Store, models: list[type[peewee.Model]]) -> None:
    """Make the tables and indexes of models, in a migration or from a declaration."""
    for model in models:
        peewee.SchemaManager(model, store.db).create_all(safe=True)


def _ensure_table(store: Store, resource: "Resource", there: set[str]) -> None:
    model = resource.model
    if resource.table not in there:
        with store.write():
            create_tables(store, [model])
        return
    with store.guard():
        have = {column.name for column in store.db.get_columns(resource.table)}
    missing = [f for f in model._meta.sorted_fields if f.column_name not in have]
    for field in missing:  # always nullable, so no row's digest changes
        kind = "TEXT" if isinstance(field, peewee.TextField) else "BIGINT"
        store.run(f"ALTER TABLE {resource.table} ADD COLUMN {field.column_name} {kind}")


def plugin_folder(module: Any) -> Path | None:
    """The folder with a plugin's migrations; None where it has none and its tables follow from its declarations."""
    file = getattr(module, "__file__", None) or getattr(sys.modules.get(type(module).__module__), "__file__", None)
    folder = Path(file).parent / "migrations" if file else None
    return folder if folder and folder.is_dir() else None


def _run(store: Store, folder: Path, history: str) -> list[str]:
    from playhouse.migrations import Runner  # only when tables are made or changed

    with store.guard():
        return list(Runner(store.db, str(folder), table_name=history).up())
