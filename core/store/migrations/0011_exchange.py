"""Exchange in both directions: the sums between bundles, the key to encrypt with, and what waits or is contested."""

import peewee

COLUMNS = {
    "deployment": (("box", "TEXT"),),
    "bundle": (("note", "TEXT"),),
    "quarantine": (("kind", "TEXT"), ("told", "TEXT")),
}


def up(migrator, db):
    """Add the columns (all may be empty, so no row's digest changes) and make the table of sums."""
    for table, added in COLUMNS.items():
        for name, kind in added:
            db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")

    class ExchangeSet(db.Model):
        deployment = peewee.TextField()
        register = peewee.TextField()
        upward = peewee.BigIntegerField()
        link = peewee.BigIntegerField()
        rows = peewee.BigIntegerField()
        total = peewee.TextField()

        class Meta:
            table_name = "exchange_set"
            legacy_table_names = False
            primary_key = peewee.CompositeKey("deployment", "register", "upward")

    db.create_tables([ExchangeSet])
