"""Rounds with members, results, places, objections, evidence and draws; marks know the phase in which they were given."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""
    db.execute_sql("ALTER TABLE mark ADD COLUMN phase TEXT NOT NULL DEFAULT ''")
    db.execute_sql("DROP INDEX mark_unit_rubric_indicator_round")
    db.execute_sql("CREATE UNIQUE INDEX mark_one ON mark (unit, rubric, indicator, round, phase)")
    db.execute_sql("CREATE INDEX mark_round ON mark (round, rubric, scope)")

    class Round(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        code = peewee.TextField(unique=True, null=True)
        title = peewee.TextField(null=True)
        rubric = peewee.TextField(null=True)
        edition = peewee.TextField(null=True)
        edition_hash = peewee.TextField(null=True)
        frozen = peewee.TextField(null=True)
        selector = peewee.TextField(null=True)
        within = peewee.BigIntegerField(null=True)
        as_of = peewee.TextField(null=True)
        cut_off = peewee.TextField(null=True)
        members = peewee.BigIntegerField(null=True)
        since = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        run_on = peewee.TextField(null=True)
        run_seq = peewee.BigIntegerField(null=True)
        published_on = peewee.TextField(null=True)
        published_by = peewee.TextField(null=True)
        digest = peewee.TextField(null=True)

        class Meta:
            table_name = "inspection_round"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Member(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        round = peewee.TextField(null=True)
        level = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        unit_class = peewee.TextField(null=True)
        sheet = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "round_member"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("round", "unit"), False))

    class Result(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        round = peewee.TextField(null=True)
        level = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        unit_class = peewee.TextField(null=True)
        inputs = peewee.TextField(null=True)
        score = peewee.BigIntegerField(null=True)
        unrounded = peewee.TextField(null=True)
        expected = peewee.BigIntegerField(null=True)
        assessed = peewee.BigIntegerField(null=True)
        verdict = peewee.TextField(null=True)
        self_score = peewee.BigIntegerField(null=True)
        corrected = peewee.BigIntegerField(null=True)
        sheet = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "round_result"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("round", "unit"), False))

    class PlaceResult(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        round = peewee.TextField(null=True)
        level = peewee.TextField(null=True)
        inputs = peewee.TextField(null=True)
        score = peewee.BigIntegerField(null=True)
        units = peewee.BigIntegerField(null=True)
        reported = peewee.BigIntegerField(null=True)
        assessed = peewee.BigIntegerField(null=True)
        total = peewee.BigIntegerField(null=True)
        sheet = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "round_place"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("round", "scope"), False))

    class Objection(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        round = peewee.TextField(index=True, null=True)
        kind = peewee.TextField(null=True)
        indicator = peewee.TextField(null=True)
        view = peewee.TextField(null=True)
        words = peewee.TextField(null=True)
        raised_by = peewee.TextField(null=True)
        raised_on = peewee.TextField(null=True)
        points = peewee.BigIntegerField(null=True)
        answer = peewee.TextField(null=True)
        answered_by = peewee.TextField(null=True)
        answered_on = peewee.TextField(null=True)

        class Meta:
            table_name = "round_objection"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Proof(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        round = peewee.TextField(index=True, null=True)
        indicator = peewee.TextField(null=True)
        name = peewee.TextField(null=True)
        sha256 = peewee.TextField(null=True)
        size = peewee.BigIntegerField(null=True)
        page = peewee.BigIntegerField(null=True)
        quote = peewee.TextField(null=True)
        added_by = peewee.TextField(null=True)
        added_on = peewee.TextField(null=True)

        class Meta:
            table_name = "round_proof"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Draw(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        round = peewee.TextField(index=True, null=True)
        what = peewee.TextField(null=True)
        seed = peewee.TextField(null=True)
        rank = peewee.BigIntegerField(null=True)
        item = peewee.TextField(null=True)
        name = peewee.TextField(null=True)
        hash = peewee.TextField(null=True)
        of = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "round_draw"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([Round, Member, Result, PlaceResult, Objection, Proof, Draw])
    for table in ("round_member", "round_result", "round_place"):
        db.execute_sql(f"CREATE INDEX {table}_sheet ON {table} (sheet) WHERE sheet IS NOT NULL")
    db.execute_sql("CREATE INDEX round_result_score ON round_result (round, level, kind, score)")
