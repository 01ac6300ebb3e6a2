"""Entries say what a published text must name."""


def up(migrator, db):
    """One more column, empty; ``gongkai catalog generate`` fills it from the obligations."""
    db.execute_sql("ALTER TABLE entry ADD COLUMN required TEXT")
