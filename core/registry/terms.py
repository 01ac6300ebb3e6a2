"""The past of units and divisions, as intervals. The present stands in ``unit`` and ``division``; here is what ended.

A row says what held from ``valid_from`` (inclusive; empty: since before anything is known) to ``valid_to``
(exclusive), and which act ended it. Three things are told apart by ``state``:

- ``valid``: it was so, and ceased;
- ``absent``: it did not exist then (before it was set up, or between its end and its return);
- ``never``: the office said so for a while and was wrong: a correction by hand, or an act that was undone. The
  dates are those between which it was believed; it answers no question about the past.

A division is known by its code, and codes are dated: ``became`` holds the code under which it went on, the same one
when it kept it, none when it ended. What is only carried along when something above it gets another code has no row
of its own: ``place_shift`` holds the range and the distance, and ``past`` follows it. Rows are never edited; the
ledger keeps them by sheets (``ledger.sheeted``).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import peewee

from gongkai.core.i18n import T
from gongkai.core.ledger.sheeted import EMPTY, write_sheet
from gongkai.core.registry.models import LEADERSHIP, LEVELS
from gongkai.core.resource import Filter, Resource
from gongkai.core.store.fields import Choice, Date, Integer, Place, Ref, Text, UnitRef
from gongkai.core.store.record import Record

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.ledger.shifts import Rule

VALID, ABSENT, NEVER = "valid", "absent", "never"
STATES = (
    (VALID, T("曾有效", "Was valid")),
    (ABSENT, T("不存在", "Did not exist")),
    (NEVER, T("从未有效", "Never valid")),
)
TRACKED = ("name", "kind", "level", "line", "leadership", "division", "parent", "uscc")
PLACED = ("name", "level", "parent", "kind", "edition", "initials")


class UnitTerm(Record):
    """What a unit was between two days: name, kind, level, line, leadership, place, parent, code."""

    name = Text(T("单位名称", "Unit name"), system=True, width=28)
    kind = Choice(T("单位类别", "Kind"), "unit_kind", system=True, width=14)
    level = Choice(T("层级", "Level"), LEVELS, system=True, width=8)
    line = Choice(T("条线", "Line"), "line", system=True, width=12)
    leadership = Choice(T("领导体制", "Leadership"), LEADERSHIP, system=True, width=8)
    division = Place(T("所在区划", "Division"), system=True, width=16)
    parent = UnitRef(T("上级单位", "Parent unit"), system=True, width=20)
    uscc = Text(T("统一社会信用代码", "Unified social credit code"), system=True, width=18)
    valid_from = Date(T("起", "From"), system=True, width=10)
    valid_to = Date(T("止", "To"), system=True, width=10)
    act = Ref(T("机构改革", "Act"), "act", system=True, width=16)
    state = Choice(T("效力", "Validity"), STATES, system=True, width=10)
    seq = Integer(T("台账笔号", "Link"), system=True, width=6, index=True)

    class Meta:
        table_name = "unit_term"


class DivisionTerm(peewee.Model):
    """What stood under a code between two days."""

    id = peewee.BigAutoField()
    code = peewee.BigIntegerField()
    became = peewee.BigIntegerField(null=True)
    name = peewee.TextField(default="")
    level = peewee.SmallIntegerField(default=0)
    parent = peewee.BigIntegerField(null=True)
    kind = peewee.TextField(default="")
    edition = peewee.TextField(default="")
    initials = peewee.TextField(default="")  # so that an old name is found as it is typed
    valid_from = peewee.TextField(null=True)
    valid_to = peewee.TextField()
    act = peewee.TextField(default="")
    state = peewee.TextField(default=VALID)
    seq = peewee.BigIntegerField(index=True)

    class Meta:
        table_name = "division_term"
        legacy_table_names = False
        indexes = ((("code", "valid_to"), False), (("became", "valid_to"), False))


class PlaceShift(peewee.Model):
    """Until a day, everything that now lies ``delta`` further on had its code between ``low`` and ``high``."""

    id = peewee.BigAutoField()
    low = peewee.BigIntegerField()
    high = peewee.BigIntegerField()
    delta = peewee.BigIntegerField()
    valid_to = peewee.TextField(index=True)
    act = peewee.TextField(default="")
    state = peewee.TextField(default=VALID)
    seq = peewee.BigIntegerField(index=True)

    class Meta:
        table_name = "place_shift"
        legacy_table_names = False


def _by_hand(row: Mapping[str, Any]) -> T:
    return T("过去的记载由机构改革和更正自动写入。", "The past is written by acts and corrections alone.")


TERMS = Resource(
    UnitTerm,
    key="term",
    part_of="unit",
    name=T("单位沿革", "Past of units"),
    columns=("unit", "name", "division", "valid_from", "valid_to", "state"),
    title="name",
    natural=("unit", "valid_to"),
    filters=(
        Filter("was", T("曾有效", "Was valid"), lambda office: UnitTerm.state == VALID),
        Filter("never", T("从未有效", "Never valid"), lambda office: UnitTerm.state == NEVER, tone="muted"),
    ),
    verb="administer",
    locked=_by_hand,
    sheeted=True,
    by_hand=False,
    empty=T("还没有变更。机构改革实施后，原状记在这里。", "Nothing has changed yet. What acts end is kept here."),
)

OF_UNIT = "t.uid > {0} || '.' AND t.uid < {0} || '/'"
"""The terms ``t`` of a unit: their uid is the unit's, a dot, and the number of the link."""

