"""Loading a newer list over one that is there: what acts have settled stays, what the list changes is kept as past.

A list says how things stood on its cut-off day. An act that takes effect later is newer than the list, so everything
that it touched stays as the act left it. Where no act spoke, the list is right, and what it replaces becomes past.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import format_code, span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.past import moves
from gongkai.core.registry.terms import seal_divisions

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.store.engine import Store

WAS = "division_was"  # a temporary table: the rows before
NO_FAMILY = (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b"\x00")
"""The sheet of a family that is gone: no rows, the digest of nothing, and only the width of places as marks."""

Columns = Sequence[Sequence[Any]]


def is_reload(store: "Store", low: int, high: int) -> bool:
    """Whether a list was loaded for this range before."""
    return bool(
        store.sql("SELECT 1 FROM ledger_sheet WHERE register = 'division' AND key BETWEEN ? AND ? LIMIT 1", (low, high))
    )


def before_load(change: "Change", columns: Columns, within: int, day: str) -> list[list[Any]]:
    """The list with what acts have settled put in, after the rows that are there have been set aside.

    Args:
        day: the list's cut-off (ISO); empty when it is not known, then every act is taken for newer.

    Raises:
        BadInput: a row of the list hangs on a division that an act has ended.
    """
    store, (low, high) = change.store, span(within)
    # PostgreSQL takes no parameters here; these are whole numbers
    store.run(f"CREATE TEMPORARY TABLE {WAS} AS SELECT * FROM division WHERE code BETWEEN {int(low)} AND {int(high)}")
    named, ranges = _settled(store, day)
    if not named and not ranges:
        return [list(column) for column in columns]

    def by_act(code: int) -> bool:
        return code in named or any(first <= code <= last for first, last in ranges)

    rows = [row for row in zip(*columns, strict=True) if not (low <= row[0] <= high and by_act(row[0]))]
    kept = [
        row for row in store.sql("SELECT code, name, level, parent, kind FROM division WHERE code BETWEEN ? AND ?", (low, high))
        if by_act(row[0])
    ]  # fmt: skip
    rows = sorted([*rows, *kept])
    there = {row[0] for row in rows}
    lost = [row for row in rows if row[3] is not None and row[3] not in there and low <= row[3] <= high]
    if lost:
        names = "、".join(f"{row[1]} {format_code(row[0])}" for row in lost[:5])  # zh-data
        raise BadInput(
            T(f"名录中 {len(lost)} 个区划的上级已由机构改革撤销：{names}。",
              f"{len(lost)} divisions of the list hang on ones that acts have ended: {names.replace('、', ', ')}."),  # zh-data
            T("换一份更新的名录，或先撤销那项改革。", "Take a newer list, or take that act back first."),
        )  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]


def _settled(store: "Store", day: str) -> tuple[set[int], list[tuple[int, int]]]:
    """Codes and ranges of which acts newer than a day have spoken, before and after."""
    named = {
        code for row in store.sql(
            "SELECT code, became FROM division_term WHERE act <> '' AND state <> 'never' AND valid_to > ?", (day,)
        )
        for code in row if code is not None
    }  # fmt: skip
    ranges = []
    for move in moves(store, day):
        for low, high, delta in move.rules:
            ranges += [(low, high), (low + delta, high + delta)]
    return named, ranges


def after_load(change: "Change", within: int, day: str) -> None:
    """Keep what the list changed or took away, and that what it added was not there before."""
    store, (low, high) = change.store, span(within)
    last = store.sql("SELECT max(valid_to) FROM division_term WHERE act = '' AND state <> 'never'")[0][0] or ""
    day = max(day or change.office.today.isoformat(), last)
    since = "(SELECT max(t.valid_to) FROM division_term t WHERE t.became = {0}.code AND t.state <> 'never')"
    head = "INSERT INTO division_term (code, became, name, level, parent, kind, edition, valid_from, valid_to, act, state, seq)"
    written = store.run(
        f"{head} SELECT w.code, d.code, w.name, w.level, w.parent, w.kind, w.edition, {since.format('w')},"
        f" CAST(? AS TEXT), '', 'valid', CAST(? AS BIGINT) FROM {WAS} w LEFT JOIN division d ON d.code = w.code"
        " WHERE d.code IS NULL OR d.name <> w.name OR d.level <> w.level OR d.kind <> w.kind"
        " OR COALESCE(d.parent, -1) <> COALESCE(w.parent, -1)",
        (day, change.seq),
    )
    written += store.run(  # a family that had no sheet was not in the store at all: nothing is known of its past
        f"{head} SELECT d.code, d.code, '', 0, NULL, '', '', {since.format('d')}, CAST(? AS TEXT), '', 'absent',"
        f" CAST(? AS BIGINT) FROM division d LEFT JOIN {WAS} w ON w.code = d.code WHERE w.code IS NULL"
        " AND d.code BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM ledger_sheet s WHERE s.register = 'division'"
        " AND s.key = d.parent AND s.rows > 0)",
        (day, change.seq, low, high),
    )
    store.run(f"DROP TABLE {WAS}")
    if written:
        change.at_end("division_term", seal_divisions)


def void_sheets(change: "Change", low: int, high: int, families: set[int]) -> None:
    """Say of families that had a sheet and are not in the list that they are gone."""
    known = change.store.sql(
        "SELECT DISTINCT key FROM ledger_sheet WHERE register = 'division' AND key BETWEEN ? AND ?", (low, high)
    )
    change.sheets("division", [(key, *NO_FAMILY) for (key,) in known if key not in families])
