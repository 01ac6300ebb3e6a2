"""Makes a table and then fails."""


def up(migrator, db):
    db.execute_sql("CREATE TABLE half_made (id INTEGER)")
    raise RuntimeError("no further")