UNIT_SINCE = f"COALESCE((SELECT max(t.valid_to) FROM unit_term t WHERE {OF_UNIT.format('u.uid')} AND t.state <> 'never'), u.valid_from)"
"""Since when a unit (``u``) has been what it is; NULL when nobody knows."""

_UNIT_COLUMNS = ", ".join(TRACKED)


def end_units(
    change: "Change", where: str, params: tuple[Any, ...], day: str, act: str, state: str = VALID, since: str = ""
) -> int:  # fmt: skip
    """Write what the units found by ``where`` (on ``unit u``) are now as what they were until a day; gives how many.

    Args:
        since: the first day, instead of the one that is known.
    """
    start = "CAST(? AS TEXT)" if since else UNIT_SINCE
    values = ", ".join(f"u.{name}" for name in TRACKED)
    written = change.store.run(
        f"INSERT INTO unit_term (uid, unit, scope, stage, version, {_UNIT_COLUMNS}, valid_from, valid_to, act, state, seq)"
        f" SELECT u.uid || CAST(? AS TEXT), u.uid, u.scope, '', 1, {values}, {start}, CAST(? AS TEXT), CAST(? AS TEXT),"
        f" CAST(? AS TEXT), CAST(? AS BIGINT) FROM unit u WHERE {where} ON CONFLICT (uid) DO NOTHING",
        (f".{change.seq}", *((since,) if since else ()), day, act or None, state, change.seq, *params),
    )
    if written:
        change.at_end("term", seal_units)
    return written


def correct_unit(change: "Change", old: Mapping[str, Any], day: str) -> None:
    """Keep what a unit was said to be until it was corrected by hand: it never held."""
    since = change.store.sql(f"SELECT {UNIT_SINCE} FROM unit u WHERE u.uid = ?", (old["uid"],))[0][0]
    row = {
        "uid": f"{old['uid']}.{change.seq}", "unit": old["uid"], "scope": old["scope"], "stage": "", "version": 1,
        **{name: old[name] for name in TRACKED}, "valid_from": since, "valid_to": day, "act": None, "state": NEVER,
        "seq": change.seq,
    }  # fmt: skip
    change.store.run(
        f"INSERT INTO unit_term ({', '.join(row)}) VALUES ({', '.join('?' for _ in row)}) ON CONFLICT (uid) DO NOTHING",
        tuple(row.values()),
    )
    change.at_end("term", seal_units)


