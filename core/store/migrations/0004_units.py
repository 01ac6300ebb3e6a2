"""More facts of units and posts, and the register of facilities."""

import peewee

COLUMNS = {
    "unit": ("guided_by", "desk", "fax", "postcode", "website"),
    "post": ("resume", "from_unit", "at_unit", "mandate", "mandate_date"),
}


def up(migrator, db):
    """Add the columns (all may be empty, so no row's digest changes) and make the table."""
    for table, names in COLUMNS.items():
        for name in names:
            db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name} TEXT")
    db.execute_sql("CREATE INDEX post_kind_scope ON post (kind, scope)")

    class Facility(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        kind = peewee.TextField(null=True)
        division = peewee.BigIntegerField(null=True)
        address = peewee.TextField(null=True)
        number = peewee.BigIntegerField(null=True)
        photo = peewee.TextField(null=True)
        note = peewee.TextField(null=True)
        valid_from = peewee.TextField(null=True)
        valid_to = peewee.TextField(null=True)

        class Meta:
            table_name = "facility"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("division",), False))

    db.create_tables([Facility])
