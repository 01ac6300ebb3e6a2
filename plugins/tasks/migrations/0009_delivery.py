"""How a notice reached the applicant; cases by their caller. What is private of persons leaves the search index, which is made
anew whenever something was migrated."""


def up(migrator, db):
    """Add the column, empty in notices that were delivered before, and the index."""
    db.execute_sql("ALTER TABLE request_notice ADD COLUMN manner TEXT")
    db.execute_sql("CREATE INDEX hotline_case_caller ON hotline_case (caller)")