def end_division(
    change: "Change", code: int, became: int | None, day: str, act: str, state: str = VALID, since: str = ""
) -> None:  # fmt: skip
    """Write what stands under a code now as what stood there until a day.

    Args:
        became: the code under which it goes on; None when it ends.
        since: the first day, instead of the one that is known.
    """
    values = ", ".join(PLACED)
    rows = change.store.sql(f"SELECT {values} FROM division WHERE code = ?", (code,))
    _write_division(change, (code, became, *rows[0]), since or since_code(change, code), day, act, state)


def absent_until(change: "Change", code: int, day: str, act: str) -> None:
    """Keep that nothing stood under a code until a day."""
    _write_division(change, (code, code, "", 0, None, "", "", ""), since_code(change, code), day, act, ABSENT)


def _write_division(change: "Change", row: tuple[Any, ...], since: str | None, day: str, act: str, state: str) -> None:
    change.store.run(
        f"INSERT INTO division_term (code, became, {', '.join(PLACED)}, valid_from, valid_to, act, state, seq)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, since, day, act, state, change.seq),
    )
    change.at_end("division_term", seal_divisions)


def since_code(change: "Change", code: int) -> str | None:
    """Since when it has been as it was before this link under a code: something began, changed, ended, came or went
    there; None: unknown."""
    since: str | None = change.store.sql(
        "SELECT max(day) FROM (SELECT max(valid_to) AS day FROM division_term WHERE became = ? AND state <> 'never' AND seq < ?"
        " UNION ALL SELECT max(valid_to) FROM division_term WHERE code = ? AND state <> 'never' AND seq < ?"
        " UNION ALL SELECT max(valid_to) FROM place_shift WHERE state <> 'never' AND seq < ?"
        " AND (? BETWEEN low AND high OR ? BETWEEN low + delta AND high + delta)) AS days",
        (code, change.seq, code, change.seq, change.seq, code, code),
    )[0][0]
    return since


def keep_shift(change: "Change", rules: "Sequence[Rule]", day: str, act: str) -> None:
    """Keep that everything in these ranges had its code until a day."""
    change.store.many(
        "INSERT INTO place_shift (low, high, delta, valid_to, act, state, seq) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*rule, day, act, VALID, change.seq) for rule in rules],
    )
    if rules:
        change.at_end("place_shift", seal_shifts)


def forget_link(change: "Change", seq: int) -> None:
    """Take away what a link wrote of the past: it was undone, so nothing ended."""
    for table, register in (("unit_term", "term"), ("division_term", "division_term")):
        if change.store.run(f"DELETE FROM {table} WHERE seq = ?", (seq,)):
            change.sheets(register, [(seq, *EMPTY)])
    if change.store.run("UPDATE place_shift SET state = ? WHERE seq = ?", (NEVER, seq)):
        write_sheet(change, PlaceShift, "place_shift", seq)


def drop_unit(change: "Change", uid: str) -> None:
    """Take away the corrections of a unit that is deleted, and renew the sheets that held them."""
    between = (f"{uid}.", f"{uid}/")
    seqs = [row[0] for row in change.store.sql("SELECT DISTINCT seq FROM unit_term WHERE uid > ? AND uid < ?", between)]
    change.store.run("DELETE FROM unit_term WHERE uid > ? AND uid < ?", between)
    for seq in seqs:
        if seq != change.seq:
            write_sheet(change, UnitTerm, "term", seq)
    if change.seq in seqs:
        change.at_end("term", seal_units)


def seal_units(change: "Change") -> None:
    """The sheet of the units' past that this link wrote."""
    write_sheet(change, UnitTerm, "term", change.seq)


def seal_divisions(change: "Change") -> None:
    """The sheet of the divisions' past that this link wrote."""
    write_sheet(change, DivisionTerm, "division_term", change.seq)


def seal_shifts(change: "Change") -> None:
    """The sheet of the shifts that this link made."""
    write_sheet(change, PlaceShift, "place_shift", change.seq)
