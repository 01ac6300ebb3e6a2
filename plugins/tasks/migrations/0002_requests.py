"""Tables of requests on application: applicants, requests, consultations, notices, remedies."""

import peewee


def up(migrator, db):
    """Make the tables as they were in this version."""

    class Applicant(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        name = peewee.TextField(null=True)
        kind = peewee.TextField(null=True)
        id_kind = peewee.TextField(null=True)
        id_no = peewee.TextField(null=True)
        agent = peewee.TextField(null=True)
        phone = peewee.TextField(null=True)
        email = peewee.TextField(null=True)
        address = peewee.TextField(null=True)

        class Meta:
            table_name = "applicant"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("unit", "name"), False),
            )

    class Request(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        number = peewee.TextField(null=True)
        title = peewee.TextField(null=True)
        content = peewee.TextField(null=True)
        doc_no = peewee.TextField(null=True)
        applicant = peewee.TextField(index=True, null=True)
        applicant_kind = peewee.TextField(null=True)
        manner = peewee.TextField(null=True)
        sent_on = peewee.TextField(null=True)
        confirmed_on = peewee.TextField(null=True)
        supply = peewee.TextField(null=True)
        delivery = peewee.TextField(null=True)
        help_needed = peewee.BigIntegerField(null=True)
        law = peewee.TextField(null=True)
        received_on = peewee.TextField(null=True)
        counted_from = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        accepted_on = peewee.TextField(null=True)
        correction_on = peewee.TextField(null=True)
        correction_matters = peewee.TextField(null=True)
        correction_due = peewee.TextField(null=True)
        corrected_on = peewee.TextField(null=True)
        extended_on = peewee.TextField(null=True)
        extended_days = peewee.BigIntegerField(null=True)
        extended_reason = peewee.TextField(null=True)
        extended_by = peewee.TextField(null=True)
        delay_to = peewee.TextField(null=True)
        delay_reason = peewee.TextField(null=True)
        fee_mode = peewee.TextField(null=True)
        fee_pages = peewee.BigIntegerField(null=True)
        fee_amount = peewee.BigIntegerField(null=True)
        fee_on = peewee.TextField(null=True)
        fee_received_on = peewee.TextField(null=True)
        fee_due = peewee.TextField(null=True)
        fee_paid_on = peewee.TextField(null=True)
        outcome = peewee.TextField(null=True)
        explanation = peewee.TextField(null=True)
        basis = peewee.TextField(null=True)
        where_to_look = peewee.TextField(null=True)
        organ = peewee.TextField(null=True)
        organ_contact = peewee.TextField(null=True)
        reply = peewee.TextField(null=True)
        reply_no = peewee.TextField(null=True)
        closed_on = peewee.TextField(null=True)
        part_of = peewee.TextField(index=True, null=True)
        split_to = peewee.TextField(null=True)
        repeats = peewee.TextField(null=True)
        drafted_by = peewee.TextField(null=True)
        signed_by = peewee.TextField(null=True)
        signed_on = peewee.TextField(null=True)
        replied_by = peewee.TextField(null=True)
        note = peewee.TextField(null=True)

        class Meta:
            table_name = "request"
            legacy_table_names = False
            indexes = (
                (("scope", "id"), False),
                (("closed_on", "due"), False),
                (("scope", "received_on"), False),
                (("unit", "number"), True),
            )

    class Consult(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        request = peewee.TextField(index=True, null=True)
        kind = peewee.TextField(null=True)
        party = peewee.TextField(null=True)
        contact = peewee.TextField(null=True)
        sent_on = peewee.TextField(null=True)
        received_on = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        answered_on = peewee.TextField(null=True)
        answer = peewee.TextField(null=True)
        answer_reason = peewee.TextField(null=True)
        override = peewee.BigIntegerField(null=True)
        override_reason = peewee.TextField(null=True)
        told_on = peewee.TextField(null=True)

        class Meta:
            table_name = "consult"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Notice(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        request = peewee.TextField(index=True, null=True)
        form = peewee.TextField(null=True)
        doc_no = peewee.TextField(null=True)
        made_on = peewee.TextField(null=True)
        delivered_on = peewee.TextField(null=True)
        made_by = peewee.TextField(null=True)

        class Meta:
            table_name = "request_notice"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Remedy(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        request = peewee.TextField(index=True, null=True)
        kind = peewee.TextField(null=True)
        organ = peewee.TextField(null=True)
        case_no = peewee.TextField(null=True)
        filed_on = peewee.TextField(null=True)
        accepted_on = peewee.TextField(null=True)
        extended = peewee.BigIntegerField(null=True)
        due = peewee.TextField(null=True)
        result = peewee.TextField(null=True)
        closed_on = peewee.TextField(null=True)
        redo_by = peewee.TextField(null=True)
        redone_on = peewee.TextField(null=True)
        note = peewee.TextField(null=True)

        class Meta:
            table_name = "remedy"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    db.create_tables([Applicant, Request, Consult, Notice, Remedy])
