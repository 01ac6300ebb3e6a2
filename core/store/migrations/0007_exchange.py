"""Deployments that this one exchanges with (itself among them), bundles sent and received, and what was set aside."""

import peewee


def up(migrator, db):
    """Make the three tables; an office that exchanges with nobody leaves them empty."""

    class Common(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(null=True, index=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)

    class Deployment(Common):
        name = peewee.TextField(null=True)
        relation = peewee.TextField(null=True)
        division = peewee.BigIntegerField(null=True)
        state = peewee.TextField(null=True)
        verbs = peewee.TextField(null=True)
        valid_from = peewee.TextField(null=True)
        valid_to = peewee.TextField(null=True)
        algorithm = peewee.TextField(null=True)
        public_key = peewee.TextField(null=True)
        certificate = peewee.TextField(null=True)
        store_id = peewee.TextField(null=True)
        epoch = peewee.BigIntegerField(null=True)
        bound = peewee.TextField(null=True)
        last_contact = peewee.TextField(null=True)

        class Meta:
            table_name = "deployment"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Bundle(Common):
        direction = peewee.TextField(null=True)
        deployment = peewee.TextField(null=True, index=True)
        store_id = peewee.TextField(null=True)
        epoch = peewee.BigIntegerField(null=True)
        number = peewee.BigIntegerField(null=True)
        digest = peewee.TextField(null=True)
        first_link = peewee.BigIntegerField(null=True)
        last_link = peewee.BigIntegerField(null=True)
        records = peewee.BigIntegerField(null=True)
        deleted = peewee.BigIntegerField(null=True)
        set_aside = peewee.BigIntegerField(null=True)
        state = peewee.TextField(null=True)
        made = peewee.TextField(null=True)

        class Meta:
            table_name = "bundle"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("deployment", "direction", "epoch", "number"), False))

    class Quarantine(Common):
        deployment = peewee.TextField(null=True, index=True)
        bundle = peewee.TextField(null=True, index=True)
        register = peewee.TextField(null=True)
        record = peewee.TextField(null=True, index=True)
        why = peewee.TextField(null=True)
        content = peewee.TextField(null=True)
        state = peewee.TextField(null=True)

        class Meta:
            table_name = "quarantine"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([Deployment, Bundle, Quarantine])
