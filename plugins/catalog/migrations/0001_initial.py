"""Tables of the catalogue: entries and publications."""

import peewee

# For the questions that screens ask every time. Conditions only on NULL: both stores then see that a query fits.
INDEXES = (
    # what is late or due soon in a subtree
    "CREATE INDEX entry_due ON entry (scope, due) WHERE due IS NOT NULL",
    # what was never published, by unit
    "CREATE INDEX entry_blank ON entry (scope, unit) WHERE published_on IS NULL",
    # what waits for a review or a signature
    "CREATE INDEX entry_stage ON entry (stage, scope)",
    # what was published in a year, in time or late, by unit
    "CREATE INDEX publication_day ON publication (scope, published_on, unit, on_time)",
)


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Entry(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        obligation = peewee.TextField(null=True)
        topic = peewee.TextField(null=True)
        elements = peewee.TextField(null=True)
        content = peewee.TextField(null=True)
        basis = peewee.TextField(null=True)
        term = peewee.TextField(null=True)
        phase = peewee.TextField(null=True)
        matter = peewee.TextField(null=True)
        channels = peewee.TextField(null=True)
        audience = peewee.TextField(null=True)
        manner = peewee.TextField(null=True, default="proactive")
        importance = peewee.TextField(null=True, default="ordinary")
        rule = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        published_on = peewee.TextField(null=True)
        link = peewee.TextField(null=True)
        answered = peewee.TextField(null=True)
        timely = peewee.BigIntegerField(null=True)
        drafted_by = peewee.TextField(null=True)
        reviewed_by = peewee.TextField(null=True)
        signed_by = peewee.TextField(null=True)
        local = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "entry"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Publication(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        entry = peewee.TextField(index=True, null=True)
        title = peewee.TextField(null=True)
        published_on = peewee.TextField(null=True)
        channels = peewee.TextField(null=True)
        link = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        on_time = peewee.BigIntegerField(null=True)
        signed_by = peewee.TextField(null=True)

        class Meta:
            table_name = "publication"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([Entry, Publication])
    for statement in INDEXES:
        db.execute_sql(statement)
