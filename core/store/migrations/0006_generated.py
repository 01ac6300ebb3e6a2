"""Units that were made in bulk know the sheet of the ledger that keeps them."""


def up(migrator, db):
    """Add the column; it is empty for every unit that has a line of its own, so no row's digest changes."""
    db.execute_sql("ALTER TABLE unit ADD COLUMN sheet BIGINT")
