"""The store: opening by URL, the base record, fields, keyset pages, migrations.

peewee imports every PostgreSQL driver it finds when it is itself imported (about 130 ms). An office on SQLite
never needs one, so peewee is imported here once with the drivers hidden; ``engine`` hands it the driver when a
PostgreSQL store is opened.
"""

import sys

if "peewee" not in sys.modules:
    _hidden = [name for name in ("psycopg", "psycopg2", "psycopg2cffi") if name not in sys.modules]
    for _name in _hidden:
        sys.modules[_name] = None  # type: ignore[assignment]
    import peewee as _peewee  # noqa: F401

    for _name in _hidden:
        del sys.modules[_name]
