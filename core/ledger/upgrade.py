"""What a migration rewrites is a change like any other: it stands in the ledger, so that ``verify`` still holds."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from gongkai.core.ledger.chain import GENESIS, LINE_BITS, line_bytes, link_hash
from gongkai.core.store.record import digest

Rewritten = tuple[str, dict[str, Any] | None, dict[str, Any]]
"""Register, the row before (None where it is new) and after, each with every column of the register's model."""


def record_rewritten(db: Any, name: str, rows: Iterable[Rewritten]) -> int:
    """Write one link with a line for each row that a migration rewrote or added; gives how many.

    Args:
        db: the database as the migration has it.
        name: of the migration, told as the reason.
    """
    mark = db.param
    head = db.execute_sql("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    seq, prev = (head[0] + 1, head[1]) if head else (1, GENESIS)
    body, count = sha256(), 0
    for register, old, new in rows:
        changed = {key for key in new if old is None or old.get(key) != new[key]}
        said = [
            None if old is None else msgspec.json.encode({key: old.get(key) for key in sorted(changed)}).decode(),
            msgspec.json.encode({k: new[k] for k in sorted(changed) if old is not None or new[k] is not None}).decode(),
        ]
        line = (register, new["uid"], "update" if old else "create", *said, digest(new))
        body.update(line_bytes(line))
        db.execute_sql(
            "INSERT INTO ledger_line (id, register, uid, action, before, after, digest)"
            f" VALUES ({', '.join([mark] * 7)})",
            (seq << LINE_BITS | count, *line),
        )
        count += 1
    if count:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        link = (seq, at, "gongkai", f"migrate {name}", "", count, 0, body.hexdigest(), prev)
        db.execute_sql(
            "INSERT INTO ledger (seq, at, actor, reason, rule, lines, sheets, body, prev, hash)"
            f" VALUES ({', '.join([mark] * 10)})",
            (*link, link_hash(*link)),
        )
    return count
