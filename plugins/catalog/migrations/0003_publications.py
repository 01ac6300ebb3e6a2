"""Entries become duties alone; publications carry the text and its way, with milestones, postings and files."""

import peewee

ENTRY = ("subject TEXT", "cadence TEXT", "marks TEXT", "changed_on TEXT", "note TEXT")
GONE = ("content", "drafted_by", "reviewed_by", "signed_by")
TEXTS = (
    "milestone",
    "index_no",
    "doc_no",
    "abstract",
    "content",
    "attribute",
    "ground",
    "importance",
    "made_on",
    "expires_on",
    "ended_on",
    "series",
    "replaces",
    "drafted_by",
    "drafted_on",
    "second_opinion",
    "second_by",
    "review_opinion",
    "reviewed_by",
    "reviewed_on",
    "signed_on",
    "defer_reason",
    "filed_with",
    "filed_on",
    "review_on",
)
NUMBERS = ("policy", "revision")
INDEXES = (
    # what waits for a review, a signature, a reassessment
    "CREATE INDEX publication_stage ON publication (stage, scope)",
    # the next number, and that none is given twice
    "CREATE UNIQUE INDEX publication_number ON publication (index_no, revision) WHERE index_no IS NOT NULL",
    "CREATE INDEX publication_series ON publication (series)",
    # versions under way of what is public
    "CREATE INDEX publication_replaces ON publication (replaces) WHERE replaces IS NOT NULL",
)


def up(migrator, db):
    """Make the tables as they were in this version."""
    for column in ENTRY:
        db.execute_sql(f"ALTER TABLE entry ADD COLUMN {column}")
    for name in GONE:
        db.execute_sql(f"ALTER TABLE entry DROP COLUMN {name}")
    for name in TEXTS:
        db.execute_sql(f"ALTER TABLE publication ADD COLUMN {name} TEXT")
    for name in NUMBERS:
        db.execute_sql(f"ALTER TABLE publication ADD COLUMN {name} BIGINT")

    class Milestone(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        entry = peewee.TextField(index=True, null=True)
        number = peewee.BigIntegerField(null=True)
        title = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        published_on = peewee.TextField(null=True)
        on_time = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "milestone"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Posting(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        publication = peewee.TextField(index=True, null=True)
        channel = peewee.TextField(null=True)
        place = peewee.TextField(null=True)
        posted_on = peewee.TextField(null=True)
        removed_on = peewee.TextField(null=True)
        proof = peewee.TextField(null=True)
        proof_hash = peewee.TextField(null=True)

        class Meta:
            table_name = "posting"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Attachment(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        publication = peewee.TextField(index=True, null=True)
        name = peewee.TextField(null=True)
        size = peewee.BigIntegerField(null=True)
        sha256 = peewee.TextField(index=True, null=True)

        class Meta:
            table_name = "attachment"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([Milestone, Posting, Attachment])
    for statement in INDEXES:
        db.execute_sql(statement)
