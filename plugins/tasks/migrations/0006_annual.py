"""Tables of the annual report."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class AnnualFigure(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        year = peewee.BigIntegerField(null=True)
        part = peewee.TextField(null=True)
        line = peewee.TextField(null=True)
        col = peewee.TextField(null=True)
        value = peewee.BigIntegerField(null=True)
        mark = peewee.TextField(null=True)
        reach = peewee.TextField(null=True)
        label = peewee.TextField(null=True)
        source = peewee.TextField(null=True)

        class Meta:
            table_name = "annual_figure"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("year", "scope"), False),
            )

    class AnnualReport(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        name = peewee.TextField(null=True)
        year = peewee.BigIntegerField(null=True)
        due = peewee.TextField(null=True)
        submitted_on = peewee.TextField(null=True)
        published_on = peewee.TextField(null=True)
        link = peewee.TextField(null=True)
        overview = peewee.TextField(null=True)
        proactive = peewee.TextField(null=True)
        requests = peewee.TextField(null=True)
        remedies = peewee.TextField(null=True)
        problems = peewee.TextField(null=True)
        appraisal = peewee.TextField(null=True)
        other = peewee.TextField(null=True)

        class Meta:
            table_name = "annual_report"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("unit", "year"), True),
                (("published_on", "due"), False),
            )

    db.create_tables([AnnualFigure, AnnualReport])
