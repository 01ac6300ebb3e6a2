"""Tables of core: divisions, units, posts, accounts, grants, holidays, the ledger."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Division(db.Model):
        code = peewee.BigIntegerField(primary_key=True)
        name = peewee.TextField()
        level = peewee.SmallIntegerField()
        parent = peewee.BigIntegerField(null=True)
        kind = peewee.TextField(default="")
        initials = peewee.TextField(default="")
        edition = peewee.TextField(default="")

        class Meta:
            table_name = "division"
            legacy_table_names = False

    class Unit(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        name = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        level = peewee.TextField(null=True)
        division = peewee.BigIntegerField(null=True)
        line = peewee.TextField(null=True)
        leadership = peewee.TextField(null=True)
        parent = peewee.TextField(null=True)
        tags = peewee.TextField(null=True)
        uscc = peewee.TextField(null=True)
        address = peewee.TextField(null=True)
        hours = peewee.TextField(null=True)
        phone = peewee.TextField(null=True)
        email = peewee.TextField(null=True)
        template = peewee.TextField(null=True)
        initials = peewee.TextField(index=True, null=True)
        valid_from = peewee.TextField(null=True)
        valid_to = peewee.TextField(null=True)

        class Meta:
            table_name = "unit"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Post(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        kind = peewee.TextField(null=True)
        person = peewee.TextField(null=True)
        title = peewee.TextField(null=True)
        phone = peewee.TextField(null=True)
        duty = peewee.TextField(null=True)
        full_time = peewee.BigIntegerField(null=True)
        valid_from = peewee.TextField(null=True)
        valid_to = peewee.TextField(null=True)

        class Meta:
            table_name = "post"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Account(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        name = peewee.TextField(unique=True, null=True)
        display = peewee.TextField(null=True)
        post = peewee.TextField(null=True)
        division = peewee.BigIntegerField(null=True)
        disabled = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "account"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Grant(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        division = peewee.BigIntegerField(null=True)
        account = peewee.TextField(index=True, null=True)
        role = peewee.TextField(null=True)
        valid_from = peewee.TextField(null=True)
        valid_to = peewee.TextField(null=True)

        class Meta:
            table_name = "access_grant"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Holiday(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        day = peewee.TextField(unique=True, null=True)
        kind = peewee.TextField(null=True)
        note = peewee.TextField(null=True)
        source = peewee.TextField(null=True)

        class Meta:
            table_name = "holiday"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Link(db.Model):
        seq = peewee.BigIntegerField(primary_key=True)
        at = peewee.TextField()
        actor = peewee.TextField()
        reason = peewee.TextField(default="")
        rule = peewee.TextField(default="")
        lines = peewee.IntegerField()
        sheets = peewee.IntegerField(default=0)
        body = peewee.TextField()
        prev = peewee.TextField()
        hash = peewee.TextField()

        class Meta:
            table_name = "ledger"
            legacy_table_names = False

    class Line(db.Model):
        id = peewee.BigIntegerField(primary_key=True)
        register = peewee.TextField()
        uid = peewee.TextField()
        action = peewee.TextField()
        before = peewee.TextField(null=True)
        after = peewee.TextField(null=True)
        digest = peewee.TextField()

        class Meta:
            table_name = "ledger_line"
            legacy_table_names = False
            indexes = ((("register", "uid", "id"), False),)

    class Sheet(db.Model):
        id = peewee.BigIntegerField(primary_key=True)
        register = peewee.TextField()
        key = peewee.BigIntegerField()
        rows = peewee.IntegerField()
        digest = peewee.TextField()
        marks = peewee.BlobField()

        class Meta:
            table_name = "ledger_sheet"
            legacy_table_names = False
            indexes = ((("register", "key", "id"), False),)

    db.create_tables([Division, Unit, Post, Account, Grant, Holiday, Link, Line, Sheet])
    for name, columns in (
        ("division_parent_code", "(parent, code)"),
        ("division_level_code", "(level, code)"),
        ("division_initials_level_code", "(initials, level, code)"),
    ):
        db.execute_sql(f"CREATE INDEX {name} ON division {columns} WHERE level <= 4")
