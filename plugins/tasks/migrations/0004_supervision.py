"""Tables of supervision: reminders, reports that units owe, leaders' instructions."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Reminder(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        register = peewee.TextField(null=True)
        record = peewee.TextField(null=True)
        ladder = peewee.TextField(null=True)
        step = peewee.TextField(null=True)
        colour = peewee.TextField(null=True)
        answers = peewee.TextField(null=True)
        day = peewee.TextField(null=True)
        to_unit = peewee.TextField(null=True)
        sheet = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "reminder"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("record", "ladder", "step", "answers"), False),
                (("day", "id"), False),
            )

    db.create_tables([Reminder])
