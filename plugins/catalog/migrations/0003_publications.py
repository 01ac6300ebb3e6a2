"""Entries become duties alone; publications carry the text and its way, with milestones, postings and files."""

import peewee

from gongkai.core.ledger.upgrade import record_rewritten
from gongkai.core.store.record import derived_uid

ENTRY = ("subject TEXT", "cadence TEXT", "marks TEXT", "changed_on TEXT", "note TEXT", "sheet BIGINT")
GONE = ("content", "drafted_by", "reviewed_by", "signed_by")
TEXTS = (
    "milestone",
    "index_no",
    "doc_no",
    "abstract",
    "content",
    "attribute",
    "ground",
    "importance",
    "made_on",
    "expires_on",
    "ended_on",
    "series",
    "replaces",
    "drafted_by",
    "drafted_on",
    "second_opinion",
    "second_by",
    "review_opinion",
    "reviewed_by",
    "reviewed_on",
    "signed_on",
    "defer_reason",
    "filed_with",
    "filed_on",
    "review_on",
)
NUMBERS = ("policy", "revision")
INDEXES = (
    # what became of an obligation in a subtree
    "CREATE INDEX entry_obligation ON entry (obligation, scope) WHERE obligation IS NOT NULL",
    # what waits for a review, a signature, a reassessment
    "CREATE INDEX publication_stage ON publication (stage, scope)",
    # the next number, and that none is given twice
    "CREATE UNIQUE INDEX publication_number ON publication (index_no, revision) WHERE index_no IS NOT NULL",
    "CREATE INDEX publication_series ON publication (series)",
    # versions under way of what is public
    "CREATE INDEX publication_replaces ON publication (replaces) WHERE replaces IS NOT NULL",
)


COLUMNS = (
    "uid",
    "unit",
    "scope",
    "stage",
    "version",
    "title",
    "obligation",
    "topic",
    "elements",
    "basis",
    "term",
    "phase",
    "matter",
    "channels",
    "audience",
    "manner",
    "importance",
    "rule",
    "due",
    "published_on",
    "link",
    "answered",
    "timely",
    "local",
)
PUBLICATION = (
    "uid",
    "unit",
    "scope",
    "stage",
    "version",
    "entry",
    "title",
    "published_on",
    "channels",
    "link",
    "due",
    "on_time",
    "signed_by",
)
ENDED = "WHERE stage NOT IN ('exempt', 'retired') OR COALESCE(content, drafted_by, reviewed_by, signed_by) IS NOT NULL"
WAY = ("draft", "review", "sign", "ready")


def up(migrator, db):
    """Make the tables as they were in this version."""
    for column in ENTRY:
        db.execute_sql(f"ALTER TABLE entry ADD COLUMN {column}")
    for name in TEXTS:
        db.execute_sql(f"ALTER TABLE publication ADD COLUMN {name} TEXT")
    for name in NUMBERS:
        db.execute_sql(f"ALTER TABLE publication ADD COLUMN {name} BIGINT")

    class Milestone(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        entry = peewee.TextField(index=True, null=True)
        number = peewee.BigIntegerField(null=True)
        title = peewee.TextField(null=True)
        due = peewee.TextField(null=True)
        published_on = peewee.TextField(null=True)
        on_time = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "milestone"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Posting(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        publication = peewee.TextField(index=True, null=True)
        channel = peewee.TextField(null=True)
        place = peewee.TextField(null=True)
        posted_on = peewee.TextField(null=True)
        removed_on = peewee.TextField(null=True)
        proof = peewee.TextField(null=True)
        proof_hash = peewee.TextField(null=True)

        class Meta:
            table_name = "posting"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    class Attachment(db.Model):
        id = peewee.BigAutoField()
        uid = peewee.TextField(unique=True)
        unit = peewee.TextField(index=True, null=True)
        scope = peewee.BigIntegerField(default=0)
        stage = peewee.TextField(default="")
        version = peewee.IntegerField(default=1)
        publication = peewee.TextField(index=True, null=True)
        name = peewee.TextField(null=True)
        size = peewee.BigIntegerField(null=True)
        sha256 = peewee.TextField(index=True, null=True)

        class Meta:
            table_name = "attachment"
            legacy_table_names = False
            indexes = ((("scope", "id"), False),)

    record_rewritten(db, "0003_publications", list(_convert(db)))
    for name in GONE:
        db.execute_sql(f"ALTER TABLE entry DROP COLUMN {name}")
    db.create_tables([Milestone, Posting, Attachment])
    for statement in INDEXES:
        db.execute_sql(statement)


def _convert(db):
    """What an entry carried of the text and its way goes to a publication; the entry is left as a duty in use."""
    mark = db.param

    def rows(table, names, where=""):
        found = db.execute_sql(f"SELECT {', '.join(names)} FROM {table} {where} ORDER BY id").fetchall()
        return [dict(zip(names, values, strict=True)) for values in found]

    for old in rows("publication", PUBLICATION):
        new = {**old, "stage": "published", "series": old["uid"], "revision": 1, "attribute": "proactive",
               "importance": "ordinary", "version": old["version"] + 1}  # fmt: skip
        _write(db, mark, "publication", new)
        yield "publication", old, new
    for old in rows("entry", (*COLUMNS, *GONE), ENDED):
        text = {name: old.pop(name) for name in GONE}
        if old["stage"] in WAY and any(text.values()):
            made = {
                "uid": derived_uid("publication", old["uid"], "0003"), "unit": old["unit"], "scope": old["scope"],
                "stage": old["stage"], "version": 1, "entry": old["uid"], "title": old["title"], "channels": old["channels"],
                "attribute": "proactive", "importance": old["importance"], "series": "", "revision": 1, **text,
            }  # fmt: skip
            made["series"] = made["uid"]
            names = list(made)
            db.execute_sql(
                f"INSERT INTO publication ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})",
                tuple(made.values()),
            )
            yield "publication", None, made
        stage = old["stage"] if old["stage"] in ("exempt", "retired") else "active"
        new = {**old, "stage": stage, "version": old["version"] + 1}
        _write(db, mark, "entry", new)
        yield "entry", {**old, **text}, new


def _write(db, mark, table, row):
    names = [name for name in row if name != "uid"]
    db.execute_sql(
        f"UPDATE {table} SET {', '.join(f'{name} = {mark}' for name in names)} WHERE uid = {mark}",
        (*(row[name] for name in names), row["uid"]),
    )
