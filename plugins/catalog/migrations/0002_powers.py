"""Powers, the steps of each, what became of them, and the duties they are compared with."""

import peewee

POWER_TEXTS = (
    "code", "name", "kind", "subkind", "level", "source", "entrusted_by", "duty", "authority", "duty_scope",
    "staffing", "setup", "basis", "conditions", "procedure", "handling_rules", "regulations", "standard",
    "discretion", "materials", "special", "result", "office", "post", "liability", "restraint", "rights",
    "complaint", "phone", "feedback", "integrity", "quality", "statutory", "promised", "actual", "limit_note",
    "fee_item", "fee_basis", "fee_rate", "fees", "content", "form", "audience", "disclosed", "link", "counter",
    "place", "hours", "consult", "seal", "case_type", "served", "online", "depth", "reach", "booking", "lead",
    "partners", "intermediary", "faq", "act", "penalty", "penalty_range", "basic_code", "local_code",
    "implement_code", "item_code", "body_kind", "valid_from", "valid_to", "cut_tests", "drafted_by", "drafted_on",
    "staffing_by", "staffing_on", "staffing_opinion", "legal_by", "legal_on", "legal_opinion", "discipline_by",
    "discipline_on", "discipline_opinion", "published_on", "changed_on", "change_basis", "change_must",
    "change_note", "delegated_to",
)  # fmt: skip
POWER_NUMBERS = (
    "serial",
    "statutory_size",
    "promised_size",
    "actual_size",
    "charged",
    "visits",
    "centralised",
    "steps_before",
    "joint",
)
STEP_TEXTS = (
    "power", "name", "kind", "post", "handler", "allowed", "goes_to", "together", "restraint", "note",
)  # fmt: skip
STEP_NUMBERS = (
    "number",
    "size",
)
CHANGE_TEXTS = (
    "power", "change", "kind", "changed_on", "basis", "must", "target", "note",
)  # fmt: skip
CHANGE_NUMBERS = ("items",)
DUTY_TEXTS = (
    "number", "name", "basis",
)  # fmt: skip
DUTY_NUMBERS = ("empowers",)
TABLES = (
    ("power", POWER_TEXTS, POWER_NUMBERS),
    ("power_step", STEP_TEXTS, STEP_NUMBERS),
    ("power_change", CHANGE_TEXTS, CHANGE_NUMBERS),
    ("power_duty", DUTY_TEXTS, DUTY_NUMBERS),
)
INDEXES = (
    "CREATE INDEX power_stage ON power (stage, scope)",
    "CREATE INDEX power_code ON power (code)",
    "CREATE INDEX power_step_power ON power_step (power, number)",
    "CREATE INDEX power_change_power ON power_change (power)",
    # the count of a period: one range of days
    "CREATE INDEX power_change_changed_on ON power_change (changed_on, scope)",
)


def up(migrator, db):
    """Make the tables as they were in this version."""
    for table, texts, numbers in TABLES:
        columns = {
            "id": peewee.BigAutoField(),
            "uid": peewee.TextField(unique=True),
            "unit": peewee.TextField(index=True, null=True),
            "scope": peewee.BigIntegerField(default=0),
            "stage": peewee.TextField(default=""),
            "version": peewee.IntegerField(default=1),
        }
        columns |= {name: peewee.TextField(null=True) for name in texts}
        columns |= {name: peewee.BigIntegerField(null=True) for name in numbers}
        meta = type(
            "Meta", (), {"table_name": table, "legacy_table_names": False, "indexes": ((("scope", "id"), False),)}
        )
        db.create_tables([type(table.title().replace("_", ""), (db.Model,), {**columns, "Meta": meta})])
    for statement in INDEXES:
        db.execute_sql(statement)
