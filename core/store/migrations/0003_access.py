"""Grants refer to accounts by uid, reach units and depths; links say who was at the keyboard; secrets of accounts.

A grant made before named its account. What is rewritten here is written into the ledger like any other change, so
that ``verify`` still holds; a grant whose account is gone keeps a mark that no uid can have, and gives nothing.
"""

import peewee

from gongkai.core.ledger.upgrade import record_rewritten

COLUMNS = {
    "access_grant": {
        "verbs": "TEXT", "target": "TEXT", "reach": "TEXT", "depth": "BIGINT", "excluded": "TEXT", "granted_by": "TEXT",
    },
    "ledger": {"login": "TEXT"},
}  # fmt: skip
GRANT = ("uid", "unit", "scope", "stage", "version", "division", "account", "role", "valid_from", "valid_to")


def up(migrator, db):
    """Add what is new, then turn names into uids; an upgrade that was half done elsewhere is finished."""
    for table, columns in COLUMNS.items():
        there = {column.name for column in db.get_columns(table)}
        for name, kind in columns.items():
            if name not in there:
                db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")

    class Secret(db.Model):
        account = peewee.TextField(primary_key=True)  # uid
        hash = peewee.TextField(null=True)
        wrong = peewee.IntegerField(default=0)
        until = peewee.TextField(null=True)

        class Meta:
            table_name = "account_secret"
            legacy_table_names = False

    db.create_tables([Secret])
    db.execute_sql("CREATE INDEX IF NOT EXISTS unit_parent ON unit (parent) WHERE parent IS NOT NULL")
    _rename(db)


def _rename(db):
    mark = db.param
    uids = dict(db.execute_sql("SELECT name, uid FROM account").fetchall())
    known = set(uids.values())
    rewritten = []
    for values in db.execute_sql(f"SELECT {', '.join(GRANT)} FROM access_grant ORDER BY uid").fetchall():
        old = dict(zip(GRANT, values, strict=True))
        if old["account"] in known and old["account"] not in uids:
            continue  # done before
        new = {**old, "account": uids.get(old["account"], f"?{old['account']}"), "version": old["version"] + 1}
        db.execute_sql(
            f"UPDATE access_grant SET account = {mark}, version = {mark} WHERE uid = {mark}",
            (new["account"], new["version"], old["uid"]),
        )
        rewritten.append(("grant", old, new))
    record_rewritten(db, "0003_access", rewritten)
