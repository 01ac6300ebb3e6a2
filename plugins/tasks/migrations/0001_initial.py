"""Tables of tasks."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Task(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        plan = peewee.TextField(null=True)
        item = peewee.TextField(null=True)
        no = peewee.TextField(null=True)
        aspect = peewee.TextField(null=True)
        title = peewee.TextField(null=True)
        requirement = peewee.TextField(null=True)
        start = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        term = peewee.TextField(null=True)
        lead = peewee.BigIntegerField(null=True)
        section = peewee.TextField(null=True)
        person = peewee.TextField(null=True)
        progress = peewee.BigIntegerField(null=True)
        report = peewee.TextField(null=True)
        done_on = peewee.TextField(null=True)
        outcome = peewee.TextField(null=True)
        assigned_by = peewee.TextField(null=True)
        accepted_by = peewee.TextField(null=True)
        submitted_by = peewee.TextField(null=True)
        verified_by = peewee.TextField(null=True)
        parent = peewee.TextField(null=True)

        class Meta:
            table_name = "task"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("outcome", "done_on", "due"), False),
                (("parent", "id"), False),
            )

    db.create_tables([Task])
