"""Rectification orders with their evidence; facts, measures of accountability with their grounds, honours."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Order(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        no = peewee.TextField(null=True)
        problem = peewee.TextField(null=True)
        demand = peewee.TextField(null=True)
        issuer = peewee.TextField(null=True)
        issued_on = peewee.TextField(null=True)
        issued_by = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        first_due = peewee.TextField(null=True)
        rule = peewee.TextField(null=True)
        register = peewee.TextField(null=True)
        record = peewee.TextField(null=True)
        finding = peewee.TextField(null=True)
        item = peewee.TextField(null=True)
        round = peewee.TextField(null=True)
        indicator = peewee.TextField(null=True)
        matter = peewee.TextField(index=True, null=True)
        follows = peewee.TextField(null=True)
        accepted_on = peewee.TextField(null=True)
        accepted_by = peewee.TextField(null=True)
        person = peewee.TextField(null=True)
        plan = peewee.TextField(null=True)
        plan_on = peewee.TextField(null=True)
        result = peewee.TextField(null=True)
        submitted_on = peewee.TextField(null=True)
        submitted_by = peewee.TextField(null=True)
        returned = peewee.BigIntegerField(null=True)
        verdict = peewee.TextField(null=True)
        closed_on = peewee.TextField(null=True)
        closed_by = peewee.TextField(null=True)
        recheck = peewee.TextField(null=True)
        recheck_note = peewee.TextField(null=True)
        rechecked_on = peewee.TextField(null=True)
        rechecked_by = peewee.TextField(null=True)

        class Meta:
            table_name = "rectification_order"
            legacy_table_names = False
            indexes = [(("scope", "id"), False), (("submitted_on", "due"), False)]

    class OrderProof(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        of = peewee.TextField(index=True, null=True)
        kind = peewee.TextField(null=True)
        name = peewee.TextField(null=True)
        page = peewee.BigIntegerField(null=True)
        quote = peewee.TextField(null=True)
        sha256 = peewee.TextField(null=True)
        size = peewee.BigIntegerField(null=True)
        added_by = peewee.TextField(null=True)
        added_on = peewee.TextField(null=True)
        checked_by = peewee.TextField(null=True)
        checked_on = peewee.TextField(null=True)

        class Meta:
            table_name = "order_proof"
            legacy_table_names = False
            indexes = [(("scope", "id"), False)]

    class Incident(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        source = peewee.TextField(null=True)
        content = peewee.TextField(null=True)
        case_no = peewee.TextField(null=True)
        happened_on = peewee.TextField(null=True)
        grave = peewee.BigIntegerField(null=True)
        register = peewee.TextField(null=True)
        record = peewee.TextField(null=True)
        person = peewee.TextField(null=True)
        duty = peewee.TextField(null=True)
        reported_by = peewee.TextField(null=True)
        reported_on = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        outcome = peewee.TextField(null=True)
        settled_on = peewee.TextField(null=True)
        settled_by = peewee.TextField(null=True)

        class Meta:
            table_name = "incident"
            legacy_table_names = False
            indexes = [(("scope", "id"), False), (("kind", "settled_on"), False)]

    class Sanction(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        step = peewee.TextField(null=True)
        rule = peewee.TextField(null=True)
        period = peewee.TextField(null=True)
        day = peewee.TextField(null=True)
        why = peewee.TextField(null=True)
        person = peewee.TextField(null=True)
        amount = peewee.BigIntegerField(null=True)
        proposed_by = peewee.TextField(null=True)
        cause = peewee.TextField(null=True)
        doc_no = peewee.TextField(null=True)
        opinion = peewee.TextField(null=True)
        decided_on = peewee.TextField(null=True)
        decided_by = peewee.TextField(null=True)
        change_by = peewee.TextField(null=True)
        change_note = peewee.TextField(null=True)
        changed_on = peewee.TextField(null=True)
        changed_by = peewee.TextField(null=True)
        appeal_by = peewee.TextField(null=True)
        appeal = peewee.TextField(null=True)
        appealed_on = peewee.TextField(null=True)
        appealed_by = peewee.TextField(null=True)
        answer_due = peewee.TextField(null=True)
        answer = peewee.TextField(null=True)
        answered_on = peewee.TextField(null=True)
        answered_by = peewee.TextField(null=True)

        class Meta:
            table_name = "sanction"
            legacy_table_names = False
            indexes = [(("scope", "id"), False), (("stage", "kind"), False), (("step", "unit"), False)]

    class Ground(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        sanction = peewee.TextField(index=True, null=True)
        register = peewee.TextField(null=True)
        record = peewee.TextField(index=True, null=True)
        title = peewee.TextField(null=True)
        day = peewee.TextField(null=True)
        figure = peewee.TextField(null=True)

        class Meta:
            table_name = "sanction_ground"
            legacy_table_names = False
            indexes = [(("scope", "id"), False)]

    class Honour(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        person = peewee.TextField(null=True)
        year = peewee.BigIntegerField(null=True)
        reason = peewee.TextField(null=True)
        proposed_by = peewee.TextField(null=True)
        doc_no = peewee.TextField(null=True)
        granted_on = peewee.TextField(null=True)
        granted_by = peewee.TextField(null=True)

        class Meta:
            table_name = "honour"
            legacy_table_names = False
            indexes = [(("scope", "id"), False)]

    db.create_tables([Order, OrderProof, Incident, Sanction, Ground, Honour])
