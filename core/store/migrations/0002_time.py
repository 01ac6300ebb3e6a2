"""The past of units and divisions, reorganisation acts and their lineage."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class UnitTerm(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(null=True)  # found by uid, which begins with it
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        name = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        level = peewee.TextField(null=True)
        line = peewee.TextField(null=True)
        leadership = peewee.TextField(null=True)
        division = peewee.BigIntegerField(null=True)
        parent = peewee.TextField(null=True)
        uscc = peewee.TextField(null=True)
        valid_from = peewee.TextField(null=True)
        valid_to = peewee.TextField(null=True)
        act = peewee.TextField(null=True)
        state = peewee.TextField(null=True)
        seq = peewee.BigIntegerField(index=True, null=True)

        class Meta:
            table_name = "unit_term"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class DivisionTerm(db.Model):
        id = peewee.BigAutoField()
        code = peewee.BigIntegerField()
        became = peewee.BigIntegerField(null=True)
        name = peewee.TextField(default="")
        level = peewee.SmallIntegerField(default=0)
        parent = peewee.BigIntegerField(null=True)
        kind = peewee.TextField(default="")
        edition = peewee.TextField(default="")
        valid_from = peewee.TextField(null=True)
        valid_to = peewee.TextField()
        act = peewee.TextField(default="")
        state = peewee.TextField(default="valid")
        seq = peewee.BigIntegerField(index=True)

        class Meta:
            table_name = "division_term"
            legacy_table_names = False
            indexes = (
                (("code", "valid_to"), False),
                (("became", "valid_to"), False),
            )

    class PlaceShift(db.Model):
        id = peewee.BigAutoField()
        low = peewee.BigIntegerField()
        high = peewee.BigIntegerField()
        delta = peewee.BigIntegerField()
        valid_to = peewee.TextField(index=True)
        act = peewee.TextField(default="")
        state = peewee.TextField(default="valid")
        seq = peewee.BigIntegerField(index=True)

        class Meta:
            table_name = "place_shift"
            legacy_table_names = False

    class Act(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        basis = peewee.TextField(null=True)
        announced = peewee.TextField(null=True)
        effective = peewee.TextField(null=True)
        note = peewee.TextField(null=True)
        grants = peewee.TextField(null=True)
        division = peewee.BigIntegerField(null=True)
        undoes = peewee.TextField(null=True)
        items = peewee.TextField(null=True)
        done = peewee.TextField(null=True)
        seq = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "reorg_act"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Lineage(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        act = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        day = peewee.TextField(null=True)
        source = peewee.TextField(index=True, null=True)
        target = peewee.TextField(index=True, null=True)
        source_name = peewee.TextField(null=True)
        target_name = peewee.TextField(null=True)
        share = peewee.BigIntegerField(null=True)
        basis = peewee.TextField(null=True)
        main = peewee.BigIntegerField(null=True)
        matters = peewee.TextField(null=True)
        division = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "lineage"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([UnitTerm, DivisionTerm, PlaceShift, Act, Lineage])
    db.execute_sql("CREATE INDEX division_term_parent ON division_term (parent, valid_to) WHERE level <= 4")
