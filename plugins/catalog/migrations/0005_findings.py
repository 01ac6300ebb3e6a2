"""What is late in a subtree is one range of an index in the order of the list: a page of it fetches no other row."""


def up(migrator, db):
    """Put the index in place of the one by place and date alone."""
    db.execute_sql("DROP INDEX IF EXISTS entry_due")
    db.execute_sql("CREATE INDEX entry_open ON entry (scope, id, due) WHERE due IS NOT NULL")
