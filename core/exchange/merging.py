"""Where both sides write: what the sender changed is taken field by field; where both changed a field, the superior's stands.

Both values are kept, and both sides are told: each finds the same contest when the other's bundle arrives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.exchange.changes import Line, Told
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.travelling import CAME
from gongkai.core.ledger.chain import LINE_BITS

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

Row = dict[str, Any]
GONE = "-"  # in the place of a column: the record as a whole was deleted on one side


@dataclass
class Contest:
    """A record that both sides changed.

    Attributes:
        fields: column to (what both had, what stands, what gave way).
    """

    register: str
    uid: str
    fields: dict[str, tuple[Any, Any, Any]] = field(default_factory=dict)


def merge(
    one: Sent, old: Row, upward: bool, mine: Mapping[str, Any], names: Sequence[str]
) -> tuple[Row, Contest | None]:  # fmt: skip
    """What becomes of a record that is here, and what was contested.

    Args:
        upward: whether the sender is below, so that in a contest what is here stands.
        mine: where the record is told as a whole, the columns that were changed here since the sender last spoke of
            them, with what they held before.
        names: the columns that travel; one that the bundle leaves out is empty.
    """
    told: Row = {**dict.fromkeys(names), **(one.row or {})}
    contest = Contest(one.register, one.uid)
    taken: Row = {}
    base: Mapping[str, Any] = {**old, **mine} if one.base is None else one.base
    for name, known in base.items():
        here, there = old.get(name), told.get(name)
        if here == there or name not in told or name == "scope":
            continue
        if here != known or (one.base is None and name in mine):
            contest.fields[name] = (known, here, there) if upward else (known, there, here)
        if not contest.fields.get(name) or not upward:
            taken[name] = there
    if upward and "stage" in contest.fields:  # fields that go with a step make no sense without it
        contest.fields |= {name: (base[name], old.get(name), value) for name, value in taken.items()}
        taken = {}
    return {**old, **taken}, contest if contest.fields else None


def changed_by_us(office: "Office", resource: "Resource", uid: str, peer: str) -> Row:
    """Columns of a record that were changed here since a deployment last spoke of them, with what they held before."""
    told = Told()
    for action, before, rule in office.store.sql(
        f"SELECT n.action, n.before, l.rule FROM ledger_line n JOIN ledger l ON l.seq = n.id / {1 << LINE_BITS}"
        " WHERE n.register = ? AND n.uid = ? ORDER BY n.id", (resource.key, uid),
    ):  # fmt: skip
        told.lines.append(Line(action, msgspec.json.decode(before) if before else None, rule != CAME + peer))
    return told.base()


def changed_here(office: "Office", resource: "Resource", uid: str, peer: str) -> bool:
    """Whether anybody but a deployment's bundles ever wrote a record."""
    return bool(office.store.sql(
        f"SELECT 1 FROM ledger_line n JOIN ledger l ON l.seq = n.id / {1 << LINE_BITS}"
        " WHERE n.register = ? AND n.uid = ? AND l.rule <> ? LIMIT 1", (resource.key, uid, CAME + peer),
    ))  # fmt: skip


def deleted_here(office: "Office", resource: "Resource", uid: str, peer: str) -> bool:
    """Whether a record that is not here was, and was deleted by anybody but a deployment's bundles."""
    found = office.store.sql(
        f"SELECT n.action, l.rule FROM ledger_line n JOIN ledger l ON l.seq = n.id / {1 << LINE_BITS}"
        " WHERE n.register = ? AND n.uid = ? ORDER BY n.id DESC LIMIT 1", (resource.key, uid),
    )  # fmt: skip
    return bool(found) and found[0][0] == "delete" and found[0][1] != CAME + peer
