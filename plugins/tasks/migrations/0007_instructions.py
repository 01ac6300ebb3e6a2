"""Tables of supervision that came later: leaders' instructions, cases at windows."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Instruction(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        no = peewee.TextField(null=True)
        source = peewee.TextField(null=True)
        leader = peewee.TextField(null=True)
        leader_post = peewee.TextField(null=True)
        said = peewee.TextField(null=True)
        said_on = peewee.TextField(null=True)
        joint = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        progress = peewee.TextField(null=True)
        feedback = peewee.TextField(null=True)
        feedback_on = peewee.TextField(null=True)
        feedback_by = peewee.TextField(null=True)
        accepted_by = peewee.TextField(null=True)
        closed_on = peewee.TextField(null=True)
        closed_by = peewee.TextField(null=True)

        class Meta:
            table_name = "instruction"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("closed_on", "due"), False))

    class WindowCase(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        no = peewee.TextField(null=True)
        desk = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        first_by = peewee.TextField(null=True)
        taken_on = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        told = peewee.TextField(null=True)
        told_on = peewee.TextField(null=True)
        guided_to = peewee.TextField(null=True)
        signed_by = peewee.TextField(null=True)
        done_on = peewee.TextField(null=True)

        class Meta:
            table_name = "window_case"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("taken_on", "unit"), False), (("done_on", "due"), False))

    db.create_tables([Instruction, WindowCase])
