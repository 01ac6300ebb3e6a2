"""Units and divisions as they were on a day.

What is known to have held on the day is shown; before the first known change the earliest known state is shown and
marked ``earliest``. Interval ends are exclusive: on the effective date the new state holds.

To ask about a day is to go on from there: whatever was in a range of codes then is followed through every shift since,
until a row of the past says what it was, or the present is reached. So an act that moves a prefecture writes one row,
and what it carried along still answers with its old code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.ledger.shifts import Rule, inverse, moved
from gongkai.core.registry.models import Unit
from gongkai.core.registry.terms import NEVER, TRACKED, VALID, UnitTerm

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.engine import Store


@dataclass(frozen=True)
class UnitState:
    """What a unit was in one interval.

    Attributes:
        start, end: first day, and the first day on which it no longer held; None where unknown or still open.
        act: uid of the act that ended it; empty for the present.
        exists: whether the unit existed then; if not, the other fields tell the nearest known state.
        earliest: the beginning is unknown, so before the earliest change this is all that is known.
        state: ``valid``, ``absent`` or ``never``; the present is ``valid``.
    """

    uid: str
    name: str
    kind: str
    level: str
    line: str
    leadership: str
    division: int
    parent: str
    uscc: str
    start: date | None
    end: date | None
    act: str = ""
    exists: bool = True
    earliest: bool = False
    state: str = VALID


@dataclass(frozen=True)
class DivisionState:
    """What stood under a code in one interval; see ``UnitState``."""

    code: int
    name: str
    level: int
    parent: int | None
    kind: str
    start: date | None
    end: date | None
    act: str = ""
    exists: bool = True
    earliest: bool = False
    state: str = VALID


@dataclass(frozen=True)
class Move:
    """What one act shifted on its day."""

    day: str
    seq: int
    act: str
    rules: tuple[Rule, ...]


Piece = tuple[int, int, int]
"""A range of codes, and how far it has been moved since the day that is asked about."""


def moves(store: "Store", after: str = "") -> list[Move]:
    """The shifts that hold, in the order of their days; those after a day only, when it is given."""
    rows = store.sql(
        "SELECT valid_to, seq, act, low, high, delta FROM place_shift WHERE state <> 'never' AND valid_to > ?"
        " ORDER BY valid_to, seq, low", (after,),
    )  # fmt: skip
    found: dict[tuple[str, int, str], list[Rule]] = {}
    for day, seq, act, *rule in rows:
        found.setdefault((day, seq, act), []).append((rule[0], rule[1], rule[2]))
    return [Move(day, seq, act, tuple(rules)) for (day, seq, act), rules in found.items()]


def _before(passed: Iterable[Move], code: int | None) -> int | None:
    """The code before these moves, of what has a code after them."""
    if code is not None:
        for move in reversed(list(passed)):
            code = moved(inverse(move.rules), code)
    return code


# units


def unit_on(office: "Office", uid: str, day: date) -> UnitState:
    """What a unit was on a day.

    Raises:
        BadInput: there is no such unit, or the acting account may not see it.
    """
    unit = office.store.first(office.select(Unit).where(Unit.uid == uid))
    if unit is None:
        raise BadInput(
            T(f"没有单位 {uid}，或你无权查看。", f"There is no unit {uid}, or you may not see it."),
            T("用 gongkai unit list 查看。", "See gongkai unit list."),
        )
    states = [state for state in unit_states(office, unit) if state.state != NEVER]
    for state in states:
        if state.end is None or day < state.end:
            early = state.start is not None and day < state.start
            return replace(state, exists=state.exists and not early, earliest=state.start is None)
    return replace(states[-1], exists=False, earliest=False)


def units_on(office: "Office", scope: int, day: date, limit: int = 500) -> list[UnitState]:
    """The units that lay in a division itself on a day, by the code and the names of that day."""
    now = scope
    for move in moves(office.store, day.isoformat()):
        now = moved(move.rules, now)
    units = office.store.fetch(
        office.select(Unit).where(
            (Unit.scope == now)
            | Unit.uid.in_(UnitTerm.select(UnitTerm.unit).where(UnitTerm.scope.in_((scope, now)), UnitTerm.state != NEVER))
        ).order_by(Unit.id).limit(limit)
    )  # fmt: skip
    found = []
    for unit in units:
        for state in unit_states(office, unit):
            held = (state.start is None or state.start <= day) and (state.end is None or day < state.end)
            if held and state.state == VALID and state.exists and state.division == scope:
                found.append(state)
    return found


def unit_states(office: "Office", unit: Any) -> list[UnitState]:
    """Everything that is known of a unit, oldest first, the present last; what was never valid is among it."""
    rows = office.store.sql(
        f"SELECT {', '.join(TRACKED)}, valid_from, valid_to, act, state, seq FROM unit_term"
        " WHERE uid > ? AND uid < ? ORDER BY valid_to, seq", (f"{unit.uid}.", f"{unit.uid}/"),
    )  # fmt: skip
    known, ends, found = moves(office.store), [unit.valid_from], []
    for *row, seq in rows:
        state = _unit_state(unit.uid, row)
        if state.state == NEVER:
            found.append(state)
        else:
            ends.append(state.end)
            found += _split(state, known, (str(row[9]), seq))
    start = max((day for day in ends if day), default=None)
    if not (len(ends) > 1 and unit.valid_to and unit.valid_to == start):  # else an act ended it
        values = [getattr(unit, name) for name in TRACKED]
        last = replace(_unit_state(unit.uid, [*values, None, None, "", VALID]), start=start, end=unit.valid_to)
        found += _split(last, known, None)
    return found


def _split(state: UnitState, known: Sequence[Move], until: tuple[str, int] | None) -> list[UnitState]:
    """An interval cut wherever the unit's division got another code; ``until`` is the key of the row that ended it."""
    found = [state]
    for move in reversed(known):
        first = found[0]
        if until is not None and (move.day, move.seq) >= until:
            continue
        if state.start is not None and move.day <= state.start.isoformat():
            break
        was = moved(inverse(move.rules), first.division)
        if was != first.division and (state.end is None or move.day < state.end.isoformat()):
            day = date.fromisoformat(move.day)
            found[:1] = [replace(first, division=was, end=day, act=move.act), replace(first, start=day)]
    return found


