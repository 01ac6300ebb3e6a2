"""Publications say what works cost and how they were tendered."""


def up(migrator, db):
    """Two more columns, empty."""
    for column in ("amount BIGINT", "tender TEXT"):
        db.execute_sql(f"ALTER TABLE publication ADD COLUMN {column}")
