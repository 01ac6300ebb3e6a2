"""Saving a sheet's edits by the door: one change, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.core.i18n import T
from gongkai.core.ledger.undo import undo_together
from gongkai.core.register import Register
from gongkai.tui.sheet.staged import Staged

MOST_DOUBTS = 3


@dataclass(frozen=True)
class Saved:
    """What was written: the records, the number of the change, and what is doubtful about some of them."""

    uids: list[str]
    seq: int
    doubts: list[T]


def save(register: Register, changes: Sequence[tuple[Any, dict[str, Any]]]) -> Saved:
    """Write every record's new values in one transaction.

    Raises:
        Conflict: somebody changed one of them first; nothing was written.
        GongkaiError: one of them cannot be written; nothing was.
    """
    with register.office.change(str(T("表格编辑", "edited as a sheet"))) as change:
        change.update_many(register.resource, changes)
    uids = [record.uid for record, _ in changes]
    warn = register.resource.warn
    found = (warn(register.office, record) for record in register.records(uids)) if warn else ()
    return Saved(uids, change.seq, [doubt for doubt in found if doubt is not None][:MOST_DOUBTS])


def overtaken(register: Register, staged: Staged) -> list[tuple[str, Any]]:
    """The records that were changed since their first edit, as they are stored now (None: no longer there)."""
    register.office.forget()
    now = {record.uid: record for record in register.records(list(staged.records))}
    return [
        (uid, now.get(uid))
        for uid, record in staged.records.items()
        if uid not in now or now[uid].version != record.version
    ]


def take_back(register: Register, uids: Sequence[str], seq: int) -> int:
    """Take a save back, in one transaction; see ``gongkai.core.ledger.undo``."""
    return undo_together(register.office, register.resource, uids, seq)
