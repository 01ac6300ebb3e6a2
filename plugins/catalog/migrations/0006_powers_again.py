"""Powers get versions and the rest of the national schema; publications the last countersignature and the filing above."""

POWER = (
    "handling TEXT", "promised_note TEXT", "data_source TEXT", "undisclosed TEXT", "series TEXT", "revision BIGINT",
    "replaces TEXT",
)  # fmt: skip
PUBLICATION = (
    "countersigned TEXT", "deferred_by TEXT", "noted_by TEXT", "noted_on TEXT", "noted_opinion TEXT",
)  # fmt: skip
INDEXES = (
    "CREATE INDEX power_replaces ON power (replaces) WHERE replaces IS NOT NULL",
    "CREATE INDEX power_series ON power (series) WHERE series IS NOT NULL",
)


def up(migrator, db):
    """Add the columns; what is there needs no new value."""
    for table, columns in (("power", POWER), ("publication", PUBLICATION)):
        for column in columns:
            db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    for statement in INDEXES:
        db.execute_sql(statement)
