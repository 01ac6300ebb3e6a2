"""The hash chain: tables, canonical forms, and the digest of a link.

One transaction is one link; a link covers its lines (one per changed record) and its sheets (one per parent of
reference data). Line ids are ``seq << 24 | n``, so a link's lines are one range and need no index of their own.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec
import peewee

LINE_BITS = 24  # 16.7 million lines in one transaction
GENESIS = "0" * 64
FOLLOWS = "_follows"  # in a line's values: uid of the record whose workflow action brought the line about
FROM = (
    "_from"  # in the values of a received line: the sender, and (moment, account, action, reason) of each change there
)

_encode = msgspec.json.encode


class Link(peewee.Model):
    """One transaction: who, when, why, under which rule, how many lines, and the hash over it and its forerunner."""

    seq = peewee.BigIntegerField(primary_key=True)
    at = peewee.TextField()
    actor = peewee.TextField()
    reason = peewee.TextField(default="")
    rule = peewee.TextField(default="")
    lines = peewee.IntegerField()
    sheets = peewee.IntegerField(default=0)
    body = peewee.TextField()
    prev = peewee.TextField()
    login = peewee.TextField(default="")  # who was at the keyboard, where that was not the actor
    hash = peewee.TextField()

    class Meta:
        table_name = "ledger"
        legacy_table_names = False


class Line(peewee.Model):
    """One record's change: stored values before and after (changed columns only) and the digest of the whole row."""

    id = peewee.BigIntegerField(primary_key=True)
    register = peewee.TextField()
    uid = peewee.TextField()
    action = peewee.TextField()
    before = peewee.TextField(null=True)
    after = peewee.TextField(null=True)
    digest = peewee.TextField()

    class Meta:
        table_name = "ledger_line"
        legacy_table_names = False
        indexes = ((("register", "uid", "id"), False),)


class Sheet(peewee.Model):
    """Reference data, one parent's children: their number, digest, and four bytes of each row to name a changed one."""

    id = peewee.BigIntegerField(primary_key=True)
    register = peewee.TextField()
    key = peewee.BigIntegerField()
    rows = peewee.IntegerField()
    digest = peewee.TextField()
    marks = peewee.BlobField()

    class Meta:
        table_name = "ledger_sheet"
        legacy_table_names = False
        indexes = ((("register", "key", "id"), False),)


def line_bytes(values: Iterable[Any]) -> bytes:
    """A line's canonical form: register, uid, action, before, after, digest."""
    return _encode(list(values)) + b"\n"


def sheet_bytes(register: str, key: int, rows: int, digest: str) -> bytes:
    """A sheet's canonical form."""
    return _encode([register, key, rows, digest]) + b"\n"


def link_hash(
    seq: int, at: str, actor: str, reason: str, rule: str, lines: int, sheets: int, body: str, prev: str,
    login: str | None = "",
) -> str:  # fmt: skip
    """The hash of a link over all that it says and the hash before it; a link without login says nothing of it."""
    said = [seq, at, actor, reason, rule, lines, sheets, body, prev, *([login] if login else [])]
    return hashlib.sha256(_encode(said)).hexdigest()
