"""What goes into a bundle: records that lines of the ledger name since the one before, each as it is now.

Where both sides write, a record also says which columns were changed here, and what the other side knows of them; what
came from the other side is not sent back to it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.exchange import sets
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.container import Said
from gongkai.core.exchange.travelling import CAME, lies_within, merged, rows_within, sent_columns
from gongkai.core.ledger.chain import LINE_BITS
from gongkai.core.ledger.generated import has_sheets

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.resource import Resource

Row = dict[str, Any]


@dataclass
class Line:
    action: str
    before: Row | None
    local: bool


@dataclass
class Told:
    """What the ledger says of one record since the bundle before."""

    said: list[Said] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def before(self, now: Row | None) -> Row | None:
        """The row as it was before all of the lines; None when it was not there."""
        row = now
        for line in reversed(self.lines):
            if line.before is None:
                row = None
            else:
                row = {**(row or {}), **{name: value for name, value in line.before.items() if name[0] != "_"}}
        return row

    def base(self) -> Row:
        """Columns that were changed here since the other side last knew them, with what it knows."""
        found: Row = {}
        settled: set[str] = set()
        for line in reversed(self.lines):
            touched = {name: value for name, value in (line.before or {}).items() if name[0] != "_"}
            if line.local:
                found |= {name: value for name, value in touched.items() if name not in settled}
            else:
                settled |= set(touched)
        return found


def everything(resource: "Resource", rows: list[Row], upward: bool, ledger: "Since | None" = None) -> list[Sent]:
    """Every record, without history.

    Args:
        ledger: all that the ledger says; what the receiver once told of a record is its base. None where the receiver
            may have forgotten that.
    """
    names, found = sent_columns(resource, upward), list[Sent]()
    told = ledger.told.get(resource.key, {}) if ledger is not None else {}
    for row in rows:
        one, base = told.get(row["uid"]), None
        if one is not None and not all(line.local for line in one.lines):
            base = {name: value for name, value in one.base().items() if name in names}
        found.append(Sent(resource.key, row["uid"], _filled(row, names), (), base))
    return found


def changed(
    change: "Change", resource: "Resource", ledger: "Since", scope: int, upward: bool, total: sets.Total | None
) -> list[Sent]:
    """Records that were changed since; moves ``total`` on by them.

    Args:
        ledger: what the ledger says since the bundle before.
        total: of the register's set as it was then; None where it is not wanted or not known.
    """
    told, moved = ledger.told.get(resource.key, {}), resource.key in ledger.moved
    made = _made(change, resource, ledger.link)
    wanted = None if moved else [*dict.fromkeys([*told, *made])]
    if wanted is not None and not wanted:
        return []
    there = {row["uid"]: row for row in rows_within(change.office, resource, scope, upward, wanted)}
    names, found = sent_columns(resource, upward), list[Sent]()
    for uid in dict.fromkeys([*there, *told]) if wanted is None else wanted:
        row, one = there.get(uid), told.get(uid, Told())
        old = None if uid in made else one.before(row or _elsewhere(change, resource, uid, one))
        if old is not None and (old.get("sheet") or 0) >> LINE_BITS > ledger.link:
            old = None  # made in bulk since, and changed
        if old is not None and not lies_within(resource, scope, upward, old["scope"]):
            old = None
        if total is not None:
            total.take(old)
            total.put(row)
        if row is None and old is None:
            continue  # it came and went, or lies somewhere else
        sent = None if row is None else _filled(row, names)
        base: Row | None = None
        if merged(resource):
            base = {name: value for name, value in one.base().items() if name in names} if old is not None else None
            if uid not in made and not any(line.local for line in one.lines):
                continue  # all of it came from there
            if base == {} and row is not None:
                continue
        found.append(Sent(resource.key, uid, sent, tuple(one.said), base))
    return found


def _filled(row: Row, names: list[str]) -> Row:
    """What of a row travels; an empty column is left out."""
    return {name: value for name in names if (value := row[name]) is not None}


@dataclass
class Since:
    """What the ledger says since a link: lines by register and uid, and registers of which one statement moved many rows."""

    link: int
    told: dict[str, dict[str, Told]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)


def since(change: "Change", registers: Collection[str], peer: str, link: int) -> Since:
    """Read the ledger from a link on, once for all registers; ``peer`` is who the bundle goes to."""
    found = Since(link)
    for register, uid, action, before, after, at, actor, reason, rule in change.store.sql(
        "SELECT n.register, n.uid, n.action, n.before, n.after, l.at, l.actor, l.reason, l.rule FROM ledger_line n"
        f" JOIN ledger l ON l.seq = n.id / {1 << LINE_BITS} WHERE n.id >= ? ORDER BY n.id", ((link + 1) << LINE_BITS,)
    ):  # fmt: skip
        if register not in registers:
            continue
        if not uid:
            found.moved.add(register)
            continue
        one = found.told.setdefault(register, {}).setdefault(uid, Told())
        words = msgspec.json.decode(after).get("_reason", "") if after else ""
        one.said.append((at, actor, action, words or reason))
        one.lines.append(Line(action, msgspec.json.decode(before) if before else None, rule != CAME + peer))
    return found


def _made(change: "Change", resource: "Resource", since: int) -> set[str]:
    """Rows that were made in bulk after a link and have no line of their own for that."""
    if not has_sheets(resource):
        return set()
    statement = f"SELECT uid FROM {resource.table} WHERE sheet >= ?"
    return {row[0] for row in change.store.sql(statement, ((since + 1) << LINE_BITS,))}


def _elsewhere(change: "Change", resource: "Resource", uid: str, one: Told) -> Row | None:
    """The row as it is now, when it has left the place that is sent; None when it is gone."""
    if not one.lines or one.lines[-1].action == "delete":
        return None
    found = change.store.sql(f"SELECT uid FROM {resource.table} WHERE uid = ?", (uid,))
    return change.current(resource, uid) if found else None
