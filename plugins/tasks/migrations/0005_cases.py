"""Tables of cases and their rounds, service items and figures, decisions and their steps, responses."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Case(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        number = peewee.TextField(null=True)
        title = peewee.TextField(null=True)
        content = peewee.TextField(null=True)
        channel = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        caller = peewee.TextField(null=True)
        phone = peewee.TextField(null=True)
        address = peewee.TextField(null=True)
        division = peewee.BigIntegerField(null=True)
        urgent = peewee.BigIntegerField(null=True)
        entry = peewee.TextField(null=True)
        taken_on = peewee.TextField(null=True)
        taken_by = peewee.TextField(null=True)
        centre = peewee.TextField(null=True)
        priority = peewee.BigIntegerField(null=True)
        spot = peewee.TextField(null=True)
        matter = peewee.TextField(null=True)
        looks_like = peewee.TextField(null=True)
        merged_into = peewee.TextField(index=True, null=True)
        manner = peewee.TextField(null=True)
        joint = peewee.TextField(null=True)
        round = peewee.BigIntegerField(null=True)
        assigned_on = peewee.TextField(null=True)
        assigned_by = peewee.TextField(null=True)
        limit_key = peewee.TextField(null=True)
        counted_from = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        objection = peewee.TextField(null=True)
        person = peewee.TextField(null=True)
        investigated_on = peewee.TextField(null=True)
        findings = peewee.TextField(null=True)
        acted_on = peewee.TextField(null=True)
        measures = peewee.TextField(null=True)
        route = peewee.TextField(null=True)
        result = peewee.TextField(null=True)
        link = peewee.TextField(null=True)
        replied_on = peewee.TextField(null=True)
        first_due = peewee.TextField(null=True)
        first_replied_on = peewee.TextField(null=True)
        rate_by = peewee.TextField(null=True)
        callback_on = peewee.TextField(null=True)
        called_by = peewee.TextField(null=True)
        rating = peewee.TextField(null=True)
        rating_note = peewee.TextField(null=True)
        filed_on = peewee.TextField(null=True)
        filed_by = peewee.TextField(null=True)

        class Meta:
            table_name = "hotline_case"
            legacy_table_names = False
            indexes = (
                (("priority", "scope", "id"), False),
                (("replied_on", "due"), False),
                (("spot", "taken_on"), False),
                (("phone", "taken_on"), False),
                (("unit", "number"), False),
                (("centre", "number"), True),
            )

    class Round(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        ticket = peewee.TextField(index=True, null=True)
        number = peewee.BigIntegerField(null=True)
        assigned_on = peewee.TextField(null=True)
        manner = peewee.TextField(null=True)
        limit_key = peewee.TextField(null=True)
        counted_from = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        ended_on = peewee.TextField(null=True)
        outcome = peewee.TextField(null=True)
        result = peewee.TextField(null=True)
        rating = peewee.TextField(null=True)

        class Meta:
            table_name = "case_round"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class ServiceItem(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        code = peewee.TextField(null=True)
        name = peewee.TextField(null=True)
        desk = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        basis = peewee.TextField(null=True)
        statutory = peewee.TextField(null=True)
        promised = peewee.TextField(null=True)
        actual = peewee.TextField(null=True)
        joint = peewee.BigIntegerField(null=True)
        joint_units = peewee.TextField(null=True)
        one_window = peewee.BigIntegerField(null=True)
        one_filing = peewee.BigIntegerField(null=True)
        one_payment = peewee.BigIntegerField(null=True)
        posted = peewee.BigIntegerField(null=True)
        at_home = peewee.BigIntegerField(null=True)
        free_agency = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "service_item"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("unit", "name"), False),
            )

    class ServiceFigure(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        desk = peewee.TextField(null=True)
        month = peewee.TextField(null=True)
        total = peewee.BigIntegerField(null=True)
        instant = peewee.BigIntegerField(null=True)
        promised = peewee.BigIntegerField(null=True)
        on_spot = peewee.BigIntegerField(null=True)
        closed = peewee.BigIntegerField(null=True)
        on_time = peewee.BigIntegerField(null=True)
        rated = peewee.BigIntegerField(null=True)
        satisfied = peewee.BigIntegerField(null=True)
        closed_percent = peewee.BigIntegerField(null=True)
        on_time_percent = peewee.BigIntegerField(null=True)
        source = peewee.TextField(null=True)

        class Meta:
            table_name = "service_figure"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("unit", "desk", "month"), False),
            )

    class Decision(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        content = peewee.TextField(null=True)
        types = peewee.TextField(null=True)
        responsible = peewee.TextField(null=True)
        proposed_on = peewee.TextField(null=True)
        decided_on = peewee.TextField(null=True)
        decided_by = peewee.TextField(null=True)
        view = peewee.TextField(null=True)
        doc_no = peewee.TextField(null=True)
        published_on = peewee.TextField(null=True)
        link = peewee.TextField(null=True)
        note = peewee.TextField(null=True)

        class Meta:
            table_name = "decision"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class DecisionStep(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        decision = peewee.TextField(index=True, null=True)
        position = peewee.BigIntegerField(null=True)
        step = peewee.TextField(null=True)
        papers_on = peewee.TextField(null=True)
        starts_on = peewee.TextField(null=True)
        ends_on = peewee.TextField(null=True)
        ways = peewee.TextField(null=True)
        people = peewee.BigIntegerField(null=True)
        representatives = peewee.BigIntegerField(null=True)
        forum = peewee.TextField(null=True)
        evidence = peewee.BigIntegerField(null=True)
        cross_examined = peewee.BigIntegerField(null=True)
        received = peewee.BigIntegerField(null=True)
        adopted = peewee.BigIntegerField(null=True)
        adoption = peewee.TextField(null=True)
        adoption_on = peewee.TextField(null=True)
        view = peewee.TextField(null=True)
        conclusion = peewee.TextField(null=True)
        link = peewee.TextField(null=True)
        done_on = peewee.TextField(null=True)
        done_by = peewee.TextField(null=True)

        class Meta:
            table_name = "decision_step"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Response(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        title = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        found_at = peewee.TextField(null=True)
        person = peewee.TextField(null=True)
        superior = peewee.TextField(null=True)
        first_due = peewee.TextField(null=True)
        brief_due = peewee.TextField(null=True)
        first_at = peewee.TextField(null=True)
        brief_at = peewee.TextField(null=True)
        closed_on = peewee.TextField(null=True)
        closed_by = peewee.TextField(null=True)

        class Meta:
            table_name = "response"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("first_at", "first_due"), False),
            )

    class ResponseIssue(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        response = peewee.TextField(index=True, null=True)
        at = peewee.TextField(null=True)
        phase = peewee.TextField(null=True)
        items = peewee.TextField(null=True)
        conference = peewee.BigIntegerField(null=True)
        abroad = peewee.BigIntegerField(null=True)
        text = peewee.TextField(null=True)
        link = peewee.TextField(null=True)

        class Meta:
            table_name = "response_issue"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([Case, Round, ServiceItem, ServiceFigure, Decision, DecisionStep, Response, ResponseIssue])
