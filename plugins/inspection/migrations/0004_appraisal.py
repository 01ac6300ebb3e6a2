"""Websites and looks at them; surveys with results; channels for complaints and looks into them."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Site(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        name = peewee.TextField(null=True)
        channel = peewee.TextField(null=True)
        address = peewee.TextField(null=True)
        reach = peewee.TextField(null=True)
        word = peewee.TextField(null=True)
        opened_on = peewee.TextField(null=True)
        closed_on = peewee.TextField(null=True)
        note = peewee.TextField(null=True)

        class Meta:
            table_name = "site"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class SiteFigure(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        site = peewee.TextField(index=True, null=True)
        item = peewee.TextField(null=True)
        checked_on = peewee.TextField(null=True)
        tried = peewee.BigIntegerField(null=True)
        failed = peewee.BigIntegerField(null=True)
        fault = peewee.BigIntegerField(null=True)
        words = peewee.TextField(null=True)
        place = peewee.TextField(null=True)
        checked_by = peewee.TextField(null=True)
        proof = peewee.TextField(null=True)
        sha256 = peewee.TextField(null=True)

        class Meta:
            table_name = "site_figure"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Survey(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        code = peewee.TextField(unique=True, null=True)
        title = peewee.TextField(null=True)
        form = peewee.TextField(null=True)
        series = peewee.TextField(null=True)
        year = peewee.BigIntegerField(null=True)
        begun_on = peewee.TextField(null=True)
        ended_on = peewee.TextField(null=True)
        organiser = peewee.TextField(null=True)
        asked = peewee.BigIntegerField(null=True)
        answered = peewee.BigIntegerField(null=True)
        source = peewee.TextField(null=True)
        note = peewee.TextField(null=True)

        class Meta:
            table_name = "survey"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class SurveyResult(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        survey = peewee.TextField(index=True, null=True)
        aspect = peewee.TextField(null=True)
        score = peewee.BigIntegerField(null=True)
        very = peewee.BigIntegerField(null=True)
        satisfied = peewee.BigIntegerField(null=True)
        basic = peewee.BigIntegerField(null=True)
        dissatisfied = peewee.BigIntegerField(null=True)
        very_dissatisfied = peewee.BigIntegerField(null=True)
        mean = peewee.BigIntegerField(null=True)
        stated_rank = peewee.BigIntegerField(null=True)
        stated_of = peewee.BigIntegerField(null=True)
        stated_change = peewee.BigIntegerField(null=True)
        note = peewee.TextField(null=True)

        class Meta:
            table_name = "survey_result"
            legacy_table_names = False
            indexes = ((("scope", "id"), False), (("survey", "unit", "aspect"), False))

    class VoiceChannel(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        kind = peewee.TextField(null=True)
        place = peewee.TextField(null=True)
        keeper = peewee.TextField(null=True)
        opened_on = peewee.TextField(null=True)
        closed_on = peewee.TextField(null=True)
        opened_last = peewee.TextField(null=True)
        note = peewee.TextField(null=True)

        class Meta:
            table_name = "voice_channel"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class VoiceOpening(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        channel = peewee.TextField(index=True, null=True)
        opened_on = peewee.TextField(null=True)
        first = peewee.TextField(null=True)
        second = peewee.TextField(null=True)
        found = peewee.BigIntegerField(null=True)
        entered = peewee.BigIntegerField(null=True)
        note = peewee.TextField(null=True)

        class Meta:
            table_name = "voice_opening"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([Site, SiteFigure, Survey, SurveyResult, VoiceChannel, VoiceOpening])
