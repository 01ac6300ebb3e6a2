"""What the applicant thought of a case at a window."""


def up(migrator, db):
    """Add the column; empty in cases that were finished before."""
    db.execute_sql("ALTER TABLE window_case ADD COLUMN rating TEXT")
