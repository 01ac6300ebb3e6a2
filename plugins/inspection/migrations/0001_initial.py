"""Tables of inspection."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Mark(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        rubric = peewee.TextField(null=True)
        indicator = peewee.TextField(null=True)
        round = peewee.TextField(null=True)
        points = peewee.BigIntegerField(null=True)
        reason = peewee.TextField(null=True)
        marked_by = peewee.TextField(null=True)
        marked_on = peewee.TextField(null=True)

        class Meta:
            table_name = "mark"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("unit", "rubric", "indicator", "round"), True))

    db.create_tables([Mark])
