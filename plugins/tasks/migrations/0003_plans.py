"""Issues of plans, milestones and evidence of tasks; tasks know their issue, may be made in bulk, and name exceptions."""

import peewee

TASK = ("sheet BIGINT", "issue TEXT", "needs_evidence BIGINT", "exceptions TEXT")


def up(migrator, db):
    """Make the tables as they were in this version."""
    for column in TASK:
        db.execute_sql(f"ALTER TABLE task ADD COLUMN {column}")
    db.execute_sql("CREATE INDEX task_sheet ON task (sheet) WHERE sheet IS NOT NULL")
    db.execute_sql("CREATE INDEX task_plan ON task (plan, item, scope) WHERE plan IS NOT NULL")

    class Issue(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        plan = peewee.TextField(index=True, null=True)
        item = peewee.TextField(null=True)
        parent = peewee.TextField(index=True, null=True)
        title = peewee.TextField(null=True)
        selector = peewee.TextField(null=True)
        units = peewee.BigIntegerField(null=True)
        members = peewee.TextField(null=True)
        start = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        issued_on = peewee.TextField(null=True)
        issued_by = peewee.TextField(null=True)

        class Meta:
            table_name = "issue"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Checkpoint(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        task = peewee.TextField(index=True, null=True)
        number = peewee.BigIntegerField(null=True)
        title = peewee.TextField(null=True)
        before = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        done_on = peewee.TextField(null=True)
        note = peewee.TextField(null=True)
        sheet = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "checkpoint"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("done_on", "due"), False))

    class Evidence(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        task = peewee.TextField(index=True, null=True)
        kind = peewee.TextField(null=True)
        name = peewee.TextField(null=True)
        size = peewee.BigIntegerField(null=True)
        sha256 = peewee.TextField(index=True, null=True)

        class Meta:
            table_name = "evidence"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([Issue, Checkpoint, Evidence])