def _unit_state(uid: str, row: Sequence[Any]) -> UnitState:
    name, kind, level, line, leadership, division, parent, uscc, start, end, act, state = row
    return UnitState(
        uid, name or "", kind or "", level or "", line or "", leadership or "", int(division or 0), parent or "",
        uscc or "", _day(start), _day(end), act or "", exists=state == VALID, state=state,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# divisions

_COLUMNS = "code, name, level, parent, kind"


def division_on(office: "Office", code: int, day: date) -> DivisionState | None:
    """What stood under a code on a day; what is nearest, with ``exists`` false, when nothing did; None when nothing is
    known of the code."""
    states = [state for state in division_states(office, code) if state.state != NEVER]
    for state in states:
        if (state.start is None or state.start <= day) and (state.end is None or day < state.end):
            return state
    return replace(states[-1], exists=False) if states else None


def division_states(office: "Office", code: int) -> list[DivisionState]:
    """Everything that is known of a code, oldest first, the present last."""
    store = office.store
    days = {
        row[0]: row[1] for row in store.sql(
            "SELECT valid_to, act FROM division_term WHERE (code = ? OR became = ?) AND state <> 'never' ORDER BY seq", (code, code)
        )
    }  # fmt: skip
    for move in moves(store):
        if any(low <= code <= high or low + delta <= code <= high + delta for low, high, delta in move.rules):
            days[move.day] = move.act
    ordered = sorted(days)
    found: list[DivisionState] = []
    for start, end in zip([None, *ordered], [*ordered, None], strict=True):
        on = _day(start) or (date.fromisoformat(str(end)) - timedelta(days=1) if end else office.today)
        there = _sweep(office, code, code, on.isoformat()).get(code)
        dates = {"start": _day(start), "end": _day(end), "act": days.get(end or "", "")}
        if there is not None:
            found.append(replace(there, **dates, earliest=start is None))
        elif found or end:
            like = found[-1] if found else DivisionState(code, "", 0, None, "", None, None)
            found.append(replace(like, **dates, exists=False, earliest=False))
    never = store.sql(
        f"SELECT {_COLUMNS}, valid_from, valid_to, act FROM division_term WHERE code = ? AND state = 'never'", (code,)
    )
    told = [
        replace(_plain(row), start=_day(row[5]), end=_day(row[6]), act=row[7], exists=False, state=NEVER) for row in never
    ]  # fmt: skip
    named = [state for state in found if state.name]
    return sorted(told, key=lambda state: state.end or date.max) + named


def children_on(office: "Office", parent: int, day: date, after: int = -1, limit: int = 500) -> list[DivisionState]:
    """The divisions directly below one on a day, by code, after a code."""
    rows = _sweep(office, *span(parent), day.isoformat(), parent)
    found = [state for code, state in sorted(rows.items()) if state.parent == parent and after < code != parent]
    return found[:limit]


def subtree_on(office: "Office", top: int, day: date) -> list[DivisionState]:
    """A division and everything below it on a day, by the codes of that day."""
    return [state for _, state in sorted(_sweep(office, *span(top), day.isoformat()).items())]


def _sweep(office: "Office", low: int, high: int, day: str, parent: int | None = None) -> dict[int, DivisionState]:
    """What stood in a range of codes on a day; of the present only what is below ``parent``, when it is given."""
    store = office.store
    found: dict[int, DivisionState | None] = {}
    pieces: list[Piece] = [(low, high, 0)]
    passed: list[Move] = []
    starts = _starts(store, low, high, day)
    at = (day, 1 << 62)
    for move in [*moves(store, day), None]:
        until = (move.day, move.seq) if move else None
        for row in _ended(store, pieces, at, until):
            code = _origin(pieces, row[0])
            if code not in found:
                found[code] = _state(code, row[1:5], passed, starts, row[6], row[7]) if row[8] == VALID else None
        if move is None:
            break
        if parent is not None:
            parent = moved(move.rules, parent)
        pieces = _carry(pieces, move.rules)
        passed.append(move)
        at = (move.day, move.seq)
    for row in _present(store, pieces, parent):
        code = _origin(pieces, row[0])
        if code not in found:
            found[code] = _state(code, row[1:5], passed, starts, None, "")
    return {code: state for code, state in found.items() if state is not None}


def _state(
    code: int, row: Sequence[Any], passed: Sequence[Move], starts: dict[int, str], end: str | None, act: str
) -> DivisionState:  # fmt: skip
    name, level, parent, kind = row
    start = starts.get(code)
    return DivisionState(
        code, name, level, _before(passed, parent), kind or "", _day(start), _day(end), act, earliest=start is None
    )  # fmt: skip


def _plain(row: Sequence[Any]) -> DivisionState:
    return DivisionState(row[0], row[1], row[2], row[3], row[4] or "", None, None)


def _origin(pieces: Sequence[Piece], code: int) -> int:
    return next(code - gone for low, high, gone in pieces if low <= code <= high)


def _starts(store: "Store", low: int, high: int, day: str) -> dict[int, str]:
    """Since when things had been what they were, where that is known."""
    rows = store.sql(
        "SELECT became, max(valid_to) FROM division_term WHERE became BETWEEN ? AND ? AND valid_to <= ? AND state <> 'never'"
        " GROUP BY became", (low, high, day),
    )  # fmt: skip
    return dict(rows)


def _ended(
    store: "Store", pieces: Sequence[Piece], at: tuple[str, int], until: tuple[str, int] | None
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Rows of the past in these ranges that end after one moment and not after the other, in order.

    What an act ends is told by the codes before its shift; that something was not there before it, by those after.
    """
    rows: list[tuple[Any, ...]] = []
    upper = ""
    bound: tuple[str | int, ...] = ()
    if until:
        upper = " AND (valid_to < ? OR (valid_to = ? AND (seq < ? OR (seq = ? AND state <> 'absent'))))"
        bound = (until[0], until[0], until[1], until[1])
    for low, high, _ in pieces:
        rows += store.sql(
            f"SELECT {_COLUMNS}, valid_from, valid_to, act, state, seq FROM division_term WHERE code BETWEEN ? AND ?"
            " AND state <> 'never' AND (valid_to > ? OR (valid_to = ? AND (seq > ? OR (seq = ? AND state = 'absent'))))"
            f"{upper}",
            (low, high, at[0], at[0], at[1], at[1], *bound),
        )
    return sorted(rows, key=lambda row: (row[6], row[9]))


def _present(store: "Store", pieces: Sequence[Piece], parent: int | None) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for low, high, _ in pieces:
        if parent is None:
            rows += store.sql(f"SELECT {_COLUMNS} FROM division WHERE code BETWEEN ? AND ?", (low, high))
            continue
        near = span(parent)  # villages have no index on parents; they are found by the codes of their town
        where = "level <= 4" if near[1] - near[0] >= 1_000_000 else "code BETWEEN ? AND ?"
        extra = () if near[1] - near[0] >= 1_000_000 else near
        rows += store.sql(
            f"SELECT {_COLUMNS} FROM division WHERE parent = ? AND {where} AND code BETWEEN ? AND ?",
            (parent, *extra, low, high),
        )
    return rows


def _carry(pieces: Sequence[Piece], rules: Sequence[Rule]) -> list[Piece]:
    """Where the ranges lie after a shift: what goes is taken along, what comes from elsewhere is left out."""
    gone: list[Piece] = []
    stay = list(pieces)
    for low, high, delta in rules:
        stay, inside = _cut(stay, low, high)
        gone += [(a + delta, b + delta, total + delta) for a, b, total in inside]
    for low, high, delta in rules:
        stay, _ = _cut(stay, low + delta, high + delta)
    return stay + gone


def _cut(pieces: Sequence[Piece], low: int, high: int) -> tuple[list[Piece], list[Piece]]:
    """The parts of the ranges outside and inside of one."""
    outside: list[Piece] = []
    inside: list[Piece] = []
    for a, b, total in pieces:
        if b < low or a > high:
            outside.append((a, b, total))
            continue
        inside.append((max(a, low), min(b, high), total))
        if a < low:
            outside.append((a, low - 1, total))
        if b > high:
            outside.append((high + 1, b, total))
    return outside, inside


def code_then(office: "Office", code: int, day: date) -> int:
    """The code on a day of what has a code now."""
    for move in reversed(moves(office.store, day.isoformat())):
        code = moved(inverse(move.rules), code)
    return code


def code_now(store: "Store", code: int) -> int:
    """The code that what once had a code has now; the same one when nothing that is there explains another."""
    found = code
    for move in moves(store):
        found = moved(move.rules, found)
    return found if store.sql("SELECT 1 FROM division WHERE code = ?", (found,)) else code


# names


def former_divisions(office: "Office", name: str, limit: int = 50) -> list[DivisionState]:
    """Divisions that once bore a name (or a part of it), newest first."""
    pattern = "%" + name.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    rows = office.store.sql(
        f"SELECT {_COLUMNS}, valid_from, valid_to, act FROM division_term"
        " WHERE name LIKE ? ESCAPE '!' AND state = 'valid' ORDER BY valid_to DESC, code LIMIT ?", (pattern, limit),
    )  # fmt: skip
    return [replace(_plain(row), start=_day(row[5]), end=_day(row[6]), act=row[7], exists=False) for row in rows]


def last_name(store: "Store", code: int) -> str:
    """The last name that stood under a code which is in use no more; empty when there was none."""
    left = moves(store)
    while True:
        gone = [n for n, move in enumerate(left) if moved(move.rules, code) != code]
        rows = store.sql("SELECT name FROM division WHERE code = ?", (code,)) or store.sql(
            "SELECT name FROM division_term WHERE code = ? AND name <> '' ORDER BY valid_to DESC LIMIT 1", (code,)
        )
        if rows or not gone:
            return str(rows[0][0]) if rows else ""
        code, left = moved(left[gone[-1]].rules, code), left[gone[-1] + 1 :]
